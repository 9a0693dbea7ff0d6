using Loyalty.Tests.CartPromotions;
using static Loyalty.Tests.Changing;

namespace Loyalty.Tests.Faults;

/// <summary>Every call about cart promotions, then sales of kept evaluations, what tills report of them, and the rules themselves changed.</summary>
internal static class CartPlan
{
    public static FaultPlan Plan { get; } = new(Definitions.Points(Definitions.TenPercent).With(program => program with { CartPromotions = CartChanging.Rules with { Promotions = [.. CartChanging.Rules.Promotions, Woken] } }), PrepareAsync);

    private static CartPromotionDefinition Woken => CartKit.Promotion("woken", CartKit.Of(CartKit.Part("WOKEN")), CartKit.Percent(10)) with { Type = CartPromotionType.Customer, MaximumIssues = 9, NeedsActivation = true };

    private static Cart Basket => Cart.In("INR").Add("CART-A", 2, 50m).Add("CART-B", 1, 10m);

    private static async Task<(IReadOnlyList<Call>, IReadOnlyList<Call>)> PrepareAsync(Run run)
    {
        var anna = (await run.Desk.Customers.EnrolAsync(new() { ExternalId = "cart-member" })).OrThrow().Id;
        var promotions = run.Desk.CartPromotions;
        (await promotions.IssueAsync(new IssueCartPromotion(anna, "issued"))).OrThrow();
        (await promotions.IssueAsync(new IssueCartPromotion(anna, "woken"))).OrThrow();
        var other = (await run.Desk.Customers.EnrolAsync(new() { ExternalId = "cart-other" })).OrThrow().Id;
        // One that no sale uses.
        var held = (await promotions.IssueAsync(new IssueCartPromotion(other, "issued"))).OrThrow().Id;
        (await promotions.MakeCodesAsync(new("coded") { Codes = ["FREE"] })).OrThrow();
        var sold = (await run.Desk.Carts.EvaluateAsync(new(Basket) { Customer = anna, CartId = "sold" })).OrThrow().Id;
        var left = (await run.Desk.Carts.EvaluateAsync(new(Basket) { Customer = anna, CartId = "left" })).OrThrow().Id;
        List<Call> sequence = [.. CartChanging.All.Select(each => new Call($"cart {each.Key}", (at, o) => each.Value.Same(at.Desk, anna, o)))];
        sequence.AddRange(
        [
            new("cart code", (at, o) => Of(at.Desk.CartPromotions.SetCodeAsync(new("FREE") { Link = anna }, o))),
            new("cart cancel", (at, o) => Of(at.Desk.Carts.CancelAsync(left, o))),
            new("cart sale", (at, o) => Of(at.Desk.Sales.CheckoutAsync(new("CART-1", Basket) { Customer = anna, Evaluation = sold }, o))),
            new("cart return", (at, o) => Of(at.Desk.Sales.ReturnAsync(new("CART-R", "CART-1") { Lines = [new(1, 1)] }, o))),
            new("cart report", (at, o) => Of(at.Desk.CartPromotions.RecordAsync(new("T-1", [new("shared", 1m) { Sku = "CART-B", Used = 1, Discounted = 1 }]) { Customer = anna, Number = "N-1", Amount = 9m, Lines = [new("CART-B", 1, 9m)] }, o))),
            new("cart revoke", (at, o) => Of(at.Desk.CartPromotions.RevokeAsync(new([held]), o))),
            new("cart promotion", (at, o) => Of(at.Desk.CartPromotions.CreateAsync(new(CartKit.Promotion("new", CartKit.Of(CartKit.Part("NEW")), CartKit.Percent(50))), o))),
            new("cart promotion changed", (at, o) => Of(at.Desk.CartPromotions.UpdateAsync(new(CartKit.Promotion("new", CartKit.Of(CartKit.Part("NEW")), CartKit.Percent(60))), o))),
            new("cart activation", (at, o) => Of(at.Desk.CartPromotions.ActivateAsync(new(anna, "woken"), o))),
            new("cart issue many", (at, o) => Plans.EachAsync(at.Desk.CartPromotions.IssueAsync([new(anna, "issued"), new(other, "issued")], o))),
            new("cart earn many", (at, o) => Plans.EachAsync(at.Desk.CartPromotions.EarnAsync([new EarnCartPromotion(other, "earned")], o))),
            new("cart strategy", (at, o) => Of(at.Desk.CartPromotions.SetStrategyAsync(new() { Ranking = CartRanking.MaxDiscount, First = CartPhase.Cart }, o))),
        ]);
        return (sequence,
        [
            new("cart rules", (at, _) => Of(at.Desk.CartPromotions.RulesAsync())),
            new("cart held", (at, _) => Of(at.Desk.CartPromotions.HeldAsync(new(anna)))),
            new("cart code details", (at, _) => Of(at.Desk.CartPromotions.GetCodeAsync("FREE"))),
            new("cart uses", (at, _) => Of(at.Desk.CartPromotions.UsesAsync(anna))),
            new("cart evaluation", (at, _) => Of(at.Desk.Carts.GetAsync(sold))),
            new("cart pending", (at, _) => Of(at.Desk.Carts.PendingAsync(anna))),
            new("cart preview", (at, _) => Of(at.Desk.Carts.PreviewAsync(new(Basket) { Customer = anna, PromoCodes = ["FREE"], Explain = true }))),
        ]);
    }
}
