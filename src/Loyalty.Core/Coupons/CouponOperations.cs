namespace Loyalty;

/// <summary>
/// Coupons: series, issue, redeem, reserve, revoke. Every refusal about coupons is a <see cref="CouponRefusal"/> with its documented number.
/// </summary>
public sealed class CouponOperations
{
    private readonly CommandRunner _runner;
    private readonly Actor _actor;

    internal CouponOperations(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        _actor = actor;
    }

    /// <summary>
    /// Makes a series. Refused: <c>coupon_series.invalid</c> with all faults, <c>coupon_series.code_taken</c>, <c>coupon_series.generic_code_taken</c>.
    /// </summary>
    public ValueTask<Outcome<CouponSeriesDetails>> CreateSeriesAsync(CreateCouponSeries command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("coupons.create_series", _actor, options, context => CouponSeriesFlow.Create(context, command), cancellation);
    }

    /// <summary>Replaces a series' settings from now on. Refused: <c>coupon_series.unknown</c>, <c>coupon_series.changed</c>, <c>coupon_series.invalid</c>.</summary>
    public ValueTask<Outcome<CouponSeriesDetails>> UpdateSeriesAsync(UpdateCouponSeries command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("coupons.update_series", _actor, options, context => CouponSeriesFlow.Update(context, command), cancellation);
    }

    /// <summary>A series as it stands. Refused: <c>coupon_series.unknown</c>.</summary>
    public ValueTask<Outcome<CouponSeriesDetails>> GetSeriesAsync(CouponSeriesId series, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => CouponReads.GetSeries(context, series), cancellation);

    /// <summary>The series by number, a page at a time.</summary>
    /// <param name="limit">Most of them, 1 to 1,000.</param>
    /// <param name="after">Read on after this number: <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="cancellation">Stops the read.</param>
    public ValueTask<Outcome<Page<CouponSeriesDetails>>> ListSeriesAsync(int limit = 100, long? after = null, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => CouponReads.ListSeries(context, limit, after), cancellation);

    /// <summary>
    /// What happened to coupons since a position of the journal: issues and redemptions, for who tells others. Keep
    /// <see cref="CouponEvents.Position"/> and read on after it; what was read once is never told otherwise. Refused: <c>value.invalid</c>.
    /// </summary>
    /// <param name="after">Position to read on after; 0 from the beginning.</param>
    /// <param name="limit">Most entries of the journal to look at, 1 to 10,000.</param>
    /// <param name="cancellation">Stops the read.</param>
    public ValueTask<Outcome<CouponEvents>> EventsAsync(long after = 0, int limit = 1000, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => CouponFeed.Read(context, after, limit), cancellation);

    /// <summary>The versions of a series' settings, newest first: who saved what when. Refused: <c>coupon_series.unknown</c>.</summary>
    public ValueTask<Outcome<IReadOnlyList<CouponSeriesVersion>>> SeriesHistoryAsync(CouponSeriesId series, int limit = 100, CancellationToken cancellation = default) =>
        _runner.ReadAsync<IReadOnlyList<CouponSeriesVersion>>(_actor, context =>
        {
            var desk = new CouponDesk(context, context.Recorded);
            return desk.Series(series) is { } found ? new Outcome<IReadOnlyList<CouponSeriesVersion>>(CouponSeriesFlow.History(desk, found, Math.Clamp(limit, 1, 1000))) : new CouponSeriesUnknown(series.ToString());
        }, cancellation);

    /// <summary>
    /// Issues coupons of a series to a customer. Refused, in this order: <c>coupon.count</c>, <c>customer.unknown</c>, <c>customer.blocked</c>,
    /// <c>coupon_series.unknown</c>, <c>coupon.source_not_allowed</c>, <c>coupon_series.closed</c>, <c>coupon.not_in_audience</c>, <c>coupon.excluded</c>,
    /// <c>coupon.already_held</c>, <c>coupon.issue_limit</c>, <c>coupon.issue_gap</c>, <c>coupon.series_exhausted</c>, <c>coupon.pool_empty</c>.
    /// </summary>
    public ValueTask<Outcome<CouponsGiven>> IssueAsync(IssueCoupons command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("coupons.issue", _actor, options, context => CouponIssueFlow.Issue(context, command), cancellation);
    }

    /// <summary>Issues one coupon of each of several series to a customer; the lines say what came of each. Refused: <c>coupon.count</c>, <c>customer.unknown</c>, <c>customer.blocked</c>.</summary>
    public ValueTask<Outcome<CouponItems>> IssueOfSeriesAsync(IssueCouponsOfSeries command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("coupons.issue_of_series", _actor, options, context => CouponIssueFlow.IssueOfSeries(context, command), cancellation);
    }

    /// <summary>Issues one coupon of a series to each of many customers; the lines say what came of each. Refused: <c>coupon.count</c>, <c>coupon_series.unknown</c>, <c>coupon_series.closed</c>.</summary>
    public ValueTask<Outcome<CouponItems>> IssueToManyAsync(IssueCouponsToMany command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("coupons.issue_to_many", _actor, options, context => CouponIssueFlow.IssueToMany(context, command), cancellation);
    }

    /// <summary>Issues a stretch of codes without holders. Refused: <c>coupon_series.unknown</c>, <c>coupon.source_not_allowed</c>, <c>coupon_series.closed</c>, <c>coupon.count</c>, <c>coupon_series.exhausted</c>.</summary>
    public ValueTask<Outcome<CouponStretchGiven>> IssueStretchAsync(IssueCouponStretch command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("coupons.issue_stretch", _actor, options, context => CouponIssueFlow.IssueStretch(context, command), cancellation);
    }

    /// <summary>The codes of a stretch, a page at a time. Refused: <c>coupon_series.unknown</c>, <c>value.invalid</c>.</summary>
    /// <param name="series">The series.</param>
    /// <param name="first">First serial of the stretch.</param>
    /// <param name="limit">Most of them, 1 to 10,000.</param>
    /// <param name="after">Read on after this serial: <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="cancellation">Stops the read.</param>
    public ValueTask<Outcome<Page<string>>> CodesAsync(CouponSeriesId series, long first, int limit = 1000, long? after = null, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => CouponIssueFlow.Codes(context, series, first, limit, after), cancellation);

    /// <summary>Names the holder of a code of a stretch. Refused: as a look-up, <c>coupon.not_holder</c>, <c>coupon.revoked</c>, <c>coupon.issue_limit</c>.</summary>
    public ValueTask<Outcome<CouponGiven>> NameHolderAsync(NameCouponHolder command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("coupons.name_holder", _actor, options, context => CouponIssueFlow.Name(context, command), cancellation);
    }

    /// <summary>
    /// Redeems coupons, all or none. One coupon is refused with its own reason, several with <c>coupon.batch_failed</c> and a number each. Refused,
    /// in this order: <c>coupon.not_named</c>, <c>coupon.codes</c>, <c>customer.unknown</c>, <c>coupon.amount_invalid</c>, <c>customer.blocked</c>; then
    /// <c>coupon.malformed</c>, <c>coupon.unknown</c>, <c>coupon.repeated_in_request</c>, <c>coupon.trial</c>, <c>coupon.not_issued</c>, <c>coupon.not_holder</c>,
    /// <c>coupon.revoked</c>, <c>coupon.series_over</c>, <c>coupon.expired</c>, <c>coupon.not_started</c>, <c>coupon.customer_not_targeted</c>,
    /// <c>coupon.validation_required</c>, <c>coupon.validation_wrong</c>, <c>coupon.used_by_customer</c>, <c>coupon.code_limit</c>, <c>coupon.customer_limit</c>,
    /// <c>coupon.series_limit</c>, <c>coupon.redemption_gap</c>, <c>coupon.outside_window</c>, <c>coupon.store</c>, <c>coupon.bill_amount</c>, <c>coupon.no_eligible_item</c>.
    /// </summary>
    public ValueTask<Outcome<CouponsRedeemed>> RedeemAsync(RedeemCoupons command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("coupons.redeem", _actor, options, context => CouponRedeemFlow.Redeem(context, command), cancellation);
    }

    /// <summary>
    /// What redeeming the coupons would answer at this moment, coupon by coupon: the same decision, never committed. Wrong codes are counted
    /// unless the call says <see cref="CallOptions.Simulate"/>. Refused: as the request of <see cref="RedeemAsync"/>.
    /// </summary>
    public async ValueTask<Outcome<CouponsChecked>> CheckAsync(RedeemCoupons command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        var calls = options ?? new();
        var check = await _runner.RunAsync("coupons.check", _actor, calls with { Simulate = true }, context => CouponRedeemFlow.Check(context, command), cancellation).ConfigureAwait(false);
        if (calls.Simulate || check.IsRefused || check.Value.Wrong == 0) return check;
        var counted = await _runner.RunAsync("coupons.wrong_code", _actor, new CallOptions(), context => Guessing.Count(context, command.Customer, check.Value.Wrong), cancellation).ConfigureAwait(false);
        return counted.Refusal is StoreFailed failed ? failed : check;
    }

    /// <summary>Reserves coupons at the start of a payment. Refused: as <see cref="RedeemAsync"/>, <c>coupon.hold_time</c>.</summary>
    public ValueTask<Outcome<CouponsHeld>> ReserveAsync(ReserveCoupons command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("coupons.reserve", _actor, options, context => CouponReservationFlow.Reserve(context, command), cancellation);
    }

    /// <summary>
    /// Turns a reservation into its redemptions without new checks; one that has lapsed is decided anew. Again: the first answer.
    /// Refused: <c>coupon.reservation_unknown</c>, <c>coupon.reservation_state</c> and, anew, as <see cref="RedeemAsync"/>.
    /// </summary>
    public ValueTask<Outcome<CouponsRedeemed>> ConfirmAsync(CouponReservationId reservation, CallOptions? options = null, CancellationToken cancellation = default) =>
        _runner.RunAsync("coupons.confirm", _actor, options, context => CouponReservationFlow.Confirm(context, reservation), cancellation);

    /// <summary>Lets a reservation go. Again: the same answer. Refused: <c>coupon.reservation_unknown</c>, <c>coupon.reservation_state</c>.</summary>
    public ValueTask<Outcome<CouponsReleased>> ReleaseAsync(CouponReservationId reservation, CallOptions? options = null, CancellationToken cancellation = default) =>
        _runner.RunAsync("coupons.release", _actor, options, context => CouponReservationFlow.Release(context, reservation), cancellation);

    /// <summary>Reverses redemptions. Refused: <c>coupon.uses_missing</c>, <c>coupon.uses_unknown</c>.</summary>
    public ValueTask<Outcome<CouponItems>> ReactivateAsync(ReactivateCoupons command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("coupons.reactivate", _actor, options, context => CouponAfterFlow.Reactivate(context, command), cancellation);
    }

    /// <summary>Revokes coupons by code. Refused: <c>coupon.codes</c>, <c>value.invalid</c>, <c>coupon_series.unknown</c>, <c>coupon.series_over</c>.</summary>
    public ValueTask<Outcome<CouponItems>> RevokeAsync(RevokeCoupons command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("coupons.revoke", _actor, options, context => CouponAfterFlow.Revoke(context, command), cancellation);
    }

    /// <summary>Revokes a customer's unredeemed coupons of a series. Refused: <c>customer.unknown</c>, <c>coupon_series.unknown</c>, <c>coupon.series_over</c>, <c>coupon.codes</c>.</summary>
    public ValueTask<Outcome<CouponItems>> RevokeOfAsync(RevokeCouponsOf command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("coupons.revoke_of", _actor, options, context => CouponAfterFlow.RevokeOf(context, command), cancellation);
    }

    /// <summary>Revokes at once every code of a stretch that has not been used or named. Refused: <c>coupon_series.unknown</c>, <c>coupon.series_over</c>, <c>coupon.not_revocable</c>.</summary>
    /// <param name="series">The series.</param>
    /// <param name="first">First serial of the stretch.</param>
    /// <param name="options">How the call is carried out.</param>
    /// <param name="cancellation">Stops the call.</param>
    public ValueTask<Outcome<CouponItems>> RevokeStretchAsync(CouponSeriesId series, long first, CallOptions? options = null, CancellationToken cancellation = default) =>
        _runner.RunAsync("coupons.revoke_stretch", _actor, options, context => CouponAfterFlow.RevokeStretch(context, series, first), cancellation);

    /// <summary>
    /// Revokes what is left of a whole series, some hundreds of coupons a commit; between commits others go on. Broken off, it is called again.
    /// Simulated, it tells of its first commit. Refused: <c>coupon_series.unknown</c>, <c>coupon.series_over</c>.
    /// </summary>
    public async ValueTask<Outcome<CouponSeriesRevoked>> RevokeSeriesAsync(RevokeCouponSeries command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        var calls = (options ?? new()) with { Key = null, EffectiveTime = null };
        var so = new CouponSeriesRevoked(0, 0, 0, null);
        while (true)
        {
            var before = so;
            var part = await _runner.RunAsync("coupons.revoke_series", _actor, calls, context => CouponAfterFlow.RevokeSeries(context, command, before), cancellation).ConfigureAwait(false);
            if (part.IsRefused || part.Value.Next is null || calls.Simulate) return part;
            so = part.Value;
        }
    }

    /// <summary>Gives coupons another end. Refused: <c>coupon.codes</c>, <c>coupon_series.unknown</c>, <c>coupon.series_over</c>.</summary>
    public ValueTask<Outcome<CouponItems>> ExtendAsync(ExtendCoupons command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("coupons.extend", _actor, options, context => CouponAfterFlow.Extend(context, command), cancellation);
    }

    /// <summary>Changes what a redemption was told of the sale. Refused: <c>coupon.use_unknown</c>, <c>coupon.use_of_another</c>, <c>coupon.amount_invalid</c>.</summary>
    public ValueTask<Outcome<CouponUseDetails>> AmendUseAsync(AmendCouponUse command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("coupons.amend_use", _actor, options, context => CouponAfterFlow.Amend(context, command), cancellation);
    }

    /// <summary>Whether a coupon's message may go out again, and what stands in it; nothing changes. Refused: as a look-up, <c>coupon.not_resendable</c>.</summary>
    public ValueTask<Outcome<CouponGiven>> ResendAsync(string code, CustomerId customer, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        return _runner.ReadAsync(_actor, context => CouponAfterFlow.Resend(context, code, customer), cancellation);
    }

    /// <summary>A coupon as it stands; the common code of a generic series needs its customer. Refused: <c>coupon.malformed</c>, <c>coupon.unknown</c>, <c>coupon.not_issued</c>.</summary>
    public ValueTask<Outcome<CouponDetails>> GetAsync(string code, CustomerId? customer = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        return _runner.ReadAsync(_actor, context => CouponReads.Get(context, code, customer), cancellation);
    }

    /// <summary>A coupon as it stands, by its id. Refused: <c>coupon.unknown</c>.</summary>
    public ValueTask<Outcome<CouponDetails>> GetAsync(CouponId coupon, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => CouponReads.Get(context, coupon), cancellation);

    /// <summary>A redemption as it stands. Refused: <c>coupon.use_unknown</c>.</summary>
    public ValueTask<Outcome<CouponUseDetails>> GetUseAsync(CouponUseId redemption, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => CouponReads.GetUse(context, redemption), cancellation);

    /// <summary>A customer's coupons, a page at a time. Refused: <c>customer.unknown</c>, <c>value.invalid</c>.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="filter">Which of them.</param>
    /// <param name="limit">Most of them, 1 to 1,000.</param>
    /// <param name="after">Read on after this id: <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="cancellation">Stops the read.</param>
    public ValueTask<Outcome<Page<CouponDetails>>> ListAsync(CustomerId customer, CouponFilter filter = CouponFilter.All, int limit = 100, long? after = null, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => CouponReads.List(context, customer, filter, limit, after), cancellation);

    /// <summary>
    /// Brings in a CSV file of codes, of customers, or of both, as it comes: some hundreds of rows a commit, each row on its own. With the key of an
    /// earlier call it is that upload: one that has ended answers with its report, one that was broken off goes on behind the rows it has, of the
    /// same file. Refused: <c>coupon_series.unknown</c>, <c>idempotency.key_reused</c>.
    /// </summary>
    /// <param name="command">What the columns are.</param>
    /// <param name="csv">The file; read once, not closed.</param>
    /// <param name="options">How the call is carried out.</param>
    /// <param name="cancellation">Stops reading; what was done stays.</param>
    public ValueTask<Outcome<CouponUploadReport>> UploadAsync(UploadCoupons command, Stream csv, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(csv);
        return UploadAsync(command.Series, false, csv, command.HasHeader, options, (context, upload, rows) => CouponUploadFlow.Codes(context, upload, command, rows), cancellation);
    }

    /// <summary>Brings in a CSV file of redemptions that were made elsewhere. Refused: <c>coupon_series.unknown</c>.</summary>
    /// <inheritdoc cref="UploadAsync(UploadCoupons, Stream, CallOptions, CancellationToken)"/>
    public ValueTask<Outcome<CouponUploadReport>> UploadUsesAsync(UploadCouponUses command, Stream csv, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(csv);
        return UploadAsync(command.Series, true, csv, command.HasHeader, options, (context, upload, rows) => CouponUploadFlow.Uses(context, upload, command, rows), cancellation);
    }

    /// <summary>How far an upload is. Refused: <c>coupon.upload_unknown</c>.</summary>
    public ValueTask<Outcome<CouponUploadReport>> UploadStatusAsync(CouponUploadId upload, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => CouponUploadFlow.Status(context, upload), cancellation);

    private async ValueTask<Outcome<CouponUploadReport>> UploadAsync(
        CouponSeriesId series, bool ofUses, Stream csv, bool hasHeader, CallOptions? options,
        Func<CommandContext, CouponUploadId, IReadOnlyList<CouponRow>, Outcome<CouponUploadReport>> bring, CancellationToken cancellation)
    {
        var calls = (options ?? new()) with { EffectiveTime = null };
        var started = await _runner.RunAsync("coupons.upload", _actor, calls, context => CouponUploadFlow.Start(context, series, ofUses), cancellation).ConfigureAwait(false);
        if (started.IsRefused || calls.Simulate || started.Value.State != CouponUploadState.Started) return started;
        // The key is the upload's; its commits are parts of it.
        calls = calls with { Key = null };
        var (id, brought) = (started.Value.Upload, started.Value.Rows);
        var isRead = false;
        try
        {
            var rows = new List<CouponRow>(CouponUploadFlow.RowsOfCommit);
            var skip = brought;
            await foreach (var row in CouponCsv.ReadAsync(csv, hasHeader, cancellation).ConfigureAwait(false))
            {
                if (skip-- > 0) continue;
                rows.Add(row);
                if (rows.Count == CouponUploadFlow.RowsOfCommit && await BringAsync(rows).ConfigureAwait(false) is { } failed) return failed;
            }
            if (rows.Count > 0 && await BringAsync(rows).ConfigureAwait(false) is { } last) return last;
            isRead = true;
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException or System.Text.DecoderFallbackException)
        {
            // The report says so; what was brought in stays.
        }
        return await _runner.RunAsync("coupons.upload", _actor, calls, context => CouponUploadFlow.End(context, id, isRead), CancellationToken.None).ConfigureAwait(false);

        async ValueTask<Outcome<CouponUploadReport>?> BringAsync(List<CouponRow> rows)
        {
            CouponRow[] chunk = [.. rows];
            rows.Clear();
            var before = brought;
            brought += chunk.Length;
            var done = await _runner.RunAsync("coupons.upload", _actor, calls, context => CouponUploadFlow.Behind(context, id, before) ?? bring(context, id, chunk), cancellation).ConfigureAwait(false);
            return done.IsRefused ? done : null;
        }
    }
}
