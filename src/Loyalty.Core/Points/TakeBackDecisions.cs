using NodaTime;

namespace Loyalty;

/// <summary>Taking earned points back when their purchase is returned (points R50, R52).</summary>
internal static class TakeBackDecisions
{
    /// <summary>
    /// Takes units of an award: in the lot promised, available, held, expired; what was spent from other lots, then from
    /// expired units of lots whose own return was met elsewhere; the rest is debt, or waived. Gives what was waived. At the hand's own time,
    /// or at an instant of the clock's.
    /// </summary>
    public static long Take(AccountHand hand, int currency, long lotNumber, long units, bool allowDebt, Instant? clock = null)
    {
        var (at, now) = (clock ?? hand.Effective, clock ?? hand.Now);
        if (units == 0) return 0;
        var rest = units;
        var promised = Step(hand, at, now, Bucket.Promised, currency, lotNumber, rest);
        rest -= promised;
        rest -= Step(hand, at, now, Bucket.Available, currency, lotNumber, rest);
        if (rest > 0 && hand.Points.Lot(currency, lotNumber).Held > 0)
        {
            CancelHolds(hand, now, currency, lotNumber, rest);
            rest -= Step(hand, at, now, Bucket.Available, currency, lotNumber, rest);
        }
        rest -= Step(hand, at, now, Bucket.Expired, currency, lotNumber, rest);
        // Lifetime points fall from when they had grown: not before the conversion that a late return reaches back behind.
        var grown = promised < units && hand.Points.Lot(currency, lotNumber).ConvertsAt is { } converts ? Instant.Max(at, converts) : at;
        hand.ChangeAt(Instant.Min(grown, now), new ReturnTaken(currency, lotNumber, units, promised));
        if (rest > 0) rest -= FromOthers(hand, at, currency, lotNumber, rest);
        if (rest == 0) return 0;
        if (allowDebt)
        {
            hand.PostAt(at, Bucket.Debt, Bucket.Returned, rest, currency, 0);
            return 0;
        }
        hand.ChangeAt(at, new WaivedMoved(currency, rest));
        return rest;
    }

    private static long Step(AccountHand hand, Instant at, Instant now, Bucket source, int currency, long lotNumber, long wanted)
    {
        var lot = hand.Points.Lot(currency, lotNumber);
        var (there, since) = source switch
        {
            Bucket.Promised => (lot.Promised, lot.Earned),
            Bucket.Available => (lot.Available, lot.AvailableSince),
            _ => (lot.Expired, lot.ExpiredSince),
        };
        var units = Math.Min(wanted, there);
        if (units > 0) hand.PostAt(Instant.Max(at, Instant.Min(since, now)), source, Bucket.Returned, units, currency, lotNumber);
        return units;
    }

    private static void CancelHolds(AccountHand hand, Instant now, int currency, long lotNumber, long wanted)
    {
        foreach (var hold in hand.Points.Pool(currency).Holds.ToArray())
        {
            if (!hold.Draws.Any(draw => draw.Lot == lotNumber)) continue;
            HoldDecisions.End(hand, currency, hold, now);
            if (hand.Points.Lot(currency, lotNumber).Available >= wanted) return;
        }
    }

    private static long FromOthers(AccountHand hand, Instant at, int currency, long lotNumber, long wanted)
    {
        var taken = 0L;
        foreach (var lot in hand.Points.Pool(currency).Lots.ToArray())
        {
            if (taken == wanted) return taken;
            if (lot.Number == lotNumber || lot.Available == 0) continue;
            var units = Math.Min(wanted - taken, lot.Available);
            hand.PostAt(Instant.Max(at, lot.AvailableSince), Bucket.Available, Bucket.Returned, units, currency, lot.Number, given: true);
            taken += units;
        }
        foreach (var lot in hand.Points.Pool(currency).Lots.ToArray())
        {
            if (taken == wanted) return taken;
            if (lot.Number == lotNumber || lot.ExpiredSpare == 0) continue;
            var units = Math.Min(wanted - taken, lot.ExpiredSpare);
            hand.PostAt(Instant.Max(at, lot.ExpiredSince), Bucket.Expired, Bucket.Returned, units, currency, lot.Number, given: true);
            taken += units;
        }
        return taken;
    }
}
