using BenchmarkDotNet.Attributes;
using NodaTime;

namespace Loyalty.Benchmarks;

/// <summary>What a purchase is made of, one by one: <c>dotnet run -c Release --project bench/Loyalty.Benchmarks -- --filter '*'</c>.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class MicroBenchmarks
{
    private readonly byte[] _hash = new byte[32];
    private readonly byte[] _body = new byte[160];
    private LoyaltyEngine _engine = null!;
    private Workplace _till = null!;
    private CustomerId _member;
    private int _bill;
    private readonly Instant _noon = Instant.FromUtc(2026, 6, 1, 12, 0);

    /// <summary>An engine in memory with one member of a few lots.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _engine = LoyaltyEngine.Open(options => options.UseInMemory().UseProgram(new LoyaltyDefinition
        {
            Organisation = new() { Code = "bench", Name = "Bench", Zone = "Europe/London", Currency = "GBP" },
            Program = new() { Code = "main", Name = "Main", Points = new() { Expiry = new() { Unit = ExpiryUnit.NumMonthsEnd, Value = 12 } }, Earning = [new() { Id = "base", Kind = AllocationKind.Step, Step = 1m, Values = [1m] }] },
        }));
        _till = _engine.For("bench").AtTill("T-01");
        _member = _till.Customers.EnrolAsync(new() { ExternalId = "M-1" }).Now().Id;
        for (var i = 0; i < 8; i++) Simulated(commit: true);
    }

    /// <summary>Closes it.</summary>
    [GlobalCleanup]
    public void CleanUp() => _engine.Dispose();

    /// <summary>The link of an entry of usual size in the journal's chain.</summary>
    [Benchmark]
    public byte Link()
    {
        HashChain.Link(_hash, 1, _body, _hash);
        return _hash[0];
    }

    /// <summary>The decision of a bill without its commit.</summary>
    [Benchmark]
    public decimal Simulated() => Simulated(commit: false);

    /// <summary>The balance of a member by id.</summary>
    [Benchmark]
    public decimal Balance() => _till.Points.BalanceAsync(_member).Now().Available;

    /// <summary>The time of day in a zone with daylight saving, as every expiry asks for it.</summary>
    [Benchmark]
    public LocalDate DateInZone() => _noon.InZone(DateTimeZoneProviders.Tzdb["Europe/London"]).Date;

    private decimal Simulated(bool commit) =>
        _till.Sales.AddBillAsync(new($"T-01/{(commit ? ++_bill : 0)}", _member, 25m) { Lines = [new("A", 1, 10m), new("B", 2, 15m)] }, new() { Simulate = !commit }).Now().Earned;
}
