using System.Numerics;

namespace Pos;

/// <summary>SplitMix64: the same numbers from the same seed everywhere and for ever, which no library promises.</summary>
internal sealed class GenerateDice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The finalizer of SplitMix64, also of use to give a thing a number of its own.</summary>
    public static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    public ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            return Mix(_state);
        }
    }

    /// <summary>A number from 0 to below the limit; the high part of a product, so that no remainder favours small ones.</summary>
    public long Below(long limit) => (long)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>
    /// A rank from 1 to the count, with a chance near 1 / rank: every doubling of the rank has the same share, and
    /// within it all are equal. Needs no logarithm, whose last digit differs between machines.
    /// </summary>
    public long Zipf(long count)
    {
        var octaves = BitOperations.Log2((ulong)count) + 1;
        while (true)
        {
            var from = 1L << (int)Below(octaves);
            var rank = from + Below(from);
            if (rank <= count)
            {
                return rank;
            }
        }
    }
}
