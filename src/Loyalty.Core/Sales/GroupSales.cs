namespace Loyalty;

/// <summary>
/// A bill that a member buys for its group: it counts for both (trackers R23, tiers R71). The group's entry is of the same kind and commit as
/// the member's, which names it.
/// </summary>
internal static class GroupSales
{
    /// <summary>Whether the member may buy for the group.</summary>
    public static Refusal? Check(CommandContext context, AddBill bill)
    {
        if (bill.Group is not { } group) return null;
        if (context.Group(group, out var account) is { } unknown) return unknown;
        return context.Dissolved(account!) ?? (Refusal?)context.InGroup(group, bill.Customer, out _);
    }

    /// <summary>Counts the bill for its group, after the member's part has been decided: measures, trackers and, where the program says so, points.</summary>
    public static Refusal? Feed(CommandContext context, AccountHand hand, ProgramSnapshot program, SaleDecisions.Terms terms)
    {
        if (terms.Group is not { } id) return null;
        var group = context.Take(context.KnownGroup(id)!, terms.Time);
        group.Begin(EntryKind.Sale, new EntryFacts { Bill = hand.Own.Facts.Bill }, program.Version);
        var trackers = program.Trackers is null ? null : TrackerPhase.Begin(group, program, SaleDecisions.Seen(context, program, terms), context.Trace);
        var earns = terms.More is not { EarnsNothing: true } && program.Program.Groups.Earning != GroupEarning.Member;
        var notEarning = NotEarning(hand, program, terms);
        var isEager = program.Tiers.Rules.UpgradeType == TierUpgradeType.Eager;
        if (isEager)
        {
            StandingCounts.Add(group, program, terms.Amount, terms.Time);
            TierUpgrade.RunEager(group, program, earns ? EarningDecisions.Projected(group, program, terms.Amount, terms.Lines, notEarning, terms.Time, trackers) : group, context.Trace);
        }
        if (earns && EarningDecisions.Award(group, program, terms.Amount, terms.Lines, notEarning, terms.Time, context.Trace) is { } tooLarge) return tooLarge;
        if (trackers?.Judge(group, terms.Lines, terms.Time, context.Trace) is { } tooMuch) return tooMuch;
        if (!isEager) StandingCounts.Add(group, program, terms.Amount, terms.Time);
        if (earns) RollingDecisions.Roll(context.Work, group, program, terms.Time, PointsActivity.Purchase);
        hand.Change(new TransferLinked(Close(context, group)));
        return null;
    }

    /// <summary>A purchase for a group comes back while its member is in the group, or where the program lets it later too (transactions R36).</summary>
    public static ReturnAfterGroup? MayComeBack(CommandContext context, Bill bill, ProgramSnapshot program)
    {
        if (bill.IsAnonymous || OfGroup(context, context.Work.Find(Journal.Entries, bill.Position)!) is not { } entry) return null;
        var group = entry.Owner.Group;
        var isIn = program.Program.Groups.ReturnAfterLeaving || Groups.Of(Standing.Of(context.Work, bill.Customer).Account) == group;
        return context.Trace.Fails("return.group", "transactions R36", isIn, group.Value, "the group that the member is in") ? new ReturnAfterGroup(new(bill.Id), group) : null;
    }

    /// <summary>Takes out of the group what the bill had put there, in proportion.</summary>
    public static void TakeBack(CommandContext context, AccountHand hand, ProgramSnapshot program, Bill before, Bill after, JournalEntry sold)
    {
        if (OfGroup(context, sold) is not { } entry) return;
        var group = context.Take(Accounts.Find(context.Work, entry.Owner)!, hand.Effective);
        group.Begin(EntryKind.Return, new EntryFacts { Bill = hand.Own.Facts.Bill, OfBill = before.Id }, program.Version);
        Lot[] awards = [.. entry.Changes.OfType<LotOpened>().Where(change => change.Lot.Kind != AwardKind.TierBonus).Select(change => group.Points.Lot(change.Lot.Currency, change.Lot.Number))];
        ReturnDecisions.Move(group, program, after, awards, 0, context.Trace);
        var purchases = ReturnDecisions.PurchasesReturned(after, program.MinorUnits) - before.ReturnedPurchases;
        StandingCounts.Take(group, program, purchases, before.Time, after.Returned == ReturnState.Everything, context.Trace);
        TrackerReturns.Take(group, entry, context.Configurations.Version(context.Work, entry.Configuration), program, TrackerShare.Of(before), TrackerShare.Of(after), context.Trace);
        Close(context, group);
    }

    /// <summary>What the bill did to its group, from the group's entry.</summary>
    public static BillForGroup? Told(CommandContext context, ProgramSnapshot program, JournalEntry sold) => OfGroup(context, sold) is not { } entry ? null : new(
        entry.Owner.Group, EntryAnswers.Awards(program, entry, gifts: false).Sum(award => award.Points), EntryAnswers.Balance(program, entry), program.TierName(BillAnswers.TierAfter(context, entry)));

    /// <summary>The entry of the group that a bill was for, or null.</summary>
    private static JournalEntry? OfGroup(CommandContext context, JournalEntry sold)
    {
        foreach (var change in sold.Changes)
            if (change is TransferLinked linked) return context.Work.Find(Journal.Entries, linked.Other);
        return null;
    }

    /// <summary>What points and other tenders paid earns nothing for the group either (points R10).</summary>
    private static decimal NotEarning(AccountHand hand, ProgramSnapshot program, SaleDecisions.Terms terms)
    {
        var redeemed = 0L;
        if (terms.RedeemPoints != 0)
            foreach (var posting in hand.Own.Postings)
                if (posting is { Source: Bucket.Available, Target: Bucket.Redeemed }) redeemed += posting.Units;
        return Math.Min(terms.Amount, program.Worth(redeemed) + terms.NotEarning);
    }

    /// <summary>The key of the call goes with the member's entry.</summary>
    private static long Close(CommandContext context, AccountHand group)
    {
        group.Finish();
        group.Close(context.Work, context.Header with { Key = null });
        return group.OwnEntry.Position;
    }
}
