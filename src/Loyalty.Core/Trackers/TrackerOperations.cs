using NodaTime;

namespace Loyalty;

/// <summary>Trackers: what they hold of a member, what they led to, and history read into one that came later.</summary>
public sealed class TrackerOperations
{
    private readonly CommandRunner _runner;
    private readonly Actor _actor;

    internal TrackerOperations(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        _actor = actor;
    }

    /// <summary>What every case of every tracker holds of a member, by number. Refused: <c>customer.unknown</c>, <c>value.invalid</c>.</summary>
    /// <param name="customer">The member.</param>
    /// <param name="at">The date at which windows stand, in the program's zone; absent: today. What is recorded by now counts.</param>
    /// <param name="cancellation">Stops the read.</param>
    public ValueTask<Outcome<IReadOnlyList<TrackerStatus>>> OfAsync(CustomerId customer, LocalDate? at = null, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => TrackerReads.Of(context, customer, at), cancellation);

    /// <summary>The successes of a member's cases, the newest recorded first. Refused: <c>customer.unknown</c>, <c>value.invalid</c>.</summary>
    /// <param name="customer">The member.</param>
    /// <param name="limit">Most of them, 1 to 1,000.</param>
    /// <param name="cancellation">Stops the read.</param>
    public ValueTask<Outcome<IReadOnlyList<TrackerSuccess>>> SuccessesAsync(CustomerId customer, int limit = 100, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => TrackerReads.Successes(context, customer, limit), cancellation);

    /// <summary>
    /// What a member has done so far, without a tracker: a walk over the member's entries. Refused: <c>customer.unknown</c>, <c>value.invalid</c>.
    /// </summary>
    /// <param name="customer">The member.</param>
    /// <param name="pastDays">Days before the date that <see cref="MemberHistory.PastDays"/> counts, 0 to 366.</param>
    /// <param name="at">The date, in the program's zone; absent: today.</param>
    /// <param name="cancellation">Stops the read.</param>
    public ValueTask<Outcome<MemberHistory>> HistoryAsync(CustomerId customer, int pastDays = 0, LocalDate? at = null, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => MemberHistories.Of(context, customer, pastDays, at), cancellation);

    /// <summary>
    /// Reads the bills recorded so far into a tracker that came later, member by member; no case succeeds and no tier moves by it. What is
    /// counted already is not counted again, so it may be repeated. Gives how many members it changed. Refused: <c>tracker.unknown</c>.
    /// </summary>
    /// <param name="tracker">Number of the tracker.</param>
    /// <param name="cancellation">Stops it between two groups of members; what has been read stays.</param>
    public ValueTask<Outcome<int>> ReadHistoryAsync(int tracker, CancellationToken cancellation = default) => TrackerHistories.RunAsync(_runner, _actor, tracker, cancellation);
}
