namespace Loyalty;

/// <summary>The records of labels, cards and parents as the journal alone gives them.</summary>
internal sealed class RebuiltTies : TieBook
{
    public RebuiltRecords Records { get; } = new();

    public override T? Find<T>(Collection<T> collection, RecordKey key) where T : class => Records.Find(collection, key);

    public override void Put<T>(Collection<T> collection, RecordKey key, T record) => Records.Put(collection, key, record);

    public override void Delete<T>(Collection<T> collection, RecordKey key) => Records.Delete(collection, key);
}
