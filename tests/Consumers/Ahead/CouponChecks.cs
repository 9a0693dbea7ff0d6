using Loyalty;
using NodaTime;

namespace Ahead;

/// <summary>One coupon for each condition that a series can have: it is good here, and not where the condition fails.</summary>
internal static class CouponChecks
{
    private static readonly BillLine s_tea = new("TEA", 1, 30m) { Fields = new Dictionary<string, string> { ["brand"] = "ACME", ["category"] = "Food", ["colour"] = "red" } };
    private static readonly BillLine s_lamp = new("LAMP", 1, 30m);

    public static async Task RunAsync(LoyaltyEngine engine, OwnClock clock, CustomerId anna)
    {
        var till = engine.For("acme").AtTill("T-1", "S1");
        var monday = clock.Now;
        var kinds = new List<CouponProductKind>();

        await CheckAsync("the smallest bill", series => series with { MinBillAmount = 20m }, "coupon.bill_amount", amount: 19.99m);
        await CheckAsync("the largest bill", series => series with { MaxBillAmount = 40m }, "coupon.bill_amount", amount: 40.01m);
        foreach (var kind in Enum.GetValues<CouponProductKind>())
        {
            var id = kind switch { CouponProductKind.Sku => "TEA", CouponProductKind.Category => "Food", CouponProductKind.Brand => "ACME", _ => "colour:red" };
            await CheckAsync($"the product by {kind}", series => series with { Products = [new(kind, [id])] }, "coupon.no_eligible_item", line: s_lamp);
            kinds.Add(kind);
        }
        Must.Equal(Enum.GetValues<CouponProductKind>().Length, kinds.Count, "kinds of products of coupons");
        await CheckAsync("the store", series => series with { RedemptionPlaces = [new("S1", null)] }, "coupon.store", elsewhere: true);
        await CheckAsync("the till", series => series with { RedemptionPlaces = [new("S1", "T-1")] }, "coupon.store", elsewhere: true);
        await CheckAsync("the hour", series => series with { RedemptionRange = new() { Hours = [9] } }, "coupon.outside_window", later: Duration.FromHours(2));
        await CheckAsync("the day of the week", series => series with { RedemptionRange = new() { DaysOfWeek = [1] } }, "coupon.outside_window", later: Duration.FromDays(1));
        await CheckAsync("the day of the month", series => series with { RedemptionRange = new() { DaysOfMonth = [2] } }, "coupon.outside_window", later: Duration.FromDays(1));
        await CheckAsync("a time of no use", series => series with { Blackouts = [new(new(2026, 3, 3, 0, 0), new(2026, 3, 4, 0, 0))] }, "coupon.outside_window", later: Duration.FromDays(1));
        await CheckAsync("the last day", series => series with { ValidTill = new(2026, 3, 2) }, "coupon.series_over", later: Duration.FromDays(1));
        var bjorn = (await till.Customers.EnrolAsync(new() { ExternalId = "B-1" })).OrThrow().Id;
        await CheckAsync("its holder", series => series, "coupon.not_holder", redeemer: bjorn);
        await CheckAsync("few purchases", series => series with { AnyUser = true, Target = new() { MaximumTransactions = 1 } }, "coupon.customer_not_targeted", redeemer: anna, holder: bjorn);

        // A coupon that is redeemed takes what it says, and is used up.
        var code = await IssueAsync(series => series with { DiscountUpTo = 2m }, anna);
        var used = (await till.Coupons.RedeemAsync(new(anna, [code]) { BillAmount = 30m, Lines = [s_tea] })).OrThrow();
        Must.Equal(2m, used.Discount, "what a coupon takes off");
        Must.Equal("coupon.used_by_customer", (await till.Coupons.CheckAsync(new(anna, [code]) { BillAmount = 30m, Lines = [s_tea] })).OrThrow().Coupons[0].Refusal?.Code, "a coupon that is used up");

        async Task CheckAsync(
            string what, Func<CouponSeriesSettings, CouponSeriesSettings> condition, string refusal,
            decimal amount = 30m, BillLine? line = null, bool elsewhere = false, Duration later = default, CustomerId? redeemer = null, CustomerId? holder = null)
        {
            var owner = holder ?? anna;
            var code = await IssueAsync(condition, owner);
            var good = (await till.Coupons.CheckAsync(new(owner, [code]) { BillAmount = 30m, Lines = [s_tea] })).OrThrow().Coupons[0];
            Must.Equal("700 3", good.Number + " " + good.Coupon?.Discount?.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture), what);
            clock.Now = monday + later;
            var place = elsewhere ? engine.For("acme").AtTill("T-2", "S2") : till;
            var bad = (await place.Coupons.CheckAsync(new(redeemer ?? owner, [code]) { BillAmount = amount, Lines = [(line ?? s_tea) with { Amount = amount }] })).OrThrow().Coupons[0];
            clock.Now = monday;
            Must.Equal(refusal, bad.Refusal?.Code, what + " is another");
        }

        async Task<string> IssueAsync(Func<CouponSeriesSettings, CouponSeriesSettings> condition, CustomerId holder)
        {
            var plain = new CouponSeriesSettings
            {
                Description = "Ten off",
                DiscountType = CouponDiscount.Perc,
                DiscountValue = 10m,
                Handling = CouponHandling.DiscCode,
                Expiry = CouponExpiry.SeriesExpiry,
                ValidTill = new(2026, 12, 31),
            };
            var series = (await till.Coupons.CreateSeriesAsync(new(condition(plain)))).OrThrow().Id;
            return (await till.Coupons.IssueAsync(new(series, holder))).OrThrow().Coupons[0].Code;
        }
    }
}
