using System.Text.Json;

namespace Pos.Import;

/// <summary>Reads a mapping from a JSON file; comments and trailing commas are welcome, unknown names are not.</summary>
internal static class ColumnMapJson
{
    private const string Allowed = "columns, timeFormat, zone, currency, keepUnmapped, delimiter, decimalComma";

    private static readonly JsonDocumentOptions Options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public static ColumnMap ReadFile(string path)
    {
        try
        {
            return Read(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImportException($"The map {path} cannot be read: {e.Message}", e);
        }
    }

    public static ColumnMap Read(string json, string name = "map")
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Options);
        }
        catch (JsonException e)
        {
            throw new ImportException($"{name}: not valid JSON: {e.Message}", e);
        }

        using (document)
        {
            return Read(document.RootElement, name);
        }
    }

    private static ColumnMap Read(JsonElement root, string name)
    {
        var map = new ColumnMap();
        foreach (var property in Object(root, name).EnumerateObject())
        {
            var at = $"{name}: /{property.Name}";
            map = property.Name switch
            {
                "columns" => map with { Columns = Columns(property.Value, at) },
                "timeFormat" => map with { TimeFormat = Text(property.Value, at) },
                "zone" => map with { Zone = Text(property.Value, at) },
                "currency" => map with { Currency = Text(property.Value, at) },
                "keepUnmapped" => map with { KeepUnmapped = Flag(property.Value, at) },
                "delimiter" => map with { Delimiter = ColumnMap.ParseDelimiter(Text(property.Value, at)) },
                "decimalComma" => map with { DecimalComma = Flag(property.Value, at) },
                _ => throw new ImportException($"{at} is not known. Allowed are {Allowed}."),
            };
        }

        return map;
    }

    private static Dictionary<Role, IReadOnlyList<string>> Columns(JsonElement element, string at)
    {
        var columns = new Dictionary<Role, IReadOnlyList<string>>();
        foreach (var property in Object(element, at).EnumerateObject())
        {
            var here = $"{at}/{property.Name}";
            IReadOnlyList<string> names = property.Value.ValueKind == JsonValueKind.Array
                ? [.. property.Value.EnumerateArray().Select(item => Text(item, here))]
                : [Text(property.Value, here)];
            if (!columns.TryAdd(ColumnMap.ParseRole(property.Name, at), names))
            {
                throw new ImportException($"{here} is given twice.");
            }
        }

        return columns;
    }

    private static JsonElement Object(JsonElement element, string at) =>
        element.ValueKind == JsonValueKind.Object ? element : throw new ImportException($"{at} must be an object.");

    private static string Text(JsonElement element, string at) =>
        element.ValueKind == JsonValueKind.String ? element.GetString()! : throw new ImportException($"{at} must be a text.");

    private static bool Flag(JsonElement element, string at) =>
        element.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? element.GetBoolean()
            : throw new ImportException($"{at} must be true or false.");
}
