namespace Loyalty;

/// <summary>
/// Keeps what commits change out of the tables for a while. A purchase changes an account, a claim and more, each on a page of its own
/// somewhere in the file, and writing those pages is what a commit costs. So the changes of a commit are one row behind the last, and
/// are kept in memory besides; when there are many, they are put into the tables together, in order, where one page takes several.
/// What is added at the end of a table, as the journal is, goes there at once.
/// </summary>
internal sealed class SqliteRecent(Collection[] collections, long most)
{
    /// <summary>Bytes of a record that fills a good part of a page by itself, so that waiting for others spares nothing.</summary>
    private const int Large = 2_000;

    private readonly Dictionary<string, int> _places = collections.Index().ToDictionary(each => each.Item.Name, each => each.Index, StringComparer.Ordinal);
    private readonly Lock _loading = new();
    private volatile RecentChanges? _now;

    // What only the writer touches.
    private readonly RecentRow _row = new();
    private readonly long[] _highest = [.. collections.Select(_ => long.MinValue)];

    /// <summary>The newest changes that this store object knows; null before the first view.</summary>
    public RecentChanges? Now => _now;

    /// <summary>The changes for the state that a session reads.</summary>
    /// <param name="session">The session, in a transaction.</param>
    /// <param name="last">The newest commit with a row there.</param>
    public RecentChanges Of(SqliteSession session, long last)
    {
        if (_now is { } now && now.Start <= last && last <= now.Last) return now;
        lock (_loading)
        {
            now = _now;
            // The writer may add what it has just committed at any moment.
            var known = now?.Last ?? 0;
            if (now is null || known < last) _now = now = CatchUp(now, known, session);
            // A snapshot from before the tables were brought up to date sees the rows of then.
            return last < now.Start ? Read(session.RecentRows.After(0)) : now;
        }
    }

    /// <summary>Puts a commit's changes into the transaction of the writing session. What is returned is called when it has been committed.</summary>
    public Action? Write(SqliteSession session, RecentChanges now, ChangeBatch batch, Func<Collection, int> placeOf)
    {
        _row.Clear();
        List<RecentChange>? kept = null;
        for (var i = 0; i < batch.Changes.Count; i++)
        {
            var change = batch.Changes[i];
            var place = placeOf(change.Collection);
            if (GoesToTheEnd(session, now, place, change) || IsLarge(now, place, change, batch.BytesOf(i).Length))
            {
                session.Table(place).Put(change.Key, batch.BytesOf(i));
                continue;
            }
            session.Table(place).Require(change.Key);
            (kept ??= new(batch.Changes.Count)).Add(new(place, change.Key, change.Record));
            _row.Add(place, change.Collection, change.Key, change.Record is null, batch.BytesOf(i));
        }
        if (kept is null) return null;
        _row.Seal();
        var size = _row.Written.Length;
        var next = now.Last + 1;
        if (now.Bytes + size > most) return Settle(session, now, batch, placeOf);
        session.RecentRows.Add(next, _row.Written);
        return () => now.Add(next, size, kept);
    }

    /// <summary>Brings the tables up to date, with a last batch if there is one.</summary>
    public Action Settle(SqliteSession session, RecentChanges now, ChangeBatch? batch = null, Func<Collection, int>? placeOf = null)
    {
        var next = now.Last + 1;
        var writer = new RecordWriter();
        foreach (var (place, key, held) in now.Newest())
        {
            var table = session.Table(place);
            if (held is null)
            {
                table.Delete(key);
                continue;
            }
            if (held is byte[] bytes)
            {
                table.Put(key, bytes);
                continue;
            }
            writer.Clear();
            collections[place].Encode(held, writer);
            table.Put(key, writer.Written);
        }
        for (var i = 0; i < (batch?.Changes.Count ?? 0); i++)
        {
            var change = batch!.Changes[i];
            if (change.Collection.IsAppendOnly) continue;
            var table = session.Table(placeOf!(change.Collection));
            if (change.Record is null) table.Delete(change.Key);
            else table.Put(change.Key, batch.BytesOf(i));
        }
        session.RecentRows.Clear();
        session.RecentRows.Add(next, []);
        return () => Begin(new(next, collections));
    }

    /// <summary>What is only ever added, and a number above all before it, shares a page with the one before.</summary>
    private bool GoesToTheEnd(SqliteSession session, RecentChanges now, int place, in Change change)
    {
        if (change.Collection.IsAppendOnly) return true;
        if (change.Record is null || change.Collection.Keys != KeyKind.Number) return false;
        ref var highest = ref _highest[place];
        if (highest == long.MinValue) highest = session.Table(place).Last() ?? -1;
        // Another process may have gone further, and then the key may be among the recent.
        if (change.Key.Number <= highest || now.Holds(place, change.Key)) return false;
        highest = change.Key.Number;
        return true;
    }

    /// <summary>A record of several pages is written over its older self, of which only the pages that differ are written: less than the whole again.</summary>
    private static bool IsLarge(RecentChanges now, int place, in Change change, int size) =>
        size > Large && change.Record is not null && !now.Holds(place, change.Key);

    private void Begin(RecentChanges changes)
    {
        lock (_loading)
            if (_now is not { } now || now.Last < changes.Last) _now = changes;
    }

    private RecentChanges CatchUp(RecentChanges? now, long known, SqliteSession session)
    {
        var rows = session.RecentRows.After(known);
        if (now is null || rows[0].At != known + 1 || rows.Exists(row => row.Row.Length == 0)) return Read(session.RecentRows.After(0));
        foreach (var (at, row) in rows) now.Add(at, row.Length, Decode(row));
        return now;
    }

    private RecentChanges Read(List<(long At, byte[] Row)> rows)
    {
        if (rows is not [{ Row.Length: 0 }, ..]) throw new StoreException(StoreFault.Corrupt, "The first row of recent commits is missing: the file is damaged.");
        var changes = new RecentChanges(rows[0].At, collections);
        foreach (var (at, row) in rows.Skip(1))
        {
            if (at != changes.Last + 1) throw new StoreException(StoreFault.Corrupt, $"The row of the recent commit {changes.Last + 1} is missing: the file is damaged.");
            changes.Add(at, row.Length, Decode(row));
        }
        return changes;
    }

    private List<RecentChange> Decode(byte[] row) => RecentRow.Read(row, name => _places.TryGetValue(name, out var place)
        ? place
        : throw new StoreException(StoreFault.WrongVersion, $"The file has recent changes of {name}, which this library does not keep."));
}
