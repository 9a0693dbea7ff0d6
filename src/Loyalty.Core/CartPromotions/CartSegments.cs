namespace Loyalty;

/// <summary>Parts of a line that the same promotions have used: which are free for another, and what becomes of them.</summary>
internal static class CartSegments
{
    /// <summary>What earlier promotions have given on the units that the next would discount.</summary>
    public static long Discount(CartCase cart, CartLineState line, long units)
    {
        if (line.LineDiscount == 0) return 0;
        var discount = 0L;
        // Sorted already: the least used first.
        foreach (var segment in line.Segments)
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
    /// <param name="whole">Units of the line.</param>
    /// <param name="maximum">How many promotions a unit may carry.</param>
    /// <param name="line">The line before.</param>
    /// <param name="used">Units used.</param>
    /// <param name="discounted">Units discounted.</param>
    /// <param name="share">What they get.</param>
    public static CartLineState After(long whole, int maximum, CartLineState line, long used, long discounted, long share)
    {
        if (line.Segments.Length == 0 && used == whole && (discounted == whole || share == 0)) return new([new(whole, share, 1)], share, line.CartDiscount);
        var untouched = new CartSegment(whole, 0, 0);
        var segments = line.Segments.Length > 0 ? line.Segments : new ReadOnlySpan<CartSegment>(in untouched);
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
                var given = taken == discounted ? left : (long)((Int128)share * taken / todo);
                Add(after, new(taken, PartOf(segment, taken) + given, segment.Uses + 1));
                left -= given;
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
        return new([.. after], line.LineDiscount + share, line.CartDiscount);
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
