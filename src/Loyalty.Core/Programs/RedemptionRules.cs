using NodaTime;

namespace Loyalty;

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

    /// <summary>Points that the member must have now, available less debt (points R30, 804). Default 0.</summary>
    public decimal Balance { get; init; }

    /// <summary>Lifetime points that the member must have (points R30, 805). Default 0.</summary>
    public decimal LifetimePoints { get; init; }

    /// <summary>Lifetime purchases that the member must have (points R30, 806). Default 0.</summary>
    public decimal LifetimePurchases { get; init; }

    /// <summary>
    /// Whether a redemption in this program may take the points of all programs that the member is enrolled in (points R70), which then are
    /// counted in equal decimals. Default off.
    /// </summary>
    public bool AllPrograms { get; init; }

    /// <summary>One condition for each tier from the lowest up, in the place of minimum, limit, multiple, balance and lifetime above. Absent: one for all.</summary>
    public IReadOnlyList<RedemptionCondition> Tiers { get; init; } = [];

    /// <summary>Limits over time (points R30, 817), at most 20. What is redeemed counts from the version on that asks for it.</summary>
    public IReadOnlyList<RedemptionLimit> OverTime { get; init; } = [];

    /// <summary>Dates between which nothing can be redeemed (points R30, 817), at most 100.</summary>
    public IReadOnlyList<RedemptionBlackout> Blackouts { get; init; } = [];

    /// <summary>Codes of the stores in which points can be redeemed (points R30, 817); absent: in any, and by a call from none.</summary>
    public IReadOnlyList<string> Stores { get; init; } = [];

    /// <summary>Whether a redemption can be reversed. Default on.</summary>
    public bool AllowReversal { get; init; } = true;

    /// <summary>Minutes after which a hold lapses, 1 to 1440. Default 15 (points R35).</summary>
    public int HoldMinutes { get; init; } = 15;

    /// <summary>Whether customers confirm a redemption by a code.</summary>
    public ValidationCodeRules Codes { get; init; } = new();

    /// <summary>The condition of a tier, 1 for the lowest.</summary>
    internal RedemptionCondition For(int tier) => Tiers.Count > 0 ? Tiers[Math.Clamp(tier, 1, Tiers.Count) - 1] : new()
    {
        Minimum = Minimum, Limit = Limit, MultipleOf = MultipleOf, Balance = Balance, LifetimePoints = LifetimePoints, LifetimePurchases = LifetimePurchases,
    };
}

/// <summary>What a redemption needs in one tier.</summary>
public sealed record RedemptionCondition
{
    /// <summary>Fewest points a redemption, 0 for none.</summary>
    public decimal Minimum { get; init; }

    /// <summary>Most points a redemption; absent: no limit.</summary>
    public decimal? Limit { get; init; }

    /// <summary>Points must be a multiple of this; absent: any.</summary>
    public decimal? MultipleOf { get; init; }

    /// <summary>Points that the member must have now, available less debt. Default 0.</summary>
    public decimal Balance { get; init; }

    /// <summary>Lifetime points that the member must have. Default 0.</summary>
    public decimal LifetimePoints { get; init; }

    /// <summary>Lifetime purchases that the member must have. Default 0.</summary>
    public decimal LifetimePurchases { get; init; }
}

/// <summary>Over which time redeemed points are counted, by the local date of the redemption.</summary>
public enum RedemptionWindow
{
    /// <summary>The date: <c>pointsRedeemedToday</c>.</summary>
    Today,

    /// <summary>Its week from Monday to Sunday: <c>pointsRedeemedInCalendarWeek</c>.</summary>
    CalendarWeek,

    /// <summary>Its month: <c>pointsRedeemedInCalendarMonth</c>.</summary>
    CalendarMonth,

    /// <summary>The date and so many days before it: <c>pointsRedeemedInPastDays(n)</c>.</summary>
    PastDays,
}

/// <summary>The most points that a member may redeem in a time.</summary>
public sealed record RedemptionLimit
{
    /// <summary>The time.</summary>
    public required RedemptionWindow Window { get; init; }

    /// <summary>How many days before the date, 0 to 366, with <see cref="RedemptionWindow.PastDays"/>.</summary>
    public int? Days { get; init; }

    /// <summary>The most points, reversals taken off, the redemption that is judged with them.</summary>
    public required decimal Points { get; init; }
}

/// <summary>Dates between which nothing can be redeemed.</summary>
public sealed record RedemptionBlackout
{
    /// <summary>The first date, in the program's zone.</summary>
    public required LocalDate From { get; init; }

    /// <summary>The last.</summary>
    public required LocalDate Through { get; init; }
}
