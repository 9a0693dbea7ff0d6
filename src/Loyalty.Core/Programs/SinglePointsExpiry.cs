namespace Loyalty;

/// <summary>How one window moves all rolling points of an organisation (points R25).</summary>
public enum SinglePointsExpiryMode
{
    /// <summary>Each activity moves them to its own day and the window, if that is later; then they expire.</summary>
    MaximumExpiryDate,

    /// <summary>The same, and points that are about to expire get one more window, once.</summary>
    AddOneMoreWindow,
}

/// <summary>What counts as a member's activity.</summary>
public enum PointsActivity
{
    /// <summary>A purchase: one that awards points, or any where the program rolls on zero.</summary>
    Purchase,

    /// <summary>Points were redeemed.</summary>
    Redemption,
}

/// <summary>The unit of a window.</summary>
public enum WindowUnit
{
    /// <summary>Days.</summary>
    Days,

    /// <summary>Months, to the same day, clipped to the month's end.</summary>
    Months,
}

/// <summary>
/// One expiry for all rolling points: the first date comes from their own strategy, every activity moves them to a window from its day. It takes
/// the place of counting each by its own strategy anew.
/// </summary>
public sealed record SinglePointsExpiry
{
    /// <summary>How. Default the maximum.</summary>
    public SinglePointsExpiryMode Mode { get; init; }

    /// <summary>The window, 1 to 3650.</summary>
    public required int Window { get; init; }

    /// <summary>Its unit. Default months.</summary>
    public WindowUnit Unit { get; init; } = WindowUnit.Months;

    /// <summary>The activities; empty: purchases.</summary>
    public IReadOnlyList<PointsActivity> Activities { get; init; } = [];

    internal bool Has(PointsActivity activity) => Activities.Count == 0 ? activity == PointsActivity.Purchase : Activities.Contains(activity);
}
