namespace Loyalty;

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
