using System.Runtime.InteropServices;

namespace Loyalty;

/// <summary>
/// One collection of the memory store whose keys are numbers. They are mostly given one after another and never taken away, so they stand in
/// order, their records beside them, and where one stands is guessed from its distance to the first.
/// </summary>
internal sealed class NumberTable : IMemoryTable
{
    private readonly List<long> _keys;
    private readonly List<object> _records;

    /// <summary>What came below the last key: it is put in order when the order is next asked for.</summary>
    private readonly Dictionary<long, object> _strays = [];

    public NumberTable() : this([], [])
    {
    }

    private NumberTable(List<long> keys, List<object> records) => (_keys, _records) = (keys, records);

    public IMemoryTable Copy()
    {
        Order();
        return new NumberTable([.. _keys], [.. _records]);
    }

    public object? Find(RecordKey key) =>
        At(key.Number) is >= 0 and var at ? _records[at]
        : _strays.Count == 0 ? null : _strays.GetValueOrDefault(key.Number);

    public object? Put(RecordKey key, object record)
    {
        var number = key.Number;
        if (_keys.Count == 0 || number > _keys[^1])
        {
            _keys.Add(number);
            _records.Add(record);
            return null;
        }
        if (At(number) is >= 0 and var at)
        {
            var replaced = _records[at];
            _records[at] = record;
            return replaced;
        }
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_strays, number, out _);
        var before = slot;
        slot = record;
        return before;
    }

    public object? Remove(RecordKey key)
    {
        Order();
        var at = At(key.Number);
        if (at < 0) return null;
        var replaced = _records[at];
        _keys.RemoveAt(at);
        _records.RemoveAt(at);
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
            var at = descending ? end - 1 - i : first + i;
            into.Add(new(new RecordKey(_keys[at]), _records[at]));
        }
    }

    /// <summary>Where a key stands, or the complement of where it would.</summary>
    private int At(long key)
    {
        var keys = CollectionsMarshal.AsSpan(_keys);
        if (keys.Length == 0 || key < keys[0]) return ~0;
        if (key > keys[^1]) return ~keys.Length;
        // Numbers rise by one at least, so that a key stands no further than its distance to the first.
        var furthest = (int)Math.Min(unchecked((ulong)(key - keys[0])), (ulong)keys.Length - 1);
        return keys[furthest] == key ? furthest : keys[..(furthest + 1)].BinarySearch(key);
    }

    private (int First, int End) Slice(in KeyRange range)
    {
        Order();
        var first = range.From is { } from ? Bound(from.Number, range.FromExclusive) : 0;
        var end = range.To is { } to ? Bound(to.Number, false) : _keys.Count;
        return (first, end);
    }

    private int Bound(long key, bool after)
    {
        var at = At(key);
        return at < 0 ? ~at : after ? at + 1 : at;
    }

    private void Order()
    {
        if (_strays.Count == 0) return;
        var strays = _strays.ToArray();
        _strays.Clear();
        Array.Sort(strays, static (a, b) => a.Key.CompareTo(b.Key));
        var end = _keys.Count;
        CollectionsMarshal.SetCount(_keys, end + strays.Length);
        CollectionsMarshal.SetCount(_records, end + strays.Length);
        var keys = CollectionsMarshal.AsSpan(_keys);
        var records = CollectionsMarshal.AsSpan(_records);
        // From the highest down, so that each key behind them moves once.
        for (var i = strays.Length - 1; i >= 0; i--)
        {
            var place = ~keys[..end].BinarySearch(strays[i].Key);
            keys[place..end].CopyTo(keys[(place + i + 1)..]);
            records[place..end].CopyTo(records[(place + i + 1)..]);
            (keys[place + i], records[place + i]) = (strays[i].Key, strays[i].Value);
            end = place;
        }
    }
}
