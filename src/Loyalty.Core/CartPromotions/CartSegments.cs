namespace Loyalty;

/// <summary>Parts of a line that the same promotions have used: which are free for another, and what becomes of them.</summary>
internal static class CartSegments
{
    /// <summary>What earlier promotions have given on the units that the next would discount.</summary>
    public static long Discount(CartCase cart, long whole, in CartLineState line, long units)
    {
        if (line.LineDiscount == 0) return 0;
        var discount = 0L;
        var alike = new CartSegment(whole, line.LineDiscount, line.Uses);
        foreach (ref readonly var segment in line.Parts ?? new ReadOnlySpan<CartSegment>(in alike))
        {
            if (segment.Uses >= cart.MaximumPerUnit) continue;
            var taken = Math.Min(units, segment.Units);
            discount += PartOf(segment, taken);
            units -= taken;
            if (units == 0) break;
        }
        return discount;
    }

    /// <summary>The line once so many units are used, the first of which are discounted.</summary>
    /// <param name="cart">The cart.</param>
    /// <param name="whole">Units of the line.</param>
    /// <param name="line">The line before.</param>
    /// <param name="used">Units used.</param>
    /// <param name="discounted">Units discounted.</param>
    /// <param name="share">What they get.</param>
    public static CartLineState After(CartCase cart, long whole, in CartLineState line, long used, long discounted, long share)
    {
        var given = line with { LineDiscount = line.LineDiscount + share };
        // Nobody asks which units of a line carry a promotion where no other may follow.
        if (cart.Rules.OnePerLine) return given with { Uses = 1 };
        if (line.Parts is null && used == whole && (discounted == whole || given.LineDiscount == 0)) return given with { Uses = line.Uses + 1 };
        var maximum = cart.MaximumPerUnit;
        var alike = new CartSegment(whole, line.LineDiscount, line.Uses);
        var segments = line.Parts ?? new ReadOnlySpan<CartSegment>(in alike);
        var after = new List<CartSegment>(segments.Length + 2);
        foreach (var segment in segments)
            if (segment.Uses >= maximum) after.Add(segment);
        var left = share;
        var todo = discounted;
        foreach (var free in segments)
        {
            if (free.Uses >= maximum) continue;
            var segment = free;
            if (discounted > 0)
            {
                var taken = Math.Min(discounted, segment.Units);
                var part = taken == discounted ? left : (long)((Int128)share * taken / todo);
                Add(after, new(taken, PartOf(segment, taken) + part, segment.Uses + 1));
                left -= part;
                discounted -= taken;
                used -= taken;
                segment = new(segment.Units - taken, segment.Discount - PartOf(segment, taken), segment.Uses);
            }
            if (segment.Units > 0 && used > discounted)
            {
                var taken = Math.Min(used - discounted, segment.Units);
                Add(after, new(taken, PartOf(segment, taken), segment.Uses + 1));
                used -= taken;
                segment = new(segment.Units - taken, segment.Discount - PartOf(segment, taken), segment.Uses);
            }
            if (segment.Units > 0) Add(after, segment);
        }
        after.Sort(InOrder);
        return given with { Uses = after[^1].Uses, Parts = [.. after] };
    }

    private static long PartOf(CartSegment segment, long units) => units == segment.Units ? segment.Discount : (long)((Int128)segment.Discount * units / segment.Units);

    private static void Add(List<CartSegment> segments, CartSegment segment)
    {
        for (var i = 0; i < segments.Count; i++)
        {
            if (segments[i].Uses != segment.Uses || segments[i].Discount != 0 || segment.Discount != 0) continue;
            segments[i] = segments[i] with { Units = segments[i].Units + segment.Units };
            return;
        }
        segments.Add(segment);
    }

    private static int InOrder(CartSegment a, CartSegment b)
    {
        var order = a.Uses.CompareTo(b.Uses);
        if (order == 0) order = a.Discount.CompareTo(b.Discount);
        return order != 0 ? order : a.Units.CompareTo(b.Units);
    }
}
