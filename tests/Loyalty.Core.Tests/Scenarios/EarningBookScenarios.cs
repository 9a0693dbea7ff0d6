namespace Loyalty.Tests;

/// <summary>Points R12: rules that are sure to give nothing for a bill are passed over unless the bill is explained; what it earns is the same.</summary>
public sealed class EarningBookScenarios
{
    private static EarningRule Step(string id, decimal step) => new() { Id = id, Kind = AllocationKind.Step, Step = step, Values = [1m] };

    private static readonly LoyaltyDefinition Program = Definitions.Points(
        Step("ten", 10m), Step("odd", 10.005m), Step("small", 0.05m), Step("fine", 0.0000001m) with { Cap = 3m }, Step("thousand", 1_000m), Step("part", 1_000m) with { CountPartialStep = true },
        Step("lines", 20m) with { On = EarningBasis.Line }, Step("gross", 10m) with { Source = EarningSource.Gross }, new() { Id = "fixed", Kind = AllocationKind.Fixed, Values = [2m] },
        new() { Id = "double", Kind = AllocationKind.Multiplier, Values = [200m], Cap = 1_000_000m });

    [Theory]
    [Trait("rule", "points R12")]
    [InlineData("0.04", 2 * (0 + 0 + 0 + 3 + 0 + 1 + 0 + 1 + 2))]
    [InlineData("0.05", 2 * (0 + 0 + 1 + 3 + 0 + 1 + 0 + 1 + 2))]
    [InlineData("9.99", 2 * (0 + 0 + 199 + 3 + 0 + 1 + 0 + 1 + 2))]
    [InlineData("10.00", 2 * (1 + 0 + 200 + 3 + 0 + 1 + 0 + 2 + 2))]
    [InlineData("10.01", 2 * (1 + 1 + 200 + 3 + 0 + 1 + 0 + 2 + 2))]
    [InlineData("999.99", 2 * (99 + 99 + 19_999 + 3 + 0 + 1 + 49 + 100 + 2))]
    [InlineData("1000", 2 * (100 + 99 + 20_000 + 3 + 1 + 1 + 50 + 101 + 2))]
    public Task A_bill_earns_the_same_whether_it_is_explained_or_not(string amount, int points) => Shop.PlayInMemoryAsync(Program, async shop =>
    {
        var (anna, whole) = (await shop.MemberAsync(), decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture));
        var bill = new AddBill("B-1", anna, whole) { Lines = [new("A", 1, whole) { Discount = 10m }] };
        var explained = await shop.Desk.Sales.AddBillAsync(bill, new() { Simulate = true, Trace = true });
        Assert.Equal(8, explained.Trace.Select(step => step.Rule).Distinct().Count(rule => rule is "earning.ten" or "earning.odd" or "earning.small" or "earning.fine" or "earning.thousand" or "earning.part" or "earning.gross" or "earning.fixed"));
        Assert.Equal(points, explained.OrThrow().Earned);
        Assert.Equal(points, (await shop.Desk.Sales.AddBillAsync(bill)).OrThrow().Earned);
    });
}
