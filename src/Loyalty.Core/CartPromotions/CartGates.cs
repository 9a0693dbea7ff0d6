using NodaTime;
using NodaTime.Text;

namespace Loyalty;

/// <summary>Why a promotion is not applied: the first gate that failed, what it saw and what it needed.</summary>
internal sealed record CartFault(string Code, string Seen, string Needed)
{
    private static readonly Dictionary<string, CartFault> Untold = new[]
    {
        "condition.products", "condition.products.amount", "condition.products.quantity", "condition.subtotal", "condition.item_count", "condition.divider",
        "condition.tender", "condition.tender_absent", "condition.payment_mode", "benefit.units_missing", "benefit.price_not_below", "benefit.none",
        "promotion.not_started",
    }.ToDictionary(code => code, code => new CartFault(code, "", ""), StringComparer.Ordinal);

    /// <summary>Where no reasons are wanted the code alone, made beforehand; else null.</summary>
    public static CartFault? Of(CartCase cart, string code) => cart.Tells ? null : Untold[code];
}

/// <summary>The gates that do not look at the cart, (a) to (k), in their order (cart-promotions R4).</summary>
internal static class CartGates
{
    public static CartFault? Check(CartPromotionDefinition definition, CartEntitlement? held, CartFacts facts, in CartAllowance allowance)
    {
        if (!definition.Active) return new("promotion.inactive", "inactive", "active");
        if (facts.At < definition.From) return new("promotion.not_started", Show(facts.At), Show(definition.From));
        if (facts.At > definition.Until) return new("promotion.ended", Show(facts.At), Show(definition.Until));
        if (facts.CarriedOver.Count > 0 && facts.CarriedOver.Contains(definition.Id, StringComparer.Ordinal)) return new("promotion.carried_over", "carried over", "not by an exchange");
        if (definition.Type != CartPromotionType.Pos)
        {
            var missing = definition.Type switch
            {
                CartPromotionType.Customer => "entitlement.not_issued",
                CartPromotionType.Earning => "entitlement.not_earned",
                CartPromotionType.Reward => "entitlement.not_claimed",
                _ => "code.absent",
            };
            if (held is null) return new(missing, "none", "one that can be used");
            if (held.Fault is not null) return new(held.Fault, held.Fault, "one that can be used");
            var kind = definition.Type == CartPromotionType.Code ? "code" : "entitlement";
            if (held.RedeemableFrom is { } from && facts.At < from) return new(kind + ".not_yet_redeemable", Show(facts.At), Show(from));
            if (held.ValidTill is { } till && facts.At > till) return new(kind + ".expired", Show(facts.At), Show(till));
            if (definition.NeedsActivation && !held.IsActivated) return new("entitlement.not_activated", "not activated", "activated");
        }
        if (definition.MembersOnly && !facts.IsMember) return new("customer.members_only", "a guest", "a member");
        if (Tiers(definition.Tiers, facts) is { } tier) return tier;
        if (OneOf("customer.group", definition.Groups, facts.Groups, StringComparer.OrdinalIgnoreCase) is { } group) return group;
        if (OneOf("customer.label", definition.Labels, facts.Labels, StringComparer.OrdinalIgnoreCase) is { } label) return label;
        if (definition.Stores is not null && OneOf("store.criteria", definition.Stores, facts.Store is null ? [] : [facts.Store], StringComparer.Ordinal) is { } store) return store;
        if (definition.Hours is { } hours && !CartHours.Holds(hours, definition.From, facts.At, facts.Zone))
            return new("time.outside", facts.At.InZone(facts.Zone).ToString("uuuu'-'MM'-'dd' 'HH':'mm", null), $"{hours.Start.ToString("HH':'mm", null)} for {hours.Hours} h");
        if (allowance.UsedUp is { } limit)
            return new($"restriction.{limit.Scope.ToString().ToLowerInvariant()}.{limit.Kpi.ToString().ToLowerInvariant()}", "0", Canonical.Text(limit.Limit));
        return null;
    }

    /// <summary>A promotion that the cart's lines did not bring up, with the first gate that failed.</summary>
    public static CartCandidate Candidate(CompiledCartPromotion promotion, CartFacts facts)
    {
        var (held, allowance) = Held(promotion.Definition, facts);
        return new(promotion, held, allowance) { Fault = Check(promotion.Definition, held, facts, allowance) };
    }

    /// <summary>The entitlement that is spent first: of those that can be used, the one with the earliest end (cart-promotions R11); and what limits leave.</summary>
    public static (CartEntitlement? Held, CartAllowance Allowance) Held(CartPromotionDefinition definition, CartFacts facts)
    {
        for (var i = 0; i < facts.Entitlements.Count; i++)
            if (facts.Entitlements[i].Promotion == definition.Id) return FirstHeld(definition, facts);
        return (null, CartLimits.Left(definition, null, facts));
    }

    private static (CartEntitlement? Held, CartAllowance Allowance) FirstHeld(CartPromotionDefinition definition, CartFacts facts)
    {
        (CartEntitlement Held, CartAllowance Allowance, bool IsUsable)? first = null;
        for (var i = 0; i < facts.Entitlements.Count; i++)
        {
            var held = facts.Entitlements[i];
            if (held.Promotion != definition.Id) continue;
            var allowance = CartLimits.Left(definition, held, facts);
            var isUsable = allowance.UsedUp is null && (held.IsActivated || !definition.NeedsActivation) && Usable(held, facts.At);
            if (first is null || isUsable && !first.Value.IsUsable || isUsable == first.Value.IsUsable && Before(held, first.Value.Held)) first = (held, allowance, isUsable);
        }
        return (first!.Value.Held, first.Value.Allowance);
    }

    private static bool Before(CartEntitlement a, CartEntitlement b)
    {
        var order = (a.ValidTill ?? Instant.MaxValue).CompareTo(b.ValidTill ?? Instant.MaxValue);
        if (order == 0) order = a.Holding.CompareTo(b.Holding);
        return order != 0 ? order < 0 : a.Code < b.Code;
    }

    private static bool Usable(CartEntitlement held, Instant at) =>
        held.Fault is null && (held.RedeemableFrom ?? Instant.MinValue) <= at && at <= (held.ValidTill ?? Instant.MaxValue);

    /// <summary>Whether a store is one of those meant.</summary>
    public static bool Admits(CodeFilter? stores, string? store) => OneOf("store.criteria", stores, store is null ? [] : [store], StringComparer.Ordinal) is null;

    private static CartFault? Tiers(CodeFilter? filter, CartFacts facts) =>
        filter is null || IsIn(filter, facts.Tier) ? null : OneOf("customer.tier", filter, facts.Tier is null ? [] : [facts.Tier], StringComparer.OrdinalIgnoreCase);

    private static bool IsIn(CodeFilter filter, string? tier)
    {
        if (filter.NotIn.Count > 0 || tier is null) return false;
        for (var i = 0; i < filter.In.Count; i++)
            if (string.Equals(filter.In[i], tier, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static CartFault? OneOf(string code, CodeFilter? filter, IReadOnlyCollection<string> seen, StringComparer comparer)
    {
        if (filter is null) return null;
        var isIn = filter.In.Count == 0 || filter.In.Any(each => seen.Contains(each, comparer));
        var isOut = filter.NotIn.Any(each => seen.Contains(each, comparer));
        if (isIn && !isOut) return null;
        return new(code, seen.Count == 0 ? "none" : string.Join(", ", seen.Order(StringComparer.Ordinal)), isIn ? $"none of {string.Join(", ", filter.NotIn)}" : $"one of {string.Join(", ", filter.In)}");
    }

    private static string Show(Instant instant) => InstantPattern.ExtendedIso.Format(instant);
}
