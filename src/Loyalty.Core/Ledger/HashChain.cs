using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Loyalty;

/// <summary>SHA-256 over the hash of the entry before, the position and the entry's own bytes.</summary>
internal static class HashChain
{
    public const int Size = 32;

    /// <summary>What the first entry is linked to.</summary>
    public static ReadOnlySpan<byte> Root => new byte[Size];

    public static void Link(ReadOnlySpan<byte> previous, long position, ReadOnlySpan<byte> body, Span<byte> hash)
    {
        Span<byte> head = stackalloc byte[Size + 8];
        previous.CopyTo(head);
        BinaryPrimitives.WriteInt64LittleEndian(head[Size..], position);
        if (body.Length <= 1024)
        {
            Span<byte> all = stackalloc byte[Size + 8 + body.Length];
            head.CopyTo(all);
            body.CopyTo(all[head.Length..]);
            SHA256.HashData(all, hash);
            return;
        }
        using var incremental = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        incremental.AppendData(head);
        incremental.AppendData(body);
        incremental.GetHashAndReset(hash);
    }
}
