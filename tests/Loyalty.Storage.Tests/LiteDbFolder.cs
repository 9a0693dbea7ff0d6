using Loyalty.Testing;

namespace Loyalty.Tests;

internal sealed class LiteDbFolder() : StoreFolder(AllFeatures)
{
    /// <summary>One process, and one store in it, has the file; one group of commands is under way at a time.</summary>
    public const StoreFeatures AllFeatures = StoreFeatures.Reopen | StoreFeatures.Copy | StoreFeatures.ConcurrentReads | StoreFeatures.File
        | StoreFeatures.FullDisk | StoreFeatures.NewerVersion | StoreFeatures.Exclusive | StoreFeatures.OtherProcess;

    private readonly FullDisk _disk = new();

    public override IRecordStore OpenStore(string path, IReadOnlyList<Collection>? collections = null) => Open(path, collections: collections);

    public LiteDbStore Open(string path, TimeSpan? busyTimeout = null, IReadOnlyList<Collection>? collections = null) =>
        LiteDbStore.Open(new LiteDbStoreOptions { Path = path, BusyTimeout = busyTimeout ?? TimeSpan.FromSeconds(30) }, collections ?? StoreContract.Collections, _disk);

    public override void FillDisk(IRecordStore store) => _disk.IsFull = true;

    public override void FreeDisk(IRecordStore store) => _disk.IsFull = false;

    public override void MarkNewer(string path) => Plain(path, database => database.UserVersion = (database.UserVersion & ~0xFF) | 99);

    public override int RunProcess(string path, int times) => RunProcess("litedb", path, times);

    /// <summary>LiteDB itself on the file, as any other program could open it.</summary>
    public static T Plain<T>(string path, Func<LiteDB.LiteDatabase, T> work)
    {
        using var database = new LiteDB.LiteDatabase(path);
        return work(database);
    }
}
