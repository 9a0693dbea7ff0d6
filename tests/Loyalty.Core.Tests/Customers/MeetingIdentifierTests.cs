using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>Customers who meet in an identifier are merged (customers R17, R30, R31).</summary>
public sealed class MeetingIdentifierTests
{
    [Fact]
    [Trait("rule", "customers scenario 10")]
    [Trait("rule", "customers R31")]
    public Task Adding_what_another_has_in_another_source_merges_the_one_named_into_that_one() => Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true }), async shop =>
    {
        var a = (await shop.AddAsync(mobile: M1, source: CustomerSource.Wechat, account: "w1")).Id;
        var b = (await shop.AddAsync(email: E1)).Id;
        await shop.BuyAsync(b, "B-1", 1_000m);
        var change = new ChangeIdentifiers(b) { Add = [Identifier.Mobile(M1), Identifier.ExternalId("X-1")] };
        var changed = await shop.Desk.Customers.ChangeIdentifiersAsync(change, new() { Key = "k" });
        Assert.Equal((a, "customer.merged_into_holder"), (changed.OrThrow().Id, changed.Codes().Single()));
        Assert.Equal(new CustomerMerged(b, a), (await shop.Desk.Customers.GetAsync(b)).Refusal);
        Assert.Equal((a, "customer.survivor_shown"), await ShownAsync(shop, b));
        Assert.Equal(100m, (await shop.BalanceAsync(a)).Available);
        foreach (var identifier in (Identifier[])[Identifier.Mobile(M1), Identifier.Email(E1), Identifier.ExternalId("X-1")])
            Assert.Equal(a, (await shop.Desk.Customers.LookUpAsync(new LookUpCustomer(identifier) { Source = CustomerSource.Instore })).OrThrow().Id);
        var again = await shop.Desk.Customers.ChangeIdentifiersAsync(change, new() { Key = "k" });
        Assert.Equal((true, a, "customer.merged_into_holder"), (again.Replayed, again.OrThrow().Id, again.Codes().Single()));
        Assert.Equal(new CustomerMerged(b, a), (await shop.Desk.Customers.ChangeIdentifiersAsync(change)).Refusal);

        static async Task<(CustomerId, string)> ShownAsync(Shop shop, CustomerId customer)
        {
            var shown = await shop.Desk.Customers.StandingAsync(customer);
            return (shown.OrThrow().Id, shown.Codes().Single());
        }
    });

    [Fact]
    [Trait("rule", "customers R31")]
    [Trait("rule", "customers R30")]
    public Task Values_of_two_customers_and_a_second_profile_in_the_source_are_refused() => Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true }), async shop =>
    {
        var a = (await shop.AddAsync(mobile: M1, source: CustomerSource.Wechat, account: "w1")).Id;
        var c = (await shop.AddAsync(email: E1, source: CustomerSource.Website)).Id;
        var b = (await shop.AddAsync(mobile: M2)).Id;
        var before = await shop.EntriesAsync();
        Assert.Equal(new IdentifiersOfSeveral(a, c), (await shop.Desk.Customers.ChangeIdentifiersAsync(new(b) { Add = [Identifier.Mobile(M1), Identifier.Email(E1)] })).Refusal);
        Assert.Equal(before, await shop.EntriesAsync());
        Assert.Equal(a, (await shop.AddAsync(mobile: M1)).Id);
        (await shop.Desk.Customers.ChangeIdentifiersAsync(new(a) { Source = CustomerSource.Wechat, Account = "w1", Add = [Identifier.Email(E2)] })).OrThrow();
        before = await shop.EntriesAsync();
        Assert.Equal(new ProfileExists(a, CustomerSource.Instore), (await shop.Desk.Customers.ChangeIdentifiersAsync(new(b) { Add = [Identifier.Email(E2)] })).Refusal);
        (await shop.Desk.Customers.SetLabelAsync(new(c, "Fraud_confirmed", "odd"))).OrThrow();
        Assert.Equal("customer.restricted", (await shop.Desk.Customers.ChangeIdentifiersAsync(new(b) { Add = [Identifier.Email(E1)] })).Refusal!.Code);
        Assert.Equal(before + 1, await shop.EntriesAsync());
    });

    [Fact]
    [Trait("rule", "customers R31")]
    public Task A_value_of_its_own_of_the_same_kind_does_not_stand_in_the_way() => Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true }), async shop =>
    {
        var a = (await shop.AddAsync(mobile: M1, source: CustomerSource.Wechat, account: "w1")).Id;
        var b = (await shop.AddAsync(mobile: M2)).Id;
        Assert.Equal(a, (await shop.Desk.Customers.ChangeIdentifiersAsync(new(b) { Add = [Identifier.Mobile(M1)] })).OrThrow().Id);
        Assert.Equal((a, a), ((await shop.Desk.Customers.LookUpAsync(Identifier.Mobile(M1))).OrThrow().Id, (await shop.Desk.Customers.LookUpAsync(Identifier.Mobile(M2))).OrThrow().Id));
    });

    [Fact]
    [Trait("rule", "customers R17")]
    public Task Adding_primary_and_secondary_of_two_customers_merges_the_secondarys_into_the_primarys() => Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true, MergeMeetingIdentifiers = true }), async shop =>
    {
        var primary = (await shop.AddAsync(mobile: M1)).Id;
        var secondary = (await shop.AddAsync(email: E1)).Id;
        await shop.BuyAsync(secondary, "B-1", 500m);
        var added = await shop.Desk.Customers.AddOrUpdateAsync(new() { Mobile = M1, Email = E1 }, new() { Key = "k" });
        Assert.Equal((primary, E1, "customer.holder_merged"), (added.OrThrow().Id, added.OrThrow().Email, added.Codes().Single()));
        Assert.Equal((50m, new CustomerMerged(secondary, primary)), ((await shop.BalanceAsync(primary)).Available, (await shop.Desk.Customers.GetAsync(secondary)).Refusal));
        Assert.True((await shop.Desk.Customers.AddOrUpdateAsync(new() { Mobile = M1, Email = E1 }, new() { Key = "k" })).Replayed);
    });

    [Fact]
    [Trait("rule", "customers R17")]
    public async Task Where_they_may_not_be_merged_the_secondary_is_left_out()
    {
        await Shop.PlayInMemoryAsync(India(rules => rules with { AnyIdentifier = true, MergeMeetingIdentifiers = true, SkipSecondaryOnMismatch = true }), async shop =>
        {
            var (primary, secondary) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(email: E1)).Id);
            var added = await shop.UpsertAsync(mobile: M1, email: E1);
            Assert.Equal((primary, null, "customer.identifier_ignored"), (added.OrThrow().Id, added.OrThrow().Email, added.Codes().Single()));
            Assert.Equal(secondary, (await shop.Desk.Customers.LookUpAsync(Identifier.Email(E1))).OrThrow().Id);
        });
        await Shop.PlayInMemoryAsync(India(rules => rules with { AnyIdentifier = true, MergeMeetingIdentifiers = true }), async shop =>
        {
            var (_, secondary) = (await shop.AddAsync(mobile: M1), (await shop.AddAsync(email: E1)).Id);
            (await shop.Desk.Customers.SetLabelAsync(new(secondary, "Fraud_confirmed", "odd"))).OrThrow();
            Assert.Equal("customer.identifier_ignored", (await shop.UpsertAsync(mobile: M1, email: E1)).Codes().Single());
        });
    }
}
