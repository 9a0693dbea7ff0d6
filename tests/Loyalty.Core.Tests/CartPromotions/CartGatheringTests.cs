using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Units of a promotion that add up over visits: after ten the next is free.</summary>
public sealed class CartGatheringTests
{
    private static CartPromotionDefinition TenPlusOne(bool over, int? cycles = null) =>
        Promotion("ten", Of(Exactly("COFFEE", 10)), Free(Exactly("COFFEE", 1))) with { Stackable = false, Accumulation = new() { OverAchievement = over, LookbackCycles = cycles } };

    private static Cart Coffee(decimal quantity) => Cart.In("INR").Add("COFFEE", quantity, 3m);

    private static async Task<decimal> VisitAsync(Shop shop, CustomerId customer, string number, decimal quantity) =>
        (await shop.Desk.Sales.CheckoutAsync(new(number, Coffee(quantity)) { Customer = customer })).OrThrow().Receipt.Due;

    private static async Task<decimal> GatheredAsync(Shop shop, CustomerId customer)
    {
        var progress = (await shop.Desk.CartPromotions.GatheredAsync(customer)).OrThrow();
        return progress.Count == 0 ? 0 : Assert.Single(progress).Gathered;
    }

    [Theory]
    [Trait("rule", "cart-promotions R17a")]
    [Trait("rule", "cart-promotions scenario W26")]
    [InlineData(true)]
    [InlineData(false)]
    public Task Ten_coffees_in_three_visits_make_the_eleventh_free(bool over) => Shop.PlayAsync(Program(TenPlusOne(over)), async shop =>
    {
        var anna = await shop.MemberAsync();
        Assert.Equal((12m, 15m), (await VisitAsync(shop, anna, "B-1", 4), await VisitAsync(shop, anna, "B-2", 5)));
        Assert.Equal(9m, await GatheredAsync(shop, anna));
        // The tenth is paid, the eleventh is free, the twelfth is paid.
        var offer = await shop.OfferAsync(anna, Coffee(3));
        Assert.Equal((6m, 3m), (offer.Due, offer.Promotions.Single(each => each.Promotion == "ten").Discount));
        Assert.Equal(6m, await VisitAsync(shop, anna, "B-3", 3));
        Assert.Equal(over ? 1m : 0m, await GatheredAsync(shop, anna));
        Assert.Equal(over ? 27m : 30m, await VisitAsync(shop, anna, "B-4", 10));
        // A guest gathers nothing.
        Assert.Equal(9m, (await shop.OfferAsync(null, Coffee(3))).Due);
    });

    [Fact]
    [Trait("rule", "cart-promotions R17a")]
    public Task With_ten_gathered_the_first_is_free_and_one_more_makes_it_apply() => Shop.PlayAsync(Program(TenPlusOne(over: true)), async shop =>
    {
        var anna = await shop.MemberAsync();
        await VisitAsync(shop, anna, "B-1", 8);
        var near = await shop.OfferAsync(anna, Coffee(2));
        Assert.Equal("condition.products.quantity", near.Promotions.Single(each => each.Promotion == "ten").Code);
        Assert.Equal(new CartHint("ten", "COFFEE", 1, 0m, 3m), Assert.Single(near.Hints));
        Assert.Equal(6m, await VisitAsync(shop, anna, "B-2", 2));
        Assert.Equal(0m, await VisitAsync(shop, anna, "B-3", 1));
        Assert.Equal(0m, await GatheredAsync(shop, anna));
        // Fourteen in one visit: ten, one free, three for the next cycle.
        Assert.Equal(39m, await VisitAsync(shop, anna, "B-4", 14));
        Assert.Equal(3m, await GatheredAsync(shop, anna));
    });

    [Fact]
    [Trait("rule", "cart-promotions R17a")]
    public Task A_return_takes_its_units_back_and_with_the_last_the_cycle_is_as_before() => Shop.PlayAsync(Program(TenPlusOne(over: true)), async shop =>
    {
        var anna = await shop.MemberAsync();
        await VisitAsync(shop, anna, "B-1", 4);
        await VisitAsync(shop, anna, "B-2", 5);
        (await shop.TryReturnAsync("B-1", new ReturnLine(1, 1))).OrThrow();
        Assert.Equal(8m, await GatheredAsync(shop, anna));
        Assert.Equal(9m, await VisitAsync(shop, anna, "B-3", 4) - 0m);
        Assert.Equal(1m, await GatheredAsync(shop, anna));
        // The fourth counts for the next cycle; then the rest, and the cycle is open again.
        (await shop.TryReturnAsync("B-3", new ReturnLine(1, 1))).OrThrow();
        Assert.Equal(0m, await GatheredAsync(shop, anna));
        (await shop.TryReturnAsync("B-3", new ReturnLine(1, 3))).OrThrow();
        Assert.Equal(8m, await GatheredAsync(shop, anna));
        (await shop.Desk.Sales.ReturnAsync(new ReturnBill("R-9", "B-2"))).OrThrow();
        (await shop.Desk.Sales.ReturnAsync(new ReturnBill("R-8", "B-1") { Lines = [new(1, 3)] })).OrThrow();
        Assert.Equal(0m, await GatheredAsync(shop, anna));
    });

    [Fact]
    [Trait("rule", "cart-promotions R17a")]
    public Task Bills_priced_by_the_till_add_up_those_of_the_first_api_do_not() => Shop.PlayAsync(Program(TenPlusOne(over: true)), async shop =>
    {
        var anna = await shop.MemberAsync();
        async Task AddAsync(string number, decimal quantity, bool gathers) =>
            (await shop.Desk.Sales.AddBillAsync(new(number, anna, quantity * 3m) { Lines = [new("COFFEE", quantity, quantity * 3m)], Gathers = gathers })).OrThrow();
        await AddAsync("B-1", 6, true);
        await AddAsync("B-2", 7, false);
        Assert.Equal(6m, await GatheredAsync(shop, anna));
        // Evaluated and redeemed: four complete the cycle, the fifth is free.
        var evaluation = (await shop.Desk.Carts.EvaluateAsync(new(Coffee(5)) { Customer = anna })).OrThrow();
        Assert.Equal(12m, evaluation.Total);
        (await shop.Desk.Sales.AddBillAsync(new("B-3", anna, 12m) { Lines = [new("COFFEE", 5, 15m)], Evaluation = evaluation.Id })).OrThrow();
        Assert.Equal(0m, await GatheredAsync(shop, anna));
    });

    [Fact]
    [Trait("rule", "cart-promotions R17a")]
    public Task Beyond_the_cycles_looked_back_to_nothing_counts() => Shop.PlayAsync(Program(TenPlusOne(over: true, cycles: 1)), async shop =>
    {
        var anna = await shop.MemberAsync();
        Assert.Equal(117m, await VisitAsync(shop, anna, "B-1", 40));
        Assert.Equal(10m, await GatheredAsync(shop, anna));
        (await shop.Desk.Sales.ReturnAsync(new ReturnBill("R-1", "B-1") { Lines = [new(1, 19)] })).OrThrow();
        Assert.Equal(10m, await GatheredAsync(shop, anna));
        (await shop.Desk.Sales.ReturnAsync(new ReturnBill("R-2", "B-1") { Lines = [new(1, 1)] })).OrThrow();
        Assert.Equal(9m, await GatheredAsync(shop, anna));
        (await shop.Desk.Sales.ReturnAsync(new ReturnBill("R-3", "B-1") { Lines = [new(1, 20)] })).OrThrow();
        Assert.Equal(0m, await GatheredAsync(shop, anna));
    });

    [Fact]
    [Trait("rule", "cart-promotions R23")]
    [Trait("rule", "cart-promotions R17a")]
    public Task What_two_customers_gathered_adds_up_when_they_are_merged() => Shop.PlayAsync(Program(TenPlusOne(over: true)), async shop =>
    {
        var (anna, bert) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        await VisitAsync(shop, anna, "B-1", 4);
        await VisitAsync(shop, bert, "B-2", 6);
        (await shop.Desk.Customers.MergeAsync(new(bert, anna))).OrThrow();
        Assert.Equal(10m, await GatheredAsync(shop, anna));
        Assert.Equal(0m, await VisitAsync(shop, anna, "B-3", 1));
    });

    [Fact]
    [Trait("rule", "cart-promotions R17a")]
    public Task Once_a_limit_closes_the_promotion_nothing_is_gathered() => Shop.PlayAsync(
        Program(TenPlusOne(over: true) with { MembersOnly = true, Limits = [Limit(CartLimitScope.Customer, CartLimitKpi.Redemption, 1)] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal((30m, 9m), (await VisitAsync(shop, anna, "B-1", 10), await VisitAsync(shop, anna, "B-2", 4)));
            var gathered = await GatheredAsync(shop, anna);
            Assert.Equal((12m, gathered), (await VisitAsync(shop, anna, "B-3", 4), await GatheredAsync(shop, anna)));
        });

    [Fact]
    [Trait("rule", "cart-promotions R17a")]
    [Trait("rule", "cart-promotions R18")]
    public Task An_evaluation_is_decided_again_with_what_was_gathered_then() => Shop.PlayAsync(Program(TenPlusOne(over: true)), async shop =>
    {
        var anna = await shop.MemberAsync();
        await VisitAsync(shop, anna, "B-1", 9);
        var kept = (await shop.Desk.Carts.EvaluateAsync(new(Coffee(2)) { Customer = anna })).OrThrow();
        Assert.Equal(3m, kept.Total);
        // Another visit takes the free one: the evaluation had seen it all the same.
        Assert.Equal(3m, await VisitAsync(shop, anna, "B-2", 2));
        var again = (await shop.Desk.Carts.ReplayAsync(kept.Id)).OrThrow();
        Assert.Equal((true, 3m), (again.IsSame, again.Total));
    });

    [Fact]
    [Trait("rule", "cart-promotions R17a")]
    public async Task What_cannot_add_up_is_refused_when_saved()
    {
        var good = TenPlusOne(over: false);
        Assert.Empty(DefinitionCheck.Faults(Program(good)));
        Assert.Empty(DefinitionCheck.Faults(Program(good with { Action = Free() with { Units = 1 } })));
        CartPromotionDefinition[] bad =
        [
            good with { Stackable = true },
            good with { Condition = Of(Part("COFFEE", 10)) },
            good with { Condition = Of(Exactly("COFFEE", 10), Exactly("CAKE", 1)) },
            good with { Action = Percent(10) },
            good with { Action = Free(Exactly("CAKE", 1)) },
            good with { MembersOnly = true, Limits = [Limit(CartLimitScope.Customer, CartLimitKpi.Redemption, 1, CartLimitWindow.Moving, 7)] },
            good with { Accumulation = new() { LookbackCycles = 2 } },
            // What remains of one sale does not tell whether a condition over several holds; and what is carried over would count in the cycle again.
            good with { OnReturn = CartOnReturn.TakesBackRest },
            good with { OnExchange = CartOnExchange.Carried },
        ];
        Assert.All(bad, each => Assert.NotEmpty(DefinitionCheck.Faults(Program(each))));
        Assert.NotEmpty(DefinitionCheck.Faults(Program(new CartPromotionRules { Locking = false, Promotions = [good] })));
        // Switched on only before the start.
        await Shop.PlayInMemoryAsync(Program(good with { Accumulation = null }), async shop =>
            Assert.EndsWith("/accumulation", Assert.IsType<DefinitionRefused>((await shop.Desk.CartPromotions.UpdateAsync(new(good))).Refusal).Faults[0].Pointer, StringComparison.Ordinal));
    }
}
