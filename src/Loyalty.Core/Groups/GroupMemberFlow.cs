using NodaTime;

namespace Loyalty;

/// <summary>Members of groups: join, leave, move, lead, permit (customers R58). The group's entry says what happened; the member's own says where it is now.</summary>
internal static class GroupMemberFlow
{
    public static Outcome<GroupMembership> Join(CommandContext context, JoinGroup command)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (context.Group(command.Group, out var found) is { } unknown) return unknown;
        var group = found!;
        var print = new Fingerprint("join_group").With("customer", command.Customer.Value).With("primary", command.AsPrimary ? 1 : null).With("blocked", command.RedemptionBlocked ? 1 : null).Value();
        var (first, conflict) = context.RepeatedKey(group.Owner.Key, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return GroupAnswers.OfMembership(context, first);
        if (context.Dissolved(group) is { } gone) return gone;
        if (Joins(context, command.Customer, out var member) is { } stays) return stays;
        if (Groups.Of(member!) == command.Group && !command.AsPrimary) return Shown(context, group, command.Customer, replayed: true);
        if (Elsewhere(context, member!) is { } elsewhere) return elsewhere;
        if ((NoPrimary(context, group, command.AsPrimary) ?? (Refusal?)Room(context, group)) is { } full) return full;
        effective = Together(context, effective, group, member!);
        var hand = Begin(context, group, effective, EntryKind.Group);
        Groups.Change(context, hand, new GroupJoined(command.Customer.Value, command.RedemptionBlocked));
        if (command.AsPrimary) Groups.Change(context, hand, new GroupPrimarySet(command.Customer.Value));
        Regroup(context, member!, effective, command.Group);
        return Done(context, hand, print, command.Customer);
    }

    public static Outcome<GroupMembership> Leave(CommandContext context, GroupId groupId, CustomerId customer)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (context.Group(groupId, out var found) is { } unknown) return unknown;
        var group = found!;
        var print = new Fingerprint("leave_group").With("customer", customer.Value).Value();
        var (first, conflict) = context.RepeatedKey(group.Owner.Key, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return GroupAnswers.OfMembership(context, first);
        if (context.Dissolved(group) is { } gone) return gone;
        if (context.InGroup(groupId, customer, out _) is { } outside) return outside;
        if (Free(context, group, customer) is { } stays) return stays;
        var member = Accounts.Find(context.Work, Owner.Of(customer))!;
        effective = Together(context, effective, group, member);
        var hand = Begin(context, group, effective, EntryKind.Group);
        Groups.Change(context, hand, new GroupLeft(customer.Value));
        Regroup(context, member, effective, null);
        return Done(context, hand, print, customer);
    }

    public static Outcome<GroupMembership> Move(CommandContext context, MoveGroupMember command)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (context.Trace.Fails("group.other", "customers R58", command.From != command.To, command.To.Value, "another group than the one left")) return new InvalidValue("To", command.To.ToString(), "another group than the one left");
        if (context.Group(command.From, out var left) is { } unknown) return unknown;
        var print = new Fingerprint("move_group_member").With("to", command.To.Value).With("customer", command.Customer.Value).Value();
        var (first, conflict) = context.RepeatedKey(left!.Owner.Key, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return GroupAnswers.OfMembership(context, first);
        if (context.Group(command.To, out var joined) is { } alsoUnknown) return alsoUnknown;
        if ((context.Dissolved(left) ?? context.Dissolved(joined!)) is { } gone) return gone;
        if (context.InGroup(command.From, command.Customer, out var membership) is { } outside) return outside;
        if (Joins(context, command.Customer, out var member) is { } stops) return stops;
        if (Free(context, left, command.Customer) is { } stays) return stays;
        if (Room(context, joined!) is { } full) return full;
        effective = Together(context, Together(context, effective, left, member!), joined!, member!);
        var from = Begin(context, left, effective, EntryKind.Group);
        var to = Begin(context, joined!, effective, EntryKind.GroupMembership);
        Groups.Change(context, from, new GroupLeft(command.Customer.Value));
        Groups.Change(context, to, new GroupJoined(command.Customer.Value, membership!.RedemptionBlocked));
        to.Finish();
        to.Close(context.Work, context.Header);
        Regroup(context, member!, effective, command.To);
        GroupAnswers.Note(context, from, to.Account, command.Customer);
        from.Finish();
        from.Close(context.Work, context.Header);
        context.RememberKey(left.Owner.Key, null, print, from.OwnEntry.Position);
        return Shown(context, to.Account, command.Customer, replayed: false);
    }

    /// <summary>Another member becomes the primary one; the one before stays a member.</summary>
    public static Outcome<GroupMembership> Lead(CommandContext context, GroupId groupId, CustomerId customer)
    {
        var print = new Fingerprint("lead_group").With("customer", customer.Value).Value();
        return Amend(context, groupId, customer, print, static (group, member) => group.Get(GroupSection.Kind).Primary == member.Customer ? null : new GroupPrimarySet(member.Customer));
    }

    public static Outcome<GroupMembership> Permit(CommandContext context, PermitGroupMember command)
    {
        var print = new Fingerprint("permit_group_member").With("customer", command.Customer.Value).With("blocked", command.RedemptionBlocked ? 1 : 0).Value();
        return Amend(
            context, command.Group, command.Customer, print,
            (_, member) => member.RedemptionBlocked == command.RedemptionBlocked ? null : new GroupPermitted(member.Customer, command.RedemptionBlocked));
    }

    /// <summary>A customer that is no more leaves its group as part of another command, the primary member too; then the group has none.</summary>
    public static void Withdraw(CommandContext context, CustomerId customer, Instant effective)
    {
        var member = Accounts.Find(context.Work, Owner.Of(customer))!;
        if (Groups.Of(member) is not { } groupId) return;
        var group = context.KnownGroup(groupId)!;
        effective = Together(context, effective, group, member);
        var hand = Begin(context, group, effective, EntryKind.GroupMembership);
        Groups.Change(context, hand, new GroupLeft(customer.Value));
        hand.Finish();
        hand.Close(context.Work, context.Header);
        Regroup(context, member, effective, null);
    }

    /// <summary>The member's own entry: where it is now.</summary>
    public static void Regroup(CommandContext context, Account member, Instant effective, GroupId? group)
    {
        var hand = Begin(context, member, effective, EntryKind.GroupMembership);
        hand.Change(new MemberGrouped(group?.Value ?? 0));
        hand.Finish();
        hand.Close(context.Work, context.Header);
    }

    private static Outcome<GroupMembership> Amend(CommandContext context, GroupId groupId, CustomerId customer, ulong print, Func<Account, GroupMember, GroupChange?> decide)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (context.Group(groupId, out var found) is { } unknown) return unknown;
        var group = found!;
        var (first, conflict) = context.RepeatedKey(group.Owner.Key, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return GroupAnswers.OfMembership(context, first);
        if (context.Dissolved(group) is { } gone) return gone;
        if (context.InGroup(groupId, customer, out var member) is { } outside) return outside;
        // What is as it was writes nothing.
        if (decide(group, member!) is not { } change) return Shown(context, group, customer, replayed: true);
        var hand = Begin(context, group, context.NotLate(group, effective), EntryKind.Group);
        Groups.Change(context, hand, change);
        return Done(context, hand, print, customer);
    }

    /// <summary>A member of the program whose status lets it be changed.</summary>
    private static Refusal? Joins(CommandContext context, CustomerId customer, out Account? member)
    {
        if (context.Member(customer, out member) is { } unknown) return unknown;
        return Members.NotEnrolled(member!, context.Trace) ?? (Refusal?)CustomerStops.Changes(context, member!, context.Recorded);
    }

    private static InAnotherGroup? Elsewhere(CommandContext context, Account member)
    {
        var other = Groups.Of(member);
        return context.Trace.Fails("group.one_a_customer", "customers R58", other is null, other?.Value, "in no group") ? new InAnotherGroup(new(member.Owner.Key), other!.Value) : null;
    }

    private static GroupHasPrimary? NoPrimary(CommandContext context, Account group, bool wanted)
    {
        var primary = group.Get(GroupSection.Kind).Primary;
        return wanted && context.Trace.Fails("group.one_primary", "customers R58", primary == 0, primary, "no primary member") ? new GroupHasPrimary(group.Owner.Group, new(primary)) : null;
    }

    private static GroupFull? Room(CommandContext context, Account group)
    {
        var section = group.Get(GroupSection.Kind);
        return context.Trace.Fails("group.room", "customers R58", section.Members < section.MaxSize, section.Members, section.MaxSize) ? new GroupFull(group.Owner.Group, checked((int)section.MaxSize)) : null;
    }

    private static PrimaryStays? Free(CommandContext context, Account group, CustomerId customer)
    {
        var primary = group.Get(GroupSection.Kind).Primary;
        return context.Trace.Fails("group.not_primary", "customers R58", primary != customer.Value, customer.Value, "not the primary member") ? new PrimaryStays(customer, group.Owner.Group) : null;
    }

    /// <summary>Both sides count at one time: where one account has a later entry, both do as of now.</summary>
    private static Instant Together(CommandContext context, Instant effective, Account group, Account member) =>
        Instant.Max(group.LastEffective, member.LastEffective) > effective ? context.Recorded : effective;

    private static AccountHand Begin(CommandContext context, Account account, Instant effective, EntryKind kind)
    {
        var hand = context.Take(account, effective);
        hand.Begin(kind, EntryFacts.None, context.Program(effective).Version);
        return hand;
    }

    private static Outcome<GroupMembership> Done(CommandContext context, AccountHand hand, ulong print, CustomerId customer)
    {
        GroupAnswers.Note(context, hand, hand.Account, customer);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(hand.Account.Owner.Key, null, print, hand.OwnEntry.Position);
        return Shown(context, hand.Account, customer, replayed: false);
    }

    private static Outcome<GroupMembership> Shown(CommandContext context, Account group, CustomerId customer, bool replayed) =>
        context.Accept(Groups.Membership(context, group, new StoredGroups(context.Work).KnownMember(group.Owner.Group, customer.Value)), replayed);
}
