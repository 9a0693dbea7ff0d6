using System.Buffers.Binary;
using System.Security.Cryptography;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Loyalty.Benchmarks;

/// <summary>
/// The leanest program that keeps the same purchases in SQLite under the engine's PRAGMAs: an event row with the bill,
/// keyed by its number, and the customer's row of points and lots. No rules, no checks, at most 33 lots, one thread.
/// </summary>
internal sealed class CompactRowFloor : IDisposable
{
    private const int MaxLots = 33;
    private const int LotBytes = 8;

    /// <summary>The engine's own. A floor under other ones would prove nothing.</summary>
    private static readonly string[] Pragmas =
    [
        "PRAGMA page_size=4096", "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA wal_autocheckpoint=4000",
    ];

    private readonly PurchaseStream _purchases;
    private readonly bool _hashKeys;
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _begin;
    private readonly sqlite3_stmt _commit;
    private readonly sqlite3_stmt _addEvent;
    private readonly sqlite3_stmt _readCustomer;
    private readonly sqlite3_stmt _saveCustomer;

    /// <param name="folder">An empty folder.</param>
    /// <param name="purchases">The purchases that will be made.</param>
    /// <param name="hashKeys">Keys the event by the hash of its bill's number rather than by the number.</param>
    public CompactRowFloor(string folder, PurchaseStream purchases, bool hashKeys = false)
    {
        _purchases = purchases;
        _hashKeys = hashKeys;
        Batteries_V2.Init();
        Ok(sqlite3_open_v2(System.IO.Path.Combine(folder, "floor.db"), out _db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, null));
        foreach (var pragma in Pragmas)
        {
            Execute(pragma);
        }

        Execute("CREATE TABLE event (key BLOB PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID");
        Execute("CREATE TABLE customer (id INTEGER PRIMARY KEY, points INTEGER NOT NULL, lots BLOB NOT NULL)");
        Execute($"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {PurchaseStream.Customers - 1}) INSERT INTO customer SELECT i, 0, x'' FROM n");
        _begin = Statement("BEGIN IMMEDIATE");
        _commit = Statement("COMMIT");
        _addEvent = Statement("INSERT INTO event (key, body) VALUES (?1, ?2)");
        _readCustomer = Statement("SELECT points, lots FROM customer WHERE id = ?1");
        _saveCustomer = Statement("UPDATE customer SET points = ?2, lots = ?3 WHERE id = ?1");
    }

    /// <summary>Makes purchases in order; a repeat changes nothing.</summary>
    public void Run(int first, int count, int perCommit)
    {
        for (var i = first; i < first + count;)
        {
            Step(_begin);
            for (var end = Math.Min(i + perCommit, first + count); i < end; i++)
            {
                Purchase(i);
            }

            Step(_commit);
        }
    }

    /// <summary>Read by a second connection, so only what is committed counts.</summary>
    public Totals ReadTotals()
    {
        Ok(sqlite3_open_v2(sqlite3_db_filename(_db, "main").utf8_to_string(), out var db, SQLITE_OPEN_READONLY, null));
        using (db)
        {
            Ok(sqlite3_prepare_v2(db, "SELECT (SELECT count(*) FROM event), (SELECT sum(points) FROM customer)", out var totals));
            using (totals)
            {
                sqlite3_step(totals);
                return new(sqlite3_column_int64(totals, 0), sqlite3_column_int64(totals, 1));
            }
        }
    }

    /// <summary>Closing moves the log into the file.</summary>
    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<sqlite3_stmt>)[_begin, _commit, _addEvent, _readCustomer, _saveCustomer])
        {
            statement.Dispose();
        }

        _db.Dispose();
    }

    private void Purchase(int i)
    {
        ref readonly var purchase = ref _purchases[i];
        Span<byte> lots = stackalloc byte[MaxLots * LotBytes];
        Ok(sqlite3_bind_int64(_readCustomer, 1, purchase.Customer));
        if (sqlite3_step(_readCustomer) != SQLITE_ROW)
        {
            throw new InvalidOperationException($"No customer {purchase.Customer}.");
        }

        var balance = sqlite3_column_int64(_readCustomer, 0) + _purchases.Points(i);
        var stored = sqlite3_column_blob(_readCustomer, 1);
        var kept = stored[(stored.Length == lots.Length ? LotBytes : 0)..];
        kept.CopyTo(lots);
        var size = kept.Length + LotBytes;
        Ok(sqlite3_reset(_readCustomer));

        if (!AddEvent(i, balance))
        {
            return;
        }

        BinaryPrimitives.WriteInt32LittleEndian(lots[(size - 8)..], i);
        BinaryPrimitives.WriteInt32LittleEndian(lots[(size - 4)..], _purchases.Points(i));
        Ok(sqlite3_bind_int64(_saveCustomer, 1, purchase.Customer));
        Ok(sqlite3_bind_int64(_saveCustomer, 2, balance));
        Ok(sqlite3_bind_blob(_saveCustomer, 3, lots[..size]));
        Step(_saveCustomer);
    }

    /// <summary>False when the key is there already.</summary>
    private bool AddEvent(int i, long balance)
    {
        Span<byte> body = stackalloc byte[96];
        Span<byte> key = stackalloc byte[SHA256.HashSizeInBytes];
        _purchases.WriteBillNumber(i, key);
        if (_hashKeys)
        {
            SHA256.HashData(key[..PurchaseStream.BillNumberLength], key);
        }

        Ok(sqlite3_bind_blob(_addEvent, 1, key[..(_hashKeys ? 16 : PurchaseStream.BillNumberLength)]));
        Ok(sqlite3_bind_blob(_addEvent, 2, body[..Encode(i, balance, body)]));
        var result = sqlite3_step(_addEvent);
        _ = sqlite3_reset(_addEvent); // says again what the step said
        return result switch
        {
            SQLITE_DONE => true,
            SQLITE_CONSTRAINT => false,
            _ => throw Failure(result),
        };
    }

    /// <summary>Customer, time, lines, total, points, the lot's expiry and the balance after: 37 to 43 bytes.</summary>
    private int Encode(int i, long balance, Span<byte> body)
    {
        ref readonly var purchase = ref _purchases[i];
        var at = 0;
        body[at++] = PurchaseStream.LinesPerBill;
        Put(body, ref at, purchase.Customer);
        BinaryPrimitives.WriteInt64LittleEndian(body[at..], purchase.Second);
        at += 8;
        foreach (ref readonly var line in _purchases.Lines(i))
        {
            Put(body, ref at, line.Sku);
            Put(body, ref at, line.Quantity);
            Put(body, ref at, line.UnitPrice);
        }

        Put(body, ref at, _purchases.Total(i));
        Put(body, ref at, _purchases.Points(i));
        BinaryPrimitives.WriteInt32LittleEndian(body[at..], purchase.Second + 31_536_000);
        at += 4;
        Put(body, ref at, balance);
        return at;
    }

    private static void Put(Span<byte> body, ref int at, long value)
    {
        for (; value > 0x7F; value >>= 7)
        {
            body[at++] = (byte)((value & 0x7F) | 0x80);
        }

        body[at++] = (byte)value;
    }

    private sqlite3_stmt Statement(string sql)
    {
        Ok(sqlite3_prepare_v3(_db, sql, SQLITE_PREPARE_PERSISTENT, out var statement));
        return statement;
    }

    private void Step(sqlite3_stmt statement)
    {
        var result = sqlite3_step(statement);
        if (result != SQLITE_DONE)
        {
            throw Failure(result);
        }

        Ok(sqlite3_reset(statement));
    }

    private void Execute(string sql) => Ok(sqlite3_exec(_db, sql));

    private void Ok(int result)
    {
        if (result != SQLITE_OK)
        {
            throw Failure(result);
        }
    }

    private InvalidOperationException Failure(int result) => new($"SQLite answers {result}: {sqlite3_errmsg(_db).utf8_to_string()}");
}
