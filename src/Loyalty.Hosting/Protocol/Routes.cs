using Microsoft.AspNetCore.Http;

namespace Loyalty.Hosting;

/// <summary>All documented routes: which operation stands behind a verb and path, and what to say of a path that none has (P3).</summary>
internal sealed class Routes
{
    public static readonly object Suffix = new();

    // Where two pages disagree on verb or path, both are served; the operation's own comes second here (P7).
    private static readonly (string Alias, string Of)[] s_aliases =
    [
        ("PATCH /v2/coupon/reactivate", "POST /v2/coupon/reactivate"),
        ("POST /v1/promotion-management/promotions", "POST /api_gateway/v1/promotions"),
        ("POST /v1/promotions/customer/{customerId}/evaluation/{evaluationId}/cancel", "PUT /v1/promotions/customer/{customerId}/evaluation/{evaluationId}/cancel"),
        ("PUT /v1/promotions/customer/{customerId}/evaluations/{evaluationId}/cancel", "PUT /v1/promotions/customer/{customerId}/evaluation/{evaluationId}/cancel"),
        ("POST /v1/promotions/customer/{customerId}/evaluations/{evaluationId}/cancel", "PUT /v1/promotions/customer/{customerId}/evaluation/{evaluationId}/cancel"),
        ("GET /api_gateway/v1/promotions/{promotionId}", "GET /v1/promotion-management/promotions/{promotionId}"),
        ("PUT /v2/points/redeem", "PUT /v2/points/updateRedemption"),
        ("GET /v2/customers/{userId}/trackers", "GET /v2/customers/userEntityTrackers"),
        ("GET /v2/customers/{customerId}/setImage", "GET /v2/customers/{customerId}"),
        ("POST /v1.1/communications/sms", "POST /v1.1/communications/sendMessage"),
        ("GET /v2/organization/earning/{transactionId}", "GET /v2/earning/{transactionId}"),
        ("GET /v2/organization/customer/walkin", "GET /v2/customer/walkin"),
        ("POST /v2/organization/entity/extended_field_config", "POST /v2/entity/extended_field_config"),
        ("GET /v2/organization/entity/extendedFieldConfig", "GET /v2/entity/extendedFieldConfig"),
        ("POST /v2/organization/feed", "POST /v2/feed"),
        ("PUT /v2/organization/events/disable", "PUT /v2/events/disable"),
    ];

    private readonly HashSet<string> _entities;
    private readonly List<(string[] Segments, string Method)> _shapes = [];

    public Routes(IEnumerable<Operation> operations)
    {
        var byShape = new Dictionary<string, Operation>(StringComparer.Ordinal);
        foreach (var operation in operations)
        {
            var shape = Shape(operation.Key);
            // Sisters share a route; what is built answers for it.
            byShape[shape] = byShape.TryGetValue(shape, out var first) ? first with { Sisters = [.. first.Sisters, operation.Name] } : operation;
        }
        foreach (var (alias, of) in s_aliases)
        {
            if (!byShape.ContainsKey(Shape(alias)) && byShape.TryGetValue(Shape(of), out var operation))
                byShape[Shape(alias)] = operation with { Method = alias.Split(' ')[0], Path = alias.Split(' ')[1], IsAlias = true };
        }
        All = [.. byShape.Values];
        _shapes.AddRange(All.Select(operation => (operation.Path.Split('/'), operation.Method)));
        _entities = [.. All.Where(operation => operation.Family == Family.V1).Select(operation => operation.Path.Split('/')[2])];
    }

    public IReadOnlyList<Operation> All { get; }

    public static string Shape(string key) => string.Join('/', key.Split('/').Select(segment => segment.StartsWith('{') ? "{}" : segment));

    /// <summary>Before routing: a format on the last segment of V1.1, a trailing slash, and the prefix that some clients write, are taken off.</summary>
    public static void Normalise(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        if (path.StartsWith("/api/v1.1/", StringComparison.Ordinal) || path.StartsWith("/api/v2/", StringComparison.Ordinal)) path = path[4..];
        if (path.StartsWith("/v2/usergroups", StringComparison.Ordinal)) path = "/v2/userGroup2" + path["/v2/usergroups".Length..];
        foreach (var prefix in (ReadOnlySpan<string>)["/api_gateway/v1/promotion-management/", "/api_gateway/v1/management/"])
            if (path.StartsWith(prefix, StringComparison.Ordinal)) path = path["/api_gateway".Length..];
        // Of /v1/promotions only a customer's evaluations: the rest below the gateway is a surface of its own.
        if (path.StartsWith("/api_gateway/v1/promotions/customer/", StringComparison.Ordinal) && path.Contains("/evaluation", StringComparison.Ordinal)) path = path["/api_gateway".Length..];
        if (path.StartsWith("/v1.1/", StringComparison.Ordinal))
        {
            if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) (path, http.Items[Suffix]) = (path[..^5], false);
            else if (path.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)) (path, http.Items[Suffix]) = (path[..^4], true);
        }
        if (path != http.Request.Path.Value) http.Request.Path = path;
    }

    /// <summary>Routing ignores case and the documented API does not.</summary>
    public static bool IsSameCase(string template, string path)
    {
        if (template.Equals(path, StringComparison.Ordinal)) return true;
        var (wanted, given) = (template.Split('/'), path.TrimEnd('/').Split('/'));
        for (var i = 0; i < wanted.Length && i < given.Length; i++)
            if (!wanted[i].StartsWith('{') && !wanted[i].Equals(given[i], StringComparison.Ordinal)) return false;
        return true;
    }

    /// <summary>What is said of a path or verb that no operation has.</summary>
    public (int Code, string Message, string? Allow) Unknown(string path)
    {
        var given = path.TrimEnd('/').Split('/');
        var methods = _shapes.Where(each => Fits(each.Segments, given)).Select(each => each.Method).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (methods.Length > 0) return (405, "The method is not allowed", string.Join(", ", methods));
        if (given.Length > 3 && given[1] is "v1" or "v1.0" && _entities.Contains(given[2])) return (402, "The version is not supported for the resource", null);
        return given.Length > 3 && given[1] == "v1.1" && _entities.Contains(given[2])
            ? (406, "The operation is not supported for the resource", null)
            : (404, "No such resource", null);
    }

    private static bool Fits(string[] template, string[] given)
    {
        if (template.Length != given.Length) return false;
        for (var i = 0; i < template.Length; i++)
            if (!template[i].StartsWith('{') && !template[i].Equals(given[i], StringComparison.Ordinal)) return false;
        return true;
    }
}
