namespace Loyalty;

/// <summary>
/// Points go from a customer who is merged away to the survivor (customers R36, points R84): every bucket by postings that leave the one and
/// arrive at the other, each lot with its dates, kind and lineage under its number plus one sum. Nothing is awarded, no expiry changes.
/// </summary>
internal static class MergedPoints
{
    /// <summary>Whether the survivor's account can hold them all.</summary>
    public static bool Fits(Account from, Account into)
    {
        var there = into.Get(PointsSection.Kind);
        foreach (var pool in from.Get(PointsSection.Kind).Pools)
            if (Turned(pool) > Allocation.MaxAccountUnits - Turned(there.Pool(pool.Currency))) return false;
        return true;
    }

    /// <summary>Moves them all.</summary>
    public static void Move(AccountHand from, AccountHand into)
    {
        var lotsFrom = into.Points.LastLot;
        into.Change(new AliasesAdded(Aliases.Of(from.Account, lotsFrom)));
        foreach (var pool in from.Points.Pools.ToArray()) Move(from, into, pool, lotsFrom);
    }

    private static long Turned(PointsPool pool) => pool.Issued + pool.Received + pool.Debt;

    private static void Move(AccountHand from, AccountHand into, PointsPool pool, long lotsFrom)
    {
        var currency = pool.Currency;
        var (lifetime, waived, available) = (pool.Lifetime, pool.Waived, pool.Available);
        var holds = pool.Holds.ToArray();
        foreach (var hold in holds) from.Change(new HoldEnded(currency, hold.Id));
        foreach (var lot in pool.Lots.ToArray())
        {
            var number = lot.Number + lotsFrom;
            into.Change(new LotReceived(lot with { Number = number, Promised = 0, Available = 0, Past = lot.Past with { Held = 0, Expired = 0 } }));
            Pass(Bucket.Promised, lot.Promised, lot.Number);
            Pass(Bucket.Available, lot.Available, lot.Number);
            Pass(Bucket.Held, lot.Held, lot.Number);
            Pass(Bucket.Expired, lot.Expired, lot.Number);
        }
        // What lots that are gone have left behind; they stay where they are.
        Pass(Bucket.Redeemed, pool.Redeemed, 0);
        Pass(Bucket.Expired, pool.Expired, 0);
        Pass(Bucket.Returned, pool.Returned, 0);
        Pass(Bucket.Deducted, pool.Deducted, 0);
        var debt = pool.Debt;
        from.Post(Bucket.Transferred, Bucket.Debt, debt, currency, 0);
        into.Post(Bucket.Debt, Bucket.Transferred, debt, currency, 0);
        foreach (var hold in holds) into.Change(new HoldMade(currency, hold with { Draws = [.. hold.Draws.Select(draw => draw with { Lot = draw.Lot + lotsFrom })] }));
        // What arrives as available counts in lifetime points by itself.
        if (lifetime != 0 || waived != 0) from.Change(new CountersMoved(currency, -lifetime, -waived));
        if (lifetime != available || waived != 0) into.Change(new CountersMoved(currency, lifetime - available, waived));
        foreach (var lot in into.Points.Pool(currency).Lots.ToArray())
            if (lot.Available > 0) DebtDecisions.Settle(into, currency, lot.Number, into.Effective);

        void Pass(Bucket bucket, long units, long lot)
        {
            from.Post(bucket, Bucket.Transferred, units, currency, lot);
            into.Post(Bucket.Transferred, bucket, units, currency, lot == 0 ? 0 : lot + lotsFrom);
        }
    }
}
