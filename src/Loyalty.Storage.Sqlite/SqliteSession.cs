using SQLitePCL;

namespace Loyalty;

/// <summary>One connection with its prepared statements. One view at a time uses it, so SQLite's own mutexes are off.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly sqlite3 _db;
    private readonly string _path;
    private readonly List<SqliteStatement> _statements = [];
    private SqliteTable[] _tables = [];
    private SqliteRecentRows? _recentRows;
    private SqliteStatement? _beginWrite, _commit, _rollback, _dataVersion, _formatVersion;

    private SqliteSession(sqlite3 db, string path)
    {
        _db = db;
        _path = path;
    }

    public static SqliteSession Open(string path, string? vfs)
    {
        Batteries_V2.Init();
        var code = raw.sqlite3_open_v2(path, out var db, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX, vfs);
        if (code != raw.SQLITE_OK)
        {
            var detail = raw.sqlite3_errstr(code).utf8_to_string();
            db.Dispose();
            throw SqliteFault.Exception(SqliteFault.Of(code), path, code, detail);
        }
        raw.sqlite3_extended_result_codes(db, 1);
        return new SqliteSession(db, path);
    }

    /// <summary>The rows of the recent commits.</summary>
    public SqliteRecentRows RecentRows => _recentRows ?? throw new InvalidOperationException("The session was given no tables.");

    public bool InTransaction => raw.sqlite3_get_autocommit(_db) == 0;

    /// <summary>The statements of a collection, by its place in the list the store was opened with.</summary>
    public SqliteTable Table(int place) => _tables[place];

    public void UseTables(IReadOnlyList<Collection> collections, int version)
    {
        _tables = [.. collections.Select(collection => new SqliteTable(this, collection))];
        _recentRows = new(this, version);
    }

    public SqliteStatement Prepare(string sql)
    {
        const uint persistent = 1; // SQLITE_PREPARE_PERSISTENT: kept for long, so not from the connection's small-object pool
        var code = raw.sqlite3_prepare_v3(_db, sql, persistent, out var handle);
        if (code != raw.SQLITE_OK) throw Failed(code);
        var statement = new SqliteStatement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(_db, sql);
        if (code != raw.SQLITE_OK) throw Failed(code);
    }

    public long ReadNumber(string sql)
    {
        using var statement = PrepareOnce(sql);
        return statement.Next() ? statement.Number(0) : 0;
    }

    public List<string> ReadTexts(string sql)
    {
        using var statement = PrepareOnce(sql);
        var texts = new List<string>();
        while (statement.Next()) texts.Add(statement.Text(0));
        return texts;
    }

    public void Run(string sql, string argument)
    {
        using var statement = PrepareOnce(sql);
        statement.Bind(1, argument);
        while (statement.Next())
        {
        }
    }

    /// <summary>Fixes what the session reads from now on, or answers false when the file is locked.</summary>
    /// <param name="last">The newest commit with a row of its own in what is read.</param>
    /// <remarks>A statement that stands at a row holds its snapshot: one call where BEGIN, COMMIT and the question would be four.</remarks>
    public bool TryBeginRead(out long last)
    {
        var code = RecentRows.BeginRead(out last);
        if (code == raw.SQLITE_ROW) return true;
        var failure = RecentRows.Lost(code);
        EndRead();
        return SqliteFault.IsBusy(code) ? false : throw failure;
    }

    public void EndRead() => _recentRows?.EndRead();

    /// <summary>Takes the write lock, or answers false when another connection has it.</summary>
    public bool TryBeginWrite()
    {
        var code = (_beginWrite ??= Prepare("BEGIN IMMEDIATE")).TryRun();
        if (code == raw.SQLITE_DONE) return true;
        return SqliteFault.IsBusy(code) ? false : throw Failed(code);
    }

    /// <summary>Ends the transaction and keeps its changes; the result code is the caller's to judge.</summary>
    public int TryCommit() => (_commit ??= Prepare("COMMIT")).TryRun();

    /// <summary>Ends the transaction, if SQLite has not ended it itself after a failure.</summary>
    public void Rollback()
    {
        if (InTransaction) (_rollback ??= Prepare("ROLLBACK")).Run();
    }

    /// <summary>A number that changes when another connection has committed.</summary>
    public long DataVersion() => Number(_dataVersion ??= Prepare("PRAGMA data_version"));

    /// <summary>The version of the file's format as it is now.</summary>
    public long FormatVersion() => Number(_formatVersion ??= Prepare("PRAGMA user_version"));

    private static long Number(SqliteStatement statement)
    {
        try
        {
            return statement.Next() ? statement.Number(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }

    public StoreException Failed(int code) => Failed(SqliteFault.Of(code), code);

    public StoreException Failed(StoreFault fault, int code) =>
        SqliteFault.Exception(fault, _path, code, raw.sqlite3_errmsg(_db).utf8_to_string());

    public void Dispose()
    {
        foreach (var statement in _statements) statement.Dispose();
        _statements.Clear();
        _db.Dispose();
    }

    /// <summary>A statement that its caller disposes of.</summary>
    public SqliteStatement PrepareOnce(string sql)
    {
        var code = raw.sqlite3_prepare_v3(_db, sql, 0, out var handle);
        return code == raw.SQLITE_OK ? new SqliteStatement(this, handle) : throw Failed(code);
    }
}
