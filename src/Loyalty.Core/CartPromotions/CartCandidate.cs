using NodaTime;

namespace Loyalty;

/// <summary>A promotion that has passed the gates which do not look at the cart, with what its limits leave.</summary>
internal sealed class CartCandidate
{
    public CartCandidate(CompiledCartPromotion promotion, CartEntitlement? held, in CartAllowance allowance) => Begin(promotion, held, allowance);

    public CompiledCartPromotion Promotion { get; private set; } = null!;

    public CartPromotionDefinition Definition => Promotion.Definition;

    public CartEntitlement? Held { get; private set; }

    public CartAllowance Allowance { get; private set; }

    /// <summary>How many times it may be applied, as far as limits say.</summary>
    public long MostGroups { get; private set; }

    /// <summary>Whether limits say how much it may give.</summary>
    public bool IsCapped { get; private set; }

    /// <summary>The last instant at which the customer can use it.</summary>
    public Instant End => Held?.ValidTill is { } till && till < Promotion.Definition.Until ? till : Promotion.Definition.Until;

    /// <summary>Why it is not looked at further: the first gate that failed, or null.</summary>
    public CartFault? Fault { get; set; }

    /// <summary>Its place among the candidates: priority, end, id.</summary>
    public int Rank { get; set; }

    /// <summary>Becomes another.</summary>
    public void Begin(CompiledCartPromotion promotion, CartEntitlement? held, in CartAllowance allowance)
    {
        Promotion = promotion;
        Held = held;
        Allowance = allowance;
        MostGroups = allowance.Redemptions >= long.MaxValue ? long.MaxValue : (long)allowance.Redemptions;
        IsCapped = allowance.Discount < decimal.MaxValue;
        Fault = null;
        Rank = 0;
    }
}
