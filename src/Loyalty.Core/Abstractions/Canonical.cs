using System.Globalization;

namespace Loyalty;

/// <summary>Forms in which equal values are equal to the byte.</summary>
internal static class Canonical
{
    /// <summary>Without trailing zeros; zero is one zero: a difference of two equal amounts may have a scale or a sign of its own.</summary>
    public static decimal Trim(decimal value)
    {
        if (value == 0) return 0m;
        if (value.Scale == 0) return value;
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var (digits, scale) = (unchecked((uint)bits[0] | ((ulong)(uint)bits[1] << 32)), value.Scale);
        // What is usual fits into 64 bits, and dividing those is much faster.
        if (bits[2] != 0) return value / 1.000000000000000000000000000000000m;
        for (; scale > 0 && digits % 10 == 0; scale--) digits /= 10;
        return scale == value.Scale ? value : new decimal(unchecked((int)digits), unchecked((int)(digits >> 32)), 0, value < 0, scale);
    }

    public static string Text(decimal value) => Trim(value).ToString(CultureInfo.InvariantCulture);
}
