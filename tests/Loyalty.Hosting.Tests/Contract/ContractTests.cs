using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Loyalty.Hosting.Tests;

/// <summary>The documented catalogue against what is served: paths, examples, shapes, and the table that says what works.</summary>
public sealed class ContractTests
{
    private static readonly IReadOnlyList<Operation> s_operations = Catalogue.All();

    [Fact]
    [Trait("rule", "api-conventions P1")]
    public void Every_row_of_the_catalogue_is_mapped_and_nothing_else()
    {
        var documented = CatalogueRow.All.Select(row => (row.Group, row.Operation, row.Key)).Order().ToArray();
        Assert.Equal(464, documented.Length);
        Assert.Equal(documented, s_operations.Select(each => (each.Group, each.Name, each.Key)).Order().ToArray());
    }

    [Fact]
    public void The_package_carries_the_fields_of_what_is_built() =>
        Repository.AssertApproved(Path.Combine(Repository.Root, "src", "Loyalty.Hosting", "Catalogue", "fields.txt"), DocumentedFields.Table(s_operations.Where(each => each.IsBuilt).Select(each => (each.Key, each.Name))));

    [Fact]
    public async Task What_is_not_built_answers_501_with_its_name()
    {
        await using var world = await World.OpenAsync();
        foreach (var operation in s_operations.Where(each => !each.IsBuilt).DistinctBy(each => Routes.Shape(each.Key)))
        {
            if (s_operations.Any(each => each.IsBuilt && Routes.Shape(each.Key) == Routes.Shape(operation.Key))) continue;
            var path = string.Join('/', operation.Path.Split('/').Select(part => part.StartsWith('{') ? "7" : part));
            var reply = await world.SendAsync(world.Request(new HttpMethod(operation.Method), path, operation.Method == "GET" ? null : "{}"));
            Assert.True(reply.Status == 501 && reply.Text.Contains(operation.Name, StringComparison.Ordinal), $"{operation.Key}: {reply}");
        }
    }

    [Fact]
    public async Task Every_operation_that_is_built_has_an_example_that_succeeds_and_its_fields_are_of_the_documented_types()
    {
        var prepared = await Prepared.OpenAsync();
        await using var world = prepared.World;
        Assert.Equal(s_operations.Where(each => each.IsBuilt).Select(each => each.Key).Distinct().Order(), prepared.Examples.Select(each => each.Key).Order());
        var absent = new StringBuilder("# Documented response fields that an answer does not have\n\nWritten by the contract test from one example an operation. A field may be missing because the engine has not got it, or because the example has no use for it.\n");
        foreach (var example in prepared.Examples.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            var reply = await world.SendAsync(prepared.Request(example));
            Assert.True(reply.Status == 200, $"{example.Key}: {reply}");
            Assert.DoesNotContain("\"success\":\"false\"", reply.Text, StringComparison.Ordinal);
            var missing = new List<string>();
            var isV1 = example.Key.Contains(" /v1.1/", StringComparison.Ordinal);
            foreach (var group in DocumentedFields.Of(example.Key).GroupBy(field => field.Path.Replace("[]", "", StringComparison.Ordinal)))
            {
                var values = group.SelectMany(field => DocumentedFields.At(reply.Json, field.Path)).ToArray();
                if (values.Length == 0) missing.Add(group.Key);
                foreach (var value in values)
                    Assert.True(Fits(group.Select(field => field.Type), value, group.Key, isV1), $"{example.Key}: {group.Key} is {value.GetRawText()}, documented as {string.Join(" or ", group.Select(field => field.Type))}");
            }
            absent.Append(CultureInfo.InvariantCulture, $"\n## {example.Key}\n\n{(missing.Count == 0 ? "None." : string.Join(", ", missing) + ".")}\n");
        }
        Repository.AssertApproved(Path.Combine(Repository.Root, "docs", "api-fields.md"), absent.ToString());
    }

    [Fact]
    public async Task Broken_variants_are_refused_and_change_nothing()
    {
        var prepared = await Prepared.OpenAsync();
        await using var world = prepared.World;
        foreach (var example in prepared.Examples)
        {
            var state = await world.StateAsync();
            var isOpen = example.Key.Contains("/oauth/", StringComparison.Ordinal);
            if (!isOpen) Assert.Equal(401, (await world.SendAsync(prepared.Request(example, user: ""))).Status);
            if (!isOpen && example.Method != "GET") Assert.Equal(403, (await world.SendAsync(prepared.Request(example, user: "acme-reader"))).Status);
            foreach (var body in example.Body is null ? [] : (string?[])["{", "\"x\"", "[1]", "{}", "[{}]", new string(' ', 11 * 1024 * 1024)])
            {
                var reply = await world.SendAsync(world.Request(new HttpMethod(example.Method), example.Path, body));
                Assert.True(IsRefused(reply), $"{example.Key} with {body![..Math.Min(20, body!.Length)]}: {reply}");
            }
            Assert.Equal(state, await world.StateAsync());
        }
    }

    [Fact]
    public async Task A_field_of_the_wrong_type_is_refused_or_does_no_harm()
    {
        var prepared = await Prepared.OpenAsync();
        await using var world = prepared.World;
        foreach (var example in prepared.Examples.Where(each => each.Body is not null))
        {
            foreach (var broken in Broken(example.Body!))
            {
                var state = await world.StateAsync();
                var reply = await world.SendAsync(world.Request(new HttpMethod(example.Method), example.Path, broken));
                Assert.True(reply.Status < 500, $"{example.Key} with {broken}: {reply}");
                // A wrong coupon code is counted, which is the one thing that a refusal writes.
                if (IsRefused(reply) && !example.Key.Contains("/coupon/", StringComparison.Ordinal)) Assert.Equal(state, await world.StateAsync());
            }
        }
    }

    [Fact]
    public async Task No_request_of_another_organisation_sees_or_changes_anything()
    {
        var prepared = await Prepared.OpenAsync();
        await using var world = prepared.World;
        // What makes something of the caller's own; a bill of V1.1 registers its customer there.
        var own = (string[])["POST /v2/coupon/series", "GET /v2/coupon/series", "POST /v3/oauth/token/generate", "POST /v2/customers", "POST /v2/customers/bulk", "PUT /v2/customers/bulk", "POST /v2/integrations/customer/upsert/bulk", "POST /v1.1/transaction/add", "POST /v1.1/transaction/add_with_local_currency", "POST /api_gateway/v1/promotions", "GET /v1/promotion-management/promotions/settings/strategy", "POST /v1/management/promotions/settings/strategy"];
        foreach (var example in prepared.Examples.Where(each => !own.Contains(each.Key)))
        {
            var state = await world.StateAsync();
            var reply = await world.SendAsync(prepared.Request(example, user: "rival-t1"));
            Assert.True(IsRefused(reply) || reply["data"] == "[]" || reply["failureCount"] == reply["totalCount"] || reply["entity.failedCount"] == reply["entity.totalCount"], $"{example.Key}: {reply}");
            Assert.Equal(state, await world.StateAsync());
            foreach (var secret in (string[])["Anna", "Smith", "ANNA-1", "anna@example.com"]) Assert.DoesNotContain(secret, reply.Text, StringComparison.Ordinal);
        }
        // By an id of theirs, and by one that never was: the same answer.
        var theirs = prepared.Examples.Single(each => each.Key == "GET /v2/transactions/{id}").Path;
        var (foreign, never) = (await world.GetAsync(theirs, "rival-t1"), await world.GetAsync("/v2/transactions/999999", "rival-t1"));
        Assert.Equal((never.Status, never.Text), (foreign.Status, foreign.Text));
    }

    [Fact]
    public void The_tables_say_what_works()
    {
        var groups = s_operations.GroupBy(each => each.Group).OrderBy(each => each.Key, StringComparer.Ordinal).ToArray();
        var page = new StringBuilder("# The documented operations\n\nWritten by the contract test. What is not built answers 501 with its name.\n");
        foreach (var group in groups)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {group.Key}: {group.Count(each => each.IsBuilt)} of {group.Count()}\n");
            foreach (var (title, isBuilt) in ((string, bool)[])[("Working", true), ("Not yet", false)])
                if (group.Any(each => each.IsBuilt == isBuilt)) page.Append(CultureInfo.InvariantCulture, $"\n{title}: {string.Join(", ", group.Where(each => each.IsBuilt == isBuilt).Select(each => each.Name))}.\n");
        }
        Repository.AssertApproved(Path.Combine(Repository.Root, "docs", "api.md"), page.ToString());

        const string begin = "<!-- api: written by ContractTests -->\n";
        const string end = "<!-- api end -->";
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n");
        var table = new StringBuilder("| group | operations | working | not yet |\n|---|---|---|---|\n");
        foreach (var group in groups) table.Append(CultureInfo.InvariantCulture, $"| {group.Key} | {group.Count()} | {group.Count(each => each.IsBuilt)} | {group.Count(each => !each.IsBuilt)} |\n");
        var (from, to) = (readme.IndexOf(begin, StringComparison.Ordinal), readme.IndexOf(end, StringComparison.Ordinal));
        Assert.True(from >= 0 && to > from, "README.md has no place for the table.");
        Repository.AssertApproved(Path.Combine(Repository.Root, "README.md"), readme[..(from + begin.Length)] + table + readme[to..]);
    }

    /// <summary>4xx; or an answer of V1.1 or of a batch in which every item failed.</summary>
    internal static bool IsRefused(Reply reply)
    {
        if (reply.Status is >= 400 and < 500 or 501) return true;
        if (reply.Status >= 400 || !reply.Text.StartsWith('{')) return false;
        return reply["response.status.success"] == "false" || reply["redemptionStatus.status"] == "false" || (reply["failureCount"] is { } failed && failed == reply["totalCount"])
            || (reply["entity.failedCount"] is { } none && none == reply["entity.totalCount"]);
    }

    // What one example shows as a text another shows as a number (R15 prefers the number on V2); null is a value that is not there.
    private static bool Fits(IEnumerable<string> types, JsonElement value, string path, bool isV1) =>
        types.Any(type => DocumentedFields.Fits(type, value.ValueKind))
        // A list below a container is a list for one item too, whatever an example of one shows (R14).
        || (isV1 && value.ValueKind == JsonValueKind.Array && types.Contains("object"))
        // Codes of V1.1 are numbers in every operation: clients parse them strictly (R14).
        || (path.EndsWith("status.code", StringComparison.Ordinal) && value.ValueKind == JsonValueKind.Number);

    /// <summary>The body with each leaf in turn an object, a list and an absurd text.</summary>
    internal static IEnumerable<string> Broken(string body)
    {
        if (!body.StartsWith('{') && !body.StartsWith('[')) yield break;
        var leaves = new List<string>();
        Walk(JsonNode.Parse(body)!, leaves);
        foreach (var leaf in leaves)
        {
            foreach (var wrong in (string[])["{\"x\":1}", "[[1]]", "\"\u00e4\\u0007\"", "1e400", "-1", "\"\"", "null"])
            {
                var copy = JsonNode.Parse(body)!;
                Replace(copy, leaf, JsonNode.Parse(wrong));
                yield return copy.ToJsonString();
            }
        }
    }

    private static void Walk(JsonNode node, List<string> leaves)
    {
        if (node is JsonObject members)
            foreach (var (_, inner) in members) Walk(inner!, leaves);
        else if (node is JsonArray items)
            foreach (var inner in items) Walk(inner!, leaves);
        else
            leaves.Add(node.GetPath());
    }

    private static void Replace(JsonNode root, string path, JsonNode? value)
    {
        var at = root;
        var parts = path[1..].Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries);
        foreach (var part in parts[..^1]) at = part.StartsWith('[') ? at![int.Parse(part[1..^1], CultureInfo.InvariantCulture)] : at![part];
        if (parts[^1].StartsWith('[')) at![int.Parse(parts[^1][1..^1], CultureInfo.InvariantCulture)] = value;
        else at![parts[^1]] = value;
    }
}
