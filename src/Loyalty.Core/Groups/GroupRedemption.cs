using NodaTime;

namespace Loyalty;

/// <summary>A redemption over a group: whose points it took, in which order. Each holder has a redemption of its own for its part.</summary>
internal sealed record GroupRedemption
{
    public static readonly Collection<GroupRedemption> All = new("group_redemptions", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    public required long Organisation { get; init; }

    public required long Group { get; init; }

    /// <summary>The member who redeemed.</summary>
    public required long By { get; init; }

    /// <summary>The steps in which it drew, in redemption order.</summary>
    public required IReadOnlyList<DrawStep> Steps { get; init; }

    private void Write(RecordWriter writer)
    {
        writer.Count(Organisation);
        writer.Count(Group);
        writer.Count(By);
        DrawStep.Write(writer, Steps);
    }

    private static GroupRedemption Read(ref RecordReader reader) => new() { Organisation = reader.Count(), Group = reader.Count(), By = reader.Count(), Steps = DrawStep.Read(ref reader) };
}


/// <summary>A member gave units to the group.</summary>
internal sealed record GroupContributed(long Customer, long Units) : GroupChange
{
    public const byte TagOnDisk = 137;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
    }

    public override void Apply(GroupBook book, in GroupMoment moment)
    {
        var member = book.KnownMember(moment.Group, Customer);
        book.Put(moment.Group, member with { Contributed = member.Contributed + Units });
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Customer);
        writer.Count(Units);
    }

    public static GroupContributed ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), reader.Count());
}

/// <summary>Points were redeemed over the group.</summary>
internal sealed record GroupRedeemed(long Id, long By, IReadOnlyList<DrawStep> Steps) : GroupChange
{
    public const byte TagOnDisk = 138;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
    }

    public override void Apply(GroupBook book, in GroupMoment moment) =>
        book.Put(GroupRedemption.All, new RecordKey(Id), new() { Organisation = moment.Organisation, Group = moment.Group.Value, By = By, Steps = Steps });

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Id);
        writer.Count(By);
        DrawStep.Write(writer, Steps);
    }

    public static GroupRedeemed ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), reader.Count(), DrawStep.Read(ref reader));
}

/// <summary>A redemption over the group was reversed: what each holder got back, and what is left. A fact of the entry.</summary>
internal sealed record GroupReversed(long Id, long Left, IReadOnlyList<DrawStep> Steps) : EntryChange
{
    public const byte TagOnDisk = 139;

    public override byte Tag => TagOnDisk;

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Id);
        writer.Count(Left);
        DrawStep.Write(writer, Steps);
    }

    public static GroupReversed ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), reader.Count(), DrawStep.Read(ref reader));
}
