namespace Loyalty;

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
