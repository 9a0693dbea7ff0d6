namespace Loyalty;

/// <summary>Applies one promotion to what is left of a cart, or tells why it gives nothing: gates (l) and (m) of cart-promotions R4.</summary>
internal static class CartApplying
{
    /// <summary>The state after it, or null and the fault.</summary>
    public static CartState? Apply(CartCase cart, CartCandidate candidate, CartState state, out CartFault? fault)
    {
        var promotion = candidate.Promotion;
        fault = CartTenders.Fault(cart, promotion.Definition.Condition) ?? CartMeasures.Fault(cart, promotion.Definition.Condition.Cart, state, promotion.IsCartLevel);
        if (fault is not null) return null;
        return promotion.IsCartLevel ? ToCart(cart, candidate, state, out fault) : ToLines(cart, candidate, state, out fault);
    }

    private static CartState? ToLines(CartCase cart, CartCandidate candidate, CartState state, out CartFault? fault)
    {
        var promotion = candidate.Promotion;
        var units = new CartUnits(cart.Lines.Length);
        fault = units.Choose(cart, promotion, state, MostGroups(candidate));
        if (fault is not null) return null;

        var count = cart.Lines.Length;
        var weights = new Ratio[count];
        var caps = new long[count];
        Ratio gross = Ratio.Zero, net = Ratio.Zero, room = Ratio.Zero;
        var isFloored = false;
        for (var i = 0; i < count; i++)
        {
            if (units.Discounted[i] == 0) continue;
            var worth = cart.Lines[i].Worth(units.Discounted[i]);
            weights[i] = Ratio.Max(Ratio.Zero, worth - Ratio.Of(CartSegments.Discount(cart, state.Lines[i], units.Discounted[i])));
            var least = cart.Lines[i].Least(units.Discounted[i]);
            var own = Ratio.Max(Ratio.Zero, weights[i] - least);
            isFloored |= least.IsPositive;
            caps[i] = least.IsPositive ? Math.Min(own.Floor(), cart.Cap(state, i)) : cart.Net(state, i);
            gross += worth;
            net += weights[i];
            room += own;
        }

        var action = promotion.Definition.Action;
        var basis = cart.Rules.UnitBasis == CartBasis.Gross ? gross : net;
        Ratio value;
        switch (action.Kind)
        {
            case CartActionKind.FreeProduct:
                value = net;
                break;
            case CartActionKind.FixedPrice:
                value = net - (promotion.Value * Ratio.Of(cart.Minor) * Ratio.Of(units.Groups));
                if (!value.IsPositive)
                {
                    fault = new("benefit.price_not_below", Canonical.Text(net.Shown(2) / cart.Minor), "> " + Canonical.Text(action.Value * units.Groups));
                    return null;
                }
                break;
            default:
                value = promotion.IsPercentage ? promotion.Value * basis : promotion.Value * Ratio.Of(cart.Minor) * units.Factor;
                break;
        }
        if (isFloored && (promotion.IsPercentage || action.Kind == CartActionKind.FreeProduct)) value = OfEach(promotion, value, basis, weights, caps);
        if (Discount(cart, candidate, value, room, caps, out var uncut) is not (> 0 and var discount))
        {
            fault = Nothing(uncut);
            return null;
        }
        var shares = CartSpread.Over(discount, weights, caps, cart.SpreadOrder);
        var lines = (CartLineState[])state.Lines.Clone();
        for (var i = 0; i < count; i++)
        {
            if (units.Used[i] > 0) lines[i] = CartSegments.After(cart, lines[i], units.Used[i], units.Discounted[i], shares[i]);
        }
        return state.With(
            new(promotion, discount, shares, units.Used, units.Discounted, units.Groups) { Base = basis.Floor(), Uncut = uncut, Missing = units.Missing },
            lines);
    }

    private static CartState? ToCart(CartCase cart, CartCandidate candidate, CartState state, out CartFault? fault)
    {
        var promotion = candidate.Promotion;
        fault = null;
        var count = cart.Lines.Length;
        if (promotion.Condition.Length > 0)
        {
            var free = new long[count];
            foreach (var line in cart.Lines) free[line.Index] = line.IsExcluded ? 0 : line.Units;
            fault = promotion.Condition.Length == 1 ? CartMeasures.Fault(cart, promotion.Condition[0], free) : CartCombo.Fill(cart, promotion.Condition, free, new long[count]);
            if (fault is not null) return null;
        }
        var weights = new Ratio[count];
        var caps = new long[count];
        long room = 0, counting = 0, payable = 0;
        for (var i = 0; i < count; i++)
        {
            payable += cart.Net(state, i);
            if (cart.Lines[i].IsExcluded) continue;
            weights[i] = Ratio.Of(cart.Net(state, i));
            caps[i] = cart.Cap(state, i);
            room += caps[i];
            counting += cart.Net(state, i);
        }

        var isTender = promotion.Definition.Action.Kind == CartActionKind.Tender;
        var tenders = isTender ? CartTenders.Of(cart, state, promotion.Definition.Condition) : null;
        var basis = !isTender ? Ratio.Of(cart.Rules.CartBasis == CartBasis.Gross ? cart.Subtotal : CartMeasures.Subtotal(cart, state))
            // What a tender pays of excluded items gets no share of its benefit.
            : payable == 0 ? Ratio.Zero : Ratio.Of(new System.Numerics.BigInteger(tenders!.Matching) * counting, payable);
        var value = promotion.IsPercentage ? promotion.Value * basis : promotion.Value * Ratio.Of(cart.Minor);
        if (isTender) value = Ratio.Min(value, basis);
        if (promotion.IsPercentage && cart.Rules.FloorPrices.Count > 0) value = OfEach(promotion, value, basis, weights, caps);
        if (Discount(cart, candidate, value, Ratio.Of(isTender ? Math.Min(room, tenders!.Left) : room), caps, out var uncut) is not (> 0 and var discount))
        {
            fault = Nothing(uncut);
            return null;
        }
        var shares = CartSpread.Over(discount, weights, caps, cart.SpreadOrder);
        var lines = (CartLineState[])state.Lines.Clone();
        for (var i = 0; i < count; i++)
        {
            if (shares[i] > 0) lines[i] = lines[i] with { CartDiscount = lines[i].CartDiscount + shares[i] };
        }
        return state.With(
            new(promotion, discount, shares, new long[count], [.. cart.Lines.Select(line => line.IsExcluded ? 0 : line.Units)], 1)
            {
                Base = basis.Floor(),
                Uncut = uncut,
                TenderDiscounts = tenders?.Spread(discount),
            },
            lines);
    }

    /// <summary>Value, limits, what is left of the units, rounded once, what is left of the lines (cart-promotions R16).</summary>
    private static long Discount(CartCase cart, CartCandidate candidate, Ratio value, Ratio room, long[] caps, out decimal? uncut)
    {
        uncut = null;
        if (!value.IsPositive) return 0;
        var cut = value;
        var most = candidate.Allowance.Discount;
        if (most < decimal.MaxValue) cut = Ratio.Min(cut, Ratio.Of(Math.Min(most, 1e15m) * cart.Minor));
        cut = Ratio.Min(cut, room);
        var discount = Math.Min(cut.Round(cart.Rules.Rounding), caps.Sum());
        // Rounding must not lift what a limit leaves.
        if (most < 1e15m) discount = Math.Min(discount, (long)decimal.Floor(most * cart.Minor));
        if (cut < value) uncut = value.Shown(4) / cart.Minor;
        return discount;
    }

    /// <summary>With floor prices each line gives its own percentage at most: what one may not give is lost, not taken from the others.</summary>
    private static Ratio OfEach(CompiledCartPromotion promotion, Ratio value, Ratio basis, Ratio[] weights, long[] caps)
    {
        if (!basis.IsPositive) return value;
        var rate = promotion.IsPercentage ? promotion.Value : Ratio.Of(1);
        var sum = Ratio.Zero;
        for (var i = 0; i < weights.Length; i++)
        {
            if (!weights[i].IsPositive) continue;
            weights[i] = Ratio.Min(rate * weights[i], Ratio.Of(caps[i]));
            sum += weights[i];
        }
        return Ratio.Min(value, sum);
    }

    private static long MostGroups(CartCandidate candidate)
    {
        var most = candidate.Allowance.Redemptions;
        return most >= long.MaxValue ? long.MaxValue : (long)most;
    }

    private static CartFault Nothing(decimal? uncut) => new("benefit.none", "0", uncut is null ? "> 0" : Canonical.Text(uncut.Value));
}
