using System.Globalization;
using Loyalty;
using Pos.Import;

namespace Pos;

/// <summary>
/// Sends a file's bills to the engine as a shop's past. Members are enrolled at their first bill, stores registered when
/// they first sell, where the program allows it.
/// </summary>
internal sealed class EngineBillSink(LoyaltyEngine engine, Workplace shop, ColumnMap map) : IResumableSink
{
    /// <summary>Stands in a line whose file names no items.</summary>
    private const string NoSku = "ITEM";

    private readonly bool _hasLines = map.Columns.ContainsKey(Role.Sku) || map.Columns.ContainsKey(Role.Quantity) || map.Columns.ContainsKey(Role.Discount);

    public async ValueTask<IReadOnlyList<BillResult>> AddAsync(IReadOnlyList<StagedBill> bills, CancellationToken ct)
    {
        var batch = new HistoryBill[bills.Count];
        for (var i = 0; i < batch.Length; i++) batch[i] = Bill(bills[i]);
        var answers = (await shop.Sales.ImportAsync(batch, cancellation: ct)).Need();
        var results = new BillResult[batch.Length];
        for (var i = 0; i < results.Length; i++) results[i] = Result(answers[i]);
        return results;
    }

    public async ValueTask<string> MarkAsync(CancellationToken ct) =>
        await engine.AnchorAsync(ct) is { } anchor ? string.Create(CultureInfo.InvariantCulture, $"{anchor.Position}:{anchor.Hash}") : "";

    public async ValueTask<bool> HoldsAsync(string mark, CancellationToken ct)
    {
        if (mark.Length == 0 || mark == await MarkAsync(ct)) return true;
        var colon = mark.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !long.TryParse(mark.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var position)) return false;
        // The journal has grown since, or is another: the proof tells which.
        var proof = await engine.VerifyAsync(new LedgerAnchor(position, mark[(colon + 1)..]), ct);
        return proof.Holds;
    }

    private HistoryBill Bill(StagedBill bill) => new(bill.Member, bill.Number, bill.Amount, bill.Time)
    {
        Store = bill.Store,
        Currency = map.Currency,
        Fields = bill.Fields,
        Lines = _hasLines || bill.Lines.Count > 1 || bill.Lines.Any(line => line.Fields is { Count: > 0 }) ? [.. bill.Lines.Select(Line)] : [],
    };

    private static BillLine Line(StagedLine line) => new(line.Sku ?? NoSku, line.Quantity, line.Amount) { Discount = line.Discount, Fields = line.Fields };

    private static BillResult Result(Outcome<HistoryBillAdded> answer) => answer.IsRefused
        ? new(false, false, false, 0, answer.Refusal.Code, answer.Refusal.Message)
        : new(true, answer.Replayed, answer.Value.Enrolled, answer.Value.Bill.Earned, null, null);
}
