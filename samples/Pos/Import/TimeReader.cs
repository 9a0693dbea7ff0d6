using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace Pos.Import;

/// <summary>
/// Times as a till writes them. A local time that daylight saving repeats is taken at the earlier offset, one that
/// it skips is shifted forward by the length of the gap; both are counted for the report.
/// </summary>
internal sealed class TimeReader
{
    private static readonly LocalDatePattern IsoDate = LocalDatePattern.Iso;
    private static readonly IPattern<LocalDateTime> IsoLocal = LocalDateTimePattern.VariablePrecisionIso;

    private static readonly OffsetDateTimePattern[] IsoOffset =
        [.. new[] { "yyyy-MM-dd'T'HH:mm:ss;FFFFFFFFFo<Z+HH:mm>", "yyyy-MM-dd'T'HH:mmo<Z+HH:mm>", "yyyy-MM-dd'T'HH:mm:ss;FFFFFFFFFo<Z+HHmm>" }
            .Select(OffsetDateTimePattern.CreateWithInvariantCulture)];

    private readonly DateTimeZone _zone;
    private readonly Instant _now;
    private readonly LocalDateTimePattern? _local;
    private readonly OffsetDateTimePattern? _offset;
    private readonly string _unreadable;

    public TimeReader(ColumnMap map, Instant now)
    {
        _zone = DateTimeZoneProviders.Tzdb[map.Zone];
        _now = now;
        _unreadable = $"time is not readable (expected {map.TimeFormat ?? "yyyy-MM-dd HH:mm:ss"})";
        if (map.TimeFormat is { } format)
        {
            if (TimePattern.HasOffset(format))
            {
                _offset = OffsetDateTimePattern.CreateWithInvariantCulture(format);
            }
            else
            {
                _local = LocalDateTimePattern.CreateWithInvariantCulture(format);
            }
        }
    }

    /// <summary>How many times fell into an hour that daylight saving skips.</summary>
    public long Skipped { get; private set; }

    /// <summary>How many times fell into an hour that daylight saving repeats.</summary>
    public long Repeated { get; private set; }

    /// <summary>Reads a time; answers the reason when it cannot be taken.</summary>
    public string? Read(string text, out Instant time)
    {
        time = default;
        LocalDateTime local;
        if (_offset is not null || (_local is null && LooksLikeOffset(text)))
        {
            if (!ReadOffset(text, out var at))
            {
                return _unreadable;
            }

            if (OutOfYears(at.Year) is { } offYears)
            {
                return offYears;
            }

            time = at.ToInstant();
            return OutOfRange(time);
        }

        if (!ReadLocal(text, out local))
        {
            return _unreadable;
        }

        if (OutOfYears(local.Year) is { } reason)
        {
            return reason;
        }

        var mapping = _zone.MapLocal(local);
        time = (mapping.Count == 0 ? Resolvers.ReturnForwardShifted(local, _zone, mapping.EarlyInterval, mapping.LateInterval) : mapping.First()).ToInstant();
        reason = OutOfRange(time);
        if (reason is null)
        {
            Skipped += mapping.Count == 0 ? 1 : 0;
            Repeated += mapping.Count == 2 ? 1 : 0;
        }

        return reason;
    }

    private bool ReadLocal(string text, out LocalDateTime local)
    {
        if (_local is not null)
        {
            return _local.Parse(text).TryGetValue(default, out local);
        }

        if (text.Length == 10)
        {
            var read = IsoDate.Parse(text).TryGetValue(default, out var date);
            local = date.AtMidnight();
            return read;
        }

        return IsoLocal.Parse(WithT(text)).TryGetValue(default, out local);
    }

    private bool ReadOffset(string text, out OffsetDateTime at)
    {
        if (_offset is not null)
        {
            return _offset.Parse(text).TryGetValue(default, out at);
        }

        var withT = WithT(text).Replace(" ", "", StringComparison.Ordinal);
        foreach (var pattern in IsoOffset)
        {
            if (pattern.Parse(withT).TryGetValue(default, out at))
            {
                return true;
            }
        }

        at = default;
        return false;
    }

    private static string WithT(string text) =>
        text.Length > 10 && text[10] is ' ' or 't' ? string.Concat(text.AsSpan(0, 10), "T", text.AsSpan(11)) : text;

    private static bool LooksLikeOffset(string text) =>
        text.Length > 11 && (text[^1] == 'Z' || text.AsSpan(11).ContainsAny('+', '-'));

    /// <summary>Keeps the ends of the calendar, where a zone has no answer, away from the zone.</summary>
    private static string? OutOfYears(int year) =>
        year < 1969 ? "time before 1970" : year > 9990 ? "time in the future" : null;

    private string? OutOfRange(Instant time) =>
        time < NodaConstants.UnixEpoch ? "time before 1970" : time > _now ? "time in the future" : null;
}
