using System.Collections.Concurrent;
using NodaTime;

namespace Loyalty.Hosting;

/// <summary>What a limited call is told of its bucket.</summary>
internal readonly record struct RateState(bool IsAllowed, int Limit, int Remaining, int RetryAfter);

/// <summary>Token buckets by credential and operation. The framework's limiter keeps its own time; answers here are functions of the engine's clock.</summary>
internal sealed class RateGate(IClock clock)
{
    // A bucket that is full again tells nothing; the table is cleared of those when it has grown this far.
    private const int Many = 100_000;

    private readonly ConcurrentDictionary<(string Caller, string Operation), Bucket> _buckets = new();

    public RateState Take(string caller, string operation, int perMinute)
    {
        var now = clock.GetCurrentInstant();
        if (_buckets.Count > Many) Clear(now);
        var bucket = _buckets.GetOrAdd((caller, operation), _ => new Bucket(now, perMinute));
        lock (bucket)
        {
            return bucket.Take(now, perMinute);
        }
    }

    private void Clear(Instant now)
    {
        foreach (var (key, bucket) in _buckets)
            if (now - bucket.Last > Duration.FromMinutes(1)) _buckets.TryRemove(key, out _);
    }

    private sealed class Bucket(Instant start, int capacity)
    {
        private decimal _tokens = capacity;

        public Instant Last { get; private set; } = start;

        public RateState Take(Instant now, int perMinute)
        {
            var passed = Duration.Max(now - Last, Duration.Zero);
            // Ticks as decimal: exact, so that 0.6 s give one of 100 a minute and not nearly one.
            _tokens = passed > Duration.FromMinutes(1) ? perMinute : Math.Min(perMinute, _tokens + ((decimal)passed.BclCompatibleTicks * perMinute / NodaConstants.TicksPerMinute));
            Last = Instant.Max(now, Last);
            if (_tokens >= 1)
            {
                _tokens -= 1;
                return new(true, perMinute, (int)_tokens, 0);
            }
            return new(false, perMinute, 0, (int)Math.Ceiling((1 - _tokens) * 60 / perMinute));
        }
    }
}
