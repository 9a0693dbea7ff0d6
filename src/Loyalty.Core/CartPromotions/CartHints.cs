namespace Loyalty;

/// <summary>
/// Hints for the nearest misses (cart-promotions R30): the least that must be added, at the cheapest known price, tried before it is shown.
/// </summary>
internal static class CartHints
{
    private const int Most = 3;
    private const int MostTried = 24;

    public static IReadOnlyList<CartHint> For(CartEvaluator.Outcome run, CartFacts facts, CartPromotionRules rules, CartPromotionIndex index)
    {
        var hints = new List<CartHint>();
        var tried = 0;
        var known = facts.Lines.Concat(facts.Offered).Where(item => item.Price > 0).OrderBy(item => item.Price).ThenBy(item => item.Sku, StringComparer.Ordinal).ToList();
        foreach (var candidate in run.Candidates)
        {
            if (tried >= MostTried) break;
            // What lost the selection, or is closed to the customer, is no miss of the cart's.
            if (candidate.Fault is { } closed && !IsAboutTheCart(closed.Code)) continue;
            if (!run.State.Has(candidate.Promotion) && !IsAboutTheCart(CartEvaluator.FaultOf(run, candidate).Code)) continue;
            foreach (var (item, quantity) in Additions(run, candidate, known))
            {
                if (tried++ >= MostTried) break;
                if (Try(run, candidate, item, quantity, facts, rules, index) is not { } hint) continue;
                hints.Add(hint);
                break;
            }
        }
        return [.. hints.OrderBy(hint => hint.NetCost).ThenByDescending(hint => hint.Benefit).ThenBy(hint => hint.Promotion, StringComparer.Ordinal).Take(Most)];
    }

    private static bool IsAboutTheCart(string code) => code.StartsWith("condition.", StringComparison.Ordinal) || code.StartsWith("benefit.", StringComparison.Ordinal);

    /// <summary>What could be added: for what the condition or the reward lacks, the cheapest item known to fit.</summary>
    private static IEnumerable<(CartFactLine Item, decimal Quantity)> Additions(CartEvaluator.Outcome run, CartCandidate candidate, List<CartFactLine> known)
    {
        var cart = run.Cart;
        var applied = Array.Find(run.State.Applications(), application => ReferenceEquals(application.Promotion, candidate.Promotion));
        if (applied is { Missing: 0 }) yield break;
        if (applied is not null)
        {
            foreach (var part in candidate.Promotion.Rewards)
                if (known.Find(part.Fits) is { } item) yield return (item, Whole(CartMeasures.Quantity(applied.Missing)));
            yield break;
        }
        if (candidate.Definition.Condition.Cart is { } measure && CartMeasures.Fault(cart, measure, run.State, candidate.Promotion.IsCartLevel) is not null && known.Count > 0)
        {
            var excluded = cart.Rules.ExcludedSkus;
            if (known.Find(item => !excluded.Contains(item.Sku, StringComparer.Ordinal)) is not { } item) yield break;
            var seen = measure.Kpi == CartKpi.Subtotal
                ? cart.Money(candidate.Promotion.IsCartLevel ? CartMeasures.Subtotal(cart, run.State) : cart.Subtotal)
                : CartMeasures.Quantity(cart.Lines.Where(line => !line.IsExcluded).Sum(line => line.Units));
            var each = measure.Kpi == CartKpi.Subtotal ? item.Price : 1;
            foreach (var quantity in Steps((measure.Value - seen) / each)) yield return (item, quantity);
            yield break;
        }
        foreach (var part in candidate.Promotion.Condition)
        {
            if (CartMeasures.Fault(cart, part, cart.Free(run.State)) is null && CartMeasures.Fault(cart, part, cart.Free(cart.Start)) is null) continue;
            if (known.Find(part.Fits) is not { } item) continue;
            var there = cart.Free(run.State);
            var fitting = cart.Fitting(part);
            var lacks = part.Part.Kpi switch
            {
                ProductKpi.Quantity when candidate.Definition.Accumulation is not null =>
                    CartMeasures.Quantity(CartGathering.Needed(candidate.Promotion, cart.Facts.Gathered.GetValueOrDefault(candidate.Promotion.Id)) - fitting.Sum(line => there[line])),
                ProductKpi.Quantity => part.Part.Value - CartMeasures.Quantity(fitting.Sum(line => there[line])),
                ProductKpi.Amount => (part.Part.Value - (CartMeasures.Worth(cart, fitting, there).Shown(2) / cart.Minor)) / item.Price,
                _ => 1,
            };
            foreach (var quantity in Steps(lacks)) yield return (item, quantity);
        }
        foreach (var part in candidate.Promotion.Rewards)
            if (known.Find(part.Fits) is { } item) yield return (item, 1);
    }

    /// <summary>The least whole number, and one more where more than is asked.</summary>
    private static IEnumerable<decimal> Steps(decimal lacks)
    {
        var least = Whole(lacks);
        if (least > 1000) yield break;
        yield return least;
        yield return least + 1;
    }

    private static decimal Whole(decimal quantity) => Math.Max(1, decimal.Ceiling(quantity));

    /// <summary>The cart with it: shown only when the promotion then applies, or gives more than before.</summary>
    private static CartHint? Try(
        CartEvaluator.Outcome run, CartCandidate candidate, CartFactLine item, decimal quantity, CartFacts facts, CartPromotionRules rules, CartPromotionIndex index)
    {
        var added = facts with { Lines = [.. facts.Lines, item with { Quantity = quantity, Reference = "\u0001", Base = null, Discount = 0 }] };
        var cart = CartCase.Lend(added, rules);
        var then = CartEvaluator.Run(cart, index, CartTelling.Deal);
        var gives = Given(then, candidate);
        var gave = Given(run, candidate);
        var hint = gives <= gave ? null : new CartHint(
            candidate.Promotion.Id, item.Sku, quantity, cart.Money(cart.Whole - then.State.Discount - (run.Cart.Whole - run.State.Discount)), run.Cart.Money(gives - gave));
        cart.TakeBack();
        return hint;
    }

    private static long Given(CartEvaluator.Outcome run, CartCandidate candidate) =>
        Array.Find(run.State.Applications(), application => ReferenceEquals(application.Promotion, candidate.Promotion))?.Discount ?? 0;
}
