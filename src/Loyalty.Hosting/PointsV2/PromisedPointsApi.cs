namespace Loyalty.Hosting;

/// <summary>Group 12: promised points that are converted by hand.</summary>
internal static class PromisedPointsApi
{
    public static void Map(OperationList operations) => operations.Post("/v2/points/unlockPromisedPoints", "Convert Promised Points", ConvertAsync);

    private static async ValueTask<Answer> ConvertAsync(ApiCall call)
    {
        var sent = SentUnlock.Read(call);
        if (PointsV2Problems.Unfit(sent) is { } unfit) return call.Fail(unfit.Number, unfit.Message);
        var (customer, wrong) = await PointsV2Wire.CustomerAsync(call, sent.Identifier, sent.Value).ConfigureAwait(false);
        if (wrong is not null) return wrong;
        if (WireProgram.FindOrDefault(call, sent.Program) is not { } program) return call.Fail(885, FormattableString.Invariant($"sourceProgramId {sent.Program} is not known"));
        var bill = await BillAsync(call, customer!.Id, sent).ConfigureAwait(false);
        if (bill is null) return call.Fail(PointsV2Problems.NoSuchBill, "The customer has no such transaction", 404);
        var lines = sent.Lines(bill);
        if (lines is { Count: 0 }) return call.Fail(PointsV2Problems.NothingPromised, "None of the lines named is of the transaction");
        var done = await program.Desk.Points.ConvertPromisedAsync(new(customer.Id, bill.Bill) { Lines = lines ?? [] }, call.Options(), call.Cancelled).ConfigureAwait(false);
        if (done.IsRefused) return Problems.IsOfCall(done.Refusal) ? Problems.General(call, done.Refusal) : PointsV2Problems.Unlock(call, done.Refusal);
        var entry = await call.Desk.Points.ExplodeAsync(done.Value.Position, call.Cancelled).ConfigureAwait(false);
        return entry.IsRefused ? PointsV2Problems.Answer(call, entry.Refusal)
            : new(200, new() { { "pointsUnlocked", PointsV2Wire.Unlocked(program, bill, entry.Value) }, { "warnings", Array.Empty<Doc>() } }) { IsReplayed = done.Replayed };
    }

    /// <summary>The latest of the customer's purchases with that number, and of that day or event where one is named.</summary>
    private static async ValueTask<BillDetails?> BillAsync(ApiCall call, CustomerId customer, SentUnlock sent)
    {
        var found = await call.Desk.Sales.FindBillsAsync(sent.Bill!, call.Cancelled).ConfigureAwait(false);
        if (found.IsRefused) return null;
        var cause = sent.Event is { } position ? await call.Desk.Points.ExplodeAsync(position, call.Cancelled).ConfigureAwait(false) : null;
        return found.Value.Where(bill => !bill.IsReturn && bill.Customer == customer
            && (sent.Day is not { } day || bill.LocalTime.Date == day)
            && (cause is null || (!cause.IsRefused && cause.Value.Row.BillId == bill.Bill)))
            .OrderBy(bill => bill.Time).LastOrDefault();
    }
}

/// <summary>What a conversion of promised points reads.</summary>
internal sealed record SentUnlock
{
    public string? Source { get; private init; }

    public string? Identifier { get; private init; }

    public string? Value { get; private init; }

    public string? Name { get; private init; }

    public string? Bill { get; private init; }

    public long? Event { get; private init; }

    public NodaTime.LocalDate? Day { get; private init; }

    public long? Program { get; private init; }

    public string? EntityType { get; private init; }

    public FieldFault? Fault { get; private init; }

    private IReadOnlyList<string> LineIds { get; init; } = [];

    private IReadOnlyList<string> Codes { get; init; } = [];

    public static SentUnlock Read(ApiCall call)
    {
        var (query, form) = (call.Query, call.Form);
        var day = form.Code("billDate");
        var sent = new SentUnlock
        {
            Source = query.Code("source"),
            Identifier = query.Code("identifierName"),
            Value = query.Code("identifierValue"),
            EntityType = query.Code("type")?.ToUpperInvariant(),
            Name = form.Code("eventName"),
            Bill = form.Code("billNumber"),
            Event = form.Whole("eventLogId"),
            Day = day is null ? null : Times.Date(day) ?? (Times.Read(day, call.Zone) is { } at ? at.InZone(call.Zone).Date : null),
            Program = form.Whole("sourceProgramId"),
            LineIds = form.Texts("lineItemIds"),
            Codes = form.Texts("itemCodes"),
        };
        if (day is not null && sent.Day is null) form.Wrong("billDate", "a date");
        return sent with { Fault = form.Fault };
    }

    /// <summary>The lines that are named, by any value of a list, all lists (points R21); null when none is.</summary>
    public IReadOnlyList<int>? Lines(BillDetails bill) => LineIds.Count == 0 && Codes.Count == 0 ? null
        : [.. Enumerable.Range(1, bill.Lines.Count).Where(line =>
            (LineIds.Count == 0 || LineIds.Any(id => Numbers.Whole(id) == line))
            && (Codes.Count == 0 || Codes.Contains(bill.Lines[line - 1].Sku, StringComparer.OrdinalIgnoreCase)))];
}
