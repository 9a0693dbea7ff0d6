using NodaTime;
using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Wrong codes of promotions and of payment vouchers are counted as those of coupons are, and guessing stops.</summary>
public sealed class CartGuessTests
{
    private static readonly CallOptions ForPublic = new() { Audience = Audience.Public, Trace = true };

    private static readonly CartPromotionDefinition Coded = Promotion("coded", Of(Part("A")), Percent(10)) with { Type = CartPromotionType.Code, Limits = [Limit(CartLimitScope.Code, CartLimitKpi.Redemption, 1)] };

    private static readonly CartPromotionDefinition Voucher = Promotion("voucher", From(1), CartOff(5)) with
    {
        Type = CartPromotionType.Code,
        Mode = CartPromotionMode.PaymentVoucher,
        Limits = [Limit(CartLimitScope.Code, CartLimitKpi.Redemption, 1)],
    };

    private static Task PlayAsync(WrongCodeLimits limits, Func<Shop, Task> scenario) =>
        Shop.PlayAsync(Program(Coded, Voucher).In(organisation => organisation with { WrongCodes = limits, Stores = [new() { Code = "S", Tills = ["T", "U"] }] }), async shop =>
        {
            (await shop.Desk.CartPromotions.MakeCodesAsync(new("coded") { Codes = ["RIGHT", "HIS", "OFF", "USED"] })).OrThrow();
            (await shop.Desk.CartPromotions.MakeCodesAsync(new("voucher") { Codes = ["PAYS", "PAYS-HIM"] })).OrThrow();
            await scenario(shop);
        });

    [Fact]
    public Task After_so_many_wrong_codes_a_right_one_is_not_answered_until_the_hour_is_over() => PlayAsync(new() { PerCustomer = 4 }, async shop =>
    {
        var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        foreach (var code in (string[])["HIS", "PAYS-HIM"]) (await shop.Desk.CartPromotions.SetCodeAsync(new(code) { Link = ben })).OrThrow();
        // Four ways to ask, each once: another's code and another's voucher are wrong too.
        Assert.Equal("code.unknown", (await shop.OfferAsync(anna, Basket(), "NO-1")).PromoCodes.Single().Problem);
        shop.Clock.Advance(Duration.FromMinutes(10));
        Assert.Equal("code.linked_to_other", (await shop.Desk.Carts.EvaluateAsync(new(Basket()) { Customer = anna, PromoCodes = ["HIS"] })).OrThrow().Codes.Single().Problem);
        Assert.Equal("code.linked_to_other", (await shop.Desk.Sales.ReserveAsync(new(new Checkout("N-0", Basket()) { Customer = anna, PromoCodes = ["PAYS-HIM"] }))).OrThrow().PromoCodes.Single().Problem);
        (await shop.Desk.Sales.CheckoutAsync(new("N-1", Basket()) { Customer = anna, PromoCodes = ["NO-2"] })).OrThrow();

        async Task<Refusal?[]> AskAsync(CustomerId customer, string number, params string[] codes) =>
        [
            (await shop.Desk.Carts.PreviewAsync(new(Basket()) { Customer = customer, PromoCodes = codes })).Refusal,
            (await shop.Desk.Carts.EvaluateAsync(new(Basket()) { Customer = customer, PromoCodes = codes })).Refusal,
            (await shop.Desk.Sales.ReserveAsync(new(new Checkout(number + "-R", Basket()) { Customer = customer, PromoCodes = codes }))).Refusal,
            (await shop.Desk.Sales.CheckoutAsync(new(number, Basket()) { Customer = customer, PromoCodes = codes })).Refusal,
            (await shop.Desk.CartPromotions.RecordAsync(new(number, [new ReportedRedemption("coded", 1m) { Code = codes.FirstOrDefault() }]) { Customer = customer })).Refusal,
        ];
        Assert.All(await AskAsync(anna, "N-2", "RIGHT"), refusal => Assert.Equal(("Customer", 4), Assert.IsType<CodesStopped>(refusal) is var stopped ? (stopped.Whose, stopped.Limit) : default));
        Assert.IsType<CodesStopped>((await shop.Desk.Coupons.CheckAsync(new(anna, ["ANY"]))).Refusal);
        // Sales without a code go on, and so does the other customer.
        Assert.All((await AskAsync(anna, "N-3"))[..4], Assert.Null);
        Assert.Null((await shop.OfferAsync(ben, Basket(), "HIS")).PromoCodes.Single().Problem);
        shop.Clock.Advance(Duration.FromMinutes(50));
        Assert.Null((await shop.OfferAsync(anna, Basket(), "RIGHT")).PromoCodes.Single().Problem);
    });

    [Fact]
    public Task A_till_is_stopped_whoever_asks_guests_too_and_another_till_is_not() => PlayAsync(new() { PerCustomer = null, PerTill = 3 }, async shop =>
    {
        var anna = await shop.MemberAsync();
        var till = shop.Desk.AtTill("T", "S");
        (await till.Carts.PreviewAsync(new(Basket()) { PromoCodes = ["NO-1"] })).OrThrow();
        (await till.Carts.EvaluateAsync(new(Basket()) { PromoCodes = ["NO-2"] })).OrThrow();
        Assert.Equal("cart_promotion.code_unknown", (await till.CartPromotions.RecordAsync(new("T-1", [new ReportedRedemption("coded", 1m) { Code = "NO-3" }]) { Customer = anna })).Refusal?.Code);
        Assert.Equal("Till", Assert.IsType<CodesStopped>((await till.Carts.PreviewAsync(new(Basket()) { PromoCodes = ["RIGHT"] })).Refusal).Whose);
        Assert.Equal("Till", Assert.IsType<CodesStopped>((await till.Carts.EvaluateAsync(new(Basket()) { PromoCodes = ["RIGHT"] })).Refusal).Whose);
        Assert.Equal("Till", Assert.IsType<CodesStopped>((await till.Sales.CheckoutAsync(new("N-1", Basket()) { Customer = anna, PromoCodes = ["RIGHT"] })).Refusal).Whose);
        (await shop.Desk.AtTill("U", "S").Sales.CheckoutAsync(new("N-1", Basket()) { Customer = anna, PromoCodes = ["RIGHT"], ExpectedDue = 18m })).OrThrow();
    });

    [Fact]
    public Task Only_what_is_wrong_counts_once_and_not_what_is_only_tried_out() => PlayAsync(new() { PerCustomer = 2 }, async shop =>
    {
        var anna = await shop.MemberAsync();
        (await shop.Desk.CartPromotions.SetCodeAsync(new("OFF") { IsActive = false })).OrThrow();
        (await shop.Desk.Sales.CheckoutAsync(new("N-1", Basket()) { Customer = anna, PromoCodes = ["USED"] })).OrThrow();
        var before = StoreImage.Of(shop.Store);
        Assert.Equal(("code.inactive", "code.exhausted"), ((await shop.OfferAsync(anna, Basket(), "OFF")).PromoCodes.Single().Problem, (await shop.OfferAsync(anna, Basket(), "USED")).PromoCodes.Single().Problem));
        (await shop.Desk.Carts.PreviewAsync(new(Basket()) { Customer = anna, PromoCodes = ["NO-1"] }, new() { Simulate = true })).OrThrow();
        (await shop.Desk.Sales.CheckoutAsync(new("N-2", Basket()) { Customer = anna, PromoCodes = ["NO-1"] }, new() { Simulate = true })).OrThrow();
        StoreImage.AssertUnchanged(before, shop.Store);
        // A sale stands although one of its codes is wrong; its repeat is no second guess.
        var sale = new Checkout("N-2", Basket()) { Customer = anna, PromoCodes = ["NO-1"] };
        (await shop.Desk.Sales.CheckoutAsync(sale)).OrThrow();
        Assert.True((await shop.Desk.Sales.CheckoutAsync(sale)).Replayed);
        Assert.Null((await shop.OfferAsync(anna, Basket(), "RIGHT")).PromoCodes.Single().Problem);
        // One that is refused for something else counts its code all the same, and that alone.
        var entries = (await shop.Engine.VerifyAsync()).Entries;
        Assert.Equal("sale.total_changed", (await shop.Desk.Sales.CheckoutAsync(new("N-3", Basket()) { Customer = anna, PromoCodes = ["NO-2"], ExpectedDue = 1m })).Refusal?.Code);
        Assert.Equal(entries + 1, (await shop.Engine.VerifyAsync()).Entries);
        Assert.IsType<CodesStopped>((await shop.Desk.Carts.PreviewAsync(new(Basket()) { Customer = anna, PromoCodes = ["RIGHT"] })).Refusal);
    });

    [Fact]
    public Task A_preview_counts_wrong_coupons_as_well() => PlayAsync(new() { PerCustomer = 2 }, async shop =>
    {
        var anna = await shop.MemberAsync();
        for (var i = 0; i < 2; i++) Assert.Equal("coupon.unknown", (await shop.Desk.Carts.PreviewAsync(new(Basket()) { Customer = anna, Codes = ["NOSUCH"] })).Refusal?.Code);
        Assert.IsType<CodesStopped>((await shop.Desk.Carts.PreviewAsync(new(Basket()) { Customer = anna, Codes = ["NOSUCH"] })).Refusal);
        Assert.IsType<CodesStopped>((await shop.Desk.Carts.PreviewAsync(new(Basket()) { Customer = anna, PromoCodes = ["RIGHT"] })).Refusal);
    });

    [Fact]
    public Task To_the_public_all_codes_that_cannot_be_used_are_one_answer() => PlayAsync(WrongCodeLimits.None, async shop =>
    {
        var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        foreach (var code in (string[])["HIS", "PAYS-HIM"]) (await shop.Desk.CartPromotions.SetCodeAsync(new(code) { Link = ben })).OrThrow();
        (await shop.Desk.CartPromotions.SetCodeAsync(new("OFF") { IsActive = false })).OrThrow();
        (await shop.Desk.Sales.CheckoutAsync(new("N-1", Basket()) { Customer = ben, PromoCodes = ["USED"] })).OrThrow();
        var number = 0;
        foreach (var code in (string[])["NO-1", "HIS", "PAYS-HIM", "OFF", "USED"])
        {
            CartCodeVerdict[] verdict = [new(code, null, "code.not_usable")];
            var preview = await shop.Desk.Carts.PreviewAsync(new(Basket()) { Customer = anna, PromoCodes = [code] }, ForPublic);
            Assert.Equal(verdict, preview.OrThrow().PromoCodes);
            Assert.DoesNotContain(preview.Trace, step => step.Rule == "cart.promotion");
            Assert.Equal(verdict, (await shop.Desk.Carts.EvaluateAsync(new(Basket()) { Customer = anna, PromoCodes = [code] }, ForPublic)).OrThrow().Codes);
            Assert.Equal(verdict, (await shop.Desk.Sales.ReserveAsync(new(new Checkout($"R-{++number}", Basket()) { Customer = anna, PromoCodes = [code] }), ForPublic)).OrThrow().PromoCodes);
        }
    });
}
