using NodaTime;

namespace Loyalty.Tests.CartPromotions;

/// <summary>What scenarios of cart promotions ask of a shop.</summary>
internal static class CartShop
{
    public static LoyaltyDefinition Program(CartPromotionRules rules) => Definitions.Points(new EarningRule { Id = "base", Values = [10m] }).With(program => program with { CartPromotions = rules });

    /// <summary>The same in another currency.</summary>
    public static LoyaltyDefinition Program(CartPromotionRules rules, string currency) => Program(rules).In(organisation => organisation with { Currency = currency });

    public static LoyaltyDefinition Program(params CartPromotionDefinition[] promotions) => Program(new CartPromotionRules { Promotions = promotions });

    public static Cart Basket(decimal price = 20m, decimal quantity = 1) => Cart.In("INR").Add("A", quantity, price);

    public static CartLimit Limit(CartLimitScope scope, CartLimitKpi kpi, decimal limit, CartLimitWindow window = CartLimitWindow.Overall, int? days = null) =>
        new() { Scope = scope, Kpi = kpi, Limit = limit, Window = window, Days = days };

    public static async Task<Offer> OfferAsync(this Shop shop, CustomerId? customer, Cart cart, params string[] codes) =>
        (await shop.Desk.Carts.PreviewAsync(new(cart) { Customer = customer, PromoCodes = codes, Explain = true })).OrThrow();

    /// <summary>Sells, and checks that the till had offered just that; gives what promotions took off.</summary>
    public static async Task<decimal> SellAsync(this Shop shop, CustomerId customer, string number, Cart cart, params string[] codes)
    {
        var offer = await shop.OfferAsync(customer, cart, codes);
        var sale = (await shop.Desk.Sales.CheckoutAsync(new(number, offer))).OrThrow();
        Assert.Equal(offer.Promotions.Where(each => each.Applied).Select(each => (each.Promotion, each.Discount)), sale.Receipt.Promotions.Select(each => (each.Promotion, each.Discount)));
        return sale.Receipt.Promotions.Sum(each => each.Discount);
    }

    /// <summary>Why a promotion does not apply, or null when it does.</summary>
    public static async Task<string?> ProblemAsync(this Shop shop, CustomerId? customer, Cart cart, string promotion, params string[] codes) =>
        (await shop.OfferAsync(customer, cart, codes)).Promotions.Single(each => each.Promotion == promotion).Code;

    public static async Task<CartHoldingDetails> IssueAsync(this Shop shop, CustomerId customer, string promotion, string? context = null) =>
        (await shop.Desk.CartPromotions.IssueAsync(new IssueCartPromotion(customer, promotion) { Context = context })).OrThrow();

    public static async Task<CartPromotionsEarned> EarnAsync(this Shop shop, CustomerId customer, string promotion, int count = 1) =>
        (await shop.Desk.CartPromotions.EarnAsync(new EarnCartPromotion(customer, promotion) { Count = count })).OrThrow();

    public static Instant Until(string local) => new Loyalty.Testing.LocalClock("Asia/Kolkata", local).GetCurrentInstant();
}
