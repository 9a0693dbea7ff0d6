namespace Loyalty;

/// <summary>What is found for a cart, each promotion once, with the lines by which it was found.</summary>
internal sealed class CartFinder
{
    private const int MostKept = 512;

    private CartCase _cart = null!;
    private bool _isWide;
    private int[] _table = new int[64];
    private Hits[] _hits = new Hits[64];
    private readonly List<(int Found, int Line)> _more = [];

    /// <summary>Lines by which a promotion was found: how many, the first, the last.</summary>
    private record struct Hits(int Count, int First, int Last)
    {
        /// <summary>All, where there are several and the last is known.</summary>
        public int[]? All { get; set; }
    }


    public List<CompiledCartPromotion> Found { get; } = new(32);

    public string? Store => _cart.Facts.Store;

    /// <summary>The level that the cart reaches.</summary>
    public int Level { get; private set; }

    /// <summary>The line that is looked at, or -1.</summary>
    public int Line { get; set; } = -1;

    /// <summary>Looks for a cart; wide: however little it comes to.</summary>
    public void Begin(CartCase cart, bool isWide)
    {
        Clear();
        _cart = cart;
        _isWide = isWide;
        Level = isWide ? int.MaxValue : CartRequirement.LevelOf(cart.Subtotal / cart.Minor);
    }

    public void Clear()
    {
        if (_table.Length > MostKept) _table = new int[64];
        else if (Found.Count > 0) Array.Clear(_table);
        Found.Clear();
        _more.Clear();
        (_cart, Line) = (null!, -1);
    }

    /// <summary>Takes a promotion; false where it has ended, and so has all that stands behind it.</summary>
    public bool Take(CompiledCartPromotion promotion, bool isAtLevel)
    {
        if (promotion.Definition.Until < _cart.Facts.At) return false;
        if (isAtLevel && !_isWide && promotion.Minimum * _cart.Minor > _cart.Subtotal) return true;
        var at = Slot(promotion);
        var number = _table[at] - 1;
        if (number < 0)
        {
            number = Found.Count;
            Found.Add(promotion);
            _table[at] = Found.Count;
            if (number == _hits.Length) Array.Resize(ref _hits, 2 * _hits.Length);
            _hits[number] = default;
            if (3 * Found.Count > 2 * _table.Length) Grow();
        }
        if (Line < 0 || promotion.FoundBy is null) return true;
        ref var hits = ref _hits[number];
        // A line may have several of the values.
        if (hits.Count > 0 && hits.Last == Line) return true;
        if (hits.Count > 0) _more.Add((number, Line));
        hits = new(hits.Count + 1, hits.Count == 0 ? Line : hits.First, Line);
        return true;
    }

    /// <summary>Tells the cart the lines: they were gone through in their order.</summary>
    public void Finish()
    {
        foreach (var (found, line) in _more)
        {
            ref var hits = ref _hits[found];
            if (hits.All is null)
            {
                hits.All = _cart.Space.Lines(hits.Count);
                hits.All[0] = hits.First;
                // From here on it counts what is filled.
                hits.Last = 1;
            }
            hits.All[hits.Last++] = line;
        }
        for (var i = 0; i < Found.Count; i++)
            if (_hits[i].Count > 0) _cart.Fits(Found[i].FoundBy!, _hits[i].Count == 1 ? CartSpace.Single(_hits[i].First) : _hits[i].All!);
    }

    private int Slot(CompiledCartPromotion promotion)
    {
        var at = promotion.Number & (_table.Length - 1);
        while (_table[at] is > 0 and var known && !ReferenceEquals(Found[known - 1], promotion)) at = (at + 1) & (_table.Length - 1);
        return at;
    }

    private void Grow()
    {
        _table = new int[2 * _table.Length];
        for (var i = 0; i < Found.Count; i++) _table[Slot(Found[i])] = i + 1;
    }
}
