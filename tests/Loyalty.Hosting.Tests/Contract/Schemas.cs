using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

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

    /// <summary>The body without each of what its schema requires: the place as a documented path, and the body.</summary>
    public static IEnumerable<(string Place, string Body)> Without(JsonElement schema, string body)
    {
        foreach (var (place, steps) in Required(schema, JsonNode.Parse(body)!, "", []))
        {
            var root = JsonNode.Parse(body)!;
            var at = steps.Take(steps.Length - 1).Aggregate(root, (node, step) => step is int index ? node[index]! : node[(string)step]!);
            at.AsObject().Remove((string)steps[^1]);
            yield return (place, root.ToJsonString());
        }
    }

    private static IEnumerable<(string Place, object[] Steps)> Required(JsonElement schema, JsonNode node, string place, object[] steps)
    {
        var inside = new List<(string, object[])>();
        if (node is JsonObject members)
        {
            foreach (var name in schema.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(each => each.GetString()!) : [])
                if (members.ContainsKey(name)) inside.Add(($"{place}{(place.Length > 0 ? "." : "")}{name}", [.. steps, name]));
            if (schema.TryGetProperty("properties", out var properties))
                foreach (var (name, value) in members)
                    if (value is not null && properties.TryGetProperty(name, out var inner)) inside.AddRange(Required(inner, value, $"{place}{(place.Length > 0 ? "." : "")}{name}", [.. steps, name]));
        }
        if (node is JsonArray list && schema.TryGetProperty("items", out var items))
            for (var i = 0; i < list.Count; i++)
                if (list[i] is { } item) inside.AddRange(Required(items, item, place + "[]", [.. steps, i]));
        return inside;
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
