namespace Loyalty.Hosting;

/// <summary>A member's coupons as a whole list.</summary>
internal static class MemberCoupons
{
    public static async ValueTask<(IReadOnlyList<CouponDetails> Coupons, Refusal? Refusal)> AllAsync(ApiCall call, CustomerId customer, CouponFilter filter)
    {
        var all = new List<CouponDetails>();
        long? after = null;
        do
        {
            var part = await call.Desk.Coupons.ListAsync(customer, filter, 1000, after, call.Cancelled).ConfigureAwait(false);
            if (part.IsRefused) return ([], part.Refusal);
            all.AddRange(part.Value.Items);
            after = part.Value.Next;
        }
        while (after is not null);
        return (all, null);
    }

    /// <summary>A coupon with its series.</summary>
    public static async ValueTask<Doc> DetailedAsync(ApiCall call, CouponDetails coupon)
    {
        var series = (await call.Desk.Coupons.GetSeriesAsync(coupon.Series, call.Cancelled).ConfigureAwait(false)).OrThrow();
        var settings = series.Settings;
        return new()
        {
            { "id", coupon.Id.Value },
            { "seriesId", coupon.Series.Value },
            { "series", CouponSeriesWire.Series(call, series) },
            { "code", CouponV2Wire.Cased(call, coupon.Code) },
            { "description", settings.Description },
            { "createdDate", Times.Date(coupon.IssuedAt, call.Zone) },
            { "validTill", CouponV2Wire.Day(call, coupon.ValidTill) },
            { "isRedeemed", coupon.Uses > 0 },
            { "redeemed", coupon.Uses > 0 },
            { "issuedTo", coupon.Customer?.Value },
            { "orgId", call.Organisation },
            { "couponDiscountType", settings.DiscountType == CouponDiscount.Abs ? "ABS" : "PERC" },
            { "issuedOn", call.Time(coupon.IssuedAt) },
            { "issuedOnISO", call.Time(coupon.IssuedAt) },
            { "activeFrom", call.Time(coupon.ActiveFrom) },
            { "discountType", settings.DiscountType == CouponDiscount.Abs },
            { "discountValue", settings.DiscountValue },
            { "discountUpto", settings.DiscountUpTo ?? 0m },
            { "seriesName", settings.Description },
        };
    }
}
