using NodaTime;

namespace Loyalty.Tests;

/// <summary>Renewal and downgrade of a standing that is due, and the points tied to it (scenarios 16 to 20).</summary>
public sealed class TierCheckScenarios
{
    private static readonly TierRenewal Three = new() { Purchases = 5_000m, Visits = 10, Points = 5_000m };

    public static TheoryData<string?, string> Relations => new() { { "ANY 1", "Gold" }, { "ANY 2", "Silver" }, { "A OR B AND C", "Silver" }, { "A AND C OR B", "Gold" }, { null, "Gold" } };

    [Theory]
    [MemberData(nameof(Relations))]
    [Trait("rule", "tiers scenario 16")]
    [Trait("rule", "tiers R32")]
    [Trait("rule", "tiers R33")]
    [Trait("rule", "tiers R55")]
    public Task A_renewal_asks_for_its_conditions_and_renews_always_where_there_are_none(string? relation, string tier) =>
        Shop.PlayAsync(Visited(relation is null ? null : Three with { Relation = relation }), async shop =>
        {
            var anna = await shop.MemberAsync();
            for (var day = 1; day <= 10; day++)
            {
                shop.At($"2026-01-{day:00} 10:00");
                await shop.BuyAsync(anna, $"B-{day}", 400m);
            }
            var progress = await shop.ProgressAsync(anna);
            if (relation is not null)
                Assert.Equal([("PURCHASE", 4_000m, 1_000m), ("VISITS", 10m, 0m), ("POINTS", 3_500m, 1_500m)], progress.ForRenewal.Select(gap => (gap.Name, gap.Value, gap.Missing)));
            Assert.Equal(tier == "Gold", progress.RenewalConfirmed);
            Assert.Equal("2027-01-01 00:00:00", shop.Until(progress.ValidUntil));
            shop.At("2027-01-01 00:00");
            Assert.Equal(tier, (await shop.StandingAsync(anna)).Tier);
            Assert.Equal(tier == "Gold" ? "2028-01-01 00:00:00" : null, await shop.UntilAsync(anna));
        });

    [Fact]
    [Trait("rule", "tiers scenario 17")]
    [Trait("rule", "tiers R55")]
    public Task What_is_missing_is_told_for_each_condition() =>
        Shop.PlayAsync(
            TierPrograms.P().With(program => program with
            {
                Tiers = [program.Tiers[0], program.Tiers[1] with { LifetimePurchases = 1_000m, Criteria = [100m] }, program.Tiers[2] with { Criteria = [25_000m] }],
                TierRules = program.TierRules with { Criteria = [new() { Count = TierCount.Purchase, Days = 365 }] },
                Earning = [new() { Id = "base", Kind = AllocationKind.Fixed, Values = [460m] }],
            }).Lasting(12, new() { Visits = 56_000, Purchases = 30_000m, Points = 50_000m }),
            async shop =>
            {
                var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
                await shop.BuyAsync(anna, "B-1", 1_200m);
                await shop.BuyAsync(ben, "B-2", 9_786m);
                Assert.Equal([28_800m, 55_999m, 49_540m], (await shop.ProgressAsync(anna)).ForRenewal.Select(gap => gap.Missing));
                Assert.Equal(("PURCHASE", 15_214m), ((await shop.ProgressAsync(ben)).ForUpgrade[1].Name, (await shop.ProgressAsync(ben)).ForUpgrade[1].Missing));
                Assert.Equal("value.invalid", (await shop.Desk.Tiers.ProgressAsync(anna, -1)).Refusal?.Code);
            });

    [Fact]
    [Trait("rule", "tiers scenario 18")]
    [Trait("rule", "tiers R35")]
    public async Task An_absent_member_is_checked_at_each_due_and_reading_writes_nothing()
    {
        var definition = TierPrograms.P().Lasting(12, new() { Purchases = 1m });
        await using var jump = await Shop.OpenAsync(definition, "2022-01-10 10:00");
        await using var steps = await Shop.OpenAsync(definition, "2022-01-10 10:00");
        var anna = await jump.MemberAsync();
        Assert.Equal(anna, await steps.MemberAsync());
        foreach (var shop in (Shop[])[jump, steps]) await shop.SetAsync(anna, TierAction.Upgrade, set => set with { Tier = "Diamond" });
        jump.At("2025-03-01 10:00");
        var before = StoreImage.Of(jump.Store);
        Assert.Equal(("Silver", null), ((await jump.StandingAsync(anna)).Tier, await jump.UntilAsync(anna)));
        var due = await jump.HistoryAsync(anna);
        Assert.Equal(
            [("Diamond", "2022-01-10 10:00:00"), ("Gold", "2023-01-10 00:00:00"), ("Silver", "2024-01-10 00:00:00")], due.Select(change => (change.To!, jump.Until(change.Effective)!)));
        Assert.Equal("Silver", (await jump.StatementAsync(anna)).Tier);
        Assert.Equal("Gold", (await jump.StatementAsync(anna, "2023-06-01")).Tier);
        StoreImage.AssertUnchanged(before, jump.Store);
        jump.Engine.AcknowledgeClock();
        Assert.Equal(1, (await jump.Engine.CatchUpAsync()).OrThrow());
        Assert.Equal(due.Select(Told), (await jump.HistoryAsync(anna)).Select(Told));
        foreach (var day in (string[])["2022-12-01 10:00", "2023-01-10 00:00", "2023-12-31 10:00", "2024-01-10 00:00:01", "2025-01-01 10:00", "2025-03-01 10:00"])
        {
            steps.At(day);
            steps.Engine.AcknowledgeClock();
            (await steps.Engine.CatchUpAsync()).OrThrow();
        }
        Assert.Equal(due.Select(Told), (await steps.HistoryAsync(anna)).Select(Told));
        await jump.ProveAsync();
        await steps.ProveAsync();

        static (TierAction, string?, string?, Instant, Instant?) Told(TierChange change) => (change.Action, change.From, change.To, change.Effective, change.ValidUntil);
    }

    [Theory]
    [InlineData(500, "Second", TierAction.Downgrade)]
    [InlineData(499, "Base", TierAction.Downgrade)]
    [InlineData(1_000, "Third", TierAction.Renewal)]
    [Trait("rule", "tiers scenario 19")]
    [Trait("rule", "tiers R34")]
    public Task A_downgrade_by_threshold_goes_to_the_highest_tier_that_is_still_reached(int left, string tier, TierAction action) =>
        Shop.PlayAsync(
            TierPrograms.ByPoints(TierMeasure.CurrentPoints, 500m, TierUpgradeType.Lazy, 10m).With(program => program with { Tiers = [.. program.Tiers, new() { Name = "Third", Points = 1_000m }] })
                .Lasting(12, new() { Purchases = 1_000_000m }, TierDowngrade.Threshold),
            async shop =>
            {
                var anna = await shop.MemberAsync();
                await shop.BuyAsync(anna, "B-1", 10_000m);
                Assert.Equal("Third", (await shop.StandingAsync(anna)).Tier);
                if (left < 1_000) await shop.RedeemAsync(anna, 1_000m - left);
                shop.At("2027-01-01 00:00");
                var check = (await shop.HistoryAsync(anna))[1];
                Assert.Equal((tier, action, tier == "Third"), (check.To, check.Action, check.Notes.Contains("kept", StringComparison.Ordinal)));
                Assert.Equal(tier, (await shop.StandingAsync(anna)).Tier);
            });

    [Fact]
    [Trait("rule", "tiers R34")]
    public Task A_downgrade_to_the_lowest_leaves_out_all_between() =>
        Shop.PlayAsync(TierPrograms.P().Lasting(12, new() { Visits = 2 }, TierDowngrade.Lowest), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 20_000m);
            shop.At("2027-01-01 00:00");
            Assert.Equal("Silver", (await shop.StandingAsync(anna)).Tier);
        });

    [Theory]
    [InlineData(true, true, 300)]
    [InlineData(true, false, 0)]
    [InlineData(false, true, 0)]
    [InlineData(false, false, 0)]
    [Trait("rule", "tiers scenario 20")]
    [Trait("rule", "tiers R36")]
    public Task Points_tied_to_the_tier_end_with_its_cycle_unless_a_renewal_extends_them(bool renewed, bool extend, int left) =>
        Shop.PlayAsync(Tied(renewed ? null : new() { Visits = 50 }, extend), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 10_000m);
            await shop.BuyAsync(anna, "B-2", 1_500m);
            Assert.Equal(shop.Clock.At("2027-01-01"), (await shop.LotAsync(anna, 1))!.ExpiresAt);
            shop.At("2026-12-31 23:59:59");
            Assert.Equal(300m, (await shop.BalanceAsync(anna)).Points);
            shop.At("2027-01-01 00:00");
            Assert.Equal(left, (await shop.BalanceAsync(anna)).Points);
            Assert.Equal(left > 0 ? shop.Clock.At("2028-01-01") : null, (await shop.LotAsync(anna, 1))?.ExpiresAt);
            await shop.BuyAsync(anna, "B-3", 1m);
            Assert.Equal(300m - left, (await shop.TotalsAsync(anna)).Expired);
        });

    [Fact]
    [Trait("rule", "tiers R30")]
    public Task The_check_counts_tied_points_before_they_end_but_not_points_that_end_by_themselves() =>
        Shop.PlayAsync(
            TierPrograms.ByPoints(TierMeasure.CurrentPoints, 500m, TierUpgradeType.Lazy, 10m).Lasting(12, new() { SameAsEligibility = true })
                .With(program => program with
                {
                    Earning = [TierPrograms.Rates(10m) with { Expiry = new() { Unit = ExpiryUnit.TierExpiry } }],
                    Gifts = [new() { Id = "GIFT", Points = 100m, Limit = 9, Expiry = Definitions.Through(2026, 12, 31) }],
                }),
            async shop =>
            {
                var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
                await shop.BuyAsync(anna, "B-1", 5_000m);
                await shop.BuyAsync(ben, "B-2", 4_000m);
                await shop.GiveAsync(ben, "GIFT");
                Assert.Equal("Second", (await shop.StandingAsync(ben)).Tier);
                shop.At("2027-01-01 00:00");
                Assert.Equal(("Second", 0m), ((await shop.StandingAsync(anna)).Tier, (await shop.BalanceAsync(anna)).Points));
                Assert.Equal("Base", (await shop.StandingAsync(ben)).Tier);
            });

    [Fact]
    [Trait("rule", "tiers R36")]
    public Task An_upgrade_gives_tied_points_the_new_end_and_a_downgrade_by_hand_ends_them_at_once() =>
        Shop.PlayAsync(Tied(null, false), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 10_000m);
            await shop.BuyAsync(anna, "B-2", 1_500m);
            shop.At("2026-03-01 10:00");
            await shop.BuyAsync(anna, "B-3", 5_000m);
            Assert.Equal(shop.Clock.At("2027-03-01"), (await shop.LotAsync(anna, 1))!.ExpiresAt);
            await shop.SetAsync(anna, TierAction.Downgrade, set => set with { Tier = "Gold" });
            Assert.Equal(0m, (await shop.BalanceAsync(anna)).Points);
        });

    [Fact]
    [Trait("rule", "tiers R7")]
    public Task A_late_bill_may_begin_a_cycle_that_is_over_and_is_checked_in_the_same_commit() =>
        Shop.PlayAsync(TierPrograms.P().Lasting(3, new() { Visits = 2 }), async shop =>
        {
            var anna = await shop.MemberAsync();
            shop.At("2026-06-01 10:00");
            (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 10_000m) { Time = shop.Clock.At("2026-01-10 10:00") })).OrThrow();
            Assert.Equal("Silver", (await shop.StandingAsync(anna)).Tier);
            var history = await shop.HistoryAsync(anna);
            Assert.Equal([("Gold", "2026-01-10 10:00:00"), ("Silver", "2026-04-10 00:00:00")], history.Select(change => (change.To!, shop.Until(change.Effective)!)));
            Assert.All(history, change => Assert.True(change.Position > 0));
        });

    [Fact]
    [Trait("rule", "tiers R37")]
    public async Task A_tier_lost_by_a_lifetime_measure_comes_back_with_the_next_event_and_saving_says_so()
    {
        await using var shop = await Shop.OpenAsync(TierPrograms.P().Lasting(12, new() { Visits = 2 }));
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 10_000m);
        shop.At("2027-01-01 00:00");
        Assert.Equal("Silver", (await shop.StandingAsync(anna)).Tier);
        Assert.Equal("Gold", (await shop.BuyAsync(anna, "B-2", 1m)).Tier);
        Assert.Equal(["tier.lifetime_measure_with_downgrade"], (await shop.Desk.Programs.SaveAsync(TierPrograms.P().Lasting(6, new() { Visits = 2 }))).Warnings.Select(warning => warning.Code));
        Assert.Empty((await shop.Desk.Programs.SaveAsync(TierPrograms.P().Lasting(6))).Warnings);
        await shop.ProveAsync();
    }

    [Fact]
    public Task A_return_takes_its_purchase_out_of_the_day_it_was_made_on() =>
        Shop.PlayAsync(Visited(Three), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 400m);
            shop.At("2026-01-02 10:00");
            await shop.BuyAsync(anna, "B-2", 100m);
            await shop.ReturnAmountAsync("B-1", 200m);
            Assert.Equal([300m, 2m, 263m], (await shop.ProgressAsync(anna)).ForRenewal.Select(gap => gap.Value));
            await shop.ReturnAllAsync("B-2");
            Assert.Equal([200m, 1m, 175m], (await shop.ProgressAsync(anna)).ForRenewal.Select(gap => gap.Value));
        });

    /// <summary>Gold from 400; a bill of 400 earns 350.</summary>
    private static LoyaltyDefinition Visited(TierRenewal? renewal) => TierPrograms.P().With(program => program with
    {
        Tiers = [program.Tiers[0], program.Tiers[1] with { LifetimePurchases = 400m }],
        Earning = [TierPrograms.Rates(87.5m)],
    }).Lasting(12, renewal);

    private static LoyaltyDefinition Tied(TierRenewal? renewal, bool extend) =>
        TierPrograms.P().Lasting(12, renewal).Rules(rules => rules with { ExtendPoints = extend })
            .With(program => program with { Earning = [TierPrograms.Rates(0m, 20m, 20m) with { Expiry = new() { Unit = ExpiryUnit.TierExpiry } }] });
}
