using NodaTime;
using static Loyalty.Tests.CartPromotions.CartKit;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Evaluation looks at what could apply, not at all there is; a change touches what it changes.</summary>
public sealed class CartIndexTests
{
    private static readonly CartPromotionDefinition Ours = Promotion("ours", Of(Part("A")), Percent(10));

    /// <summary>Promotions that the cart cannot bring up, by each kind of requirement.</summary>
    private static IEnumerable<CartPromotionDefinition> Others(int count) => Enumerable.Range(0, count).Select(i => (i % 8) switch
    {
        0 => Promotion($"sku{i}", Of(Part($"S{i}")), Percent(5)),
        1 => Promotion($"brand{i}", Of(new ProductPart { Match = [new() { Entity = ProductEntity.Brand, Values = [$"B{i}"] }] }), Percent(5)),
        2 => Promotion($"field{i}", Of(new ProductPart { Match = [new() { Entity = ProductEntity.Attribute, Attribute = "colour", Values = [$"C{i}"] }] }), Percent(5)),
        3 => Promotion($"store{i}", From(1), CartPercent(5)) with { Stores = new() { In = [$"T{i}"] } },
        4 => Promotion($"ended{i}", Of(Part("A")), Percent(5)) with { Until = Now - Duration.FromDays(1 + i) },
        5 => Promotion($"code{i}", From(1), CartPercent(5)) with { Type = CartPromotionType.Code },
        6 => Promotion($"tier{i}", From(1), CartPercent(5)) with { Tiers = new() { In = [$"Tier{i}"] } },
        _ => Promotion($"there{i}", Of(Part("A")), Percent(5)) with { Stores = new() { In = [$"T{i}"] } },
    });

    [Fact]
    [Trait("field", "46")]
    public void Of_ten_thousand_promotions_only_those_that_could_apply_are_visited()
    {
        var index = CartPromotionIndex.Of([Ours, .. Others(10_000)]);
        var facts = Facts(Line("A", 1, 10), Line("B", 2, 5)) with { Store = "S1", Tier = "Gold" };
        var run = CartEvaluator.Run(facts, new(), index);
        Assert.Equal((10_001, 1), (index.Count, run.Visited));
        Assert.Equal(1m, CartEvaluator.Evaluate(facts, new(), index).Discount);
        Assert.Single(CartEvaluator.Evaluate(facts, new(), index).Promotions);
        Assert.Equal(2, CartEvaluator.Run(facts with { Entitlements = [new("code5")] }, new(), index).Visited);
        Assert.Equal(2, CartEvaluator.Run(facts with { Tier = "Tier6" }, new(), index).Visited);
        Assert.Equal(3, CartEvaluator.Run(Facts(Line("A", 1, 10), Line("S8", 1, 1)) with { Store = "T7" }, new(), index).Visited);
    }

    [Fact]
    public void A_change_shares_what_it_does_not_touch_and_the_old_index_stays_as_it_was()
    {
        var before = CartPromotionIndex.Of([Ours, .. Others(1000)]);
        var after = before.With(Ours with { Action = Percent(20) });
        Assert.All(before.All.Where(each => each.Id != "ours"), each => Assert.Same(each, after.Find(each.Id)));
        var facts = Facts(Line("A", 1, 10));
        Assert.Equal((1m, 2m), (CartEvaluator.Evaluate(facts, new(), before).Discount, CartEvaluator.Evaluate(facts, new(), after).Discount));
        var moved = after.With(Ours with { Condition = Of(Part("Z")) });
        Assert.Equal((0m, 0), (CartEvaluator.Evaluate(facts, new(), moved).Discount, CartEvaluator.Run(facts, new(), moved).Visited));
        Assert.Equal((1000, 0m), (moved.Without("ours").Count, CartEvaluator.Evaluate(Facts(Line("Z", 1, 10)), new(), moved.Without("ours")).Discount));
    }

    [Fact]
    public async Task A_version_of_the_program_keeps_the_index_of_the_one_before_and_makes_only_what_it_changes()
    {
        var others = Others(400).Where(each => each.Tiers is null).ToArray();
        await Shop.PlayInMemoryAsync(CartShop.Program([Ours, .. others.Select(each => each.Type == CartPromotionType.Code ? each with { Type = CartPromotionType.Pos } : each)]), async shop =>
        {
            var before = Index(shop);
            var values = new List<string> { "A" };
            (await shop.Desk.CartPromotions.UpdateAsync(new(Promotion("ours", Of(new ProductPart { Match = [new() { Values = values }] }), Percent(20))))).OrThrow();
            // What a caller does with its lists afterwards is its own affair.
            values[0] = "B";
            var changed = Index(shop);
            Assert.All(before.All.Where(each => each.Id != "ours"), each => Assert.Same(each, changed.Find(each.Id)));
            Assert.Equal(2m, (await shop.OfferAsync(null, Cart.In("INR").Add("A", 1, 10m))).Promotions.Single(each => each.Promotion == "ours").Discount);
            (await shop.Desk.CartPromotions.CreateAsync(new(Promotion("new", Of(Part("NEW")), Percent(50))))).OrThrow();
            var more = Index(shop);
            Assert.Equal(before.Count + 1, more.Count);
            Assert.All(changed.All, each => Assert.Same(each, more.Find(each.Id)));
            Assert.Equal(5m, (await shop.OfferAsync(null, Cart.In("INR").Add("NEW", 1, 10m))).Promotions.Single(each => each.Promotion == "new").Discount);
        });
    }

    private static CartPromotionIndex Index(Shop shop)
    {
        using var view = shop.Store.OpenRead();
        return CartPromotionIndex.Of(shop.Engine.Configurations.Newest(new UnitOfWork(view, new Loyalty.Testing.RepeatableIds()), 1))!;
    }

    [Fact]
    [Trait("rule", "cart-promotions R30")]
    public void An_index_led_over_to_other_promotions_is_as_one_made_of_them()
    {
        for (var seed = 1UL; seed <= 100; seed++)
        {
            var dice = new CartDice(seed);
            var (facts, rules, all) = (dice.Facts(5), dice.Rules(), dice.Promotions(12, exclusive: true).ToArray());
            var index = CartPromotionIndex.Of(all);
            // Some leave, some change, some come.
            CartPromotionDefinition[] then = [.. all.Skip(2).Select((each, i) => i % 5 == 0 ? each with { Priority = each.Priority + 1, Stackable = !each.Stackable } : each), Ours];
            var led = index.To(then);
            Assert.Equal(CartPromotionIndex.Of(then).InOrder.Select(each => each.Definition), led.InOrder.Select(each => each.Definition));
            var (one, two) = (CartEvaluator.Evaluate(facts, rules, CartPromotionIndex.Of(then), explain: true), CartEvaluator.Evaluate(facts, rules, led, explain: true));
            Assert.Equal(one.Lines.Select(line => line.Net), two.Lines.Select(line => line.Net));
            Assert.Equal(one.Promotions, two.Promotions);
            Assert.Same(led, led.To(then));
            Assert.Equal(all.Length, index.Count);
        }
    }

    [Fact]
    [Trait("rule", "cart-promotions R30")]
    public void The_index_changes_no_answer()
    {
        for (var seed = 1UL; seed <= 300; seed++)
        {
            var dice = new CartDice(seed);
            var (facts, rules, promotions) = (dice.Facts(5), dice.Rules(), dice.Promotions(5, exclusive: true));
            var one = CartEvaluator.Evaluate(facts, rules, CartPromotionIndex.Of(promotions), explain: true);
            var two = CartEvaluator.Evaluate(facts, rules, CartPromotionIndex.Of([.. Others(80), .. promotions]), explain: true);
            Assert.Equal(one.Lines.Select(line => line.Net), two.Lines.Select(line => line.Net));
            Assert.Equal(one.Promotions.Count + 80, two.Promotions.Count);
            Assert.Equal(one.Promotions.OrderBy(each => each.Promotion), two.Promotions.Where(each => each.Promotion[0] == 'p').OrderBy(each => each.Promotion));
        }
    }

    [Fact]
    [Trait("field", "48")]
    public void Six_thousand_pieces_are_counted_not_unfolded()
    {
        var promotion = Promotion("p", Of(Part("*", 3)), Free() with { Units = 1, PerUnit = new() { Divider = 3 } });
        var lines = Enumerable.Range(0, 30).Select(i => Line($"S{i:00}", 200, 30 - i)).ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var answer = CartEvaluator.Evaluate(Facts(lines), new(), CartPromotionIndex.Of([promotion]));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(2000, answer.Verdict("p").Times);
        Assert.Equal(2000m, answer.Lines.Sum(line => line.Shares.Sum(share => share.Discounted)));
        Assert.InRange(allocated, 0, 400_000);
    }
}
