using System.Buffers.Binary;
using System.Numerics;

namespace Loyalty;

/// <summary>
/// The random parts of one series' codes of one length (coupons R10): a keyed permutation of the serial (a balanced Feistel network of
/// 8 rounds of HMAC-SHA256 over the next power of four, walked on until the value lies in the domain), so that no two serials meet, no
/// table and no retry is needed, and a code gives its serial back. The last character is a check. Who does not know the key finds a code
/// no faster than by trying; how many tries that takes is the size of the domain over the codes in use, which saving a series watches.
/// </summary>
internal sealed class CouponPermutation
{
    /// <summary>Letters and digits without I, L, O and U: nothing is read as something else, and no word comes of it.</summary>
    public const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public const string Digits = "0123456789";

    private const int Rounds = 8;
    private const byte TailRound = 0xFF;

    private readonly CouponMac _mac;
    private readonly long _series;
    private readonly int _payload;
    private readonly int _tail;
    private readonly int _half;

    public CouponPermutation(CouponMac mac, long series, bool alphaNumeric, int length)
    {
        _mac = mac;
        _series = series;
        Length = length;
        IsAlphaNumeric = alphaNumeric;
        _payload = PayloadOf(alphaNumeric, length);
        _tail = length - 1 - _payload;
        Domain = DomainOf(alphaNumeric, length);
        _half = ((64 - BitOperations.LeadingZeroCount((ulong)(Domain - 1))) + 1) / 2;
    }

    public int Length { get; }

    public bool IsAlphaNumeric { get; }

    /// <summary>How many serials have a code.</summary>
    public long Domain { get; }

    private string Alphabet => IsAlphaNumeric ? Letters : Digits;

    /// <summary>How many codes there are of a length.</summary>
    public static long DomainOf(bool alphaNumeric, int length)
    {
        var domain = 1L;
        for (var i = PayloadOf(alphaNumeric, length); i > 0; i--) domain *= alphaNumeric ? Letters.Length : Digits.Length;
        return domain;
    }

    /// <summary>The code of a serial.</summary>
    public string Of(long serial)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(serial);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(serial, Domain);
        var alphabet = Alphabet;
        Span<char> code = stackalloc char[Length];
        var value = Permute(serial);
        for (var i = _payload - 1; i >= 0; i--)
        {
            code[i] = alphabet[(int)(value % alphabet.Length)];
            value /= alphabet.Length;
        }
        Tail(serial, code[_payload..^1]);
        code[^1] = alphabet[CheckOf(code[..^1])];
        return code.ToString();
    }

    /// <summary>Whether the check character fits: a mistyped character or two swapped neighbours never do.</summary>
    public bool IsChecked(ReadOnlySpan<char> code)
    {
        if (code.Length != Length) return false;
        foreach (var c in code)
            if (!Alphabet.Contains(c)) return false;
        return Alphabet[CheckOf(code[..^1])] == code[^1];
    }

    /// <summary>The serial whose code it is, or null: of a code whose check fits.</summary>
    public long? SerialOf(ReadOnlySpan<char> code)
    {
        if (!IsChecked(code)) return null;
        var value = 0L;
        foreach (var c in code[.._payload]) value = value * Alphabet.Length + Alphabet.IndexOf(c);
        var serial = Invert(value);
        Span<char> tail = stackalloc char[_tail];
        Tail(serial, tail);
        return code[_payload..^1].SequenceEqual(tail) ? serial : null;
    }

    public long Permute(long value)
    {
        do
        {
            var (left, right) = (value >> _half, value & Mask);
            for (var round = 0; round < Rounds; round++) (left, right) = (right, left ^ F((byte)round, right));
            value = (left << _half) | right;
        }
        while (value >= Domain);
        return value;
    }

    public long Invert(long value)
    {
        do
        {
            var (left, right) = (value >> _half, value & Mask);
            for (var round = Rounds - 1; round >= 0; round--) (left, right) = (right ^ F((byte)round, left), left);
            value = (left << _half) | right;
        }
        while (value >= Domain);
        return value;
    }

    private static int PayloadOf(bool alphaNumeric, int length) => Math.Min(length - 1, alphaNumeric ? 12 : 18);

    private long Mask => (1L << _half) - 1;

    private long F(byte round, long half)
    {
        Span<byte> hash = stackalloc byte[32];
        Hash(round, half, hash);
        return unchecked((long)BinaryPrimitives.ReadUInt64BigEndian(hash)) & Mask;
    }

    private void Hash(byte round, long value, Span<byte> hash)
    {
        Span<byte> input = stackalloc byte[17];
        BinaryPrimitives.WriteInt64BigEndian(input, _series);
        input[8] = round;
        BinaryPrimitives.WriteInt64BigEndian(input[9..], value);
        _mac.Of(input, hash);
    }

    private void Tail(long serial, Span<char> tail)
    {
        if (tail.Length == 0) return;
        Span<byte> hash = stackalloc byte[32];
        Hash(TailRound, serial, hash);
        for (var j = 0; j < tail.Length; j++) tail[j] = Alphabet[hash[j] % Alphabet.Length];
    }

    /// <summary>The check: of letters a weighted sum in GF(32), of digits Damm's quasigroup.</summary>
    private int CheckOf(ReadOnlySpan<char> code) => IsAlphaNumeric ? CheckLetters(code) : CheckDigits(code);

    private static int CheckLetters(ReadOnlySpan<char> code)
    {
        var (check, weight) = (0, 2);
        for (var i = code.Length - 1; i >= 0; i--)
        {
            check ^= Times(weight, Letters.IndexOf(code[i]));
            weight = Times(weight, 2);
        }
        return check;
    }

    internal static int CheckDigits(ReadOnlySpan<char> code)
    {
        var check = 0;
        foreach (var digit in code) check = Damm[check * 10 + (digit - '0')] - '0';
        return check;
    }

    /// <summary>Product in GF(32) of polynomial x^5 + x^2 + 1.</summary>
    private static int Times(int a, int b)
    {
        var product = 0;
        for (; b > 0; b >>= 1)
        {
            if ((b & 1) != 0) product ^= a;
            a <<= 1;
            if ((a & 32) != 0) a ^= 0b100101;
        }
        return product;
    }

    private const string Damm =
        "0317598642" + "7092154863" + "4206871359" + "1750983426" + "6123045978" + "3674209581" + "5869720134" + "8945362017" + "9438617205" + "2581436790";
}
