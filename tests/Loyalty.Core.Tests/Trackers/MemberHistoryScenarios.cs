using NodaTime;

namespace Loyalty.Tests;

/// <summary>History facts without a tracker (trackers scenarios 19 and 20).</summary>
public sealed class MemberHistoryScenarios
{
    [Fact]
    [Trait("rule", "trackers scenario 19")]
    public Task Redemptions_are_counted_by_their_date_and_net_of_reversals() =>
        Shop.PlayAsync(Definitions.Points(Definitions.TenPercent), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "A", 1_000m);
            shop.At("2025-12-31 23:59:59");
            var old = await shop.RedeemAsync(anna, 50m);
            shop.At("2026-01-01 10:00");
            var held = (await shop.Desk.Points.HoldAsync(new(anna, 30m, "h"))).OrThrow();
            Assert.Equal(0m, (await Of(0)).Today.PointsRedeemed);
            (await shop.Desk.Points.CaptureAsync(new(held.Redemption))).OrThrow();
            shop.At("2026-01-01 20:00");
            var seen = await Of(1);
            Assert.Equal([(30m, 1), (30m, 1), (80m, 2), (80m, 2), (80m, 2)], Shown(seen));
            Assert.Equal(30m, (await Of(0)).PastDays.PointsRedeemed);
            await shop.ReverseAsync(old.Redemption);
            Assert.Equal([(30m, 1), (30m, 1), (30m, 1), (30m, 1), (30m, 1)], Shown(await Of(1)));

            async Task<MemberHistory> Of(int days) => (await shop.Desk.Trackers.HistoryAsync(anna, days)).OrThrow();
            static IEnumerable<(decimal, int)> Shown(MemberHistory seen) => new[] { seen.Today, seen.CalendarMonth, seen.CalendarWeek, seen.PastDays, seen.Lifetime }.Select(each => (each.PointsRedeemed, each.Redemptions));
        }, from: "2025-12-31 10:00");

    [Fact]
    [Trait("rule", "trackers scenario 20")]
    public Task Baskets_and_visits_are_averaged_over_bills_that_have_not_wholly_come_back() =>
        Shop.PlayAsync(Definitions.Points(), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal((null, null, null), Averages(await Of()));
            shop.At("2026-01-02 10:00");
            await shop.BuyAsync(anna, "A", 200m, Lines(2));
            await shop.BuyAsync(anna, "B", 300m, Lines(3));
            shop.At("2026-01-03 10:00");
            await shop.BuyAsync(anna, "C", 500m, Lines(5));
            var seen = await Of();
            Assert.Equal((3, 500m, shop.Clock.At("2026-01-02 10:00")), Averages(seen));
            Assert.Equal((3, 2, 1_000m, 1, 500m), (seen.Lifetime.Bills, seen.Lifetime.Visits, seen.Lifetime.Purchases, seen.Today.Bills, seen.Today.Purchases));
            await shop.ReturnAllAsync("A");
            await shop.ReturnAmountAsync("C", 100m);
            seen = await Of();
            Assert.Equal((2, 2, 700m, 4, 350m), (seen.Lifetime.Bills, seen.Lifetime.Visits, seen.Lifetime.Purchases, seen.AverageBasketSize!.Value, seen.AverageSpendPerVisit!.Value));
            Assert.Equal(shop.Clock.At("2026-01-02 10:00"), seen.FirstBill);
            var then = (await shop.Desk.Trackers.HistoryAsync(anna, at: new LocalDate(2026, 1, 2))).OrThrow();
            Assert.Equal((1, 300m, shop.Clock.At("2026-01-02 10:00")), (then.Lifetime.Bills, then.Lifetime.Purchases, then.LastBill!.Value));
            Assert.Equal("value.invalid", (await shop.Desk.Trackers.HistoryAsync(anna, 367)).Refusal!.Code);
            Assert.Equal("customer.unknown", (await shop.Desk.Trackers.HistoryAsync(new(77))).Refusal!.Code);

            async Task<MemberHistory> Of() => (await shop.Desk.Trackers.HistoryAsync(anna)).OrThrow();
            static (int?, decimal?, Instant?) Averages(MemberHistory seen) => (seen.AverageBasketSize, seen.AverageSpendPerVisit, seen.FirstBill);
            static BillLine[] Lines(int count) => [.. Enumerable.Range(1, count).Select(i => new BillLine($"L{i}", 1m, 100m))];
        });
}
