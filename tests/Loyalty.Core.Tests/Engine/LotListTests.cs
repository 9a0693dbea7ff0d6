using NodaTime;

namespace Loyalty.Tests;

/// <summary>A list of lots beside a plain sorted one: whatever is done to a copy, in any order, no other copy notices.</summary>
public sealed class LotListTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 1, 1, 0, 0);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Copies_go_their_own_ways(int seed)
    {
        var random = new Random(seed);
        var lists = new List<(LotList List, SortedSet<Lot> Lots)> { (new(), new(Order.ByRedemption)) };
        for (var i = 1; i <= 150; i++)
        {
            var lot = LotOf(10_000 + i, 3_500 + i);
            lists[0].List.Set(lot);
            lists[0].Lots.Add(lot);
        }
        for (var step = 0; step < 800; step++)
        {
            var (list, lots) = lists[random.Next(lists.Count)];
            switch (random.Next(14))
            {
                case 0:
                    if (lists.Count == 12) lists.RemoveAt(random.Next(lists.Count));
                    lists.Add((list.Fork(), new(lots, Order.ByRedemption)));
                    break;
                case 1:
                    Assert.Equal(BytesOf(lots), BytesOf(list));
                    break;
                case 2 when lots.Count > 0:
                    var gone = lots.ElementAt(random.Next(lots.Count));
                    list.Remove(gone.Number);
                    lots.Remove(gone);
                    break;
                case 3 when lots.Count > 0:
                    Change(list, lots, lots.ElementAt(random.Next(lots.Count)));
                    break;
                case 4 when lots.Count > 0:
                    // Neighbours one after the other, as an expiry does.
                    foreach (var each in lots.Skip(random.Next(lots.Count)).Take(1 + random.Next(6)).ToArray()) Change(list, lots, each);
                    break;
                case 5 when lots.Count > 0:
                    var leave = lots.Where(_ => random.Next(20) == 0).ToArray();
                    if (leave.Length == 0) break;
                    list.Remove([.. leave.Select(each => each.Number)]);
                    lots.ExceptWith(leave);
                    break;
                default:
                    // Mostly behind all others, now and then among them.
                    var made = LotOf(step + 1, random.Next(8) == 0 ? random.Next(4_000) : 4_000 + step);
                    if (step % 2 == 0) list.Add(made);
                    else list.Set(made);
                    lots.Add(made);
                    break;
            }
            foreach (var (each, expected) in lists) Same(expected, each);
        }

        void Change(LotList list, SortedSet<Lot> lots, Lot old)
        {
            var left = random.Next(1, 100);
            var changed = old with { Available = left, Past = old.Past with { Gone = 100 - left } };
            list.Set(changed);
            lots.Remove(old);
            lots.Add(changed);
        }
    }

    /// <summary>The tail is closed into a block by the lot that finds it full, which may belong into that block.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(50)]
    public void A_lot_that_closes_the_tail_stands_in_its_place(int after)
    {
        var (list, lots) = (new LotList(), new SortedSet<Lot>(Order.ByRedemption));
        for (var i = 0; i < 64; i++) Put(LotOf(i + 1, 10 * i));
        Put(LotOf(100, (10 * after) + 5));
        Same(lots, list);
        Put(LotOf(101, 1));
        Same(lots, list);

        void Put(Lot lot)
        {
            list.Add(lot);
            lots.Add(lot);
        }
    }

    /// <summary>A lot of which nothing is left is due no more, and one that is given back is again.</summary>
    [Fact]
    public void When_a_lot_is_due_follows_what_it_holds()
    {
        var random = new Random(1);
        var (list, lots) = (new LotList(), new SortedSet<Lot>(Order.ByRedemption));
        for (var step = 0; step < 400; step++)
        {
            if (step < 6) Put(LotOf(step + 1, 100 - (10 * step)));
            var lot = lots.ElementAt(random.Next(lots.Count));
            lots.Remove(lot);
            Put(lot with { Available = lot.Available == 0 ? 100 : 0 });
            if (step % 7 == 0) list = list.Fork();
            Same(lots, list);
        }

        void Put(Lot lot)
        {
            list.Set(lot);
            lots.Add(lot);
        }
    }

    private static void Same(SortedSet<Lot> expected, LotList list)
    {
        var all = list.All.ToArray();
        Assert.True(expected.SequenceEqual(all), "The lots are others.");
        Assert.Equal(expected.Count == 0 ? Ticks.Never : expected.Min(lot => lot.DueTicks), list.DueTicks);
        if (all.Length == 0) return;
        var one = all[all.Length / 3];
        Assert.Same(one, list.Find(one.Number));
        Assert.Null(list.Find(1_000_000));
    }

    private static byte[] BytesOf(LotList list)
    {
        var writer = new RecordWriter();
        list.Write(writer);
        var bytes = writer.ToArray();
        var reader = new RecordReader(bytes);
        Assert.Equal(list.All.ToArray(), LotList.Read(ref reader).All.ToArray());
        return bytes;
    }

    private static byte[] BytesOf(SortedSet<Lot> lots)
    {
        var writer = new RecordWriter();
        writer.Count(lots.Count);
        foreach (var lot in lots) lot.Write(writer);
        return writer.ToArray();
    }

    private static Lot LotOf(long number, int day) => new()
    {
        Number = number,
        Currency = 1,
        Kind = AwardKind.Bill,
        Rule = 1,
        Earned = Start,
        ExpiresAt = Start + Duration.FromDays(day),
        Available = 100,
    };

    private sealed class Order : IComparer<Lot>
    {
        public static readonly Order ByRedemption = new();

        public int Compare(Lot? x, Lot? y) => x!.OrderAgainst(y!);
    }
}
