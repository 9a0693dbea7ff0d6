using NodaTime;
using NodaTime.Text;

namespace Pos;

/// <summary>Times as people type them.</summary>
internal static class TimeText
{
    /// <summary>An instant (2026-03-31T23:30:00Z), a time with offset, a local time, or a date, which means all of that day.</summary>
    public static Instant? Read(string? text, string option, DateTimeZone zone)
    {
        if (text is null) return null;
        if (InstantPattern.ExtendedIso.Parse(text).TryGetValue(default, out var instant)) return instant;
        if (OffsetDateTimePattern.ExtendedIso.Parse(text).TryGetValue(default, out var offset)) return offset.ToInstant();
        if (LocalDateTimePattern.ExtendedIso.Parse(text).TryGetValue(default, out var local)) return local.InZoneLeniently(zone).ToInstant();
        if (LocalDatePattern.Iso.Parse(text).TryGetValue(default, out var date)) return EndOf(date, zone);
        throw new UserException($"{option}: '{text}' is no time; write 2026-03-31T23:30:00Z or 2026-03-31.");
    }

    /// <summary>The last moment of a day, while points that are good until that day still are.</summary>
    public static Instant EndOf(LocalDate day, DateTimeZone zone) => day.PlusDays(1).AtStartOfDayInZone(zone).ToInstant() - Duration.FromTicks(1);
}
