using System.Diagnostics;
using System.Globalization;
using NodaTime;

namespace Loyalty.Benchmarks;

/// <summary>The best deal on 1,000 random carts of 20 lines with 30 promotions that each apply: how many are proven the best within 5 ms, and how far the others may be off.</summary>
internal static class BestDealRows
{
    public static IEnumerable<Heat> Heats()
    {
        var search = new BestDeals();
        yield return new([
            new("best-deal-proven", search, new Constant("all", 1, ""), Goal.Least(0.95)),
            new("best-deal-median-gap", new BestDealGap(search), new Constant("a hundredth", 1, " cents"), Goal.Most(0)),
        ]);
    }
}

/// <summary>Share of carts proven in time.</summary>
internal sealed class BestDeals() : Contestant("ours, proven within 5 ms (per 1,000)", "")
{
    public const int Carts = 1_000;
    public const int Lines = 20;
    public const int Promotions = 30;

    private static readonly CartPromotionRules Rules = new() { Search = CartSearch.BestDeal };

    private readonly CartFacts[] _facts = new CartFacts[Carts];
    private readonly CartPromotionIndex[] _indexes = new CartPromotionIndex[Carts];
    private int _next;

    /// <summary>How far each may be off.</summary>
    public decimal[] Gaps { get; } = new decimal[Carts];

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        var chance = new Xorshift(30);
        for (var cart = 0; cart < Carts; cart++)
        {
            _facts[cart] = new()
            {
                Lines = [.. Enumerable.Range(0, Lines).Select(i => new CartFactLine(Sku(i), 1 + chance.Next(3), new decimal(100 + chance.Next(3_900), 0, 0, false, 2)) { Reference = Sku(i) })],
                At = Instant.FromUtc(2026, 3, 10, 12, 0),
                Zone = DateTimeZone.Utc,
            };
            var of = new CartCase(_facts[cart], Rules);
            var promotions = new List<CartPromotionDefinition>();
            while (promotions.Count < Promotions)
            {
                var drawn = Draw(ref chance, string.Create(CultureInfo.InvariantCulture, $"p{promotions.Count:00}"));
                if (CartApplying.Apply(of, new(new(drawn), null, new(decimal.MaxValue, decimal.MaxValue, null)), of.Start, out _) is not null) promotions.Add(drawn);
            }
            _indexes[cart] = CartPromotionIndex.Of(promotions);
        }
        for (var i = 0; i < Carts / Scoreboard.SlicesPerPass; i++) Evaluate(i);
    }

    public override void Check()
    {
        for (var cart = 0; cart < Carts; cart += 10)
        {
            var best = Evaluate(cart);
            var ranked = CartEvaluator.Evaluate(_facts[cart], Rules with { Search = CartSearch.Ranked, Ranking = CartRanking.MaxDiscount }, _indexes[cart]);
            if (best.Discount < ranked.Discount || best.Proof is null || best.Proof.Bound < best.Discount) throw new CheckFailedException($"{Name}: cart {cart} gives {best.Discount}, by rank {ranked.Discount}.");
        }
    }

    public override Measured Slice()
    {
        var proven = 0;
        const int Count = Carts / Scoreboard.SlicesPerPass;
        for (var i = 0; i < Count; i++, _next = (_next + 1) % Carts)
        {
            var start = Stopwatch.GetTimestamp();
            var proof = Evaluate(_next).Proof!;
            if (Stopwatch.GetElapsedTime(start).TotalMilliseconds <= 5 && proof.Optimal) proven++;
            Gaps[_next] = proof.Gap;
        }
        return new(proven, Count);
    }

    private CartEvaluation Evaluate(int cart) => CartEvaluator.Evaluate(_facts[cart], Rules, _indexes[cart]);

    private static string Sku(int i) => string.Create(CultureInfo.InvariantCulture, $"S{i:00}");

    private static CartPromotionDefinition Draw(ref Xorshift chance, string id)
    {
        var (a, b, c) = (Sku(chance.Next(Lines)), Sku(chance.Next(Lines)), Sku(chance.Next(Lines)));
        var (condition, action) = chance.Next(6) switch
        {
            0 => (Of(Part(1, CartOperator.Equals, a), Part(1, CartOperator.Equals, b)), Percent(10 + chance.Next(20))),
            1 => (Of(Part(1, CartOperator.GreaterThanOrEqual, a)), Percent(5 + chance.Next(30))),
            2 => (Of(Part(1, CartOperator.Equals, a)), Off(1 + chance.Next(8))),
            3 => (Of(Part(2, CartOperator.GreaterThanOrEqual, a, b, c)), Off(2 + chance.Next(10))),
            4 => (Of(Part(1, CartOperator.GreaterThanOrEqual, a, b)), Percent(5 + chance.Next(15))),
            _ => (new CartCondition { Cart = new() { Operator = CartOperator.GreaterThan, Value = chance.Next(600) } }, Percent(2 + chance.Next(8)) with { Kind = CartActionKind.Cart }),
        };
        return new() { Id = id, Stackable = true, From = Instant.FromUtc(2025, 1, 1, 0, 0), Until = Instant.FromUtc(2026, 12, 31, 0, 0), Condition = condition, Action = action };

        static CartCondition Of(params ProductPart[] parts) => new() { Products = parts };
        static ProductPart Part(int value, CartOperator comparison, params string[] skus) => new() { Match = [new() { Values = skus }], Value = value, Operator = comparison };
        static CartAction Percent(int value) => new() { Kind = CartActionKind.Product, Value = value };
        static CartAction Off(int value) => new() { Kind = CartActionKind.Product, Benefit = CartBenefit.Absolute, Value = value };
    }
}

/// <summary>The median of how far an answer may be off, in hundredths. Stands behind the search in its heat.</summary>
internal sealed class BestDealGap(BestDeals search) : Contestant("ours, median gap", " cents")
{
    public override Measured Slice() => new((double)(search.Gaps.Order().ElementAt(BestDeals.Carts / 2) * 100), 1);
}
