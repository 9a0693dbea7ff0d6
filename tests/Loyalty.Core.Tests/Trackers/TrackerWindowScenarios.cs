using NodaTime;
using static Loyalty.Tests.TrackerKit;

namespace Loyalty.Tests;

/// <summary>Windows: what each counts at a date (scenarios 1 to 7, 13, 14).</summary>
public sealed class TrackerWindowScenarios
{
    [Fact]
    [Trait("rule", "trackers scenario 1")]
    [Trait("rule", "trackers R10")]
    public Task Twenty_days_are_the_date_and_twenty_before_it() =>
        Shop.PlayAsync(Program(Tracker(TrackerType.BillAmount, Case(Days(20)), Case(Days(20), new() { Is = TrackerOperator.Greater, Value = 1000m }, 2))), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAtAsync(anna, "2025-03-17 10:00", 300m);
            await shop.BuyAtAsync(anna, "2025-03-18 10:00", 400m);
            Assert.Equal((true, "400 and 1000; 400 and 1000"), await shop.BuyAtAsync(anna, "2025-04-07 10:00", 600m));
            var success = Assert.Single(await shop.SuccessesAsync(anna));
            Assert.Equal((1, 600m, 400m, 400m, 1000m, 20), (success.Case, success.TrackedValue, success.Initial, success.Previous, success.Current, success.Period));
            shop.At("2025-04-08 10:00");
            Assert.Equal(600m, await shop.ValueAsync(anna));
        }, from: "2025-03-01 10:00");

    [Fact]
    [Trait("rule", "trackers scenario 2")]
    [Trait("rule", "trackers R15")]
    public Task Month_windows_hold_whole_months_and_move_at_the_first() =>
        Shop.PlayAsync(Program(Tracker(TrackerType.BillAmount, Case(Months(1)), Case(Months(0), id: 2))), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal("0 and 500; 0 and 500", (await shop.BuyAtAsync(anna, "2025-03-10 10:00", 500m)).Saw);
            Assert.Equal((true, "500 and 1000; 0 and 500"), await shop.BuyAtAsync(anna, "2025-04-10 10:00", 500m));
            shop.At("2025-05-01 00:00");
            var before = await shop.Engine.AnchorAsync();
            Assert.Equal(500m, await shop.ValueAsync(anna));
            Assert.Equal(before, await shop.Engine.AnchorAsync());
            Assert.Equal((false, "500 and 600; 0 and 100"), await shop.BuyAtAsync(anna, "2025-05-01 10:00", 100m));
            shop.At("2025-06-01 00:00");
            Assert.Equal([100m, 0m], (await shop.RowsAsync(anna)).Select(row => row.Value));
            Assert.Single(await shop.SuccessesAsync(anna));
        }, from: "2025-03-01 10:00");

    [Fact]
    [Trait("rule", "trackers scenario 3")]
    [Trait("rule", "trackers R5")]
    public Task Cycles_run_from_the_first_contribution() =>
        Shop.PlayAsync(Program(Tracker(TrackerType.BillAmount, Case(Cyclic(20)))), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal("0 and 300", (await shop.BuyAtAsync(anna, "2019-04-07 10:00", 300m)).Saw);
            Assert.Equal("0 and 400", (await shop.BuyAtAsync(anna, "2019-05-04 10:00", 400m)).Saw);
            Assert.Equal("400 and 900", (await shop.BuyAtAsync(anna, "2019-05-10 10:00", 500m)).Saw);
            Assert.Equal("0 and 200", (await shop.BuyAtAsync(anna, "2019-05-22 10:00", 200m)).Saw);
            var row = Assert.Single(await shop.RowsAsync(anna));
            Assert.Equal((shop.Clock.At("2019-05-17 00:00"), shop.Clock.At("2019-06-05 23:59:59"), shop.Clock.At("2019-05-22 00:00")), (row.PeriodStart, row.PeriodEnd, row.UpdatedOn));
            // A late bill before the first falls in a cycle counted backwards, and moves none.
            Assert.Equal("0 and 70", (await shop.BuyAtAsync(anna, "2019-05-23 10:00", 70m, shop.Clock.At("2019-03-20 10:00"))).Saw);
            Assert.Equal(70m, await shop.ValueAsync(anna, new LocalDate(2019, 4, 6)));
            Assert.Equal(0m, await shop.ValueAsync(anna, new LocalDate(2019, 3, 17)));
            Assert.Equal(200m, await shop.ValueAsync(anna));
        }, from: "2019-04-01 10:00");

    [Fact]
    [Trait("rule", "trackers R5")]
    public Task A_return_leaves_the_beginning_of_cycles() =>
        Shop.PlayAsync(Program(Tracker(TrackerType.BillAmount, Case(Cyclic(20)))), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(shop.Clock.At("2026-01-01 00:00"), (await shop.RowsAsync(anna))[0].PeriodStart);
            await shop.BuyAsync(anna, "A", 100m);
            await shop.ReturnAllAsync("A");
            shop.At("2026-01-25 10:00");
            Assert.Equal(shop.Clock.At("2026-01-21 00:00"), (await shop.RowsAsync(anna))[0].PeriodStart);
        });

    [Fact]
    [Trait("rule", "trackers scenario 4")]
    public Task Calendar_cycles_are_clamped_from_their_start() =>
        Shop.PlayAsync(Program(Tracker(TrackerType.BillAmount, Case(Calendar(new(2025, 1, 31), 1), AtLeast(1m)))), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal((false, ""), await shop.BuyAtAsync(anna, "2025-01-30 10:00", 50m));
            foreach (var (at, start, end) in (ReadOnlySpan<(string, string, string)>)[
                ("2025-01-31", "2025-01-31 00:00", "2025-02-28 00:00"), ("2025-02-28", "2025-02-28 00:00", "2025-03-31 00:00"),
                ("2025-03-30", "2025-02-28 00:00", "2025-03-31 00:00"), ("2025-03-31", "2025-03-31 00:00", "2025-04-30 00:00"), ("2025-05-30", "2025-04-30 00:00", "2025-05-31 00:00")])
            {
                shop.At($"{at} 10:00");
                var row = shop.RowsAsync(anna).GetAwaiter().GetResult()[0];
                Assert.Equal((shop.Clock.At(start), shop.Clock.At(end), 0m), (row.PeriodStart, row.PeriodEnd, row.Value));
            }
            await shop.BuyAtAsync(anna, "2025-05-30 10:00", 7m);
            Assert.Equal(7m, await shop.ValueAsync(anna));
        }, from: "2025-01-01 10:00");

    [Fact]
    [Trait("rule", "trackers scenario 5")]
    [Trait("rule", "trackers R31")]
    public Task A_tier_change_window_begins_with_the_date_of_the_change_and_again_with_a_renewal() =>
        Shop.PlayAsync(
            TierPrograms.P().With(program => program with
            {
                Tiers = [program.Tiers[0], new() { Name = "Gold", LifetimePurchases = 800m, Expires = true }],
                Earning = [],
                TierRules = program.TierRules with { Validity = TierValidityKind.FixedDate, ValidityDate = new(2020, 8, 1) },
                Trackers = [Tracker(TrackerType.BillAmount, Case(SinceTier))],
            }),
            async shop =>
            {
                var anna = await shop.MemberAsync();
                await shop.BuyAtAsync(anna, "2020-08-02 09:00", 100m);
                await shop.BuyAtAsync(anna, "2020-08-02 11:00", 700m);
                await shop.BuyAtAsync(anna, "2020-08-03 10:00", 50m);
                var row = Assert.Single(await shop.RowsAsync(anna));
                Assert.Equal((850m, Instant.FromUtc(2020, 8, 2, 5, 30), shop.Clock.At("2021-07-31 23:59:59")), (row.Value, row.PeriodStart, row.PeriodEnd));
                await shop.BuyAtAsync(anna, "2021-08-02 10:00", 40m);
                row = Assert.Single(await shop.RowsAsync(anna));
                Assert.Equal((40m, shop.Clock.At("2021-08-01 00:00"), new LocalDate(2022, 7, 31)), (row.Value, row.PeriodStart, row.ValidThrough));
            },
            from: "2020-08-01 10:00");

    [Fact]
    [Trait("rule", "trackers scenario 6")]
    [Trait("rule", "trackers R30")]
    [Trait("rule", "trackers R31")]
    public Task A_read_has_a_row_for_each_case_with_start_and_last_change() =>
        Shop.PlayAsync(
            Definitions.Points(Definitions.TenPercent).In(organisation => organisation with { Zone = "UTC" }).With(program => program with
            {
                Trackers = [Tracker(TrackerType.Points, Case(Days(365)), Case(Days(180), id: 2), Case(Days(90), id: 3))],
            }),
            async shop =>
            {
                var anna = await shop.MemberAsync();
                shop.At("2024-07-31 15:00");
                await shop.BuyAsync(anna, "B", 21_000m);
                shop.At("2024-12-06 12:00");
                var rows = await shop.RowsAsync(anna);
                Assert.Equal(["2023-12-07T00:00:00Z", "2024-06-09T00:00:00Z", "2024-09-07T00:00:00Z"], rows.Select(row => $"{row.PeriodStart}"));
                Assert.Equal([2100m, 2100m, 0m], rows.Select(row => row.Value));
                Assert.Equal(["2024-07-31T00:00:00Z", "2024-07-31T00:00:00Z", "2024-09-07T00:00:00Z"], rows.Select(row => $"{row.UpdatedOn}"));
            },
            from: "2024-07-01 10:00");

    [Fact]
    [Trait("rule", "trackers scenario 7")]
    [Trait("rule", "trackers R17")]
    public Task A_value_is_valid_until_its_oldest_day_falls_out() =>
        Shop.PlayAsync(Program(Tracker(TrackerType.BillAmount, Case(Days(730), AtLeast(25_000m)), Case(Months(2), id: 2), Case(Lifetime, id: 3))), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAtAsync(anna, "2020-05-06 10:00", 1_000m);
            await shop.BuyAtAsync(anna, "2020-08-01 10:00", 8_786m);
            var rows = await shop.RowsAsync(anna);
            Assert.Equal([(LocalDate?)new LocalDate(2022, 5, 6), new LocalDate(2020, 10, 31), null], rows.Select(row => row.ValidThrough));
            Assert.Equal(15_214m, 25_000m - rows[0].Value);
            Assert.Equal(15_214m, 25_000m - await shop.ValueAsync(anna, new LocalDate(2022, 5, 6)));
            Assert.Equal(16_214m, 25_000m - await shop.ValueAsync(anna, new LocalDate(2022, 5, 7)));
        }, from: "2020-05-01 10:00");

    [Fact]
    [Trait("rule", "trackers scenario 14")]
    [Trait("rule", "trackers R4")]
    public Task The_zone_of_the_program_says_in_which_month_a_bill_falls() =>
        Shop.PlayAsync(Program(Tracker(TrackerType.BillAmount, Case(Months(0)))).With(program => program with { Zone = "Europe/Berlin" }), async shop =>
        {
            var anna = await shop.MemberAsync();
            shop.At("2026-04-02 10:00");
            await shop.BuyAtAsync(anna, "2026-04-02 10:00", 100m, Instant.FromUtc(2026, 3, 31, 21, 59, 59));
            await shop.BuyAtAsync(anna, "2026-04-02 10:00", 200m, Instant.FromUtc(2026, 3, 31, 22, 0));
            Assert.Equal(100m, await shop.ValueAsync(anna, new LocalDate(2026, 3, 5)));
            Assert.Equal(200m, await shop.ValueAsync(anna));
        });

    [Fact]
    [Trait("rule", "trackers R12")]
    public Task A_late_bill_sees_the_window_of_its_own_date_without_what_is_later() =>
        Shop.PlayAsync(Program(Tracker(TrackerType.BillAmount, Case(Months(0)), Case(Lifetime, id: 2), Case(Since(new(2026, 1, 5)), id: 3))), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAtAsync(anna, "2026-01-20 10:00", 900m);
            Assert.Equal((false, "0 and 200; 0 and 200; 0 and 200"), await shop.BuyAtAsync(anna, "2026-01-21 10:00", 200m, shop.Clock.At("2026-01-05 10:00")));
            Assert.Equal([1_100m, 1_100m, 1_100m], (await shop.RowsAsync(anna)).Select(row => row.Value));
            Assert.Equal((true, "1100 and 1101; 1100 and 1101; 1100 and 1101"), await shop.BuyAtAsync(anna, "2026-01-21 11:00", 1m));
            Assert.Equal((false, "0 and 5; 0 and 5"), await shop.BuyAtAsync(anna, "2026-01-21 11:00", 5m, shop.Clock.At("2026-01-04 10:00")));
        });
}
