using System.Diagnostics;
using System.Globalization;
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

    public IRecordStore OpenFile(string path) => OpenStore(path);

    public abstract void FillDisk(IRecordStore store);

    public abstract void FreeDisk(IRecordStore store);

    public abstract void MarkNewer(string path);

    public abstract int RunProcess(string path, int times);

    /// <summary>Lets a child count up in a file.</summary>
    /// <param name="store">sqlite or litedb.</param>
    protected static int RunProcess(string store, string path, int times)
    {
        var start = new ProcessStartInfo("dotnet");
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Loyalty.CrashLoad.dll"), "count", store, path, times.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        using var child = Process.Start(start)!;
        child.WaitForExit();
        return child.ExitCode;
    }

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
