namespace Loyalty;

/// <summary>
/// What promotions can give together at most, without trying them: a relaxation in which each unit takes its dearest share. A promotion counts
/// either through its units or as a lump, whichever bounds better. Amounts in minor units.
/// </summary>
internal sealed class CartBounds
{
    private readonly CartCase _cart;
    private readonly Dictionary<CartCandidate, CartReach> _reach = new(ReferenceEqualityComparer.Instance);
    private readonly CartTop _top;
    private readonly CartLineBounds? _lines;
    private readonly HashSet<CartCandidate> _lumps = new(ReferenceEqualityComparer.Instance);

    public CartBounds(CartCase cart, IReadOnlyList<CartCandidate> candidates)
    {
        _cart = cart;
        _top = new(cart, candidates);
        var lines = candidates.Where(each => !each.Promotion.IsCartLevel).ToList();
        if (cart.Rules.OnePerLine)
        {
            _lines = new(cart, lines, ReachOf);
            return;
        }
        foreach (var candidate in lines) _reach[candidate] = ReachOf(candidate);
        var free = cart.Free(cart.Start);
        var bound = Lines(lines, free, _lumps);
        foreach (var candidate in lines)
        {
            _lumps.Add(candidate);
            var other = Lines(lines, free, _lumps);
            if (other < bound) bound = other;
            else _lumps.Remove(candidate);
        }
    }

    /// <summary>The most that a state and those left can come to; lines count only while no cart promotion is applied.</summary>
    public long Of(CartState state, IReadOnlyList<CartCandidate> left)
    {
        var more = 0L;
        if (state.CartCount == 0 && _lines is not null) more = _lines.Of(state, left);
        else if (state.CartCount == 0)
        {
            var lines = left.Where(each => !each.Promotion.IsCartLevel).ToList();
            var free = _cart.Free(state);
            more = Math.Min(Lines(lines, free, _lumps), Lines(lines, free, []));
        }
        more = _cart.MaximumPerCart == 1 ? WithOne(state, more) : more + Cart(state, left);
        var net = 0L;
        for (var i = 0; i < state.Lines.Length; i++) net += _cart.Cap(state, i);
        return state.Discount + Math.Min(more, net);
    }

    /// <summary>One cart promotion at most.</summary>
    private long WithOne(CartState state, long lines) =>
        state.CartCount > 0 ? 0 : _top.Of(state.Discount, state.Discount + lines) - state.Discount;

    private long Most(CartCandidate candidate, long basis)
    {
        var value = candidate.Promotion.IsPercentage ? candidate.Promotion.Value * Ratio.Of(basis) : candidate.Promotion.Value * Ratio.Of(_cart.Minor);
        return Ratio.Min(value, Limit(candidate)).Round(_cart.Rules.Rounding);
    }

    private long Cart(CartState state, IReadOnlyList<CartCandidate> left)
    {
        var most = new List<long>();
        foreach (var candidate in left)
        {
            if (!candidate.Promotion.IsCartLevel) continue;
            var measure = candidate.Definition.Condition.Cart;
            // Line promotions only lower what the cart comes to.
            if (measure is { Kpi: CartKpi.Subtotal, Operator: not CartOperator.Equals } && CartMeasures.Fault(_cart, measure, state, isCartLevel: true) is not null) continue;
            var tenders = candidate.Definition.Action.Kind == CartActionKind.Tender;
            var basis = _cart.Rules.CartBasis == CartBasis.Gross || tenders ? _cart.Subtotal : CartMeasures.Subtotal(_cart, state);
            most.Add(Most(candidate, basis));
        }
        most.Sort();
        var sum = 0L;
        for (var i = 0; i < most.Count && i < _cart.MaximumPerCart - state.CartCount; i++) sum += most[^(i + 1)];
        return sum;
    }

    private long Lines(List<CartCandidate> left, long[] free, HashSet<CartCandidate> lumps)
    {
        var sum = 0m;
        var byUnits = new List<CartReach>(left.Count);
        foreach (var candidate in left)
        {
            if (lumps.Contains(candidate)) sum += _reach[candidate].Lump;
            else byUnits.Add(_reach[candidate]);
        }
        for (var line = 0; line < free.Length; line++)
        {
            if (free[line] == 0) continue;
            sum += Filled(byUnits, line, free[line]);
        }
        // An application is rounded once: so much may each come to lie above its exact value.
        var slack = byUnits.Sum(reach => reach.Slack);
        return (long)decimal.Floor(sum + slack);
    }

    private static decimal Given(CartReach reach, int line, long units) =>
        Math.Min(reach.ALine, reach.PerUnit[line] * Math.Min(units, reach.Units) / CartLine.Micro);

    /// <summary>Different units of the line may carry different ones: the dearest first, each on no more units than it can discount.</summary>
    private decimal Filled(List<CartReach> reaches, int line, long free)
    {
        var most = 0m;
        var worth = _cart.Lines[line].Base * (decimal)free / _cart.Lines[line].Units;
        if (_cart.MaximumPerUnit > 1)
        {
            foreach (var reach in reaches) most += Given(reach, line, free);
            return Math.Min(most, decimal.Ceiling(worth));
        }
        var left = free;
        foreach (var reach in reaches.Where(reach => reach.PerUnit[line] > 0).OrderByDescending(reach => reach.PerUnit[line]))
        {
            // A sum may come off few units as well as off many: it leaves the others theirs.
            if (reach.ALine < decimal.MaxValue)
            {
                most += Given(reach, line, free);
                continue;
            }
            var units = Math.Min(left, reach.Units);
            most += Given(reach, line, units);
            left -= units;
        }
        return most;
    }

    private CartReach ReachOf(CartCandidate candidate)
    {
        var promotion = candidate.Promotion;
        var action = candidate.Definition.Action;
        var sets = promotion.Rewards.Length > 0 ? promotion.Rewards : promotion.Condition;
        var units = MostUnits(candidate, sets);
        var perUnit = new decimal[_cart.Lines.Length];
        var isWhole = true;
        foreach (var line in sets.SelectMany(_cart.Fitting).Distinct())
        {
            var rate = promotion.IsPercentage ? action.Value / 100 : 1;
            perUnit[line] = Up(rate * _cart.Lines[line].Base * CartLine.Micro / _cart.Lines[line].Units);
            isWhole &= perUnit[line] == decimal.Truncate(perUnit[line]) && _cart.Lines[line].Units % CartLine.Micro == 0;
        }
        isWhole &= units == long.MaxValue || units % CartLine.Micro == 0;
        var most = 0m;
        var left = units;
        foreach (var line in Enumerable.Range(0, perUnit.Length).Where(line => perUnit[line] > 0).OrderByDescending(line => perUnit[line]))
        {
            var taken = Math.Min(left, _cart.Lines[line].Units);
            most += perUnit[line] * taken / CartLine.Micro;
            left -= taken;
        }
        var sum = decimal.MaxValue;
        if (!promotion.IsPercentage && action.Kind == CartActionKind.Product) sum = action.Value * _cart.Minor * MostTimes(candidate);
        if (action.Kind == CartActionKind.FixedPrice) most = Math.Max(0, most - (action.Value * _cart.Minor));
        most = Math.Min(most, sum);
        if (candidate.Allowance.Discount < 1e15m) most = Math.Min(most, candidate.Allowance.Discount * _cart.Minor);
        var slack = _cart.Rules.Rounding switch
        {
            CartRounding.Down or CartRounding.Floor => 0m,
            CartRounding.Up or CartRounding.Ceiling => 1m,
            _ => 0.5m,
        };
        if (isWhole && (sum == decimal.MaxValue || sum == decimal.Truncate(sum)) && (action.Kind != CartActionKind.FixedPrice || FieldNumber.Decimals(action.Value * _cart.Minor) == 0)) slack = 0;
        return new(perUnit, units, Ratio.Of(most).Round(_cart.Rules.Rounding), sum == decimal.MaxValue ? decimal.MaxValue : Up(sum), slack);
    }

    private long MostUnits(CartCandidate candidate, CompiledPart[] sets)
    {
        var action = candidate.Definition.Action;
        decimal units;
        if (candidate.Promotion.Rewards.Length > 0) units = Array.TrueForAll(sets, set => set.IsExact) ? sets.Sum(set => set.Units) : decimal.MaxValue;
        else if (action.Units is { } own) units = own * CartLine.Micro;
        else if (action.PerUnit is not null) return long.MaxValue;
        else units = sets.Length > 0 && Array.TrueForAll(sets, set => set.IsExact) ? sets.Sum(set => set.Units) : decimal.MaxValue;
        if (units == decimal.MaxValue) return long.MaxValue;
        var times = decimal.Ceiling(MostTimes(candidate));
        return times >= long.MaxValue / units ? long.MaxValue : (long)(units * times);
    }

    private decimal MostTimes(CartCandidate candidate)
    {
        if (candidate.Definition.Action.PerUnit is not { } per) return 1;
        var fitting = _cart.Fitting(candidate.Promotion.Condition[0]);
        var times = per.Kpi == ProductKpi.Amount
            ? fitting.Sum(line => (decimal)_cart.Lines[line].Base) / (per.Divider * _cart.Minor)
            : CartMeasures.Quantity(fitting.Sum(line => _cart.Lines[line].Units)) / per.Divider;
        return Math.Min(candidate.Allowance.Redemptions, per.Partial ? Up(times) : decimal.Ceiling(times));
    }

    private Ratio Limit(CartCandidate candidate) => Ratio.Of(Math.Min(candidate.Allowance.Discount, 1e15m) * _cart.Minor);

    // A bound may lie above, never below.
    private static decimal Up(decimal value)
    {
        var cut = decimal.Round(value, 9, MidpointRounding.ToZero);
        return cut == value ? value : cut + 0.000000001m;
    }
}

/// <summary>What a promotion can give at most, in minor units.</summary>
/// <param name="PerUnit">Most it gives to a unit of each line.</param>
/// <param name="Units">Most units it discounts.</param>
/// <param name="Lump">Most it gives.</param>
/// <param name="ALine">Most it gives to one line.</param>
/// <param name="Slack">How far rounding may lift it above its exact value.</param>
internal sealed record CartReach(decimal[] PerUnit, long Units, long Lump, decimal ALine, decimal Slack);
