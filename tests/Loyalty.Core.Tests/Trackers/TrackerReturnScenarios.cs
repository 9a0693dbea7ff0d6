using NodaTime;
using static Loyalty.Tests.TrackerKit;

namespace Loyalty.Tests;

/// <summary>What comes back (scenarios 11, 12, 16), and what is kept (R32).</summary>
public sealed class TrackerReturnScenarios
{
    [Fact]
    [Trait("rule", "trackers scenario 11")]
    [Trait("rule", "trackers R20")]
    public Task A_return_lowers_the_date_of_the_purchase() =>
        Shop.PlayAsync(Program(Tracker(TrackerType.BillAmount, Case(Days(30)), Case(Days(30), id: 2) with { Aggregate = TrackerAggregate.Count })), async shop =>
        {
            var anna = await shop.MemberAsync();
            shop.At("2026-03-01 10:00");
            await shop.BuyAsync(anna, "A", 600m, new("L1", 1m, 400m), new("L2", 1m, 200m));
            shop.At("2026-03-05 10:00");
            await shop.BuyAsync(anna, "B", 500m);
            Assert.Equal([1_100m, 2m], await Values());
            shop.At("2026-03-10 10:00");
            (await shop.TryReturnAsync("A", new ReturnLine(2, 1m))).OrThrow();
            Assert.Equal([900m, 2m], await Values());
            shop.At("2026-03-11 10:00");
            (await shop.TryReturnAsync("A", new ReturnLine(1, 1m))).OrThrow();
            Assert.Equal([500m, 1m], await Values());
            shop.At("2026-04-05 10:00");
            Assert.Equal(0m, await shop.ValueAsync(anna));
            await shop.ReturnAllAsync("B");
            Assert.Equal(0m, await shop.ValueAsync(anna));
            Assert.Equal(0m, await shop.ValueAsync(anna, new LocalDate(2026, 3, 20)));

            async Task<decimal[]> Values() => [.. (await shop.RowsAsync(anna)).Select(row => row.Value)];
        });

    [Fact]
    [Trait("rule", "trackers scenario 12")]
    public Task A_bill_whose_lines_add_up_to_something_else_comes_back_in_proportion_to_them() =>
        Shop.PlayAsync(Program(Tracker(TrackerType.BillAmount, Case(Lifetime))), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "A", 90m, new("L1", 1m, 60m), new("L2", 1m, 40m));
            (await shop.TryReturnAsync("A", new ReturnLine(2, 1m))).OrThrow();
            Assert.Equal(54m, await shop.ValueAsync(anna));
            (await shop.TryReturnAsync("A", new ReturnLine(1, 1m))).OrThrow();
            Assert.Equal(0m, await shop.ValueAsync(anna));
            await shop.BuyAsync(anna, "B", 90m, new("L1", 1m, 60m), new("L2", 1m, 40m));
            await shop.ReturnAmountAsync("B", 30m);
            Assert.Equal(60m, await shop.ValueAsync(anna));
        });

    [Theory]
    [InlineData(TrackerOnReturn.Keep, new[] { 0, 50, 50, 100 })]
    [InlineData(TrackerOnReturn.Reverse, new[] { 0, 50, 0, 50 })]
    [Trait("rule", "trackers scenario 16")]
    [Trait("rule", "trackers R21")]
    public async Task What_a_case_gave_stays_when_another_bill_comes_back_unless_it_is_to_be_undone(TrackerOnReturn policy, int[] points)
    {
        var program = Program(Tracker(TrackerType.BillAmount, Case(Lifetime) with { Fires = TrackerFires.Crossing, Award = Fixed(50m) }) with { OnReturn = policy });
        await Shop.PlayAsync(program, async shop =>
        {
            var anna = await shop.MemberAsync();
            var seen = new List<(decimal, decimal)>();
            await shop.BuyAsync(anna, "A", 900m);
            await See();
            await shop.BuyAsync(anna, "B", 100m);
            await See();
            await shop.ReturnAllAsync("A");
            await See();
            Assert.Equal(policy == TrackerOnReturn.Keep ? 1L : 0L, (await shop.RowsAsync(anna))[0].Used);
            await shop.BuyAsync(anna, "C", 900m);
            await See();
            Assert.Equal([900m, 1_000m, 100m, 1_000m], seen.Select(each => each.Item1));
            Assert.Equal(points.Select(each => (decimal)each), seen.Select(each => each.Item2));

            async Task See() => seen.Add((await shop.ValueAsync(anna), (await shop.BalanceAsync(anna)).Points));
        });
        await Shop.PlayAsync(program, async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "A", 900m);
            await shop.BuyAsync(anna, "B", 100m);
            await shop.ReturnAllAsync("B");
            Assert.Equal((900m, 0m), (await shop.ValueAsync(anna), (await shop.BalanceAsync(anna)).Points));
            Assert.Equal(policy == TrackerOnReturn.Keep ? 1L : 0L, (await shop.RowsAsync(anna))[0].Used);
        });
    }

    [Fact]
    [Trait("rule", "trackers R21")]
    public Task A_return_undoes_all_successes_that_fail_without_it_and_no_other() =>
        Shop.PlayAsync(Program(Tracker(TrackerType.BillAmount, Case(Lifetime, ModOf(1_000m)) with { Award = Fixed(10m), Limit = 5 }) with { OnReturn = TrackerOnReturn.Reverse }), async shop =>
        {
            var anna = await shop.MemberAsync();
            foreach (var (number, amount) in (ReadOnlySpan<(string, decimal)>)[("A", 900m), ("B", 300m), ("C", 900m), ("D", 950m)]) shop.BuyAsync(anna, number, amount).GetAwaiter().GetResult();
            // Reached at 1,200, 2,100 and 3,050.
            Assert.Equal((30m, 3L), ((await shop.BalanceAsync(anna)).Points, (await shop.RowsAsync(anna))[0].Used));
            await shop.ReturnAmountAsync("B", 150m);
            // 900 to 1,050, and half of its points went with it; 1,050 to 1,950 reaches none; 1,950 to 2,900 does.
            Assert.Equal((15m, 2L), ((await shop.BalanceAsync(anna)).Points, (await shop.RowsAsync(anna))[0].Used));
        });

    [Fact]
    [Trait("rule", "trackers R21")]
    public Task What_came_after_a_success_was_no_part_of_it() =>
        Shop.PlayAsync(Program(Tracker(TrackerType.BillAmount, Case(Lifetime) with { Fires = TrackerFires.Crossing, Award = Fixed(50m) }) with { OnReturn = TrackerOnReturn.Reverse }), async shop =>
        {
            var anna = await shop.MemberAsync();
            foreach (var (number, amount) in (ReadOnlySpan<(string, decimal)>)[("A", 900m), ("B", 100m), ("C", 50m)]) shop.BuyAsync(anna, number, amount).GetAwaiter().GetResult();
            await shop.ReturnAllAsync("C");
            Assert.Equal((50m, 1L), ((await shop.BalanceAsync(anna)).Points, (await shop.RowsAsync(anna))[0].Used));
        });

    [Fact]
    [Trait("rule", "trackers R21")]
    public Task Undoing_takes_what_the_bills_own_return_has_left_of_the_award() =>
        Shop.PlayAsync(
            Program(Tracker(TrackerType.BillAmount, Case(Lifetime, AtLeast(900m)) with { Fires = TrackerFires.Crossing, Award = Fixed(50m) }) with { OnReturn = TrackerOnReturn.Reverse }).AllowingDebt(),
            async shop =>
            {
                var anna = await shop.MemberAsync();
                await shop.BuyAsync(anna, "A", 850m);
                await shop.BuyAsync(anna, "B", 100m);
                await shop.ReturnAmountAsync("B", 20m);
                // 930 still reach it; a fifth of the points went with a fifth of their bill.
                Assert.Equal((40m, 1L), ((await shop.BalanceAsync(anna)).Points, (await shop.RowsAsync(anna))[0].Used));
                await shop.ReturnAllAsync("A");
                Assert.Equal((0m, 0m, 0L), ((await shop.BalanceAsync(anna)).Points, (await shop.BalanceAsync(anna)).Debt, (await shop.RowsAsync(anna))[0].Used));
            });

    [Fact]
    [Trait("rule", "trackers R21")]
    public Task What_was_there_before_a_bill_does_not_fall_with_the_bills_own_return() =>
        Shop.PlayAsync(Program(Tracker(TrackerType.BillAmount, Case(Lifetime, ModOf(1_000m)) with { Award = Fixed(10m), Limit = 5 }) with { OnReturn = TrackerOnReturn.Reverse }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "A", 1_010m);
            await shop.BuyAsync(anna, "B", 1_040m);
            Assert.Equal(2L, (await shop.RowsAsync(anna))[0].Used);
            // 1,010 to 1,960 reaches no further thousand; 920 to 1,960 would.
            await shop.ReturnAmountAsync("B", 90m);
            Assert.Equal((10m, 1L), ((await shop.BalanceAsync(anna)).Points, (await shop.RowsAsync(anna))[0].Used));
        });

    [Theory]
    [InlineData(TrackerType.LineitemAmount, 100, 80, 0)]
    [InlineData(TrackerType.LineitemQty, 7, 6, 0)]
    [InlineData(TrackerType.LineitemCount, 2, 2, 0)]
    [InlineData(TrackerType.LineitemExtendedField, 12, 11.333, 0)]
    [InlineData(TrackerType.BillTotalQty, 7, 5.6, 0)]
    [InlineData(TrackerType.CustomerVisits, 1, 1, 0)]
    [InlineData(TrackerType.Points, 10, 8, 0)]
    [Trait("rule", "trackers R20")]
    public Task Each_type_falls_by_what_it_had_given(TrackerType type, double all, double some, double none) =>
        Shop.PlayAsync(
            Definitions.Points(Definitions.TenPercent).With(program => program with { Trackers = [Tracker(type, Case(Lifetime)) with { Field = type == TrackerType.LineitemExtendedField ? "litres" : null }] }),
            async shop =>
            {
                var anna = await shop.MemberAsync();
                await shop.BuyAsync(anna, "A", 100m, Litres(new("L1", 3m, 60m), "2"), Litres(new("L2", 4m, 40m), "10"));
                Assert.Equal((decimal)all, await shop.ValueAsync(anna));
                (await shop.TryReturnAsync("A", new ReturnLine(1, 1m))).OrThrow();
                Assert.Equal((decimal)some, await shop.ValueAsync(anna));
                (await shop.TryReturnAsync("A", new ReturnLine(1, 2m), new ReturnLine(2, 4m))).OrThrow();
                Assert.Equal((decimal)none, await shop.ValueAsync(anna));
            });

    [Fact]
    [Trait("rule", "trackers R20")]
    public Task A_date_is_a_visit_as_long_as_one_of_its_bills_has_not_come_back() =>
        Shop.PlayAsync(Program(Tracker(TrackerType.CustomerVisits, Case(Lifetime)) with { VisitBasis = VisitBasis.Days }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "A", 10m);
            await shop.BuyAsync(anna, "B", 10m);
            Assert.Equal(1m, await shop.ValueAsync(anna));
            await shop.ReturnAllAsync("A");
            Assert.Equal(1m, await shop.ValueAsync(anna));
            await shop.ReturnAllAsync("B");
            Assert.Equal(0m, await shop.ValueAsync(anna));
            await shop.BuyAsync(anna, "C", 10m);
            Assert.Equal(1m, await shop.ValueAsync(anna));
        });

    [Fact]
    [Trait("rule", "trackers R20")]
    public Task Scope_is_not_judged_again_when_the_program_has_changed() =>
        Shop.PlayAsync(Program(Tracker(TrackerType.BillAmount, Case(Lifetime))), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "A", 100m);
            await shop.BuyAsync(anna, "B", 30m);
            (await shop.Desk.Programs.SaveAsync(Program())).OrThrow();
            shop.At("2026-01-02 10:00");
            await shop.ReturnAllAsync("A");
            (await shop.Desk.Programs.SaveAsync(Program(Tracker(TrackerType.BillAmount, Case(Lifetime))))).OrThrow();
            Assert.Equal(30m, await shop.ValueAsync(anna));
        });

    [Fact]
    [Trait("rule", "trackers R32")]
    public async Task What_no_window_can_cut_is_gathered_or_forgotten_and_nothing_read_changes()
    {
        await using var shop = await Shop.OpenAsync(
            Program(
                Tracker(TrackerType.BillAmount, Case(Days(30)), Case(Lifetime, id: 2), Case(Since(new(2020, 2, 15)), id: 3)),
                Tracker(TrackerType.BillTotalQty, Case(Days(30))) with { Id = 2, Name = "short" }), "2020-01-01 10:00");
        var anna = await shop.MemberAsync();
        for (var day = 0; day < 1500; day += 3)
        {
            shop.Clock.Set(new LocalDate(2020, 1, 1).PlusDays(day).At(new LocalTime(10, 0)).InZoneStrictly(shop.Clock.Zone).ToInstant());
            await shop.BuyAsync(anna, $"B-{day}", 10m);
        }
        Assert.Equal([110m, 5_000m, 4_850m], (await shop.RowsAsync(anna)).Take(3).Select(row => row.Value));
        var months = shop.Account(anna).Get(TrackerSection.Kind).Months;
        Assert.Equal(50, months.Count);
        // The month that the date cuts stays in days, and so do the last 430 days.
        Assert.Equal([false, true], months.All.ToArray().GroupBy(month => month.IsFolded).OrderBy(each => each.Key).Select(each => each.Key));
        Assert.False(months.All[1].IsFolded);
        Assert.InRange(months.All.ToArray().Count(month => !month.IsFolded), 15, 17);
        // A late bill of a gathered month still counts in all there is.
        (await shop.Desk.Sales.AddBillAsync(new("late", anna, 7m) { Time = shop.Clock.At("2020-06-05 10:00") })).OrThrow();
        await shop.ReturnAllAsync("B-3");
        Assert.Equal([110m, 4_997m, 4_857m], (await shop.RowsAsync(anna)).Take(3).Select(row => row.Value));
        await shop.ProveAsync();
    }

    [Fact]
    [Trait("rule", "trackers R32")]
    public async Task Where_every_window_ends_old_months_go()
    {
        await using var shop = await Shop.OpenAsync(Program(Tracker(TrackerType.BillAmount, Case(Days(30)), Case(Months(3), id: 2))), "2020-01-01 10:00");
        var anna = await shop.MemberAsync();
        for (var month = 0; month < 60; month++)
        {
            shop.Clock.Set(new LocalDate(2020, 1, 1).PlusMonths(month).At(new LocalTime(10, 0)).InZoneStrictly(shop.Clock.Zone).ToInstant());
            await shop.BuyAsync(anna, $"B-{month}", 10m);
        }
        Assert.InRange(shop.Account(anna).Get(TrackerSection.Kind).Months.Count, 16, 19);
        Assert.Equal([20m, 40m], (await shop.RowsAsync(anna)).Select(row => row.Value));
        await shop.ProveAsync();
    }

    private static BillLine Litres(BillLine line, string litres) => line with { Fields = new Dictionary<string, string> { ["litres"] = litres } };
}
