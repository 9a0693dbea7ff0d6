using System.Diagnostics;
using System.Globalization;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Loyalty.Benchmarks;

/// <summary>A file of a million members: what a balance by identifier costs there, and how soon the first answer comes.</summary>
internal static class MillionRows
{
    public static IEnumerable<Heat> Heats()
    {
        var million = new MembersFile(1_000_000);
        var ours = new BalanceReads("ours, 1,000,000 members", million);
        yield return new([
            new("balance/raw", ours, new RawBalanceReads(1_000_000), Goal.Most(1.3)),
            new("balance-1M/10k", ours, new BalanceReads("ours, 10,000 members", new MembersFile(10_000)), Goal.Most(2)),
            new("open-1M", new FirstAnswers(million), new Constant("200 ms", 200, " ms"), Goal.Most(1)),
        ]);
    }
}

/// <summary>A SQLite file of so many members, each with a bill; made when it is first asked for.</summary>
internal sealed class MembersFile(int members)
{
    private string? _path;

    public int Members => members;

    public string PathIn(string folder)
    {
        if (_path is not null) return _path;
        _path = Path.Combine(folder, "loyalty.db");
        using var engine = LoyaltyEngine.Open(options => options.UseSqlite(_path, store => store.Synchronous = SqliteSynchronous.Normal).UseProgram(Program()));
        var desk = engine.For("bench");
        var time = NodaTime.SystemClock.Instance.GetCurrentInstant() - NodaTime.Duration.FromDays(30);
        for (var first = 0; first < members; first += 1_000)
        {
            var bills = Enumerable.Range(first, Math.Min(1_000, members - first)).Select(i => new HistoryBill(Member(i), string.Create(CultureInfo.InvariantCulture, $"B-{i:0000000}"), 10m + (i % 100), time)).ToList();
            foreach (var bill in desk.Sales.ImportAsync(bills).Now()) bill.OrThrow();
        }
        return _path;
    }

    public static string Member(int i) => string.Create(CultureInfo.InvariantCulture, $"M{i:0000000}");

    public static decimal Points(int i) => 10m + (i % 100);

    private static LoyaltyDefinition Program() => new()
    {
        Organisation = new() { Code = "bench", Name = "Bench", Zone = "Europe/London", Currency = "GBP" },
        Program = new() { Code = "main", Name = "Main", Points = new() { Expiry = new() { Unit = ExpiryUnit.NumMonthsEnd, Value = 12 } }, Earning = [new() { Id = "base", Kind = AllocationKind.Step, Step = 1m, Values = [1m] }] },
    };
}

/// <summary>Balances by identifier, of members drawn at random.</summary>
internal sealed class BalanceReads(string name, MembersFile file) : Contestant(name, " ns")
{
    private const int PerSlice = 10_000;

    private LoyaltyEngine _engine = null!;
    private Workplace _desk = null!;
    private Xorshift _chance = new(5);

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        var path = file.PathIn(folder);
        _engine = LoyaltyEngine.Open(options => options.UseSqlite(path));
        _desk = _engine.For("bench");
        Read(PerSlice);
    }

    public override void Check() => Read(100);

    public override Measured Slice()
    {
        var start = Stopwatch.GetTimestamp();
        Read(PerSlice);
        return new(Stopwatch.GetElapsedTime(start).TotalNanoseconds, PerSlice);
    }

    protected override void Close() => _engine.Dispose();

    private void Read(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var member = _chance.Next(file.Members);
            var balance = _desk.Points.BalanceAsync(Identifier.ExternalId(MembersFile.Member(member))).Now();
            if (balance.Available != MembersFile.Points(member)) throw new CheckFailedException($"{Name}: member {member} has {balance.Available} points.");
        }
    }
}

/// <summary>The same by one prepared SELECT that joins identifier and account, in a read transaction of its own, as the engine's is.</summary>
internal sealed class RawBalanceReads(int members) : Contestant("raw joined SELECT", " ns")
{
    private const int PerSlice = 10_000;

    private sqlite3 _db = null!;
    private sqlite3_stmt _select = null!;
    private Xorshift _chance = new(5);

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        Batteries_V2.Init();
        Ok(sqlite3_open_v2(Path.Combine(folder, "raw.db"), out _db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, null));
        // A row as long as the engine's: balances, tier and one lot.
        foreach (var sql in (string[])[
            "PRAGMA page_size=4096", "PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "BEGIN",
            "CREATE TABLE identifiers (k BLOB PRIMARY KEY, member INTEGER NOT NULL) WITHOUT ROWID",
            "CREATE TABLE accounts (id INTEGER PRIMARY KEY, points INTEGER NOT NULL, rest BLOB NOT NULL)",
            $"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {members - 1}) INSERT INTO identifiers SELECT CAST(printf('xxxM%07d', i) AS BLOB), i FROM n",
            $"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {members - 1}) INSERT INTO accounts SELECT i, 10 + i % 100, zeroblob(80) FROM n",
            "COMMIT"])
            Ok(sqlite3_exec(_db, sql));
        Ok(sqlite3_prepare_v3(_db, "SELECT a.points, a.rest FROM identifiers i JOIN accounts a ON a.id = i.member WHERE i.k = ?1", SQLITE_PREPARE_PERSISTENT, out _select));
        Read(PerSlice);
    }

    public override void Check() => Read(100);

    public override Measured Slice()
    {
        var start = Stopwatch.GetTimestamp();
        Read(PerSlice);
        return new(Stopwatch.GetElapsedTime(start).TotalNanoseconds, PerSlice);
    }

    protected override void Close()
    {
        _select.Dispose();
        _db.Dispose();
    }

    private void Read(int count)
    {
        Span<byte> key = stackalloc byte[11];
        for (var i = 0; i < count; i++)
        {
            var member = _chance.Next(members);
            if (!System.Text.Unicode.Utf8.TryWrite(key, CultureInfo.InvariantCulture, $"xxxM{member:0000000}", out var length)) throw new InvalidOperationException();
            Ok(sqlite3_bind_blob(_select, 1, key[..length]));
            if (sqlite3_step(_select) != SQLITE_ROW || sqlite3_column_int64(_select, 0) != 10 + (member % 100) || sqlite3_column_blob(_select, 1).Length != 80) throw new CheckFailedException($"{Name}: member {member}.");
            Ok(sqlite3_reset(_select));
        }
    }

    private void Ok(int result)
    {
        if (result != SQLITE_OK) throw new InvalidOperationException($"SQLite answers {result}: {sqlite3_errmsg(_db).utf8_to_string()}");
    }
}

/// <summary>Opening the large file, in a process that has opened one before, up to the first balance.</summary>
internal sealed class FirstAnswers(MembersFile file) : Contestant("ours, open and first balance", " ms")
{
    private string _path = "";

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _path = file.PathIn(folder);
        Slice();
    }

    public override Measured Slice()
    {
        var start = Stopwatch.GetTimestamp();
        using var engine = LoyaltyEngine.Open(options => options.UseSqlite(_path));
        var balance = engine.For("bench").Points.BalanceAsync(Identifier.ExternalId(MembersFile.Member(4_321))).Now();
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (balance.Available != MembersFile.Points(4_321)) throw new CheckFailedException($"{Name}: {balance.Available} points.");
        return new(elapsed, 1);
    }
}
