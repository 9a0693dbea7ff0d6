using System.Runtime.InteropServices;

namespace Loyalty;

/// <summary>What the memory store keeps of one collection.</summary>
internal interface IMemoryTable
{
    object? Find(RecordKey key);

    /// <summary>Puts a record; what it replaced, or null.</summary>
    object? Put(RecordKey key, object record);

    object? Remove(RecordKey key);

    long Count(in KeyRange range);

    void Scan(in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into);

    /// <summary>One with the same records that goes its own way.</summary>
    IMemoryTable Copy();
}

/// <summary>One collection of the memory store: records by key, and the keys in order.</summary>
internal sealed class MemoryTable : IMemoryTable
{
    private readonly Dictionary<RecordKey, object> _records;
    private readonly List<RecordKey> _ordered;

    /// <summary>Keys that are put among the ordered ones when the order is next asked for: most are only ever looked up.</summary>
    private readonly List<RecordKey> _fresh = [];

    public MemoryTable() : this([], [])
    {
    }

    private MemoryTable(Dictionary<RecordKey, object> records, List<RecordKey> ordered)
    {
        _records = records;
        _ordered = ordered;
    }

    public IMemoryTable Copy()
    {
        Order();
        return new MemoryTable(new(_records), [.. _ordered]);
    }

    public object? Find(RecordKey key) => _records.GetValueOrDefault(key);

    public object? Put(RecordKey key, object record)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_records, key, out var existed);
        var replaced = slot;
        slot = record;
        if (existed) return replaced;
        if (_fresh.Count == 0 && (_ordered.Count == 0 || _ordered[^1] < key)) _ordered.Add(key);
        else _fresh.Add(key);
        return null;
    }

    public object? Remove(RecordKey key)
    {
        if (!_records.Remove(key, out var replaced)) return null;
        Order();
        _ordered.RemoveAt(_ordered.BinarySearch(key));
        return replaced;
    }

    public long Count(in KeyRange range)
    {
        var (first, end) = Slice(range);
        return Math.Max(0, end - first);
    }

    public void Scan(in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into)
    {
        var (first, end) = Slice(range);
        for (var i = 0; i < Math.Min(limit, end - first); i++)
        {
            var key = _ordered[descending ? end - 1 - i : first + i];
            into.Add(new(key, _records[key]));
        }
    }

    private (int First, int End) Slice(in KeyRange range)
    {
        Order();
        var first = range.From is { } from ? At(from, range.FromExclusive) : 0;
        var end = range.To is { } to ? At(to, false) : _ordered.Count;
        return (first, end);
    }

    private int At(in RecordKey key, bool after)
    {
        var at = _ordered.BinarySearch(key);
        return at < 0 ? ~at : after ? at + 1 : at;
    }

    private void Order()
    {
        if (_fresh.Count == 0) return;
        _fresh.Sort();
        var end = _ordered.Count;
        CollectionsMarshal.SetCount(_ordered, end + _fresh.Count);
        var keys = CollectionsMarshal.AsSpan(_ordered);
        // From the highest down, so that each key behind them moves once.
        for (var i = _fresh.Count - 1; i >= 0; i--)
        {
            var place = ~keys[..end].BinarySearch(_fresh[i]);
            keys[place..end].CopyTo(keys[(place + i + 1)..]);
            keys[place + i] = _fresh[i];
            end = place;
        }
        _fresh.Clear();
    }
}
