using SQLitePCL;

namespace Loyalty;

/// <summary>SQLite's result codes in the words of the port.</summary>
internal static class SqliteFault
{
    public static bool IsBusy(int code) => (code & 0xFF) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL;

    public static StoreFault Of(int code) => (code & 0xFF) switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => StoreFault.Busy,
        raw.SQLITE_NOTADB => StoreFault.NotADatabase,
        raw.SQLITE_CORRUPT => StoreFault.Corrupt,
        raw.SQLITE_FULL => StoreFault.DiskFull,
        _ => StoreFault.Io,
    };

    /// <summary>
    /// What a failed COMMIT means. A full disk and damage show before the commit is on disk; of anything else
    /// (a failed flush, a failed update of the log's index) nobody can say on which side of it it came.
    /// </summary>
    public static StoreFault OfCommit(int code) =>
        Of(code) is StoreFault.DiskFull or StoreFault.Corrupt or StoreFault.NotADatabase ? Of(code) : StoreFault.OutcomeUnknown;

    public static StoreException Exception(StoreFault fault, string path, int code, string detail) =>
        new(fault, $"{path}: {Meaning(fault)} SQLite says: {detail} ({code}).");

    public static StoreException Busy(string path, TimeSpan waited) =>
        new(StoreFault.Busy, $"{path}: another process or thread held the lock for longer than {waited.TotalSeconds:0.###} s.");

    private static string Meaning(StoreFault fault) => fault switch
    {
        StoreFault.Busy => "the file is in use.",
        StoreFault.NotADatabase => "the file is not a database of this engine.",
        StoreFault.Corrupt => "the file is damaged.",
        StoreFault.DiskFull => "the disk is full; nothing was written.",
        StoreFault.OutcomeUnknown => "the commit may or may not have happened.",
        _ => "the file cannot be opened, read or written.",
    };
}
