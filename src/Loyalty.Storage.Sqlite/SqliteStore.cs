using System.Diagnostics;

namespace Loyalty;

/// <summary>
/// Keeps records in one SQLite file, in write-ahead mode: one writer at a time, across processes too, and readers that
/// neither wait for it nor hold it up. Each collection is a table of key and bytes.
/// </summary>
public sealed class SqliteStore : IRecordStore, ILatestStore, IBackupStore, IIntegrityStore
{
    private const int KeptReaders = 4;

    private readonly SqliteStoreOptions _options;
    private readonly string _path;
    private readonly Collection[] _collections;
    private readonly StoreLife _life;

    private SqliteSession? _writer;
    private long? _lastDataVersion;
    private long _othersSeen, _released;

    private readonly Lock _readersLock = new();
    private readonly Stack<SqliteSession> _readers = new();

    private SqliteStore(SqliteStoreOptions options, string path, Collection[] collections, SqliteSession writer)
    {
        _options = options;
        _path = path;
        _collections = collections;
        _life = new(path, collections);
        _writer = writer;
        Recent = new(collections, options.SettleBytes);
    }

    /// <summary>Opens the file, or makes it, with a table for each collection.</summary>
    /// <exception cref="LoyaltyOptionsException">The options cannot be used.</exception>
    /// <exception cref="StoreException">The file is not one of this adapter's, is of another format version, is in use or cannot be opened.</exception>
    public static SqliteStore Open(SqliteStoreOptions options, IReadOnlyList<Collection> collections)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(collections);
        if (options.Faults().ToArray() is { Length: > 0 } faults) throw new LoyaltyOptionsException(faults);
        StoreLife.CheckNames(collections);
        var path = Path.GetFullPath(options.Path);
        SqliteFile.CreateIfMissing(path);
        Collection[] tables = [.. collections];
        return new SqliteStore(options, path, tables, SqliteFile.OpenWriter(path, options, tables));
    }

    /// <inheritdoc/>
    public Durability Durability => _options.Synchronous == SqliteSynchronous.Full ? Durability.PowerLoss : Durability.ProcessCrash;

    internal SqliteRecent Recent { get; }

    internal TimeSpan? MaxReadAge => _options.MaxReadAge;

    /// <inheritdoc/>
    public IReadView OpenRead() => OpenReadView(snapshot: true);

    /// <inheritdoc/>
    /// <remarks>Each read is a transaction of its own, so that the log can be emptied into the file between two of them.</remarks>
    public IReadView OpenLatest() => OpenReadView(snapshot: false);

    private SqliteReadView OpenReadView(bool snapshot)
    {
        _life.Enter();
        SqliteSession? session = null;
        try
        {
            session = TakeReader() ?? SqliteFile.OpenReader(_path, _options, _collections);
            return new SqliteReadView(this, session, snapshot ? BeginRead(session) : null);
        }
        catch
        {
            session?.Dispose();
            _life.Leave();
            throw;
        }
    }

    /// <inheritdoc/>
    public IWriteView OpenWrite()
    {
        _life.Enter();
        try
        {
            var wait = new BusyWait(_options.BusyTimeout);
            _life.TakeWriteLock(wait.Remaining, _options.BusyTimeout);
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
            _life.Leave();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>The copy is compact, readable by its owner only, and flushed to disk when this returns.</remarks>
    public void Backup(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _life.During(() =>
        {
            SqliteFile.CopyTo(_path, Path.GetFullPath(path), _options);
            return true;
        });
    }

    /// <inheritdoc/>
    /// <remarks>Finds broken structure: pages, keys out of order, missing rows. What a record says is checked by its reader.</remarks>
    public IReadOnlyList<string> CheckIntegrity() => _life.During(() => SqliteFile.Check(_path, _options));

    /// <summary>
    /// Waits a moment for views that are open, then closes the file. A view that is still open stays usable and closes its
    /// part when it is disposed.
    /// </summary>
    public void Dispose()
    {
        if (!_life.TryEnd()) return;
        while (TakeReader() is { } reader) reader.Dispose();
        // Whoever holds the lock still closes the writer when letting go of it.
        if (!_life.TryTakeWriteLock()) return;
        Settle();
        ReleaseWriteLock();
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal int PlaceOf(Collection collection) => _life.PlaceOf(collection);

    /// <summary>Fixes what a session reads from now on.</summary>
    internal (RecentChanges Recent, long At) BeginRead(SqliteSession session)
    {
        try
        {
            var wait = new BusyWait(_options.BusyTimeout);
            long last;
            while (!session.TryBeginRead(out last))
                if (!wait.Pause()) throw SqliteFault.Busy(_path, _options.BusyTimeout);
            return (Recent.Of(session, last), last);
        }
        catch (StoreException failure)
        {
            // The session may be used again: a latest view begins with each read.
            session.EndRead();
            // A newer library may have migrated the file under this one.
            if (failure.Fault == StoreFault.Io) _options.Format.CheckVersion(session.FormatVersion(), _path);
            throw;
        }
    }

    internal void EndRead(SqliteSession session)
    {
        session.EndRead();
        var kept = false;
        lock (_readersLock)
        {
            if (!_life.HasEnded && _readers.Count < KeptReaders)
            {
                _readers.Push(session);
                kept = true;
            }
        }
        if (!kept) session.Dispose();
        _life.Leave();
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
            ReleaseWriteLock();
            _life.Leave();
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

    private SqliteWriteView BeginWrite(BusyWait wait)
    {
        ObjectDisposedException.ThrowIf(_life.HasEnded, this);
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
            return new SqliteWriteView(this, session, Recent.Of(session, session.RecentRows.Last()), unchanged);
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

    /// <summary>Leaves tables that are up to date, if nobody else is writing. What stands in the way stands in nobody's way: the rows are read at the next opening.</summary>
    private void Settle()
    {
        if (_writer is not { } session || Recent.Now is not { Bytes: > 0 }) return;
        try
        {
            if (!session.TryBeginWrite()) return;
            _options.Format.CheckVersion(session.FormatVersion(), _path);
            if (Recent.Of(session, session.RecentRows.Last()) is { Bytes: > 0 } recent)
            {
                Recent.Settle(session, recent);
                session.TryCommit();
            }
            session.Rollback();
        }
        catch (StoreException)
        {
            Distrust(session);
        }
    }

    private SqliteSession? TakeReader()
    {
        lock (_readersLock) return _readers.TryPop(out var session) ? session : null;
    }

    private void ReleaseWriteLock()
    {
        if (_life.HasEnded)
        {
            // The last connection to close empties the write-ahead log into the file.
            _writer?.Dispose();
            _writer = null;
        }
        _life.ReleaseWriteLock();
    }
}
