using System.Buffers.Binary;

namespace Loyalty;

/// <summary>What kind of paper it is. The first byte of its record; never reused.</summary>
internal enum PaperKind : byte
{
    /// <summary>The first answer of a command with a key, which its repeats get.</summary>
    Answer = 1,

    /// <summary>A note.</summary>
    Note = 2,

    /// <summary>A ticket.</summary>
    Ticket = 3,

    /// <summary>An image.</summary>
    Image = 4,

    /// <summary>An interaction.</summary>
    Interaction = 5,
}

/// <summary>
/// Something that is kept about a customer beside its record: personal data too, so the journal holds a seal of it only, and an erasure takes
/// it away. Its number is the position of the entry that made it.
/// </summary>
internal abstract record CustomerPaper
{
    public static readonly Collection<CustomerPaper> All = new("customer_papers", KeyKind.Bytes, Read, static (paper, writer) => paper.Write(writer));

    public abstract PaperKind Kind { get; }

    protected abstract void WriteBody(RecordWriter writer);

    /// <summary>A customer's papers lie together by kind, each kind in the order in which they were made.</summary>
    public static RecordKey Key(long customer, PaperKind kind, long number)
    {
        var key = new byte[17];
        BinaryPrimitives.WriteInt64BigEndian(key, customer);
        key[8] = (byte)kind;
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(9), number);
        return new RecordKey(key);
    }

    /// <summary>What a paper's key says.</summary>
    public static (long Customer, PaperKind Kind, long Number) Parse(RecordKey key) =>
        (BinaryPrimitives.ReadInt64BigEndian(key.Bytes), (PaperKind)key.Bytes[8], BinaryPrimitives.ReadInt64BigEndian(key.Bytes[9..]));

    private void Write(RecordWriter writer)
    {
        writer.Byte((byte)Kind);
        WriteBody(writer);
    }

    private static CustomerPaper Read(ref RecordReader reader) => (PaperKind)reader.Byte() switch
    {
        PaperKind.Answer => AnswerPaper.ReadBody(ref reader),
        PaperKind.Note => NotePaper.ReadBody(ref reader),
        PaperKind.Ticket => TicketPaper.ReadBody(ref reader),
        PaperKind.Image => ImagePaper.ReadBody(ref reader),
        PaperKind.Interaction => InteractionPaper.ReadBody(ref reader),
        _ => throw RecordReader.Damaged(),
    };
}

/// <summary>A paper was put or taken away; the seal proves which, 0 for none. Number 0: this entry's own position. Owner 0: whose entry it is.</summary>
internal sealed record PaperSealed(long Owner, PaperKind Kind, long Number, ulong Seal) : EntryChange
{
    public const byte TagOnDisk = 170;

    public override byte Tag => TagOnDisk;

    protected override void WriteBody(RecordWriter writer, NodaTime.Instant effective)
    {
        writer.Count(Owner);
        writer.Byte((byte)Kind);
        writer.Count(Number);
        writer.Fixed64(Seal);
    }

    public static PaperSealed ReadBody(ref RecordReader reader, NodaTime.Instant effective) => new(reader.Count(), (PaperKind)reader.Byte(), reader.Count(), reader.Fixed64());
}
