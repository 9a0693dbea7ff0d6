using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>Campaign users hold nothing against a registration, which absorbs them (customers R12).</summary>
public sealed class CampaignUserTests
{
    [Theory]
    [Trait("rule", "customers R12")]
    [Trait("rule", "customers scenario 8")]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_bill_that_finds_its_customer_by_the_primary_absorbs_the_campaign_user(bool skip) => Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true, SkipSecondary = skip }), async shop =>
    {
        var loyal = (await shop.AddAsync(mobile: M2)).Id;
        var campaign = (await shop.Desk.Customers.AddCampaignUserAsync(new() { Email = E1, Mobile = M1 })).OrThrow().Id;
        var billed = (await shop.Desk.Customers.AddBillAsync(new(new() { Email = E1, Mobile = M2 }, new("B-1", default, 100m)))).OrThrow();
        Assert.Equal((loyal, E1, "91" + M2), (billed.Customer.Id, billed.Customer.Email, billed.Customer.Mobile));
        Assert.Equal(new CampaignUserDetails(campaign, "91" + M1, null, null), (await shop.Desk.Customers.CampaignUserAsync(campaign)).OrThrow());
    });

    [Theory]
    [Trait("rule", "customers R12")]
    [Trait("rule", "customers scenario 8")]
    [InlineData(false)]
    [InlineData(true)]
    public Task One_that_has_the_primary_is_absorbed_by_a_customer_of_the_secondary_unless_these_do_not_count(bool skip) => Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true, SkipSecondary = skip }), async shop =>
    {
        var loyal = (await shop.AddAsync(email: E1)).Id;
        var campaign = (await shop.Desk.Customers.AddCampaignUserAsync(new() { Mobile = M2 })).OrThrow();
        var before = await shop.EntriesAsync();
        var billed = await shop.Desk.Customers.AddBillAsync(new(new() { Email = E1, Mobile = M2 }, new("B-1", default, 100m)));
        if (skip)
        {
            Assert.Equal(new CampaignPrimaryMismatch(IdentifierKind.Email), billed.Refusal);
            Assert.Equal((before, campaign), (await shop.EntriesAsync(), (await shop.Desk.Customers.CampaignUserAsync(campaign.Id)).OrThrow()));
            return;
        }
        Assert.Equal((loyal, E1, "91" + M2), (billed.OrThrow().Customer.Id, billed.Value.Customer.Email, billed.Value.Customer.Mobile));
        Assert.Equal(new CampaignUserDetails(campaign.Id, null, null, null), (await shop.Desk.Customers.CampaignUserAsync(campaign.Id)).OrThrow());
    });

    [Fact]
    [Trait("rule", "customers R12")]
    public Task A_new_customer_is_filled_from_it_and_its_identifiers_are_free() => Shop.PlayAsync(India(), async shop =>
    {
        var campaign = (await shop.Desk.Customers.AddCampaignUserAsync(new() { Mobile = M1, Email = E1, ExternalId = "X-1" }, new() { Key = "c" })).OrThrow();
        Assert.Equal(new CampaignIdentifierTaken(IdentifierKind.Email, campaign.Id), (await shop.Desk.Customers.AddCampaignUserAsync(new() { Email = E1.ToUpperInvariant() })).Refusal);
        Assert.Equal("customer.not_found", (await shop.Desk.Customers.LookUpAsync(Identifier.Email(E1))).Refusal!.Code);
        var anna = (await shop.Desk.Customers.EnrolAsync(new() { Mobile = M1, ExternalId = "Y-1" })).OrThrow();
        Assert.Equal(("91" + M1, E1, "Y-1"), (anna.Mobile, anna.Email, anna.ExternalId));
        Assert.Equal(new CampaignUserDetails(campaign.Id, null, null, "X-1"), (await shop.Desk.Customers.CampaignUserAsync(campaign.Id)).OrThrow());
        Assert.Equal(campaign, (await shop.Desk.Customers.AddCampaignUserAsync(new() { Mobile = M1, Email = E1, ExternalId = "X-1" }, new() { Key = "c" })).OrThrow());
        Assert.Equal(new IdentifierTaken(IdentifierKind.Email, anna.Id), (await shop.Desk.Customers.AddCampaignUserAsync(new() { Email = E1 })).Refusal);
        (await shop.Desk.Customers.EraseCampaignUserAsync(campaign.Id)).OrThrow();
        Assert.Equal(new CampaignUserUnknown(campaign.Id), (await shop.Desk.Customers.CampaignUserAsync(campaign.Id)).Refusal);
        Assert.Equal(new CampaignUserUnknown(campaign.Id), (await shop.Desk.Customers.EraseCampaignUserAsync(campaign.Id)).Refusal);
        Assert.Equal("customer.identifier_invalid", (await shop.Desk.Customers.AddCampaignUserAsync(new() { Mobile = "12" })).Refusal!.Code);
        Assert.Equal(new IdentifierMissing(), (await shop.Desk.Customers.AddCampaignUserAsync(new())).Refusal);
    });

    [Fact]
    [Trait("rule", "customers R12")]
    public Task Where_secondaries_do_not_count_one_stays_and_the_new_customer_does_without() => Shop.PlayAsync(India(rules => rules with { SkipSecondary = true }), async shop =>
    {
        var campaign = (await shop.Desk.Customers.AddCampaignUserAsync(new() { Mobile = M1, Email = E1 })).OrThrow();
        var made = await shop.Desk.Customers.EnrolAsync(new() { Mobile = M2, Email = E1 });
        Assert.Equal(("91" + M2, null), (made.OrThrow().Mobile, made.Value.Email));
        Assert.Equal([new CampaignIdentifierLeft(IdentifierKind.Email)], made.Warnings);
        Assert.Equal(campaign, (await shop.Desk.Customers.CampaignUserAsync(campaign.Id)).OrThrow());
        var absorbed = (await shop.Desk.Customers.EnrolAsync(new() { Mobile = M1 })).OrThrow();
        Assert.Equal(("91" + M1, E1), (absorbed.Mobile, absorbed.Email));
    });

    [Theory]
    [Trait("rule", "customers R12")]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_change_of_identifiers_takes_one_only_where_the_organisation_allows_it(bool allowed) => Shop.PlayAsync(India(rules => rules with { ReuseCampaignIdentifiers = allowed }), async shop =>
    {
        var anna = (await shop.AddAsync(mobile: M1)).Id;
        var campaign = (await shop.Desk.Customers.AddCampaignUserAsync(new() { Email = E1 })).OrThrow().Id;
        var changed = await shop.Desk.Customers.ChangeIdentifiersAsync(new(anna) { Add = [Identifier.Email(E1)] });
        if (!allowed) Assert.Equal(new IdentifierOfCampaignUser(IdentifierKind.Email), changed.Refusal);
        else Assert.Equal((E1, null), (changed.OrThrow().Email, (await shop.Desk.Customers.CampaignUserAsync(campaign)).OrThrow().Email));
    });

    [Fact]
    public async Task One_changed_behind_the_engines_back_is_found()
    {
        await using var shop = await Shop.OpenAsync(India());
        var id = (await shop.Desk.Customers.AddCampaignUserAsync(new() { Email = E1 })).OrThrow().Id;
        await shop.ProveAsync();
        using (var view = shop.Store.OpenWrite())
        {
            var user = (CampaignUser)view.Find(CampaignUser.All, new RecordKey(id.Value))!;
            view.Commit(new ChangeBatch([new Change(CampaignUser.All, new RecordKey(user.Id), user with { Identifiers = [(IdentifierKind.Email, E2)] })]));
        }
        Assert.Contains((await shop.Engine.VerifyAsync()).Violations, each => each.Contains("campaign user", StringComparison.Ordinal));
    }
}
