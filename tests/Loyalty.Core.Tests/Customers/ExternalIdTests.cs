using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>External ids that the engine makes (customers 1.2).</summary>
public sealed class ExternalIdTests
{
    [Fact]
    [Trait("rule", "customers scenario 23")]
    public Task The_first_id_stands_between_prefix_and_suffix_at_the_offset() => Shop.PlayAsync(
        India(rules => rules with { ExternalIds = new() { Length = 12, Prefix = "1234", Suffix = "3401", Offset = 3000 } }), async shop =>
    {
        var first = (await shop.Desk.Customers.EnrolAsync(new() { Mobile = M1, ExternalId = "given" }, new() { Key = "k" })).OrThrow();
        Assert.Equal("123430003401", first.ExternalId);
        Assert.Equal("123430003401", (await shop.Desk.Customers.EnrolAsync(new() { Mobile = M1, ExternalId = "given" }, new() { Key = "k" })).OrThrow().ExternalId);
        Assert.Equal("123430013401", (await shop.AddAsync(mobile: M2)).ExternalId);
        Assert.Equal(first.Id, (await shop.Desk.Customers.LookUpAsync(Identifier.ExternalId("123430003401"))).OrThrow().Id);
    });

    [Theory]
    [InlineData(ExternalIdAlgorithm.LuhnAlgo, false, "7992739871", "79927398713")]
    [InlineData(ExternalIdAlgorithm.Mod7Algo, false, "100", "0000001002")]
    [InlineData(ExternalIdAlgorithm.LuhnAlgo, true, "92739871", "P79927398713")]
    public Task A_check_digit_stands_last(ExternalIdAlgorithm algorithm, bool withPrefix, string number, string id) => Shop.PlayInMemoryAsync(
        India(rules => rules with
        {
            ExternalIds = new() { Length = id.Length, Prefix = withPrefix ? "P79" : "", Offset = long.Parse(number, System.Globalization.CultureInfo.InvariantCulture), Algorithm = algorithm, ChecksWithPrefix = withPrefix },
        }),
        async shop => Assert.Equal(id, (await shop.AddAsync(mobile: M1)).ExternalId));

    [Fact]
    public Task Random_ids_are_nobodys_and_run_out() => Shop.PlayInMemoryAsync(
        India(rules => rules with { AnyIdentifier = true, ExternalIds = new() { Length = 2, Prefix = "X", Algorithm = ExternalIdAlgorithm.Random } }), async shop =>
    {
        var made = new List<string>();
        for (var i = 0; i < 10; i++) made.Add((await shop.AddAsync(mobile: $"62150000{i:00}")).ExternalId!);
        Assert.Equal(10, made.Distinct().Count());
        Assert.NotEqual(made.Order(StringComparer.Ordinal), made);
        Assert.Equal(new ExternalIdsExhausted(), (await shop.TryAddAsync(mobile: "6215000099")).Refusal);
    });

    [Fact]
    public Task Without_generation_a_given_id_has_the_form() => Shop.PlayInMemoryAsync(India(rules => rules with { ExternalIds = new() { Generates = false, Length = 6, Prefix = "AB" } }), async shop =>
    {
        foreach (var wrong in (string[])["AB123", "XX1234", "AB12345"]) Assert.IsType<IdentifierInvalid>((await shop.TryAddAsync(mobile: M1, external: wrong)).Refusal);
        var anna = await shop.AddAsync(mobile: M1, external: "ab1234");
        Assert.IsType<IdentifierInvalid>((await shop.Desk.Customers.ChangeIdentifiersAsync(new(anna.Id) { Add = [Identifier.ExternalId("C")], Remove = [Identifier.ExternalId("ab1234")] })).Refusal);
    });

    [Fact]
    public Task A_customer_may_register_with_nothing_but_the_id_it_gets() => Shop.PlayInMemoryAsync(India(rules => rules with { Primary = IdentifierKind.ExternalId, ExternalIds = new() { Length = 4 } }), async shop =>
        Assert.Equal("0000", (await shop.AddAsync()).ExternalId));
}
