namespace Loyalty;

/// <summary>Identifiers in the form in which they are compared (customers R1, R2).</summary>
internal static class Identifiers
{
    /// <summary>The value to store and the form in which it is compared; nulls and what is allowed instead when it cannot be one.</summary>
    public static (string? Stored, string? Normal, string Allowed) Read(CommandContext context, OrganisationDefinition organisation, in Identifier identifier)
    {
        var value = identifier.Value;
        switch (identifier.Kind)
        {
            case IdentifierKind.Mobile:
                var mobile = value is null ? null : context.MobileNumbers.Normalise(value, organisation.MobileCountry, organisation.Customers.OtherCountries);
                // An application's own rule may answer what it likes; what is stored is a number.
                if (mobile is not { Length: >= 1 and <= DocumentedMobileNumbers.Longest } || !mobile.All(char.IsAsciiDigit)) mobile = null;
                return (mobile, mobile, "9 to 15 digits with country code, not beginning with 0; spaces, +, - and brackets are ignored");
            case IdentifierKind.Email:
                var email = value is not null && IsEmail(value.Trim()) ? value.Trim() : null;
                return (email, email is null ? null : Normal(IdentifierKind.Email, email), "one @ with text on both sides, no spaces, up to 254 characters");
            case > IdentifierKind.Email and <= IdentifierKind.CardExternalId:
                var id = value?.Trim() is { Length: > 0 and <= 100 } trimmed && Text.IsClean(trimmed) ? trimmed : null;
                return (id, id is null ? null : Normal(identifier.Kind, id), "1 to 100 characters without control characters");
            default:
                return (null, null, "a known kind of identifier");
        }
    }

    /// <summary>The form in which a stored value is compared.</summary>
    public static string Normal(IdentifierKind kind, string stored) => kind switch
    {
        IdentifierKind.Email => stored.ToUpperInvariant(),
        IdentifierKind.ExternalId => string.Create(stored.Length, stored, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsAsciiLetterLower(source[i]) ? (char)(source[i] - 32) : source[i];
        }),
        _ => stored,
    };

    private static bool IsEmail(string trimmed)
    {
        var at = trimmed.IndexOf('@', StringComparison.Ordinal);
        if (trimmed.Length > 254 || at <= 0 || at != trimmed.LastIndexOf('@') || at == trimmed.Length - 1 || !Text.IsClean(trimmed)) return false;
        foreach (var c in trimmed)
            if (char.IsWhiteSpace(c)) return false;
        return true;
    }
}
