using static Loyalty.Testing.StoreTrial;

namespace Loyalty.Testing;

/// <summary>A copy can take the place of the file it was made of; one that was damaged on the way is found out.</summary>
internal static class RestoreCases
{
    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("A copy in the place of its file holds what was copied, and goes on", Restored, StoreFeatures.File),
        new("A copy whose end is missing is refused or its damage found", Cut, StoreFeatures.File),
    ];

    private static void Restored(StoreTrial trial)
    {
        var (path, copy) = (trial.NewPath(), trial.NewPath());
        using (var store = trial.OpenFile(path))
        {
            Commit(store, Put(Numbers, Key(1), "copied"), Put(Numbers, Key(2), "copied"), Put(Additions, Key(1), "entry"));
            ((IBackupStore)store).Backup(copy);
            Commit(store, Put(Numbers, Key(1), "later"), Delete(Numbers, Key(2)), Put(Additions, Key(2), "later"));
        }
        File.Delete(path);
        File.Move(copy, path);
        using (var restored = trial.OpenFile(path))
        {
            if (((IIntegrityStore)restored).CheckIntegrity() is [var fault, ..]) throw new ContractViolationException($"The integrity check of what was restored finds: {fault}");
            using (var view = restored.OpenRead())
            {
                Holds(view, Numbers, Key(1), "copied");
                Holds(view, Numbers, Key(2), "copied");
                Holds(view, Additions, Key(2), null);
            }
            Throws<StoreException>(() => Commit(restored, Put(Additions, Key(1), "rewritten")), "An append over an entry that was restored");
            Commit(restored, Put(Additions, Key(2), "other"));
        }
        using var again = trial.OpenFile(path);
        using var after = again.OpenRead();
        Holds(after, Additions, Key(1), "entry");
        Holds(after, Additions, Key(2), "other");
    }

    private static void Cut(StoreTrial trial)
    {
        var copy = trial.NewPath();
        using (var store = trial.OpenFile(trial.NewPath()))
        {
            Commit(store, [.. Enumerable.Range(0, 2000).Select(i => Put(Numbers, Key(i), $"record {i} {new string('.', 200)}"))]);
            ((IBackupStore)store).Backup(copy);
        }
        var bytes = File.ReadAllBytes(copy);
        // Somewhere, and where a page ends, whatever its size.
        foreach (var length in (int[])[bytes.Length / 2, bytes.Length / 2 / 65536 * 65536])
        {
            var cut = trial.NewPath();
            File.WriteAllBytes(cut, bytes[..length]);
            trial.Damaged(cut, $"of {bytes.Length} bytes {length} are left");
        }
    }
}
