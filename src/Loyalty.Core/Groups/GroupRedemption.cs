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
    public required IReadOnlyList<GroupStep> Steps { get; init; }

    private void Write(RecordWriter writer)
    {
        writer.Count(Organisation);
        writer.Count(Group);
        writer.Count(By);
        GroupStep.Write(writer, Steps);
    }

    private static GroupRedemption Read(ref RecordReader reader) => new() { Organisation = reader.Count(), Group = reader.Count(), By = reader.Count(), Steps = GroupStep.Read(ref reader) };
}

/// <summary>Units drawn from one holder, or given back to it.</summary>
/// <param name="Owner">Key of the holder.</param>
/// <param name="Redemption">The holder's own redemption.</param>
/// <param name="Units">How many.</param>
internal readonly record struct GroupStep(long Owner, long Redemption, long Units)
{
    public static void Write(RecordWriter writer, IReadOnlyList<GroupStep> steps)
    {
        writer.Count(steps.Count);
        foreach (var step in steps)
        {
            writer.Count(step.Owner);
            writer.Count(step.Redemption);
            writer.Count(step.Units);
        }
    }

    public static GroupStep[] Read(ref RecordReader reader)
    {
        var steps = new GroupStep[reader.Length()];
        for (var i = 0; i < steps.Length; i++) steps[i] = new(reader.Count(), reader.Count(), reader.Count());
        return steps;
    }
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
internal sealed record GroupRedeemed(long Id, long By, IReadOnlyList<GroupStep> Steps) : GroupChange
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
        GroupStep.Write(writer, Steps);
    }

    public static GroupRedeemed ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), reader.Count(), GroupStep.Read(ref reader));
}

/// <summary>A redemption over the group was reversed: what each holder got back, and what is left. A fact of the entry.</summary>
internal sealed record GroupReversed(long Id, long Left, IReadOnlyList<GroupStep> Steps) : EntryChange
{
    public const byte TagOnDisk = 139;

    public override byte Tag => TagOnDisk;

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Id);
        writer.Count(Left);
        GroupStep.Write(writer, Steps);
    }

    public static GroupReversed ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), reader.Count(), GroupStep.Read(ref reader));
}
