using System.Buffers.Binary;

namespace Loyalty;

/// <summary>A use of a code, under the code and its number among the code's uses: those of a code are read in their order, no others looked at.</summary>
/// <param name="Owner">Whose sale it was: the member, or the organisation for a guest's.</param>
/// <param name="Bill">The bill, 0 for one that a till reported.</param>
/// <param name="Count">When, how often and how much.</param>
internal sealed record CartCodeUse(long Owner, long Bill, CartCount Count)
{
    public static readonly Collection<CartCodeUse> All = new("cart_code_uses", KeyKind.Bytes, Read, static (use, writer) => use.Write(writer));

    public static RecordKey Key(long code, long number)
    {
        var key = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(key, code);
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(8), number);
        return new RecordKey(key);
    }

    private void Write(RecordWriter writer)
    {
        writer.Count(Owner);
        writer.Count(Bill);
        writer.Signed(Count.At.ToUnixTimeTicks());
        writer.Count(Count.Redemptions);
        writer.Count(Count.Transactions);
        writer.Decimal(Count.Discount);
    }

    private static CartCodeUse Read(ref RecordReader reader) =>
        new(reader.Count(), reader.Count(), new(NodaTime.Instant.FromUnixTimeTicks(reader.Signed()), reader.Count(), reader.Count(), reader.Decimal()));
}
