using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace Loyalty.Hosting;

/// <summary>Times as the surfaces read and write them: an hour told twice is the earlier, one that is skipped moves forward by the gap (R24).</summary>
internal static class Times
{
    private static readonly ZoneLocalMappingResolver s_resolver = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnForwardShifted);

    private static readonly LocalDateTimePattern s_plain = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss");

    private static readonly LocalDatePattern s_date = LocalDatePattern.Iso;

    // Z or hours and minutes: the framework's own leaves minutes of zero out, which the documented form does not.
    private static readonly OffsetDateTimePattern s_written = OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:sso<Z+HH:mm>");

    private static readonly OffsetDateTimePattern s_stored = OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:sso<+HH:mm>");

    private static readonly OffsetPattern s_offsetAlone = OffsetPattern.CreateWithInvariantCulture("+HH:mm");

    // What clients send as a V1.1 time, beside the documented form (R19a).
    private static readonly LocalDateTimePattern[] s_local =
    [
        s_plain,
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-M-d H:mm:ss"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-M-d H:mm"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-M-d h:mm:ss tt"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss;FFFFFFFFF"),
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm"),
    ];

    private static readonly OffsetDateTimePattern[] s_offset =
    [
        OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss;FFFFFFFFFo<Z+HH:mm>"),
        OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss;FFFFFFFFFo<Z+HHmm>"),
        OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mmo<Z+HH:mm>"),
    ];

    public static Instant At(LocalDateTime local, DateTimeZone zone) => local.InZone(zone, s_resolver).ToInstant();

    public static Instant StartOf(LocalDate date, DateTimeZone zone) => zone.AtStartOfDay(date).ToInstant();

    public static LocalDate? Date(string text)
    {
        var given = text.Trim().Replace('/', '-');
        return s_date.Parse(given) is { Success: true } parsed ? parsed.Value : null;
    }

    /// <summary>A local time or a bare date of a zone; with an offset its instant, or its local face where a given offset is to be ignored.</summary>
    public static Instant? Read(string text, DateTimeZone zone, bool ignoreOffset = false)
    {
        // A plus sign for the blank is what a query's encoding leaves.
        var given = text.Trim();
        if (Date(given) is { } date) return StartOf(date, zone);
        foreach (var pattern in s_offset)
            if (pattern.Parse(given) is { Success: true } parsed) return ignoreOffset ? At(parsed.Value.LocalDateTime, zone) : parsed.Value.ToInstant();
        given = given.Replace('/', '-');
        foreach (var pattern in s_local)
            if (pattern.Parse(given) is { Success: true } parsed) return At(parsed.Value, zone);
        given = given.Replace('+', ' ');
        return s_plain.Parse(given) is { Success: true } plus ? At(plus.Value, zone) : null;
    }

    /// <summary>A time that names its offset, as the engine reads one; null where it has none.</summary>
    public static string? Offset(string? text)
    {
        foreach (var pattern in s_offset)
            if (text is not null && pattern.Parse(text.Trim()) is { Success: true } parsed) return s_stored.Format(parsed.Value);
        return null;
    }

    public static string Offset(Offset offset) => s_offsetAlone.Format(offset);

    /// <summary>Milliseconds from 100,000,000,000 on, seconds below (R25); null when it is not in the calendar.</summary>
    public static Instant? Unix(long value)
    {
        var milliseconds = value >= 100_000_000_000 ? value : value is > -100_000_000_000 ? value * 1000 : long.MinValue;
        return milliseconds is >= 0 and < 253_402_300_800_000 ? Instant.FromUnixTimeMilliseconds(milliseconds) : null;
    }

    /// <summary>V1.1: local time of the organisation, no offset.</summary>
    public static string V1(Instant instant, DateTimeZone zone) => s_plain.Format(instant.InZone(zone).LocalDateTime);

    /// <summary>V2: with an offset, no fraction.</summary>
    public static string V2(Instant instant, DateTimeZone zone) => s_written.Format(instant.InZone(zone).ToOffsetDateTime());

    public static string Date(Instant instant, DateTimeZone zone) => s_date.Format(instant.InZone(zone).Date);
}
