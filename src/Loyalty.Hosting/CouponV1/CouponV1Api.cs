namespace Loyalty.Hosting;

/// <summary>Group 09: coupons on V1.1, item by item.</summary>
internal static class CouponV1Api
{
    private const int MostItems = 100;

    public static void Map(OperationList operations)
    {
        operations.Post("/v1.1/coupon/issue", "Issue Coupon", IssueAsync);
        operations.Get("/v1.1/coupon/resend", "Resend Coupon", ResendAsync, OperationList.Writes);
        operations.Post("/v1.1/coupon/redeem", "Redeem Coupon", RedeemAsync);
        operations.Get("/v1.1/coupon/get", "Get Coupon details", GetAsync);
        operations.Get("/v1.1/customer/coupons", "Get Customer Coupons", OfCustomerAsync);
        operations.Get("/v1.1/coupon/isredeemable", "Is Coupon Redeemable", IsRedeemableAsync, OperationList.Keeps);
        operations.Get("/v1.1/coupon/series", "Get Coupon series details", SeriesAsync);
    }

    private static ValueTask<Answer> IssueAsync(ApiCall call) => EachAsync(call, static (call, item, index) => IssueAsync(call, item, index), static answers => new Doc { { "coupon", V1.OneOrMany(answers) } });

    private static ValueTask<Answer> RedeemAsync(ApiCall call) => EachAsync(call, static (call, item, index) => RedeemAsync(call, item, index), static answers => new Doc { { "coupons", new Doc { { "coupon", V1.OneOrMany(answers) } } } });

    /// <summary>Each item on its own, in order; a failure of the call stops it.</summary>
    private static async ValueTask<Answer> EachAsync(ApiCall call, Func<ApiCall, Form, int?, ValueTask<CouponItemAnswer>> act, Func<IReadOnlyList<Doc>, Doc> wrap)
    {
        var items = call.Body["coupon"].AsList();
        if (items.Any(item => item.Kind != NodeKind.Object)) return call.Fail(400, "coupon is not valid; allowed is an object or a list of them");
        if (items.Count == 0) return call.Fail(400, "coupon is missing");
        if (items.Count > MostItems) return call.Fail(672, "At most 100 coupons are taken at once");
        var (answers, done, replayed) = (new List<Doc>(items.Count), 0, true);
        for (var i = 0; i < items.Count; i++)
        {
            var answer = await act(call, Form.Of(items[i]), items.Count == 1 ? null : i).ConfigureAwait(false);
            if (answer.Failure is { } failure) return failure;
            answers.Add(answer.Body!);
            if (answer.Success) done++;
            replayed &= answer.Replayed;
        }
        var response = new Doc { { "status", V1.OfItems(items.Count, done) } };
        foreach (var (name, value) in wrap(answers).Fields) response.Add(name, value);
        return new(200, new() { { "response", response } }) { IsReplayed = replayed };
    }

    private static async ValueTask<CouponItemAnswer> IssueAsync(ApiCall call, Form item, int? index)
    {
        var (series, who) = (item.Whole("series_id"), item.Part("customer"));
        if (item.Fault is { } fault) return CouponItemAnswer.Refused(item, null, series is null ? 707 : 756, fault.Message);
        if (series is null) return CouponItemAnswer.Refused(item, null, 746, "series_id is missing");
        var (customer, wrong) = await CouponV1Wire.CustomerAsync(call, who).ConfigureAwait(false);
        if (wrong is { } number) return CouponItemAnswer.Refused(item, null, number, "The customer is missing or not known");
        var done = await call.Desk.Coupons.IssueAsync(new(new(series.Value), customer!.Id), call.Options(index), call.Cancelled).ConfigureAwait(false);
        if (done.IsRefused) return CouponItemAnswer.Of(call, item, customer, done.Refusal);
        var settings = (await call.Desk.Coupons.GetSeriesAsync(new(series.Value), call.Cancelled).ConfigureAwait(false)).OrThrow();
        return new() { Body = CouponV1Wire.Issued(call, done.Value.Coupons[0], settings, customer), Success = true, Replayed = done.Replayed };
    }

    private static async ValueTask<CouponItemAnswer> RedeemAsync(ApiCall call, Form item, int? index)
    {
        var (code, time, bill, who) = (item.Code("code"), item.Code("redemption_time"), item.List("transaction") is [var first, ..] ? first : Form.Of(Node.Missing), item.Part("customer"));
        var command = new RedeemCoupons(default, code is null ? [] : [code])
        {
            Ids = item.Whole("id") is { } id ? [new(id)] : [],
            TransactionNumber = bill.Code("number"),
            BillAmount = bill.Number("amount"),
            ValidationCode = item.Code("validation_code"),
            Fields = item.Fields("custom_fields", "field") is { Count: > 0 } fields ? fields : null,
        };
        if (item.Fault is { } fault) return CouponItemAnswer.Refused(item, null, fault.Field.EndsWith("amount", StringComparison.Ordinal) ? 733 : 756, fault.Message);
        if (bill.Fault is { } money) return CouponItemAnswer.Refused(item, null, 733, money.Message);
        var at = time is null ? null : Times.Read(time, call.PlaceZone);
        if (time is not null && at is null) return CouponItemAnswer.Refused(item, null, 739, "redemption_time is not valid");
        var (customer, wrong) = await CouponV1Wire.CustomerAsync(call, who).ConfigureAwait(false);
        if (wrong is { } number) return CouponItemAnswer.Refused(item, null, number, "The customer is missing or not known");
        var done = await call.Desk.Coupons.RedeemAsync(command with { Customer = customer!.Id }, call.Options(index) with { EffectiveTime = at }, call.Cancelled).ConfigureAwait(false);
        return done.IsRefused
            ? CouponItemAnswer.Of(call, item, customer, done.Refusal)
            : new() { Body = CouponV1Wire.Redeemed(done.Value.Coupons[0], customer, command), Success = true, Replayed = done.Replayed };
    }

    private static async ValueTask<Answer> IsRedeemableAsync(ApiCall call)
    {
        var form = call.Query;
        if (form.Code("code") is not { } code) return call.Fail(781, "code is missing");
        var (customer, wrong) = await CouponV1Wire.CustomerAsync(call, form).ConfigureAwait(false);
        if (wrong is { } number) return CouponV1Wire.Redeemable(new() { { "code", code }, { "is_redeemable", false }, { "item_status", CouponV1Wire.Checked(number, "The customer is missing or not known") } });
        var done = await call.Desk.Coupons.CheckAsync(new(customer!.Id, [code]), null, call.Cancelled).ConfigureAwait(false);
        if (done.IsRefused && Problems.IsOfCall(done.Refusal)) return Problems.General(call, done.Refusal);
        var redeemable = new Doc { { "mobile", customer.Mobile }, { "code", code } };
        if (done.IsRefused) return CouponV1Wire.Redeemable(redeemable.With("is_redeemable", false).With("item_status", CouponV1Wire.Checked(CouponV1Problems.Number(done.Refusal), CouponV2Problems.Message(done.Refusal))));
        var check = done.Value.Coupons[0];
        redeemable.With("is_redeemable", check.IsRedeemable).With("redemptions_left", check.RedemptionsLeft ?? -1).With("no_of_redemptions_by_user", check.RedemptionsByCustomer).With("coupon_value", check.Coupon?.DiscountValue);
        if (check.Coupon is { } coupon)
        {
            var series = (await call.Desk.Coupons.GetSeriesAsync(coupon.Series, call.Cancelled).ConfigureAwait(false)).OrThrow();
            redeemable.Add("series_info", CouponV1Wire.Series(call, series));
        }
        return CouponV1Wire.Redeemable(redeemable.With("item_status", check.Refusal is { } refusal ? CouponV1Wire.Checked(CouponV1Problems.Number(refusal), CouponV2Problems.Message(refusal)) : CouponV1Wire.Checked(700, "Coupon can be redeemed")));
    }

    private static async ValueTask<Answer> ResendAsync(ApiCall call)
    {
        var code = call.Query.Code("code");
        if (code is null) return call.Fail(781, "code is missing");
        var (customer, wrong) = await CouponV1Wire.CustomerAsync(call, call.Query).ConfigureAwait(false);
        Refusal? refusal = null;
        CouponGiven? given = null;
        if (customer is not null)
        {
            var done = await call.Desk.Coupons.ResendAsync(code, customer.Id, call.Cancelled).ConfigureAwait(false);
            (refusal, given) = (done.Refusal, done.IsRefused ? null : done.Value);
        }
        if (refusal is not null && Problems.IsOfCall(refusal)) return Problems.General(call, refusal);
        var number = wrong ?? (refusal is null ? 700 : CouponV1Problems.Number(refusal));
        var item = new Doc { { "id", given?.Id.Value }, { "code", given?.Code ?? code }, { "item_status", V1.ItemStatus(number, number == 700 ? "Coupon resent" : refusal?.Message ?? "The customer is missing or not known", number == 700) } };
        return new(200, new() { { "response", new Doc { { "status", V1.OfItems(1, number == 700 ? 1 : 0) }, { "coupons", new Doc { { "coupon", new[] { item } } } } } } });
    }

    private static async ValueTask<Answer> GetAsync(ApiCall call)
    {
        var codes = CouponV2Wire.Split(call.Query.Code("code")).ToArray();
        if (codes.Length == 0) return call.Fail(781, "code is missing");
        var (answers, done) = (new List<Doc>(), 0);
        foreach (var code in codes)
        {
            var found = await call.Desk.Coupons.GetAsync(code, null, call.Cancelled).ConfigureAwait(false);
            if (!found.IsRefused) done++;
            answers.Add(found.IsRefused
                ? new() { { "code", code }, { "item_status", CouponV1Wire.Checked(CouponV1Problems.Number(found.Refusal), CouponV2Problems.Message(found.Refusal)) } }
                : await CouponV1Wire.DetailsAsync(call, found.Value).ConfigureAwait(false));
        }
        return new(200, new() { { "response", new Doc { { "status", V1.OfItems(codes.Length, done) }, { "coupons", new Doc { { "coupon", V1.OneOrMany(answers) } } } } } });
    }

    private static async ValueTask<Answer> OfCustomerAsync(ApiCall call)
    {
        var (asked, bad) = CouponListRequest.Read(call);
        if (bad is not null) return bad;
        var (customer, wrong, warnings) = await CouponV1Wire.WarnedCustomerAsync(call, call.Query).ConfigureAwait(false);
        if (customer is null)
        {
            var missing = new Doc { { "item_status", V1.ItemStatus(wrong!.Value, "The customer is missing or not known", success: false) } };
            return new(200, new() { { "response", new Doc { { "status", V1.OfItems(1, 0) }, { "customers", new Doc { { "customer", missing } } } } } });
        }
        var found = await call.Desk.Coupons.ListAsync(customer.Id, asked!.Filter, 1000, null, call.Cancelled).ConfigureAwait(false);
        if (found.IsRefused) return Problems.General(call, found.Refusal);
        var fitting = asked.Of(found.Value.Items);
        var coupons = fitting.Skip(asked.Offset).Take(asked.Limit).Select(coupon => CouponV1Wire.Listed(call, coupon)).ToArray();
        var body = new Doc
        {
            { "firstname", customer.FirstName }, { "lastname", customer.LastName }, { "email", customer.Email }, { "mobile", customer.Mobile }, { "external_id", customer.ExternalId }, { "id", customer.Id.Value },
            { "coupons", new Doc { { "coupon", coupons } } },
            { "item_status", V1.ItemStatus(1000, "Customer coupons fetched", success: true, warnings) },
        };
        var pagination = new Doc { { "limit", asked.Limit }, { "offset", asked.Offset }, { "total", new Native(fitting.Count) } };
        return new(200, new() { { "response", new Doc { { "pagination", pagination }, { "status", V1.Status(true, 200, "Success") }, { "customers", new Doc { { "customer", body } } } } } });
    }

    private static async ValueTask<Answer> SeriesAsync(ApiCall call)
    {
        var ids = CouponV2Wire.Split(call.Query.Code("id")).ToArray();
        var found = new List<CouponSeriesDetails>();
        if (ids.Length == 0)
        {
            var page = await call.Desk.Coupons.ListSeriesAsync(1000, null, call.Cancelled).ConfigureAwait(false);
            if (page.IsRefused) return Problems.General(call, page.Refusal);
            found.AddRange(page.Value.Items);
        }
        foreach (var id in ids)
        {
            var one = await call.Desk.Coupons.GetSeriesAsync(new(Numbers.Whole(id) ?? 0), call.Cancelled).ConfigureAwait(false);
            if (!one.IsRefused) found.Add(one.Value);
        }
        if (ids.Length > 0 && found.Count == 0) return call.Fail(707, "No such coupon series");
        // Without the word all that are asked for; with it those that are over, or those that are not.
        var expired = call.Query.Word("expired", "true", "false", "extended");
        if (expired is "true" or "false") found.RemoveAll(series => (series.EndsAt <= call.Now) != (expired == "true"));
        var items = found.Select(series => CouponV1Wire.SeriesItem(call, series)).ToArray();
        return new(200, new() { { "response", new Doc { { "status", V1.Status(true, 200, "Success") }, { "series", new Doc { { "items", new Doc { { "item", V1.OneOrMany(items) } } } } } } } });
    }
}

/// <summary>What became of one item.</summary>
internal sealed record CouponItemAnswer
{
    public Doc? Body { get; init; }

    public bool Success { get; init; }

    public bool Replayed { get; init; }

    public Answer? Failure { get; init; }

    public static CouponItemAnswer Refused(Form item, CustomerDetails? customer, int number, string message) => new()
    {
        Body = new()
        {
            { "code", item["code"].IsScalar ? item["code"].Text : "" },
            { "customer", customer is null ? new Doc() : new Doc { { "mobile", customer.Mobile }, { "user_id", customer.Id.Value } } },
            { "item_status", V1.ItemStatus(number, message, success: false) },
        },
    };

    public static CouponItemAnswer Of(ApiCall call, Form item, CustomerDetails customer, Refusal refusal) =>
        Problems.IsOfCall(refusal) ? new() { Failure = Problems.General(call, refusal) } : Refused(item, customer, CouponV1Problems.Number(refusal), CouponV2Problems.Message(refusal));
}
