namespace Loyalty;

/// <summary>Reads of the tables with the recent changes over them.</summary>
internal static class SqliteReads
{
    public static object? Find(SqliteTable table, RecentChanges recent, long at, int place, in RecordKey key) =>
        recent.TryFind(place, key, at, out var record) ? record : table.Find(key);

    public static void Scan(
        SqliteTable table, RecentChanges recent, long at, int place, in KeyRange range, int limit, bool descending,
        IList<KeyValuePair<RecordKey, object>> into)
    {
        var changes = recent.Take(place, range, limit, descending, at);
        if (changes.Count == 0)
        {
            table.Scan(range, limit, descending, into);
            return;
        }
        if (descending) changes.Reverse();
        var sign = descending ? -1 : 1;
        // What the changes hide must not make a page short.
        var hidden = changes.Count(change => change.Value is null);
        var rows = new List<KeyValuePair<RecordKey, object>>();
        table.Scan(range, (int)Math.Min(int.MaxValue, (long)limit + hidden), descending, rows);
        var (row, change) = (0, 0);
        for (var taken = 0; taken < limit && (row < rows.Count || change < changes.Count);)
        {
            var order = row == rows.Count ? 1 : change == changes.Count ? -1 : sign * rows[row].Key.CompareTo(changes[change].Key);
            if (order < 0)
            {
                into.Add(rows[row++]);
                taken++;
                continue;
            }
            if (order == 0) row++;
            var (key, held) = changes[change++];
            if (held is null) continue;
            into.Add(new(key, held));
            taken++;
        }
    }

    public static long Count(SqliteTable table, RecentChanges recent, long at, int place, in KeyRange range)
    {
        var count = table.Count(range);
        foreach (var (key, held) in recent.Take(place, range, int.MaxValue, false, at))
            count += (held is null ? 0 : 1) - (table.Holds(key) ? 1 : 0);
        return count;
    }
}
