namespace Loyalty;

/// <summary>The cart promotions of a program and how they go together (cart-promotions, organisation settings).</summary>
public sealed record CartPromotionRules
{
    /// <summary>Whether carts are evaluated at all. Default on.</summary>
    public bool Active { get; init; } = true;

    /// <summary>Which kind comes first. Default: lines, then the cart on what is left of it.</summary>
    public CartPhase First { get; init; } = CartPhase.Line;

    /// <summary>In which order they are tried. Default by priority.</summary>
    public CartRanking Ranking { get; init; } = CartRanking.Priority;

    /// <summary>Keys that come before the ranking, the first on top; may be empty.</summary>
    public IReadOnlyList<CartRankingKey> RankingOrder { get; init; } = [];

    /// <summary>Where claimed rewards stand among the others. Default: by the ranking like all.</summary>
    public CartRewardOrder Rewards { get; init; } = CartRewardOrder.Ranked;

    /// <summary>How the promotions are chosen; absent: the best deal under <see cref="CartRanking.MaxDiscount"/>, else by rank.</summary>
    public CartSearch? Search { get; init; }

    /// <summary>How many applications the search for the best deal may try, 0 to 1,000,000. Default 20,000.</summary>
    public int NodeBudget { get; init; } = 20_000;

    /// <summary>Whether a line carries at most one line promotion. Default on.</summary>
    public bool OnePerLine { get; init; } = true;

    /// <summary>How many line promotions one unit may carry, 1 for no stacking, 0 for no maximum; above 1 or 0 needs <see cref="OnePerLine"/> off.</summary>
    public int MaximumPerUnit { get; init; } = 1;

    /// <summary>Of which price a percentage stacked on a unit is taken. Default what is left.</summary>
    public CartBasis UnitBasis { get; init; } = CartBasis.Net;

    /// <summary>How many cart promotions one cart may carry, 0 for no maximum. Default 1.</summary>
    public int MaximumPerCart { get; init; } = 1;

    /// <summary>Of which subtotal a cart promotion's percentage is taken. Default what line promotions left.</summary>
    public CartBasis CartBasis { get; init; } = CartBasis.Net;

    /// <summary>How a discount is rounded to the minor unit, once (cart-promotions R3). Default HALF_DOWN.</summary>
    public CartRounding Rounding { get; init; } = CartRounding.HalfDown;

    /// <summary>Items that no promotion may discount and that count for none: a gift card, a deposit.</summary>
    public IReadOnlyList<string> ExcludedSkus { get; init; } = [];

    /// <summary>Unit prices below which no promotions together may bring an item.</summary>
    public IReadOnlyList<FloorPrice> FloorPrices { get; init; } = [];

    /// <summary>Whether limits get back what a return brings back (cart-promotions R23). Default on.</summary>
    public bool RestoreOnReturn { get; init; } = true;

    /// <summary>Whether a kept evaluation reserves what it applied (cart-promotions R18). Default on.</summary>
    public bool Locking { get; init; } = true;

    /// <summary>How long it reserves, in seconds, 1 to 86,400. Default 300.</summary>
    public int LockSeconds { get; init; } = 300;

    /// <summary>What happens when a redeemed evaluation passes a limit. Default it is recorded, for the customer has the benefit (cart-promotions R20).</summary>
    public CartLimitAtRedemption LimitAtRedemption { get; init; } = CartLimitAtRedemption.Record;

    /// <summary>The promotions. Their order means nothing.</summary>
    public IReadOnlyList<CartPromotionDefinition> Promotions { get; init; } = [];
}

/// <summary>Where a promotion acts: on units of lines or on the cart as a whole (cart-promotions R11).</summary>
public enum CartPhase
{
    /// <summary>Lines.</summary>
    Line,

    /// <summary>The cart, tenders included.</summary>
    Cart,
}

/// <summary>In which order promotions are tried (cart-promotions R11).</summary>
public enum CartRanking
{
    /// <summary>Lower number first.</summary>
    Priority,

    /// <summary>Earlier end first.</summary>
    ExpiryBased,

    /// <summary>Larger discount first.</summary>
    MaxDiscount,
}

/// <summary>A key of a ranking order.</summary>
public enum CartRankingKey
{
    /// <summary>Promotions for everybody first.</summary>
    Pos,

    /// <summary>Earned ones first.</summary>
    Earning,

    /// <summary>Issued ones first.</summary>
    Customer,

    /// <summary>Claimed rewards first.</summary>
    Reward,

    /// <summary>Those with a code first.</summary>
    Code,

    /// <summary>Earlier end first.</summary>
    EarliestExpiry,

    /// <summary>Larger discount first.</summary>
    MaximumDiscount,
}

/// <summary>Where claimed rewards stand.</summary>
public enum CartRewardOrder
{
    /// <summary>By the ranking.</summary>
    Ranked,

    /// <summary>After all others.</summary>
    PromotionFirst,

    /// <summary>Before all others.</summary>
    RewardsFirst,
}

/// <summary>How promotions are chosen.</summary>
public enum CartSearch
{
    /// <summary>By rank on what is free.</summary>
    Ranked,

    /// <summary>The choice and order with the lowest total (cart-promotions R12).</summary>
    BestDeal,
}

/// <summary>Of which amount a percentage is taken.</summary>
public enum CartBasis
{
    /// <summary>The price before promotions.</summary>
    Gross,

    /// <summary>What is left of it.</summary>
    Net,
}

/// <summary>How a discount is rounded.</summary>
public enum CartRounding
{
    /// <summary>To the nearest, half towards zero.</summary>
    HalfDown,

    /// <summary>To the nearest, half away from zero.</summary>
    HalfUp,

    /// <summary>To the nearest, half to the even neighbour.</summary>
    HalfEven,

    /// <summary>Away from zero.</summary>
    Up,

    /// <summary>Towards zero.</summary>
    Down,

    /// <summary>To the larger neighbour; as UP, for no discount is negative.</summary>
    Ceiling,

    /// <summary>To the smaller neighbour; as DOWN.</summary>
    Floor,
}

/// <summary>A unit price that promotions may not undercut.</summary>
public sealed record FloorPrice
{
    /// <summary>Item code.</summary>
    public required string Sku { get; init; }

    /// <summary>Least net price of a unit, in the base currency, above 0.</summary>
    public required decimal Price { get; init; }
}

/// <summary>What happens when a redeemed evaluation passes a limit.</summary>
public enum CartLimitAtRedemption
{
    /// <summary>It is recorded, with a warning.</summary>
    Record,

    /// <summary>The sale is refused.</summary>
    Refuse,
}
