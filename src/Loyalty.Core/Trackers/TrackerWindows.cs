using NodaTime;

namespace Loyalty;

/// <summary>Dates of a window, both included, in days since 1970.</summary>
internal readonly record struct TrackerPeriod(int From, int To);

/// <summary>Which dates a case counts at a date (trackers, windows).</summary>
internal static class TrackerWindows
{
    /// <summary>The dates counted at a date; null where a window has not begun.</summary>
    /// <param name="window">The window.</param>
    /// <param name="at">The date of the event or read.</param>
    /// <param name="anchor">The date of the tracker's first contribution; null where there is none, as if it came now.</param>
    /// <param name="tiers">The member's standings.</param>
    /// <param name="program">The configuration.</param>
    public static TrackerPeriod? Of(TrackerWindow window, LocalDate at, int? anchor, TierSection tiers, ProgramSnapshot program)
    {
        var day = Days.Of(at);
        switch (window.Kind)
        {
            case TrackerWindowKind.MovingWindow when window.Unit == TrackerWindowUnit.Days:
                return new(day - window.Length!.Value, day);
            case TrackerWindowKind.MovingWindow:
                var first = new LocalDate(at.Year, at.Month, 1);
                return new(Days.Of(first.PlusMonths(-window.Length!.Value)), Days.Of(first.PlusMonths(1)) - 1);
            case TrackerWindowKind.CyclicWindow:
                var length = window.Length!.Value;
                var start = (anchor ?? day) + (FloorDivide(day - (anchor ?? day), length) * length);
                return new(start, start + length - 1);
            case TrackerWindowKind.CalendarBasedCyclicWindow:
                return Calendar(window.Start!.Value, window.Length!.Value, at);
            case TrackerWindowKind.TierChangeWindow:
                return new(TierStart(tiers, at, program) is { } change ? Days.Of(change) : int.MinValue, day);
            case TrackerWindowKind.SinceDate:
                return at < window.Start!.Value ? null : new(Days.Of(window.Start.Value), day);
            default:
                return new(int.MinValue, int.MaxValue);
        }
    }

    /// <summary>The date of the last change or renewal of the tier up to a date, or null when there was none.</summary>
    public static LocalDate? TierStart(TierSection tiers, LocalDate at, ProgramSnapshot program)
    {
        LocalDate? start = null;
        for (var i = tiers.Standings.Count - 1; i >= 0 && start is null; i--)
            if (program.DateOf(tiers.Standings[i].Since) is var since && since <= at) start = since;
        return tiers.Cycle is { IsRenewed: true, From: var renewed } && renewed <= at && !(renewed < start) ? renewed : start;
    }

    /// <summary>The instant from which the last change of the tier up to a date counts, or null.</summary>
    public static Instant? TierInstant(TierSection tiers, LocalDate at, ProgramSnapshot program)
    {
        if (TierStart(tiers, at, program) is not { } start) return null;
        for (var i = tiers.Standings.Count - 1; i >= 0; i--)
            if (program.DateOf(tiers.Standings[i].Since) == start) return tiers.Standings[i].Since;
        return program.Zone.AtStartOfDay(start).ToInstant();
    }

    /// <summary>Each cycle is clamped from the start itself, so that the 31st comes back after a short month.</summary>
    private static TrackerPeriod? Calendar(LocalDate start, int months, LocalDate at)
    {
        if (at < start) return null;
        var k = (((at.Year - start.Year) * 12) + at.Month - start.Month) / months;
        if (start.PlusMonths(k * months) > at) k--;
        return new(Days.Of(start.PlusMonths(k * months)), Days.Of(start.PlusMonths((k + 1) * months)) - 1);
    }

    private static int FloorDivide(int a, int b) => (a / b) - (a % b < 0 ? 1 : 0);
}
