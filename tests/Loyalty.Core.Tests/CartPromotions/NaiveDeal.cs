namespace Loyalty.Tests.CartPromotions;

/// <summary>What a promotion of the naive model gives.</summary>
internal enum NaiveGift
{
    Percent,
    Sum,
    Price,
    Cheapest,
    CartPercent,
    CartSum,
}

/// <summary>A promotion of a subset small enough to be worked out by hand.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsExclusive">Whether it stands alone.</param>
/// <param name="Sets">For each part the items that count for it; no two parts share one. None for the cart.</param>
/// <param name="Counts">How many of each part.</param>
/// <param name="TakesAll">Whether all that there are are used, not just so many; of one part alone.</param>
/// <param name="Gift">What it gives.</param>
/// <param name="Value">Percent, units or minor units.</param>
/// <param name="Minimum">What the cart must come to, in minor units.</param>
internal sealed record NaivePromotion(string Id, bool IsExclusive, string[][] Sets, int[] Counts, bool TakesAll, NaiveGift Gift, int Value, long Minimum)
{
    public bool IsOnCart => Gift is NaiveGift.CartPercent or NaiveGift.CartSum;
}

/// <summary>
/// The best deal by trying everything, with an applier of its own: units one by one in whole minor units, nothing of the engine's. It knows no
/// fractions of units, no floor prices, no stacking on a unit; every item stands on one line.
/// </summary>
internal sealed class NaiveDeal
{
    private readonly (string Sku, long Price)[] _units;
    private readonly IReadOnlyList<NaivePromotion> _promotions;
    private readonly CartPromotionRules _rules;
    private readonly long _whole;

    public NaiveDeal(IEnumerable<(string Sku, int Quantity, long Price)> lines, IReadOnlyList<NaivePromotion> promotions, CartPromotionRules rules)
    {
        // The dearest first, then by item code.
        _units = [.. lines.SelectMany(line => Enumerable.Repeat((line.Sku, line.Price), line.Quantity)).OrderByDescending(unit => unit.Price).ThenBy(unit => unit.Sku, StringComparer.Ordinal)];
        (_promotions, _rules, _whole) = (promotions, rules, _units.Sum(unit => unit.Price));
    }

    /// <summary>The most that can be given, and whether an exclusive promotion gives it.</summary>
    public (long Discount, bool IsExclusive) Best()
    {
        long[] alone = [.. _promotions.Where(each => each.IsExclusive).Select(each => each.IsOnCart ? OnCart(each, _whole, _whole) : OnUnits(each, new bool[_units.Length]).Discount)];
        if (alone.Any(discount => discount > 0)) return (alone.Max(), true);
        var open = _promotions.Where(each => !each.IsExclusive).ToList();
        if (_rules.First == CartPhase.Cart && open.Exists(each => each.IsOnCart && OnCart(each, _whole, _whole) > 0)) open.RemoveAll(each => !each.IsOnCart);
        return (Lines(open, new bool[_units.Length], 0), false);
    }

    /// <summary>Any sequence of those that act on units, and after each of them any of those on the cart.</summary>
    private long Lines(List<NaivePromotion> left, bool[] used, long given)
    {
        var most = given + Carts([.. left.Where(each => each.IsOnCart)], _whole - given, _whole - given, 0);
        foreach (var promotion in left.Where(each => !each.IsOnCart))
        {
            var (discount, taken) = OnUnits(promotion, used);
            if (discount > 0) most = Math.Max(most, Lines([.. left.Where(each => each != promotion)], taken, given + discount));
        }
        return most;
    }

    private long Carts(List<NaivePromotion> left, long net, long rest, int count)
    {
        var most = 0L;
        if (_rules.MaximumPerCart > 0 && count == _rules.MaximumPerCart) return 0;
        foreach (var promotion in left)
        {
            var discount = OnCart(promotion, net, rest);
            if (discount > 0) most = Math.Max(most, discount + Carts([.. left.Where(each => each != promotion)], net, rest - discount, count + 1));
        }
        return most;
    }

    private long OnCart(NaivePromotion promotion, long net, long rest)
    {
        if (net < promotion.Minimum) return 0;
        return Math.Min(rest, promotion.Gift == NaiveGift.CartSum ? promotion.Value : Percent(promotion.Value, _rules.CartBasis == CartBasis.Gross ? _whole : net));
    }

    private (long Discount, bool[] Used) OnUnits(NaivePromotion promotion, bool[] used)
    {
        var taken = (bool[])used.Clone();
        var own = new List<long>();
        for (var part = 0; part < promotion.Sets.Length; part++)
        {
            var free = Enumerable.Range(0, _units.Length).Where(i => promotion.Sets[part].Contains(_units[i].Sku) && IsFree(i)).ToList();
            if (free.Count < promotion.Counts[part]) return default;
            foreach (var i in promotion.TakesAll ? free : free.Take(promotion.Counts[part]))
            {
                taken[i] = true;
                own.Add(_units[i].Price);
            }
        }
        var worth = own.Sum();
        var discount = promotion.Gift switch
        {
            NaiveGift.Percent => Percent(promotion.Value, worth),
            NaiveGift.Sum => promotion.Value,
            NaiveGift.Price => worth - promotion.Value,
            _ => own.Order().Take(promotion.Value).Sum(),
        };
        return (Math.Clamp(discount, 0, worth), taken);

        // A line that carries a promotion is closed where it carries one only.
        bool IsFree(int i) => !used[i] && (!_rules.OnePerLine || !Enumerable.Range(0, _units.Length).Any(j => used[j] && _units[j].Sku == _units[i].Sku));
    }

    /// <summary>To the nearest, half towards zero.</summary>
    private static long Percent(long percent, long of) => (percent * of / 100) + (percent * of % 100 > 50 ? 1 : 0);
}
