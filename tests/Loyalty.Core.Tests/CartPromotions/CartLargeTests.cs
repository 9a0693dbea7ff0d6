using static Loyalty.Tests.CartPromotions.CartKit;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Carts of 20 lines with 30 promotions: the search stays within its budget and says how good its answer is.</summary>
public sealed class CartLargeTests
{
    [Fact]
    [Trait("rule", "cart-promotions R12")]
    public void A_large_cart_is_bettered_within_the_budget_and_the_answer_says_by_how_much_it_may_miss()
    {
        var improved = 0;
        const int Carts = 20;
        for (var seed = 1UL; seed <= Carts; seed++)
        {
            var dice = new CartDice(seed);
            var facts = Facts([.. Enumerable.Range(0, 20).Select(i => Line($"S{i:00}", 1 + dice.Next(3), 1 + dice.Next(40)))]);
            var promotions = Enumerable.Range(0, 30).Select(i => Any(dice, $"p{i}")).ToArray();
            var rules = new CartPromotionRules { Search = CartSearch.BestDeal, NodeBudget = 1000 };
            var index = CartPromotionIndex.Of(promotions);
            var answer = CartEvaluator.Evaluate(facts, rules, index);
            var ranked = CartEvaluator.Evaluate(facts, rules with { Search = CartSearch.Ranked, Ranking = CartRanking.MaxDiscount }, index);
            Sound(answer, facts);
            Assert.True(answer.Proof!.Nodes <= rules.NodeBudget && answer.Proof.Bound >= answer.Discount);
            Assert.Equal(answer.Proof, CartEvaluator.Evaluate(facts, rules, index).Proof);
            Assert.True(answer.Discount >= ranked.Discount);
            Assert.Equal(answer.Proof.Bound - answer.Discount, answer.Proof.Gap);
            if (answer.Discount > ranked.Discount) improved++;
            var proven = CartEvaluator.Evaluate(facts, rules with { NodeBudget = 20_000 }, index);
            Assert.True(proven.Proof!.Optimal && proven.Discount >= answer.Discount && proven.Discount <= answer.Proof.Bound);
        }
        Assert.True(improved > Carts / 2, $"{improved} of {Carts} are better than by rank");
    }

    private static CartPromotionDefinition Any(CartDice dice, string id)
    {
        string Sku() => $"S{dice.Next(20):00}";
        return dice.Next(6) switch
        {
            0 => Promotion(id, Of(Exactly(Sku(), 1), Exactly(Sku(), 1)), Percent(10 + dice.Next(20))),
            1 => Promotion(id, Of(Part(Sku())), Percent(5 + dice.Next(30))),
            2 => Promotion(id, Of(Exactly(Sku(), 1)), Off(1 + dice.Next(8))),
            3 => Promotion(id, Of(Part($"{Sku()},{Sku()},{Sku()}", 2)), Off(2 + dice.Next(10))),
            4 => Promotion(id, Of(Part($"{Sku()},{Sku()}")), Percent(5 + dice.Next(15))),
            _ => Promotion(id, Above(dice.Next(600)), CartPercent(2 + dice.Next(8))),
        };
    }
}
