using NodaTime;

namespace Loyalty;

/// <summary>Points that end with a membership in a supplementary program (points R27).</summary>
internal static class MembershipEnds
{
    /// <summary>Moves them to another end: a renewed membership's, or an earlier one.</summary>
    public static void Move(AccountHand hand, int partner, Instant end, Instant at)
    {
        foreach (var pool in hand.Points.Pools.ToArray())
        {
            List<long>? lots = null;
            foreach (var lot in pool.Lots)
                if (lot.Membership == partner && lot.IsLive && lot.ExpiresAt >= at && lot.ExpiresAt != end) (lots ??= []).Add(lot.Number);
            if (lots is not null) hand.ChangeAt(at, new TiedMoved(pool.Currency, end, lots));
        }
        hand.Around?.Trace.Note("points.membership_end", "points R27", true, at, end);
    }

    /// <summary>An early end: they are good through that day.</summary>
    public static void EndEarly(AccountHand hand, ProgramSnapshot program, PartnerLink link) =>
        Move(hand, link.Partner, Instant.Min(link.Until, program.LapseOf(program.DateOf(hand.Effective))), hand.Effective);
}
