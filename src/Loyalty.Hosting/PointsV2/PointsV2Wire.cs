namespace Loyalty.Hosting;

/// <summary>How transfers and reversals are written, and how their customers are named.</summary>
internal static class PointsV2Wire
{
    public static Answer Data(IReadOnlyList<Doc> data) => new(200, new() { { "data", data }, { "warnings", Array.Empty<Doc>() }, { "errors", Array.Empty<Doc>() } });

    public static async ValueTask<(CustomerDetails? Customer, Answer? Wrong)> CustomerAsync(ApiCall call, string? type, string? value)
    {
        if (type is null || !Members.IsType(type)) return (null, call.Fail(8013, "The identifier type is missing or not valid"));
        if (value is null) return (null, call.Fail(8015, "The identifier value is missing"));
        var found = await Members.FindAsync(call, type, value).ConfigureAwait(false);
        return found.IsRefused ? (null, PointsV2Problems.Answer(call, found.Refusal)) : (found.Value, null);
    }

    /// <summary>A row of either side, as the page shows it.</summary>
    public static Doc Transfer(ApiCall call, WireProgram program, CustomerDetails from, CustomerDetails to, StatementRow row) => new()
    {
        { "toEntityId", to.Id.Value },
        { "toEntityType", "CUSTOMER" },
        { "fromEntityId", from.Id.Value },
        { "fromEntityType", "CUSTOMER" },
        { "pointsTransferDate", Times.V1(row.Effective, call.Services.ServerZone) },
        { "pointsTransferDateISO", call.Time(row.Effective) },
        // What a debt took of them at once is transferred too.
        { "pointsTransferred", row.Movements.Where(move => move.Source == Bucket.Transferred || move.Target == Bucket.Transferred).Sum(move => move.Points) },
        { "transferId", row.Position },
        { "transferType", row.Kind == EntryKind.TransferIn ? "ADDITION" : "DEDUCTION" },
        { "transferredFrom", Member(from) },
        { "transferredTo", Member(to) },
        { "notes", "" },
        { "programName", program.Definition.Name },
    };

    public static Doc Reversal(ApiCall call, string code, decimal? asked, (string Type, string Value)? identifier, RedemptionReversal done) => new()
    {
        { "orgId", call.Organisation },
        { "identifier", identifier is { } given ? new Doc { { "type", given.Type }, { "value", given.Value } } : null },
        { "customerId", done.Customer.Value },
        { "redemptionId", code },
        { "reversalId", Doc.Text(done.Position) },
        { "pointsToBeReversed", asked ?? done.Points },
        { "pointsReversed", done.Points },
        { "pointsReversedDetails", new Doc { { "available", done.Available }, { "expired", done.Expired } } },
        { "warnings", Array.Empty<Doc>() },
    };

    /// <summary>Points as text with three decimals, as ledgers show them (points R1).</summary>
    public static string Three(decimal points) => points.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What was converted, a row a lot.</summary>
    public static IReadOnlyList<Doc> Unlocked(WireProgram program, BillDetails bill, Exploded entry) =>
    [
        .. entry.Row.Movements.Where(move => move is { Source: Bucket.Promised, Target: Bucket.Available }).Select(move => new Doc
        {
            { "billNumber", Numbers.Whole(bill.Number) is { } number ? number : bill.Number },
            { "itemCode", Item(bill, entry.Touched.FirstOrDefault(lot => lot.Number == move.Lot)) },
            { "pointsUnlocked", move.Points },
            { "programId", program.Id },
        }),
    ];

    // The documented type is a number; what is none is text all the same.
    private static object? Item(BillDetails bill, LotDetails? lot) =>
        lot is not { Line: > 0 } || lot.Line > bill.Lines.Count ? null : Numbers.Whole(bill.Lines[lot.Line - 1].Sku) is { } number ? number : bill.Lines[lot.Line - 1].Sku;

    public static Doc Redemption(ApiCall call, RedemptionDetails redemption, RedemptionLinked linked, string? billNumber, IEnumerable<string> dropped) => new()
    {
        { "id", redemption.Redemption.Value },
        { "redemptionId", redemption.Code },
        { "programId", call.Organisation },
        { "customerId", redemption.Customer.Value },
        { "pointsRedeemed", redemption.Points },
        { "billId", linked.Bill?.Value ?? -1 },
        { "billNumber", billNumber ?? "" },
        { "notes", "" },
        { "redemptionPurpose", linked.Purpose },
        { "redemptionTime", redemption.At.ToUnixTimeMilliseconds() },
        { "pointsRedemptionTime", redemption.At.ToUnixTimeMilliseconds() },
        { "redemptionDate", call.Time(redemption.At) },
        { "customFields", Array.Empty<Doc>() },
        { "warnings", dropped.Select(name => V2.Warning(400, $"Custom field '{name}' is not one of redemptions")).ToArray() },
    };

    internal static Doc Member(CustomerDetails customer) => new()
    {
        { "userId", customer.Id.Value },
        { "firstName", customer.FirstName ?? "" },
        { "lastName", customer.LastName ?? "" },
        { "externalId", customer.ExternalId },
    };
}
