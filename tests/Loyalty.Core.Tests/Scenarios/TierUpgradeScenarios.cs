namespace Loyalty.Tests;

/// <summary>Reaching tiers: upgrade types, measures of points, relations (scenarios 1 to 7).</summary>
public sealed class TierUpgradeScenarios
{
    [Theory]
    [InlineData(TierUpgradeType.Lazy, 400)]
    [InlineData(TierUpgradeType.Eager, 600)]
    [InlineData(TierUpgradeType.Dynamic, 500)]
    [Trait("rule", "tiers scenario 1")]
    [Trait("rule", "tiers R4")]
    [Trait("rule", "tiers R5")]
    [Trait("rule", "tiers R6")]
    public Task The_upgrade_type_says_at_which_tier_a_bill_earns(TierUpgradeType type, int earned) =>
        Shop.PlayAsync(TierPrograms.P(type), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 14_000m);
            var bill = await shop.BuyAsync(anna, "B-2", 2_000m);
            Assert.Equal((earned, "Gold", "Diamond"), (bill.Earned, bill.TierBefore, bill.Tier));
        });

    [Theory]
    [InlineData(TierUpgradeType.Lazy, 800)]
    [InlineData(TierUpgradeType.Eager, 2_400)]
    [InlineData(TierUpgradeType.Dynamic, 1_700)]
    [Trait("rule", "tiers scenario 2")]
    [Trait("rule", "tiers R2")]
    public Task A_bill_that_skips_a_tier_is_one_change_and_is_cut_at_both_thresholds(TierUpgradeType type, int earned) =>
        Shop.PlayAsync(TierPrograms.P(type), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 9_000m);
            var bill = await shop.BuyAsync(anna, "B-2", 8_000m);
            Assert.Equal((earned, "Silver", "Diamond"), (bill.Earned, bill.TierBefore, bill.Tier));
            var change = Assert.Single(await shop.HistoryAsync(anna));
            Assert.Equal((TierAction.Upgrade, TierSource.Strategy, "Silver", "Diamond", bill.Bill), (change.Action, change.Source, change.From, change.To, change.Bill));
            if (type == TierUpgradeType.Dynamic) Assert.Equal([100m, 1_000m, 600m], bill.Awards.Select(award => award.Points));
        });

    [Fact]
    [Trait("rule", "tiers scenario 3")]
    [Trait("rule", "tiers R1")]
    [Trait("rule", "tiers R3")]
    public Task Lifetime_points_reach_a_tier_exactly_at_its_threshold_and_a_redemption_takes_none() =>
        Shop.PlayAsync(TierPrograms.ByPoints(TierMeasure.CumulativePoints, 26_000m, TierUpgradeType.Lazy, 100m), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            await shop.BuyAsync(ben, "B-0", 100m);
            await shop.BuyAsync(anna, "B-1", 25_999m);
            await shop.RedeemAsync(anna, 10_000m);
            await shop.SendAsync(ben, anna, 100m);
            Assert.Equal("Base", (await shop.StandingAsync(anna)).Tier);
            Assert.Equal(1m, Assert.Single((await shop.ProgressAsync(anna)).ForUpgrade).Missing);
            Assert.Equal("Second", (await shop.BuyAsync(anna, "B-2", 1m)).Tier);
        });

    [Theory]
    [InlineData(TierUpgradeType.Lazy, 1_150)]
    [InlineData(TierUpgradeType.Eager, 1_400)]
    [InlineData(TierUpgradeType.Dynamic, 1_300)]
    [Trait("rule", "tiers scenario 4")]
    [Trait("rule", "tiers R5")]
    [Trait("rule", "tiers R6")]
    public Task Current_points_are_projected_at_the_old_tier_or_cut_where_they_reach_the_threshold(TierUpgradeType type, int balance) =>
        Shop.PlayAsync(TierPrograms.ByPoints(TierMeasure.CurrentPoints, 1_000m, type, 10m, 20m), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 9_000m);
            Assert.Equal("Second", (await shop.BuyAsync(anna, "B-2", 2_500m)).Tier);
            Assert.Equal(balance, (await shop.BalanceAsync(anna)).Points);
            await shop.RedeemAsync(anna, 1_000m);
            Assert.Equal("Second", (await shop.StandingAsync(anna)).Tier);
        });

    [Fact]
    [Trait("rule", "tiers scenario 5")]
    public Task The_parts_of_a_cut_bill_add_up_to_the_rounded_whole() =>
        Shop.PlayAsync(TierPrograms.P(TierUpgradeType.Dynamic).With(program => program with { Earning = [TierPrograms.Rates(10m, 20.5m, 30.5m)] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 14_900m);
            var bill = await shop.BuyAsync(anna, "B-2", 333.33m);
            Assert.Equal([21m, 71m], bill.Awards.Select(award => award.Points));
            Assert.Equal(92m, bill.Earned);
            await shop.ReturnAllAsync("B-2");
            Assert.Equal(0m, (await shop.BalanceAsync(anna)).Points - await Lifetime(shop, anna));
        });

    [Theory]
    [InlineData("A OR B AND C", "Silver")]
    [InlineData("a or (b && c)", "Gold")]
    [InlineData("ANY 1", "Gold")]
    [InlineData("ANY 2", "Silver")]
    [InlineData("ALL", "Silver")]
    [Trait("rule", "tiers scenario 6")]
    [Trait("rule", "tiers scenario 7")]
    public Task A_relation_has_no_precedence_and_one_met_criterion_is_enough_only_where_it_says_so(string relation, string tier) =>
        Shop.PlayAsync(ThreeCriteria(relation, visits: 5), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(tier, (await shop.BuyAsync(anna, "B-1", 10_000m)).Tier);
        });

    [Fact]
    [Trait("rule", "tiers scenario 7")]
    public Task Two_of_three_criteria_are_enough_for_ANY_2() =>
        Shop.PlayAsync(ThreeCriteria("ANY 2", visits: 2), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal("Silver", (await shop.BuyAsync(anna, "B-1", 10_000m)).Tier);
            shop.At("2026-01-02 10:00");
            Assert.Equal("Gold", (await shop.BuyAsync(anna, "B-2", 1m)).Tier);
        });

    [Fact]
    public Task A_count_over_the_last_days_forgets_what_lies_before_them() =>
        Shop.PlayAsync(ThreeCriteria("ANY 2", visits: 2), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 10_000m);
            shop.At("2026-01-31 10:00");
            Assert.Equal("Silver", (await shop.BuyAsync(anna, "B-2", 1m)).Tier);
            var visits = (await shop.ProgressAsync(anna)).ForUpgrade[1];
            Assert.Equal(("VISITS", 1m, 1m, new NodaTime.LocalDate(2026, 3, 1)), (visits.Name, visits.Value, visits.Missing, visits.ValidThrough));
            Assert.Equal(0m, (await shop.ProgressAsync(anna, daysAhead: 30)).ForUpgrade[1].Value);
        });

    [Fact]
    [Trait("rule", "tiers R3")]
    public Task A_conversion_raises_at_its_own_instant_without_a_command() =>
        Shop.PlayAsync(TierPrograms.ByPoints(TierMeasure.CurrentPoints, 500m).With(program => program with { Earning = [Definitions.TenPercent with { DelayDays = 3 }] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal("Base", (await shop.BuyAsync(anna, "B-1", 5_000m)).Tier);
            shop.At("2026-01-05 00:00");
            var standing = await shop.StandingAsync(anna);
            Assert.Equal(("Second", shop.Clock.At("2026-01-05 00:00")), (standing.Tier, standing.Since));
            await shop.BuyAsync(anna, "B-2", 10m);
            Assert.Equal(shop.Clock.At("2026-01-05 00:00"), Assert.Single(await shop.HistoryAsync(anna)).Effective);
        });

    [Fact]
    [Trait("rule", "tiers R9")]
    public Task The_bonus_of_an_upgrade_comes_once_with_each_change() =>
        Shop.PlayAsync(Bonus, async shop =>
        {
            var anna = await shop.MemberAsync();
            var bill = await shop.BuyAsync(anna, "B-1", 10_000m);
            Assert.Equal([("base", 1_000m), ("tier.Gold", 100m)], bill.Awards.Select(award => (award.Rule, award.Points)));
            await shop.BuyAsync(anna, "B-2", 100m);
            Assert.Equal(1_120m, (await shop.BalanceAsync(anna)).Points);
        });

    [Fact]
    [Trait("rule", "tiers R11")]
    public Task A_blocked_member_is_not_raised_by_what_converts() =>
        Shop.PlayAsync(TierPrograms.ByPoints(TierMeasure.CurrentPoints, 500m).With(program => program with { Earning = [Definitions.TenPercent with { DelayDays = 3 }] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 5_000m);
            (await shop.Desk.Customers.BlockAsync(anna)).OrThrow();
            shop.At("2026-01-06 00:00");
            Assert.Equal("Base", (await shop.StandingAsync(anna)).Tier);
        });

    private static LoyaltyDefinition Bonus => TierPrograms.P().With(program => program with
    {
        Tiers = [program.Tiers[0], program.Tiers[1] with { UpgradeBonus = 100m }, program.Tiers[2] with { UpgradeBonus = 500m }],
    });

    /// <summary>A purchases of 10,000, B visits within 30 days, C a million points within 30 days.</summary>
    private static LoyaltyDefinition ThreeCriteria(string relation, decimal visits) => TierPrograms.P().With(program => program with
    {
        Tiers = [program.Tiers[0], program.Tiers[1] with { Criteria = [visits, 1_000_000m] }],
        Earning = [TierPrograms.Rates(10m)],
        TierRules = program.TierRules with
        {
            Relation = relation,
            Criteria = [new() { Count = TierCount.Visits, Days = 30 }, new() { Count = TierCount.Points, Days = 30 }],
        },
    });

    private static async Task<decimal> Lifetime(Shop shop, CustomerId customer) => (await shop.BalanceAsync(customer)).Lifetime;
}
