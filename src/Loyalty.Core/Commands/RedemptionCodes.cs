using System.Security.Cryptography;

namespace Loyalty;

/// <summary>
/// Redemption codes: 6 letters and digits, unique (points R34). A keyed permutation of the id (a balanced Feistel network over
/// two halves of 36^3, HMAC-SHA256 as round function), so no table and no retry is needed. It hides how many there are; it is no
/// secret that protects points.
/// </summary>
internal sealed class RedemptionCodes(byte[] secret)
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const long Half = 36 * 36 * 36;
    private const int Rounds = 8;

    /// <summary>How many ids have a code of 6 characters; beyond, codes grow longer.</summary>
    public const long Space = Half * Half;

    public string Of(long id)
    {
        var (cycle, rest) = Math.DivRem(id, Space);
        var (left, right) = Math.DivRem(rest, Half);
        for (var round = 0; round < Rounds; round++) (left, right) = (right, (left + F(round, right)) % Half);
        var value = left * Half + right;
        Span<char> code = stackalloc char[6];
        for (var i = 5; i >= 0; i--)
        {
            code[i] = Alphabet[(int)(value % 36)];
            value /= 36;
        }
        return cycle == 0 ? code.ToString() : $"{code}{cycle}";
    }

    /// <summary>The id behind a code, whatever its case; null for a text that is none.</summary>
    public long? IdOf(string code)
    {
        if (code.Length is < 6 or > 12 || !code.All(char.IsAsciiLetterOrDigit)) return null;
        var value = 0L;
        for (var i = 0; i < 6; i++) value = value * 36 + Alphabet.IndexOf(char.ToUpperInvariant(code[i]), StringComparison.Ordinal);
        var cycle = 0L;
        if (code.Length > 6 && !long.TryParse(code.AsSpan(6), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out cycle)) return null;
        var (left, right) = Math.DivRem(value, Half);
        for (var round = Rounds - 1; round >= 0; round--) (left, right) = ((right - F(round, left) + Half) % Half, left);
        return cycle * Space + left * Half + right;
    }

    private long F(int round, long half)
    {
        Span<byte> input = stackalloc byte[9];
        input[0] = (byte)round;
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(input[1..], half);
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(secret, input, hash);
        return (long)(System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(hash) % (ulong)Half);
    }
}
