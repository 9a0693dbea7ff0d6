using System.Collections.Frozen;
using System.Diagnostics;

namespace Loyalty;

/// <summary>
/// Keeps records in one SQLite file, in write-ahead mode: one writer at a time, across processes too, and readers that
/// neither wait for it nor hold it up. Each collection is a table of key and bytes.
/// </summary>
public sealed class SqliteStore : IRecordStore, ILatestStore, IBackupStore, IIntegrityStore
{
    private const int KeptReaders = 4;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly SqliteStoreOptions _options;
    private readonly string _path;
    private readonly Collection[] _collections;
    private readonly FrozenDictionary<Collection, int> _places;

    private readonly SemaphoreSlim _writeLock = new(1, 1);
    private SqliteSession? _writer;
    private int _writingThread;
    private long? _lastDataVersion;
    private long _othersSeen, _released;

    private readonly Lock _readersLock = new();
    private readonly Stack<SqliteSession> _readers = new();
    private int _openViews;
    private volatile bool _disposed;

    private SqliteStore(SqliteStoreOptions options, string path, Collection[] collections, SqliteSession writer)
    {
        _options = options;
        _path = path;
        _collections = collections;
        _places = collections.Index().ToFrozenDictionary(place => place.Item, place => place.Index);
        _writer = writer;
    }

    /// <summary>Opens the file, or makes it, with a table for each collection.</summary>
    /// <exception cref="StoreException">The file is not one of this adapter's, is of another format version, is in use or cannot be opened.</exception>
    public static SqliteStore Open(SqliteStoreOptions options, IReadOnlyList<Collection> collections)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(collections);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Path, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BusyTimeout, TimeSpan.Zero, nameof(options));
        SqliteFormat.CheckNames(collections);

        var path = Path.GetFullPath(options.Path);
        SqliteFile.CreateIfMissing(path);
        Collection[] tables = [.. collections];
        return new SqliteStore(options, path, tables, SqliteFile.OpenWriter(path, options, tables));
    }

    /// <inheritdoc/>
    public Durability Durability => _options.Synchronous == SqliteSynchronous.Full ? Durability.PowerLoss : Durability.ProcessCrash;

    internal TimeSpan? MaxReadAge => _options.MaxReadAge;

    /// <inheritdoc/>
    public IReadView OpenRead() => OpenReadView(snapshot: true);

    /// <inheritdoc/>
    /// <remarks>Each read is a transaction of its own, so that the log can be emptied into the file between two of them.</remarks>
    public IReadView OpenLatest() => OpenReadView(snapshot: false);

    private SqliteReadView OpenReadView(bool snapshot)
    {
        Enter();
        SqliteSession? session = null;
        try
        {
            session = TakeReader() ?? SqliteFile.OpenReader(_path, _options, _collections);
            var wait = new BusyWait(_options.BusyTimeout);
            while (snapshot && !session.TryBeginRead())
                if (!wait.Pause()) throw SqliteFault.Busy(_path, _options.BusyTimeout);
            return new SqliteReadView(this, session);
        }
        catch
        {
            session?.Dispose();
            Leave();
            throw;
        }
    }

    /// <inheritdoc/>
    public IWriteView OpenWrite()
    {
        Enter();
        try
        {
            if (_writingThread == Environment.CurrentManagedThreadId)
                throw new InvalidOperationException("This thread has a write view open; it is disposed before the next is opened.");
            var wait = new BusyWait(_options.BusyTimeout);
            if (!_writeLock.Wait(wait.Remaining)) throw SqliteFault.Busy(_path, _options.BusyTimeout);
            try
            {
                return BeginWrite(wait);
            }
            catch
            {
                ReleaseWriteLock();
                throw;
            }
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>The copy is compact, readable by its owner only, and flushed to disk when this returns.</remarks>
    public void Backup(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Enter();
        try
        {
            SqliteFile.CopyTo(_path, Path.GetFullPath(path), _options);
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc/>
    /// <remarks>Finds broken structure: pages, keys out of order, missing rows. What a record says is checked by its reader.</remarks>
    public IReadOnlyList<string> CheckIntegrity()
    {
        Enter();
        try
        {
            return SqliteFile.Check(_path, _options);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// Waits a moment for views that are open, then closes the file. A view that is still open stays usable and closes its
    /// part when it is disposed.
    /// </summary>
    public void Dispose()
    {
        lock (_readersLock)
        {
            if (_disposed) return;
            _disposed = true;
        }
        SpinWait.SpinUntil(() => Volatile.Read(ref _openViews) == 0, s_patience);
        while (TakeReader() is { } reader) reader.Dispose();
        // Whoever holds the lock still closes the writer when letting go of it.
        if (_writeLock.Wait(0)) ReleaseWriteLock();
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal int PlaceOf(Collection collection) => _places.TryGetValue(collection, out var place)
        ? place
        : throw new ArgumentException($"The store was opened without the collection {collection.Name}.", nameof(collection));

    internal void EndRead(SqliteSession session)
    {
        session.EndRead();
        var kept = false;
        lock (_readersLock)
        {
            if (!_disposed && _readers.Count < KeptReaders)
            {
                _readers.Push(session);
                kept = true;
            }
        }
        if (!kept) session.Dispose();
        Leave();
    }

    internal void EndWrite(SqliteSession session)
    {
        try
        {
            if (ReferenceEquals(session, _writer)) session.Rollback();
        }
        catch (StoreException)
        {
            Distrust(session);
        }
        finally
        {
            _released = Stopwatch.GetTimestamp();
            _writingThread = 0;
            ReleaseWriteLock();
            Leave();
        }
    }

    /// <summary>Closes a writing session whose state is in doubt; the next write view opens another and trusts no memory.</summary>
    internal void Distrust(SqliteSession session)
    {
        _writer = null;
        _lastDataVersion = null;
        session.Dispose();
    }

    /// <summary>For tests: settings of the writing connection.</summary>
    internal void ConfigureWriter(string pragma) => _writer!.Execute(pragma);

    /// <summary>For tests: what a commit of unknown outcome does.</summary>
    internal void BreakWriter() => Distrust(_writer!);

    private SqliteWriteView BeginWrite(BusyWait wait)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var session = _writer ??= SqliteFile.OpenWriter(_path, _options, _collections);
        GiveWay();
        while (!session.TryBeginWrite())
        {
            _othersSeen = Stopwatch.GetTimestamp();
            if (!wait.Pause()) throw SqliteFault.Busy(_path, _options.BusyTimeout);
        }
        try
        {
            var version = session.DataVersion();
            var unchanged = version == _lastDataVersion;
            if (!unchanged && _lastDataVersion is not null) _othersSeen = Stopwatch.GetTimestamp();
            // The other may have been a newer library, which migrated the file under this one.
            if (!unchanged) _options.Format.CheckVersion(session.FormatVersion(), _path);
            _lastDataVersion = version;
            _writingThread = Environment.CurrentManagedThreadId;
            return new SqliteWriteView(this, session, unchanged);
        }
        catch
        {
            Distrust(session);
            throw;
        }
    }

    /// <summary>
    /// The lock on the file has no queue. Who takes it again at once after letting go would starve another process that
    /// looks every 0.1 ms, so while there is one, this one pauses as long first.
    /// </summary>
    private void GiveWay()
    {
        if (_othersSeen == 0 || Stopwatch.GetElapsedTime(_othersSeen) > TimeSpan.FromSeconds(1)) return;
        if (Stopwatch.GetElapsedTime(_released) < TimeSpan.FromMicroseconds(200)) ShortPause.Take(150, tired: false);
    }

    private SqliteSession? TakeReader()
    {
        lock (_readersLock) return _readers.TryPop(out var session) ? session : null;
    }

    private void ReleaseWriteLock()
    {
        if (_disposed)
        {
            // The last connection to close empties the write-ahead log into the file.
            _writer?.Dispose();
            _writer = null;
        }
        _writeLock.Release();
    }

    private void Enter()
    {
        Interlocked.Increment(ref _openViews);
        if (!_disposed) return;
        Leave();
        throw new ObjectDisposedException(nameof(SqliteStore));
    }

    private void Leave() => Interlocked.Decrement(ref _openViews);
}
