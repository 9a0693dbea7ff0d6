using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Loyalty;

/// <summary>A definition as JSON: read with all faults collected, written in one canonical form.</summary>
internal static class DefinitionJson
{
    private static readonly JsonDocumentOptions Tolerant = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    // Names stand as they are spoken, not as \u sequences: the file is for people.
    private static readonly JsonWriterOptions Canonical = new()
    {
        Indented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads and checks a definition.</summary>
    public static DefinitionReading Read(string json)
    {
        var faults = new FieldFaults();
        if (Parse(json, faults) is not { } definition)
        {
            return new(null, faults.Sorted());
        }

        DefinitionCheck.Collect(definition, faults);
        var all = faults.Sorted();
        return new(all.Count == 0 ? definition : null, all);
    }

    /// <summary>Reads what the JSON holds, without judging the values; null when it is no object. Faults may stand beside a definition.</summary>
    public static LoyaltyDefinition? Parse(string json, FieldFaults faults)
    {
        ArgumentNullException.ThrowIfNull(json);
        var text = json.StartsWith('\uFEFF') ? json[1..] : json;
        try
        {
            using var document = JsonDocument.Parse(StrictUtf8.GetBytes(text), Tolerant);
            var root = document.RootElement;
            var reading = new FieldReading(faults, ProfileOf(root, faults));
            return DefinitionJsonFields.Definition.TryRead(root, "", reading, out var definition) ? definition : null;
        }
        catch (JsonException malformed)
        {
            AddMalformed(text, malformed, faults);
        }
        catch (EncoderFallbackException broken)
        {
            AddMalformed(text[..broken.Index], "half a surrogate pair", faults);
        }

        return null;
    }

    /// <summary>Writes what differs from the safe defaults, in declared order, numbers without trailing zeros, two spaces of indent.</summary>
    public static string Write(LoyaltyDefinition definition)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Canonical))
        {
            DefinitionJsonFields.Definition.Write(writer, definition);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static DefinitionProfile? ProfileOf(JsonElement root, FieldFaults faults)
    {
        const string Name = DefinitionJsonFields.ProfileName;
        return root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty(Name, out var json)
            && DefinitionJsonFields.Profile.TryRead(json, FieldFaults.Property("", Name), new(faults, null), out var profile)
                ? profile
                : null;
    }

    private static void AddMalformed(string text, JsonException malformed, FieldFaults faults)
    {
        // The reader counts lines from 0 and bytes within the line; people count lines and characters from 1.
        var start = 0;
        for (var line = malformed.LineNumber ?? 0; line > 0; line--)
        {
            start = text.IndexOf('\n', start) + 1;
        }

        var end = start;
        for (var bytes = malformed.BytePositionInLine ?? 0; bytes > 0 && end < text.Length; end++)
        {
            bytes -= Encoding.UTF8.GetByteCount(text.AsSpan(end, char.IsSurrogatePair(text, end) ? 2 : 1));
            end += char.IsSurrogatePair(text, end) ? 1 : 0;
        }

        var at = malformed.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        AddMalformed(text[..end], at < 0 ? malformed.Message : malformed.Message[..at].TrimEnd('.'), faults);
    }

    private static void AddMalformed(string before, string why, FieldFaults faults)
    {
        var line = before.Count(c => c == '\n') + 1;
        var column = before.Length - before.LastIndexOf('\n');
        faults.Add(
            "",
            string.Create(CultureInfo.InvariantCulture, $"is not JSON at line {line}, column {column}: {why}"),
            "well-formed JSON; comments and trailing commas may stand");
    }
}
