using SQLitePCL;

namespace Loyalty;

/// <summary>A prepared statement that is used again and again by its session.</summary>
internal sealed class SqliteStatement(SqliteSession session, sqlite3_stmt handle) : IDisposable
{
    public SqliteStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(handle, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(handle, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, string value)
    {
        Check(raw.sqlite3_bind_text(handle, index, value));
        return this;
    }

    /// <summary>Steps to the next row; false at the end.</summary>
    public bool Next()
    {
        var code = Step();
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;
        throw session.Failed(code);
    }

    /// <summary>Steps and leaves the judgement of the result code to the caller.</summary>
    public int Step() => raw.sqlite3_step(handle);

    /// <summary>Runs to the end and resets.</summary>
    public void Run()
    {
        try
        {
            while (Next())
            {
            }
        }
        finally
        {
            Reset();
        }
    }

    public int TryRun()
    {
        var code = Step();
        raw.sqlite3_reset(handle);
        return code;
    }

    public long Number(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>The bytes of a column, valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string() ?? "";

    /// <summary>Ends the run. The code it returns repeats that of the last step, which has been judged.</summary>
    public void Reset() => raw.sqlite3_reset(handle);

    public void Dispose() => handle.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw session.Failed(code);
    }
}
