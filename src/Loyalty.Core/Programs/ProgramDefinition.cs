using NodaTime;

namespace Loyalty;

/// <summary>A loyalty program: how points are earned, promised, spent and lost, and the tiers.</summary>
public sealed record ProgramDefinition
{
    /// <summary>The number of the default program.</summary>
    internal const int DefaultId = 1;

    /// <summary>The largest number of a program: accounts of its members stand under it.</summary>
    internal const int LargestId = 63;

    /// <summary>Code, as an organisation's; unique among the organisation's programs.</summary>
    public required string Code { get; init; }

    /// <summary>Name shown to people, 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Number under which members' accounts stand: 1 of the default program, 2 to 63 of a further one, unique; it never goes to another program.</summary>
    public int Id { get; init; } = DefaultId;

    /// <summary>Codes of the stores whose bills count in the program; empty: bills of any store, and of none.</summary>
    public IReadOnlyList<string> Stores { get; init; } = [];

    /// <summary>IANA zone of its days; absent: the organisation's.</summary>
    public string? Zone { get; init; }

    /// <summary>The points currency.</summary>
    public PointsDefinition Points { get; init; } = new();

    /// <summary>Currencies beside the points, at most 5 of them active (points R72); absent: none.</summary>
    public IReadOnlyList<AlternateCurrency> Currencies { get; init; } = [];

    /// <summary>What purchases earn, in this order. May be empty.</summary>
    public IReadOnlyList<EarningRule> Earning { get; init; } = [];

    /// <summary>What a redemption needs.</summary>
    public RedemptionRules Redemption { get; init; } = new();

    /// <summary>What a returned purchase does.</summary>
    public ReturnRules Returns { get; init; } = new();

    /// <summary>Who may post points by hand.</summary>
    public ManualRules Manual { get; init; } = new();

    /// <summary>Whether members may send each other points. Default on.</summary>
    public bool AllowTransfer { get; init; } = true;

    /// <summary>Groups of customers.</summary>
    public GroupRules Groups { get; init; } = new();

    /// <summary>The tiers from the lowest up, at most 50; absent: none, everybody is alike.</summary>
    public IReadOnlyList<TierDefinition> Tiers { get; init; } = [];

    /// <summary>How members move between the tiers.</summary>
    public TierRules TierRules { get; init; } = new();

    /// <summary>The trackers, at most 100; absent: none.</summary>
    public IReadOnlyList<TrackerDefinition> Trackers { get; init; } = [];

    /// <summary>Partner and supplementary programs, at most 50; absent: none.</summary>
    public IReadOnlyList<PartnerDefinition> Partners { get; init; } = [];

    /// <summary>Gifts of points whose number is capped over all members.</summary>
    public IReadOnlyList<GiftDefinition> Gifts { get; init; } = [];

    /// <summary>The cart promotions; absent: none.</summary>
    public CartPromotionRules? CartPromotions { get; init; }
}

/// <summary>The points currency of a program.</summary>
public sealed record PointsDefinition
{
    /// <summary>Decimals of a point, 0 to 3. Default 0. Cannot change once points exist.</summary>
    public int Scale { get; init; }

    /// <summary>How an award is rounded to the scale (points, settings). Default HALF_UP.</summary>
    public PointsRounding Rounding { get; init; } = PointsRounding.HalfUp;

    /// <summary>Base currency a point is worth when spent; above 0, up to 1,000,000. Default 0.01.</summary>
    public decimal Ratio { get; init; } = 0.01m;

    /// <summary>When points lapse, unless an earning rule or gift says otherwise. Default never.</summary>
    public ExpiryRule Expiry { get; init; } = new();

    /// <summary>Whether a purchase that awards nothing counts <see cref="ExpiryRule.Rolling"/> expiries anew too. Default off (points R24).</summary>
    public bool RollsOnZero { get; init; }
}

/// <summary>
/// A currency that a program keeps beside its points (points R72): with lots, promises, holds and expiries of its own, in a balance of its own.
/// It moves no tier and no tracker.
/// </summary>
public sealed record AlternateCurrency
{
    /// <summary>Number in the ledger, 2 to 99, unique in the program; it never goes to another currency.</summary>
    public required int Id { get; init; }

    /// <summary>Name, 1 to 30 characters, unique in the program ignoring case.</summary>
    public required string Name { get; init; }

    /// <summary>Decimals, 0 to 3. Default 0. Never changes.</summary>
    public int Scale { get; init; }

    /// <summary>How an award is rounded to the scale. Default HALF_UP.</summary>
    public PointsRounding Rounding { get; init; } = PointsRounding.HalfUp;

    /// <summary>Base currency that a unit is worth when spent; above 0, up to 1,000,000. Default 0.01.</summary>
    public decimal Ratio { get; init; } = 0.01m;

    /// <summary>When it lapses, unless an earning rule says otherwise. Default after 99 years.</summary>
    public ExpiryRule Expiry { get; init; } = new() { Unit = ExpiryUnit.NumYears, Value = 99 };

    /// <summary>Whether it can be redeemed. Default on. Never changes.</summary>
    public bool Redeemable { get; init; } = true;

    /// <summary>Whether a returned purchase takes it back. Default on. Never changes.</summary>
    public bool Returnable { get; init; } = true;

    /// <summary>Whether it is still awarded. Default on; what was awarded stays when it is off.</summary>
    public bool Active { get; init; } = true;
}

/// <summary>How an amount of points is rounded.</summary>
public enum PointsRounding
{
    /// <summary>To the nearest, half away from zero.</summary>
    HalfUp,

    /// <summary>To the nearest, half towards zero.</summary>
    HalfDown,

    /// <summary>To the nearest, half to the even neighbour.</summary>
    HalfEven,

    /// <summary>Down.</summary>
    Floor,

    /// <summary>Up.</summary>
    Ceiling,
}

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

/// <summary>One way of earning points with a purchase.</summary>
public sealed record EarningRule
{
    /// <summary>Name in entries and traces, unique in the program, as a code.</summary>
    public required string Id { get; init; }

    /// <summary>On the bill or on each line. Default the bill.</summary>
    public EarningBasis On { get; init; } = EarningBasis.Bill;

    /// <summary>How it computes.</summary>
    public AllocationKind Kind { get; init; } = AllocationKind.Percentage;

    /// <summary>Percent, points, points a step, or the multiple to round up to: one value, or one for each tier from the lowest up. 0 to 1,000,000 each.</summary>
    public required IReadOnlyList<decimal> Values { get; init; }

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
}

/// <summary>When points lapse: the last day on which they are good, in the program's zone (points R2).</summary>
public sealed record ExpiryRule
{
    /// <summary>The unit. Default never.</summary>
    public ExpiryUnit Unit { get; init; } = ExpiryUnit.Never;

    /// <summary>How many, 1 to 3650, for the units that count.</summary>
    public int? Value { get; init; }

    /// <summary>The date of the fixed units (its year is ignored without year).</summary>
    public LocalDate? Date { get; init; }

    /// <summary>
    /// Whether each later purchase counts it anew from its own day, never to an earlier one, for points that are good then (points R24).
    /// Default off; not with NEVER, FIXED_DATE and TIER_EXPIRY, which count from no day.
    /// </summary>
    public bool Rolling { get; init; }
}

/// <summary>What a redemption needs (points R30).</summary>
public sealed record RedemptionRules
{
    /// <summary>Whether points can be redeemed at all. Default on.</summary>
    public bool Allowed { get; init; } = true;

    /// <summary>Fewest points a redemption, 0 for none.</summary>
    public decimal Minimum { get; init; }

    /// <summary>Most points a redemption; absent: no limit.</summary>
    public decimal? Limit { get; init; }

    /// <summary>Points must be a multiple of this; absent: any.</summary>
    public decimal? MultipleOf { get; init; }

    /// <summary>Most percent of the bill that points may pay, above 0 to 100; absent: no limit.</summary>
    public decimal? PercentOfBill { get; init; }

    /// <summary>Lifetime points that the member must have (points R30, 805). Default 0.</summary>
    public decimal LifetimePoints { get; init; }

    /// <summary>Lifetime purchases that the member must have (points R30, 804). Default 0.</summary>
    public decimal LifetimePurchases { get; init; }

    /// <summary>
    /// Whether a redemption in this program may take the points of all programs that the member is enrolled in (points R70), which then are
    /// counted in equal decimals. Default off.
    /// </summary>
    public bool AllPrograms { get; init; }

    /// <summary>Whether a redemption can be reversed. Default on.</summary>
    public bool AllowReversal { get; init; } = true;

    /// <summary>Minutes after which a hold lapses, 1 to 1440. Default 15 (points R35).</summary>
    public int HoldMinutes { get; init; } = 15;

    /// <summary>Whether customers confirm a redemption by a code.</summary>
    public ValidationCodeRules Codes { get; init; } = new();
}

/// <summary>Whether points spent on a returned purchase come back.</summary>
public enum UsedPointsReturn
{
    /// <summary>They stay spent.</summary>
    Off,

    /// <summary>The redemptions that the bill names are reversed in proportion (points R42).</summary>
    RedemptionReference,

    /// <summary>The same, and those that were made against the bill's number.</summary>
    BillNumber,

    /// <summary>What the bill's tender Points was worth comes back as new points with an expiry of their own, at most what the bill's redemptions have left.</summary>
    PointsTender,
}

/// <summary>Which returns are accepted, and what a returned purchase does to points.</summary>
public sealed record ReturnRules
{
    /// <summary>Whether purchases can be returned at all. Default on (673).</summary>
    public bool Allowed { get; init; } = true;

    /// <summary>Whether lines can be returned. Default on (674).</summary>
    public bool LinesAllowed { get; init; } = true;

    /// <summary>Whether money can be returned without lines. Default on (675).</summary>
    public bool AmountAllowed { get; init; } = true;

    /// <summary>Whether a whole purchase can be returned. Default on (676).</summary>
    public bool FullAllowed { get; init; } = true;

    /// <summary>Whether a return must come with a number of its own. Default on; off: one is made for a return without.</summary>
    public bool NumberRequired { get; init; } = true;

    /// <summary>
    /// Whether a return's own number may come once only in the organisation. Default on; off under the documented defaults: a number that
    /// comes again with other content is another return, with the same content still a repeat.
    /// </summary>
    public bool NumberUnique { get; init; } = true;

    /// <summary>Whether a return of a purchase that is not known is kept, with a warning and without effect. Default off: it is refused.</summary>
    public bool KeepsUnknown { get; init; }

    /// <summary>Whether it is kept, and the customer's lifetime purchases fall by it, not below 0. Default off.</summary>
    public bool CountsUnknown { get; init; }

    /// <summary>Whether the purchase's points are taken back. Default on.</summary>
    public bool TakeBackPoints { get; init; } = true;

    /// <summary>Whether what was spent meanwhile becomes debt. Default on; off under the documented defaults: then it is waived, and met by what comes back (points R52).</summary>
    public bool AllowDebt { get; init; } = true;

    /// <summary>Whether points spent on the purchase come back. Default by the redemptions that the bill names.</summary>
    public UsedPointsReturn UsedPoints { get; init; } = UsedPointsReturn.RedemptionReference;

    /// <summary>When points lapse that <see cref="UsedPointsReturn.PointsTender"/> gives; absent: as the program says.</summary>
    public ExpiryRule? ReissueExpiry { get; init; }
}

/// <summary>A tier.</summary>
public sealed record TierDefinition
{
    /// <summary>Name, 1 to 50 characters, unique in the program ignoring case.</summary>
    public required string Name { get; init; }

    /// <summary>Lifetime purchases in the base currency from which the tier is reached (tiers R1); absent on the lowest, rising from tier to tier.</summary>
    public decimal? LifetimePurchases { get; init; }

    /// <summary>The same in points, where the measure is one of points.</summary>
    public decimal? Points { get; init; }

    /// <summary>The same as the value of a tracker, where that is the measure.</summary>
    public decimal? TrackerValue { get; init; }

    /// <summary>Thresholds of the further criteria, one each, on every tier but the lowest.</summary>
    public IReadOnlyList<decimal> Criteria { get; init; } = [];

    /// <summary>Whether a standing in the tier ends and is then checked. Default off; never on the lowest.</summary>
    public bool Expires { get; init; }

    /// <summary>Months of a cycle, 1 to 120, where the tier's own months count.</summary>
    public int? Months { get; init; }

    /// <summary>What renews it; absent: nothing is asked.</summary>
    public TierRenewal? Renewal { get; init; }

    /// <summary>Where a member goes who is not renewed. Default one below.</summary>
    public TierDowngrade DowngradeTo { get; init; } = TierDowngrade.Single;

    /// <summary>Points given with each upgrade into the tier (tiers R9); absent: none.</summary>
    public decimal? UpgradeBonus { get; init; }
}

/// <summary>A gift of points for the first so many members.</summary>
public sealed record GiftDefinition
{
    /// <summary>Code of the gift, unique in the program.</summary>
    public required string Id { get; init; }

    /// <summary>Points, above 0.</summary>
    public required decimal Points { get; init; }

    /// <summary>How many can be given over all members, 1 to one thousand million; each member gets it once.</summary>
    public required long Limit { get; init; }

    /// <summary>When the points lapse; absent: as the program says.</summary>
    public ExpiryRule? Expiry { get; init; }
}
