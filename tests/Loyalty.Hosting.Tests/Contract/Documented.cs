using System.Text.Json;

namespace Loyalty.Hosting.Tests;

/// <summary>A row of the catalogue.</summary>
internal sealed record CatalogueRow(string Group, string Operation, string Method, string Path)
{
    public string Key => $"{Method} {Path}";

    public static IReadOnlyList<CatalogueRow> All { get; } =
        [.. File.ReadAllLines(Repository.Contract("catalogue.tsv")).Skip(1).Select(line => line.Split('\t')).Select(parts => new CatalogueRow(parts[0], parts[1], parts[2], parts[3]))];
}

/// <summary>The documented response fields of an operation: path and JSON type.</summary>
internal static class DocumentedFields
{
    private static readonly Dictionary<string, IReadOnlyList<(string Path, string Type)>> s_known = Read();

    public static IReadOnlyList<(string Path, string Type)> Of(string key) => s_known[key];

    /// <summary>The values that stand at a documented path, where [] is any item.</summary>
    public static IEnumerable<JsonElement> At(JsonElement root, string path)
    {
        IEnumerable<JsonElement> at = [root];
        foreach (var part in path.Split('.'))
        {
            var (name, isItem) = part.EndsWith("[]", StringComparison.Ordinal) ? (part[..^2], true) : (part, false);
            at = at.SelectMany(each => name.Length == 0 ? [each] : each.ValueKind == JsonValueKind.Object && each.TryGetProperty(name, out var inner) ? [inner] : Array.Empty<JsonElement>());
            if (isItem) at = at.SelectMany(each => each.ValueKind == JsonValueKind.Array ? each.EnumerateArray().ToArray() : []);
        }
        return at;
    }

    public static bool Fits(string type, JsonValueKind kind) => (type, kind) switch
    {
        ("array", JsonValueKind.Array) or ("object", JsonValueKind.Object) or ("null", JsonValueKind.Null) => true,
        ("string", JsonValueKind.String) => true,
        ("integer" or "number" or "decimal", JsonValueKind.Number) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        _ => false,
    };

    private static Dictionary<string, IReadOnlyList<(string Path, string Type)>> Read()
    {
        var known = new Dictionary<string, IReadOnlyList<(string, string)>>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Repository.Contract(""), "*.json"))
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            foreach (var operation in document.RootElement.GetProperty("operations").EnumerateArray())
            {
                var key = $"{operation.GetProperty("method").GetString()} {operation.GetProperty("path").GetString()}";
                known.TryAdd(key, [.. operation.GetProperty("response").EnumerateObject().Select(field => (field.Name, field.Value.GetString()!))]);
            }
        }
        return known;
    }
}
