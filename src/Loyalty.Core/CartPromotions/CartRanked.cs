namespace Loyalty;

/// <summary>Applies promotions by rank on what is free (cart-promotions R11-R14).</summary>
internal static class CartRanked
{
    public static CartState Run(CartCase cart, List<CartCandidate> candidates)
    {
        if (cart.Rules.First == CartPhase.Line) return RunCart(cart, candidates, RunLines(cart, candidates));
        var first = RunCart(cart, candidates, cart.Start);
        return first.Count > 0 ? first : RunLines(cart, candidates);
    }

    /// <summary>Ranks are taken anew after each application; what a promotion would give changes only with the lines that it looks at.</summary>
    private static CartState RunLines(CartCase cart, List<CartCandidate> candidates)
    {
        var queue = cart.Space.Queue;
        queue.Begin(cart);
        foreach (var candidate in candidates)
            if (!candidate.Promotion.IsCartLevel) queue.Add(candidate);
        var state = cart.Start;
        queue.WeighAll(state);
        while (queue.Take() is { } best)
        {
            var weight = CartApplying.Weigh(cart, best, state, out _)!.Value;
            state = CartApplying.Commit(cart, best, state, weight, owns: state.Count > 0);
            queue.WeighThoseAt(state);
        }
        return state;
    }

    /// <summary>The lines' own state stays as it is: reasons are looked for in it.</summary>
    private static CartState RunCart(CartCase cart, List<CartCandidate> candidates, CartState state)
    {
        if (!candidates.Exists(static each => each.Promotion.IsCartLevel)) return state;
        for (var kind = 0; kind < 2; kind++)
        {
            var of = kind == 0 ? CartActionKind.Cart : CartActionKind.Tender;
            var queue = cart.Space.Queue;
            queue.Begin(cart);
            foreach (var candidate in candidates)
                if (candidate.Definition.Action.Kind == of) queue.Add(candidate);
            while (state.CartCount < cart.MaximumPerCart)
            {
                // Each changes what the cart comes to, and so what all others give.
                queue.WeighAll(state);
                if (queue.Take() is not { } best) break;
                var weight = CartApplying.Weigh(cart, best, state, out _)!.Value;
                state = CartApplying.Commit(cart, best, state, weight, owns: state.CartCount > 0);
            }
        }
        return state;
    }
}
