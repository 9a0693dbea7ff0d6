namespace Loyalty.Hosting;

/// <summary>Group 12: points taken by hand, and what a redemption was for.</summary>
internal static class PointsCorrectionsApi
{
    public static void Map(OperationList operations)
    {
        operations.Post("/v2/customers/lookup/negativePointsAdjustment", "Deduct points from user", DeductAsync);
        operations.Put("/v2/points/updateRedemption", "Update redeem points", UpdateAsync);
    }

    private static async ValueTask<Answer> DeductAsync(ApiCall call)
    {
        var (query, form) = (call.Query, call.Form);
        var source = query.Code("source") ?? form.Code("source");
        if (source is null || !Sources.IsKnown(source)) return call.Fail(8003, "The source is missing or not known");
        var (customer, wrong) = await PointsV2Wire.CustomerAsync(call, query.Code("identifierName") ?? form.Code("identifierName"), query.Code("identifierValue") ?? form.Code("identifierValue")).ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var sent = SentDeduction.Read(form);
        var program = WireProgram.FindOrDefault(call, sent.Program);
        if (PointsV2Problems.Unfit(sent, program) is { } unfit) return call.Fail(unfit.Number, unfit.Message);
        var options = call.Options();
        // Without a key each call is a deduction of its own.
        var command = new DeductPoints(customer!.Id, sent.Points ?? 0, sent.Reason, options.Key ?? call.NewReference()) { Lot = sent.Award };
        var points = sent.Currency is { } currency ? program!.Desk.Points.In(currency) : program!.Desk.Points;
        var done = await points.DeductAsync(command, options, call.Cancelled).ConfigureAwait(false);
        if (done.IsRefused) return Problems.IsOfCall(done.Refusal) ? Problems.General(call, done.Refusal) : PointsV2Problems.Deduction(call, done.Refusal);
        return new(200, new()
        {
            { "status", "SUCCESS" },
            { "pointsAvailable", PointsV2Wire.Three(done.Value.Balance) },
            { "message", "Points deducted" },
            { "warnings", Array.Empty<Doc>() },
        }) { IsReplayed = done.Replayed };
    }

    private static async ValueTask<Answer> UpdateAsync(ApiCall call)
    {
        var form = call.Form;
        var (code, external, who) = (form.Code("redemptionId"), form.Code("externalReferenceNumber"), form.Part("entity"));
        var (number, bill, purpose) = (form.Code("billNumber"), form.Whole("billId"), form.Text("purpose"));
        var (type, value, fields) = (who.Code("identifierType"), who.Code("identifierValue"), form.Fields("customFields"));
        if (form.Fault is { } fault) return call.Fail(fault);
        if (code is null == external is null) return call.Fail(749, "Exactly one of redemptionId and externalReferenceNumber is needed");
        var (customer, wrong) = await PointsV2Wire.CustomerAsync(call, type, value).ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var found = code is not null ? await call.Desk.Points.FindRedemptionAsync(code, call.Cancelled).ConfigureAwait(false) : await call.Desk.Points.FindRedemptionAsync(customer!.Id, external!, call.Cancelled).ConfigureAwait(false);
        if (found.IsRefused) return PointsV2Problems.Update(call, found.Refusal);
        // An id goes before a number, as everywhere.
        var command = new LinkRedemption(found.Value.Redemption) { Bill = bill is { } id ? new BillId(id) : null, BillNumber = bill is null ? number : null, Purpose = purpose, Customer = customer!.Id };
        var done = await call.Desk.Points.LinkAsync(command, call.Options(), call.Cancelled).ConfigureAwait(false);
        if (done.IsRefused) return Problems.IsOfCall(done.Refusal) ? Problems.General(call, done.Refusal) : PointsV2Problems.Update(call, done.Refusal);
        var named = done.Value.Bill is { } tied ? await call.Desk.Sales.GetBillAsync(tied, call.Cancelled).ConfigureAwait(false) : null;
        return new(200, PointsV2Wire.Redemption(call, found.Value, done.Value, named is { IsRefused: false } ? named.Value.Number : null, fields.Keys)) { IsReplayed = done.Replayed };
    }
}

/// <summary>What a deduction reads.</summary>
internal sealed record SentDeduction(decimal? Points, string Reason, long? Program, long? Award, string? AwardType, string? Promotion, string? Currency, FieldFault? Fault)
{
    public static SentDeduction Read(Form form)
    {
        var points = form.Number("pointsToBeAdjusted");
        var pointsFault = form.Fault;
        var sent = new SentDeduction(
            points, form.Code("reasonOfReturn") ?? "", form.Whole("programId"), form.Whole("pointsAwardedId"), form.Code("pointsAwardedRefType")?.ToUpperInvariant(),
            form.Code("promotionId") ?? form.Code("promotionIdentifier"), form.Code("alternateCurrencyName"), null);
        return sent with { Fault = pointsFault ?? form.Fault };
    }
}
