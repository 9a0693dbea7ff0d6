using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Every call that changes something about cart promotions and remembers its key, once as it is and once with other content.</summary>
internal static class CartChanging
{
    public delegate Task<Changing.Answer> Call(Workplace desk, CustomerId member, CallOptions options);

    private static Cart Basket => Cart.In("INR").Add("CART-A", 2, 50m);

    /// <summary>Promotions of each kind, on an item that nothing else sells.</summary>
    public static CartPromotionRules Rules => new()
    {
        Promotions =
        [
            Promotion("issued", Of(Part("CART-A")), Percent(10)) with { Type = CartPromotionType.Customer, MaximumIssues = 9 },
            Promotion("earned", Of(Part("CART-A")), Percent(11)) with { Type = CartPromotionType.Earning, Limits = [Limit(CartLimitScope.Earn, CartLimitKpi.Redemption, 3)] },
            Promotion("coded", Of(Part("CART-A")), Percent(12)) with { Type = CartPromotionType.Code, Limits = [Limit(CartLimitScope.Code, CartLimitKpi.Redemption, 3)] },
            Promotion("shared", Of(Part("CART-B")), Percent(13)) with { Limits = [Limit(CartLimitScope.Promotion, CartLimitKpi.Redemption, 1000, CartLimitWindow.CalendarMonth)] },
        ],
    };

    public static IReadOnlyDictionary<string, (Call Same, Call Other)> All { get; } = new Dictionary<string, (Call, Call)>
    {
        ["issue"] = (
            (desk, member, o) => Changing.Of(desk.CartPromotions.IssueAsync(new IssueCartPromotion(member, "issued"), o)),
            (desk, member, o) => Changing.Of(desk.CartPromotions.IssueAsync(new IssueCartPromotion(member, "issued") { Context = "c" }, o))),
        ["earn"] = (
            (desk, member, o) => Changing.Of(desk.CartPromotions.EarnAsync(new EarnCartPromotion(member, "earned") { Count = 2 }, o)),
            (desk, member, o) => Changing.Of(desk.CartPromotions.EarnAsync(new EarnCartPromotion(member, "earned") { Count = 3 }, o))),
        ["codes"] = (
            (desk, _, o) => Changing.Of(desk.CartPromotions.MakeCodesAsync(new("coded") { Count = 5 }, o)),
            (desk, _, o) => Changing.Of(desk.CartPromotions.MakeCodesAsync(new("coded") { Count = 6 }, o))),
        ["evaluate"] = (
            (desk, member, o) => Changing.Of(desk.Carts.EvaluateAsync(new(Basket) { Customer = member, CartId = "till-1" }, o)),
            (desk, member, o) => Changing.Of(desk.Carts.EvaluateAsync(new(Basket) { Customer = member, CartId = "till-2" }, o))),
    };

    /// <summary>Something in every collection.</summary>
    public static async Task LiveAsync(Workplace desk)
    {
        var member = (await desk.Customers.EnrolAsync(new() { ExternalId = "cart-member" })).OrThrow().Id;
        foreach (var (name, (same, _)) in All) Assert.Null((await same(desk, member, new() { Key = $"cart-{name}" })).Refusal);
        (await desk.CartPromotions.MakeCodesAsync(new("coded") { Codes = ["CART-CODE"] })).OrThrow();
        var evaluation = (await desk.Carts.EvaluateAsync(new(Basket.Add("CART-B", 1, 10m)) { Customer = member, PromoCodes = ["cart-code"] })).OrThrow();
        (await desk.Sales.CheckoutAsync(new("CART-1", Basket.Add("CART-B", 1, 10m)) { Customer = member, Evaluation = evaluation.Id })).OrThrow();
        (await desk.Sales.ReturnAsync(new("CART-R", "CART-1") { Lines = [new(1, 1)] })).OrThrow();
    }
}

/// <summary>The same call twice, with other content, simulated.</summary>
public sealed class CartIdempotencyTests
{
    public static TheoryData<string> Calls => [.. CartChanging.All.Keys];

    [Theory]
    [MemberData(nameof(Calls))]
    public Task A_repeat_gives_the_first_answer_and_another_content_is_a_conflict(string name) => Shop.PlayAsync(Program(CartChanging.Rules), async shop =>
    {
        var anna = await shop.MemberAsync();
        var (same, other) = CartChanging.All[name];
        var simulated = await same(shop.Desk, anna, new() { Simulate = true, Trace = true });
        Assert.True(simulated.Simulated);
        var first = await same(shop.Desk, anna, new() { Key = "K-1" });
        Assert.Null(first.Refusal);
        Assert.Equivalent(first.Value, simulated.Value, strict: true);
        var before = StoreImage.Of(shop.Store);
        shop.Clock.Advance(NodaTime.Duration.FromHours(5));
        var again = await same(shop.Desk, anna, new() { Key = "K-1" });
        Assert.True(again.Replayed);
        Assert.Equivalent(first.Value, again.Value, strict: true);
        Assert.Equal(new KeyReused("K-1"), (await other(shop.Desk, anna, new() { Key = "K-1" })).Refusal);
        StoreImage.AssertUnchanged(before, shop.Store);
    });
}
