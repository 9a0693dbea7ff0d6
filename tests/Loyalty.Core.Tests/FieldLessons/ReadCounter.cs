namespace Loyalty.Tests;

/// <summary>A store in memory that knows how often each record was read, and each range.</summary>
internal sealed class ReadCounter : IRecordStore
{
    private readonly MemoryStore _store = new();

    /// <summary>Records read, by collection and key.</summary>
    public Dictionary<(string Collection, RecordKey Key), int> Finds { get; } = [];

    /// <summary>Ranges read or counted.</summary>
    public int Ranges { get; private set; }

    public Durability Durability => _store.Durability;

    public void Reset()
    {
        Finds.Clear();
        Ranges = 0;
    }

    public IReadView OpenRead() => new View(this, _store.OpenRead());

    public IWriteView OpenWrite() => new WritingView(this, _store.OpenWrite());

    public void Dispose() => _store.Dispose();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private class View(ReadCounter owner, IReadView view) : IReadView
    {
        public object? Find(Collection collection, in RecordKey key)
        {
            owner.Finds[(collection.Name, key)] = owner.Finds.GetValueOrDefault((collection.Name, key)) + 1;
            return view.Find(collection, key);
        }

        public void Scan(Collection collection, in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into)
        {
            owner.Ranges++;
            view.Scan(collection, range, limit, descending, into);
        }

        public long Count(Collection collection, in KeyRange range)
        {
            owner.Ranges++;
            return view.Count(collection, range);
        }

        public void Dispose() => view.Dispose();
    }

    private sealed class WritingView(ReadCounter owner, IWriteView view) : View(owner, view), IWriteView
    {
        private readonly IWriteView _view = view;

        public bool IsUnchangedByOthers => _view.IsUnchangedByOthers;

        public void Commit(ChangeBatch batch) => _view.Commit(batch);
    }
}
