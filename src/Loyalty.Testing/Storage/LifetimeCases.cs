using static Loyalty.Testing.StoreTrial;

namespace Loyalty.Testing;

/// <summary>Views and stores end well; data outlive them; copies are whole.</summary>
internal static class LifetimeCases
{
    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("A view may be disposed twice", TwiceDisposedViews),
        new("Disposing a write view again does not let go of another's lock", NotAnothersLock),
        new("A store may be disposed twice and opens no view afterwards", DisposedStore),
        new("A store disposed asynchronously opens no view afterwards", DisposedAsync),
        new("What was committed is there when the data are opened again", Reopened, StoreFeatures.Reopen),
        new("What was not committed is not there when the data are opened again", NotCommitted, StoreFeatures.Reopen),
        new("What is append-only stays so when the data are opened again", StillAppendOnly, StoreFeatures.Reopen),
        new("A copy equals the store and goes its own way", Copied, StoreFeatures.Copy),
        new("A copy taken while writers go on holds whole commits", CopiedWhileWriting, StoreFeatures.Copy),
        new("What is append-only stays so in a copy", CopyStaysAppendOnly, StoreFeatures.Copy),
    ];

    private static void TwiceDisposedViews(StoreTrial trial)
    {
        var read = trial.Store.OpenRead();
        read.Dispose();
        read.Dispose();
        var write = trial.Store.OpenWrite();
        write.Commit(new ChangeBatch([Put(Numbers, Key(1), "1")]));
        write.Dispose();
        write.Dispose();
        trial.Holds(Numbers, Key(1), "1");
        trial.Commit(Put(Numbers, Key(1), "2"));
        trial.Holds(Numbers, Key(1), "2");
    }

    private static void NotAnothersLock(StoreTrial trial)
    {
        var first = trial.Store.OpenWrite();
        first.Dispose();
        Action end;
        using (var second = trial.Store.OpenWrite())
        {
            first.Dispose();
            using var ready = new ManualResetEventSlim();
            end = Start(() =>
            {
                ready.Set();
                Increment(trial.Store, Key(1));
            });
            ready.Wait();
            second.Commit(new ChangeBatch([Put(Numbers, Key(1), "10")]));
        }
        end();
        trial.Holds(Numbers, Key(1), "11");
    }

    private static void DisposedStore(StoreTrial trial)
    {
        trial.Commit(Put(Numbers, Key(1), "1"));
        trial.Store.Dispose();
        trial.Store.Dispose();
        Throws<ObjectDisposedException>(() => trial.Store.OpenRead().Dispose(), "OpenRead of a disposed store");
        Throws<ObjectDisposedException>(() => trial.Store.OpenWrite().Dispose(), "OpenWrite of a disposed store");
    }

    private static void DisposedAsync(StoreTrial trial)
    {
        trial.Store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Throws<ObjectDisposedException>(() => trial.Store.OpenRead().Dispose(), "OpenRead of a disposed store");
    }

    private static void Reopened(StoreTrial trial)
    {
        Fill(trial);
        trial.Commit(Delete(Numbers, Key(3)), Put(Names, Key("name 4"), "changed"));
        trial.Reopen();
        using (var view = trial.Store.OpenRead())
        {
            Equal(19L, view.Count(Numbers, KeyRange.All), "Numbers");
            Equal(20L, view.Count(Names, KeyRange.All), "Names");
            Holds(view, Numbers, Key(5), "5");
            Holds(view, Numbers, Key(3), null);
            Holds(view, Names, Key("name 4"), "changed");
            Holds(view, Additions, Key(19), "entry 19");
            Holds(view, Log, Key(""), "log");
        }
        trial.Commit(Put(Numbers, Key(3), "back"));
        trial.Reopen();
        trial.Holds(Numbers, Key(3), "back");
    }

    private static void NotCommitted(StoreTrial trial)
    {
        trial.Commit(Put(Numbers, Key(1), "1"), Put(Additions, Key(1), "1"));
        trial.CommitIsRefused("An append over an existing number", Put(Numbers, Key(2), "2"), Put(Additions, Key(1), "rewritten"));
        trial.Store.OpenWrite().Dispose();
        trial.Reopen();
        trial.Holds(Numbers, Key(1), "1");
        trial.Holds(Numbers, Key(2), null);
        trial.Holds(Additions, Key(1), "1");
    }

    private static void StillAppendOnly(StoreTrial trial)
    {
        Fill(trial);
        trial.Reopen();
        trial.CommitIsRefused("An append over an existing number", Put(Additions, Key(3), "rewritten"));
        trial.CommitIsRefused("A delete of a byte key", Delete(Log, Key("")));
        trial.Commit(Put(Additions, Key(20), "entry 20"));
        trial.Holds(Additions, Key(3), "entry 3");
        trial.Holds(Additions, Key(20), "entry 20");
    }

    private static void Copied(StoreTrial trial)
    {
        Fill(trial);
        var copy = trial.Copy();
        Commit(copy, Put(Numbers, Key(1), "changed in the copy"));
        trial.Commit(Put(Numbers, Key(2), "changed in the original"));
        trial.Holds(Numbers, Key(1), "1");
        using var view = copy.OpenRead();
        Holds(view, Numbers, Key(1), "changed in the copy");
        Holds(view, Numbers, Key(2), "2");
        Equal(20L, view.Count(Numbers, KeyRange.All), "Numbers in the copy");
        Equal(20L, view.Count(Names, KeyRange.All), "Names in the copy");
        Holds(view, Additions, Key(19), "entry 19");
        Holds(view, Log, Key(""), "log");
    }

    private static void CopiedWhileWriting(StoreTrial trial)
    {
        Fill(trial);
        using var started = new ManualResetEventSlim();
        var stop = 0;
        var end = Start(() =>
        {
            try
            {
                for (var i = 0; Volatile.Read(ref stop) == 0; i++)
                {
                    trial.Commit(Put(Numbers, Key(1000), $"{i}"), Put(Names, Key("twin"), $"{i}"), Put(Additions, Key(1000 + i), $"{i}"));
                    started.Set();
                }
            }
            finally
            {
                started.Set();
            }
        });
        started.Wait();
        try
        {
            for (var round = 0; round < 3; round++)
            {
                var copy = trial.Copy();
                using var view = copy.OpenRead();
                var first = (TrialRecord)view.Find(Numbers, Key(1000))!;
                Equal(first.ToString(), view.Find(Names, Key("twin"))?.ToString(), "The second record of a pair in the copy");
                Equal(Number(first) + 1L, view.Count(Additions, new KeyRange { From = Key(1000) }), "Entries in the copy");
            }
        }
        finally
        {
            Volatile.Write(ref stop, 1);
            end();
        }
    }

    private static void CopyStaysAppendOnly(StoreTrial trial)
    {
        Fill(trial);
        var copy = trial.Copy();
        using var view = copy.OpenWrite();
        try
        {
            view.Commit(new ChangeBatch([Put(Additions, Key(3), "rewritten")]));
        }
        catch (StoreException)
        {
            return;
        }
        throw new ContractViolationException("An append over an existing number is accepted by a copy.");
    }

    private static void Fill(StoreTrial trial) => trial.Commit(
    [
        .. Enumerable.Range(0, 20).SelectMany(i => (Change[])
            [Put(Numbers, Key(i), $"{i}"), Put(Names, Key($"name {i}"), $"{i}"), Put(Additions, Key(i), $"entry {i}")]),
        Put(Log, Key(""), "log"),
    ]);
}
