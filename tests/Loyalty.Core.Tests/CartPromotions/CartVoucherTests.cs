using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Payment vouchers: they pay, they are no discount.</summary>
public sealed class CartVoucherTests
{
    private static readonly CartPromotionDefinition Tenth = Promotion("tenth", From(1), CartPercent(10));

    private static CartPromotionDefinition Voucher(decimal value, CartLimitKpi kpi, decimal limit) => Promotion("voucher", From(1), CartOff(value)) with
    {
        Type = CartPromotionType.Code,
        Mode = CartPromotionMode.PaymentVoucher,
        Limits = [Limit(CartLimitScope.Code, kpi, limit)],
    };

    private static async Task MakeAsync(Shop shop, params string[] codes) => (await shop.Desk.CartPromotions.MakeCodesAsync(new("voucher") { Codes = codes })).OrThrow();

    [Fact]
    [Trait("rule", "cart-promotions scenario W19")]
    [Trait("rule", "cart-promotions R17")]
    [Trait("rule", "cart-promotions R22")]
    public Task A_voucher_pays_after_discounts_and_gets_back_what_it_paid() => Shop.PlayAsync(Program(Tenth, Voucher(50, CartLimitKpi.Redemption, 1)), async shop =>
    {
        var anna = await shop.MemberAsync();
        await MakeAsync(shop, "V-50");
        var offer = (await shop.Desk.Carts.PreviewAsync(new(Basket(100m)) { Customer = anna, PromoCodes = ["v-50"], Tenders = [] })).OrThrow();
        Assert.Equal((90m, 40m, 90m, 9m), (offer.Total, offer.Due, offer.Lines[0].Net, offer.Earns));
        Assert.Equal([new VoucherPayment("voucher", "V-50", 50m)], offer.Vouchers);
        Assert.Equal([("CASH", 40m)], offer.Tenders.Select(each => (each.Mode, each.Paid)));
        Assert.Equal([new CartCodeVerdict("v-50", "voucher", null)], offer.PromoCodes);
        var sale = (await shop.Desk.Sales.CheckoutAsync(new("B-1", offer))).OrThrow();
        Assert.Equal((90m, 40m, 9m), (sale.Receipt.Total, sale.Receipt.Due, sale.Receipt.PointsEarned));
        Assert.Equal("code.exhausted", (await shop.OfferAsync(anna, Basket(100m), "V-50")).PromoCodes.Single().Problem);

        var back = await shop.ReturnAllAsync("B-1");
        Assert.Equal((90m, 50m, 0m, 40m), (back.Amount, back.ToVouchers, back.LostWithVouchers, back.Refund));
        Assert.Equal(40m, (await shop.OfferAsync(anna, Basket(100m), "V-50")).Due);
    });

    [Fact]
    [Trait("rule", "cart-promotions scenario W19")]
    public Task A_balance_keeps_its_rest_and_one_good_once_loses_it() => Shop.PlayAsync(
        Program(Tenth, Voucher(120, CartLimitKpi.Discount, 120), Voucher(120, CartLimitKpi.Redemption, 1) with { Id = "once" }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await MakeAsync(shop, "BALANCE");
            (await shop.Desk.CartPromotions.MakeCodesAsync(new("once") { Codes = ["ONCE"] })).OrThrow();
            (await shop.Desk.Sales.CheckoutAsync(new("B-1", Basket(100m)) { Customer = anna, PromoCodes = ["BALANCE"], ExpectedDue = 0m })).OrThrow();
            Assert.Equal(30m, (await shop.Desk.CartPromotions.GetCodeAsync("BALANCE")).OrThrow().Limits.Single().Remaining);
            Assert.Equal(60m, (await shop.OfferAsync(anna, Basket(100m), "BALANCE")).Due);
            (await shop.Desk.Sales.CheckoutAsync(new("B-2", Basket(100m)) { Customer = anna, PromoCodes = ["ONCE"], ExpectedDue = 0m })).OrThrow();
            Assert.Equal(90m, (await shop.OfferAsync(anna, Basket(100m), "ONCE")).Due);
            // One that is used up pays nothing.
            Assert.Equal(60m, (await shop.OfferAsync(anna, Basket(100m), "ONCE", "BALANCE")).Due);
            // A part that comes back goes to the balance first.
            Assert.Equal((45m, 45m), (await shop.TryReturnAmountAsync("B-1", 45m)).OrThrow() is var part ? (part.Amount, part.ToVouchers) : default);
            Assert.Equal(75m, (await shop.Desk.CartPromotions.GetCodeAsync("BALANCE")).OrThrow().Limits.Single().Remaining);
        });

    [Fact]
    [Trait("rule", "cart-promotions scenario W19")]
    [Trait("rule", "cart-promotions R22")]
    public Task What_an_ended_voucher_had_paid_goes_to_nobody() => Shop.PlayAsync(Program(Tenth, Voucher(50, CartLimitKpi.Redemption, 1)), async shop =>
    {
        var anna = await shop.MemberAsync();
        (await shop.Desk.CartPromotions.MakeCodesAsync(new("voucher") { Codes = ["V-50"], ValidTill = Until("2026-01-31 23:59") })).OrThrow();
        (await shop.Desk.Sales.CheckoutAsync(new("B-1", Basket(100m)) { Customer = anna, PromoCodes = ["V-50"] })).OrThrow();
        shop.At("2026-02-01 10:00");
        var exchange = (await shop.Desk.Sales.ExchangeAsync(new(new ReturnBill("R-1", "B-1") { Lines = [new(1, 1)] }, new Checkout("B-2", Basket(100m)) { Customer = anna, PromoCodes = ["V-50"] }))).OrThrow();
        Assert.Equal((0m, 50m, 40m), (exchange.Return.ToVouchers, exchange.Return.LostWithVouchers, exchange.Return.Refund));
        Assert.Equal((90m, 50m), (exchange.Sale.Receipt.Due, exchange.Difference));
    });

    [Fact]
    [Trait("rule", "cart-promotions R22")]
    public Task Of_several_vouchers_the_first_that_paid_is_filled_first_whatever_the_parts() => Shop.PlayAsync(
        Program(Voucher(30, CartLimitKpi.Discount, 30), Voucher(50, CartLimitKpi.Discount, 50) with { Id = "other" }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await MakeAsync(shop, "V-30");
            (await shop.Desk.CartPromotions.MakeCodesAsync(new("other") { Codes = ["W-50"] })).OrThrow();
            (await shop.Desk.Sales.CheckoutAsync(new("B-1", Basket(100m)) { Customer = anna, PromoCodes = ["V-30", "W-50"], ExpectedDue = 20m })).OrThrow();
            Assert.Equal([(20m, 0m), (40m, 0m)], [await PartAsync("B-1", 20m), await PartAsync("B-1", 40m)]);
            // The greater paid first: 60 have come back, 50 to it, 10 of the 30 to the other; then the other's rest, and only then money.
            Assert.Equal((10m, 50m), (await LeftAsync("V-30"), await LeftAsync("W-50")));
            Assert.Equal((20m, 20m), await PartAsync("B-1", 40m));
            Assert.Equal((30m, 50m), (await LeftAsync("V-30"), await LeftAsync("W-50")));

            async Task<(decimal ToVouchers, decimal Refund)> PartAsync(string of, decimal amount) => (await shop.TryReturnAmountAsync(of, amount)).OrThrow() is var back ? (back.ToVouchers, back.Refund) : default;
            async Task<decimal?> LeftAsync(string code) => (await shop.Desk.CartPromotions.GetCodeAsync(code)).OrThrow().Limits.Single().Remaining;
        });

    [Fact]
    [Trait("rule", "cart-promotions R17")]
    [Trait("rule", "cart-promotions R13")]
    public Task A_voucher_pays_beside_an_exclusive_promotion_and_before_points_and_tenders() => Shop.PlayAsync(
        Program(Tenth with { Stackable = false }, Voucher(50, CartLimitKpi.Redemption, 1),
            Promotion("card", new() { Cart = new() { Value = 1 }, Tenders = [new() { Kind = TenderKind.Card }] }, new() { Kind = CartActionKind.Tender, Value = 10 })), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-0", 500m);
            await MakeAsync(shop, "V-50", "W-50");
            CartTender[] card = [new(TenderKind.Card, "CARD", 80m)];
            var request = new CartPreview(Basket(100m)) { Customer = anna, PromoCodes = ["V-50"], Tenders = card, RedeemPoints = 30m };
            var offer = (await shop.Desk.Carts.PreviewAsync(request)).OrThrow();
            // 90.00 less 50.00: the card pays 40.00 at most; points 30.00 of it.
            Assert.Equal((90m, 10m), (offer.Total, offer.Due));
            Assert.Equal([40m], offer.Tenders.Select(each => each.Paid));
            Assert.Equal("redemption.above_bill", (await shop.Desk.Carts.PreviewAsync(request with { RedeemPoints = 41m })).Refusal?.Code);
            var evaluation = (await shop.Desk.Carts.EvaluateAsync(new(Basket(100m)) { Customer = anna })).OrThrow();
            var sale = (await shop.Desk.Sales.CheckoutAsync(new("B-1", Basket(100m)) { Customer = anna, Evaluation = evaluation.Id, PromoCodes = ["V-50", "W-50"], ExpectedDue = 0m })).OrThrow();
            Assert.Equal([50m, 40m], sale.Receipt.Vouchers.Select(each => each.Paid));
        });

    [Theory]
    [InlineData("/mode")]
    [InlineData("/action")]
    [InlineData("/condition")]
    [InlineData("/limits")]
    public void A_voucher_that_could_not_work_is_refused(string pointer)
    {
        var sound = Voucher(50, CartLimitKpi.Discount, 50);
        Assert.Empty(DefinitionCheck.Faults(Program(sound)));
        var faulty = pointer switch
        {
            "/mode" => sound with { Type = CartPromotionType.Pos, Limits = [] },
            "/action" => sound with { Action = CartPercent(10) },
            "/condition" => sound with { Condition = new() { Cart = new() { Value = 1 }, Tenders = [new() { Kind = TenderKind.Cash }] } },
            _ => sound with { Limits = [Limit(CartLimitScope.Code, CartLimitKpi.Redemption, 2)] },
        };
        Assert.Contains("/program/cartPromotions/promotions/0" + pointer, DefinitionCheck.Faults(Program(faulty)).Select(fault => fault.Pointer));
    }
}
