using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>Settings about the profiles of several sources: CONF_IDENTIFIERS_SYNC_ENABLED and CONF_RESTRICT_ORPHAN_V2_PROFILE.</summary>
public sealed class SourceSettingTests
{
    private static LoyaltyDefinition With(Func<CustomerRules, CustomerRules> change) => India(rules => change(rules with
    {
        AnyIdentifier = true, Accounts = [.. rules.Accounts, new() { Source = CustomerSource.WebEngage, Account = "e1" }],
    }));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("rule", "customers R32")]
    public Task An_approved_change_of_an_identifier_reaches_the_profiles_of_other_sources_where_it_is_set(bool syncs) =>
        Shop.PlayAsync(With(rules => rules with { SyncIdentifiers = syncs }), async shop =>
        {
            var anna = (await shop.AddAsync(mobile: M1, email: E1)).Id;
            await shop.AddAsync(mobile: M1, email: E1, source: CustomerSource.Wechat, account: "w1");
            await shop.AddAsync(mobile: M1, external: "X-1", source: CustomerSource.Wechat, account: "w2");
            var asked = (await shop.Desk.Requests.AskAsync(new(anna, CustomerRequestKind.Email) { NewValue = E2 })).OrThrow();
            Assert.Equal(E1, Email(CustomerSource.Wechat, "w1"));
            (await shop.Desk.Requests.DecideAsync(new(asked.Id, true))).OrThrow();
            Assert.Equal((E2, syncs ? E2 : E1, null), (Email(CustomerSource.Instore, null), Email(CustomerSource.Wechat, "w1"), Email(CustomerSource.Wechat, "w2")));
            // The claims went with the values: the old one is free in every source, the new one taken.
            Assert.Equal(syncs, (await shop.TryAddAsync(email: E1, source: CustomerSource.Wechat, account: "w1")).Refusal is null);

            string? Email(CustomerSource source, string? account) => shop.Record(anna).Profile(source, account)!.Value(IdentifierKind.Email);
        });

    [Fact]
    [Trait("rule", "customers R30")]
    public Task A_change_that_nobody_asked_to_approve_stays_in_its_source() =>
        Shop.PlayAsync(With(rules => rules with { SyncIdentifiers = true }), async shop =>
        {
            var anna = (await shop.AddAsync(mobile: M1, email: E1)).Id;
            await shop.AddAsync(mobile: M1, email: E1, source: CustomerSource.Wechat, account: "w1");
            (await shop.Desk.Customers.ChangeIdentifiersAsync(new(anna) { Remove = [Identifier.Email(E1)], Add = [Identifier.Email(E2)] })).OrThrow();
            Assert.Equal(E1, shop.Record(anna).Profile(CustomerSource.Wechat, "w1")!.Value(IdentifierKind.Email));
        });

    [Fact]
    [Trait("rule", "customers R11")]
    public Task A_profile_of_web_engage_needs_one_of_the_till_where_it_is_set() =>
        Shop.PlayAsync(With(rules => rules with { RestrictOrphanProfiles = true }), async shop =>
        {
            var orphan = new OrphanProfile(CustomerSource.WebEngage);
            Assert.Equal(orphan, (await shop.TryAddAsync(mobile: M1, source: CustomerSource.WebEngage, account: "e1")).Refusal);
            await shop.AddAsync(mobile: M1, source: CustomerSource.Wechat, account: "w1");
            Assert.Equal(orphan, (await shop.Desk.Customers.AddOrUpdateAsync(new() { Mobile = M1, Source = CustomerSource.WebEngage, Account = "e1" })).Refusal);
            var anna = (await shop.AddAsync(mobile: M1)).Id;
            Assert.Equal(anna, (await shop.AddAsync(mobile: M1, source: CustomerSource.WebEngage, account: "e1")).Id);
            Assert.Equal(3, shop.Record(anna).Profiles.Count);
            // Other sources are free.
            await shop.AddAsync(mobile: M2, source: CustomerSource.Wechat, account: "w2");
        });

    [Fact]
    public void Both_settings_are_off_and_read_as_they_were_written()
    {
        Assert.Equal((false, false), (new CustomerRules().SyncIdentifiers, new CustomerRules().RestrictOrphanProfiles));
        var json = DefinitionJson.Write(With(rules => rules with { SyncIdentifiers = true, RestrictOrphanProfiles = true }));
        var read = DefinitionJson.Read(json);
        Assert.True(read.Definition!.Organisation.Customers is { SyncIdentifiers: true, RestrictOrphanProfiles: true });
    }
}
