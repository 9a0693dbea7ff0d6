using Loyalty.Testing;

namespace Loyalty.Tests;

/// <summary>A folder of its own for each test, and the stores of the contract suite in it.</summary>
internal sealed class LiteDbFolder : IStoreFixture
{
    public const StoreFeatures AllFeatures = StoreFeatures.Reopen | StoreFeatures.Copy | StoreFeatures.ConcurrentReads;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-");
    private readonly Dictionary<IRecordStore, string> _paths = new(ReferenceEqualityComparer.Instance);
    private int _files;

    public StoreFeatures Features => AllFeatures;

    public string NewPath() => Path.Combine(_folder.FullName, $"{++_files}.db");

    public IRecordStore Create() => Open(NewPath());

    public IRecordStore Reopen(IRecordStore store)
    {
        store.Dispose();
        return Open(_paths[store]);
    }

    public IRecordStore Copy(IRecordStore store)
    {
        var target = NewPath();
        ((IBackupStore)store).Backup(target);
        return Open(target);
    }

    public IRecordStore OpenSecond(IRecordStore store) => throw new NotSupportedException("One process, and one store in it, has the file.");

    public LiteDbStore Open(string path, TimeSpan? busyTimeout = null)
    {
        var store = LiteDbStore.Open(
            new LiteDbStoreOptions { Path = path, BusyTimeout = busyTimeout ?? TimeSpan.FromSeconds(30) }, StoreContract.Collections);
        _paths[store] = path;
        return store;
    }

    /// <summary>LiteDB itself on the file, as any other program could open it.</summary>
    public static T Plain<T>(string path, Func<LiteDB.LiteDatabase, T> work)
    {
        using var database = new LiteDB.LiteDatabase(path);
        return work(database);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
