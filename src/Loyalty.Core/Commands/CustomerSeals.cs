using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Loyalty;

/// <summary>
/// Seals of customers' records. The journal holds no personal data, so it holds of each change of a record 64 bits that only the file's
/// secret gives: enough to prove the record, nothing to guess it from.
/// </summary>
internal sealed class CustomerSeals(byte[] secret)
{
    private readonly byte[] _key = HMACSHA256.HashData(secret, "customers"u8);

    public ulong Of(ReadOnlySpan<byte> record)
    {
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(_key, record, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
