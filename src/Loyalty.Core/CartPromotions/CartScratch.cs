namespace Loyalty;

/// <summary>
/// Working space of an evaluation, lent again and again: arrays by line that are zero between uses, and what the promotion last weighed came to.
/// </summary>
internal sealed class CartScratch
{
    private int[] _touched = new int[8];

    /// <summary>Units that may be taken.</summary>
    public long[] Free { get; private set; } = [];

    public long[] Used { get; private set; } = [];

    public long[] Discounted { get; private set; } = [];

    /// <summary>Units in hand for a moment.</summary>
    public long[] Own { get; private set; } = [];

    private bool[] _isTouched = [];

    public int Count { get; private set; }

    /// <summary>The lines that the promotion looks at, in the order of units.</summary>
    public ReadOnlySpan<int> Touched => _touched.AsSpan(0, Count);

    /// <summary>The same, with more behind them.</summary>
    public int[] Places => _touched;

    public Ratio[] Weights { get; private set; } = new Ratio[8];

    public long[] Caps { get; private set; } = new long[8];

    public long[] Shares { get; private set; } = new long[8];

    /// <summary>Room for so many lines.</summary>
    public void Widen(int lines)
    {
        if (lines <= Free.Length) return;
        (Free, Used, Discounted, Own, _isTouched) = (new long[lines], new long[lines], new long[lines], new long[lines], new bool[lines]);
    }

    /// <summary>Begins anew with the lines of some sets of products.</summary>
    public void Touch(ReadOnlySpan<int> fitting)
    {
        var isFirst = Count == 0;
        if (_touched.Length < Count + fitting.Length) Array.Resize(ref _touched, Math.Max(Count + fitting.Length, 2 * _touched.Length));
        foreach (var line in fitting)
        {
            if (_isTouched[line]) continue;
            _isTouched[line] = true;
            _touched[Count++] = line;
        }
        if (!isFirst) _touched.AsSpan(0, Count).Sort();
    }

    /// <summary>Room for what is weighed by touched line.</summary>
    public void Weigh()
    {
        if (Weights.Length >= Count) return;
        Weights = new Ratio[_touched.Length];
        Caps = new long[_touched.Length];
        Shares = new long[_touched.Length];
    }

    /// <summary>Back to nothing.</summary>
    public void Clear()
    {
        foreach (var line in Touched)
        {
            Free[line] = Used[line] = Discounted[line] = Own[line] = 0;
            _isTouched[line] = false;
        }
        Count = 0;
    }
}
