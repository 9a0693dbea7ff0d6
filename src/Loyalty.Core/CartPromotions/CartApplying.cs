namespace Loyalty;

/// <summary>What a promotion would do to a cart; what it does to its lines stands in the working space until the next is weighed.</summary>
/// <param name="Discount">What it gives, above 0.</param>
/// <param name="Basis">Of what amount.</param>
/// <param name="Uncut">What it would give but for a limit, a floor or the price; null when nothing was cut.</param>
/// <param name="Tenders">The tenders that it comes off, with TENDER.</param>
internal readonly record struct CartWeight(long Discount, Ratio Basis, decimal? Uncut, CartTenders? Tenders);

/// <summary>Applies one promotion to what is left of a cart, or tells why it gives nothing: gates (l) and (m) of cart-promotions R4.</summary>
internal static class CartApplying
{
    /// <summary>The state after it, or null and the fault.</summary>
    public static CartState? Apply(CartCase cart, CartCandidate candidate, CartState state, out CartFault? fault) =>
        Weigh(cart, candidate, state, out fault) is { } weight ? Commit(cart, candidate, state, weight) : null;

    /// <summary>What it would give, or null and the fault. Changes nothing.</summary>
    public static CartWeight? Weigh(CartCase cart, CartCandidate candidate, CartState state, out CartFault? fault)
    {
        var promotion = candidate.Promotion;
        fault = CartTenders.Fault(cart, promotion.Definition.Condition) ?? CartMeasures.Fault(cart, promotion.Definition.Condition.Cart, state, promotion.IsCartLevel);
        if (fault is not null) return null;
        return promotion.IsCartLevel ? OnCart(cart, candidate, state, out fault) : OnLines(cart, candidate, state, out fault);
    }

    /// <summary>The state after the promotion last weighed, on the same cart and state. With <paramref name="owns"/> the state before is given up.</summary>
    public static CartState Commit(CartCase cart, CartCandidate candidate, CartState state, in CartWeight weight, bool owns = false)
    {
        var promotion = candidate.Promotion;
        var (scratch, units) = (cart.Scratch, cart.Chosen);
        // Without floor prices a promotion on the cart is weighed without a look at its lines.
        if (promotion.IsCartLevel && cart.Rules.FloorPrices.Count == 0) OfCart(cart, state);
        var touched = scratch.Touched;
        var shares = scratch.Shares.AsSpan(0, touched.Length);
        CartSpread.Over(weight.Discount, scratch.Weights.AsSpan(0, touched.Length), scratch.Caps.AsSpan(0, touched.Length), new(cart.Lines, scratch.Places), shares);

        var lines = owns ? state.Lines : cart.Space.Copy(state.Lines);
        var count = 0;
        for (var i = 0; i < touched.Length; i++)
            if (promotion.IsCartLevel ? shares[i] > 0 : units.Used[touched[i]] > 0) count++;
        var portions = cart.Space.Portions(count);
        count = 0;
        for (var i = 0; i < touched.Length; i++)
        {
            var line = touched[i];
            if (promotion.IsCartLevel)
            {
                if (shares[i] == 0) continue;
                portions[count++] = new(line, shares[i], 0, cart.Lines[line].Units);
                lines[line] = lines[line] with { CartDiscount = lines[line].CartDiscount + shares[i] };
            }
            else if (units.Used[line] > 0)
            {
                portions[count++] = new(line, shares[i], units.Used[line], units.Discounted[line]);
                lines[line] = CartSegments.After(cart, cart.Lines[line].Units, lines[line], units.Used[line], units.Discounted[line], shares[i]);
            }
        }
        var application = cart.Space.Application(promotion, weight.Discount, portions, promotion.IsCartLevel ? 1 : units.Groups);
        application.Held = candidate.Held;
        application.Base = weight.Basis.Floor();
        application.Uncut = weight.Uncut;
        application.Missing = promotion.IsCartLevel ? 0 : units.Missing;
        application.TenderDiscounts = weight.Tenders?.Spread(weight.Discount);
        return cart.Space.State(state, application, lines);
    }

    private static CartWeight? OnLines(CartCase cart, CartCandidate candidate, CartState state, out CartFault? fault)
    {
        var promotion = candidate.Promotion;
        var units = cart.Chosen;
        fault = units.Choose(promotion, state, candidate.MostGroups);
        if (fault is not null) return null;

        var scratch = cart.Scratch;
        scratch.Weigh();
        var touched = scratch.Touched;
        var weights = scratch.Weights.AsSpan(0, touched.Length);
        var caps = scratch.Caps.AsSpan(0, touched.Length);
        Ratio gross = Ratio.Zero, net = Ratio.Zero, room = Ratio.Zero;
        var isFloored = false;
        for (var i = 0; i < touched.Length; i++)
        {
            var line = touched[i];
            var discounted = units.Discounted[line];
            (weights[i], caps[i]) = (Ratio.Zero, 0);
            if (discounted == 0) continue;
            var worth = cart.Lines[line].Worth(discounted);
            weights[i] = state.Lines[line].LineDiscount == 0 ? worth : Ratio.Max(Ratio.Zero, worth - Ratio.Of(CartSegments.Discount(cart, cart.Lines[line].Units, state.Lines[line], discounted)));
            gross += worth;
            net += weights[i];
            if (cart.Lines[line].Floor.IsPositive)
            {
                isFloored = true;
                var own = Ratio.Max(Ratio.Zero, weights[i] - cart.Lines[line].Least(discounted));
                caps[i] = Math.Min(own.Floor(), cart.Cap(state, line));
                room += own;
            }
            else
            {
                caps[i] = cart.Net(state, line);
                room += weights[i];
            }
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
                value = net - (promotion.Value * cart.ExactMinor * Ratio.Of(units.Groups));
                if (!value.IsPositive)
                {
                    fault = CartFault.Of(cart, "benefit.price_not_below") ?? new("benefit.price_not_below", Canonical.Text(net.Shown(2) / cart.Minor), "> " + Canonical.Text(action.Value * units.Groups));
                    return null;
                }
                break;
            default:
                value = promotion.IsPercentage ? promotion.Value * basis : promotion.Value * cart.ExactMinor * units.Factor;
                break;
        }
        if (isFloored && (promotion.IsPercentage || action.Kind == CartActionKind.FreeProduct)) value = OfEach(promotion, value, basis, weights, caps);
        return Cut(cart, candidate, value, room, Sum(scratch), basis, null, out fault);
    }

    private static CartWeight? OnCart(CartCase cart, CartCandidate candidate, CartState state, out CartFault? fault)
    {
        var promotion = candidate.Promotion;
        fault = promotion.Condition.Length == 0 ? null : Fault(cart, promotion);
        if (fault is not null) return null;
        // A discount lies on lines that count, and on no others.
        var counting = cart.Subtotal - state.Discount;
        var room = counting;
        if (cart.Rules.FloorPrices.Count > 0)
        {
            OfCart(cart, state);
            room = Sum(cart.Scratch);
        }

        var isTender = promotion.Definition.Action.Kind == CartActionKind.Tender;
        var tenders = isTender ? CartTenders.Of(cart, state, promotion.Definition.Condition) : null;
        var payable = cart.Whole - state.Discount;
        var basis = !isTender ? Ratio.Of(cart.Rules.CartBasis == CartBasis.Gross ? cart.Subtotal : CartMeasures.Subtotal(cart, state))
            // What a tender pays of excluded items gets no share of its benefit.
            : payable == 0 ? Ratio.Zero : Ratio.Of((Int128)tenders!.Matching * counting, payable);
        var value = promotion.IsPercentage ? promotion.Value * basis : promotion.Value * cart.ExactMinor;
        if (isTender) value = Ratio.Min(value, basis);
        if (promotion.IsPercentage && cart.Rules.FloorPrices.Count > 0) value = OfEach(promotion, value, basis, cart.Scratch.Weights.AsSpan(0, cart.Scratch.Count), cart.Scratch.Caps);
        return Cut(cart, candidate, value, Ratio.Of(isTender ? Math.Min(room, tenders!.Left) : room), room, basis, tenders, out fault);
    }

    private static CartFault? Fault(CartCase cart, CompiledCartPromotion promotion)
    {
        var scratch = cart.Scratch;
        scratch.Clear();
        scratch.Touch(cart.Counting);
        foreach (var line in scratch.Touched) scratch.Free[line] = cart.Lines[line].Units;
        return promotion.Condition.Length == 1 ? CartMeasures.Fault(cart, promotion.Condition[0], scratch.Free) : CartCombo.Fill(cart, promotion.Condition, scratch.Free, scratch.Used);
    }

    /// <summary>All lines that count, by what is left of them.</summary>
    private static void OfCart(CartCase cart, CartState state)
    {
        var scratch = cart.Scratch;
        scratch.Clear();
        scratch.Touch(cart.Counting);
        scratch.Weigh();
        var touched = scratch.Touched;
        for (var i = 0; i < touched.Length; i++)
        {
            scratch.Weights[i] = Ratio.Of(cart.Net(state, touched[i]));
            scratch.Caps[i] = cart.Cap(state, touched[i]);
        }
    }

    private static long Sum(CartScratch scratch)
    {
        var sum = 0L;
        foreach (var cap in scratch.Caps.AsSpan(0, scratch.Count)) sum += cap;
        return sum;
    }

    /// <summary>Value, limits, what is left of the units, rounded once, what is left of the lines (cart-promotions R16).</summary>
    private static CartWeight? Cut(CartCase cart, CartCandidate candidate, Ratio value, Ratio room, long caps, Ratio basis, CartTenders? tenders, out CartFault? fault)
    {
        decimal? uncut = null;
        var discount = 0L;
        if (value.IsPositive)
        {
            var cut = value;
            var most = candidate.IsCapped ? Math.Min(candidate.Allowance.Discount, 1e15m) * cart.Minor : 0;
            if (candidate.IsCapped) cut = Ratio.Min(cut, Ratio.Of(most));
            cut = Ratio.Min(cut, room);
            discount = Math.Min(cut.Round(cart.Rules.Rounding), caps);
            // Rounding must not lift what a limit leaves.
            if (candidate.IsCapped) discount = Math.Min(discount, (long)decimal.Floor(most));
            if (cut < value) uncut = value.Shown(4) / cart.Minor;
        }
        fault = discount > 0 ? null : CartFault.Of(cart, "benefit.none") ?? new("benefit.none", "0", uncut is null ? "> 0" : Canonical.Text(uncut.Value));
        return fault is null ? new(discount, basis, uncut, tenders) : null;
    }

    /// <summary>With floor prices each line gives its own percentage at most: what one may not give is lost, not taken from the others.</summary>
    private static Ratio OfEach(CompiledCartPromotion promotion, Ratio value, Ratio basis, Span<Ratio> weights, ReadOnlySpan<long> caps)
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
}
