using System.Runtime.InteropServices;

namespace Loyalty;

/// <summary>Changes by collection and key, in the order they were first made. A few are searched in line, many through an index.</summary>
internal sealed class ChangeMap
{
    private const int SearchedInLine = 8;

    // Made when something changes: a read has none.
    private List<Change>? _changes;
    private Dictionary<Address, int>? _index;

    public int Count => _changes?.Count ?? 0;

    public ReadOnlySpan<Change> All => CollectionsMarshal.AsSpan(_changes);

    public bool TryGet(Collection collection, in RecordKey key, out object? record)
    {
        var at = IndexOf(collection, key);
        record = at < 0 ? null : _changes![at].Record;
        return at >= 0;
    }

    public void Set(Collection collection, in RecordKey key, object? record)
    {
        _changes ??= new(SearchedInLine);
        var at = IndexOf(collection, key);
        if (at >= 0)
        {
            _changes[at] = new Change(collection, key, record);
            return;
        }
        _changes.Add(new Change(collection, key, record));
        if (_changes.Count <= SearchedInLine) return;
        _index ??= [];
        for (var i = _index.Count; i < _changes.Count; i++) _index.Add(new(_changes[i].Collection, _changes[i].Key), i);
    }

    public void Clear()
    {
        _changes?.Clear();
        _index?.Clear();
    }

    private int IndexOf(Collection collection, in RecordKey key)
    {
        if (Count > SearchedInLine) return _index!.TryGetValue(new(collection, key), out var at) ? at : -1;
        var changes = All;
        for (var i = 0; i < changes.Length; i++)
            if (ReferenceEquals(changes[i].Collection, collection) && changes[i].Key == key) return i;
        return -1;
    }

    private readonly struct Address(Collection collection, RecordKey key) : IEquatable<Address>
    {
        private readonly Collection _collection = collection;
        private readonly RecordKey _key = key;

        public bool Equals(Address other) => ReferenceEquals(_collection, other._collection) && _key == other._key;

        public override bool Equals(object? obj) => obj is Address other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(_collection), _key.GetHashCode());
    }
}
