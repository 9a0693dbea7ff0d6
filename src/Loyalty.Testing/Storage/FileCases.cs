using static Loyalty.Testing.StoreTrial;

namespace Loyalty.Testing;

/// <summary>A file that cannot be used is refused by name and left as it was; damage is found.</summary>
internal static class FileCases
{
    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("A file that is no database is refused and left as it was", NoDatabase, StoreFeatures.File),
        new("A folder, and a file in a folder that is missing, cannot be opened", NoFile, StoreFeatures.File),
        new("A file that was closed is opened with all that was committed", Closed, StoreFeatures.File),
        new("A file of a newer version is refused by name and left as it was", Newer, StoreFeatures.File | StoreFeatures.NewerVersion),
        new("A copy over a file that is there is refused and leaves it there", CopyOverAFile, StoreFeatures.File),
        new("The integrity check of a sound file finds nothing", Sound, StoreFeatures.File),
        new("A file half of which is overwritten is refused or its damage found", Overwritten, StoreFeatures.File),
    ];

    private static void NoDatabase(StoreTrial trial)
    {
        foreach (var length in (int[])[3, 600, 5000, 3 * 8192])
        {
            var path = trial.NewPath();
            var content = new byte[length];
            Array.Fill(content, (byte)'x');
            File.WriteAllBytes(path, content);
            Refused(StoreFault.NotADatabase, () => trial.OpenFile(path), $"A file of {length} letters");
            if (!File.ReadAllBytes(path).AsSpan().SequenceEqual(content)) throw new ContractViolationException($"A file of {length} letters is changed by being refused.");
        }
    }

    private static void NoFile(StoreTrial trial)
    {
        var path = trial.NewPath();
        Directory.CreateDirectory(path);
        Refused(StoreFault.Io, () => trial.OpenFile(path), "A folder");
        Refused(StoreFault.Io, () => trial.OpenFile(Path.Combine(path, "missing", "a.db")), "A file in a folder that is missing");
    }

    private static void Closed(StoreTrial trial)
    {
        var path = trial.NewPath();
        using (var store = trial.OpenFile(path)) Commit(store, Put(Numbers, Key(1), "one"), Put(Additions, Key(1), "entry"));
        using var again = trial.OpenFile(path);
        using var view = again.OpenRead();
        Holds(view, Numbers, Key(1), "one");
        Holds(view, Additions, Key(1), "entry");
    }

    private static void Newer(StoreTrial trial)
    {
        var path = trial.NewPath();
        using (var store = trial.OpenFile(path)) Commit(store, Put(Numbers, Key(1), "one"));
        trial.MarkNewer(path);
        var before = File.ReadAllBytes(path);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            Refused(StoreFault.WrongVersion, () => trial.OpenFile(path), "A file of a newer version");
            if (!File.ReadAllBytes(path).AsSpan().SequenceEqual(before)) throw new ContractViolationException("A file of a newer version is changed by being refused.");
        }
    }

    private static void CopyOverAFile(StoreTrial trial)
    {
        var (path, target) = (trial.NewPath(), trial.NewPath());
        using var store = trial.OpenFile(path);
        File.WriteAllText(target, "kept");
        Refused(StoreFault.Io, () => ((IBackupStore)store).Backup(target), "A copy over a file");
        Refused(StoreFault.Io, () => ((IBackupStore)store).Backup(path), "A copy over the store's own file");
        if (File.ReadAllText(target) != "kept") throw new ContractViolationException("A copy that is refused changes the file that is there.");
        Commit(store, Put(Numbers, Key(1), "still works"));
    }

    private static void Sound(StoreTrial trial)
    {
        using var store = trial.OpenFile(trial.NewPath());
        Commit(store, [.. Enumerable.Range(0, 500).Select(i => Put(Numbers, Key(i), $"record {i}"))]);
        Commit(store, Put(Names, Key("a"), "A"), Put(Additions, Key(1), "entry"), Delete(Numbers, Key(7)));
        if (((IIntegrityStore)store).CheckIntegrity() is [var fault, ..]) throw new ContractViolationException($"The integrity check of a sound file finds: {fault}");
    }

    private static void Overwritten(StoreTrial trial)
    {
        var path = trial.NewPath();
        using (var store = trial.OpenFile(path)) Commit(store, [.. Enumerable.Range(0, 2000).Select(i => Put(Numbers, Key(i), $"record {i} {new string('.', 200)}"))]);
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan(bytes.Length / 2).Fill(0xEE);
        File.WriteAllBytes(path, bytes);
        trial.Damaged(path, "half of the file is overwritten");
    }
}
