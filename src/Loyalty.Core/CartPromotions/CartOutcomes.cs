namespace Loyalty;

/// <summary>
/// Where a line carries one line promotion, what a promotion does depends on nothing but which of its own lines are free. So each is tried once
/// on each set of them, and the search reads the answers from a table.
/// </summary>
internal sealed class CartOutcomes
{
    private const int MostLinesOfOne = 8;
    private const int MostLines = 64;

    private readonly List<Table> _tables = [];
    private readonly List<int> _lines = [];

    private CartOutcomes()
    {
    }

    /// <summary>Line promotions that give something, by rank.</summary>
    public IReadOnlyList<Table> Tables => _tables;

    /// <summary>How many lines some promotion looks at; sets of lines are masks of these.</summary>
    public int Lines => _lines.Count;

    /// <summary>How many applications were tried.</summary>
    public int Tried { get; private set; }

    /// <summary>Tries each promotion on each set of its lines, or gives null where that takes more than so many trials or promotions have too many lines.</summary>
    public static CartOutcomes? Of(CartCase cart, IReadOnlyList<CartCandidate> candidates, int mostTried)
    {
        var outcomes = new CartOutcomes();
        var own = new List<(CartCandidate Candidate, int[] Lines)>(candidates.Count);
        var places = new Dictionary<int, int>();
        var tries = 0L;
        foreach (var candidate in candidates)
        {
            if (candidate.Promotion.IsCartLevel) continue;
            int[] lines = [.. candidate.Promotion.Condition.Concat(candidate.Promotion.Rewards).SelectMany(cart.Fitting).Distinct().Order()];
            if (lines.Length > MostLinesOfOne) return null;
            tries += (1L << lines.Length) - 1;
            if (tries > mostTried) return null;
            foreach (var line in lines)
            {
                if (!places.TryAdd(line, outcomes._lines.Count)) continue;
                outcomes._lines.Add(line);
                if (outcomes._lines.Count > MostLines) return null;
            }
            own.Add((candidate, lines));
        }
        foreach (var (candidate, lines) in own) outcomes.Try(cart, candidate, lines, Array.ConvertAll(lines, line => places[line]));
        return outcomes;
    }

    private void Try(CartCase cart, CartCandidate candidate, int[] lines, int[] places)
    {
        var outcomes = new CartOutcome[1 << lines.Length];
        var isAny = false;
        for (var free = 1; free < outcomes.Length; free++)
        {
            Tried++;
            var state = cart.Start.Without(lines, free);
            if (CartApplying.Weigh(cart, candidate, state, out _) is not { } weight) continue;
            var used = 0UL;
            for (var i = 0; i < lines.Length; i++)
                if (cart.Chosen.Used[lines[i]] > 0) used |= 1UL << places[i];
            outcomes[free] = new(used, weight.Discount);
            isAny = true;
        }
        if (isAny) _tables.Add(new(candidate, places, outcomes));
    }

    /// <summary>What a promotion does, by which of its lines are free.</summary>
    internal sealed class Table(CartCandidate candidate, int[] places, CartOutcome[] outcomes)
    {
        public CartCandidate Candidate => candidate;

        /// <summary>Its lines.</summary>
        public ulong Lines { get; } = MaskOf(places, outcomes.Length - 1);

        /// <summary>Its lines where it may leave one of them that is free, else none.</summary>
        public ulong Flexible { get; } = FlexibleOf(places, outcomes);

        /// <summary>All that it can do.</summary>
        public IEnumerable<CartOutcome> All => outcomes.Where(each => each.Given > 0).Distinct();

        /// <summary>What it does when these lines of the cart are free.</summary>
        public CartOutcome On(ulong free)
        {
            var own = 0;
            for (var i = 0; i < places.Length; i++) own |= (int)((free >> places[i]) & 1) << i;
            return outcomes[own];
        }

        private static ulong FlexibleOf(int[] places, CartOutcome[] outcomes)
        {
            for (var free = 1; free < outcomes.Length; free++)
                if (outcomes[free].Given > 0 && outcomes[free].Used != MaskOf(places, free)) return MaskOf(places, outcomes.Length - 1);
            return 0;
        }

        private static ulong MaskOf(int[] places, int own)
        {
            var mask = 0UL;
            for (var i = 0; i < places.Length; i++)
                if ((own & (1 << i)) != 0) mask |= 1UL << places[i];
            return mask;
        }
    }
}

/// <summary>Lines that a promotion then carries away, as a mask, and what it gives; nothing when it does not apply.</summary>
internal readonly record struct CartOutcome(ulong Used, long Given);
