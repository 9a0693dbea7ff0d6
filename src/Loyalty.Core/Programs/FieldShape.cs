using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Loyalty;

/// <summary>What reading a document knows everywhere: where faults go, and which profile's defaults hold for what is absent.</summary>
internal sealed record FieldReading(FieldFaults Faults, DefinitionProfile? Profile);

/// <summary>
/// The shape of a value: how it stands in JSON and which values are allowed, said once for reader, writer and check.
/// Reading decides what the value is; <see cref="Check"/> whether it is allowed, so that it judges values made in C# too.
/// </summary>
internal abstract class FieldShape<T>
{
    /// <summary>What is allowed, as faults say it.</summary>
    public abstract string Allowed { get; }

    /// <summary>Reads the value; a fault is reported and gives false.</summary>
    public abstract bool TryRead(JsonElement json, string pointer, FieldReading reading, [MaybeNullWhen(false)] out T value);

    /// <summary>Writes any value, also one that no definition should hold: null where null is not allowed, an unknown enum value.</summary>
    public abstract void Write(Utf8JsonWriter writer, T? value);

    /// <summary>Reports what is not allowed about the value.</summary>
    public abstract void Check(T? value, string pointer, FieldFaults faults);

    /// <summary>Whether both are written alike.</summary>
    public virtual bool IsSame(T? a, T? b) => EqualityComparer<T>.Default.Equals(a, b);

    /// <summary>Reports that the JSON value is of the wrong type or cannot be read.</summary>
    protected bool Refuse(JsonElement json, string pointer, FieldReading reading, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        reading.Faults.Add(pointer, "is " + FieldJson.Describe(json), Allowed);
        return false;
    }
}

/// <summary>What faults say of a JSON value.</summary>
internal static class FieldJson
{
    /// <summary>The text of a string value; false when it holds half a surrogate pair, which is no text.</summary>
    public static bool TryText(JsonElement json, out string text)
    {
        try
        {
            text = json.GetString() ?? "";
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }

    /// <summary>The name of a property; false as for a text.</summary>
    public static bool TryName(JsonProperty property, out string name)
    {
        try
        {
            name = property.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = "";
            return false;
        }
    }

    public static string Describe(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => TryText(json, out var text) ? "the text " + FieldNames.Quote(text) : "a text with half a surrogate pair",
        JsonValueKind.Number => "the number " + FieldNames.Quote(json.GetRawText()).Trim('\''),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };
}

/// <summary>A value type that may be absent; null and absent are the same.</summary>
internal sealed class FieldOrNone<T>(FieldShape<T> shape) : FieldShape<T?>
    where T : struct
{
    public override string Allowed => shape.Allowed;

    public override bool TryRead(JsonElement json, string pointer, FieldReading reading, out T? value)
    {
        value = null;
        if (json.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        var read = shape.TryRead(json, pointer, reading, out var some);
        value = read ? some : null;
        return read;
    }

    public override void Write(Utf8JsonWriter writer, T? value)
    {
        if (value is { } some)
        {
            shape.Write(writer, some);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    public override void Check(T? value, string pointer, FieldFaults faults)
    {
        if (value is { } some)
        {
            shape.Check(some, pointer, faults);
        }
    }
}

/// <summary>A text or object that may be absent; null and absent are the same.</summary>
internal sealed class FieldOrNull<T>(FieldShape<T> shape) : FieldShape<T?>
    where T : class
{
    public override string Allowed => shape.Allowed;

    public override bool TryRead(JsonElement json, string pointer, FieldReading reading, out T? value)
    {
        value = null;
        return json.ValueKind == JsonValueKind.Null || shape.TryRead(json, pointer, reading, out value);
    }

    public override void Write(Utf8JsonWriter writer, T? value) => shape.Write(writer, value);

    public override void Check(T? value, string pointer, FieldFaults faults)
    {
        if (value is not null)
        {
            shape.Check(value, pointer, faults);
        }
    }

    public override bool IsSame(T? a, T? b) => a is null || b is null ? ReferenceEquals(a, b) : shape.IsSame(a, b);
}

/// <summary>A list. Where <paramref name="bare"/>, a list of one number may also stand as that number.</summary>
internal sealed class FieldList<T>(FieldShape<T> element, string allowed, int minimum = 0, int maximum = int.MaxValue, bool bare = false)
    : FieldShape<IReadOnlyList<T>>
{
    public override string Allowed => allowed;

    public override bool TryRead(JsonElement json, string pointer, FieldReading reading, [MaybeNullWhen(false)] out IReadOnlyList<T> value)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            if (!bare || json.ValueKind != JsonValueKind.Number)
            {
                return Refuse(json, pointer, reading, out value);
            }

            reading.Faults.MarkBareList(pointer);
            var alone = element.TryRead(json, pointer, reading, out var only);
            value = alone ? [only!] : null;
            return alone;
        }

        // An element that cannot be read keeps its place, so that the others keep their pointers. Its fault is reported: the list is never used.
        var elements = new List<T>(json.GetArrayLength());
        foreach (var item in json.EnumerateArray())
        {
            elements.Add(element.TryRead(item, reading.Faults.Element(pointer, elements.Count), reading, out var read) ? read : default!);
        }

        value = elements.AsReadOnly();
        return true;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T>? value)
    {
        if (value is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartArray();
        foreach (var item in value)
        {
            element.Write(writer, item);
        }

        writer.WriteEndArray();
    }

    public override void Check(IReadOnlyList<T>? value, string pointer, FieldFaults faults)
    {
        if (value is null)
        {
            faults.Add(pointer, "is null", Allowed);
            return;
        }

        if (value.Count < minimum || value.Count > maximum)
        {
            faults.Add(pointer, value.Count == 0 ? "is empty" : string.Create(CultureInfo.InvariantCulture, $"has {value.Count} elements"), Allowed);
        }

        for (var i = 0; i < value.Count; i++)
        {
            var at = faults.Element(pointer, i);
            if (!faults.IsFaulty(at))
            {
                element.Check(value[i], at, faults);
            }
        }
    }

    public override bool IsSame(IReadOnlyList<T>? a, IReadOnlyList<T>? b) =>
        a is null || b is null ? ReferenceEquals(a, b) : a.Count == b.Count && a.Zip(b).All(pair => element.IsSame(pair.First, pair.Second));
}
