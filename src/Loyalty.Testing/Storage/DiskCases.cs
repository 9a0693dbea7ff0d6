using static Loyalty.Testing.StoreTrial;

namespace Loyalty.Testing;

/// <summary>A full disk takes nothing of a commit, leaves the rest as it is, and is no end.</summary>
internal static class DiskCases
{
    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("A commit for which the disk has no room is refused by name, and nothing of it is there", Full, StoreFeatures.FullDisk),
        new("After a full disk was given room, what fits is committed", Freed, StoreFeatures.FullDisk),
        new("What was committed before and after a full disk is there when the data are opened again", Reopened, StoreFeatures.FullDisk | StoreFeatures.Reopen),
    ];

    private static readonly byte[] s_large = new byte[300_000];

    private static void Full(StoreTrial trial)
    {
        Fill(trial);
        Unchanged(trial);
        Refused(StoreFault.DiskFull, () => trial.Commit(Large()), "A commit that the full disk was refused before");
        Unchanged(trial);
    }

    private static void Freed(StoreTrial trial)
    {
        Fill(trial);
        trial.FreeDisk();
        Unchanged(trial);
        trial.Commit(Large());
        Changed(trial);
        if (trial.Store is IIntegrityStore sound && sound.CheckIntegrity() is [var fault, ..]) throw new ContractViolationException($"After a full disk the integrity check finds: {fault}");
    }

    private static void Reopened(StoreTrial trial)
    {
        Fill(trial);
        trial.FreeDisk();
        trial.Commit(Put(Names, Key("small"), "fits"));
        trial.Reopen();
        Unchanged(trial);
        trial.Holds(Names, Key("small"), "fits");
        trial.Commit(Large());
        trial.Reopen();
        Changed(trial);
    }

    private static void Fill(StoreTrial trial)
    {
        trial.Commit(Put(Numbers, Key(1), "before"), Put(Additions, Key(1), "entry"));
        trial.FillDisk();
        Refused(StoreFault.DiskFull, () => trial.Commit(Large()), "A commit for which the disk has no room");
    }

    private static Change[] Large() => [Put(Numbers, Key(1), "after"), Put(Numbers, Key(2), "2"), Put(Additions, Key(2), "entry"), Put(Names, Key("large"), s_large)];

    private static void Unchanged(StoreTrial trial)
    {
        trial.Holds(Numbers, Key(1), "before");
        trial.Holds(Numbers, Key(2), null);
        trial.Holds(Additions, Key(1), "entry");
        trial.Holds(Additions, Key(2), null);
        trial.Holds(Names, Key("large"), null);
    }

    private static void Changed(StoreTrial trial)
    {
        trial.Holds(Numbers, Key(1), "after");
        trial.Holds(Numbers, Key(2), "2");
        trial.Holds(Additions, Key(2), "entry");
        using var view = trial.Store.OpenRead();
        HoldsBytes(view, Names, Key("large"), s_large);
    }
}
