namespace Loyalty;

/// <summary>A payment voucher that a presented code is: what it can pay at most, or why it pays nothing.</summary>
internal sealed record CartVoucher(CartPromotionDefinition Promotion, CartEntitlement Held, decimal Value, CartFault? Fault);

/// <summary>Payment vouchers of a cart (cart-promotions R17): tenders, not discounts. They pay after line and cart discounts and before the other tenders.</summary>
internal static class CartVouchers
{
    /// <summary>Those of the presented codes in the order in which they pay: the one that ends first, then the one worth more.</summary>
    public static IReadOnlyList<CartVoucher> Of(CartCase cart, CartPromotionIndex index)
    {
        List<CartVoucher>? vouchers = null;
        var entitlements = cart.Facts.Entitlements;
        for (var i = 0; i < entitlements.Count; i++)
            if (entitlements[i] is { Code: not 0 } held && index.Find(held.Promotion) is { Definition.Mode: CartPromotionMode.PaymentVoucher } promotion) (vouchers ??= []).Add(Of(cart, promotion, held));
        if (vouchers is null) return [];
        return [.. vouchers.OrderBy(each => each.Held.ValidTill ?? NodaTime.Instant.MaxValue).ThenByDescending(each => each.Value).ThenBy(each => each.Held.Code)];
    }

    private static CartVoucher Of(CartCase cart, CompiledCartPromotion promotion, CartEntitlement held)
    {
        var (definition, facts) = (promotion.Definition, cart.Facts);
        var allowance = CartLimits.Left(definition, held, facts);
        // With a limit of money its code is a balance; without one it is good once for its value.
        var isBalance = definition.Limits.Any(limit => limit is { Scope: CartLimitScope.Code, Kpi: CartLimitKpi.Discount });
        var value = Math.Min(isBalance ? decimal.MaxValue : definition.Action.Value, allowance.Discount);
        var fault = CartGates.Check(definition, held, facts, allowance) ?? CartMeasures.Fault(cart, definition.Condition.Cart, cart.Start, isCartLevel: false);
        for (var i = 0; fault is null && i < promotion.Condition.Length; i++) fault = CartMeasures.Fault(cart, promotion.Condition[i], cart.Free(cart.Start));
        return new(definition, held, value, fault);
    }
}
