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

    /// <summary>
    /// What the OpenAPI document says of operations, as the package carries it. The contract's parameters are one list for path, query, headers,
    /// bodies and answers: what a body or an answer has by that name is none of the query.
    /// </summary>
    public static string Table(IEnumerable<(string Key, string Name)> operations)
    {
        var wanted = operations.ToHashSet();
        var fields = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        var documented = Directory.EnumerateFiles(Repository.Contract(""), "*.json").SelectMany(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("operations").EnumerateArray())
            .Where(operation => wanted.Contains((Key(operation), operation.GetProperty("operation").GetString()!)));
        foreach (var sisters in documented.GroupBy(Key, StringComparer.Ordinal))
        {
            var key = sisters.Key;
            var required = Required([.. sisters]);
            var lines = fields[key] = new(StringComparer.Ordinal);
            foreach (var operation in sisters)
            {
                foreach (var (mark, part) in ((char, string)[])[('>', "request"), ('<', "response")])
                    foreach (var field in operation.GetProperty(part).EnumerateObject().Where(field => !IsImplied(operation.GetProperty(part), field.Name, field.Value.GetString()!))) lines.Add($"{mark}{field.Name}:{field.Value.GetString()}{(mark == '>' && required.Contains(field.Name) ? "!" : "")}");
                var isGet = key.StartsWith("GET ", StringComparison.Ordinal);
                var elsewhere = isGet ? [] : operation.GetProperty("request").EnumerateObject().Concat(operation.GetProperty("response").EnumerateObject()).SelectMany(field => field.Name.Split('.', '[', ']')).ToHashSet(StringComparer.Ordinal);
                var told = new HashSet<string>(StringComparer.Ordinal);
                foreach (var words in operation.GetProperty("parameters").EnumerateArray().Select(each => each.GetString()!.Split(':')))
                {
                    // Some pages say where a parameter stands.
                    var parameter = words is ["query" or "path" or "header", _, not "required", ..] ? words[1..] : words;
                    var name = parameter[0];
                    if (name is "Authorization" or "X-CAP-API-OAUTH-TOKEN" || !told.Add(name) || elsewhere.Contains(name) || parameter[1] is "obj" or "array" or "list") continue;
                    lines.Add($"?{name}:{parameter[1]}{(parameter is [_, _, "required"] && isGet ? "!" : "")}");
                }
            }
        }
        return string.Concat(fields.Select(each => $"{each.Key}\n{string.Concat(each.Value.Select(line => line + "\n"))}\n"));
    }

    /// <summary>Told as required, and answered without: what stands in another place as well, or is needed in some cases alone.</summary>
    private static readonly HashSet<string> s_lenient = new(StringComparer.Ordinal)
    {
        "POST /v2/points/transfer code",
        "PUT /v2/customers/{userId} profiles[].source",
        "POST /v2/customers/{customerId}/subscriptions subscriptions[].accountId",
        "POST /v1.1/transaction/add_with_local_currency root.transaction[].billing_time",
        "POST /v2/transactions/bulk [].source",
        "PUT /v2/transactions/bulk [].source",
        "POST /v2/coupon/redeem billAmount",
        "POST /v2/coupon/bulk/redeem billAmount",
        "PUT /v2/coupon/redeem redemptions[].billAmount",
        "PUT /api_gateway/v1/promotions/{promotionId} priority",
        "POST /v2/customers/bulk [].loyaltyInfo.loyaltyType",
    };

    /// <summary>
    /// The fields of a body that are required by all operations of a verb and path: those whose name a required parameter has, where one place alone
    /// has it.
    /// </summary>
    private static HashSet<string> Required(IReadOnlyList<JsonElement> sisters) =>
        [.. sisters.Select(Required).Aggregate((all, own) => [.. all.Intersect(own, StringComparer.Ordinal)]).Where(path => !s_lenient.Contains($"{Key(sisters[0])} {path}"))];

    private static IEnumerable<string> Required(JsonElement operation)
    {
        var names = operation.GetProperty("parameters").EnumerateArray().Select(each => each.GetString()!.Split(':')).Where(words => words is [_, _, "required", ..]).Select(words => words[0]).ToHashSet(StringComparer.Ordinal);
        return operation.GetProperty("request").EnumerateObject().Select(field => field.Name).GroupBy(path => path.Split('.')[^1].TrimEnd('[', ']'), StringComparer.Ordinal).Where(places => names.Contains(places.Key) && places.Count() == 1).Select(places => places.Single());
    }

    private static string Key(JsonElement operation) => $"{operation.GetProperty("method").GetString()} {operation.GetProperty("path").GetString()}";

    /// <summary>An object that has members and a list that has items need not be told.</summary>
    private static bool IsImplied(JsonElement fields, string path, string type) =>
        type is "object" or "array" && fields.EnumerateObject().Any(each => each.Name.StartsWith(path + (type == "object" ? "." : "[]"), StringComparison.Ordinal));

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
