namespace Loyalty;

/// <summary>Compares what is in the cart with what a condition needs (cart-promotions R7).</summary>
internal static class CartMeasures
{
    public static bool Holds(CartOperator comparison, int order) => comparison switch
    {
        CartOperator.Equals => order == 0,
        CartOperator.GreaterThan => order > 0,
        _ => order >= 0,
    };

    /// <summary>Why the units do not fulfil a part, or null.</summary>
    public static CartFault? Fault(CartCase cart, CompiledPart part, long[] units) => Fault(cart, part, cart.Fitting(part), units);

    /// <summary>The same with the lines that the part holds.</summary>
    public static CartFault? Fault(CartCase cart, CompiledPart part, int[] fitting, long[] units)
    {
        var there = 0L;
        foreach (var line in fitting) there += units[line];
        switch (part.Part.Kpi)
        {
            case ProductKpi.None:
                return there > 0 ? null : CartFault.Of(cart, "condition.products") ?? new("condition.products", "0", "1");
            case ProductKpi.Amount:
                var amount = Worth(cart, fitting, units);
                return there > 0 && Holds(part.Part.Operator, amount.Against(Ratio.Of(part.Part.Value * cart.Minor)))
                    ? null : CartFault.Of(cart, "condition.products.amount") ?? new("condition.products.amount", Canonical.Text(amount.Shown(2) / cart.Minor), Needed(part.Part.Operator, part.Part.Value));
            default:
                var comparison = part.IsExact ? CartOperator.GreaterThanOrEqual : part.Part.Operator;
                return there > 0 && Holds(comparison, there.CompareTo(part.Units))
                    ? null : CartFault.Of(cart, "condition.products.quantity") ?? new("condition.products.quantity", Canonical.Text(Quantity(there)), Needed(comparison, part.Part.Value));
        }
    }

    public static Ratio Worth(CartCase cart, ReadOnlySpan<int> fitting, long[] units)
    {
        var worth = Ratio.Zero;
        foreach (var line in fitting)
            if (units[line] > 0) worth += cart.Lines[line].Worth(units[line]);
        return worth;
    }

    /// <summary>The fewest units that can fulfil a part: what later parts must be left.</summary>
    public static long Least(CompiledPart part) => part.Part.Kpi != ProductKpi.Quantity ? 1
        : part.Part.Operator == CartOperator.GreaterThan ? part.Units + (part.Units % CartLine.Micro == 0 ? CartLine.Micro : 1) : part.Units;

    /// <summary>Why the measure of the cart does not hold, or null: bases in the phase of lines, what they left in that of the cart.</summary>
    public static CartFault? Fault(CartCase cart, CartMeasure? measure, CartState state, bool isCartLevel)
    {
        if (measure is null) return null;
        if (measure.Kpi == CartKpi.Subtotal)
        {
            var subtotal = isCartLevel ? Subtotal(cart, state) : cart.Subtotal;
            return Holds(measure.Operator, ((decimal)subtotal).CompareTo(measure.Value * cart.Minor))
                ? null : CartFault.Of(cart, "condition.subtotal") ?? new("condition.subtotal", Canonical.Text(cart.Money(subtotal)), Needed(measure.Operator, measure.Value));
        }
        var items = 0L;
        foreach (var line in cart.Lines)
            if (!line.IsExcluded) items += line.Units;
        return Holds(measure.Operator, Quantity(items).CompareTo(measure.Value))
            ? null : CartFault.Of(cart, "condition.item_count") ?? new("condition.item_count", Canonical.Text(Quantity(items)), Needed(measure.Operator, measure.Value));
    }

    /// <summary>What line promotions left of the lines that count.</summary>
    public static long Subtotal(CartCase cart, CartState state)
    {
        var subtotal = cart.Subtotal - state.Discount;
        for (var at = state; at.CartCount > 0; at = at.Before!)
            if (at.Last!.Promotion.IsCartLevel) subtotal += at.Last.Discount;
        return subtotal;
    }

    public static decimal Quantity(long units) => units % CartLine.Micro == 0 ? units / CartLine.Micro : Exact(units, 6);

    /// <summary>A whole number of parts, with no more decimals than it needs.</summary>
    public static decimal Exact(long parts, int decimals)
    {
        while (decimals > 0)
        {
            var (tenth, rest) = Math.DivRem(parts, 10);
            if (rest != 0) break;
            (parts, decimals) = (tenth, decimals - 1);
        }
        var size = (ulong)Int128.Abs(parts);
        return new(unchecked((int)size), unchecked((int)(size >> 32)), 0, parts < 0, (byte)decimals);
    }

    /// <summary>How many parts of so many decimals a number is, 0 or more; false where it has more decimals or is too large.</summary>
    public static bool TryParts(decimal value, int decimals, out long parts)
    {
        parts = 0;
        if (value.Scale > decimals || value < 0) return false;
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        if (bits[2] != 0 || bits[1] < 0) return false;
        parts = unchecked(((long)bits[1] << 32) | (uint)bits[0]);
        for (var left = decimals - value.Scale; left > 0; left--)
        {
            if (parts > long.MaxValue / 10) return false;
            parts *= 10;
        }
        return true;
    }

    private static string Needed(CartOperator comparison, decimal value) =>
        (comparison switch { CartOperator.Equals => "", CartOperator.GreaterThan => "> ", _ => ">= " }) + Canonical.Text(value);
}
