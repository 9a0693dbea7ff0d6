using NodaTime;

namespace Loyalty.Tests;

/// <summary>Transactions R45: how a bill was judged is kept for 90 days.</summary>
public sealed class EvaluationLogTests
{
    private static LoyaltyDefinition Keeping(bool keeps = true) => Definitions.Transactions().WithGold().In(organisation => organisation with { Bills = organisation.Bills with { KeepsEvaluations = keeps } })
        .With(program => program with { Earning = [Definitions.TenPercent with { Cap = 50m }, new() { Id = "never", Values = [0m] }] });

    private static async Task<IReadOnlyList<BillEvaluation>> OfAsync(Shop shop, string number) => (await shop.Desk.Sales.EvaluationsAsync(number)).OrThrow();

    [Fact]
    [Trait("rule", "transactions R45")]
    public Task Each_rule_says_what_it_saw_needed_and_gave_before_and_after_its_cap() => Shop.PlayAsync(Keeping(), async shop =>
    {
        var anna = await shop.MemberAsync();
        var added = await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 1000m));
        Assert.Empty(added.Trace);
        var log = Assert.Single(await OfAsync(shop, "b-1"));
        Assert.Equal((added.OrThrow().Bill, "B-1", anna, shop.Clock.GetCurrentInstant(), added.Value.Position), (log.Bill, log.Number, log.Customer, log.At, log.Position));
        Assert.Contains(new TraceStep("earning.base.cap", false, "100", "50") { Reference = "points R11" }, log.Steps!);
        Assert.Contains(new TraceStep("earning.base", true, "1000", "50") { Reference = "points R11" }, log.Steps!);
        Assert.Contains(log.Steps!, step => step is { Rule: "earning.never", Holds: false });
        Assert.Contains(log.Steps!, step => step.Rule.StartsWith("tier.", StringComparison.Ordinal));
        Assert.Contains(log.Steps!, step => step is { Rule: "bill.limits", Holds: true });
        // A caller who asks gets what is kept.
        var asked = await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 1000m), new() { Trace = true });
        Assert.Subset(asked.Trace.ToHashSet(), Assert.Single(await OfAsync(shop, "B-2")).Steps!.ToHashSet());
    });

    [Fact]
    [Trait("rule", "transactions R45")]
    public Task It_is_kept_for_ninety_days_and_then_forgotten() => Shop.PlayAsync(Keeping(), async shop =>
    {
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 100m);
        await shop.BuyAsync(anna, "B-2", 100m);
        shop.Clock.Set(shop.Clock.GetCurrentInstant() + Duration.FromDays(90) - Duration.FromTicks(1));
        Assert.NotNull(Assert.Single(await OfAsync(shop, "B-1")).Steps);
        await shop.BuyAsync(anna, "B-3", 100m);
        Assert.Equal(3, Logs(shop));
        shop.Clock.Set(shop.Clock.GetCurrentInstant() + Duration.FromTicks(1));
        Assert.Null(Assert.Single(await OfAsync(shop, "B-1")).Steps);
        await shop.ProveAsync();
        await shop.BuyAsync(anna, "B-4", 100m);
        Assert.Equal(2, Logs(shop));
    });

    [Fact]
    [Trait("rule", "transactions R45")]
    public Task Without_the_setting_nothing_is_kept_and_a_simulation_never_is() => Shop.PlayAsync(Keeping(false), async shop =>
    {
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 100m);
        Assert.Null(Assert.Single(await OfAsync(shop, "B-1")).Steps);
        Assert.Empty(await OfAsync(shop, "B-9"));
        Assert.Equal("bill.number_invalid", (await shop.Desk.Sales.EvaluationsAsync("")).Refusal?.Code);
        (await shop.Desk.Programs.SaveAsync(Keeping())).OrThrow();
        var before = StoreImage.Of(shop.Store);
        Assert.True((await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 100m), new() { Simulate = true })).Simulated);
        Assert.Equal(before, StoreImage.Of(shop.Store));
        // A bill that is refused leaves nothing; its customer's warnings are told as before.
        Assert.True((await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 7m))).IsRefused);
        Assert.Equal(before, StoreImage.Of(shop.Store));
        (await shop.Desk.Customers.AddBillAsync(new(new() { ExternalId = "M-1", FirstName = new string('x', 101) }, new("B-3", default, 100m)))).OrThrow();
        Assert.NotNull(Assert.Single(await OfAsync(shop, "B-3")).Steps);
    });

    [Fact]
    [Trait("rule", "transactions R45")]
    public Task A_customers_warnings_come_through_where_evaluations_are_kept() => Shop.PlayAsync(Keeping(), async shop =>
    {
        await shop.MemberAsync();
        var billed = await shop.Desk.Customers.AddBillAsync(new(new() { ExternalId = "M-1", FirstName = new string('x', 101) }, new("B-3", default, 100m)));
        Assert.Contains(billed.Warnings, warning => warning is CustomerPartRefused);
    });

    private static int Logs(Shop shop)
    {
        using var view = shop.Store.OpenRead();
        return Pages.Of(new UnitOfWork(view, new ConsecutiveIds()), EvaluationLog.All, default).Count();
    }
}
