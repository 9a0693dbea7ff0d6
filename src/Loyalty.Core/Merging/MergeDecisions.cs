using NodaTime;

namespace Loyalty;

/// <summary>Whether two customers may be merged, and what the survivor's membership is then (customers R35, R36).</summary>
internal static class MergeDecisions
{
    /// <summary>The first refusal that holds, in the documented order.</summary>
    public static Refusal? Check(CommandContext context, MergeCustomers command, out Account? victim, out Account? survivor)
    {
        var trace = context.Trace;
        (victim, survivor) = (Known(context, command.Victim), Known(context, command.Survivor));
        if (trace.Fails("merge.victim_known", "customers R35", victim is not null, command.Victim.Value, "a customer of the organisation")) return new MergeSideUnknown(command.Victim, nameof(command.Victim));
        if (trace.Fails("merge.survivor_known", "customers R35", survivor is not null, command.Survivor.Value, "a customer of the organisation")) return new MergeSideUnknown(command.Survivor, nameof(command.Survivor));
        if (trace.Fails("merge.two", "customers R35", command.Victim != command.Survivor, command.Survivor.Value, "another customer")) return new MergeOfOne(command.Victim);
        if (Merged(context, command.Victim) is { } into && trace.Fails("merge.victim_unmerged", "customers R35", false, into, "not merged")) return new MergeVictimMerged(command.Victim, new(into));
        if (Merged(context, command.Survivor) is { } other && trace.Fails("merge.survivor_unmerged", "customers R35", false, other, "not merged")) return new MergeSurvivorMerged(command.Survivor, new(other));
        return Open(context, command.Victim, nameof(command.Victim)) ?? Open(context, command.Survivor, nameof(command.Survivor))
            ?? Stopped(context, victim!, nameof(command.Victim)) ?? Stopped(context, survivor!, nameof(command.Survivor))
            ?? (Refusal?)Leading(context, victim!, survivor!)
            ?? (trace.Fails("merge.room", null, MergedPoints.Fits(victim!, survivor!) && MergedPrograms.Fit(context, command), "the points of both", "what one account can hold") ? new MergeTooLarge(command.Survivor) : null);
    }

    /// <summary>What both are together: a member if either is, since the earlier date, with the worse status (customers R36).</summary>
    public static MembershipJoined Joined(MembershipSection victim, MembershipSection survivor, Instant at)
    {
        var isLoyal = survivor.Type == LoyaltyType.Loyalty;
        var type = isLoyal || victim.Type == LoyaltyType.Loyalty ? LoyaltyType.Loyalty : LoyaltyType.NonLoyalty;
        // Whoever is no member was not enrolled; its date does not count.
        var enrolled = victim.Type == survivor.Type ? Instant.Min(victim.EnrolledAt, survivor.EnrolledAt) : isLoyal ? survivor.EnrolledAt : victim.EnrolledAt;
        var blocked = victim.BlockedSince is { } one && survivor.BlockedSince is { } other ? Instant.Min(one, other) : victim.BlockedSince is null ? survivor.BlockedSince : at;
        return Severity(victim.Status) > Severity(survivor.Status)
            ? new(type, enrolled, blocked, victim.Label, victim.Status, at)
            : new(type, enrolled, blocked, survivor.Label, survivor.Status, survivor.LabelSince);
    }

    /// <summary>Internal, confirmed, suspected, suspended, active: the worst first.</summary>
    private static int Severity(CustomerStatus status) => status is CustomerStatus.Deleted or CustomerStatus.PendingDeletion ? -1 : (int)status;

    private static Account? Known(CommandContext context, CustomerId customer) =>
        context.Known(customer) is { } account && account.Get(MembershipSection.Kind).Status != CustomerStatus.Deleted ? account : null;

    private static long? Merged(CommandContext context, CustomerId customer) => CustomerAlias.Of(context.Work, customer.Value)?.Survivor;

    private static MergeRequestOpen? Open(CommandContext context, CustomerId customer, string side)
    {
        var isOpen = context.Work.Find(Claims.All, OpenRequests.Key(context.Organisation, customer.Value)) is not null;
        return context.Trace.Fails("merge.request", "customers R35", !isOpen, isOpen ? "open" : "none", "no open request") ? new MergeRequestOpen(customer, side) : null;
    }

    /// <summary>Whoever leads others does not leave them for another group.</summary>
    private static MergeOfGroupPrimary? Leading(CommandContext context, Account victim, Account survivor)
    {
        if (Groups.Of(victim) is not { } left || Groups.Of(survivor) is not { } own || left == own) return null;
        var group = context.KnownGroup(left)!.Get(GroupSection.Kind);
        var leads = group.Primary == victim.Owner.Key && group.Members > 1;
        return context.Trace.Fails("merge.group", "customers R35", !leads, left.Value, "a group that the victim may leave") ? new MergeOfGroupPrimary(new(victim.Owner.Key), left) : null;
    }

    private static Refusal? Stopped(CommandContext context, Account account, string side)
    {
        var isWaiting = account.Get(MembershipSection.Kind).Status == CustomerStatus.PendingDeletion;
        if (isWaiting && context.Trace.Fails("merge.deletion", "customers R36", false, CustomerStatus.PendingDeletion, "not waiting to be deleted")) return new MergeOfDeletion(new(account.Owner.Key), side);
        return CustomerStops.Identifiers(context, account, context.Recorded);
    }
}
