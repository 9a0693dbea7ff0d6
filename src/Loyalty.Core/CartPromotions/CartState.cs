namespace Loyalty;

/// <summary>A line in the order in which units are taken: by price from the dearest, item code, reference, then all else that tells lines apart.</summary>
internal sealed class CartLine
{
    /// <summary>Quantities count in millionths.</summary>
    public const long Micro = 1_000_000;

    private long _price;

    public CartFactLine Fact { get; private set; } = null!;

    /// <summary>Its place in the cart as the till sent it.</summary>
    public int Place { get; private set; }

    /// <summary>Its place in the order of units.</summary>
    public int Index { get; set; }

    /// <summary>The first line of like units, of one item at one price.</summary>
    public int Like { get; set; }

    public long Units { get; private set; }

    /// <summary>What it costs before promotions, in minor units.</summary>
    public long Base { get; private set; }

    /// <summary>Whether no promotion may touch it or count it.</summary>
    public bool IsExcluded { get; private set; }

    /// <summary>Least net of a unit, in minor units; 0 for none.</summary>
    public Ratio Floor { get; private set; }

    /// <summary>Becomes another.</summary>
    public void Begin(CartFactLine fact, int place, long cost, bool isExcluded, Ratio floor)
    {
        Fact = fact;
        Place = place;
        Units = CartMeasures.TryParts(fact.Quantity, 6, out var units) ? units : (long)(fact.Quantity * Micro);
        Base = cost;
        IsExcluded = isExcluded;
        Floor = floor;
        _price = CartMeasures.TryParts(fact.Price, 6, out var price) ? price : -1;
    }

    public void Clear() => Fact = null!;

    /// <summary>Whether its units are like those of the other.</summary>
    public bool IsLike(CartLine other) => Dearer(other, this) == 0 && string.Equals(Fact.Sku, other.Fact.Sku, StringComparison.Ordinal);

    /// <summary>What so many of its units are worth, exactly.</summary>
    public Ratio Worth(long units)
    {
        if (units == Units) return Ratio.Of(Base);
        return units % Micro == 0 && Units % Micro == 0 ? Ratio.Of((Int128)Base * (units / Micro), Units / Micro) : Ratio.Of((Int128)Base * units, Units);
    }

    /// <summary>What is left of so many units at least.</summary>
    public Ratio Least(long units) => Floor.IsPositive ? Floor * Ratio.Of(units, Micro) : Ratio.Zero;

    public static int InOrder(CartLine a, CartLine b)
    {
        var order = Dearer(a, b);
        if (order == 0) order = string.CompareOrdinal(a.Fact.Sku, b.Fact.Sku);
        if (order == 0) order = string.CompareOrdinal(a.Fact.Reference, b.Fact.Reference);
        if (order == 0) order = a.Units.CompareTo(b.Units);
        if (order == 0) order = a.Base.CompareTo(b.Base);
        if (order == 0) order = string.CompareOrdinal(Rest(a.Fact), Rest(b.Fact));
        return order != 0 ? order : a.Place.CompareTo(b.Place);
    }

    private static int Dearer(CartLine a, CartLine b) => a._price >= 0 && b._price >= 0 ? b._price.CompareTo(a._price) : b.Fact.Price.CompareTo(a.Fact.Price);

    // Lines that are equal here too are equal in all: which of them takes a share is the same to everybody.
    private static string Rest(CartFactLine line) => string.Join(
        '\u0001', [line.Name ?? "", "\u0002", .. line.Categories.Order(StringComparer.Ordinal), "\u0002", .. line.Brands.Order(StringComparer.Ordinal), "\u0002",
            .. (line.Attributes ?? new Dictionary<string, string>(StringComparer.Ordinal)).OrderBy(each => each.Key, StringComparer.Ordinal).SelectMany(each => new[] { each.Key, each.Value })]);
}

/// <summary>Units of a line that the same promotions have used.</summary>
internal readonly record struct CartSegment(long Units, long Discount, int Uses);

/// <summary>What has happened to a line so far; nothing, as a default.</summary>
/// <param name="LineDiscount">What line promotions have given.</param>
/// <param name="CartDiscount">What those on the cart have given.</param>
/// <param name="Uses">How many line promotions the most used of its units carries.</param>
/// <param name="Parts">Its units by what has used them, the least used first; null where all are alike.</param>
internal readonly record struct CartLineState(long LineDiscount, long CartDiscount, int Uses, CartSegment[]? Parts);

/// <summary>What has been applied to a cart so far. A branch of the search copies the array and shares the lines.</summary>
internal sealed class CartState
{
    public CartState(CartState? before, CartApplication? last, CartLineState[] lines) => Begin(before, last, lines);

    public CartLineState[] Lines { get; private set; } = null!;

    public CartState? Before { get; private set; }

    public CartApplication? Last { get; private set; }

    public int Count { get; private set; }

    public int CartCount { get; private set; }

    /// <summary>What all applied have given.</summary>
    public long Discount { get; private set; }

    public static CartState Start(int lines) => new(null, null, new CartLineState[lines]);

    /// <summary>Becomes another.</summary>
    public void Begin(CartState? before, CartApplication? last, CartLineState[] lines)
    {
        (Before, Last, Lines) = (before, last, lines);
        if (before is null) return;
        Count = before.Count + 1;
        CartCount = before.CartCount + (last!.Promotion.IsCartLevel ? 1 : 0);
        Discount = before.Discount + last.Discount;
    }

    /// <summary>The same where each of a few lines that a mask of them does not hold carries a promotion.</summary>
    public CartState Without(int[] lines, int free)
    {
        var left = (CartLineState[])Lines.Clone();
        for (var i = 0; i < lines.Length; i++)
            if ((free & (1 << i)) == 0) left[lines[i]] = left[lines[i]] with { Uses = 1 };
        return new(Before, Last, left);
    }

    /// <summary>The applications in their order.</summary>
    public CartApplication[] Applications()
    {
        var all = new CartApplication[Count];
        Applications(all);
        return all;
    }

    public void Applications(Span<CartApplication> into)
    {
        for (var at = this; at.Last is not null; at = at.Before!) into[at.Count - 1] = at.Last;
    }

    public bool Has(CompiledCartPromotion promotion)
    {
        for (var at = this; at.Last is not null; at = at.Before!)
            if (ReferenceEquals(at.Last.Promotion, promotion)) return true;
        return false;
    }
}

/// <summary>What a promotion does to one line: what it gives, which units it uses, which of them it discounts.</summary>
internal readonly record struct CartPortion(int Line, long Share, long Used, long Discounted);

/// <summary>A promotion as it applies. Portions stand in the order of units; lines that it does not touch have none.</summary>
internal sealed class CartApplication
{
    public CompiledCartPromotion Promotion { get; private set; } = null!;

    public long Discount { get; private set; }

    public ArraySegment<CartPortion> Portions { get; private set; }

    public long Groups { get; private set; }

    /// <summary>What the customer holds of it that is spent for it.</summary>
    public CartEntitlement? Held { get; set; }

    /// <summary>The amount of which the discount was taken, in minor units, rounded down.</summary>
    public long Base { get; set; }

    /// <summary>What it would have given but for a limit, a floor or the price; null when nothing was cut.</summary>
    public decimal? Uncut { get; set; }

    /// <summary>Reward units it could have given beyond those in the cart.</summary>
    public long Missing { get; set; }

    /// <summary>The tenders after it, with TENDER.</summary>
    public long[]? TenderDiscounts { get; set; }

    /// <summary>Becomes another.</summary>
    public CartApplication Begin(CompiledCartPromotion promotion, long discount, ArraySegment<CartPortion> portions, long groups)
    {
        (Promotion, Discount, Portions, Groups) = (promotion, discount, portions, groups);
        (Held, Base, Uncut, Missing, TenderDiscounts) = (null, 0, null, 0, null);
        return this;
    }
}
