namespace Loyalty.Hosting;

/// <summary>OAuth client credentials: the one operation that asks for no credential.</summary>
internal static class TokenApi
{
    // Guesses are cheap for who guesses and dear for the host: a slow hash each.
    private const int TriesAMinute = 60;

    public static void Map(OperationList operations)
    {
        operations.Post("/v3/oauth/token/generate", "Generate OAuth access token", Generate, OperationList.Open);
    }

    private static ValueTask<Answer> Generate(ApiCall call)
    {
        var form = call.Form;
        var key = form.Code("key") ?? "";
        if (Entrance.Rate(call, $"key:{key}", TriesAMinute) is { } often) return new(often);
        if (Entrance.Rate(call, $"address:{call.Http.Connection.RemoteIpAddress}", TriesAMinute * 10) is { } many) return new(many);
        var client = call.Services.Gate.Client(key, form.Text("secret") ?? "");
        if (form.Fault is { } fault) return new(call.Fail(fault));
        if (client is null || !call.Services.Organisations.TryGetValue(client.Organisation, out var organisation) || call.Services.Options.Disabled.Contains(client.Organisation))
            return new(call.Fail(401, "The key or the secret is wrong"));
        return new(new Answer(200, new()
        {
            { "data", new Doc { { "accessToken", call.Services.Tokens.Issue(client, organisation) }, { "ttlSeconds", (long)client.TokenLife.TotalSeconds } } },
            { "errors", Doc.Null },
        }));
    }
}
