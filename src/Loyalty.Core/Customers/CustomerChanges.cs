namespace Loyalty;

/// <summary>A customer's record became another; the seal proves which (see <see cref="CustomerSeals"/>).</summary>
internal sealed record CustomerSealed(ulong Seal) : EntryChange
{
    public const byte TagOnDisk = 51;

    public override byte Tag => TagOnDisk;

    protected override void WriteBody(RecordWriter writer, NodaTime.Instant effective) => writer.Fixed64(Seal);

    public static CustomerSealed ReadBody(ref RecordReader reader, NodaTime.Instant effective) => new(reader.Fixed64());
}

/// <summary>A customer was registered without becoming a member (customers 1.1).</summary>
internal sealed record CustomerRegistered(long Organisation) : AccountChange
{
    public const byte TagOnDisk = 52;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var membership = account.Edit(MembershipSection.Kind);
        membership.Organisation = Organisation;
        membership.EnrolledAt = context.Effective;
        membership.Type = LoyaltyType.NonLoyalty;
    }

    protected override void WriteBody(RecordWriter writer, NodaTime.Instant effective) => writer.Count(Organisation);

    public static CustomerRegistered ReadBody(ref RecordReader reader, NodaTime.Instant effective) => new(reader.Count());
}

/// <summary>The member got a status label (customers R40).</summary>
internal sealed record LabelSet(string Label, CustomerStatus Status, string Before, string? Reason) : AccountChange
{
    public const byte TagOnDisk = 50;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var membership = account.Edit(MembershipSection.Kind);
        membership.Label = Label;
        membership.Status = Status;
        membership.LabelSince = context.Effective;
    }

    protected override void WriteBody(RecordWriter writer, NodaTime.Instant effective)
    {
        writer.Text(Label);
        writer.Byte((byte)Status);
        writer.Text(Before);
        writer.Text(Reason);
    }

    public static LabelSet ReadBody(ref RecordReader reader, NodaTime.Instant effective) =>
        new(reader.Text() ?? throw RecordReader.Damaged(), (CustomerStatus)reader.Byte(), reader.Text() ?? throw RecordReader.Damaged(), reader.Text());
}
