using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Loyalty;

/// <summary>A text that a rule accepts; <paramref name="nearest"/> finds the known value that was probably meant.</summary>
internal sealed class FieldText(string allowed, Func<string, bool> accepts, Func<string, string?>? nearest = null) : FieldShape<string>
{
    public override string Allowed => allowed;

    public override bool TryRead(JsonElement json, string pointer, FieldReading reading, [MaybeNullWhen(false)] out string value)
    {
        value = null;
        return json.ValueKind == JsonValueKind.String && FieldJson.TryText(json, out value) || Refuse(json, pointer, reading, out value);
    }

    // The writer refuses half a surrogate pair; the replacement character stands for it.
    public override void Write(Utf8JsonWriter writer, string? value) =>
        writer.WriteStringValue(value is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value)));

    public override void Check(string? value, string pointer, FieldFaults faults)
    {
        if (value is null)
        {
            faults.Add(pointer, "is null", Allowed);
        }
        else if (!accepts(value))
        {
            faults.Add(pointer, value.Length == 0 ? "is empty" : "is " + FieldNames.Quote(value) + FieldNames.Hint(nearest?.Invoke(value)), Allowed);
        }
    }

    /// <summary>Whether the text can be shown on one line: of allowed length, without control characters, no white space at its ends.</summary>
    public static bool IsLine(string text, int longest)
    {
        if (text.Length == 0 || char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]))
        {
            return false;
        }

        var count = 0;
        for (var at = 0; at < text.Length; count++)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune)
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                return false;
            }

            at += rune.Utf16SequenceLength;
        }

        return count <= longest;
    }
}

/// <summary>True or false.</summary>
internal sealed class FieldFlag : FieldShape<bool>
{
    public override string Allowed => "true or false";

    public override bool TryRead(JsonElement json, string pointer, FieldReading reading, out bool value)
    {
        value = json.ValueKind == JsonValueKind.True;
        return value || json.ValueKind == JsonValueKind.False || Refuse(json, pointer, reading, out value);
    }

    public override void Write(Utf8JsonWriter writer, bool value) => writer.WriteBooleanValue(value);

    public override void Check(bool value, string pointer, FieldFaults faults)
    {
    }
}

/// <summary>A whole number within bounds, both included.</summary>
internal sealed class FieldWhole<T>(T minimum, T maximum) : FieldShape<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    public override string Allowed { get; } =
        $"a whole number from {FieldNumber.Show(decimal.CreateChecked(minimum))} to {FieldNumber.Show(decimal.CreateChecked(maximum))}";

    public override bool TryRead(JsonElement json, string pointer, FieldReading reading, out T value)
    {
        value = default;
        if (json.ValueKind != JsonValueKind.Number
            || !FieldNumber.TryRead(json.GetRawText(), out var number)
            || number != decimal.Truncate(number)
            || number < decimal.CreateChecked(T.MinValue)
            || number > decimal.CreateChecked(T.MaxValue))
        {
            return Refuse(json, pointer, reading, out value);
        }

        value = T.CreateChecked(number);
        return true;
    }

    public override void Write(Utf8JsonWriter writer, T value) => writer.WriteNumberValue(long.CreateChecked(value));

    public override void Check(T value, string pointer, FieldFaults faults)
    {
        if (value < minimum || value > maximum)
        {
            faults.Add(pointer, "is " + FieldNumber.Show(decimal.CreateChecked(value)), Allowed);
        }
    }
}

/// <summary>
/// A decimal number within bounds; the lower bound itself is left out where <paramref name="above"/>. It has at most ten decimals, so that
/// the largest amount divided by the smallest step and multiplied by the largest value stays within a decimal: no sale can overflow.
/// </summary>
internal sealed class FieldDecimal(decimal minimum, decimal maximum, bool above = false) : FieldShape<decimal>
{
    private const int MaximumDecimals = 10;

    public override string Allowed { get; } = $"a number {(above ? "above" : "from")} {FieldNumber.Show(minimum)} to {FieldNumber.Show(maximum)}";

    public override bool TryRead(JsonElement json, string pointer, FieldReading reading, out decimal value)
    {
        value = 0;
        if (json.ValueKind != JsonValueKind.Number)
        {
            return Refuse(json, pointer, reading, out value);
        }

        if (FieldNumber.TryRead(json.GetRawText(), out value))
        {
            return true;
        }

        reading.Faults.Add(pointer, "is " + FieldJson.Describe(json) + ", which a decimal cannot hold exactly", Allowed);
        return false;
    }

    public override void Write(Utf8JsonWriter writer, decimal value) => writer.WriteNumberValue(FieldNumber.Trim(value));

    public override void Check(decimal value, string pointer, FieldFaults faults)
    {
        if (value < minimum || value > maximum || (above && value == minimum))
        {
            faults.Add(pointer, "is " + FieldNumber.Show(value), Allowed);
        }
        else if (FieldNumber.Decimals(value) > MaximumDecimals)
        {
            faults.Add(pointer, "is " + FieldNumber.Show(value), string.Create(CultureInfo.InvariantCulture, $"at most {MaximumDecimals} decimals"));
        }
    }
}

/// <summary>One of the values of an enum in their documented spelling, read ignoring case.</summary>
internal sealed class FieldChoice<T> : FieldShape<T>
    where T : struct, Enum
{
    private readonly T[] _values = Enum.GetValues<T>();
    private readonly string[] _names = [.. Enum.GetNames<T>().Select(FieldNames.UpperSnake)];

    public override string Allowed => string.Join(", ", _names);

    public override bool TryRead(JsonElement json, string pointer, FieldReading reading, out T value)
    {
        value = default;
        if (json.ValueKind != JsonValueKind.String || !FieldJson.TryText(json, out var text))
        {
            return Refuse(json, pointer, reading, out value);
        }

        var index = Array.FindIndex(_names, name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
        {
            value = _values[index];
            return true;
        }

        reading.Faults.Add(pointer, "is the text " + FieldNames.Quote(text) + FieldNames.Hint(FieldNames.Nearest(text, _names)), Allowed);
        return false;
    }

    public override void Write(Utf8JsonWriter writer, T value)
    {
        var index = Array.IndexOf(_values, value);
        writer.WriteStringValue(index < 0 ? value.ToString("D") : _names[index]);
    }

    public override void Check(T value, string pointer, FieldFaults faults)
    {
        if (Array.IndexOf(_values, value) < 0)
        {
            faults.Add(pointer, "is the unknown value " + value.ToString("D"), Allowed);
        }
    }
}

/// <summary>A date in ISO form.</summary>
internal sealed class FieldDate : FieldShape<LocalDate>
{
    private static readonly LocalDate Earliest = new(1970, 1, 1);
    private static readonly LocalDate Latest = new(2999, 12, 31);

    public override string Allowed => "a date from 1970-01-01 to 2999-12-31 as yyyy-MM-dd";

    public override bool TryRead(JsonElement json, string pointer, FieldReading reading, out LocalDate value)
    {
        value = default;
        return json.ValueKind == JsonValueKind.String
            && FieldJson.TryText(json, out var text)
            && LocalDatePattern.Iso.Parse(text).TryGetValue(default, out value)
            || Refuse(json, pointer, reading, out value);
    }

    public override void Write(Utf8JsonWriter writer, LocalDate value) => writer.WriteStringValue(Show(value));

    public override void Check(LocalDate value, string pointer, FieldFaults faults)
    {
        if (value.Calendar != CalendarSystem.Iso)
        {
            faults.Add(pointer, $"is {Show(value)} in the calendar {value.Calendar.Id}", "a date of the ISO calendar");
        }
        else if (value < Earliest || value > Latest)
        {
            faults.Add(pointer, "is " + Show(value), Allowed);
        }
    }

    private static string Show(LocalDate value) => LocalDatePattern.Iso.Format(value.WithCalendar(CalendarSystem.Iso));
}
