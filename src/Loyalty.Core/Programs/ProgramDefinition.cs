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

    /// <summary>What of a purchase earns nothing.</summary>
    public EarningExclusions NotEarning { get; init; } = new();

    /// <summary>Caps over sets of earning rules, at most 50; absent: none.</summary>
    public IReadOnlyList<EarningCap> EarningCaps { get; init; } = [];

    /// <summary>What a redemption needs.</summary>
    public RedemptionRules Redemption { get; init; } = new();

    /// <summary>What a returned purchase does.</summary>
    public ReturnRules Returns { get; init; } = new();

    /// <summary>Who may post points by hand.</summary>
    public ManualRules Manual { get; init; } = new();

    /// <summary>Whether members may send each other points. Default on.</summary>
    public bool AllowTransfer { get; init; } = true;

    /// <summary>When points that members receive from each other lapse: one lot by it for a transfer (points R63). Absent: each keeps the end it had.</summary>
    public ExpiryRule? TransferExpiry { get; init; }

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
/// It moves no tier, and of trackers those of its own type alone.
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
