using static Loyalty.Tests.TrackerKit;

namespace Loyalty.Tests;

/// <summary>History read into a tracker that came later (trackers, active from).</summary>
public sealed class TrackerHistoryScenarios
{
    [Theory]
    [InlineData(TrackerType.BillAmount, 840)]
    [InlineData(TrackerType.Points, 84)]
    [InlineData(TrackerType.CustomerVisits, 3)]
    [Trait("rule", "trackers R15")]
    public Task History_counts_net_of_what_came_back_once_and_fires_nothing(TrackerType type, int all) =>
        Shop.PlayAsync(Definitions.Points(Definitions.TenPercent), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            await shop.BuyAsync(anna, "A", 500m);
            await shop.BuyAsync(anna, "B", 300m, new BillLine("L1", 1m, 100m), new BillLine("L2", 1m, 200m));
            await shop.BuyAsync(anna, "C", 70m);
            (await shop.TryReturnAsync("B", new ReturnLine(1, 1m))).OrThrow();
            await shop.ReturnAllAsync("C");
            shop.At("2026-01-05 10:00");
            var tracker = Tracker(type, Case(Lifetime, AtLeast(1m)) with { Award = Fixed(5m) });
            (await shop.Desk.Programs.SaveAsync(Definitions.Points(Definitions.TenPercent).With(program => program with { Trackers = [tracker] }))).OrThrow();
            await shop.BuyAsync(anna, "D", 140m);
            var points = (await shop.BalanceAsync(anna)).Points;
            Assert.Equal(1, (await shop.Desk.Trackers.ReadHistoryAsync(1)).OrThrow());
            Assert.Equal(all, await shop.ValueAsync(anna));
            Assert.Equal(0, (await shop.Desk.Trackers.ReadHistoryAsync(1)).OrThrow());
            Assert.Equal((points, 1, 0m), ((await shop.BalanceAsync(anna)).Points, (await shop.SuccessesAsync(anna)).Count, await shop.ValueAsync(ben)));
            // What comes back afterwards finds its part, in the bill's own entry or not.
            await shop.ReturnAllAsync("D");
            (await shop.TryReturnAsync("B", new ReturnLine(2, 1m))).OrThrow();
            await shop.ReturnAmountAsync("A", 200m);
            Assert.Equal(type switch { TrackerType.BillAmount => 300m, TrackerType.Points => 30m, _ => 1m }, await shop.ValueAsync(anna));
        });

    [Fact]
    public Task Dates_of_visits_are_counted_once_and_a_date_before_the_first_is_left_out() =>
        Shop.PlayAsync(Program(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "A", 1m);
            shop.At("2026-01-02 10:00");
            await shop.BuyAsync(anna, "B", 1m);
            await shop.BuyAsync(anna, "C", 1m);
            (await shop.Desk.Programs.SaveAsync(Program(Tracker(TrackerType.CustomerVisits, Case(Lifetime)) with { VisitBasis = VisitBasis.Days, ActiveFrom = new(2026, 1, 2) }))).OrThrow();
            shop.At("2026-01-02 11:00");
            await shop.BuyAsync(anna, "D", 1m);
            (await shop.Desk.Trackers.ReadHistoryAsync(1)).OrThrow();
            Assert.Equal(1m, await shop.ValueAsync(anna));
            await shop.ReturnAllAsync("B");
            await shop.ReturnAllAsync("D");
            Assert.Equal(1m, await shop.ValueAsync(anna));
            await shop.ReturnAllAsync("C");
            Assert.Equal(0m, await shop.ValueAsync(anna));
        });

    [Fact]
    public Task A_tracker_that_is_not_there_has_no_history() =>
        Shop.PlayAsync(Program(), async shop => Assert.Equal(new TrackerUnknown(3), (await shop.Desk.Trackers.ReadHistoryAsync(3)).Refusal));

    [Fact]
    [Trait("rule", "trackers R30")]
    public Task Reads_refuse_who_is_not_there_and_what_cannot_be() =>
        Shop.PlayAsync(Program(Tracker(TrackerType.BillAmount, Case(Lifetime), Case(Days(3), id: 2))), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal([(1, 0m), (2, 0m)], (await shop.RowsAsync(anna)).Select(row => (row.Case, row.Value)));
            Assert.Equal("customer.unknown", (await shop.Desk.Trackers.OfAsync(new(77))).Refusal!.Code);
            Assert.Equal("customer.unknown", (await shop.Desk.Trackers.SuccessesAsync(new(77))).Refusal!.Code);
            Assert.Equal("value.invalid", (await shop.Desk.Trackers.SuccessesAsync(anna, 0)).Refusal!.Code);
            Assert.Equal("value.invalid", (await shop.Desk.Trackers.OfAsync(anna, new(1066, 10, 14))).Refusal!.Code);
        });
}
