using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>The program has no such tracker.</summary>
/// <param name="Tracker">The number asked for.</param>
public sealed record TrackerUnknown(int Tracker) : Refusal("tracker.unknown", "Tracker", Invariant($"The program has no tracker {Tracker}."));

/// <summary>What a case of a tracker shows of a member at a date (trackers R30, R31).</summary>
/// <param name="Tracker">Number of the tracker.</param>
/// <param name="TrackerName">Its name.</param>
/// <param name="Case">Number of the case.</param>
/// <param name="CaseName">Its name.</param>
/// <param name="Value">What its window holds: points, base currency, pieces or a number of contributions, as the tracker counts; exact to 6 decimals.</param>
/// <param name="PeriodStart">The start of the window's first date; of a tier-change window the instant of the change.</param>
/// <param name="PeriodEnd">The last second of a cycle; of calendar cycles the first instant of the next; else the last second of the date; of a tier-change window the end of the tier, or a hundred years on.</param>
/// <param name="UpdatedOn">The start of the last date in the window with something on it, else that of the window.</param>
/// <param name="ValidThrough">The last date on which the value holds without further events; null when it does not fall by itself.</param>
/// <param name="Holds">Whether the condition holds; null for multiples, which an event reaches.</param>
/// <param name="Used">How often the case has succeeded.</param>
/// <param name="Left">How often it still can; null without a limit.</param>
public sealed record TrackerStatus(
    int Tracker, string TrackerName, int Case, string CaseName, decimal Value, Instant PeriodStart, Instant PeriodEnd, Instant UpdatedOn, LocalDate? ValidThrough,
    bool? Holds, long Used, long? Left);

/// <summary>A success of a case, with the facts of that moment (trackers, facts).</summary>
/// <param name="Position">Position of its entry.</param>
/// <param name="Effective">When it counts.</param>
/// <param name="Bill">The bill behind it.</param>
/// <param name="Line">The line of the bill from 1, or 0 for the whole.</param>
/// <param name="Tracker">Number of the tracker.</param>
/// <param name="TrackerName">Its name then.</param>
/// <param name="Case">Number of the case.</param>
/// <param name="CaseName">Its name then.</param>
/// <param name="Period">The length of its window, or null.</param>
/// <param name="TrackedValue">The value of the bill or line.</param>
/// <param name="Initial">The aggregate before the bill.</param>
/// <param name="Previous">The aggregate before it and earlier lines of it.</param>
/// <param name="Current">The aggregate with it.</param>
/// <param name="Multiples">Multiples that it reached; 1 where the condition is none of multiples.</param>
/// <param name="Points">Points that it gave.</param>
public sealed record TrackerSuccess(
    long Position, Instant Effective, BillId Bill, int Line, int Tracker, string TrackerName, int Case, string CaseName, int? Period,
    decimal TrackedValue, decimal Initial, decimal Previous, decimal Current, decimal Multiples, decimal Points)
{
    /// <summary>The aggregate as a number of visits, where visits are tracked.</summary>
    public decimal? NumberOfVisits { get; init; }
}
