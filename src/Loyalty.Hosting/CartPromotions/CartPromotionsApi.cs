using static System.FormattableString;

namespace Loyalty.Hosting;

/// <summary>Group 21: carts evaluated and cancelled, what members hold of promotions, their codes. The promotions themselves: <see cref="CartProgramApi"/>.</summary>
internal static class CartPromotionsApi
{
    private const int MostItems = 100;
    private const int MostUses = 1000;

    public static void Map(OperationList operations)
    {
        operations.Post("/api_gateway/v1/promotions/evaluate", "Post Evaluate Promotions", EvaluateAsync);
        operations.Put("/v1/promotions/customer/{customerId}/evaluation/{evaluationId}/cancel", "Post Cancel Cart Evaluation", CancelAsync);
        operations.Get("/v1/promotions/customer/{customerId}/evaluations/pending_carts", "GET Lock unlock -Pending carts", PendingAsync);
        operations.Get("/api_gateway/v1/promotions/customer/{customerId}", "Get Promotions for a Customer", HeldAsync);
        operations.Post("/api_gateway/v1/promotions/{promotionId}/earn", "Earn Promotion", EarnAsync);
        operations.Post("/api_gateway/v1/promotions/earn/bulk", "Post Earn Promotions in Bulk", EarnBulkAsync);
        operations.Post("/api_gateway/v1/promotions/revokeEarn", "Post Revoke Earned Promotion", RevokeAsync);
        operations.Post("/api_gateway/v1/promotions/{promotionId}/activate", "Activate Promotion", call => ActivateAsync(call, true));
        operations.Post("/api_gateway/v1/promotions/{promotionId}/deactivate", "Deactivate Promotion", call => ActivateAsync(call, false));
        operations.Get("/api_gateway/v1/promotions/code", "Get Promotions code API", CodesAsync);
        operations.Get("/api_gateway/v1/promotions/redemptions", "Get Promotion Redemptions", RedemptionsAsync);
        operations.Post("/api_gateway/v1/promotions/{code}/link", "Post Promotions Code link API", LinkAsync);
    }

    private static async ValueTask<Answer> EvaluateAsync(ApiCall call)
    {
        var sent = CartRequest.Read(call);
        if (sent.Fault is { } fault) return call.Fail(fault);
        var done = await call.Desk.Carts.EvaluateAsync(sent.Command, call.Options(), call.Cancelled).ConfigureAwait(false);
        if (done.IsRefused) return CartProblems.Answer(call, done.Refusal);
        var warnings = CartWire.Warnings(done.Warnings).ToList();
        // The lines win over the cart's own amount (cart-promotions R2).
        if (sent.Amount is { } amount && amount != sent.Gross) warnings.Add(new() { { "code", 400 }, { "message", Invariant($"[cart.amount_mismatch] The items amount to {sent.Gross}, not {amount}.") } });
        return CartWire.Data(CartWire.Evaluation(call, sent, done.Value), done.Replayed, warnings: warnings);
    }

    private static async ValueTask<Answer> CancelAsync(ApiCall call)
    {
        var done = await call.Desk.Carts.CancelAsync(new CancelCartEvaluation(call.Route("evaluationId")) { Customer = new(call.RouteNumber("customerId")) }, call.Options(), call.Cancelled).ConfigureAwait(false);
        return done.IsRefused ? CartProblems.Answer(call, done.Refusal) : CartWire.Data(new Doc { { "status", true }, { "code", 201 }, { "message", "The pending cart is closed" } }, done.Replayed);
    }

    private static async ValueTask<Answer> PendingAsync(ApiCall call)
    {
        var found = await call.Desk.Carts.PendingAsync(new(call.RouteNumber("customerId")), call.Cancelled).ConfigureAwait(false);
        return found.IsRefused ? CartProblems.Answer(call, found.Refusal) : CartWire.Data(new Doc { { "tempRedemptionDetails", found.Value.Select(CartWire.Pending).ToArray() } });
    }

    private static async ValueTask<Answer> HeldAsync(ApiCall call)
    {
        var (query, customer) = (call.Query, new CustomerId(call.RouteNumber("customerId")));
        var (onlyActive, withLimits, withTier, limit) = (query.Flag("isIncludeActivePromotionsOnly") ?? false, query.Flag("includeRedemptions") ?? false, query.Flag("includeSupplementaryPromotions") ?? false, query.Whole("limit") ?? 10);
        if (query.Fault is { } fault) return call.Fail(fault);
        if (limit < 1) return call.Fail(400, "limit is not valid; allowed is 1 or more");
        var held = await call.Desk.CartPromotions.HeldAsync(new(customer) { OnlyUsable = onlyActive, WithLimits = withLimits }, call.Cancelled).ConfigureAwait(false);
        if (held.IsRefused) return CartProblems.Answer(call, held.Refusal);
        var rules = (await call.Desk.CartPromotions.RulesAsync(call.Cancelled).ConfigureAwait(false)).OrThrow();
        var rows = held.Value.Where(each => !each.IsRevoked).Select(each => (Till: each.ValidTill, Row: CartHoldingWire.Held(call, rules, each))).ToList();
        if (withTier)
        {
            var ofTier = (await call.Desk.CartPromotions.OfTierAsync(customer, call.Cancelled).ConfigureAwait(false)).OrThrow();
            rows.AddRange(ofTier.Select(each => (each.Until, CartHoldingWire.OfTier(call, each, customer))));
        }
        return CartWire.Data(rows.OrderByDescending(row => row.Till).Take((int)Math.Min(limit, 1000)).Select(row => row.Row).ToArray());
    }

    private static async ValueTask<Answer> EarnAsync(ApiCall call)
    {
        var form = call.Form;
        var command = new EarnCartPromotion(new(form.Whole("customerId") ?? 0), call.Route("promotionId"))
        {
            FromType = form.Code("earnedFromType")?.ToUpperInvariant(),
            FromId = form.Code("earnedFromId"),
            ValidTill = CartTimes.Read(call, form, "validTill"),
        };
        if (form.Fault is { } fault) return call.Fail(fault);
        if (!form.Has("customerId")) return call.Fail(400, "customerId is missing");
        var done = await call.Desk.CartPromotions.EarnAsync(command, call.Options(), call.Cancelled).ConfigureAwait(false);
        return done.IsRefused ? CartProblems.Answer(call, done.Refusal) : CartWire.Data(CartHoldingWire.Earned(call, done.Value.Earned[0], form["eventDetails"]), done.Replayed);
    }

    private static async ValueTask<Answer> EarnBulkAsync(ApiCall call)
    {
        var form = call.Form;
        var (id, type, items) = (form.Whole("customerId"), form.Code("earnedFromType")?.ToUpperInvariant(), form.List("earnedPromotions"));
        var commands = items.Select(item => new EarnCartPromotion(new(id ?? 0), item.RequiredCode("promotionId")) { Count = (int)Math.Clamp(item.Whole("earnCount") ?? 1, 0, int.MaxValue), FromType = type, FromId = item.Code("earnedFromId") }).ToArray();
        if (form.Fault is { } fault) return call.Fail(fault);
        if (id is null || commands.Length is 0 or > MostItems) return call.Fail(400, Invariant($"customerId and 1 to {MostItems} earnedPromotions are needed"));
        var customer = await call.Desk.Customers.GetAsync(new(id.Value), call.Cancelled).ConfigureAwait(false);
        if (customer.IsRefused) return CartProblems.Answer(call, customer.Refusal);
        var (answers, replayed) = (new List<Doc>(), true);
        for (var i = 0; i < commands.Length; i++)
        {
            var done = await call.Desk.CartPromotions.EarnAsync(commands[i], call.Options(i), call.Cancelled).ConfigureAwait(false);
            if (done.Refusal is { } refusal && Problems.IsOfCall(refusal)) return Problems.General(call, refusal);
            replayed &= done.Replayed;
            answers.Add(CartHoldingWire.EarnedBulk(call, commands[i], done, form["eventDetails"]));
        }
        return CartWire.Data(answers, replayed);
    }

    private static async ValueTask<Answer> RevokeAsync(ApiCall call)
    {
        var form = call.Form;
        var (id, items) = (form.Whole("customerId"), form.List("earnRevokeDetails"));
        var entries = items.Select(item => (Promotion: item.RequiredCode("promotionId"), Ids: item.Texts("earnIds"))).ToArray();
        if (form.Fault is { } fault) return call.Fail(fault);
        if (id is null || entries.Length is 0 or > MostItems || entries.Any(entry => entry.Ids.Count == 0)) return call.Fail(400, "customerId and earnRevokeDetails with earnIds are needed");
        var (revoked, errors, replayed) = (new List<Doc>(), new List<Doc>(), true);
        for (var i = 0; i < entries.Length; i++)
        {
            var (promotion, ids) = entries[i];
            var command = new RevokeCartPromotions([.. ids.Select(text => new CartHoldingId(Numbers.Whole(text) ?? 0))]) { Customer = new(id.Value), Promotion = promotion };
            var done = await call.Desk.CartPromotions.RevokeAsync(command, call.Options(i), call.Cancelled).ConfigureAwait(false);
            if (done.IsRefused) return CartProblems.Answer(call, done.Refusal);
            replayed &= done.Replayed;
            errors.AddRange(CartHoldingWire.NotRevoked(promotion, done.Value));
            if (done.Value.Revoked.Count > 0) revoked.Add(CartHoldingWire.Revoked(promotion, done.Value));
        }
        if (revoked.Count == 0) return new(400, new() { { "data", Doc.Null }, { "errors", errors }, { "warnings", Doc.Null } });
        return CartWire.Data(new Doc { { "customerId", id }, { "revokedDetails", revoked } }, replayed, errors);
    }

    private static async ValueTask<Answer> ActivateAsync(ApiCall call, bool isActive)
    {
        var (query, form) = (call.Query, call.Form);
        string? Sent(string name) => (query.Code(name) ?? form.Code(name)) is { } text && text != "null" ? text : null;
        var (customer, earn) = (Sent("customerId"), Sent("earnId"));
        if ((query.Fault ?? form.Fault) is { } fault) return call.Fail(fault);
        if (customer is null && earn is null) return call.Fail(400, "customerId is missing");
        var command = new ActivateCartPromotion(customer is null ? null : new(Numbers.Whole(customer) ?? 0), call.Route("promotionId"), isActive) { Holding = earn is null ? null : new(Numbers.Whole(earn) ?? 0) };
        var done = await call.Desk.CartPromotions.ActivateAsync(command, call.Options(), call.Cancelled).ConfigureAwait(false);
        if (done.Refusal is CartPromotionTypeWrong type) return call.Fail(707, type.Message);
        return done.IsRefused ? CartProblems.Answer(call, done.Refusal) : CartWire.Data(true, done.Replayed);
    }

    private static async ValueTask<Answer> CodesAsync(ApiCall call)
    {
        var form = call.Query.Has("codes") ? call.Query : call.Form;
        string[] codes = [.. form.Texts("codes").SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        var (mode, withLimits) = (CartModes.Read(form), form.Flag("includeRedemptions") ?? false);
        if (form.Fault is { } fault) return call.Fail(fault);
        if (codes.Length is 0 or > MostItems) return call.Fail(400, Invariant($"1 to {MostItems} codes are needed"));
        var (rows, isAny) = (new List<Doc>(), false);
        var rules = (await call.Desk.CartPromotions.RulesAsync(call.Cancelled).ConfigureAwait(false)).OrThrow();
        foreach (var code in codes)
        {
            var found = await call.Desk.CartPromotions.GetCodeAsync(code, mode, call.Cancelled).ConfigureAwait(false);
            isAny |= !found.IsRefused;
            rows.Add(found.IsRefused ? new() { { "code", code }, { "apiError", CartProblems.Error(found.Refusal) } } : CartHoldingWire.Code(call, rules, found.Value, withLimits));
        }
        return isAny ? CartWire.Data(rows) : call.Fail(404, "No such code");
    }

    /// <summary>The uses of codes, or of a customer's promotions, the newest first; a page of them for each.</summary>
    private static async ValueTask<Answer> RedemptionsAsync(ApiCall call)
    {
        var query = call.Query;
        string[] codes = [.. query.Texts("codes").Concat(query.Texts("code")).SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.OrdinalIgnoreCase)];
        var (customer, limit, page) = (query.Whole("customerId"), query.Whole("limit") ?? 10, query.Whole("page") ?? 0);
        if (query.Fault is { } fault) return call.Fail(fault);
        if ((codes.Length == 0) == (customer is null) || codes.Length > MostItems) return call.Fail(400, Invariant($"either customerId or 1 to {MostItems} codes are needed"));
        if (limit < 1 || page < 0 || limit > MostUses || (page + 1) * limit > MostUses) return call.Fail(400, Invariant($"limit is 1 or more and page 0 or more, up to {MostUses} redemptions in all"));
        var rules = (await call.Desk.CartPromotions.RulesAsync(call.Cancelled).ConfigureAwait(false)).OrThrow();
        var (rows, errors) = (new List<Doc>(), new List<Doc>());
        if (customer is { } id)
        {
            var uses = await call.Desk.CartPromotions.UsesAsync(new CustomerId(id), null, (int)((page + 1) * limit), call.Cancelled).ConfigureAwait(false);
            if (uses.IsRefused) return CartProblems.Answer(call, uses.Refusal);
            return CartWire.Data(uses.Value.Items.Skip((int)(page * limit)).Take((int)limit).Select(use => CartHoldingWire.Used(call, rules, use, null)).ToArray());
        }
        foreach (var code in codes)
        {
            var found = await call.Desk.CartPromotions.GetCodeAsync(code, null, call.Cancelled).ConfigureAwait(false);
            if (found.IsRefused)
            {
                errors.Add(CartProblems.Error(found.Refusal));
                continue;
            }
            var uses = (await call.Desk.CartPromotions.UsesAsync(code, null, (int)((page + 1) * limit), call.Cancelled).ConfigureAwait(false)).OrThrow();
            rows.AddRange(uses.Items.Skip((int)(page * limit)).Select(use => CartHoldingWire.Used(call, rules, use, found.Value)));
        }
        return errors.Count == codes.Length ? call.Fail(404, "No such code") : CartWire.Data(rows, errors: errors);
    }

    private static async ValueTask<Answer> LinkAsync(ApiCall call)
    {
        var form = call.Form;
        var (customer, mode) = (form.Whole("customerId"), CartModes.Read(form));
        if (form.Fault is { } fault) return call.Fail(fault);
        if (customer is null) return call.Fail(400, "customerId is missing");
        var done = await call.Desk.CartPromotions.SetCodeAsync(new(call.Route("code")) { Link = new(customer.Value), Mode = mode }, call.Options(), call.Cancelled).ConfigureAwait(false);
        if (done.IsRefused) return CartProblems.Answer(call, done.Refusal);
        var rules = (await call.Desk.CartPromotions.RulesAsync(call.Cancelled).ConfigureAwait(false)).OrThrow();
        return CartWire.Data(CartHoldingWire.Code(call, rules, done.Value, withLimits: true), done.Replayed);
    }
}
