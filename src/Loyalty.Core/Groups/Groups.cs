namespace Loyalty;

/// <summary>Finding groups' accounts, and changing them.</summary>
internal static class Groups
{
    /// <summary>The account of a group of this organisation, of one too that was dissolved: a repeat has its first answer all the same.</summary>
    public static GroupUnknown? Group(this CommandContext context, GroupId group, out Account? account)
    {
        account = context.KnownGroup(group);
        return context.Trace.Fails("group.known", "customers R58", account is not null, group.Value, "a group of the organisation") ? new GroupUnknown(group.ToString()) : null;
    }

    /// <summary>A refusal when the group was dissolved.</summary>
    public static GroupUnknown? Dissolved(this CommandContext context, Account group)
    {
        var at = group.Get(GroupSection.Kind).DissolvedAt;
        return context.Trace.Fails("group.goes_on", "customers R58", at is null, at, "not dissolved") ? new GroupUnknown(group.Owner.Group.ToString()) : null;
    }

    /// <summary>The account of a group, of one too that was dissolved.</summary>
    public static Account? KnownGroup(this CommandContext context, GroupId group)
    {
        // Keys above are of other owners; a caller's number must not reach them.
        if (group.Value <= 0 || group.Value >= 1L << 53) return null;
        var account = Accounts.Find(context.Work, Owner.Of(group));
        return account is not null && account.Get(MembershipSection.Kind).Organisation == context.Organisation ? account : null;
    }

    /// <summary>The group that a member is in, or null.</summary>
    public static GroupId? Of(Account member) => member.Get(GroupingSection.Kind) is { Group: not 0 and var group } ? new GroupId(group) : null;

    /// <summary>The membership of a customer that is in the group, or why there is none.</summary>
    public static NotInGroup? InGroup(this CommandContext context, GroupId group, CustomerId customer, out GroupMember? member)
    {
        member = new StoredGroups(context.Work).Member(group, customer.Value) is { IsActive: true } found ? found : null;
        return context.Trace.Fails("group.member", "customers R58", member is not null, customer.Value, "a member of the group") ? new NotInGroup(customer, group) : null;
    }

    /// <summary>Makes a change of the group in hand: in its account, and in the records beside it.</summary>
    public static void Change(CommandContext context, AccountHand group, GroupChange change)
    {
        group.Change(change);
        change.Apply(new StoredGroups(context.Work), new GroupMoment(group.Account.Owner.Group, context.Organisation, group.Effective));
    }

    public static GroupDetails Details(Account account)
    {
        var section = account.Get(GroupSection.Kind);
        return new(
            account.Owner.Group, section.ExternalId, section.Name, checked((int)section.MaxSize), checked((int)section.Members),
            section.Primary == 0 ? null : new CustomerId(section.Primary), account.Get(MembershipSection.Kind).EnrolledAt, section.DissolvedAt);
    }

    public static GroupMembership Membership(CommandContext context, Account group, GroupMember member) => new(
        group.Owner.Group, new(member.Customer), group.Get(GroupSection.Kind).Primary == member.Customer, member.RedemptionBlocked, member.Since, member.Until,
        context.Program(context.Recorded).Points(member.Contributed));
}
