using Loyalty.Tests.Model;
using static Loyalty.Tests.CartPromotions.CartKit;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Promotions that together would give more than there is: cut, and told so; what may not be discounted is not; floors hold under all of it.</summary>
public sealed class CartBoundTests
{
    private static readonly CartPromotionRules Stacking = new() { OnePerLine = false, MaximumPerUnit = 0, MaximumPerCart = 0 };

    private static CartPromotionDefinition Price(string id, string skus, decimal price, int priority = 0) =>
        Promotion(id, Of(Exactly(skus, 2)), new() { Kind = CartActionKind.FixedPrice, Value = price }) with { Priority = priority };

    [Fact]
    [Trait("rule", "cart-promotions R16")]
    public void All_off_with_a_fixed_price_on_top_leaves_exactly_nothing_in_either_order()
    {
        var facts = Facts(Line("A", 2, 9.99m));
        // First all is off: nothing is left that could cost less, so the price has lost to it.
        var all = facts.Evaluate(Stacking, Promotion("all", Of(Part("A")), Percent(100)), Price("price", "A", 5, 1));
        Assert.Equal((19.98m, 0m), (all.Gave("all"), all.Payable));
        Assert.Equal("selection.units_taken", all.Verdict("price").Code);
        Assert.Equal(("benefit.price_not_below", "> 20"), (facts.Evaluate(Price("price", "A", 20)).Verdict("price") is var dear ? (dear.Code, dear.Needed) : default));
        // First the price: then all of the 5.00 is off.
        var price = facts.Evaluate(Stacking, Promotion("all", Of(Part("A")), Percent(100)) with { Priority = 1 }, Price("price", "A", 5));
        Assert.Equal((14.98m, 5m, 0m), (price.Gave("price"), price.Gave("all"), price.Payable));
        // A percentage of the whole price, of which only 5.00 are left.
        var gross = facts.Evaluate(Stacking with { UnitBasis = CartBasis.Gross }, Promotion("all", Of(Part("A")), Percent(100)) with { Priority = 1 }, Price("price", "A", 5));
        Assert.Equal((5m, 0m, "19.98"), (gross.Gave("all"), gross.Payable, gross.Verdict("all").Needed));
        Assert.Equal(0m, facts.Evaluate(Stacking with { Search = CartSearch.BestDeal }, Promotion("all", Of(Part("A")), Percent(100)), Price("price", "A", 0, 1)).Payable);
    }

    [Fact]
    [Trait("rule", "cart-promotions R16")]
    [Trait("rule", "cart-promotions R30")]
    [Trait("field", "40")]
    public void What_would_make_a_line_or_the_cart_negative_is_cut_and_says_so()
    {
        var facts = Facts(Line("A", 1, 50), Line("B", 1, 10));
        var line = facts.Evaluate(Promotion("p", Of(Part("A")), Off(80)));
        Assert.Equal((50m, "50", "80"), (line.Gave("p"), line.Verdict("p").Seen, line.Verdict("p").Needed));
        Assert.Equal([0m, 10m], line.Nets());
        var cart = facts.Evaluate(new CartPromotionRules { MaximumPerCart = 0 }, Promotion("p", From(1), CartOff(45)), Promotion("q", From(1), CartOff(45)) with { Priority = 1 });
        Assert.Equal((45m, 15m, 0m), (cart.Gave("p"), cart.Gave("q"), cart.Payable));
        Assert.Equal(("", "45"), (cart.Verdict("p").Needed, cart.Verdict("q").Needed));
        // What is left for a third is nothing: refused, not applied with nothing.
        var third = facts.Evaluate(new CartPromotionRules { MaximumPerCart = 0 }, Promotion("p", From(1), CartPercent(100)), Promotion("q", From(0), CartOff(1)) with { Priority = 1 });
        Assert.Equal((false, "benefit.none", "1"), (third.Verdict("q").Applied, third.Verdict("q").Code, third.Verdict("q").Needed));
        // "Buy 1 get 20": the units that are there, and not one more.
        var twenty = Facts(Line("A", 3, 50)).Evaluate(Promotion("p", Of(Exactly("A", 1)), Free(Exactly("A", 20))));
        Assert.Equal((100m, 50m, 2m), (twenty.Discount, twenty.Payable, twenty.Lines[0].Shares[0].Discounted));
    }

    [Fact]
    [Trait("rule", "cart-promotions R9")]
    [Trait("rule", "cart-promotions R16")]
    public void An_excluded_item_is_never_the_cheapest_and_never_counted()
    {
        var rules = new CartPromotionRules { ExcludedSkus = ["DEPOSIT"] };
        var cheapest = Promotion("cheapest", Of(Part("*", 3)), Free() with { Units = 1 });
        var facts = Facts(Line("BEER", 1, 3), Line("WINE", 1, 9), Line("RUM", 1, 20), Line("DEPOSIT", 4, 0.25m));
        Assert.Equal([3m, 0m, 0m, 0m], facts.Evaluate(rules, cheapest).Discounts());
        // Without the exclusion the deposit would be it.
        Assert.Equal([0m, 0m, 0m, 0.25m], facts.Evaluate(cheapest).Discounts());
        // Two and a deposit are two.
        var two = Facts(Line("BEER", 1, 3), Line("WINE", 1, 9), Line("DEPOSIT", 1, 0.25m)).Evaluate(rules, cheapest).Verdict("cheapest");
        Assert.Equal(("condition.products.quantity", "2"), (two.Code, two.Seen));
        // As a reward of its own set, named or by all products, it is none either.
        Assert.Equal("benefit.units_missing", facts.Evaluate(rules, Promotion("p", Of(Exactly("RUM", 1)), Free(Exactly("DEPOSIT", 1)))).Verdict("p").Code);
        Assert.Equal([3m, 0m, 0m, 0m], facts.Evaluate(rules, Promotion("p", Of(Exactly("RUM", 1)), Free(Exactly("*", 1)))).Discounts());
        Assert.Equal("condition.item_count", facts.Evaluate(rules, Promotion("p", new() { Cart = new() { Kpi = CartKpi.ItemCount, Value = 4 } }, CartOff(1))).Verdict("p").Code);
    }

    [Fact]
    [Trait("rule", "cart-promotions R16")]
    [Trait("rule", "cart-promotions R14")]
    public void A_floor_price_holds_under_every_kind_of_promotion_together()
    {
        var rules = Stacking with { FloorPrices = [new() { Sku = "BOOK", Price = 7 }] };
        CartPromotionDefinition[] all =
        [
            Promotion("percent", Of(Part("BOOK")), Percent(20)),
            Promotion("sum", Of(Part("BOOK")), Off(3)) with { Priority = 1 },
            Promotion("price", Of(Exactly("BOOK", 2)), new() { Kind = CartActionKind.FixedPrice, Value = 1 }) with { Priority = 2 },
            Promotion("free", Of(Part("BOOK")), Free() with { Units = 1 }) with { Priority = 3 },
            Promotion("cart", From(1), CartPercent(50)) with { Priority = 4 },
            Promotion("tender", new() { Cart = new() { Value = 1 }, Tenders = [new() { Kind = TenderKind.Card }] }, new() { Kind = CartActionKind.Tender, Value = 90 }) with { Priority = 5 },
        ];
        var facts = Facts(Line("BOOK", 2, 10), Line("TOY", 1, 10)) with { Tenders = [new(TenderKind.Card, "CARD", 100)] };
        foreach (var basis in Enum.GetValues<CartBasis>())
            foreach (var search in Enum.GetValues<CartSearch>())
            {
                var answer = facts.Evaluate(rules with { UnitBasis = basis, CartBasis = basis, Search = search, First = CartPhase.Line }, all);
                // Two books at 7.00 are 14.00 whatever comes together.
                Assert.Equal(14m, answer.Lines[0].Net);
                Assert.InRange(answer.Lines[1].Net, 0m, 10m);
            }
        // Bought below its floor by the till's own discount, nothing comes off and nothing is put on.
        Assert.Equal([12m, 5m], Facts(Line("BOOK", 2, 10) with { Discount = 8 }, Line("TOY", 1, 10)).Evaluate(rules, Promotion("cart", From(1), CartPercent(50))).Nets());
    }

    /// <summary>Random rules with all stacking on: the floor and the exclusion hold on every line, of any currency.</summary>
    [Fact]
    [Trait("rule", "cart-promotions R16")]
    public void No_stacking_breaks_a_floor_or_an_exclusion()
    {
        var stacked = 0;
        for (var i = 0; i < 2 * Draws.Sequences; i++)
        {
            var dice = new CartDice(Draws.Seed + (ulong)i);
            var rules = dice.Rules() with { OnePerLine = false, MaximumPerUnit = dice.Pick(0, 2, 3), MaximumPerCart = 0, ExcludedSkus = ["D"], FloorPrices = [new() { Sku = "A", Price = dice.MinorUnits == 0 ? 3 : 2.5m }, new() { Sku = "B", Price = 1 }] };
            var (facts, promotions) = (dice.Facts(6), dice.Promotions(8, exclusive: true));
            var answer = facts.Evaluate(rules with { NodeBudget = 500 }, promotions);
            foreach (var line in answer.Lines)
            {
                var floor = rules.FloorPrices.FirstOrDefault(each => each.Sku == line.Line.Sku)?.Price ?? 0;
                Assert.True(line.Net >= Math.Min(line.Base, floor * line.Line.Quantity), $"seed {Draws.Seed + (ulong)i}: {line}");
                if (line.Line.Sku == "D") Assert.True(line.Net == line.Base && line.Shares.Count == 0, $"seed {Draws.Seed + (ulong)i}: {line}");
                if (line.Shares.Count > 1) stacked++;
            }
        }
        Assert.True(stacked > Draws.Sequences / 10, $"only {stacked} lines carried several");
    }
}
