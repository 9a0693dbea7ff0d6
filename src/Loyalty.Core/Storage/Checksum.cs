using System.Buffers.Binary;
using System.Numerics;

namespace Loyalty;

/// <summary>
/// CRC-32C over a record's bytes, kept behind them: a byte that the disk has changed is an error at the next read, not another number.
/// It finds accidents; against intent stands the journal's hash chain.
/// </summary>
internal static class Checksum
{
    private const int Size = sizeof(uint);

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var each in bytes) crc = BitOperations.Crc32C(crc, each);
        return ~crc;
    }

    /// <summary>The record without its checksum.</summary>
    /// <exception cref="StoreException">The checksum is another.</exception>
    public static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> bytes, string collection)
    {
        if (bytes.Length >= Size && BinaryPrimitives.ReadUInt32LittleEndian(bytes[^Size..]) == Of(bytes[..^Size])) return bytes[..^Size];
        throw new StoreException(StoreFault.Corrupt, $"A record of {collection} does not match its checksum: the file is damaged.");
    }
}
