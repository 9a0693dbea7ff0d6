using NodaTime;

namespace Loyalty.Tests;

/// <summary>Values at the ends of their types, small ones and random ones, all from one seed.</summary>
internal sealed class RandomBits(int seed)
{
    private ulong _state = unchecked((ulong)seed * 0x9E3779B97F4A7C15UL + 0x1234567UL);

    /// <summary>64 random bits.</summary>
    public long Any()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15UL;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return (long)(z ^ (z >> 31));
        }
    }

    public int Below(int limit) => (int)(unchecked((ulong)Any()) % (ulong)limit);

    public bool Flag() => Below(2) == 0;

    /// <summary>Any number, the ends more often than chance has it.</summary>
    public long Long() => Below(6) switch { 0 => long.MinValue, 1 => long.MaxValue, 2 => 0, 3 => Below(300), 4 => 1L << Below(63), _ => Any() };

    /// <summary>A number that a record may hold: not negative.</summary>
    public long Count() => Below(5) switch { 0 => 0, 1 => long.MaxValue, 2 => Below(300), 3 => 1L << Below(63), _ => Any() & long.MaxValue };

    public int Int() => Below(4) switch { 0 => 0, 1 => int.MaxValue, 2 => Below(300), _ => (int)(Any() & int.MaxValue) };

    /// <summary>A part of something that adds up: its sum with others still fits.</summary>
    public long Part() => Count() >> 4;

    public decimal AnyDecimal() => unchecked(new decimal((int)Any(), (int)Any(), (int)Any(), Flag(), (byte)Below(29)));

    public decimal Decimal() => Below(5) switch { 0 => 0m, 1 => decimal.MaxValue, 2 => 7.50m, 3 => Below(100_000) / 100m, _ => AnyDecimal() };

    public Instant Instant() => Below(5) switch
    {
        0 => NodaTime.Instant.FromUnixTimeTicks(0),
        1 => NodaTime.Instant.FromUtc(9999, 12, 31, 23, 59),
        2 => NodaTime.Instant.FromUtc(1, 1, 1, 0, 0),
        _ => NodaTime.Instant.FromUnixTimeTicks(Any() % 200_000_000_000_000_000L),
    };

    public string Text() => Below(6) switch
    {
        0 => "",
        1 => "e\u0301\u05e9\u202e\U0001F469\u200D\U0001F467",
        2 => new string('x', Below(400)),
        3 => "\0\n\u0085",
        _ => $"text-{Below(1000)}",
    };

    public string? TextOrNone() => Flag() ? Text() : null;

    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++) bytes[i] = unchecked((byte)Any());
        return bytes;
    }

    public T[] List<T>(int most, Func<T> make)
    {
        var list = new T[Below(most + 1)];
        for (var i = 0; i < list.Length; i++) list[i] = make();
        return list;
    }

    public T Choice<T>() where T : struct, Enum => Enum.GetValues<T>() is var values ? values[Below(values.Length)] : default;

    public Dictionary<string, string>? Fields()
    {
        if (Flag()) return null;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i <= Below(4); i++) fields[$"{i}{Text()}"] = Text();
        return fields;
    }
}
