using System.Numerics;

namespace Loyalty;

/// <summary>
/// The best deal where a line carries one line promotion and the cart one cart promotion: a choice, for each line, of the promotion that carries
/// it away, by branch and bound over lines. Prices of lines say how much each choice loses against what is possible at most; what loses more than
/// the best known deal leaves is not tried. An order in which the promotions take just their lines is looked for in the end.
/// </summary>
internal sealed class CartPacking
{
    private readonly CartCase _cart;
    private readonly CartOutcomes _outcomes;
    private readonly CartCandidate[] _endings;
    private readonly CartTop _top;
    private readonly CartPrices _prices;
    private readonly Choice[] _choices;
    private readonly bool[] _isTaken;
    private readonly List<Choice> _taken = [];
    private readonly HashSet<ulong> _stuck = [];
    private readonly bool _isBound;
    private CartState _best;
    private long _needed;
    private long _neededAnew;
    private long _open = -1;
    private int _nodes;

    private CartPacking(CartCase cart, CartOutcomes outcomes, IReadOnlyList<CartCandidate> candidates, CartState ranked)
    {
        _cart = cart;
        _outcomes = outcomes;
        _nodes = outcomes.Tried;
        _best = ranked;
        _endings = [.. candidates.Where(each => each.Promotion.IsCartLevel)];
        _top = new(cart, candidates);
        _isBound = _top.IsBound;
        var choices = new List<(int Promotion, ulong Used, long Given)>();
        for (var i = 0; i < outcomes.Tables.Count; i++)
            foreach (var (used, given) in outcomes.Tables[i].All) choices.Add((i, used, given));
        var lines = ranked.Discount;
        for (var at = ranked; at.CartCount > 0; at = at.Before!) lines -= at.Last!.Discount;
        _prices = new(choices, outcomes.Tables.Count, outcomes.Lines, lines);
        _choices = [.. choices.Select(each => new Choice(each.Promotion, each.Used, each.Given, _prices.Loss(each.Promotion, each.Used, each.Given)))
            .OrderBy(each => each.Loss).ThenByDescending(each => BitOperations.PopCount(each.Used)).ThenBy(each => each.Promotion).ThenBy(each => each.Used)];
        _isTaken = new bool[outcomes.Tables.Count];
    }

    /// <summary>The best deal with its proof; null where lines or the cart may carry more, or promotions look at too many lines.</summary>
    public static (CartState State, BestDealProof Proof)? Search(CartCase cart, IReadOnlyList<CartCandidate> candidates, CartState ranked)
    {
        if (!cart.Rules.OnePerLine || cart.Whole >= 1L << 40) return null;
        if (cart.MaximumPerCart > 1 && candidates.Count(each => each.Promotion.IsCartLevel) > 1) return null;
        if (CartOutcomes.Of(cart, candidates, cart.Rules.NodeBudget) is not { } outcomes) return null;
        var search = new CartPacking(cart, outcomes, candidates, ranked);
        var root = Math.Max(ranked.Discount, search._top.Of(0, search.Most(0)));
        search.Bettered();
        search.Branch(outcomes.Lines == 64 ? ulong.MaxValue : (1UL << outcomes.Lines) - 1, 0, 0);
        var bound = Math.Max(search._best.Discount, Math.Min(root, search._open));
        return (search._best, new BestDealProof(
            bound == search._best.Discount, cart.Money(search._best.Discount), cart.Money(bound), cart.Money(bound - search._best.Discount), search._nodes, cart.Rules.NodeBudget));
    }

    private long Most(long loss) => (_prices.Sum - loss) / CartPrices.Scale;

    /// <summary>What lines must give for a better deal, and for one as good.</summary>
    private void Bettered()
    {
        _needed = _top.Needed(_best.Discount + 1, Most(0));
        _neededAnew = _top.Needed(_best.Discount, Most(0));
    }

    /// <summary>Whether lines that give from so much to so much can make a better deal: more, or as much with fewer promotions.</summary>
    private bool CanImprove(long given, long most)
    {
        if (most < (_taken.Count < _best.Count ? _neededAnew : _needed)) return false;
        if (!_isBound) return true;
        var top = _top.Of(given, most);
        return top > _best.Discount || (top == _best.Discount && _taken.Count < _best.Count);
    }

    /// <param name="open">Lines of which nothing is decided.</param>
    /// <param name="given">What the promotions taken give.</param>
    /// <param name="loss">What is lost against the sum of prices.</param>
    private void Branch(ulong open, long given, long loss)
    {
        if (!CanImprove(given, Most(loss)) || !CanOrder(open)) return;
        if (open == 0)
        {
            Finish(given);
            return;
        }
        var slack = Slack() - loss;
        Span<int> counts = stackalloc int[_outcomes.Lines];
        counts.Clear();
        var isAlive = _isTaken.Length <= 256 ? stackalloc bool[_isTaken.Length] : new bool[_isTaken.Length];
        isAlive.Clear();
        foreach (ref readonly var choice in _choices.AsSpan())
        {
            if (choice.Loss > slack) break;
            if ((choice.Used & ~open) != 0 || _isTaken[choice.Promotion]) continue;
            isAlive[choice.Promotion] = true;
            for (var rest = choice.Used; rest != 0; rest &= rest - 1) counts[BitOperations.TrailingZeroCount(rest)]++;
        }
        // Those that can no longer be taken have lost what they give beyond the prices.
        for (var i = 0; i < isAlive.Length; i++)
            if (!isAlive[i] && !_isTaken[i]) slack -= _prices.OfPromotions[i];
        if (slack < 0) return;
        // The line with the fewest ways, the dearest of those.
        var (line, ways) = (-1, int.MaxValue);
        for (var rest = open; rest != 0; rest &= rest - 1)
        {
            var at = BitOperations.TrailingZeroCount(rest);
            var own = counts[at] + (_prices.OfLines[at] <= slack ? 1 : 0);
            if (own == 0) return;
            if (own < ways || (own == ways && _prices.OfLines[at] > _prices.OfLines[line])) (line, ways) = (at, own);
        }
        var bit = 1UL << line;
        if (counts[line] > 0)
        {
            foreach (var choice in _choices)
            {
                if (choice.Loss > slack) break;
                if ((choice.Used & bit) == 0 || (choice.Used & ~open) != 0 || _isTaken[choice.Promotion]) continue;
                if (!Spend(given, loss)) return;
                _isTaken[choice.Promotion] = true;
                _taken.Add(choice);
                Branch(open & ~choice.Used, given + choice.Given, loss + choice.Loss);
                _taken.RemoveAt(_taken.Count - 1);
                _isTaken[choice.Promotion] = false;
            }
        }
        if (_prices.OfLines[line] > slack || !Spend(given, loss)) return;
        Branch(open & ~bit, given, loss + _prices.OfLines[line]);
    }

    /// <summary>What may be lost of the sum so that a deal can still be better than the best.</summary>
    private long Slack() => _prices.Sum - ((_taken.Count < _best.Count ? _neededAnew : _needed) * CartPrices.Scale);

    private bool Spend()
    {
        if (_nodes >= _cart.Rules.NodeBudget) return false;
        _nodes++;
        return true;
    }

    private bool Spend(long given, long loss)
    {
        if (Spend()) return true;
        _open = Math.Max(_open, _top.Of(given, Most(loss)));
        return false;
    }

    /// <summary>All lines are decided: a better deal, if the promotions can be applied so.</summary>
    private void Finish(long given)
    {
        var top = _top.Of(given, given);
        if (top < _best.Discount || (top == _best.Discount && _taken.Count >= _best.Count)) return;
        var order = new List<Choice>(_taken.Count);
        _stuck.Clear();
        var flexible = 0UL;
        foreach (var choice in _taken) flexible |= _outcomes.Tables[choice.Promotion].Flexible;
        if (!Order(ulong.MaxValue, 0, flexible, order))
        {
            if (_nodes >= _cart.Rules.NodeBudget) _open = Math.Max(_open, top);
            return;
        }
        var state = _cart.Start;
        foreach (var choice in order) state = CartApplying.Apply(_cart, _outcomes.Tables[choice.Promotion].Candidate, state, out _)!;
        Keep(state);
        foreach (var ending in _endings)
            if (CartApplying.Apply(_cart, ending, state, out _) is { } after) Keep(after);
    }

    private void Keep(CartState state)
    {
        if (state.Discount < _best.Discount || (state.Discount == _best.Discount && state.Count >= _best.Count)) return;
        _best = state;
        Bettered();
    }

    /// <summary>
    /// Whether an order may still be found. What takes all that is free of its lines takes just those chosen once others have taken the rest; an
    /// open line may yet be taken by any, one left over stays.
    /// </summary>
    private bool CanOrder(ulong open)
    {
        var (done, gone) = (0UL, open);
        for (var isAny = true; isAny;)
        {
            isAny = false;
            for (var i = 0; i < _taken.Count; i++)
            {
                var choice = _taken[i];
                var table = _outcomes.Tables[choice.Promotion];
                if ((done & (1UL << i)) != 0 || (table.Flexible == 0 && (table.Lines & ~choice.Used & ~gone) != 0)) continue;
                (done, gone, isAny) = (done | (1UL << i), gone | choice.Used, true);
            }
        }
        return BitOperations.PopCount(done) == _taken.Count;
    }

    /// <summary>An order in which each takes just the lines chosen for it.</summary>
    /// <param name="free">Lines free.</param>
    /// <param name="done">Which are in order already.</param>
    /// <param name="flexible">Lines of those that may leave a line of theirs that is free.</param>
    /// <param name="order">Them.</param>
    private bool Order(ulong free, ulong done, ulong flexible, List<Choice> order)
    {
        if (order.Count == _taken.Count) return true;
        if (!_stuck.Add(done)) return false;
        for (var i = 0; i < _taken.Count; i++)
        {
            var choice = _taken[i];
            if ((done & (1UL << i)) != 0 || _outcomes.Tables[choice.Promotion].On(free) != new CartOutcome(choice.Used, choice.Given)) continue;
            if (!Spend()) return false;
            order.Add(choice);
            if (Order(free & ~choice.Used, done | (1UL << i), flexible, order)) return true;
            order.RemoveAt(order.Count - 1);
            // What takes all that is free of its lines can as well come first, unless another would choose otherwise then.
            if ((choice.Used & flexible) == 0) return false;
        }
        return false;
    }

    private readonly record struct Choice(int Promotion, ulong Used, long Given, long Loss);
}
