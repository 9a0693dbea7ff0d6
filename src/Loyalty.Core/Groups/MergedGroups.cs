namespace Loyalty;

/// <summary>
/// The survivor of a merge stays in its group, or takes the victim's place if it is in none (customers R36): a place passes on, so a full group
/// has room for it. Of one group the survivor leads it if either did. The members' own entries of the merge say where they are now.
/// </summary>
internal static class MergedGroups
{
    public static void Move(AccountHand from, AccountHand into, CommandContext context, EntryHeader header)
    {
        if (Groups.Of(from.Account) is not { } id) return;
        var (victim, survivor, own) = (from.Account.Owner.Key, into.Account.Owner.Key, Groups.Of(into.Account));
        var account = context.KnownGroup(id)!;
        var membership = new StoredGroups(context.Work).KnownMember(id, victim);
        var leads = account.Get(GroupSection.Kind).Primary == victim;
        context.Trace.Note("group.place", "customers R36", own is null, own?.Value, "in no group");
        var group = context.Take(account, from.Effective);
        group.Begin(EntryKind.GroupMembership, EntryFacts.None, context.Program(from.Effective).Version);
        Groups.Change(context, group, new GroupLeft(victim));
        from.Change(new MemberGrouped(0));
        if (own is null)
        {
            Groups.Change(context, group, new GroupJoined(survivor, membership.RedemptionBlocked));
            into.Change(new MemberGrouped(id.Value));
        }
        if (leads && (own is null || own == id)) Groups.Change(context, group, new GroupPrimarySet(survivor));
        group.Finish();
        group.Close(context.Work, header with { Key = null });
    }
}
