using System.Globalization;

namespace Loyalty;

/// <summary>
/// The rows of the recent commits on one session: one a commit, numbered without a gap, the first without bytes. The table has the version
/// of the format in its name (and so a digit, which no collection has): what an older library has prepared fails once the file is migrated.
/// </summary>
internal sealed class SqliteRecentRows(SqliteSession session, int version)
{
    private readonly string _table = NameOf(version);

    private SqliteStatement? _last, _after, _add, _clear;

    public static string NameOf(long version) => string.Create(CultureInfo.InvariantCulture, $"recent_{version}");

    public static string Creating(long version) => $"CREATE TABLE {NameOf(version)} (k INTEGER PRIMARY KEY, v BLOB NOT NULL)";

    /// <summary>Reads the number of the newest commit that has a row. The statement then stands at a row, and so holds what the session reads until <see cref="EndRead"/>.</summary>
    /// <returns>SQLite's code: a row, busy, or what went wrong.</returns>
    public int BeginRead(out long last)
    {
        var statement = _last ??= session.Prepare($"SELECT k FROM {_table} ORDER BY k DESC LIMIT 1");
        var code = statement.Step();
        last = code == SQLitePCL.raw.SQLITE_ROW ? statement.Number(0) : 0;
        return code;
    }

    public void EndRead() => _last?.Reset();

    /// <summary>The same in a transaction that holds already.</summary>
    public long Last()
    {
        try
        {
            var code = BeginRead(out var last);
            return code == SQLitePCL.raw.SQLITE_ROW ? last : throw Lost(code);
        }
        finally
        {
            EndRead();
        }
    }

    /// <summary>Why <see cref="BeginRead"/> found no row.</summary>
    public StoreException Lost(int code) => code == SQLitePCL.raw.SQLITE_DONE
        ? new StoreException(StoreFault.Corrupt, $"The table {_table} has lost its rows: the file is damaged.")
        : session.Failed(code);

    /// <summary>The rows behind a number, in order.</summary>
    public List<(long At, byte[] Row)> After(long at)
    {
        var statement = _after ??= session.Prepare($"SELECT k, v FROM {_table} WHERE k > ?1 ORDER BY k");
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

    public void Add(long at, ReadOnlySpan<byte> row) => Run((_add ??= session.Prepare($"INSERT INTO {_table} (k, v) VALUES (?1, ?2)")).Bind(1, at).Bind(2, row));

    /// <summary>Takes all rows out.</summary>
    public void Clear() => Run(_clear ??= session.Prepare($"DELETE FROM {_table}"));

    /// <summary>Brings tables up to date whatever is in them, and takes the rows away: before the file gets another format.</summary>
    public void SettleForGood()
    {
        var tables = new List<string>();
        foreach (var (_, row) in After(0))
        {
            if (row.Length == 0) continue;
            foreach (var change in RecentRow.Read(row, name =>
            {
                tables.Add(name);
                return tables.Count - 1;
            })) Put(tables[change.Place], change);
        }
        _after!.Dispose();
        session.Execute($"DROP TABLE {_table}");
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
