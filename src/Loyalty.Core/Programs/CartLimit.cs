namespace Loyalty;

/// <summary>Over whose uses a limit counts.</summary>
public enum CartLimitScope
{
    /// <summary>This cart.</summary>
    Cart,

    /// <summary>The member.</summary>
    Customer,

    /// <summary>Everybody.</summary>
    Promotion,

    /// <summary>The code.</summary>
    Code,

    /// <summary>One earn record.</summary>
    Earn,
}

/// <summary>What a limit counts.</summary>
public enum CartLimitKpi
{
    /// <summary>Applications.</summary>
    Redemption,

    /// <summary>Transactions.</summary>
    Transaction,

    /// <summary>Money.</summary>
    Discount,
}

/// <summary>Over which time a limit counts.</summary>
public enum CartLimitWindow
{
    /// <summary>For ever.</summary>
    Overall,

    /// <summary>The last so many days before now.</summary>
    Moving,

    /// <summary>The calendar month.</summary>
    CalendarMonth,

    /// <summary>The week.</summary>
    Week,

    /// <summary>So many days, counted from the promotion's start.</summary>
    NDay,
}

/// <summary>A limit.</summary>
public sealed record CartLimit
{
    /// <summary>Over whose uses.</summary>
    public required CartLimitScope Scope { get; init; }

    /// <summary>What it counts.</summary>
    public required CartLimitKpi Kpi { get; init; }

    /// <summary>How many or how much, above 0.</summary>
    public required decimal Limit { get; init; }

    /// <summary>Over which time. Default for ever.</summary>
    public CartLimitWindow Window { get; init; } = CartLimitWindow.Overall;

    /// <summary>Length of MOVING and N_DAY in days, 1 to 3650.</summary>
    public int? Days { get; init; }

    /// <summary>First day of a WEEK, Monday 1 to Sunday 7. Default Monday.</summary>
    public int WeekStart { get; init; } = 1;
}
