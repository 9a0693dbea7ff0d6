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
    public static Doc Transfer(ApiCall call, CustomerDetails from, CustomerDetails to, StatementRow row) => new()
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
        { "programName", call.Definition.Program.Name },
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

    private static Doc Member(CustomerDetails customer) => new()
    {
        { "userId", customer.Id.Value },
        { "firstName", customer.FirstName ?? "" },
        { "lastName", customer.LastName ?? "" },
        { "externalId", customer.ExternalId },
    };
}
