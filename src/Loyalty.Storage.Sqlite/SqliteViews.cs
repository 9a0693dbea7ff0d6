using System.Diagnostics;
using SQLitePCL;

namespace Loyalty;

/// <summary>A read transaction on a session of its own, or one for each read of the newest state.</summary>
/// <param name="store">The store.</param>
/// <param name="session">The session, with a snapshot unless the newest state is read.</param>
/// <param name="snapshot">The recent changes of the snapshot and which of them count; null where the newest state is read.</param>
internal sealed class SqliteReadView(SqliteStore store, SqliteSession session, (RecentChanges Changes, long At)? snapshot) : IReadView
{
    private readonly long _opened = Stopwatch.GetTimestamp();
    private SqliteSession? _session = session;

    public object? Find(Collection collection, in RecordKey key)
    {
        var place = store.PlaceOf(collection);
        var reader = Begin(out var recent, out var at);
        try
        {
            return SqliteReads.Find(reader.Table(place), recent, at, place, key);
        }
        finally
        {
            End(reader);
        }
    }

    public void Scan(Collection collection, in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into)
    {
        var place = store.PlaceOf(collection);
        var reader = Begin(out var recent, out var at);
        try
        {
            SqliteReads.Scan(reader.Table(place), recent, at, place, range, limit, descending, into);
        }
        finally
        {
            End(reader);
        }
    }

    public long Count(Collection collection, in KeyRange range)
    {
        var place = store.PlaceOf(collection);
        var reader = Begin(out var recent, out var at);
        try
        {
            return SqliteReads.Count(reader.Table(place), recent, at, place, range);
        }
        finally
        {
            End(reader);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _session, null) is { } ended) store.EndRead(ended);
    }

    /// <summary>A read looks at a table and at recent changes: both of one state.</summary>
    private SqliteSession Begin(out RecentChanges recent, out long at)
    {
        var current = Session();
        (recent, at) = snapshot ?? store.BeginRead(current);
        return current;
    }

    private void End(SqliteSession current)
    {
        if (snapshot is null) current.EndRead();
    }

    private SqliteSession Session()
    {
        var current = _session;
        ObjectDisposedException.ThrowIf(current is null, this);
        if (store.MaxReadAge is { } age && Stopwatch.GetElapsedTime(_opened) > age)
        {
            Dispose();
            throw new StoreException(StoreFault.Busy, $"This read view was open for longer than {age.TotalSeconds:0.###} s; open another.");
        }
        return current;
    }
}

/// <summary>A write transaction on the store's writing session.</summary>
internal sealed class SqliteWriteView(SqliteStore store, SqliteSession session, RecentChanges recent, bool isUnchangedByOthers) : IWriteView
{
    private SqliteSession? _session = session;
    private bool _committed;

    public bool IsUnchangedByOthers => isUnchangedByOthers;

    public object? Find(Collection collection, in RecordKey key)
    {
        var place = store.PlaceOf(collection);
        return SqliteReads.Find(Session().Table(place), recent, recent.Last, place, key);
    }

    public void Scan(Collection collection, in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into)
    {
        var place = store.PlaceOf(collection);
        SqliteReads.Scan(Session().Table(place), recent, recent.Last, place, range, limit, descending, into);
    }

    public long Count(Collection collection, in KeyRange range)
    {
        var place = store.PlaceOf(collection);
        return SqliteReads.Count(Session().Table(place), recent, recent.Last, place, range);
    }

    public void Commit(ChangeBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var writer = Session();
        _committed = true;
        Action? committed;
        try
        {
            committed = store.Recent.Write(writer, recent, batch, store.PlaceOf);
        }
        catch
        {
            writer.Rollback();
            throw;
        }
        var code = writer.TryCommit();
        if (code == raw.SQLITE_DONE)
        {
            committed?.Invoke();
            return;
        }
        var failure = writer.Failed(SqliteFault.OfCommit(code), code);
        if (failure.Fault == StoreFault.OutcomeUnknown) store.Distrust(writer);
        else writer.Rollback();
        throw failure;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _session, null) is { } ended) store.EndWrite(ended);
    }

    private SqliteSession Session()
    {
        ObjectDisposedException.ThrowIf(_session is null, this);
        // The lock on the file is gone by now: what this view would read or write is no longer its own.
        return _committed ? throw new InvalidOperationException("A write view commits once and is then only disposed.") : _session;
    }
}
