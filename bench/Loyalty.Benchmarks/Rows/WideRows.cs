using System.Diagnostics;
using System.Globalization;
using NodaTime;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Loyalty.Benchmarks;

/// <summary>The wider engine: a bill against a large program, a balance of long ago, and the proof of a large file.</summary>
internal static class WideRows
{
    public static IEnumerable<Heat> Heats()
    {
        yield return new([
            new("wide-bill", new WideBills(), new Constant("100,000 a second", 100_000, "/s"), Goal.Least(1)),
            new("wide-bill-allocated", new WideAllocation(), new Constant("8 KiB", 8_192, " B"), Goal.Most(1)),
        ]);

        var file = new ScatteredEntries();
        yield return new([new("as-of", new AsOfReads(file), new RawWalk(file), Goal.Most(2))]);
        yield return new([new("verify-1M", new Proofs(new MembersFile(500_000)), new Constant("200,000 entries a second", 200_000, "/s"), Goal.Least(1))]);
    }
}

/// <summary>Bills in memory against a program with 100 earning rules, 20 trackers and 6 tiers.</summary>
internal class WideBills(string name = "ours, a wide program", string unit = "/s") : Contestant(name, unit)
{
    private const int Members = 2_000;
    protected const int PerSlice = 1_000;

    private PurchaseStream _purchases = null!;
    private LoyaltyEngine _engine = null!;
    private Workplace _till = null!;
    private readonly CustomerId[] _customers = new CustomerId[Members];
    private int _made;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _purchases = purchases;
        _engine = LoyaltyEngine.Open(options => options.UseInMemory().UseProgram(Program()));
        _till = _engine.For("bench").AtTill("T-01");
        for (var i = 0; i < Members; i++) _customers[i] = _till.Customers.EnrolAsync(new() { ExternalId = string.Create(CultureInfo.InvariantCulture, $"C{i}") }).Now().Id;
        for (var i = 0; i < 4 * Members; i++) Bill();
    }

    public override void Check()
    {
        var points = _till.Points.StatementAsync(new(_customers[0])).Now();
        if (points.Totals.Available <= 0) throw new CheckFailedException($"{Name}: {points.Totals}");
    }

    public override Measured Slice()
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < PerSlice; i++) Bill();
        return new(PerSlice, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    protected override void Close() => _engine.Dispose();

    protected void Bill()
    {
        var i = _made++;
        var lines = new BillLine[PurchaseStream.LinesPerBill];
        var sold = _purchases.Lines(i % _purchases.Count);
        for (var line = 0; line < lines.Length; line++)
            lines[line] = new(sold[line].SkuText, sold[line].Quantity, new decimal(sold[line].Quantity * sold[line].UnitPrice, 0, 0, false, 2));
        _till.Sales.AddBillAsync(new(MemoryPurchases.Number(i), _customers[i % Members], new decimal(_purchases.Total(i % _purchases.Count), 0, 0, false, 2)) { Lines = lines }).Now();
    }

    /// <summary>One rule in 25 gives something for a bill of the usual size; the others look at it. Half of the trackers count bills, half their lines.</summary>
    private static LoyaltyDefinition Program() => new()
    {
        Organisation = new() { Code = "bench", Name = "Bench", Zone = "Europe/London", Currency = "GBP", Stores = [new() { Code = "S1" }] },
        Program = new()
        {
            Code = "main",
            Name = "Main",
            Points = new() { Expiry = new() { Unit = ExpiryUnit.NumMonthsEnd, Value = 12 } },
            Earning = [.. Enumerable.Range(0, 100).Select(i => new EarningRule
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"r{i}"), Kind = AllocationKind.Step, Step = i % 25 == 0 ? 1m + i : 10_000m + i, Values = [1m],
            })],
            Tiers = [new() { Name = "Tier 0" }, .. Enumerable.Range(1, 5).Select(i => new TierDefinition { Name = string.Create(CultureInfo.InvariantCulture, $"Tier {i}"), LifetimePurchases = 100m * (1 << (2 * i)) })],
            Trackers = [.. Enumerable.Range(1, 20).Select(i => new TrackerDefinition
            {
                Id = i,
                Name = string.Create(CultureInfo.InvariantCulture, $"tracker {i}"),
                Type = i % 2 == 0 ? TrackerType.BillAmount : TrackerType.LineitemQty,
                Cases = [new() { Id = 1, Name = "case", Window = new() { Kind = TrackerWindowKind.MovingWindow, Length = 7 * i }, Condition = new() { Is = TrackerOperator.GreaterOrEqual, Value = 1_000m * i }, Award = new() { Values = [5m] } }],
            })],
        },
    };
}

/// <summary>Bytes that one such bill allocates.</summary>
internal sealed class WideAllocation() : WideBills("ours, a wide program, allocated", " B")
{
    public override Measured Slice()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < PerSlice; i++) Bill();
        return new(GC.GetAllocatedBytesForCurrentThread() - before, PerSlice);
    }
}

/// <summary>A SQLite file in which the 10,000 entries of one member lie among those of others.</summary>
internal sealed class ScatteredEntries
{
    public const int Entries = 10_000;
    private const int Others = 4;

    private string? _path;

    public static Identifier Member => Identifier.ExternalId("M0");

    public string PathIn(string folder)
    {
        if (_path is not null) return _path;
        _path = Path.Combine(folder, "loyalty.db");
        using var engine = LoyaltyEngine.Open(options => options.UseSqlite(_path, store => store.Synchronous = SqliteSynchronous.Normal).UseProgram(new LoyaltyDefinition
        {
            Organisation = new() { Code = "bench", Name = "Bench", Zone = "Europe/London", Currency = "GBP" },
            Program = new() { Code = "main", Name = "Main", Points = new() { Expiry = new() { Unit = ExpiryUnit.NumMonthsEnd, Value = 12 } }, Earning = [new() { Id = "base", Kind = AllocationKind.Step, Step = 1m, Values = [1m] }] },
        }));
        var desk = engine.For("bench");
        var time = SystemClock.Instance.GetCurrentInstant() - Duration.FromDays(300);
        for (var first = 0; first < Entries; first += 100)
        {
            var bills = Enumerable.Range(first, 100).SelectMany(i => Enumerable.Range(0, Others + 1).Select(member =>
                new HistoryBill(string.Create(CultureInfo.InvariantCulture, $"M{member}"), string.Create(CultureInfo.InvariantCulture, $"B-{i}-{member}"), 2m, time + (Duration.FromMinutes(30) * i)))).ToList();
            foreach (var bill in desk.Sales.ImportAsync(bills).Now()) bill.OrThrow();
        }
        return _path;
    }
}

/// <summary>The balance of that member as of an hour near the end, on a warm file.</summary>
internal sealed class AsOfReads(ScatteredEntries file) : Contestant("ours, balance as of an instant", " ms")
{
    private LoyaltyEngine _engine = null!;
    private CustomerId _member;
    private Instant _at;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        var path = file.PathIn(folder);
        _engine = LoyaltyEngine.Open(options => options.UseSqlite(path));
        _member = _engine.For("bench").Customers.LookUpAsync(ScatteredEntries.Member).Now().Id;
        _at = _engine.For("bench").Points.StatementAsync(new(_member) { Limit = 1 }).Now().Rows[0].Effective;
        Slice();
    }

    public override void Check()
    {
        var statement = _engine.For("bench").Points.StatementAsync(new(_member) { At = _at, Limit = 1 }).Now();
        if (statement.Totals.Issued != 2m * ScatteredEntries.Entries) throw new CheckFailedException($"{Name}: {statement.Totals}");
    }

    public override Measured Slice()
    {
        const int Reads = 3;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Reads; i++) _engine.For("bench").Points.StatementAsync(new(_member) { At = _at, Limit = 1 }).Now();
        return new(Stopwatch.GetElapsedTime(start).TotalMilliseconds, Reads);
    }

    protected override void Close() => _engine.Dispose();
}

/// <summary>Reads the bytes of the same rows one by one, newest first, by a prepared SELECT in one transaction, and sums one byte of each.</summary>
internal sealed class RawWalk(ScatteredEntries file) : Contestant("raw walk over the same rows", " ms")
{
    private sqlite3 _db = null!;
    private sqlite3_stmt _select = null!;
    private List<long> _positions = [];

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        var path = file.PathIn(folder);
        using (var engine = LoyaltyEngine.Open(options => options.UseSqlite(path)))
        {
            var desk = engine.For("bench");
            var member = desk.Customers.LookUpAsync(ScatteredEntries.Member).Now().Id;
            for (long? before = null; ;)
            {
                var statement = desk.Points.StatementAsync(new(member) { Limit = 1_000, Before = before }).Now();
                _positions.AddRange(statement.Rows.Select(row => row.Position));
                if ((before = statement.Next) is null) break;
            }
        }
        Batteries_V2.Init();
        Ok(sqlite3_open_v2(path, out _db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, null));
        Ok(sqlite3_prepare_v3(_db, "SELECT v FROM journal WHERE k = ?1", SQLITE_PREPARE_PERSISTENT, out _select));
        Slice();
    }

    public override void Check()
    {
        if (_positions.Count < ScatteredEntries.Entries) throw new CheckFailedException($"{Name}: {_positions.Count} rows.");
    }

    public override Measured Slice()
    {
        const int Walks = 3;
        var sum = 0L;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Walks; i++)
        {
            Ok(sqlite3_exec(_db, "BEGIN"));
            foreach (var position in _positions)
            {
                Ok(sqlite3_bind_int64(_select, 1, position));
                if (sqlite3_step(_select) != SQLITE_ROW) throw new CheckFailedException($"{Name}: no row {position}.");
                var row = sqlite3_column_blob(_select, 0);
                sum += row[row.Length / 2];
                Ok(sqlite3_reset(_select));
            }
            Ok(sqlite3_exec(_db, "COMMIT"));
        }
        if (sum == 0) throw new CheckFailedException($"{Name}: nothing was read.");
        return new(Stopwatch.GetElapsedTime(start).TotalMilliseconds, Walks);
    }

    protected override void Close()
    {
        _select.Dispose();
        _db.Dispose();
    }

    private void Ok(int result)
    {
        if (result != SQLITE_OK) throw new InvalidOperationException($"SQLite answers {result}: {sqlite3_errmsg(_db).utf8_to_string()}");
    }
}

/// <summary>Entries a second that a proof of a whole file looks at.</summary>
internal sealed class Proofs(MembersFile file) : Contestant("ours, verify", "/s")
{
    private LoyaltyEngine _engine = null!;

    public override bool Once => true;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        var path = file.PathIn(folder);
        _engine = LoyaltyEngine.Open(options => options.UseSqlite(path));
    }

    public override Measured Slice()
    {
        var start = Stopwatch.GetTimestamp();
        var proof = _engine.VerifyAsync().AsTask().GetAwaiter().GetResult();
        if (!proof.Holds || proof.Entries < 2 * file.Members) throw new CheckFailedException($"{Name}: {proof.Entries} entries, {string.Join("; ", proof.Violations)}");
        return new(proof.Entries, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    protected override void Close() => _engine.Dispose();
}
