using System.Security.Cryptography;

namespace Loyalty;

/// <summary>
/// HMAC-SHA256 under one key. What has the key set up is kept between calls: setting it up anew for each short text takes longer than the
/// text. A second caller at the same time gets one of its own.
/// </summary>
internal sealed class CouponMac(byte[] key)
{
    private IncrementalHash? _idle;

    /// <param name="text">What is authenticated.</param>
    /// <param name="mac">Room for 32 bytes.</param>
    public void Of(ReadOnlySpan<byte> text, Span<byte> mac)
    {
        var hash = Interlocked.Exchange(ref _idle, null) ?? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(text);
        hash.GetHashAndReset(mac);
        if (Interlocked.CompareExchange(ref _idle, hash, null) is not null) hash.Dispose();
    }
}
