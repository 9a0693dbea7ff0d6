using NodaTime;

namespace Loyalty.Hosting;

/// <summary>How coupons are written on V2, and how their customers are named.</summary>
internal static class CouponV2Wire
{
    private static readonly (string Name, string Type)[] s_identifiers = [("id", "ID"), ("mobile", "MOBILE"), ("email", "EMAIL"), ("externalId", "EXTERNALID")];

    public static IEnumerable<string> Split(string? list) => (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(100);

    public static IReadOnlyList<Doc> Warnings(IReadOnlyList<Warning> warnings) => [.. warnings.Select(warning => V2.Warning(400, $"[{warning.Code}] {warning.Message}"))];

    public static Doc Status(bool status, int code, string message) => new() { { "status", status }, { "code", code }, { "message", message } };

    public static async ValueTask<(CustomerDetails? Customer, Answer? Wrong)> CustomerAsync(ApiCall call, Form who)
    {
        foreach (var (name, type) in s_identifiers)
        {
            if (who.Code(name) is not { } value) continue;
            var found = await Members.FindAsync(call, type, value).ConfigureAwait(false);
            return found.IsRefused ? (null, CouponV2Problems.Answer(call, found.Refusal)) : (found.Value, null);
        }
        return (null, call.Fail(who.Fault is null ? 721 : 756, "The customer is missing or not valid"));
    }

    public static IReadOnlyDictionary<string, string>? Notes(Form form)
    {
        var notes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in form.Fields("metadata"))
            if (name is "sourceType" or "sourceId" or "sourceActivity" or "notes" or "reason" && value.Length > 0) notes[name] = value;
        return notes.Count == 0 ? null : notes;
    }

    public static Doc Customer(ApiCall call, CustomerDetails customer) => new() { { "id", customer.Id.Value }, { "profiles", new[] { CustomerWire.Profile(call, customer) } } };

    /// <summary>The day shows in the legacy field, the exact second in its twin (coupons R41).</summary>
    public static string Day(ApiCall call, Instant instant) => Times.Date(instant, call.Zone) + "T00:00:00Z";

    public static Doc Given(ApiCall call, CouponGiven given, CouponSeriesDetails series) => Coupon(call, given.Code, given.ValidTill, series);

    public static async ValueTask<Doc> DetailsAsync(ApiCall call, CouponDetails coupon)
    {
        var series = await call.Desk.Coupons.GetSeriesAsync(coupon.Series, call.Cancelled).ConfigureAwait(false);
        if (series.IsRefused) return new() { { "code", coupon.Code }, { "seriesId", coupon.Series.Value } };
        var doc = Coupon(call, Cased(call, coupon.Code), coupon.ValidTill, series.Value).With("id", coupon.Id.Value).With("redemptionCount", coupon.Uses).With("isReversed", false);
        return call.Query.Flag("showCouponSeries") == true ? doc.With("couponSeries", CouponSeriesWire.Series(call, series.Value)) : doc;
    }

    public static async ValueTask<Doc> IssuedAsync(ApiCall call, Outcome<CouponsGiven> done)
    {
        if (done.IsRefused) return new() { { "entityId", -1 }, { "errors", new[] { V2.Error(CouponV2Problems.Number(done.Refusal), CouponV2Problems.Message(done.Refusal)) } }, { "warnings", Array.Empty<Doc>() } };
        var given = done.Value.Coupons[0];
        var series = (await call.Desk.Coupons.GetSeriesAsync(given.Series, call.Cancelled).ConfigureAwait(false)).OrThrow();
        return new()
        {
            { "entityId", given.Id.Value },
            { "result", Given(call, given, series).With("redemptionCount", 0).With("id", given.Id.Value) },
            { "errors", Array.Empty<Doc>() },
            { "warnings", Warnings(done.Warnings) },
        };
    }

    public static Doc Redeemed(ApiCall call, CouponRedeemRequest asked, Outcome<CouponsRedeemed> done)
    {
        var number = done.IsRefused ? CouponV2Problems.Number(done.Refusal) : 700;
        return new()
        {
            { "redemption", Results(asked, done) },
            { "redemptionStatus", Status(!done.IsRefused, number, done.Refusal?.Message ?? "Coupon processing successful") },
            { "customer", Customer(call, asked.Customer) },
            { "warnings", Warnings(done.Warnings) },
        };
    }

    /// <summary>All or nothing: one refused coupon fails all, each with its own number (coupons R24).</summary>
    public static Doc RedeemedBulk(CouponRedeemRequest asked, Outcome<CouponsRedeemed> done)
    {
        var results = Results(asked, done);
        return new()
        {
            { "response", results.Select(result => new Doc { { "entityId", result.Fields.FirstOrDefault(field => field.Key == "id").Value ?? -1 }, { "result", result }, { "errors", Array.Empty<Doc>() } }).ToArray() },
            { "totalCount", results.Count },
            { "failureCount", done.IsRefused ? results.Count : 0 },
        };
    }

    public static Answer Tried(ApiCall call, CouponRedeemRequest asked, Outcome<CouponsChecked> done)
    {
        if (done.IsRefused) return CouponV2Problems.Answer(call, done.Refusal);
        var checks = done.Value.Coupons.Select(check => new Doc
        {
            { "entityId", check.Coupon?.Coupon?.Value ?? -1 },
            { "result", check.Coupon is { } coupon ? Result(coupon) : Failed(check.Given, check.Number, check.Refusal!.Message) },
            { "errors", Array.Empty<Doc>() },
        }).ToArray();
        return new(200, new() { { "response", checks }, { "totalCount", asked.Command.Codes.Count + asked.Command.Ids.Count }, { "failureCount", done.Value.Coupons.Count(check => !check.IsRedeemable) } });
    }

    public static Doc Checked(ApiCall call, CustomerDetails customer, CouponsChecked done)
    {
        var refused = done.Coupons.FirstOrDefault(check => !check.IsRedeemable);
        return new()
        {
            { "customer", Customer(call, customer) },
            { "redemption", done.Coupons.Select(check => new Doc
            {
                { "code", check.Given },
                { "isRedeemable", check.IsRedeemable },
                { "isAbsolute", check.Coupon?.DiscountType == CouponDiscount.Abs },
                { "couponValue", check.Coupon?.DiscountValue },
                { "redemptionsLeft", check.RedemptionsLeft ?? -1 },
                { "numberOfRedemptionsByUser", check.RedemptionsByCustomer },
                { "appendedErrorMessage", check.Refusal?.Message ?? "" },
                { "redemptionStatus", Status(check.IsRedeemable, check.Number, check.Refusal?.Message ?? "Coupon can be redeemed") },
                { "warnings", Array.Empty<Doc>() },
            }).ToArray() },
            { "redemptionStatus", Status(refused is null, refused is null ? 700 : IsRedeemableNumber(refused), refused?.Refusal?.Message ?? "Coupon can be redeemed") },
            { "warnings", Array.Empty<Doc>() },
        };
    }

    public static async ValueTask<(Doc? Answer, bool? Replayed, Answer? Failure)> AmendAsync(ApiCall call, Form item, CustomerDetails? customer, int index)
    {
        var id = item.Whole("redemptionId");
        var command = new AmendCouponUse(new(id ?? 0))
        {
            Customer = customer?.Id,
            BillAmount = item.Number("billAmount"),
            TransactionNumber = item.Code("transactionNumber"),
            BillId = item.Code("billId"),
            Fields = item.Has("customFields") ? item.Fields("customFields") : null,
        };
        if (item.Fault is { } fault) return (null, null, call.Fail(756, fault.Message));
        var done = await call.Desk.Coupons.AmendUseAsync(command, call.Options(index), call.Cancelled).ConfigureAwait(false);
        if (done.Refusal is { } refusal && Problems.IsOfCall(refusal)) return (null, null, Problems.General(call, refusal));
        if (done.IsRefused) return (new() { { "redemptionId", id }, { "redemptionStatus", Status(false, CouponV2Problems.Number(done.Refusal), CouponV2Problems.Message(done.Refusal)) } }, null, null);
        var use = done.Value;
        var fields = new Doc();
        foreach (var (name, value) in use.Fields) fields.Add(name, value);
        return (new()
        {
            { "redemptionId", use.Redemption.Value },
            { "billAmount", use.BillAmount },
            { "transactionNumber", use.TransactionNumber },
            { "billId", use.BillId is { } bill ? Numbers.Whole(bill) is { } number ? number : bill : null },
            { "customFields", fields },
            { "redemptionStatus", Status(true, 700, "Coupon processed") },
        }, done.Replayed, null);
    }

    public static async ValueTask<(Doc? Failed, bool Replayed, Answer? Failure)> ExtendAsync(ApiCall call, Form item, CouponSeriesId series, CustomerDetails? customer, int index)
    {
        var (code, text) = (item.Code("couponCode"), item.Code("expiryDate"));
        var until = text is null ? null : Numbers.Whole(text) is { } unix ? Times.Unix(unix) : Times.Read(text, call.Zone);
        if (code is null || until is null) return (Unprocessed(code, text, 756, "couponCode or expiryDate is missing or not valid"), false, null);
        var command = new ExtendCoupons(series, [code], until.Value) { Customer = customer?.Id };
        var done = await call.Desk.Coupons.ExtendAsync(command, call.Options(index), call.Cancelled).ConfigureAwait(false);
        if (done.Refusal is { } refusal) return Problems.IsOfCall(refusal) ? (null, false, Problems.General(call, refusal)) : (Unprocessed(code, text, CouponV2Problems.Number(refusal), CouponV2Problems.Message(refusal)), false, null);
        var of = done.Value.Items[0];
        return of.IsDone ? (null, done.Replayed, null) : (Unprocessed(code, text, of.Number, of.Message), false, null);
    }

    public static async ValueTask<Doc> RevokedAsync(ApiCall call, CouponItems done)
    {
        var revoked = new List<Doc>();
        foreach (var item in done.Items.Where(item => item.IsDone))
        {
            var coupon = await call.Desk.Coupons.GetAsync(item.Given, null, call.Cancelled).ConfigureAwait(false);
            revoked.Add(new() { { "couponId", item.Coupon?.Value }, { "couponCode", item.Given }, { "issuedToUserId", coupon.IsRefused ? null : coupon.Value.Customer?.Value } });
        }
        var failed = done.Items.Where(item => !item.IsDone).GroupBy(item => item.Number).Select(group => new Doc
        {
            { "errorCode", group.Key },
            { "errorMessage", group.First().Message },
            { "couponCodes", group.Select(item => item.Given).ToArray() },
        }).ToArray();
        var entity = new Doc { { "totalCount", done.Items.Count }, { "failedCount", done.Failed }, { "revokedCoupons", revoked }, { "failedToRevoke", failed } };
        return new() { { "entity", entity }, { "warnings", Array.Empty<Doc>() }, { "errors", Array.Empty<Doc>() }, { "success", done.Failed == 0 } };
    }

    private static int IsRedeemableNumber(CouponCheck check) => check.Refusal is CouponUnknown ? 780 : check.Number;

    private static Doc Unprocessed(string? code, string? date, int number, string message) => new() { { "expiryDate", date ?? "" }, { "couponCode", code ?? "" }, { "errorCode", number }, { "errorMessage", message } };

    private static List<Doc> Results(CouponRedeemRequest asked, Outcome<CouponsRedeemed> done)
    {
        if (!done.IsRefused) return [.. done.Value.Coupons.Select(Result)];
        if (done.Refusal is CouponsNotRedeemed each) return [.. each.Items.Select(item => Failed(item.Given, item.Number, item.Message))];
        var given = asked.Command.Codes.Concat(asked.Command.Ids.Select(id => id.ToString()));
        return [.. given.Select(code => Failed(code, CouponV2Problems.Number(done.Refusal), CouponV2Problems.Message(done.Refusal)))];
    }

    private static Doc Result(CouponRedeemed coupon) => new()
    {
        { "redemptionId", coupon.Redemption?.ToString() ?? "-1" },
        { "id", coupon.Coupon?.Value ?? -1 },
        { "currencyInput", false },
        { "localToBaseCurrencyExchangeRate", 1 },
        { "warnings", Array.Empty<Doc>() },
        { "appendedErrorMessage", "" },
        { "code", coupon.Code },
        { "discountCode", coupon.DiscountCode },
        { "seriesCode", coupon.Series.Value },
        { "isAbsolute", coupon.DiscountType == CouponDiscount.Abs },
        { "couponValue", coupon.DiscountValue },
        { "redemptionStatus", RedemptionStatus(true, 700, "Coupon processing successful") },
        { "discountType", coupon.DiscountType == CouponDiscount.Abs ? "ABS" : "PERC" },
        { "discountValue", coupon.DiscountValue },
    };

    private static Doc Failed(string code, int number, string message) => new()
    {
        { "id", -1 },
        { "code", code },
        { "warnings", Array.Empty<Doc>() },
        { "appendedErrorMessage", message },
        { "redemptionStatus", RedemptionStatus(false, number, message) },
    };

    private static Doc RedemptionStatus(bool success, int code, string message) => new()
    {
        { "statusCode", Status(success, code, message) },
        { "warnings", Array.Empty<Doc>() },
        { "warningsAsStatusCode", Array.Empty<Doc>() },
        { "message", message },
        { "code", code },
        { "success", success },
    };

    private static Doc Coupon(ApiCall call, string code, Instant validTill, CouponSeriesDetails series)
    {
        var settings = series.Settings;
        return new()
        {
            { "code", code },
            { "seriesId", series.Id.Value },
            { "description", settings.Description },
            { "discountCode", settings.DiscountCode },
            { "validTill", Day(call, validTill) },
            { "validTillDateTime", call.Time(validTill) },
            { "discountType", settings.DiscountType == CouponDiscount.Abs ? "ABS" : "PERC" },
            { "discountValue", settings.DiscountValue },
            { "discountUpto", settings.DiscountUpTo ?? 0m },
            { "discountOn", settings.Products.Count > 0 ? "ITEM" : "BILL" },
            { "detailedInfo", settings.Description },
        };
    }

    public static string Cased(ApiCall call, string code) => call.Query.Word("coupon_code_case", "LOWER", "UPPER") switch
    {
        "LOWER" => code.ToLowerInvariant(),
        "UPPER" => code.ToUpperInvariant(),
        _ => code,
    };
}
