using NodaTime;

namespace Loyalty.Tests;

/// <summary>What every changing call with a key does: simulated it writes nothing, repeated it gives its first answer, with another content it is a conflict.</summary>
internal static class RepeatLaw
{
    /// <param name="shop">The shop, prepared.</param>
    /// <param name="same">The call.</param>
    /// <param name="other">The same with another content.</param>
    /// <param name="key">The key as a conflict names it.</param>
    public static async Task HoldAsync(Shop shop, Func<CallOptions, Task<Changing.Answer>> same, Func<CallOptions, Task<Changing.Answer>> other, string? key = null)
    {
        var untouched = StoreImage.Of(shop.Store);
        var simulated = await same(new() { Simulate = true, Trace = true });
        Assert.True(simulated.Simulated);
        Assert.Equal(untouched, StoreImage.Of(shop.Store));
        var first = await same(new() { Key = "K-1" });
        Assert.Null(first.Refusal);
        Assert.Equivalent(first.Value, simulated.Value, strict: true);
        var before = StoreImage.Of(shop.Store);
        shop.Clock.Advance(Duration.FromHours(5));
        var again = await same(new() { Key = "K-1" });
        Assert.True(again.Replayed);
        Assert.Equivalent(first.Value, again.Value, strict: true);
        var conflict = Assert.IsType<KeyReused>((await other(new() { Key = "K-1" })).Refusal);
        if (key is not null) Assert.Equal(new KeyReused(key), conflict);
        Assert.Equal(before, StoreImage.Of(shop.Store));
    }
}
