using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace Loyalty.Hosting;

/// <summary>Checks passwords and secrets: slow hashes, constant-time, the same work for an unknown name; what was right is remembered for five minutes.</summary>
internal sealed class Gatekeeper
{
    private const int LongestHeader = 1024;

    private static readonly Duration s_remembered = Duration.FromMinutes(5);

    private readonly IClock _clock;
    private readonly LoyaltyApiOptions _options;
    private readonly ConcurrentDictionary<string, BasicCredential> _basics;
    private readonly ConcurrentDictionary<string, ClientCredential> _clients;
    private readonly ConcurrentDictionary<Print, (ApiCredential Of, Instant Since)> _right = new();
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Lazy<string> _nobody;

    public Gatekeeper(LoyaltyApiOptions options, IClock clock)
    {
        _options = options;
        _clock = clock;
        _basics = new(options.Credentials.OfType<BasicCredential>().Select(each => KeyValuePair.Create(each.Name, each)), StringComparer.Ordinal);
        _clients = new(options.Credentials.OfType<ClientCredential>().Select(each => KeyValuePair.Create(each.Name, each)), StringComparer.Ordinal);
        // As slow as the others, so that an unknown name is not told by its time.
        var rounds = options.Credentials.Count == 0 ? 600_000 : int.Parse(options.Credentials[0].Hash.Split('$')[1], System.Globalization.CultureInfo.InvariantCulture);
        _nobody = new(() => ApiSecrets.Hash("nobody", rounds));
    }

    public ClientCredential? Client(string key) => _clients.GetValueOrDefault(key);

    /// <summary>The credential of a header's user and password part, or null.</summary>
    public BasicCredential? Basic(string encoded)
    {
        Span<byte> bytes = stackalloc byte[LongestHeader];
        if (encoded.Length > LongestHeader) return null;
        var print = PrintOf('b', encoded);
        if (Remembered(print) is BasicCredential again) return IsOff(again) ? null : again;
        if (!Convert.TryFromBase64String(encoded, bytes, out var count)) return null;
        var text = Encoding.UTF8.GetString(bytes[..count]);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return null;
        var password = text[(colon + 1)..].Trim();
        // A plain password is never hashed for the caller, so that none is sent by habit.
        if (password.Length is not (32 or 64) || !password.All(char.IsAsciiHexDigit)) return null;
        var known = _basics.GetValueOrDefault(text[..colon]);
        if (known is not null && IsOff(known)) known = null;
        var hashes = (known?.Hash ?? "").Split('|');
        var hash = known is null ? _nobody.Value : password.Length == 32 ? hashes[0] : hashes[^1];
        return Check(print, known, hash, password.ToLowerInvariant()) ? known : null;
    }

    public ClientCredential? Client(string key, string secret)
    {
        var print = PrintOf('c', $"{key}\n{secret}");
        if (Remembered(print) is ClientCredential again) return again;
        var known = _clients.GetValueOrDefault(key);
        return Check(print, known, known?.Hash ?? _nobody.Value, secret) ? known : null;
    }

    private bool IsOff(BasicCredential credential) => _options.WithoutBasic.Contains(credential.Organisation);

    private ApiCredential? Remembered(Print print) => _right.TryGetValue(print, out var right) && _clock.GetCurrentInstant() - right.Since < s_remembered ? right.Of : null;

    private bool Check(Print print, ApiCredential? known, string hash, string text)
    {
        var now = _clock.GetCurrentInstant();
        if (!ApiSecrets.Matches(hash, text) || known is null) return false;
        if (_right.Count > 10_000) _right.Clear();
        _right[print] = (known, now);
        return true;
    }

    /// <summary>What stands for what was sent, so that no password is kept: a digest with a key that no one else has.</summary>
    private Print PrintOf(char kind, string sent)
    {
        var whole = new byte[_key.Length + 1 + Encoding.UTF8.GetByteCount(sent)];
        _key.CopyTo(whole, 0);
        whole[_key.Length] = (byte)kind;
        Encoding.UTF8.GetBytes(sent, whole.AsSpan(_key.Length + 1));
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(whole, digest);
        return new(BinaryPrimitives.ReadUInt128BigEndian(digest), BinaryPrimitives.ReadUInt128BigEndian(digest[16..]));
    }

    private readonly record struct Print(UInt128 First, UInt128 Second);
}
