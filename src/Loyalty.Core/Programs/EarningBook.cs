namespace Loyalty;

/// <summary>The earning rules of a program made ready for use: most rules of a large program look at a bill and give nothing for it.</summary>
internal sealed class EarningBook
{
    private readonly long[] _least;

    public EarningBook(ProgramDefinition program)
    {
        Rules = [.. program.Earning];
        Capped = [.. Rules.Where(static rule => rule.Cap is not null)];
        UsesLines = program.NotEarning.Skus.Count > 0 || Rules.Any(static rule => rule.On == EarningBasis.Line);
        Lifts = Rules.Any(static rule => rule.Kind is AllocationKind.Multiplier or AllocationKind.RoundUp);
        _least = [.. Rules.Select(Least)];
    }

    /// <summary>The rules, in their order.</summary>
    public EarningRule[] Rules { get; }

    /// <summary>Those that give no more than so much for a bill.</summary>
    public EarningRule[] Capped { get; }

    /// <summary>Whether rules, or what earns nothing, look at lines.</summary>
    public bool UsesLines { get; }

    /// <summary>Whether rules award on what others awarded, or on the balance.</summary>
    public bool Lifts { get; }

    /// <summary>Whether a rule may give something for a bill whose net amount is worth so much, in millionths: whole steps of more than that give nothing.</summary>
    public bool MayGive(int rule, long millionths) => millionths >= _least[rule];

    /// <summary>An amount of a bill in millionths, cut; of what is below 0 nothing is known beforehand.</summary>
    public static long Millionths(decimal amount) => amount is >= 0 and <= Most ? (long)(amount * Million) : long.MaxValue;

    private const decimal Million = 1_000_000m;

    /// <summary>More than any bill has: in millionths it is a number still.</summary>
    private const decimal Most = 1_000_000_000_000m;

    /// <summary>The least net amount for which a rule gives something, where that is known beforehand.</summary>
    private static long Least(EarningRule rule)
    {
        var isPlain = rule is { Kind: AllocationKind.Step, On: EarningBasis.Bill, Source: EarningSource.Net, ValueField: null, CountPartialStep: false, Step: > 0 and <= Most };
        return isPlain && decimal.Truncate(rule.Step!.Value * Million) == rule.Step.Value * Million ? (long)(rule.Step.Value * Million) : long.MinValue;
    }
}
