using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Groups themselves: made, changed, dissolved (customers R58).</summary>
internal static class GroupFlow
{
    public static Outcome<GroupDetails> Make(CommandContext context, MakeGroup command)
    {
        var trace = context.Trace;
        if ((Named("ExternalId", command.ExternalId, required: true, trace) ?? Named("Name", command.Name, required: false, trace) ?? PlaceDecisions.Resolve(context)) is { } unfit) return unfit;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var program = context.Program(effective);
        if (Size(command.MaxSize, program, trace) is { } size) return size;
        var print = new Fingerprint("make_group").With("external", command.ExternalId).With("name", command.Name).With("size", command.MaxSize).Value();
        var (first, conflict) = context.RepeatedKey(0, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return GroupAnswers.Of(context, first);
        var externalId = command.ExternalId.Trim();
        if (Taken(context, externalId) is { } taken) return taken;
        var owner = Owner.Of(new GroupId(context.Work.NextId(GroupRecord.All)));
        var hand = new AccountHand(new Account(owner), new StoredLots(context.Work, owner), effective, effective, context);
        hand.Begin(EntryKind.Group, EntryFacts.None, program.Version);
        // A group is enrolled as a member is: it has points and a standing of its own (tiers R71).
        hand.Change(new MemberEnrolled(context.Organisation));
        Groups.Change(context, hand, new GroupSet(externalId, null, NullIfEmpty(command.Name), command.MaxSize ?? program.Program.Groups.MaxSize));
        GroupAnswers.Note(context, hand);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(0, null, print, hand.OwnEntry.Position);
        return context.Accept(Groups.Details(hand.Account));
    }

    public static Outcome<GroupDetails> Update(CommandContext context, UpdateGroup command)
    {
        var trace = context.Trace;
        if ((Named("ExternalId", command.ExternalId, required: command.ExternalId is not null, trace) ?? Named("Name", command.Name, required: false, trace)
            ?? PlaceDecisions.Resolve(context)) is { } unfit) return unfit;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (context.Group(command.Group, out var account) is { } unknown) return unknown;
        var print = new Fingerprint("update_group").With("external", command.ExternalId).With("name", command.Name).With("size", command.MaxSize).Value();
        var (first, conflict) = context.RepeatedKey(account!.Owner.Key, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return GroupAnswers.Of(context, first);
        if (context.Dissolved(account) is { } gone) return gone;
        effective = context.NotLate(account, effective);
        var program = context.Program(effective);
        var before = account.Get(GroupSection.Kind);
        if (Size(command.MaxSize, program, trace) is { } size) return size;
        if (command.MaxSize is { } most && trace.Fails("group.size_members", "customers R58", most >= before.Members, most, before.Members)) return new GroupSizeBelowMembers(most, checked((int)before.Members));
        var externalId = command.ExternalId?.Trim() ?? before.ExternalId;
        if (GroupBook.ClaimKey(context.Organisation, externalId) != GroupBook.ClaimKey(context.Organisation, before.ExternalId) && Taken(context, externalId) is { } taken) return taken;
        var change = new GroupSet(externalId, before.ExternalId, command.Name is null ? before.Name : NullIfEmpty(command.Name), command.MaxSize ?? before.MaxSize);
        // What is as it was writes nothing.
        if (change == new GroupSet(before.ExternalId, before.ExternalId, before.Name, before.MaxSize)) return context.Accept(Groups.Details(account), replayed: true);
        var hand = context.Take(account, effective);
        hand.Begin(EntryKind.Group, EntryFacts.None, program.Version);
        Groups.Change(context, hand, change);
        GroupAnswers.Note(context, hand);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(account.Owner.Key, null, print, hand.OwnEntry.Position);
        return context.Accept(Groups.Details(hand.Account));
    }

    /// <summary>All members leave and the group is no more: one commit of an entry each.</summary>
    public static Outcome<GroupDetails> Dissolve(CommandContext context, GroupId group)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var print = new Fingerprint("dissolve_group").Value();
        if (context.Group(group, out var account) is { } unknown) return unknown;
        var (first, conflict) = context.RepeatedKey(account!.Owner.Key, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return GroupAnswers.Of(context, first);
        if (context.Dissolved(account) is { } gone) return gone;
        // All count at one time: where one of them has a later entry, they do as of now.
        var members = GroupReads.Members(context, group).Select(member => Accounts.Find(context.Work, Owner.Of(new CustomerId(member.Customer)))!).ToArray();
        if (members.Append(account).Any(each => each.LastEffective > effective)) effective = context.Recorded;
        var program = context.Program(effective);
        var hand = context.Take(account, effective);
        var pool = hand.Points.Pool(program.PointsCurrency);
        var isEmpty = true;
        foreach (var each in hand.Points.Pools) isEmpty &= (each.Available | each.Promised | each.Held | each.Debt) == 0;
        if (context.Trace.Fails("group.empty", "customers R58", isEmpty, program.Points(pool.Available), "neither points nor debt"))
            return new GroupHoldsPoints(group, program.Points(pool.Available + pool.Held), program.Points(pool.Promised), program.Points(pool.Debt));
        hand.Begin(EntryKind.Group, EntryFacts.None, program.Version);
        foreach (var member in members)
        {
            Groups.Change(context, hand, new GroupLeft(member.Owner.Key));
            GroupMemberFlow.Regroup(context, member, effective, null);
        }
        Groups.Change(context, hand, new GroupDissolved(hand.Account.Get(GroupSection.Kind).ExternalId));
        GroupAnswers.Note(context, hand);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(account.Owner.Key, null, print, hand.OwnEntry.Position);
        return context.Accept(Groups.Details(hand.Account));
    }

    private static Refusal? Named(string field, string? value, bool required, Explanation trace) =>
        trace.Checked("group.named", "customers R58", required && value is null ? new InvalidValue(field, "", "1 to 100 characters") : Text.Check(field, value, 100, required), value, "up to 100 characters without control characters");

    private static InvalidValue? Size(int? size, ProgramSnapshot program, Explanation trace)
    {
        var most = program.Program.Groups.MaxSize;
        return size is { } given && trace.Fails("group.size", "customers R58", given >= 1 && given <= most, given, most) ? new InvalidValue("MaxSize", Invariant($"{given}"), Invariant($"1 to {most}")) : null;
    }

    private static GroupExternalIdTaken? Taken(CommandContext context, string externalId)
    {
        var claim = context.Work.Find(Claims.All, GroupBook.ClaimKey(context.Organisation, externalId));
        return context.Trace.Fails("group.external_id", "customers R58", claim is null, externalId, "no other group's") ? new GroupExternalIdTaken(externalId, new(claim!.Subject)) : null;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
