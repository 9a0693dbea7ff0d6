using static System.FormattableString;

namespace Loyalty.Hosting;

/// <summary>Group 10: coupon series, coupons issued, redeemed, taken back and looked up.</summary>
internal static class CouponV2Api
{
    private const int MostCodes = 50;

    public static void Map(OperationList operations)
    {
        operations.Post("/v2/coupon/series", "Create coupon series", CreateSeriesAsync, OperationList.Configures);
        operations.Put("/v2/coupon/series/{id}", "Update coupon series", UpdateSeriesAsync, OperationList.Configures);
        operations.Get("/v2/coupon/series", "Get coupon series details", SeriesAsync, OperationList.Configures);
        operations.Post("/v2/coupon/issue", "Issue single coupon", IssueAsync);
        operations.Post("/v2/coupon/bulk/issue", "Issue bulk coupons", IssueBulkAsync);
        operations.Post("/v2/coupon/issue/multiple", "Issue multiple coupons to a customer from a series", IssueMultipleAsync);
        operations.Post("/v2/coupon/redeem", "Redeem single coupon", RedeemAsync);
        operations.Post("/v2/coupon/bulk/redeem", "Redeem bulk coupons", RedeemBulkAsync);
        operations.Get("/v2/coupon/is_redeemable", "Check if coupon is Redeemable", IsRedeemableAsync, OperationList.Keeps);
        operations.Post("/v2/coupon/reactivate", "Reactivate redeemed coupon", ReactivateAsync);
        operations.Get("/v2/coupon", "Get coupon details", DetailsAsync);
        operations.Put("/v2/coupon/redeem", "Update coupon redeem field", AmendAsync);
        operations.Put("/v2/coupon/bulk/expiry", "Update coupon code expiry date", ExtendAsync);
        operations.Post("/v2/coupon/revoke", "Revoke coupon", RevokeAsync);
    }

    private static async ValueTask<Answer> CreateSeriesAsync(ApiCall call)
    {
        var (settings, wrong) = CouponSeriesWire.Read(call);
        if (wrong is not null) return wrong;
        var done = await call.Desk.Coupons.CreateSeriesAsync(new(settings!), call.Options(), call.Cancelled).ConfigureAwait(false);
        return done.IsRefused ? CouponV2Problems.Answer(call, done.Refusal) : new(200, CouponSeriesWire.Series(call, done.Value).With("warnings", CouponV2Wire.Warnings(done.Warnings))) { IsReplayed = done.Replayed };
    }

    private static async ValueTask<Answer> UpdateSeriesAsync(ApiCall call)
    {
        var (settings, wrong) = CouponSeriesWire.Read(call);
        if (wrong is not null) return wrong;
        var command = new UpdateCouponSeries(new(call.RouteNumber("id")), settings!);
        var done = await call.Desk.Coupons.UpdateSeriesAsync(command, call.Options(), call.Cancelled).ConfigureAwait(false);
        if (done.Refusal is CouponSeriesUnknown unknown) return call.Fail(755, unknown.Message, 404);
        return done.IsRefused ? CouponV2Problems.Answer(call, done.Refusal) : new(200, CouponSeriesWire.Series(call, done.Value).With("warnings", CouponV2Wire.Warnings(done.Warnings))) { IsReplayed = done.Replayed };
    }

    private static async ValueTask<Answer> SeriesAsync(ApiCall call)
    {
        var (found, errors) = (new List<Doc>(), new List<Doc>());
        if (call.Query.Code("ids") is not { } ids)
        {
            var page = await call.Desk.Coupons.ListSeriesAsync(1000, null, call.Cancelled).ConfigureAwait(false);
            if (page.IsRefused) return CouponV2Problems.Answer(call, page.Refusal);
            found.AddRange(page.Value.Items.Select(series => CouponSeriesWire.Series(call, series)));
        }
        else
        {
            foreach (var given in ids.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(1000))
            {
                var series = await call.Desk.Coupons.GetSeriesAsync(new(Numbers.Whole(given) ?? 0), call.Cancelled).ConfigureAwait(false);
                if (series.IsRefused) errors.Add(V2.Error(707, series.Refusal.Message));
                else found.Add(CouponSeriesWire.Series(call, series.Value));
            }
        }
        if (found.Count == 0 && errors.Count > 0) return call.Fail(707, "No such coupon series", 404);
        return new(200, new() { { "entity", found }, { "warnings", Array.Empty<Doc>() }, { "errors", errors }, { "success", true } });
    }

    private static async ValueTask<Answer> IssueAsync(ApiCall call)
    {
        var form = call.Form;
        var (series, notes) = (form.Whole("seriesId"), CouponV2Wire.Notes(form));
        if (form.Fault is { } fault) return call.Fail(series is null ? 707 : 756, fault.Message);
        if (series is null) return call.Fail(746, "seriesId is missing");
        var (customer, wrong) = await CouponV2Wire.CustomerAsync(call, form.Part("customer")).ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var done = await call.Desk.Coupons.IssueAsync(new(new(series.Value), customer!.Id) { Notes = notes }, call.Options(), call.Cancelled).ConfigureAwait(false);
        if (done.IsRefused) return CouponV2Problems.Answer(call, done.Refusal);
        var settings = await call.Desk.Coupons.GetSeriesAsync(new(series.Value), call.Cancelled).ConfigureAwait(false);
        if (settings.IsRefused) return CouponV2Problems.Answer(call, settings.Refusal);
        var given = done.Value.Coupons[0];
        return new(200, CouponV2Wire.Given(call, given, settings.Value).With("customer", CouponV2Wire.Customer(call, customer)).With("redemptionCount", 0).With("id", given.Id.Value)
            .With("warnings", CouponV2Wire.Warnings(done.Warnings))) { IsReplayed = done.Replayed };
    }

    private static async ValueTask<Answer> IssueBulkAsync(ApiCall call)
    {
        var form = call.Form;
        long?[] series = [.. form.Texts("seriesIds").Select(text => Numbers.Whole(text))];
        var notes = CouponV2Wire.Notes(form);
        if (form.Fault is { } fault) return call.Fail(756, fault.Message);
        if (series.Length == 0) return call.Fail(746, "seriesIds is missing");
        if (series.Length > MostCodes) return call.Fail(629, Invariant($"At most {MostCodes} series are taken at once"));
        var (customer, wrong) = await CouponV2Wire.CustomerAsync(call, form.Part("customer")).ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var (answers, failed, replayed) = (new List<Doc>(), 0, true);
        for (var i = 0; i < series.Length; i++)
        {
            var done = await call.Desk.Coupons.IssueAsync(new(new(series[i] ?? 0), customer!.Id) { Notes = notes }, call.Options(i), call.Cancelled).ConfigureAwait(false);
            if (done.Refusal is { } refusal && Problems.IsOfCall(refusal)) return Problems.General(call, refusal);
            if (done.IsRefused) failed++;
            replayed &= done.Replayed;
            answers.Add(await CouponV2Wire.IssuedAsync(call, done).ConfigureAwait(false));
        }
        return new(failed > 0 ? 201 : 200, new() { { "response", answers }, { "totalCount", series.Length }, { "failureCount", failed } }) { IsReplayed = replayed };
    }

    private static async ValueTask<Answer> IssueMultipleAsync(ApiCall call)
    {
        var form = call.Form;
        var (series, count, notes) = (form.Whole("seriesId"), form.Whole("count"), CouponV2Wire.Notes(form));
        if (form.Fault is { } fault) return call.Fail(756, fault.Message);
        if (series is null || count is null) return call.Fail(756, "seriesId and count are needed");
        if (count is < 1 or > 500) return call.Fail(677, "count is not valid; allowed is 1 to 500");
        var (customer, wrong) = await CouponV2Wire.CustomerAsync(call, form.Part("customer")).ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var done = await call.Desk.Coupons.IssueAsync(new(new(series.Value), customer!.Id) { Count = (int)count, Notes = notes }, call.Options(), call.Cancelled).ConfigureAwait(false);
        if (done.IsRefused) return CouponV2Problems.Answer(call, done.Refusal);
        var settings = await call.Desk.Coupons.GetSeriesAsync(new(series.Value), call.Cancelled).ConfigureAwait(false);
        if (settings.IsRefused) return CouponV2Problems.Answer(call, settings.Refusal);
        var given = done.Value;
        return new(given.Failed > 0 ? 201 : 200, new()
        {
            { "coupons", given.Coupons.Select(coupon => new Doc { { "code", coupon.Code }, { "couponId", coupon.Id.Value } }).ToArray() },
            { "couponConfig", CouponSeriesWire.Series(call, settings.Value) },
            { "totalCount", (int)count },
            { "failureCount", given.Failed },
            { "successCount", given.Coupons.Count },
            { "customer", CouponV2Wire.Customer(call, customer) },
            { "errors", given.Failed > 0 ? new[] { V2.Error(given.PartialNumber, "Some coupons could not be issued") } : [] },
            { "warnings", CouponV2Wire.Warnings(done.Warnings) },
        }) { IsReplayed = done.Replayed };
    }

    private static async ValueTask<Answer> RedeemAsync(ApiCall call)
    {
        var (asked, wrong) = await CouponRedeemRequest.ReadAsync(call, call.Form).ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var done = await call.Desk.Coupons.RedeemAsync(asked!.Command, call.Options() with { EffectiveTime = asked.Time }, call.Cancelled).ConfigureAwait(false);
        if (done.Refusal is { } refusal && Problems.IsOfCall(refusal)) return Problems.General(call, refusal);
        if (done.Refusal is { } of && CouponV2Problems.IsOfRequest(of)) return CouponV2Problems.Answer(call, of);
        return new(200, CouponV2Wire.Redeemed(call, asked, done)) { IsReplayed = done.Replayed };
    }

    private static async ValueTask<Answer> RedeemBulkAsync(ApiCall call)
    {
        var (asked, wrong) = await CouponRedeemRequest.ReadAsync(call, call.Form).ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var options = call.Options() with { EffectiveTime = asked!.Time };
        if (call.Query.Flag("is_redeemable") == true) return CouponV2Wire.Tried(call, asked, await call.Desk.Coupons.CheckAsync(asked.Command, options, call.Cancelled).ConfigureAwait(false));
        var done = await call.Desk.Coupons.RedeemAsync(asked.Command, options, call.Cancelled).ConfigureAwait(false);
        if (done.Refusal is { } refusal && Problems.IsOfCall(refusal)) return Problems.General(call, refusal);
        if (done.Refusal is { } of && CouponV2Problems.IsOfRequest(of)) return CouponV2Problems.Answer(call, of);
        return new(200, CouponV2Wire.RedeemedBulk(asked, done)) { IsReplayed = done.Replayed };
    }

    private static async ValueTask<Answer> IsRedeemableAsync(ApiCall call)
    {
        var form = call.Query;
        var codes = (form.Code("code") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (codes.Length == 0) return call.Fail(781, "code is missing");
        if (codes.Length > MostCodes) return call.Fail(629, Invariant($"At most {MostCodes} codes are taken at once"));
        var (customer, wrong) = await CouponV2Wire.CustomerAsync(call, form).ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var done = await call.Desk.Coupons.CheckAsync(new(customer!.Id, codes), null, call.Cancelled).ConfigureAwait(false);
        return done.IsRefused ? CouponV2Problems.Answer(call, done.Refusal) : new(200, CouponV2Wire.Checked(call, customer, done.Value));
    }

    private static async ValueTask<Answer> ReactivateAsync(ApiCall call)
    {
        long?[] ids = [.. call.Form.Texts("redemptionIds").Select(text => Numbers.Whole(text))];
        if (ids.Length == 0) return call.Fail(661, "redemptionIds is missing");
        var done = await call.Desk.Coupons.ReactivateAsync(new([.. ids.Select(id => new CouponUseId(id ?? 0))]), call.Options(), call.Cancelled).ConfigureAwait(false);
        if (done.Refusal is CouponUsesUnknown none) return call.Fail(500, none.Message, 400);
        if (done.IsRefused) return CouponV2Problems.Answer(call, done.Refusal);
        var unknown = done.Value.Items.Where(item => !item.IsDone).Select(item => V2.Error(item.Number, item.Message)).ToArray();
        return new(200, new() { { "warnings", CouponV2Wire.Warnings(done.Warnings) }, { "errors", unknown }, { "success", unknown.Length == 0 } }) { IsReplayed = done.Replayed };
    }

    private static async ValueTask<Answer> DetailsAsync(ApiCall call)
    {
        var form = call.Query;
        var (codes, ids, holders) = (form.Code("couponCodes"), form.Code("couponIds"), form.Code("issuedToIds"));
        if (codes is null && ids is null && holders is null) return call.Fail(1000, "couponCodes, couponIds or issuedToIds is needed");
        var data = new List<Doc>();
        foreach (var code in CouponV2Wire.Split(codes))
        {
            var one = await call.Desk.Coupons.GetAsync(code, null, call.Cancelled).ConfigureAwait(false);
            if (!one.IsRefused) data.Add(await CouponV2Wire.DetailsAsync(call, one.Value).ConfigureAwait(false));
        }
        foreach (var id in CouponV2Wire.Split(ids))
        {
            var one = await call.Desk.Coupons.GetAsync(new CouponId(Numbers.Whole(id) ?? 0), call.Cancelled).ConfigureAwait(false);
            if (!one.IsRefused) data.Add(await CouponV2Wire.DetailsAsync(call, one.Value).ConfigureAwait(false));
        }
        foreach (var holder in CouponV2Wire.Split(holders))
        {
            var page = await call.Desk.Coupons.ListAsync(new(Numbers.Whole(holder) ?? 0), CouponFilter.All, 1000, null, call.Cancelled).ConfigureAwait(false);
            if (page.IsRefused) continue;
            foreach (var coupon in page.Value.Items) data.Add(await CouponV2Wire.DetailsAsync(call, coupon).ConfigureAwait(false));
        }
        return data.Count == 0 ? call.Fail(719, "No such coupon", 404) : new(200, new() { { "data", data }, { "warnings", Array.Empty<Doc>() }, { "errors", Array.Empty<Doc>() } });
    }

    private static async ValueTask<Answer> AmendAsync(ApiCall call)
    {
        var form = call.Form;
        var items = form.List("redemptions");
        if (form.Fault is { } fault) return call.Fail(756, fault.Message);
        if (items.Count is 0 or > MostCodes) return call.Fail(items.Count == 0 ? 661 : 629, "redemptions is missing or too long");
        var who = form.Part("user");
        var (customer, wrong) = who.IsEmpty ? (null, null) : await CouponV2Wire.CustomerAsync(call, who).ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var (answers, failed, replayed) = (new List<Doc>(), 0, true);
        for (var i = 0; i < items.Count; i++)
        {
            var (answer, done, failure) = await CouponV2Wire.AmendAsync(call, items[i], customer, i).ConfigureAwait(false);
            if (failure is not null) return failure;
            answers.Add(answer!);
            if (done is null) failed++;
            replayed &= done == true;
        }
        var status = failed == 0 ? CouponV2Wire.Status(true, 700, "Coupon processed") : CouponV2Wire.Status(failed < items.Count, failed == items.Count ? 500 : 749, "Some redemptions were not changed");
        var entity = new Doc { { "redemptions", answers }, { "user", customer is null ? null : CouponV2Wire.Customer(call, customer) }, { "status", status }, { "totalCount", items.Count }, { "failedCount", failed } };
        return new(200, new() { { "entity", entity }, { "warnings", Array.Empty<Doc>() }, { "errors", Array.Empty<Doc>() }, { "success", failed == 0 } }) { IsReplayed = replayed };
    }

    private static async ValueTask<Answer> ExtendAsync(ApiCall call)
    {
        var form = call.Form;
        var (series, items, who) = (form.Whole("couponSeriesId"), form.List("couponCodes"), form.Part("customer"));
        if (form.Fault is { } fault) return call.Fail(756, fault.Message);
        if (series is null || items.Count == 0) return call.Fail(756, "couponSeriesId and couponCodes are needed");
        if (items.Count > 100) return call.Fail(629, "At most 100 codes are taken at once");
        var (customer, wrong) = who.IsEmpty ? (null, null) : await CouponV2Wire.CustomerAsync(call, who).ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var (failed, replayed) = (new List<Doc>(), true);
        for (var i = 0; i < items.Count; i++)
        {
            var (answer, isReplayed, failure) = await CouponV2Wire.ExtendAsync(call, items[i], new(series.Value), customer, i).ConfigureAwait(false);
            if (failure is not null) return failure;
            if (answer is not null) failed.Add(answer);
            replayed &= isReplayed;
        }
        var entity = new Doc { { "totalCount", items.Count }, { "failedCount", failed.Count }, { "successCount", items.Count - failed.Count }, { "unprocessedCoupons", failed }, { "userId", customer?.Id.Value }, { "couponSeriesId", series } };
        return new(200, new() { { "entity", entity }, { "warnings", Array.Empty<Doc>() }, { "errors", Array.Empty<Doc>() }, { "success", failed.Count == 0 } }) { IsReplayed = replayed };
    }

    private static async ValueTask<Answer> RevokeAsync(ApiCall call)
    {
        var form = call.Form;
        var (series, codes, who) = (form.Whole("couponSeriesId"), form.Texts("couponCodes"), form.Part("customer"));
        if (form.Fault is { } fault) return call.Fail(756, fault.Message);
        var (customer, wrong) = who.IsEmpty ? (null, null) : await CouponV2Wire.CustomerAsync(call, who).ConfigureAwait(false);
        if (wrong is not null) return wrong;
        if (codes.Count > MostCodes) return call.Fail(629, Invariant($"At most {MostCodes} codes are taken at once"));
        if (codes.Count == 0 && (customer is null || series is null)) return call.Fail(756, "couponCodes, or a customer and a couponSeriesId, are needed");
        var done = codes.Count > 0
            ? await call.Desk.Coupons.RevokeAsync(new(codes) { Series = series is { } id ? new(id) : null, Customer = customer?.Id }, call.Options(), call.Cancelled).ConfigureAwait(false)
            : await call.Desk.Coupons.RevokeOfAsync(new(customer!.Id, new(series!.Value)), call.Options(), call.Cancelled).ConfigureAwait(false);
        return done.IsRefused ? CouponV2Problems.Answer(call, done.Refusal) : new(200, await CouponV2Wire.RevokedAsync(call, done.Value).ConfigureAwait(false)) { IsReplayed = done.Replayed };
    }
}
