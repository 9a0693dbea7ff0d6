using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Loyalty;

/// <summary>Values of extended fields: from what a caller wrote to the canonical form that is stored (customers 1.4).</summary>
internal static class ExtendedValues
{
    private static readonly OffsetDateTimePattern WithOffset = OffsetDateTimePattern.ExtendedIso;

    /// <summary>The canonical value, or why it cannot be kept.</summary>
    public static (string? Canonical, string? Why) Read(ExtendedFieldDefinition field, string given, OrganisationDefinition organisation)
    {
        var value = given.Trim();
        if (field.Type is ExtendedFieldType.List or ExtendedFieldType.StringSet) return List(field, value);
        if (!Text.IsFit(value, 250, required: true)) return (null, "its value is longer than 250 characters or has control characters");
        var canonical = field.Type switch
        {
            ExtendedFieldType.Integer or ExtendedFieldType.AssociateUser => Whole(value),
            ExtendedFieldType.Double => Number(value),
            ExtendedFieldType.Date => Date(value),
            ExtendedFieldType.Datetime => Time(value),
            ExtendedFieldType.StandardEnum or ExtendedFieldType.CustomEnum => field.Values.FirstOrDefault(each => string.Equals(each, value, StringComparison.OrdinalIgnoreCase)),
            ExtendedFieldType.Country => IsCode(value, 2) ? value.ToUpperInvariant() : null,
            ExtendedFieldType.Currency => Currencies.TryGetMinorUnits(value.ToUpperInvariant(), out _) ? value.ToUpperInvariant() : null,
            ExtendedFieldType.Language => IsCode(value, 2) ? value.ToLowerInvariant() : null,
            ExtendedFieldType.OrgEntity => organisation.Stores.Any(store => store.Code == value || store.Tills.Contains(value, StringComparer.Ordinal)) ? value : null,
            _ => value,
        };
        if (canonical is null) return (null, $"its value is no {FieldNames.UpperSnake(field.Type.ToString())} that is allowed");
        return Meets(field, canonical) ? (canonical, null) : (null, "its value does not meet the field's rules");
    }

    private static (string? Canonical, string? Why) List(ExtendedFieldDefinition field, string value)
    {
        if (Elements(value) is not { } given) return (null, "its value is neither a list with commas nor a JSON array of plain values");
        var kept = new List<string>(given.Count);
        foreach (var each in given)
        {
            var element = !Text.IsFit(each, 250, required: true) ? null
                : field.Type == ExtendedFieldType.StringSet || field.Element == ListElement.Text ? each
                : field.Element == ListElement.Integer ? Whole(each) : Number(each);
            if (element is not null && field.Values.Count > 0) element = field.Values.FirstOrDefault(allowed => string.Equals(allowed, element, StringComparison.OrdinalIgnoreCase));
            if (element is null) return (null, "one of its values is not allowed");
            if (!Meets(field, element)) return (null, "one of its values does not meet the field's rules");
            if (field.Type != ExtendedFieldType.StringSet || !kept.Contains(element, StringComparer.Ordinal)) kept.Add(element);
        }
        return kept.Count < field.MinimumCount || kept.Count > field.MaximumCount
            ? (null, FormattableString.Invariant($"it has {kept.Count} values, not {field.MinimumCount} to {field.MaximumCount}"))
            : ($"[{string.Join(',', kept.Select(Quoted))}]", null);
    }

    private static List<string>? Elements(string value)
    {
        if (!value.StartsWith('[')) return [.. value.Split(',').Select(each => each.Trim())];
        try
        {
            using var json = JsonDocument.Parse(value);
            var elements = new List<string>();
            foreach (var each in json.RootElement.EnumerateArray())
            {
                if (each.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)) return null;
                elements.Add(each.ValueKind == JsonValueKind.String ? each.GetString()!.Trim() : each.GetRawText());
            }
            return elements;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static string? Whole(string value) => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number.ToString(CultureInfo.InvariantCulture) : null;

    private static string? Number(string value) =>
        decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? Canonical.Text(number) : null;

    private static string? Date(string value)
    {
        if (LocalDatePattern.Iso.Parse(value).TryGetValue(default, out var date)) return LocalDatePattern.Iso.Format(date);
        // A time beside it is left off; the date stays as it was written.
        return value.Length > 10 && value[10] == 'T' && LocalDatePattern.Iso.Parse(value[..10]).TryGetValue(default, out date) && Time(value) is not null ? LocalDatePattern.Iso.Format(date) : null;
    }

    private static string? Time(string value)
    {
        Instant instant;
        if (LocalDatePattern.Iso.Parse(value).TryGetValue(default, out var date)) instant = date.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant();
        else if (InstantPattern.ExtendedIso.Parse(value).TryGetValue(default, out var utc)) instant = utc;
        else if (WithOffset.Parse(value).TryGetValue(default, out var offset)) instant = offset.ToInstant();
        else if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds) && Math.Abs(milliseconds) < 100_000_000_000_000) instant = Instant.FromUnixTimeMilliseconds(milliseconds);
        else return null;
        return InstantPattern.ExtendedIso.Format(instant);
    }

    /// <summary>How a stored value is shown: a date and time in the organisation's zone, all else as it is stored.</summary>
    public static string Shown(string name, string canonical, OrganisationDefinition organisation)
    {
        foreach (var field in organisation.Customers.ExtendedFields)
            if (field.Name == name && field.Type == ExtendedFieldType.Datetime && InstantPattern.ExtendedIso.Parse(canonical).TryGetValue(default, out var instant))
                return WithOffset.Format(instant.InZone(DateTimeZoneProviders.Tzdb[organisation.Zone]).ToOffsetDateTime());
        return canonical;
    }

    private static bool IsCode(string value, int length) => value.Length == length && value.All(char.IsAsciiLetter);

    private static bool Meets(ExtendedFieldDefinition field, string canonical)
    {
        foreach (var rule in field.Rules)
        {
            if (rule.Pattern is { } pattern)
            {
                if (!FieldRule.Expression(pattern)!.IsMatch(canonical)) return false;
                continue;
            }
            var (value, than) = (decimal.Parse(canonical, CultureInfo.InvariantCulture), rule.Value!.Value);
            var holds = rule.Compare switch
            {
                FieldComparison.Equal => value == than,
                FieldComparison.Greater => value > than,
                FieldComparison.Less => value < than,
                FieldComparison.GreaterOrEqual => value >= than,
                _ => value <= than,
            };
            if (!holds) return false;
        }
        return true;
    }
}
