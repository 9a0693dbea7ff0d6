using NodaTime;

namespace Loyalty;

/// <summary>
/// What a customer has in further programs goes to the survivor's account in each (customers R36, tiers R72): points, tier and trackers, as in the
/// default one, by two entries more a program. Where the survivor is not enrolled it is by the merge.
/// </summary>
internal static class MergedPrograms
{
    /// <summary>The latest effective time of any account of the two.</summary>
    public static Instant LastEffective(CommandContext context, MergeCustomers command)
    {
        var last = Instant.MinValue;
        foreach (var (left, joined) in Accounts(context, command)) last = Instant.Max(last, Instant.Max(left.LastEffective, joined?.LastEffective ?? last));
        return last;
    }

    /// <summary>Whether the survivor's accounts can hold them all.</summary>
    public static bool Fit(CommandContext context, MergeCustomers command)
    {
        foreach (var (left, joined) in Accounts(context, command))
            if (joined is not null && !MergedPoints.Fits(left, joined)) return false;
        return true;
    }

    public static void Move(CommandContext context, MergeCustomers command, Instant effective, ProgramSnapshot program, EntryHeader header)
    {
        foreach (var (left, joined) in Accounts(context, command))
        {
            var further = program.Of(left.Owner.Program)!;
            var from = context.Take(left, effective);
            var into = context.Take(joined ?? new Account(Owner.Of(command.Survivor, left.Owner.Program)), effective);
            from.Begin(EntryKind.MergedAway, new EntryFacts { Counterpart = into.Account.Owner.Key }, further.Version);
            into.Begin(EntryKind.MergedIn, new EntryFacts { Counterpart = left.Owner.Key }, further.Version);
            if (joined is null) into.Change(new MemberEnrolled(context.Organisation));
            var lotsFrom = into.Points.LastLot;
            MergedPoints.Move(from, into);
            MergedTiers.Move(from, into, further);
            MergedTrackers.Move(from, into, further, lotsFrom);
            var since = Instant.Min(from.Account.Get(MembershipSection.Kind).EnrolledAt, into.Account.Get(MembershipSection.Kind).EnrolledAt);
            into.Change(new MembershipJoined(LoyaltyType.Loyalty, since, null, null, default, default));
            from.Change(new MergedAway(command.Survivor.Value, null));
            into.Finish();
            into.Close(context.Work, header);
            from.Change(new TransferLinked(into.OwnEntry.Position));
            from.Finish();
            from.Close(context.Work, header);
        }
    }

    /// <summary>The victim's account in each further program, with the survivor's where it has one.</summary>
    private static IEnumerable<(Account Left, Account? Joined)> Accounts(CommandContext context, MergeCustomers command)
    {
        foreach (var further in context.Configurations.Newest(context.Work, context.Organisation).Further)
            if (Loyalty.Accounts.Find(context.Work, Owner.Of(command.Victim, further.Program.Id)) is { } left)
                yield return (left, Loyalty.Accounts.Find(context.Work, Owner.Of(command.Survivor, further.Program.Id)));
    }
}
