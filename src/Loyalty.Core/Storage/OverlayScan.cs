namespace Loyalty;

/// <summary>A scan of records below a set of newer changes, as if the changes had been applied.</summary>
internal static class OverlayScan
{
    internal delegate void BaseScan(in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into);

    /// <param name="changes">The changes of this collection within the range, in ascending key order; a null record hides the key.</param>
    public static void Run(
        BaseScan below, IReadOnlyList<KeyValuePair<RecordKey, object?>> changes, KeyRange range, int limit, bool descending,
        IList<KeyValuePair<RecordKey, object>> into)
    {
        if (changes.Count == 0)
        {
            below(range, limit, descending, into);
            return;
        }

        var page = new List<KeyValuePair<RecordKey, object>>();
        var next = descending ? changes.Count - 1 : 0;
        var step = descending ? -1 : 1;
        var taken = 0;
        while (taken < limit)
        {
            page.Clear();
            // What the overlay hides must not make the page short, so ask for that many more.
            var wanted = (int)Math.Min(int.MaxValue, (long)limit - taken + changes.Count);
            below(range, wanted, descending, page);
            foreach (var row in page)
            {
                while (next >= 0 && next < changes.Count && Before(changes[next].Key, row.Key, descending))
                {
                    if (!Take(changes[next], into, ref taken, limit)) return;
                    next += step;
                }
                if (next >= 0 && next < changes.Count && changes[next].Key == row.Key)
                {
                    if (!Take(changes[next], into, ref taken, limit)) return;
                    next += step;
                    continue;
                }
                if (taken == limit) return;
                into.Add(row);
                taken++;
            }
            if (page.Count < wanted) break;
            var last = page[^1].Key;
            range = descending ? range with { To = last } : range with { From = last, FromExclusive = true };
        }
        for (; next >= 0 && next < changes.Count; next += step)
            if (!Take(changes[next], into, ref taken, limit)) return;
    }

    private static bool Before(in RecordKey left, in RecordKey right, bool descending) =>
        descending ? left.CompareTo(right) > 0 : left.CompareTo(right) < 0;

    private static bool Take(KeyValuePair<RecordKey, object?> change, IList<KeyValuePair<RecordKey, object>> into, ref int taken, int limit)
    {
        if (taken == limit) return false;
        if (change.Value is null) return true;
        into.Add(new(change.Key, change.Value));
        taken++;
        return true;
    }
}
