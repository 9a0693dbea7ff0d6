using System.Buffers.Binary;

namespace Loyalty;

/// <summary>What a coupon is found by beside its code, and how often whom a shared code has served: a few bytes under a key of two numbers.</summary>
internal sealed record CouponIndex(long Value)
{
    public static readonly Collection<CouponIndex> All = new(
        "coupon_index", KeyKind.Bytes, static (ref RecordReader reader) => new CouponIndex(reader.Count()), static (record, writer) => writer.Count(record.Value));

    /// <summary>A code that waits in the pool of a series, by upload order.</summary>
    public static RecordKey InPool(long series, long coupon) => Key(1, series, coupon);

    public static KeyRange PoolOf(long series) => Range(1, series);

    /// <summary>A customer's coupons by issue order.</summary>
    public static RecordKey HeldBy(long customer, long coupon) => Key(2, customer, coupon);

    public static KeyRange CouponsOf(long customer, long after) => new() { From = Key(2, customer, after), FromExclusive = true, To = Key(2, customer + 1, 0) };

    /// <summary>Active uses of a coupon by a customer who does not hold it.</summary>
    public static RecordKey UsedBy(long coupon, long customer) => Key(3, coupon, customer);

    /// <summary>A coupon that was issued because of a bill.</summary>
    public static RecordKey ForBill(long bill, long coupon) => Key(4, bill, coupon);

    public static KeyRange CouponsFor(long bill) => Range(4, bill);

    /// <summary>A coupon that was issued, by its series: of these a series without a cap is summed.</summary>
    public static RecordKey OfSeries(long series, long coupon) => Key(5, series, coupon);

    public static KeyRange IssuedOf(long series) => Range(5, series);

    private static KeyRange Range(byte kind, long first) => new() { From = Key(kind, first, 0), To = Key(kind, first + 1, 0) };

    private static RecordKey Key(byte kind, long first, long second)
    {
        var bytes = new byte[17];
        bytes[0] = kind;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), first);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(9), second);
        return new RecordKey(bytes);
    }
}
