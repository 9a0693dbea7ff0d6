using NodaTime;

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

/// <summary>Who has a promotion (cart-promotions, types).</summary>
public enum CartPromotionType
{
    /// <summary>Everybody.</summary>
    Pos,

    /// <summary>Members to whom it was issued.</summary>
    Customer,

    /// <summary>Members who earned it.</summary>
    Earning,

    /// <summary>Members who claimed it.</summary>
    Reward,

    /// <summary>Whoever presents a code of it.</summary>
    Code,
}

/// <summary>A cart promotion: what the cart must hold, what it gives, to whom and when, and how often.</summary>
public sealed record CartPromotionDefinition
{
    /// <summary>Code, unique in the program.</summary>
    public required string Id { get; init; }

    /// <summary>Name shown to people, 1 to 50 characters; absent: the code.</summary>
    public string? Name { get; init; }

    /// <summary>Who has it. Default everybody.</summary>
    public CartPromotionType Type { get; init; } = CartPromotionType.Pos;

    /// <summary>Whether it is in use. Default on.</summary>
    public bool Active { get; init; } = true;

    /// <summary>0 comes first. Default 0.</summary>
    public int Priority { get; init; }

    /// <summary>Whether others may apply to the same cart. Default off: it is exclusive (cart-promotions R13).</summary>
    public bool Stackable { get; init; }

    /// <summary>From when, included.</summary>
    public required Instant From { get; init; }

    /// <summary>Until when, included.</summary>
    public required Instant Until { get; init; }

    /// <summary>Whether a member must activate it first. Only with CUSTOMER and EARNING.</summary>
    public bool NeedsActivation { get; init; }

    /// <summary>Whether only members have it. Only with POS.</summary>
    public bool MembersOnly { get; init; }

    /// <summary>Stores; absent: all.</summary>
    public CodeFilter? Stores { get; init; }

    /// <summary>Tiers of the member; absent: all.</summary>
    public CodeFilter? Tiers { get; init; }

    /// <summary>Groups of the member; absent: all.</summary>
    public CodeFilter? Groups { get; init; }

    /// <summary>Labels of the member; absent: all.</summary>
    public CodeFilter? Labels { get; init; }

    /// <summary>Hours in which it holds; absent: always (cart-promotions R5).</summary>
    public CartTimeWindow? Hours { get; init; }

    /// <summary>What the cart must hold.</summary>
    public required CartCondition Condition { get; init; }

    /// <summary>What it gives.</summary>
    public required CartAction Action { get; init; }

    /// <summary>How often and how much, at most.</summary>
    public IReadOnlyList<CartLimit> Limits { get; init; } = [];

    /// <summary>Whether it acts on the cart as a whole (cart-promotions R11).</summary>
    internal bool IsCartLevel => Action.Kind is CartActionKind.Cart or CartActionKind.Tender;
}

/// <summary>Codes that are admitted or not; one of the two lists.</summary>
public sealed record CodeFilter
{
    /// <summary>One of these; empty: any.</summary>
    public IReadOnlyList<string> In { get; init; } = [];

    /// <summary>None of these.</summary>
    public IReadOnlyList<string> NotIn { get; init; } = [];
}

/// <summary>How often a time window comes again.</summary>
public enum CartRepeat
{
    /// <summary>Only on the local date of the promotion's start.</summary>
    DoesNotRepeat,

    /// <summary>Every day.</summary>
    Days,

    /// <summary>On days of the week.</summary>
    Weeks,

    /// <summary>On days of the month.</summary>
    Months,
}

/// <summary>Hours of a day in which a promotion holds (cart-promotions R5).</summary>
public sealed record CartTimeWindow
{
    /// <summary>Local time at which it begins.</summary>
    public required LocalTime Start { get; init; }

    /// <summary>How many elapsed hours it lasts, 1 to 24.</summary>
    public required int Hours { get; init; }

    /// <summary>How it comes again. Default every day.</summary>
    public CartRepeat Repeat { get; init; } = CartRepeat.Days;

    /// <summary>Days of the week, Monday 1 to Sunday 7, or of the month, 1 to 31.</summary>
    public IReadOnlyList<int> Days { get; init; } = [];
}

/// <summary>
/// What the cart must hold: all that is given. The documented types are its combinations: CART a measure alone, PRODUCT one part,
/// COMBO_PRODUCT several, TENDER and PAYMENT_MODE with or without them.
/// </summary>
public sealed record CartCondition
{
    /// <summary>What the cart as a whole must come to.</summary>
    public CartMeasure? Cart { get; init; }

    /// <summary>Products that it must hold, on units that no two parts share; at most 20.</summary>
    public IReadOnlyList<ProductPart> Products { get; init; } = [];

    /// <summary>Tenders of which one must pay a part.</summary>
    public IReadOnlyList<TenderMode> Tenders { get; init; } = [];

    /// <summary>Modes of payment of which one must (or none may) pay a part.</summary>
    public CodeFilter? PaymentModes { get; init; }
}

/// <summary>What of the cart is measured.</summary>
public enum CartKpi
{
    /// <summary>Its amount.</summary>
    Subtotal,

    /// <summary>How many pieces.</summary>
    ItemCount,
}

/// <summary>What of products is measured.</summary>
public enum ProductKpi
{
    /// <summary>That there are any.</summary>
    None,

    /// <summary>How many.</summary>
    Quantity,

    /// <summary>Their amount.</summary>
    Amount,
}

/// <summary>How a measure is compared.</summary>
public enum CartOperator
{
    /// <summary>At least; all that is there counts as used.</summary>
    GreaterThanOrEqual,

    /// <summary>More than.</summary>
    GreaterThan,

    /// <summary>A quantity: so many are there and just so many are used; an amount: equal (cart-promotions R7).</summary>
    Equals,
}

/// <summary>A measure of the cart.</summary>
public sealed record CartMeasure
{
    /// <summary>What is measured. Default the amount.</summary>
    public CartKpi Kpi { get; init; } = CartKpi.Subtotal;

    /// <summary>How it is compared. Default at least.</summary>
    public CartOperator Operator { get; init; } = CartOperator.GreaterThanOrEqual;

    /// <summary>With what.</summary>
    public required decimal Value { get; init; }
}

/// <summary>A set of products and how much of it.</summary>
public sealed record ProductPart
{
    /// <summary>Which products: all rows must fit. Empty: every product.</summary>
    public IReadOnlyList<ProductRow> Match { get; init; } = [];

    /// <summary>What is measured. Default the quantity.</summary>
    public ProductKpi Kpi { get; init; } = ProductKpi.Quantity;

    /// <summary>How it is compared. Default at least.</summary>
    public CartOperator Operator { get; init; } = CartOperator.GreaterThanOrEqual;

    /// <summary>With what. Default 1.</summary>
    public decimal Value { get; init; } = 1;
}

/// <summary>What of a product is compared.</summary>
public enum ProductEntity
{
    /// <summary>Item code.</summary>
    Sku,

    /// <summary>Category, its ancestors included.</summary>
    Category,

    /// <summary>Brand.</summary>
    Brand,

    /// <summary>A field of the line.</summary>
    Attribute,

    /// <summary>Name of the product.</summary>
    ProductName,
}

/// <summary>A row of criteria: one of the values, or none of them. Compared as they stand.</summary>
public sealed record ProductRow
{
    /// <summary>What is compared. Default the item code.</summary>
    public ProductEntity Entity { get; init; } = ProductEntity.Sku;

    /// <summary>Name of the field, with ATTRIBUTE.</summary>
    public string? Attribute { get; init; }

    /// <summary>The values, 1 to 250.</summary>
    public required IReadOnlyList<string> Values { get; init; }

    /// <summary>Whether the product must have none of them.</summary>
    public bool Not { get; init; }
}

/// <summary>A kind of tender.</summary>
public enum TenderKind
{
    /// <summary>A card.</summary>
    Card,

    /// <summary>Cash.</summary>
    Cash,

    /// <summary>A payment voucher.</summary>
    PaymentVoucher,
}

/// <summary>Tenders of a kind.</summary>
public sealed record TenderMode
{
    /// <summary>The kind.</summary>
    public required TenderKind Kind { get; init; }

    /// <summary>Which, such as VISA; empty: any of the kind.</summary>
    public IReadOnlyList<string> Identifiers { get; init; } = [];
}

/// <summary>What a promotion gives.</summary>
public enum CartActionKind
{
    /// <summary>Off the cart.</summary>
    Cart,

    /// <summary>Off units.</summary>
    Product,

    /// <summary>Units free.</summary>
    FreeProduct,

    /// <summary>Units together at a price.</summary>
    FixedPrice,

    /// <summary>Off what a matching tender pays.</summary>
    Tender,
}

/// <summary>How a benefit is counted.</summary>
public enum CartBenefit
{
    /// <summary>Percent.</summary>
    Percentage,

    /// <summary>One sum an application, shared by its units, never a unit (cart-promotions, actions).</summary>
    Absolute,
}

/// <summary>What a promotion gives and on what.</summary>
public sealed record CartAction
{
    /// <summary>What it gives.</summary>
    public required CartActionKind Kind { get; init; }

    /// <summary>Percent or a sum. Default percent; of no meaning with FREE_PRODUCT and FIXED_PRICE.</summary>
    public CartBenefit Benefit { get; init; } = CartBenefit.Percentage;

    /// <summary>Percent, sum or price; none with FREE_PRODUCT.</summary>
    public decimal Value { get; init; }

    /// <summary>Other products that get the benefit; empty: the units that fulfilled the condition.</summary>
    public IReadOnlyList<ProductPart> Products { get; init; } = [];

    /// <summary>How many of the condition's units get it, the cheapest; absent: all. Not with <see cref="Products"/>.</summary>
    public decimal? Units { get; init; }

    /// <summary>Whether a reward set of its own gives its dearest units instead of its cheapest. Default off.</summary>
    public bool Dearest { get; init; }

    /// <summary>Repeats the benefit for every so many; absent: once a cart (cart-promotions R8).</summary>
    public CartPerUnit? PerUnit { get; init; }
}

/// <summary>How a benefit repeats.</summary>
public sealed record CartPerUnit
{
    /// <summary>What is counted: QUANTITY or AMOUNT. Default the quantity.</summary>
    public ProductKpi Kpi { get; init; } = ProductKpi.Quantity;

    /// <summary>For every so many, above 0.</summary>
    public required decimal Divider { get; init; }

    /// <summary>Whether a sum is multiplied by the exact ratio, not by full dividers. Only with ABSOLUTE.</summary>
    public bool Partial { get; init; }
}

/// <summary>Over whose uses a limit counts.</summary>
public enum CartLimitScope
{
    /// <summary>This cart.</summary>
    Cart,

    /// <summary>The member.</summary>
    Customer,

    /// <summary>Everybody.</summary>
    Promotion,

    /// <summary>The code.</summary>
    Code,

    /// <summary>One earn record.</summary>
    Earn,
}

/// <summary>What a limit counts.</summary>
public enum CartLimitKpi
{
    /// <summary>Applications.</summary>
    Redemption,

    /// <summary>Transactions.</summary>
    Transaction,

    /// <summary>Money.</summary>
    Discount,
}

/// <summary>Over which time a limit counts.</summary>
public enum CartLimitWindow
{
    /// <summary>For ever.</summary>
    Overall,

    /// <summary>The last so many days before now.</summary>
    Moving,

    /// <summary>The calendar month.</summary>
    CalendarMonth,

    /// <summary>The week.</summary>
    Week,

    /// <summary>So many days, counted from the promotion's start.</summary>
    NDay,
}

/// <summary>A limit.</summary>
public sealed record CartLimit
{
    /// <summary>Over whose uses.</summary>
    public required CartLimitScope Scope { get; init; }

    /// <summary>What it counts.</summary>
    public required CartLimitKpi Kpi { get; init; }

    /// <summary>How many or how much, above 0.</summary>
    public required decimal Limit { get; init; }

    /// <summary>Over which time. Default for ever.</summary>
    public CartLimitWindow Window { get; init; } = CartLimitWindow.Overall;

    /// <summary>Length of MOVING and N_DAY in days, 1 to 3650.</summary>
    public int? Days { get; init; }

    /// <summary>First day of a WEEK, Monday 1 to Sunday 7. Default Monday.</summary>
    public int WeekStart { get; init; } = 1;
}
