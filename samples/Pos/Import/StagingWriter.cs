using Microsoft.Data.Sqlite;
using NodaTime;

namespace Pos.Import;

/// <summary>
/// Puts the rows of the input into a temporary SQLite file and sorts them into bills there, so that neither size nor
/// order of the input matters. Nothing is flushed on the way: a stage that was cut short is made anew.
/// </summary>
internal sealed class StagingWriter : IDisposable
{
    public const int Layout = 2;
    public const int MostLines = 10_000; // a bill; more is a wrong column, and would have to fit in memory

    private const string Tables = """
        PRAGMA journal_mode = OFF;
        PRAGMA synchronous = OFF;
        PRAGMA locking_mode = EXCLUSIVE;
        PRAGMA cache_size = -65536;
        CREATE TABLE line (row INTEGER PRIMARY KEY, key TEXT NOT NULL, number TEXT, member TEXT NOT NULL, store TEXT,
            time INTEGER NOT NULL, sku TEXT, quantity INTEGER NOT NULL, amount INTEGER NOT NULL, discount INTEGER NOT NULL, fields TEXT) STRICT;
        CREATE TABLE bill (seq INTEGER PRIMARY KEY, key TEXT NOT NULL, number TEXT NOT NULL, member TEXT NOT NULL, store TEXT,
            time INTEGER NOT NULL, lines INTEGER NOT NULL, first_row INTEGER NOT NULL, wide INTEGER NOT NULL, fault TEXT) STRICT;
        CREATE TABLE rejected (row INTEGER PRIMARY KEY, reason TEXT NOT NULL, detail TEXT) STRICT;
        CREATE TABLE refused (seq INTEGER PRIMARY KEY, code TEXT NOT NULL, message TEXT) STRICT;
        CREATE TABLE meta (layout INTEGER NOT NULL, input TEXT NOT NULL, map TEXT NOT NULL, row_is_bill INTEGER NOT NULL,
            rows INTEGER NOT NULL, bills INTEGER NOT NULL, skipped INTEGER NOT NULL, repeated INTEGER NOT NULL, wide INTEGER NOT NULL) STRICT;
        CREATE TABLE progress (seq INTEGER NOT NULL, bills INTEGER NOT NULL, replayed INTEGER NOT NULL, new_members INTEGER NOT NULL,
            amount TEXT NOT NULL, points TEXT NOT NULL, mark TEXT) STRICT;
        BEGIN;
        """;

    // Bills of several rows. Which row of a contradicting bill is wrong nobody can know here, so all of them wait for
    // the shop. Bill numbers that differ in case only are one number to the engine.
    private const string SortBills = """
        CREATE INDEX line_key ON line (key);
        INSERT INTO bill (key, number, member, store, time, lines, first_row, wide, fault)
        SELECT key, min(coalesce(number, key)), min(member), min(store), min(time), count(*), min(row), max(time) - min(time) > $day,
            CASE WHEN min(member) <> max(member) THEN 'bill has rows of more than one member'
                 WHEN min(store) <> max(store) THEN 'bill has rows of more than one store'
                 WHEN count(*) > $most THEN 'bill has more than ' || $most || ' lines' END
        FROM line GROUP BY key ORDER BY min(time), 2;
        INSERT INTO rejected (row, reason)
        SELECT l.row, b.fault FROM bill b CROSS JOIN line l ON l.key = b.key WHERE b.fault IS NOT NULL;
        """;

    // A row that is a bill. Equal rows are numbered by occurrence; they say the same, so which is the first does not matter.
    private const string NumberRows = """
        INSERT INTO bill (key, number, member, store, time, lines, first_row, wide)
        SELECT key, key || '-' || row_number() OVER (PARTITION BY key ORDER BY row), member, store, time, 1, row, 0
        FROM line ORDER BY time, 2;
        """;

    private readonly SqliteConnection _connection;
    private readonly BulkInsert _line;
    private readonly BulkInsert _rejected;
    private readonly bool _rowIsBill;

    public StagingWriter(string path, bool rowIsBill)
    {
        _rowIsBill = rowIsBill;
        StagingPlace.CreatePrivate(path);
        _connection = Open(path);
        Run(Tables);
        _line = new BulkInsert(_connection, "line", columns: 11);
        _rejected = new BulkInsert(_connection, "rejected", columns: 3);
    }

    public static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ToString());
        connection.Open();
        return connection;
    }

    public void Add(long line, StagedRow row)
    {
        var number = row.Bill;
        var key = number.ToUpperInvariant();
        _line.Add(line)
            .Add(key)
            .Add(key == number ? null : number)
            .Add(row.Member)
            .Add(row.Store)
            .Add(row.Time.ToUnixTimeTicks())
            .Add(row.Sku)
            .Add(row.Quantity)
            .Add(row.Amount)
            .Add(row.Discount)
            .Add(row.Fields)
            .Run();
    }

    public void Reject(long line, string reason) => _rejected.Add(line).Add(reason).Add(null).Run();

    public void Sort()
    {
        if (_rowIsBill)
        {
            Run(NumberRows);
        }
        else
        {
            Run(SortBills, ("$most", MostLines), ("$day", NodaConstants.TicksPerDay));
        }
    }

    public void Finish(string inputHash, string mapHash, long rows, TimeReader times) => Run(
        """
        INSERT INTO meta SELECT $layout, $input, $map, $rowIsBill, $rows, (SELECT count(*) FROM bill WHERE fault IS NULL),
            $skipped, $repeated, (SELECT count(*) FROM bill WHERE fault IS NULL AND wide);
        COMMIT;
        """,
        ("$layout", Layout), ("$input", inputHash), ("$map", mapHash), ("$rowIsBill", _rowIsBill), ("$rows", rows),
        ("$skipped", times.Skipped), ("$repeated", times.Repeated));

    public void Dispose()
    {
        _line.Dispose();
        _rejected.Dispose();
        _connection.Dispose();
    }

    private void Run(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }
}
