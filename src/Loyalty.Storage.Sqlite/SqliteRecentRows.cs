namespace Loyalty;

/// <summary>The rows of the recent commits on one session: one a commit, numbered without a gap.</summary>
internal sealed class SqliteRecentRows(SqliteSession session)
{
    /// <summary>With a digit, which no collection has in its name.</summary>
    public const string Table = "CREATE TABLE recent_1 (k INTEGER PRIMARY KEY, v BLOB NOT NULL)";

    private SqliteStatement? _last, _after, _add, _clear;

    /// <summary>The number of the newest commit that has a row; 0 before the first.</summary>
    public long Last()
    {
        var statement = _last ??= session.Prepare("SELECT k FROM recent_1 ORDER BY k DESC LIMIT 1");
        try
        {
            return statement.Next() ? statement.Number(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>The rows behind a number, in order.</summary>
    public List<(long At, byte[] Row)> After(long at)
    {
        var statement = _after ??= session.Prepare("SELECT k, v FROM recent_1 WHERE k > ?1 ORDER BY k");
        var rows = new List<(long, byte[])>();
        try
        {
            statement.Bind(1, at);
            while (statement.Next()) rows.Add((statement.Number(0), statement.Bytes(1).ToArray()));
        }
        finally
        {
            statement.Reset();
        }
        return rows;
    }

    public void Add(long at, ReadOnlySpan<byte> row) => Run((_add ??= session.Prepare("INSERT INTO recent_1 (k, v) VALUES (?1, ?2)")).Bind(1, at).Bind(2, row));

    /// <summary>Takes all rows out.</summary>
    public void Clear() => Run(_clear ??= session.Prepare("DELETE FROM recent_1"));

    /// <summary>Brings tables up to date whatever is in them: before the file gets another format.</summary>
    public void Settle()
    {
        var last = 0L;
        var tables = new List<string>();
        foreach (var (at, row) in After(0))
        {
            last = at;
            if (row.Length == 0) continue;
            foreach (var change in RecentRow.Read(row, name =>
            {
                tables.Add(name);
                return tables.Count - 1;
            })) Put(tables[change.Place], change);
        }
        if (last == 0) return;
        Clear();
        Add(last + 1, []);
    }

    private void Put(string table, in RecentChange change)
    {
        using var statement = session.PrepareOnce(change.Held is null
            ? $"DELETE FROM {table} WHERE k = ?1"
            : $"INSERT INTO {table} (k, v) VALUES (?1, ?2) ON CONFLICT (k) DO UPDATE SET v = excluded.v");
        if (change.Key.IsBytes) statement.Bind(1, change.Key.Bytes);
        else statement.Bind(1, change.Key.Number);
        if (change.Held is byte[] bytes) statement.Bind(2, bytes);
        Run(statement);
    }

    private void Run(SqliteStatement statement)
    {
        var code = statement.TryRun();
        if (code != SQLitePCL.raw.SQLITE_DONE) throw session.Failed(code);
    }
}
