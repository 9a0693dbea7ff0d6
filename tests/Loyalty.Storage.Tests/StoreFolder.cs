using Loyalty.Testing;

namespace Loyalty.Tests;

/// <summary>A folder of its own for each test, and the stores of the contract suite in it.</summary>
internal abstract class StoreFolder(StoreFeatures features) : IStoreFixture
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-");
    private readonly Dictionary<IRecordStore, string> _paths = new(ReferenceEqualityComparer.Instance);
    private int _files;

    public StoreFeatures Features => features;

    public string NewPath() => Path.Combine(_folder.FullName, $"{++_files}.db");

    public IRecordStore Create() => Keep(NewPath());

    public IRecordStore Reopen(IRecordStore store)
    {
        store.Dispose();
        return Keep(_paths[store]);
    }

    public IRecordStore Copy(IRecordStore store)
    {
        var target = NewPath();
        ((IBackupStore)store).Backup(target);
        return Keep(target);
    }

    public IRecordStore OpenSecond(IRecordStore store) => Keep(_paths[store]);

    /// <summary>Opens a file with collections, or with those of the suite.</summary>
    public abstract IRecordStore OpenStore(string path, IReadOnlyList<Collection>? collections = null);

    public void Dispose() => _folder.Delete(recursive: true);

    private IRecordStore Keep(string path)
    {
        var store = OpenStore(path);
        _paths[store] = path;
        return store;
    }
}
