using System.Buffers.Binary;
using System.Text;

namespace Loyalty;

/// <summary>The index by which names are found from their beginning (customers R27): full name, and last name.</summary>
internal sealed record CustomerName(long Customer)
{
    public static readonly Collection<CustomerName> All = new(
        "customer_names", KeyKind.Bytes, static (ref RecordReader reader) => new CustomerName(reader.Count()), static (name, writer) => writer.Count(name.Customer));

    /// <summary>The rows of a record.</summary>
    public static HashSet<RecordKey> Keys(CustomerRecord record)
    {
        var keys = new HashSet<RecordKey>();
        // Whoever was merged away is found as whom it was merged into.
        if (record.Merged is not null) return keys;
        foreach (var profile in record.Profiles)
        {
            var full = $"{profile.FirstName} {profile.LastName}".Trim();
            if (full.Length > 0) keys.Add(Key(record, full));
            if (profile is { FirstName: not null, LastName.Length: > 0 }) keys.Add(Key(record, profile.LastName));
        }
        return keys;
    }

    /// <summary>Brings the rows from what a record was to what it is.</summary>
    public static void Move(UnitOfWork work, CustomerRecord? before, CustomerRecord after)
    {
        var (had, has) = (before is null ? [] : Keys(before), Keys(after));
        foreach (var key in had)
            if (!has.Contains(key)) work.Delete(All, key);
        foreach (var key in has)
            if (!had.Contains(key)) work.Put(All, key, new CustomerName(after.Id));
    }

    /// <summary>What lies in the index from a beginning on.</summary>
    public static KeyRange Beginning(long organisation, string term) => Prefix(Head(organisation, term));

    /// <summary>All keys that begin with some bytes, of which the first is no 255.</summary>
    public static KeyRange Prefix(byte[] head)
    {
        var end = (byte[])head.Clone();
        var last = end.Length - 1;
        while (end[last] == byte.MaxValue) last--;
        end[last]++;
        return new() { From = new RecordKey(head), To = new RecordKey(end[..(last + 1)]) };
    }

    private static RecordKey Key(CustomerRecord record, string name)
    {
        var head = Head(record.Organisation, name);
        var key = new byte[head.Length + 9];
        head.CopyTo(key, 0);
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(head.Length + 1), record.Id);
        return new RecordKey(key);
    }

    private static byte[] Head(long organisation, string term)
    {
        var upper = term.ToUpperInvariant();
        if (upper.Length > 100) upper = upper[..(char.IsHighSurrogate(upper[99]) ? 99 : 100)];
        var head = new byte[8 + Encoding.UTF8.GetByteCount(upper)];
        BinaryPrimitives.WriteInt64BigEndian(head, organisation);
        Encoding.UTF8.GetBytes(upper, head.AsSpan(8));
        return head;
    }
}
