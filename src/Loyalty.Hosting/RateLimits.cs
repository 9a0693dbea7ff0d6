namespace Loyalty.Hosting;

/// <summary>Calls a minute of each credential and operation, as a bucket that refills evenly. A batch counts one.</summary>
public sealed record RateLimits
{
    /// <summary>No limit.</summary>
    public static readonly RateLimits Off = new();

    /// <summary>The documented figures: 100, and those of the first documented region where it has its own.</summary>
    public static readonly RateLimits Documented = new()
    {
        PerMinute = 100,
        Operations = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["POST /v1.1/transaction/add"] = 1500,
            ["POST /v1.1/transaction/update"] = 500,
            ["POST /v1.1/customer/add"] = 700,
            ["POST /v1.1/customer/update"] = 500,
            ["POST /v2/transactions"] = 100,
            ["POST /v2/transactions/bulk"] = 1200,
            ["POST /v2/customers"] = 100,
            ["PUT /v2/customers/{userId}"] = 1000,
        },
    };

    /// <summary>Calls a minute for every operation without its own figure; null for no limit.</summary>
    public int? PerMinute { get; init; }

    /// <summary>Figures of single operations, by verb and documented path, as "POST /v2/transactions/bulk".</summary>
    public IReadOnlyDictionary<string, int> Operations { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    internal int? For(Operation operation) => Operations.Count == 0 ? PerMinute : For(operation.Key);

    internal int? For(string operation) => Operations.TryGetValue(operation, out var own) ? own : PerMinute;
}
