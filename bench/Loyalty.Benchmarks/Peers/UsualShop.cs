using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Loyalty.Benchmarks;

/// <summary>
/// How such a thing is usually written: a class over Microsoft.Data.Sqlite with a command made afresh for each statement, ids that
/// are GUIDs in text, a row for each line and each lot, an index for each foreign key, and a lock around it all. Same PRAGMAs.
/// </summary>
internal sealed class UsualShop : IPurchaseLoad
{
    private readonly Lock _lock = new();
    private readonly PurchaseStream _purchases;
    private readonly SqliteConnection _connection;
    private readonly string[] _customers = new string[PurchaseStream.Customers];
    private Xorshift _ids = new(77);

    private UsualShop(string folder, PurchaseStream purchases)
    {
        _purchases = purchases;
        _connection = new($"Data Source={Path.Combine(folder, "usual.db")};Pooling=False");
        _connection.Open();
        foreach (var sql in (string[])[
            "PRAGMA page_size=4096", "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA wal_autocheckpoint=4000",
            "CREATE TABLE customers (id TEXT PRIMARY KEY, external_id TEXT UNIQUE NOT NULL, points INTEGER NOT NULL, purchases TEXT NOT NULL, tier TEXT NOT NULL)",
            "CREATE TABLE bills (id TEXT PRIMARY KEY, number TEXT UNIQUE NOT NULL, customer_id TEXT NOT NULL, till TEXT NOT NULL, amount TEXT NOT NULL, billed_at TEXT NOT NULL)",
            "CREATE INDEX bills_of_customer ON bills (customer_id)",
            "CREATE TABLE bill_lines (id TEXT PRIMARY KEY, bill_id TEXT NOT NULL, sku TEXT NOT NULL, quantity INTEGER NOT NULL, amount TEXT NOT NULL)",
            "CREATE INDEX lines_of_bill ON bill_lines (bill_id)",
            "CREATE TABLE lots (id TEXT PRIMARY KEY, customer_id TEXT NOT NULL, bill_id TEXT NOT NULL, points INTEGER NOT NULL, expires_at TEXT NOT NULL)",
            "CREATE INDEX lots_of_customer ON lots (customer_id)"])
            Execute(null, sql);
        using var enrolment = _connection.BeginTransaction();
        for (var i = 0; i < _customers.Length; i++)
            Execute(enrolment, "INSERT INTO customers VALUES ($a, $b, 0, '0', 'Bronze')", _customers[i] = NewId(), string.Create(CultureInfo.InvariantCulture, $"C{i}"));
        enrolment.Commit();
    }

    public static IPurchaseLoad Open(string folder, PurchaseStream purchases) => new UsualShop(folder, purchases);

    public ValueTask PurchaseAsync(int i)
    {
        lock (_lock) Purchase(i);
        return default;
    }

    public Totals ReadTotals()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT (SELECT count(*) FROM bills), (SELECT sum(points) FROM customers)";
        using var reader = command.ExecuteReader();
        reader.Read();
        return new(reader.GetInt64(0), reader.GetInt64(1));
    }

    public void Dispose() => _connection.Dispose();

    private void Purchase(int i)
    {
        ref readonly var purchase = ref _purchases[i];
        var (customer, number, bill) = (_customers[purchase.Customer], _purchases.BillNumber(i), NewId());
        var billed = DateTime.UnixEpoch.AddSeconds(1_767_225_600L + purchase.Second);
        using var transaction = _connection.BeginTransaction();
        if (Read(transaction, "SELECT id FROM bills WHERE number = $a", number) is not null) return;
        var amount = new decimal(_purchases.Total(i), 0, 0, false, 2);
        Execute(transaction, "INSERT INTO bills VALUES ($a, $b, $c, $d, $e, $f)", bill, number, customer, _purchases.Till(i), Text(amount), Text(billed));
        foreach (var line in _purchases.Lines(i))
            Execute(transaction, "INSERT INTO bill_lines VALUES ($a, $b, $c, $d, $e)", NewId(), bill, line.SkuText, line.Quantity, Text(new decimal(line.Quantity * line.UnitPrice, 0, 0, false, 2)));
        Execute(transaction, "INSERT INTO lots VALUES ($a, $b, $c, $d, $e)", NewId(), customer, bill, _purchases.Points(i), Text(billed.AddYears(1)));
        var purchases = decimal.Parse((string)Read(transaction, "SELECT purchases FROM customers WHERE id = $a", customer)!, CultureInfo.InvariantCulture) + amount;
        var tier = purchases >= 1_000m ? "Gold" : purchases >= 250m ? "Silver" : "Bronze";
        Execute(transaction, "UPDATE customers SET points = points + $b, purchases = $c, tier = $d WHERE id = $a", customer, _purchases.Points(i), Text(purchases), tier);
        transaction.Commit();
    }

    /// <summary>As random as a GUID, and the same in each run.</summary>
    private string NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)_ids.Next(256);
        return new Guid(bytes).ToString();
    }

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateTime value) => value.ToString("O", CultureInfo.InvariantCulture);

    private object? Read(SqliteTransaction transaction, string sql, params object[] values)
    {
        using var command = Command(transaction, sql, values);
        return command.ExecuteScalar();
    }

    private void Execute(SqliteTransaction? transaction, string sql, params object[] values)
    {
        using var command = Command(transaction, sql, values);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(SqliteTransaction? transaction, string sql, object[] values)
    {
        var command = _connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"${(char)('a' + i)}", values[i]);
        return command;
    }
}
