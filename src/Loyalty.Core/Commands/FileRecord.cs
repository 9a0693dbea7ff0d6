namespace Loyalty;

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
        // A new secret would read every code given out before as another's.
        if (Journal.Tail(work) is not null) throw new StoreException(StoreFault.Corrupt, "The file holds a journal, but not its own record with the secret of its codes: it is damaged.");
        var secret = new byte[32];
        ids.FillSecret(secret);
        var made = new FileRecord(secret);
        work.Put(All, 1, made);
        return made;
    }
}
