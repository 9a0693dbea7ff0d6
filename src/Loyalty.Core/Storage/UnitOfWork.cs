using System.Runtime.InteropServices;

namespace Loyalty;

/// <summary>
/// What a command reads and changes: changes on top of the layer below (other commands of the same commit) on top of a view.
/// A refused command's layer is dropped, an accepted one's merged into the layer below.
/// </summary>
internal sealed class UnitOfWork
{
    /// <summary>Room that a scan makes for what it may find.</summary>
    private const int MostRoom = 1000;

    private readonly UnitOfWork _root;
    private UnitOfWork? _below;
    private readonly WriterMemory? _memory;
    private readonly IIdSource _ids;
    private readonly ChangeMap _changes = new();
    private List<(Collection Collection, long Last)>? _last;
    private IReadView _view;
    private UnitOfWork? _spare;

    // The last reads of a view that does not change, where no writer's memory keeps them.
    private ReadsKept? _kept;
    private int _reads;

    // Kept for the next; it is used until its commit ends.
    private ChangeBatch? _batch;

    /// <summary>The lowest layer, over a view of the store.</summary>
    public UnitOfWork(IReadView view, IIdSource ids, WriterMemory? memory = null)
    {
        _root = this;
        _view = view;
        _ids = ids;
        _memory = memory;
    }

    /// <summary>A lowest layer that is given its view by <see cref="Reset"/>.</summary>
    public UnitOfWork(IIdSource ids, WriterMemory memory) : this(null!, ids, memory)
    {
    }

    private UnitOfWork(UnitOfWork below)
    {
        _root = below._root;
        _view = below._view;
        _ids = below._ids;
        _memory = below._memory;
        _below = below;
    }

    /// <summary>Uses this lowest layer anew, over another view of the same store.</summary>
    /// <param name="view">The view.</param>
    /// <param name="beingWritten">The lowest layer of a commit under way: it counts as if it were in the view already.</param>
    public void Reset(IReadView view, UnitOfWork? beingWritten = null)
    {
        MoveTo(view, beingWritten);
        _changes.Clear();
        _last?.Clear();
    }

    /// <summary>Keeps the changes of this lowest layer, over a view of the same state.</summary>
    public void MoveTo(IReadView view, UnitOfWork? beingWritten = null)
    {
        _view = view;
        _below = beingWritten;
    }

    public bool HasChanges => _changes.Count > 0;

    /// <summary>A layer on top of this one. One layer lives at a time: the next call uses it anew.</summary>
    public UnitOfWork Layer()
    {
        if (_spare is not { } layer) return _spare = new UnitOfWork(this);
        layer._changes.Clear();
        layer._last?.Clear();
        return layer;
    }

    /// <summary>Forgets this layer's changes: those of a command that was refused.</summary>
    public void Drop()
    {
        _changes.Clear();
        _last?.Clear();
    }

    /// <summary>Makes this layer's changes those of the layer below.</summary>
    public void Merge()
    {
        var below = _below ?? throw new InvalidOperationException("The lowest layer has nothing below.");
        foreach (ref readonly var change in _changes.All) below._changes.Set(change.Collection, change.Key, change.Record);
        _changes.Clear();
        if (_last is null) return;
        foreach (var (collection, last) in _last) below.SetLast(collection, last);
        _last.Clear();
    }

    public T? Find<T>(Collection<T> collection, RecordKey key) where T : class
    {
        for (var layer = this; layer is not null; layer = layer._below)
            if (layer._changes.TryGet(collection, key, out var changed)) return (T?)changed;
        if (_memory is null) return (T?)_root.Read(collection, key);
        if (_memory.Find(collection, key) is { } remembered) return (T)remembered;
        var found = (T?)_root._view.Find(collection, key);
        if (found is not null) _memory.Remember(collection, key, found);
        return found;
    }

    /// <summary>One read asks for the same few records again and again: who asked, the configuration, the account.</summary>
    private object? Read(Collection collection, in RecordKey key)
    {
        var kept = _kept ??= new();
        for (var i = 0; i < Math.Min(_reads, ReadsKept.Length); i++)
            if (ReferenceEquals(kept.Last[i].Collection, collection) && kept.Last[i].Key == key) return kept.Last[i].Record;
        var found = _view.Find(collection, key);
        kept.Last[_reads % ReadsKept.Length] = new(collection, key, found);
        _reads = unchecked(_reads + 1) & int.MaxValue;
        return found;
    }

    /// <summary>The same for a key that mostly follows those there are, as the numbers of a till do: whether it is new is then known without a look at the store.</summary>
    public T? FindRising<T>(Collection<T> collection, RecordKey key) where T : class
    {
        if (_memory?.Gaps(collection) is not { } gaps) return Find(collection, key);
        for (var layer = this; layer is not null; layer = layer._below)
            if (layer._changes.TryGet(collection, key, out var changed)) return (T?)changed;
        if (gaps.Has(key)) return null;
        var page = new List<KeyValuePair<RecordKey, object>>(1);
        _root._view.Scan(collection, new KeyRange { From = key }, 1, false, page);
        if (page.Count > 0 && page[0].Key == key) return (T)page[0].Value;
        // The view may not show yet what is being written.
        RecordKey? next = page.Count > 0 ? page[0].Key : null;
        for (var layer = this; layer is not null; layer = layer._below)
            foreach (ref readonly var change in layer._changes.All)
                if (ReferenceEquals(change.Collection, collection) && change.Key > key && (next is not { } nearest || change.Key < nearest)) next = change.Key;
        gaps.Add(key, next);
        return null;
    }

    public T? Find<T>(Collection<T> collection, long key) where T : class => Find(collection, new RecordKey(key));

    public void Put<T>(Collection<T> collection, RecordKey key, T record) where T : class => _changes.Set(collection, key, record);

    public void Put<T>(Collection<T> collection, long key, T record) where T : class => Put(collection, new RecordKey(key), record);

    public void Delete<T>(Collection<T> collection, RecordKey key) where T : class => _changes.Set(collection, key, null);

    /// <summary>Whether a key was put or deleted here or in a layer below, not yet in the store.</summary>
    public bool IsChanged(Collection collection, RecordKey key)
    {
        for (var layer = this; layer is not null; layer = layer._below)
            if (layer._changes.TryGet(collection, key, out _)) return true;
        return false;
    }

    /// <summary>Adds a record under the next number of its collection, gapless.</summary>
    public void Append<T>(Collection<T> collection, long key, T record) where T : class
    {
        Put(collection, key, record);
        SetLast(collection, key);
    }

    /// <summary>The highest number in use in a collection of numeric keys, 0 when there is none.</summary>
    public long Last(Collection collection)
    {
        for (var layer = this; layer is not null; layer = layer._below)
            if (layer._last is not null)
                foreach (var (each, last) in layer._last)
                    if (ReferenceEquals(each, collection)) return last;
        if (_memory is not null && _memory.Last(collection) is { } remembered) return remembered;
        var page = new List<KeyValuePair<RecordKey, object>>(1);
        _root._view.Scan(collection, KeyRange.All, 1, true, page);
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
        SetLast(collection, id);
        return id;
    }

    public void Scan<T>(Collection<T> collection, KeyRange range, int limit, bool descending, List<KeyValuePair<RecordKey, T>> into) where T : class
    {
        SortedDictionary<RecordKey, object?>? changes = null;
        for (var layer = this; layer is not null; layer = layer._below)
            foreach (ref readonly var change in layer._changes.All)
                if (ReferenceEquals(change.Collection, collection) && range.Contains(change.Key)) (changes ??= []).TryAdd(change.Key, change.Record);
        var page = new List<KeyValuePair<RecordKey, object>>(Math.Min(limit, MostRoom));
        if (changes is null) _root._view.Scan(collection, range, limit, descending, page);
        else Overlay(collection, changes, range, limit, descending, page);
        CollectionsMarshal.SetCount(into, 0);
        foreach (var (key, record) in page) into.Add(new(key, (T)record));
    }

    private void Overlay(Collection collection, SortedDictionary<RecordKey, object?> changes, KeyRange range, int limit, bool descending, List<KeyValuePair<RecordKey, object>> page) =>
        OverlayScan.Run((in KeyRange r, int l, bool d, IList<KeyValuePair<RecordKey, object>> i) => _root._view.Scan(collection, r, l, d, i), [.. changes], range, limit, descending, page);

    /// <summary>The changes of the lowest layer, additions to append-only collections in key order.</summary>
    public ChangeBatch ToBatch()
    {
        var batch = _batch ??= new ChangeBatch();
        batch.Reset(_changes.All);
        return batch;
    }

    /// <summary>What the writer knows once the lowest layer is committed. Should the commit fail, it must forget.</summary>
    public void Remember()
    {
        if (_memory is null) return;
        foreach (ref readonly var change in _changes.All) _memory.Replace(change.Collection, change.Key, change.Record);
        if (_last is null) return;
        foreach (var (collection, last) in _last) _memory.Remember(collection, last);
    }

    private void SetLast(Collection collection, long last)
    {
        _last ??= new(4);
        for (var i = 0; i < _last.Count; i++)
        {
            if (!ReferenceEquals(_last[i].Collection, collection)) continue;
            _last[i] = (collection, last);
            return;
        }
        _last.Add((collection, last));
    }

    // Of the lowest layer alone.
    private sealed class ReadsKept
    {
        public const int Length = 6;

        public readonly Change[] Last = new Change[Length];
    }
}
