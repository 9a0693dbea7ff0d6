using System.Globalization;

namespace Loyalty;

/// <summary>Numbers in JSON as exact decimals: what a decimal cannot hold to the last digit is no number here.</summary>
internal static class FieldNumber
{
    private const int MaximumDigits = 29;
    private const int MaximumDecimals = 28;

    /// <summary>Reads a JSON number; the value carries no trailing zeros.</summary>
    public static bool TryRead(ReadOnlySpan<char> json, out decimal value)
    {
        value = 0;
        var negative = json[0] == '-';
        var unsigned = json[(negative ? 1 : 0)..];
        var e = unsigned.IndexOfAny('e', 'E');
        var mantissa = e < 0 ? unsigned : unsigned[..e];
        var dot = mantissa.IndexOf('.');
        var decimals = dot < 0 ? 0 : mantissa.Length - dot - 1;

        var digits = (dot < 0 ? mantissa.ToString() : string.Concat(mantissa[..dot], mantissa[(dot + 1)..])).AsSpan().TrimStart('0');
        var significant = digits.TrimEnd('0');
        if (significant.IsEmpty)
        {
            return true;
        }

        long exponent = 0;
        if (e >= 0 && !TryReadExponent(unsigned[(e + 1)..], out exponent))
        {
            return false;
        }

        // The value is significant x 10^exponent.
        exponent += digits.Length - significant.Length - decimals;
        if (exponent < -MaximumDecimals || significant.Length + Math.Max(0, exponent) > MaximumDigits)
        {
            return false;
        }

        var whole = significant.ToString() + new string('0', (int)Math.Max(0, exponent));
        if (!decimal.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out var units))
        {
            return false;
        }

        Span<int> bits = stackalloc int[4];
        decimal.GetBits(units, bits);
        value = new decimal(bits[0], bits[1], bits[2], negative, (byte)Math.Max(0, -exponent));
        return true;
    }

    /// <summary>The number in plain digits without trailing zeros.</summary>
    public static string Write(decimal value) =>
        value == 0 ? "0" : value.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>The same number without trailing zeros.</summary>
    public static decimal Trim(decimal value) => decimal.Parse(Write(value), NumberStyles.Number, CultureInfo.InvariantCulture);

    /// <summary>The number as a person reads it: <c>1,000,000</c>.</summary>
    public static string Show(decimal value) =>
        value == 0 ? "0" : value.ToString("#,0.############################", CultureInfo.InvariantCulture);

    /// <summary>How many decimals the number has, trailing zeros apart.</summary>
    public static int Decimals(decimal value) => Trim(value).Scale;

    private static bool TryReadExponent(ReadOnlySpan<char> json, out long exponent)
    {
        var read = int.TryParse(json, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small);
        exponent = small;
        return read;
    }
}
