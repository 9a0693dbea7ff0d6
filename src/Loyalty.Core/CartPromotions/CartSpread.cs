namespace Loyalty;

/// <summary>Spreads a discount in minor units over lines (cart-promotions R16).</summary>
internal static class CartSpread
{
    private const int OnStack = 64;

    /// <summary>
    /// Shares by largest remainder that sum to the whole, none above its cap: spare units go to the larger fraction, then the larger weight,
    /// then the lower place in the order, that of item code and reference. What a capped line cannot take, the others take. The caps sum to the whole at least.
    /// </summary>
    public static void Over(long whole, ReadOnlySpan<Ratio> weights, ReadOnlySpan<long> caps, ReadOnlySpan<int> order, Span<long> shares)
    {
        shares.Clear();
        if (weights.Length == 1)
        {
            shares[0] = whole;
            return;
        }
        Span<bool> full = weights.Length <= OnStack ? stackalloc bool[weights.Length] : new bool[weights.Length];
        for (var left = whole; ;)
        {
            var sum = Ratio.Zero;
            for (var i = 0; i < weights.Length; i++)
                if (!full[i]) sum += weights[i];
            if (left == 0) return;
            if (!sum.IsPositive)
            {
                Rest(left, shares, caps);
                return;
            }
            var capped = false;
            var each = Ratio.Of(left) / sum;
            for (var i = 0; i < weights.Length; i++)
            {
                if (full[i] || !(each * weights[i] > Ratio.Of(caps[i]))) continue;
                (full[i], shares[i], capped) = (true, caps[i], true);
            }
            if (!capped)
            {
                Largest(left, each, weights, full, shares, caps, order);
                return;
            }
            left = whole;
            for (var i = 0; i < shares.Length; i++)
                if (full[i]) left -= shares[i];
        }
    }

    private static void Largest(long left, Ratio each, ReadOnlySpan<Ratio> weights, Span<bool> full, Span<long> shares, ReadOnlySpan<long> caps, ReadOnlySpan<int> order)
    {
        var given = 0L;
        for (var i = 0; i < weights.Length; i++)
        {
            if (full[i]) continue;
            shares[i] = (each * weights[i]).Floor();
            given += shares[i];
        }
        if (given == left) return;
        var fractions = new List<(Ratio Fraction, Ratio Weight, int Place, int Line)>(weights.Length);
        for (var i = 0; i < weights.Length; i++)
        {
            if (!full[i] && shares[i] < caps[i]) fractions.Add(((each * weights[i]) - Ratio.Of(shares[i]), weights[i], order.IsEmpty ? i : order[i], i));
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
    private static void Rest(long left, Span<long> shares, ReadOnlySpan<long> caps)
    {
        for (var i = 0; i < shares.Length && left > 0; i++)
        {
            var more = Math.Min(left, caps[i] - shares[i]);
            shares[i] += more;
            left -= more;
        }
    }
}
