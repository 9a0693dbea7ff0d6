namespace Loyalty;

/// <summary>A cart under evaluation: its lines in the order of units, and what is asked of them again and again.</summary>
internal sealed class CartCase
{
    private readonly Dictionary<CompiledPart, int[]> _fitting = new(ReferenceEqualityComparer.Instance);

    public CartCase(CartFacts facts, CartPromotionRules rules)
    {
        // In an order of their own, so that which of two takes a spare unit is not the till's doing.
        Facts = facts.Tenders is not { Count: > 1 } tenders ? facts : facts with
        {
            Tenders = [.. tenders.OrderBy(each => each.Mode, StringComparer.Ordinal).ThenBy(each => each.Identifier, StringComparer.Ordinal).ThenBy(each => each.Kind).ThenByDescending(each => each.Amount)],
        };
        Rules = rules;
        Minor = Allocation.PowerOfTen(facts.MinorUnits);
        MaximumPerUnit = rules.MaximumPerUnit == 0 ? int.MaxValue : rules.MaximumPerUnit;
        MaximumPerCart = rules.MaximumPerCart == 0 ? int.MaxValue : rules.MaximumPerCart;
        var excluded = rules.ExcludedSkus.Count == 0 ? null : rules.ExcludedSkus.ToHashSet(StringComparer.Ordinal);
        var floors = rules.FloorPrices.Count == 0 ? null : rules.FloorPrices.ToDictionary(each => each.Sku, each => Ratio.Of(each.Price * Minor), StringComparer.Ordinal);
        Lines = new CartLine[facts.Lines.Count];
        for (var i = 0; i < Lines.Length; i++)
        {
            var fact = facts.Lines[i];
            Lines[i] = new CartLine
            {
                Fact = fact,
                Place = i,
                Units = (long)(fact.Quantity * CartLine.Micro),
                Base = BaseOf(fact, Minor),
                IsExcluded = fact.Quantity == 0 || (excluded is not null && excluded.Contains(fact.Sku)),
                Floor = floors is not null && floors.TryGetValue(fact.Sku, out var floor) ? floor : Ratio.Zero,
            };
        }
        Array.Sort(Lines, CartLine.InOrder);
        for (var i = 0; i < Lines.Length; i++)
        {
            Lines[i].Index = i;
            if (!Lines[i].IsExcluded) Subtotal += Lines[i].Base;
            Whole += Lines[i].Base;
        }
        Start = CartState.Start(Lines);
        var order = Enumerable.Range(0, Lines.Length).ToArray();
        Array.Sort(order, (a, b) =>
        {
            var by = string.CompareOrdinal(Lines[a].Fact.Sku, Lines[b].Fact.Sku);
            if (by == 0) by = string.CompareOrdinal(Lines[a].Fact.Reference, Lines[b].Fact.Reference);
            return by != 0 ? by : a.CompareTo(b);
        });
        SpreadOrder = new int[Lines.Length];
        for (var i = 0; i < order.Length; i++) SpreadOrder[order[i]] = i;
    }

    public CartFacts Facts { get; }

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

    public CartPromotionRules Rules { get; }

    public CartLine[] Lines { get; }

    /// <summary>Minor units of one unit of money.</summary>
    public decimal Minor { get; }

    public int MaximumPerUnit { get; }

    public int MaximumPerCart { get; }

    /// <summary>What promotions may count, before any.</summary>
    public long Subtotal { get; }

    /// <summary>The whole cart before promotions, excluded items too.</summary>
    public long Whole { get; }

    public CartState Start { get; }

    /// <summary>Place of each line by item code and reference: who takes a spare minor unit among equals.</summary>
    public int[] SpreadOrder { get; }

    /// <summary>The lines that a set of products holds, in the order of units.</summary>
    public int[] Fitting(CompiledPart part)
    {
        if (_fitting.TryGetValue(part, out var known)) return known;
        var fitting = new List<int>();
        foreach (var line in Lines)
            if (!line.IsExcluded && part.Fits(line.Fact)) fitting.Add(line.Index);
        return _fitting[part] = [.. fitting];
    }

    /// <summary>Units of each line that a further line promotion may take.</summary>
    public long[] Free(CartState state)
    {
        var free = new long[Lines.Length];
        for (var i = 0; i < free.Length; i++)
        {
            var line = state.Lines[i];
            if (Lines[i].IsExcluded || (Rules.OnePerLine && line.Uses > 0)) continue;
            foreach (var segment in line.Segments)
                if (segment.Uses < MaximumPerUnit) free[i] += segment.Units;
        }
        return free;
    }

    public long LineNet(CartState state, int line) => Lines[line].Base - state.Lines[line].LineDiscount;

    public long Net(CartState state, int line) => LineNet(state, line) - state.Lines[line].CartDiscount;

    /// <summary>How much a discount may still take off a line.</summary>
    public long Cap(CartState state, int line) =>
        Lines[line].IsExcluded ? 0 : Math.Max(0, Net(state, line) - Lines[line].Least(Lines[line].Units).Ceiling());

    public decimal Money(long minor) => minor / Minor;

    /// <summary>What the line costs in minor units. Parts of a minor unit that a till sends stay with the line: no promotion takes them.</summary>
    private static long BaseOf(CartFactLine fact, decimal minor) => fact.Base is { } given
        ? (long)decimal.Floor(given * minor)
        : (long)decimal.Round(fact.Price * fact.Quantity * minor, 0, MidpointRounding.AwayFromZero) - (long)decimal.Round(fact.Discount * minor, 0, MidpointRounding.AwayFromZero);
}
