namespace Loyalty;

/// <summary>
/// What commits have replaced since a read view was opened: with it the view goes on showing its own moment. LiteDB has no
/// snapshot over several collections, and its checkpoint would wait for one.
/// </summary>
internal sealed class BeforeImages
{
    private readonly Dictionary<Collection, SortedDictionary<RecordKey, object?>> _replaced = [];

    public bool TryGet(Collection collection, in RecordKey key, out object? record)
    {
        record = null;
        return _replaced.TryGetValue(collection, out var replaced) && replaced.TryGetValue(key, out record);
    }

    /// <summary>Remembers the record that a commit replaces, or null where there is none; the first of a key is the view's.</summary>
    public void Add(Collection collection, in RecordKey key, object? record)
    {
        if (!_replaced.TryGetValue(collection, out var replaced)) _replaced.Add(collection, replaced = []);
        replaced.TryAdd(key, record);
    }

    /// <summary>The newest records of a range as they were when the view was opened.</summary>
    public IEnumerable<KeyValuePair<RecordKey, object>> Over(IEnumerable<KeyValuePair<RecordKey, object>> newest, Collection collection, KeyRange range, bool descending)
    {
        if (!_replaced.TryGetValue(collection, out var replaced)) return newest;
        var older = replaced.Where(each => range.Contains(each.Key));
        return Merge(newest, descending ? older.Reverse() : older, descending ? -1 : 1);
    }

    public long Count(long newest, Collection collection, KeyRange range, Func<RecordKey, bool> isNow) =>
        !_replaced.TryGetValue(collection, out var replaced)
            ? newest
            : newest + replaced.Where(each => range.Contains(each.Key)).Sum(each => (each.Value is null ? 0 : 1) - (isNow(each.Key) ? 1 : 0));

    private static IEnumerable<KeyValuePair<RecordKey, object>> Merge(
        IEnumerable<KeyValuePair<RecordKey, object>> newest, IEnumerable<KeyValuePair<RecordKey, object?>> older, int direction)
    {
        using var now = newest.GetEnumerator();
        using var then = older.GetEnumerator();
        var (hasNow, hasThen) = (now.MoveNext(), then.MoveNext());
        while (hasNow || hasThen)
        {
            var order = !hasThen ? -1 : !hasNow ? 1 : now.Current.Key.CompareTo(then.Current.Key) * direction;
            if (order < 0) yield return now.Current;
            else if (then.Current.Value is { } record) yield return new(then.Current.Key, record);
            if (order <= 0) hasNow = now.MoveNext();
            if (order >= 0) hasThen = then.MoveNext();
        }
    }
}
