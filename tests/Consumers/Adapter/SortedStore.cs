using System.Collections.Immutable;
using Loyalty;

namespace Adapter;

/// <summary>What a store can get wrong on purpose, to see that the suite notices.</summary>
internal enum Flaw
{
    None,

    /// <summary>Each change of a batch is seen at once, so a refused batch leaves its first half behind.</summary>
    TornCommit,

    /// <summary>A read view shows what is committed after it was opened.</summary>
    LiveReads,

    /// <summary>What is append-only can be written over.</summary>
    Rewriting,
}

/// <summary>
/// A store written from the public port alone: bytes in persistent sorted dictionaries. A state never changes, so a snapshot
/// is a reference, and a commit replaces one reference.
/// </summary>
internal sealed class SortedStore(ImmutableDictionary<Collection, ImmutableSortedDictionary<RecordKey, byte[]>> state, Flaw flaw) : IRecordStore
{
    private readonly SemaphoreSlim _writer = new(1, 1);
    private volatile ImmutableDictionary<Collection, ImmutableSortedDictionary<RecordKey, byte[]>> _state = state;
    private volatile bool _disposed;

    public SortedStore(IEnumerable<Collection> collections, Flaw flaw = Flaw.None)
        : this(collections.ToImmutableDictionary(each => each, _ => ImmutableSortedDictionary<RecordKey, byte[]>.Empty), flaw)
    {
    }

    public Durability Durability => Durability.None;

    public SortedStore Copy() => new(_state, flaw);

    public IReadView OpenRead()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new ReadView(this);
    }

    public IWriteView OpenWrite()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _writer.Wait();
        return new WriteView(this);
    }

    public void Dispose() => _disposed = true;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Commit(ChangeBatch batch)
    {
        var next = _state;
        for (var i = 0; i < batch.Changes.Count; i++)
        {
            var (collection, key, record) = batch.Changes[i];
            var table = next[collection];
            if (collection.IsAppendOnly && flaw != Flaw.Rewriting && (record is null || table.ContainsKey(key)))
                throw new StoreException(StoreFault.Io, $"{collection.Name} is append-only, and {key} is there.");
            next = next.SetItem(collection, record is null ? table.Remove(key) : table.SetItem(key, batch.BytesOf(i).ToArray()));
            if (flaw == Flaw.TornCommit) _state = next;
        }

        _state = next;
    }

    private class ReadView(SortedStore store) : IReadView
    {
        private readonly ImmutableDictionary<Collection, ImmutableSortedDictionary<RecordKey, byte[]>> _opened = store._state;

        protected SortedStore Store => store;

        public object? Find(Collection collection, in RecordKey key) =>
            Table(collection).TryGetValue(key, out var bytes) ? collection.Decode(bytes) : null;

        public void Scan(Collection collection, in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into)
        {
            var within = range;
            IEnumerable<KeyValuePair<RecordKey, byte[]>> rows = Table(collection);
            if (descending) rows = rows.Reverse();
            foreach (var (key, bytes) in rows.Where(row => within.Contains(row.Key)).Take(limit)) into.Add(new(key, collection.Decode(bytes)));
        }

        public long Count(Collection collection, in KeyRange range)
        {
            var within = range;
            return Table(collection).Keys.LongCount(key => within.Contains(key));
        }

        public virtual void Dispose()
        {
        }

        private ImmutableSortedDictionary<RecordKey, byte[]> Table(Collection collection) => (store.Has(Flaw.LiveReads) ? store._state : _opened)[collection];
    }

    private sealed class WriteView(SortedStore store) : ReadView(store), IWriteView
    {
        private bool _closed, _committed;

        // Nobody else has this store's data.
        public bool IsUnchangedByOthers => true;

        public void Commit(ChangeBatch batch)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_committed) throw new InvalidOperationException("A write view commits once.");
            _committed = true;
            Store.Commit(batch);
        }

        public override void Dispose()
        {
            if (_closed) return;
            _closed = true;
            Store._writer.Release();
        }
    }

    private bool Has(Flaw what) => flaw == what;
}
