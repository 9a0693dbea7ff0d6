using System.Globalization;
using System.Text.Json;

namespace Loyalty.Hosting.Tests;

/// <summary>The schemas of the OpenAPI document, as far as it uses the language: type, properties, required, items.</summary>
internal sealed class Schemas(JsonElement document)
{
    public static async Task<Schemas> ReadAsync(World world) => new((await world.GetAsync("/openapi/v1.json", user: "")).Json);

    /// <summary>Every path and verb.</summary>
    public IEnumerable<(string Path, string Method, JsonElement Operation)> All =>
        document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(verb => (path.Name, verb.Name.ToUpperInvariant(), verb.Value)));

    public JsonElement? Body(string key) => At(key, "requestBody");

    public JsonElement? Answer(string key, string status = "200") => At(key, "responses", status);

    /// <summary>What does not fit, each with its place.</summary>
    public static IEnumerable<string> Faults(JsonElement schema, JsonElement value, string at = "")
    {
        if (schema.TryGetProperty("type", out var type) && !Types(type).Any(each => Fits(each, value)))
        {
            yield return $"{at}: {value.GetRawText()} is none of {type.GetRawText()}";
            yield break;
        }
        if (value.ValueKind == JsonValueKind.Object)
        {
            if (schema.TryGetProperty("required", out var required))
                foreach (var name in required.EnumerateArray().Select(each => each.GetString()!))
                    if (!value.TryGetProperty(name, out _)) yield return $"{at}/{name} is missing";
            if (schema.TryGetProperty("properties", out var properties))
                foreach (var member in value.EnumerateObject())
                    if (properties.TryGetProperty(member.Name, out var inner))
                        foreach (var fault in Faults(inner, member.Value, $"{at}/{member.Name}")) yield return fault;
        }
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
            foreach (var (item, place) in value.EnumerateArray().Select((item, place) => (item, place)))
                foreach (var fault in Faults(items, item, string.Create(CultureInfo.InvariantCulture, $"{at}/{place}"))) yield return fault;
    }

    public static IEnumerable<string> Types(JsonElement type) => type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(each => each.GetString()!) : [type.GetString()!];

    private static bool Fits(string type, JsonElement value) => (type, value.ValueKind) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => value.TryGetInt64(out _),
        ("boolean", JsonValueKind.True or JsonValueKind.False) or ("null", JsonValueKind.Null) => true,
        _ => false,
    };

    private JsonElement? At(string key, params string[] steps)
    {
        var shape = Routes.Shape(key);
        var found = All.Single(each => Routes.Shape($"{each.Method} {each.Path}") == shape).Operation;
        foreach (var step in steps)
            if (!found.TryGetProperty(step, out found)) return null;
        return found.TryGetProperty("content", out var content) && content.TryGetProperty("application/json", out var json) ? json.GetProperty("schema") : null;
    }
}
