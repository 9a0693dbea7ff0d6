using System.Buffers.Binary;
using NodaTime;

namespace Loyalty;

/// <summary>That there is a group, and of which organisation; what it is stands in its account.</summary>
internal sealed record GroupRecord(long Organisation)
{
    public static readonly Collection<GroupRecord> All = new(
        "groups", KeyKind.Number, static (ref RecordReader reader) => new(reader.Count()), static (record, writer) => writer.Count(record.Organisation));
}

/// <summary>A customer's membership of a group; one that has ended stays, with its end.</summary>
internal sealed record GroupMember
{
    public static readonly Collection<GroupMember> All = new("group_members", KeyKind.Bytes, Read, static (record, writer) => record.Write(writer));

    public required long Customer { get; init; }

    public required Instant Since { get; init; }

    /// <summary>When the customer left, or null.</summary>
    public Instant? Until { get; init; }

    /// <summary>Whether the group does not let the member redeem its points.</summary>
    public bool RedemptionBlocked { get; init; }

    /// <summary>Units that the member has given to the group.</summary>
    public long Contributed { get; init; }

    public bool IsActive => Until is null;

    public static RecordKey Key(GroupId group, long customer)
    {
        var key = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(key, group.Value);
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(8), customer);
        return new RecordKey(key);
    }

    /// <summary>The memberships of a group behind a customer's, all with 0.</summary>
    public static KeyRange Range(GroupId group, long after) => new() { From = Key(group, after), FromExclusive = true, To = Key(new(group.Value + 1), 0) };

    private void Write(RecordWriter writer)
    {
        writer.Count(Customer);
        writer.Signed(Since.ToUnixTimeTicks());
        writer.Byte((byte)((Until is null ? 0 : 1) | (RedemptionBlocked ? 2 : 0)));
        writer.Count(Contributed);
        if (Until is { } until) writer.Signed(until.ToUnixTimeTicks());
    }

    private static GroupMember Read(ref RecordReader reader)
    {
        var (customer, since, flags) = (reader.Count(), Instant.FromUnixTimeTicks(reader.Signed()), reader.Byte());
        if (flags > 3) throw RecordReader.Damaged();
        return new()
        {
            Customer = customer,
            Since = since,
            RedemptionBlocked = (flags & 2) != 0,
            Contributed = reader.Count(),
            Until = (flags & 1) != 0 ? Instant.FromUnixTimeTicks(reader.Signed()) : null,
        };
    }
}
