using System.Buffers;

namespace Pos.Import;

/// <summary>What is wrong with a number.</summary>
internal enum NumberFault
{
    None,
    Empty,
    NotANumber,
    Scientific,
    Negative,
    TooManyDecimals,
    TooLarge,
}

/// <summary>
/// Numbers as whole units of 10^-scale, read without binary floating point and without rounding. Scientific
/// notation is refused even where it would be exact: a till does not write it, so the number has been through a
/// spreadsheet or a float and is no longer what the till wrote.
/// </summary>
internal static class ExactNumber
{
    public const int MoneyScale = 4;     // no currency has more decimals
    public const int QuantityScale = 6;
    public const int LargestDigits = 12; // before the decimal point

    private static readonly SearchValues<char> Scientific = SearchValues.Create("0123456789+-.,eE");

    public static NumberFault Read(ReadOnlySpan<char> text, int scale, bool decimalComma, out long units)
    {
        units = 0;
        if (text.IsEmpty)
        {
            return NumberFault.Empty;
        }

        var negative = text[0] == '-';
        var digits = text[0] is '-' or '+' ? text[1..] : text;
        var point = digits.IndexOf(decimalComma ? ',' : '.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? default : digits[(point + 1)..];
        if ((whole.IsEmpty && fraction.IsEmpty) || !AllDigits(whole) || !AllDigits(fraction))
        {
            return IsScientific(digits) ? NumberFault.Scientific : NumberFault.NotANumber;
        }

        whole = whole.TrimStart('0');
        fraction = fraction.TrimEnd('0');
        if (negative && !(whole.IsEmpty && fraction.IsEmpty))
        {
            return NumberFault.Negative;
        }

        if (whole.Length > LargestDigits)
        {
            return NumberFault.TooLarge;
        }

        if (fraction.Length > scale)
        {
            return NumberFault.TooManyDecimals;
        }

        foreach (var digit in whole)
        {
            units = (units * 10) + (digit - '0');
        }

        for (var i = 0; i < scale; i++)
        {
            units = (units * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        }

        return NumberFault.None;
    }

    public static decimal ToDecimal(long units, int scale)
    {
        for (; scale > 0 && units % 10 == 0; scale--)
        {
            units /= 10;
        }

        var magnitude = Math.Abs(units);
        return new decimal(unchecked((int)magnitude), (int)(magnitude >> 32), 0, units < 0, (byte)scale);
    }

    private static bool AllDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private static bool IsScientific(ReadOnlySpan<char> text) =>
        text.ContainsAny('e', 'E') && char.IsAsciiDigit(text[0]) && !text.ContainsAnyExcept(Scientific);
}
