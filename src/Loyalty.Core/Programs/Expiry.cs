using NodaTime;

namespace Loyalty;

/// <summary>When points lapse: the tables of points.</summary>
internal static class Expiry
{
    /// <summary>The last day on which points are good, or null for never.</summary>
    /// <param name="rule">The rule, of one tier.</param>
    /// <param name="from">The local date that it counts from.</param>
    /// <param name="processing">The local date on which it is processed (points R23).</param>
    /// <param name="enrolled">The local date of the member's enrolment in the program.</param>
    public static LocalDate? LastDay(ExpiryRule rule, LocalDate from, LocalDate processing, LocalDate enrolled)
    {
        var n = rule.Value ?? 0;
        LocalDate? last = rule.Unit switch
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
            ExpiryUnit.EnrollmentDate => NextOccurrence(enrolled, from.PlusDays(1)),
            _ => throw new ArgumentOutOfRangeException(nameof(rule)),
        };
        // Whoever wrote the field may have written a day that is over.
        return rule.IsFromField && last < processing ? processing.PlusDays(7) : last;
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
