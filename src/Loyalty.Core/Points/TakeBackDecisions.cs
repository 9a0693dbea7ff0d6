using NodaTime;

namespace Loyalty;

/// <summary>Taking earned points back when their purchase is returned (points R50, R52).</summary>
internal static class TakeBackDecisions
{
    /// <summary>
    /// Takes units of an award: in the lot promised, available, held, expired; what was spent from other lots, then from
    /// expired units of lots whose own return was met elsewhere; the rest is debt, or waived. Gives what was waived.
    /// </summary>
    public static long Take(AccountHand hand, int currency, long lotNumber, long units, bool allowDebt)
    {
        if (units == 0) return 0;
        var rest = units;
        var promised = Step(hand, Bucket.Promised, currency, lotNumber, rest);
        rest -= promised;
        rest -= Step(hand, Bucket.Available, currency, lotNumber, rest);
        if (rest > 0 && hand.Points.Lot(currency, lotNumber).Held > 0)
        {
            CancelHolds(hand, currency, lotNumber, rest);
            rest -= Step(hand, Bucket.Available, currency, lotNumber, rest);
        }
        rest -= Step(hand, Bucket.Expired, currency, lotNumber, rest);
        // Lifetime points fall from when they had grown: not before the conversion that a late return reaches back behind.
        var grown = promised < units && hand.Points.Lot(currency, lotNumber).ConvertsAt is { } converts ? Instant.Max(hand.Effective, converts) : hand.Effective;
        hand.ChangeAt(Instant.Min(grown, hand.Now), new ReturnTaken(currency, lotNumber, units, promised));
        if (rest > 0) rest -= FromOthers(hand, currency, lotNumber, rest);
        if (rest == 0) return 0;
        if (allowDebt)
        {
            hand.Post(Bucket.Debt, Bucket.Returned, rest, currency, 0);
            return 0;
        }
        hand.Change(new WaivedMoved(currency, rest));
        return rest;
    }

    private static long Step(AccountHand hand, Bucket source, int currency, long lotNumber, long wanted)
    {
        var lot = hand.Points.Lot(currency, lotNumber);
        var (there, since) = source switch
        {
            Bucket.Promised => (lot.Promised, lot.Earned),
            Bucket.Available => (lot.Available, lot.AvailableSince),
            _ => (lot.Expired, lot.ExpiredSince),
        };
        var units = Math.Min(wanted, there);
        hand.Post(source, Bucket.Returned, units, currency, lotNumber, Instant.Min(since, hand.Now));
        return units;
    }

    private static void CancelHolds(AccountHand hand, int currency, long lotNumber, long wanted)
    {
        foreach (var hold in hand.Points.Pool(currency).Holds.ToArray())
        {
            if (!hold.Draws.Any(draw => draw.Lot == lotNumber)) continue;
            HoldDecisions.End(hand, currency, hold, hand.Now);
            if (hand.Points.Lot(currency, lotNumber).Available >= wanted) return;
        }
    }

    private static long FromOthers(AccountHand hand, int currency, long lotNumber, long wanted)
    {
        var taken = 0L;
        foreach (var lot in hand.Points.Pool(currency).Lots.ToArray())
        {
            if (taken == wanted) return taken;
            if (lot.Number == lotNumber || lot.Available == 0) continue;
            var units = Math.Min(wanted - taken, lot.Available);
            hand.Post(Bucket.Available, Bucket.Returned, units, currency, lot.Number, lot.AvailableSince, given: true);
            taken += units;
        }
        foreach (var lot in hand.Points.Pool(currency).Lots.ToArray())
        {
            if (taken == wanted) return taken;
            if (lot.Number == lotNumber || lot.ExpiredSpare == 0) continue;
            var units = Math.Min(wanted - taken, lot.ExpiredSpare);
            hand.Post(Bucket.Expired, Bucket.Returned, units, currency, lot.Number, lot.ExpiredSince, given: true);
            taken += units;
        }
        return taken;
    }
}
