namespace Loyalty;

/// <summary>A request for goodwill.</summary>
internal sealed record GoodwillRequest
{
    public static readonly Collection<GoodwillRequest> All = new("goodwill_requests", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    public required long Id { get; init; }

    public required long Organisation { get; init; }

    /// <summary>Key of the account: the member's, in the program that is to give.</summary>
    public required long Customer { get; init; }

    /// <summary>Number of the currency.</summary>
    public int Currency { get; init; } = ProgramSnapshot.MainCurrency;

    public ProgramScope Scope => ProgramScopes.Of(new Owner(Customer), Currency);

    public required long Units { get; init; }

    public required string Reason { get; init; }

    public required string AskedBy { get; init; }

    public RequestState State { get; init; }

    public string? DecidedBy { get; init; }

    /// <summary>Position of the entry that asked for it.</summary>
    public required long Position { get; init; }

    /// <summary>Position of the entry that decided it, 0 while nobody has.</summary>
    public long DecidedAt { get; init; }

    private void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Count(Organisation);
        writer.Count(Customer);
        writer.Count(Units);
        writer.Text(Reason);
        writer.Text(AskedBy);
        writer.Byte((byte)State);
        writer.Text(DecidedBy);
        writer.Count(Position);
        writer.Count(DecidedAt);
        writer.Count(Currency);
    }

    private static GoodwillRequest Read(ref RecordReader reader) => new()
    {
        Id = reader.Count(),
        Organisation = reader.Count(),
        Customer = reader.Count(),
        Units = reader.Count(),
        Reason = reader.Text() ?? throw RecordReader.Damaged(),
        AskedBy = reader.Text() ?? throw RecordReader.Damaged(),
        State = (RequestState)reader.Byte(),
        DecidedBy = reader.Text(),
        Position = reader.Count(),
        DecidedAt = reader.Count(),
        Currency = (int)reader.Count(),
    };
}

/// <summary>What was posted or asked for by hand, why, on whose word: a fact of the entry, no change of the account. The request is 0 for a deduction.</summary>
internal sealed record ManualNoted(long Request, long Units, string Reason, string AskedBy, string? ApprovedBy) : EntryChange
{
    public const byte TagOnDisk = 69;

    public override byte Tag => TagOnDisk;

    protected override void WriteBody(RecordWriter writer, NodaTime.Instant effective)
    {
        writer.Count(Request);
        writer.Count(Units);
        writer.Text(Reason);
        writer.Text(AskedBy);
        writer.Text(ApprovedBy);
    }

    public static ManualNoted ReadBody(ref RecordReader reader, NodaTime.Instant effective) =>
        new(reader.Count(), reader.Count(), reader.Text() ?? throw RecordReader.Damaged(), reader.Text() ?? throw RecordReader.Damaged(), reader.Text());
}
