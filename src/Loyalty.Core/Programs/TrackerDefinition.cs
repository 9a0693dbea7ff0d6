using NodaTime;

namespace Loyalty;

/// <summary>A tracker: sums or counts by local day what a member does, and answers what lies in a window (trackers, settings).</summary>
public sealed record TrackerDefinition
{
    /// <summary>Number of the tracker, 1 to 1,000,000, unique in the program; what it has counted stands under it, so it is never given to another.</summary>
    public required int Id { get; init; }

    /// <summary>Name, 1 to 100 characters, unique in the program ignoring case.</summary>
    public required string Name { get; init; }

    /// <summary>What one event contributes. Never changes: another type is another tracker (trackers R6).</summary>
    public required TrackerType Type { get; init; }

    /// <summary>The custom field that counts, with the types of fields; a bill or line without it, or with no number in it, contributes nothing (trackers R3).</summary>
    public string? Field { get; init; }

    /// <summary>Name of the alternate currency, with <see cref="TrackerType.AlternateCurrencies"/>. It may be renamed with the currency; another currency is another tracker.</summary>
    public string? Currency { get; init; }

    /// <summary>What a visit is, with <see cref="TrackerType.CustomerVisits"/>. Default each bill.</summary>
    public VisitBasis VisitBasis { get; init; } = VisitBasis.Bills;

    /// <summary>Which bills or lines count; absent: all. Never changes (trackers R6).</summary>
    public TrackerScope? Scope { get; init; }

    /// <summary>The first date that counts, in the program's zone; absent: all from the version of the program on that has the tracker.</summary>
    public LocalDate? ActiveFrom { get; init; }

    /// <summary>Whether a case that no longer holds once a purchase has come back is undone (trackers R21). Default not.</summary>
    public TrackerOnReturn OnReturn { get; init; } = TrackerOnReturn.Keep;

    /// <summary>The cases, at most 20.</summary>
    public IReadOnlyList<TrackerCase> Cases { get; init; } = [];
}

/// <summary>What one event contributes to a tracker; a count adds 1 an event or line.</summary>
public enum TrackerType
{
    /// <summary>The net amount of a bill.</summary>
    BillAmount,

    /// <summary>Net amount and discounts.</summary>
    BillGrossAmount,

    /// <summary>The discounts of its lines.</summary>
    BillDiscount,

    /// <summary>The quantities of its lines.</summary>
    BillTotalQty,

    /// <summary>The net amounts of matching lines.</summary>
    LineitemAmount,

    /// <summary>The quantities of matching lines.</summary>
    LineitemQty,

    /// <summary>The number of matching lines.</summary>
    LineitemCount,

    /// <summary>A number in a custom field of the bill.</summary>
    BillExtendedField,

    /// <summary>A number in a custom field of matching lines.</summary>
    LineitemExtendedField,

    /// <summary>Visits.</summary>
    CustomerVisits,

    /// <summary>Points that the bill's earning rules awarded, promised ones too; what cases, tiers and gifts give does not count (trackers R10).</summary>
    Points,

    /// <summary>The same of an alternate currency: what the bill's earning rules awarded in it.</summary>
    AlternateCurrencies,
}

/// <summary>What a visit is.</summary>
public enum VisitBasis
{
    /// <summary>Each bill.</summary>
    Bills,

    /// <summary>Each date with a bill that has not wholly come back.</summary>
    Days,
}

/// <summary>Whether a return undoes what a case gave for another bill (trackers R21).</summary>
public enum TrackerOnReturn
{
    /// <summary>Nothing of another bill is taken, and what was used of a limit stays used.</summary>
    Keep,

    /// <summary>A success that fails without the returned part is undone, the newest first; not in moving and tier-change windows.</summary>
    Reverse,
}

/// <summary>Which bills or lines count: every condition that is given must hold; a fact that is missing fails it (trackers R2).</summary>
public sealed record TrackerScope
{
    /// <summary>Codes of stores, one of which the bill is from; absent: any.</summary>
    public IReadOnlyList<string> Stores { get; init; } = [];

    /// <summary>Custom fields of the bill with the values that count.</summary>
    public IReadOnlyList<TrackerFieldValues> BillFields { get; init; } = [];

    /// <summary>Item codes, one of which the line has; absent: any. Only with types of lines.</summary>
    public IReadOnlyList<string> Skus { get; init; } = [];

    /// <summary>Custom fields of the line, such as its brand or category, with the values that count. Only with types of lines.</summary>
    public IReadOnlyList<TrackerFieldValues> LineFields { get; init; } = [];
}

/// <summary>A custom field and the values of which it has one; compared exactly.</summary>
public sealed record TrackerFieldValues
{
    /// <summary>Name of the field, 1 to 250 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The values, at least one.</summary>
    public required IReadOnlyList<string> Values { get; init; }
}

/// <summary>A case of a tracker: what it aggregates, over which window, and what a success gives.</summary>
public sealed record TrackerCase
{
    /// <summary>Number of the case, 1 to 1,000,000, unique in the tracker.</summary>
    public required int Id { get; init; }

    /// <summary>Name, 1 to 100 characters, unique in the tracker ignoring case.</summary>
    public required string Name { get; init; }

    /// <summary>Sum of the values or number of contributions. Default the sum.</summary>
    public TrackerAggregate Aggregate { get; init; } = TrackerAggregate.Sum;

    /// <summary>The window.</summary>
    public required TrackerWindow Window { get; init; }

    /// <summary>When it succeeds.</summary>
    public required TrackerCondition Condition { get; init; }

    /// <summary>Most successes a member, for life; absent: no limit (trackers R14).</summary>
    public int? Limit { get; init; }

    /// <summary>Whether it succeeds with every event for which it holds, or only with the one that makes it hold. Default the latter.</summary>
    public TrackerFires Fires { get; init; } = TrackerFires.Crossing;

    /// <summary>Points that a success gives; absent: none.</summary>
    public TrackerAward? Award { get; init; }
}

/// <summary>What a case makes of the contributions in its window.</summary>
public enum TrackerAggregate
{
    /// <summary>The sum of their values.</summary>
    Sum,

    /// <summary>How many there are.</summary>
    Count,
}

/// <summary>When a case succeeds.</summary>
public enum TrackerFires
{
    /// <summary>With an event after which it holds and before which it did not.</summary>
    Crossing,

    /// <summary>With every event after which it holds.</summary>
    Event,
}

/// <summary>The local dates that a case counts (trackers, windows).</summary>
public sealed record TrackerWindow
{
    /// <summary>The kind.</summary>
    public required TrackerWindowKind Kind { get; init; }

    /// <summary>Days or months of a moving window. Default days.</summary>
    public TrackerWindowUnit Unit { get; init; } = TrackerWindowUnit.Days;

    /// <summary>How many days or months: moving 0 to 3,650 days or 0 to 120 months before; cyclic 1 to 3,650 days; calendar cycles 1 to 120 months.</summary>
    public int? Length { get; init; }

    /// <summary>The first date of calendar cycles, and the date since which counts.</summary>
    public LocalDate? Start { get; init; }
}

/// <summary>Kinds of windows.</summary>
public enum TrackerWindowKind
{
    /// <summary>The date and so many days before it, or its month and so many months before it.</summary>
    MovingWindow,

    /// <summary>Runs of so many days, counted from the first contribution.</summary>
    CyclicWindow,

    /// <summary>Runs of so many months from a date.</summary>
    CalendarBasedCyclicWindow,

    /// <summary>Since the last change or renewal of the tier.</summary>
    TierChangeWindow,

    /// <summary>Since a date.</summary>
    SinceDate,

    /// <summary>All there is.</summary>
    Lifetime,
}

/// <summary>The unit of a moving window.</summary>
public enum TrackerWindowUnit
{
    /// <summary>Days.</summary>
    Days,

    /// <summary>Calendar months.</summary>
    Months,
}

/// <summary>A comparison with the aggregate.</summary>
public sealed record TrackerCondition
{
    /// <summary>How it is compared.</summary>
    public required TrackerOperator Is { get; init; }

    /// <summary>With what.</summary>
    public required decimal Value { get; init; }

    /// <summary>The upper end of <see cref="TrackerOperator.Between"/>.</summary>
    public decimal? Upper { get; init; }
}

/// <summary>Comparisons.</summary>
public enum TrackerOperator
{
    /// <summary>Equal.</summary>
    Equal,

    /// <summary>Above.</summary>
    Greater,

    /// <summary>Below.</summary>
    Less,

    /// <summary>Equal or above.</summary>
    GreaterOrEqual,

    /// <summary>Equal or below.</summary>
    LessOrEqual,

    /// <summary>Within, both ends included.</summary>
    Between,

    /// <summary>A multiple of the value was reached by this event (trackers R11).</summary>
    ModOf,
}

/// <summary>Points of a success.</summary>
public sealed record TrackerAward
{
    /// <summary>How it computes. Default fixed.</summary>
    public AllocationKind Kind { get; init; } = AllocationKind.Fixed;

    /// <summary>On what percentages and steps compute. Default the tracked value.</summary>
    public TrackerBase Base { get; init; } = TrackerBase.TrackedValue;

    /// <summary>Points, percent, or points a step: one value, or one for each tier from the lowest up. 0 to 1,000,000 each.</summary>
    public required IReadOnlyList<decimal> Values { get; init; }

    /// <summary>The step of <see cref="AllocationKind.Step"/>, 0.000001 or more.</summary>
    public decimal? Step { get; init; }

    /// <summary>Most of the base that counts, less what the window held before (trackers R14); absent: all.</summary>
    public decimal? BaseLimit { get; init; }

    /// <summary>Most points one success gives; absent: no cap.</summary>
    public decimal? Cap { get; init; }

    /// <summary>Days the points are only promised, as of an earning rule; absent: at once.</summary>
    public int? DelayDays { get; init; }

    /// <summary>When they lapse; absent: as the program says.</summary>
    public ExpiryRule? Expiry { get; init; }
}

/// <summary>What an award computes on (trackers, bases).</summary>
public enum TrackerBase
{
    /// <summary>The value of this event or line.</summary>
    TrackedValue,

    /// <summary>The same.</summary>
    CurrentEventTrackedValue,

    /// <summary>The aggregate with this event or line.</summary>
    CurrentAggregate,

    /// <summary>The aggregate without it.</summary>
    PreviousAggregate,

    /// <summary>How many multiples were reached with MOD_OF, else 1.</summary>
    TrackerEvaluation,

    /// <summary>What was missing for the next tier before the event; nothing in the highest.</summary>
    GapToUpgrade,

    /// <summary>What is missing after it.</summary>
    GapToUpgradeAfterEvent,

    /// <summary>What the event brought beyond the next tier.</summary>
    ExcessAfterUpgrade,
}
