using Loyalty.Testing;
using static Loyalty.Testing.StoreTrial;

namespace Loyalty.Tests;

/// <summary>Keys, faults of the disk, locks and views of the LiteDB store.</summary>
public sealed class LiteDbWriteTests : IDisposable
{
    private const string Data = "/disk/loyalty.db";
    private readonly LiteDbFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Numbers_are_in_numeric_order_the_negative_ones_too()
    {
        long[] keys = [long.MinValue, -4294967296, -2, -1, 0, 1, 2, 255, 256, 2147483647, 2147483648, 4294967296, 1L << 53, long.MaxValue];
        using var store = _folder.Open(_folder.NewPath());
        Commit(store, [.. keys.Reverse().Select(key => Put(Numbers, Key(key), $"{key}"))]);
        using var view = store.OpenRead();
        Assert.Equal(keys, Scan(view, Numbers, KeyRange.All).Select(row => row.Key.Number));
        Assert.Equal(keys.Reverse(), Scan(view, Numbers, KeyRange.All, descending: true).Select(row => row.Key.Number));
        foreach (var key in keys) Assert.Equal(keys.Where(other => other >= key), Scan(view, Numbers, new KeyRange { From = Key(key) }).Select(row => row.Key.Number));
    }

    [Fact]
    public void Byte_keys_are_in_byte_order_a_prefix_first()
    {
        byte[][] keys =
        [
            [], [0], [0, 0], [0, 1], [0, 255], [1], [1, 0], [1, 255, 255], [65], [97], [127], [127, 255], [128], [128, 0], [255], [255, 0], [255, 255],
            [.. Enumerable.Repeat((byte)255, LiteDbTable.MaxKeyLength)],
        ];
        using var store = _folder.Open(_folder.NewPath());
        Commit(store, [.. keys.Reverse().Select(key => Put(Names, new RecordKey(key), Convert.ToHexString(key) + "."))]);
        using var view = store.OpenRead();
        Assert.Equal(keys, Scan(view, Names, KeyRange.All).Select(row => row.Key.Bytes.ToArray()));
        Assert.Equal(keys.Reverse(), Scan(view, Names, KeyRange.All, descending: true).Select(row => row.Key.Bytes.ToArray()));
        for (var from = 0; from < keys.Length; from++)
        {
            Assert.Equal(keys[from..], Scan(view, Names, new KeyRange { From = new RecordKey(keys[from]) }).Select(row => row.Key.Bytes.ToArray()));
            Assert.Equal(keys[..from], Scan(view, Names, new KeyRange { To = new RecordKey(keys[from]) }).Select(row => row.Key.Bytes.ToArray()));
        }
    }

    [Fact]
    public void A_key_longer_than_LiteDBs_is_refused_and_nothing_of_its_batch_is_written()
    {
        var (longest, tooLong) = (new byte[LiteDbTable.MaxKeyLength], new byte[LiteDbTable.MaxKeyLength + 1]);
        using var store = _folder.Open(_folder.NewPath());
        Commit(store, Put(Names, new RecordKey(longest), "longest"));
        Assert.Throws<ArgumentException>(() => Commit(store, Put(Numbers, Key(1), "1"), Put(Names, new RecordKey(tooLong), "too long")));
        using var view = store.OpenRead();
        Holds(view, Names, new RecordKey(longest), "longest");
        Holds(view, Numbers, Key(1), null);
        Assert.Throws<ArgumentException>(() => view.Find(Names, new RecordKey(tooLong)));
        Assert.Throws<ArgumentException>(() => view.Find(Names, Key(1)));
        Assert.Throws<ArgumentException>(() => view.Count(Numbers, KeyRange.After(Key("a"))));
    }

    [Theory]
    [InlineData(28, StoreFault.DiskFull)]
    [InlineData(5, StoreFault.Io)]
    public void A_failed_write_is_named_and_leaves_nothing_of_its_commit(int code, StoreFault fault)
    {
        var disk = new PowerLossDisk();
        using (var store = Open(disk))
        {
            Commit(store, Put(Numbers, Key(1), "before"));
            disk.Fail = doing => doing == PowerLossDisk.Doing.Write ? new IOException("injected", code) : null;
            var refusal = Assert.Throws<StoreException>(() => Commit(store, Put(Numbers, Key(1), "after"), Put(Numbers, Key(2), "2"), Put(Additions, Key(1), "entry")));
            Assert.Equal(fault, refusal.Fault);
            using (var view = store.OpenRead())
            {
                Holds(view, Numbers, Key(1), "before");
                Holds(view, Numbers, Key(2), null);
                Holds(view, Additions, Key(1), null);
            }
            disk.Fail = _ => null;
            using (var view = store.OpenWrite())
            {
                Assert.True(view.IsUnchangedByOthers);
                view.Commit(new ChangeBatch([Put(Numbers, Key(1), "again")]));
            }
        }
        using (var store = Open(disk))
        using (var view = store.OpenRead())
        {
            Holds(view, Numbers, Key(1), "again");
            Holds(view, Additions, Key(1), null);
        }
    }

    [Fact]
    public void After_a_failed_flush_the_outcome_is_unknown_until_the_log_is_read_again()
    {
        var disk = new PowerLossDisk();
        using var store = Open(disk);
        Commit(store, Put(Numbers, Key(1), "before"));
        disk.Fail = doing => doing == PowerLossDisk.Doing.Flush ? new IOException("injected", 5) : null;
        Assert.Equal(StoreFault.OutcomeUnknown, Assert.Throws<StoreException>(() => Commit(store, Put(Numbers, Key(1), "after"), Put(Numbers, Key(2), "2"))).Fault);
        Assert.Equal(StoreFault.Io, Assert.Throws<StoreException>(() => store.OpenWrite()).Fault);
        disk.Fail = _ => null;
        using (var view = store.OpenWrite())
        {
            Assert.False(view.IsUnchangedByOthers);
            Holds(view, Numbers, Key(1), "after"); // it had reached the disk, whole
            Holds(view, Numbers, Key(2), "2");
            view.Commit(new ChangeBatch([Put(Numbers, Key(1), "later")]));
        }
        using (var view = store.OpenWrite()) Assert.True(view.IsUnchangedByOthers);
    }

    [Fact]
    public void A_log_that_cannot_be_moved_to_the_data_file_loses_nothing()
    {
        var disk = new PowerLossDisk();
        using (var store = Open(disk))
        {
            Commit(store, Put(Numbers, Key(1), "1"));
            disk.Fail = _ => new IOException("injected", 28);
        }
        disk.Fail = _ => null;
        using (var store = Open(disk))
        using (var view = store.OpenRead()) Holds(view, Numbers, Key(1), "1");
    }

    [Fact]
    public void A_record_that_cannot_be_encoded_leaves_nothing_of_its_batch()
    {
        var faulty = new Collection<string>(
            "faulty", KeyKind.Number, (ref RecordReader reader) => reader.Text()!, (_, _) => throw new FormatException("cannot be written"));
        using var store = LiteDbStore.Open(new LiteDbStoreOptions { Path = _folder.NewPath() }, [.. StoreContract.Collections, faulty]);
        Assert.Throws<FormatException>(() => Commit(store, Put(Numbers, Key(1), "1"), new Change(faulty, Key(1), "x")));
        using (var view = store.OpenRead()) Holds(view, Numbers, Key(1), null);
        Commit(store, Put(Numbers, Key(1), "1"));
    }

    [Fact]
    public void The_promise_is_told()
    {
        using (var store = _folder.Open(_folder.NewPath())) Assert.Equal(Durability.PowerLoss, store.Durability);
        using (var store = LiteDbStore.Open(new LiteDbStoreOptions { Path = _folder.NewPath(), Synchronous = LiteDbSynchronous.Normal }, StoreContract.Collections))
            Assert.Equal(Durability.ProcessCrash, store.Durability);
    }

    [Fact]
    public void A_thread_that_keeps_the_write_view_is_waited_for_up_to_the_deadline()
    {
        using var store = _folder.Open(_folder.NewPath(), TimeSpan.FromMilliseconds(50));
        using (store.OpenWrite())
        {
            Start(() => Assert.Equal(StoreFault.Busy, Assert.Throws<StoreException>(() => store.OpenWrite()).Fault))();
            Assert.Throws<InvalidOperationException>(() => store.OpenWrite());
        }
        Start(() => Commit(store, Put(Numbers, Key(1), "1")))();
    }

    [Fact]
    public void Descending_pages_of_an_older_view_skip_what_came_later_and_show_what_went()
    {
        using var store = _folder.Open(_folder.NewPath());
        Commit(store, [.. Enumerable.Range(0, 10).Select(i => Put(Numbers, Key(i * 2), $"{i}"))]);
        using var view = store.OpenRead();
        Commit(store, [.. Enumerable.Range(0, 10).Select(i => Put(Numbers, Key(i * 2 + 1), "later")), Delete(Numbers, Key(18)), Delete(Numbers, Key(0))]);
        Assert.Equal([18L, 16, 14], Scan(view, Numbers, KeyRange.All, 3, descending: true).Select(row => row.Key.Number));
        Assert.Equal([0L, 2, 4], Scan(view, Numbers, KeyRange.All, 3).Select(row => row.Key.Number));
        Assert.Equal(10, view.Count(Numbers, KeyRange.All));
    }

    [Fact]
    public void A_store_disposed_under_its_views_ends_them_and_keeps_its_commits()
    {
        var path = _folder.NewPath();
        var store = _folder.Open(path);
        Commit(store, Put(Numbers, Key(1), "1"));
        var read = store.OpenRead();
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => read.Find(Numbers, Key(1)));
        read.Dispose();
        using var again = _folder.Open(path);
        using var view = again.OpenRead();
        Holds(view, Numbers, Key(1), "1");
    }

    private static LiteDbStore Open(PowerLossDisk disk) => LiteDbStore.Open(new LiteDbStoreOptions { Path = Data }, StoreContract.Collections, disk);
}
