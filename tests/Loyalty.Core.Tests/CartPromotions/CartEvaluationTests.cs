using NodaTime;
using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Kept evaluations: what they reserve, for how long, and what a sale makes of them.</summary>
public sealed class CartEvaluationTests
{
    private static readonly CartPromotionDefinition Once = Promotion("once", Of(Part("A")), Percent(10)) with
    {
        MembersOnly = true,
        Limits = [Limit(CartLimitScope.Customer, CartLimitKpi.Redemption, 1)],
    };

    private static async Task<CartEvaluationDetails> EvaluateAsync(Shop shop, CustomerId? customer, Cart? cart = null, string? name = null, params string[] codes) =>
        (await shop.Desk.Carts.EvaluateAsync(new(cart ?? Basket()) { Customer = customer, CartId = name, PromoCodes = codes })).OrThrow();

    private static async Task<Outcome<SaleCompleted>> RedeemAsync(Shop shop, string number, CustomerId customer, string evaluation, Cart? cart = null, params string[]? applied) =>
        await shop.Desk.Sales.CheckoutAsync(new(number, cart ?? Basket()) { Customer = customer, Evaluation = evaluation, AppliedPromotions = applied is { Length: > 0 } ? applied : null });

    [Fact]
    [Trait("rule", "cart-promotions R18")]
    [Trait("rule", "cart-promotions R20")]
    [Trait("rule", "cart-promotions scenario W20")]
    public Task What_is_reserved_is_nobody_elses_until_the_lock_ends() => Shop.PlayAsync(Program(Once), async shop =>
    {
        var anna = await shop.MemberAsync();
        var start = Instant.FromUnixTimeMilliseconds(1764069313846) + Duration.FromDays(60);
        shop.Clock.Set(start);
        var first = await EvaluateAsync(shop, anna);
        Assert.Equal((18m, start + Duration.FromMilliseconds(300_000), 24), (first.Total, first.LockedUntil, first.Id.Length));
        Assert.Equal([first.Id], (await shop.Desk.Carts.PendingAsync(anna)).OrThrow().Select(each => each.Id));
        shop.Clock.Set(start + Duration.FromMilliseconds(299_999));
        Assert.Equal("restriction.customer.redemption", await shop.ProblemAsync(anna, Basket(), "once"));
        Assert.Equal(20m, (await EvaluateAsync(shop, anna)).Total);
        shop.Clock.Set(start + Duration.FromMilliseconds(300_000));
        var second = await EvaluateAsync(shop, anna);
        Assert.Equal(18m, second.Total);
        // Both customers have seen the benefit: both sales record it, the second beyond the limit.
        var one = await RedeemAsync(shop, "B-1", anna, first.Id);
        Assert.Empty(one.Warnings);
        var two = await RedeemAsync(shop, "B-2", anna, second.Id);
        Assert.Equal([new CartLimitExceeded("once")], two.Warnings);
        Assert.Equal((18m, 18m), (one.OrThrow().Receipt.Due, two.OrThrow().Receipt.Due));
        Assert.Equal([new CartLimitExceeded("once")], (await RedeemAsync(shop, "B-2", anna, second.Id)).Warnings);
        // Only the cart on which nothing applied is still open.
        Assert.Equal([20m], (await shop.Desk.Carts.PendingAsync(anna)).OrThrow().Select(each => each.Total));
    });

    [Fact]
    [Trait("rule", "cart-promotions R15")]
    public Task What_is_reserved_is_told_with_the_limit() => Shop.PlayAsync(
        Program(Once with { Type = CartPromotionType.Customer, MembersOnly = false, Limits = [Limit(CartLimitScope.Customer, CartLimitKpi.Redemption, 3, CartLimitWindow.CalendarMonth)] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.IssueAsync(anna, "once");
            await EvaluateAsync(shop, anna);
            await shop.SellAsync(anna, "B-1", Basket());
            var limit = (await shop.Desk.CartPromotions.HeldAsync(new(anna) { WithLimits = true })).OrThrow().Single().Limits.Single();
            Assert.Equal((3m, 1m, 1m), (limit.Limit, limit.Remaining, limit.Reserved));
            Assert.Equal((Until("2026-01-01"), Until("2026-02-01") - Duration.FromMilliseconds(1)), (limit.PeriodStart, limit.PeriodEnd));
        });

    [Fact]
    [Trait("rule", "cart-promotions R20")]
    [Trait("rule", "cart-promotions R19")]
    [Trait("rule", "cart-promotions scenario W23")]
    public Task An_evaluation_is_redeemed_once_by_its_customer_as_it_was() => Shop.PlayAsync(Program(Once), async shop =>
    {
        var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        var evaluation = await EvaluateAsync(shop, anna);
        async Task<string?> TryAsync(string number, CustomerId customer, string id, Cart? cart = null, params string[] applied) => (await RedeemAsync(shop, number, customer, id, cart, applied)).Refusal?.Code;
        Assert.Equal("bill.number_invalid", await TryAsync(" ", anna, evaluation.Id));
        Assert.Equal("cart_evaluation.unknown", await TryAsync("T-1", anna, new string('0', 24)));
        Assert.Equal("cart_evaluation.unknown", await TryAsync("T-1", anna, "nonsense"));
        Assert.Equal("cart_evaluation.unknown", await TryAsync("T-1", ben, evaluation.Id));
        Assert.Equal("cart_evaluation.mismatch", await TryAsync("T-1", anna, evaluation.Id, Basket(21m)));
        Assert.Equal("cart_evaluation.mismatch", await TryAsync("T-1", anna, evaluation.Id, null, "another"));
        var sold = (await RedeemAsync(shop, "T-1", anna, evaluation.Id)).OrThrow();
        Assert.Equal(2m, sold.Receipt.Promotions.Single().Discount);
        var again = await RedeemAsync(shop, "T-1", anna, evaluation.Id);
        Assert.True(again.Replayed);
        Assert.Equivalent(sold, again.Value, strict: true);
        Assert.Equal(new CartEvaluationRedeemed(evaluation.Id, sold.Bill.Bill), (await RedeemAsync(shop, "T-2", anna, evaluation.Id)).Refusal);
        Assert.Equal("cart_evaluation.redeemed", (await shop.Desk.Carts.CancelAsync(evaluation.Id)).Refusal?.Code);
        Assert.Equal((CartEvaluationState.Redeemed, sold.Bill.Bill), (await shop.Desk.Carts.GetAsync(evaluation.Id)).OrThrow() is var kept ? (kept.State, kept.Bill!.Value) : default);

        var pending = await EvaluateAsync(shop, ben);
        Assert.Equal(CartEvaluationState.Cancelled, (await shop.Desk.Carts.CancelAsync(pending.Id)).OrThrow().State);
        Assert.Equal("cart_evaluation.unknown", (await shop.Desk.Carts.CancelAsync(pending.Id)).Refusal?.Code);
        Assert.Equal("cart_evaluation.unknown", await TryAsync("T-3", ben, pending.Id));
        Assert.Null(await shop.ProblemAsync(ben, Basket(), "once"));
        // A lapsed reservation can be cancelled too, and 30 days after its end it is gone.
        var lapsed = await EvaluateAsync(shop, ben);
        shop.Clock.Advance(Duration.FromDays(31));
        Assert.Equal("cart_evaluation.unknown", await TryAsync("T-4", ben, lapsed.Id));
        Assert.Equal(CartEvaluationState.Cancelled, (await shop.Desk.Carts.CancelAsync(lapsed.Id)).OrThrow().State);
    });

    [Theory]
    [Trait("rule", "cart-promotions R19")]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_cancellation_asked_for_again_with_its_key_has_its_first_answer(bool isMembers) => Shop.PlayAsync(Program(Once), async shop =>
    {
        var anna = await shop.MemberAsync();
        CustomerId? whose = isMembers ? anna : null;
        var (kept, other) = (await EvaluateAsync(shop, whose), await EvaluateAsync(shop, whose));
        var first = (await shop.Desk.Carts.CancelAsync(kept.Id, new() { Key = "K" })).OrThrow();
        var image = StoreImage.Of(shop.Store);
        var again = await shop.Desk.Carts.CancelAsync(kept.Id, new() { Key = "K" });
        Assert.True(again.Replayed);
        Assert.Equivalent(first, again.Value, strict: true);
        Assert.Equal(new KeyReused("K"), (await shop.Desk.Carts.CancelAsync(other.Id, new() { Key = "K" })).Refusal);
        // Who asks anew is told that there is nothing left to cancel.
        Assert.Equal("cart_evaluation.unknown", (await shop.Desk.Carts.CancelAsync(kept.Id, new() { Key = "L" })).Refusal?.Code);
        Assert.Equal("cart_evaluation.unknown", (await shop.Desk.Carts.CancelAsync(kept.Id)).Refusal?.Code);
        Assert.Equal(image, StoreImage.Of(shop.Store));
    });

    [Fact]
    [Trait("rule", "cart-promotions R18")]
    public Task A_cart_evaluated_again_takes_the_place_of_its_own_reservation() => Shop.PlayAsync(Program(Once), async shop =>
    {
        var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        var first = await EvaluateAsync(shop, anna, name: "till-1");
        var second = await EvaluateAsync(shop, anna, Basket(30m), "till-1");
        Assert.Equal(27m, second.Total);
        Assert.Equal(CartEvaluationState.Replaced, (await shop.Desk.Carts.GetAsync(first.Id)).OrThrow().State);
        Assert.Equal([second.Id], (await shop.Desk.Carts.PendingAsync(anna)).OrThrow().Select(each => each.Id));
        // The next customer at that till: what was reserved for the first is free.
        await EvaluateAsync(shop, ben, name: "till-1");
        Assert.Null(await shop.ProblemAsync(anna, Basket(), "once"));
        Assert.Empty((await shop.Desk.Carts.PendingAsync(anna)).OrThrow());
    });

    [Fact]
    [Trait("rule", "cart-promotions R20")]
    public Task A_part_may_be_redeemed_and_the_rest_is_free_again() => Shop.PlayAsync(
        Program(Once, Promotion("cart", From(1), CartOff(3)) with { Limits = [Limit(CartLimitScope.Promotion, CartLimitKpi.Redemption, 1)] }), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            var evaluation = await EvaluateAsync(shop, anna);
            Assert.Equal((15m, 2), (evaluation.Total, evaluation.Promotions.Count));
            Assert.Equal("restriction.promotion.redemption", await shop.ProblemAsync(ben, Basket(), "cart"));
            var sold = (await RedeemAsync(shop, "B-1", anna, evaluation.Id, null, "once")).OrThrow();
            Assert.Equal((18m, "once"), (sold.Receipt.Due, sold.Receipt.Promotions.Single().Promotion));
            Assert.Null(await shop.ProblemAsync(ben, Basket(), "cart"));
            await shop.ReturnAllAsync("B-1");
            Assert.Null(await shop.ProblemAsync(anna, Basket(), "once"));
        });

    [Fact]
    [Trait("rule", "cart-promotions R20")]
    [Trait("rule", "cart-promotions R29")]
    public Task A_guests_evaluation_serves_any_customer_under_the_version_it_was_made_with() => Shop.PlayAsync(
        Program(Promotion("coded", Of(Part("A")), Percent(10)) with { Type = CartPromotionType.Code, Limits = [Limit(CartLimitScope.Code, CartLimitKpi.Redemption, 1)] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            (await shop.Desk.CartPromotions.MakeCodesAsync(new("coded") { Codes = ["CODE"] })).OrThrow();
            var evaluation = await EvaluateAsync(shop, null, null, null, "code");
            Assert.Equal((null, 18m), (evaluation.Customer, evaluation.Total));
            Assert.Equal("code.exhausted", (await shop.OfferAsync(anna, Basket(), "CODE")).PromoCodes.Single().Problem);
            Assert.Equal(new CartCodeInUse("CODE"), (await Linked(anna)).Refusal);
            shop.At("2026-01-01 10:01");
            (await shop.Desk.Programs.SaveAsync(Program(Promotion("new", Of(Part("A")), Percent(50))))).OrThrow();
            Assert.Equal(18m, (await RedeemAsync(shop, "B-1", anna, evaluation.Id)).OrThrow().Receipt.Due);
            Assert.Equal(1, (await shop.Desk.CartPromotions.GetCodeAsync("CODE")).OrThrow().Redemptions);

            async Task<Outcome<CartCodeDetails>> Linked(CustomerId to)
            {
                (await shop.Desk.CartPromotions.SetCodeAsync(new("CODE") { Link = to })).OrThrow();
                return await shop.Desk.CartPromotions.SetCodeAsync(new("CODE") { Unlink = true });
            }
        });

    [Fact]
    [Trait("rule", "cart-promotions R29")]
    public Task The_type_never_changes_and_limits_not_once_it_has_begun() => Shop.PlayAsync(
        Program(Once, Once with { Id = "later", From = Until("2026-02-01") }), async shop =>
        {
            var limits = new[] { Limit(CartLimitScope.Customer, CartLimitKpi.Redemption, 2) };
            async Task<IEnumerable<string>> FaultsAsync(params CartPromotionDefinition[] promotions) =>
                (await shop.Desk.Programs.SaveAsync(Program(promotions))).Refusal is DefinitionRefused refused ? refused.Faults.Select(fault => fault.Pointer["/program/cartPromotions/promotions".Length..]) : [];
            Assert.Equal(
                ["/0/type", "/0/limits", "/1/earning"],
                await FaultsAsync(Once with { Type = CartPromotionType.Customer, MembersOnly = false, Limits = limits }, Once with { Id = "later", Type = CartPromotionType.Earning, MembersOnly = false, Earning = new() { Minimum = 1 } }) is var told ? told.Where(each => each != "/1/type") : []);
            Assert.Empty(await FaultsAsync(Once with { Action = Percent(5), Priority = 3 }, Once with { Id = "later", From = Until("2026-02-01"), Limits = limits }));
            shop.At("2026-02-01 00:00");
            Assert.Equal(["/1/limits"], await FaultsAsync(Once, Once with { Id = "later", From = Until("2026-02-01") }));
        });

    [Fact]
    [Trait("rule", "cart-promotions R20")]
    public Task A_program_may_refuse_what_passes_a_limit_and_may_reserve_nothing() => Shop.PlayAsync(
        Program(new CartPromotionRules { Locking = false, LimitAtRedemption = CartLimitAtRedemption.Refuse, Promotions = [Once] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var (one, two) = (await EvaluateAsync(shop, anna), await EvaluateAsync(shop, anna));
            Assert.Equal((18m, 18m, null), (one.Total, two.Total, one.LockedUntil));
            Assert.Empty((await shop.Desk.Carts.PendingAsync(anna)).OrThrow());
            (await RedeemAsync(shop, "B-1", anna, one.Id)).OrThrow();
            var before = StoreImage.Of(shop.Store);
            Assert.Equal(new CartLimitPassed("once", CartLimitScope.Customer, CartLimitKpi.Redemption, 1), (await RedeemAsync(shop, "B-2", anna, two.Id)).Refusal);
            StoreImage.AssertUnchanged(before, shop.Store);
        });

    [Fact]
    [Trait("rule", "cart-promotions R23")]
    public Task An_earning_under_a_live_reservation_outlives_the_return_of_what_unlocked_it() => Shop.PlayAsync(
        Program(Promotion("earned", Of(Part("A")), Percent(10)) with { Type = CartPromotionType.Earning, Earning = new() { Minimum = 100m } }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 100m);
            var evaluation = await EvaluateAsync(shop, anna);
            Assert.Single((await shop.ReturnAllAsync("B-1")).PromotionsKept);
            Assert.Equal(18m, (await RedeemAsync(shop, "B-2", anna, evaluation.Id)).OrThrow().Receipt.Due);
        });
}
