using System.Security.Cryptography;
using NodaTime;

namespace Loyalty.Hosting;

/// <summary>Ids of calls: 26 characters that sort by time (R31).</summary>
internal static class RequestIds
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private const int PerId = 16;

    private const int Many = 64 * PerId;

    [ThreadStatic]
    private static byte[]? t_chance;

    [ThreadStatic]
    private static int t_left;

    public static string New(Instant now)
    {
        Span<char> id = stackalloc char[26];
        var time = Math.Max(0, now.ToUnixTimeMilliseconds());
        for (var i = 9; i >= 0; i--)
        {
            id[i] = Alphabet[(int)(time & 31)];
            time >>= 5;
        }
        var chance = Chance();
        for (var i = 0; i < 16; i++) id[10 + i] = Alphabet[chance[i] & 31];
        return id.ToString();
    }

    // Many at once: the source is slow for a few bytes.
    private static ReadOnlySpan<byte> Chance()
    {
        if (t_left == 0)
        {
            RandomNumberGenerator.Fill(t_chance ??= new byte[Many]);
            t_left = Many;
        }
        t_left -= PerId;
        return t_chance.AsSpan(t_left, PerId);
    }

    /// <summary>A caller's own id: 1 to 64 visible ASCII characters.</summary>
    public static bool IsFit(string? given) => given is { Length: >= 1 and <= 64 } && given.All(c => c is > ' ' and <= '~');
}
