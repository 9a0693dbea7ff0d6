using Loyalty;
using Loyalty.Testing;

namespace Adapter;

/// <summary>Makes the stores of one case.</summary>
internal sealed class SortedFixture(Flaw flaw) : IStoreFixture
{
    public const StoreFeatures All = StoreFeatures.Reopen | StoreFeatures.Copy | StoreFeatures.ConcurrentReads;

    public StoreFeatures Features => All;

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
