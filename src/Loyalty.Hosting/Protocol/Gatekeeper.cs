using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace Loyalty.Hosting;

/// <summary>Checks passwords and secrets: slow hashes, constant-time, the same work for an unknown name; what was right is remembered for five minutes.</summary>
internal sealed class Gatekeeper
{
    private static readonly Duration s_remembered = Duration.FromMinutes(5);

    private readonly IClock _clock;
    private readonly LoyaltyApiOptions _options;
    private readonly ConcurrentDictionary<string, BasicCredential> _basics;
    private readonly ConcurrentDictionary<string, ClientCredential> _clients;
    private readonly ConcurrentDictionary<string, Instant> _right = new(StringComparer.Ordinal);
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
        Span<byte> bytes = stackalloc byte[1024];
        if (encoded.Length > 1024 || !Convert.TryFromBase64String(encoded, bytes, out var count)) return null;
        var text = Encoding.UTF8.GetString(bytes[..count]);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return null;
        var password = text[(colon + 1)..].Trim();
        // A plain password is never hashed for the caller, so that none is sent by habit.
        if (password.Length is not (32 or 64) || !password.All(char.IsAsciiHexDigit)) return null;
        var known = _basics.GetValueOrDefault(text[..colon]);
        if (known is not null && _options.WithoutBasic.Contains(known.Organisation)) known = null;
        var hashes = (known?.Hash ?? "").Split('|');
        var hash = known is null ? _nobody.Value : password.Length == 32 ? hashes[0] : hashes[^1];
        return Check(hash, text[..colon], password.ToLowerInvariant()) ? known : null;
    }

    public ClientCredential? Client(string key, string secret)
    {
        var known = _clients.GetValueOrDefault(key);
        return Check(known?.Hash ?? _nobody.Value, key, secret) ? known : null;
    }

    private bool Check(string hash, string name, string text)
    {
        var now = _clock.GetCurrentInstant();
        var key = Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{hash}\n{name}\n{text}")));
        if (_right.TryGetValue(key, out var since) && now - since < s_remembered) return true;
        if (!ApiSecrets.Matches(hash, text)) return false;
        if (_right.Count > 10_000) _right.Clear();
        _right[key] = now;
        return true;
    }
}
