namespace Loyalty;

/// <summary>Exact division of a whole into shares.</summary>
internal static class Allocation
{
    /// <summary>
    /// Spreads a number of units over weights by largest remainder, ties to the lower index; the shares sum to the units exactly.
    /// Where all weights are 0 they count as equal. Weights are amounts, of up to 6 decimals.
    /// </summary>
    public static long[] Spread(long units, IReadOnlyList<decimal> weights)
    {
        var shares = new long[weights.Count];
        var exact = new Int128[weights.Count];
        Int128 sum = 0;
        for (var i = 0; i < exact.Length; i++) sum += exact[i] = Millionths(weights[i]);
        if (sum == 0)
        {
            Array.Fill(exact, 1);
            sum = exact.Length;
        }
        var remainders = new (Int128 Part, int Index)[weights.Count];
        var given = 0L;
        for (var i = 0; i < exact.Length; i++)
        {
            var (share, rest) = Int128.DivRem(units * exact[i], sum);
            shares[i] = (long)share;
            given += shares[i];
            remainders[i] = (rest, i);
        }
        Array.Sort(remainders, static (a, b) => a.Part != b.Part ? b.Part.CompareTo(a.Part) : a.Index.CompareTo(b.Index));
        for (var i = 0; given < units; i++, given++) shares[remainders[i].Index]++;
        return shares;
    }

    /// <summary>
    /// What a return takes of an award now: floor(award x returned / whole) less what was taken before. Any split of a return
    /// into parts takes the same in all (transactions R33).
    /// </summary>
    public static long Cumulative(long award, decimal returned, decimal whole, long takenBefore) =>
        Math.Max(0, (returned >= whole ? award : (long)(award * Millionths(returned) / Millionths(whole))) - takenBefore);

    /// <summary>An amount or quantity in millionths: what a decimal would round, whole numbers of 128 bits divide exactly.</summary>
    private static Int128 Millionths(decimal amount) => (Int128)(amount * 1_000_000m);

    /// <summary>Rounds to whole units of 10^-scale; null when the result is out of range.</summary>
    public static long? Round(decimal points, int scale, PointsRounding rounding)
    {
        if (points == 0) return 0;
        if (Math.Abs(points) > MaxUnits) return null;
        var scaled = points * PowerOfTen(scale);
        var floor = decimal.Floor(scaled);
        var part = scaled - floor;
        var up = rounding switch
        {
            PointsRounding.Floor => false,
            PointsRounding.Ceiling => part > 0,
            PointsRounding.HalfUp => part > 0.5m || (part == 0.5m && scaled > 0),
            PointsRounding.HalfDown => part > 0.5m || (part == 0.5m && scaled < 0),
            PointsRounding.HalfEven => part > 0.5m || (part == 0.5m && floor % 2 != 0),
            _ => throw new ArgumentOutOfRangeException(nameof(rounding)),
        };
        var units = up ? floor + 1 : floor;
        return Math.Abs(units) > MaxUnits ? null : (long)units;
    }

    /// <summary>Most units one award, redemption or transfer can have: far from any overflow of the sums.</summary>
    public const long MaxUnits = 1_000_000_000_000_000;

    /// <summary>Most points one redemption or transfer can move: at every scale within the most units.</summary>
    public const decimal MaxPoints = 1_000_000_000_000m;

    /// <summary>Most units an account can ever receive.</summary>
    public const long MaxAccountUnits = 1_000_000_000_000_000_000;

    public static decimal PowerOfTen(int scale) => scale switch { 0 => 1m, 1 => 10m, 2 => 100m, 3 => 1000m, 4 => 10_000m, _ => throw new ArgumentOutOfRangeException(nameof(scale)) };
}
