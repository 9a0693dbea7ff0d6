namespace Loyalty;

/// <summary>What a bill did in a further program (tiers R70).</summary>
/// <param name="Program">Code of the program.</param>
/// <param name="Earned">Points awarded there, promised ones included.</param>
/// <param name="Promised">Those of them that are only promised.</param>
/// <param name="Balance">The member's balance there after it: available less debt.</param>
public sealed record BillInProgram(string Program, decimal Earned, decimal Promised, decimal Balance)
{
    /// <summary>The awards of points, one for each lot.</summary>
    public IReadOnlyList<Award> Awards { get; init; } = [];

    /// <summary>The tier there after it, or null when the program has none.</summary>
    public string? Tier { get; init; }

    /// <summary>The tier it raised the member from, or null when it raised none.</summary>
    public string? TierBefore { get; init; }

    /// <summary>What it earned in the program's alternate currencies.</summary>
    public IReadOnlyList<BillInCurrency> Currencies { get; init; } = [];
}

/// <summary>What a bill earned in an alternate currency (points R72).</summary>
/// <param name="Currency">Name of the currency.</param>
/// <param name="Earned">What was awarded, promises included.</param>
/// <param name="Balance">The member's balance of it after the bill: available less debt.</param>
public sealed record BillInCurrency(string Currency, decimal Earned, decimal Balance)
{
    /// <summary>The awards, one for each lot.</summary>
    public IReadOnlyList<Award> Awards { get; init; } = [];
}

/// <summary>What a return did in a further program.</summary>
/// <param name="Program">Code of the program.</param>
/// <param name="TakenBack">Points of the purchase that were taken back.</param>
/// <param name="GivenBack">Points spent on it that came back.</param>
/// <param name="Shortfall">Points that could not be taken back: they had been spent, and the program allows no debt.</param>
/// <param name="Balance">The member's balance there after it: available less debt.</param>
public sealed record ReturnInProgram(string Program, decimal TakenBack, decimal GivenBack, decimal Shortfall, decimal Balance);

/// <summary>What a bill did beside the points of the default program; most do nothing there.</summary>
internal sealed record BillBeside(IReadOnlyList<BillInProgram> Programs, IReadOnlyList<BillInCurrency> Currencies);
