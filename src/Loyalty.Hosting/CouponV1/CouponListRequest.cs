using NodaTime;

namespace Loyalty.Hosting;

/// <summary>Which of a customer's coupons are asked for, and in what order (coupons R43).</summary>
internal sealed record CouponListRequest(CouponFilter Filter, Instant From, Instant Until, long? Series, string OrderBy, bool Ascending, int Limit, int Offset)
{
    public static (CouponListRequest? Request, Answer? Wrong) Read(ApiCall call)
    {
        var form = call.Query;
        var filter = (form.Code("status") ?? "").ToUpperInvariant() switch
        {
            "" => (CouponFilter?)CouponFilter.All,
            "ACTIVE" => CouponFilter.Unexpired,
            "EXPIRED" => CouponFilter.Expired,
            "REDEEMED" => CouponFilter.Redeemed,
            "UNREDEEMED" => CouponFilter.Unredeemed,
            _ => null,
        };
        var (start, end) = (Moment(call, form.Code("start_date")), Moment(call, form.Code("end_date")));
        var (limit, offset, series) = (form.Whole("limit") ?? 100, form.Whole("offset") ?? 0, form.Whole("series_id"));
        var (order, sort) = (form.Word("order_by", "created_date", "valid_till", "amount") ?? "created_date", form.Word("sort_order", "asc", "desc") ?? "desc");
        if (form.Fault is { } fault) return (null, call.Fail(fault));
        if (filter is null) return (null, call.Fail(400, "status is not valid; allowed is active, expired, redeemed, unredeemed"));
        if ((form.Has("start_date") && start is null) || (form.Has("end_date") && end is null)) return (null, call.Fail(400, "start_date or end_date is not valid"));
        if (start > end) return (null, call.Fail(400, "end_date is before start_date"));
        if (limit < 1 || offset is < 0 or > int.MaxValue) return (null, call.Fail(400, "limit or offset is not valid"));
        if (order == "amount") return (null, call.Fail(400, "order_by amount is not supported; allowed is created_date, valid_till"));
        return (new(filter.Value, start ?? Instant.MinValue, end ?? Instant.MaxValue, series, order, sort == "asc", (int)Math.Min(limit, 1000), (int)offset), null);
    }

    public IReadOnlyList<CouponDetails> Of(IEnumerable<CouponDetails> all)
    {
        var fitting = all.Where(coupon => coupon.IssuedAt >= From && coupon.IssuedAt < Until && (Series is not { } series || coupon.Series.Value == series));
        var ordered = OrderBy == "valid_till" ? fitting.OrderBy(coupon => coupon.ValidTill).ThenBy(coupon => coupon.Id.Value) : fitting.OrderBy(coupon => coupon.IssuedAt).ThenBy(coupon => coupon.Id.Value);
        return Ascending ? [.. ordered] : [.. ordered.Reverse()];
    }

    private static Instant? Moment(ApiCall call, string? text) => text is null ? null : Times.Read(text, call.Zone);
}
