using NodaTime;

namespace Loyalty;

/// <summary>When points lapse: the tables of points, basis the activity's date.</summary>
internal static class Expiry
{
    /// <summary>The last day on which points are good, or null for never.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="from">The activity's local date.</param>
    /// <param name="processing">The local date on which it is processed (points R23).</param>
    public static LocalDate? LastDay(ExpiryRule rule, LocalDate from, LocalDate processing)
    {
        var n = rule.Value ?? 0;
        return rule.Unit switch
        {
            // What is tied to the tier ends with its cycle, which is no date of the award's.
            ExpiryUnit.Never or ExpiryUnit.TierExpiry => null,
            ExpiryUnit.NumDays => from.PlusDays(n),
            ExpiryUnit.NumMonths => from.PlusMonths(n),
            ExpiryUnit.NumMonthsEnd => EndOfMonth(from.PlusMonths(n)),
            ExpiryUnit.NumYears => from.PlusYears(n),
            ExpiryUnit.MonthEnd => EndOfMonth(from),
            ExpiryUnit.YearEnd => new LocalDate(from.Year, 12, 31),
            // A fixed date before the start would award nothing but expired points.
            ExpiryUnit.FixedDate => rule.Date!.Value < from ? processing.PlusDays(7) : rule.Date.Value,
            ExpiryUnit.FixedDateWithoutYear => NextOccurrence(rule.Date!.Value, from),
            _ => throw new ArgumentOutOfRangeException(nameof(rule)),
        };
    }

    /// <summary>The first instant at which points are no longer good: the start of the day after (points R2), safe across daylight saving; behind the last day there is comes none.</summary>
    public static Instant LapseOf(LocalDate? lastDay, DateTimeZone zone) =>
        lastDay is { } day && day < LocalDate.MaxIsoValue ? Ticks.Floor(zone.AtStartOfDay(day.PlusDays(1)).ToInstant()) : Instant.MaxValue;

    private static LocalDate EndOfMonth(LocalDate date) => new(date.Year, date.Month, CalendarSystem.Iso.GetDaysInMonth(date.Year, date.Month));

    private static LocalDate NextOccurrence(LocalDate day, LocalDate from)
    {
        var thisYear = InYear(day, from.Year);
        return thisYear >= from ? thisYear : InYear(day, from.Year + 1);
    }

    private static LocalDate InYear(LocalDate day, int year) =>
        new(year, day.Month, Math.Min(day.Day, CalendarSystem.Iso.GetDaysInMonth(year, day.Month)));
}
