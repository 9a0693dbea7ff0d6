namespace Loyalty;

/// <summary>Whether the condition of a promotion still holds for what remains of a cart (cart-promotions R22).</summary>
internal static class CartRemains
{
    /// <summary>
    /// By the products and the cart alone: how it was paid does not change, and what is given for it is no condition. Lines hold what each counts,
    /// so that a promotion on the cart sees them as they were when it was its turn.
    /// </summary>
    public static bool Fulfil(CartPromotionDefinition definition, CartPromotionRules rules, CartFacts remains)
    {
        var condition = definition.Condition with { Tenders = [], PaymentModes = null };
        if (condition is { Cart: null, Products.Count: 0 }) return true;
        var action = definition.Action.Kind == CartActionKind.Tender ? definition.Action with { Kind = CartActionKind.Cart } : definition.Action;
        var bare = definition with { Condition = condition, Action = action, Limits = [] };
        var cart = new CartCase(remains, rules with { Active = true });
        var candidate = new CartCandidate(new CompiledCartPromotion(bare), null, CartLimits.Left(bare, null, remains));
        return CartApplying.Weigh(cart, candidate, cart.Start, out var fault) is not null || !fault!.Code.StartsWith("condition.", StringComparison.Ordinal);
    }
}
