using System.Diagnostics;
using SQLitePCL;

namespace Loyalty;

/// <summary>A read transaction on a session of its own.</summary>
internal sealed class SqliteReadView(SqliteStore store, SqliteSession session) : IReadView
{
    private readonly long _opened = Stopwatch.GetTimestamp();
    private SqliteSession? _session = session;

    public object? Find(Collection collection, in RecordKey key) => Session().Table(store.PlaceOf(collection)).Find(key);

    public void Scan(Collection collection, in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into) =>
        Session().Table(store.PlaceOf(collection)).Scan(range, limit, descending, into);

    public long Count(Collection collection, in KeyRange range) => Session().Table(store.PlaceOf(collection)).Count(range);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _session, null) is { } ended) store.EndRead(ended);
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
internal sealed class SqliteWriteView(SqliteStore store, SqliteSession session, bool isUnchangedByOthers) : IWriteView
{
    private SqliteSession? _session = session;
    private bool _committed;

    public bool IsUnchangedByOthers => isUnchangedByOthers;

    public object? Find(Collection collection, in RecordKey key) => Session().Table(store.PlaceOf(collection)).Find(key);

    public void Scan(Collection collection, in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into) =>
        Session().Table(store.PlaceOf(collection)).Scan(range, limit, descending, into);

    public long Count(Collection collection, in KeyRange range) => Session().Table(store.PlaceOf(collection)).Count(range);

    public void Commit(ChangeBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var writer = Session();
        _committed = true;
        try
        {
            var changes = batch.Changes;
            for (var i = 0; i < changes.Count; i++)
            {
                var table = writer.Table(store.PlaceOf(changes[i].Collection));
                if (changes[i].Record is null) table.Delete(changes[i].Key);
                else table.Put(changes[i].Key, batch.BytesOf(i));
            }
        }
        catch
        {
            writer.Rollback();
            throw;
        }
        var code = writer.TryCommit();
        if (code == raw.SQLITE_DONE) return;
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
