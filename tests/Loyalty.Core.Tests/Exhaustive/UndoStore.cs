namespace Loyalty.Tests.Exhaustive;

/// <summary>
/// A store in memory that goes back: a walk over a tree of commands takes each branch from the very state of its root, and pays for a
/// node what its command costs. For one thread. Going back counts as another's change, so that the engine forgets what it remembers.
/// </summary>
internal sealed class UndoStore : IRecordStore
{
    private readonly Dictionary<Collection, MemoryTable> _tables = [];
    private readonly Stack<(Collection Collection, RecordKey Key, object? Replaced)> _done = [];
    private bool _isUndone;

    /// <summary>Commits since it was made: equal before and after a call means that the call wrote nothing.</summary>
    public long Commits { get; private set; }

    public Durability Durability => Durability.None;

    /// <summary>Where <see cref="UndoTo"/> comes back to.</summary>
    public int Mark => _done.Count;

    public void UndoTo(int mark)
    {
        while (_done.Count > mark)
        {
            var (collection, key, replaced) = _done.Pop();
            if (replaced is null) Table(collection).Remove(key);
            else Table(collection).Put(key, replaced);
            _isUndone = true;
        }
    }

    public IReadView OpenRead() => new View(this, isUnchanged: true);

    public IWriteView OpenWrite()
    {
        var unchanged = !_isUndone;
        _isUndone = false;
        return new View(this, unchanged);
    }

    public void Dispose()
    {
    }

    public ValueTask DisposeAsync() => default;

    private MemoryTable Table(Collection collection)
    {
        if (!_tables.TryGetValue(collection, out var table)) _tables.Add(collection, table = new MemoryTable());
        return table;
    }

    private sealed class View(UndoStore store, bool isUnchanged) : IWriteView
    {
        public bool IsUnchangedByOthers => isUnchanged;

        public object? Find(Collection collection, in RecordKey key) => store.Table(collection).Find(key);

        public void Scan(Collection collection, in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into) =>
            store.Table(collection).Scan(range, limit, descending, into);

        public long Count(Collection collection, in KeyRange range) => store.Table(collection).Count(range);

        public void Commit(ChangeBatch batch)
        {
            store.Commits++;
            foreach (var change in batch.Changes)
            {
                var table = store.Table(change.Collection);
                if (change.Collection.IsAppendOnly && (change.Record is null || table.Find(change.Key) is not null)) throw new StoreException(StoreFault.Io, $"'{change.Collection.Name}' is append-only.");
                store._done.Push((change.Collection, change.Key, change.Record is null ? table.Remove(change.Key) : table.Put(change.Key, change.Record)));
            }
        }

        public void Dispose()
        {
        }
    }
}
