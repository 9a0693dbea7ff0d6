using NodaTime;

namespace Loyalty;

/// <summary>What a call with a key answered of a group: a fact of its entry, which a repeat is told again.</summary>
internal sealed record GroupAnswered(string ExternalId, string? Name, long MaxSize, long Members, long Primary, Instant? DissolvedAt) : EntryChange
{
    public const byte TagOnDisk = 174;

    public override byte Tag => TagOnDisk;

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Text(ExternalId);
        writer.Text(Name);
        writer.Count(MaxSize);
        writer.Count(Members);
        writer.Count(Primary);
        writer.Bool(DissolvedAt is not null);
        if (DissolvedAt is { } at) writer.Signed(at.ToUnixTimeTicks());
    }

    public static GroupAnswered ReadBody(ref RecordReader reader, Instant effective) => new(
        reader.Text() ?? throw RecordReader.Damaged(), reader.Text(), reader.Count(), reader.Count(), reader.Count(), reader.Bool() ? Instant.FromUnixTimeTicks(reader.Signed()) : null);
}

/// <summary>The same of a membership.</summary>
internal sealed record MembershipAnswered(long Group, long Customer, bool IsPrimary, bool RedemptionBlocked, Instant Since, Instant? Until, long Contributed) : EntryChange
{
    public const byte TagOnDisk = 175;

    public override byte Tag => TagOnDisk;

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Group);
        writer.Count(Customer);
        writer.Byte((byte)((IsPrimary ? 1 : 0) | (RedemptionBlocked ? 2 : 0) | (Until is null ? 0 : 4)));
        writer.Signed(Since.ToUnixTimeTicks());
        if (Until is { } until) writer.Signed(until.ToUnixTimeTicks());
        writer.Count(Contributed);
    }

    public static MembershipAnswered ReadBody(ref RecordReader reader, Instant effective)
    {
        var (group, customer, flags, since) = (reader.Count(), reader.Count(), reader.Byte(), Instant.FromUnixTimeTicks(reader.Signed()));
        if (flags > 7) throw RecordReader.Damaged();
        Instant? until = (flags & 4) != 0 ? Instant.FromUnixTimeTicks(reader.Signed()) : null;
        return new(group, customer, (flags & 1) != 0, (flags & 2) != 0, since, until, reader.Count());
    }
}

/// <summary>First answers of group calls: noted in the entry of a call that has a key, and told again to its repeat.</summary>
internal static class GroupAnswers
{
    /// <summary>Notes what a group is after the call, as the last change of its entry.</summary>
    public static void Note(CommandContext context, AccountHand hand)
    {
        if (context.Options.Key is null) return;
        var section = hand.Account.Get(GroupSection.Kind);
        hand.Change(new GroupAnswered(section.ExternalId, section.Name, section.MaxSize, section.Members, section.Primary, section.DissolvedAt));
    }

    /// <summary>Notes what a membership is after the call.</summary>
    /// <param name="context">The call.</param>
    /// <param name="hand">Whose entry has the call's key.</param>
    /// <param name="group">The group of the membership.</param>
    /// <param name="customer">The member.</param>
    public static void Note(CommandContext context, AccountHand hand, Account group, CustomerId customer)
    {
        if (context.Options.Key is null) return;
        var member = new StoredGroups(context.Work).KnownMember(group.Owner.Group, customer.Value);
        hand.Change(new MembershipAnswered(
            group.Owner.Group.Value, member.Customer, group.Get(GroupSection.Kind).Primary == member.Customer, member.RedemptionBlocked, member.Since, member.Until, member.Contributed));
    }

    public static Outcome<GroupDetails> Of(CommandContext context, JournalEntry first)
    {
        var (account, told) = (context.KnownGroup(first.Owner.Group)!, first.Changes.OfType<GroupAnswered>().Single());
        return context.Accept(new GroupDetails(
            account.Owner.Group, told.ExternalId, told.Name, checked((int)told.MaxSize), checked((int)told.Members), told.Primary == 0 ? null : new CustomerId(told.Primary),
            account.Get(MembershipSection.Kind).EnrolledAt, told.DissolvedAt), replayed: true);
    }

    public static Outcome<GroupMembership> OfMembership(CommandContext context, JournalEntry first)
    {
        var told = first.Changes.OfType<MembershipAnswered>().Single();
        return context.Accept(new GroupMembership(
            new(told.Group), new(told.Customer), told.IsPrimary, told.RedemptionBlocked, told.Since, told.Until,
            context.Configurations.Version(context.Work, first.Configuration).Points(told.Contributed)), replayed: true);
    }
}
