namespace Loyalty;

/// <summary>The records of coupons as the journal alone gives them.</summary>
internal sealed class RebuiltCoupons : CouponBook
{
    public RebuiltRecords Records { get; } = new();

    public override T? Find<T>(Collection<T> collection, RecordKey key) where T : class => Records.Find(collection, key);

    public override void Put<T>(Collection<T> collection, RecordKey key, T record) => Records.Put(collection, key, record);

    public override void Delete<T>(Collection<T> collection, RecordKey key) => Records.Delete(collection, key);

    protected override IEnumerable<long> Indexed(KeyRange range) =>
        Records.Of(CouponIndex.All).Where(row => range.Contains(row.Key)).OrderBy(row => row.Key).Select(row => ((CouponIndex)row.Value).Value).ToArray();
}
