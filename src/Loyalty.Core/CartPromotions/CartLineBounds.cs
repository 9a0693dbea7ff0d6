namespace Loyalty;

/// <summary>
/// The most that line promotions can give together where a line carries one of them. What gives to each line its own part counts by lines: each
/// line takes its dearest. What gives one sum, or asks for lines together, counts as a whole: if it is applied it takes lines away from others, at
/// least one of each set that it asks for, and of those that must have the same line one is applied at most.
/// </summary>
internal sealed class CartLineBounds
{
    private readonly CartCase _cart;
    private readonly long _scale;
    private readonly (int Rank, long Value)[][] _byLine;
    private readonly Whole?[] _wholes;
    private readonly bool[] _isWhole;
    private readonly long[] _best;
    private readonly int[] _marks;
    private readonly long[] _gains;
    private int _mark;

    public CartLineBounds(CartCase cart, IReadOnlyList<CartCandidate> candidates, Func<CartCandidate, CartReach> reachOf)
    {
        _cart = cart;
        // Sums of all lines must fit a long.
        _scale = cart.Whole < 1_000_000_000_000 ? 1_000_000 : 1;
        var ranks = 0;
        foreach (var candidate in candidates) ranks = Math.Max(ranks, candidate.Rank + 1);
        _wholes = new Whole?[ranks];
        _isWhole = new bool[ranks];
        _marks = new int[ranks];
        _best = new long[cart.Lines.Length];
        _gains = new long[cart.Lines.Length];
        var byLine = new List<(int Rank, long Value)>[cart.Lines.Length];
        for (var i = 0; i < byLine.Length; i++) byLine[i] = [];
        var open = new List<int>();
        foreach (var candidate in candidates)
        {
            var promotion = candidate.Promotion;
            if (promotion.IsCartLevel) continue;
            var reach = reachOf(candidate);
            int[] all = [.. promotion.Condition.Concat(promotion.Rewards).SelectMany(cart.Fitting).Distinct().Order()];
            if (all.Length == 0) continue;
            if (all.Length == 1)
            {
                byLine[all[0]].Add((candidate.Rank, reach.Lump * _scale));
                continue;
            }
            foreach (var line in all)
            {
                if (reach.PerUnit[line] == 0) continue;
                var units = Math.Min(Math.Min(cart.Lines[line].Units, reach.Units), UnitsOf(candidate, line));
                var given = Math.Min(reach.Lump, Math.Min(reach.ALine, reach.PerUnit[line] * units / CartLine.Micro) + reach.Slack);
                byLine[line].Add((candidate.Rank, (long)decimal.Ceiling(given * _scale)));
            }
            _wholes[candidate.Rank] = new(reach.Lump * _scale, Sets(promotion, all));
            _isWhole[candidate.Rank] = !promotion.IsPercentage || promotion.Condition.Length > 1;
            open.Add(candidate.Rank);
        }
        _byLine = Array.ConvertAll(byLine, lines => lines.OrderByDescending(each => each.Value).ToArray());

        // Each the way in which the whole cart is bounded best.
        var least = Of(cart.Start, candidates);
        foreach (var rank in open)
        {
            _isWhole[rank] = !_isWhole[rank];
            var other = Of(cart.Start, candidates);
            if (other < least) least = other;
            else _isWhole[rank] = !_isWhole[rank];
        }
    }

    /// <summary>The most that those left can give on the lines that are free.</summary>
    public long Of(CartState state, IReadOnlyList<CartCandidate> left)
    {
        _mark++;
        for (var i = 0; i < left.Count; i++)
            if (!left[i].Promotion.IsCartLevel) _marks[left[i].Rank] = _mark;
        var sum = 0L;
        for (var line = 0; line < _byLine.Length; line++)
        {
            (_best[line], _gains[line]) = (0, 0);
            if (_byLine[line].Length == 0 || _cart.Free(state, line) == 0) continue;
            foreach (var (rank, value) in _byLine[line])
            {
                if (_marks[rank] != _mark || _isWhole[rank]) continue;
                sum += _best[line] = value;
                break;
            }
        }
        for (var i = 0; i < left.Count; i++)
        {
            var rank = left[i].Rank;
            if (left[i].Promotion.IsCartLevel || !_isWhole[rank] || _wholes[rank] is not { } whole) continue;
            if (Gain(state, whole, out var at) is not (> 0 and var gain)) continue;
            // Those that must have the same line: the greatest of them.
            if (at < 0) sum += gain;
            else _gains[at] = Math.Max(_gains[at], gain);
        }
        foreach (var gain in _gains) sum += gain;
        return sum / _scale;
    }

    /// <summary>What one gives more than the lines that it takes at least, and a line that it must have, or -1.</summary>
    private long Gain(CartState state, Whole whole, out int at)
    {
        at = -1;
        var gain = whole.Value;
        foreach (var set in whole.Sets)
        {
            var (least, only, count) = (long.MaxValue, -1, 0);
            foreach (var line in set)
            {
                if (_cart.Free(state, line) == 0) continue;
                least = Math.Min(least, _best[line]);
                only = line;
                count++;
            }
            if (count == 0) return 0;
            gain -= least;
            if (count == 1 && (at < 0 || only < at)) at = only;
        }
        return gain;
    }

    /// <summary>Sets of lines, none in two, of each of which it takes at least one line.</summary>
    private int[][] Sets(CompiledCartPromotion promotion, int[] all)
    {
        if (promotion.Condition.Length < 2) return [all];
        var sets = promotion.Condition.Select(part => _cart.Fitting(part)).ToArray();
        return sets.Sum(set => set.Length) == sets.SelectMany(set => set).Distinct().Count() ? sets : [sets.SelectMany(set => set).Distinct().ToArray()];
    }

    /// <summary>Most units of a line that it can discount: of each set of a combo only so many.</summary>
    private long UnitsOf(CartCandidate candidate, int line)
    {
        var promotion = candidate.Promotion;
        if (promotion.Condition.Length < 2 || promotion.Rewards.Length > 0 || promotion.Definition.Action.PerUnit is not null) return long.MaxValue;
        var units = 0L;
        foreach (var part in promotion.Condition)
        {
            if (Array.IndexOf(_cart.Fitting(part), line) < 0) continue;
            if (!part.IsExact) return long.MaxValue;
            units += part.Units;
        }
        return units;
    }

    private sealed record Whole(long Value, int[][] Sets);
}
