using NodaTime;
using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>Adding who may be known, and changing one profile (customers R15-R17a, R19, R20).</summary>
public sealed class UpsertTests
{
    [Fact]
    [Trait("rule", "customers scenario 6")]
    [Trait("rule", "customers R15")]
    public async Task A_secondary_is_filled_and_replaced_only_where_that_is_allowed()
    {
        await Shop.PlayAsync(India(), async shop =>
        {
            await shop.AddAsync(mobile: M1);
            Assert.Equal(E1, (await shop.UpsertAsync(M1, E1)).OrThrow().Email);
            var kept = await shop.UpsertAsync(M1, E2);
            Assert.Equal((E1, "customer.identifier_kept"), (kept.OrThrow().Email, Assert.Single(kept.Codes())));
        });
        await Shop.PlayAsync(India(rules => rules with { AllowEmailUpdate = true }), async shop =>
        {
            await shop.AddAsync(mobile: M1, email: E1);
            Assert.Equal(E2, (await shop.UpsertAsync(M1, E2)).OrThrow().Email);
            Assert.Equal("customer.not_found", (await shop.Desk.Customers.LookUpAsync(Identifier.Email(E1))).Refusal!.Code);
        });
    }

    [Fact]
    [Trait("rule", "customers R15")]
    public Task A_value_of_another_customer_is_left_out() => Shop.PlayAsync(India(), async shop =>
    {
        var (a, b) = (await shop.AddAsync(mobile: M1), await shop.AddAsync(mobile: M2, email: E2));
        var added = await shop.Desk.Customers.AddOrUpdateAsync(new() { Mobile = M1, Email = E2, LastName = "Beck" });
        Assert.Equal((a.Id, null, "Beck"), (added.OrThrow().Id, added.Value.Email, added.Value.LastName));
        Assert.Equal([new IdentifierIgnored(IdentifierKind.Email, b.Id)], added.Warnings);
    });

    [Theory]
    [Trait("rule", "customers scenario 7")]
    [Trait("rule", "customers R16")]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public Task A_known_secondary_with_an_unknown_primary_goes_by_the_settings(bool strict, bool skip) =>
        Shop.PlayAsync(India(rules => rules with { StrictPrimary = strict, SkipSecondaryOnMismatch = skip }), async shop =>
        {
            var a = await shop.AddAsync(mobile: M1, email: E1);
            var added = await shop.UpsertAsync(M2, E1);
            if (skip)
            {
                Assert.NotEqual(a.Id, added.OrThrow().Id);
                Assert.Equal(("91" + M2, null), (added.Value.Mobile, added.Value.Email));
            }
            else if (strict)
            {
                Assert.Equal(new PrimaryMismatch(IdentifierKind.Email, a.Id), added.Refusal);
            }
            else
            {
                Assert.Equal((a.Id, "91" + M1), (added.OrThrow().Id, added.Value.Mobile));
                Assert.Equal([new PrimaryKept(IdentifierKind.Mobile)], added.Warnings);
            }
        });

    [Fact]
    [Trait("rule", "customers R16")]
    public Task The_primary_is_filled_where_there_was_none() => Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true }), async shop =>
    {
        var a = await shop.AddAsync(email: E1);
        Assert.Equal((a.Id, "91" + M2), (await shop.UpsertAsync(M2, E1)).OrThrow() is var filled ? (filled.Id, filled.Mobile) : default);
        Assert.Equal(a.Id, (await shop.Desk.Customers.LookUpAsync(Identifier.Mobile(M2))).OrThrow().Id);
    });

    [Fact]
    [Trait("rule", "customers R17a")]
    [Trait("rule", "customers R19")]
    public Task An_update_touches_one_profile_and_only_what_is_given() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = (await shop.Desk.Customers.EnrolAsync(new() { Mobile = M1, FirstName = "Anna", LastName = "Adler" })).OrThrow();
        (await shop.TryAddAsync(mobile: M1, source: CustomerSource.Website)).OrThrow();
        var updated = await shop.Desk.Customers.UpdateAsync(new(anna.Id) { LastName = "", Identifiers = [Identifier.Mobile(M1), Identifier.Email(E1)] });
        Assert.Equal(("Anna", null, null), (updated.OrThrow().FirstName, updated.Value.LastName, updated.Value.Email));
        Assert.Equal([new IdentifierKept(IdentifierKind.Email)], updated.Warnings);
        (await shop.Desk.Customers.UpdateAsync(new(anna.Id) { Source = CustomerSource.Website, FirstName = "Ann" })).OrThrow();
        Assert.Equal(["Anna", "Ann"], (await shop.Desk.Customers.ProfilesAsync(anna.Id)).OrThrow().Profiles.Select(profile => profile.FirstName));
        Assert.Equal(new CustomerNotInSource(CustomerSource.Tmall), (await shop.Desk.Customers.UpdateAsync(new(anna.Id) { Source = CustomerSource.Tmall })).Refusal);
        var before = await shop.EntriesAsync();
        Assert.True((await shop.Desk.Customers.UpdateAsync(new(anna.Id) { FirstName = "Anna" })).Replayed);
        Assert.Equal(before, await shop.EntriesAsync());
    });

    [Fact]
    [Trait("rule", "customers R17a")]
    [Trait("rule", "customers R11")]
    public Task A_customer_that_is_named_gets_a_profile_of_another_source() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = (await shop.Desk.Customers.EnrolAsync(new() { Mobile = M1, FirstName = "Anna" })).OrThrow();
        var bert = await shop.AddAsync(mobile: M2);
        var web = new UpdateCustomer(anna.Id) { Source = CustomerSource.Website, FirstName = "ann", Identifiers = [new(IdentifierKind.Cuid, "web-1")], AddsProfile = true };
        foreach (var (wrong, code) in new[]
        {
            (web with { AddsProfile = false }, "customer.not_in_source"),
            (web with { Identifiers = [] }, "customer.identifier_missing"),
            (web with { Identifiers = [Identifier.Mobile("12")] }, "customer.identifier_invalid"),
            (web with { Identifiers = [Identifier.Mobile(M2)] }, "customer.identifiers_of_several"),
            (web with { Source = CustomerSource.Wechat }, "customer.account_missing"),
        })
        {
            var before = await shop.EntriesAsync();
            Assert.Equal(code, (await shop.Desk.Customers.UpdateAsync(wrong)).Refusal?.Code);
            Assert.Equal(before, await shop.EntriesAsync());
        }

        var added = await shop.Desk.Customers.UpdateAsync(web, new() { Key = "K-1" });
        Assert.Empty(added.Warnings);
        Assert.Equal([("Anna", IdentifierKind.Mobile), ("ann", IdentifierKind.Cuid)], (await shop.Desk.Customers.ProfilesAsync(anna.Id)).OrThrow().Profiles.Select(profile => (profile.FirstName, Assert.Single(profile.Identifiers).Kind)));
        var entries = await shop.EntriesAsync();
        Assert.True((await shop.Desk.Customers.UpdateAsync(web, new() { Key = "K-1" })).Replayed);
        // There is one now: it is changed, and its identifiers stay.
        var changed = await shop.Desk.Customers.UpdateAsync(web with { Identifiers = [new(IdentifierKind.Cuid, "web-2")] });
        Assert.Equal((new IdentifierKept(IdentifierKind.Cuid), entries), (Assert.Single(changed.Warnings), await shop.EntriesAsync()));
        // The key is remembered, not only the content: what has been changed since stays.
        (await shop.Desk.Customers.UpdateAsync(new(anna.Id) { Source = CustomerSource.Website, FirstName = "annie" })).OrThrow();
        Assert.True((await shop.Desk.Customers.UpdateAsync(web, new() { Key = "K-1" })).Replayed);
        Assert.Equal("annie", (await shop.Desk.Customers.ProfilesAsync(anna.Id)).OrThrow().Profiles[1].FirstName);
        Assert.Equal("customer.identifier_taken", (await shop.Desk.Customers.UpdateAsync(web with { Customer = bert.Id })).Refusal?.Code);
        Assert.Equal(anna.Id, (await shop.Desk.Customers.LookUpAsync(new LookUpCustomer(new Identifier(IdentifierKind.Cuid, "web-1")))).OrThrow().Id);
        await shop.ProveAsync();
    });

    [Fact]
    [Trait("rule", "customers scenario 9")]
    [Trait("rule", "customers R20")]
    public Task Who_is_no_member_becomes_one_with_the_demanded_identifiers_and_there_is_no_way_back() =>
        Shop.PlayAsync(India(rules => rules with { ExternalIdRequired = true }), async shop =>
        {
            var berta = (await shop.Desk.Customers.EnrolAsync(new() { Email = E1, Type = LoyaltyType.NonLoyalty })).OrThrow();
            Assert.Equal(LoyaltyType.NonLoyalty, berta.Type);
            Assert.Equal(0m, (await shop.BuyAsync(berta.Id, "B-1", 1000m)).Earned);
            Assert.Equal(new CustomerNotEnrolled(berta.Id), (await shop.Desk.Points.RedeemAsync(new(berta.Id, 10m, "r"))).Refusal);
            Assert.Equal(new IdentifierRequired(IdentifierKind.ExternalId), (await shop.Desk.Customers.UpdateAsync(new(berta.Id) { Type = LoyaltyType.Loyalty })).Refusal);
            shop.At("2026-02-01 10:00");
            var enrolled = (await shop.Desk.Customers.AddOrUpdateAsync(new() { Email = E1, ExternalId = "X-1" })).OrThrow();
            Assert.Equal((berta.Id, LoyaltyType.Loyalty, shop.Clock.At("2026-02-01 10:00")), (enrolled.Id, enrolled.Type, enrolled.EnrolledAt));
            Assert.Equal(0m, (await shop.BalanceAsync(berta.Id)).Points);
            Assert.Equal(100m, (await shop.BuyAsync(berta.Id, "B-2", 1000m)).Earned);
            Assert.Equal(1000m, (await shop.StatementAsync(berta.Id)).LifetimePurchases);
            // What counted for nothing takes nothing away when it comes back.
            await shop.ReturnAllAsync("B-1");
            Assert.Equal(1000m, (await shop.StatementAsync(berta.Id)).LifetimePurchases);
            Assert.Equal(new NoWayBack(berta.Id), (await shop.Desk.Customers.UpdateAsync(new(berta.Id) { Type = LoyaltyType.NonLoyalty })).Refusal);
        });

    [Fact]
    [Trait("rule", "customers R17a")]
    public Task What_is_known_of_a_customer_is_proven_by_the_journal() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = (await shop.Desk.Customers.EnrolAsync(new() { Mobile = M1, FirstName = "Anna" })).OrThrow();
        (await shop.Desk.Customers.UpdateAsync(new(anna.Id) { FirstName = "Ann" })).OrThrow();
        await shop.ProveAsync();
        var record = shop.Record(anna.Id);
        shop.Tamper(record with { Profiles = [record.Profiles[0] with { FirstName = "Eve" }] });
        Assert.Contains((await shop.Engine.VerifyAsync()).Violations, violation => violation.Contains("not the one that the journal seals", StringComparison.Ordinal));
        shop.Tamper(record);
    });
}
