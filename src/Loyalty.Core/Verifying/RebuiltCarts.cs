namespace Loyalty;

/// <summary>The records of cart promotions as the journal alone gives them.</summary>
internal sealed class RebuiltCarts : CartBook
{
    public RebuiltRecords Records { get; } = new();

    public override T? Find<T>(Collection<T> collection, RecordKey key) where T : class => Records.Find(collection, key);

    public override void Put<T>(Collection<T> collection, RecordKey key, T record) => Records.Put(collection, key, record);
}
