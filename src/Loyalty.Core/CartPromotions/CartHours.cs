using NodaTime;

namespace Loyalty;

/// <summary>Whether an instant lies in a recurring window (cart-promotions R5): elapsed hours from a local start, half-open, belonging to the starting day.</summary>
internal static class CartHours
{
    public static bool Holds(CartTimeWindow window, Instant startOfPromotion, Instant at, DateTimeZone zone)
    {
        var today = at.InZone(zone).Date;
        var length = Duration.FromHours(window.Hours);
        // 24 elapsed hours from any time of the day before may reach into today, never from two days before.
        for (var date = today.PlusDays(-1); date <= today; date = date.PlusDays(1))
        {
            if (!Starts(window, date, startOfPromotion.InZone(zone).Date)) continue;
            var start = StartOf(date, window.Start, zone);
            if (start <= at && at < start + length) return true;
        }
        return false;
    }

    private static bool Starts(CartTimeWindow window, LocalDate date, LocalDate first) => window.Repeat switch
    {
        CartRepeat.Days => true,
        CartRepeat.Weeks => window.Days.Contains((int)date.DayOfWeek),
        CartRepeat.Months => window.Days.Contains(date.Day),
        _ => date == first,
    };

    /// <summary>In a gap of spring it moves forward by the gap, of two in autumn it is the earlier.</summary>
    private static Instant StartOf(LocalDate date, LocalTime time, DateTimeZone zone) => (date + time).InZoneLeniently(zone).ToInstant();
}
