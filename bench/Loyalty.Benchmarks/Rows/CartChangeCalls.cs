using System.Diagnostics;

namespace Loyalty.Benchmarks;

/// <summary>Changing one of 10,000 promotions by the public call, all of it: decided, stored, answered. The median of a slice, as if each had taken it.</summary>
internal sealed class CartChangeCalls(bool onDisk) : Contestant(onDisk ? "ours, UpdateAsync on SQLite" : "ours, UpdateAsync in memory", " ms")
{
    private const int PerSlice = 51;

    private LoyaltyEngine _engine = null!;
    private CartPromotionDefinition[] _promotions = null!;
    private int _changes;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _promotions = [.. CartSet.Of(CartRows.Promotions, lines: 20, carts: 1).Deals.Select(CartWorkload.DefinitionOf).Select(Saveable)];
        var program = new LoyaltyDefinition
        {
            Organisation = new() { Code = "bench", Name = "Bench", Zone = "UTC", Currency = "GBP" },
            Program = new() { Code = "bench", Name = "Bench", Tiers = [.. TiersOf(_promotions)], CartPromotions = new() { Promotions = _promotions } },
        };
        _engine = LoyaltyEngine.Open(options =>
        {
            if (onDisk) options.UseSqlite(Path.Combine(folder, "changes.db"));
            else options.UseInMemory();
            options.UseProgram(program);
        });
        Change();
    }

    public override Measured Slice()
    {
        var times = new double[PerSlice];
        for (var i = 0; i < PerSlice; i++) times[i] = Change();
        Array.Sort(times);
        return new(times[PerSlice / 2] * PerSlice, PerSlice);
    }

    public override void Check()
    {
        var (changed, found) = (_promotions[(_changes - 1) * 7 % _promotions.Length], _engine.For("bench").CartPromotions);
        if (found.GetAsync(changed.Id).AsTask().GetAwaiter().GetResult().OrThrow().Priority != _changes - 1) throw new CheckFailedException($"{Name}: the change is not in force.");
        if (!_engine.VerifyAsync().AsTask().GetAwaiter().GetResult().Holds) throw new CheckFailedException($"{Name}: the file does not verify.");
    }

    protected override void Close() => _engine?.Dispose();

    /// <summary>A program takes promotions by code only with a limit for the code.</summary>
    private static CartPromotionDefinition Saveable(CartPromotionDefinition each) =>
        each.Type == CartPromotionType.Code && each.Limits.Count == 0 ? each with { Limits = [new() { Scope = CartLimitScope.Code, Kpi = CartLimitKpi.Redemption, Limit = 1 }] } : each;

    private double Change()
    {
        var command = new UpdateCartPromotion(_promotions[_changes * 7 % _promotions.Length] with { Priority = _changes });
        _changes++;
        var start = Stopwatch.GetTimestamp();
        var saved = _engine.For("bench").CartPromotions.UpdateAsync(command).AsTask().GetAwaiter().GetResult();
        var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        saved.OrThrow();
        return time;
    }

    /// <summary>The tiers that promotions name, each out of reach.</summary>
    private static IEnumerable<TierDefinition> TiersOf(CartPromotionDefinition[] promotions)
    {
        var names = promotions.SelectMany(each => each.Tiers?.In ?? []).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal);
        return names.Prepend("Everybody").Select((name, place) => new TierDefinition { Name = name, LifetimePurchases = place == 0 ? null : 1_000m * place });
    }
}
