namespace Loyalty;

/// <summary>Spreads a discount in minor units over lines (cart-promotions R16).</summary>
internal static class CartSpread
{
    private const int OnStack = 1024;
    private const int Few = 32;

    /// <summary>
    /// Shares by largest remainder that sum to the whole, none above its cap: spare units go to the larger fraction, then the larger weight,
    /// then the lower place in the order, that of item code and reference. What a capped line cannot take, the others take. The caps sum to the whole at least.
    /// </summary>
    public static void Over(long whole, ReadOnlySpan<Ratio> weights, ReadOnlySpan<long> caps, CartSpreadOrder order, Span<long> shares)
    {
        shares.Clear();
        if (weights.Length == 1)
        {
            shares[0] = whole;
            return;
        }
        if (weights.Length <= OnStack && IsPlain(whole, weights, caps, out var total))
        {
            Plain(whole, total, weights, order, shares);
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

    /// <summary>Whether all weights are whole, products fit a long, and no line can be asked for more than it can take.</summary>
    private static bool IsPlain(long whole, ReadOnlySpan<Ratio> weights, ReadOnlySpan<long> caps, out long sum)
    {
        sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (!weights[i].IsWhole) return false;
            var weight = weights[i].Floor();
            if (weight > caps[i] || weight > int.MaxValue) return false;
            sum += weight;
        }
        // Shares of no more than the weights together are, rounded up, no more than each weight.
        return whole <= sum && sum > 0 && whole <= int.MaxValue;
    }

    private static void Plain(long whole, long sum, ReadOnlySpan<Ratio> weights, CartSpreadOrder order, Span<long> shares)
    {
        Span<long> rests = stackalloc long[weights.Length];
        var left = whole;
        for (var i = 0; i < weights.Length; i++)
        {
            (shares[i], rests[i]) = Math.DivRem(whole * weights[i].Floor(), sum);
            left -= shares[i];
        }
        if (left == 0) return;
        // All above the last that gets one get one too; among those equal to it weights decide.
        Span<long> sorted = stackalloc long[weights.Length];
        rests.CopyTo(sorted);
        sorted.Sort();
        var last = sorted[weights.Length - (int)left];
        for (var i = 0; i < weights.Length; i++)
        {
            if (rests[i] <= last) continue;
            shares[i]++;
            left--;
        }
        if (weights.Length > Few && left > 1)
        {
            Alike(left, last, rests, weights, order, shares);
            return;
        }
        for (; left > 0; left--)
        {
            var best = -1;
            for (var i = 0; i < weights.Length; i++)
            {
                if (rests[i] != last) continue;
                if (best < 0 || (weights[i].Against(weights[best]) is var by && (by > 0 || (by == 0 && order.Compare(i, best) < 0)))) best = i;
            }
            shares[best]++;
            rests[best] = -1;
        }
    }

    /// <summary>Gives one to so many of those with the same rest.</summary>
    private static void Alike(long left, long rest, ReadOnlySpan<long> rests, ReadOnlySpan<Ratio> weights, CartSpreadOrder order, Span<long> shares)
    {
        var alike = new List<(Ratio Weight, int Line)>();
        for (var i = 0; i < rests.Length; i++)
            if (rests[i] == rest) alike.Add((weights[i], i));
        alike.Sort((a, b) => b.Weight.Against(a.Weight) is not 0 and var by ? by : order.Compare(a.Line, b.Line));
        for (var i = 0; i < left; i++) shares[alike[i].Line]++;
    }

    private static void Largest(long left, Ratio each, ReadOnlySpan<Ratio> weights, Span<bool> full, Span<long> shares, ReadOnlySpan<long> caps, CartSpreadOrder order)
    {
        var given = 0L;
        for (var i = 0; i < weights.Length; i++)
        {
            if (full[i]) continue;
            shares[i] = (each * weights[i]).Floor();
            given += shares[i];
        }
        if (given == left) return;
        var fractions = new List<(Ratio Fraction, Ratio Weight, int Line)>(weights.Length);
        for (var i = 0; i < weights.Length; i++)
        {
            if (!full[i] && shares[i] < caps[i]) fractions.Add(((each * weights[i]) - Ratio.Of(shares[i]), weights[i], i));
        }
        fractions.Sort((a, b) =>
        {
            var by = b.Fraction.Against(a.Fraction);
            if (by == 0) by = b.Weight.Against(a.Weight);
            return by != 0 ? by : order.Compare(a.Line, b.Line);
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

/// <summary>Who takes a spare minor unit among equals: by item code and reference; without lines in the order given.</summary>
internal readonly struct CartSpreadOrder(CartLine[] lines, int[] places)
{
    public int Compare(int a, int b)
    {
        if (places is null) return a.CompareTo(b);
        var (one, other) = (lines[places[a]], lines[places[b]]);
        var by = string.CompareOrdinal(one.Fact.Sku, other.Fact.Sku);
        if (by == 0) by = string.CompareOrdinal(one.Fact.Reference, other.Fact.Reference);
        return by != 0 ? by : one.Index.CompareTo(other.Index);
    }
}
