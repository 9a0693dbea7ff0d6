using System.Diagnostics;
using System.Globalization;

namespace Loyalty.Benchmarks;

/// <summary>Redeeming one point of a member with a thousand lots against one of a member with one: the lots behind the first must not be paid for.</summary>
internal static class RedemptionRows
{
    public static IEnumerable<Heat> Heats()
    {
        yield return new([new("redeem-1000/1-memory", new Redemptions("1,000 lots, memory", 1_000, durable: false), new Redemptions("1 lot, memory", 1, durable: false), Goal.Most(4))]);
        yield return new([new("redeem-1000/1-durable", new Redemptions("1,000 lots, durable", 1_000, durable: true), new Redemptions("1 lot, durable", 1, durable: true), Goal.Most(1.3))]);
    }
}

/// <summary>Time to redeem a point, by one member with so many lots.</summary>
internal sealed class Redemptions(string name, int lots, bool durable) : Contestant(name, " ns")
{
    /// <summary>Enough for every redemption of a run, whatever the lots.</summary>
    private const int Points = 1_000_000;

    private LoyaltyEngine _engine = null!;
    private Workplace _desk = null!;
    private CustomerId _member;
    private int _redeemed;

    private int Count => durable ? 200 : 1_500;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _engine = LoyaltyEngine.Open(options =>
        {
            if (durable) options.UseSqlite(Path.Combine(folder, "loyalty.db"));
            else options.UseInMemory();
            options.UseProgram(new LoyaltyDefinition
            {
                Organisation = new() { Code = "bench", Name = "Bench", Zone = "Europe/London", Currency = "GBP", Bills = new() { MaximumAmount = 10_000_000m } },
                Program = new() { Code = "main", Name = "Main", Points = new() { Expiry = new() { Unit = ExpiryUnit.NumMonthsEnd, Value = 12 } }, Earning = [new() { Id = "base", Kind = AllocationKind.Step, Step = 1m, Values = [1m] }] },
            });
        });
        _desk = _engine.For("bench");
        _member = _desk.Customers.EnrolAsync(new() { ExternalId = "C1" }).Now().Id;
        for (var i = 0; i < lots; i++) _desk.Sales.AddBillAsync(new(string.Create(CultureInfo.InvariantCulture, $"B-{i}"), _member, Points / lots)).Now();
        Redeem(Count); // warm
    }

    public override void Check()
    {
        var balance = _desk.Points.BalanceAsync(_member).Now();
        if (balance.Available != Points - _redeemed) throw new CheckFailedException($"{Name}: {balance.Available} points of {Points} after {_redeemed} redemptions.");
    }

    public override Measured Slice()
    {
        var start = Stopwatch.GetTimestamp();
        Redeem(Count);
        return new(Stopwatch.GetElapsedTime(start).TotalNanoseconds, Count);
    }

    protected override void Close() => _engine.Dispose();

    private void Redeem(int count)
    {
        for (var end = _redeemed + count; _redeemed < end; _redeemed++)
            _desk.Points.RedeemAsync(new(_member, 1m, string.Create(CultureInfo.InvariantCulture, $"R-{_redeemed}"))).Now();
    }
}
