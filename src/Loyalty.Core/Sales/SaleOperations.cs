using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Sales: bills, checkout, return, exchange, a shop's past.</summary>
public sealed class SaleOperations
{
    private readonly CommandRunner _runner;
    private readonly Actor _actor;

    internal SaleOperations(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        _actor = actor;
    }

    /// <summary>
    /// Adds a member's bill; it earns points and counts towards tiers. Refused: <c>bill.number_invalid</c>, <c>place.unknown</c>,
    /// <c>bill.figure_invalid</c>, <c>bill.amount_outside</c>, <c>bill.currency</c>, <c>bill.time</c>, <c>customer.unknown</c>,
    /// <c>customer.blocked</c>, <c>bill.duplicate</c>, <c>bill.redemption</c>, <c>points.overflow</c>.
    /// </summary>
    public ValueTask<Outcome<BillAdded>> AddBillAsync(AddBill command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("sales.add_bill", _actor, options, command, SaleFlow.AddBill, cancellation);
    }

    /// <summary>
    /// Completes a sale: bill, points spent, gifts, in one commit. Refused: as <see cref="AddBillAsync"/> and
    /// <see cref="PointsOperations.RedeemAsync"/>, <c>customer.missing</c>, <c>sale.total_changed</c>, <c>gift.unknown</c>, <c>gift.taken</c>, <c>gift.exhausted</c>.
    /// </summary>
    public ValueTask<Outcome<SaleCompleted>> CheckoutAsync(Checkout command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("sales.checkout", _actor, options, command, SaleFlow.Checkout, cancellation);
    }

    /// <summary>
    /// Returns a purchase in full, by lines or by amount. Refused: <c>bill.number_invalid</c>, <c>place.unknown</c>, <c>return.bill_unknown</c>,
    /// <c>return.bill_ambiguous</c>, <c>return.of_return</c>, <c>return.duplicate</c>, <c>return.time</c>, <c>return.all_returned</c>,
    /// <c>return.kind_conflict</c>, <c>return.kind_unclear</c>, <c>return.line_unknown</c>, <c>return.quantity</c>, <c>return.amount</c>, <c>bill.figure_invalid</c>.
    /// </summary>
    public ValueTask<Outcome<BillReturned>> ReturnAsync(ReturnBill command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("sales.return", _actor, options, context => ReturnFlow.Return(context, command), cancellation);
    }

    /// <summary>
    /// Takes back an earlier purchase and sells a new basket, in one commit: one refused side refuses both.
    /// Refused: as <see cref="ReturnAsync"/> and <see cref="CheckoutAsync"/>, <c>exchange.mismatch</c>.
    /// </summary>
    public ValueTask<Outcome<ExchangeCompleted>> ExchangeAsync(Exchange command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("sales.exchange", _actor, options, context => ReturnFlow.Exchange(context, command), cancellation);
    }

    /// <summary>
    /// Brings in up to 1,000 bills of a shop's past in one commit, in the order given (ascending time). Each is decided as if now were its
    /// own time; a refused one drops only itself. Repeats give their first answers. Asked for, each bill's own outcome carries its trace.
    /// </summary>
    public ValueTask<Outcome<IReadOnlyList<Outcome<HistoryBillAdded>>>> ImportAsync(
        IReadOnlyList<HistoryBill> bills, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bills);
        return _runner.RunAsync<IReadOnlyList<Outcome<HistoryBillAdded>>>("sales.import", _actor, (options ?? new()) with { History = true }, context =>
        {
            if (context.Trace.Fails("import.size", null, bills.Count <= 1000, bills.Count, 1000)) return new InvalidValue("bills", Invariant($"{bills.Count} bills"), "up to 1,000");
            var answers = new Outcome<HistoryBillAdded>[bills.Count];
            for (var i = 0; i < answers.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                answers[i] = SaleFlow.Import(context, i, bills[i]);
                if (context.Trace.IsWanted) context.Trace.Note(Invariant($"import.bill.{i + 1}"), null, !answers[i].IsRefused, answers[i].Refusal?.Code ?? "accepted", "accepted");
            }
            return new(answers);
        }, cancellation);
    }

    /// <summary>A stored bill as it stands. Refused: <c>return.bill_unknown</c>.</summary>
    public ValueTask<Outcome<BillDetails>> GetBillAsync(BillId bill, CancellationToken cancellation = default) =>
        _runner.ReadAsync<BillDetails>(_actor, context =>
            bill.Value > 0 && context.Work.Find(Bill.All, bill.Value) is { } found && found.Organisation == context.Organisation
                ? context.Accept(Show(context, found))
                : new BillUnknown(bill.ToString()), cancellation);

    /// <summary>The bills that have a number, the latest added last, then the return that has it. Empty when there is none.</summary>
    public ValueTask<Outcome<IReadOnlyList<BillDetails>>> FindBillsAsync(string number, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(number);
        return _runner.ReadAsync<IReadOnlyList<BillDetails>>(_actor, context =>
            BillChecks.Number(number) is { } refusal
                ? refusal
                : new Outcome<IReadOnlyList<BillDetails>>((BillDetails[])
                [
                    .. BillNumbers.Find(context, number).Select(bill => Show(context, bill)),
                    .. BillNumbers.FindReturn(context, number) is { } back ? [Show(context, back)] : Array.Empty<BillDetails>(),
                ]), cancellation);
    }

    private static BillDetails Show(CommandContext context, Bill bill)
    {
        var place = bill.Place == 0 ? null : context.Work.Find(Place.ByNumber, bill.Place);
        // A return of everything names no lines.
        var isAllBack = bill.Returned == ReturnState.Everything && bill.ReturnedLines.Count == 0;
        return new(
            new(bill.Id), bill.Number, new(bill.Customer), place?.Store, place?.Till, bill.Time, context.Work.Find(Journal.Entries, bill.Position)!.Recorded,
            bill.Amount, bill.Lines, bill.ReturnedAmount, [.. bill.Lines.Select((line, i) => isAllBack ? line.Quantity : bill.ReturnedOf(i).Quantity)], bill.IsReturn, bill.IsReturn ? new BillId(bill.OfBill) : null)
        {
            Fields = bill.Fields ?? new Dictionary<string, string>(StringComparer.Ordinal),
            Redemptions = [.. bill.Redemptions.Select(id => new RedemptionId(id))],
            Promotions = bill.Promotions,
        };
    }
}
