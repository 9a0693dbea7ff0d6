using System.Numerics;

namespace Loyalty;

/// <summary>
/// A price for each line: what all promotions together give is no more than the lines' prices and, for each promotion, what its best choice gives
/// beyond the prices of the lines that it takes. That holds at any prices; these are moved, line by line that two want or none, until the sum is low.
/// Whole numbers, in parts of a minor unit.
/// </summary>
internal sealed class CartPrices
{
    /// <summary>Parts of a minor unit.</summary>
    public const int Scale = 1 << 10;

    private const int Rounds = 200;
    private const int Patience = 8;

    private readonly (int Promotion, ulong Used, long Given)[] _choices;
    private readonly long[] _beyond;
    private readonly int[] _best;

    public CartPrices(IReadOnlyList<(int Promotion, ulong Used, long Given)> choices, int promotions, int lines, long known)
    {
        _choices = [.. choices];
        _beyond = new long[promotions];
        _best = new int[promotions];
        OfLines = new long[lines];
        OfPromotions = new long[promotions];
        Lower(known * Scale);
    }

    /// <summary>By line.</summary>
    public long[] OfLines { get; private set; }

    /// <summary>By promotion, what its best choice gives beyond the prices of its lines.</summary>
    public long[] OfPromotions { get; private set; }

    /// <summary>What no choice of promotions exceeds.</summary>
    public long Sum { get; private set; }

    /// <summary>What is lost against the sum when a promotion takes these lines.</summary>
    public long Loss(int promotion, ulong used, long given) => OfPromotions[promotion] + Of(OfLines, used) - (given * Scale);

    private void Lower(long known)
    {
        var prices = new long[OfLines.Length];
        // Each line the dearest equal part: then no promotion gives anything beyond.
        foreach (var (_, used, given) in _choices)
        {
            var part = ((given * Scale) + BitOperations.PopCount(used) - 1) / BitOperations.PopCount(used);
            for (var rest = used; rest != 0; rest &= rest - 1) prices[BitOperations.TrailingZeroCount(rest)] = Math.Max(prices[BitOperations.TrailingZeroCount(rest)], part);
        }
        Sum = long.MaxValue;
        var wanted = new int[prices.Length];
        var (patience, step) = (0, Scale);
        for (var round = 0; round < Rounds; round++)
        {
            var sum = SumAt(prices);
            if (sum < Sum)
            {
                (Sum, patience) = (sum, 0);
                prices.CopyTo(OfLines, 0);
                _beyond.CopyTo(OfPromotions, 0);
            }
            else if (++patience == Patience)
            {
                (patience, step) = (0, step / 2);
            }
            if (step == 0 || Sum < known + Scale) return;
            var norm = Want(wanted);
            if (norm == 0) return;
            var move = (long)((Int128)Math.Max(Scale, sum - known) * step / (Scale * norm));
            for (var line = 0; line < prices.Length; line++) prices[line] = Math.Max(0, prices[line] + (move * (wanted[line] - 1)));
        }
    }

    private long SumAt(long[] prices)
    {
        Array.Clear(_beyond);
        Array.Fill(_best, -1);
        for (var i = 0; i < _choices.Length; i++)
        {
            var (promotion, used, given) = _choices[i];
            var beyond = (given * Scale) - Of(prices, used);
            if (beyond <= _beyond[promotion]) continue;
            (_beyond[promotion], _best[promotion]) = (beyond, i);
        }
        var sum = 0L;
        foreach (var price in prices) sum += price;
        foreach (var beyond in _beyond) sum += beyond;
        return sum;
    }

    /// <summary>How many want each line; the squares of what that differs from one.</summary>
    private long Want(int[] wanted)
    {
        Array.Clear(wanted);
        foreach (var best in _best)
        {
            if (best < 0) continue;
            for (var rest = _choices[best].Used; rest != 0; rest &= rest - 1) wanted[BitOperations.TrailingZeroCount(rest)]++;
        }
        var norm = 0L;
        foreach (var count in wanted) norm += (count - 1) * (count - 1);
        return norm;
    }

    private static long Of(long[] prices, ulong lines)
    {
        var sum = 0L;
        for (; lines != 0; lines &= lines - 1) sum += prices[BitOperations.TrailingZeroCount(lines)];
        return sum;
    }
}
