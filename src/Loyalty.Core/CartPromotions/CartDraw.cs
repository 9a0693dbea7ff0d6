namespace Loyalty;

/// <summary>
/// Takes units from lines (cart-promotions R9). Like units, of one item at one price, are drawn from their lines in proportion, whole units by
/// largest remainder. It works on counts: 6,000 pieces on a line cost what one costs.
/// </summary>
internal static class CartDraw
{
    /// <summary>Takes so many units, the first in the order of units or the last, from what is free; gives how many there were.</summary>
    public static long Take(CartLine[] lines, ReadOnlySpan<int> fitting, long[] free, long units, long[] taken, bool cheapest = false, int[]? alike = null)
    {
        var left = units;
        if (units == long.MaxValue) return All(fitting, free, taken);
        for (var at = cheapest ? fitting.Length : 0; left > 0 && (cheapest ? at > 0 : at < fitting.Length);)
        {
            var pool = cheapest ? PoolBefore(lines, fitting, at, alike) : PoolFrom(lines, fitting, at, alike);
            at += cheapest ? -pool.Length : pool.Length;
            left -= FromPool(pool, free, left, taken);
        }
        return units - left;
    }

    /// <summary>
    /// Of units in groups: so many a group, of which the last few (the cheapest) are rewarded; a last group may be short. Takes them all and says which are rewarded.
    /// </summary>
    /// <param name="own">By line, zero before and after.</param>
    public static void TakeGroups(CartLine[] lines, ReadOnlySpan<int> fitting, long[] free, long units, long group, long rewarded, long[] taken, long[] discounted, long[] own)
    {
        var position = 0L;
        for (var at = 0; position < units && at < fitting.Length;)
        {
            var pool = PoolFrom(lines, fitting, at, null);
            at += pool.Length;
            var got = FromPool(pool, free, units - position, own);
            var rewards = Rewards(position + got, group, rewarded) - Rewards(position, group, rewarded);
            foreach (var line in pool) taken[line] += own[line];
            FromPool(pool, own, rewards, discounted);
            foreach (var line in pool) own[line] = 0;
            position += got;
        }
    }

    private static long All(ReadOnlySpan<int> fitting, long[] free, long[] taken)
    {
        var got = 0L;
        foreach (var line in fitting)
        {
            got += free[line];
            taken[line] += free[line];
            free[line] = 0;
        }
        return got;
    }

    private static long Rewards(long position, long group, long rewarded) =>
        (position / group * rewarded) + Math.Max(0, (position % group) - (group - rewarded));

    /// <summary>Takes up to so many units of a pool, in proportion to what is free in its lines.</summary>
    private static long FromPool(ReadOnlySpan<int> pool, long[] free, long units, long[] taken)
    {
        if (pool.Length == 1)
        {
            var all = Math.Min(units, free[pool[0]]);
            taken[pool[0]] += all;
            free[pool[0]] -= all;
            return all;
        }
        var there = 0L;
        var step = CartLine.Micro;
        foreach (var line in pool)
        {
            there += free[line];
            if (free[line] % CartLine.Micro != 0) step = 1;
        }
        if (units >= there)
        {
            foreach (var line in pool)
            {
                taken[line] += free[line];
                free[line] = 0;
            }
            return there;
        }
        if (units % CartLine.Micro != 0) step = 1;
        Span<long> shares = pool.Length <= 64 ? stackalloc long[pool.Length] : new long[pool.Length];
        Span<Int128> rests = pool.Length <= 64 ? stackalloc Int128[pool.Length] : new Int128[pool.Length];
        var given = 0L;
        for (var i = 0; i < pool.Length; i++)
        {
            var (share, rest) = Int128.DivRem((Int128)(units / step) * (free[pool[i]] / step), there / step);
            shares[i] = (long)share;
            rests[i] = rest;
            given += shares[i];
        }
        for (; given < units / step; given++)
        {
            // The larger fraction, then the larger quantity, then the lower reference: the pool's order.
            var best = 0;
            for (var i = 1; i < pool.Length; i++)
                if (rests[i] > rests[best] || (rests[i] == rests[best] && free[pool[i]] > free[pool[best]])) best = i;
            shares[best]++;
            rests[best] = -1;
        }
        for (var i = 0; i < pool.Length; i++)
        {
            taken[pool[i]] += shares[i] * step;
            free[pool[i]] -= shares[i] * step;
        }
        return units;
    }

    /// <summary>The lines of like units that begin here. <paramref name="alike"/> splits those that not the same sets hold.</summary>
    public static ReadOnlySpan<int> PoolFrom(CartLine[] lines, ReadOnlySpan<int> fitting, int at, int[]? alike)
    {
        var end = at + 1;
        while (end < fitting.Length && Like(lines, fitting[at], fitting[end], alike)) end++;
        return fitting[at..end];
    }

    private static ReadOnlySpan<int> PoolBefore(CartLine[] lines, ReadOnlySpan<int> fitting, int end, int[]? alike)
    {
        var at = end - 1;
        while (at > 0 && Like(lines, fitting[at - 1], fitting[end - 1], alike)) at--;
        return fitting[at..end];
    }

    private static bool Like(CartLine[] lines, int a, int b, int[]? alike) => lines[a].Like == lines[b].Like && (alike is null || alike[a] == alike[b]);
}
