namespace Loyalty;

/// <summary>How an earning rule computes points.</summary>
public enum AllocationKind
{
    /// <summary>A fixed number of points a bill or line.</summary>
    Fixed,

    /// <summary>Percent of the amount.</summary>
    Percentage,

    /// <summary>So many points for each full step of the amount (points R12).</summary>
    Step,

    /// <summary>So many percent of what the other rules of the bill award, in all: 1000 makes it ten times, by a lot of nine times more (points R13).</summary>
    Multiplier,

    /// <summary>As many points as lift the balance to the next multiple of the value, from <see cref="EarningRule.From"/> to <see cref="EarningRule.To"/> (points R14).</summary>
    RoundUp,
}

/// <summary>On what an earning rule computes.</summary>
public enum EarningBasis
{
    /// <summary>Once on the bill's net amount.</summary>
    Bill,

    /// <summary>On each line's net amount.</summary>
    Line,
}

/// <summary>Of which amount an earning rule computes (points R10). What of the net amount earns nothing, in whatever way, takes the same part of any other.</summary>
public enum EarningSource
{
    /// <summary>The net amount of the bill or line: after discounts, tax in.</summary>
    Net,

    /// <summary>The amount before discounts: the bill's own figure, or its net amount and the discounts of its lines; the line's value, or its net amount and its discount.</summary>
    Gross,

    /// <summary>The net amount less the tax, which stands in a field of the bill or line; without it the net amount.</summary>
    NetWithoutTax,

    /// <summary>A number in a field of the bill or line, above 0; without it nothing.</summary>
    CustomField,
}

/// <summary>Where a field stands from which an earning rule takes its value.</summary>
public enum EarningFieldOf
{
    /// <summary>On the bill: a custom field, or else an extended one.</summary>
    Transaction,

    /// <summary>On the customer: a custom field, or else an extended one.</summary>
    Registration,
}

/// <summary>One way of earning points with a purchase.</summary>
public sealed record EarningRule
{
    /// <summary>The largest value that a field can give.</summary>
    internal const decimal MostOfValue = 1_000_000m;

    /// <summary>Name in entries and traces, unique in the program, as a code.</summary>
    public required string Id { get; init; }

    /// <summary>On the bill or on each line. Default the bill.</summary>
    public EarningBasis On { get; init; } = EarningBasis.Bill;

    /// <summary>How it computes.</summary>
    public AllocationKind Kind { get; init; } = AllocationKind.Percentage;

    /// <summary>Percent, points, points a step, or the multiple to round up to: one value, or one for each tier from the lowest up. 0 to 1,000,000 each.</summary>
    public required IReadOnlyList<decimal> Values { get; init; }

    /// <summary>
    /// Name of a field with a whole number from 0 to 1,000,000 that takes the place of the values; without it, or with another content, they hold.
    /// Not with MULTIPLIER and ROUND_UP. Absent: the tier decides.
    /// </summary>
    public string? ValueField { get; init; }

    /// <summary>Where that field stands. Default on the bill.</summary>
    public EarningFieldOf ValueFieldOf { get; init; }

    /// <summary>Of which amount it computes. Default the net amount. Not with MULTIPLIER and ROUND_UP.</summary>
    public EarningSource Source { get; init; }

    /// <summary>Name of the field with the tax, or with the number, of <see cref="Source"/>; with LINE a field of the line. Money in the bill's currency.</summary>
    public string? SourceField { get; init; }

    /// <summary>The step of <see cref="AllocationKind.Step"/> in the base currency, above 0.</summary>
    public decimal? Step { get; init; }

    /// <summary>Least balance that <see cref="AllocationKind.RoundUp"/> lifts; absent: 0.</summary>
    public decimal? From { get; init; }

    /// <summary>Largest balance that <see cref="AllocationKind.RoundUp"/> lifts; absent: any.</summary>
    public decimal? To { get; init; }

    /// <summary>Whether a step begun counts as a full one (points R12). Default off.</summary>
    public bool CountPartialStep { get; init; }

    /// <summary>Most points one bill can earn by this rule; absent: no cap. Never exceeded by rounding (points R11).</summary>
    public decimal? Cap { get; init; }

    /// <summary>Whether a bill's award is spread over its lines as one lot each (points R15). Only with <see cref="EarningBasis.Bill"/>.</summary>
    public bool SpreadOverLines { get; init; }

    /// <summary>Days the points are only promised: they convert at the start of day n + 1 after the purchase (points R18). 0 to 3650; absent: at once.</summary>
    public int? DelayDays { get; init; }

    /// <summary>From what the delay is read. Default <see cref="DelayDays"/>; what cannot be read falls back on it (points R22).</summary>
    public DelayStrategy DelayStrategy { get; init; }

    /// <summary>Name of the line's extended field, for the strategies that read one.</summary>
    public string? DelayField { get; init; }

    /// <summary>When these points lapse; absent: as the program, or the currency, says.</summary>
    public ExpiryRule? Expiry { get; init; }

    /// <summary>Name of the alternate currency that it awards; absent: points.</summary>
    public string? Currency { get; init; }
}

/// <summary>How long points are promised (points R22).</summary>
public enum DelayStrategy
{
    /// <summary>So many days as the rule says.</summary>
    AsDefinedInAllocationStrategy,

    /// <summary>So many days as the line may come back; a line without them: as the rule says.</summary>
    FixedDelayFromItemReturnPeriod,

    /// <summary>So many days as stand in an extended field of the line, 0 to 3650.</summary>
    FixedDelayFromTxnItemExtField,

    /// <summary>Until the start of the date in an extended field of the line; a date that is over by the purchase: at once.</summary>
    AccrualDateFromTxnItemExtField,

    /// <summary>Until somebody says so (<see cref="ConvertPromised"/>): no day converts them.</summary>
    OnExternalTrigger,
}
