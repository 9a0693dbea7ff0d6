using NodaTime;

namespace Loyalty;

/// <summary>An item that the organisation has sold or named.</summary>
internal sealed record Item(long Id, long Organisation, string Sku, string? Base, Instant AddedAt)
{
    public static readonly Collection<Item> All = new("items", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    /// <summary>The key under which its code leads to it.</summary>
    public RecordKey Claim => KeyOf(Organisation, Sku);

    public static Item? Find(UnitOfWork work, long organisation, string sku) => work.Find(Claims.All, KeyOf(organisation, sku)) is { } claim ? work.Find(All, claim.Subject) : null;

    private static RecordKey KeyOf(long organisation, string sku) => Claims.Key(ClaimKind.ItemCode, organisation, 0, sku);

    private void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Count(Organisation);
        writer.Text(Sku);
        writer.Text(Base);
        writer.Signed(AddedAt.ToUnixTimeTicks());
    }

    private static Item Read(ref RecordReader reader) => new(reader.Count(), reader.Count(), reader.Text() ?? throw RecordReader.Damaged(), reader.Text(), Instant.FromUnixTimeTicks(reader.Signed()));
}

/// <summary>An item came into the catalogue: a fact of the entry of the bill that brought it, or of the organisation.</summary>
internal sealed record ItemAdded(long Id, string Sku, string? Base) : EntryChange
{
    public const byte TagOnDisk = 187;

    public override byte Tag => TagOnDisk;

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Id);
        writer.Text(Sku);
        writer.Text(Base);
    }

    public static ItemAdded ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), reader.Text() ?? throw RecordReader.Damaged(), reader.Text());
}
