using static Loyalty.Testing.StoreTrial;

namespace Loyalty.Testing;

/// <summary>A batch is written whole or not at all, and what is append-only is only appended to.</summary>
internal static class CommitCases
{
    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("An append over an existing number is refused, and nothing of its batch is written", OverNumber),
        new("An append over an existing byte key is refused, and nothing of its batch is written", OverBytes),
        new("A delete from an append-only collection is refused, and nothing of its batch is written", DeleteRefused),
        new("The store goes on after a refused batch", GoesOn),
        new("A batch of a thousand changes is written whole", LargeBatch),
        new("An empty batch commits", EmptyBatch),
        new("A write view disposed without a commit writes nothing", NotCommitted),
        new("A write view commits once", CommitsOnce),
        new("A disposed write view does not commit", DisposedDoesNotCommit),
    ];

    private static void OverNumber(StoreTrial trial)
    {
        trial.Commit(Put(Journal, Key(1), "first"), Put(Numbers, Key(1), "before"), Put(Numbers, Key(2), "kept"));
        trial.CommitIsRefused("An append over an existing number",
            Put(Numbers, Key(1), "after"), Delete(Numbers, Key(2)), Put(Names, Key("new"), "n"),
            Put(Journal, Key(1), "rewritten"), Put(Journal, Key(2), "second"), Put(Numbers, Key(3), "new"));
        trial.Holds(Journal, Key(1), "first");
        trial.Holds(Journal, Key(2), null);
        trial.Holds(Numbers, Key(1), "before");
        trial.Holds(Numbers, Key(2), "kept");
        trial.Holds(Numbers, Key(3), null);
        trial.Holds(Names, Key("new"), null);

        // The same bytes again are a change too.
        trial.CommitIsRefused("An append of the same record under an existing number", Put(Journal, Key(1), "first"));
    }

    private static void OverBytes(StoreTrial trial)
    {
        trial.Commit(Put(Log, Key("a"), "first"), Put(Log, Key(""), "empty"));
        trial.CommitIsRefused("An append over an existing byte key", Put(Names, Key("new"), "n"), Put(Log, Key("a"), "rewritten"));
        trial.CommitIsRefused("An append over the empty byte key", Put(Names, Key("new"), "n"), Put(Log, Key(""), "rewritten"));
        trial.Holds(Log, Key("a"), "first");
        trial.Holds(Log, Key(""), "empty");
        trial.Holds(Names, Key("new"), null);
    }

    private static void DeleteRefused(StoreTrial trial)
    {
        trial.Commit(Put(Journal, Key(1), "first"), Put(Log, Key("a"), "A"));
        trial.CommitIsRefused("A delete of a number", Put(Numbers, Key(1), "new"), Delete(Journal, Key(1)));
        trial.CommitIsRefused("A delete of a byte key", Put(Numbers, Key(1), "new"), Delete(Log, Key("a")));
        trial.Holds(Journal, Key(1), "first");
        trial.Holds(Log, Key("a"), "A");
        trial.Holds(Numbers, Key(1), null);
    }

    private static void GoesOn(StoreTrial trial)
    {
        trial.Commit(Put(Journal, Key(1), "first"));
        trial.CommitIsRefused("An append over an existing number", Put(Journal, Key(1), "rewritten"));
        trial.Commit(Put(Journal, Key(2), "second"), Put(Numbers, Key(1), "1"));
        trial.Holds(Journal, Key(1), "first");
        trial.Holds(Journal, Key(2), "second");
        trial.Holds(Numbers, Key(1), "1");
    }

    private static void LargeBatch(StoreTrial trial)
    {
        trial.Commit([.. Enumerable.Range(0, 250).SelectMany(i => (Change[])
        [
            Put(Numbers, Key(i * 7919L % 100_003), $"n{i}"), Put(Names, Key($"k{i * 31 % 250}"), $"s{i}"),
            Put(Journal, Key(i), $"j{i}"), Put(Log, Key($"{i:000}"), $"l{i}"),
        ])]);
        using var view = trial.Store.OpenRead();
        foreach (var collection in StoreContract.Collections) Equal(250L, view.Count(collection, KeyRange.All), $"Records of {collection.Name}");
        Holds(view, Numbers, Key(249 * 7919L % 100_003), "n249");
        Holds(view, Journal, Key(249), "j249");
    }

    private static void EmptyBatch(StoreTrial trial)
    {
        trial.Commit();
        trial.Commit(Put(Numbers, Key(1), "1"));
        trial.Commit();
        trial.Holds(Numbers, Key(1), "1");
    }

    private static void NotCommitted(StoreTrial trial)
    {
        trial.Commit(Put(Numbers, Key(1), "1"));
        using (var view = trial.Store.OpenWrite()) Holds(view, Numbers, Key(1), "1");
        trial.Holds(Numbers, Key(1), "1");
        trial.Commit(Put(Numbers, Key(2), "2"));
        using var read = trial.Store.OpenRead();
        Equal(2L, read.Count(Numbers, KeyRange.All), "Records");
    }

    private static void CommitsOnce(StoreTrial trial)
    {
        using (var view = trial.Store.OpenWrite())
        {
            view.Commit(new ChangeBatch([Put(Numbers, Key(1), "1")]));
            Throws<InvalidOperationException>(() => view.Commit(new ChangeBatch([Put(Numbers, Key(2), "2")])), "A second commit of one write view");
        }
        trial.Holds(Numbers, Key(1), "1");
        trial.Holds(Numbers, Key(2), null);
    }

    private static void DisposedDoesNotCommit(StoreTrial trial)
    {
        var view = trial.Store.OpenWrite();
        view.Dispose();
        Throws<ObjectDisposedException>(() => view.Commit(new ChangeBatch([Put(Numbers, Key(1), "1")])), "A commit of a disposed write view");
        trial.Holds(Numbers, Key(1), null);
    }
}
