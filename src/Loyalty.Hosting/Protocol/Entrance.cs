using Microsoft.AspNetCore.Http;
using static System.FormattableString;

namespace Loyalty.Hosting;

/// <summary>What every call passes before its handler, in the documented order of refusals (R33): size, who, how often, whether, how written, what.</summary>
internal static class Entrance
{
    public const string OAuth = "X-CAP-API-OAUTH-TOKEN";

    public static async ValueTask<Answer?> EnterAsync(ApiCall call)
    {
        var request = call.Http.Request;
        if (call.Services.Options.RequireHttps && !request.IsHttps && call.Http.Connection.RemoteIpAddress is { } from && !System.Net.IPAddress.IsLoopback(from))
            return call.Fail(403, "HTTPS is required");
        var format = call.Family == Family.V1 ? Formats.Answer(call) : null;
        if (request.ContentLength > call.Operation.BodyLimit) return call.Fail(413, "The body is too large");
        if (!call.Operation.IsOpen && await WhoAsync(call).ConfigureAwait(false) is { } nobody) return nobody;
        if (!call.Operation.IsOpen && Rate(call) is { } tooOften) return tooOften;
        if (!call.Operation.IsOpen && !IsAllowed(call)) return call.Fail(403, "The credential may not call this operation");
        if (format is not null) return format;
        if (await Formats.ReadAsync(call).ConfigureAwait(false) is { } unreadable) return unreadable;
        if (call.Operation.IsOpen) return null;
        if (call.Services.Options.Disabled.Contains(call.Credential.Organisation)) return call.Fail(403, "The organisation is disabled");
        return Key(call) ?? await Attribution.ResolveAsync(call).ConfigureAwait(false);
    }

    /// <summary>OAuth wins over basic (R6).</summary>
    private static async ValueTask<Answer?> WhoAsync(ApiCall call)
    {
        var headers = call.Http.Request.Headers;
        var authorization = headers.Authorization.ToString().Trim();
        var token = Bearer(headers[OAuth]) ?? Bearer(headers["CAP-API-ACCESS-TOKEN"])
            ?? (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization[7..].Trim() : null);
        ApiCredential? credential = null;
        if (token is not null) credential = await call.Services.Tokens.ReadAsync(token).ConfigureAwait(false);
        else if (authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) credential = call.Services.Gate.Basic(authorization[6..].Trim());
        if (credential is null || !call.Services.Organisations.TryGetValue(credential.Organisation, out var organisation))
            return call.Fail(401, "Credentials are wrong or missing") with { Headers = [new("WWW-Authenticate", "Basic realm=\"loyalty\"")] };
        call.Credential = credential;
        call.Organisation = organisation;
        call.Desk = call.Services.Engine.For(credential.Organisation);
        return null;
    }

    // Some clients write the word into the header that needs none.
    private static string? Bearer(string? header) =>
        string.IsNullOrWhiteSpace(header) ? null : header.Trim() is var token && token.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? token[7..].Trim() : token;

    private static Answer? Rate(ApiCall call) => call.Services.Options.Rates.For(call.Operation) is { } limit ? Rate(call, call.Credential.Id, limit) : null;

    public static Answer? Rate(ApiCall call, string caller, int limit)
    {
        var state = call.Services.Rates.Take(caller, call.Operation.Key, limit);
        var headers = call.Http.Response.Headers;
        headers["RateLimit-Limit"] = Invariant($"{state.Limit}");
        headers["RateLimit-Remaining"] = Invariant($"{state.Remaining}");
        headers["RateLimit-Reset"] = Invariant($"{(state.IsAllowed ? 60 : state.RetryAfter)}");
        if (state.IsAllowed) return null;
        headers.RetryAfter = Invariant($"{state.RetryAfter}");
        return call.Fail(429, Invariant($"Too many requests; retry after {state.RetryAfter} seconds"));
    }

    private static bool IsAllowed(ApiCall call) =>
        call.Services.Options.Group(call.Credential.AccessGroup) is { } group && group.Allows(call.Operation.Group, call.Operation.IsConfiguration, call.Operation.Needs);

    private static Answer? Key(ApiCall call)
    {
        if (HttpMethods.IsGet(call.Http.Request.Method)) return null;
        var header = call.Http.Request.Headers["Idempotency-Key"];
        if (header.Count == 0) return null;
        var key = header.ToString();
        if (key.Length is 0 or > 255 || !key.All(c => c is >= ' ' and <= '~')) return call.Fail(400, "Idempotency-Key is not valid; allowed is 1 to 255 visible ASCII characters");
        call.IdempotencyKey = key;
        return null;
    }
}
