namespace Loyalty;

/// <summary>
/// The changes of the commits since the tables were last brought up to date, newest over older, so that a view of any of those commits
/// can be read. It only grows; when the tables have been brought up to date another begins, and views that are open keep theirs.
/// </summary>
/// <param name="start">The commit that brought the tables up to date.</param>
/// <param name="collections">The collections of the store, by place.</param>
internal sealed class RecentChanges(long start, Collection[] collections)
{
    private readonly Lock _gate = new();
    private readonly RecentTable?[] _tables = new RecentTable?[collections.Length];
    private long _last = start;
    private long _bytes;

    public long Start { get; } = start;

    /// <summary>The newest commit whose changes are here.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>What its rows take in the file.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Adds the changes of the next commit; nothing when another thread has read them from the file before.</summary>
    public void Add(long at, int bytes, IReadOnlyList<RecentChange> changes)
    {
        lock (_gate)
        {
            if (_last >= at) return;
            foreach (var change in changes) (_tables[change.Place] ??= new()).Set(change.Key, at, change.Held);
            Volatile.Write(ref _bytes, _bytes + bytes);
            Volatile.Write(ref _last, at);
        }
    }

    /// <summary>Whether a key has been changed.</summary>
    public bool Holds(int place, in RecordKey key)
    {
        if (_tables[place] is not { } table) return false;
        lock (_gate) return table.Holds(key);
    }

    /// <summary>False where only the table knows.</summary>
    public bool TryFind(int place, in RecordKey key, long at, out object? record)
    {
        record = null;
        if (Volatile.Read(ref _tables[place]) is not { } table) return false;
        RecentVersion? version;
        lock (_gate) version = table.Find(key, at);
        if (version is null) return false;
        record = Record(place, version);
        return true;
    }

    /// <inheritdoc cref="RecentTable.Take"/>
    public List<KeyValuePair<RecordKey, object?>> Take(int place, in KeyRange range, int limit, bool descending, long at)
    {
        if (Volatile.Read(ref _tables[place]) is not { } table) return [];
        List<KeyValuePair<RecordKey, RecentVersion>> taken;
        lock (_gate) taken = table.Take(range, limit, descending, at);
        return [.. taken.Select(each => KeyValuePair.Create(each.Key, Record(place, each.Value)))];
    }

    /// <summary>What every changed key holds now, by place and key. Asked by the one writer.</summary>
    public IEnumerable<RecentChange> Newest()
    {
        for (var place = 0; place < _tables.Length; place++)
        {
            if (_tables[place] is not { } table) continue;
            KeyValuePair<RecordKey, RecentVersion>[] all;
            lock (_gate) all = table.ToArray();
            foreach (var (key, version) in all) yield return new(place, key, version.Held);
        }
    }

    private object? Record(int place, RecentVersion version) =>
        version.Held is byte[] bytes ? collections[place].Decode(bytes) : version.Held;
}
