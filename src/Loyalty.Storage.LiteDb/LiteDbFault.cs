using LiteDB;

namespace Loyalty;

/// <summary>Failures of the disk and of LiteDB in the words of the port.</summary>
internal static class LiteDbFault
{
    // ENOSPC, EDQUOT (Linux, macOS), ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL.
    private static readonly int[] s_full = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    // EWOULDBLOCK (Linux, macOS), ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION.
    private static readonly int[] s_used = [11, 35, unchecked((int)0x80070020), unchecked((int)0x80070021)];

    /// <summary>Does work on the disk; a failure comes out as the given fault, or as its own.</summary>
    public static T Guard<T>(string path, Func<T> work, StoreFault? fault = null)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Exception(fault ?? Of(e), path, e.Message, e);
        }
    }

    public static void Guard(string path, Action work, StoreFault? fault = null) => Guard(path, () =>
    {
        work();
        return true;
    }, fault);

    /// <summary>What an exception that comes out of LiteDB means. Of damaged pages it makes exceptions of any kind.</summary>
    public static StoreException OfEngine(string path, Exception e) => e switch
    {
        StoreException known => known,
        IOException or UnauthorizedAccessException => Exception(Of(e), path, e.Message, e),
        LiteException { ErrorCode: LiteException.INVALID_DATABASE } => Exception(StoreFault.NotADatabase, path, e.Message, e),
        LiteException { ErrorCode: LiteException.LOCK_TIMEOUT } => Exception(StoreFault.Busy, path, e.Message, e),
        LiteException { ErrorCode: LiteException.FILE_SIZE_EXCEEDED } => Exception(StoreFault.DiskFull, path, e.Message, e),
        _ => Exception(StoreFault.Corrupt, path, $"LiteDB says: {e.Message}", e),
    };

    public static StoreException Exception(StoreFault fault, string path, string detail, Exception? inner = null) =>
        new(fault, $"{path}: {Meaning(fault)}: {detail}", inner);

    private static StoreFault Of(Exception e) =>
        s_full.Contains(e.HResult) ? StoreFault.DiskFull : s_used.Contains(e.HResult) ? StoreFault.Busy : StoreFault.Io;

    private static string Meaning(StoreFault fault) => fault switch
    {
        StoreFault.Busy => "the file is in use by another process or store",
        StoreFault.NotADatabase => "the file is not a database of this engine",
        StoreFault.WrongVersion => "the file has another format version",
        StoreFault.Corrupt => "the file is damaged",
        StoreFault.DiskFull => "the disk is full; nothing was written",
        StoreFault.OutcomeUnknown => "the commit may or may not have happened",
        _ => "the file cannot be opened, read or written",
    };
}
