namespace Loyalty;

/// <summary>What a returned <see cref="IWriteView.Commit"/> promises.</summary>
public enum Durability
{
    /// <summary>Nothing survives the process.</summary>
    None,

    /// <summary>The commit survives the end of the process, not a power loss.</summary>
    ProcessCrash,

    /// <summary>The commit survives a power loss.</summary>
    PowerLoss,
}

/// <summary>
/// The storage port: ordered collections of records and an append-only journal, read through snapshots
/// and written by one writer at a time. Check an adapter with the contract suite of Loyalty.Testing.
/// </summary>
public interface IRecordStore : IAsyncDisposable, IDisposable
{
    /// <summary>What a returned commit promises.</summary>
    Durability Durability { get; }

    /// <summary>Opens a consistent snapshot: nothing committed after this call is seen through it.</summary>
    /// <exception cref="StoreException">The file cannot be read.</exception>
    IReadView OpenRead();

    /// <summary>
    /// Takes the store's one write lock, waiting for it up to the adapter's deadline, and opens a view of the newest state.
    /// It is opened, committed and disposed on one thread.
    /// </summary>
    /// <exception cref="StoreException"><see cref="StoreFault.Busy"/> when another process keeps the lock, or the file cannot be read.</exception>
    IWriteView OpenWrite();
}

/// <summary>Reads of one consistent state.</summary>
public interface IReadView : IDisposable
{
    /// <summary>The record under a key, or null. The caller must not change it.</summary>
    object? Find(Collection collection, in RecordKey key);

    /// <summary>
    /// Appends to <paramref name="into"/> up to <paramref name="limit"/> records whose key lies in the range, in key order
    /// (or in the reverse order). To go on, scan again from the last key returned, exclusive.
    /// </summary>
    void Scan(Collection collection, in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into);

    /// <summary>How many keys lie in the range.</summary>
    long Count(Collection collection, in KeyRange range);
}

/// <summary>A read view of the newest state that holds the write lock until it is disposed.</summary>
public interface IWriteView : IReadView
{
    /// <summary>
    /// True when nothing but this store object's own commits has changed the data since its previous write view,
    /// so that what the engine remembers from then is still right.
    /// </summary>
    bool IsUnchangedByOthers { get; }

    /// <summary>Writes all changes of the batch or none, and returns once they are as durable as the store promises.</summary>
    /// <exception cref="StoreException">Nothing was written, or with <see cref="StoreFault.OutcomeUnknown"/> all or nothing.</exception>
    void Commit(ChangeBatch batch);
}

/// <summary>What a store can do beside the port: read while a commit is being written, so that the next is decided meanwhile.</summary>
public interface ILatestStore
{
    /// <summary>
    /// Opens a view whose every read sees the newest committed state at that moment: no snapshot, two reads may see two states.
    /// Neither it nor a commit waits for the other.
    /// </summary>
    /// <exception cref="StoreException">The file cannot be read.</exception>
    IReadView OpenLatest();
}

/// <summary>What a store can do beside the port: copies while it is in use.</summary>
public interface IBackupStore
{
    /// <summary>Writes a consistent copy to a new file; writers go on meanwhile.</summary>
    /// <exception cref="StoreException">The target exists or cannot be written.</exception>
    void Backup(string path);
}

/// <summary>What a store can do beside the port: check its own file below the level of records.</summary>
public interface IIntegrityStore
{
    /// <summary>The faults found in the file's structure; empty when it is sound.</summary>
    IReadOnlyList<string> CheckIntegrity();
}

/// <summary>Why a store could not do what was asked.</summary>
public enum StoreFault
{
    /// <summary>Another process holds the write lock, or the file, for longer than the deadline.</summary>
    Busy,

    /// <summary>The file is not one of this adapter's.</summary>
    NotADatabase,

    /// <summary>The file was written by another version of the format.</summary>
    WrongVersion,

    /// <summary>The file is damaged.</summary>
    Corrupt,

    /// <summary>The disk is full.</summary>
    DiskFull,

    /// <summary>The file cannot be opened, read or written.</summary>
    Io,

    /// <summary>The commit may or may not have happened; ask again with the same key.</summary>
    OutcomeUnknown,
}

/// <summary>A storage failure that no caller's data caused.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Creates the exception.</summary>
    public StoreException(StoreFault fault, string message, Exception? inner = null) : base(message, inner) => Fault = fault;

    /// <summary>The kind of failure.</summary>
    public StoreFault Fault { get; }
}
