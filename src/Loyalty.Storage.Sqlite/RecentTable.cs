using System.Runtime.InteropServices;

namespace Loyalty;

/// <summary>What a key held from one commit on.</summary>
/// <param name="At">The number of the commit among the recent ones.</param>
/// <param name="Held">The record, or its bytes as long as nobody asked, or null from a delete on.</param>
/// <param name="Older">What it held before, or null where only the table knows.</param>
internal sealed record RecentVersion(long At, object? Held, RecentVersion? Older);

/// <summary>The recent changes of one collection.</summary>
internal sealed class RecentTable
{
    private readonly Dictionary<RecordKey, RecentVersion> _newest = [];
    private readonly SortedSet<RecordKey> _ordered = [];

    /// <summary>Keys that are put in order when a scan first needs it: most are only ever looked up.</summary>
    private readonly List<RecordKey> _fresh = [];

    /// <summary>What every changed key holds now, in ascending order.</summary>
    public KeyValuePair<RecordKey, RecentVersion>[] ToArray()
    {
        // Most collections are never scanned between two settlings: to sort them once costs less than to keep them in order.
        var all = _newest.ToArray();
        Array.Sort(all, static (a, b) => a.Key.CompareTo(b.Key));
        return all;
    }

    public bool Holds(in RecordKey key) => _newest.ContainsKey(key);

    public void Set(in RecordKey key, long at, object? held)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_newest, key, out var existed);
        slot = new(at, held, slot);
        if (!existed) _fresh.Add(key);
    }

    /// <summary>What a key held at a commit, or null where only the table knows.</summary>
    public RecentVersion? Find(in RecordKey key, long at)
    {
        var version = _newest.GetValueOrDefault(key);
        while (version is not null && version.At > at) version = version.Older;
        return version;
    }

    /// <summary>The changed keys of a range at a commit, in ascending order: all, or from one end so many as hold <paramref name="limit"/> records.</summary>
    public List<KeyValuePair<RecordKey, RecentVersion>> Take(in KeyRange range, int limit, bool descending, long at)
    {
        var taken = new List<KeyValuePair<RecordKey, RecentVersion>>();
        if (limit <= 0 || (_ordered.Count == 0 && _fresh.Count == 0)) return taken;
        Order();
        var (least, most) = (range.From ?? _ordered.Min, range.To ?? _ordered.Max);
        if (least > most) return taken;
        var view = _ordered.GetViewBetween(least, most);
        foreach (var key in descending ? view.Reverse() : view)
        {
            if (!range.Contains(key) || Find(key, at) is not { } version) continue;
            taken.Add(new(key, version));
            if (version.Held is not null && --limit == 0) break;
        }
        if (descending) taken.Reverse();
        return taken;
    }

    private void Order()
    {
        _ordered.UnionWith(_fresh);
        _fresh.Clear();
    }
}
