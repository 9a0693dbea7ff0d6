using System.Diagnostics;
using NodaTime;

namespace Loyalty.Benchmarks;

/// <summary>
/// Evaluating carts of 20 lines against 10,000 promotions of which 20 qualify, beside a floor that only finds and sums, and beside what is
/// usually taken; then what must not matter: promotions that do not match, units, and little more than lines.
/// </summary>
internal static class CartRows
{
    public const int Promotions = 10_000;

    public static IEnumerable<Heat> Heats()
    {
        var carts = new Lazy<CartSet>(() => CartSet.Of(Promotions, lines: 20, qualifying: 20));
        var ours = new EngineCarts("ours, full answer", carts);
        yield return new([
            new("cart/floor", ours, new FloorCarts(carts), Goal.Most(5, aim: 3)),
            new("cart-allocated", new EngineCartAllocation(carts), new Constant("8 KiB", 8_192, " B"), Goal.Most(1)),
            new("cart/linq", new LinqCarts(carts), ours, Goal.Least(150, aim: 400)),
            new("cart/rules-engine", new RulesEngineCarts(carts), ours, Goal.Least(1_000, aim: 2_000)),
        ]);

        var matching = new Lazy<CartSet>(() => CartSet.Of(Promotions, lines: 20, qualifying: 20, carts: 1).Only(10));
        yield return new([new(
            "cart-flat", new EngineCarts("ours, 99,990 more that do not match", new(() => matching.Value.AndOthers(99_990))), new EngineCarts("ours, 10 promotions, all match", matching), Goal.Most(1.1))]);

        yield return new([new(
            "cart-1000/100-lines", new EngineCarts("ours, 1,000 lines", new(() => CartSet.Of(Promotions, lines: 1_000, carts: 5)), stride: 1),
            new EngineCarts("ours, 100 lines", new(() => CartSet.Of(Promotions, lines: 100, carts: 20)), stride: 1), Goal.Most(12))]);

        yield return new([new(
            "cart-6000/30-units", new EngineCarts("ours, 6,000 units", new(() => CartSet.OfUnits(6_000)), stride: 20),
            new EngineCarts("ours, 30 units", new(() => CartSet.OfUnits(30)), stride: 20), Goal.Most(1.5))]);

        var told = new Lazy<CartSet>(() => CartSet.Of(Promotions, lines: 20, qualifying: 20, carts: 1).Only(20));
        yield return new([new("cart-explained", new EngineCarts("ours, explained", told, CartTelling.Everything), new EngineCarts("ours, the same 20 promotions", told), Goal.Most(3))]);

        yield return new([new(
            "cart-explained-10000/1000", new EngineCarts("ours, 10,000 explained", carts, CartTelling.Hints, stride: 1),
            new EngineCarts("ours, 1,000 explained", new(() => CartSet.Of(1_000, lines: 20)), CartTelling.Hints, stride: 1), Goal.Most(12))]);

        yield return new([new("cart-change", new CartChanges(carts), new Constant("10 ms", 10, " ms"), Goal.Most(1))]);
        yield return new([new("cart-change-call-memory", new CartChangeCalls(onDisk: false), new Constant("10 ms", 10, " ms"), Goal.Most(1))]);
        yield return new([new("cart-change-call-sqlite", new CartChangeCalls(onDisk: true), new Constant("10 ms", 10, " ms"), Goal.Most(1))]);
    }
}

/// <summary>Promotions and carts, for the engine and for its peers.</summary>
internal sealed class CartSet
{
    private CartSet(CartWorkload workload, Deal[] deals, Basket[] baskets, IEnumerable<CartPromotionDefinition>? more = null)
    {
        Workload = workload;
        Deals = deals;
        Baskets = baskets;
        Index = CartPromotionIndex.Of([.. deals.Select(CartWorkload.DefinitionOf), .. more ?? []]);
        Facts = [.. baskets.Select(CartWorkload.FactsOf)];
    }

    public CartWorkload Workload { get; }

    public Deal[] Deals { get; }

    public Basket[] Baskets { get; }

    public CartPromotionIndex Index { get; }

    public CartFacts[] Facts { get; }

    /// <summary>Carts on which just so many qualify; any where that is not said.</summary>
    public static CartSet Of(int promotions, int lines, int? qualifying = null, int carts = 200)
    {
        var workload = new CartWorkload(promotions);
        var baskets = qualifying is { } count
            ? workload.Baskets(carts, lines, count, new IndexedCartFloor(workload.Deals))
            : [.. Enumerable.Range(0, carts).Select(_ => workload.Basket(lines))];
        return new(workload, workload.Deals, baskets);
    }

    /// <summary>So many units on 30 lines, and beside the promotions that do not count them one that does: of each three the cheapest is free.</summary>
    public static CartSet OfUnits(int units)
    {
        var workload = new CartWorkload(CartRows.Promotions);
        var drawn = workload.Basket(30);
        BasketLine[] lines = [.. drawn.Lines.Select(line => line with { Quantity = units / 30 })];
        var basket = new Basket { Lines = lines, Tier = drawn.Tier, Codes = [], At = drawn.At, Total = lines.Sum(line => line.Base) };
        var counting = new CartPromotionDefinition
        {
            Id = "of three the cheapest",
            Stackable = true,
            From = Instant.MinValue,
            Until = Instant.MaxValue,
            Condition = new() { Products = [new() { Value = 3, Operator = CartOperator.Equals }] },
            Action = new() { Kind = CartActionKind.FreeProduct, Units = 1, PerUnit = new() { Divider = 3 } },
        };
        return new(workload, [.. workload.Deals.Where(deal => deal.Kind is DealKind.SkuPercent or DealKind.CategoryPercent)], [basket], [counting]);
    }

    /// <summary>The first cart with so many that qualify on it and no other promotion.</summary>
    public CartSet Only(int count)
    {
        var found = new int[Deals.Length];
        new IndexedCartFloor(Deals).Evaluate(Baskets[0], found, out _);
        return new(Workload, [.. found.AsSpan(0, count).ToArray().Select(number => Deals[number])], [Baskets[0]]);
    }

    /// <summary>The same and so many promotions that ask for what the cart does not hold, or for more than it comes to.</summary>
    public CartSet AndOthers(int count)
    {
        var basket = Baskets[0];
        var keys = basket.Lines.Select(line => line.Sku).Concat(basket.Lines.Select(line => line.Category)).Concat(basket.Codes).ToHashSet(StringComparer.Ordinal);
        var others = new CartWorkload(2 * count, seed: 72).Deals
            .Where(deal => deal.Number >= CartRows.Promotions && !keys.Contains(deal.Key) && !keys.Contains(deal.Id) && (deal.Kind is not (DealKind.Minimum or DealKind.TierMinimum) || deal.Minimum > basket.Total))
            .Take(count).ToList();
        if (others.Count < count) throw new InvalidOperationException($"Only {others.Count} promotions do not match.");
        return new(Workload, [.. Deals, .. others], Baskets);
    }

    /// <summary>Each that qualifies on a cart with what it gives on its own, by the engine.</summary>
    public List<(string Id, long Discount)> Ours(int cart)
    {
        var facts = Facts[cart];
        var at = new CartCase(facts, Rules);
        var found = new List<(string, long)>();
        foreach (var promotion in Index.Candidates(facts).Candidates)
        {
            var (held, allowance) = CartGates.Held(promotion.Definition, facts);
            var candidate = new CartCandidate(promotion, held, allowance);
            if (CartGates.Check(promotion.Definition, held, facts, candidate.Allowance) is not null) continue;
            if (CartApplying.Apply(at, candidate, at.Start, out _) is { } alone) found.Add((promotion.Id, alone.Discount));
        }
        return found;
    }

    public static CartPromotionRules Rules { get; } = new();
}

/// <summary>Time a cart, over all carts of a set.</summary>
internal abstract class Carts(string name, Lazy<CartSet> set, int stride) : Contestant(name, " ns")
{
    private const double SliceSeconds = 0.06;

    private int _next;

    protected CartSet Set => set.Value;

    public override Measured Slice()
    {
        var start = Stopwatch.GetTimestamp();
        var done = 0;
        TimeSpan elapsed;
        do
        {
            for (var i = 0; i < stride; i++) Evaluate(_next = (_next + 1) % Set.Baskets.Length);
            done += stride;
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed.TotalSeconds < SliceSeconds);
        return new(elapsed.TotalNanoseconds, done);
    }

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        // Until the runtime has compiled it for good.
        for (var slice = 0; slice < 5; slice++) Slice();
    }

    protected abstract void Evaluate(int cart);

    protected void Same(int cart, IEnumerable<(string Id, long Discount)> theirs)
    {
        var (ours, others) = (Set.Ours(cart).Order().ToList(), theirs.Order().ToList());
        if (!ours.SequenceEqual(others)) throw new CheckFailedException($"{Name}: cart {cart} has {string.Join(", ", others.Except(ours))} where the engine has {string.Join(", ", ours.Except(others))}.");
    }
}

/// <summary>The engine: selection under the rules, shares to the cent, quantities.</summary>
internal sealed class EngineCarts(string name, Lazy<CartSet> set, CartTelling telling = CartTelling.Deal, int stride = 100) : Carts(name, set, stride)
{
    public override void Check()
    {
        for (var i = 0; i < Math.Min(20, Set.Facts.Length); i++)
        {
            var answer = CartEvaluator.Evaluate(Set.Facts[i], CartSet.Rules, Set.Index, telling);
            if (answer.Discount <= 0 || answer.Lines.Sum(line => line.Shares.Sum(share => share.Discount)) != answer.Discount || answer.Promotions.Sum(verdict => verdict.Discount) != answer.Discount)
                throw new CheckFailedException($"{Name}: cart {i} does not sum up.");
        }
    }

    protected override void Evaluate(int cart) => CartEvaluator.Evaluate(Set.Facts[cart], CartSet.Rules, Set.Index, telling);
}

/// <summary>Bytes that a full answer allocates, the answer included.</summary>
internal sealed class EngineCartAllocation(Lazy<CartSet> set) : Contestant("ours, allocated", " B")
{
    public override void Prepare(string folder, PurchaseStream purchases) => Slice();

    public override Measured Slice()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var facts in set.Value.Facts) CartEvaluator.Evaluate(facts, CartSet.Rules, set.Value.Index, CartTelling.Deal);
        return new(GC.GetAllocatedBytesForCurrentThread() - before, set.Value.Facts.Length);
    }
}

internal sealed class FloorCarts(Lazy<CartSet> set) : Carts("indexed by hand, finds and sums", set, stride: 200)
{
    private readonly int[] _found = new int[CartRows.Promotions];
    private IndexedCartFloor _floor = null!;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _floor = new(Set.Deals);
        base.Prepare(folder, purchases);
    }

    public override void Check()
    {
        for (var cart = 0; cart < Set.Baskets.Length; cart++)
        {
            var sum = _floor.Evaluate(Set.Baskets[cart], _found, out var matches);
            var ours = Set.Ours(cart);
            if (sum != ours.Sum(given => given.Discount) || !_found.AsSpan(0, matches).ToArray().Select(number => Set.Deals[number].Id).Order().SequenceEqual(ours.Select(given => given.Id).Order()))
                throw new CheckFailedException($"{Name}: cart {cart} has {matches} matches and {sum}, the engine {ours.Count} and {ours.Sum(given => given.Discount)}.");
        }
    }

    protected override void Evaluate(int cart) => _floor.Evaluate(Set.Baskets[cart], _found, out _);
}

internal sealed class LinqCarts(Lazy<CartSet> set) : Carts("LINQ over all", set, stride: 1)
{
    private LinqPromotions _promotions = null!;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _promotions = new(Set.Deals);
        base.Prepare(folder, purchases);
    }

    public override void Check()
    {
        for (var cart = 0; cart < Set.Baskets.Length; cart++) Same(cart, _promotions.Evaluate(Set.Baskets[cart]));
    }

    protected override void Evaluate(int cart) => _promotions.Evaluate(Set.Baskets[cart]);
}

internal sealed class RulesEngineCarts(Lazy<CartSet> set) : Carts("RulesEngine, no amounts", set, stride: 1)
{
    private RulesEnginePromotions _promotions = null!;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _promotions = new(Set.Deals);
        base.Prepare(folder, purchases);
    }

    public override void Check()
    {
        for (var cart = 0; cart < 20; cart++)
        {
            // Only what qualifies can be compared.
            var ours = Set.Ours(cart).Select(given => given.Id).Order();
            if (!_promotions.Evaluate(Set.Baskets[cart]).Order().SequenceEqual(ours)) throw new CheckFailedException($"{Name}: cart {cart} has other matches than the engine.");
        }
    }

    protected override void Evaluate(int cart) => _promotions.Evaluate(Set.Baskets[cart]);
}

/// <summary>Adding a promotion to 10,000, or changing one, up to the first answer that knows it.</summary>
internal sealed class CartChanges(Lazy<CartSet> set) : Contestant("ours, change and first answer", " ms")
{
    private const int PerSlice = 50;

    private CartPromotionIndex _index = null!;
    private int _changes;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _index = set.Value.Index;
        Slice();
    }

    public override Measured Slice()
    {
        var (facts, deals) = (set.Value.Facts[0], set.Value.Deals);
        var milliseconds = 0d;
        for (var i = 0; i < PerSlice; i++, _changes++)
        {
            // One that is there already, and one that is new: off an item of the cart, so that the answer must tell of it.
            var id = _changes % 2 == 0 ? deals[_changes % deals.Length].Id : $"N{_changes}";
            var changed = CartWorkload.DefinitionOf(new Deal(_changes, DealKind.SkuPercent) { Key = facts.Lines[0].Sku, Percent = 90 }) with { Id = id };
            var start = Stopwatch.GetTimestamp();
            _index = _index.With(changed);
            var answer = CartEvaluator.Evaluate(facts, CartSet.Rules, _index);
            milliseconds += Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (!answer.Promotions.Any(verdict => verdict.Promotion == id)) throw new CheckFailedException($"{Name}: the answer does not know of {id}.");
            _index = _index.Without(id);
        }
        return new(milliseconds, PerSlice);
    }
}
