namespace Loyalty;

/// <summary>A promotion made ready: sets for its values, money in exact fractions. It knows no other promotion, so each is compiled once.</summary>
internal sealed class CompiledCartPromotion(CartPromotionDefinition definition)
{
    private static int _numbers;

    /// <summary>Tells promotions apart in tables; it means nothing else.</summary>
    public int Number { get; } = Interlocked.Increment(ref _numbers);

    public CartPromotionDefinition Definition { get; } = definition;

    public string Id => Definition.Id;

    public bool IsCartLevel { get; } = definition.IsCartLevel;

    public CompiledPart[] Condition { get; } = [.. definition.Condition.Products.Select(part => new CompiledPart(part))];

    public CompiledPart[] Rewards { get; } = [.. definition.Action.Products.Select(part => new CompiledPart(part))];

    /// <summary>Percent as a fraction, or the sum or price.</summary>
    public Ratio Value { get; } = definition.Action.Kind is CartActionKind.Cart or CartActionKind.Product or CartActionKind.Tender && definition.Action.Benefit == CartBenefit.Percentage
        ? Ratio.Of(definition.Action.Value) / Ratio.Of(100)
        : Ratio.Of(definition.Action.Value);

    public bool IsPercentage { get; } = definition.Action.Kind is CartActionKind.Cart or CartActionKind.Product or CartActionKind.Tender && definition.Action.Benefit == CartBenefit.Percentage;

    /// <summary>What the cart must come to at least, in its currency; null where that is not asked.</summary>
    public decimal? Minimum { get; } = definition.Condition.Cart is { Kpi: CartKpi.Subtotal, Operator: not CartOperator.Equals } measure ? measure.Value : null;

    /// <summary>The part that just those lines fulfil by which the index finds the promotion; null where that is not so.</summary>
    public CompiledPart? FoundBy { get; private set; }

    /// <summary>Compiles a promotion that the index finds by the lines of one of its parts, or otherwise.</summary>
    public static CompiledCartPromotion Of(CartPromotionDefinition definition, ProductPart? foundBy)
    {
        var compiled = new CompiledCartPromotion(definition);
        compiled.FoundBy = Array.Find(compiled.Condition, part => ReferenceEquals(part.Part, foundBy));
        return compiled;
    }

    /// <summary>Priority, end, id: an order in which no two are equal.</summary>
    public static int InOrder(CompiledCartPromotion a, CompiledCartPromotion b)
    {
        var order = a.Definition.Priority.CompareTo(b.Definition.Priority);
        if (order == 0) order = a.Definition.Until.CompareTo(b.Definition.Until);
        return order != 0 ? order : string.CompareOrdinal(a.Id, b.Id);
    }
}

/// <summary>A set of products, ready to be matched.</summary>
internal sealed class CompiledPart
{
    private static int _numbers;

    private readonly (ProductRow Row, string? Only, HashSet<string> Values)[] _rows;

    public CompiledPart(ProductPart part)
    {
        Part = part;
        _rows = [.. part.Match.Select(row => (row, row.Values.Count == 1 ? row.Values[0] : null, new HashSet<string>(row.Values, StringComparer.Ordinal)))];
        Units = part.Kpi == ProductKpi.Quantity ? (long)(part.Value * CartLine.Micro) : 0;
    }

    public ProductPart Part { get; }

    /// <summary>Tells parts apart in tables; it means nothing else.</summary>
    public int Number { get; } = Interlocked.Increment(ref _numbers);

    /// <summary>The quantity asked for, in millionths.</summary>
    public long Units { get; }

    public bool IsExact => Part is { Kpi: ProductKpi.Quantity, Operator: CartOperator.Equals };

    public bool Fits(CartFactLine line)
    {
        foreach (var (row, only, values) in _rows)
        {
            var has = row.Entity switch
            {
                ProductEntity.Sku => only is null ? values.Contains(line.Sku) : string.Equals(only, line.Sku, StringComparison.Ordinal),
                ProductEntity.Category => Any(values, line.Categories),
                ProductEntity.Brand => Any(values, line.Brands),
                ProductEntity.ProductName => line.Name is not null && values.Contains(line.Name),
                _ => line.Attributes is not null && line.Attributes.TryGetValue(row.Attribute!, out var value) && values.Contains(value),
            };
            if (has == row.Not) return false;
        }
        return true;
    }

    private static bool Any(HashSet<string> values, IReadOnlyList<string> codes)
    {
        for (var i = 0; i < codes.Count; i++)
            if (values.Contains(codes[i])) return true;
        return false;
    }
}
