using NodaTime;
using Loyalty.Testing;

namespace Loyalty.Tests;

/// <summary>What the memory store keeps of numbered records, beside a plain sorted dictionary.</summary>
public sealed class NumberTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_finds_and_lists_what_was_put(int seed)
    {
        var random = new Random(seed);
        var (table, expected) = (new NumberTable(), new SortedDictionary<long, object>());
        var next = 5L;
        for (var step = 0; step < 4_000; step++)
        {
            // Mostly the next number or one a little further, now and then one far off, between others or there already.
            var number = random.Next(10) switch { 0 => random.NextInt64(1, next + 20), 1 => random.NextInt64(1, 9) << 55, 2 => next += random.Next(1, 4), _ => ++next };
            var record = new object();
            Assert.Same(expected.GetValueOrDefault(number), table.Put(new(number), record));
            expected[number] = record;
            if (random.Next(12) == 0)
            {
                var gone = random.Next(2) == 0 ? expected.Keys.ElementAt(random.Next(expected.Count)) : random.NextInt64(1, next);
                Assert.Same(expected.GetValueOrDefault(gone), table.Remove(new(gone)));
                expected.Remove(gone);
            }
            var asked = random.NextInt64(0, next + 3);
            Assert.Same(expected.GetValueOrDefault(asked), table.Find(new(asked)));
            if (step % 40 != 0) continue;
            var copy = table.Copy();
            copy.Put(new(1), new object());
            Same(expected, table, random, next);
        }
        foreach (var (number, record) in expected) Assert.Same(record, table.Find(new(number)));
    }

    /// <summary>What grows without end is kept as its bytes: a reader gets a record of its own, equal to the one that was put.</summary>
    [Fact]
    public async Task Bills_and_the_journal_are_kept_as_their_bytes()
    {
        using var store = new MemoryStore();
        await using var engine = LoyaltyEngine.Open(options => options.UseStore(_ => store).UseProgram(Definitions.Points(new EarningRule { Id = "base", Kind = AllocationKind.Step, Step = 1m, Values = [1m] })));
        var desk = engine.For("shop");
        var anna = (await desk.Customers.EnrolAsync(new() { ExternalId = "A" })).OrThrow().Id;
        var lines = new[] { new BillLine("MUG", 2, 7.50m) { Fields = new Dictionary<string, string> { ["colour"] = "red" } } };
        var added = (await desk.Sales.AddBillAsync(new("B-1", anna, 7.50m) { Lines = lines })).OrThrow();
        using var view = store.OpenRead();
        var (one, two) = ((Bill)view.Find(Bill.All, new(added.Bill.Value))!, (Bill)view.Find(Bill.All, new(added.Bill.Value))!);
        Assert.NotSame(one, two);
        Assert.Equal(("B-1", 7.50m, "red"), (two.Number, two.Amount, two.Lines[0].Fields!["colour"]));
        var entry = (JournalEntry)view.Find(Journal.Entries, new(added.Position))!;
        var page = new List<KeyValuePair<RecordKey, object>>();
        view.Scan(Journal.Entries, KeyRange.All, 1, true, page);
        Assert.Equal(entry.Row, ((JournalEntry)page[0].Value).Row);
        Assert.Same(view.Find(Accounts.All, new(anna.Value)), view.Find(Accounts.All, new(anna.Value)));
        Assert.True((await engine.VerifyAsync()).Holds);
    }

    private static void Same(SortedDictionary<long, object> expected, NumberTable table, Random random, long next)
    {
        var (from, to, after) = (random.NextInt64(0, next), random.NextInt64(0, next + 5), random.Next(2) == 0);
        var range = random.Next(4) switch { 0 => KeyRange.All, 1 => new() { From = new(from), FromExclusive = after }, 2 => new() { To = new(to) }, _ => new KeyRange { From = new(from), FromExclusive = after, To = new(to) } };
        var within = expected.Where(each => range.Contains(new(each.Key))).ToList();
        Assert.Equal(within.Count, table.Count(range));
        foreach (var descending in (bool[])[false, true])
        {
            var (page, limit) = (new List<KeyValuePair<RecordKey, object>>(), random.Next(1, 50));
            table.Scan(range, limit, descending, page);
            Assert.Equal((descending ? Enumerable.Reverse(within) : within).Take(limit), page.Select(each => KeyValuePair.Create(each.Key.Number, each.Value)));
        }
    }
}
