namespace Loyalty;

/// <summary>
/// What each unit of a cart is worth when it comes back (cart-promotions R22): each group's own discount is spread over that group's used units
/// by what they cost, those of the cart over all. Pieces stand in the order in which a line's units come back: outside offers first, then
/// groups last to first.
/// </summary>
internal sealed class CartWorths
{
    /// <summary>An application of more groups is one of its own: a bill names no thousands of pieces.</summary>
    private const long MostGroups = 200;

    private readonly CartCase _cart;
    private readonly List<Piece>[] _lines;
    private int _group;
    private int _before;
    private readonly string[] _told;
    private int _giving;

    private CartWorths(CartCase cart, string[] told)
    {
        (_cart, _told) = (cart, told);
        _lines = [.. cart.Lines.Select(line => new List<Piece> { new(line.Units, line.Base, 0, 0, told.Length == 0 ? [] : new long[told.Length]) })];
    }

    /// <summary>Units that come back together: how many, worth how much in minor units, in how many offers, of which group, and what each promotion that is told of gave to them.</summary>
    private sealed record Piece(long Units, long Worth, int Uses, int Group, long[] Given);

    /// <summary>
    /// The pieces of all lines by their place in the cart, in the order in which they come back, none where nothing was applied; and what the
    /// promotions that say more of returns or exchanges gave to each.
    /// </summary>
    public static (IReadOnlyList<BillWorth> Worths, IReadOnlyDictionary<string, decimal[]> Shares) Of(CartFacts facts, CartPromotionRules rules, CartEvaluation deal)
    {
        if (deal.Applied.Count == 0) return ([], new Dictionary<string, decimal[]>(StringComparer.Ordinal));
        var cart = new CartCase(facts, rules);
        var worths = new CartWorths(cart, [.. deal.Applied.Where(applied => applied.Promotion.IsTold).Select(applied => applied.Promotion.Id)]);
        var portions = deal.Applied.ToDictionary(applied => applied.Promotion.Id, _ => new List<CartPortion>(), StringComparer.Ordinal);
        foreach (var line in cart.Lines)
            foreach (var share in deal.Lines[line.Place].Shares)
                portions[share.Promotion].Add(new(line.Index, (long)(share.Discount * cart.Minor), (long)(share.Used * CartLine.Micro), (long)(share.Discounted * CartLine.Micro)));
        foreach (var applied in deal.Applied)
        {
            var discount = (long)(applied.Discount * cart.Minor);
            worths._giving = Array.IndexOf(worths._told, applied.Promotion.Id);
            if (applied.Promotion.IsCartLevel) worths.OverAll(discount);
            else worths.OverGroups(portions[applied.Promotion.Id], discount, applied.Times);
        }
        return worths.InOrder();
    }

    private (List<BillWorth> Worths, Dictionary<string, decimal[]> Shares) InOrder()
    {
        var pieces = new List<BillWorth>();
        var given = _told.Select(_ => new List<decimal>()).ToArray();
        foreach (var line in _cart.Lines.OrderBy(line => line.Place))
        {
            var own = _lines[line.Index].OrderBy(piece => piece.Uses == 0 ? 0 : 1).ThenByDescending(piece => piece.Group).ToArray();
            // What a till sends beyond the minor unit stays with the line.
            var beyond = (line.Fact.Base ?? _cart.Money(line.Base)) - _cart.Money(line.Base);
            for (var i = 0; i < own.Length; i++) pieces.Add(new(line.Place + 1, CartMeasures.Quantity(own[i].Units), _cart.Money(own[i].Worth) + (i == own.Length - 1 ? beyond : 0)));
            foreach (var piece in own)
                for (var i = 0; i < given.Length; i++) given[i].Add(_cart.Money(piece.Given[i]));
        }
        return (pieces, Enumerable.Range(0, given.Length).ToDictionary(i => _told[i], i => given[i].ToArray(), StringComparer.Ordinal));
    }

    private void OverGroups(List<CartPortion> portions, long whole, long times)
    {
        var count = _lines.Length;
        var (kept, given, discounted, share) = (new long[count], new long[count], new long[count], new long[count]);
        foreach (var portion in portions)
        {
            (kept[portion.Line], given[portion.Line]) = (portion.Used - portion.Discounted, portion.Discounted);
            (discounted[portion.Line], share[portion.Line]) = (portion.Discounted, portion.Share);
        }
        // Units of a group are the next in the order of units, of what it kept and of what it gave; a last group may have been given less.
        var groups = times <= MostGroups && kept.Sum() % times == 0 ? times : 1;
        _before = _group;
        var (keeps, gives) = (kept.Sum() / groups, (given.Sum() + groups - 1) / groups);
        var parts = new List<(long[] Used, Ratio Discount)>();
        for (var group = 1L; group <= groups; group++)
        {
            var used = new long[count];
            var isLast = group == groups;
            Next(kept, isLast ? long.MaxValue : keeps, used);
            var rewarded = new long[count];
            Next(given, isLast ? long.MaxValue : gives, rewarded);
            var discount = Ratio.Zero;
            for (var i = 0; i < count; i++)
            {
                if (rewarded[i] > 0) discount += Ratio.Of((Int128)share[i] * rewarded[i], discounted[i]);
                used[i] += rewarded[i];
            }
            parts.Add((used, discount));
        }
        var shares = new long[parts.Count];
        CartSpread.Over(whole, parts.ConvertAll(part => part.Discount).ToArray(), parts.ConvertAll(_ => whole).ToArray(), default, shares);
        for (var i = 0; i < parts.Count; i++) OverGroup(parts[i].Used, shares[i]);
    }

    /// <summary>Takes the next units in the order of units.</summary>
    private static void Next(long[] from, long units, long[] into)
    {
        for (var i = 0; i < from.Length && units > 0; i++)
        {
            var taken = Math.Min(units, from[i]);
            from[i] -= taken;
            into[i] += taken;
            units -= taken;
        }
    }

    private void OverGroup(long[] used, long discount)
    {
        _group++;
        var taken = new List<(int Line, int At, Ratio Base)>();
        for (var line = 0; line < used.Length; line++)
        {
            if (used[line] == 0) continue;
            foreach (var at in Take(line, used[line])) taken.Add((line, at, _cart.Lines[line].Worth(_lines[line][at].Units)));
        }
        var caps = taken.ConvertAll(each => _lines[each.Line][each.At].Worth);
        // Where offers meet on a unit, earlier ones may have left too little of this group: the rest is everybody's.
        var own = Math.Min(discount, caps.Sum());
        Cut(taken.ConvertAll(each => (each.Line, each.At)), own, [.. taken.Select(each => each.Base)], [.. caps]);
        if (discount > own) OverAll(discount - own);
    }

    private void OverAll(long discount)
    {
        var all = new List<(int Line, int At)>();
        for (var line = 0; line < _lines.Length; line++)
            for (var at = 0; at < _lines[line].Count; at++)
                if (!_cart.Lines[line].IsExcluded) all.Add((line, at));
        long[] worths = [.. all.Select(each => _lines[each.Line][each.At].Worth)];
        Cut(all, discount, [.. worths.Select(worth => Ratio.Of(worth))], worths);
    }

    private void Cut(List<(int Line, int At)> pieces, long discount, Ratio[] weights, long[] caps)
    {
        if (pieces.Count == 0 || discount == 0) return;
        var shares = new long[pieces.Count];
        CartSpread.Over(discount, weights, caps, default, shares);
        for (var i = 0; i < pieces.Count; i++)
        {
            var (line, at) = pieces[i];
            _lines[line][at] = _lines[line][at] with { Worth = _lines[line][at].Worth - shares[i] };
            if (_giving >= 0) _lines[line][at].Given[_giving] += shares[i];
        }
    }

    /// <summary>Puts so many units of a line into the group at hand, those in the fewest offers first; where they now stand.</summary>
    private List<int> Take(int line, long units)
    {
        var pieces = _lines[line];
        var places = new List<int>();
        while (units > 0)
        {
            // Not those of another group of the same offer.
            var at = -1;
            for (var i = 0; i < pieces.Count; i++)
                if (pieces[i].Group <= _before && pieces[i].Units > 0 && (at < 0 || pieces[i].Uses < pieces[at].Uses)) at = i;
            var piece = pieces[at];
            var taken = Math.Min(units, piece.Units);
            units -= taken;
            if (taken == piece.Units)
            {
                pieces[at] = piece with { Uses = piece.Uses + 1, Group = _group };
                places.Add(at);
                continue;
            }
            var worth = (long)((Int128)piece.Worth * taken / piece.Units);
            // By floors, as the worth itself.
            var given = piece.Given.Length == 0 ? piece.Given : Array.ConvertAll(piece.Given, each => (long)((Int128)each * taken / piece.Units));
            var left = piece.Given.Length == 0 ? piece.Given : [.. piece.Given.Zip(given, (whole, part) => whole - part)];
            pieces[at] = piece with { Units = piece.Units - taken, Worth = piece.Worth - worth, Given = left };
            pieces.Add(new(taken, worth, piece.Uses + 1, _group, given));
            places.Add(pieces.Count - 1);
        }
        return places;
    }
}
