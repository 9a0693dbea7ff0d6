using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Loyalty;

/// <summary>The key of an organisation's coupon codes: derived from the file's secret, so that a backup keeps every code valid.</summary>
internal sealed class CouponKeys(byte[] secret)
{
    private readonly ConcurrentDictionary<long, CouponMac> _keys = new();

    public CouponMac Of(long organisation) => _keys.GetOrAdd(organisation, static (number, secret) =>
    {
        Span<byte> input = stackalloc byte[8 + 7];
        "coupons"u8.CopyTo(input);
        BinaryPrimitives.WriteInt64BigEndian(input[7..], number);
        return new CouponMac(HMACSHA256.HashData(secret, input));
    }, secret);

    /// <summary>The public id of a kept evaluation: 24 hexadecimal digits, 14 of which only the key gives.</summary>
    public string EvaluationId(long organisation, long number) => Id(organisation, "evaluation\0"u8, number);

    /// <summary>The id of a promotion that was created without one: 24 hexadecimal digits, 14 of which only the key gives.</summary>
    public string PromotionId(long organisation, long number) => Id(organisation, "promotion\0\0"u8, number);

    private string Id(long organisation, ReadOnlySpan<byte> kind, long number)
    {
        Span<byte> input = stackalloc byte[11 + 8];
        kind.CopyTo(input);
        BinaryPrimitives.WriteInt64BigEndian(input[11..], number);
        Span<byte> hash = stackalloc byte[32];
        Of(organisation).Of(input, hash);
        return Convert.ToHexStringLower(hash[..7]) + number.ToString("x10", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The PIN of a code: 4 digits that only the key gives.</summary>
    public string PinOf(long organisation, string code)
    {
        Span<byte> hash = stackalloc byte[32];
        Of(organisation).Of(System.Text.Encoding.UTF8.GetBytes("pin\0" + code), hash);
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) % 10_000).ToString("D4", System.Globalization.CultureInfo.InvariantCulture);
    }
}
