using NodaTime;

namespace Loyalty;

/// <summary>Points given for something.</summary>
/// <param name="Rule">Earning rule or gift.</param>
/// <param name="Line">Line of the bill from 1, or 0 for the whole bill.</param>
/// <param name="Points">How many.</param>
/// <param name="ConvertsAt">When they become usable, or null when they are already.</param>
/// <param name="ExpiresAt">The first instant at which they are no longer good, or null for never.</param>
public sealed record Award(string Rule, int Line, decimal Points, Instant? ConvertsAt, Instant? ExpiresAt)
{
    /// <summary>Whether they are promised: until <see cref="ConvertsAt"/>, or, where that is null, until somebody converts them.</summary>
    public bool IsPromised { get; init; }

    /// <summary>Whether later activities move <see cref="ExpiresAt"/>.</summary>
    public bool IsRolling { get; init; }
}
