using NodaTime;

namespace Loyalty;

/// <summary>What a customer brings to a cart, put into its facts: records, presented codes, and the uses that limits count.</summary>
internal static class CartHistory
{
    /// <summary>The facts with it. Uses are loaded of promotions that could apply; of all, where all are told of.</summary>
    public static CartFacts With(CartFacts facts, CartPromotionIndex index, CartSection? section, IReadOnlyList<CartCode> codes, long customer, CartBook book, long organisation, bool all)
    {
        var holds = new List<CartEntitlement>();
        if (section is not null)
            foreach (var holding in section.Holdings)
                if (!holding.IsRevoked && index.Find(holding.Promotion) is { } promotion && Entitlement(promotion.Definition, holding) is { } held) holds.Add(held);
        foreach (var code in codes)
            if (index.Find(code.Promotion) is { } promotion) holds.Add(Entitlement(promotion.Definition, code, customer));
        if (holds.Count > 0) facts = facts with { Entitlements = holds };
        if (index.Gathering.Count > 0 && section is { Gathered.Count: > 0 }) facts = facts with { Gathered = section.Gathered.ToDictionary(each => each.Promotion, each => each.Units, StringComparer.Ordinal) };
        if (index.Counted.Count == 0) return facts;
        var tallies = new Dictionary<CartTallyKey, CartTally>();
        foreach (var promotion in all ? index.Counted.Select(id => index.Find(id)!) : index.Candidates(facts).Candidates)
            foreach (var limit in promotion.Definition.Limits)
                Load(tallies, promotion.Id, limit.Scope, facts, section, codes, book, organisation);
        return tallies.Count == 0 ? facts : facts with { Tallies = tallies };
    }

    /// <summary>Facts that hold nothing but the uses of one promotion.</summary>
    public static CartFacts Of(CartPromotionDefinition promotion, CartEntitlement held, CartSection section, CartBook book, long organisation)
    {
        var facts = new CartFacts { Lines = [], At = default, Zone = DateTimeZone.Utc, Entitlements = held.Holding + held.Code == 0 ? [] : [held] };
        var codes = held.Code == 0 ? Array.Empty<CartCode>() : [book.KnownCode(held.Code)];
        var tallies = new Dictionary<CartTallyKey, CartTally>();
        foreach (var limit in promotion.Limits) Load(tallies, promotion.Id, limit.Scope, facts, section, codes, book, organisation);
        return facts with { Tallies = tallies };
    }

    /// <summary>What a record entitles to: an issue of an earned promotion is locked until it is earned; null where it cannot be spent at all.</summary>
    public static CartEntitlement? Entitlement(CartPromotionDefinition promotion, CartHolding holding)
    {
        var fits = (promotion.Type, holding.Kind) is (CartPromotionType.Customer, CartHoldingKind.Issued) or (CartPromotionType.Earning, _) or (CartPromotionType.Reward, CartHoldingKind.Claimed);
        if (!fits) return null;
        return new(promotion.Id)
        {
            Holding = holding.Id,
            Fault = promotion.Type == CartPromotionType.Earning && holding.Kind == CartHoldingKind.Issued ? "entitlement.locked" : null,
            RedeemableFrom = holding.At + Duration.FromHours(promotion.UsableAfterHours),
            ValidTill = holding.Until - Duration.FromHours(promotion.UnusableLastHours),
            IsActivated = holding.IsActivated,
        };
    }

    /// <summary>What a code entitles a customer to.</summary>
    public static CartEntitlement Entitlement(CartPromotionDefinition promotion, CartCode code, long customer) => new(promotion.Id)
    {
        Code = code.Id,
        Fault = code.IsInactive ? "code.inactive" : code.Customer != 0 && code.Customer != customer ? "code.linked_to_other" : null,
        RedeemableFrom = code.At + Duration.FromHours(promotion.UsableAfterHours),
        ValidTill = code.Until - Duration.FromHours(promotion.UnusableLastHours),
    };

    private static void Load(
        Dictionary<CartTallyKey, CartTally> tallies, string promotion, CartLimitScope scope, CartFacts facts, CartSection? section, IReadOnlyList<CartCode> codes, CartBook book, long organisation)
    {
        switch (scope)
        {
            case CartLimitScope.Promotion:
                tallies[new(promotion, scope)] = book.Shared(organisation, promotion);
                break;
            case CartLimitScope.Customer when section is not null:
                tallies[new(promotion, scope)] = section.Of(promotion);
                break;
            case CartLimitScope.Code:
                foreach (var code in codes)
                    if (code.Promotion == promotion) tallies[new(promotion, scope, code.Id)] = code.Uses;
                break;
            case CartLimitScope.Earn:
                foreach (var held in facts.Entitlements)
                    if (held.Promotion == promotion && held.Holding != 0) tallies[new(promotion, scope, held.Holding)] = section!.Known(held.Holding).Uses;
                break;
            default:
                break;
        }
    }
}
