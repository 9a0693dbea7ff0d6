namespace Loyalty.Hosting;

/// <summary>The envelope families of the documented surfaces, told apart by literal path prefix.</summary>
internal enum Family
{
    /// <summary>V1.1: response, status, items with a status of their own; JSON or XML.</summary>
    V1,

    /// <summary>V2: bare objects, entity or data, errors and warnings.</summary>
    V2,

    /// <summary>V3, badges, carts, workflow: data, errors, warnings.</summary>
    Data,

    /// <summary>Authentication and rewards: status with success, code and message.</summary>
    Status,

    /// <summary>Loyalty promotions: status with code and message, validation errors.</summary>
    Loyalty,

    /// <summary>Coupon upload: success, status, result.</summary>
    Upload,

    /// <summary>No documented prefix.</summary>
    None,
}

internal static class Families
{
    // Longest first, where one begins another.
    private static readonly (string Prefix, Family Family)[] s_prefixes =
    [
        ("/v1.1/", Family.V1),
        ("/v1.0/", Family.V1),
        ("/v2/", Family.V2),
        ("/v2.1/", Family.V2),
        ("/v3/", Family.Data),
        ("/api_gateway/v1/badges", Family.Data),
        ("/api_gateway/v1/promotions", Family.Data),
        ("/api_gateway/v1/promotion-management/", Family.Data),
        ("/api_gateway/v1/management/", Family.Data),
        ("/api_gateway/v1/recommendations", Family.Status),
        ("/api_gateway/v2/", Family.Data),
        ("/api_gateway/rewards/", Family.Status),
        ("/api_gateway/file-service/", Family.Status),
        ("/api_gateway/loyalty/v1/", Family.Loyalty),
        ("/api_gateway/intouch-api-v3/v3.1/", Family.Data),
        ("/api_gateway/cortex/v1/", Family.Data),
        ("/v1/promotion-management/", Family.Data),
        ("/v1/management/", Family.Data),
        ("/v1/promotions/", Family.Data),
        ("/v1/", Family.V1),
        ("/coupon/api/v1/upload/", Family.Upload),
        ("/auth/v1/", Family.Status),
        ("/webhooks/", Family.Data),
        ("/api/workspaces", Family.Data),
        ("/api/diyprocessors", Family.Data),
    ];

    public static Family Of(ReadOnlySpan<char> path)
    {
        foreach (var (prefix, family) in s_prefixes)
            if (path.StartsWith(prefix, StringComparison.Ordinal)) return family;
        return Family.None;
    }
}
