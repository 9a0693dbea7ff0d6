using Loyalty.Testing;

namespace Loyalty.Tests;

/// <summary>
/// Whoever changes an entry and recomputes the hash of every entry from there leaves a file that proves itself: an anchor that was kept
/// outside finds it, and no other thing can.
/// </summary>
public sealed class RechainTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-rechain-");
    private readonly LocalClock _clock = new("Asia/Kolkata", "2026-01-01 10:00");

    public static TheoryData<string> Stores => ["sqlite", "litedb"];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task An_entry_changed_with_every_hash_recomputed_is_found_by_an_anchor_of_it_or_later(string store)
    {
        List<LedgerAnchor> anchors = [];
        long changed;
        await using (var engine = await OpenAsync(store, "told"))
        {
            var desk = engine.For("shop").As("clerk");
            var anna = (await desk.Customers.EnrolAsync(new() { ExternalId = "M-1" })).OrThrow().Id;
            (await desk.Sales.AddBillAsync(new("B-1", anna, 1000m))).OrThrow();
            anchors.Add((await engine.AnchorAsync())!);
            changed = (await desk.Points.RedeemAsync(new(anna, 20m, "r-1"))).OrThrow().Position;
            anchors.Add((await engine.AnchorAsync())!);
            (await desk.Sales.AddBillAsync(new("B-2", anna, 500m))).OrThrow();
            anchors.Add((await engine.AnchorAsync())!);
            Assert.Equal(changed, anchors[1].Position);
            foreach (var anchor in anchors) Assert.Empty((await engine.VerifyAsync(anchor)).Violations);
        }

        Rewrite(store, "told", "careless", changed, recompute: false);
        await using (var careless = await OpenAsync(store, "careless"))
        {
            var violations = (await careless.VerifyAsync()).Violations;
            Assert.Contains(violations, violation => violation.Contains($"the hash of position {changed} does not follow", StringComparison.Ordinal));
        }

        Rewrite(store, "told", "forged", changed, recompute: true);
        await using var forged = await OpenAsync(store, "forged");
        Assert.Empty((await forged.VerifyAsync()).Violations);
        // What stood before it was not touched; from it on every hash is another.
        Assert.Empty((await forged.VerifyAsync(anchors[0])).Violations);
        Assert.True(await forged.HoldsAsync(anchors[0]));
        foreach (var anchor in anchors[1..])
        {
            Assert.Equal($"anchor: position {anchor.Position} has another hash than the anchor: the journal was rewritten.", Assert.Single((await forged.VerifyAsync(anchor)).Violations));
            Assert.False(await forged.HoldsAsync(anchor));
        }
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_history_told_anew_with_other_points_is_found_by_an_anchor(string store)
    {
        var ends = new List<LedgerAnchor>();
        foreach (var (name, amount) in ((string, decimal)[])[("told", 100m), ("forged", 900m)])
        {
            await using var engine = await OpenAsync(store, name);
            var desk = engine.For("shop");
            (await desk.Sales.AddBillAsync(new("B-1", (await desk.Customers.EnrolAsync(new() { ExternalId = "M-1" })).OrThrow().Id, amount))).OrThrow();
            ends.Add((await engine.AnchorAsync())!);
        }
        Assert.Equal(ends[0].Position, ends[1].Position);
        await using var forged = await OpenAsync(store, "forged");
        Assert.Empty((await forged.VerifyAsync(ends[1])).Violations);
        Assert.Contains("rewritten", Assert.Single((await forged.VerifyAsync(ends[0])).Violations), StringComparison.Ordinal);
    }

    /// <summary>A copy of a file, record by record, in which another user did what one entry says.</summary>
    private void Rewrite(string store, string name, string copy, long position, bool recompute)
    {
        using var source = OpenStore(store, name);
        using var target = OpenStore(store, copy);
        using var read = source.OpenRead();
        var changes = new List<Change>();
        var previous = HashChain.Root.ToArray();
        foreach (var collection in Schema.Collections)
        {
            var rows = new List<KeyValuePair<RecordKey, object>>();
            read.Scan(collection, KeyRange.All, int.MaxValue, false, rows);
            foreach (var (key, record) in rows)
            {
                changes.Add(new(collection, key, record));
                if (record is not JournalEntry entry) continue;
                var isChanged = entry.Position == position;
                if (isChanged || (recompute && entry.Position > position))
                {
                    var forged = With(entry, isChanged ? "somebody" : entry.User);
                    forged.Seal(previous, new RecordWriter());
                    if (!recompute) forged = WithHash(forged, entry.Hash);
                    changes[^1] = new(collection, key, forged);
                    entry = forged;
                }
                previous = entry.Hash.ToArray();
            }
        }
        using var write = target.OpenWrite();
        write.Commit(new ChangeBatch(changes));
    }

    private static JournalEntry With(JournalEntry entry, string? user) => new()
    {
        Position = entry.Position, Owner = entry.Owner, Number = entry.Number, Previous = entry.Previous, Effective = entry.Effective, Recorded = entry.Recorded,
        Kind = entry.Kind, Place = entry.Place, User = user, Key = entry.Key, Configuration = entry.Configuration, Facts = entry.Facts,
        Postings = entry.Postings, Changes = entry.Changes, Balances = entry.Balances,
    };

    /// <summary>The entry with the hash of another.</summary>
    private static JournalEntry WithHash(JournalEntry entry, ReadOnlySpan<byte> hash)
    {
        byte[] row = [.. entry.Row.AsSpan(0, entry.Row.Length - HashChain.Size), .. hash];
        var reader = new RecordReader(row);
        return JournalEntry.Read(ref reader);
    }

    private ValueTask<LoyaltyEngine> OpenAsync(string store, string name) => LoyaltyEngine.OpenAsync(o =>
    {
        o.UseStore(_ => OpenStore(store, name)).UseProgram(Definitions.Transactions());
        o.Clock = _clock;
    });

    private IRecordStore OpenStore(string store, string name)
    {
        var path = Path.Combine(_folder.FullName, $"{name}.db");
        return store == "sqlite" ? SqliteStore.Open(new SqliteStoreOptions { Path = path }, Schema.Collections) : LiteDbStore.Open(new LiteDbStoreOptions { Path = path }, Schema.Collections);
    }
}
