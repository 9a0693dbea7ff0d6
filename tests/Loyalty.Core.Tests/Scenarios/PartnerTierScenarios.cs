namespace Loyalty.Tests;

/// <summary>What a partner's tier does to the member's (tiers R64).</summary>
[Trait("rule", "tiers R64")]
public sealed class PartnerTierScenarios
{
    private static readonly PartnerDefinition Synced = PartnerKit.Tiered with { RaisesTier = true, RenewsTier = true, SyncOnDowngrade = true };

    [Fact]
    public Task A_partners_tier_raises_to_the_mapped_one_and_lowers_what_it_has_raised() =>
        Shop.PlayAsync(PartnerKit.With(Synced), async shop =>
        {
            var anna = await shop.MemberAsync();
            (await shop.LinkAsync(anna, new("Hotel", "H-1") { Tier = "Bronze" })).OrThrow();
            Assert.Equal("Gold", (await shop.StandingAsync(anna)).Tier);
            (await shop.UpdateAsync(anna, new("Hotel", PartnerUpdateType.Upgrade) { Tier = "Platinum" })).OrThrow();
            (await shop.UpdateAsync(anna, new("Hotel", PartnerUpdateType.Downgrade) { Tier = "Bronze" })).OrThrow();
            Assert.Equal("Gold", (await shop.StandingAsync(anna)).Tier);
            (await shop.DelinkAsync(anna, "Hotel")).OrThrow();
            var history = await shop.HistoryAsync(anna);
            Assert.Equal([("Silver", "Gold"), ("Gold", "Diamond"), ("Diamond", "Gold"), ("Gold", "Silver")], history.Select(each => (each.From!, each.To!)));
            Assert.All(history, each => Assert.Equal(TierSource.PartnerProgram, each.Source));
            Assert.Equal([EntryKind.PartnerLink, EntryKind.PartnerUpdate, EntryKind.PartnerUpdate, EntryKind.PartnerDelink], history.Select(each => each.Cause));
        });

    [Fact]
    public Task A_tier_that_came_otherwise_stays_when_the_partners_falls() =>
        Shop.PlayAsync(PartnerKit.With(Synced), async shop =>
        {
            var anna = await shop.MemberAsync();
            (await shop.LinkAsync(anna, new("Hotel", "H-1") { Tier = "Bronze" })).OrThrow();
            await shop.BuyAsync(anna, "B-1", 15_000m);
            Assert.Equal("Diamond", (await shop.StandingAsync(anna)).Tier);
            (await shop.UpdateAsync(anna, new("Hotel", PartnerUpdateType.Downgrade) { Tier = "Basic" })).OrThrow();
            Assert.Equal("Diamond", (await shop.StandingAsync(anna)).Tier);
        });

    [Fact]
    public Task A_renewal_at_the_partner_renews_where_the_mapped_tier_is_not_lower() =>
        Shop.PlayAsync(PartnerKit.With(Synced with { RaisesTier = false }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 10_000m);
            shop.At("2026-03-01 10:00");
            (await shop.LinkAsync(anna, new("Hotel", "H-1") { Tier = "Basic" })).OrThrow();
            Assert.Equal(("Gold", "2027-01-01 00:00:00"), ((await shop.StandingAsync(anna)).Tier, await shop.UntilAsync(anna)));
            (await shop.UpdateAsync(anna, new("Hotel", PartnerUpdateType.Upgrade) { Tier = "Bronze" })).OrThrow();
            Assert.Equal(("Gold", "2027-03-01 00:00:00"), ((await shop.StandingAsync(anna)).Tier, await shop.UntilAsync(anna)));
            shop.At("2026-05-01 10:00");
            (await shop.UpdateAsync(anna, new("Hotel", PartnerUpdateType.Renew) { Tier = "Bronze" })).OrThrow();
            var last = (await shop.HistoryAsync(anna))[^1];
            Assert.Equal((TierAction.Renewal, TierSource.PartnerProgram, "2027-05-01 00:00:00"), (last.Action, last.Source, shop.Until(last.ValidUntil)));
        });

    [Fact]
    public Task Without_its_settings_nothing_moves_and_a_status_that_blocks_upgrades_stops_it() =>
        Shop.PlayAsync(PartnerKit.With(Synced, PartnerKit.Tiered with { Id = 9, Name = "Bank" }), async shop =>
        {
            var anna = await shop.MemberAsync();
            (await shop.LinkAsync(anna, new("Bank", "B-1") { Tier = "Platinum" })).OrThrow();
            Assert.Empty(await shop.HistoryAsync(anna));
            (await shop.Desk.Customers.BlockAsync(anna)).OrThrow();
            (await shop.LinkAsync(anna, new("Hotel", "H-1") { Tier = "Platinum" })).OrThrow();
            Assert.Empty(await shop.HistoryAsync(anna));
        });

    [Fact]
    public Task The_end_of_a_supplementary_membership_lowers_to_the_tier_that_it_names() =>
        Shop.PlayAsync(PartnerKit.With(Synced, PartnerKit.Prime with { SyncOnDowngrade = true, SyncTier = "Gold" }), async shop =>
        {
            var anna = await shop.MemberAsync();
            (await shop.LinkAsync(anna, new("Prime", "P-1"))).OrThrow();
            (await shop.LinkAsync(anna, new("Hotel", "H-1") { Tier = "Platinum" })).OrThrow();
            shop.At("2026-01-31 00:00");
            Assert.Equal("Gold", (await shop.StandingAsync(anna)).Tier);
            var last = (await shop.HistoryAsync(anna))[^1];
            Assert.Equal((TierAction.Downgrade, TierSource.PartnerProgram, EntryKind.Clock, "2026-01-31 00:00:00"), (last.Action, last.Source, last.Cause, shop.Until(last.Effective)));
        });
}
