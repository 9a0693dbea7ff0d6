namespace Loyalty.Testing;

/// <summary>One property of the ledger, and how to check it.</summary>
public sealed class LedgerCase
{
    private readonly Func<LedgerTrial, Task> _check;

    internal LedgerCase(string name, Func<LedgerTrial, Task> check)
    {
        Name = name;
        _check = check;
    }

    /// <summary>The property.</summary>
    public string Name { get; }

    /// <summary>Checks the property under a small load, which is the same in every run with the same seed.</summary>
    /// <param name="configure">Chooses the store, and what else an engine may have of its own; called once for each engine that the case opens, of which
    /// each needs an empty store. Program and clock are the case's.</param>
    /// <param name="seed">Chooses the load.</param>
    /// <exception cref="ContractViolationException">The property does not hold.</exception>
    public async Task RunAsync(Action<LoyaltyOptions> configure, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var trial = new LedgerTrial(configure, seed);
        await using (trial.ConfigureAwait(false)) await _check(trial).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>
/// What the ledger must do on any store and under any program's host, as named cases that any test framework can run: run each of
/// <see cref="Cases"/> with the options of your engine.
/// </summary>
public static class LedgerProperties
{
    /// <summary>Every case.</summary>
    public static IEnumerable<LedgerCase> Cases { get; } = [.. BalanceCases.All, .. CommandCases.All, .. HistoryCases.All];
}
