using System.Diagnostics;
using System.Globalization;

namespace Loyalty.Benchmarks;

/// <summary>What a purchase costs without a disk: time beside arrays made by hand, and what it leaves to the collector.</summary>
internal static class MemoryRows
{
    public static IEnumerable<Heat> Heats(int passes)
    {
        var members = MemoryPurchases.PerSlice * Scoreboard.SlicesPerPass * passes;
        var ours = new EngineInMemory(members);
        yield return new([
            new("memory", ours, new ByHandInMemory(members), Goal.Most(5, aim: 2)),
            new("memory-allocated", new EngineAllocation(members / passes), new Constant("2 KiB", 2_048, " B"), Goal.Most(1)),
        ]);
    }
}

/// <summary>Purchases by members who hold eight lots already; each member buys once while it is timed.</summary>
internal static class MemoryPurchases
{
    public const int Lots = 8;
    public const int PerSlice = 2_500;

    /// <summary>A point for each whole unit, and nine rules that look at the bill and give nothing.</summary>
    public static readonly int[] Steps = [1, 10_000, 10_001, 10_002, 10_003, 10_004, 10_005, 10_006, 10_007, 10_008];

    public static string Number(int i) => string.Create(CultureInfo.InvariantCulture, $"T-{i % PurchaseStream.Tills:00}/{i:0000000}");
}

/// <summary>The engine on the memory store, one caller.</summary>
internal sealed class EngineInMemory(int members) : Contestant("ours, in memory", " ns")
{
    private PurchaseStream _purchases = null!;
    private LoyaltyEngine _engine = null!;
    private Workplace _till = null!;
    private CustomerId[] _customers = [];
    private int _next;
    private int _made;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _purchases = purchases;
        _engine = LoyaltyEngine.Open(options => options.UseInMemory().UseProgram(Program()));
        _till = _engine.For("bench").AtTill("T-01");
        _customers = new CustomerId[members];
        for (var i = 0; i < members; i++)
            _customers[i] = _till.Customers.EnrolAsync(new() { ExternalId = string.Create(CultureInfo.InvariantCulture, $"C{i}") }).Now().Id;
        for (var lot = 0; lot < MemoryPurchases.Lots; lot++)
            for (var i = 0; i < members; i++) Purchase(i);
    }

    public override void Check()
    {
        var bills = 0L;
        foreach (var customer in _customers.AsSpan(0, 100))
        {
            var statement = _till.Points.StatementAsync(new(customer)).Now();
            bills += statement.Rows.Count(row => row.Kind == EntryKind.Sale);
            if (statement.Totals.Issued != statement.Totals.Available) throw new CheckFailedException($"{Name}: {statement.Totals}");
        }
        if (bills < 100 * MemoryPurchases.Lots) throw new CheckFailedException($"{Name}: {bills} bills of 100 members.");
    }

    public override Measured Slice()
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < MemoryPurchases.PerSlice; i++) Purchase(_next++ % members);
        return new(Stopwatch.GetElapsedTime(start).TotalNanoseconds, MemoryPurchases.PerSlice);
    }

    protected override void Close() => _engine.Dispose();

    private void Purchase(int member)
    {
        var i = _made++;
        var lines = new BillLine[PurchaseStream.LinesPerBill];
        var sold = _purchases.Lines(i % _purchases.Count);
        for (var line = 0; line < lines.Length; line++)
            lines[line] = new(sold[line].SkuText, sold[line].Quantity, new decimal(sold[line].Quantity * sold[line].UnitPrice, 0, 0, false, 2));
        _till.Sales.AddBillAsync(new(MemoryPurchases.Number(i), _customers[member], new decimal(_purchases.Total(i % _purchases.Count), 0, 0, false, 2)) { Lines = lines }).Now();
    }

    private static LoyaltyDefinition Program() => new()
    {
        Organisation = new() { Code = "bench", Name = "Bench", Zone = "Europe/London", Currency = "GBP", Stores = [new() { Code = "S1" }] },
        Program = new()
        {
            Code = "main",
            Name = "Main",
            Points = new() { Expiry = new() { Unit = ExpiryUnit.NumMonthsEnd, Value = 12 } },
            Earning = [.. MemoryPurchases.Steps.Select((step, i) => new EarningRule { Id = string.Create(CultureInfo.InvariantCulture, $"r{i}"), Kind = AllocationKind.Step, Step = step, Values = [1m] })],
            Tiers = [new() { Name = "Bronze" }, new() { Name = "Silver", LifetimePurchases = 250m }, new() { Name = "Gold", LifetimePurchases = 1_000m }],
        },
    };
}

/// <summary>The same purchases in the arrays made by hand.</summary>
internal sealed class ByHandInMemory(int members) : Contestant("arrays by hand, hashed", " ns")
{
    private readonly ArrayLedger _ledger = new(members, MemoryPurchases.Lots + 2);
    private PurchaseStream _purchases = null!;
    private int _next;
    private int _made;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _purchases = purchases;
        for (var lot = 0; lot < MemoryPurchases.Lots; lot++)
            for (var i = 0; i < members; i++) Purchase(i);
    }

    public override void Check()
    {
        if (_ledger.Entries != _made) throw new CheckFailedException($"{Name}: {_ledger.Entries} entries of {_made}.");
    }

    public override Measured Slice()
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < MemoryPurchases.PerSlice; i++) Purchase(_next++ % members);
        return new(Stopwatch.GetElapsedTime(start).TotalNanoseconds, MemoryPurchases.PerSlice);
    }

    private void Purchase(int member)
    {
        var i = _made++;
        _ledger.Purchase(member, MemoryPurchases.Number(i), _purchases.Total(i % _purchases.Count), _purchases.Lines(i % _purchases.Count), i * 3L);
    }
}

/// <summary>Bytes that one purchase in memory allocates, its command and what is kept included.</summary>
internal sealed class EngineAllocation(int members) : Contestant("ours, allocated", " B")
{
    private readonly EngineInMemory _engine = new(members);

    public override void Prepare(string folder, PurchaseStream purchases) => _engine.Prepare(folder, purchases);

    public override Measured Slice()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        _engine.Slice();
        return new(GC.GetAllocatedBytesForCurrentThread() - before, MemoryPurchases.PerSlice);
    }

    protected override void Close() => _engine.Dispose();
}
