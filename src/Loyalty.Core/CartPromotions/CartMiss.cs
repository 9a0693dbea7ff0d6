namespace Loyalty;

/// <summary>What one condition or reward lacks.</summary>
/// <param name="Part">The products that count for it; null for whatever may be discounted.</param>
/// <param name="Missing">How much is missing, in units or money.</param>
/// <param name="Needed">Of how much.</param>
/// <param name="IsMoney">Whether it is money.</param>
internal readonly record struct CartLack(CompiledPart? Part, decimal Missing, decimal Needed, bool IsMoney = false)
{
    public bool Fits(CartFactLine item) => Part is null || Part.Fits(item);

    /// <summary>How much of what is needed is missing: 0 next to nothing, 1 all of it.</summary>
    public decimal Distance => Needed <= 0 ? 0 : Math.Clamp(Missing / Needed, 0, 1);
}

/// <summary>A promotion that the cart does not fulfil, or not wholly, and what it lacks (cart-promotions R30).</summary>
/// <param name="Candidate">The promotion.</param>
/// <param name="Lacks">What is missing, the first condition first.</param>
internal sealed record CartMiss(CartCandidate Candidate, IReadOnlyList<CartLack> Lacks)
{
    /// <summary>How far the cart is from it: the largest distance of what it lacks.</summary>
    public decimal Distance { get; } = Lacks.Max(lack => lack.Distance);

    /// <summary>What a promotion lacks, or null where adding to the cart cannot help it.</summary>
    public static CartMiss? Of(CartEvaluator.Outcome run, CartCandidate candidate)
    {
        // What lost the selection, or is closed to the customer, is no miss of the cart's.
        if (candidate.Fault is { } closed && !IsAboutTheCart(closed.Code)) return null;
        var applied = CartHints.Applied(run, candidate);
        if (applied is null && !IsAboutTheCart(CartEvaluator.FaultOf(run, candidate).Code)) return null;
        CartLack[] lacks = [.. (applied is not null ? Missing(candidate, applied) : Lacking(run, candidate)).Where(lack => lack.Missing >= 0)];
        return lacks.Length == 0 ? null : new(candidate, lacks);
    }

    private static bool IsAboutTheCart(string code) => code.StartsWith("condition.", StringComparison.Ordinal) || code.StartsWith("benefit.", StringComparison.Ordinal);

    /// <summary>It gives less than it could: reward units are not there.</summary>
    private static IEnumerable<CartLack> Missing(CartCandidate candidate, CartApplication applied)
    {
        if (applied.Missing == 0) yield break;
        var there = 0L;
        foreach (var portion in applied.Portions) there += portion.Discounted;
        foreach (var part in candidate.Promotion.Rewards) yield return new(part, CartMeasures.Quantity(applied.Missing), CartMeasures.Quantity(applied.Missing + there));
    }

    private static IEnumerable<CartLack> Lacking(CartEvaluator.Outcome run, CartCandidate candidate)
    {
        var cart = run.Cart;
        if (candidate.Definition.Condition.Cart is { } measure && CartMeasures.Fault(cart, measure, run.State, candidate.Promotion.IsCartLevel) is not null)
        {
            var isMoney = measure.Kpi == CartKpi.Subtotal;
            var seen = isMoney
                ? cart.Money(candidate.Promotion.IsCartLevel ? CartMeasures.Subtotal(cart, run.State) : cart.Subtotal)
                : CartMeasures.Quantity(cart.Lines.Where(line => !line.IsExcluded).Sum(line => line.Units));
            yield return new(null, measure.Value - seen, measure.Value, isMoney);
            yield break;
        }
        var there = cart.Free(run.State);
        foreach (var part in candidate.Promotion.Condition)
            if (CartMeasures.Fault(cart, part, there) is not null || CartMeasures.Fault(cart, part, cart.Free(cart.Start)) is not null) yield return Of(cart, candidate, part, there);
        foreach (var part in candidate.Promotion.Rewards)
            yield return part.IsExact || part.Part.Kpi != ProductKpi.Quantity ? new(part, 1, 1) : new(part, Math.Max(0, part.Part.Value - Units(cart, part, there)), part.Part.Value);
    }

    private static CartLack Of(CartCase cart, CartCandidate candidate, CompiledPart part, long[] there) => part.Part.Kpi switch
    {
        ProductKpi.Quantity when candidate.Definition.Accumulation is not null => Gathered(cart, candidate, part, there),
        ProductKpi.Quantity => new(part, part.Part.Value - Units(cart, part, there), part.Part.Value),
        ProductKpi.Amount => new(part, part.Part.Value - (CartMeasures.Worth(cart, cart.Fitting(part), there).Shown(2) / cart.Minor), part.Part.Value, IsMoney: true),
        _ => new(part, 1, 1),
    };

    /// <summary>What earlier sales gathered counts: the next unit after those needed is free.</summary>
    private static CartLack Gathered(CartCase cart, CartCandidate candidate, CompiledPart part, long[] there)
    {
        var gathered = cart.Facts.Gathered.GetValueOrDefault(candidate.Promotion.Id);
        return new(part, CartMeasures.Quantity(CartGathering.Needed(candidate.Promotion, gathered)) - Units(cart, part, there), part.Part.Value);
    }

    private static decimal Units(CartCase cart, CompiledPart part, long[] there) => CartMeasures.Quantity(cart.Fitting(part).Sum(line => there[line]));
}
