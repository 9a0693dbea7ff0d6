using NodaTime;

namespace Loyalty;

/// <summary>How members move between the tiers (tiers 1.2, 1.4).</summary>
public sealed record TierRules
{
    /// <summary>What the thresholds of the tiers are compared with. Default lifetime purchases.</summary>
    public TierMeasure Measure { get; init; } = TierMeasure.CumulativePurchases;

    /// <summary>The tracker's case whose value is the measure, with <see cref="TierMeasure.TrackerValueBased"/>.</summary>
    public TrackerReference? Tracker { get; init; }

    /// <summary>Whether a bill's points come before the upgrade, after it, or are cut at the threshold. Default before.</summary>
    public TierUpgradeType UpgradeType { get; init; } = TierUpgradeType.Lazy;

    /// <summary>Up to 3 further criteria, lettered B, C, D after the measure, A; each tier has a threshold for each.</summary>
    public IReadOnlyList<TierCriterion> Criteria { get; init; } = [];

    /// <summary><c>ANY k</c>, <c>ALL</c>, or an expression over the letters read strictly from left to right. Default <c>ANY 1</c>.</summary>
    public string Relation { get; init; } = TierRelation.AnyOne;

    /// <summary>From what a cycle's length follows. Default the tier's own months.</summary>
    public TierValidityKind Validity { get; init; } = TierValidityKind.SlabUpgrade;

    /// <summary>The day and month on which cycles end, with <see cref="TierValidityKind.FixedDate"/>; its year is ignored.</summary>
    public LocalDate? ValidityDate { get; init; }

    /// <summary>Least months of the first cycle in a tier, with anniversaries and fixed dates only; absent: none.</summary>
    public int? MinimumMonths { get; init; }

    /// <summary>By how much a renewal extends a cycle of the tier's own months. Default by those months.</summary>
    public TierExtension Extension { get; init; } = TierExtension.TierLength;

    /// <summary>The date from which cycles are counted, with <see cref="TierExtension.FixedDate"/>; it is moved to the first of its month.</summary>
    public LocalDate? ExtensionDate { get; init; }

    /// <summary>When a check that is due happens. Default at the end of the month.</summary>
    public TierRhythm Rhythm { get; init; } = TierRhythm.MonthEnd;

    /// <summary>Whether the return of the very bill that raised a member lowers it again (tiers R40). Default off.</summary>
    public bool DowngradeOnReturn { get; init; }

    /// <summary>Whether a renewal extends points whose expiry is tied to the tier (tiers R36). Default off.</summary>
    public bool ExtendPoints { get; init; }
}

/// <summary>What the thresholds of the tiers are compared with (tiers 1.3).</summary>
public enum TierMeasure
{
    /// <summary>Net amounts of bills less returns.</summary>
    CumulativePurchases,

    /// <summary>All points that ever became available, less what returns took; received transfers do not count.</summary>
    CumulativePoints,

    /// <summary>Points now usable: available and held.</summary>
    CurrentPoints,

    /// <summary>What the window of a tracker's case holds at the date of the event (trackers R16).</summary>
    TrackerValueBased,
}

/// <summary>How a bill's points and an upgrade by the same bill go together (tiers R4-R6).</summary>
public enum TierUpgradeType
{
    /// <summary>The points first, at the old tier.</summary>
    Lazy,

    /// <summary>The upgrade first; all points at the new tier.</summary>
    Eager,

    /// <summary>The amount is cut at each threshold, and each part earns at its own tier.</summary>
    Dynamic,
}

/// <summary>What is counted by the day.</summary>
public enum TierCount
{
    /// <summary>Net amounts of bills by their date; a return counts at the date of the bill it returns.</summary>
    Purchase,

    /// <summary>Dates with a bill that has not wholly come back.</summary>
    Visits,

    /// <summary>Points by the date of their award.</summary>
    Points,

    /// <summary>What the window of a tracker's case holds.</summary>
    Tracker,
}

/// <summary>A case of a tracker, of which tiers use the window and the aggregate only.</summary>
public sealed record TrackerReference
{
    /// <summary>Number of the tracker.</summary>
    public required int Tracker { get; init; }

    /// <summary>Number of its case.</summary>
    public required int Case { get; init; }
}

/// <summary>A further criterion of the tiers: a count over the last days, today included, or the value of a tracker.</summary>
public sealed record TierCriterion
{
    /// <summary>What is counted.</summary>
    public required TierCount Count { get; init; }

    /// <summary>Over how many days, 1 to 1100; none with a tracker, whose case has a window.</summary>
    public int? Days { get; init; }

    /// <summary>The tracker's case, with <see cref="TierCount.Tracker"/>.</summary>
    public TrackerReference? Tracker { get; init; }
}

/// <summary>From what the end of a cycle follows (tiers R20-R23).</summary>
public enum TierValidityKind
{
    /// <summary>So many months of the tier's own after the upgrade.</summary>
    SlabUpgrade,

    /// <summary>The anniversary of the registration.</summary>
    RegistrationDate,

    /// <summary>A day and month.</summary>
    FixedDate,
}

/// <summary>By how much a renewal extends (tiers R25).</summary>
public enum TierExtension
{
    /// <summary>By the tier's own months.</summary>
    TierLength,

    /// <summary>By one month.</summary>
    OneMonth,

    /// <summary>To the next multiple of the tier's months after a fixed date.</summary>
    FixedDate,
}

/// <summary>When a check that is due happens (tiers R24).</summary>
public enum TierRhythm
{
    /// <summary>At the end of the month.</summary>
    MonthEnd,

    /// <summary>At once.</summary>
    Daily,
}

/// <summary>Where a member goes whose tier is not renewed (tiers R34).</summary>
public enum TierDowngrade
{
    /// <summary>One tier below.</summary>
    Single,

    /// <summary>The highest tier, not above the current, whose criteria are met.</summary>
    Threshold,

    /// <summary>The lowest.</summary>
    Lowest,
}

/// <summary>What a member must have done in a cycle for the tier to be renewed (tiers R32); with no condition it always is.</summary>
public sealed record TierRenewal
{
    /// <summary>Purchases; absent: no condition.</summary>
    public decimal? Purchases { get; init; }

    /// <summary>Visits; absent: no condition.</summary>
    public int? Visits { get; init; }

    /// <summary>Points earned; absent: no condition.</summary>
    public decimal? Points { get; init; }

    /// <summary>Values of trackers, at most 3.</summary>
    public IReadOnlyList<TierRenewalTracker> Trackers { get; init; } = [];

    /// <summary>As of the upgrade, over the conditions that are given, lettered in the order purchases, visits, points, trackers. Default <c>ANY 1</c>.</summary>
    public string Relation { get; init; } = TierRelation.AnyOne;

    /// <summary>Whether the criteria of the upgrade are asked again instead. Default off.</summary>
    public bool SameAsEligibility { get; init; }
}

/// <summary>A value of a tracker's case that renews a tier.</summary>
public sealed record TierRenewalTracker
{
    /// <summary>The case.</summary>
    public required TrackerReference Tracker { get; init; }

    /// <summary>The value needed, above 0.</summary>
    public required decimal Value { get; init; }

    /// <summary>The first date that counts here: a tracker in a renewal counts only from when it is put there (trackers R6), so not before the date on which it is saved.</summary>
    public required LocalDate From { get; init; }
}
