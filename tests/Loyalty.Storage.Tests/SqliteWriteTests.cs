using System.Diagnostics;
using Loyalty.Testing;
using static Loyalty.Testing.StoreTrial;

namespace Loyalty.Tests;

public sealed class SqliteWriteTests : IDisposable
{
    private readonly SqliteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Another_process_that_keeps_the_lock_is_waited_for_up_to_the_deadline()
    {
        var path = _folder.NewPath();
        using var store = _folder.Open(path, TimeSpan.FromMilliseconds(80));
        using (var other = SqliteFolder.Connect(path))
        {
            SqliteFolder.Execute(other, "BEGIN IMMEDIATE");
            var start = Stopwatch.GetTimestamp();
            Assert.Equal(StoreFault.Busy, Assert.Throws<StoreException>(() => store.OpenWrite()).Fault);
            Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(80));
            using (store.OpenRead())
            {
            }
            SqliteFolder.Execute(other, "ROLLBACK");
        }
        Commit(store, Put(Numbers, Key(1), "1"));
    }

    [Fact]
    public void A_thread_that_keeps_the_write_view_is_waited_for_up_to_the_deadline()
    {
        using var store = _folder.Open(_folder.NewPath(), TimeSpan.FromMilliseconds(50));
        using (store.OpenWrite())
            Start(() => Assert.Equal(StoreFault.Busy, Assert.Throws<StoreException>(() => store.OpenWrite()).Fault))();
        Start(() => Commit(store, Put(Numbers, Key(1), "1")))();
    }

    [Fact]
    public void A_second_write_view_on_the_thread_that_has_one_is_a_mistake_not_a_wait()
    {
        using var store = _folder.Open(_folder.NewPath());
        using (store.OpenWrite()) Assert.Throws<InvalidOperationException>(() => store.OpenWrite());
        Commit(store, Put(Numbers, Key(1), "1"));
    }

    [Fact]
    public void A_plain_connections_commit_counts_as_a_change_by_others()
    {
        var path = _folder.NewPath();
        using var store = _folder.Open(path);
        Commit(store, Put(Numbers, Key(1), "1"));
        SqliteFolder.Execute(path, "INSERT INTO trial_numbers (k, v) SELECT 2, v FROM trial_numbers WHERE k = 1");
        using (var view = store.OpenWrite())
        {
            Assert.False(view.IsUnchangedByOthers);
            Assert.NotNull(view.Find(Numbers, Key(2)));
        }
        using (var view = store.OpenWrite()) Assert.True(view.IsUnchangedByOthers);
    }

    [Fact]
    public void A_full_disk_is_named_and_leaves_nothing_half_written()
    {
        var path = _folder.NewPath();
        using var store = _folder.Open(path);
        Commit(store, Put(Numbers, Key(1), "before"));
        store.ConfigureWriter("PRAGMA max_page_count=40");

        var large = new byte[300_000];
        var refusal = Assert.Throws<StoreException>(() =>
            Commit(store, Put(Numbers, Key(1), "after"), Put(Additions, Key(1), "entry"), Put(Names, Key("large"), large), Put(Numbers, Key(2), "2")));
        Assert.Equal(StoreFault.DiskFull, refusal.Fault);
        using (var view = store.OpenRead())
        {
            Holds(view, Numbers, Key(1), "before");
            Holds(view, Numbers, Key(2), null);
            Holds(view, Additions, Key(1), null);
            Holds(view, Names, Key("large"), null);
        }

        using (var view = store.OpenWrite())
        {
            Assert.True(view.IsUnchangedByOthers);
            view.Commit(new ChangeBatch([Put(Numbers, Key(1), "small")]));
        }
        store.ConfigureWriter("PRAGMA max_page_count=1000000");
        Commit(store, Put(Names, Key("large"), large));
        using (var view = store.OpenRead())
        {
            Holds(view, Numbers, Key(1), "small");
            HoldsBytes(view, Names, Key("large"), large);
        }
        Assert.Empty(store.CheckIntegrity());
    }

    [Fact]
    public void A_record_that_cannot_be_encoded_leaves_nothing_of_its_batch()
    {
        var faulty = new Collection<string>(
            "faulty", KeyKind.Number, (ref RecordReader reader) => reader.Text()!, (_, _) => throw new FormatException("cannot be written"));
        using var store = SqliteStore.Open(new SqliteStoreOptions { Path = _folder.NewPath() }, [.. StoreContract.Collections, faulty]);
        Assert.Throws<FormatException>(() => Commit(store, Put(Numbers, Key(1), "1"), new Change(faulty, Key(1), "x")));
        using (var view = store.OpenRead()) Holds(view, Numbers, Key(1), null);
        Commit(store, Put(Numbers, Key(1), "1"));
    }

    [Fact]
    public void A_commit_on_disk_is_flushed_and_a_weaker_promise_is_told()
    {
        using (var store = _folder.Open(_folder.NewPath())) Assert.Equal(Durability.PowerLoss, store.Durability);
        using (var store = SqliteStore.Open(
            new SqliteStoreOptions { Path = _folder.NewPath(), Synchronous = SqliteSynchronous.Normal }, StoreContract.Collections))
            Assert.Equal(Durability.ProcessCrash, store.Durability);
    }

    [Fact]
    public void After_a_failed_flush_the_outcome_is_unknown_until_the_file_is_opened_again()
    {
        using var vfs = new RecordingVfs(new DiskRecord());
        using var store = SqliteStore.Open(new SqliteStoreOptions { Path = _folder.NewPath(), Vfs = vfs.Name }, StoreContract.Collections);
        Commit(store, Put(Numbers, Key(1), "before"), Put(Numbers, Key(2), "before"));
        vfs.FailsFlushes = true;
        Assert.Equal(StoreFault.OutcomeUnknown, Assert.Throws<StoreException>(() => Commit(store, Put(Numbers, Key(1), "after"), Put(Numbers, Key(2), "after"))).Fault);
        vfs.FailsFlushes = false;
        using (var view = store.OpenWrite())
        {
            Assert.False(view.IsUnchangedByOthers);
            // The log has it whole or it has nothing of it.
            var found = ((TrialRecord)view.Find(Numbers, Key(1))!).Bytes;
            HoldsBytes(view, Numbers, Key(2), found);
            view.Commit(new ChangeBatch([Put(Numbers, Key(1), "later")]));
        }
        using (var view = store.OpenWrite())
        {
            Assert.True(view.IsUnchangedByOthers);
            Holds(view, Numbers, Key(1), "later");
        }
        Assert.Empty(store.CheckIntegrity());
    }

    [Theory]
    [InlineData(10, StoreFault.OutcomeUnknown)] // SQLITE_IOERR
    [InlineData(10 | (4 << 8), StoreFault.OutcomeUnknown)] // SQLITE_IOERR_FSYNC
    [InlineData(10 | (21 << 8), StoreFault.OutcomeUnknown)] // SQLITE_IOERR_SHMMAP, which can come after the flush
    [InlineData(7, StoreFault.OutcomeUnknown)] // SQLITE_NOMEM
    [InlineData(13, StoreFault.DiskFull)]
    [InlineData(11, StoreFault.Corrupt)]
    [InlineData(26, StoreFault.NotADatabase)]
    public void A_failed_commit_is_unknown_unless_it_surely_wrote_nothing(int code, StoreFault fault) => Assert.Equal(fault, SqliteFault.OfCommit(code));

    [Fact]
    public void A_view_past_its_age_is_ended_by_its_next_read()
    {
        using var store = SqliteStore.Open(
            new SqliteStoreOptions { Path = _folder.NewPath(), MaxReadAge = TimeSpan.FromTicks(1) }, StoreContract.Collections);
        using var view = store.OpenRead();
        Assert.Equal(StoreFault.Busy, Assert.Throws<StoreException>(() => view.Find(Numbers, Key(1))).Fault);
        Assert.Throws<ObjectDisposedException>(() => view.Find(Numbers, Key(1)));
    }

    [Fact]
    public void A_key_of_the_other_kind_is_refused()
    {
        using var store = _folder.Open(_folder.NewPath());
        using (var view = store.OpenRead())
        {
            Assert.Throws<ArgumentException>(() => view.Find(Numbers, Key("a")));
            Assert.Throws<ArgumentException>(() => view.Find(Names, Key(1)));
            Assert.Throws<ArgumentException>(() => view.Count(Names, KeyRange.After(Key(1))));
        }
        Assert.Throws<ArgumentException>(() => Commit(store, Put(Names, Key(1), "1")));
        Commit(store, Put(Names, Key("a"), "A"));
    }

    [Fact]
    public void Views_open_when_the_store_is_disposed_end_well()
    {
        var path = _folder.NewPath();
        var store = _folder.Open(path);
        Commit(store, Put(Numbers, Key(1), "1"));
        var read = store.OpenRead();
        var write = store.OpenWrite();
        store.Dispose();
        Holds(read, Numbers, Key(1), "1");
        write.Commit(new ChangeBatch([Put(Numbers, Key(1), "2")]));
        read.Dispose();
        write.Dispose();
        Assert.False(File.Exists(path + "-wal"));
        using var again = _folder.Open(path);
        using var view = again.OpenRead();
        Holds(view, Numbers, Key(1), "2");
    }

    [Fact]
    public void More_readers_at_once_than_are_kept_open_all_read()
    {
        using var store = _folder.Open(_folder.NewPath());
        Commit(store, Put(Numbers, Key(1), "1"));
        var views = Enumerable.Range(0, 12).Select(_ => store.OpenRead()).ToList();
        foreach (var view in views)
        {
            Holds(view, Numbers, Key(1), "1");
            view.Dispose();
        }
    }
}
