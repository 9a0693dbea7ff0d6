using System.Runtime.InteropServices;

namespace Loyalty;

/// <summary>
/// What a command reads and changes: changes on top of the layer below (other commands of the same commit) on top of a view.
/// A refused command's layer is dropped, an accepted one's merged into the layer below.
/// </summary>
internal sealed class UnitOfWork
{
    private readonly IReadView _view;
    private readonly UnitOfWork? _below;
    private readonly WriterMemory? _memory;
    private readonly IIdSource _ids;
    private Dictionary<(Collection Collection, RecordKey Key), object?> _changes = [];
    private Dictionary<Collection, long>? _last;

    /// <summary>The lowest layer, over a view of the store.</summary>
    public UnitOfWork(IReadView view, IIdSource ids, WriterMemory? memory = null)
    {
        _view = view;
        _ids = ids;
        _memory = memory;
    }

    private UnitOfWork(UnitOfWork below)
    {
        _view = below._view;
        _ids = below._ids;
        _memory = below._memory;
        _below = below;
    }

    public bool HasChanges => _changes.Count > 0;

    /// <summary>A layer on top of this one.</summary>
    public UnitOfWork Layer() => new(this);

    /// <summary>Makes this layer's changes those of the layer below.</summary>
    public void Merge()
    {
        var below = _below ?? throw new InvalidOperationException("The lowest layer has nothing below.");
        if (below._changes.Count == 0)
        {
            (below._changes, _changes) = (_changes, below._changes);
        }
        else
        {
            foreach (var (key, record) in _changes) below._changes[key] = record;
            _changes.Clear();
        }
        if (_last is null) return;
        below._last ??= [];
        foreach (var (collection, last) in _last) below._last[collection] = last;
    }

    public T? Find<T>(Collection<T> collection, RecordKey key) where T : class
    {
        for (var layer = this; layer is not null; layer = layer._below)
            if (layer._changes.Count > 0 && layer._changes.TryGetValue((collection, key), out var changed)) return (T?)changed;
        if (_memory is null) return (T?)_view.Find(collection, key);
        if (_memory.Find(collection, key) is { } remembered) return (T)remembered;
        var found = (T?)_view.Find(collection, key);
        if (found is not null) _memory.Remember(collection, key, found);
        return found;
    }

    public T? Find<T>(Collection<T> collection, long key) where T : class => Find(collection, new RecordKey(key));

    public void Put<T>(Collection<T> collection, RecordKey key, T record) where T : class => _changes[(collection, key)] = record;

    public void Put<T>(Collection<T> collection, long key, T record) where T : class => Put(collection, new RecordKey(key), record);

    public void Delete<T>(Collection<T> collection, RecordKey key) where T : class => _changes[(collection, key)] = null;

    /// <summary>Whether a key was put or deleted here or in a layer below, not yet in the store.</summary>
    public bool IsChanged(Collection collection, RecordKey key)
    {
        for (var layer = this; layer is not null; layer = layer._below)
            if (layer._changes.ContainsKey((collection, key))) return true;
        return false;
    }

    /// <summary>Adds a record under the next number of its collection, gapless.</summary>
    public void Append<T>(Collection<T> collection, long key, T record) where T : class
    {
        Put(collection, key, record);
        (_last ??= [])[collection] = key;
    }

    /// <summary>The highest number in use in a collection of numeric keys, 0 when there is none.</summary>
    public long Last(Collection collection)
    {
        for (var layer = this; layer is not null; layer = layer._below)
            if (layer._last is not null && layer._last.TryGetValue(collection, out var last)) return last;
        if (_memory is not null && _memory.Last(collection) is { } remembered) return remembered;
        var page = new List<KeyValuePair<RecordKey, object>>(1);
        _view.Scan(collection, KeyRange.All, 1, true, page);
        var found = page.Count == 0 ? 0 : page[0].Key.Number;
        _memory?.Remember(collection, found);
        return found;
    }

    /// <summary>Takes a new id of a collection from the injected source.</summary>
    public long NextId(Collection collection)
    {
        var last = Last(collection);
        var id = _ids.Next(collection.Name, last);
        if (id <= last || id >= 1L << 53) throw new InvalidOperationException($"The id source gave {id} after {last} for '{collection.Name}': ids must rise and stay below 2^53.");
        (_last ??= [])[collection] = id;
        return id;
    }

    public void Scan<T>(Collection<T> collection, KeyRange range, int limit, bool descending, List<KeyValuePair<RecordKey, T>> into) where T : class
    {
        var merged = new SortedDictionary<RecordKey, object?>();
        for (var layer = this; layer is not null; layer = layer._below)
            foreach (var (key, record) in layer._changes)
                if (ReferenceEquals(key.Collection, collection) && range.Contains(key.Key)) merged.TryAdd(key.Key, record);
        var page = new List<KeyValuePair<RecordKey, object>>();
        OverlayScan.Run((in KeyRange r, int l, bool d, IList<KeyValuePair<RecordKey, object>> i) => _view.Scan(collection, r, l, d, i), [.. merged], range, limit, descending, page);
        CollectionsMarshal.SetCount(into, 0);
        foreach (var (key, record) in page) into.Add(new(key, (T)record));
    }

    /// <summary>The changes of the lowest layer, additions to append-only collections in key order.</summary>
    public ChangeBatch ToBatch()
    {
        var changes = new List<Change>(_changes.Count);
        foreach (var (key, record) in _changes) changes.Add(new(key.Collection, key.Key, record));
        // Grouped by collection and in key order: neighbouring pages are written together, and the batch is canonical.
        changes.Sort(static (a, b) =>
            ReferenceEquals(a.Collection, b.Collection) ? a.Key.CompareTo(b.Key) : string.CompareOrdinal(a.Collection.Name, b.Collection.Name));
        return new ChangeBatch(changes);
    }

    /// <summary>After the commit of the lowest layer: what the writer may go on knowing.</summary>
    public void RememberCommitted()
    {
        if (_memory is null) return;
        foreach (var (key, record) in _changes) _memory.Replace(key.Collection, key.Key, record);
        if (_last is null) return;
        foreach (var (collection, last) in _last) _memory.Remember(collection, last);
    }
}
