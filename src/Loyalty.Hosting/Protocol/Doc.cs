using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Loyalty.Hosting;

/// <summary>A value that is a JSON number or flag on V1.1 too, where the catalogue types it so; elsewhere V1.1 writes text (R14).</summary>
internal sealed record Native(object Value);

/// <summary>What is written: names in the order in which they were added, whatever the notation. A value is a Doc, a list, text, a number or a flag.</summary>
internal sealed class Doc : IEnumerable
{
    /// <summary>Written as null; a plain null is left out, or is an empty text on V1.1.</summary>
    public static readonly object Null = new();

    private const int Small = 16 * 1024;

    // A writer with its buffer, kept by its thread.
    [ThreadStatic]
    private static System.Buffers.ArrayBufferWriter<byte>? t_buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? t_writer;

    private readonly List<KeyValuePair<string, object?>> _fields = [];

    private string? _json;

    public IReadOnlyList<KeyValuePair<string, object?>> Fields => _fields;

    /// <summary>The items of an answer that is a bare list; null for an object.</summary>
    public IReadOnlyList<Doc>? Items { get; private init; }

    /// <summary>A list as the whole answer, where the documented one has nothing around it.</summary>
    public static Doc List(IReadOnlyList<Doc> items) => new() { Items = items };

    /// <summary>An answer that is JSON already.</summary>
    public static Doc Json(string json) => new() { _json = json };

    /// <summary>What was added under a name first; null when nothing was.</summary>
    public object? this[string name] => _fields.Find(field => field.Key == name).Value;

    public void Add(string name, object? value) => _fields.Add(new(name, value));

    public Doc With(string name, object? value)
    {
        Add(name, value);
        return this;
    }

    public IEnumerator GetEnumerator() => _fields.GetEnumerator();

    public byte[] ToJson(bool asText)
    {
        if (_json is not null) return System.Text.Encoding.UTF8.GetBytes(_json);
        // Taken while they are used, so that what fails midway is not used again.
        var (buffer, writer) = (t_buffer ?? new(1024), t_writer);
        (t_buffer, t_writer) = (null, null);
        writer ??= new(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Write(writer, this, asText);
        writer.Flush();
        var written = buffer.WrittenSpan.ToArray();
        buffer.ResetWrittenCount();
        writer.Reset();
        // Most answers are small: what a large one took is let go.
        if (written.Length <= Small) (t_buffer, t_writer) = (buffer, writer);
        return written;
    }

    /// <summary>A scalar as text: no exponent, no trailing zeros, invariant.</summary>
    public static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        decimal number => Plain(number),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value == Null ? "" : value.ToString() ?? "",
    };

    public static string Plain(decimal number)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    private static void Write(Utf8JsonWriter writer, object? value, bool asText)
    {
        switch (value)
        {
            case Doc { Items: { } items }: Write(writer, items, asText); break;
            case Doc doc:
                writer.WriteStartObject();
                foreach (var (name, field) in doc._fields)
                {
                    if (field is null && !asText) continue;
                    writer.WritePropertyName(name);
                    Write(writer, field, asText);
                }
                writer.WriteEndObject();
                break;
            case Native native: Write(writer, native.Value, false); break;
            case string text: writer.WriteStringValue(text); break;
            case null when asText: writer.WriteStringValue(""); break;
            case null: writer.WriteNullValue(); break;
            case IEnumerable list:
                writer.WriteStartArray();
                foreach (var item in list) Write(writer, item, asText);
                writer.WriteEndArray();
                break;
            default: Scalar(writer, value, asText); break;
        }
    }

    private static void Scalar(Utf8JsonWriter writer, object value, bool asText)
    {
        if (value == Null) writer.WriteNullValue();
        else if (asText) writer.WriteStringValue(Text(value));
        else if (value is bool flag) writer.WriteBooleanValue(flag);
        else if (value is long or int or decimal) writer.WriteRawValue(Text(value), skipInputValidation: true);
        else writer.WriteStringValue(Text(value));
    }
}
