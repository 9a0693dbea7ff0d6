namespace Loyalty.Tests.Faults;

/// <summary>All plans: between them they make every call that changes something, and each is accepted.</summary>
internal static class Plans
{
    public static IReadOnlyDictionary<string, FaultPlan> All { get; } = new SortedDictionary<string, FaultPlan>(StringComparer.Ordinal)
    {
        ["points"] = PointsPlan.Plan, ["coupons"] = CouponPlan.Plan, ["groups"] = GroupPlan.Plan, ["customers"] = CustomerPlan.Plan, ["standing"] = StandingPlan.Plan, ["carts"] = CartPlan.Plan,
        ["clerks"] = ClerkPlan.Plan,
    };

    public static async Task<IReadOnlyList<Call>> CallsAsync()
    {
        var calls = new List<Call>();
        foreach (var plan in All.Values)
        {
            using var shop = await PreparedShop.MakeAsync("memory", plan);
            calls.AddRange(shop.Sequence);
        }
        return calls;
    }

    /// <summary>What each of several is answered, as one answer.</summary>
    public static async Task<Changing.Answer> EachAsync<T>(ValueTask<Outcome<IReadOnlyList<Outcome<T>>>> call)
    {
        var all = await call;
        return all.IsRefused ? await Changing.Of(ValueTask.FromResult(all)) : Answer(all.Value, all.Value.All(each => each.Replayed), all.Simulated);
    }

    /// <inheritdoc cref="EachAsync{T}"/>
    public static async Task<Changing.Answer> EachAsync<T, TItem>(ValueTask<Outcome<T>> call, Func<T, IReadOnlyList<Outcome<TItem>>> items)
    {
        var all = await call;
        return all.IsRefused ? await Changing.Of(ValueTask.FromResult(all)) : Answer(items(all.Value), all.Replayed, all.Simulated);
    }

    /// <summary>The first refusal, or every value.</summary>
    private static Changing.Answer Answer<T>(IReadOnlyList<Outcome<T>> items, bool isReplayed, bool isSimulated) => items.FirstOrDefault(each => each.IsRefused) is { } refused
        ? new(null, refused.Refusal, isReplayed, isSimulated, [], [])
        : new(items.Select(each => each.Value).ToArray(), null, isReplayed, isSimulated, [], []);
}
