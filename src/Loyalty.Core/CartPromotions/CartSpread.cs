namespace Loyalty;

/// <summary>Spreads a discount in minor units over lines (cart-promotions R16).</summary>
internal static class CartSpread
{
    /// <summary>
    /// Shares by largest remainder that sum to the whole, none above its cap: spare units go to the larger fraction, then the larger weight,
    /// then the lower place in the order, that of item code and reference. What a capped line cannot take, the others take. The caps sum to the whole at least.
    /// </summary>
    public static long[] Over(long whole, ReadOnlySpan<Ratio> weights, ReadOnlySpan<long> caps, int[]? order = null)
    {
        var shares = new long[weights.Length];
        var full = new bool[weights.Length];
        for (var left = whole; ;)
        {
            var sum = Ratio.Zero;
            for (var i = 0; i < weights.Length; i++)
                if (!full[i]) sum += weights[i];
            if (left == 0) return shares;
            if (!sum.IsPositive) return Rest(left, shares, caps);
            var capped = false;
            for (var i = 0; i < weights.Length; i++)
            {
                if (full[i] || !((Ratio.Of(left) * weights[i] / sum) > Ratio.Of(caps[i]))) continue;
                (full[i], shares[i], capped) = (true, caps[i], true);
            }
            if (!capped)
            {
                Largest(left, weights, full, sum, shares, caps, order);
                return shares;
            }
            left = whole;
            for (var i = 0; i < shares.Length; i++)
                if (full[i]) left -= shares[i];
        }
    }

    private static void Largest(long left, ReadOnlySpan<Ratio> weights, bool[] full, Ratio sum, long[] shares, ReadOnlySpan<long> caps, int[]? order)
    {
        var fractions = new List<(Ratio Fraction, Ratio Weight, int Place, int Line)>(weights.Length);
        var given = 0L;
        for (var i = 0; i < weights.Length; i++)
        {
            if (full[i]) continue;
            var exact = Ratio.Of(left) * weights[i] / sum;
            shares[i] = exact.Floor();
            given += shares[i];
            if (shares[i] < caps[i]) fractions.Add((exact - Ratio.Of(shares[i]), weights[i], order is null ? i : order[i], i));
        }
        fractions.Sort(static (a, b) =>
        {
            var by = b.Fraction.Against(a.Fraction);
            if (by == 0) by = b.Weight.Against(a.Weight);
            return by != 0 ? by : a.Place.CompareTo(b.Place);
        });
        for (var i = 0; given < left; i++, given++) shares[fractions[i].Line]++;
    }

    // Only where every line with a weight is full: the rounding of a discount may pass the touched units by part of a minor unit.
    private static long[] Rest(long left, long[] shares, ReadOnlySpan<long> caps)
    {
        for (var i = 0; i < shares.Length && left > 0; i++)
        {
            var more = Math.Min(left, caps[i] - shares[i]);
            shares[i] += more;
            left -= more;
        }
        return shares;
    }
}
