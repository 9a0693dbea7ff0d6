namespace Loyalty;

/// <summary>Every collection of the file.</summary>
internal static class Schema
{
    public static IReadOnlyList<Collection> Collections { get; } =
    [
        FileRecord.All, Journal.Entries, Accounts.All, StoredLots.Spent, Claims.All, Counter.All,
        Configurations.Organisations, Configurations.Versions, Place.ByNumber, Place.ByCode,
        CustomerRecord.All, Bill.All, Redemption.All,
    ];

    /// <summary>What the writer remembers decoded: small or often needed again.</summary>
    public static IReadOnlySet<Collection> Remembered { get; } = new HashSet<Collection>
    {
        Accounts.All, Configurations.Organisations, Place.ByNumber, Place.ByCode, FileRecord.All,
    };
}

/// <summary>What is true of the whole file.</summary>
internal sealed record FileRecord(byte[] Secret)
{
    public static readonly Collection<FileRecord> All = new(
        "file", KeyKind.Number,
        static (ref RecordReader reader) => new FileRecord(reader.Blob().ToArray()),
        static (record, writer) => writer.Blob(record.Secret));

    /// <summary>The record, made at the first open.</summary>
    public static FileRecord Ensure(UnitOfWork work, IIdSource ids)
    {
        if (work.Find(All, 1) is { } known) return known;
        var secret = new byte[32];
        ids.FillSecret(secret);
        var made = new FileRecord(secret);
        work.Put(All, 1, made);
        return made;
    }
}
