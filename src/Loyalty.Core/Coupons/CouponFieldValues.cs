using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Loyalty;

/// <summary>An instant in ISO form.</summary>
internal sealed class FieldInstant : FieldShape<Instant>
{
    private static readonly Instant Latest = Instant.FromUtc(2999, 12, 31, 23, 59);

    public override string Allowed => "a time from 1970 to 2999 as yyyy-MM-ddTHH:mm:ssZ";

    public override bool TryRead(JsonElement json, string pointer, FieldReading reading, out Instant value)
    {
        value = default;
        return json.ValueKind == JsonValueKind.String && FieldJson.TryText(json, out var text) && InstantPattern.ExtendedIso.Parse(text).TryGetValue(default, out value)
            || Refuse(json, pointer, reading, out value);
    }

    public override void Write(Utf8JsonWriter writer, Instant value) => writer.WriteStringValue(InstantPattern.ExtendedIso.Format(value));

    public override void Check(Instant value, string pointer, FieldFaults faults)
    {
        if (value < Ticks.Earliest || value > Latest) faults.Add(pointer, "is " + InstantPattern.General.Format(value), Allowed);
    }
}

/// <summary>A local time in ISO form.</summary>
internal sealed class FieldLocalTime : FieldShape<LocalDateTime>
{
    public override string Allowed => "a local time from 1970 to 2999 as yyyy-MM-ddTHH:mm:ss";

    public override bool TryRead(JsonElement json, string pointer, FieldReading reading, out LocalDateTime value)
    {
        value = default;
        return json.ValueKind == JsonValueKind.String && FieldJson.TryText(json, out var text) && LocalDateTimePattern.ExtendedIso.Parse(text).TryGetValue(default, out value)
            || Refuse(json, pointer, reading, out value);
    }

    public override void Write(Utf8JsonWriter writer, LocalDateTime value) => writer.WriteStringValue(LocalDateTimePattern.ExtendedIso.Format(value));

    public override void Check(LocalDateTime value, string pointer, FieldFaults faults)
    {
        if (value.Calendar != CalendarSystem.Iso || value.Year is < 1970 or > 2999) faults.Add(pointer, "is " + LocalDateTimePattern.GeneralIso.Format(value.WithCalendar(CalendarSystem.Iso)), Allowed);
    }
}

/// <summary>Texts by name, kept as they are.</summary>
internal sealed class FieldTexts : FieldShape<IReadOnlyDictionary<string, string>>
{
    public override string Allowed => "an object of at most 100 texts of up to 4,000 characters";

    public override bool TryRead(JsonElement json, string pointer, FieldReading reading, [MaybeNullWhen(false)] out IReadOnlyDictionary<string, string> value)
    {
        if (json.ValueKind != JsonValueKind.Object) return Refuse(json, pointer, reading, out value);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            if (!FieldJson.TryName(property, out var name) || property.Value.ValueKind != JsonValueKind.String || !FieldJson.TryText(property.Value, out var text) || !texts.TryAdd(name, text))
                return Refuse(json, pointer, reading, out value);
        }
        value = texts;
        return true;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, string>? value)
    {
        writer.WriteStartObject();
        foreach (var text in (value ?? new Dictionary<string, string>(StringComparer.Ordinal)).OrderBy(each => each.Key, StringComparer.Ordinal)) writer.WriteString(text.Key, text.Value);
        writer.WriteEndObject();
    }

    public override void Check(IReadOnlyDictionary<string, string>? value, string pointer, FieldFaults faults)
    {
        if (value is null || value.Count > 100 || value.Any(each => each.Value is null || !Fits(each.Key, 250) || !Fits(each.Value, 4000)))
            faults.Add(pointer, value is null ? "is null" : "has a text that is too long or not clean, or too many", Allowed);
    }

    public override bool IsSame(IReadOnlyDictionary<string, string>? a, IReadOnlyDictionary<string, string>? b) =>
        a is null || b is null ? ReferenceEquals(a, b) : a.Count == b.Count && a.All(each => b.TryGetValue(each.Key, out var other) && other == each.Value);

    /// <summary>Line breaks may stand in terms and templates.</summary>
    private static bool Fits(string text, int longest) =>
        text.Length <= longest && Text.IsClean(text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal));
}
