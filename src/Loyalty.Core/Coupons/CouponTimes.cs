using NodaTime;

namespace Loyalty;

/// <summary>When coupons are good (coupons R1-R5). Ends are exclusive: the first instant at which it is too late.</summary>
internal static class CouponTimes
{
    /// <summary>The last second of a day, exclusive: the start of the next, safe across daylight saving.</summary>
    public static Instant EndOf(LocalDate day, DateTimeZone zone) => Ticks.Floor(zone.AtStartOfDay(day.PlusDays(1)).ToInstant());

    public static Instant StartOf(LocalDate day, DateTimeZone zone) => Ticks.Floor(zone.AtStartOfDay(day).ToInstant());

    /// <summary>The end of a given last second, which is good to its end.</summary>
    public static Instant EndOf(Instant lastSecond) => Instant.FromUnixTimeSeconds(lastSecond.ToUnixTimeSeconds()) + Duration.FromSeconds(1);

    /// <summary>The last second of an exclusive end, as it is shown.</summary>
    public static Instant LastSecond(Instant end) => end - Duration.FromSeconds(1);

    /// <summary>A day given with an offset, in the organisation's zone.</summary>
    public static LocalDate DayOf(OffsetDateTime given, DateTimeZone zone) => given.InZone(zone).Date;

    public static Instant SeriesEnd(CouponSeriesSettings series, DateTimeZone zone)
    {
        var end = series.ValidTillTime is { } second ? EndOf(second) : EndOf(series.ValidTill, zone);
        return series.OwnerValidity is { } owner ? Instant.Min(end, EndOf(owner)) : end;
    }

    /// <summary>The end that the strategy gives a coupon by itself, frozen at issue; never for series expiry.</summary>
    public static Instant StrategyEnd(CouponExpiry strategy, int value, LocalDate issued, DateTimeZone zone) => strategy switch
    {
        CouponExpiry.SeriesExpiry => Instant.MaxValue,
        CouponExpiry.Days => EndOf(issued.PlusDays(value), zone),
        CouponExpiry.MonthsEnd => EndOf(EndOfMonth(issued.PlusMonths(value)), zone),
        _ => throw new ArgumentOutOfRangeException(nameof(strategy)),
    };

    /// <summary>The coupon's end: its own (or the one it was given since), capped by the series' as that stands now.</summary>
    public static Instant EndOf(Coupon coupon, CouponSeriesSettings series, DateTimeZone zone)
    {
        var own = coupon.ExpiresAt ?? StrategyEnd(coupon.Strategy, coupon.StrategyValue, coupon.IssuedAt.InZone(zone).Date, zone);
        return Instant.Min(own, SeriesEnd(series, zone));
    }

    /// <summary>The first instant at which it can be used.</summary>
    public static Instant ActiveFrom(Coupon coupon, CouponSeriesSettings series, DateTimeZone zone)
    {
        var start = StartOf(coupon.IssuedAt.InZone(zone).Date.PlusDays(series.RedemptionValidAfterDays), zone);
        return series.RedemptionValidFrom is { } from ? Instant.Max(start, StartOf(from, zone)) : start;
    }

    /// <summary>Whether day of month, day of week and hour all lie in the range, and no blackout has begun.</summary>
    public static bool IsInWindow(CouponSeriesSettings series, LocalDateTime local)
    {
        var range = series.RedemptionRange;
        if (range is not null && !(Any(range.DaysOfMonth, local.Day) && Any(range.DaysOfWeek, (int)local.DayOfWeek % 7, 7) && Any(range.Hours, local.Hour))) return false;
        foreach (var blackout in series.Blackouts)
            if (local >= blackout.Start && local < blackout.End) return false;
        return true;
    }

    private static bool Any(IReadOnlyList<int> allowed, int value, int modulo = int.MaxValue)
    {
        if (allowed.Count == 0) return true;
        foreach (var each in allowed)
            if (each == -1 || each % modulo == value) return true;
        return false;
    }

    private static LocalDate EndOfMonth(LocalDate date) => new(date.Year, date.Month, CalendarSystem.Iso.GetDaysInMonth(date.Year, date.Month));
}
