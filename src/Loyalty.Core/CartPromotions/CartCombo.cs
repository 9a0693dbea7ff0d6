namespace Loyalty;

/// <summary>
/// Fills the parts of a combo on units that no two share: each in its turn the first units that leave the later parts satisfiable (cart-promotions R9).
/// </summary>
internal static class CartCombo
{
    /// <summary>Takes the units, or tells which part cannot have what it needs.</summary>
    public static CartFault? Fill(CartCase cart, CompiledPart[] parts, long[] free, long[] used)
    {
        var fitting = new int[parts.Length][];
        var alike = new int[free.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            fitting[i] = cart.Fitting(parts[i]);
            foreach (var line in fitting[i]) alike[line] |= 1 << i;
        }
        var own = cart.Scratch.Own;
        for (var i = 0; i < parts.Length; i++)
        {
            var want = parts[i].IsExact ? parts[i].Units : long.MaxValue;
            var got = 0L;
            for (var at = 0; got < want && at < fitting[i].Length;)
            {
                var pool = CartDraw.PoolFrom(cart.Lines, fitting[i], at, alike);
                at += pool.Length;
                var there = 0L;
                foreach (var line in pool) there += free[line];
                var take = Math.Min(there, want - got);
                // Each unit that a later part would then miss is given back.
                if ((alike[pool[0]] >> (i + 1)) != 0) take -= Missing(cart, parts, fitting, i + 1, free, pool, take) - Missing(cart, parts, fitting, i + 1, free, pool, 0);
                if (take > 0) got += CartDraw.Take(cart.Lines, pool, free, take, own, alike: alike);
            }
            var fault = CartMeasures.Fault(cart, parts[i], own);
            foreach (var line in fitting[i])
            {
                used[line] += own[line];
                own[line] = 0;
            }
            if (fault is not null) return fault;
        }
        return null;
    }

    /// <summary>What the parts from one on miss of what they need at least, once so much of a pool is gone: needs less the largest flow.</summary>
    private static long Missing(CartCase cart, CompiledPart[] parts, int[][] fitting, int from, long[] free, ReadOnlySpan<int> pool, long take)
    {
        var left = (long[])free.Clone();
        if (take > 0) CartDraw.Take(cart.Lines, pool, left, take, new long[left.Length]);
        var flow = new long[parts.Length][];
        var missing = 0L;
        for (var part = from; part < parts.Length; part++)
        {
            flow[part] = new long[left.Length];
            var need = CartMeasures.Least(parts[part]);
            while (need > 0)
            {
                var pushed = Push(part, need, fitting, left, flow, new bool[parts.Length], from);
                if (pushed == 0) break;
                need -= pushed;
            }
            missing += need;
        }
        return missing;
    }

    // Gives a part units that are left, or units of another part that can be made good from elsewhere.
    private static long Push(int part, long need, int[][] fitting, long[] left, long[][] flow, bool[] seen, int from)
    {
        seen[part] = true;
        foreach (var line in fitting[part])
        {
            if (left[line] == 0) continue;
            var units = Math.Min(need, left[line]);
            left[line] -= units;
            flow[part][line] += units;
            return units;
        }
        foreach (var line in fitting[part])
        {
            for (var other = from; other < flow.Length; other++)
            {
                if (flow[other] is null || seen[other] || flow[other][line] == 0) continue;
                var units = Push(other, Math.Min(need, flow[other][line]), fitting, left, flow, seen, from);
                if (units == 0) continue;
                flow[other][line] -= units;
                flow[part][line] += units;
                return units;
            }
        }
        return 0;
    }
}
