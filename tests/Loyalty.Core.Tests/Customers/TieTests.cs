using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>Labels and cards of customers (customers R52, R56).</summary>
public sealed class TieTests
{
    [Fact]
    [Trait("rule", "customers R52")]
    public Task A_label_needs_name_and_description_is_unique_ignoring_case_and_there_are_so_many() => Shop.PlayAsync(India(rules => rules with { MaxLabels = 3 }), async shop =>
    {
        foreach (var (name, description) in ((string?, string?)[])[(null, "d"), ("", "d"), ("n", null), ("n", " "), (new string('x', 51), "d")]) Assert.Equal("value.invalid", (await shop.Desk.Labels.AddAsync(new(name!, description!))).Refusal!.Code);
        var vip = (await shop.Desk.Labels.AddAsync(new(" VIP ", "spends a lot"), new() { Key = "k" })).OrThrow();
        Assert.Equal(("VIP", "spends a lot"), (vip.Name, vip.Description));
        Assert.Equal(vip, (await shop.Desk.Labels.AddAsync(new(" VIP ", "spends a lot"), new() { Key = "k" })).OrThrow());
        Assert.Equal(new LabelTaken("vip"), (await shop.Desk.Labels.AddAsync(new("vip", "again"))).Refusal);
        (await shop.Desk.Labels.AddAsync(new("Visitor", "looks"))).OrThrow();
        (await shop.Desk.Labels.AddAsync(new("Staff", "works here"))).OrThrow();
        Assert.Equal(new LabelsFull(3), (await shop.Desk.Labels.AddAsync(new("More", "no room"))).Refusal);
        Assert.Equal(["VIP", "Visitor"], (await shop.Desk.Labels.SearchAsync("vi")).OrThrow().Select(each => each.Name));
        Assert.Equal(["Staff", "VIP", "Visitor"], (await shop.Desk.Labels.SearchAsync()).OrThrow().Select(each => each.Name));
    });

    [Fact]
    [Trait("rule", "customers R52")]
    [Trait("rule", "customers R36")]
    public Task A_change_of_labels_takes_away_then_gives_and_does_all_or_nothing() => Shop.PlayAsync(India(), async shop =>
    {
        foreach (var name in (string[])["A", "B", "C"]) (await shop.Desk.Labels.AddAsync(new(name, "d"))).OrThrow();
        var (anna, ben) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id);
        var given = (await shop.Desk.Labels.ChangeAsync(new(anna) { Add = ["a", "B"], Remove = ["C", "A"] }, new() { Key = "k" })).OrThrow();
        Assert.Empty(given.Removed);
        Assert.Equal(["A", "B"], given.Added);
        Assert.Equal(["A", "B"], await Of(anna));
        var before = await shop.EntriesAsync();
        Assert.True((await shop.Desk.Labels.ChangeAsync(new(anna) { Add = ["A"], Remove = ["C"] })).Replayed);
        Assert.Equal(new LabelUnknown("D"), (await shop.Desk.Labels.ChangeAsync(new(anna) { Add = ["C", "D"] })).Refusal);
        Assert.Equal(before, await shop.EntriesAsync());
        // Taken away and given in one call, it stays.
        Assert.True((await shop.Desk.Labels.ChangeAsync(new(anna) { Add = ["A"], Remove = ["a"] })).Replayed);
        Assert.Equal(["A", "B"], await Of(anna));
        Assert.Equal(["A"], (await shop.Desk.Labels.ChangeAsync(new(anna) { Remove = ["A"] })).OrThrow().Removed);
        Assert.Equal(["A", "B"], (await shop.Desk.Labels.ChangeAsync(new(anna) { Add = ["a", "B"], Remove = ["C", "A"] }, new() { Key = "k" })).OrThrow().Added);
        (await shop.Desk.Labels.ChangeAsync(new(ben) { Add = ["B", "C"] })).OrThrow();
        Assert.Equal([anna, ben], (await shop.Desk.Labels.CustomersAsync("b")).OrThrow().Items);
        Assert.Equal([ben], (await shop.Desk.Labels.CustomersAsync("b", limit: 1, after: anna.Value)).OrThrow().Items);
        (await shop.Desk.Customers.MergeAsync(new(ben, anna))).OrThrow();
        Assert.Equal(["B", "C"], await Of(anna));
        Assert.Equal([anna], (await shop.Desk.Labels.CustomersAsync("C")).OrThrow().Items);
        (await shop.Desk.Customers.SetLabelAsync(new(anna, "Deleted", "asked"))).OrThrow();
        Assert.Empty((await shop.Desk.Labels.CustomersAsync("C")).OrThrow().Items);
        Assert.Equal(new LabelUnknown("Z"), (await shop.Desk.Labels.CustomersAsync("Z")).Refusal);
        Assert.Equal("value.invalid", (await shop.Desk.Labels.ChangeAsync(new(anna) { Add = null! })).Refusal!.Code);

        async Task<IEnumerable<string>> Of(CustomerId customer) => (await shop.Desk.Labels.OfAsync(customer)).OrThrow().Select(each => each.Name).ToArray();
    });

    private static LoyaltyDefinition Cards(bool moves = true) => India(rules => rules with { CardSeries = [new() { Code = "GOLD", MaxPerCustomer = 1 }, new() { Code = "GIFT" }], MaxCards = 2, MergeMovesCards = moves });

    [Fact]
    [Trait("rule", "customers R56")]
    public Task A_card_is_linked_while_nobody_has_it_and_delinked_it_can_be_issued_again() => Shop.PlayAsync(Cards(), async shop =>
    {
        var (anna, ben) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id);
        Assert.Equal(new CardsBrought("GOLD", 3), (await shop.Desk.Cards.BringAsync(new("gold", ["g-1", "g-2", "g-3"]), new() { Key = "b" })).OrThrow());
        Assert.True((await shop.Desk.Cards.BringAsync(new("gold", ["g-1", "g-2", "g-3"]), new() { Key = "b" })).Replayed);
        (await shop.Desk.Cards.BringAsync(new("GIFT", ["f-1", "f-2"]))).OrThrow();
        Assert.Equal(new CardNumberTaken("G-1"), (await shop.Desk.Cards.BringAsync(new("GIFT", ["f-3", "G-1"]))).Refusal);
        Assert.Equal(new CardNumberTaken("F-3"), (await shop.Desk.Cards.BringAsync(new("GIFT", ["f-3", "F-3"]))).Refusal);
        Assert.Equal(new CardSeriesUnknown("TIN"), (await shop.Desk.Cards.BringAsync(new("TIN", ["t-1"]))).Refusal);
        var linked = (await shop.Desk.Cards.LinkAsync(new(anna, "G-1") { Series = "Gold" }, new() { Key = "l" })).OrThrow();
        Assert.Equal(("g-1", anna), (linked.Number, linked.Customer));
        Assert.Equal(new CardOwned("g-1"), (await shop.Desk.Cards.LinkAsync(new(ben, "g-1"))).Refusal);
        Assert.Equal(new CardUnknown("g-9"), (await shop.Desk.Cards.LinkAsync(new(ben, "g-9"))).Refusal);
        Assert.Equal(new CardUnknown("g-2"), (await shop.Desk.Cards.LinkAsync(new(ben, "g-2") { Series = "GIFT" })).Refusal);
        Assert.Equal(new CardLimitReached("the series 'GOLD'", 1), (await shop.Desk.Cards.LinkAsync(new(anna, "g-2"))).Refusal);
        (await shop.Desk.Cards.LinkAsync(new(anna, "f-1"))).OrThrow();
        Assert.Equal(new CardLimitReached("all series", 2), (await shop.Desk.Cards.LinkAsync(new(anna, "f-2"))).Refusal);
        Assert.Equal(new CardNotHeld("g-1", ben), (await shop.Desk.Cards.DelinkAsync(new(ben, "g-1"))).Refusal);
        Assert.Null((await shop.Desk.Cards.DelinkAsync(new(anna, "g-1"))).OrThrow().Customer);
        Assert.Equal(ben, (await shop.Desk.Cards.LinkAsync(new(ben, "g-1"))).OrThrow().Customer);
        Assert.Equal(linked, (await shop.Desk.Cards.LinkAsync(new(anna, "G-1") { Series = "Gold" }, new() { Key = "l" })).OrThrow());
        Assert.Equal(["f-1"], (await shop.Desk.Cards.OfAsync(anna)).OrThrow().Select(each => each.Number));
        Assert.Equal(ben, (await shop.Desk.Cards.GetAsync("g-1")).OrThrow().Customer);
        (await shop.Desk.Customers.SetLabelAsync(new(ben, "Deleted", "asked"))).OrThrow();
        Assert.Null((await shop.Desk.Cards.GetAsync("g-1")).OrThrow().Customer);
        foreach (var wrong in (BringCards[])[new("GOLD", []), new("GOLD", null!), new("GOLD", [""]), new("GOLD", [null!])]) Assert.Equal("value.invalid", (await shop.Desk.Cards.BringAsync(wrong)).Refusal!.Code);
    });

    [Theory]
    [Trait("rule", "customers R56")]
    [Trait("rule", "customers R36")]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_merge_moves_cards_beyond_the_limits_and_warns_or_frees_them(bool moves) => Shop.PlayAsync(Cards(moves), async shop =>
    {
        var (v, s) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id);
        (await shop.Desk.Cards.BringAsync(new("GOLD", ["g-1", "g-2"]))).OrThrow();
        (await shop.Desk.Cards.LinkAsync(new(v, "g-1"))).OrThrow();
        (await shop.Desk.Cards.LinkAsync(new(s, "g-2"))).OrThrow();
        var merged = await shop.Desk.Customers.MergeAsync(new(v, s));
        Assert.Equal(moves ? [new CardLimitExceeded(s, 2)] : [], merged.Warnings);
        Assert.Equal(moves ? s : null, (await shop.Desk.Cards.GetAsync("g-1")).OrThrow().Customer);
        Assert.Equal(moves ? 2 : 1, (await shop.Desk.Cards.OfAsync(s)).OrThrow().Count);
    });
}
