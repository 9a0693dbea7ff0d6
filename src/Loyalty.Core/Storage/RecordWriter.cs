using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Loyalty;

/// <summary>Writes the compact binary form of records: little-endian base-128 numbers, counted UTF-8.</summary>
public sealed class RecordWriter
{
    private byte[] _buffer = new byte[256];
    private int _length;

    /// <summary>What has been written since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>How many bytes have been written.</summary>
    public int Length => _length;

    /// <summary>Starts anew, keeping the buffer.</summary>
    public void Clear() => _length = 0;

    internal void Byte(byte value) => Room(1)[0] = value;

    internal void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    internal void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Room(value.Length));

    internal void Unsigned(ulong value)
    {
        const int longest = 10;
        if (_buffer.Length - _length < longest) Grow(longest);
        var buffer = _buffer;
        var at = _length;
        unchecked
        {
            for (; value >= 0x80; value >>= 7) buffer[at++] = (byte)(value | 0x80);
            buffer[at++] = (byte)value;
        }
        _length = at;
    }

    /// <summary>A number that is never negative.</summary>
    internal void Count(long value) => Unsigned(unchecked((ulong)value));

    /// <summary>Zigzag: small magnitudes of either sign are short.</summary>
    internal void Signed(long value) => Unsigned(unchecked((ulong)((value << 1) ^ (value >> 63))));

    internal void Text(string? value)
    {
        if (value is null)
        {
            Byte(0);
            return;
        }
        var count = Encoding.UTF8.GetByteCount(value);
        Count(count + 1L);
        Encoding.UTF8.GetBytes(value, Room(count));
    }

    internal void Blob(ReadOnlySpan<byte> value)
    {
        Count(value.Length);
        Bytes(value);
    }

    /// <summary>Keeps the scale: 7.50 stays 7.50.</summary>
    internal void Decimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        unchecked
        {
            var flags = bits[3];
            Byte((byte)(((flags >> 16) & 0x1F) | (flags < 0 ? 0x20 : 0) | ((bits[1] | bits[2]) != 0 ? 0x40 : 0)));
            if ((bits[1] | bits[2]) != 0) Fixed64((ulong)(uint)bits[1] | ((ulong)(uint)bits[2] << 32));
            Unsigned((uint)bits[0]);
        }
    }

    internal void Fixed64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Room(8), value);

    internal void Fixed32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Room(4), value);

    internal byte[] ToArray() => Written.ToArray();

    private void Grow(int count) => Array.Resize(ref _buffer, (int)BitOperations.RoundUpToPowerOf2((uint)(_length + count)));

    private Span<byte> Room(int count)
    {
        if (_buffer.Length - _length < count) Grow(count);
        var room = _buffer.AsSpan(_length, count);
        _length += count;
        return room;
    }
}

/// <summary>Reads what <see cref="RecordWriter"/> wrote.</summary>
public ref struct RecordReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;

    internal RecordReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _at = 0;
        Bill = 0;
    }

    internal readonly int Position => _at;

    /// <summary>What has been read since a position.</summary>
    internal readonly ReadOnlySpan<byte> Since(int position) => _bytes[position.._at];

    internal readonly bool AtEnd => _at == _bytes.Length;

    /// <summary>The bill of the entry that is read: the lots that it opened are of that bill. 0 where none is.</summary>
    internal long Bill { readonly get; set; }

    /// <summary>All bytes of the record, wherever the reader stands.</summary>
    internal readonly ReadOnlySpan<byte> All => _bytes;

    internal byte Byte() => Take(1)[0];

    internal bool Bool() => Byte() switch { 0 => false, 1 => true, _ => throw Damaged() };

    internal ulong Unsigned()
    {
        unchecked
        {
            ulong value = 0;
            for (var shift = 0; shift < 70; shift += 7)
            {
                var part = Byte();
                value |= (ulong)(part & 0x7F) << shift;
                if (part < 0x80) return value;
            }
        }
        throw Damaged();
    }

    internal long Count() => unchecked((long)Unsigned());

    /// <summary>A count of things that follow, each at least one byte long.</summary>
    internal int Length()
    {
        var count = Unsigned();
        return count <= (ulong)(_bytes.Length - _at) ? (int)count : throw Damaged();
    }

    internal long Signed()
    {
        var value = Unsigned();
        return unchecked((long)(value >> 1) ^ -(long)(value & 1));
    }

    internal string? Text()
    {
        var length = Unsigned();
        if (length == 0) return null;
        if (length - 1 > (ulong)(_bytes.Length - _at)) throw Damaged();
        return Encoding.UTF8.GetString(Take((int)(length - 1)));
    }

    internal ReadOnlySpan<byte> Blob() => Take(Length());

    internal decimal Decimal()
    {
        var head = Byte();
        if ((head & 0x80) != 0 || (head & 0x1F) > 28) throw Damaged();
        var high = (head & 0x40) != 0 ? Fixed64() : 0;
        var low = Unsigned();
        if (low > uint.MaxValue) throw Damaged();
        unchecked
        {
            return new decimal((int)low, (int)high, (int)(high >> 32), (head & 0x20) != 0, (byte)(head & 0x1F));
        }
    }

    internal ReadOnlySpan<byte> Rest() => Take(_bytes.Length - _at);

    internal ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    internal ReadOnlySpan<byte> Take(int count)
    {
        if (_bytes.Length - _at < count) throw Damaged();
        var part = _bytes.Slice(_at, count);
        _at += count;
        return part;
    }

    internal static StoreException Damaged() => new(StoreFault.Corrupt, "A record is shorter or longer than its own fields say: the file is damaged.");
}
