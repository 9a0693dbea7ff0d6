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
        var queue = new CartQueue(cart, candidates.FindAll(static each => !each.Promotion.IsCartLevel));
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
            var queue = new CartQueue(cart, candidates.FindAll(each => each.Definition.Action.Kind == of));
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

/// <summary>Promotions of a phase with what each would give now, the first by rank on top: a heap that knows each one's place.</summary>
internal sealed class CartQueue
{
    private const int Nowhere = -1;
    private const int Gone = -2;

    private readonly CartCase _cart;
    private readonly List<CartCandidate> _candidates;
    private readonly long[] _given;
    private readonly int[] _heap;
    private readonly int[] _place;
    private int _count;

    // By line, the promotions that look at it: a chain through nodes.
    private int[]? _first;
    private readonly List<(int Candidate, int Next)> _nodes = [];

    public CartQueue(CartCase cart, List<CartCandidate> candidates)
    {
        _cart = cart;
        _candidates = candidates;
        _given = new long[candidates.Count];
        _heap = new int[candidates.Count];
        _place = new int[candidates.Count];
        Array.Fill(_place, Nowhere);
    }

    /// <summary>Weighs all that were not taken.</summary>
    public void WeighAll(CartState state)
    {
        for (var i = 0; i < _candidates.Count; i++)
            if (_place[i] != Gone) Weigh(i, state);
    }

    /// <summary>Weighs those that look at the lines of the last application.</summary>
    public void WeighThoseAt(CartState state)
    {
        if (_count == 0 && _candidates.Count == 1) return;
        var first = _first ??= Chains();
        foreach (var portion in state.Last!.Portions)
            for (var node = first[portion.Line]; node >= 0; node = _nodes[node].Next)
            {
                var candidate = _nodes[node].Candidate;
                if (_place[candidate] != Gone) Weigh(candidate, state);
            }
    }

    /// <summary>Takes out the first, or null when none gives anything.</summary>
    public CartCandidate? Take()
    {
        if (_count == 0) return null;
        var best = _heap[0];
        Remove(0);
        _place[best] = Gone;
        return _candidates[best];
    }

    private void Weigh(int candidate, CartState state)
    {
        var given = CartApplying.Weigh(_cart, _candidates[candidate], state, out _)?.Discount ?? 0;
        var place = _place[candidate];
        if (given == 0)
        {
            if (place >= 0) Remove(place);
            _place[candidate] = Nowhere;
            return;
        }
        if (place >= 0 && given == _given[candidate]) return;
        _given[candidate] = given;
        if (place < 0)
        {
            place = _count++;
            Put(candidate, place);
        }
        Down(Up(place));
    }

    private void Remove(int place)
    {
        var last = _heap[--_count];
        if (place == _count) return;
        Put(last, place);
        Down(Up(place));
    }

    private int Up(int place)
    {
        for (; place > 0 && Before(place, (place - 1) / 2); place = (place - 1) / 2) Swap(place, (place - 1) / 2);
        return place;
    }

    private void Down(int place)
    {
        for (; ;)
        {
            var child = (2 * place) + 1;
            if (child >= _count) return;
            if (child + 1 < _count && Before(child + 1, child)) child++;
            if (!Before(child, place)) return;
            Swap(child, place);
            place = child;
        }
    }

    private bool Before(int a, int b)
    {
        var (one, other) = (_heap[a], _heap[b]);
        return CartRank.Compare(_cart.Rules, _candidates[one], _given[one], _candidates[other], _given[other]) < 0;
    }

    private void Swap(int a, int b)
    {
        var (one, other) = (_heap[a], _heap[b]);
        Put(one, b);
        Put(other, a);
    }

    private void Put(int candidate, int place)
    {
        _heap[place] = candidate;
        _place[candidate] = place;
    }

    private int[] Chains()
    {
        var first = new int[_cart.Lines.Length];
        Array.Fill(first, -1);
        for (var i = 0; i < _candidates.Count; i++)
        {
            foreach (var part in _candidates[i].Promotion.Condition) Chain(i, part);
            foreach (var part in _candidates[i].Promotion.Rewards) Chain(i, part);
        }
        return first;

        void Chain(int candidate, CompiledPart part)
        {
            foreach (var line in _cart.Fitting(part))
            {
                _nodes.Add((candidate, first[line]));
                first[line] = _nodes.Count - 1;
            }
        }
    }
}
