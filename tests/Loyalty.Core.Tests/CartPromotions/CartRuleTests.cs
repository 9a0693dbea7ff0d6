using NodaTime;
using static Loyalty.Tests.CartPromotions.CartKit;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Single rules of cart-promotions, and public defects of others that must not be possible here.</summary>
public sealed class CartRuleTests
{
    [Theory]
    [Trait("rule", "cart-promotions R7")]
    [InlineData(CartOperator.Equals, 2, 5, 2)]
    [InlineData(CartOperator.Equals, 6, 5, 0)]
    [InlineData(CartOperator.GreaterThanOrEqual, 5, 5, 5)]
    [InlineData(CartOperator.GreaterThanOrEqual, 6, 5, 0)]
    [InlineData(CartOperator.GreaterThan, 4, 5, 5)]
    [InlineData(CartOperator.GreaterThan, 5, 5, 0)]
    public void A_quantity_equal_to_n_uses_n_and_a_threshold_uses_all(CartOperator comparison, int value, int there, int used)
    {
        var answer = Facts(Line("A", there, 10)).Evaluate(Promotion("p", Of(Part("A", value, comparison)), Percent(10)));
        Assert.Equal(used, answer.Lines[0].Shares.Sum(share => share.Used));
        Assert.Equal(used, answer.Discount);
        if (used == 0) Assert.Equal(("condition.products.quantity", $"{there}"), (answer.Verdict("p").Code, answer.Verdict("p").Seen));
    }

    [Fact]
    [Trait("rule", "cart-promotions R7")]
    public void Amounts_and_counts_of_the_cart_equal_to_a_value_are_just_that()
    {
        CartCondition Cart(CartKpi kpi, decimal value) => new() { Cart = new() { Kpi = kpi, Operator = CartOperator.Equals, Value = value } };
        var facts = Facts(Line("A", 2, 10), Line("B", 1, 5));
        Assert.Equal(1m, facts.Evaluate(Promotion("p", Cart(CartKpi.Subtotal, 25), CartOff(1))).Discount);
        Assert.Equal("condition.subtotal", facts.Evaluate(Promotion("p", Cart(CartKpi.Subtotal, 24), CartOff(1))).Verdict("p").Code);
        Assert.Equal(1m, facts.Evaluate(Promotion("p", Cart(CartKpi.ItemCount, 3), CartOff(1))).Discount);
        Assert.Equal("condition.item_count", facts.Evaluate(Promotion("p", Cart(CartKpi.ItemCount, 2), CartOff(1))).Verdict("p").Code);
        var amount = new ProductPart { Match = [new() { Values = ["A"] }], Kpi = ProductKpi.Amount, Operator = CartOperator.Equals, Value = 20 };
        Assert.Equal(2m, facts.Evaluate(Promotion("p", Of(amount), Percent(10))).Discount);
        Assert.Equal("condition.products.amount", facts.Evaluate(Promotion("p", Of(amount with { Value = 21 }), Percent(10))).Verdict("p").Code);
    }

    [Fact]
    [Trait("rule", "cart-promotions R9")]
    public void A_part_of_a_combo_leaves_the_later_parts_what_they_need()
    {
        // The first part would take A, the dearest; the second can have nothing else.
        var combo = Promotion("p", Of(Exactly("A,B", 1), Exactly("A", 1)), Off(3));
        var answer = Facts(Line("A", 1, 20), Line("B", 1, 10)).Evaluate(combo);
        Assert.Equal([2m, 1m], answer.Discounts());
        Assert.Equal("condition.products.quantity", Facts(Line("A", 1, 20)).Evaluate(combo).Verdict("p").Code);
        // Of three A two stay for the later parts, so that the first has one.
        var three = Facts(Line("A", 3, 20)).Evaluate(Promotion("p", Of(Part("A"), Exactly("A", 2)), Off(3)));
        Assert.Equal(3m, three.Lines[0].Shares.Single().Used);
    }

    [Fact]
    [Trait("rule", "cart-promotions R9")]
    public void A_reward_set_of_its_own_gives_its_cheapest_or_its_dearest()
    {
        var facts = Facts(Line("TRIGGER", 1, 50), Line("X", 1, 9), Line("Y", 1, 7), Line("Z", 1, 8));
        var gift = Promotion("p", Of(Exactly("TRIGGER", 1)), Free(Exactly("X,Y,Z", 2)));
        Assert.Equal([0m, 0m, 7m, 8m], facts.Evaluate(gift).Discounts());
        Assert.Equal([0m, 9m, 0m, 8m], facts.Evaluate(gift with { Action = gift.Action with { Dearest = true } }).Discounts());
        // Condition and reward overlap in part: the condition keeps its dearest, the reward takes from the rest.
        var overlap = Promotion("p", Of(Exactly("X,Y", 1)), Free(Exactly("Y,Z", 1)));
        var answer = facts.Evaluate(overlap);
        Assert.Equal([0m, 0m, 7m, 0m], answer.Discounts());
        Assert.Equal([0m, 1m, 1m, 0m], answer.Lines.Select(line => line.Shares.Sum(share => share.Used)));
    }

    [Fact]
    [Trait("rule", "cart-promotions R9")]
    public void Like_units_are_drawn_from_their_lines_in_proportion()
    {
        CartFactLine[] lines = [Line("A", 6, 10) with { Reference = "1" }, Line("A", 3, 10) with { Reference = "2" }, Line("A", 1, 10) with { Reference = "3" }];
        var answer = Facts(lines).Evaluate(Promotion("p", Of(Exactly("A", 5)), Percent(100)));
        // 3.0, 1.5 and 0.5: the spare unit goes to the larger quantity.
        Assert.Equal([30m, 20m, 0m], answer.Discounts());
    }

    [Fact]
    [Trait("rule", "cart-promotions R13")]
    public void An_exclusive_promotion_stands_alone_whatever_its_rank_once_it_qualifies()
    {
        var facts = Facts(Line("A", 1, 50), Line("B", 1, 30));
        var big = Promotion("big", From(1), CartPercent(20));
        var small = Promotion("small", Of(Part("B")), Off(1)) with { Stackable = false, Priority = 9 };
        foreach (var search in Enum.GetValues<CartSearch>())
        {
            var answer = facts.Evaluate(new CartPromotionRules { Search = search }, big, small);
            Assert.Equal((1m, "selection.exclusive", "small"), (answer.Discount, answer.Verdict("big").Code, answer.Verdict("big").Seen));
        }
        Assert.Equal(10m, Facts(Line("A", 1, 50)).Evaluate(big, small).Discount);
        var best = facts.Evaluate(new CartPromotionRules { Search = CartSearch.BestDeal }, small, small with { Id = "other", Action = Off(2) });
        Assert.Equal(2m, best.Gave("other"));
    }

    [Fact]
    [Trait("rule", "cart-promotions R14")]
    public void Cart_promotions_stop_at_their_maximum()
    {
        CartPromotionDefinition[] three = [.. Enumerable.Range(1, 3).Select(i => Promotion($"p{i}", From(1), CartOff(i)))];
        var answer = Facts(Line("A", 1, 50)).Evaluate(new CartPromotionRules { MaximumPerCart = 2 }, three);
        Assert.Equal((5m, "selection.maximum_reached"), (answer.Discount, answer.Verdict("p1").Code));
        Assert.Equal(6m, Facts(Line("A", 1, 50)).Evaluate(new CartPromotionRules { MaximumPerCart = 0 }, three).Discount);
    }

    [Fact]
    [Trait("rule", "cart-promotions R4")]
    public void The_first_gate_that_fails_is_the_explanation()
    {
        // Everything is wrong with it; mended one by one, the next gate shows.
        var promotion = Promotion("p", Of(Part("Z")), Off(1)) with
        {
            Active = false,
            Type = CartPromotionType.Earning,
            NeedsActivation = true,
            From = Now + Duration.FromDays(1),
            Tiers = new() { In = ["Gold"] },
            Stores = new() { NotIn = ["S1"] },
            Hours = new() { Start = new(20, 0), Hours = 1 },
            Limits = [new() { Scope = CartLimitScope.Promotion, Kpi = CartLimitKpi.Redemption, Limit = 1 }],
        };
        var facts = (Facts(Line("A", 1, 10)) with { Store = "S1" }).With(new CartUse("p", Now, 1, 1));
        var seen = new List<string?>();
        void See() => seen.Add(facts.Evaluate(promotion).Verdict("p").Code);

        Assert.DoesNotContain(facts.Evaluate(promotion).Promotions, verdict => verdict.Promotion == "p");
        promotion = promotion with { Active = true };
        See();
        promotion = promotion with { From = Now };
        See();
        facts = facts with { Entitlements = [new("p") { Fault = "entitlement.locked" }] };
        See();
        facts = facts with { Entitlements = [new("p") { RedeemableFrom = Now + Duration.FromSeconds(1) }] };
        See();
        facts = facts with { Entitlements = [new("p")] };
        See();
        facts = facts with { Entitlements = [new("p") { IsActivated = true }] };
        See();
        facts = facts with { Tier = "Gold" };
        See();
        facts = facts with { Store = "S2" };
        See();
        promotion = promotion with { Hours = null };
        See();
        facts = facts.With();
        See();
        facts = facts with { Lines = [Line("Z", 1, 0)] };
        See();
        facts = facts with { Lines = [Line("Z", 1, 5)] };
        See();
        Assert.Equal(
            [
                "promotion.not_started", "entitlement.not_earned", "entitlement.locked", "entitlement.not_yet_redeemable", "entitlement.not_activated",
                "customer.tier", "store.criteria", "time.outside", "restriction.promotion.redemption", "condition.products.quantity", "benefit.none", null,
            ],
            seen);
    }

    [Fact]
    [Trait("rule", "cart-promotions R11")]
    public void Of_several_entitlements_the_one_that_ends_first_is_spent_and_one_that_cannot_be_used_hides_none()
    {
        CartEntitlement[] held = [new("p") { Holding = 1, ValidTill = Now + Duration.FromDays(9) }, new("p") { Holding = 2, ValidTill = Now + Duration.FromDays(1) }, new("p") { Holding = 3, Fault = "entitlement.locked" }];
        var promotion = Promotion("p", Of(Part("A")), Off(1)) with { Type = CartPromotionType.Earning };
        var facts = Facts(Line("A", 1, 10)) with { Entitlements = held };
        Assert.Equal(2, CartGates.Held(promotion, facts).Held!.Holding);
        Assert.Equal(1m, facts.Evaluate(promotion).Discount);
    }

    [Fact]
    [Trait("field", "42")]
    public void Buy_one_get_one_and_a_percentage_apply_side_by_side()
    {
        var answer = Facts(Line("A", 2, 10), Line("B", 1, 10)).Evaluate(
            Promotion("bogo", Of(Exactly("A", 1)), Free(Exactly("A", 1))), Promotion("fifth", Of(Part("B")), Percent(20)));
        Assert.Equal((10m, 2m), (answer.Gave("bogo"), answer.Gave("fifth")));
    }

    [Fact]
    [Trait("field", "43")]
    [Trait("rule", "cart-promotions R16")]
    public void One_item_that_may_not_be_discounted_voids_nothing_and_gets_no_share()
    {
        var rules = new CartPromotionRules { ExcludedSkus = ["GIFT-CARD"] };
        var facts = Facts(Line("A", 1, 50), Line("GIFT-CARD", 1, 100));
        Assert.Equal([5m, 0m], facts.Evaluate(rules, Promotion("p", From(50), CartPercent(10))).Discounts());
        Assert.Equal([50m, 0m], facts.Evaluate(rules, Promotion("p", From(50), CartOff(80))).Discounts());
        Assert.Equal("condition.subtotal", facts.Evaluate(rules, Promotion("p", From(51), CartOff(1))).Verdict("p").Code);
        var card = Promotion("p", new() { Cart = new() { Value = 1 }, Tenders = [new() { Kind = TenderKind.Card }] }, new() { Kind = CartActionKind.Tender, Value = 10 });
        Assert.Equal([5m, 0m], (facts with { Tenders = [new(TenderKind.Card, "CARD", 150)] }).Evaluate(rules, card).Discounts());
    }

    [Fact]
    [Trait("rule", "cart-promotions R16")]
    public void A_floor_price_holds_back_its_part_of_a_percentage_and_leaves_a_sum_to_the_others()
    {
        var rules = new CartPromotionRules { FloorPrices = [new() { Sku = "BOOK", Price = 19 }] };
        var facts = Facts(Line("BOOK", 1, 20), Line("TOY", 1, 20));
        Assert.Equal([1m, 2m], facts.Evaluate(rules, Promotion("p", From(1), CartPercent(10))).Discounts());
        Assert.Equal([1m, 3m], facts.Evaluate(rules, Promotion("p", From(1), CartOff(4))).Discounts());
        Assert.Equal([1m, 20m], facts.Evaluate(rules, Promotion("p", From(1), CartOff(40))).Discounts());
        Assert.Equal([1m, 0m], facts.Evaluate(rules, Promotion("p", Of(Part("BOOK")), Free() with { Units = 1 })).Discounts());
    }

    [Fact]
    [Trait("rule", "cart-promotions R1")]
    [Trait("rule", "cart-promotions R16")]
    public void A_till_discount_lowers_the_base_and_parts_of_a_minor_unit_stay_with_the_line()
    {
        var answer = Facts(Line("A", 2, 10) with { Discount = 4 }).Evaluate(Promotion("p", Of(Exactly("A", 1)), Percent(50)));
        Assert.Equal((16m, 12m), (answer.Lines[0].Base, answer.Payable));
        var fine = Facts(Line("A", 1, 10) with { Base = 10.005m }).Evaluate(Promotion("p", From(1), CartPercent(100)));
        Assert.Equal((10.00m, 0.005m), (fine.Discount, fine.Payable));
    }

    [Fact]
    [Trait("rule", "cart-promotions R30")]
    public void Switched_off_the_cart_comes_back_as_it_was()
    {
        var answer = Facts(Line("A", 1, 10)).Evaluate(new CartPromotionRules { Active = false }, Promotion("p", From(1), CartOff(1)));
        Assert.Equal((0m, "promotions.off"), (answer.Discount, answer.Verdict("p").Code));
    }

    [Fact]
    [Trait("rule", "cart-promotions R2")]
    public Task What_no_cart_can_be_is_refused_and_what_is_absurd_ends_in_an_answer() => Shop.PlayAsync(
        Definitions.Points().With(program => program with
        {
            CartPromotions = new()
            {
                MaximumPerCart = 0,
                Search = CartSearch.BestDeal,
                NodeBudget = 200,
                Promotions =
                [
                    Promotion("sum", Of(Part("*", 0.000001m)), Off(1_000_000_000m) with { PerUnit = new() { Divider = 0.000001m } }),
                    Promotion("free", Of(Part("A,B", 0.000001m)), Free(Exactly("A", 1_000_000_000m)) with { PerUnit = new() { Divider = 0.000001m } }),
                    Promotion("price", Of(Exactly("A", 0.000001m)), new() { Kind = CartActionKind.FixedPrice, Value = 0 }),
                    Promotion("all", From(0), CartPercent(100)),
                ],
            },
        }),
        async shop =>
        {
            decimal[] numbers = [-1, 0, 0.000001m, 0.01m, 1, 3, 999_999.999999m, 1_000_000_000m, 1_000_000_000_000m, decimal.MaxValue, decimal.MinValue];
            int answered = 0, refused = 0;
            for (var seed = 1UL; seed <= 2000; seed++)
            {
                var dice = new CartDice(seed);
                var cart = Cart.In("INR");
                for (var lines = dice.Next(4); lines >= 0; lines--)
                    cart = dice.Next(2) == 0 ? cart.Add(dice.Pick("A", "B", "\0"), dice.Pick(numbers), dice.Pick(numbers)) : cart.Add(new BillLine(dice.Pick("A", "B", ""), dice.Pick(numbers), dice.Pick(numbers)));
                var outcome = await shop.Desk.Carts.PreviewAsync(new(cart) { Explain = dice.Next(2) == 0 });
                if (outcome.IsRefused) refused++;
                else answered++;
                if (!outcome.IsRefused) Assert.True(outcome.Value.Total >= 0 && outcome.Value.Lines.All(line => line.Net >= 0));
            }
            Assert.True(answered > 50 && refused > 500, $"{answered} answered, {refused} refused");
        });

    /// <summary>What an evaluation keeps for the next is each thread's own: the first cart of a thread may be an empty one.</summary>
    [Fact]
    public void An_empty_cart_is_a_cart_on_a_thread_that_has_seen_none()
    {
        CartEvaluation? answer = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                foreach (var search in (CartSearch[])[CartSearch.Ranked, CartSearch.BestDeal])
                    answer = Facts().Evaluate(new CartPromotionRules { Search = search }, Promotion("line", Of(Part("A")), Percent(10)), Promotion("cart", From(0), CartPercent(10)));
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }
        });
        thread.Start();
        thread.Join();
        Assert.Null(failure);
        Assert.Equal((0, 0m, 0m), (answer!.Lines.Count, answer.Discount, answer.Payable));
    }
}
