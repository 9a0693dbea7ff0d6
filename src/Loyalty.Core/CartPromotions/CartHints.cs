namespace Loyalty;

/// <summary>
/// Hints for the nearest misses (cart-promotions R30): the least that must be added, at the cheapest known price, tried before it is shown.
/// </summary>
internal static class CartHints
{
    private const int Most = 3;
    private const int MostTried = 24;
    private const decimal MostAdded = 1000;

    public static IReadOnlyList<CartHint> For(CartEvaluator.Outcome run, CartFacts facts, CartPromotionRules rules, CartPromotionIndex index)
    {
        CartFactLine[] known = [.. facts.Lines.Concat(facts.Offered).Where(item => item.Price > 0 && !rules.ExcludedSkus.Contains(item.Sku, StringComparer.Ordinal))
            .OrderBy(item => item.Price).ThenBy(item => item.Sku, StringComparer.Ordinal)];
        // The nearest first; those that are equally near in the order of promotions.
        var misses = Candidates(run, facts, rules, index).Select(candidate => CartMiss.Of(run, candidate)).OfType<CartMiss>()
            .OrderBy(miss => miss.Distance).ThenBy(miss => miss.Candidate.Promotion, Comparer<CompiledCartPromotion>.Create(CompiledCartPromotion.InOrder));
        var (hints, tried) = (new List<CartHint>(), 0);
        foreach (var miss in misses)
        {
            foreach (var (item, quantity) in Additions(miss, known))
            {
                if (tried++ == MostTried) return InOrder(hints);
                if (Try(run, miss.Candidate, item, quantity, facts, rules, index) is not { } hint) continue;
                hints.Add(hint);
                break;
            }
            if (hints.Count == Most) break;
        }
        return InOrder(hints);
    }

    public static CartApplication? Applied(CartEvaluator.Outcome run, CartCandidate candidate) =>
        Array.Find(run.State.Applications(), application => ReferenceEquals(application.Promotion, candidate.Promotion));

    private static CartHint[] InOrder(List<CartHint> hints) =>
        [.. hints.OrderBy(hint => hint.NetCost).ThenByDescending(hint => hint.Benefit).ThenBy(hint => hint.Promotion, StringComparer.Ordinal)];

    /// <summary>Those that the cart brought up, and those that what could be added brings up.</summary>
    private static List<CartCandidate> Candidates(CartEvaluator.Outcome run, CartFacts facts, CartPromotionRules rules, CartPromotionIndex index)
    {
        if (facts.Offered.Count == 0) return run.Candidates;
        var known = run.Candidates.Select(candidate => candidate.Promotion).ToHashSet();
        var offered = facts with { Lines = facts.Offered };
        return [.. run.Candidates, .. index.Find(new CartCase(offered, rules), isWide: true)
            .Where(promotion => promotion.Definition.Mode == CartPromotionMode.Discount && !known.Contains(promotion)).Select(promotion => CartGates.Candidate(promotion, facts))];
    }

    /// <summary>What could be added: of the cheapest item that fits so many as are lacking, and one more where more than is asked.</summary>
    private static IEnumerable<(CartFactLine Item, decimal Quantity)> Additions(CartMiss miss, CartFactLine[] known)
    {
        foreach (var lack in miss.Lacks)
        {
            if (Array.Find(known, lack.Fits) is not { } item) continue;
            var least = Math.Max(1, decimal.Ceiling(lack.IsMoney ? lack.Missing / item.Price : lack.Missing));
            if (least > MostAdded) continue;
            yield return (item, least);
            yield return (item, least + 1);
        }
    }

    /// <summary>The cart with it: shown only when the promotion then applies, or gives more than before.</summary>
    private static CartHint? Try(
        CartEvaluator.Outcome run, CartCandidate candidate, CartFactLine item, decimal quantity, CartFacts facts, CartPromotionRules rules, CartPromotionIndex index)
    {
        var added = facts with { Lines = [.. facts.Lines, item with { Quantity = quantity, Reference = "\u0001", Base = null, Discount = 0, Carries = false }] };
        var cart = CartCase.Lend(added, rules);
        var then = CartEvaluator.Run(cart, index, CartTelling.Deal);
        var gives = Given(then, candidate);
        var gave = Given(run, candidate);
        var hint = gives <= gave ? null : new CartHint(
            candidate.Promotion.Id, item.Sku, quantity, cart.Money(cart.Whole - then.State.Discount - (run.Cart.Whole - run.State.Discount)), run.Cart.Money(gives - gave));
        cart.TakeBack();
        return hint;
    }

    private static long Given(CartEvaluator.Outcome run, CartCandidate candidate) => Applied(run, candidate)?.Discount ?? 0;
}
