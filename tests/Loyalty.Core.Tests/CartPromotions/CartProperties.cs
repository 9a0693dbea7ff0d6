using System.Globalization;
using Loyalty.Tests.Model;
using NodaTime;

namespace Loyalty.Tests.CartPromotions;

/// <summary>What holds for every cart, every set of promotions and all settings.</summary>
public sealed class CartProperties
{
    private static void Each(int percent, Action<CartDice> body)
    {
        for (var i = 0; i < Math.Max(1, Draws.Sequences * percent / 100); i++)
        {
            var seed = Draws.Seed + (ulong)i;
            try
            {
                body(new CartDice(seed));
            }
            catch (Exception failure)
            {
                throw new Xunit.Sdk.XunitException($"seed {seed}: {failure.Message}", failure);
            }
        }
    }

    [Fact]
    [Trait("rule", "cart-promotions R16")]
    [Trait("rule", "cart-promotions R30")]
    public void Shares_sum_to_lines_and_lines_to_the_cart() => Each(300, dice =>
    {
        var facts = dice.Facts(6);
        var promotions = dice.Promotions(6, exclusive: true);
        CartKit.Sound(CartEvaluator.Evaluate(facts, dice.Rules(), CartPromotionIndex.Of(promotions), explain: true), facts, promotions);
    });

    [Fact]
    [Trait("rule", "cart-promotions R16")]
    [Trait("rule", "cart-promotions R11")]
    public void The_order_of_lines_tenders_and_promotions_changes_nothing() => Each(200, dice =>
    {
        var facts = dice.Facts(5);
        var rules = dice.Rules();
        var promotions = dice.Promotions(5, exclusive: true);
        var order = dice.Shuffled(Enumerable.Range(0, facts.Lines.Count));
        var other = facts with { Lines = [.. order.Select(i => facts.Lines[i])], Tenders = facts.Tenders is null ? null : dice.Shuffled(facts.Tenders) };
        var one = CartEvaluator.Evaluate(facts, rules, CartPromotionIndex.Of(promotions), explain: true);
        var two = CartEvaluator.Evaluate(other, rules, CartPromotionIndex.Of(dice.Shuffled(promotions)), explain: true);
        Assert.Equal(one.Promotions, two.Promotions);
        Assert.Equal(one.Proof, two.Proof);
        Assert.Equal(one.Hints, two.Hints);
        Assert.Equal(one.Tenders, two.Tenders);
        for (var i = 0; i < order.Length; i++)
        {
            Assert.Equal(one.Lines[order[i]].Net, two.Lines[i].Net);
            Assert.Equal(one.Lines[order[i]].Shares, two.Lines[i].Shares);
        }
    });

    [Fact]
    [Trait("rule", "cart-promotions R16")]
    [Trait("rule", "cart-promotions R30")]
    public void The_culture_of_the_process_changes_nothing()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            Each(50, dice =>
            {
                // Letters of which Turkish changes the case in its own way.
                var facts = dice.Facts(5) with { IsMember = true, Tier = "I-TIER", Groups = ["FAMILI"], Store = "store-i" };
                var (rules, promotions) = (dice.Rules(), dice.Promotions(5, exclusive: true));
                promotions[0] = promotions[0] with { Tiers = new() { In = ["i-tier"] }, Groups = new() { In = ["famili"] } };
                CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
                var one = CartEvaluator.Evaluate(facts, rules, CartPromotionIndex.Of(promotions), explain: true);
                Assert.DoesNotContain(one.Promotions, verdict => verdict.Code?.StartsWith("customer.", StringComparison.Ordinal) == true);
                foreach (var culture in (string[])["tr-TR", "ar-SA", "de-DE"])
                {
                    CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                    var two = CartEvaluator.Evaluate(facts, rules, CartPromotionIndex.Of(promotions), explain: true);
                    Assert.Equal(one.Promotions, two.Promotions);
                    Assert.Equal(one.Hints, two.Hints);
                    Assert.Equal(one.Tenders, two.Tenders);
                    Assert.Equal(one.Lines.Select(line => line.Net), two.Lines.Select(line => line.Net));
                    Assert.Equal(one.Lines.SelectMany(line => line.Shares), two.Lines.SelectMany(line => line.Shares));
                    Assert.Equal(one.Proof, two.Proof);
                }
            });
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    [Trait("rule", "cart-promotions R12")]
    [Trait("field", "39")]
    public void The_best_deal_is_that_of_trying_all_sequences()
    {
        var better = 0;
        var carts = 0;
        Each(1000, dice =>
        {
            carts++;
            var facts = dice.Facts();
            var rules = dice.Rules() with { Search = CartSearch.BestDeal, NodeBudget = 1_000_000 };
            var index = CartPromotionIndex.Of(dice.Promotions());
            var best = CartEvaluator.Evaluate(facts, rules, index);
            var all = Sequences(new CartCase(facts, rules), Candidates(facts, index));
            Assert.Equal(all.Most / new CartCase(facts, rules).Minor, best.Discount);
            Assert.True(best.Proof!.Optimal);
            Assert.Equal(all.Fewest, best.Promotions.Count(verdict => verdict.Applied));
            var ranked = CartEvaluator.Evaluate(facts, rules with { Search = CartSearch.Ranked }, index);
            Assert.True(ranked.Discount <= best.Discount);
            if (ranked.Discount < best.Discount) better++;
            foreach (var budget in carts % 4 == 0 ? (int[])[0, 3, 10] : [])
            {
                var proof = CartEvaluator.Evaluate(facts, rules with { NodeBudget = budget }, index).Proof!;
                Assert.True(proof.Bound >= best.Discount && proof.Discount <= best.Discount && proof.Nodes <= budget, $"{proof} where the best is {best.Discount}");
                Assert.Equal(proof.Bound - proof.Discount, proof.Gap);
                Assert.Equal(proof.Optimal, proof.Gap == 0);
            }
        });
        Assert.True(better > Draws.Sequences / 20, $"only {better} carts told the searches apart");
    }

    [Fact]
    [Trait("rule", "cart-promotions R12")]
    public void Where_a_line_carries_one_promotion_the_best_deal_is_still_that_of_trying_all_sequences() => Each(300, dice =>
    {
        var facts = dice.Facts(6);
        var rules = dice.Rules() with { Search = CartSearch.BestDeal, OnePerLine = true, MaximumPerUnit = 1, MaximumPerCart = 1 };
        var index = CartPromotionIndex.Of(dice.Promotions(6));
        var best = CartEvaluator.Evaluate(facts, rules, index);
        var all = Sequences(new CartCase(facts, rules), Candidates(facts, index));
        Assert.Equal((all.Most / new CartCase(facts, rules).Minor, all.Fewest, true), (best.Discount, best.Promotions.Count(verdict => verdict.Applied), best.Proof!.Optimal));
    });

    [Fact]
    [Trait("rule", "cart-promotions R30")]
    public void Following_a_hint_gives_what_it_promised()
    {
        var (hints, flipped, outside) = (0, 0, 0);
        Each(100, dice =>
        {
            var (facts, rules) = (dice.Facts(3), dice.Rules());
            // Half of the tills say what else they have: whole cards of items, not only those of the cart.
            if (dice.Next(2) == 0) facts = facts with { Offered = dice.Facts(4).Lines };
            var index = CartPromotionIndex.Of(dice.Promotions(4, exclusive: true));
            var answer = CartEvaluator.Evaluate(facts, rules, index, explain: true);
            Assert.True(answer.Hints.Count <= 3 && answer.Hints.Select(hint => hint.Promotion).Distinct().Count() == answer.Hints.Count);
            foreach (var hint in answer.Hints)
            {
                hints++;
                var item = facts.Lines.Concat(facts.Offered).Where(line => line.Sku == hint.Sku && line.Price > 0).MinBy(line => line.Price)!;
                if (facts.Lines.All(line => line.Sku != hint.Sku)) outside++;
                var followed = CartEvaluator.Evaluate(facts with { Lines = [.. facts.Lines, item with { Quantity = hint.Quantity, Reference = "\u0001" }] }, rules, index, explain: true);
                Assert.Equal(hint.NetCost, followed.Payable - answer.Payable);
                // The decision flips: refused before, applied now; or it gives more than before.
                Assert.True(followed.Verdict(hint.Promotion).Applied);
                if (!answer.Verdict(hint.Promotion).Applied) flipped++;
                Assert.True(hint.Benefit > 0);
                Assert.Equal(hint.Benefit, followed.Gave(hint.Promotion) - answer.Gave(hint.Promotion));
            }
        });
        Assert.True(hints > Draws.Sequences / 10 && flipped > hints / 2 && outside > hints / 20, $"only {hints} hints, {flipped} flipped, {outside} of items outside the cart");
    }

    [Fact]
    [Trait("rule", "cart-promotions R16")]
    public void An_excluded_item_keeps_its_price_and_a_floor_price_holds() => Each(200, dice =>
    {
        var rules = dice.Rules() with { ExcludedSkus = ["D"], FloorPrices = [new() { Sku = "A", Price = 2.5m }, new() { Sku = "B", Price = 0.1m }] };
        var answer = CartEvaluator.Evaluate(dice.Facts(6), rules, CartPromotionIndex.Of(dice.Promotions(6)));
        foreach (var line in answer.Lines)
        {
            if (line.Line.Sku == "D") Assert.Equal(line.Base, line.Net);
            var floor = rules.FloorPrices.FirstOrDefault(each => each.Sku == line.Line.Sku)?.Price ?? 0;
            Assert.True(line.Net >= Math.Min(line.Base, floor * line.Line.Quantity), $"{line}");
        }
    });

    private static List<CartCandidate> Candidates(CartFacts facts, CartPromotionIndex index)
    {
        List<CartCandidate> all = [.. index.All.Select(each => new CartCandidate(each, null, CartLimits.Left(each.Definition, null, facts)))];
        all.RemoveAll(each => CartGates.Check(each.Definition, null, facts, each.Allowance) is not null);
        return all;
    }

    /// <summary>Every sequence: lines in any order, then cart, then tenders. Nothing is cut off.</summary>
    private static (long Most, int Fewest) Sequences(CartCase cart, List<CartCandidate> candidates)
    {
        if (cart.Rules.First == CartPhase.Cart && candidates.Exists(each => each.Promotion.IsCartLevel && CartApplying.Apply(cart, each, cart.Start, out _) is not null))
            candidates.RemoveAll(each => !each.Promotion.IsCartLevel);
        var best = (Most: 0L, Fewest: 0);
        Try(cart.Start, 0);
        return best;

        void Try(CartState state, int stage)
        {
            if (state.Discount > best.Most || (state.Discount == best.Most && state.Count < best.Fewest)) best = (state.Discount, state.Count);
            foreach (var candidate in candidates)
            {
                var own = candidate.Definition.Action.Kind switch { CartActionKind.Cart => 1, CartActionKind.Tender => 2, _ => 0 };
                if (own < stage || state.Has(candidate.Promotion) || (own > 0 && state.CartCount >= cart.MaximumPerCart)) continue;
                if (CartApplying.Apply(cart, candidate, state, out _) is { } after) Try(after, own);
            }
        }
    }
}
