using NodaTime;

namespace Loyalty;

/// <summary>The group is called so, and may have so many members.</summary>
/// <param name="ExternalId">Its external id.</param>
/// <param name="Before">The external id it had before, or null.</param>
/// <param name="Name">Its name, or null.</param>
/// <param name="MaxSize">Most members.</param>
internal sealed record GroupSet(string ExternalId, string? Before, string? Name, long MaxSize) : GroupChange
{
    public const byte TagOnDisk = 130;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(GroupSection.Kind);
        (section.ExternalId, section.Name, section.MaxSize) = (ExternalId, Name, MaxSize);
    }

    public override void Apply(GroupBook book, in GroupMoment moment)
    {
        book.Put(GroupRecord.All, new RecordKey(moment.Group.Value), new GroupRecord(moment.Organisation));
        if (Before is not null) book.Delete(Claims.All, GroupBook.ClaimKey(moment.Organisation, Before));
        book.Put(Claims.All, GroupBook.ClaimKey(moment.Organisation, ExternalId), new Claim(moment.Group.Value));
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Text(ExternalId);
        writer.Text(Before);
        writer.Text(Name);
        writer.Count(MaxSize);
    }

    public static GroupSet ReadBody(ref RecordReader reader, Instant effective) => new(reader.Text() ?? throw RecordReader.Damaged(), reader.Text(), reader.Text(), reader.Count());
}

/// <summary>The group is no more; its external id is free.</summary>
internal sealed record GroupDissolved(string ExternalId) : GroupChange
{
    public const byte TagOnDisk = 131;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(GroupSection.Kind).DissolvedAt = context.Effective;

    public override void Apply(GroupBook book, in GroupMoment moment) => book.Delete(Claims.All, GroupBook.ClaimKey(moment.Organisation, ExternalId));

    protected override void WriteBody(RecordWriter writer, Instant effective) => writer.Text(ExternalId);

    public static GroupDissolved ReadBody(ref RecordReader reader, Instant effective) => new(reader.Text() ?? throw RecordReader.Damaged());
}

/// <summary>A customer became a member of the group.</summary>
internal sealed record GroupJoined(long Customer, bool RedemptionBlocked) : GroupChange
{
    public const byte TagOnDisk = 132;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(GroupSection.Kind).Members++;

    public override void Apply(GroupBook book, in GroupMoment moment) => book.Put(
        moment.Group,
        new() { Customer = Customer, Since = moment.Effective, RedemptionBlocked = RedemptionBlocked, Contributed = book.Member(moment.Group, Customer)?.Contributed ?? 0 });

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Customer);
        writer.Bool(RedemptionBlocked);
    }

    public static GroupJoined ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), reader.Bool());
}

/// <summary>A member left the group; a primary one is its primary no longer.</summary>
internal sealed record GroupLeft(long Customer) : GroupChange
{
    public const byte TagOnDisk = 133;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(GroupSection.Kind);
        section.Members--;
        if (section.Primary == Customer) section.Primary = 0;
    }

    public override void Apply(GroupBook book, in GroupMoment moment) => book.Put(moment.Group, book.KnownMember(moment.Group, Customer) with { Until = moment.Effective });

    protected override void WriteBody(RecordWriter writer, Instant effective) => writer.Count(Customer);

    public static GroupLeft ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count());
}

/// <summary>A member became the group's primary one.</summary>
internal sealed record GroupPrimarySet(long Customer) : GroupChange
{
    public const byte TagOnDisk = 134;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(GroupSection.Kind).Primary = Customer;

    public override void Apply(GroupBook book, in GroupMoment moment)
    {
    }

    protected override void WriteBody(RecordWriter writer, Instant effective) => writer.Count(Customer);

    public static GroupPrimarySet ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count());
}

/// <summary>What the group lets a member do.</summary>
internal sealed record GroupPermitted(long Customer, bool RedemptionBlocked) : GroupChange
{
    public const byte TagOnDisk = 135;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
    }

    public override void Apply(GroupBook book, in GroupMoment moment) => book.Put(moment.Group, book.KnownMember(moment.Group, Customer) with { RedemptionBlocked = RedemptionBlocked });

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Customer);
        writer.Bool(RedemptionBlocked);
    }

    public static GroupPermitted ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), reader.Bool());
}

/// <summary>The member, whose entry it is, is in this group now; 0 for none.</summary>
internal sealed record MemberGrouped(long Group) : AccountChange
{
    public const byte TagOnDisk = 136;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(GroupingSection.Kind).Group = Group;

    protected override void WriteBody(RecordWriter writer, Instant effective) => writer.Count(Group);

    public static MemberGrouped ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count());
}
