using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Pos.Import;

/// <summary>
/// One INSERT run for every row, bound by position through the native interface: the parameters of ADO.NET cost more
/// than twice what SQLite itself needs to store the row.
/// </summary>
internal sealed class BulkInsert : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private int _next = 1;

    public BulkInsert(SqliteConnection connection, string table, int columns)
    {
        _database = connection.Handle!;
        var marks = string.Join(',', Enumerable.Repeat('?', columns));
        Check(raw.sqlite3_prepare_v2(_database, $"INSERT INTO {table} VALUES ({marks})", out _statement));
    }

    public BulkInsert Add(long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, _next++, value));
        return this;
    }

    public BulkInsert Add(string? value)
    {
        Check(value is null ? raw.sqlite3_bind_null(_statement, _next++) : raw.sqlite3_bind_text(_statement, _next++, value));
        return this;
    }

    public void Run()
    {
        var code = raw.sqlite3_step(_statement);
        if (code != raw.SQLITE_DONE)
        {
            Check(code);
        }

        Check(raw.sqlite3_reset(_statement));
        _next = 1;
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
