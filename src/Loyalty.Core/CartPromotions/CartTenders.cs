namespace Loyalty;

/// <summary>How a cart is paid (cart-promotions R17): the tenders sent keep their amounts, cash pays the rest, too much shrinks in proportion.</summary>
internal sealed class CartTenders
{
    private readonly bool[] _matches;
    private readonly long[] _amounts;
    private readonly long[] _given;

    private CartTenders(long[] amounts, bool[] matches, long[] given)
    {
        _amounts = amounts;
        _matches = matches;
        _given = given;
        for (var i = 0; i < amounts.Length; i++)
        {
            if (!matches[i]) continue;
            Matching += amounts[i];
            Left += amounts[i] - given[i];
        }
    }

    /// <summary>What matching tenders pay before tender benefits.</summary>
    public long Matching { get; }

    /// <summary>What of that no benefit has reduced yet.</summary>
    public long Left { get; }

    public static CartFault? Fault(CartCase cart, CartCondition condition) => condition.Tenders.Count == 0 && condition.PaymentModes is null ? null : FaultOf(cart, condition);

    private static CartFault? FaultOf(CartCase cart, CartCondition condition)
    {
        if (cart.Facts.Tenders is not { } tenders) return new("condition.tender_absent", "none", Needed(condition));
        var cash = Implied(cart, cart.Start) > 0;
        if (condition.Tenders.Count > 0 && !tenders.Any(tender => tender.Amount > 0 && IsOneOf(condition.Tenders, tender)) && !(cash && condition.Tenders.Any(IsAnyCash)))
            return new("condition.tender", Seen(tenders), Needed(condition));
        if (condition.PaymentModes is { } modes)
        {
            var seen = tenders.Where(tender => tender.Amount > 0).Select(tender => tender.Mode).Concat(cash ? ["CASH"] : []).ToList();
            if ((modes.In.Count > 0 && !modes.In.Any(seen.Contains)) || modes.NotIn.Any(seen.Contains)) return new("condition.payment_mode", Seen(tenders), Needed(condition));
        }
        return null;
    }

    /// <summary>The tenders of the cart as it stands and which of them a condition means; the implied cash is the last.</summary>
    public static CartTenders Of(CartCase cart, CartState state, CartCondition condition)
    {
        var sent = cart.Facts.Tenders!;
        var amounts = Amounts(cart, state);
        var matches = new bool[amounts.Length];
        for (var i = 0; i < sent.Count; i++) matches[i] = Means(condition, sent[i]);
        matches[^1] = Means(condition, new(TenderKind.Cash, "CASH", 0));
        return new(amounts, matches, Given(state, amounts.Length));
    }

    /// <summary>What each tender pays in the end, the implied cash last.</summary>
    public static long[] Paid(CartCase cart, CartState state)
    {
        var amounts = Amounts(cart, state);
        var given = Given(state, amounts.Length);
        for (var i = 0; i < amounts.Length; i++) amounts[i] -= given[i];
        return amounts;
    }

    /// <summary>The part of a benefit that reduces each tender.</summary>
    public long[] Spread(long discount)
    {
        var weights = new Ratio[_amounts.Length];
        var caps = new long[_amounts.Length];
        for (var i = 0; i < _amounts.Length; i++)
        {
            if (!_matches[i]) continue;
            caps[i] = _amounts[i] - _given[i];
            weights[i] = Ratio.Of(caps[i]);
        }
        var shares = new long[weights.Length];
        CartSpread.Over(discount, weights, caps, default, shares);
        return shares;
    }

    // Before tender benefits: they reduce their tender, not what the others pay.
    private static long[] Amounts(CartCase cart, CartState state)
    {
        var sent = cart.Facts.Tenders ?? [];
        var payable = Payable(cart, state);
        // Vouchers pay first (cart-promotions R17).
        payable -= Math.Min(cart.VoucherTotal, payable);
        var weights = new Ratio[sent.Count];
        var caps = new long[sent.Count];
        var sum = 0L;
        for (var i = 0; i < sent.Count; i++)
        {
            caps[i] = (long)decimal.Floor(sent[i].Amount * cart.Minor);
            weights[i] = Ratio.Of(caps[i]);
            sum += caps[i];
        }
        if (sum <= payable) return [.. caps, payable - sum];
        var shares = new long[sent.Count + 1];
        CartSpread.Over(payable, weights, caps, default, shares.AsSpan(0, sent.Count));
        return shares;
    }

    private static long Implied(CartCase cart, CartState state) => Amounts(cart, state)[^1];

    private static long Payable(CartCase cart, CartState state)
    {
        var payable = 0L;
        for (var i = 0; i < cart.Lines.Length; i++) payable += cart.Net(state, i);
        for (var at = state; at.Last is not null; at = at.Before!)
            if (at.Last.TenderDiscounts is not null) payable += at.Last.Discount;
        return payable;
    }

    private static long[] Given(CartState state, int count)
    {
        var given = new long[count];
        for (var at = state; at.Last is not null; at = at.Before!)
        {
            if (at.Last.TenderDiscounts is not { } discounts) continue;
            for (var i = 0; i < count; i++) given[i] += discounts[i];
        }
        return given;
    }

    private static bool Means(CartCondition condition, CartTender tender) =>
        (condition.Tenders.Count == 0 || IsOneOf(condition.Tenders, tender))
        && (condition.PaymentModes is not { } modes || modes.In.Count == 0 || modes.In.Contains(tender.Mode, StringComparer.Ordinal));

    private static bool IsOneOf(IReadOnlyList<TenderMode> modes, CartTender tender) =>
        modes.Any(mode => mode.Kind == tender.Kind && (mode.Identifiers.Count == 0 || mode.Identifiers.Contains(tender.Identifier, StringComparer.Ordinal)));

    private static bool IsAnyCash(TenderMode mode) => mode is { Kind: TenderKind.Cash, Identifiers.Count: 0 };

    private static string Seen(IReadOnlyList<CartTender> tenders) => tenders.Count == 0 ? "none" : string.Join(", ", tenders.Select(tender => tender.Identifier.Length == 0 ? tender.Mode : tender.Mode + " " + tender.Identifier).Order(StringComparer.Ordinal));

    private static string Needed(CartCondition condition) => string.Join(
        " or ", condition.Tenders.Select(mode => mode.Kind.ToString().ToUpperInvariant() + (mode.Identifiers.Count == 0 ? "" : " " + string.Join(", ", mode.Identifiers)))
            .Concat(condition.PaymentModes is { } modes ? [modes.In.Count > 0 ? string.Join(", ", modes.In) : "not " + string.Join(", ", modes.NotIn)] : []));
}
