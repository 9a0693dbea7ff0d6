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

    /// <summary>Whether it is a member of the program.</summary>
    public LoyaltyType Type { get; set; } = LoyaltyType.Loyalty;

    /// <summary>The status label, or null for the organisation's default of the status active.</summary>
    public string? Label { get; set; }

    /// <summary>What the label stands for.</summary>
    public CustomerStatus Status { get; set; }

    /// <summary>Since when the label stands.</summary>
    public Instant LabelSince { get; set; }

    /// <summary>Whether the customer was merged into another.</summary>
    public bool IsMerged { get; set; }

    public MembershipSection Fork() => this with { };

    private void Write(RecordWriter writer)
    {
        writer.Count(Organisation);
        writer.Signed(EnrolledAt.ToUnixTimeTicks());
        writer.Byte((byte)((BlockedSince is null ? 0 : 1) | (Label is null ? 0 : 2) | (Type == LoyaltyType.Loyalty ? 0 : 4) | (IsMerged ? 8 : 0)));
        if (BlockedSince is { } since) writer.Signed(since.ToUnixTimeTicks());
        if (Label is not null)
        {
            writer.Text(Label);
            writer.Byte((byte)Status);
            writer.Signed(LabelSince.ToUnixTimeTicks());
        }
    }

    private static MembershipSection Read(ref RecordReader reader)
    {
        var section = new MembershipSection { Organisation = reader.Count(), EnrolledAt = Instant.FromUnixTimeTicks(reader.Signed()) };
        var flags = reader.Byte();
        if ((flags & 1) != 0) section.BlockedSince = Instant.FromUnixTimeTicks(reader.Signed());
        if ((flags & 2) != 0) (section.Label, section.Status, section.LabelSince) = (reader.Text() ?? throw RecordReader.Damaged(), (CustomerStatus)reader.Byte(), Instant.FromUnixTimeTicks(reader.Signed()));
        if ((flags & 4) != 0) section.Type = LoyaltyType.NonLoyalty;
        if ((flags & 8) != 0) section.IsMerged = true;
        if (flags > 15) throw RecordReader.Damaged();
        return section;
    }
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
        membership.Type = LoyaltyType.Loyalty;
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
