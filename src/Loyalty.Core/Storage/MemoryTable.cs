namespace Loyalty;

/// <summary>One collection of the memory store: records by key, and the keys in order.</summary>
internal sealed class MemoryTable
{
    private readonly Dictionary<RecordKey, object> _records;
    private readonly List<long> _numbers;
    private readonly SortedSet<RecordKey> _byteKeys;

    public MemoryTable() : this([], [], [])
    {
    }

    private MemoryTable(Dictionary<RecordKey, object> records, List<long> numbers, SortedSet<RecordKey> byteKeys)
    {
        _records = records;
        _numbers = numbers;
        _byteKeys = byteKeys;
    }

    public MemoryTable Copy() => new(new(_records), [.. _numbers], new(_byteKeys));

    public object? Find(RecordKey key) => _records.GetValueOrDefault(key);

    public object? Put(RecordKey key, object record)
    {
        ref var slot = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_records, key, out var existed);
        var replaced = slot;
        slot = record;
        if (existed) return replaced;
        if (key.IsBytes) _byteKeys.Add(key);
        else if (_numbers.Count == 0 || _numbers[^1] < key.Number) _numbers.Add(key.Number);
        else _numbers.Insert(~_numbers.BinarySearch(key.Number), key.Number);
        return null;
    }

    public object? Remove(RecordKey key)
    {
        if (!_records.Remove(key, out var replaced)) return null;
        if (key.IsBytes) _byteKeys.Remove(key);
        else _numbers.RemoveAt(_numbers.BinarySearch(key.Number));
        return replaced;
    }

    public long Count(in KeyRange range)
    {
        if (_byteKeys.Count == 0)
        {
            var (first, end) = Slice(range);
            return Math.Max(0, end - first);
        }
        return range is { From: null, To: null } ? _byteKeys.Count : Bytes(range, false).LongCount();
    }

    public void Scan(in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into)
    {
        if (_byteKeys.Count == 0)
        {
            var (first, end) = Slice(range);
            for (var i = 0; i < Math.Min(limit, end - first); i++)
            {
                var key = new RecordKey(_numbers[descending ? end - 1 - i : first + i]);
                into.Add(new(key, _records[key]));
            }
            return;
        }
        foreach (var key in Bytes(range, descending).Take(limit)) into.Add(new(key, _records[key]));
    }

    private (int First, int End) Slice(in KeyRange range)
    {
        var first = range.From is { } from ? At(from.Number, range.FromExclusive) : 0;
        var end = range.To is { } to ? At(to.Number, false) : _numbers.Count;
        return (first, end);
    }

    private int At(long number, bool after)
    {
        var at = _numbers.BinarySearch(number);
        return at < 0 ? ~at : after ? at + 1 : at;
    }

    private IEnumerable<RecordKey> Bytes(KeyRange range, bool descending)
    {
        if (_byteKeys.Count == 0) return [];
        var low = range.From ?? _byteKeys.Min;
        var high = range.To ?? _byteKeys.Max;
        if (low > high) return [];
        IEnumerable<RecordKey> keys = _byteKeys.GetViewBetween(low, high);
        if (descending) keys = ((SortedSet<RecordKey>)keys).Reverse();
        return keys.Where(k => range.Contains(k));
    }
}
