using NodaTime;

namespace Loyalty;

/// <summary>Spending points (points R30-R33). <c>is redeemable</c> and <c>redeem</c> are this one walk.</summary>
internal static class RedemptionDecisions
{
    /// <summary>How far back a redemption may be dated (points R30, 859).</summary>
    public static readonly Duration OldestAllowed = Duration.FromDays(30);

    /// <summary>The first refusal that holds, or null. The bill's amount is known when the redemption is part of a sale.</summary>
    public static Refusal? Check(
        AccountHand hand, ProgramSnapshot program, decimal points, long units, decimal? billAmount, IReadOnlyList<LapsedUnits> reopened, Explanation trace)
    {
        if (Conditions(hand, program, points, units, billAmount, trace) is { } refusal) return refusal;
        // What is available now stands in the lots; only a late redemption has to look at each.
        var available = hand.IsLate ? Candidates(hand, program.PointsCurrency, reopened).Sum(candidate => candidate.Units) : hand.Points.Pool(program.PointsCurrency).Available;
        return Enough(hand, program, units, available, trace);
    }

    /// <summary>Whether so many units are there, and what the program asks then: where, when, and how many in a time.</summary>
    public static Refusal? Enough(AccountHand hand, ProgramSnapshot program, long units, long available, Explanation trace) =>
        trace.Fails("redemption.available", "points R30", units <= available, program.Points(available), program.Points(units)) ? new PointsInsufficient(program.Points(units), program.Points(available))
            : RedemptionTimes.Check(hand, program, units, trace);

    /// <summary>What the program and the member's status ask of a redemption, whosever points it takes.</summary>
    public static Refusal? Conditions(AccountHand hand, ProgramSnapshot program, decimal points, long units, decimal? billAmount, Explanation trace)
    {
        var general = program.Program.Redemption;
        var rules = general.For(hand.Account.Get(TierSection.Kind).At(hand.Effective));
        if (general.Tiers.Count > 0) trace.Note("redemption.tier", "points R30", true, program.TierName(hand.Account.Get(TierSection.Kind).At(hand.Effective)), "a condition for each tier");
        if ((Members.NotEnrolled(hand.Person, trace) ?? Members.Stopped(hand.Person, program, StatusRestriction.PointsRedemption, hand.Effective, trace)) is { } blocked) return blocked;
        if (trace.Fails("redemption.allowed", "points R30", general.Allowed, general.Allowed, true)) return new RedemptionOff();
        if (trace.Fails("redemption.minimum", "points R30", points >= rules.Minimum, points, rules.Minimum)) return new RedemptionBelowMinimum(points, rules.Minimum);
        if (rules.Limit is { } limit && trace.Fails("redemption.limit", "points R30", points <= limit, points, limit)) return new RedemptionAboveLimit(points, limit);
        var worth = program.Worth(units);
        if (general.PercentOfBill is { } percent)
        {
            if (trace.Fails("redemption.bill_amount", "points R30", billAmount is not null, billAmount, "the bill's amount")) return new RedemptionNeedsBillAmount(percent);
            var amount = billAmount!.Value;
            var most = decimal.Round(amount * percent / 100m, program.MinorUnits, MidpointRounding.ToZero);
            if (trace.Fails("redemption.percent_of_bill", "points R30", worth <= most, worth, most)) return new RedemptionAboveBill(worth, most);
        }
        if (billAmount is { } bill && trace.Fails("redemption.bill", "points R30", worth <= bill, worth, bill)) return new RedemptionAboveBill(worth, bill);
        if (rules.MultipleOf is { } multiple && trace.Fails("redemption.multiple", "points R30", points % multiple == 0, points, multiple)) return new RedemptionNotMultiple(points, multiple);
        var pool = hand.Points.Pool(program.PointsCurrency);
        var lifetime = program.Points(pool.Lifetime);
        if (trace.Fails("redemption.lifetime_points", "points R30", lifetime >= rules.LifetimePoints, lifetime, rules.LifetimePoints))
            return new LifetimePointsTooFew(lifetime, rules.LifetimePoints);
        var purchases = hand.Account.Get(TierSection.Kind).Purchases;
        if (trace.Fails("redemption.lifetime_purchases", "points R30", purchases >= rules.LifetimePurchases, purchases, rules.LifetimePurchases))
            return new LifetimePurchasesTooFew(purchases, rules.LifetimePurchases);
        var balance = program.Points(pool.Balance);
        if (rules.Balance > 0 && trace.Fails("redemption.balance", "points R30", balance >= rules.Balance, balance, rules.Balance)) return new BalanceTooLow(balance, rules.Balance);
        return null;
    }

    /// <summary>Which lots a number of points takes: earliest expiry, earliest award, number (points R32).</summary>
    public static IReadOnlyList<Draw> Draw(AccountHand hand, int currency, long units, IReadOnlyList<LapsedUnits> reopened)
    {
        var draws = new List<Draw>(1);
        if (hand.IsLate)
        {
            foreach (var (lot, there) in Candidates(hand, currency, reopened))
                if (Taken(lot, there)) break;
        }
        else
        {
            foreach (var lot in hand.Points.Pool(currency).Lots)
                if (Taken(lot, lot.Available)) break;
        }
        return draws;

        // Whether there is enough now.
        bool Taken(Lot lot, long there)
        {
            var taken = Math.Min(units, there);
            if (taken > 0) draws.Add(new(lot.Number, taken));
            units -= taken;
            return units == 0;
        }
    }

    /// <summary>Takes the draws; units that have expired since a late redemption's time are reopened first.</summary>
    public static void Take(AccountHand hand, int currency, IReadOnlyList<Draw> draws, IReadOnlyList<LapsedUnits> reopened)
    {
        foreach (var draw in draws)
        {
            var lot = hand.Points.Lot(currency, draw.Lot);
            var missing = draw.Units - lot.Available;
            if (missing > 0) hand.Reopen(reopened.First(each => each.Lot.Number == draw.Lot).At, missing, currency, draw.Lot);
            hand.Post(Bucket.Available, Bucket.Redeemed, draw.Units, currency, draw.Lot, lot.AvailableSince);
        }
    }

    /// <summary>Lots that may be drawn on at a late command's time with what is there, in redemption order.</summary>
    private static List<(Lot Lot, long Units)> Candidates(AccountHand hand, int currency, IReadOnlyList<LapsedUnits> reopened)
    {
        var lots = hand.Points.Pool(currency).Lots;
        var found = new List<(Lot Lot, long Units)>();
        foreach (var lot in lots)
            if (lot.Available > 0 && WasGood(lot, hand.Effective)) found.Add((lot, lot.Available));
        foreach (var (lot, lapsed, _) in reopened)
        {
            if (!WasGood(lot, hand.Effective)) continue;
            var at = found.FindIndex(candidate => candidate.Lot.Number == lot.Number);
            if (at < 0) found.Add((lot, lapsed));
            else found[at] = (lot, found[at].Units + lapsed);
        }
        found.Sort(static (a, b) => a.Lot.OrderAgainst(b.Lot));
        return found;
    }

    private static bool WasGood(Lot lot, Instant at) => (lot.ConvertsAt ?? lot.Earned) <= at && lot.ExpiresAt > at;
}
