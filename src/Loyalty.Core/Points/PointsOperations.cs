using NodaTime;

namespace Loyalty;

/// <summary>Points: redeem, hold, reverse, transfer, balances and statements.</summary>
public sealed class PointsOperations
{
    private readonly CommandRunner _runner;
    private readonly Actor _actor;

    internal PointsOperations(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        _actor = actor;
    }

    /// <summary>
    /// The same in an alternate currency of the program (points R72): its lots, its balance; points are then units of it. An unknown name refuses
    /// each call with <c>currency.unknown</c>.
    /// </summary>
    /// <param name="currency">Name of the currency, in any case of letters.</param>
    public PointsOperations In(string currency)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(currency);
        return new PointsOperations(_runner, _actor with { Currency = currency });
    }

    /// <summary>
    /// Spends points; simulated, it says whether they could be. A redemption may be dated up to 30 days back. Refused: <c>points.invalid</c>,
    /// <c>points.decimals</c>, <c>customer.unknown</c>, <c>customer.blocked</c>, <c>redemption.time</c>, <c>redemption.off</c>,
    /// <c>redemption.below_minimum</c>, <c>redemption.above_limit</c>, <c>redemption.bill_amount_missing</c>, <c>redemption.above_bill</c>,
    /// <c>redemption.not_multiple</c>, <c>redemption.lifetime_points</c>, <c>redemption.lifetime_purchases</c>, <c>redemption.balance</c>, <c>points.insufficient</c>,
    /// <c>redemption.store</c>, <c>redemption.blackout</c>, <c>redemption.over_time</c>,
    /// <c>redemption.code_missing</c>, <c>redemption.code_wrong</c>; over all programs <c>redemption.all_programs_off</c> before the conditions.
    /// </summary>
    public ValueTask<Outcome<PointsRedeemed>> RedeemAsync(RedeemPoints command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("points.redeem", _actor, options, context => RedemptionFlow.Redeem(context, command), cancellation);
    }

    /// <summary>
    /// What redeeming would answer at this moment: the same decision, never committed. A wrong validation code is counted, so that it cannot be
    /// guessed here either; with <see cref="CallOptions.Simulate"/> nothing at all is written. Refused: as <see cref="RedeemAsync"/>.
    /// </summary>
    public ValueTask<Outcome<PointsRedeemed>> CheckAsync(RedeemPoints command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        var calls = options ?? new();
        return command.ValidationCode is null || calls.Simulate
            ? _runner.RunAsync("points.check", _actor, calls with { Simulate = true }, context => RedemptionFlow.Redeem(context, command), cancellation)
            : _runner.RunAsync("points.check", _actor, calls, context => RedemptionFlow.Check(context, command), cancellation);
    }

    /// <summary>Reserves points. Refused: as <see cref="RedeemAsync"/>.</summary>
    public ValueTask<Outcome<PointsHeld>> HoldAsync(HoldPoints command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("points.hold", _actor, options, context => RedemptionFlow.Hold(context, command), cancellation);
    }

    /// <summary>
    /// Turns a hold into a redemption; when the hold has ended it is a redemption anew (points R35), for which limits in percent of the bill need the amount. Refused: <c>redemption.unknown</c>,
    /// <c>hold.state</c> and, anew, as <see cref="RedeemAsync"/>.
    /// </summary>
    public ValueTask<Outcome<PointsRedeemed>> CaptureAsync(CapturePoints command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("points.capture", _actor, options, context => RedemptionFlow.Capture(context, command), cancellation);
    }

    /// <summary>Lets a hold go. Refused: <c>redemption.unknown</c>, <c>hold.state</c>.</summary>
    public ValueTask<Outcome<HoldReleased>> ReleaseAsync(ReleasePoints command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("points.release", _actor, options, context => RedemptionFlow.Release(context, command), cancellation);
    }

    /// <summary>
    /// Reverses a redemption in part or whole. Refused: <c>reversal.off</c>, <c>redemption.unknown</c>, <c>redemption.other_customer</c>,
    /// <c>points.invalid</c>, <c>points.decimals</c>, <c>reversal.nothing_left</c>, <c>reversal.above_left</c>.
    /// </summary>
    public ValueTask<Outcome<RedemptionReversal>> ReverseAsync(ReverseRedemption command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("points.reverse", _actor, options, context => ReversalFlow.Reverse(context, command), cancellation);
    }

    /// <summary>
    /// Ties a redemption to its bill, or says what it was for. Refused, in this order: <c>redemption.unknown</c>, <c>redemption.other_customer</c>, <c>redemption.link_unclear</c>,
    /// <c>value.invalid</c>, <c>redemption.link</c>.
    /// </summary>
    public ValueTask<Outcome<RedemptionLinked>> LinkAsync(LinkRedemption command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("points.link", _actor, options, context => LinkFlow.Link(context, command), cancellation);
    }

    /// <summary>
    /// Sends points to another member. Refused: <c>transfer.same_customer</c>, <c>customer.unknown</c>, <c>customer.blocked</c>,
    /// <c>transfer.off</c>, <c>points.invalid</c>, <c>points.decimals</c>, <c>points.insufficient</c>, <c>points.overflow</c>.
    /// </summary>
    public ValueTask<Outcome<PointsTransferred>> TransferAsync(TransferPoints command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("points.transfer", _actor, options, context => TransferFlow.Transfer(context, command), cancellation);
    }

    /// <summary>
    /// Takes points away by hand. Refused, in this order: <c>value.invalid</c>, <c>customer.unknown</c>, <c>manual.reason</c>, <c>points.invalid</c>,
    /// <c>points.decimals</c>, <c>manual.user_missing</c>, <c>manual.approval_missing</c>, <c>manual.above_authority</c>, <c>points.lot_unknown</c>,
    /// <c>points.insufficient</c>.
    /// </summary>
    public ValueTask<Outcome<PointsDeducted>> DeductAsync(DeductPoints command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("points.deduct", _actor, options, context => ManualFlow.Deduct(context, command), cancellation);
    }

    /// <summary>
    /// Moves the end of points by hand; moved to a day that is over, they expire at once. Refused, in this order: <c>place.unknown</c>, <c>value.invalid</c>,
    /// <c>customer.unknown</c>, <c>manual.reason</c>, <c>value.invalid</c>, <c>points.lot_unknown</c>, <c>promised.bill_unknown</c>, <c>expiry.nothing</c>,
    /// <c>manual.user_missing</c>, <c>manual.approval_missing</c>, <c>manual.above_authority</c>.
    /// </summary>
    public ValueTask<Outcome<PointsExpiryMoved>> MoveExpiryAsync(MovePointsExpiry command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("points.move_expiry", _actor, options, context => ExpiryMoveFlow.Move(context, command), cancellation);
    }

    /// <summary>
    /// Converts at once what a member was promised for a bill. Refused, in this order: <c>place.unknown</c>, <c>value.invalid</c>,
    /// <c>customer.unknown</c>, <c>promised.bill_unknown</c>, <c>promised.nothing</c>.
    /// </summary>
    public ValueTask<Outcome<PromisedConverted>> ConvertPromisedAsync(ConvertPromised command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("points.convert_promised", _actor, options, context => PromisedFlow.Convert(context, command), cancellation);
    }

    /// <summary>
    /// Issues a code with which a member confirms a redemption. The answer holds the code, which is to be sent to the customer and to nobody else.
    /// Refused, in this order: <c>place.unknown</c>, <c>points.invalid</c>, <c>points.decimals</c>, <c>customer.unknown</c>,
    /// <c>customer.not_enrolled</c>, <c>customer.blocked</c>, <c>customer.restricted</c>, <c>redemption.off</c>.
    /// </summary>
    public ValueTask<Outcome<ValidationCodeIssued>> IssueValidationCodeAsync(IssueValidationCode command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("points.issue_validation_code", _actor, options, context => ValidationCodeFlow.Issue(context, command), cancellation);
    }

    /// <summary>
    /// Asks for goodwill. Refused, in this order: <c>value.invalid</c>, <c>customer.unknown</c>, <c>manual.reason</c>, <c>points.invalid</c>,
    /// <c>points.decimals</c>, <c>manual.user_missing</c>, <c>customer.blocked</c> and, approved at once, <c>manual.approval_missing</c>,
    /// <c>manual.above_authority</c>, <c>points.overflow</c>.
    /// </summary>
    public ValueTask<Outcome<Goodwill>> AskGoodwillAsync(AskGoodwill command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("points.ask_goodwill", _actor, options, context => ManualFlow.Ask(context, command), cancellation);
    }

    /// <summary>
    /// Approves or rejects goodwill. Refused, in this order: <c>goodwill.unknown</c>, <c>goodwill.decided</c>, <c>manual.user_missing</c>,
    /// <c>manual.approval_missing</c>, <c>manual.above_authority</c>, <c>customer.blocked</c>, <c>points.overflow</c>; the request stays as it is.
    /// </summary>
    public ValueTask<Outcome<Goodwill>> DecideGoodwillAsync(DecideGoodwill command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("points.decide_goodwill", _actor, options, context => ManualFlow.Decide(context, command), cancellation);
    }

    /// <summary>A request for goodwill as it stands. Refused: <c>goodwill.unknown</c>.</summary>
    public ValueTask<Outcome<Goodwill>> GetGoodwillAsync(GoodwillId request, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => ManualFlow.Get(context, request), cancellation);

    /// <summary>A member's requests for goodwill, the newest first. Refused: <c>customer.unknown</c>, <c>customer.merged</c>, <c>value.invalid</c>.</summary>
    /// <param name="customer">The member.</param>
    /// <param name="limit">Most of them, 1 to 1,000.</param>
    /// <param name="before">Read on before this position: <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="cancellation">Stops the read.</param>
    public ValueTask<Outcome<Page<Goodwill>>> GoodwillsAsync(CustomerId customer, int limit = 100, long? before = null, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => ManualFlow.List(context, customer, limit, before), cancellation);

    /// <summary>A member's points now, what is due by the clock included. Refused: <c>customer.unknown</c>.</summary>
    public ValueTask<Outcome<PointsBalance>> BalanceAsync(CustomerId customer, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => Statements.Balance(context, customer), cancellation);

    /// <summary>
    /// A member's balances in every program it is enrolled in, the default one first, each with those of its alternate currencies behind it
    /// (points R70, R72). Refused: <c>customer.unknown</c>.
    /// </summary>
    public ValueTask<Outcome<IReadOnlyList<ProgramBalance>>> BalancesAsync(CustomerId customer, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => Statements.Balances(context, customer), cancellation);

    /// <summary>A member's available points by the last local day on which they are good, then by kind; those that never lapse are left out. Refused: <c>customer.unknown</c>, <c>value.invalid</c>.</summary>
    public ValueTask<Outcome<IReadOnlyList<ScheduledPoints>>> ExpiryScheduleAsync(ScheduleRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _runner.ReadAsync(_actor, context => Schedules.Expiry(context, request), cancellation);
    }

    /// <summary>A member's promised points by the first local day on which they can be used, then by kind. Refused: <c>customer.unknown</c>, <c>value.invalid</c>.</summary>
    public ValueTask<Outcome<IReadOnlyList<ScheduledPoints>>> ConversionScheduleAsync(ScheduleRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _runner.ReadAsync(_actor, context => Schedules.Conversion(context, request), cancellation);
    }

    /// <summary>The points of the member with an identifier. Refused: <c>customer.identifier_invalid</c>, <c>customer.not_found</c>.</summary>
    public ValueTask<Outcome<PointsBalance>> BalanceAsync(Identifier identifier, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context =>
        {
            var (customer, refusal) = CustomerLookUp.Find(context, identifier);
            return refusal is null ? Statements.Balance(context, customer) : refusal;
        }, cancellation);

    /// <summary>
    /// A member's points as of an effective time and as known at a recorded time, with the entries that led there.
    /// Refused: <c>customer.unknown</c>, <c>value.invalid</c>.
    /// </summary>
    public ValueTask<Outcome<Statement>> StatementAsync(StatementRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _runner.ReadAsync(_actor, context => Statements.Statement(context, request), cancellation);
    }

    /// <summary>The redemption or hold that a code stands for, in any case of letters.</summary>
    public ValueTask<Outcome<RedemptionDetails>> FindRedemptionAsync(string code, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        return _runner.ReadAsync(_actor, context => Statements.Redemption(context, code), cancellation);
    }

    /// <summary>A redemption or hold by its maker's reference. Refused: <c>customer.unknown</c>, <c>redemption.unknown</c>.</summary>
    public ValueTask<Outcome<RedemptionDetails>> FindRedemptionAsync(CustomerId customer, string reference, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return _runner.ReadAsync(_actor, context => Statements.Redemption(context, customer, reference), cancellation);
    }

    /// <summary>Takes an entry apart into its lots (points R82). Refused: <c>entry.unknown</c>.</summary>
    public ValueTask<Outcome<Exploded>> ExplodeAsync(long position, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => Statements.Explode(context, position), cancellation);
}
