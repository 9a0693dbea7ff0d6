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
        var earns = terms.More is not { EarnsNothing: true } && program.Program.Groups.Earning != GroupEarning.Member;
        if (SideAccounts.Count(context, group, program, terms, SideAccounts.NotEarning(hand, program, terms), earns) is { } refusal) return refusal;
        hand.Change(new TransferLinked(SideAccounts.Close(context, group)));
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
        SideAccounts.TakeBack(context, group, program, before, after, entry, [], 0);
        SideAccounts.Close(context, group);
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
}
