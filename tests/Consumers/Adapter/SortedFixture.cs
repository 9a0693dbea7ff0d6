using Loyalty;
using Loyalty.Testing;

namespace Adapter;

/// <summary>Makes the stores of one case.</summary>
internal sealed class SortedFixture(Flaw flaw) : IStoreFixture
{
    public const StoreFeatures Has = StoreFeatures.Reopen | StoreFeatures.Copy | StoreFeatures.ConcurrentReads;

    /// <summary>All of it is in the memory of one process: there is no file, no disk, no version, and nobody to share with or to keep out.</summary>
    public const StoreFeatures HasNot =
        StoreFeatures.SharedData | StoreFeatures.LatestReads | StoreFeatures.File | StoreFeatures.FullDisk | StoreFeatures.NewerVersion | StoreFeatures.Exclusive | StoreFeatures.OtherProcess;

    public StoreFeatures Features => Has;

    public IRecordStore Create() => new SortedStore(StoreContract.Collections, flaw);

    public IRecordStore Reopen(IRecordStore store)
    {
        var again = Copy(store);
        store.Dispose();
        return again;
    }

    public IRecordStore Copy(IRecordStore store) => ((SortedStore)store).Copy();

    public IRecordStore OpenSecond(IRecordStore store) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
