namespace Loyalty.Hosting;

/// <summary>What stands behind an event, as far as it was asked for.</summary>
internal sealed record ExplodeWire(bool Bill, bool Breakup, bool CustomFields)
{
    public static ExplodeWire Read(Form form) => new(form.Flag("getBillDetails") ?? false, form.Flag("getPointsEarnedBreakup") ?? false, form.Flag("getCustomFields") ?? false);

    public async ValueTask<Doc> EventAsync(ApiCall call, Exploded exploded)
    {
        var row = exploded.Row;
        var name = LedgerEvent.Of(row).FirstOrDefault()?.Name ?? "CustomerUpdate";
        var bill = row.BillId is { } id ? (await call.Desk.Sales.GetBillAsync(id, call.Cancelled).ConfigureAwait(false)).OrThrow() : null;
        var doc = new Doc
        {
            { "eventLogId", row.Position },
            { "eventName", name },
            { "eventDetails", Details(call, exploded) },
        };
        if (Bill && bill is not null) doc.Add("billDetails", BillDetails(call, exploded, bill));
        else if (Breakup) doc.Add("pointsEarned", Earned(call, exploded, exploded.Opened));
        if (CustomFields) doc.Add("customFields", (bill?.Fields ?? new Dictionary<string, string>(StringComparer.Ordinal)).Select(field => new Doc { { "name", field.Key }, { "value", field.Value } }).ToArray());
        if (row.Kind is EntryKind.TransferIn or EntryKind.TransferOut && row.Counterpart is { } other)
            doc.Add(row.Kind == EntryKind.TransferIn ? "transferredFrom" : "transferredTo", await TransferAsync(call, exploded, other).ConfigureAwait(false));
        return doc.With("eventReferenceId", LedgerEvent.Reference(row, exploded.Customer)).With("orgId", call.Organisation);
    }

    private static Doc Details(ApiCall call, Exploded exploded)
    {
        var row = exploded.Row;
        var details = new Doc { { "eventTime", PointsLedgerWire.Legacy(call, row.Effective) }, { "eventTimeISO", call.Time(row.Effective) } };
        if (row.Kind is EntryKind.Redemption or EntryKind.Hold or EntryKind.SaleReservation or EntryKind.Capture)
        {
            details.Add("redemptionDetails", new Doc
            {
                { "pointsRedeemed", PointsLedgerWire.Points(row.Movements.Where(move => move.Target is Bucket.Redeemed or Bucket.Held).Sum(move => move.Points)) },
                { "redemptionPurpose", "" },
                { "transactionNumber", row.Bill ?? "" },
                { "groupRedemption", false },
            });
        }
        return details;
    }

    private Doc BillDetails(ApiCall call, Exploded exploded, BillDetails bill)
    {
        var discount = bill.Lines.Sum(line => line.Discount);
        var doc = new Doc
        {
            { "type", bill.IsReturn ? "RETURN" : "REGULAR" },
            { "billNumber", bill.Number },
            { "grossAmount", bill.Amount + discount },
            { "discount", discount },
            { "billAmount", bill.Amount },
            { "source", Sources.Text(bill.Particulars?.Source ?? CustomerSource.Instore).ToLowerInvariant() },
            { "billDate", PointsLedgerWire.Legacy(call, bill.Time) },
        };
        if (bill.IsReturn) doc.With("returnDate", PointsLedgerWire.Legacy(call, bill.Time)).With("returnAmount", bill.Amount);
        if (Breakup) doc.Add("pointsEarned", Earned(call, exploded, [.. exploded.Opened.Where(award => award.Line == 0)]));
        return doc.With("lineItems", bill.Lines.Select((line, i) => Line(call, exploded, line, i + 1)).ToArray());
    }

    private Doc Line(ApiCall call, Exploded exploded, BillLine line, int number)
    {
        var doc = new Doc
        {
            { "serialNumber", number },
            { "itemCode", line.Sku },
            { "source", "instore" },
            { "grossAmount", line.Amount + line.Discount },
            { "discount", line.Discount },
            { "amount", line.Amount },
            { "qty", line.Quantity },
        };
        return Breakup ? doc.With("pointsEarned", Earned(call, exploded, [.. exploded.Opened.Where(award => award.Line == number)])) : doc;
    }

    private static Doc Earned(ApiCall call, Exploded exploded, IReadOnlyList<Award> awards) => new()
    {
        { "regular", awards.Where(award => !award.IsPromised).Select(award => Award(call, WireProgram.Named(call, exploded.Program), award)).ToArray() },
        { "promo", Array.Empty<Doc>() },
        { "promised", awards.Where(award => award.IsPromised).Select(award => Award(call, WireProgram.Named(call, exploded.Program), award)).ToArray() },
    };

    private static Doc Award(ApiCall call, WireProgram program, Award award)
    {
        var doc = new Doc { { "value", award.Points } };
        if (award.ConvertsAt is { } converts) doc.Add("conversionDate", PointsLedgerWire.Legacy(call, converts));
        // The last good second of its last day.
        else if (award.ExpiresAt is { } ends) doc.With("expiresOn", PointsLedgerWire.Legacy(call, ends.Minus(NodaTime.Duration.FromSeconds(1)))).With("expiryType", award.IsRolling ? "rolling" : "fixed");
        return doc.With("programId", program.Id).With("programName", program.Definition.Name);
    }

    private static async ValueTask<Doc> TransferAsync(ApiCall call, Exploded exploded, CustomerId other)
    {
        var (row, program) = (exploded.Row, WireProgram.Named(call, exploded.Program));
        var found = await call.Desk.Customers.GetAsync(other, call.Cancelled).ConfigureAwait(false);
        return new()
        {
            { "userId", other.ToString() },
            { "firstName", found.IsRefused ? null : found.Value.FirstName },
            { "lastName", found.IsRefused ? null : found.Value.LastName },
            { "transferType", row.Kind == EntryKind.TransferIn ? "ADDITION" : "DEDUCTION" },
            { "pointsTransferDetails", new[]
            {
                new Doc
                {
                    { "points", PointsLedgerWire.Points(Math.Abs(row.Change)) },
                    { "programId", Doc.Text(program.Id) },
                    { "programName", program.Definition.Name },
                },
            } },
        };
    }
}
