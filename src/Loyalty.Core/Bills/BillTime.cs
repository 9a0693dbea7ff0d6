using NodaTime;
using NodaTime.Text;

namespace Loyalty;

/// <summary>Reads times that tills write (transactions R7).</summary>
internal static class BillTime
{
    public const string Allowed = "an ISO date, or date and time, with or without an offset";

    private static readonly LocalDateTimePattern Minutes = LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm");

    /// <summary>
    /// The instant meant and the offset that stood there, or null. A wall's time that a change of the clock skips moves forward; of one that
    /// occurs twice it is the first.
    /// </summary>
    public static (Instant At, Offset? Given)? Read(string text, BillTimeReading reading, DateTimeZone zone)
    {
        if (text.Length > 50) return null;
        var iso = text.Length > 10 && text[10] == ' ' ? string.Concat(text.AsSpan(0, 10), "T", text.AsSpan(11)) : text;
        if (OffsetDateTimePattern.ExtendedIso.Parse(iso).TryGetValue(default, out var full))
            return (reading == BillTimeReading.Wall ? Wall(full.LocalDateTime, zone) : full.ToInstant(), full.Offset);
        LocalDateTime local;
        if (LocalDatePattern.Iso.Parse(iso).TryGetValue(default, out var date)) local = date.AtMidnight();
        else if (!LocalDateTimePattern.ExtendedIso.Parse(iso).TryGetValue(default, out local) && !Minutes.Parse(iso).TryGetValue(default, out local)) return null;
        // Beyond these no zone's offset can be added.
        if (local.Year is < 1 or > 9998) return null;
        return (reading == BillTimeReading.Wall ? Wall(local, zone) : local.InUtc().ToInstant(), null);
    }

    private static Instant Wall(LocalDateTime local, DateTimeZone zone) => local.InZoneLeniently(zone).ToInstant();

    /// <summary>The date in a field, whatever its time of day; null where there is none.</summary>
    public static LocalDate? Date(string? text, DateTimeZone zone)
    {
        if (text is null || Read(text, BillTimeReading.Wall, zone) is not { } read) return null;
        var date = read.At.InZone(zone).Date;
        return date.Year is > 1900 and < 3000 ? date : null;
    }
}
