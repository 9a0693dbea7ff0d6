using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests.CartPromotions;

/// <summary>What units are worth when they come back: by what the sale recorded, spread over what earned the discount.</summary>
public sealed class CartReturnTests
{
    private static CartPromotionRules Rules(CartReturnBasis basis, params CartPromotionDefinition[] promotions) => new() { ReturnBasis = basis, Promotions = promotions };

    private static async Task<decimal> BackAsync(Shop shop, string bill, int line, decimal quantity) => (await shop.TryReturnAsync(bill, new ReturnLine(line, quantity))).OrThrow().Amount;

    [Fact]
    [Trait("rule", "cart-promotions R22")]
    [Trait("rule", "cart-promotions scenario W22")]
    public Task Units_of_a_line_come_back_by_floors_and_add_up() => Shop.PlayAsync(Program(Promotion("off", Of(Part("A", 3)), Off(10))), async shop =>
    {
        var anna = await shop.MemberAsync();
        foreach (var bill in (string[])["B-1", "B-2"]) Assert.Equal(10m, await shop.SellAsync(anna, bill, Basket(10m, 3)));
        Assert.Equal([6.66m, 6.67m, 6.67m], [await BackAsync(shop, "B-1", 1, 1), await BackAsync(shop, "B-1", 1, 1), await BackAsync(shop, "B-1", 1, 1)]);
        Assert.Equal([13.33m, 6.67m], [await BackAsync(shop, "B-2", 1, 2), await BackAsync(shop, "B-2", 1, 1)]);
    });

    [Fact]
    [Trait("rule", "cart-promotions R22")]
    [Trait("rule", "cart-promotions scenario W22")]
    public Task Units_outside_offers_come_back_first_then_groups_last_to_first() => Shop.PlayAsync(
        Program(Promotion("three-and-two", Of(Part("SPRITE", 3)), Free(Exactly("SPRITE", 2)) with { PerUnit = new() { Divider = 3 } })), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(5m, await shop.SellAsync(anna, "B-1", Cart.In("INR").Add("SPRITE", 12, 1.25m)));
            Assert.Equal([2.50m, 3.00m, 4.50m], [await BackAsync(shop, "B-1", 1, 2), await BackAsync(shop, "B-1", 1, 4), await BackAsync(shop, "B-1", 1, 6)]);
        });

    [Theory]
    [Trait("rule", "cart-promotions R22")]
    [Trait("rule", "cart-promotions scenario W22")]
    [InlineData(CartReturnBasis.Spread)]
    [InlineData(CartReturnBasis.Shown)]
    public Task A_free_unit_is_worth_its_share_of_the_group_or_what_it_shows(CartReturnBasis basis) => Shop.PlayAsync(
        Program(Rules(basis, Promotion("cheapest", Of(Part("*", 3)), Free() with { Units = 1, PerUnit = new() { Divider = 3 } }))), async shop =>
        {
            var anna = await shop.MemberAsync();
            decimal[] prices = [30m, 20m, 10m, 9m, 8m, 7m];
            var cart = prices.Aggregate(Cart.In("INR"), (all, price) => all.Add($"S{price}", 1, price));
            Assert.Equal(17m, await shop.SellAsync(anna, "B-1", cart));
            decimal[] back = [.. await BackAll(prices.Length)];
            // {30, 20, 10} give 10.00: 5.00, 3.33, 1.67; {9, 8, 7} give 7.00: 2.63, 2.33, 2.04.
            Assert.Equal(basis == CartReturnBasis.Spread ? [25m, 16.67m, 8.33m, 6.37m, 5.67m, 4.96m] : [30m, 20m, 0m, 9m, 8m, 0m], back);

            async Task<decimal[]> BackAll(int count)
            {
                var all = new decimal[count];
                for (var i = 0; i < count; i++) all[i] = await BackAsync(shop, "B-1", i + 1, 1);
                return all;
            }
        });

    [Fact]
    [Trait("rule", "cart-promotions R22")]
    public Task What_the_cart_gives_is_spread_over_what_lines_are_then_worth_and_a_coupon_after_it() => Shop.PlayAsync(
        Program(Promotion("free", Of(Exactly("A", 1)), Free(Exactly("B", 1))), Promotion("cart", From(1), CartPercent(10)) with { Priority = 1 }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var series = await shop.SeriesAsync(CouponShop.Settings with { DiscountType = CouponDiscount.Abs, DiscountValue = 9m });
            var cart = Cart.In("INR").Add("A", 1, 30m).Add("B", 1, 10m).Add("C", 1, 20m);
            // 10.00 over 40.00: A 22.50, B 7.50; C 20.00. Then 5.00 of 50.00, then 9.00 of 45.00.
            (await shop.Desk.Sales.CheckoutAsync(new("B-1", cart) { Customer = anna, Codes = [(await shop.GiveAsync(series, anna)).Code] })).OrThrow();
            var back = new[] { await BackAsync(shop, "B-1", 2, 1), await BackAsync(shop, "B-1", 1, 1), await BackAsync(shop, "B-1", 3, 1) };
            Assert.Equal(36m, back.Sum());
            // B shows nothing paid, so the coupon takes nothing from it.
            Assert.Equal(6.75m, back[0]);
            Assert.Equal(0m, (await shop.BalanceAsync(anna)).Points);
        });

    [Fact]
    [Trait("rule", "cart-promotions R22")]
    public Task An_evaluation_brings_its_own_worths() => Shop.PlayAsync(
        Program(Promotion("free", Of(Exactly("A", 1)), Free(Exactly("B", 1)))), async shop =>
        {
            var anna = await shop.MemberAsync();
            var cart = Cart.In("INR").Add("A", 1, 30m).Add("B", 1, 10m);
            var evaluation = (await shop.Desk.Carts.EvaluateAsync(new(cart) { Customer = anna })).OrThrow();
            (await shop.Desk.Sales.CheckoutAsync(new("B-1", cart) { Customer = anna, Evaluation = evaluation.Id })).OrThrow();
            Assert.Equal([22.50m, 7.50m], [await BackAsync(shop, "B-1", 1, 1), await BackAsync(shop, "B-1", 2, 1)]);
        });
}
