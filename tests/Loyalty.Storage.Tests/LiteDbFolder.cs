using Loyalty.Testing;

namespace Loyalty.Tests;

internal sealed class LiteDbFolder() : StoreFolder(AllFeatures)
{
    /// <summary>One process, and one store in it, has the file.</summary>
    public const StoreFeatures AllFeatures = StoreFeatures.Reopen | StoreFeatures.Copy | StoreFeatures.ConcurrentReads;

    public override IRecordStore OpenStore(string path, IReadOnlyList<Collection>? collections = null) => Open(path, collections: collections);

    public LiteDbStore Open(string path, TimeSpan? busyTimeout = null, IReadOnlyList<Collection>? collections = null) =>
        LiteDbStore.Open(new LiteDbStoreOptions { Path = path, BusyTimeout = busyTimeout ?? TimeSpan.FromSeconds(30) }, collections ?? StoreContract.Collections);

    /// <summary>LiteDB itself on the file, as any other program could open it.</summary>
    public static T Plain<T>(string path, Func<LiteDB.LiteDatabase, T> work)
    {
        using var database = new LiteDB.LiteDatabase(path);
        return work(database);
    }
}
