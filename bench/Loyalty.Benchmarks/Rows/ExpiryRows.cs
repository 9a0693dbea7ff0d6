using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using NodaTime;
using NodaTime.Testing;

namespace Loyalty.Benchmarks;

/// <summary>A million lots of 200,000 members fall due at once: the sweep that writes it, and the writer that meets it.</summary>
internal static class ExpiryRows
{
    public static IEnumerable<Heat> Heats()
    {
        var sweep = new EngineSweep();
        yield return new([
            new("expiry-1M", new NaiveSweep(), sweep, Goal.Least(15)),
            new("expiry-1M-wait", new LongestWait(sweep), new Constant("50 ms", 50, " ms"), Goal.Most(1)),
        ]);
    }
}

/// <summary>The engine's own sweep over all that is due, entries and postings written, while a till goes on.</summary>
internal sealed class EngineSweep() : Contestant("ours", " s")
{
    public const int Members = 200_000;
    public const int LotsEach = 5;

    private static readonly Instant Start = Instant.FromUtc(2026, 1, 1, 9, 0);

    private readonly FakeClock _clock = new(Start);
    private LoyaltyEngine _engine = null!;
    private Workplace _desk = null!;
    private CustomerId _buyer;

    public override bool Once => true;

    /// <summary>The longest that a purchase took during the sweep, in milliseconds.</summary>
    public double LongestWait { get; private set; }

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _engine = LoyaltyEngine.Open(options =>
        {
            options.UseSqlite(Path.Combine(folder, "loyalty.db"), store => store.Synchronous = SqliteSynchronous.Normal).UseProgram(new LoyaltyDefinition
            {
                Organisation = new() { Code = "bench", Name = "Bench", Zone = "Europe/London", Currency = "GBP" },
                Program = new() { Code = "main", Name = "Main", Points = new() { Expiry = new() { Unit = ExpiryUnit.NumMonthsEnd, Value = 12 } }, Earning = [new() { Id = "base", Kind = AllocationKind.Step, Step = 1m, Values = [1m] }] },
            });
            options.Clock = _clock;
        });
        _desk = _engine.For("bench");
        for (var lot = 0; lot < LotsEach; lot++)
        {
            _clock.AdvanceDays(1);
            for (var first = 0; first < Members; first += 1_000)
            {
                var bills = Enumerable.Range(first, 1_000).Select(i => new HistoryBill(MembersFile.Member(i), string.Create(CultureInfo.InvariantCulture, $"B-{lot}-{i:000000}"), 10m, _clock.GetCurrentInstant())).ToList();
                foreach (var bill in _desk.Sales.ImportAsync(bills).Now()) bill.OrThrow();
            }
        }
        _clock.AdvanceDays(399);
        _buyer = _desk.Customers.EnrolAsync(new() { ExternalId = "the-buyer" }).Now().Id;
    }

    public override Measured Slice()
    {
        using var enough = new CancellationTokenSource();
        var till = Task.Run(async () =>
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                var asked = Stopwatch.GetTimestamp();
                (await _desk.Sales.AddBillAsync(new(string.Create(CultureInfo.InvariantCulture, $"S-{i}"), _buyer, 1m))).OrThrow();
                LongestWait = Math.Max(LongestWait, Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                await Task.Delay(2);
            }
        });
        var start = Stopwatch.GetTimestamp();
        var changed = _engine.CatchUpAsync().Now();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        enough.Cancel();
        till.GetAwaiter().GetResult();
        if (changed != Members) throw new CheckFailedException($"{Name}: {changed} accounts of {Members} were swept.");
        var statement = _desk.Points.StatementAsync(new(_desk.Customers.LookUpAsync(Identifier.ExternalId(MembersFile.Member(7))).Now().Id)).Now();
        if (statement.Totals.Expired != 10m * LotsEach || statement.Totals.Available != 0) throw new CheckFailedException($"{Name}: {statement.Totals}");
        return new(seconds, 1);
    }

    protected override void Close() => _engine.Dispose();
}

/// <summary>What the sweep made a till wait at most. Stands behind the sweep in its heat.</summary>
internal sealed class LongestWait(EngineSweep sweep) : Contestant("longest wait", " ms")
{
    public override bool Once => true;

    public override Measured Slice() => new(sweep.LongestWait, 1);
}

/// <summary>The usual sweep: member by member, each in a transaction, a row for each lot and for each entry. 2,000 members, extrapolated.</summary>
internal sealed class NaiveSweep() : Contestant("member by member, extrapolated from 2,000", " s")
{
    private const int Sample = 2_000;

    private SqliteConnection _connection = null!;

    public override bool Once => true;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _connection = new($"Data Source={Path.Combine(folder, "naive.db")};Pooling=False");
        _connection.Open();
        foreach (var sql in (string[])[
            "PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA wal_autocheckpoint=4000",
            "CREATE TABLE customers (id INTEGER PRIMARY KEY, points INTEGER NOT NULL)",
            "CREATE TABLE lots (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, points INTEGER NOT NULL, left INTEGER NOT NULL, expires_at TEXT NOT NULL)",
            "CREATE INDEX lots_of_customer ON lots (customer_id)",
            "CREATE TABLE entries (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, lot_id INTEGER NOT NULL, points INTEGER NOT NULL, made_at TEXT NOT NULL)",
            "CREATE INDEX entries_of_customer ON entries (customer_id)",
            $"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {EngineSweep.Members - 1}) INSERT INTO customers SELECT i, {10 * EngineSweep.LotsEach} FROM n",
            $"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {(EngineSweep.Members * EngineSweep.LotsEach) - 1}) INSERT INTO lots SELECT i, i % {EngineSweep.Members}, 10, 10, '2027-01-31' FROM n"])
            Execute(null, sql);
    }

    public override Measured Slice()
    {
        var start = Stopwatch.GetTimestamp();
        for (var member = 0; member < Sample; member++) Sweep(member);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds * EngineSweep.Members / Sample;
        using var check = _connection.CreateCommand();
        check.CommandText = "SELECT count(*) FROM entries";
        if ((long)check.ExecuteScalar()! != Sample * EngineSweep.LotsEach) throw new CheckFailedException($"{Name}: entries are missing.");
        return new(seconds, 1);
    }

    protected override void Close() => _connection.Dispose();

    private void Sweep(int member)
    {
        using var transaction = _connection.BeginTransaction();
        var due = new List<(long Id, long Left)>();
        using (var select = _connection.CreateCommand())
        {
            select.CommandText = "SELECT id, left FROM lots WHERE customer_id = $a AND left > 0 AND expires_at < '2027-02-01'";
            select.Transaction = transaction;
            select.Parameters.AddWithValue("$a", member);
            using var reader = select.ExecuteReader();
            while (reader.Read()) due.Add((reader.GetInt64(0), reader.GetInt64(1)));
        }
        foreach (var (lot, left) in due)
        {
            Execute(transaction, "INSERT INTO entries (customer_id, lot_id, points, made_at) VALUES ($a, $b, $c, '2027-02-01')", member, lot, -left);
            Execute(transaction, "UPDATE lots SET left = 0 WHERE id = $a", lot);
            Execute(transaction, "UPDATE customers SET points = points - $a WHERE id = $b", left, member);
        }
        transaction.Commit();
    }

    private void Execute(SqliteTransaction? transaction, string sql, params object[] values)
    {
        using var command = _connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"${(char)('a' + i)}", values[i]);
        command.ExecuteNonQuery();
    }
}
