using System.Globalization;
using System.Text.Json;

namespace Loyalty.Hosting.Tests;

/// <summary>Generated requests along the OpenAPI document: whatever is sent, no 5xx but the 501 of what is not built.</summary>
public sealed class FuzzTests
{
    private const int Normal = 5_000;

    private static readonly string[] s_words = ["", "0", "-1", "1", "447700900001", "mobile", "REGULAR", "RETURN", "FULL", "2026-01-15", "9223372036854775808", "1e9", "true", "null", "ä", "'; --", "%", "INSTORE", "B-1"];

    private static readonly string[] s_values = ["null", "true", "0", "-1", "1.5", "1e400", "79228162514264337593543950336", "\"\"", "\"x\"", "\"447700900001\"", "[]", "{}", "[[]]", "[null]", "{\"id\":1}", "\"2026-01-15T10:00:00Z\""];

    private static readonly string[] s_numbers = ["0", "1", "2", "-1", "10", "0.005", "1.5", "1e3", "99999999999", "79228162514264337593543950335"];

    [Fact]
    public async Task No_request_makes_the_server_fail()
    {
        var prepared = await Prepared.OpenAsync();
        await using var world = prepared.World;
        var schemas = await Schemas.ReadAsync(world);
        var paths = schemas.All.Select(each => (each.Path, each.Method)).ToArray();
        var bodies = schemas.All.Where(each => schemas.Body($"{each.Method} {each.Path}") is not null).Select(each => (each.Path, each.Method, Body: schemas.Body($"{each.Method} {each.Path}")!.Value, Query: Queries(each.Operation))).ToArray();
        var count = int.TryParse(Environment.GetEnvironmentVariable("LOYALTY_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var more) ? more : Normal;
        var random = new Random(20260115);
        for (var i = 0; i < count; i++)
        {
            // Along the examples, where there is something to break; along the schemas; and anywhere.
            var request = (i % 4) switch { 0 or 2 => Mutated(prepared, random), 1 => Shaped(world, bodies[random.Next(bodies.Length)], random), _ => Wild(world, paths, random) };
            var sent = $"{request.Method} {request.RequestUri} {(request.Content is null ? "" : await request.Content.ReadAsStringAsync())}";
            var reply = await world.SendAsync(request);
            Assert.True(reply.Status is < 500 or 501, $"{sent}: {reply}");
        }
        Assert.Empty((await world.Engine.VerifyAsync()).Violations);
    }

    private static HttpRequestMessage Mutated(Prepared prepared, Random random)
    {
        var example = prepared.Examples[random.Next(prepared.Examples.Count)];
        var path = example.Path;
        if (example.Body is null || random.Next(4) == 0)
        {
            var cut = path.Split('&');
            path = string.Join('&', cut.Select(part => random.Next(3) == 0 && part.Contains('=', StringComparison.Ordinal) ? $"{part.Split('=')[0]}={Uri.EscapeDataString(s_words[random.Next(s_words.Length)])}" : part));
        }
        if (example.Body is null) return prepared.World.Request(new HttpMethod(example.Method), path);
        var variants = ContractTests.Broken(example.Body).ToArray();
        var body = random.Next(8) == 0 || variants.Length == 0 ? example.Body[..random.Next(example.Body.Length)] : variants[random.Next(variants.Length)];
        return prepared.World.Request(new HttpMethod(example.Method), path, body, type: random.Next(10) == 0 ? "text/plain" : "application/json");
    }

    /// <summary>A body with the documented names and mostly the documented types.</summary>
    private static HttpRequestMessage Shaped(World world, (string Path, string Method, JsonElement Body, string[] Query) of, Random random)
    {
        var query = string.Join('&', of.Query.Where(_ => random.Next(3) > 0).Select(name => $"{name}={(name == "identifierName" ? "mobile" : Uri.EscapeDataString(s_words[random.Next(s_words.Length)]))}"));
        return world.Request(new HttpMethod(of.Method), $"{Filled(of.Path, random)}?{query}", Generated(of.Body, random));
    }

    private static string[] Queries(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters) ? [.. parameters.EnumerateArray().Where(each => each.GetProperty("in").GetString() == "query").Select(each => each.GetProperty("name").GetString()!)] : [];

    private static string Generated(JsonElement schema, Random random)
    {
        if (random.Next(20) == 0 || !schema.TryGetProperty("type", out var type)) return s_values[random.Next(s_values.Length)];
        var types = Schemas.Types(type).Where(each => each != "null").ToArray();
        return types[random.Next(types.Length)] switch
        {
            "object" => $"{{{string.Join(',', Members(schema).Where(_ => random.Next(3) > 0).Select(member => $"{JsonSerializer.Serialize(member.Name)}:{Generated(member.Value, random)}"))}}}",
            "array" => $"[{string.Join(',', Enumerable.Range(0, random.Next(3)).Select(_ => schema.TryGetProperty("items", out var items) ? Generated(items, random) : "1"))}]",
            "integer" or "number" => s_numbers[random.Next(s_numbers.Length)],
            "boolean" => random.Next(2) == 0 ? "true" : "false",
            _ => JsonSerializer.Serialize(s_words[random.Next(s_words.Length)]),
        };
    }

    private static IEnumerable<JsonProperty> Members(JsonElement schema) => schema.TryGetProperty("properties", out var members) ? members.EnumerateObject() : [];

    private static string Filled(string path, Random random) =>
        string.Join('/', path.Split('/').Select(part => part.StartsWith('{') ? Uri.EscapeDataString(s_words[random.Next(1, s_words.Length)]) : part));

    private static HttpRequestMessage Wild(World world, (string Path, string Method)[] paths, Random random)
    {
        var (path, method) = paths[random.Next(paths.Length)];
        path = Filled(path, random);
        var query = string.Join('&', Enumerable.Range(0, random.Next(4)).Select(_ => $"{Name(random)}={Uri.EscapeDataString(s_words[random.Next(s_words.Length)])}"));
        var body = method == "GET" ? null : $"{{{string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => $"\"{Name(random)}\":{s_values[random.Next(s_values.Length)]}"))}}}";
        if (body is not null && random.Next(6) == 0) body = s_values[random.Next(s_values.Length)];
        return world.Request(new HttpMethod(method), query.Length == 0 ? path : $"{path}?{query}", body);
    }

    private static string Name(Random random) => s_names[random.Next(s_names.Length)];

    private static readonly string[] s_names = ["identifierName", "identifierValue", "source", "root", "redeem", "transaction", "customer", "code", "points", "type", "billNumber", "billAmount", "seriesId", "format", "limit", "offset", "ids", "user", "redemptionRequestList", "mobile", "key"];
}
