using System.Globalization;

namespace Loyalty;

/// <summary>Forms in which equal values are equal to the byte.</summary>
internal static class Canonical
{
    /// <summary>Without trailing zeros.</summary>
    public static decimal Trim(decimal value) => value.Scale == 0 ? value : value / 1.000000000000000000000000000000000m;

    public static string Text(decimal value) => Trim(value).ToString(CultureInfo.InvariantCulture);
}
