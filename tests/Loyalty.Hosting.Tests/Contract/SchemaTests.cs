using System.Text.Json;

namespace Loyalty.Hosting.Tests;

/// <summary>What the OpenAPI document says of bodies and answers is what is sent and answered.</summary>
public sealed class SchemaTests
{
    [Fact]
    public async Task The_examples_and_their_answers_fit_the_schemas_of_the_document()
    {
        var prepared = await Prepared.OpenAsync();
        await using var world = prepared.World;
        var schemas = await Schemas.ReadAsync(world);
        var wrong = new List<string>();
        foreach (var example in prepared.Examples)
        {
            if (example is { Body: { } body, Type: "application/json" })
            {
                var schema = schemas.Body(example.Key);
                if (schema is null) wrong.Add($"{example.Key} takes a body and the document says nothing of it");
                else wrong.AddRange(Schemas.Faults(schema.Value, JsonDocument.Parse(body).RootElement).Select(fault => $"{example.Key} is sent {fault}"));
                // A schema that lets anything through is none.
                if (schema is not null) Assert.NotEmpty(Schemas.Faults(schema.Value, JsonDocument.Parse("\"x\"").RootElement));
            }
            var reply = await world.SendAsync(prepared.Request(example));
            if (schemas.Answer(example.Key) is not { } answer) wrong.Add($"{example.Key} answers and the document says nothing of it");
            else wrong.AddRange(Schemas.Faults(answer, reply.Json).Select(fault => $"{example.Key} answers {fault}"));
            if (schemas.Answer(example.Key, "4XX") is not { } refusal) continue;
            var refused = await world.SendAsync(world.Request(new(example.Method), example.Path, example.Body is null ? null : "{", type: "application/json", user: example.Body is null ? "" : "acme-t1"));
            wrong.AddRange(Schemas.Faults(refusal, refused.Json).Select(fault => $"{example.Key} refuses with {fault}"));
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task What_a_body_must_have_is_missed_and_nothing_is_done_without_it()
    {
        var prepared = await Prepared.OpenAsync();
        await using var world = prepared.World;
        var schemas = await Schemas.ReadAsync(world);
        var (wrong, tried) = (new List<string>(), 0);
        foreach (var example in prepared.Examples.Where(each => each is { Body: not null, Type: "application/json" }))
        {
            if (schemas.Body(example.Key) is not { } schema) continue;
            foreach (var (place, body) in Schemas.Without(schema, example.Body!))
            {
                var before = await world.StateAsync();
                var reply = await world.SendAsync(prepared.Request(example with { Body = body }));
                tried++;
                // Which have items say so item by item.
                if (await world.StateAsync() != before || (reply.Status == 200 && !reply.Text.Contains("false", StringComparison.Ordinal))) wrong.Add($"{example.Key} {place}");
            }
            await world.SendAsync(prepared.Request(example));
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct()));
        Assert.True(tried >= 30, $"{tried} were tried");
    }

    [Fact]
    public async Task Every_path_declares_its_parameters_and_every_mutation_the_key()
    {
        await using var world = await World.OpenAsync();
        var schemas = await Schemas.ReadAsync(world);
        foreach (var (path, method, operation) in schemas.All)
        {
            var declared = operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray().Select(each => $"{each.GetProperty("in").GetString()} {each.GetProperty("name").GetString()}").ToArray() : [];
            Assert.Equal(declared.Distinct(), declared);
            Assert.Equal(path.Split('/').Where(part => part.StartsWith('{')).Select(part => $"path {part[1..^1]}").Order(StringComparer.Ordinal), declared.Where(each => each.StartsWith("path ", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
            var isBuilt = !(operation.TryGetProperty("description", out var description) && description.GetString()!.StartsWith("Not built", StringComparison.Ordinal));
            Assert.Equal(isBuilt && method != "GET" && !path.Contains("/oauth/", StringComparison.Ordinal), declared.Contains("header Idempotency-Key"));
        }
    }
}
