using NodaTime;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Carts and promotions in a few words. Unless said: all stackable, in force all year, two decimals (cart-promotions, worked scenarios).</summary>
internal static class CartKit
{
    public static readonly Instant Now = Instant.FromUtc(2026, 3, 10, 12, 0);

    public static CartFactLine Line(string sku, decimal quantity, decimal price) => new(sku, quantity, price) { Reference = sku };

    public static CartFacts Facts(params CartFactLine[] lines) => new() { Lines = lines, At = Now, Zone = DateTimeZone.Utc };

    public static ProductPart Part(string skus, decimal value = 1, CartOperator comparison = CartOperator.GreaterThanOrEqual) => new()
    {
        Match = skus == "*" ? [] : [new ProductRow { Values = skus.Split(',') }],
        Operator = comparison,
        Value = value,
    };

    public static ProductPart Exactly(string skus, decimal value) => Part(skus, value, CartOperator.Equals);

    public static CartCondition Of(params ProductPart[] parts) => new() { Products = parts };

    public static CartCondition Above(decimal amount) => new() { Cart = new() { Value = amount, Operator = CartOperator.GreaterThan } };

    public static CartCondition From(decimal amount) => new() { Cart = new() { Value = amount } };

    public static CartAction Percent(decimal value) => new() { Kind = CartActionKind.Product, Value = value };

    public static CartAction Off(decimal value) => new() { Kind = CartActionKind.Product, Benefit = CartBenefit.Absolute, Value = value };

    public static CartAction CartPercent(decimal value) => new() { Kind = CartActionKind.Cart, Value = value };

    public static CartAction CartOff(decimal value) => new() { Kind = CartActionKind.Cart, Benefit = CartBenefit.Absolute, Value = value };

    public static CartAction Free(params ProductPart[] products) => new() { Kind = CartActionKind.FreeProduct, Products = products };

    public static CartPromotionDefinition Promotion(string id, CartCondition condition, CartAction action) => new()
    {
        Id = id,
        Stackable = true,
        From = Instant.FromUtc(2025, 1, 1, 0, 0),
        Until = Instant.FromUtc(2026, 12, 31, 0, 0),
        Condition = condition,
        Action = action,
    };

    /// <summary>Evaluates, and checks on the way what holds for every answer.</summary>
    public static CartEvaluation Evaluate(this CartFacts facts, CartPromotionRules rules, params CartPromotionDefinition[] promotions)
    {
        var answer = CartEvaluator.Evaluate(facts, rules, CartPromotionIndex.Of(promotions), explain: true);
        Sound(answer, facts, promotions);
        return answer;
    }

    public static CartEvaluation Evaluate(this CartFacts facts, params CartPromotionDefinition[] promotions) => facts.Evaluate(new CartPromotionRules(), promotions);

    /// <summary>
    /// Lines sum to the cart, promotions to the lines, no share beyond its line (cart-promotions R16). Of an explanation too: each active promotion
    /// once, applied with what it gave and of what, or refused with the first condition that failed, what it saw and what it needed (R30).
    /// </summary>
    public static void Sound(CartEvaluation answer, CartFacts facts, IReadOnlyList<CartPromotionDefinition>? explained = null)
    {
        if (explained is not null) Explained(answer, facts, explained);
        Assert.Equal(facts.Lines.Count, answer.Lines.Count);
        Assert.Equal(answer.Payable, answer.Lines.Sum(line => line.Net));
        Assert.Equal(answer.Discount, answer.Lines.Sum(line => line.Base - line.Net));
        Assert.Equal(answer.Discount, answer.Promotions.Sum(verdict => verdict.Discount));
        Assert.Equal(answer.Promotions.Count, answer.Promotions.Select(verdict => verdict.Promotion).Distinct().Count());
        foreach (var line in answer.Lines)
        {
            Assert.InRange(line.Net, 0, line.Base);
            Assert.Equal(line.Base - line.Net, line.Shares.Sum(share => share.Discount));
            Assert.All(line.Shares, share => Assert.True(share.Discount >= 0 && share.Used <= line.Line.Quantity && share.Discounted <= line.Line.Quantity));
        }
        foreach (var verdict in answer.Promotions)
        {
            Assert.Equal(verdict.Applied, verdict.Code is null);
            Assert.Equal(verdict.Discount, answer.Lines.Sum(line => line.Shares.Where(share => share.Promotion == verdict.Promotion).Sum(share => share.Discount)));
        }
        if (facts.Tenders is not null) Assert.Equal(answer.Payable, answer.Tenders.Sum(tender => tender.Paid));
    }

    private static void Explained(CartEvaluation answer, CartFacts facts, IReadOnlyList<CartPromotionDefinition> promotions)
    {
        // Of one that has not begun or is over it is told why; a payment voucher is a tender and told of with the codes.
        Assert.Equal(
            promotions.Where(each => each is { Active: true, Mode: CartPromotionMode.Discount }).Select(each => each.Id).Order(StringComparer.Ordinal),
            answer.Promotions.Select(verdict => verdict.Promotion).Order(StringComparer.Ordinal));
        foreach (var verdict in answer.Promotions)
        {
            Assert.True(verdict.Seen.Length > 0, $"{verdict}: seen");
            if (verdict.Applied)
            {
                Assert.True(verdict is { Discount: > 0, Times: > 0 }, $"{verdict}");
                continue;
            }
            Assert.True(verdict is { Discount: 0, Needed.Length: > 0 } && verdict.Code!.Contains('.', StringComparison.Ordinal), $"{verdict}");
            Assert.DoesNotContain(answer.Lines, line => line.Shares.Any(share => share.Promotion == verdict.Promotion));
        }
    }

    /// <summary>The facts with earlier uses, as a sale would have counted them.</summary>
    public static CartFacts With(this CartFacts facts, params CartUse[] uses)
    {
        var tallies = new Dictionary<CartTallyKey, CartTally>();
        foreach (var use in uses)
        {
            var count = new CartCount(use.At, use.Redemptions, 1, use.Discount);
            Count(new(use.Promotion, CartLimitScope.Promotion));
            if (use.IsThisCustomer) Count(new(use.Promotion, CartLimitScope.Customer));

            void Count(CartTallyKey key) => tallies[key] = tallies.GetValueOrDefault(key, CartTally.None).With(count, 4000);
        }
        return facts with { Tallies = tallies };
    }

    public static CartPromotionVerdict Verdict(this CartEvaluation answer, string id) => answer.Promotions.Single(verdict => verdict.Promotion == id);

    public static decimal Gave(this CartEvaluation answer, string id) => answer.Verdict(id).Discount;

    public static decimal[] Nets(this CartEvaluation answer) => [.. answer.Lines.Select(line => line.Net)];

    public static decimal[] Discounts(this CartEvaluation answer) => [.. answer.Lines.Select(line => line.Base - line.Net)];
}

/// <summary>An earlier use of a promotion, by this customer or another.</summary>
internal sealed record CartUse(string Promotion, Instant At, long Redemptions, decimal Discount)
{
    public bool IsThisCustomer { get; init; }
}
