using static System.FormattableString;

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
        return IsFit(value, longest, required)
            ? null
            : new InvalidValue(field, Shown(value ?? ""), $"{(required ? 1 : 0)} to {longest} characters without control characters");
    }

    /// <summary>Whether a text is present where required, short enough and clean.</summary>
    public static bool IsFit(string? value, int longest, bool required) =>
        value is null ? !required : value.Length <= longest && (!required || !value.AsSpan().Trim().IsEmpty) && IsClean(value);

    /// <summary>A refusal when custom fields are too many, too long or not clean.</summary>
    public static Refusal? Check(string field, IReadOnlyDictionary<string, string>? fields)
    {
        if (fields is null) return null;
        if (fields.Count > 100) return new InvalidValue(field, Invariant($"{fields.Count} fields"), "at most 100 fields");
        foreach (var (name, value) in fields)
        {
            var place = $"{field}.{Shown(name)}";
            if (value is null) return new InvalidValue(place, "", "a text, which may be empty");
            if ((Check(place, name, 250, required: true) ?? Check(place, value, 250)) is { } refusal) return refusal;
        }
        return null;
    }

    /// <summary>A caller's text fit to stand in a message: short and printable.</summary>
    public static string Shown(string value)
    {
        var shown = value.Length > 60 ? value[..60] + "..." : value;
        return IsClean(shown) ? shown : string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
    }
}
