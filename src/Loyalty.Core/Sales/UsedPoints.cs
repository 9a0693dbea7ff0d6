using NodaTime;

namespace Loyalty;

/// <summary>Points spent on a purchase come back with it (transactions R35, points R42).</summary>
internal static class UsedPoints
{
    /// <summary>What came back, by the mode of the program.</summary>
    /// <param name="context">The call.</param>
    /// <param name="hand">The member's account, the return's entry begun.</param>
    /// <param name="program">The configuration in force at the return.</param>
    /// <param name="sold">That of the purchase.</param>
    /// <param name="after">The purchase after the return.</param>
    /// <param name="tied">The redemptions from this account that were made on the purchase.</param>
    public static long GiveBack(CommandContext context, AccountHand hand, ProgramSnapshot program, ProgramSnapshot sold, Bill after, IReadOnlyList<Redemption> tied)
    {
        var mode = program.Program.Returns.UsedPoints;
        var redemptions = tied.ToList();
        if (mode == UsedPointsReturn.BillNumber) redemptions.AddRange(Against(context, hand.Account, after));
        var givenBack = mode switch
        {
            UsedPointsReturn.Off => 0,
            // The tender is of the default program's points; what was spent of others comes back where it came from.
            UsedPointsReturn.PointsTender when !hand.Account.Owner.IsInProgram => Reissue(context, hand, program, sold, after, [.. redemptions.Where(redemption => redemption.Currency == program.PointsCurrency)])
                + redemptions.Where(redemption => redemption.Currency != program.PointsCurrency).Sum(redemption => Reverse(context, hand, program, after, redemption)),
            _ => redemptions.Sum(redemption => Reverse(context, hand, program, after, redemption)),
        };
        if (redemptions.Count > 0) context.Trace.Note("return.gives_back", "points R42", mode != UsedPointsReturn.Off, mode, program.Points(givenBack));
        return givenBack;
    }

    /// <summary>A redemption's share goes back into its lots.</summary>
    private static long Reverse(CommandContext context, AccountHand hand, ProgramSnapshot program, Bill after, Redemption redemption)
    {
        var (returned, whole) = BillShares.Of(after, 0);
        var back = Math.Min(redemption.Left, Allocation.Cumulative(redemption.Units, returned, whole, redemption.CameBack));
        ReturnDecisions.NoteShare(context.Trace, "return.given_back", "transactions R35", program.In(redemption.Currency)!, redemption.Units, returned, whole, back);
        if (back == 0) return 0;
        ReversalDecisions.PutBack(hand, redemption.Currency, redemption.Draws, redemption.CameBack, back);
        RedemptionTimes.TakeBack(context.Work, hand, program.In(redemption.Currency)!, redemption, back);
        context.Work.Put(Redemption.All, redemption.Id, redemption with { CameBack = redemption.CameBack + back });
        return redemption.Currency == program.PointsCurrency ? back : 0;
    }

    /// <summary>
    /// The tender's share comes as a lot of its own. Its units leave the lots they were spent from as if the member sent them to itself, so what
    /// is redeemed falls; it is no new lifetime. What was waived is met first, then debt (points R41).
    /// </summary>
    private static long Reissue(CommandContext context, AccountHand hand, ProgramSnapshot program, ProgramSnapshot sold, Bill after, List<Redemption> redemptions)
    {
        var (returned, whole) = BillShares.Of(after, 0);
        var tendered = Tendered(sold, after);
        var before = redemptions.Sum(redemption => redemption.CameBack);
        var units = Math.Min(redemptions.Sum(redemption => redemption.Left), Allocation.Cumulative(tendered, returned, whole, before));
        ReturnDecisions.NoteShare(context.Trace, "return.reissued", "points R42", program, tendered, returned, whole, units);
        if (units <= 0) return 0;
        var currency = program.PointsCurrency;
        var waived = Math.Min(units, hand.Points.Pool(currency).Waived);
        var rest = units;
        for (var i = redemptions.Count - 1; i >= 0 && rest > 0; i--)
        {
            var back = Math.Min(rest, redemptions[i].Left);
            if (back == 0) continue;
            TakeOut(hand, currency, redemptions[i], back, ref waived);
            RedemptionTimes.TakeBack(context.Work, hand, program, redemptions[i], back);
            context.Work.Put(Redemption.All, redemptions[i].Id, redemptions[i] with { CameBack = redemptions[i].CameBack + back });
            rest -= back;
        }
        var met = hand.Points.Pool(currency).Waived;
        var given = units - Math.Min(units, met);
        if (met > 0) hand.Change(new WaivedMoved(currency, given - units));
        if (given == 0) return units;
        var end = ExpiryDecisions.Of(hand, program, program.Program.Returns.ReissueExpiry ?? program.Program.Points.Expiry, 0, program.DateOf(hand.Effective), null, context.Trace);
        var lot = AwardDecisions.Open(hand, program, AwardKind.Reissue, 0, 0, given, hand.Effective, null, end.Lapses, Bucket.Transferred, context.Trace);
        hand.Change(new CountersMoved(currency, -given, 0));
        if (lot is not null) ExpiryDecisions.Bind(hand, lot, end, hand.Effective);
        return units;
    }

    /// <summary>Units of a redemption leave their lots, the last drawn first; the first of them meet what was waived.</summary>
    private static void TakeOut(AccountHand hand, int currency, Redemption redemption, long units, ref long waived)
    {
        var cameBack = redemption.CameBack;
        for (var i = redemption.Draws.Count - 1; i >= 0 && units > 0; i--)
        {
            var skipped = Math.Min(cameBack, redemption.Draws[i].Units);
            cameBack -= skipped;
            var back = Math.Min(units, redemption.Draws[i].Units - skipped);
            if (back == 0) continue;
            units -= back;
            var met = Math.Min(back, waived);
            waived -= met;
            hand.Post(Bucket.Redeemed, Bucket.Returned, met, currency, redemption.Draws[i].Lot, given: true);
            hand.Post(Bucket.Redeemed, Bucket.Transferred, back - met, currency, redemption.Draws[i].Lot);
        }
    }

    /// <summary>What the tender Points was worth in points when it was paid.</summary>
    private static long Tendered(ProgramSnapshot sold, Bill bill)
    {
        if (bill.More?.Particulars is not { Tenders.Count: > 0 } given) return 0;
        var paid = given.Tenders.Where(tender => tender.Mode.Equals("Points", StringComparison.OrdinalIgnoreCase)).Sum(tender => tender.Amount) * (bill.More.Local?.Ratio ?? 1m);
        return Allocation.Round(paid / sold.Program.Points.Ratio, sold.Scale, PointsRounding.Floor) ?? 0;
    }

    /// <summary>Redemptions that were made against the bill's number and tied to none.</summary>
    private static IEnumerable<Redemption> Against(CommandContext context, Account account, Bill bill)
    {
        var number = Bill.Normal(bill.Number);
        var seen = new HashSet<long>();
        foreach (var entry in EntryFold.History(context.Work, account))
        {
            if (entry.Kind != EntryKind.Redemption || !seen.Add(entry.Facts.Redemption) || Redemption.Find(context.Work, entry.Facts.Redemption) is not { State: RedemptionState.Redeemed, Bill: 0, BillNumber: { } against } redemption) continue;
            if (Bill.Normal(against) == number) yield return redemption;
        }
    }
}
