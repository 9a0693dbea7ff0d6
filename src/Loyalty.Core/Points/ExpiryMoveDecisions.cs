using NodaTime;

namespace Loyalty;

/// <summary>Ends that a person moves (points R27).</summary>
internal static class ExpiryMoveDecisions
{
    /// <summary>Moves the end of lots within the hand's own entry. One that is over makes what can be spent of them expire at once; what is promised goes when it converts, what is held when it is released.</summary>
    public static void Move(AccountHand hand, ProgramSnapshot program, PointsExpiryMove move, Instant end, IReadOnlyList<Lot> lots, Explanation trace)
    {
        // They were good until now, whatever day is named.
        var last = Instant.Max(end, hand.Effective);
        hand.Change(new ExpiryMoved(move == PointsExpiryMove.EarlyExpiry, [.. lots.OrderBy(static lot => lot.Number).Select(lot => new RolledLot(lot.Currency, lot.Number, last))]));
        foreach (var lot in lots)
        {
            trace.Note("expiry.moved", "points R27", last > hand.Effective, trace.IsWanted ? Shown(program, lot.ExpiresAt) : "", trace.IsWanted ? Shown(program, end) : "");
            if (last <= hand.Effective) hand.Post(Bucket.Available, Bucket.Expired, lot.Available, lot.Currency, lot.Number, lot.AvailableSince);
        }
    }

    private static string Shown(ProgramSnapshot program, Instant end) => end == Instant.MaxValue ? "never" : FormattableString.Invariant($"{program.DateOf(end):uuuu'-'MM'-'dd}");
}
