namespace Loyalty;

/// <summary>The state of the moment when it was opened.</summary>
internal sealed class LiteDbReadView(LiteDbStore store, BeforeImages before) : IReadView
{
    private int _ended;

    public BeforeImages Before => before;

    public object? Find(Collection collection, in RecordKey key)
    {
        ObjectDisposedException.ThrowIf(_ended != 0, this);
        var (place, wanted) = (store.PlaceOf(collection), key);
        LiteDbTable.Require(collection, key);
        return store.Read(session => before.TryGet(collection, wanted, out var record) ? record : session.Table(place).Find(wanted));
    }

    public void Scan(Collection collection, in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into)
    {
        ObjectDisposedException.ThrowIf(_ended != 0, this);
        var (place, wanted) = (store.PlaceOf(collection), range);
        LiteDbTable.Require(collection, range);
        store.Read(session =>
        {
            foreach (var row in before.Over(session.Table(place).Scan(wanted, descending), collection, wanted, descending).Take(limit)) into.Add(row);
            return true;
        });
    }

    public long Count(Collection collection, in KeyRange range)
    {
        ObjectDisposedException.ThrowIf(_ended != 0, this);
        var (place, wanted) = (store.PlaceOf(collection), range);
        LiteDbTable.Require(collection, range);
        return store.Read(session => before.Count(session.Table(place).Count(wanted), collection, wanted, key => session.Table(place).Find(key) is not null));
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0) store.EndRead(this);
    }
}

/// <summary>The newest state, held by the write lock.</summary>
internal sealed class LiteDbWriteView(LiteDbStore store, bool isUnchangedByOthers) : IWriteView
{
    private bool _committed;
    private int _ended;

    public bool IsUnchangedByOthers => isUnchangedByOthers;

    public object? Find(Collection collection, in RecordKey key)
    {
        var (place, wanted) = (Place(collection), key);
        LiteDbTable.Require(collection, key);
        return store.Read(session => session.Table(place).Find(wanted));
    }

    public void Scan(Collection collection, in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into)
    {
        var (place, wanted) = (Place(collection), range);
        LiteDbTable.Require(collection, range);
        store.Read(session =>
        {
            foreach (var row in session.Table(place).Scan(wanted, descending).Take(limit)) into.Add(row);
            return true;
        });
    }

    public long Count(Collection collection, in KeyRange range)
    {
        var (place, wanted) = (Place(collection), range);
        LiteDbTable.Require(collection, range);
        return store.Read(session => session.Table(place).Count(wanted));
    }

    public void Commit(ChangeBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        RequireOpen();
        _committed = true;
        store.Commit(batch);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0) store.EndWrite();
    }

    private int Place(Collection collection)
    {
        RequireOpen();
        return store.PlaceOf(collection);
    }

    private void RequireOpen()
    {
        ObjectDisposedException.ThrowIf(_ended != 0, this);
        if (_committed) throw new InvalidOperationException("A write view commits once and is then only disposed.");
    }
}
