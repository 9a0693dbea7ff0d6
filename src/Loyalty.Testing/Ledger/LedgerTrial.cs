using NodaTime;

namespace Loyalty.Testing;

/// <summary>One run of a case: engines of their own, each with a shop at work.</summary>
internal sealed class LedgerTrial(Action<LoyaltyOptions> configure, int seed) : IAsyncDisposable
{
    private readonly List<LoyaltyEngine> _engines = [];

    /// <summary>A shop after so many steps of the load: two of a trial that have gone as far are alike.</summary>
    public async Task<LedgerShop> OpenAsync(int steps = 0)
    {
        var clock = new LocalClock("UTC", "2026-01-15 10:00");
        var engine = await LoyaltyEngine.OpenAsync(options =>
        {
            configure(options);
            options.UseProgram(LedgerShop.Program);
            options.Clock = clock;
        }).ConfigureAwait(false);
        _engines.Add(engine);
        var shop = new LedgerShop(engine, clock, new Draw(seed));
        await shop.EnrolAsync().ConfigureAwait(false);
        for (var i = 0; i < steps; i++) await shop.StepAsync().ConfigureAwait(false);
        return shop;
    }

    public static void True(bool holds, string what)
    {
        if (!holds) throw new ContractViolationException(what);
    }

    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual)) throw new ContractViolationException($"{what}: {actual}, expected {expected}.");
    }

    /// <summary>Balance, totals, lots and the tier's measure.</summary>
    public static void Alike(Statement expected, Statement actual, string what)
    {
        Equal(expected.Balance, actual.Balance, $"{what}: the balance");
        Equal(expected.Totals, actual.Totals, $"{what}: the totals");
        Equal(expected.LifetimePurchases, actual.LifetimePurchases, $"{what}: the purchases");
        True(expected.Lots.SequenceEqual(actual.Lots), $"{what}: the lots are {string.Join(", ", actual.Lots)}, expected {string.Join(", ", expected.Lots)}.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines) await engine.DisposeAsync().ConfigureAwait(false);
    }
}

/// <summary>Numbers that look random and are the same in every run (Knuth's linear congruence).</summary>
internal sealed class Draw(int seed)
{
    private ulong _state = unchecked((ulong)seed * 0x9E3779B97F4A7C15UL);

    /// <summary>From 0 to below.</summary>
    public int Below(int bound)
    {
        _state = unchecked((_state * 6364136223846793005UL) + 1442695040888963407UL);
        return (int)((_state >> 33) % (ulong)bound);
    }
}
