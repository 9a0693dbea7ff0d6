namespace Loyalty;

/// <summary>
/// What an evaluation lends out while it runs and takes back as a whole: candidates, copies of the states of lines, portions. Beyond what it keeps
/// it allocates, so that a long search is not held back.
/// </summary>
internal sealed class CartSpace
{
    private const int Copies = 4;
    private const int ChunkOfPortions = 64;
    private const int KeptSingles = 1024;
    private const int KeptStates = 64;
    private const int SmallSets = 8;
    private const int MostKept = 4096;

    private static readonly int[][] Singles = [.. Enumerable.Range(0, KeptSingles).Select(line => new[] { line })];

    private readonly List<CartCandidate> _candidates = [];
    private readonly CartLineState[]?[] _copies = new CartLineState[]?[Copies];
    private CartPortion[] _portions = [];
    private readonly CartApplication?[] _applications = new CartApplication?[KeptStates];
    private readonly CartState?[] _states = new CartState?[KeptStates];
    private readonly List<int[]>?[] _sets = new List<int[]>?[SmallSets];
    private readonly int[] _lentSets = new int[SmallSets];
    private CartShare[][] _shares = [];
    private CartApplication[] _applied = [];
    private int _lentCandidates;
    private int _lentCopies;
    private int _lentPortions;
    private int _lentStates;

    /// <summary>All candidates, and those that passed the gates which do not look at the cart.</summary>
    public List<CartCandidate> All { get; } = [];

    public List<CartCandidate> Open { get; } = [];

    public CartFinder Finder { get; } = new();

    public CartQueue Queue { get; } = new();

    /// <summary>The set of one line.</summary>
    public static int[] Single(int line) => line < KeptSingles ? Singles[line] : [line];

    /// <summary>Room for a set of so many lines.</summary>
    public int[] Lines(int count)
    {
        if (count >= SmallSets) return new int[count];
        var (sets, lent) = (_sets[count] ??= [], _lentSets[count]++);
        if (lent == sets.Count) sets.Add(new int[count]);
        return sets[lent];
    }

    public CartCandidate Candidate(CompiledCartPromotion promotion, CartEntitlement? held, in CartAllowance allowance)
    {
        if (_lentCandidates == _candidates.Count) _candidates.Add(new(promotion, held, allowance));
        else _candidates[_lentCandidates].Begin(promotion, held, allowance);
        return _candidates[_lentCandidates++];
    }

    public CartLineState[] Copy(CartLineState[] lines)
    {
        if (_lentCopies == Copies) return (CartLineState[])lines.Clone();
        if (_copies[_lentCopies] is not { } copy || copy.Length != lines.Length) _copies[_lentCopies] = copy = new CartLineState[lines.Length];
        _lentCopies++;
        lines.CopyTo(copy, 0);
        return copy;
    }

    public ArraySegment<CartPortion> Portions(int count)
    {
        if (_portions.Length - _lentPortions < count) (_portions, _lentPortions) = (new CartPortion[Math.Max(count, ChunkOfPortions)], 0);
        _lentPortions += count;
        return new(_portions, _lentPortions - count, count);
    }

    /// <summary>Room for the shares of so many lines.</summary>
    public CartShare[][] Shares(int lines)
    {
        if (_shares.Length < lines) _shares = new CartShare[lines][];
        return _shares;
    }

    public CartApplication Application(CompiledCartPromotion promotion, long discount, ArraySegment<CartPortion> portions, long groups)
    {
        if (_lentStates >= KeptStates) return new CartApplication().Begin(promotion, discount, portions, groups);
        return (_applications[_lentStates] ??= new()).Begin(promotion, discount, portions, groups);
    }

    /// <summary>The state after the application just lent.</summary>
    public CartState State(CartState before, CartApplication application, CartLineState[] lines)
    {
        if (_lentStates >= KeptStates) return new(before, application, lines);
        ref var state = ref _states[_lentStates++];
        if (state is null) return state = new(before, application, lines);
        state.Begin(before, application, lines);
        return state;
    }

    /// <summary>The applications up to a state in their order.</summary>
    public ReadOnlySpan<CartApplication> Applications(CartState state)
    {
        if (_applied.Length < state.Count) _applied = new CartApplication[Math.Max(KeptStates, state.Count)];
        state.Applications(_applied);
        return _applied.AsSpan(0, state.Count);
    }

    /// <summary>Takes all back and holds on to nothing of the caller's.</summary>
    public void TakeBack()
    {
        for (var i = 0; i < _lentCandidates; i++) _candidates[i].Begin(null!, null, default);
        if (_candidates.Count > MostKept) _candidates.RemoveRange(MostKept, _candidates.Count - MostKept);
        if (_portions.Length > MostKept) _portions = [];
        for (var i = 0; i < _lentStates; i++) _applications[i]!.Begin(null!, 0, default, 0);
        (_lentCandidates, _lentCopies, _lentPortions, _lentStates) = (0, 0, 0, 0);
        Array.Clear(_lentSets);
        Array.Clear(_shares);
        Array.Clear(_applied);
        All.Clear();
        Open.Clear();
        Finder.Clear();
        Queue.Clear();
    }
}
