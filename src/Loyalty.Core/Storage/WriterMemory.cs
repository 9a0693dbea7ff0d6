namespace Loyalty;

/// <summary>
/// What the writer remembers from one write view to the next while nobody else writes: decoded accounts and configuration,
/// the last number of each collection. Readers never see it.
/// </summary>
internal sealed class WriterMemory(IReadOnlySet<Collection> remembered, int capacity = 20_000)
{
    private readonly Dictionary<(Collection Collection, RecordKey Key), object> _records = [];
    private readonly Dictionary<Collection, long> _last = [];
    private readonly Dictionary<Collection, (RecordKey Key, object Record)> _tails = [];

    public object? Find(Collection collection, in RecordKey key) =>
        collection.IsAppendOnly
            ? _tails.TryGetValue(collection, out var tail) && tail.Key == key ? tail.Record : null
            : _records.GetValueOrDefault((collection, key));

    public long? Last(Collection collection) => _last.TryGetValue(collection, out var last) ? last : null;

    public void Remember(Collection collection, long last) => _last[collection] = last;

    public void Remember(Collection collection, in RecordKey key, object record)
    {
        if (collection.IsAppendOnly)
        {
            if (!_tails.TryGetValue(collection, out var tail) || tail.Key.CompareTo(key) < 0) _tails[collection] = (key, record);
            return;
        }
        if (!remembered.Contains(collection)) return;
        // A full memory starts anew: simpler than an order of use, and a miss costs a few microseconds.
        if (_records.Count >= capacity) _records.Clear();
        _records[(collection, key)] = record;
    }

    public void Replace(Collection collection, in RecordKey key, object? record)
    {
        if (record is null) _records.Remove((collection, key));
        else Remember(collection, key, record);
    }

    public void Forget()
    {
        _records.Clear();
        _last.Clear();
        _tails.Clear();
    }
}
