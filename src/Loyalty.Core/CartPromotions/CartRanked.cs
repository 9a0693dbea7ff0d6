namespace Loyalty;

/// <summary>Applies promotions by rank on what is free (cart-promotions R11-R14).</summary>
internal static class CartRanked
{
    public static CartState Run(CartCase cart, IReadOnlyList<CartCandidate> candidates)
    {
        var state = cart.Start;
        if (cart.Rules.First == CartPhase.Line) return RunCart(cart, candidates, Phase(cart, [.. candidates.Where(each => !each.Promotion.IsCartLevel)], state, int.MaxValue));
        var first = RunCart(cart, candidates, state);
        return first.Count > 0 ? first : Phase(cart, [.. candidates.Where(each => !each.Promotion.IsCartLevel)], state, int.MaxValue);
    }

    private static CartState RunCart(CartCase cart, IReadOnlyList<CartCandidate> candidates, CartState state)
    {
        foreach (var kind in (ReadOnlySpan<CartActionKind>)[CartActionKind.Cart, CartActionKind.Tender])
            state = Phase(cart, [.. candidates.Where(each => each.Definition.Action.Kind == kind)], state, cart.MaximumPerCart);
        return state;
    }

    /// <summary>Ranks are taken anew after each application; what a promotion would give changes only with the lines that it looks at.</summary>
    private static CartState Phase(CartCase cart, List<CartCandidate> candidates, CartState state, int maximum)
    {
        var given = new long[candidates.Count];
        Array.Fill(given, -1);
        while (state.CartCount < maximum)
        {
            var best = -1;
            for (var i = 0; i < candidates.Count; i++)
            {
                if (given[i] < 0) given[i] = CartApplying.Apply(cart, candidates[i], state, out _)?.Last!.Discount ?? 0;
                if (given[i] > 0 && (best < 0 || CartRank.Compare(cart.Rules, candidates[i], given[i], candidates[best], given[best]) < 0)) best = i;
            }
            if (best < 0) break;
            state = CartApplying.Apply(cart, candidates[best], state, out _)!;
            candidates.RemoveAt(best);
            given = [.. given[..best], .. given[(best + 1)..]];
            for (var i = 0; i < candidates.Count; i++)
                if (candidates[i].Promotion.IsCartLevel || LooksAt(cart, candidates[i].Promotion, state.Last!.Used)) given[i] = -1;
        }
        return state;
    }

    private static bool LooksAt(CartCase cart, CompiledCartPromotion promotion, long[] used)
    {
        foreach (var part in promotion.Condition)
            foreach (var line in cart.Fitting(part))
                if (used[line] > 0) return true;
        foreach (var part in promotion.Rewards)
            foreach (var line in cart.Fitting(part))
                if (used[line] > 0) return true;
        return false;
    }
}
