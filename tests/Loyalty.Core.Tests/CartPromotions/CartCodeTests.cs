using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Codes of promotions: made, linked, presented, and what is told of them to whom.</summary>
public sealed class CartCodeTests
{
    private static readonly CartPromotionDefinition Coded = Promotion("coded", Of(Part("A")), Percent(10)) with
    {
        Type = CartPromotionType.Code,
        Limits = [Limit(CartLimitScope.Code, CartLimitKpi.Redemption, 1)],
    };

    private static async Task<IReadOnlyList<string>> MakeAsync(Shop shop, params string[] codes) => (await shop.Desk.CartPromotions.MakeCodesAsync(new("coded") { Codes = codes })).OrThrow().Codes;

    [Fact]
    [Trait("rule", "cart-promotions R27")]
    public Task A_code_is_spent_as_often_as_its_limit_says_and_comes_back_with_the_return() => Shop.PlayAsync(Program(Coded), async shop =>
    {
        var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        await MakeAsync(shop, "Spring-1", "SPRING-2");
        Assert.Equal("code.absent", await shop.ProblemAsync(anna, Basket(), "coded"));
        // A guest may show one.
        Assert.Equal(18m, (await shop.OfferAsync(null, Basket(), " spring-1 ")).Due);
        Assert.Equal(2m, await shop.SellAsync(anna, "B-1", Basket(), "spring-1", "SPRING-1"));
        var offer = await shop.OfferAsync(ben, Basket(), "spring-1");
        Assert.Equal((20m, "restriction.code.redemption"), (offer.Due, offer.Promotions.Single().Code));
        Assert.Equal([new CartCodeVerdict("spring-1", "coded", "code.exhausted")], offer.PromoCodes);
        // The one that can be spent is, whatever is shown beside it.
        Assert.Equal(2m, await shop.SellAsync(ben, "B-2", Basket(), "spring-1", "spring-2"));
        await shop.ReturnAllAsync("B-1");
        Assert.Equal(0, (await shop.Desk.CartPromotions.GetCodeAsync("spring-1")).OrThrow().Redemptions);
        Assert.Equal(2m, await shop.SellAsync(ben, "B-3", Basket(), "spring-1"));
        Assert.Equal(["spring-1".ToUpperInvariant(), "SPRING-2"], (await shop.Desk.CartPromotions.UsesAsync(ben)).OrThrow().Items.Select(each => each.Code!.ToUpperInvariant()));
    });

    [Fact]
    [Trait("rule", "cart-promotions R17")]
    [Trait("rule", "cart-promotions scenario W1")]
    public Task Unknown_codes_are_told_and_hinder_nothing() => Shop.PlayAsync(Program(Coded), async shop =>
    {
        var cart = Cart.In("INR").Add("A", 2, 200m).Add("B", 2, 800m);
        var offer = (await shop.Desk.Carts.PreviewAsync(new(cart) { PromoCodes = ["X1", new string('Z', 10_000)], Tenders = [] })).OrThrow();
        Assert.Equal((2000m, 2000m), (offer.Total, offer.Due));
        Assert.Equal(["code.unknown", "code.unknown"], offer.PromoCodes.Select(each => each.Problem));
        Assert.True(offer.PromoCodes[1].Code.Length < 100);
        Assert.Equal([("CASH", 2000m)], offer.Tenders.Select(each => (each.Mode, each.Paid)));
    });

    [Fact]
    [Trait("rule", "cart-promotions R27")]
    public Task A_linked_code_serves_its_member_alone() => Shop.PlayAsync(Program(Coded), async shop =>
    {
        var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        await MakeAsync(shop, "LINK-1");
        var operations = shop.Desk.CartPromotions;
        Assert.Equal(anna, (await operations.SetCodeAsync(new("link-1") { Link = anna })).OrThrow().Customer);
        Assert.True((await operations.SetCodeAsync(new("LINK-1") { Link = anna })).Replayed);
        Assert.Equal(new CartCodeLinked("LINK-1"), (await operations.SetCodeAsync(new("LINK-1") { Link = ben })).Refusal);
        Assert.Equal("code.linked_to_other", (await shop.OfferAsync(ben, Basket(), "LINK-1")).PromoCodes.Single().Problem);
        Assert.Equal("code.linked_to_other", (await shop.OfferAsync(null, Basket(), "LINK-1")).PromoCodes.Single().Problem);
        (await operations.SetCodeAsync(new("LINK-1") { IsActive = false })).OrThrow();
        Assert.Equal("code.inactive", (await shop.OfferAsync(anna, Basket(), "LINK-1")).PromoCodes.Single().Problem);
        (await operations.SetCodeAsync(new("LINK-1") { IsActive = true })).OrThrow();
        await shop.SellAsync(anna, "B-1", Basket(), "LINK-1");
        Assert.Equal(new CartCodeInUse("LINK-1"), (await operations.SetCodeAsync(new("LINK-1") { Unlink = true })).Refusal);
        await shop.ReturnAllAsync("B-1");
        Assert.Null((await operations.SetCodeAsync(new("LINK-1") { Unlink = true })).OrThrow().Customer);
        Assert.Equal(18m, (await shop.OfferAsync(ben, Basket(), "LINK-1")).Due);
    });

    [Fact]
    [Trait("rule", "cart-promotions R27")]
    public Task Codes_are_unique_in_the_organisation_ignoring_case_and_generated_ones_follow_no_order() => Shop.PlayAsync(Program(Coded, Coded with { Id = "other" }), async shop =>
    {
        await MakeAsync(shop, "ONCE-1");
        Assert.Equal(new CartCodeTaken("once-1"), (await shop.Desk.CartPromotions.MakeCodesAsync(new("other") { Codes = ["once-1"] })).Refusal);
        var options = new CallOptions { Key = "make" };
        var made = (await shop.Desk.CartPromotions.MakeCodesAsync(new("coded") { Count = 500 }, options)).OrThrow().Codes;
        Assert.Equal(500, made.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.NotEqual(made.Order(StringComparer.Ordinal), made);
        Assert.Equal(made, (await shop.Desk.CartPromotions.MakeCodesAsync(new("coded") { Count = 500 }, options)).OrThrow().Codes);
        Assert.Equal(18m, (await shop.OfferAsync(null, Basket(), made[17].ToLowerInvariant())).Due);
        foreach (var bad in (MakeCartCodes[])[new("coded"), new("coded") { Count = 10_001 }, new("coded") { Count = 1, Codes = ["ABC"] }, new("coded") { Codes = ["A B C"] }, new("coded") { Codes = ["abc", "ABC"] }, new("coded") { Codes = [null!] }, new("coded") { Codes = null! }])
            Assert.IsType<InvalidValue>((await shop.Desk.CartPromotions.MakeCodesAsync(bad)).Refusal);
    });

    [Fact]
    [Trait("rule", "cart-promotions R30")]
    public Task To_the_public_an_unknown_code_another_customers_and_an_expired_one_are_the_same() => Shop.PlayAsync(Program(Coded with { UnusableLastHours = 1 }), async shop =>
    {
        var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        await MakeAsync(shop, "LINKED", "OFFLINE");
        (await shop.Desk.CartPromotions.MakeCodesAsync(new("coded") { Codes = ["EXPIRED"], ValidTill = Until("2026-01-01 10:30") })).OrThrow();
        (await shop.Desk.CartPromotions.SetCodeAsync(new("LINKED") { Link = anna })).OrThrow();
        (await shop.Desk.CartPromotions.SetCodeAsync(new("OFFLINE") { IsActive = false })).OrThrow();
        string[] codes = ["LINKED", "EXPIRED", "UNKNOWN", "OFFLINE"];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var staff = new List<string?>();
        foreach (var code in codes)
        {
            var shown = (await shop.Desk.Carts.PreviewAsync(new(Basket()) { Customer = ben, PromoCodes = [code], Explain = true, Audience = CartAudience.Public })).OrThrow();
            seen.Add(string.Join('|', shown.PromoCodes.Select(each => each with { Code = "" })) + string.Join('|', shown.Promotions));
            staff.Add((await shop.OfferAsync(ben, Basket(), code)).PromoCodes.Single().Problem);
        }
        Assert.Single(seen);
        Assert.Equal(["code.linked_to_other", "code.expired", "code.unknown", "code.inactive"], staff);
    });
}
