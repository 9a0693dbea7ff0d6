namespace Loyalty.Tests.Faults;

/// <summary>What goes wrong with one operation of a store.</summary>
public enum Trouble
{
    /// <summary>A view is not opened, a record not found, a range not read or counted.</summary>
    Unreadable,

    /// <summary>Another process keeps the write lock.</summary>
    Locked,

    /// <summary>The commit fails; nothing is written.</summary>
    Unwritable,

    /// <summary>The disk is full; nothing is written.</summary>
    DiskFull,

    /// <summary>Nobody knows what became of the commit: it is written.</summary>
    UnknownAndWritten,

    /// <summary>Nobody knows what became of the commit: it is not written.</summary>
    UnknownAndNotWritten,
}

/// <summary>A store whose n-th operation of a kind goes wrong, once.</summary>
internal sealed class FaultyStore(IRecordStore inner) : IRecordStore, IIntegrityStore
{
    private readonly IRecordStore _inner = inner;
    private Trouble _trouble;
    private int _left = -1;

    /// <summary>Whether it has gone wrong since it was last armed.</summary>
    public bool HasFailed { get; private set; }

    public Durability Durability => _inner.Durability;

    public static StoreFault FaultOf(Trouble trouble) => trouble switch
    {
        Trouble.Locked => StoreFault.Busy,
        Trouble.DiskFull => StoreFault.DiskFull,
        Trouble.UnknownAndWritten or Trouble.UnknownAndNotWritten => StoreFault.OutcomeUnknown,
        _ => StoreFault.Io,
    };

    /// <summary>The operation that comes <paramref name="nth"/> of those that this trouble meets, from 1, goes wrong.</summary>
    public void Arm(Trouble trouble, int nth) => (_trouble, _left, HasFailed) = (trouble, nth, false);

    public void Disarm() => _left = -1;

    public IReadView OpenRead()
    {
        Read();
        return new View(this, _inner.OpenRead());
    }

    public IWriteView OpenWrite()
    {
        Read();
        if (Happens(Trouble.Locked)) throw Failure();
        return new WritingView(this, _inner.OpenWrite());
    }

    public IReadOnlyList<string> CheckIntegrity()
    {
        Read();
        return _inner is IIntegrityStore store ? store.CheckIntegrity() : [];
    }

    public void Dispose() => _inner.Dispose();

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private void Read()
    {
        if (Happens(Trouble.Unreadable)) throw Failure();
    }

    private bool Happens(Trouble trouble)
    {
        if (trouble != _trouble || _left <= 0 || --_left > 0) return false;
        return HasFailed = true;
    }

    private StoreException Failure() => new(FaultOf(_trouble), $"The test's {_trouble}.");

    private class View(FaultyStore store, IReadView view) : IReadView
    {
        public object? Find(Collection collection, in RecordKey key)
        {
            store.Read();
            return view.Find(collection, key);
        }

        public void Scan(Collection collection, in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into)
        {
            store.Read();
            view.Scan(collection, range, limit, descending, into);
        }

        public long Count(Collection collection, in KeyRange range)
        {
            store.Read();
            return view.Count(collection, range);
        }

        public void Dispose() => view.Dispose();
    }

    private sealed class WritingView(FaultyStore store, IWriteView view) : View(store, view), IWriteView
    {
        private readonly FaultyStore _store = store;
        private readonly IWriteView _view = view;

        public bool IsUnchangedByOthers => _view.IsUnchangedByOthers;

        public void Commit(ChangeBatch batch)
        {
            if (_store.Happens(Trouble.Unwritable) || _store.Happens(Trouble.DiskFull) || _store.Happens(Trouble.UnknownAndNotWritten)) throw _store.Failure();
            _view.Commit(batch);
            if (_store.Happens(Trouble.UnknownAndWritten)) throw _store.Failure();
        }
    }
}
