using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Loyalty.Hosting;

/// <summary>Makes what is stored of passwords and secrets: salted PBKDF2-HMAC-SHA256 of 600,000 rounds, never the secret itself.</summary>
public static class ApiSecrets
{
    private const int Rounds = 600_000;

    /// <summary>Of a till's or store's password. Two hashes stand in it: of the MD5 and of the SHA-256 that clients send in its place.</summary>
    public static string HashPassword(string password)
    {
        ArgumentException.ThrowIfNullOrEmpty(password);
        return $"{Hash(WirePassword(password))}|{Hash(Sha256Hex(password))}";
    }

    /// <summary>Of a client's secret.</summary>
    public static string HashSecret(string secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        return Hash(secret);
    }

    /// <summary>A new secret of 24 characters from the system's source of randomness.</summary>
    public static string Draw() => RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 24);

    /// <summary>The documented header: the user and the lower-case hexadecimal MD5 of the password.</summary>
    public static string BasicHeader(string user, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{WirePassword(password)}"));

    /// <summary>The form in which the documented API wants a password sent; it is nowhere kept.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "The wire form is documented so; what is stored is a salted slow hash of it.")]
    internal static string WirePassword(string password) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(password)));

    private static string Sha256Hex(string password) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(password)));

    /// <summary>Whether the text belongs to the hash. A hash of nobody takes the same time.</summary>
    internal static bool Matches(string hash, string text)
    {
        var parts = hash.Split('$');
        var salt = Convert.FromBase64String(parts[2]);
        var expected = Convert.FromBase64String(parts[3]);
        var given = Rfc2898DeriveBytes.Pbkdf2(text, salt, int.Parse(parts[1], CultureInfo.InvariantCulture), HashAlgorithmName.SHA256, expected.Length);
        return CryptographicOperations.FixedTimeEquals(expected, given);
    }

    internal static bool IsHash(string hash)
    {
        Span<byte> room = stackalloc byte[64];
        foreach (var part in hash.Split('|'))
        {
            var fields = part.Split('$');
            if (fields.Length != 4 || fields[0] != "pbkdf2-sha256" || !int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) || rounds < 1) return false;
            if (!Convert.TryFromBase64String(fields[2], room, out var salt) || salt < 16) return false;
            if (!Convert.TryFromBase64String(fields[3], room, out var digest) || digest != 32) return false;
        }
        return true;
    }

    internal static string Hash(string text, int rounds = Rounds)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var digest = Rfc2898DeriveBytes.Pbkdf2(text, salt, rounds, HashAlgorithmName.SHA256, 32);
        return string.Create(CultureInfo.InvariantCulture, $"pbkdf2-sha256${rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(digest)}");
    }
}
