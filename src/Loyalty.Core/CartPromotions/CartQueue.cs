namespace Loyalty;

/// <summary>Promotions of a phase with what each would give now, the first by rank on top: a heap that knows each one's place.</summary>
internal sealed class CartQueue
{
    private const int Nowhere = -1;
    private const int Gone = -2;

    private CartCase _cart = null!;
    private readonly List<CartCandidate> _candidates = [];
    private long[] _given = new long[32];
    private int[] _heap = new int[32];
    private int[] _place = new int[32];
    private int _count;

    // By line, the promotions that look at it: a chain through nodes.
    private int[] _first = [];
    private bool _isChained;
    private readonly List<(int Candidate, int Next)> _nodes = [];

    public void Begin(CartCase cart)
    {
        Clear();
        _cart = cart;
    }

    public void Clear()
    {
        _cart = null!;
        _candidates.Clear();
        _nodes.Clear();
        (_count, _isChained) = (0, false);
    }

    public void Add(CartCandidate candidate)
    {
        var at = _candidates.Count;
        if (at == _place.Length)
        {
            Array.Resize(ref _given, 2 * at);
            Array.Resize(ref _heap, 2 * at);
            Array.Resize(ref _place, 2 * at);
        }
        _place[at] = Nowhere;
        _candidates.Add(candidate);
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
        if (!_isChained) Chain();
        var first = _first;
        foreach (ref readonly var portion in state.Last!.Portions.AsSpan())
            for (var node = first[portion.Line]; node >= 0; node = _nodes[node].Next)
            {
                var candidate = _nodes[node].Candidate;
                if (_place[candidate] != Gone && !IsOut(candidate, state)) Weigh(candidate, state);
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

    /// <summary>Takes out one that asks for something of which no line is left, where a line carries one promotion.</summary>
    private bool IsOut(int candidate, CartState state)
    {
        if (!_cart.Rules.OnePerLine) return false;
        foreach (var part in _candidates[candidate].Promotion.Condition)
        {
            var isLeft = false;
            foreach (var line in _cart.Fitting(part)) isLeft |= state.Lines[line].Uses == 0;
            if (isLeft) continue;
            if (_place[candidate] >= 0) Remove(_place[candidate]);
            _place[candidate] = Gone;
            return true;
        }
        return false;
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

    private void Chain()
    {
        _isChained = true;
        if (_first.Length < _cart.Lines.Length) _first = new int[_cart.Lines.Length];
        Array.Fill(_first, -1);
        for (var i = 0; i < _candidates.Count; i++)
        {
            foreach (var part in _candidates[i].Promotion.Condition) Chain(i, part);
            foreach (var part in _candidates[i].Promotion.Rewards) Chain(i, part);
        }
    }

    private void Chain(int candidate, CompiledPart part)
    {
        foreach (var line in _cart.Fitting(part))
        {
            _nodes.Add((candidate, _first[line]));
            _first[line] = _nodes.Count - 1;
        }
    }
}
