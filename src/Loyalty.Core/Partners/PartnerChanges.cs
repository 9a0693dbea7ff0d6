using NodaTime;

namespace Loyalty;

/// <summary>A link was made, or became another.</summary>
internal sealed record PartnerLinkSet(PartnerLink Link) : AccountChange
{
    public const byte TagOnDisk = 140;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(PartnerSection.Kind).Set(Link);

    protected override void WriteBody(RecordWriter writer, Instant effective) => Link.Write(writer);

    public static PartnerLinkSet ReadBody(ref RecordReader reader, Instant effective) => new(PartnerLink.Read(ref reader));
}

/// <summary>A link ended; it is told as it was then.</summary>
internal sealed record PartnerLinkEnded(PartnerLink Link) : AccountChange
{
    public const byte TagOnDisk = 141;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(PartnerSection.Kind).Remove(Link.Partner);

    protected override void WriteBody(RecordWriter writer, Instant effective) => Link.Write(writer);

    public static PartnerLinkEnded ReadBody(ref RecordReader reader, Instant effective) => new(PartnerLink.Read(ref reader));
}

/// <summary>The record of the member's numbers at partners became another, of which this is the seal.</summary>
internal sealed record PartnerNumbersSealed(ulong Seal) : AccountChange
{
    public const byte TagOnDisk = 142;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(PartnerSection.Kind).Seal = Seal;

    protected override void WriteBody(RecordWriter writer, Instant effective) => writer.Signed(unchecked((long)Seal));

    public static PartnerNumbersSealed ReadBody(ref RecordReader reader, Instant effective) => new(unchecked((ulong)reader.Signed()));
}
