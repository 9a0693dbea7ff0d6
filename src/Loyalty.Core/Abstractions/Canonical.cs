using System.Globalization;

namespace Loyalty;

/// <summary>Forms in which equal values are equal to the byte.</summary>
internal static class Canonical
{
    /// <summary>Without trailing zeros; zero is one zero: a difference of two equal amounts may have a scale or a sign of its own.</summary>
    public static decimal Trim(decimal value) => value == 0 ? 0m : value.Scale == 0 ? value : value / 1.000000000000000000000000000000000m;

    public static string Text(decimal value) => Trim(value).ToString(CultureInfo.InvariantCulture);
}
