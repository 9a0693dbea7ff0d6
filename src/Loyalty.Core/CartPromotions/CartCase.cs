namespace Loyalty;

/// <summary>A cart under evaluation: its lines in the order of units, and what is asked of them again and again.</summary>
internal sealed class CartCase
{
    private const int MostKept = 1024;

    [ThreadStatic]
    private static CartCase? _idle;

    private CompiledPart?[] _parts = new CompiledPart?[64];
    private int[][] _fitting = new int[64][];
    private int _known;
    private int[] _counting = [];
    private int _counts;
    private CartUnits? _chosen;
    private bool _isMarked;

    public CartCase(CartFacts facts, CartPromotionRules rules) => Begin(facts, rules);

    /// <summary>One that this thread has used before, or a new one; <see cref="TakeBack"/> gives it back.</summary>
    public static CartCase Lend(CartFacts facts, CartPromotionRules rules)
    {
        if (_idle is not { } cart) return new(facts, rules);
        _idle = null;
        cart.Begin(facts, rules);
        return cart;
    }

    /// <summary>Nothing that came of it may be used any more: it will be another cart.</summary>
    public void TakeBack()
    {
        if (Lines.Length > MostKept) return;
        Space.TakeBack();
        Scratch.Clear();
        Array.Clear(_parts);
        Array.Clear(_fitting);
        foreach (var line in Lines) line.Clear();
        (Facts, Rules, Vouchers, VoucherTotal) = (null!, null!, [], 0);
        _idle = this;
    }

    private void Begin(CartFacts facts, CartPromotionRules rules)
    {
        // In an order of their own, so that which of two takes a spare unit is not the till's doing.
        Facts = facts.Tenders is not { Count: > 1 } tenders ? facts : facts with
        {
            Tenders = [.. tenders.OrderBy(each => each.Mode, StringComparer.Ordinal).ThenBy(each => each.Identifier, StringComparer.Ordinal).ThenBy(each => each.Kind).ThenByDescending(each => each.Amount)],
        };
        Rules = rules;
        Minor = Allocation.PowerOfTen(facts.MinorUnits);
        ExactMinor = Ratio.Of((long)Minor);
        MaximumPerUnit = rules.MaximumPerUnit == 0 ? int.MaxValue : rules.MaximumPerUnit;
        MaximumPerCart = rules.MaximumPerCart == 0 ? int.MaxValue : rules.MaximumPerCart;
        (Tells, Subtotal, Whole, _known, _counts) = (true, 0, 0, 0, -1);
        var excluded = rules.ExcludedSkus.Count == 0 ? null : rules.ExcludedSkus.ToHashSet(StringComparer.Ordinal);
        var floors = rules.FloorPrices.Count == 0 ? null : rules.FloorPrices.ToDictionary(each => each.Sku, each => Ratio.Of(each.Price * Minor), StringComparer.Ordinal);
        if (Lines.Length != facts.Lines.Count || _isMarked)
        {
            var known = Lines;
            Lines = new CartLine[facts.Lines.Count];
            for (var i = 0; i < Lines.Length; i++) Lines[i] = i < known.Length ? known[i] : new();
            Start = CartState.Start(Lines.Length);
            _isMarked = false;
            Scratch.Widen(Lines.Length);
        }
        for (var i = 0; i < Lines.Length; i++)
        {
            var fact = facts.Lines[i];
            Lines[i].Begin(
                fact, i, BaseOf(fact, facts.MinorUnits, Minor), fact.Quantity == 0 || (excluded is not null && excluded.Contains(fact.Sku)),
                floors is not null && floors.TryGetValue(fact.Sku, out var floor) ? floor : Ratio.Zero);
        }
        Lines.AsSpan().Sort(CartLine.InOrder);
        for (var i = 0; i < Lines.Length; i++)
        {
            var line = Lines[i];
            line.Index = i;
            line.Like = i > 0 && line.IsLike(Lines[i - 1]) ? Lines[i - 1].Like : i;
            if (!line.IsExcluded) Subtotal += line.Base;
            Whole += line.Base;
            if (!line.Fact.Carries) continue;
            _isMarked = true;
            Start = Start.Without([line.Index], 0);
        }
    }

    public CartFacts Facts { get; private set; } = null!;

    /// <summary>The payment vouchers presented, in the order in which they pay.</summary>
    public IReadOnlyList<CartVoucher> Vouchers { get; private set; } = [];

    /// <summary>What the vouchers that can be used are worth together, in minor units.</summary>
    public long VoucherTotal { get; private set; }

    public void Present(IReadOnlyList<CartVoucher> vouchers)
    {
        Vouchers = vouchers;
        foreach (var voucher in vouchers)
            if (voucher.Fault is null) VoucherTotal += (long)decimal.Floor(Math.Min(voucher.Value, 1e12m) * Minor);
    }

    public CartPromotionRules Rules { get; private set; } = null!;

    public CartLine[] Lines { get; private set; } = [];

    /// <summary>Minor units of one unit of money.</summary>
    public decimal Minor { get; private set; }

    /// <summary>The same as a fraction.</summary>
    public Ratio ExactMinor { get; private set; }

    public int MaximumPerUnit { get; private set; }

    public int MaximumPerCart { get; private set; }

    /// <summary>What promotions may count, before any.</summary>
    public long Subtotal { get; private set; }

    /// <summary>The whole cart before promotions, excluded items too.</summary>
    public long Whole { get; private set; }

    public CartState Start { get; private set; } = CartState.Start(0);

    /// <summary>Whether reasons are wanted: a fault without them has its code alone.</summary>
    public bool Tells { get; set; } = true;

    public CartScratch Scratch { get; } = new();

    public CartSpace Space { get; } = new();

    /// <summary>The units that the promotion last weighed uses and discounts.</summary>
    public CartUnits Chosen => _chosen ??= new(this);

    /// <summary>The lines that promotions may touch.</summary>
    public ReadOnlySpan<int> Counting
    {
        get
        {
            if (_counts >= 0) return _counting.AsSpan(0, _counts);
            if (_counting.Length < Lines.Length) _counting = new int[Lines.Length];
            _counts = 0;
            foreach (var line in Lines)
                if (!line.IsExcluded) _counting[_counts++] = line.Index;
            return _counting.AsSpan(0, _counts);
        }
    }

    /// <summary>The lines that a set of products holds, in the order of units.</summary>
    public int[] Fitting(CompiledPart part)
    {
        var at = Slot(part);
        if (ReferenceEquals(_parts[at], part)) return _fitting[at];
        Span<int> fitting = Lines.Length <= 256 ? stackalloc int[Lines.Length] : new int[Lines.Length];
        var count = 0;
        foreach (var line in Lines)
            if (!line.IsExcluded && part.Fits(line.Fact)) fitting[count++] = line.Index;
        var found = count == 1 ? CartSpace.Single(fitting[0]) : Space.Lines(count);
        if (count != 1) fitting[..count].CopyTo(found);
        Fits(part, found);
        return found;
    }

    /// <summary>Tells the lines of a set of products, where they are known already.</summary>
    public void Fits(CompiledPart part, int[] lines)
    {
        if (2 * ++_known > _parts.Length)
        {
            var (parts, fitting) = (_parts, _fitting);
            _parts = new CompiledPart?[2 * parts.Length];
            _fitting = new int[2 * parts.Length][];
            for (var i = 0; i < parts.Length; i++)
            {
                if (parts[i] is not { } known) continue;
                var slot = Slot(known);
                (_parts[slot], _fitting[slot]) = (known, fitting[i]);
            }
        }
        var at = Slot(part);
        (_parts[at], _fitting[at]) = (part, lines);
    }

    /// <summary>Units of each line that a further line promotion may take.</summary>
    public long[] Free(CartState state)
    {
        var free = new long[Lines.Length];
        for (var i = 0; i < free.Length; i++) free[i] = Free(state, i);
        return free;
    }

    /// <summary>Units of a line that a further line promotion may take.</summary>
    public long Free(CartState state, int line)
    {
        if (Lines[line].IsExcluded) return 0;
        ref readonly var at = ref state.Lines[line];
        if (at.Uses == 0) return Lines[line].Units;
        if (Rules.OnePerLine) return 0;
        if (at.Parts is null) return at.Uses < MaximumPerUnit ? Lines[line].Units : 0;
        var free = 0L;
        foreach (var segment in at.Parts)
            if (segment.Uses < MaximumPerUnit) free += segment.Units;
        return free;
    }

    public long LineNet(CartState state, int line) => Lines[line].Base - state.Lines[line].LineDiscount;

    public long Net(CartState state, int line) => LineNet(state, line) - state.Lines[line].CartDiscount;

    /// <summary>How much a discount may still take off a line.</summary>
    public long Cap(CartState state, int line)
    {
        if (Lines[line].IsExcluded) return 0;
        var net = Net(state, line);
        return Lines[line].Floor.IsPositive ? Math.Max(0, net - Lines[line].Least(Lines[line].Units).Ceiling()) : Math.Max(0, net);
    }

    public decimal Money(long minor) => CartMeasures.Exact(minor, Facts.MinorUnits);

    /// <summary>What the line costs in minor units. Parts of a minor unit that a till sends stay with the line: no promotion takes them.</summary>
    public static long BaseOf(CartFactLine fact, int minorUnits, decimal minor)
    {
        // Whole pieces at a price in whole minor units, as nearly always.
        if (fact.Base is null && fact.Discount == 0 && CartMeasures.TryParts(fact.Price, minorUnits, out var price) && CartMeasures.TryParts(fact.Quantity, 0, out var pieces) && price < 1L << 31 && pieces < 1L << 31)
            return price * pieces;
        if (fact.Base is { } given) return (long)decimal.Floor(given * minor);
        var gross = (long)decimal.Round(fact.Price * fact.Quantity * minor, 0, MidpointRounding.AwayFromZero);
        return fact.Discount == 0 ? gross : gross - (long)decimal.Round(fact.Discount * minor, 0, MidpointRounding.AwayFromZero);
    }

    private int Slot(CompiledPart part)
    {
        var at = part.Number & (_parts.Length - 1);
        while (_parts[at] is { } other && !ReferenceEquals(other, part)) at = (at + 1) & (_parts.Length - 1);
        return at;
    }
}
