namespace Loyalty;

/// <summary>What of a purchase earns nothing by any rule (points R10), beside what points and gift cards pay.</summary>
public sealed record EarningExclusions
{
    /// <summary>Item codes whose lines earn nothing, compared exactly.</summary>
    public IReadOnlyList<string> Skus { get; init; } = [];

    /// <summary>Kinds of tender, ignoring case: what they pay, as the tenders sent say, earns nothing.</summary>
    public IReadOnlyList<string> Tenders { get; init; } = [];
}

/// <summary>What a cap counts.</summary>
public enum EarningCapMeasure
{
    /// <summary>The points that the rules award together.</summary>
    Points,

    /// <summary>The amount that they compute on; a bill's counts once, however many rules compute on it.</summary>
    SourceValue,

    /// <summary>What given kinds of tender pay: nothing else is computed on.</summary>
    Tenders,
}

/// <summary>Over which time a cap counts, by the local date of the purchase.</summary>
public enum EarningCapWindow
{
    /// <summary>Each bill by itself.</summary>
    Bill,

    /// <summary>A date.</summary>
    Day,

    /// <summary>A week from Monday to Sunday.</summary>
    CalendarWeek,

    /// <summary>A month.</summary>
    CalendarMonth,

    /// <summary>A year.</summary>
    CalendarYear,

    /// <summary>All of the member's time in the program.</summary>
    Lifetime,
}

/// <summary>A cap over a set of earning rules: of a bill, or of what a customer earns in a time (points R11).</summary>
public sealed record EarningCap
{
    /// <summary>Number of the cap, 1 to 1,000, unique in the program; what has been counted stands under it, so it is never given to another.</summary>
    public required int Id { get; init; }

    /// <summary>The rules, by id; absent: all.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>What it counts. Default the points.</summary>
    public EarningCapMeasure Measure { get; init; }

    /// <summary>Kinds of tender, ignoring case, with <see cref="EarningCapMeasure.Tenders"/>.</summary>
    public IReadOnlyList<string> Tenders { get; init; } = [];

    /// <summary>The most of it: points, or the base currency; above 0.</summary>
    public required decimal Limit { get; init; }

    /// <summary>Over which time. Default each bill.</summary>
    public EarningCapWindow Window { get; init; }

    internal bool Has(string rule) => Rules.Count == 0 || Rules.Contains(rule, StringComparer.Ordinal);
}
