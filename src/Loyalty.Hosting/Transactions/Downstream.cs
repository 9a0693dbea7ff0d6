namespace Loyalty.Hosting;

/// <summary>When loyalty sees a bill, by the call (transactions R26): decision 80.</summary>
internal static class Downstream
{
    /// <summary>The documented warning that loyalty follows.</summary>
    public const int Queued = 687;

    public const string QueuedMessage = "The transaction is stored; its effects on loyalty are not told here";

    /// <summary>The caller does not wait for loyalty: it is told of no effect.</summary>
    public static bool IsLater(ApiCall call) => IsTrue(call.Http.Request.Query["use_async"]) || IsTrue(call.Http.Request.Headers["X-CAP-DIRECT-REPLAY"]);

    /// <summary>Loyalty never sees the bill.</summary>
    public static bool IsNever(ApiCall call) => IsTrue(call.Http.Request.Headers["SKIP-DOWNSTREAM"]);

    private static bool IsTrue(string? given) => given is not null && Numbers.Flag(given) == true;
}
