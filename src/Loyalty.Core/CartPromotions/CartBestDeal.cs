namespace Loyalty;

/// <summary>
/// The sequence of promotions with the greatest discount (cart-promotions R12), by branch and bound from the ranked answer. Of sequences that
/// differ only in the order of promotions without a line in common one is tried. The budget counts applications tried, never time.
/// </summary>
internal sealed class CartBestDeal
{
    private readonly CartCase _cart;
    private readonly CartBounds _bounds;
    private readonly Dictionary<CartCandidate, ulong[]> _lines = new(ReferenceEqualityComparer.Instance);
    private CartState _best;
    private long _open = -1;
    private int _nodes;

    private CartBestDeal(CartCase cart, IReadOnlyList<CartCandidate> candidates, CartState ranked)
    {
        _cart = cart;
        _best = ranked;
        _bounds = new CartBounds(cart, candidates);
        foreach (var candidate in candidates) _lines[candidate] = LinesOf(candidate.Promotion);
    }

    public static (CartState State, BestDealProof Proof) Search(CartCase cart, IReadOnlyList<CartCandidate> candidates, CartState ranked)
    {
        List<CartCandidate> left = [.. candidates];
        // Where the cart comes first, lines are out once a cart promotion qualifies.
        if (cart.Rules.First == CartPhase.Cart && left.Exists(each => each.Promotion.IsCartLevel && CartApplying.Apply(cart, each, cart.Start, out _) is not null))
            left.RemoveAll(each => !each.Promotion.IsCartLevel);
        // Nor do those come up again that can never apply.
        left.RemoveAll(each => each.Promotion.IsCartLevel && CartApplying.Weigh(cart, each, cart.Start, out var fault) is null && IsFinal(each, fault!));
        if (CartPacking.Search(cart, left, ranked) is { } packed) return packed;
        var search = new CartBestDeal(cart, left, ranked);
        var root = Math.Max(ranked.Discount, search._bounds.Of(cart.Start, left));
        search.Branch(cart.Start, left, new bool[candidates.Count == 0 ? 0 : candidates.Max(each => each.Rank) + 1], root);
        var bound = Math.Max(search._best.Discount, search._open);
        return (search._best, new BestDealProof(
            bound == search._best.Discount, cart.Money(search._best.Discount), cart.Money(bound), cart.Money(bound - search._best.Discount), search._nodes, cart.Rules.NodeBudget));
    }

    /// <param name="state">What is applied.</param>
    /// <param name="left">What may follow, those asleep too.</param>
    /// <param name="asleep">By rank: those that another order has tried already; one wakes when a promotion that shares a line with it is applied.</param>
    /// <param name="bound">The most that can come of it.</param>
    private void Branch(CartState state, List<CartCandidate> left, bool[] asleep, long bound)
    {
        if (!CanImprove(bound, state)) return;
        var children = new List<(CartCandidate Candidate, CartState State)>(left.Count);
        var possible = new List<CartCandidate>(left.Count);
        foreach (var candidate in left)
        {
            if (asleep[candidate.Rank])
            {
                possible.Add(candidate);
                continue;
            }
            if (_nodes >= _cart.Rules.NodeBudget)
            {
                _open = Math.Max(_open, bound);
                return;
            }
            _nodes++;
            var after = CartApplying.Apply(_cart, candidate, state, out var fault);
            if (after is null)
            {
                if (!IsFinal(candidate, fault!)) possible.Add(candidate);
                continue;
            }
            possible.Add(candidate);
            children.Add((candidate, after));
            if (after.Discount > _best.Discount || (after.Discount == _best.Discount && after.Count < _best.Count)) _best = after;
        }
        children.Sort(static (a, b) =>
        {
            var order = b.State.Discount.CompareTo(a.State.Discount);
            return order != 0 ? order : a.Candidate.Rank.CompareTo(b.Candidate.Rank);
        });
        var tried = (bool[])asleep.Clone();
        var free = FreeLines(state);
        foreach (var (candidate, after) in children)
        {
            var below = new bool[tried.Length];
            var rest = After(possible, candidate, after);
            foreach (var other in rest) below[other.Rank] = tried[other.Rank] && !Meet(_lines[other], _lines[candidate], free);
            if (Wakeable(rest, below, after)) Branch(after, rest, below, Math.Min(bound, _bounds.Of(after, rest)));
            if (!candidate.Promotion.IsCartLevel) tried[candidate.Rank] = true;
        }
    }

    /// <summary>Leaves out those asleep that nothing can wake any more; whether anything can follow.</summary>
    private bool Wakeable(List<CartCandidate> rest, bool[] asleep, CartState state)
    {
        var free = FreeLines(state);
        var awake = rest.FindAll(each => !asleep[each.Rank]);
        for (var i = 0; i < awake.Count; i++)
        {
            if (awake[i].Promotion.IsCartLevel) continue;
            foreach (var other in rest)
                if (asleep[other.Rank] && Meet(_lines[other], _lines[awake[i]], free) && !awake.Contains(other)) awake.Add(other);
        }
        if (awake.Count < rest.Count) rest.RemoveAll(each => !awake.Contains(each));
        return rest.Exists(each => !asleep[each.Rank]);
    }

    /// <summary>Whether something beneath can be better: more, or as much with fewer promotions.</summary>
    private bool CanImprove(long bound, CartState state) => bound > _best.Discount || (bound == _best.Discount && state.Count + 1 < _best.Count);

    /// <summary>Lines, then cart, then tenders; at most so many on the cart.</summary>
    private List<CartCandidate> After(List<CartCandidate> possible, CartCandidate taken, CartState state)
    {
        var rest = new List<CartCandidate>(possible.Count);
        foreach (var candidate in possible)
        {
            if (ReferenceEquals(candidate, taken) || Stage(candidate) < Stage(taken)) continue;
            if (candidate.Promotion.IsCartLevel && state.CartCount >= _cart.MaximumPerCart) continue;
            rest.Add(candidate);
        }
        return rest;
    }

    private static int Stage(CartCandidate candidate) => candidate.Definition.Action.Kind switch { CartActionKind.Cart => 1, CartActionKind.Tender => 2, _ => 0 };

    /// <summary>Whether a promotion that fails now fails for good: what is free only grows less, and so do nets.</summary>
    private static bool IsFinal(CartCandidate candidate, CartFault fault) => fault.Code switch
    {
        "condition.products" or "condition.products.quantity" or "condition.divider" or "condition.item_count" or "benefit.units_missing" => true,
        "condition.tender" or "condition.tender_absent" or "condition.payment_mode" => true,
        "condition.subtotal" => !candidate.Promotion.IsCartLevel || candidate.Definition.Condition.Cart!.Operator != CartOperator.Equals,
        _ => false,
    };

    private ulong[] LinesOf(CompiledCartPromotion promotion)
    {
        var lines = new ulong[(_cart.Lines.Length + 63) / 64];
        foreach (var part in promotion.Condition.Concat(promotion.Rewards))
            foreach (var line in _cart.Fitting(part)) lines[line / 64] |= 1UL << (line % 64);
        return lines;
    }

    /// <summary>Lines of which a line promotion may take anything: what happens to the others concerns none.</summary>
    private ulong[] FreeLines(CartState state)
    {
        var lines = new ulong[(_cart.Lines.Length + 63) / 64];
        for (var line = 0; line < _cart.Lines.Length; line++)
            if (_cart.Free(state, line) > 0) lines[line / 64] |= 1UL << (line % 64);
        return lines;
    }

    private static bool Meet(ulong[] a, ulong[] b, ulong[] free)
    {
        for (var i = 0; i < a.Length; i++)
            if ((a[i] & b[i] & free[i]) != 0) return true;
        return false;
    }
}
