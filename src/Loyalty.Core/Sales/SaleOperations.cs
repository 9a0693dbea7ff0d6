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
    /// Adds a bill; a member's earns points and counts towards tiers, one that is nobody's is kept. Refused, in this order:
    /// <c>bill.number_invalid</c>, <c>bill.type</c>, <c>bill.number_pattern</c>, <c>place.unknown</c>, <c>bill.shipping_store</c>,
    /// <c>bill.figure_invalid</c>, <c>bill.part_invalid</c>, <c>bill.amount_zero</c>, <c>bill.amount_outside</c>, <c>bill.line_outside</c>,
    /// <c>bill.time_unreadable</c>, <c>bill.time</c>, <c>bill.currency</c>, <c>bill.currency_ratio</c>, <c>bill.figures_apart</c>,
    /// <c>customer.missing</c>, <c>customer.unknown</c>, <c>customer.blocked</c>, <c>bill.duplicate</c>, <c>bill.redemption</c>, <c>points.overflow</c>.
    /// </summary>
    public ValueTask<Outcome<BillAdded>> AddBillAsync(AddBill command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("sales.add_bill", _actor, options, command, SaleFlow.AddBill, cancellation);
    }

    /// <summary>
    /// Adds bills in the order given, each in a commit of its own: a refused one leaves the others (transactions R27). The call's key stands
    /// for each with its number from 0. Refused as a whole: <c>bill.batch_size</c>.
    /// </summary>
    public async ValueTask<Outcome<BillBatch>> AddBillsAsync(IReadOnlyList<AddBill> commands, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(commands);
        const int Most = 100;
        var isSimulated = options?.Simulate == true;
        if (commands.Count is 0 or > Most) return new Outcome<BillBatch>(new BillBatchSize(commands.Count, Most)) { Simulated = isSimulated };
        var items = new Outcome<BillAdded>[commands.Count];
        for (var i = 0; i < items.Length; i++)
        {
            var own = options?.Key is { } key ? options with { Key = Invariant($"{key}/{i}") } : options;
            items[i] = commands[i] is { } command ? await AddBillAsync(command, own, cancellation).ConfigureAwait(false) : new InvalidValue(Invariant($"bills[{i}]"), "", "a bill");
        }
        // As every batch: it is a repeat when all that was not refused is one.
        return new Outcome<BillBatch>(new BillBatch(items)) { Simulated = isSimulated, Replayed = items.All(item => item.IsRefused || item.Replayed) && items.Any(item => item.Replayed) };
    }

    /// <summary>
    /// Completes a sale: bill, points spent, gifts, in one commit. Refused: as <see cref="AddBillAsync"/> and
    /// <see cref="PointsOperations.RedeemAsync"/>, <c>customer.missing</c>, <c>sale.total_changed</c>, <c>sale_reservation.mismatch</c>, <c>gift.unknown</c>, <c>gift.taken</c>, <c>gift.exhausted</c>.
    /// </summary>
    public ValueTask<Outcome<SaleCompleted>> CheckoutAsync(Checkout command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("sales.checkout", _actor, options, command, SaleFlow.Checkout, cancellation);
    }

    /// <summary>
    /// Reserves a sale at the start of its payment, in one commit: its coupons, the points to spend, uses of capped cart promotions, what payment
    /// vouchers pay. While it holds, all of it counts against everybody's limits, and a checkout of the same number and content takes just that.
    /// It lapses by the clock; a checkout after that is decided anew, and warns. The same again gives the first answer. Refused: as
    /// <see cref="CheckoutAsync"/>, <c>sale_reservation.time</c>, <c>sale_reservation.mismatch</c>, <c>sale_reservation.sold</c>.
    /// </summary>
    public ValueTask<Outcome<SaleReserved>> ReserveAsync(ReserveSale command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("sales.reserve", _actor, options, command, ReserveFlow.Reserve, cancellation);
    }

    /// <summary>
    /// Lets a reserved sale go: all that it took is free at once. A repeat does no harm. Refused: <c>sale_reservation.unknown</c>,
    /// <c>sale_reservation.confirmed</c>.
    /// </summary>
    public ValueTask<Outcome<SaleReleased>> ReleaseAsync(SaleReservationId reservation, CallOptions? options = null, CancellationToken cancellation = default) =>
        _runner.RunAsync("sales.release", _actor, options, reservation, ReserveFlow.Release, cancellation);

    /// <summary>
    /// Returns a purchase in full, by lines or by amount, or calls it off. Refused, in this order: <c>bill.number_invalid</c>, <c>place.unknown</c>,
    /// <c>return.duplicate</c>, <c>return.off</c>, <c>return.kind</c>, <c>return.kind_unclear</c>, <c>return.bill_unknown</c>, <c>return.bill_ambiguous</c>,
    /// <c>return.of_return</c>, <c>return.other_customer</c>, <c>return.outlier</c>, <c>return.time</c>, <c>bill.currency</c>, <c>return.cancelled</c>,
    /// <c>return.all_returned</c>, <c>return.kind_conflict</c>, <c>return.lines_missing</c>, <c>return.line_unknown</c>, <c>return.item_unknown</c>,
    /// <c>return.part_alone</c>, <c>bill.figure_invalid</c>, <c>return.quantity_purchased</c>, <c>return.quantity</c>, <c>return.line_amount</c>,
    /// <c>return.amount</c>, <c>return.not_returnable</c>, <c>return.too_late</c>.
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
    /// Changes fields, notes, delivery or till of a bill. Refused, in this order: <c>update.bill_missing</c>, <c>place.unknown</c>,
    /// <c>update.bill_unknown</c>, <c>value.invalid</c>, <c>update.line_unknown</c>, <c>update.delivery</c>.
    /// </summary>
    public ValueTask<Outcome<BillUpdated>> UpdateBillAsync(UpdateBill command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("sales.update_bill", _actor, options, context => UpdateFlow.Update(context, command), cancellation);
    }

    /// <summary>
    /// Makes a member's bill of one that was nobody's. Refused, in this order: <c>place.unknown</c>, <c>retro.off</c>, <c>retro.bill_unknown</c>,
    /// <c>retro.type</c>, <c>retro.done</c>, <c>customer.missing</c>, <c>customer.unknown</c>, <c>customer.blocked</c>,
    /// <c>retro.before_registration</c>, <c>retro.too_late</c>, <c>bill.duplicate</c>, <c>points.overflow</c>.
    /// </summary>
    public ValueTask<Outcome<BillAdded>> ConvertAsync(ConvertBill command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("sales.convert", _actor, options, context => RetroFlow.Convert(context, command), cancellation);
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

    /// <summary>Bills and returns of a store or till, the latest added first. Refused: <c>value.invalid</c>.</summary>
    public ValueTask<Outcome<Page<BillDetails>>> BillsAtAsync(PlaceBillsRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _runner.ReadAsync(_actor, context => PlaceBills.List(context, request), cancellation);
    }

    /// <summary>A customer's bills and returns, the latest billed first, with how many there are. Refused: <c>customer.unknown</c>, <c>customer.merged</c>, <c>value.invalid</c>.</summary>
    public ValueTask<Outcome<Page<BillDetails>>> BillsOfAsync(BillsRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _runner.ReadAsync(_actor, context => CustomerBills.List(context, request), cancellation);
    }

    /// <summary>
    /// How the bills with a number were judged when they were added, the latest added last; without steps where the organisation does not keep
    /// them or 90 days are over. Empty when there is none. Refused: <c>bill.number_invalid</c>.
    /// </summary>
    public ValueTask<Outcome<IReadOnlyList<BillEvaluation>>> EvaluationsAsync(string number, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(number);
        return _runner.ReadAsync(_actor, context => EvaluationLog.Of(context, number), cancellation);
    }

    /// <summary>
    /// Bills and returns by declared criteria, the latest billed first, of the last 365 days. None found is no refusal. Refused:
    /// <c>value.invalid</c>, <c>search.undeclared</c>, <c>bill.number_missing</c>, <c>customer.unknown</c>, <c>bill.search_too_broad</c>.
    /// </summary>
    public ValueTask<Outcome<Page<BillDetails>>> SearchAsync(SearchBills command, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.ReadAsync(_actor, context => BillSearch.Run(context, command), cancellation);
    }

    /// <summary>The bills that have a number, the latest added last, then the returns that have it. Empty when there is none.</summary>
    public ValueTask<Outcome<IReadOnlyList<BillDetails>>> FindBillsAsync(string number, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(number);
        return _runner.ReadAsync<IReadOnlyList<BillDetails>>(_actor, context =>
            BillChecks.Number(number) is { } refusal
                ? refusal
                : new Outcome<IReadOnlyList<BillDetails>>((BillDetails[])
                [
                    .. BillNumbers.Find(context, number).Select(bill => Show(context, bill)),
                    .. BillNumbers.FindReturns(context, number).Select(back => Show(context, back)),
                ]), cancellation);
    }

    internal static BillDetails Show(CommandContext context, Bill bill)
    {
        var place = bill.Place == 0 ? null : context.Work.Find(Place.ByNumber, bill.Place);
        // A return of everything names no lines.
        var isAllBack = bill.Returned == ReturnState.Everything && bill.ReturnedLines.Count == 0;
        return new(
            new(bill.Id), bill.Number, new(CustomerAlias.Standing(context.Work, bill.Customer)), place?.Store, place?.Till, bill.Time, context.Work.Find(Journal.Entries, bill.Position)!.Recorded,
            bill.Amount, bill.Lines, bill.ReturnedAmount, [.. bill.Lines.Select((line, i) => isAllBack ? line.Quantity : bill.ReturnedOf(i).Quantity)], bill.IsReturn, bill.OfBill != 0 ? new BillId(bill.OfBill) : null)
        {
            Fields = bill.Fields ?? new Dictionary<string, string>(StringComparer.Ordinal),
            Redemptions = [.. bill.Redemptions.Select(id => new RedemptionId(id))],
            Promotions = bill.Promotions,
            Type = bill.More?.Type ?? BillType.Regular,
            Outlier = bill.More?.Outlier ?? BillOutlier.Normal,
            Particulars = bill.More?.Particulars,
            Local = bill.More?.Local,
            LocalTime = bill.Time.InZone(context.Program(bill.Time).OrganisationZone).ToOffsetDateTime(),
            InputOffset = bill.More?.InputOffset,
            Retro = bill.More is { Retro: not 0 and var other } ? new BillId(other) : null,
            Created = bill.More?.Particulars?.Attribution?.Created ?? context.Work.Find(Journal.Entries, bill.Position)!.Recorded,
        };
    }
}
