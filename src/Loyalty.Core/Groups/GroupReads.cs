using static System.FormattableString;

namespace Loyalty;

/// <summary>Reads of groups; none writes.</summary>
internal static class GroupReads
{
    private const int Chunk = 1000;

    public static Outcome<GroupDetails> Get(CommandContext context, GroupId group) =>
        context.KnownGroup(group) is { } account ? context.Accept(Groups.Details(account)) : new GroupUnknown(group.ToString());

    public static Outcome<GroupDetails> LookUp(CommandContext context, string externalId)
    {
        if ((externalId is null ? new InvalidValue("externalId", "", "1 to 100 characters") : Text.Check("externalId", externalId, 100, required: true)) is { } unfit) return unfit;
        return context.Work.Find(Claims.All, GroupBook.ClaimKey(context.Organisation, externalId!)) is { } claim ? Get(context, new(claim.Subject)) : new GroupUnknown(Text.Shown(externalId!));
    }

    /// <summary>The membership of a customer, or a success without one.</summary>
    public static Outcome<GroupMembership?> Of(CommandContext context, CustomerId customer)
    {
        if (context.Member(customer) is not { } account) return context.Missing(customer);
        if (Groups.Of(account) is not { } group) return context.Accept<GroupMembership?>(null);
        return context.Accept<GroupMembership?>(Groups.Membership(context, context.KnownGroup(group)!, new StoredGroups(context.Work).KnownMember(group, customer.Value)));
    }

    public static Outcome<GroupBalance> Balance(CommandContext context, GroupId group)
    {
        if (context.KnownGroup(group) is not { } account) return new GroupUnknown(group.ToString());
        var program = context.Program(context.Recorded);
        var now = Clockwork.At(account, new StoredLots(context.Work, account.Owner), context, context.Recorded);
        var pool = now.Get(PointsSection.Kind).Pool(program.PointsCurrency);
        return context.Accept(new GroupBalance(
            group, program.Points(pool.Balance), program.Points(pool.Available), program.Points(pool.Promised), program.Points(pool.Debt), program.TierName(now.Get(TierSection.Kind).Current)));
    }

    public static Outcome<IReadOnlyList<TrackerStatus>> Trackers(CommandContext context, GroupId group) =>
        context.KnownGroup(group) is { } account ? context.Accept(TrackerReads.Rows(context, account, null)) : new GroupUnknown(group.ToString());

    public static Outcome<Page<GroupMembership>> Members(CommandContext context, GroupMembersRequest request)
    {
        if (request.Limit is < 1 or > 1000) return new InvalidValue("Limit", Invariant($"{request.Limit}"), "1 to 1,000");
        if (request.After is < 0) return new InvalidValue("After", Invariant($"{request.After}"), "Next of the page before");
        if (context.KnownGroup(request.Group) is not { } account) return new GroupUnknown(request.Group.ToString());
        var rows = new List<GroupMembership>();
        foreach (var member in Members(context, request.Group, request.After ?? 0, request.IncludeFormer))
        {
            if (rows.Count == request.Limit) return context.Accept(new Page<GroupMembership>(rows, rows[^1].Customer.Value));
            rows.Add(Groups.Membership(context, account, member));
        }
        return context.Accept(new Page<GroupMembership>(rows, null));
    }

    /// <summary>The members of a group in the order of their numbers.</summary>
    public static IEnumerable<GroupMember> Members(CommandContext context, GroupId group, long after = 0, bool withFormer = false)
    {
        var page = new List<KeyValuePair<RecordKey, GroupMember>>();
        while (true)
        {
            page.Clear();
            context.Work.Scan(GroupMember.All, GroupMember.Range(group, after), Chunk, false, page);
            foreach (var (_, member) in page.ToArray())
                if (withFormer || member.IsActive) yield return member;
            if (page.Count < Chunk) yield break;
            after = page[^1].Value.Customer;
        }
    }
}
