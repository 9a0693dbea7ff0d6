using System.Text;
using System.Text.Json;
using static System.FormattableString;

namespace Loyalty.Hosting;

/// <summary>JSON into nodes: last of equal names wins, numbers as sent, 32 deep, texts of up to 64 KiB.</summary>
internal static class JsonNotation
{
    public const int Depth = 32;

    public const int LongestText = 64 * 1024;

    public static (Node Node, Unreadable? Fault) Read(ReadOnlySpan<byte> json)
    {
        if (json.StartsWith(Encoding.UTF8.Preamble)) json = json[Encoding.UTF8.Preamble.Length..];
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Depth });
        try
        {
            if (!reader.Read()) return (Node.Missing, null);
            var (node, fault) = Value(ref reader);
            // What follows the value is looked at too.
            if (fault is null) reader.Read();
            return (node, fault);
        }
        catch (JsonException wrong)
        {
            return (Node.Missing, new(400, Invariant($"Body is not valid JSON at line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}")));
        }
        catch (InvalidOperationException)
        {
            // A text that is not UTF-8, or half a surrogate pair.
            return (Node.Missing, new(400, "Body holds a text that is not valid Unicode"));
        }
    }

    private static (Node Node, Unreadable? Fault) Value(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject: return Object(ref reader);
            case JsonTokenType.StartArray: return List(ref reader);
            case JsonTokenType.Number: return (new(NodeKind.Number, Encoding.UTF8.GetString(reader.ValueSpan)), null);
            case JsonTokenType.True: return (new(NodeKind.Flag, "true"), null);
            case JsonTokenType.False: return (new(NodeKind.Flag, "false"), null);
            case JsonTokenType.Null: return (Node.Null, null);
            default:
                var text = reader.GetString()!;
                return TextFault(text) is { } fault ? (Node.Missing, fault) : (new(NodeKind.Text, text), null);
        }
    }

    private static (Node Node, Unreadable? Fault) Object(ref Utf8JsonReader reader)
    {
        var members = new Dictionary<string, Node>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            var (node, fault) = Value(ref reader);
            if (fault is not null) return (node, fault);
            members[name] = node;
        }
        return (new(members), null);
    }

    private static (Node Node, Unreadable? Fault) List(ref Utf8JsonReader reader)
    {
        var items = new List<Node>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var (node, fault) = Value(ref reader);
            if (fault is not null) return (node, fault);
            items.Add(node);
        }
        return (new(items), null);
    }

    public static Unreadable? TextFault(string text)
    {
        if (text.Length > LongestText) return new(413, "A text is longer than 64 KiB");
        foreach (var c in text)
            if (char.IsControl(c) && c is not ('\t' or '\r' or '\n')) return new(400, "A text holds a control character");
        return null;
    }
}
