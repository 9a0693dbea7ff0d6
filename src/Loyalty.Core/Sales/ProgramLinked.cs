namespace Loyalty;

/// <summary>The position of the entry that a member's account in a further program has of the same bill or return: a fact, no change of the account.</summary>
internal sealed record ProgramLinked(long Position) : EntryChange
{
    public const byte TagOnDisk = 160;

    public override byte Tag => TagOnDisk;

    protected override void WriteBody(RecordWriter writer, NodaTime.Instant effective) => writer.Count(Position);

    public static ProgramLinked ReadBody(ref RecordReader reader, NodaTime.Instant effective) => new(reader.Count());
}
