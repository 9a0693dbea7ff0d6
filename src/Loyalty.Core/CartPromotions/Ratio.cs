using System.Numerics;

namespace Loyalty;

/// <summary>
/// An exact fraction: k of n units of a line are worth base x k / n, which no decimal holds when n is 3. Sums stay exact until the one
/// rounding of a discount (cart-promotions R3). Nearly all fit two longs; what does not is kept in full.
/// </summary>
internal readonly struct Ratio
{
    private static readonly BigInteger Most = BigInteger.Pow(10, 27);

    // Not in lowest terms: they are taken only where a product would not fit.
    private readonly long _number;
    private readonly long _byLessOne;
    private readonly Large? _large;

    private Ratio(long number, long by)
    {
        _number = number;
        _byLessOne = by - 1;
    }

    private Ratio(Large large) => _large = large;

    public static Ratio Zero => default;

    public bool IsPositive => _large is null ? _number > 0 : _large.Number.Sign > 0;

    public bool IsWhole => _large is null ? _byLessOne == 0 : _large.By.IsOne;

    private long By => _byLessOne + 1;

    private BigInteger BigNumber => _large?.Number ?? _number;

    private BigInteger BigBy => _large?.By ?? By;

    public static Ratio Of(long whole) => new(whole, 1);

    /// <summary>Number / by; by above 0.</summary>
    public static Ratio Of(Int128 number, Int128 by)
    {
        if (Fits(number) && Fits(by)) return new((long)number, (long)by);
        return Reduced(number, by);
    }

    public static Ratio Of(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        return Reduced(new BigInteger(new decimal(bits[0], bits[1], bits[2], bits[3] < 0, 0)), BigInteger.Pow(10, (bits[3] >> 16) & 0xFF));
    }

    public static Ratio operator +(Ratio a, Ratio b)
    {
        if (a._large is not null || b._large is not null) return Reduced((a.BigNumber * b.BigBy) + (b.BigNumber * a.BigBy), a.BigBy * b.BigBy);
        if (a._byLessOne == b._byLessOne) return Of((Int128)a._number + b._number, a.By);
        return Sum(a, b._number, b.By);
    }

    public static Ratio operator -(Ratio a, Ratio b)
    {
        if (a._large is not null || b._large is not null) return Reduced((a.BigNumber * b.BigBy) - (b.BigNumber * a.BigBy), a.BigBy * b.BigBy);
        if (a._byLessOne == b._byLessOne) return Of((Int128)a._number - b._number, a.By);
        return b._number == long.MinValue ? Reduced((a.BigNumber * b.BigBy) - (b.BigNumber * a.BigBy), a.BigBy * b.BigBy) : Sum(a, -b._number, b.By);
    }

    public static Ratio operator *(Ratio a, Ratio b) => a._large is not null || b._large is not null
        ? Reduced(a.BigNumber * b.BigNumber, a.BigBy * b.BigBy)
        : Of((Int128)a._number * b._number, (Int128)a.By * b.By);

    /// <summary>a / b; b above 0.</summary>
    public static Ratio operator /(Ratio a, Ratio b) => a._large is not null || b._large is not null
        ? Reduced(a.BigNumber * b.BigBy, a.BigBy * b.BigNumber)
        : Of((Int128)a._number * b.By, (Int128)a.By * b._number);

    public static bool operator <(Ratio a, Ratio b) => a.Against(b) < 0;

    public static bool operator >(Ratio a, Ratio b) => a.Against(b) > 0;

    /// <summary>Below 0 when less than the other, above when more.</summary>
    public int Against(Ratio other)
    {
        if (_large is not null || other._large is not null) return (BigNumber * other.BigBy).CompareTo(other.BigNumber * BigBy);
        return _byLessOne == other._byLessOne ? _number.CompareTo(other._number) : ((Int128)_number * other.By).CompareTo((Int128)other._number * By);
    }

    public static Ratio Min(Ratio a, Ratio b) => a < b ? a : b;

    public static Ratio Max(Ratio a, Ratio b) => a > b ? a : b;

    public long Floor()
    {
        if (_large is { } large) return (long)(large.Number.Sign >= 0 ? BigInteger.Divide(large.Number, large.By) : -BigInteger.Divide(-large.Number + large.By - 1, large.By));
        var (floor, rest) = Math.DivRem(_number, By);
        return rest < 0 ? floor - 1 : floor;
    }

    public long Ceiling()
    {
        if (_large is { } large) return -new Ratio(new Large(-large.Number, large.By)).Floor();
        var (floor, rest) = Math.DivRem(_number, By);
        return rest > 0 ? floor + 1 : floor;
    }

    /// <summary>Rounds a value of 0 or more.</summary>
    public long Round(CartRounding rounding)
    {
        var floor = Floor();
        int half;
        if (_large is { } large)
        {
            var rest = large.Number - (floor * large.By);
            if (rest.IsZero) return floor;
            half = (2 * rest).CompareTo(large.By);
        }
        else
        {
            var rest = _number - (floor * By);
            if (rest == 0) return floor;
            half = rest.CompareTo(By - rest);
        }
        var up = rounding switch
        {
            CartRounding.HalfDown => half > 0,
            CartRounding.HalfUp => half >= 0,
            CartRounding.HalfEven => half > 0 || (half == 0 && floor % 2 != 0),
            CartRounding.Up or CartRounding.Ceiling => true,
            _ => false,
        };
        return up ? floor + 1 : floor;
    }

    /// <summary>The number at a scale of decimals, cut: for people. What no sale comes near is shown as the most there is.</summary>
    public decimal Shown(int decimals)
    {
        var scaled = BigInteger.Divide(BigNumber * BigInteger.Pow(10, decimals), BigBy);
        return (decimal)BigInteger.Min(scaled, Most) / (decimal)BigInteger.Pow(10, decimals);
    }

    private static bool Fits(Int128 value) => value == unchecked((long)value);

    // No product here passes 2 x 2^126.
    private static Ratio Sum(Ratio a, long number, long by) => Of(((Int128)a._number * by) + ((Int128)number * a.By), (Int128)a.By * by);

    private static Ratio Reduced(Int128 number, Int128 by)
    {
        var (a, b) = (number < 0 ? -number : number, by);
        while (b != 0) (a, b) = (b, a % b);
        if (a > 1) (number, by) = (number / a, by / a);
        return Fits(number) && Fits(by) ? new((long)number, (long)by) : new(new Large((BigInteger)number, (BigInteger)by));
    }

    private static Ratio Reduced(BigInteger number, BigInteger by)
    {
        var common = BigInteger.GreatestCommonDivisor(number, by);
        (number, by) = (number / common, by / common);
        return number >= long.MinValue && number <= long.MaxValue && by <= long.MaxValue ? new((long)number, (long)by) : new(new Large(number, by));
    }

    private sealed record Large(BigInteger Number, BigInteger By);
}
