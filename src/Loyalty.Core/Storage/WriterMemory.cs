namespace Loyalty;

/// <summary>
/// What the writer remembers from one write view to the next while nobody else writes: decoded accounts and configuration,
/// the last number of each collection. Readers never see it.
/// </summary>
internal sealed class WriterMemory(IReadOnlySet<Collection> remembered, bool keepsGaps = false, int capacity = 20_000)
{
    private readonly Dictionary<Collection, Dictionary<RecordKey, object>> _records = remembered.ToDictionary(each => each, _ => new Dictionary<RecordKey, object>());
    private readonly Dictionary<Collection, long> _last = [];
    private readonly Dictionary<Collection, (RecordKey Key, object Record)> _tails = [];
    private readonly Dictionary<Collection, KeyGaps> _gaps = [];

    public object? Find(Collection collection, in RecordKey key) =>
        collection.IsAppendOnly
            ? _tails.TryGetValue(collection, out var tail) && tail.Key == key ? tail.Record : null
            : _records.TryGetValue(collection, out var records) ? records.GetValueOrDefault(key) : null;

    public long? Last(Collection collection) => _last.TryGetValue(collection, out var last) ? last : null;

    public void Remember(Collection collection, long last) => _last[collection] = last;

    public void Remember(Collection collection, in RecordKey key, object record)
    {
        if (collection.IsAppendOnly)
        {
            if (!_tails.TryGetValue(collection, out var tail) || tail.Key.CompareTo(key) < 0) _tails[collection] = (key, record);
            return;
        }
        if (!_records.TryGetValue(collection, out var records)) return;
        // A full memory starts anew: simpler than an order of use, and a miss costs a few microseconds.
        if (records.Count >= capacity && !records.ContainsKey(key)) records.Clear();
        records[key] = record;
    }

    /// <summary>Where no record stands, or null where it is not worth to know.</summary>
    public KeyGaps? Gaps(Collection collection)
    {
        if (!keepsGaps) return null;
        if (!_gaps.TryGetValue(collection, out var gaps)) _gaps.Add(collection, gaps = new());
        return gaps.IsWorthwhile ? gaps : null;
    }

    public void Replace(Collection collection, in RecordKey key, object? record)
    {
        if (record is not null && _gaps.TryGetValue(collection, out var gaps)) gaps.Fill(key);
        if (record is not null) Remember(collection, key, record);
        else if (_records.TryGetValue(collection, out var records)) records.Remove(key);
    }

    public void Forget()
    {
        foreach (var records in _records.Values) records.Clear();
        _last.Clear();
        _tails.Clear();
        foreach (var gaps in _gaps.Values) gaps.Clear();
    }
}
