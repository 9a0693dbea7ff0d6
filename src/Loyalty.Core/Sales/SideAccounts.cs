namespace Loyalty;

/// <summary>
/// What a bill, and its return, do in an account beside its member's own: that of a group, or the member's in a further program. The facts of the
/// bill stand once, in the member's own account, whose entry names the others of the same commit.
/// </summary>
internal static class SideAccounts
{
    /// <summary>Counts a bill: measures, trackers and, where it earns there, points.</summary>
    public static Refusal? Count(CommandContext context, AccountHand side, ProgramSnapshot program, SaleDecisions.Terms terms, decimal notEarning, bool earns)
    {
        var trackers = program.Trackers is null ? null : TrackerPhase.Begin(side, program, SaleDecisions.Seen(context, program, terms), context.Trace);
        var isEager = program.Tiers.Rules.UpgradeType == TierUpgradeType.Eager;
        if (isEager)
        {
            StandingCounts.Add(side, program, terms.Amount, terms.Time);
            TierUpgrade.RunEager(side, program, earns ? EarningDecisions.Projected(side, program, EarningBill.Of(terms, notEarning), trackers) : side, context.Trace);
        }
        if (earns && EarningDecisions.Award(side, program, EarningBill.Of(terms, notEarning), context.Trace) is { } tooLarge) return tooLarge;
        if (trackers?.Judge(side, terms.Lines, terms.Time, context.Trace) is { } tooMuch) return tooMuch;
        if (!isEager) StandingCounts.Add(side, program, terms.Amount, terms.Time);
        if (earns) RollingDecisions.Roll(context.Work, side, program, terms.Time, PointsActivity.Purchase);
        return null;
    }

    /// <summary>Takes out what the bill had put there, in proportion.</summary>
    /// <param name="context">The call.</param>
    /// <param name="side">The account, its own entry begun.</param>
    /// <param name="program">The program as it is at the return.</param>
    /// <param name="before">The bill before this return.</param>
    /// <param name="after">The bill after it.</param>
    /// <param name="sold">The entry of the sale in this account.</param>
    /// <param name="redemptions">What was redeemed from it on the bill.</param>
    /// <param name="lotsFrom">What the numbers of its lots have grown by in a merge.</param>
    public static void TakeBack(
        CommandContext context, AccountHand side, ProgramSnapshot program, Bill before, Bill after, JournalEntry? sold, IReadOnlyList<Redemption> redemptions, long lotsFrom)
    {
        // The bonus of an upgrade goes with the tier, not with the bill (tiers R42).
        Lot[] awards = sold is null ? [] : [.. sold.Changes.OfType<LotOpened>().Where(change => change.Lot.Kind != AwardKind.TierBonus).Select(change => side.Points.Lot(change.Lot.Currency, change.Lot.Number + lotsFrom))];
        var givenBack = UsedPoints.GiveBack(context, side, program, sold is null ? program : context.Configurations.Of(context.Work, sold), after, redemptions);
        ReturnDecisions.Move(side, program, after, awards, givenBack, context.Trace);
        if (sold is null) return;
        var purchases = ReturnDecisions.PurchasesReturned(after, program.MinorUnits) - before.ReturnedPurchases;
        StandingCounts.Take(side, program, purchases, before.Time, after.Returned == ReturnState.Everything, context.Trace);
        EarningRoom.TakeBack(side, sold, before, after, context.Trace);
        TrackerReturns.Take(side, sold, context.Configurations.Of(context.Work, sold), program, TrackerShare.Of(before), TrackerShare.Of(after), context.Trace, lotsFrom);
    }

    /// <summary>What points and other tenders paid earns nothing anywhere (points R10).</summary>
    public static decimal NotEarning(AccountHand hand, ProgramSnapshot program, SaleDecisions.Terms terms)
    {
        var redeemed = 0L;
        if (terms.RedeemPoints != 0)
            foreach (var posting in hand.Own.Postings)
                if (posting is { Source: Bucket.Available, Target: Bucket.Redeemed }) redeemed += posting.Units;
        return Math.Min(terms.Amount, program.Worth(redeemed) + terms.NotEarning);
    }

    /// <summary>The key of the call goes with the member's own entry.</summary>
    public static long Close(CommandContext context, AccountHand side)
    {
        side.Finish();
        side.Close(context.Work, context.Header with { Key = null });
        return side.OwnEntry.Position;
    }
}
