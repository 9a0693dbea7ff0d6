namespace Loyalty;

/// <summary>A promotion that has passed the gates which do not look at the cart, with what its limits leave.</summary>
internal sealed class CartCandidate(CompiledCartPromotion promotion, CartEntitlement? held, CartAllowance allowance)
{
    public CompiledCartPromotion Promotion { get; } = promotion;

    public CartPromotionDefinition Definition => Promotion.Definition;

    public CartEntitlement? Held { get; } = held;

    public CartAllowance Allowance { get; } = allowance;

    /// <summary>The last instant at which the customer can use it.</summary>
    public NodaTime.Instant End { get; } = held?.ValidTill is { } till && till < promotion.Definition.Until ? till : promotion.Definition.Until;

    /// <summary>Why it is not looked at further: the first gate that failed, or null.</summary>
    public CartFault? Fault { get; set; }

    /// <summary>Its place among the candidates: priority, end, id.</summary>
    public int Rank { get; set; }
}
