namespace Loyalty;

/// <summary>By what a promotion is found.</summary>
internal enum CartRequirementKind
{
    Nothing,
    Held,
    Sku,
    Name,
    Attribute,
    Brand,
    Category,
    Tier,
}

/// <summary>
/// The one thing by which a promotion is found: the rarest of what it needs. Values are alternatives, so it stands under each.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Which field, or empty.</param>
/// <param name="Values">Any of these.</param>
/// <param name="Part">The condition's part that says so where no other row of it does; else null.</param>
/// <param name="Level">Binary order of what the cart must come to, where nothing but a tier is asked; else -1.</param>
internal sealed record CartRequirement(CartRequirementKind Kind, string Name, IReadOnlyList<string> Values, ProductPart? Part, int Level)
{
    public static CartRequirement Of(CartPromotionDefinition definition)
    {
        if (definition.Type != CartPromotionType.Pos) return new(CartRequirementKind.Held, "", [definition.Id], null, -1);
        var best = new CartRequirement(CartRequirementKind.Nothing, "", [""], null, -1);
        foreach (var part in definition.Condition.Products)
        {
            foreach (var row in part.Match)
            {
                if (row.Not) continue;
                var kind = row.Entity switch
                {
                    ProductEntity.Sku => CartRequirementKind.Sku,
                    ProductEntity.ProductName => CartRequirementKind.Name,
                    ProductEntity.Attribute => CartRequirementKind.Attribute,
                    ProductEntity.Brand => CartRequirementKind.Brand,
                    _ => CartRequirementKind.Category,
                };
                if (best.Kind == CartRequirementKind.Nothing || kind < best.Kind || (kind == best.Kind && row.Values.Count < best.Values.Count))
                    best = new(kind, row.Attribute ?? "", row.Values, part.Match.Count == 1 ? part : null, -1);
            }
        }
        if (best.Kind != CartRequirementKind.Nothing) return best;
        if (definition.Tiers is { In.Count: > 0 } tiers) best = best with { Kind = CartRequirementKind.Tier, Values = [.. tiers.In.Select(tier => tier.ToUpperInvariant())] };
        return definition.Condition.Cart is { Kpi: CartKpi.Subtotal, Operator: not CartOperator.Equals } measure ? best with { Level = LevelOf(measure.Value) } : best;
    }

    /// <summary>How often it can be halved before it is below 1.</summary>
    public static int LevelOf(decimal amount)
    {
        var level = 0;
        for (; amount >= 1; amount /= 2) level++;
        return level;
    }

    /// <summary>Where it stands: under each value, in each store where that is not too much.</summary>
    public IEnumerable<(string Value, string Store)> Places(CartPromotionDefinition definition)
    {
        IReadOnlyList<string> stores = definition.Stores is { In.Count: > 0 } filter && filter.In.Count * Values.Count <= 1000 ? filter.In : [""];
        foreach (var value in Values.Distinct(StringComparer.Ordinal))
            foreach (var store in stores.Distinct(StringComparer.Ordinal))
                yield return (value, store);
    }
}
