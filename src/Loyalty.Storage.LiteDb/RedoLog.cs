using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Loyalty;

/// <summary>
/// The pages of each commit that the data file does not have yet, as one group with a hash over all of it: a group counts
/// whole or not at all, however its bytes reached the disk.
/// </summary>
internal sealed class RedoLog(IDiskFile file)
{
    // Magic, number of the group, count of pages; the numbers of the pages; the pages; the hash.
    private const ulong Magic = 0x4C6F_7952_6564_6F31;
    private const int HeadSize = 24;

    private byte[] _buffer = [];
    private long _number;

    /// <summary>Where the next group goes.</summary>
    public long End { get; private set; }

    public bool IsEmpty => file.Length == 0;

    /// <summary>Reads the whole groups, up to the first that is not.</summary>
    public IEnumerable<IReadOnlyList<KeyValuePair<long, byte[]>>> Read()
    {
        End = 0;
        _number = 0;
        var head = new byte[HeadSize];
        while (file.Read(head, End) == HeadSize)
        {
            var number = BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(8));
            var count = BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(16));
            if (BinaryPrimitives.ReadUInt64LittleEndian(head) != Magic || number != _number + 1) yield break;
            if (count is < 1 or > int.MaxValue / (PagedFile.PageSize + 8) - 1 || SizeOf(count) > file.Length - End) yield break;
            var group = new byte[SizeOf(count)];
            if (file.Read(group, End) != group.Length || !SHA256.HashData(group.AsSpan(..^32)).AsSpan().SequenceEqual(group.AsSpan(^32..))) yield break;
            _number = number;
            End += group.Length;
            yield return PagesOf(group, (int)count);
        }
    }

    public void Append(IReadOnlyCollection<KeyValuePair<long, byte[]>> pages)
    {
        var size = SizeOf(pages.Count);
        if (_buffer.Length < size) _buffer = new byte[size];
        var group = _buffer.AsSpan(0, (int)size);
        BinaryPrimitives.WriteUInt64LittleEndian(group, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(group[8..], _number + 1);
        BinaryPrimitives.WriteInt64LittleEndian(group[16..], pages.Count);
        var (numbers, contents) = (HeadSize, HeadSize + pages.Count * 8);
        foreach (var (number, page) in pages)
        {
            BinaryPrimitives.WriteInt64LittleEndian(group[numbers..], number);
            page.CopyTo(group[contents..]);
            numbers += 8;
            contents += PagedFile.PageSize;
        }
        SHA256.HashData(group[..^32], group[^32..]);
        // Should this fail, the next group is written over what it left.
        file.Write(group, End);
        _number++;
        End += size;
        if (_buffer.Length > 8 << 20) _buffer = [];
    }

    public void Flush() => file.Flush();

    /// <summary>Writes the groups that were read once more: after a failed flush they may stand in memory only, though they can be read.</summary>
    public void WriteAgain()
    {
        var all = new byte[1 << 20];
        for (var at = 0L; at < End; at += all.Length)
        {
            var part = all.AsSpan(0, (int)Math.Min(all.Length, End - at));
            if (file.Read(part, at) != part.Length) throw new EndOfStreamException("The redo log became shorter while it was read.");
            file.Write(part, at);
        }
        file.Flush();
    }

    /// <summary>Empties the log for good, before anything is written to it again.</summary>
    public void Reset()
    {
        file.SetLength(0);
        file.Flush();
        End = 0;
        _number = 0;
    }

    private static long SizeOf(long pages) => HeadSize + pages * (8 + PagedFile.PageSize) + 32;

    private static KeyValuePair<long, byte[]>[] PagesOf(byte[] group, int count)
    {
        var pages = new KeyValuePair<long, byte[]>[count];
        for (var i = 0; i < count; i++)
        {
            var at = HeadSize + count * 8 + i * PagedFile.PageSize;
            pages[i] = new(BinaryPrimitives.ReadInt64LittleEndian(group.AsSpan(HeadSize + i * 8)), group[at..(at + PagedFile.PageSize)]);
        }
        return pages;
    }
}
