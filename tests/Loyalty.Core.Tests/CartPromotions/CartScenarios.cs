using NodaTime;
using static Loyalty.Tests.CartPromotions.CartKit;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Worked scenarios of cart-promotions that need no state.</summary>
public sealed class CartScenarios
{
    private static readonly CartPromotionDefinition Shoes10 = Promotion("shoes", Of(Part("SHOES")), Percent(10));
    private static readonly CartPromotionDefinition Towels = Promotion("towels", Of(Exactly("TOWEL", 1)), Free(Exactly("TOWEL", 1)));
    private static readonly CartPromotionDefinition Cart10 = Promotion("cart", Above(99), CartPercent(10));

    [Fact]
    [Trait("rule", "cart-promotions scenario W2")]
    [Trait("rule", "cart-promotions R11")]
    public void Lines_come_first_then_the_cart_on_what_is_left()
    {
        var facts = Facts(Line("SHOES", 1, 100), Line("TOWEL", 2, 10));
        var answer = facts.Evaluate(Shoes10, Towels, Cart10);
        Assert.Equal((10m, 10m, 10m, 90m), (answer.Gave("shoes"), answer.Gave("towels"), answer.Gave("cart"), answer.Payable));
        Assert.Equal([9m, 1m], answer.Lines.Select(line => line.Shares.Single(share => share.OnCart).Discount));

        var first = facts.Evaluate(new CartPromotionRules { First = CartPhase.Cart }, Shoes10, Towels, Cart10);
        Assert.Equal((12m, 108m), (first.Discount, first.Payable));
        Assert.Equal("selection.phase_skipped", first.Verdict("shoes").Code);
        Assert.Equal("selection.phase_skipped", first.Verdict("towels").Code);

        var one = Facts(Line("SHOES", 1, 100), Line("TOWEL", 1, 20)).Evaluate(Shoes10, Cart10);
        Assert.Equal((11m, 99m), (one.Gave("cart"), one.Payable));
        Assert.Equal([9m, 2m], one.Lines.Select(line => line.Shares.Single(share => share.OnCart).Discount));
    }

    [Fact]
    [Trait("rule", "cart-promotions scenario W3")]
    [Trait("rule", "cart-promotions R14")]
    public void Several_cart_promotions_take_their_percentage_of_one_base()
    {
        var facts = Facts(Line("A", 1, 150));
        foreach (var (first, second) in new[] { (0, 1), (1, 0) })
        {
            var answer = facts.Evaluate(
                new CartPromotionRules { MaximumPerCart = 0 },
                Promotion("five", From(1), CartPercent(5)) with { Priority = first },
                Promotion("ten", Above(120), CartOff(10)) with { Priority = second });
            Assert.Equal((7.50m, 10m, 132.50m), (answer.Gave("five"), answer.Gave("ten"), answer.Payable));
        }
    }

    [Fact]
    [Trait("rule", "cart-promotions scenario W4")]
    [Trait("rule", "cart-promotions R12")]
    public void A_line_promotion_that_would_forfeit_a_better_cart_promotion_is_left_out()
    {
        var facts = Facts(Line("SHOES", 1, 100));
        var ranked = facts.Evaluate(Shoes10, Cart10);
        Assert.Equal(90m, ranked.Payable);
        Assert.Equal(("condition.subtotal", "90", "> 99"), (ranked.Verdict("cart").Code, ranked.Verdict("cart").Seen, ranked.Verdict("cart").Needed));
        Assert.Equal(81m, facts.Evaluate(Shoes10, Promotion("cart", From(90), CartPercent(10))).Payable);

        var best = new CartPromotionRules { Search = CartSearch.BestDeal };
        var tie = facts.Evaluate(best, Shoes10, Cart10);
        Assert.Equal((90m, 1), (tie.Payable, tie.Promotions.Count(verdict => verdict.Applied)));
        var twenty = facts.Evaluate(best, Shoes10, Promotion("cart", Above(99), CartPercent(20)));
        Assert.Equal((80m, false, true), (twenty.Payable, twenty.Verdict("shoes").Applied, twenty.Proof!.Optimal));
    }

    [Fact]
    [Trait("rule", "cart-promotions scenario W5")]
    [Trait("rule", "cart-promotions R16")]
    [Trait("field", "1")]
    public void Ten_over_three_lines_gives_the_spare_cent_to_the_first_by_item_code_in_any_order()
    {
        string[][] orders = [["A", "B", "C"], ["C", "B", "A"], ["B", "C", "A"]];
        foreach (var order in orders)
        {
            var answer = Facts([.. order.Select(sku => Line(sku, 1, 100))]).Evaluate(Promotion("ten", From(1), CartOff(10)));
            Assert.Equal(order.Select(sku => sku == "A" ? 3.34m : 3.33m), answer.Discounts());
        }
    }

    [Fact]
    [Trait("rule", "cart-promotions scenario W6")]
    [Trait("rule", "cart-promotions R3")]
    [Trait("rule", "cart-promotions R1")]
    [Trait("field", "2")]
    [Trait("field", "5")]
    [Trait("field", "8")]
    [Trait("field", "10")]
    public void A_discount_is_rounded_once()
    {
        var fifteen = Promotion("p", Of(Part("A")), Percent(15));
        Assert.Equal(8.93m, Facts(Line("A", 1, 10.50m)).Evaluate(fifteen).Payable);
        Assert.Equal(8.92m, Facts(Line("A", 1, 10.50m)).Evaluate(new CartPromotionRules { Rounding = CartRounding.HalfUp }, fifteen).Payable);
        Assert.Equal((2.97m, 26.78m), Sums(Facts(Line("A", 25, 1.19m)).Evaluate(Promotion("p", Of(Part("A")), Percent(10)))));
        var all = Facts(Line("FUEL", 3.459m, 12.7m), Line("TEA", 1, 3.33m), Line("BAG", 1, 0.01m)).Evaluate(Promotion("all", From(0), CartPercent(100)));
        Assert.Equal((47.27m, 0.00m), Sums(all));
        Assert.Equal(43.93m, all.Lines[0].Base);
    }

    private static (decimal, decimal) Sums(CartEvaluation answer) => (answer.Discount, answer.Payable);

    [Fact]
    [Trait("rule", "cart-promotions scenario W7")]
    [Trait("rule", "cart-promotions R8")]
    [Trait("field", "40")]
    public void A_promotion_applies_once_unless_it_repeats_by_unit()
    {
        var facts = Facts(Line("COKE", 2, 40) with { Reference = "1" }, Line("COKE", 2, 40) with { Reference = "2" });
        var once = facts.Evaluate(Promotion("p", Of(Exactly("COKE", 2)), Off(10)));
        Assert.Equal([5m, 5m], once.Discounts());
        Assert.Equal([1m, 1m], once.Lines.Select(line => line.Shares.Single().Used));
        var repeated = facts.Evaluate(Promotion("p", Of(Part("COKE", 2)), Off(10) with { PerUnit = new() { Divider = 2 } }));
        Assert.Equal([10m, 10m], repeated.Discounts());
        Assert.Equal(2, repeated.Verdict("p").Times);
    }

    [Fact]
    [Trait("rule", "cart-promotions scenario W8")]
    public void Units_of_one_line_may_carry_different_promotions_where_that_is_set()
    {
        var facts = Facts(Line("COKE", 2, 40));
        CartPromotionDefinition[] promotions =
        [
            Promotion("ten", Of(Exactly("COKE", 1)), Off(10)),
            Promotion("tenth", Of(Part("COKE")), Percent(10)) with { Priority = 1 },
        ];
        var apart = facts.Evaluate(new CartPromotionRules { OnePerLine = false }, promotions);
        Assert.Equal((10m, 4m), (apart.Gave("ten"), apart.Gave("tenth")));
        var one = facts.Evaluate(promotions);
        Assert.Equal((10m, "selection.units_taken"), (one.Discount, one.Verdict("tenth").Code));
    }

    [Fact]
    [Trait("rule", "cart-promotions scenario W9")]
    [Trait("rule", "cart-promotions R9")]
    [Trait("rule", "cart-promotions R10")]
    [Trait("field", "40")]
    public void Three_and_two_takes_the_next_five_the_cheapest_two_free()
    {
        var repeated = Promotion("p", Of(Part("SPRITE", 3)), Free(Exactly("SPRITE", 2)) with { PerUnit = new() { Divider = 3 } });
        CartEvaluation With(decimal sprites, CartPromotionDefinition promotion) => Facts(Line("SPRITE", sprites, 1.25m)).Evaluate(promotion);

        var twelve = With(12, repeated);
        Assert.Equal((5.00m, 10.00m, 2L), (twelve.Discount, twelve.Payable, twelve.Verdict("p").Times));
        Assert.Equal((10m, 4m), (twelve.Lines[0].Shares[0].Used, twelve.Lines[0].Shares[0].Discounted));
        Assert.Equal(2.50m, With(12, Promotion("p", Of(Exactly("SPRITE", 3)), Free(Exactly("SPRITE", 2)))).Discount);
        Assert.Equal((5.00m, 2L), (With(13, repeated).Discount, With(13, repeated).Verdict("p").Times));
        Assert.Equal((6.25m, 3L), (With(14, repeated).Discount, With(14, repeated).Verdict("p").Times));

        var four = With(4, repeated);
        Assert.Equal(1.25m, four.Discount);
        Assert.Equal(new CartHint("p", "SPRITE", 1, 0.00m, 1.25m), Assert.Single(four.Hints));
        Assert.Equal("benefit.units_missing", With(3, repeated).Verdict("p").Code);
    }

    [Fact]
    [Trait("rule", "cart-promotions scenario W10")]
    public void One_of_three_free_uses_three_and_discounts_one()
    {
        var answer = Facts(Line("TV", 3, 1000)).Evaluate(Promotion("p", Of(Exactly("TV", 3)), Free() with { Units = 1 }));
        Assert.Equal(new CartShare("p", 1000m, 3m, 1m, false), Assert.Single(answer.Lines[0].Shares));
        Assert.Equal(1, answer.Verdict("p").Times);
    }

    [Fact]
    [Trait("rule", "cart-promotions scenario W11")]
    public void The_cheapest_of_each_three_is_free()
    {
        var facts = Facts(Line("F", 1, 7), Line("A", 1, 30), Line("C", 1, 10), Line("B", 1, 20), Line("E", 1, 8), Line("D", 1, 9));
        var answer = facts.Evaluate(Promotion("p", Of(Part("*", 3)), Free() with { Units = 1, PerUnit = new() { Divider = 3 } }));
        Assert.Equal([7m, 0m, 10m, 0m, 0m, 0m], answer.Discounts());
        Assert.Equal(67m, answer.Payable);
    }

    [Fact]
    [Trait("rule", "cart-promotions scenario W12")]
    [Trait("rule", "cart-promotions R17")]
    public void A_tender_benefit_comes_off_its_tender_and_cash_pays_the_rest()
    {
        var facts = Facts(Line("A", 2, 200), Line("B", 2, 800)) with { Tenders = [new(TenderKind.Card, "CreditCard", 500)] };
        var off = Promotion("off", From(1), CartOff(100));
        var card = Promotion("card", new() { Cart = new() { Value = 1 }, Tenders = [new() { Kind = TenderKind.Card }] }, new() { Kind = CartActionKind.Tender, Value = 10 });
        Assert.Equal([500m, 1400m], facts.Evaluate(off).Tenders.Select(tender => tender.Paid));
        var tender = facts.Evaluate(card);
        Assert.Equal((50m, 450m, 1500m), (tender.Discount, tender.Tenders[0].Paid, tender.Tenders[1].Paid));
        var both = facts.Evaluate(new CartPromotionRules { MaximumPerCart = 0 }, off, card);
        Assert.Equal((1850m, 450m, 1400m), (both.Payable, both.Tenders[0].Paid, both.Tenders[1].Paid));
        Assert.Equal("condition.tender_absent", (facts with { Tenders = null }).Evaluate(card).Verdict("card").Code);

        var visa = Promotion("visa", new() { Cart = new() { Value = 100 }, Tenders = [new() { Kind = TenderKind.Card, Identifiers = ["VISA"] }] }, new() { Kind = CartActionKind.Tender, Benefit = CartBenefit.Absolute, Value = 20 });
        var paid = new CartTender(TenderKind.Card, "CARD", 150) { Identifier = "VISA" };
        Assert.Equal(130m, (Facts(Line("A", 1, 150)) with { Tenders = [paid] }).Evaluate(visa).Tenders[0].Paid);
        Assert.Equal("condition.subtotal", (Facts(Line("A", 1, 99.99m)) with { Tenders = [paid with { Amount = 99.99m }] }).Evaluate(visa).Verdict("visa").Code);
        Assert.Equal("condition.tender", (Facts(Line("A", 1, 150)) with { Tenders = [paid with { Identifier = "AMEX" }] }).Evaluate(visa).Verdict("visa").Code);
    }

    [Fact]
    [Trait("rule", "cart-promotions scenario W13")]
    public void A_bundle_at_a_price_shares_what_it_saves()
    {
        var facts = Facts(Line("BURGER", 1, 6.49m), Line("FRIES", 1, 2.99m), Line("DRINK", 1, 2.49m));
        var bundle = Promotion("p", Of(Exactly("BURGER", 1), Exactly("FRIES", 1), Exactly("DRINK", 1)), new() { Kind = CartActionKind.FixedPrice, Value = 9.99m });
        var answer = facts.Evaluate(bundle);
        Assert.Equal([1.07m, 0.50m, 0.41m], answer.Discounts());
        Assert.Equal([5.42m, 2.49m, 2.08m], answer.Nets());
        Assert.Equal("benefit.price_not_below", facts.Evaluate(bundle with { Action = bundle.Action with { Value = 12.49m } }).Verdict("p").Code);
        var combo = Facts(Line("A", 1, 19.99m), Line("B", 1, 24.95m)).Evaluate(Promotion("p", Of(Exactly("A", 1), Exactly("B", 1)), Percent(15)));
        Assert.Equal([3.00m, 3.74m], combo.Discounts());
        Assert.Equal(38.20m, combo.Payable);
    }

    [Fact]
    [Trait("rule", "cart-promotions scenario W14")]
    [Trait("rule", "cart-promotions R12")]
    [Trait("rule", "cart-promotions R13")]
    [Trait("field", "39")]
    public void The_best_deal_is_found_and_proven_and_its_bound_holds_without_a_search()
    {
        var facts = Facts(Line("A", 1, 40), Line("B", 1, 30));
        CartPromotionDefinition[] all =
        [
            Promotion("P1", Of(Exactly("A", 1), Exactly("B", 1)), Percent(30)),
            Promotion("P2", Of(Exactly("A", 1)), Off(14)),
            Promotion("P3", Of(Exactly("B", 1)), Off(12)),
        ];
        var rules = new CartPromotionRules { Ranking = CartRanking.MaxDiscount };
        Assert.Equal(49m, facts.Evaluate(rules with { Search = CartSearch.Ranked }, all).Payable);
        var best = facts.Evaluate(rules, all);
        Assert.Equal((44m, true, 26m, 26m, 0m), (best.Payable, best.Proof!.Optimal, best.Proof.Discount, best.Proof.Bound, best.Proof.Gap));
        Assert.Equal("selection.units_taken", best.Verdict("P1").Code);
        var bounded = facts.Evaluate(rules with { NodeBudget = 0 }, all);
        Assert.Equal((true, false, 26m, 5m), (bounded.Verdict("P1").Applied, bounded.Proof!.Optimal, bounded.Proof.Bound, bounded.Proof.Gap));
        foreach (var search in Enum.GetValues<CartSearch>())
        {
            var alone = facts.Evaluate(rules with { Search = search }, [all[0] with { Stackable = false }, .. all[1..]]);
            Assert.Equal((49m, "selection.exclusive"), (alone.Payable, alone.Verdict("P2").Code));
        }
    }

    [Theory]
    [Trait("rule", "cart-promotions scenario W15")]
    [InlineData(20, 10, CartBasis.Gross, 0, 15.00)]
    [InlineData(20, 10, CartBasis.Net, 0, 14.00)]
    [InlineData(20, 10, CartBasis.Net, 1, 10.00)]
    [InlineData(-5, 20, CartBasis.Net, 0, 14.00)]
    [InlineData(20, -5, CartBasis.Net, 0, 15.00)]
    [InlineData(60, 60, CartBasis.Gross, 0, 50.00)]
    public void Promotions_stack_on_a_unit_as_the_basis_says(int first, int second, CartBasis basis, int maximum, decimal discount)
    {
        CartPromotionDefinition Of(string id, int value, int priority) =>
            Promotion(id, CartKit.Of(Part("A")), value < 0 ? Off(-value) : Percent(value)) with { Priority = priority };
        var answer = Facts(Line("A", 1, 50)).Evaluate(new CartPromotionRules { OnePerLine = false, MaximumPerUnit = maximum, UnitBasis = basis }, Of("1", first, 0), Of("2", second, 1));
        Assert.Equal(discount, answer.Discount);
    }

    [Fact]
    [Trait("rule", "cart-promotions scenario W16")]
    public void Fuel_is_discounted_by_the_whole_gallon_up_to_a_limit()
    {
        var fuel = Promotion("p", Of(Part("FUEL")), Off(0.15m) with { PerUnit = new() { Divider = 1 } }) with
        {
            Limits = [new() { Scope = CartLimitScope.Cart, Kpi = CartLimitKpi.Discount, Limit = 3 }],
        };
        Assert.Equal(42.13m, Facts(Line("FUEL", 12.7m, 3.459m)).Evaluate(fuel).Payable);
        var twice = Facts(Line("FUEL", 25.4m, 3.459m)).Evaluate(fuel);
        Assert.Equal((84.86m, "3.75"), (twice.Payable, twice.Verdict("p").Needed));
        var exact = fuel with { Action = fuel.Action with { PerUnit = new() { Divider = 1, Partial = true } } };
        Assert.Equal(42.03m, Facts(Line("FUEL", 12.7m, 3.459m)).Evaluate(exact).Payable);
    }

    [Fact]
    [Trait("rule", "cart-promotions scenario W18")]
    [Trait("rule", "cart-promotions R11")]
    public void The_ranking_decides_between_exclusive_promotions_and_rewards_stand_where_they_are_put()
    {
        var facts = Facts(Line("A", 1, 20)) with { Entitlements = [new("Y")] };
        var x = Promotion("X", Of(Part("A")), Percent(10)) with { Stackable = false, Until = Instant.FromUtc(2026, 5, 31, 0, 0) };
        var y = Promotion("Y", Of(Part("A")), Percent(15)) with { Stackable = false, Priority = 1, Until = Instant.FromUtc(2026, 4, 30, 0, 0) };
        foreach (var ranking in Enum.GetValues<CartRanking>())
        {
            Assert.Equal(ranking == CartRanking.Priority ? 2m : 3m, facts.Evaluate(new CartPromotionRules { Ranking = ranking }, x, y).Discount);
            var reward = y with { Type = CartPromotionType.Reward };
            Assert.Equal(2m, facts.Evaluate(new CartPromotionRules { Ranking = ranking, Rewards = CartRewardOrder.PromotionFirst }, x, reward).Discount);
            Assert.Equal(3m, facts.Evaluate(new CartPromotionRules { Ranking = ranking, Rewards = CartRewardOrder.RewardsFirst }, x, reward).Discount);
        }
    }

    [Fact]
    [Trait("rule", "cart-promotions scenario W24")]
    [Trait("rule", "cart-promotions R30")]
    public void A_hint_says_what_one_more_would_cost_and_following_it_applies()
    {
        var tenth = Promotion("p", From(50), CartPercent(10));
        var facts = Facts(Line("CAKE", 1, 45.80m), Line("TEA", 1, 2.10m));
        var hint = Assert.Single(facts.Evaluate(tenth).Hints);
        Assert.Equal(new CartHint("p", "TEA", 1, -2.90m, 5.00m), hint);
        var followed = Facts(Line("CAKE", 1, 45.80m), Line("TEA", 2, 2.10m)).Evaluate(tenth);
        Assert.Equal((45.00m, true), (followed.Payable, followed.Verdict("p").Applied));
    }
}
