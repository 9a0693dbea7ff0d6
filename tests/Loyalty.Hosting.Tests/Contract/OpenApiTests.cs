namespace Loyalty.Hosting.Tests;

/// <summary>The document is made from the endpoints that answer.</summary>
public sealed class OpenApiTests
{
    [Fact]
    public async Task The_document_names_every_route_with_its_operation_and_group()
    {
        await using var world = await World.OpenAsync();
        var document = await world.GetAsync("/openapi/v1.json", user: "");
        Assert.Equal(200, document.Status);
        Assert.StartsWith("3.1", document["openapi"], StringComparison.Ordinal);
        var served = document.Json.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Where(verb => verb.Name != "parameters").Select(verb => (Routes.Shape($"{verb.Name.ToUpperInvariant()} {path.Name}"), verb.Value.GetProperty("summary").GetString()!, verb.Value.GetProperty("tags")[0].GetString()!)))
            .ToDictionary(each => each.Item1, each => (each.Item2, each.Item3), StringComparer.Ordinal);
        // And what is this host's own.
        Assert.True(served.Remove("GET /admin/program", out var get) && get.Item2 == "Program" && served.Remove("PUT /admin/program"));
        Assert.Equal(CatalogueRow.All.Select(row => Routes.Shape(row.Key)).Distinct().Order(StringComparer.Ordinal), served.Keys.Order(StringComparer.Ordinal));
        Assert.All(CatalogueRow.All.GroupBy(row => Routes.Shape(row.Key)), rows => Assert.Contains(rows, row => (row.Operation, row.Group) == served[rows.Key]));
        Assert.Equal(200, (await world.GetAsync("/scalar/v1", user: "")).Status);
    }
}
