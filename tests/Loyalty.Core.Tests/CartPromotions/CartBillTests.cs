using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Bills that a till has priced from a kept evaluation, and what an evaluation keeps of its answer.</summary>
public sealed class CartBillTests
{
    private static readonly CartPromotionDefinition Line = Promotion("line", Of(Part("A")), Percent(10)) with { Name = "Line", Label = "10 % off", Limits = [Limit(CartLimitScope.Customer, CartLimitKpi.Redemption, 1)] };

    private static readonly CartPromotionDefinition OnCart = Promotion("cart", From(1), CartOff(3));

    private static readonly Cart Both = Cart.In("INR").Add("A", 2, 50m).Add("B", 1, 10m);

    [Fact]
    [Trait("rule", "cart-promotions R20")]
    [Trait("rule", "cart-promotions scenario W23")]
    public Task A_bill_redeems_an_evaluation_however_the_till_shows_its_lines() => Shop.PlayAsync(Program(Line with { MembersOnly = true }, OnCart), async shop =>
    {
        // 100.00 and 10.00: 10.00 off A, then 3.00 off the cart, 2.70 of it on A and 0.30 on B.
        foreach (var (number, a, b) in ((string, decimal, decimal)[])[("before", 100m, 10m), ("lines", 90m, 10m), ("all", 87.3m, 9.7m)])
        {
            var member = await shop.MemberAsync(number);
            var kept = (await shop.Desk.Carts.EvaluateAsync(new(Both) { Customer = member })).OrThrow();
            Assert.Equal(97m, kept.Total);
            async Task<Outcome<BillAdded>> AddAsync(decimal first, decimal second, decimal amount, CustomerId? customer = null, string[]? applied = null) => await shop.Desk.Sales.AddBillAsync(new(number, customer ?? member, amount)
            {
                Lines = [new("A", 2, first) { Discount = 100m - first }, new("B", 1, second)], Evaluation = kept.Id, AppliedPromotions = applied,
            });
            Assert.Equal("cart_evaluation.mismatch", (await AddAsync(a, b, 110m)).Refusal?.Code);
            Assert.Equal("cart_evaluation.mismatch", (await AddAsync(a - 1, b, 97m)).Refusal?.Code);
            Assert.Equal("cart_evaluation.mismatch", (await AddAsync(a, b, 97m, applied: ["other"])).Refusal?.Code);
            var added = await AddAsync(a, b, 97m);
            var bill = (await shop.Desk.Sales.GetBillAsync(added.OrThrow().Bill)).OrThrow();
            Assert.Equal([97m, 87.3m, 9.7m, 12.7m, 0.3m], [bill.Amount, .. bill.Lines.Select(line => line.Amount), .. bill.Lines.Select(line => line.Discount)]);
            Assert.True((await AddAsync(a, b, 97m)).Replayed);
            Assert.Equal(CartEvaluationState.Redeemed, (await shop.Desk.Carts.GetAsync(kept.Id)).OrThrow().State);
            Assert.Equal([10m, 3m], (await shop.Desk.CartPromotions.UsesAsync(member)).OrThrow().Items.Select(use => use.Discount));
            var second = await shop.Desk.Sales.AddBillAsync(new(number + "-2", member, 97m) { Lines = [new("A", 2, a), new("B", 1, b)], Evaluation = kept.Id });
            Assert.Equal("cart_evaluation.redeemed", second.Refusal?.Code);
            await shop.ReturnAllAsync(number);
        }
    });

    [Fact]
    [Trait("rule", "cart-promotions R20")]
    public Task A_bill_may_redeem_a_part_and_needs_a_member() => Shop.PlayAsync(Program(Line with { MembersOnly = true }, OnCart), async shop =>
    {
        var anna = await shop.MemberAsync();
        var kept = (await shop.Desk.Carts.EvaluateAsync(new(Both) { Customer = anna })).OrThrow();
        var bill = new AddBill("B-1", anna, 107m) { Lines = [new("A", 2, 100m), new("B", 1, 10m)], Evaluation = kept.Id, AppliedPromotions = ["cart"] };
        Assert.Equal("value.invalid", (await shop.Desk.Sales.AddBillAsync(bill with { Evaluation = null })).Refusal?.Code);
        Assert.Equal("value.invalid", (await shop.Desk.Sales.AddBillAsync(bill with { Customer = default, Type = BillType.NotInterested })).Refusal?.Code);
        Assert.Equal("cart_evaluation.unknown", (await shop.Desk.Sales.AddBillAsync(bill with { Customer = await shop.MemberAsync("M-2") })).Refusal?.Code);
        (await shop.Desk.Sales.AddBillAsync(bill)).OrThrow();
        Assert.Equal([3m], (await shop.Desk.CartPromotions.UsesAsync(anna)).OrThrow().Items.Select(use => use.Discount));
        Assert.Null(await shop.ProblemAsync(anna, Both, "line"));
    });

    [Fact]
    [Trait("rule", "cart-promotions R18")]
    [Trait("rule", "cart-promotions R17")]
    [Trait("rule", "cart-promotions scenario W12")]
    public Task An_evaluation_keeps_what_it_answered() => Shop.PlayAsync(
        Program(
            new CartPromotionRules
            {
                MaximumPerCart = 2,
                Promotions =
                [
                    Promotion("cart", From(1), CartOff(100)) with { Name = "Hundred", Label = "100 off" },
                    Promotion("card", new() { Tenders = [new() { Kind = TenderKind.Card }], Cart = new() { Value = 1 } }, new() { Kind = CartActionKind.Tender, Value = 10 }),
                    Promotion("code", From(1), CartOff(1)) with { Type = CartPromotionType.Code, Limits = [Limit(CartLimitScope.Code, CartLimitKpi.Redemption, 1)] },
                ],
            }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var ask = new EvaluateCart(Cart.In("INR").Add("A", 1, 2000m)) { Customer = anna, Tenders = [new(TenderKind.Card, "CARD", 500m) { Identifier = "CreditCard" }], PromoCodes = ["NONE"] };
            var kept = await shop.Desk.Carts.EvaluateAsync(ask, new() { Key = "k-1" });
            var value = kept.OrThrow();
            Assert.Equal(1850m, value.Total);
            Assert.Equal([new CartTenderPaid("CARD", "CreditCard", 450m), new("CASH", "", 1400m)], value.Tenders);
            Assert.Equal([new CartCodeVerdict("NONE", null, "code.unknown")], value.Codes);
            Assert.Equal([("cart", "Hundred", "100 off", true, 100m), ("card", "card", null, true, 50m)], value.Benefits.Select(each => (each.Promotion, each.Name, each.Label, each.IsOnCart, each.Discount)));
            Assert.Equivalent(value, (await shop.Desk.Carts.GetAsync(value.Id)).OrThrow(), strict: true);
            Assert.Equivalent(value, (await shop.Desk.Carts.EvaluateAsync(ask, new() { Key = "k-1" })).OrThrow(), strict: true);
            Assert.Equal([new CartTenderPaid("CASH", "", 1900m)], (await shop.Desk.Carts.EvaluateAsync(ask with { Tenders = null })).OrThrow().Tenders);
        });

    [Fact]
    [Trait("rule", "cart-promotions R19")]
    [Trait("rule", "cart-promotions R26")]
    public Task By_anothers_name_nothing_is_cancelled_revoked_or_activated() => Shop.PlayAsync(
        Program(Line with { Type = CartPromotionType.Customer, NeedsActivation = true }, Promotion("other", Of(Part("A")), Percent(1)) with { Type = CartPromotionType.Customer }), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            var kept = (await shop.Desk.Carts.EvaluateAsync(new(Both) { Customer = anna })).OrThrow();
            Assert.Equal("cart_evaluation.unknown", (await shop.Desk.Carts.CancelAsync(new CancelCartEvaluation(kept.Id) { Customer = ben })).Refusal?.Code);
            Assert.Equal("customer.unknown", (await shop.Desk.Carts.CancelAsync(new CancelCartEvaluation(kept.Id) { Customer = new(999) })).Refusal?.Code);
            Assert.Equal(CartEvaluationState.Cancelled, (await shop.Desk.Carts.CancelAsync(new CancelCartEvaluation(kept.Id) { Customer = anna })).OrThrow().State);

            var held = await shop.IssueAsync(anna, "line");
            var desk = shop.Desk.CartPromotions;
            async Task<string?> RevokeAsync(CustomerId customer, string promotion) => (await desk.RevokeAsync(new([held.Id]) { Customer = customer, Promotion = promotion })).OrThrow() is var done && done.Revoked.Count == 1 ? null : done.Failed[0].Reason.Code;
            Assert.Equal("cart_promotion.record_unknown", await RevokeAsync(ben, "line"));
            Assert.Equal("cart_promotion.record_unknown", await RevokeAsync(anna, "other"));
            Assert.Equal("cart_promotion.record_unknown", (await desk.ActivateAsync(new(ben, "line") { Holding = held.Id })).Refusal?.Code);
            Assert.Equal("value.invalid", (await desk.ActivateAsync(new(null, "line"))).Refusal?.Code);
            Assert.Equal("cart_promotion.record_unknown", (await desk.ActivateAsync(new(null, "line") { Holding = new(999) })).Refusal?.Code);
            // A record says whose it is.
            Assert.True((await desk.ActivateAsync(new(null, "line") { Holding = held.Id })).OrThrow().Single().IsActivated);
            Assert.Equal(held.At, (await desk.HeldAsync(new(anna))).OrThrow().Single().UsableFrom);
            Assert.Null(await RevokeAsync(anna, "line"));
        });
}
