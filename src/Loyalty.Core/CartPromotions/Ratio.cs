using System.Numerics;

namespace Loyalty;

/// <summary>
/// An exact fraction: k of n units of a line are worth base x k / n, which no decimal holds when n is 3. Sums stay exact until the one
/// rounding of a discount (cart-promotions R3).
/// </summary>
internal readonly struct Ratio
{
    private static readonly BigInteger Most = BigInteger.Pow(10, 27);

    private readonly BigInteger _number;
    private readonly BigInteger _byLessOne;

    private Ratio(BigInteger number, BigInteger by)
    {
        if (by.IsOne)
        {
            _number = number;
            _byLessOne = BigInteger.Zero;
            return;
        }
        var common = BigInteger.GreatestCommonDivisor(number, by);
        _number = number / common;
        _byLessOne = (by / common) - 1;
    }

    public static Ratio Zero => default;

    private BigInteger By => _byLessOne + 1;

    public bool IsPositive => _number.Sign > 0;

    public bool IsWhole => _byLessOne.IsZero;

    public static Ratio Of(long whole) => new(whole, BigInteger.One);

    /// <summary>Number / by; by above 0.</summary>
    public static Ratio Of(BigInteger number, BigInteger by) => new(number, by);

    public static Ratio Of(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var digits = new BigInteger(new decimal(bits[0], bits[1], bits[2], bits[3] < 0, 0));
        return new(digits, BigInteger.Pow(10, (bits[3] >> 16) & 0xFF));
    }

    public static Ratio operator +(Ratio a, Ratio b) =>
        a.IsWhole && b.IsWhole ? new(a._number + b._number, BigInteger.One) : new((a._number * b.By) + (b._number * a.By), a.By * b.By);

    public static Ratio operator -(Ratio a, Ratio b) =>
        a.IsWhole && b.IsWhole ? new(a._number - b._number, BigInteger.One) : new((a._number * b.By) - (b._number * a.By), a.By * b.By);

    public static Ratio operator *(Ratio a, Ratio b) => new(a._number * b._number, a.By * b.By);

    /// <summary>a / b; b above 0.</summary>
    public static Ratio operator /(Ratio a, Ratio b) => new(a._number * b.By, a.By * b._number);

    public static bool operator <(Ratio a, Ratio b) => a.Against(b) < 0;

    public static bool operator >(Ratio a, Ratio b) => a.Against(b) > 0;

    /// <summary>Below 0 when less than the other, above when more.</summary>
    public int Against(Ratio other) =>
        IsWhole && other.IsWhole ? _number.CompareTo(other._number) : (_number * other.By).CompareTo(other._number * By);

    public static Ratio Min(Ratio a, Ratio b) => a < b ? a : b;

    public static Ratio Max(Ratio a, Ratio b) => a > b ? a : b;

    public long Floor() => (long)(_number.Sign >= 0 ? BigInteger.Divide(_number, By) : -BigInteger.Divide(-_number + By - 1, By));

    public long Ceiling() => -new Ratio(-_number, By).Floor();

    /// <summary>Rounds a value of 0 or more.</summary>
    public long Round(CartRounding rounding)
    {
        if (IsWhole) return (long)_number;
        var floor = Floor();
        var half = (2 * (_number - (floor * By))).CompareTo(By);
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
        var scaled = BigInteger.Divide(_number * BigInteger.Pow(10, decimals), By);
        return (decimal)BigInteger.Min(scaled, Most) / (decimal)BigInteger.Pow(10, decimals);
    }
}
