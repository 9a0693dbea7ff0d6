using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Which misses are hinted at, and with what: the nearest, by the cheapest of what the till has.</summary>
public sealed class CartHintTests
{
    private static CartPromotionDefinition Ten(string sku, int priority) => Promotion($"ten-{sku}", Of(Part(sku, 10)), Percent(10)) with { Priority = priority };

    [Fact]
    [Trait("rule", "cart-promotions R30")]
    public void The_three_nearest_are_told_whatever_their_priority_by_net_cost()
    {
        // Of S4 to S9 there are as many pieces; ten of each bring a tenth. The nearest have the last priority.
        var facts = Facts([.. Enumerable.Range(4, 6).Select(i => Line($"S{i}", i, 10))]);
        var answer = facts.Evaluate([.. Enumerable.Range(4, 6).Select(i => Ten($"S{i}", i))]);
        Assert.Equal(
            [new("ten-S9", "S9", 1, 0m, 10m), new("ten-S8", "S8", 2, 10m, 10m), new CartHint("ten-S7", "S7", 3, 20m, 10m)],
            answer.Hints);
    }

    [Fact]
    [Trait("rule", "cart-promotions R30")]
    public void Forty_that_are_far_away_do_not_hide_the_one_that_is_near()
    {
        CartPromotionDefinition[] far = [.. Enumerable.Range(0, 40).Select(i => Promotion($"far-{i:00}", Of(Part("A", 50 + i)), Percent(50)) with { Priority = i })];
        var near = Promotion("near", From(110), CartOff(1)) with { Priority = 99 };
        var answer = Facts(Line("A", 10, 10)).Evaluate([.. far, near]);
        Assert.Contains(answer.Hints, hint => hint.Promotion == "near" && hint is { Sku: "A", Quantity: 1, NetCost: 9m, Benefit: 1m });
        // Of those that are equally far the first in the order of promotions.
        var equal = Facts([.. Enumerable.Range(0, 5).Select(i => Line($"E{i}", 5, 10))]).Evaluate([.. Enumerable.Range(0, 5).Select(i => Ten($"E{i}", 5 - i))]);
        Assert.Equal(["ten-E2", "ten-E3", "ten-E4"], equal.Hints.Select(hint => hint.Promotion).Order(StringComparer.Ordinal));
    }

    /// <summary>What is told as seen is what is missing counted from: after the line promotions, as the rule has it.</summary>
    [Fact]
    [Trait("rule", "cart-promotions R7")]
    [Trait("rule", "cart-promotions R30")]
    public void What_a_promotion_on_the_cart_saw_is_what_line_promotions_left()
    {
        var answer = Facts(Line("A", 1, 19.50m), Line("B", 1, 2)).Evaluate(Promotion("line", Of(Part("A")), Off(4.50m)), Promotion("cart", From(30), CartPercent(10)));
        Assert.Equal(("condition.subtotal", "17", ">= 30"), (answer.Verdict("cart").Code, answer.Verdict("cart").Seen, answer.Verdict("cart").Needed));
        Assert.Equal([new CartHint("cart", "B", 7, 10.90m, 3.10m)], answer.Hints);
        // Before an exclusive promotion nothing was taken off: it is seen as it came.
        var alone = Facts(Line("A", 1, 19.50m)).Evaluate(Promotion("line", Of(Part("A")), Off(4.50m)) with { Stackable = false }, Promotion("cart", From(30), CartPercent(10)));
        Assert.Equal("19.5", alone.Verdict("cart").Seen);
    }

    [Fact]
    [Trait("rule", "cart-promotions R30")]
    public void What_the_till_may_offer_fulfils_what_the_cart_does_not_hold_at_the_cheapest_price()
    {
        CartFactLine[] shelf =
        [
            Line("JAM-L", 1, 6) with { Categories = ["Food", "Jam"] }, Line("JAM-S", 1, 4) with { Categories = ["Food", "Jam"] }, Line("GIFT", 1, 1) with { Categories = ["Food", "Jam"] }, Line("FREE", 1, 0) with { Categories = ["Food", "Jam"] },
        ];
        var breakfast = Promotion("breakfast", Of(Exactly("BREAD", 1), new ProductPart { Match = [new() { Entity = ProductEntity.Category, Values = ["Jam"] }], Operator = CartOperator.Equals }), Off(3));
        var rules = new CartPromotionRules { ExcludedSkus = ["GIFT"] };
        var facts = Facts(Line("BREAD", 1, 2.50m));
        Assert.Empty(facts.Evaluate(rules, breakfast).Hints);
        Assert.Equal([new CartHint("breakfast", "JAM-S", 1, 1m, 3m)], (facts with { Offered = shelf }).Evaluate(rules, breakfast).Hints);
        // One that no line of the cart brings up: the shelf does.
        var jam = Promotion("jam", Of(new ProductPart { Match = [new() { Entity = ProductEntity.Category, Values = ["Jam"] }], Value = 2 }), Percent(50));
        Assert.Equal([new CartHint("jam", "JAM-S", 2, 4m, 4m)], (facts with { Offered = shelf }).Evaluate(rules, jam).Hints);
        // A reward that is not there; what is closed to the customer is no miss of the cart's.
        Assert.Equal([new CartHint("free", "JAM-S", 1, 0m, 4m)], (facts with { Offered = shelf }).Evaluate(rules, Promotion("free", Of(Exactly("BREAD", 1)), Free(Exactly("JAM-S", 1)))).Hints);
        Assert.Empty((facts with { Offered = shelf }).Evaluate(rules, jam with { MembersOnly = true }).Hints);
        Assert.Empty((facts with { Offered = shelf }).Evaluate(rules, jam with { Groups = new() { In = ["smiths"] } }).Hints);
    }

    [Fact]
    [Trait("rule", "cart-promotions R30")]
    public Task A_till_says_what_it_may_offer_and_following_the_hint_at_it_applies() => Shop.PlayAsync(
        Program(Promotion("tea", Of(new ProductPart { Match = [new() { Entity = ProductEntity.Category, Values = ["Tea"] }, new() { Entity = ProductEntity.Brand, Values = ["Acme"] }] }), Off(2))), async shop =>
        {
            var anna = await shop.MemberAsync();
            var tea = new OfferedItem("TEA", 5m) { Fields = new Dictionary<string, string> { ["category"] = "Food/Tea", ["brand"] = "Acme" } };
            var asked = new CartPreview(Basket()) { Customer = anna, Explain = true, Offered = [new("MUG", 1m), tea] };
            var offer = (await shop.Desk.Carts.PreviewAsync(asked)).OrThrow();
            Assert.Equal([new CartHint("tea", "TEA", 1, 3m, 2m)], offer.Hints);
            var followed = await shop.OfferAsync(anna, Basket().Add("TEA", 1, 5m, 0, tea.Fields));
            Assert.Equal((2m, offer.Total + 3m), (followed.Promotions.Single().Discount, followed.Total));
            // An offer with them is sold as any other.
            Assert.Equal(offer.Due, (await shop.Desk.Sales.CheckoutAsync(new("B-1", offer))).OrThrow().Receipt.Due);
        });

    [Fact]
    [Trait("rule", "cart-promotions R30")]
    public Task What_cannot_be_offered_is_refused_by_its_place() => Shop.PlayInMemoryAsync(Program(Ten("A", 0)), async shop =>
    {
        OfferedItem fit = new("A", 1m);
        foreach (var (field, offered) in new (string, OfferedItem[]?)[]
        {
            ("Offered", null), ("Offered", [.. Enumerable.Repeat(fit, 1001)]), ("Offered[1]", [fit, null!]), ("Offered[0].Sku", [new("", 1m)]), ("Offered[0].Sku", [new(new string('S', 101), 1m)]),
            ("Offered[0].Price", [new("A", 0m)]), ("Offered[0].Price", [new("A", -1m)]), ("Offered[0].Price", [new("A", 0.0000001m)]), ("Offered[0].Price", [new("A", 2e12m)]),
            ("Offered[0].Fields", [fit with { Fields = new Dictionary<string, string> { ["brand"] = null! } }]),
        })
        {
            var refusal = (await shop.Desk.Carts.PreviewAsync(new(Basket()) { Offered = offered! })).Refusal;
            Assert.True(refusal is { Code: "value.invalid" or "bill.figure_invalid" } && refusal.Message.Contains(field, StringComparison.Ordinal), $"{field}: {refusal?.Message}");
        }
        Assert.Null((await shop.Desk.Carts.PreviewAsync(new(Basket()) { Explain = true, Offered = [.. Enumerable.Repeat(fit, 1000)] })).Refusal);
    });
}
