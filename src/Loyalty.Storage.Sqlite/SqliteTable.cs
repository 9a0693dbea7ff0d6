using SQLitePCL;

namespace Loyalty;

/// <summary>The statements of one collection on one session, prepared when first needed.</summary>
internal sealed class SqliteTable(SqliteSession session, Collection collection)
{
    private readonly SqliteStatement?[] _scans = new SqliteStatement?[4];
    private readonly SqliteStatement?[] _counts = new SqliteStatement?[3];
    private SqliteStatement? _find, _holds, _last, _put, _delete;

    public object? Find(in RecordKey key)
    {
        var statement = _find ??= session.Prepare($"SELECT v FROM {collection.Name} WHERE k=?1");
        BindKey(statement, 1, key);
        try
        {
            return statement.Next() ? collection.Decode(statement.Bytes(0)) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    public bool Holds(in RecordKey key)
    {
        var statement = _holds ??= session.Prepare($"SELECT 1 FROM {collection.Name} WHERE k=?1");
        BindKey(statement, 1, key);
        try
        {
            return statement.Next();
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>The highest number in use, or null.</summary>
    public long? Last()
    {
        var statement = _last ??= session.Prepare($"SELECT k FROM {collection.Name} ORDER BY k DESC LIMIT 1");
        try
        {
            return statement.Next() ? statement.Number(0) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    public void Scan(in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into)
    {
        if (limit <= 0 || IsEmpty(range)) return;
        var bounded = IsNumber || range.To is not null;
        var statement = _scans[(descending ? 2 : 0) + (bounded ? 1 : 0)] ??= session.Prepare(
            $"SELECT k, v FROM {collection.Name} WHERE {Where(bounded)} ORDER BY k {(descending ? "DESC" : "ASC")} LIMIT ?3");
        BindRange(statement, range);
        statement.Bind(3, limit);
        try
        {
            while (statement.Next())
            {
                var key = IsNumber ? new RecordKey(statement.Number(0)) : new RecordKey(statement.Bytes(0).ToArray());
                into.Add(new(key, collection.Decode(statement.Bytes(1))));
            }
        }
        finally
        {
            statement.Reset();
        }
    }

    public long Count(in KeyRange range)
    {
        if (IsEmpty(range)) return 0;
        var bounded = IsNumber || range.To is not null;
        // Without a condition SQLite counts whole pages instead of rows.
        var all = range.From is null && range.To is null;
        var statement = _counts[all ? 2 : bounded ? 1 : 0] ??= session.Prepare(
            $"SELECT count(*) FROM {collection.Name}" + (all ? "" : $" WHERE {Where(bounded)}"));
        if (!all) BindRange(statement, range);
        try
        {
            return statement.Next() ? statement.Number(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }

    public void Put(in RecordKey key, ReadOnlySpan<byte> value)
    {
        // Measured: DO UPDATE writes over the old cell, OR REPLACE deletes and inserts, at a third more.
        var statement = _put ??= session.Prepare(
            $"INSERT INTO {collection.Name} (k, v) VALUES (?1, ?2)" + (collection.IsAppendOnly ? "" : " ON CONFLICT (k) DO UPDATE SET v = excluded.v"));
        BindKey(statement, 1, key);
        Write(statement.Bind(2, value), key);
    }

    public void Delete(in RecordKey key)
    {
        var statement = _delete ??= session.Prepare($"DELETE FROM {collection.Name} WHERE k=?1");
        BindKey(statement, 1, key);
        Write(statement, key);
    }

    private bool IsNumber => collection.Keys == KeyKind.Number;

    private void Write(SqliteStatement statement, in RecordKey key)
    {
        var code = statement.TryRun();
        if (code == raw.SQLITE_DONE) return;
        throw (code & 0xFF) == raw.SQLITE_CONSTRAINT
            ? new StoreException(StoreFault.Io, $"{collection.Name} is append-only: the record {key} is there and stays as it is; nothing of the batch was written.")
            : session.Failed(code);
    }

    /// <summary>Both ends are closed for numbers (an open or exclusive end is the nearest number); for bytes the upper one is exclusive.</summary>
    private string Where(bool bounded) => !bounded ? "k >= ?1" : IsNumber ? "k BETWEEN ?1 AND ?2" : "k >= ?1 AND k < ?2";

    private bool IsEmpty(in KeyRange range)
    {
        if (range.From is { } from) Require(from);
        if (range.To is { } to) Require(to);
        return IsNumber
            && ((range.FromExclusive && range.From is { Number: long.MaxValue }) || range.To is { Number: long.MinValue });
    }

    private void BindRange(SqliteStatement statement, in KeyRange range)
    {
        if (IsNumber)
        {
            statement.Bind(1, range.From is { } least ? least.Number + (range.FromExclusive ? 1 : 0) : long.MinValue);
            statement.Bind(2, range.To is { } end ? end.Number - 1 : long.MaxValue);
            return;
        }
        var from = range.From is { } lower ? lower.Bytes : [];
        // The next byte string after a key is the key with a zero byte behind it.
        statement.Bind(1, range is { FromExclusive: true, From: not null } ? [.. from, 0] : from);
        if (range.To is { } upper) statement.Bind(2, upper.Bytes);
    }

    private void BindKey(SqliteStatement statement, int index, in RecordKey key)
    {
        Require(key);
        if (IsNumber) statement.Bind(index, key.Number);
        else statement.Bind(index, key.Bytes);
    }

    /// <summary>Refuses a key of the other kind.</summary>
    public void Require(in RecordKey key)
    {
        if (key.IsBytes == IsNumber) throw new ArgumentException($"{collection.Name} has keys of kind {collection.Keys}; {key} is of the other kind.", nameof(key));
    }
}
