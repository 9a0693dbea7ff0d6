using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NodaTime;

namespace Loyalty.Hosting;

/// <summary>Issues and checks access tokens: RS256 by key id, good from a minute before their issue until their end.</summary>
internal sealed class TokenDesk
{
    private const string Use = "token_access";

    private static readonly JsonWebTokenHandler s_handler = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly LoyaltyApiOptions _options;
    private readonly Gatekeeper _gate;
    private readonly IClock _clock;
    private readonly Lazy<IReadOnlyList<RsaSecurityKey>> _keys;

    public TokenDesk(LoyaltyApiOptions options, Gatekeeper gate, IClock clock)
    {
        _options = options;
        _gate = gate;
        _clock = clock;
        _keys = new(Keys);
    }

    public string Issue(ClientCredential client, long organisation)
    {
        var now = _clock.GetCurrentInstant().ToUnixTimeSeconds();
        return s_handler.CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["iss"] = _options.Issuer,
                ["iat"] = now,
                ["exp"] = now + (long)client.TokenLife.TotalSeconds,
                ["jti"] = RequestIds.New(_clock.GetCurrentInstant()),
                ["sub"] = client.Title ?? client.Name,
                ["client_id"] = client.Name,
                ["client_key"] = client.Name,
                ["org_id"] = organisation,
                ["default_till"] = client.Till ?? "",
                ["token_use"] = Use,
            },
            SigningCredentials = new SigningCredentials(_keys.Value[0], SecurityAlgorithms.RsaSha256),
        });
    }

    /// <summary>The client of a valid token, or null.</summary>
    public async ValueTask<ClientCredential?> ReadAsync(string token)
    {
        var result = await s_handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = _options.Issuer,
            ValidateAudience = false,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            IssuerSigningKeys = _keys.Value,
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = (_, expires, read, _) => IsLive(read as JsonWebToken, expires),
        }).ConfigureAwait(false);
        if (!result.IsValid || !Has(result, "token_use", Use)) return null;
        return result.Claims.TryGetValue("client_id", out var id) && id is string key ? _gate.Client(key) : null;
    }

    private bool IsLive(JsonWebToken? token, DateTime? expires)
    {
        if (token is null || expires is not { } end || !token.TryGetPayloadValue<long>("iat", out var issued)) return false;
        var now = _clock.GetCurrentInstant().ToUnixTimeSeconds();
        return issued - 60 <= now && now < new DateTimeOffset(end).ToUnixTimeSeconds();
    }

    private static bool Has(TokenValidationResult result, string claim, string value) => result.Claims.TryGetValue(claim, out var given) && given is string text && text == value;

    private RsaSecurityKey[] Keys()
    {
        if (_options.SigningKeys.Count == 0) return [new(RSA.Create(2048)) { KeyId = RequestIds.New(_clock.GetCurrentInstant()) }];
        return [.. _options.SigningKeys.Select(each =>
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(each.Value);
            return new RsaSecurityKey(rsa) { KeyId = each.Key };
        })];
    }
}
