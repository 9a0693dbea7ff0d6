using NodaTime;
using static Loyalty.Tests.TrackerKit;

namespace Loyalty.Tests;

/// <summary>Tiers that see trackers (trackers scenario 13, R16; tiers R5, R6, R55).</summary>
public sealed class TrackerTierScenarios
{
    [Fact]
    [Trait("rule", "trackers scenario 13")]
    [Trait("rule", "trackers R12")]
    [Trait("rule", "trackers R16")]
    public Task A_late_bill_raises_nobody_that_the_next_one_raises() =>
        Shop.PlayAsync(ByTracker(Days(30), 1_000m), async shop =>
        {
            var anna = await shop.MemberAsync();
            shop.At("2026-03-08 10:00");
            await shop.BuyAsync(anna, "A", 900m);
            shop.At("2026-03-10 10:00");
            Assert.Equal("Base", (await shop.Desk.Sales.AddBillAsync(new("B", anna, 200m) { Time = shop.Clock.At("2026-03-05 10:00") })).OrThrow().Tier);
            Assert.Equal(1_100m, await shop.ValueAsync(anna));
            Assert.Equal("Base", (await shop.StandingAsync(anna)).Tier);
            Assert.Equal("Gold", (await shop.BuyAsync(anna, "C", 1m)).Tier);
            Assert.Equal(1_101m, await shop.ValueAsync(anna));
            Assert.Equal(shop.Clock.At("2026-03-10 10:00"), (await shop.StandingAsync(anna)).Since);
        });

    [Theory]
    [InlineData(TierUpgradeType.Lazy, 100)]
    [InlineData(TierUpgradeType.Eager, 200)]
    [InlineData(TierUpgradeType.Dynamic, 140)]
    [Trait("rule", "tiers R5")]
    [Trait("rule", "tiers R6")]
    [Trait("rule", "trackers R16")]
    public Task The_upgrade_type_holds_for_a_tracker_as_the_measure(TierUpgradeType type, int earned) =>
        Shop.PlayAsync(ByTracker(Days(30), 1_000m, type), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "A", 400m);
            var bill = await shop.BuyAsync(anna, "B", 1_000m);
            Assert.Equal(("Gold", (decimal)earned), (bill.Tier, bill.Earned));
        });

    [Fact]
    [Trait("rule", "tiers R5")]
    public Task An_eager_upgrade_sees_the_points_that_the_old_tier_would_give() =>
        Shop.PlayAsync(ByTracker(Days(30), 100m, TierUpgradeType.Eager, TrackerType.Points), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(("Base", 99m), Shown(await shop.BuyAsync(anna, "A", 990m)));
            Assert.Equal(("Gold", 2m), Shown(await shop.BuyAsync(anna, "B", 10m)));
            Assert.Equal(101m, await shop.ValueAsync(anna));

            static (string?, decimal) Shown(BillAdded bill) => (bill.Tier, bill.Earned);
        });

    [Fact]
    [Trait("rule", "tiers R55")]
    [Trait("rule", "trackers R17")]
    public Task A_gap_looks_ahead_and_loses_what_falls_out() =>
        Shop.PlayAsync(
            TierPrograms.P().With(program => program with
            {
                Trackers = [Tracker(TrackerType.BillAmount, Case(Days(730)))],
                Tiers = [program.Tiers[0], program.Tiers[1] with { Criteria = [25_000m] }],
                Earning = [],
                TierRules = program.TierRules with { Relation = "ALL", Criteria = [new() { Count = TierCount.Tracker, Tracker = First }] },
            }),
            async shop =>
            {
                var anna = await shop.MemberAsync();
                await shop.BuyAtAsync(anna, "2020-05-06 10:00", 1_000m);
                await shop.BuyAtAsync(anna, "2021-05-06 10:00", 8_786m);
                shop.At("2022-05-05 10:00");
                var gap = (await shop.ProgressAsync(anna)).ForUpgrade[1];
                Assert.Equal(("tracked", 15_214m, new LocalDate(2022, 5, 6)), (gap.Name, gap.Missing, gap.ValidThrough));
                Assert.Equal(15_214m, (await shop.ProgressAsync(anna, 1)).ForUpgrade[1].Missing);
                Assert.Equal(16_214m, (await shop.ProgressAsync(anna, 2)).ForUpgrade[1].Missing);
                Assert.Equal("Silver", (await shop.BuyAsync(anna, "C", 15_213m)).Tier);
                Assert.Equal("Gold", (await shop.BuyAsync(anna, "D", 1m)).Tier);
            },
            from: "2020-05-01 10:00");

    [Fact]
    [Trait("rule", "trackers R17")]
    [Trait("rule", "trackers R6")]
    public Task A_tracker_renews_by_what_comes_after_it_was_put_there() =>
        Shop.PlayAsync(Renewing(null), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            await shop.BuyAsync(anna, "A", 1_000m);
            await shop.BuyAsync(ben, "B", 1_000m);
            shop.At("2026-01-11 10:00");
            var early = (await shop.Desk.Programs.SaveAsync(Renewing(new(2026, 1, 10)))).Refusal;
            Assert.Equal("/program/tiers/1/renewal/trackers/0/from", Assert.Single(Assert.IsType<DefinitionRefused>(early).Faults).Pointer);
            (await shop.Desk.Programs.SaveAsync(Renewing(new(2026, 1, 11)))).OrThrow();
            await shop.BuyAsync(anna, "C", 499m);
            await shop.BuyAsync(ben, "D", 500m);
            var renewal = Assert.Single((await shop.ProgressAsync(anna)).ForRenewal);
            Assert.Equal((499m, 1m, false), (renewal.Value, renewal.Missing, (await shop.ProgressAsync(anna)).RenewalConfirmed));
            Assert.True((await shop.ProgressAsync(ben)).RenewalConfirmed);
            shop.At("2026-02-01 00:00");
            Assert.Equal(("Base", "Gold"), ((await shop.StandingAsync(anna)).Tier, (await shop.StandingAsync(ben)).Tier));
        });

    [Fact]
    [Trait("rule", "trackers R17")]
    public Task A_check_stands_at_the_last_date_before_it() =>
        Shop.PlayAsync(Renewing(new(2026, 1, 1), Days(0)), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "A", 1_000m);
            shop.At("2026-01-31 23:59");
            await shop.BuyAsync(anna, "B", 500m);
            shop.At("2026-02-01 00:00");
            Assert.Equal("Gold", (await shop.StandingAsync(anna)).Tier);
            shop.At("2026-03-01 00:00");
            Assert.Equal("Base", (await shop.StandingAsync(anna)).Tier);
        });

    [Theory]
    [InlineData("/program/tierRules/tracker", "names case 2 of tracker 1")]
    public void A_tracker_that_is_not_there_is_refused(string pointer, string problem)
    {
        var fault = Assert.Single(DefinitionCheck.Faults(ByTracker(Days(3), 10m).Rules(rules => rules with { Tracker = new() { Tracker = 1, Case = 2 } })));
        Assert.Equal((pointer, problem), (fault.Pointer, fault.Problem));
        Assert.Equal("/program/tierRules/tracker", Assert.Single(DefinitionCheck.Faults(ByTracker(Days(3), 10m).Rules(rules => rules with { Tracker = null }))).Pointer);
        Assert.Equal("/program/tiers/1/trackerValue", Assert.Single(DefinitionCheck.Faults(ByTracker(Days(3), 10m).With(program => program with { Tiers = [program.Tiers[0], new() { Name = "Gold" }] }))).Pointer);
        Assert.Equal(
            ["/program/tierRules/criteria/0/days", "/program/tierRules/criteria/0/tracker"],
            DefinitionCheck.Faults(ByTracker(Days(3), 10m).With(program => program with { Tiers = [program.Tiers[0], program.Tiers[1] with { Criteria = [1m] }], TierRules = program.TierRules with { Criteria = [new() { Count = TierCount.Tracker, Days = 3 }] } })).Select(each => each.Pointer));
    }

    [Fact]
    public void Tiers_that_see_trackers_come_back_from_JSON()
    {
        foreach (var program in (LoyaltyDefinition[])[ByTracker(Days(3), 10m), Renewing(new(2026, 1, 11))])
            Assert.Equal(program.ToJson(), DefinitionJson.Read(program.ToJson()).Definition!.ToJson());
    }

    private static TrackerReference First => new() { Tracker = 1, Case = 1 };

    private static LoyaltyDefinition ByTracker(TrackerWindow window, decimal threshold, TierUpgradeType type = TierUpgradeType.Lazy, TrackerType of = TrackerType.BillAmount) =>
        Definitions.Points(TierPrograms.Rates(10m, 20m)).With(program => program with
        {
            Trackers = [Tracker(of, Case(window))],
            Tiers = [new() { Name = "Base" }, new() { Name = "Gold", TrackerValue = threshold }],
            TierRules = new() { Measure = TierMeasure.TrackerValueBased, Tracker = First, UpgradeType = type, Rhythm = TierRhythm.Daily },
        });

    /// <summary>Gold for a month from 1,000 on, renewed by 500 of a tracker from a date on.</summary>
    private static LoyaltyDefinition Renewing(LocalDate? from, TrackerWindow? window = null) => Definitions.Points().With(program => program with
    {
        Trackers = [Tracker(TrackerType.BillAmount, Case(window ?? Months(1)))],
        Tiers =
        [
            new() { Name = "Base" },
            new()
            {
                Name = "Gold", LifetimePurchases = 1_000m, Expires = true, Months = 1,
                Renewal = from is { } date ? new() { Trackers = [new() { Tracker = First, Value = 500m, From = date }] } : null,
            },
        ],
        TierRules = new() { Rhythm = TierRhythm.Daily },
    });
}
