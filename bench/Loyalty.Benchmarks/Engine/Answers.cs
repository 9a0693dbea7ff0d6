namespace Loyalty.Benchmarks;

/// <summary>An answer waited for on the caller's own thread.</summary>
internal static class Answers
{
    public static T Now<T>(this ValueTask<Outcome<T>> pending) => (pending.IsCompletedSuccessfully ? pending.Result : pending.AsTask().GetAwaiter().GetResult()).OrThrow();
}
