using System.Text;
using Loyalty.Testing;

namespace Loyalty.Tests;

/// <summary>What the writer remembers of keys that are free must be true, and must spare looks where numbers rise.</summary>
public sealed class KeyGapsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_key_that_is_there_is_never_said_to_be_free(int seed)
    {
        var random = new Random(seed);
        var gaps = new KeyGaps();
        var keys = new SortedSet<RecordKey>();
        var spared = 0;
        for (var i = 0; i < 50_000; i++)
        {
            var key = Key(Number(random));
            if (random.Next(20) == 0)
            {
                // What was there and goes is no gap until it has been looked for.
                keys.Remove(key);
                continue;
            }
            if (gaps.IsWorthwhile && gaps.Has(key))
            {
                Assert.DoesNotContain(key, keys);
                spared++;
            }
            else if (!keys.Contains(key))
            {
                gaps.Add(key, keys.GetViewBetween(key, Key("~")) is { Count: > 0 } behind ? behind.Min : null);
            }
            if (random.Next(3) != 0) continue;
            keys.Add(key);
            gaps.Fill(key);
            if (random.Next(500) == 0) gaps.Clear();
        }
        Assert.True(spared > 200, $"Only {spared} looks were spared.");
    }

    [Fact]
    public void Each_till_costs_one_look()
    {
        var gaps = new KeyGaps();
        var keys = new SortedSet<RecordKey>();
        var looks = 0;
        for (var number = 1; number <= 100; number++)
        {
            for (var till = 0; till < 64; till++)
            {
                var key = Key($"T-{till * 37 % 64:00}/{number:000000}");
                if (!gaps.Has(key))
                {
                    looks++;
                    gaps.Add(key, keys.GetViewBetween(key, Key("~")) is { Count: > 0 } behind ? behind.Min : null);
                }
                keys.Add(key);
                gaps.Fill(key);
            }
        }
        Assert.Equal(64, looks);
    }

    [Fact]
    public void What_is_being_written_lies_in_no_gap()
    {
        using var store = new MemoryStore();
        var memory = new WriterMemory(new HashSet<Collection>(), keepsGaps: true);
        var (written, next) = (new UnitOfWork(new RepeatableIds(), memory), new UnitOfWork(new RepeatableIds(), memory));
        using (var write = store.OpenWrite())
        {
            written.Reset(write);
            written.Put(Claims.All, Key("5"), new Claim(5));
            var batch = written.ToBatch();
            written.Remember();
            // The next group asks while the first is not in the store yet.
            using (var before = store.OpenRead())
            {
                next.Reset(before, written);
                Assert.Null(next.FindRising(Claims.All, Key("3")));
                Assert.Equal(5, next.FindRising(Claims.All, Key("5"))?.Subject);
            }
            write.Commit(batch);
        }
        using var after = store.OpenRead();
        next.Reset(after);
        Assert.Null(next.FindRising(Claims.All, Key("4")));
        Assert.Equal(5, next.FindRising(Claims.All, Key("5"))?.Subject);
    }

    [Fact]
    public void Keys_in_no_order_end_the_search_for_gaps()
    {
        var (random, gaps, asked) = (new Random(7), new KeyGaps(), 0);
        for (; gaps.IsWorthwhile && asked < 100_000; asked++)
        {
            var key = Key($"{random.NextInt64():X16}");
            if (gaps.Has(key)) continue;
            // Among so many keys each has a neighbour close by.
            gaps.Add(key, new RecordKey([.. key.Bytes, 0]));
            gaps.Fill(key);
        }
        Assert.InRange(asked, 1, 1_000);
        gaps.Clear();
        Assert.True(gaps.IsWorthwhile);
    }

    private static string Number(Random random) => random.Next(4) == 0 ? $"X{random.Next(40)}" : $"T-{random.Next(4)}/{random.Next(400):000}";

    private static RecordKey Key(string text) => new(Encoding.ASCII.GetBytes(text));
}
