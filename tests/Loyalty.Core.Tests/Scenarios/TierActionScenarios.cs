using NodaTime;

namespace Loyalty.Tests;

/// <summary>Tiers that an action of a rule manages (tiers R10), and those that a new member brings (tiers R12).</summary>
[Trait("rule", "tiers R10")]
public sealed class TierActionScenarios
{
    private static LoyaltyDefinition Yearly => TierPrograms.P().Lasting(12, new() { Purchases = 1_000m });

    [Fact]
    public Task A_given_tier_is_reached_whatever_the_criteria_by_the_programs_end_or_the_actions_own() =>
        Shop.PlayAsync(Yearly, async shop =>
        {
            var anna = await shop.MemberAsync();
            var up = new ManageTier(anna, TierAction.Upgrade, "A-1") { Tier = "gold" };
            var done = await shop.Desk.Tiers.ManageAsync(up);
            var change = Assert.IsType<TierChange>(done.OrThrow().Change);
            Assert.Equal((TierAction.Upgrade, TierSource.Rule, "Silver", "Gold", EntryKind.TierAction), (change.Action, change.Source, change.From, change.To, change.Cause));
            Assert.Equal("2027-01-01 00:00:00", await shop.UntilAsync(anna));
            var again = await shop.Desk.Tiers.ManageAsync(up);
            Assert.True(again.Replayed);
            Assert.Equal(done.OrThrow(), again.OrThrow());
            Assert.Equal("idempotency.key_reused", (await shop.Desk.Tiers.ManageAsync(up with { Tier = "Diamond" })).Refusal?.Code);

            await ManageAsync(shop, new(anna, TierAction.Upgrade, "A-2") { Tier = "Diamond", Validity = TierValidityChange.FixedDuration, Days = 30 });
            Assert.Equal("2026-02-01 00:00:00", await shop.UntilAsync(anna));
            await ManageAsync(shop, new(anna, TierAction.Downgrade, "A-3") { Tier = "Gold", Validity = TierValidityChange.SpecificDate, Through = new LocalDate(2026, 3, 31) });
            Assert.Equal(("Gold", "2026-04-01 00:00:00"), ((await shop.StandingAsync(anna)).Tier, await shop.UntilAsync(anna)));
            Assert.Equal([TierSource.Rule, TierSource.Rule, TierSource.Rule], (await shop.HistoryAsync(anna)).Select(each => each.Source));
        });

    [Fact]
    public Task The_strategy_leads_up_to_what_is_reached_and_down_to_where_a_failed_check_would() =>
        Shop.PlayAsync(Yearly, async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 12_000m);
            await shop.SetAsync(anna, TierAction.Downgrade, set => set with { Tier = "Silver" });
            Assert.Equal("Gold", (await ManageAsync(shop, new(anna, TierAction.Upgrade, "A-1"))).Value!.Tier);
            Assert.Null((await ManageAsync(shop, new(anna, TierAction.Upgrade, "A-2"))).Value!.Change);
            Assert.Equal("Silver", (await ManageAsync(shop, new(anna, TierAction.Downgrade, "A-3"))).Value!.Tier);
        });

    [Fact]
    public Task Where_there_is_nothing_to_do_it_does_nothing_and_says_so() =>
        Shop.PlayAsync(Yearly, async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal([new AlreadyLowestTier("Silver")], (await ManageAsync(shop, new(anna, TierAction.Downgrade, "A-1"))).Warnings);
            Assert.Null((await ManageAsync(shop, new(anna, TierAction.Renewal, "A-2"))).Value!.Change);
            await ManageAsync(shop, new(anna, TierAction.Upgrade, "A-3") { Tier = "Diamond" });
            var still = await shop.Desk.Tiers.ManageAsync(new(anna, TierAction.Upgrade, "A-4") { Tier = "Gold" }, new() { Trace = true });
            Assert.Equal([new AlreadyHighestTier("Diamond")], still.Warnings);
            Assert.Contains(still.Trace!, step => step is { Rule: "tier.moves", Holds: false });
            Assert.Equal([new AlreadyHighestTier("Diamond")], (await shop.Desk.Tiers.ManageAsync(new(anna, TierAction.Upgrade, "A-4") { Tier = "Gold" })).Warnings);
            Assert.Single(await shop.HistoryAsync(anna));
        });

    [Fact]
    public Task A_renewal_begins_a_cycle_today_and_takes_no_later_end_away() =>
        Shop.PlayAsync(Yearly, async shop =>
        {
            var anna = await shop.MemberAsync();
            await ManageAsync(shop, new(anna, TierAction.Upgrade, "A-1") { Tier = "Gold" });
            shop.At("2026-05-10 10:00");
            var renewed = await ManageAsync(shop, new(anna, TierAction.Renewal, "A-2"));
            Assert.Equal((TierAction.Renewal, TierSource.Rule), (renewed.Value!.Change!.Action, renewed.Value.Change.Source));
            Assert.Equal("2027-05-10 00:00:00", await shop.UntilAsync(anna));
            await shop.SetAsync(anna, TierAction.Extension, set => set with { Validity = TierValidityChange.SpecificDate, Through = new LocalDate(2028, 1, 31) });
            await ManageAsync(shop, new(anna, TierAction.Renewal, "A-3"));
            Assert.Equal("2028-02-01 00:00:00", await shop.UntilAsync(anna));
        });

    [Fact]
    public Task An_upgrade_brings_its_bonus_and_a_return_never_undoes_it() =>
        Shop.PlayAsync(
            TierPrograms.P().Rules(rules => rules with { DowngradeOnReturn = true }).With(program => program with { Tiers = [program.Tiers[0], program.Tiers[1] with { UpgradeBonus = 500m }, program.Tiers[2]] }),
            async shop =>
            {
                var anna = await shop.MemberAsync();
                await shop.BuyAsync(anna, "B-1", 10m);
                await ManageAsync(shop, new(anna, TierAction.Upgrade, "A-1") { Tier = "Gold" });
                Assert.Equal(501m, (await shop.BalanceAsync(anna)).Available);
                await shop.ReturnAllAsync("B-1");
                shop.At("2026-01-03 10:00");
                Assert.Equal(("Gold", 500m), ((await shop.StandingAsync(anna)).Tier, (await shop.BalanceAsync(anna)).Available));
            });

    [Fact]
    public Task A_tier_that_an_action_takes_comes_back_with_the_next_event_and_not_with_the_action() =>
        Shop.PlayAsync(TierPrograms.ByPoints(TierMeasure.CurrentPoints, 1_000m, TierUpgradeType.Lazy, 100m, 100m), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal("Second", (await shop.BuyAsync(anna, "B-1", 2_000m)).Tier);
            Assert.Equal("Base", (await ManageAsync(shop, new(anna, TierAction.Downgrade, "A-1") { Tier = "Base" })).Value!.Tier);
            Assert.Equal("Base", (await shop.StandingAsync(anna)).Tier);
            Assert.Equal("Second", (await shop.BuyAsync(anna, "B-2", 1m)).Tier);
        });

    [Fact]
    [Trait("rule", "tiers R11")]
    public Task What_cannot_be_done_is_refused_and_writes_nothing() =>
        Shop.PlayAsync(Yearly, async shop =>
        {
            var anna = await shop.MemberAsync();
            await Refused("customer.unknown", new(new(4711), TierAction.Upgrade, "A-0"));
            await Refused("value.invalid", new(anna, TierAction.Extension, "A-1"));
            await Refused("value.invalid", new(anna, TierAction.Renewal, "A-1") { Tier = "Gold" });
            await Refused("tier.unknown", new(anna, TierAction.Upgrade, "A-1") { Tier = "Opal" });
            await Refused("tier.validity_invalid", new(anna, TierAction.Upgrade, "A-1") { Tier = "Gold", Validity = TierValidityChange.FixedDuration });
            (await shop.Desk.Customers.BlockAsync(anna)).OrThrow();
            await Refused("tier.blocked", new(anna, TierAction.Upgrade, "A-1") { Tier = "Gold" });
            await Refused("tier.blocked", new(anna, TierAction.Renewal, "A-1"));

            async Task Refused(string code, ManageTier command)
            {
                var before = StoreImage.Of(shop.Store);
                Assert.Equal(code, (await shop.Desk.Tiers.ManageAsync(command)).Refusal?.Code);
                StoreImage.AssertUnchanged(before, shop.Store);
            }
        });

    [Fact]
    [Trait("rule", "tiers R12")]
    public Task A_new_member_brings_its_tier_and_one_that_is_a_member_keeps_its_own() =>
        Shop.PlayAsync(Yearly, async shop =>
        {
            var enrol = new EnrolCustomer { ExternalId = "M-1", Tier = new(2) { Through = new LocalDate(2026, 6, 30) } };
            var anna = (await shop.Desk.Customers.EnrolAsync(enrol)).OrThrow().Id;
            Assert.Equal(("Gold", "2026-07-01 00:00:00"), ((await shop.StandingAsync(anna)).Tier, await shop.UntilAsync(anna)));
            var change = Assert.Single(await shop.HistoryAsync(anna));
            Assert.Equal((TierAction.Upgrade, TierSource.Import, EntryKind.Enrolment, "Silver", "Gold"), (change.Action, change.Source, change.Cause, change.From, change.To));
            Assert.Equal(20m, (await shop.BuyAsync(anna, "B-1", 100m)).Earned);

            var known = await shop.Desk.Customers.AddOrUpdateAsync(enrol with { FirstName = "Anna", Tier = new(3) });
            Assert.Equal([new EnrolmentTierIgnored("the customer is a member already")], known.Warnings);
            Assert.Equal("Gold", (await shop.StandingAsync(anna)).Tier);

            var ben = (await shop.Desk.Customers.EnrolAsync(new() { Mobile = "919876543210", Type = LoyaltyType.NonLoyalty, Tier = new(2) })).OrThrow().Id;
            Assert.Empty(await shop.HistoryAsync(ben));
            (await shop.Desk.Customers.AddOrUpdateAsync(new() { Mobile = "919876543210", ExternalId = "M-2", Tier = new(3) })).OrThrow();
            Assert.Equal(("Diamond", "2027-01-01 00:00:00"), ((await shop.StandingAsync(ben)).Tier, await shop.UntilAsync(ben)));
            var cleo = (await shop.Desk.Customers.EnrolAsync(new() { ExternalId = "M-3" })).OrThrow().Id;
            Assert.Equal("Silver", (await shop.StandingAsync(cleo)).Tier);
        });

    [Theory]
    [InlineData("tier.unknown", 4, null)]
    [InlineData("tier.unknown", 0, null)]
    [InlineData("tier.validity_invalid", 2, "2025-12-31")]
    [InlineData("tier.validity_invalid", 1, "2026-12-31")]
    [Trait("rule", "tiers R12")]
    public Task A_tier_that_cannot_be_is_refused_with_the_enrolment(string code, int number, string? through) =>
        Shop.PlayAsync(Yearly, async shop =>
        {
            LocalDate? last = through is null ? null : NodaTime.Text.LocalDatePattern.Iso.Parse(through).Value;
            var before = StoreImage.Of(shop.Store);
            Assert.Equal(code, (await shop.Desk.Customers.EnrolAsync(new() { ExternalId = "M-1", Tier = new(number) { Through = last } })).Refusal?.Code);
            StoreImage.AssertUnchanged(before, shop.Store);
        });

    private static async Task<Outcome<TierManaged>> ManageAsync(Shop shop, ManageTier command)
    {
        var done = await shop.Desk.Tiers.ManageAsync(command);
        done.OrThrow();
        return done;
    }
}
