using static Loyalty.Testing.StoreTrial;

namespace Loyalty.Testing;

/// <summary>A view shows one state, that of the moment when it was opened.</summary>
internal static class SnapshotCases
{
    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("A commit is seen by the views opened after it", SeenAfterwards),
        new("A write view reads the newest state", WriteViewReads),
        new("A read view does not see what another thread commits while it is open", NotSeenBefore, StoreFeatures.ConcurrentReads),
        new("A read view that has not read yet is fixed already", FixedWhenOpened, StoreFeatures.ConcurrentReads),
        new("Read views opened between commits each keep their state", EachItsOwn, StoreFeatures.ConcurrentReads),
        new("A read view opens while a write view is open, and sees nothing of it", ReadsDuringWrite, StoreFeatures.ConcurrentReads),
        new("Pairs written together are equal in every view while writers go on", PairsAgree, StoreFeatures.ConcurrentReads),
        new("Read views of many threads at once all read right", ManyReaders),
        new("A view of the latest state sees each commit as soon as it is made, and nothing of one under way", Latest, StoreFeatures.LatestReads),
        new("A view of the latest state holds up no commit, and many of them are open at once", LatestIsFree, StoreFeatures.LatestReads),
    ];

    private static void SeenAfterwards(StoreTrial trial)
    {
        for (var i = 0; i < 20; i++)
        {
            trial.Commit(Put(Numbers, Key(1), $"{i}"));
            Start(() => trial.Holds(Numbers, Key(1), $"{i}"))();
        }
    }

    private static void WriteViewReads(StoreTrial trial)
    {
        trial.Commit(Put(Numbers, Key(1), "1"), Put(Names, Key("a"), "A"), Put(Names, Key("b"), "B"));
        Start(() => trial.Commit(Put(Numbers, Key(1), "2")))();
        using var view = trial.Store.OpenWrite();
        Holds(view, Numbers, Key(1), "2");
        Holds(view, Numbers, Key(3), null);
        Equal(2L, view.Count(Names, KeyRange.All), "Records counted by the write view");
        Equal(1, Scan(view, Names, KeyRange.After(Key("a"))).Count, "Records scanned by the write view");
    }

    private static void NotSeenBefore(StoreTrial trial)
    {
        trial.Commit(Put(Numbers, Key(1), "old"), Put(Numbers, Key(2), "deleted later"), Put(Names, Key("a"), "A"));
        using var view = trial.Store.OpenRead();
        Holds(view, Numbers, Key(1), "old");
        Start(() => trial.Commit(Put(Numbers, Key(1), "new"), Delete(Numbers, Key(2)), Put(Numbers, Key(3), "added"), Put(Names, Key("b"), "B"), Put(Additions, Key(1), "j")))();

        Holds(view, Numbers, Key(1), "old");
        Holds(view, Numbers, Key(2), "deleted later");
        Holds(view, Numbers, Key(3), null);
        Equal(2L, view.Count(Numbers, KeyRange.All), "Records counted by the older view");
        Equal(1, Scan(view, Names, KeyRange.All).Count, "Records scanned by the older view");
        Holds(view, Additions, Key(1), null);

        trial.Holds(Numbers, Key(1), "new");
        trial.Holds(Numbers, Key(2), null);
    }

    private static void FixedWhenOpened(StoreTrial trial)
    {
        trial.Commit(Put(Numbers, Key(1), "old"));
        using var view = trial.Store.OpenRead();
        Start(() => trial.Commit(Put(Numbers, Key(1), "new"), Put(Numbers, Key(2), "new")))();
        Holds(view, Numbers, Key(2), null);
        Holds(view, Numbers, Key(1), "old");
    }

    private static void EachItsOwn(StoreTrial trial)
    {
        var views = new List<IReadView>();
        try
        {
            for (var i = 0; i < 8; i++)
            {
                trial.Commit(Put(Numbers, Key(1), $"{i}"), Put(Numbers, Key(100 + i), "counted"));
                views.Add(trial.Store.OpenRead());
            }
            for (var i = 0; i < 8; i++)
            {
                Holds(views[i], Numbers, Key(1), $"{i}");
                Equal(2L + i, views[i].Count(Numbers, KeyRange.All), $"Records seen by view {i}");
            }
        }
        finally
        {
            foreach (var view in views) view.Dispose();
        }
    }

    private static void ReadsDuringWrite(StoreTrial trial)
    {
        trial.Commit(Put(Numbers, Key(1), "old"));
        using (var write = trial.Store.OpenWrite())
        {
            Start(() => trial.Holds(Numbers, Key(1), "old"))();
            using var read = trial.Store.OpenRead();
            write.Commit(new ChangeBatch([Put(Numbers, Key(1), "new")]));
            Holds(read, Numbers, Key(1), "old");
        }
        trial.Holds(Numbers, Key(1), "new");
    }

    private static void PairsAgree(StoreTrial trial)
    {
        trial.Commit(Put(Numbers, Key(1), "start"), Put(Names, Key("twin"), "start"));
        var done = 0;
        var end = Start(() =>
        {
            try
            {
                for (var i = 0; i < 100; i++) trial.Commit(Put(Numbers, Key(1), $"{i}"), Put(Names, Key("twin"), $"{i}"));
            }
            finally
            {
                Volatile.Write(ref done, 1);
            }
        });
        do
        {
            using var view = trial.Store.OpenRead();
            var first = view.Find(Numbers, Key(1))!.ToString();
            Equal(first, view.Find(Names, Key("twin"))?.ToString(), "The second record of a pair written together");
            Equal(first, view.Find(Numbers, Key(1))?.ToString(), "The first record, read again");
        }
        while (Volatile.Read(ref done) == 0);
        end();
        trial.Holds(Names, Key("twin"), "99");
    }

    private static void ManyReaders(StoreTrial trial)
    {
        trial.Commit([.. Enumerable.Range(0, 200).Select(i => Put(Numbers, Key(i), $"{i}"))]);
        Race(8, thread =>
        {
            for (var round = 0; round < 20; round++)
            {
                using var view = trial.Store.OpenRead();
                var i = (thread * 37 + round * 11) % 200;
                Holds(view, Numbers, Key(i), $"{i}");
                Equal(200L - i, view.Count(Numbers, new KeyRange { From = Key(i) }), "Records counted");
            }
        });
    }

    private static void Latest(StoreTrial trial)
    {
        trial.Commit(Put(Numbers, Key(1), "old"));
        using var view = OpenLatest(trial);
        Holds(view, Numbers, Key(1), "old");
        using (var write = trial.Store.OpenWrite())
        {
            Holds(view, Numbers, Key(1), "old");
            write.Commit(new ChangeBatch([Put(Numbers, Key(1), "new"), Put(Names, Key("a"), "A")]));
            Holds(view, Numbers, Key(1), "new");
        }
        Start(() => trial.Commit(Put(Numbers, Key(2), "more"), Delete(Names, Key("a"))))();
        Holds(view, Names, Key("a"), null);
        Equal(2L, view.Count(Numbers, KeyRange.All), "Records counted by the view of the latest");
        Equal(2, Scan(view, Numbers, KeyRange.All).Count, "Records scanned by the view of the latest");
    }

    private static void LatestIsFree(StoreTrial trial)
    {
        using var kept = OpenLatest(trial);
        var end = Start(() =>
        {
            for (var i = 0; i < 50; i++) trial.Commit(Put(Numbers, Key(1), $"{i}"), Put(Numbers, Key(100 + i), "counted"));
        });
        Race(4, _ =>
        {
            var seen = 0L;
            for (var round = 0; round < 50; round++)
            {
                using var view = OpenLatest(trial);
                var count = view.Count(Numbers, KeyRange.All);
                if (count < seen) throw new ContractViolationException($"{count} records are seen after {seen}.");
                seen = count;
            }
        });
        end();
        Holds(kept, Numbers, Key(1), "49");
    }

    private static IReadView OpenLatest(StoreTrial trial) => trial.Store is ILatestStore store
        ? store.OpenLatest()
        : throw new ContractViolationException($"{trial.Store.GetType().Name} says that it reads the latest state, but is no {nameof(ILatestStore)}.");
}
