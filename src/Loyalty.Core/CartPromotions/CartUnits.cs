namespace Loyalty;

/// <summary>The units that a line promotion uses and those it discounts, in millionths by line.</summary>
internal sealed class CartUnits(CartCase cart)
{
    private readonly CartScratch _scratch = cart.Scratch;

    public long[] Used => _scratch.Used;

    public long[] Discounted => _scratch.Discounted;

    /// <summary>How many times it applies.</summary>
    public long Groups { get; private set; } = 1;

    /// <summary>By what a sum is multiplied: the groups, or the exact ratio.</summary>
    public Ratio Factor { get; private set; } = Ratio.Of(1);

    /// <summary>Reward units granted but not there.</summary>
    public long Missing { get; private set; }

    /// <summary>Chooses the units (cart-promotions R7-R9), or tells what is not fulfilled.</summary>
    public CartFault? Choose(CompiledCartPromotion promotion, CartState state, long maximumGroups)
    {
        (Groups, Factor, Missing) = (1, Ratio.Of(1), 0);
        _scratch.Clear();
        foreach (var part in promotion.Condition) _scratch.Touch(cart.Fitting(part));
        foreach (var part in promotion.Rewards) _scratch.Touch(cart.Fitting(part));
        var free = _scratch.Free;
        foreach (var line in _scratch.Touched) free[line] = cart.Free(state, line);
        if (promotion.Condition.Length == 1) return One(promotion, promotion.Condition[0], free, maximumGroups);
        if (promotion.Condition.Length > 1 && CartCombo.Fill(cart, promotion.Condition, free, Used) is { } fault) return fault;
        if (promotion.Rewards.Length > 0) return Rewards(promotion, free, 1);
        Inside(promotion);
        return null;
    }

    private CartFault? One(CompiledCartPromotion promotion, CompiledPart part, long[] free, long maximumGroups)
    {
        var fitting = cart.Fitting(part);
        if (promotion.Definition.Accumulation is not null) return Next(promotion, fitting, free);
        if (CartMeasures.Fault(cart, part, fitting, free) is { } fault) return fault;
        var there = 0L;
        foreach (var line in fitting) there += free[line];
        var per = promotion.Definition.Action.PerUnit;
        var group = per is { Kpi: ProductKpi.Quantity } ? (long)(per.Divider * CartLine.Micro) : part.IsExact ? part.Units : 0;
        if (per is not null)
        {
            Factor = per.Kpi == ProductKpi.Amount
                ? CartMeasures.Worth(cart, fitting, free) / Ratio.Of(per.Divider * cart.Minor)
                : Ratio.Of(there, group);
            Groups = Math.Min(maximumGroups, Factor.Floor());
            if (per.Partial) Factor = Ratio.Min(Factor, Ratio.Of(maximumGroups));
            else Factor = Ratio.Of(Groups);
            if (!Factor.IsPositive)
                return CartFault.Of(cart, "condition.divider") ?? new("condition.divider", Canonical.Text(CartMeasures.Quantity(there)), ">= " + Canonical.Text(per.Divider));
            Groups = Math.Max(1, Groups);
        }
        if (promotion.Rewards.Length > 0) return Outside(promotion, part, fitting, free, there, group, maximumGroups);
        var units = group == 0 || per is { Partial: true } ? there : group * Groups;
        if (promotion.Definition.Action.Units is null)
        {
            CartDraw.Take(cart.Lines, fitting, free, units, Used);
            foreach (var line in fitting) Discounted[line] = Used[line];
            return null;
        }
        var window = group == 0 ? units : group;
        CartDraw.TakeGroups(cart.Lines, fitting, free, units, window, Math.Min(window, (long)(promotion.Definition.Action.Units.Value * CartLine.Micro)), Used, Discounted, _scratch.Own);
        return null;
    }

    /// <summary>What adds up over sales: the units that were still needed, then the free ones (cart-promotions R17a).</summary>
    private CartFault? Next(CompiledCartPromotion promotion, int[] fitting, long[] free)
    {
        var gathered = cart.Facts.Gathered.GetValueOrDefault(promotion.Id);
        var needed = CartGathering.Needed(promotion, gathered);
        var there = 0L;
        foreach (var line in fitting) there += free[line];
        if (there <= needed)
        {
            return CartFault.Of(cart, "condition.products.quantity")
                ?? new("condition.products.quantity", Canonical.Text(CartMeasures.Quantity(gathered + there)), "> " + Canonical.Text(promotion.Condition[0].Part.Value));
        }
        CartDraw.Take(cart.Lines, fitting, free, needed, Used);
        var granted = CartGathering.Free(promotion);
        Missing = granted - CartDraw.Take(cart.Lines, fitting, free, Math.Min(granted, there - needed), Discounted, cheapest: true);
        foreach (var line in fitting) Used[line] += Discounted[line];
        return null;
    }

    private CartFault? Outside(
        CompiledCartPromotion promotion, CompiledPart part, int[] fitting, long[] free, long there, long group, long maximumGroups)
    {
        var overlap = promotion.Rewards.Any(reward => cart.Fitting(reward).Intersect(fitting).Any(line => free[line] > 0));
        if (!overlap)
        {
            CartDraw.Take(cart.Lines, fitting, free, group == 0 ? there : group * Groups, Used);
            return Rewards(promotion, free, Groups);
        }
        if (part.Part.Kpi != ProductKpi.Quantity || promotion.Definition.Action.PerUnit is { Kpi: ProductKpi.Amount })
        {
            // No count says what the condition must keep: it keeps what the reward cannot use.
            var others = fitting.Except(promotion.Rewards.SelectMany(cart.Fitting)).ToArray();
            CartDraw.Take(cart.Lines, others, free, there, Used);
            return Rewards(promotion, free, Groups);
        }
        var least = promotion.Definition.Action.PerUnit is null ? CartMeasures.Least(part) : group;
        if (promotion.Rewards is [{ IsExact: true } reward] && !promotion.Definition.Action.Dearest && cart.Fitting(reward).AsSpan().SequenceEqual(fitting))
            return Alternating(promotion, fitting, free, there, least, reward.Units, maximumGroups);
        if (promotion.Definition.Action.PerUnit is not null)
        {
            Groups = Affordable(promotion, fitting, free, least, Groups);
            Factor = Ratio.Of(Groups);
        }
        CartDraw.Take(cart.Lines, fitting, free, least * Groups, Used);
        return Rewards(promotion, free, Groups);
    }

    /// <summary>Condition and reward of the same products: so many kept, then so many rewarded, group after group.</summary>
    private CartFault? Alternating(
        CompiledCartPromotion promotion, int[] fitting, long[] free, long there, long kept, long rewarded, long maximumGroups)
    {
        var window = kept + rewarded;
        var groups = promotion.Definition.Action.PerUnit is null ? Math.Min(1, maximumGroups) : maximumGroups;
        var full = Math.Min(groups, there / window);
        var rest = full < groups ? there - (full * window) : 0;
        var partial = rest > kept ? rest : 0;
        if (full == 0 && partial == 0) return MissingReward(rewarded);
        Groups = full + (partial > 0 ? 1 : 0);
        Factor = Ratio.Of(Groups);
        Missing = partial > 0 ? window - partial : 0;
        CartDraw.TakeGroups(cart.Lines, fitting, free, full * window, window, rewarded, Used, Discounted, _scratch.Own);
        if (partial > 0) CartDraw.TakeGroups(cart.Lines, fitting, free, partial, partial, partial - kept, Used, Discounted, _scratch.Own);
        return null;
    }

    /// <summary>The most groups whose last still finds a reward once all have kept their condition: fewer groups keep less, so halving finds it.</summary>
    private long Affordable(CompiledCartPromotion promotion, int[] fitting, long[] free, long kept, long most)
    {
        long low = 1, high = most;
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            var left = (long[])free.Clone();
            CartDraw.Take(cart.Lines, fitting, left, kept * middle, new long[left.Length]);
            var enough = promotion.Rewards.All(reward =>
                !reward.IsExact || cart.Fitting(reward).Sum(line => left[line]) > Times(reward.Units, middle - 1));
            if (enough) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    /// <summary>Takes the units of the reward's own sets.</summary>
    private CartFault? Rewards(CompiledCartPromotion promotion, long[] free, long groups)
    {
        var found = 0L;
        foreach (var reward in promotion.Rewards)
        {
            var fitting = cart.Fitting(reward);
            var there = 0L;
            foreach (var line in fitting) there += free[line];
            if (!reward.IsExact && reward.Part.Kpi == ProductKpi.Quantity && !CartMeasures.Holds(reward.Part.Operator, there.CompareTo(reward.Units)))
                return MissingReward(reward.Units);
            var wanted = reward.IsExact ? Times(reward.Units, groups) : there;
            var got = CartDraw.Take(cart.Lines, fitting, free, wanted, Discounted, cheapest: !promotion.Definition.Action.Dearest);
            found += got;
            Missing += wanted - got;
        }
        if (found == 0) return MissingReward(promotion.Rewards[0].IsExact ? promotion.Rewards[0].Units : CartLine.Micro);
        foreach (var line in _scratch.Touched) Used[line] += Discounted[line];
        return null;
    }

    /// <summary>The benefit on the units of a combo, or on none without a condition: all, or its cheapest.</summary>
    private void Inside(CompiledCartPromotion promotion)
    {
        var taken = 0L;
        foreach (var line in _scratch.Touched)
        {
            taken += Used[line];
            _scratch.Own[line] = Used[line];
        }
        var rewarded = promotion.Definition.Action.Units is { } units ? Math.Min(taken, (long)(units * CartLine.Micro)) : taken;
        CartDraw.Take(cart.Lines, _scratch.Touched, _scratch.Own, rewarded, Discounted, cheapest: true);
        foreach (var line in _scratch.Touched) _scratch.Own[line] = 0;
    }

    // More than any cart can hold is as good as all of it.
    private static long Times(long units, long groups) => (long)Int128.Min((Int128)units * groups, long.MaxValue / 2);

    private CartFault MissingReward(long units) => CartFault.Of(cart, "benefit.units_missing") ?? new("benefit.units_missing", "0", Canonical.Text(CartMeasures.Quantity(units)));
}
