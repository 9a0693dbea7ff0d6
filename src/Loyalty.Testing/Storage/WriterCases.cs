using static Loyalty.Testing.StoreTrial;

namespace Loyalty.Testing;

/// <summary>One write view at a time: what it has seen is still so when it commits.</summary>
internal static class WriterCases
{
    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("Of writers that race for a claim exactly one gets it", Claims),
        new("No increment of racing writers is lost", Increments),
        new("A second write view opens when the first is disposed, and sees its commit", Waits),
        new("The write lock can be taken by one thread after another", ThreadAfterThread),
        new("The first write view knows of no previous one", FirstView, StoreFeatures.SharedData),
        new("After own commits only, the data are unchanged by others", OwnCommits),
        new("After another store object's commit, the data are changed by others, once", OthersCommits, StoreFeatures.SharedData),
        new("Of two store objects' writers that race for a claim exactly one gets it", ClaimsAcross, StoreFeatures.SharedData),
        new("Two store objects on the same data both go on, and no increment is lost", IncrementsAcross, StoreFeatures.SharedData),
        new("Another store object reads what was committed", ReadAcross, StoreFeatures.SharedData),
    ];

    private static void Claims(StoreTrial trial) => RaceForClaims(_ => trial.Store);

    private static void ClaimsAcross(StoreTrial trial)
    {
        var second = trial.OpenSecond();
        RaceForClaims(thread => thread % 2 == 0 ? trial.Store : second);
    }

    private static void RaceForClaims(Func<int, IRecordStore> storeOf)
    {
        const int claims = 15;
        var wins = new int[claims];
        Race(6, thread =>
        {
            for (var claim = 0; claim < claims; claim++)
            {
                using var view = storeOf(thread).OpenWrite();
                if (view.Find(Names, Key($"claim {claim}")) is not null) continue;
                view.Commit(new ChangeBatch([Put(Names, Key($"claim {claim}"), $"thread {thread}")]));
                Interlocked.Increment(ref wins[claim]);
            }
        });
        for (var claim = 0; claim < claims; claim++) Equal(1, wins[claim], $"Winners of claim {claim}");
    }

    private static void Increments(StoreTrial trial)
    {
        Race(4, _ =>
        {
            for (var i = 0; i < 25; i++) Increment(trial.Store, Key(1));
        });
        trial.Holds(Numbers, Key(1), "100");
    }

    private static void IncrementsAcross(StoreTrial trial)
    {
        var second = trial.OpenSecond();
        Race(2, thread =>
        {
            for (var i = 0; i < 50; i++) Increment(thread == 0 ? trial.Store : second, Key(1));
        });
        trial.Holds(Numbers, Key(1), "100");
    }

    private static void Waits(StoreTrial trial)
    {
        Action end;
        using (var ready = new ManualResetEventSlim())
        using (var view = trial.Store.OpenWrite())
        {
            end = Start(() =>
            {
                ready.Set();
                using var later = trial.Store.OpenWrite();
                Holds(later, Numbers, Key(1), "committed by the first");
            });
            ready.Wait();
            view.Commit(new ChangeBatch([Put(Numbers, Key(1), "committed by the first")]));
        }
        end();
    }

    private static void ThreadAfterThread(StoreTrial trial)
    {
        for (var i = 1; i <= 10; i++) Start(() => Increment(trial.Store, Key(1)))();
        trial.Holds(Numbers, Key(1), "10");
    }

    private static void FirstView(StoreTrial trial)
    {
        using var view = trial.Store.OpenWrite();
        True(!view.IsUnchangedByOthers, "The first write view claims to know that nothing changed since a previous one.");
    }

    private static void OwnCommits(StoreTrial trial)
    {
        using (trial.Store.OpenWrite())
        {
        }
        for (var i = 0; i < 3; i++)
        {
            using (var view = trial.Store.OpenWrite())
            {
                True(view.IsUnchangedByOthers, $"After {i} own commits the data count as changed by others.");
                view.Commit(new ChangeBatch([Put(Numbers, Key(i), $"{i}")]));
            }
            using (trial.Store.OpenRead())
            {
            }
            using (trial.Store.OpenWrite())
            {
            }
        }
    }

    private static void OthersCommits(StoreTrial trial)
    {
        var second = trial.OpenSecond();
        Commit(trial.Store, Put(Numbers, Key(1), "first"));
        Commit(second, Put(Numbers, Key(1), "second"));
        using (var view = trial.Store.OpenWrite())
        {
            True(!view.IsUnchangedByOthers, "The other's commit goes unnoticed.");
            Holds(view, Numbers, Key(1), "second");
        }
        using (var view = trial.Store.OpenWrite()) True(view.IsUnchangedByOthers, "The other's commit is noticed twice.");
        using (second.OpenWrite())
        {
        }
        using (var view = trial.Store.OpenWrite()) True(view.IsUnchangedByOthers, "A write view of the other that committed nothing counts as a change.");
        Commit(second, Put(Names, Key("n"), "second"));
        Commit(second, Put(Names, Key("n"), "third"));
        using (var view = trial.Store.OpenWrite()) True(!view.IsUnchangedByOthers, "The other's later commits go unnoticed.");
    }

    private static void ReadAcross(StoreTrial trial)
    {
        var second = trial.OpenSecond();
        for (var i = 0; i < 5; i++)
        {
            trial.Commit(Put(Numbers, Key(1), $"{i}"));
            using var view = second.OpenRead();
            Holds(view, Numbers, Key(1), $"{i}");
        }
    }
}
