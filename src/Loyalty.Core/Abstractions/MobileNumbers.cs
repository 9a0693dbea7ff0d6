namespace Loyalty;

/// <summary>How mobile numbers are brought into the one form in which they are stored and compared. An application may bring its own.</summary>
public interface IMobileNumbers
{
    /// <summary>The number with country code, digits only, 9 to 15 of them; null when it cannot be one.</summary>
    /// <param name="given">As somebody wrote it.</param>
    /// <param name="country">ISO 3166 code of the country whose numbers may come without country code, or null.</param>
    /// <param name="otherCountries">Whether numbers of other countries are accepted.</param>
    string? Normalise(string given, string? country, bool otherCountries);
}

/// <summary>The documented table (customers R1): India by its own rule, every other number by the generic one.</summary>
internal sealed class DocumentedMobileNumbers : IMobileNumbers
{
    public const int Longest = 15;

    public string? Normalise(string given, string? country, bool otherCountries)
    {
        Span<char> digits = stackalloc char[Longest + 1];
        var count = 0;
        foreach (var c in given)
        {
            if (c is ' ' or '+' or '-' or '(' or ')' or '[' or ']') continue;
            if (!char.IsAsciiDigit(c) || count > Longest) return null;
            digits[count++] = c;
        }
        var number = digits[..count];
        if (country == "IN")
        {
            if (count == 10 && number[0] is >= '6' and <= '9') return $"91{number}";
            if (count == 12 && number.StartsWith("91")) return number.ToString();
        }
        if (country is not null && !otherCountries) return null;
        return count is >= 9 and <= Longest && number[0] != '0' ? number.ToString() : null;
    }
}
