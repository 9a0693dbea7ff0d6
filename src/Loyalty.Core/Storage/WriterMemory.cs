namespace Loyalty;

/// <summary>
/// What the writer remembers from one write view to the next while nobody else writes: decoded accounts and configuration,
/// the last number of each collection. Readers never see it.
/// </summary>
internal sealed class WriterMemory(IReadOnlySet<Collection> remembered, int capacity = 20_000)
{
    private readonly Dictionary<(Collection Collection, RecordKey Key), object> _records = [];
    private readonly Dictionary<Collection, long> _last = [];

    public object? Find(Collection collection, in RecordKey key) => _records.GetValueOrDefault((collection, key));

    public long? Last(Collection collection) => _last.TryGetValue(collection, out var last) ? last : null;

    public void Remember(Collection collection, long last) => _last[collection] = last;

    public void Remember(Collection collection, in RecordKey key, object record)
    {
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
    }
}
