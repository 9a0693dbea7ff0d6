namespace Loyalty;

/// <summary>
/// A store in memory: for tests, simulations and programs that keep their own state. Records are kept as objects, those of the journal and
/// bills, which grow without end and are seldom read again, as their bytes.
/// Readers see a snapshot: a commit leaves what it replaces to the views that are open.
/// </summary>
public sealed class MemoryStore : IRecordStore
{
    private readonly Lock _gate = new();
    private readonly Lock _writer = new();
    private readonly Dictionary<Collection, IMemoryTable> _tables = [];
    private readonly List<ReadView> _open = [];
    private readonly RecordWriter _scratch = new();
    private bool _disposed;

    /// <summary>An empty store.</summary>
    public MemoryStore()
    {
    }

    /// <inheritdoc/>
    public Durability Durability => Durability.None;

    /// <summary>A store with the same records that goes its own way: what re-opening and backup are for memory.</summary>
    public MemoryStore Copy()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var copy = new MemoryStore();
            foreach (var (collection, table) in _tables) copy._tables.Add(collection, table.Copy());
            return copy;
        }
    }

    /// <inheritdoc/>
    public IReadView OpenRead()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var view = new ReadView(this);
            _open.Add(view);
            return view;
        }
    }

    /// <inheritdoc/>
    public IWriteView OpenWrite()
    {
        _writer.Enter();
        if (!_disposed) return new WriteView(this);
        _writer.Exit();
        throw new ObjectDisposedException(nameof(MemoryStore));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) _disposed = true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    private IMemoryTable Table(Collection collection)
    {
        if (!_tables.TryGetValue(collection, out var table)) _tables.Add(collection, table = collection.Keys == KeyKind.Number ? new NumberTable() : new MemoryTable());
        return table;
    }

    private class ReadView(MemoryStore store) : IReadView
    {
        /// <summary>What commits after this view was opened have replaced: the old record, or null where there was none.</summary>
        private Dictionary<Collection, SortedDictionary<RecordKey, object?>>? _before;

        protected MemoryStore Store { get; } = store;

        public virtual object? Find(Collection collection, in RecordKey key)
        {
            object? kept;
            lock (Store._gate)
            {
                if (_before is null || !_before.TryGetValue(collection, out var old) || !old.TryGetValue(key, out kept)) kept = Store.Table(collection).Find(key);
            }
            return kept is null ? null : collection.OfKept(kept);
        }

        public virtual void Scan(Collection collection, in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into)
        {
            var first = into.Count;
            lock (Store._gate)
            {
                var wanted = range;
                List<KeyValuePair<RecordKey, object?>> changes =
                    _before is not null && _before.TryGetValue(collection, out var old) ? [.. old.Where(e => wanted.Contains(e.Key))] : [];
                OverlayScan.Run(Store.Table(collection).Scan, changes, range, limit, descending, into);
            }
            for (var i = first; i < into.Count; i++) into[i] = new(into[i].Key, collection.OfKept(into[i].Value));
        }

        public virtual long Count(Collection collection, in KeyRange range)
        {
            lock (Store._gate)
            {
                var table = Store.Table(collection);
                var count = table.Count(range);
                if (_before is null || !_before.TryGetValue(collection, out var old)) return count;
                foreach (var (key, record) in old)
                    if (range.Contains(key))
                        count += (record is null ? 0 : 1) - (table.Find(key) is null ? 0 : 1);
                return count;
            }
        }

        internal void Remember(Collection collection, in RecordKey key, object? replaced)
        {
            _before ??= [];
            if (!_before.TryGetValue(collection, out var old)) _before.Add(collection, old = []);
            old.TryAdd(key, replaced);
        }

        public virtual void Dispose()
        {
            lock (Store._gate) Store._open.Remove(this);
        }
    }

    /// <summary>Holds the write lock, so nothing changes under it and no snapshot is needed.</summary>
    private sealed class WriteView(MemoryStore store) : ReadView(store), IWriteView
    {
        private bool _closed, _committed;

        public bool IsUnchangedByOthers => true;

        public void Commit(ChangeBatch batch)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            ArgumentNullException.ThrowIfNull(batch);
            if (_committed) throw new InvalidOperationException("A write view commits once and is then only disposed.");
            _committed = true;
            lock (Store._gate)
            {
                ObjectDisposedException.ThrowIf(Store._disposed, Store);
                var changes = batch.Changes;
                for (var i = 0; i < changes.Count; i++)
                {
                    var change = changes[i];
                    if (change.Collection.IsAppendOnly && (change.Record is null || Store.Table(change.Collection).Find(change.Key) is not null))
                        throw new StoreException(StoreFault.Io, $"The collection '{change.Collection.Name}' is append-only: the record {change.Key} cannot be changed.");
                }
                for (var i = 0; i < changes.Count; i++)
                {
                    var change = changes[i];
                    var table = Store.Table(change.Collection);
                    var replaced = change.Record is null ? table.Remove(change.Key) : table.Put(change.Key, change.Collection.ToKept(change.Record, Store._scratch));
                    foreach (var view in Store._open) view.Remember(change.Collection, change.Key, replaced);
                }
            }
        }

        public override void Dispose()
        {
            base.Dispose();
            if (_closed) return;
            _closed = true;
            Store._writer.Exit();
        }
    }
}
