using NodaTime;
using NodaTime.Text;

namespace Loyalty.Testing;

/// <summary>A clock that stands where a test puts it, told in local time as shops and their rules tell it.</summary>
public sealed class LocalClock : IClock
{
    private static readonly LocalDateTimePattern s_minutes = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm");
    private static readonly LocalDateTimePattern s_seconds = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss");
    private static readonly LocalDatePattern s_day = LocalDatePattern.Iso;
    private long _ticks;

    /// <summary>Creates a clock that stands at a local time.</summary>
    /// <param name="zone">IANA id of the zone.</param>
    /// <param name="local">A time that <see cref="At"/> reads.</param>
    public LocalClock(string zone, string local)
    {
        Zone = DateTimeZoneProviders.Tzdb[zone];
        Set(local);
    }

    /// <summary>The zone in which local times are read.</summary>
    public DateTimeZone Zone { get; }

    /// <summary>The instant of a local time: <c>2026-02-01</c> (its first instant), <c>2026-02-01 10:30</c> or <c>2026-02-01 10:30:15</c>.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public Instant At(string local)
    {
        ArgumentNullException.ThrowIfNull(local);
        if (s_day.Parse(local) is { Success: true } day) return Zone.AtStartOfDay(day.Value).ToInstant();
        var time = (local.Length == 16 ? s_minutes : s_seconds).Parse(local);
        return time.GetValueOrThrow().InZoneLeniently(Zone).ToInstant();
    }

    /// <summary>Puts the clock to a local time.</summary>
    public void Set(string local) => Set(At(local));

    /// <summary>Puts the clock to an instant.</summary>
    public void Set(Instant instant) => Interlocked.Exchange(ref _ticks, instant.ToUnixTimeTicks());

    /// <summary>Lets time pass.</summary>
    public void Advance(Duration duration) => Set(GetCurrentInstant() + duration);

    /// <inheritdoc/>
    public Instant GetCurrentInstant() => Instant.FromUnixTimeTicks(Interlocked.Read(ref _ticks));
}
