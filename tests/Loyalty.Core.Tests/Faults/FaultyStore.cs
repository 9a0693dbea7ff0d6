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

/// <summary>A store whose n-th operation of a kind goes wrong, once, whichever thread it is of.</summary>
internal class FaultyStore : IRecordStore, IIntegrityStore
{
    private readonly IRecordStore _inner;
    private Trouble _trouble;
    private int _left = -1;
    private volatile bool _hasFailed;

    private FaultyStore(IRecordStore inner) => _inner = inner;

    /// <summary>Whether it has gone wrong since it was last armed.</summary>
    public bool HasFailed => _hasFailed;

    /// <summary>Whether what went wrong was a read of the latest state, by which a group is decided while another is written.</summary>
    public bool HasFailedAhead { get; private set; }

    /// <summary>Called where the write lock is about to be taken, and where a batch is about to be written: callers can be held there.</summary>
    public Action? Locking { get; set; }

    /// <inheritdoc cref="Locking"/>
    public Action? Writing { get; set; }

    /// <summary>Called when a view of the latest state has been read to its end, or could not be opened.</summary>
    public Action? ReadAhead { get; set; }

    public Durability Durability => _inner.Durability;

    /// <summary>Over a store, doing beside the port what that one does.</summary>
    public static FaultyStore Over(IRecordStore inner) => inner is ILatestStore latest ? new WithLatest(inner, latest) : new FaultyStore(inner);

    public static StoreFault FaultOf(Trouble trouble) => trouble switch
    {
        Trouble.Locked => StoreFault.Busy,
        Trouble.DiskFull => StoreFault.DiskFull,
        Trouble.UnknownAndWritten or Trouble.UnknownAndNotWritten => StoreFault.OutcomeUnknown,
        _ => StoreFault.Io,
    };

    /// <summary>The operation that comes <paramref name="nth"/> of those that this trouble meets, from 1, goes wrong.</summary>
    public void Arm(Trouble trouble, int nth) => (_trouble, _left, _hasFailed, HasFailedAhead) = (trouble, nth, false, false);

    public void Disarm() => _left = -1;

    public IReadView OpenRead()
    {
        Read();
        return new View(this, _inner.OpenRead());
    }

    public IWriteView OpenWrite()
    {
        Locking?.Invoke();
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

    private void Read(bool ahead = false)
    {
        if (!Happens(Trouble.Unreadable)) return;
        HasFailedAhead = ahead;
        throw Failure();
    }

    private bool Happens(Trouble trouble)
    {
        if (trouble != _trouble || Volatile.Read(ref _left) <= 0 || Interlocked.Decrement(ref _left) != 0) return false;
        return _hasFailed = true;
    }

    private StoreException Failure() => new(FaultOf(_trouble), $"The test's {_trouble}.");

    private class View(FaultyStore store, IReadView view, bool ahead = false) : IReadView
    {
        public object? Find(Collection collection, in RecordKey key)
        {
            store.Read(ahead);
            return view.Find(collection, key);
        }

        public void Scan(Collection collection, in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into)
        {
            store.Read(ahead);
            view.Scan(collection, range, limit, descending, into);
        }

        public long Count(Collection collection, in KeyRange range)
        {
            store.Read(ahead);
            return view.Count(collection, range);
        }

        public void Dispose()
        {
            view.Dispose();
            if (ahead) store.ReadAhead?.Invoke();
        }
    }

    private sealed class WithLatest(IRecordStore inner, ILatestStore latest) : FaultyStore(inner), ILatestStore
    {
        public IReadView OpenLatest()
        {
            try
            {
                Read(ahead: true);
                return new View(this, latest.OpenLatest(), ahead: true);
            }
            catch
            {
                ReadAhead?.Invoke();
                throw;
            }
        }
    }

    private sealed class WritingView(FaultyStore store, IWriteView view) : View(store, view), IWriteView
    {
        private readonly FaultyStore _store = store;
        private readonly IWriteView _view = view;

        public bool IsUnchangedByOthers => _view.IsUnchangedByOthers;

        public void Commit(ChangeBatch batch)
        {
            _store.Writing?.Invoke();
            if (_store.Happens(Trouble.Unwritable) || _store.Happens(Trouble.DiskFull) || _store.Happens(Trouble.UnknownAndNotWritten)) throw _store.Failure();
            _view.Commit(batch);
            if (_store.Happens(Trouble.UnknownAndWritten)) throw _store.Failure();
        }
    }
}
