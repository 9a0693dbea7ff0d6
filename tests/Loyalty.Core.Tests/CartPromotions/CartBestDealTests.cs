using Loyalty.Tests.Model;
using static Loyalty.Tests.CartPromotions.CartKit;

namespace Loyalty.Tests.CartPromotions;

/// <summary>The best deal against one worked out by trying everything with another hand, exclusive promotions included.</summary>
public sealed class CartBestDealTests
{
    private static readonly string[] Skus = ["A", "B", "C", "D"];

    [Fact]
    [Trait("rule", "cart-promotions R12")]
    [Trait("rule", "cart-promotions R13")]
    [Trait("field", "39")]
    public void The_best_deal_of_ten_thousand_small_carts_is_that_of_another_hand()
    {
        var (exclusive, shared, better) = (0, 0, 0);
        for (var i = 0; i < 10 * Draws.Sequences; i++)
        {
            var seed = Draws.Seed + (ulong)i;
            var dice = new CartDice(seed);
            var rules = new CartPromotionRules
            {
                Search = CartSearch.BestDeal,
                NodeBudget = 1_000_000,
                OnePerLine = dice.Next(2) == 0,
                First = dice.Pick(CartPhase.Line, CartPhase.Line, CartPhase.Cart),
                MaximumPerCart = dice.Pick(1, 1, 2, 0),
                CartBasis = dice.Pick(CartBasis.Net, CartBasis.Gross),
            };
            var lines = dice.Shuffled(Skus).Take(1 + dice.Next(4)).Select(sku => (Sku: sku, Quantity: 1 + dice.Next(3), Price: (long)(1 + dice.Next(dice.Pick(20, 2000))))).ToArray();
            var promotions = Enumerable.Range(0, 1 + dice.Next(6)).Select(n => Draw(dice, $"p{n}")).ToArray();
            var minor = (decimal)Math.Pow(10, dice.MinorUnits);
            var facts = Facts([.. lines.Select(line => Line(line.Sku, line.Quantity, line.Price / minor))]) with { MinorUnits = dice.MinorUnits };
            var index = CartPromotionIndex.Of(promotions.Select(each => Of(each, minor)));

            var answer = CartEvaluator.Evaluate(facts, rules, index);
            var (discount, isExclusive) = new NaiveDeal(lines, promotions, rules).Best();
            Assert.True(answer.Discount * minor == discount && answer.Proof!.Optimal, $"seed {seed}: {answer.Discount * minor} instead of {discount}, {answer.Proof}, by {string.Join(", ", answer.Applied.Select(each => each.Promotion.Id))}");
            if (isExclusive)
            {
                exclusive++;
                Assert.True(promotions.Single(each => each.Id == Assert.Single(answer.Applied).Promotion.Id).IsExclusive, $"seed {seed}");
            }
            if (answer.Applied.Count > 1) shared++;
            if (CartEvaluator.Evaluate(facts, rules with { Search = CartSearch.Ranked }, index).Discount < answer.Discount) better++;
        }
        Assert.True(exclusive > Draws.Sequences && shared > Draws.Sequences && better > Draws.Sequences / 5, $"{exclusive} exclusive, {shared} of several, {better} better than by rank");
    }

    private static NaivePromotion Draw(CartDice dice, string id)
    {
        var isExclusive = dice.Next(8) == 0;
        if (dice.Next(4) == 0) return new(id, isExclusive, [], [], false, dice.Pick(NaiveGift.CartPercent, NaiveGift.CartSum), 1 + dice.Next(60), dice.Next(dice.Pick(50, 3000)));
        var skus = dice.Shuffled(Skus);
        if (dice.Next(3) == 0)
        {
            var gift = dice.Pick(NaiveGift.Percent, NaiveGift.Sum, NaiveGift.Price);
            return new(id, isExclusive, [[skus[0]], [skus[1]]], [1 + dice.Next(2), 1], false, gift, Value(gift), 0);
        }
        string[] set = [.. skus.Take(1 + dice.Next(3))];
        var kind = dice.Pick(NaiveGift.Percent, NaiveGift.Sum, NaiveGift.Cheapest, NaiveGift.Price);
        // A fixed price is of just so many.
        return new(id, isExclusive, [set], [1 + dice.Next(3)], kind != NaiveGift.Price && dice.Next(2) == 0, kind, Value(kind), 0);

        int Value(NaiveGift gift) => gift switch { NaiveGift.Percent => dice.Pick(5, 10, 15, 33, 50, 100), NaiveGift.Cheapest => 1 + dice.Next(2), _ => 1 + dice.Next(dice.Pick(30, 2000)) };
    }

    /// <summary>The same in the engine's words.</summary>
    private static CartPromotionDefinition Of(NaivePromotion promotion, decimal minor)
    {
        ProductPart[] parts = [.. promotion.Sets.Select((set, i) => Part(string.Join(',', set), promotion.Counts[i], promotion.TakesAll ? CartOperator.GreaterThanOrEqual : CartOperator.Equals))];
        var (condition, action) = promotion.Gift switch
        {
            NaiveGift.CartPercent => (From(promotion.Minimum / minor), CartPercent(promotion.Value)),
            NaiveGift.CartSum => (From(promotion.Minimum / minor), CartOff(promotion.Value / minor)),
            NaiveGift.Percent => (CartKit.Of(parts), Percent(promotion.Value)),
            NaiveGift.Sum => (CartKit.Of(parts), Off(promotion.Value / minor)),
            NaiveGift.Price => (CartKit.Of(parts), new() { Kind = CartActionKind.FixedPrice, Value = promotion.Value / minor }),
            _ => (CartKit.Of(parts), Free() with { Units = promotion.Value }),
        };
        return Promotion(promotion.Id, condition, action) with { Stackable = !promotion.IsExclusive };
    }
}
