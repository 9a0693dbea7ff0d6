using NodaTime;
using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests.CartPromotions;

/// <summary>A kept evaluation decided again: the answer of then, whatever has happened since.</summary>
public sealed class CartReplayTests
{
    [Fact]
    [Trait("rule", "cart-promotions R18")]
    public Task What_was_evaluated_is_decided_again_to_the_same_and_says_why() => Shop.PlayAsync(
        Program(
            Promotion("once", Of(Part("A")), Percent(10)) with { MembersOnly = true, Limits = [Limit(CartLimitScope.Customer, CartLimitKpi.Redemption, 1)], Until = Until("2026-01-02 00:00") },
            Promotion("spring", Of(Part("B")), Percent(50)) with { Type = CartPromotionType.Code, Limits = [Limit(CartLimitScope.Code, CartLimitKpi.Redemption, 1)] },
            Promotion("many", Of(Part("A", 5)), Percent(50)) with { Priority = 1 }), async shop =>
        {
            var anna = await shop.MemberAsync();
            (await shop.Desk.CartPromotions.MakeCodesAsync(new("spring") { Codes = ["SUN"] })).OrThrow();
            var cart = Basket().Add("B", 1, 10m);
            var kept = (await shop.Desk.Carts.EvaluateAsync(new(cart) { Customer = anna, PromoCodes = ["SUN"], Tenders = [new(TenderKind.Cash, "CASH", 5m)] })).OrThrow();
            Assert.Equal(23m, kept.Total);
            // The code and the limit are used up, the program is another, and a promotion is over.
            (await shop.Desk.Sales.CheckoutAsync(new("B-1", cart) { Customer = anna, Evaluation = kept.Id })).OrThrow();
            shop.At("2026-01-05 10:00");
            (await shop.Desk.CartPromotions.UpdateAsync(new((await shop.Desk.CartPromotions.GetAsync("many")).OrThrow() with { Condition = Of(Part("A")) }))).OrThrow();
            var again = (await shop.Desk.Carts.ReplayAsync(kept.Id)).OrThrow();
            Assert.Equal((true, 23m, kept.Id, CartEvaluationState.Redeemed), (again.IsSame, again.Total, again.Evaluation.Id, again.Evaluation.State));
            Assert.Equal([("many", "condition.products.quantity"), ("once", null), ("spring", null)], again.Promotions.Select(each => (each.Promotion, each.Code)).OrderBy(each => each.Promotion, StringComparer.Ordinal));
            Assert.Equal(20m, (await shop.OfferAsync(anna, cart)).Total);
            Assert.IsType<CartEvaluationUnknown>((await shop.Desk.Carts.ReplayAsync("none")).Refusal);
        });

    [Fact]
    [Trait("rule", "cart-promotions R18")]
    public async Task Whatever_was_evaluated_is_decided_again_to_the_same()
    {
        for (var seed = 1UL; seed <= 60; seed++)
        {
            var dice = new CartDice(seed);
            var rules = dice.Rules() with { Promotions = dice.Promotions(5, exclusive: true) };
            var program = Program(rules, dice.Currency);
            if (DefinitionCheck.Faults(program).Count > 0) continue;
            await Shop.PlayOneAsync((long)seed, program, async shop =>
            {
                var anna = await shop.MemberAsync();
                var carts = Enumerable.Range(0, 3).Select(_ => dice.Facts(5).Lines.Aggregate(Cart.In(dice.Currency), (all, line) => all.Add(line.Sku, line.Quantity, line.Price))).ToArray();
                var kept = new List<CartEvaluationDetails>();
                foreach (var cart in carts) kept.Add((await shop.Desk.Carts.EvaluateAsync(new(cart) { Customer = anna })).OrThrow());
                (await shop.Desk.Sales.CheckoutAsync(new("B-1", carts[0]) { Customer = anna, Evaluation = kept[0].Id })).OrThrow();
                (await shop.Desk.CartPromotions.SetStrategyAsync(new() { Active = false })).OrThrow();
                foreach (var evaluation in kept)
                {
                    var again = (await shop.Desk.Carts.ReplayAsync(evaluation.Id)).OrThrow();
                    Assert.Equal((true, evaluation.Total), (again.IsSame, again.Total));
                }
            });
        }
    }
}
