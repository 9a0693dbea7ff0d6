namespace Loyalty;

/// <summary>Giving redeemed points back (points R40-R42).</summary>
internal static class ReversalDecisions
{
    /// <summary>
    /// Puts units of a redemption back into the lots they were drawn from, the last drawn first, after what came back before.
    /// Gives what became available (or met a debt) and what expired at once.
    /// </summary>
    public static (long Available, long Expired) PutBack(AccountHand hand, int currency, IReadOnlyList<Draw> draws, long cameBack, long units)
    {
        var (available, expired) = (0L, 0L);
        for (var i = draws.Count - 1; i >= 0 && units > 0; i--)
        {
            var skipped = Math.Min(cameBack, draws[i].Units);
            cameBack -= skipped;
            var back = Math.Min(units, draws[i].Units - skipped);
            if (back == 0) continue;
            units -= back;
            var (a, e) = DebtDecisions.PutBack(hand, currency, draws[i].Lot, back, Bucket.Redeemed, hand.Now);
            available += a;
            expired += e;
        }
        return (available, expired);
    }
}
