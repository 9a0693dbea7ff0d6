namespace Loyalty;

/// <summary>Identifiers in the form in which they are compared (customers R1, R2).</summary>
internal static class Identifiers
{
    /// <summary>The normal form, or what is allowed instead.</summary>
    public static (string? Normal, string Allowed) Normalise(Identifier identifier, string? mobileCountry) => identifier.Kind switch
    {
        IdentifierKind.Mobile => (Mobile(identifier.Value, mobileCountry), "9 to 15 digits with country code, not beginning with 0; spaces, +, - and brackets are ignored"),
        IdentifierKind.Email => (Email(identifier.Value), "one @ with text on both sides, no spaces, up to 254 characters"),
        IdentifierKind.ExternalId => (ExternalId(identifier.Value), "1 to 100 characters without control characters"),
        _ => (null, "a mobile number, an e-mail address or an external id"),
    };

    private static string? Mobile(string value, string? country)
    {
        Span<char> digits = stackalloc char[16];
        var count = 0;
        foreach (var c in value)
        {
            if (c is ' ' or '+' or '-' or '(' or ')' or '[' or ']') continue;
            if (!char.IsAsciiDigit(c) || count == 16) return null;
            digits[count++] = c;
        }
        var number = digits[..count];
        if (country == "IN")
        {
            if (count == 10 && number[0] is >= '6' and <= '9') return $"91{number}";
            if (count == 12 && number.StartsWith("91")) return number.ToString();
        }
        return count is >= 9 and <= 15 && number[0] != '0' ? number.ToString() : null;
    }

    private static string? Email(string value)
    {
        var trimmed = value.Trim();
        var at = trimmed.IndexOf('@', StringComparison.Ordinal);
        if (trimmed.Length > 254 || at <= 0 || at != trimmed.LastIndexOf('@') || at == trimmed.Length - 1 || !Text.IsClean(trimmed)) return null;
        foreach (var c in trimmed)
            if (char.IsWhiteSpace(c)) return null;
        return trimmed.ToUpperInvariant();
    }

    private static string? ExternalId(string value)
    {
        if (value.Trim() is not { Length: > 0 and <= 100 } trimmed) return null;
        return Text.IsClean(trimmed) ? string.Create(trimmed.Length, trimmed, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsAsciiLetterLower(source[i]) ? (char)(source[i] - 32) : source[i];
        }) : null;
    }
}
