namespace Loyalty;

/// <summary>What coupons take off one bill (coupons R28): each from the original amounts, cut in request order at what is left of its lines and of the bill.</summary>
internal sealed class CouponDiscounts
{
    private readonly IReadOnlyList<BillLine>? _lines;
    private readonly decimal[] _left;
    private readonly decimal[] _least;
    private readonly int _minorUnits;
    private readonly decimal _rate;
    private decimal _billLeft;

    /// <param name="billAmount">Amount of the bill, or null when it is the sum of the lines, or not known.</param>
    /// <param name="lines">The lines, or null.</param>
    /// <param name="rate">What a unit of the bill's currency is worth in the base currency.</param>
    /// <param name="minorUnits">Decimals of the currency.</param>
    /// <param name="guard">What may not be discounted, and floor prices: they bind coupons as they bind promotions.</param>
    public CouponDiscounts(decimal? billAmount, IReadOnlyList<BillLine>? lines, decimal rate, int minorUnits, CartPromotionRules? guard = null)
    {
        _lines = lines;
        _rate = rate;
        _minorUnits = minorUnits;
        _least = new decimal[lines?.Count ?? 0];
        for (var i = 0; guard is not null && i < _least.Length; i++) _least[i] = Least(guard, lines![i]);
        _left = lines is null ? [] : [.. lines.Select(line => Math.Max(0, line.Amount))];
        Bill = billAmount ?? (lines is null ? null : lines.Sum(line => line.Amount));
        _billLeft = Math.Max(0, Bill ?? 0);
    }

    /// <summary>The bill's amount where it is known.</summary>
    public decimal? Bill { get; }

    public bool HasLines => _lines is not null;

    /// <summary>The lines as they are left: what was taken off stands as their discount.</summary>
    public IReadOnlyList<BillLine> Left() => _lines is null ? [] : [.. _lines.Select((line, i) => _left[i] == line.Amount ? line : line with { Amount = _left[i], Discount = line.Discount + line.Amount - _left[i] })];

    /// <summary>Whether any line is one that the coupon is for.</summary>
    public bool HasEligible(CouponSeriesSettings series)
    {
        for (var i = 0; _lines is not null && i < _lines.Count; i++)
            if (Counts(series, i)) return true;
        return false;
    }

    /// <summary>Takes a coupon's discount off; null when no amount is known.</summary>
    public decimal? Take(CouponSeriesSettings series)
    {
        if (Bill is not { } bill) return null;
        if (_lines is null)
        {
            var whole = Math.Min(Of(series, Math.Max(0, bill)), _billLeft);
            _billLeft -= whole;
            return whole;
        }
        var weights = new decimal[_lines.Count];
        for (var i = 0; i < weights.Length; i++) weights[i] = Counts(series, i) ? Math.Max(0, _lines[i].Amount) : 0;
        var (eligibleLeft, heldBack) = (0m, 0m);
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0) continue;
            eligibleLeft += Room(i);
            // With a percentage, what a floor price holds back is lost; with a sum, the other lines take it.
            if (_least[i] > 0 && series.DiscountType == CouponDiscount.Perc) heldBack += Math.Max(0, Of(series, weights[i]) - Room(i));
        }
        var discount = Math.Max(0, Math.Min(Math.Min(Of(series, weights.Sum()) - heldBack, eligibleLeft), _billLeft));
        Spread(discount, weights);
        _billLeft -= discount;
        return discount;
    }

    /// <summary>Which lines a series is for: within a kind any id, across kinds all.</summary>
    public static bool IsEligible(CouponSeriesSettings series, BillLine line)
    {
        if (!series.IsValidWithDiscountedItem && line.Discount > 0) return false;
        foreach (var products in series.Products)
            if (!Matches(products, line)) return false;
        return true;
    }

    /// <summary>Whether a line counts for a coupon: one that may not be discounted at all counts for none.</summary>
    private bool Counts(CouponSeriesSettings series, int line) => IsEligible(series, _lines![line]) && (_least[line] == 0 || _least[line] < _lines[line].Amount);

    /// <summary>What a discount may still take off a line.</summary>
    private decimal Room(int line) => Math.Max(0, _left[line] - _least[line]);

    /// <summary>What must be left of a line: all of it where nothing may be taken off, else its floor price, up to the next minor unit.</summary>
    private decimal Least(CartPromotionRules guard, BillLine line)
    {
        if (guard.ExcludedSkus.Contains(line.Sku, StringComparer.Ordinal)) return Math.Max(0, line.Amount);
        var floor = guard.FloorPrices.FirstOrDefault(each => each.Sku == line.Sku)?.Price ?? 0;
        return Math.Min(Math.Max(0, line.Amount), decimal.Round(floor * line.Quantity, _minorUnits, MidpointRounding.ToPositiveInfinity));
    }

    private static bool Matches(CouponProducts products, BillLine line) => products.Kind switch
    {
        CouponProductKind.Sku => products.Ids.Contains(line.Sku, StringComparer.OrdinalIgnoreCase),
        CouponProductKind.Category => Has(products, line, "category"),
        CouponProductKind.Brand => Has(products, line, "brand"),
        _ => line.Fields is { } fields && fields.Any(field => products.Ids.Contains($"{field.Key}:{field.Value}", StringComparer.OrdinalIgnoreCase)),
    };

    private static bool Has(CouponProducts products, BillLine line, string field) =>
        line.Fields is { } fields && fields.TryGetValue(field, out var value) && products.Ids.Contains(value, StringComparer.OrdinalIgnoreCase);

    private decimal Of(CouponSeriesSettings series, decimal on)
    {
        if (series.DiscountType == CouponDiscount.Abs) return Math.Min(Local(series.DiscountValue), on);
        var net = decimal.Round(on * (100m - series.DiscountValue) / 100m, _minorUnits, MidpointRounding.AwayFromZero);
        var discount = Math.Clamp(on - net, 0m, on);
        return series.DiscountUpTo is { } most ? Math.Min(discount, Local(most)) : discount;
    }

    /// <summary>An amount of the series in the bill's currency.</summary>
    private decimal Local(decimal amount) => _rate == 1m ? amount : decimal.Round(amount / _rate, _minorUnits, MidpointRounding.AwayFromZero);

    /// <summary>By largest remainder over the lines it is for; what a line has no room for goes to those after it.</summary>
    private void Spread(decimal discount, decimal[] weights)
    {
        if (discount == 0) return;
        var minor = Allocation.PowerOfTen(_minorUnits);
        var unit = decimal.Truncate(discount * minor) == discount * minor ? minor : 1_000_000m;
        var shares = Allocation.Spread((long)(discount * unit), weights);
        var over = 0m;
        for (var i = 0; i < shares.Length; i++) over += Cut(i, shares[i] / unit);
        for (var i = 0; i < shares.Length && over > 0; i++)
            if (weights[i] > 0) over = Cut(i, over);
    }

    /// <summary>Takes as much off a line as it has left; the rest.</summary>
    private decimal Cut(int line, decimal share)
    {
        var cut = Math.Min(share, Room(line));
        _left[line] -= cut;
        return share - cut;
    }
}
