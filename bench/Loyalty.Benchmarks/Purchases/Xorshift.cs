namespace Loyalty.Benchmarks;

/// <summary>xorshift64*: the same seed draws the same numbers on every machine and runtime.</summary>
internal struct Xorshift(ulong seed)
{
    private ulong _state = seed == 0 ? throw new ArgumentOutOfRangeException(nameof(seed)) : seed;

    /// <summary>A number from 0 to <paramref name="limit"/> - 1.</summary>
    public int Next(int limit)
    {
        unchecked
        {
            _state ^= _state >> 12;
            _state ^= _state << 25;
            _state ^= _state >> 27;
            return (int)Math.BigMul(_state * 0x2545F4914F6CDD1DUL, (ulong)limit, out _);
        }
    }
}
