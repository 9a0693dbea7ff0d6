using NodaTime;

namespace Loyalty;

/// <summary>The unit of an expiry (points, table of units).</summary>
public enum ExpiryUnit
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>Value days after the day of the award.</summary>
    NumDays,

    /// <summary>Value months after, same day, clipped to the month's end.</summary>
    NumMonths,

    /// <summary>The last day of the month value months on.</summary>
    NumMonthsEnd,

    /// <summary>Value years after, same day, clipped.</summary>
    NumYears,

    /// <summary>The last day of the award's month.</summary>
    MonthEnd,

    /// <summary>31 December of the award's year.</summary>
    YearEnd,

    /// <summary>A given date; awards after it get processing date + 7 days (points R23).</summary>
    FixedDate,

    /// <summary>The next occurrence of a day and month, the award's day included.</summary>
    FixedDateWithoutYear,

    /// <summary>The end of the cycle in the tier; never in a tier without end (tiers R36).</summary>
    TierExpiry,

    /// <summary>The next anniversary of the member's enrolment in the program, strictly after the day that it counts from; 29 February is the 28th.</summary>
    EnrollmentDate,
}

/// <summary>From which day an expiry counts (points, table of bases).</summary>
public enum ExpiryBasis
{
    /// <summary>The activity's own day.</summary>
    CurrentDate,

    /// <summary>The day on which the member was enrolled in the program.</summary>
    CustomerEnrollmentDate,

    /// <summary>From no day: they end with the member's membership in a supplementary program, and as the program says where there is none (points R27).</summary>
    MembershipDate,

    /// <summary>The latest end among the points that a transfer takes; never where one of them has none. Of a transfer alone.</summary>
    FarthestPointsTransferredExpiryDate,

    /// <summary>The date in an extended field of the bill. Of an earning rule alone.</summary>
    BillExtendedField,

    /// <summary>The date in an extended field of the line. Of an earning rule of lines alone.</summary>
    LineitemExtendedField,

    /// <summary>The date in an extended field of the customer.</summary>
    CustomerExtendedField,
}

/// <summary>When points lapse: the last day on which they are good, in the program's zone (points R2).</summary>
public sealed record ExpiryRule
{
    /// <summary>
    /// From which day it counts. Default the activity's own. A field that is not there, or in which there is no date, is the activity's own day; a
    /// day from a field that is over when the activity is processed is 7 days after it (points R23).
    /// </summary>
    public ExpiryBasis From { get; init; }

    /// <summary>Name of the extended field, where it counts from one.</summary>
    public string? Field { get; init; }

    /// <summary>Name of the supplementary program, of a number up to 4,095, with <see cref="ExpiryBasis.MembershipDate"/>.</summary>
    public string? Membership { get; init; }

    /// <summary>The unit. Default never.</summary>
    public ExpiryUnit Unit { get; init; } = ExpiryUnit.Never;

    /// <summary>How many, 1 to 3650, for the units that count; absent where it counts from the date of a field or of a transfer: that date itself.</summary>
    public int? Value { get; init; }

    /// <summary>The date of the fixed units (its year is ignored without year).</summary>
    public LocalDate? Date { get; init; }

    /// <summary>
    /// Whether each later purchase counts it anew from its own day, never to an earlier one, for points that are good then (points R24).
    /// Default off; not with NEVER, FIXED_DATE and TIER_EXPIRY, which count from no day, and from the activity's own day alone.
    /// </summary>
    public bool Rolling { get; init; }

    /// <summary>One unit for each tier from the lowest up, in place of the one above (SLAB_BASED): the member's tier when they are awarded counts. Absent: one for all.</summary>
    public IReadOnlyList<ExpiryTerm> Tiers { get; init; } = [];

    /// <summary>The rule for a tier, 1 for the lowest.</summary>
    internal ExpiryRule For(int tier)
    {
        if (Tiers.Count == 0) return this;
        var term = Tiers[Math.Clamp(tier, 1, Tiers.Count) - 1];
        return this with { Unit = term.Unit, Value = term.Value, Date = term.Date, Tiers = [] };
    }

    /// <summary>Whether it counts from the date that stands in a field.</summary>
    internal bool IsFromField => From is ExpiryBasis.BillExtendedField or ExpiryBasis.LineitemExtendedField or ExpiryBasis.CustomerExtendedField;

    /// <summary>Whether it counts from a date that can be the last day itself.</summary>
    internal bool IsFromDate => IsFromField || From == ExpiryBasis.FarthestPointsTransferredExpiryDate;
}

/// <summary>The unit of an expiry for one tier.</summary>
public sealed record ExpiryTerm
{
    /// <summary>The unit. Default never.</summary>
    public ExpiryUnit Unit { get; init; } = ExpiryUnit.Never;

    /// <summary>How many, as <see cref="ExpiryRule.Value"/>.</summary>
    public int? Value { get; init; }

    /// <summary>The date, as <see cref="ExpiryRule.Date"/>.</summary>
    public LocalDate? Date { get; init; }
}
