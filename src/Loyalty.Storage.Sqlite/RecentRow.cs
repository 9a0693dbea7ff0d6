using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Loyalty;

/// <summary>One change of a commit.</summary>
/// <param name="Place">The collection's place in the list of the store.</param>
/// <param name="Key">The key.</param>
/// <param name="Held">The record or its bytes; null deletes.</param>
internal readonly record struct RecentChange(int Place, RecordKey Key, object? Held);

/// <summary>
/// The changes of a commit as one row: for each run of a collection its name, the kind of its keys and the number of changes, then key and
/// record of each; at the end a checksum. A row without bytes says that the tables are up to date.
/// </summary>
internal sealed class RecentRow
{
    private const int ChecksumSize = sizeof(uint);

    private byte[] _bytes = new byte[4096];
    private int _length, _countAt;
    private int _place = -1;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Clear()
    {
        _length = 0;
        _place = -1;
    }

    public void Add(int place, Collection collection, in RecordKey key, bool deletes, ReadOnlySpan<byte> record)
    {
        if (place != _place)
        {
            _place = place;
            Put(Encoding.UTF8.GetBytes(collection.Name));
            Put((int)collection.Keys);
            _countAt = _length;
            Room(sizeof(int)).Clear();
        }
        var count = _bytes.AsSpan(_countAt);
        BinaryPrimitives.WriteInt32LittleEndian(count, BinaryPrimitives.ReadInt32LittleEndian(count) + 1);
        if (key.IsBytes) Put(key.Bytes);
        else BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), key.Number);
        if (deletes) Put(0);
        else Put(record.Length + 1);
        record.CopyTo(Room(record.Length));
    }

    public void Seal()
    {
        var sum = Sum(Written);
        BinaryPrimitives.WriteUInt32LittleEndian(Room(ChecksumSize), sum);
    }

    /// <summary>The changes of a row.</summary>
    /// <param name="row">The bytes of the row.</param>
    /// <param name="placeOf">The place of a collection by its name.</param>
    /// <exception cref="StoreException">The row is damaged.</exception>
    public static List<RecentChange> Read(ReadOnlySpan<byte> row, Func<string, int> placeOf)
    {
        if (row.Length < ChecksumSize || BinaryPrimitives.ReadUInt32LittleEndian(row[^ChecksumSize..]) != Sum(row[..^ChecksumSize]))
            throw new StoreException(StoreFault.Corrupt, "The row of a recent commit does not match its checksum: the file is damaged.");
        var changes = new List<RecentChange>();
        for (var rest = row[..^ChecksumSize]; rest.Length > 0;)
        {
            var place = placeOf(Encoding.UTF8.GetString(Take(ref rest, Number(ref rest))));
            var keys = (KeyKind)Number(ref rest);
            for (var left = BinaryPrimitives.ReadInt32LittleEndian(Take(ref rest, sizeof(int))); left > 0; left--)
            {
                var key = keys == KeyKind.Bytes
                    ? new RecordKey(Take(ref rest, Number(ref rest)).ToArray())
                    : new RecordKey(BinaryPrimitives.ReadInt64LittleEndian(Take(ref rest, sizeof(long))));
                var size = Number(ref rest);
                changes.Add(new(place, key, size == 0 ? null : Take(ref rest, size - 1).ToArray()));
            }
        }
        return changes;
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        Put(bytes.Length);
        bytes.CopyTo(Room(bytes.Length));
    }

    private void Put(int number)
    {
        var left = (uint)number;
        for (; left > 0x7F; left >>= 7) Room(1)[0] = (byte)((left & 0x7F) | 0x80);
        Room(1)[0] = (byte)left;
    }

    private Span<byte> Room(int size)
    {
        if (_bytes.Length - _length < size) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + size));
        _length += size;
        return _bytes.AsSpan(_length - size, size);
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int size)
    {
        var taken = rest[..size];
        rest = rest[size..];
        return taken;
    }

    private static int Number(ref ReadOnlySpan<byte> rest)
    {
        for (var (number, shift) = (0, 0); ; shift += 7)
        {
            var next = Take(ref rest, 1)[0];
            number |= (next & 0x7F) << shift;
            if (next <= 0x7F) return number;
        }
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var each in bytes) sum = BitOperations.Crc32C(sum, each);
        return ~sum;
    }
}
