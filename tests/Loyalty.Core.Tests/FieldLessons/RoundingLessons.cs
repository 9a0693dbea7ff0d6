namespace Loyalty.Tests;

/// <summary>Public defects of rounding that must not be possible here (field lessons 7 to 9, 13).</summary>
public sealed class RoundingLessons
{
    private static LoyaltyDefinition TwoDecimals => Definitions.Points(new EarningRule { Id = "base", Values = [1m] })
        .With(program => program with { Points = program.Points with { Scale = 2, Ratio = 0.01m } });

    [Fact]
    [Trait("field", "7")]
    public Task A_balance_of_many_small_awards_has_no_dust_and_can_be_spent_to_the_last_hundredth() =>
        Shop.PlayAsync(TwoDecimals, async shop =>
        {
            var anna = await shop.MemberAsync();
            for (var i = 0; i < 100; i++) await shop.BuyAsync(anna, $"B-{i}", 268.28m);
            Assert.Equal("268.00", (await shop.BalanceAsync(anna)).Points.ToString(System.Globalization.CultureInfo.InvariantCulture));
            await shop.BuyAsync(anna, "B-last", 28m);
            Assert.Equal(268.28m, (await shop.BalanceAsync(anna)).Points);
            Assert.Equal(0m, (await shop.RedeemAsync(anna, 268.28m)).Balance);
        });

    [Fact]
    [Trait("field", "8")]
    public Task What_the_till_shows_is_what_is_stored() =>
        Shop.PlayAsync(TwoDecimals, async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1_000_000m);
            var cart = Cart.In("INR").Add("A", 3, 25.995m).Add("B", 1, 0.015m);
            var offer = (await shop.Desk.Carts.PreviewAsync(new(cart) { Customer = anna, RedeemPoints = 123.45m })).OrThrow();
            var sale = (await shop.Desk.Sales.CheckoutAsync(new("B-2", offer))).OrThrow();
            Assert.Equal((offer.Total, offer.PaidByPoints, offer.Due), (sale.Receipt.Total, sale.Receipt.PaidByPoints, sale.Receipt.Due));
            Assert.Equal(78.00m, (await shop.Desk.Sales.GetBillAsync(sale.Bill.Bill)).OrThrow().Amount);
        });

    [Fact]
    [Trait("field", "8")]
    public Task A_bill_paid_wholly_by_points_leaves_exactly_nothing_to_pay() =>
        Shop.PlayAsync(TwoDecimals, async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1_000_000m);
            var sale = await shop.SpendAsync(anna, "B-2", 78.01m, 7801m);
            Assert.Equal((78.01m, 0m, 0m), (sale.Receipt.PaidByPoints, sale.Receipt.Due, sale.Bill.Earned));
        });

    [Theory]
    [Trait("field", "9")]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.07)]
    public Task Exactly_the_points_asked_for_are_taken_whatever_they_are_worth(decimal ratio) =>
        Shop.PlayAsync(TwoDecimals.With(program => program with { Points = program.Points with { Ratio = ratio } }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 100_000m);
            var redeemed = await shop.RedeemAsync(anna, 33.33m);
            Assert.Equal((33.33m, decimal.Round(33.33m * ratio, 2, MidpointRounding.AwayFromZero)), (redeemed.Points, redeemed.Worth));
            Assert.Equal(1000m - 33.33m, redeemed.Balance);
        });

    [Fact]
    [Trait("field", "13")]
    public Task Five_points_for_each_two_fifty_of_three_are_five() =>
        Shop.PlayAsync(Definitions.Points(new EarningRule { Id = "base", Kind = AllocationKind.Step, Values = [5m], Step = 2.50m }), async shop =>
            Assert.Equal(5m, (await shop.BuyAsync(await shop.MemberAsync(), "B-1", 3.00m)).Earned));
}
