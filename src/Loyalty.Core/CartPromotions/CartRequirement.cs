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

/// <summary>What is found for a cart, each promotion once, with the lines by which it was found.</summary>
internal ref struct CartFinder
{
    private readonly CartCase _cart;
    private readonly bool _isWide;
    private int[] _table = new int[64];
    private readonly List<(int Found, int Line)> _hits = [];

    public CartFinder(CartCase cart, bool isWide)
    {
        _cart = cart;
        _isWide = isWide;
        Level = isWide ? int.MaxValue : CartRequirement.LevelOf(cart.Subtotal / cart.Minor);
    }

    public List<CompiledCartPromotion> Found { get; } = new(32);

    public readonly string? Store => _cart.Facts.Store;

    /// <summary>The level that the cart reaches.</summary>
    public int Level { get; }

    /// <summary>The line that is looked at, or -1.</summary>
    public int Line { get; set; } = -1;

    /// <summary>Takes a promotion; false where it has ended, and so has all that stands behind it.</summary>
    public bool Take(CompiledCartPromotion promotion, bool isAtLevel)
    {
        if (promotion.Definition.Until < _cart.Facts.At) return false;
        if (isAtLevel && !_isWide && promotion.Minimum * _cart.Minor > _cart.Subtotal) return true;
        var at = Slot(promotion);
        if (_table[at] == 0)
        {
            Found.Add(promotion);
            _table[at] = Found.Count;
            if (3 * Found.Count > 2 * _table.Length) Grow();
            at = Slot(promotion);
        }
        if (Line >= 0 && promotion.FoundBy is not null) _hits.Add((_table[at] - 1, Line));
        return true;
    }

    /// <summary>Tells the cart the lines: they were gone through in their order.</summary>
    public readonly void Finish()
    {
        if (_hits.Count == 0) return;
        var counts = new int[Found.Count];
        foreach (var (found, _) in _hits) counts[found]++;
        var lines = new int[Found.Count][];
        foreach (var (found, line) in _hits)
        {
            var own = lines[found] ??= NewLines(counts, found);
            // A line may have several of the values.
            if (counts[found] > 0 && own[counts[found] - 1] == line) continue;
            own[counts[found]++] = line;
        }
        for (var i = 0; i < lines.Length; i++)
            if (lines[i] is { } own) _cart.Fits(Found[i].FoundBy!, counts[i] == own.Length ? own : own[..counts[i]]);

        static int[] NewLines(int[] counts, int found)
        {
            var own = new int[counts[found]];
            counts[found] = 0;
            return own;
        }
    }

    private readonly int Slot(CompiledCartPromotion promotion)
    {
        var at = promotion.Number & (_table.Length - 1);
        while (_table[at] is > 0 and var known && !ReferenceEquals(Found[known - 1], promotion)) at = (at + 1) & (_table.Length - 1);
        return at;
    }

    private void Grow()
    {
        _table = new int[2 * _table.Length];
        for (var i = 0; i < Found.Count; i++) _table[Slot(Found[i])] = i + 1;
    }
}
