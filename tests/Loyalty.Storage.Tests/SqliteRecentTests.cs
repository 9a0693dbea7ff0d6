using Loyalty.Testing;
using static Loyalty.Testing.StoreTrial;

namespace Loyalty.Tests;

/// <summary>Recent changes wait in rows of their own before they go into the tables; nobody can tell from what is read.</summary>
public sealed class SqliteRecentTests : IDisposable
{
    private readonly SqliteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Two stores on one file take turns; views stay open over many commits; a few keys, so that each is changed often.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(120)]
    [InlineData(700)]
    [InlineData(1 << 20)]
    public void Whatever_waits_every_view_reads_the_state_it_was_opened_on(long settleBytes)
    {
        for (var seed = 1UL; seed <= 40; seed++)
        {
            var chance = new Load.Chance(seed * 7_919);
            using var folder = new SqliteFolder(settleBytes);
            var path = folder.NewPath();
            var stores = new[] { folder.Open(path), folder.Open(path) };
            var state = new Model([], []);
            var open = new List<(SqliteStore Store, IReadView View, Model State)>();
            for (var step = 0; step < 60; step++)
            {
                var store = stores[chance.Next(2)];
                switch (chance.Next(8))
                {
                    case 0:
                        open.Add((store, store.OpenRead(), state));
                        break;
                    case 1 when open.Count > 0:
                        var ended = chance.Next(open.Count);
                        open[ended].View.Dispose();
                        open.RemoveAt(ended);
                        break;
                    case 2:
                        // A store waits a moment for its views when it is closed.
                        foreach (var (_, view, _) in open.Where(each => each.Store == store)) view.Dispose();
                        open.RemoveAll(each => each.Store == store);
                        store.Dispose();
                        stores[Array.IndexOf(stores, store)] = folder.Open(path);
                        break;
                    case 3:
                        using (var latest = store.OpenLatest()) Compare(latest, state, $"seed {seed}, step {step}, latest", ref chance);
                        break;
                    default:
                        state = Change(store, state, ref chance, $"seed {seed}, step {step}");
                        break;
                }
                foreach (var (_, view, seen) in open) Compare(view, seen, $"seed {seed}, step {step}", ref chance);
            }
            foreach (var (_, view, _) in open) view.Dispose();
            foreach (var store in stores) store.Dispose();
            // Closed, all is in the tables.
            Assert.Equal(state.Numbers.Count + 0L, SqliteFolder.Read(path, "SELECT count(*) FROM trial_numbers"));
            Assert.Equal(state.Names.Count + 0L, SqliteFolder.Read(path, "SELECT count(*) FROM trial_names"));
        }
    }

    /// <summary>Each commit puts the same under two keys, so a reader that mixes two states sees two values.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1_500)]
    [InlineData(1 << 20)]
    public void Readers_beside_a_busy_writer_see_whole_commits(long settleBytes)
    {
        using var store = SqliteStore.Open(new SqliteStoreOptions { Path = _folder.NewPath(), Synchronous = SqliteSynchronous.Normal, SettleBytes = settleBytes }, StoreContract.Collections);
        Commit(store, Put(Names, Key("a"), "0"), Put(Names, Key("b"), "0"));
        var ends = false;
        var readers = Enumerable.Range(0, 3).Select(_ => Start(() =>
        {
            var seen = 0;
            while (!Volatile.Read(ref ends))
            {
                using var view = store.OpenRead();
                var (one, other) = (view.Find(Names, Key("a"))!.ToString(), view.Find(Names, Key("b"))!.ToString());
                Assert.Equal(one, other);
                var number = int.Parse(one!.Trim('\''), System.Globalization.CultureInfo.InvariantCulture);
                Assert.True(number >= seen, $"{number} after {seen}");
                seen = number;
            }
        })).ToList();
        for (var i = 1; i <= 3_000; i++) Commit(store, Put(Names, Key("a"), $"{i}"), Put(Names, Key("b"), $"{i}"));
        Volatile.Write(ref ends, true);
        foreach (var reader in readers) reader();
    }

    [Fact]
    public void A_copy_made_while_changes_wait_has_them()
    {
        var path = _folder.NewPath();
        using var store = _folder.Open(path);
        Commit(store, Put(Names, Key("a"), "1"));
        Commit(store, Put(Names, Key("a"), "2"), Put(Names, Key("b"), "3"));
        Assert.Equal(0L, SqliteFolder.Read(path, "SELECT count(*) FROM trial_names"));
        var copied = _folder.NewPath();
        store.Backup(copied);
        using var copy = _folder.Open(copied);
        using var view = copy.OpenRead();
        Holds(view, Names, Key("a"), "2");
        Holds(view, Names, Key("b"), "3");
    }

    [Theory]
    [InlineData("UPDATE recent_3 SET v = CAST(substr(v, 1, 20) || x'00' || substr(v, 22) AS BLOB) WHERE k = 2")]
    [InlineData("UPDATE recent_3 SET v = CAST(substr(v, 1, length(v) - 3) AS BLOB) WHERE k = 2")]
    [InlineData("DELETE FROM recent_3 WHERE k = 1")]
    [InlineData("DELETE FROM recent_3 WHERE k = 2")]
    public void A_damaged_or_lost_row_of_changes_that_wait_is_said_at_opening(string damage)
    {
        var path = _folder.NewPath();
        using var store = _folder.Open(path);
        for (var i = 1; i <= 3; i++) Commit(store, Put(Names, Key("a"), $"number {i}"), Put(Additions, Key(i), "entry"));
        var copied = _folder.NewPath();
        store.Backup(copied);
        SqliteFolder.Execute(copied, damage);
        using var copy = _folder.Open(copied);
        Assert.Equal(StoreFault.Corrupt, Assert.Throws<StoreException>(() => copy.OpenRead()).Fault);
        Assert.Equal(StoreFault.Corrupt, Assert.Throws<StoreException>(() => copy.OpenWrite()).Fault);
    }

    [Fact]
    public void A_file_without_such_rows_is_taken_over()
    {
        var path = _folder.NewPath();
        using (var store = _folder.Open(path)) Commit(store, Put(Names, Key("a"), "1"));
        SqliteFolder.Execute(path, "DROP TABLE recent_3; PRAGMA user_version=1");
        using (var store = _folder.Open(path)) Commit(store, Put(Names, Key("b"), "2"));
        Assert.Equal(2L, SqliteFolder.Read(path, "SELECT count(*) FROM trial_names"));
    }

    /// <summary>A step sees tables only, so they are brought up to date before the first.</summary>
    [Fact]
    public void What_waits_is_in_the_tables_before_a_file_gets_another_format()
    {
        var path = _folder.NewPath();
        using var store = _folder.Open(path);
        Commit(store, Put(Names, Key("a"), "1"), Put(Names, Key("b"), "2"), Put(Numbers, Key(5), "five"));
        Commit(store, Put(Names, Key("a"), "3"), Delete(Names, Key("b")), Put(Numbers, Key(5), "six"), Put(Numbers, Key(4), "four"));
        var copied = _folder.NewPath();
        store.Backup(copied);
        var names = 0L;
        var next = SqliteFormat.Present.Then(session => names = session.ReadNumber("SELECT count(*) FROM trial_names"));
        using (var copy = SqliteStore.Open(new SqliteStoreOptions { Path = copied, Format = next }, StoreContract.Collections))
        using (var view = copy.OpenRead())
        {
            Holds(view, Names, Key("a"), "3");
            Holds(view, Names, Key("b"), null);
            Holds(view, Numbers, Key(4), "four");
            Holds(view, Numbers, Key(5), "six");
        }
        Assert.Equal(1, names);
    }

    /// <summary>Each read of a latest view is a transaction of its own, a failed one too.</summary>
    [Fact]
    public void A_latest_view_that_met_a_failure_reads_on_when_that_is_over()
    {
        var path = _folder.NewPath();
        using var store = _folder.Open(path);
        Commit(store, Put(Names, Key("a"), "1"));
        using var view = store.OpenLatest();
        SqliteFolder.Execute(path, "ALTER TABLE recent_3 RENAME TO recent_99; PRAGMA user_version=99");
        for (var i = 0; i < 3; i++) Assert.Equal(StoreFault.WrongVersion, Assert.Throws<StoreException>(() => view.Find(Names, Key("a"))).Fault);
        SqliteFolder.Execute(path, "ALTER TABLE recent_99 RENAME TO recent_3; PRAGMA user_version=3");
        Commit(store, Put(Names, Key("a"), "2"));
        Holds(view, Names, Key("a"), "2");
    }

    [Fact]
    public void A_store_that_is_closed_leaves_a_file_that_a_newer_library_has_taken_over()
    {
        var path = _folder.NewPath();
        using (var store = _folder.Open(path))
        {
            Commit(store, Put(Names, Key("a"), "1"));
            SqliteFolder.Execute(path, "PRAGMA user_version=99");
        }
        Assert.Equal(0L, SqliteFolder.Read(path, "SELECT count(*) FROM trial_names"));
        Assert.Equal(2L, SqliteFolder.Read(path, "SELECT count(*) FROM recent_3")); // the first, and what waits
    }

    /// <summary>Bringing the tables up to date takes pages that the commit itself would not need: all of both or nothing.</summary>
    [Fact]
    public void A_disk_that_is_full_when_the_tables_are_brought_up_to_date_leaves_what_waited()
    {
        using var folder = new SqliteFolder(settleBytes: 20_000);
        var path = folder.NewPath();
        var written = new Dictionary<string, string>(StringComparer.Ordinal);
        var full = 0;
        using (var store = folder.Open(path))
        {
            Commit(store, Put(Names, Key("gone"), "once"));
            Commit(store, Delete(Names, Key("gone")));
            using var before = store.OpenRead();
            store.ConfigureWriter($"PRAGMA max_page_count={(long)SqliteFolder.Read(path, "PRAGMA page_count")! + 6}");
            for (var i = 0; i < 400; i++)
            {
                var (key, text) = ($"{i * 7_919 % 1_000:0000}", new string((char)('a' + (i % 26)), 300));
                try
                {
                    Commit(store, Put(Names, Key(key), text));
                    written[key] = text;
                }
                catch (StoreException refusal)
                {
                    Assert.Equal(StoreFault.DiskFull, refusal.Fault);
                    if (++full == 3) store.ConfigureWriter("PRAGMA max_page_count=1000000");
                }
                if (i % 20 == 0) AreThere(store);
            }
            AreThere(store);
            Assert.Equal(0, before.Count(Names, KeyRange.All));
        }
        Assert.Equal(3, full);
        using (var store = folder.Open(path)) AreThere(store);

        void AreThere(SqliteStore store)
        {
            using var view = store.OpenRead();
            Assert.Equal(written.Count, view.Count(Names, KeyRange.All));
            foreach (var (key, text) in written) Holds(view, Names, Key(key), text);
        }
    }

    /// <summary>Whether the tables were brought up to date is unknown too: what is read is the same whichever it was.</summary>
    [Fact]
    public void After_a_failed_flush_of_tables_and_rows_either_is_whole()
    {
        using var vfs = new RecordingVfs(new DiskRecord());
        var path = _folder.NewPath();
        SqliteStore Open() => SqliteStore.Open(new SqliteStoreOptions { Path = path, Vfs = vfs.Name, SettleBytes = 200 }, StoreContract.Collections);
        var store = Open();
        try
        {
            var state = "start";
            Commit(store, Put(Names, Key("a"), state), Put(Names, Key("b"), state));
            for (var i = 0; i < 20; i++)
            {
                using var held = i % 4 == 0 ? store.OpenRead() : null;
                vfs.FailsFlushes = i % 2 == 0;
                try
                {
                    Commit(store, Put(Names, Key("a"), $"{i}"), Put(Names, Key("b"), $"{i}"), Put(Names, Key($"only {i}"), new string('x', 40)));
                    Assert.False(vfs.FailsFlushes);
                    state = $"{i}";
                }
                catch (StoreException refusal)
                {
                    Assert.Equal(StoreFault.OutcomeUnknown, refusal.Fault);
                }
                vfs.FailsFlushes = false;
                if (i % 6 == 5)
                {
                    held?.Dispose();
                    store.Dispose();
                    store = Open();
                }
                using (var view = store.OpenWrite())
                {
                    var found = view.Find(Names, Key("a"))!.ToString()!.Trim('\'');
                    Assert.True(found == state || found == $"{i}", $"{found}, not {state} or {i}");
                    Holds(view, Names, Key("b"), found);
                    Assert.Equal(found == $"{i}", view.Find(Names, Key($"only {i}")) is not null);
                    state = found;
                }
                using (var view = store.OpenRead()) Holds(view, Names, Key("a"), state);
            }
            Assert.Empty(store.CheckIntegrity());
        }
        finally
        {
            store.Dispose();
        }
    }

    /// <summary>The point of it: a purchase's changes lie on one page, not on as many as they have keys.</summary>
    [Fact]
    public void What_is_scattered_over_the_file_is_written_in_one_place()
    {
        const int Keys = 2_000;
        var (waiting, atOnce) = (Pages(1 << 20), Pages(0));
        Assert.True(waiting * 4 < atOnce, $"{waiting} pages where {atOnce} are written at once");

        long Pages(long settleBytes)
        {
            using var folder = new SqliteFolder(settleBytes);
            var path = folder.NewPath();
            using (var store = folder.Open(path)) Commit(store, [.. Enumerable.Range(0, Keys).Select(i => Put(Names, Key($"{i:0000}"), new byte[200]))]);
            using (var store = folder.Open(path))
            {
                store.ConfigureWriter("PRAGMA wal_autocheckpoint=0");
                for (var i = 0; i < 100; i++) Commit(store, [.. Enumerable.Range(0, 32).Select(j => Put(Names, Key($"{(((i * 32) + j) * 977) % Keys:0000}"), [.. Enumerable.Repeat((byte)i, 200)]))]);
                return new FileInfo(path + "-wal").Length / 4_096;
            }
        }
    }

    private static Model Change(SqliteStore store, Model state, ref Load.Chance chance, string when)
    {
        var next = new Model(new(state.Numbers), new(state.Names, StringComparer.Ordinal));
        var changes = new Dictionary<string, Change>(StringComparer.Ordinal);
        for (var left = 1 + chance.Next(5); left > 0; left--)
        {
            var (isNumber, key, text) = (chance.Next(2) == 0, chance.Next(12), $"value {chance.Next(1000)}");
            if (!changes.TryAdd($"{isNumber}{key}", default)) continue;
            var deletes = chance.Next(3) == 0;
            if (chance.Next(4) == 0) text = text.PadRight(3_000 + chance.Next(90), '.'); // goes to its table at once, where it may
            changes[$"{isNumber}{key}"] = (isNumber, deletes) switch
            {
                (true, false) => Put(Numbers, Key(key), text),
                (true, true) => Delete(Numbers, Key(key)),
                (false, false) => Put(Names, Key($"{key:00}"), text),
                (false, true) => Delete(Names, Key($"{key:00}")),
            };
            if (isNumber && deletes) next.Numbers.Remove(key);
            else if (isNumber) next.Numbers[key] = text;
            else if (deletes) next.Names.Remove($"{key:00}");
            else next.Names[$"{key:00}"] = text;
        }
        using var view = store.OpenWrite();
        Compare(view, state, $"{when}, writer", ref chance);
        if (chance.Next(5) == 0) return state; // let go of without a commit
        view.Commit(new ChangeBatch(changes.Values));
        return next;
    }

    private static void Compare(IReadView view, Model state, string when, ref Load.Chance chance)
    {
        var (low, high, limit, descending, exclusive) = (chance.Next(14), chance.Next(14), chance.Next(2) == 0 ? 1 + chance.Next(3) : 100, chance.Next(2) == 0, chance.Next(2) == 0);
        var (open, all) = (chance.Next(4) == 0, chance.Next(4) == 0);
        Check(Numbers, state.Numbers.Select(each => (Key(each.Key), each.Value)), all ? KeyRange.All : new() { From = Key(low), To = open ? null : Key(high), FromExclusive = exclusive });
        Check(Names, state.Names.Select(each => (Key(each.Key), each.Value)), all ? KeyRange.All : new() { From = Key($"{low:00}"), To = open ? null : Key($"{high:00}"), FromExclusive = exclusive });

        void Check(Collection collection, IEnumerable<(RecordKey Key, string Text)> expected, KeyRange range)
        {
            var within = expected.Where(each => range.Contains(each.Key)).ToList();
            Assert.True(within.Count == view.Count(collection, range), $"{when}: count of {collection.Name}");
            if (descending) within.Reverse();
            var found = new List<KeyValuePair<RecordKey, object>>();
            view.Scan(collection, range, limit, descending, found);
            Assert.Equal(within.Take(limit).Select(each => $"{each.Key} {Shown(each.Text)}"), found.Select(each => $"{each.Key} {each.Value}"));
            foreach (var (key, text) in within) Assert.True(Shown(text) == view.Find(collection, key)?.ToString(), $"{when}: {key} of {collection.Name}");
        }
    }

    /// <summary>As the record shows itself; of long ones the length tells them apart.</summary>
    private static string Shown(string text) => text.Length > 40 ? $"{text.Length} bytes" : $"'{text}'";

    private sealed record Model(SortedDictionary<int, string> Numbers, SortedDictionary<string, string> Names);
}
