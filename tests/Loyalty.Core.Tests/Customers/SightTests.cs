using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>Which till sees whom (customers R59).</summary>
public sealed class SightTests
{
    private static LoyaltyDefinition Stores(CustomerVisibility seenBy) => India(rules => rules with { SeenBy = seenBy })
        .In(organisation => organisation with { Stores = [new() { Code = "S1", Tills = ["T1", "T2"] }, new() { Code = "S2", Tills = ["T3"] }] });

    [Fact]
    [Trait("rule", "customers R59")]
    public Task A_till_sees_the_customers_of_its_store_and_the_office_all() => Shop.PlayAsync(Stores(CustomerVisibility.OwnStore), async shop =>
    {
        var anna = (await shop.Desk.AtTill("T1").Customers.EnrolAsync(new() { Mobile = M1, FirstName = "Anna" })).OrThrow().Id;
        (await shop.Desk.Dossiers.AddNoteAsync(new(anna, "kind"))).OrThrow();
        foreach (var desk in (Workplace[])[shop.Desk, shop.Desk.AtTill("T2"), shop.Desk.AtStore("S1")]) Assert.All(await Looks(desk), Assert.Null);
        foreach (var desk in (Workplace[])[shop.Desk.AtTill("T3"), shop.Desk.AtStore("S2"), shop.Desk.AtTill("T9"), shop.Desk.AtTill("T3", "S1")]) Assert.All(await Looks(desk), refusal => Assert.Equal(new CustomerHidden(anna), refusal));
        Assert.Empty((await shop.Desk.AtTill("T3").Customers.SearchAsync(new("Anna"))).OrThrow().Items);
        Assert.Empty((await shop.Desk.AtTill("T3").Customers.ListAsync()).OrThrow().Items);
        Assert.Single((await shop.Desk.AtTill("T2").Customers.SearchAsync(new("Anna"))).OrThrow().Items);

        async Task<Refusal?[]> Looks(Workplace desk) =>
        [
            (await desk.Customers.GetAsync(anna)).Refusal, (await desk.Customers.LookUpAsync(Identifier.Mobile(M1))).Refusal, (await desk.Customers.ProfilesAsync(anna)).Refusal, (await desk.Customers.StandingAsync(anna)).Refusal,
            (await desk.Dossiers.NotesAsync(anna)).Refusal, (await desk.Dossiers.InteractionsAsync(new(anna))).Refusal,
        ];
    });

    [Fact]
    [Trait("rule", "customers R59")]
    public Task By_default_every_till_sees_everybody() => Shop.PlayAsync(Stores(CustomerVisibility.Everyone), async shop =>
    {
        var anna = (await shop.Desk.AtTill("T1").Customers.EnrolAsync(new() { Mobile = M1 })).OrThrow().Id;
        Assert.Equal(anna, (await shop.Desk.AtTill("T3").Customers.LookUpAsync(Identifier.Mobile(M1))).OrThrow().Id);
    });
}
