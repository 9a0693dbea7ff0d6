using NodaTime;

namespace Loyalty;

/// <summary>What meets debts and waived shortfalls (points R41, R52).</summary>
internal static class DebtDecisions
{
    /// <summary>New available units settle debt first.</summary>
    public static void Settle(AccountHand hand, int currency, long lotNumber, Instant at)
    {
        var pool = hand.Points.EditPool(currency);
        if (pool.Debt == 0) return;
        var lot = hand.Points.Lot(currency, lotNumber);
        var units = Math.Min(lot.Available, pool.Debt);
        var when = Instant.Max(at, Instant.Max(lot.AvailableSince, pool.DebtSince));
        // A late lot that lapsed before the debt arose never met it.
        if (units == 0 || when >= lot.ExpiresAt) return;
        hand.PostAt(when, Bucket.Available, Bucket.Debt, units, currency, lotNumber);
    }

    /// <summary>
    /// Units come back to their lot from a redemption or a hold: they first meet what was waived, then debt; the rest is
    /// available, or expired when the lot is past its day. Gives what became available and what expired.
    /// </summary>
    public static (long Available, long Expired) PutBack(AccountHand hand, int currency, long lotNumber, long units, Bucket source, Instant at)
    {
        var pool = hand.Points.EditPool(currency);
        var waived = Math.Min(units, pool.Waived);
        if (waived > 0)
        {
            var lot = hand.Points.Lot(currency, lotNumber);
            var own = Math.Min(waived, Math.Max(0, lot.Taken - lot.Returned - lot.Deducted));
            if (own > 0) hand.PostAt(at, source, Bucket.Returned, own, currency, lotNumber);
            if (waived > own) hand.PostAt(at, source, Bucket.Returned, waived - own, currency, lotNumber, given: true);
            hand.ChangeAt(at, new WaivedMoved(currency, -waived));
        }
        var settled = Math.Min(units - waived, pool.Debt);
        if (settled > 0) hand.PostAt(at, source, Bucket.Debt, settled, currency, lotNumber);
        var rest = units - waived - settled;
        if (rest == 0) return (units, 0);
        var isExpired = hand.Points.Lot(currency, lotNumber).ExpiresAt <= at;
        hand.PostAt(at, source, isExpired ? Bucket.Expired : Bucket.Available, rest, currency, lotNumber);
        return isExpired ? (units - rest, rest) : (units, 0);
    }
}
