using NodaTime;

namespace Loyalty;

/// <summary>The membership part of an account: whose member, since when, and whether blocked.</summary>
internal sealed record MembershipSection : ISection<MembershipSection>
{
    public static readonly SectionKind<MembershipSection> Kind = new(
        1, Read, static (section, writer) => section.Write(writer), static () => new(), static section => section.Organisation == 0);

    public long Organisation { get; set; }

    public Instant EnrolledAt { get; set; }

    /// <summary>Since when the member is blocked, or null.</summary>
    public Instant? BlockedSince { get; set; }

    public MembershipSection Fork() => this with { };

    private void Write(RecordWriter writer)
    {
        writer.Count(Organisation);
        writer.Signed(EnrolledAt.ToUnixTimeTicks());
        writer.Bool(BlockedSince is not null);
        if (BlockedSince is { } since) writer.Signed(since.ToUnixTimeTicks());
    }

    private static MembershipSection Read(ref RecordReader reader) => new()
    {
        Organisation = reader.Count(),
        EnrolledAt = Instant.FromUnixTimeTicks(reader.Signed()),
        BlockedSince = reader.Bool() ? Instant.FromUnixTimeTicks(reader.Signed()) : null,
    };
}

/// <summary>A customer became a member of the organisation's program.</summary>
internal sealed record MemberEnrolled(long Organisation) : AccountChange
{
    public const byte TagOnDisk = 10;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var membership = account.Edit(MembershipSection.Kind);
        membership.Organisation = Organisation;
        membership.EnrolledAt = context.Effective;
    }

    protected override void WriteBody(RecordWriter writer, Instant effective) => writer.Count(Organisation);

    public static MemberEnrolled ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count());
}

/// <summary>The member was blocked or unblocked.</summary>
internal sealed record StatusSet(bool Blocked) : AccountChange
{
    public const byte TagOnDisk = 11;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) =>
        account.Edit(MembershipSection.Kind).BlockedSince = Blocked ? context.Effective : null;

    protected override void WriteBody(RecordWriter writer, Instant effective) => writer.Bool(Blocked);

    public static StatusSet ReadBody(ref RecordReader reader, Instant effective) => new(reader.Bool());
}
