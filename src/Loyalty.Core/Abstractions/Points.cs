using NodaTime;

namespace Loyalty;

/// <summary>An amount of points in whole units of 10^-scale; the scale is the program's. May be negative as a difference.</summary>
internal readonly record struct Points(long Units) : IComparable<Points>
{
    public static Points Zero => default;

    public bool IsZero => Units == 0;

    public static Points operator +(Points a, Points b) => new(a.Units + b.Units);

    public static Points operator -(Points a, Points b) => new(a.Units - b.Units);

    public static Points operator -(Points a) => new(-a.Units);

    public static bool operator <(Points a, Points b) => a.Units < b.Units;

    public static bool operator >(Points a, Points b) => a.Units > b.Units;

    public static bool operator <=(Points a, Points b) => a.Units <= b.Units;

    public static bool operator >=(Points a, Points b) => a.Units >= b.Units;

    public static Points Min(Points a, Points b) => a < b ? a : b;

    public static Points Max(Points a, Points b) => a > b ? a : b;

    public int CompareTo(Points other) => Units.CompareTo(other.Units);

    /// <summary>As decimal points.</summary>
    public decimal ToDecimal(int scale) => new(
        unchecked((int)(ulong)Math.Abs(Units)), unchecked((int)((ulong)Math.Abs(Units) >> 32)), 0, Units < 0, (byte)scale);
}

/// <summary>Ticks (100 ns) since the Unix epoch: the precision in which times are kept.</summary>
internal static class Ticks
{
    /// <summary>Nothing counts before it.</summary>
    public static readonly Instant Earliest = Instant.FromUnixTimeTicks(0);

    /// <summary>What <see cref="Instant.MaxValue"/> is in ticks: later than every time.</summary>
    public const long Never = long.MaxValue;

    public static long Of(Instant instant) => instant == Instant.MaxValue ? Never : instant.ToUnixTimeTicks();

    public static Instant ToInstant(long ticks) => ticks == Never ? Instant.MaxValue : Instant.FromUnixTimeTicks(ticks);

    public static Instant Floor(Instant instant) => Instant.FromUnixTimeTicks(instant.ToUnixTimeTicks());
}
