namespace Loyalty;

/// <summary>Checks of text that callers give.</summary>
internal static class Text
{
    /// <summary>No control characters, no lone surrogates (they have no UTF-8 form).</summary>
    public static bool IsClean(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (char.IsControl(c)) return false;
            if (!char.IsSurrogate(c)) continue;
            if (!char.IsHighSurrogate(c) || i + 1 == value.Length || !char.IsLowSurrogate(value[i + 1])) return false;
            i++;
        }
        return true;
    }

    /// <summary>A refusal when an optional text is too long or not clean.</summary>
    public static Refusal? Check(string field, string? value, int longest, bool required = false)
    {
        var allowed = $"{(required ? 1 : 0)} to {longest} characters without control characters";
        if (value is null) return required ? new InvalidValue(field, "", allowed) : null;
        return (required && value.Trim().Length == 0) || value.Length > longest || !IsClean(value) ? new InvalidValue(field, Shown(value), allowed) : null;
    }

    /// <summary>A refusal when custom fields are too many, too long or not clean.</summary>
    public static Refusal? Check(string field, IReadOnlyDictionary<string, string>? fields)
    {
        if (fields is null) return null;
        if (fields.Count > 100) return new InvalidValue(field, $"{fields.Count} fields", "at most 100 fields");
        foreach (var (name, value) in fields)
            if ((Check($"{field}.{Shown(name)}", name, 250, required: true) ?? Check($"{field}.{Shown(name)}", value ?? "", 250)) is { } refusal) return refusal;
        return null;
    }

    /// <summary>A caller's text fit to stand in a message: short and printable.</summary>
    public static string Shown(string value)
    {
        var shown = value.Length > 60 ? value[..60] + "..." : value;
        return IsClean(shown) ? shown : string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
    }
}
