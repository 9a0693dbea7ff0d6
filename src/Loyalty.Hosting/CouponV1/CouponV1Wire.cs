using NodaTime;
using NodaTime.Text;

namespace Loyalty.Hosting;

/// <summary>How coupons are written on V1.1.</summary>
internal static class CouponV1Wire
{
    private static readonly LocalDatePattern s_day = LocalDatePattern.CreateWithInvariantCulture("dd-MM-uuuu");

    public static async ValueTask<(CustomerDetails? Customer, int? Wrong)> CustomerAsync(ApiCall call, Form who)
    {
        var (customer, wrong, _) = await WarnedCustomerAsync(call, who).ConfigureAwait(false);
        return (customer, wrong);
    }

    /// <summary>The customer, with the warning that another is shown for one that was merged (customers R26).</summary>
    public static async ValueTask<(CustomerDetails? Customer, int? Wrong, IReadOnlyList<Doc> Warnings)> WarnedCustomerAsync(ApiCall call, Form who)
    {
        var found = await Members.FindAsync(call, who).ConfigureAwait(false);
        if (found is null) return (null, 721, []);
        return found.IsRefused ? (null, 701, []) : (found.Value, null, CustomerV2Problems.Warnings(found.Warnings));
    }

    /// <summary>The check itself worked; the number says what it found (coupons R19).</summary>
    public static Doc Checked(int number, string message) => new() { { "success", number == 700 }, { "status", true }, { "code", new Native(number) }, { "message", message } };

    public static Answer Redeemable(Doc redeemable) => new(200, new()
    {
        { "response", new Doc { { "status", V1.Status(true, 200, "Success") }, { "coupons", new Doc { { "redeemable", redeemable } } } } },
    });

    public static Doc Issued(ApiCall call, CouponGiven given, CouponSeriesDetails series, CustomerDetails customer) => new()
    {
        { "code", given.Code },
        { "valid_till", Times.Date(given.ValidTill, call.Zone) },
        { "series_info", Series(call, series) },
        { "customer", new Doc { { "mobile", customer.Mobile }, { "user_id", customer.Id.Value } } },
        { "item_status", V1.ItemStatus(700, "Coupon processed", success: true) },
    };

    public static Doc Series(ApiCall call, CouponSeriesDetails series) => new()
    {
        { "id", series.Id.Value },
        { "description", series.Settings.Description },
        { "discount_code", series.Settings.DiscountCode },
        { "valid_till", Times.Date(series.EndsAt - Duration.FromSeconds(1), call.Zone) },
        { "discount_type", Kind(series.Settings) },
        { "discount_value", series.Settings.DiscountValue },
        { "detailed_info", series.Settings.Description },
    };

    public static Doc Redeemed(CouponRedeemed coupon, CustomerDetails customer, RedeemCoupons command) => new()
    {
        { "customer", new Doc { { "mobile", customer.Mobile }, { "email", customer.Email }, { "external_id", customer.ExternalId } } },
        { "redemptionId", coupon.Redemption?.Value },
        { "code", coupon.Code },
        { "discount_code", coupon.DiscountCode },
        { "series_code", coupon.Series.Value },
        { "is_absolute", coupon.DiscountType == CouponDiscount.Abs },
        { "coupon_value", coupon.DiscountValue },
        { "transaction", new Doc { { "amount", command.BillAmount }, { "number", command.TransactionNumber } } },
        { "side_effects", new Doc { { "effect", Array.Empty<Doc>() } } },
        { "item_status", V1.ItemStatus(700, "Coupon processed", success: true) },
    };

    public static async ValueTask<Doc> DetailsAsync(ApiCall call, CouponDetails coupon)
    {
        var series = (await call.Desk.Coupons.GetSeriesAsync(coupon.Series, call.Cancelled).ConfigureAwait(false)).OrThrow();
        var holder = coupon.Customer is { } id ? await call.Desk.Customers.GetAsync(id, call.Cancelled).ConfigureAwait(false) : null;
        var doc = new Doc
        {
            { "id", coupon.Id.Value },
            { "code", coupon.Code },
            { "valid_till", s_day.Format(coupon.ValidTill.InZone(call.Zone).Date) },
            { "issued_on", call.Time(coupon.IssuedAt) },
            { "valid_from", call.Time(coupon.ActiveFrom) },
            { "series_id", coupon.Series.Value },
            { "is_absolute", series.Settings.DiscountType == CouponDiscount.Abs },
            { "value", series.Settings.DiscountValue },
            { "discount_upto", series.Settings.DiscountUpTo ?? 0m },
            { "redemption_info", new Doc { { "redeemed", coupon.Uses > 0 } } },
        };
        if (holder is { IsRefused: false, Value: var customer })
            doc.Add("customer", new Doc { { "user_id", customer.Id.Value }, { "name", $"{customer.FirstName} {customer.LastName}".Trim() }, { "mobile", customer.Mobile }, { "email", customer.Email } });
        return doc.With("item_status", Checked(700, "Coupon found"));
    }

    public static Doc Listed(ApiCall call, CouponDetails coupon) => new()
    {
        { "id", coupon.Id.Value },
        { "code", coupon.Code },
        { "series_id", coupon.Series.Value },
        { "redemption_count", coupon.Uses },
        { "created_date", call.Time(coupon.IssuedAt) },
        { "valid_till", call.Time(coupon.ValidTill) },
    };

    public static Doc SeriesItem(ApiCall call, CouponSeriesDetails series)
    {
        var settings = series.Settings;
        return new()
        {
            { "id", series.Id.Value },
            { "description", settings.Description },
            { "client_handling_type", settings.Handling switch { CouponHandling.DiscCode => "DISC_CODE", CouponHandling.DiscCodePin => "DISC_CODE_PIN", _ => "GENERIC" } },
            { "discount_code", settings.DiscountCode },
            { "valid_till_date", Times.Date(series.EndsAt - Duration.FromSeconds(1), call.Zone) },
            { "expiry_strategy_type", settings.Expiry switch { CouponExpiry.Days => "DAYS", CouponExpiry.MonthsEnd => "MONTHS_END", _ => "SERIES_EXPIRY" } },
            { "expiry_strategy_value", settings.ExpiryValue },
            { "max_create", settings.MaxCreate ?? -1 },
            { "max_redeem", settings.MaxRedeem ?? -1 },
            { "any_user", settings.AnyUser },
            { "same_user_multiple_redeem", settings.SameUserMultipleRedeem },
            { "multiple_use", settings.IsMultipleUseAllowed },
            { "is_validation_required", settings.IsValidationRequired },
            { "valid_with_discounted_item", settings.IsValidWithDiscountedItem },
            { "created", call.Time(series.CreatedAt) },
            { "series_code", settings.SeriesCode },
            { "info", settings.Description },
            { "allow_multiple_vouchers_per_user", settings.IsMultipleVouchersPerUserAllowed },
            { "do_not_resend_existing_voucher", settings.DoNotResendExistingVoucher },
            { "max_vouchers_per_user", settings.MaxVouchersPerUser ?? -1 },
            { "min_days_between_vouchers", settings.MinDaysBetweenVouchers },
            { "discount_type", Kind(settings) },
            { "discount_value", settings.DiscountValue },
            { "min_bill_amount", settings.MinBillAmount ?? 0m },
            { "max_bill_amount", settings.MaxBillAmount ?? 0m },
            { "max_redemptions_in_series_per_user", settings.MaxRedemptionsInSeriesPerUser ?? -1 },
            { "num_issued", series.Issued },
            { "num_redeemed", series.Redeemed },
        };
    }

    private static string Kind(CouponSeriesSettings settings) => settings.DiscountType == CouponDiscount.Abs ? "ABS" : "PERC";
}
