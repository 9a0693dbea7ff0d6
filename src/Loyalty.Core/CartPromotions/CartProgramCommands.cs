using static System.FormattableString;

namespace Loyalty;

/// <summary>Adds a promotion to the program, in force from now (cart-promotions R29).</summary>
/// <param name="Promotion">The promotion. An empty id: the engine makes one of 24 hexadecimal digits.</param>
public sealed record CreateCartPromotion(CartPromotionDefinition Promotion);

/// <summary>Replaces a promotion of the program, in force from now (cart-promotions R29). What is kept already stays as it was evaluated.</summary>
/// <param name="Promotion">The promotion, with the id of the one that it replaces.</param>
public sealed record UpdateCartPromotion(CartPromotionDefinition Promotion)
{
    /// <summary>
    /// Whether it comes from a form that has no words for groups, labels, units that add up, returns and exchanges, as the documented one: those stay
    /// as they are. Default they are replaced too.
    /// </summary>
    public bool KeepsUnsaid { get; init; }
}

/// <summary>Sets how promotions go together, in force from now. What is absent stays.</summary>
public sealed record SetCartStrategy
{
    /// <summary>Whether carts are evaluated at all.</summary>
    public bool? Active { get; init; }

    /// <summary>Which kind comes first.</summary>
    public CartPhase? First { get; init; }

    /// <summary>In which order they are tried.</summary>
    public CartRanking? Ranking { get; init; }

    /// <summary>Where claimed rewards stand.</summary>
    public CartRewardOrder? Rewards { get; init; }

    /// <summary>Whether a line carries at most one line promotion.</summary>
    public bool? OnePerLine { get; init; }
}

/// <summary>Which promotions of the program are listed.</summary>
public sealed record CartPromotionFilter
{
    /// <summary>Their ids; absent: all.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Whether those that are over are listed too.</summary>
    public bool IncludeEnded { get; init; }

    /// <summary>Whether those that are off are listed too.</summary>
    public bool IncludeInactive { get; init; }
}

/// <summary>A promotion was saved.</summary>
/// <param name="Promotion">The promotion as it stands.</param>
/// <param name="Version">Number of the configuration that it is a part of.</param>
/// <param name="From">Since when that is in force.</param>
public sealed record CartPromotionSaved(CartPromotionDefinition Promotion, long Version, NodaTime.Instant From);

/// <summary>Another promotion has the name (716).</summary>
public sealed record CartPromotionNameTaken(string Name, string Promotion) : Refusal("cart_promotion.name_taken", "Name", Invariant($"The cart promotion '{Promotion}' has the name '{Name}'."));

/// <summary>The program has a promotion of that id.</summary>
public sealed record CartPromotionIdTaken(string Id) : Refusal("cart_promotion.id_taken", "Id", Invariant($"The program has a cart promotion '{Id}'."));

/// <summary>What unlocks a promotion cannot change its kind (713).</summary>
public sealed record CartPromotionEarningFixed(string Promotion) : Refusal("cart_promotion.earning_fixed", "Earning", Invariant($"What unlocks the cart promotion '{Promotion}' cannot change its kind."));
