using NodaTime;

namespace Loyalty.Hosting.Tests;

/// <summary>Who may call, how often, and what is said of what cannot be read.</summary>
public sealed class EntranceTests
{
    private const string Ledger = "/v2/pointsLedger/getCustomerLedgerBalance?identifierName=mobile&identifierValue=447700900001&source=INSTORE";

    [Fact]
    [Trait("rule", "api-conventions R1")]
    [Trait("rule", "api-conventions R2")]
    [Trait("rule", "api-conventions scenario 1")]
    public async Task The_documented_password_forms_are_accepted_and_no_other()
    {
        await using var world = await World.OpenAsync(api =>
        {
            api.Credentials.Add(new BasicCredential("store.server", "acme", World.Quick("server123")) { Till = "T1" });
            api.Credentials.Add(new BasicCredential("till1", "acme", World.Quick("123")) { Till = "T1" });
        });
        await world.EnrolAsync();

        Assert.Equal("Basic c3RvcmUuc2VydmVyOjhhMTZhNmI3MDUwNWViMWYxZmY3Y2RjMGNkNTU1OWE3", ApiSecrets.BasicHeader("store.server", "server123"));
        Assert.Equal(200, await StatusAsync("c3RvcmUuc2VydmVyOjhhMTZhNmI3MDUwNWViMWYxZmY3Y2RjMGNkNTU1OWE3"));
        Assert.Equal(200, await StatusAsync("dGlsbDE6IDIwMmNiOTYyYWM1OTA3NWI5NjRiMDcxNTJkMjM0Yjcw"));
        Assert.Equal(200, await StatusAsync(Encode("till1:202CB962AC59075B964B07152D234B70")));
        Assert.Equal(200, await StatusAsync(Encode("till1:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("123"u8)))));
        Assert.Equal(401, await StatusAsync(Encode("store.server:server123")));
        Assert.Equal(401, await StatusAsync(Encode("nobody:202cb962ac59075b964b07152d234b70")));
        Assert.Equal(401, await StatusAsync(Encode("till1:00000000000000000000000000000000")));
        Assert.Equal(401, await StatusAsync("not base64"));

        var refused = await world.GetAsync(Ledger, user: "");
        Assert.Equal("Basic realm=\"loyalty\"", refused.Headers["WWW-Authenticate"]);
        Assert.Equal("""{"errors":[{"status":false,"code":401,"message":"Credentials are wrong or missing"}],"warnings":[]}""", refused.Text);

        async Task<int> StatusAsync(string encoded)
        {
            var request = world.Request(HttpMethod.Get, Ledger, user: "");
            request.Headers.TryAddWithoutValidation("Authorization", "Basic " + encoded);
            return (await world.SendAsync(request)).Status;
        }
    }

    [Fact]
    public async Task Basic_can_be_switched_off_for_an_organisation()
    {
        await using var world = await World.OpenAsync(api => api.WithoutBasic.Add("acme"));
        Assert.Equal(401, (await world.GetAsync(Ledger)).Status);
        Assert.Equal(404, (await world.GetAsync(Ledger, user: "rival-t1")).Status);
    }

    [Fact]
    [Trait("rule", "api-conventions R2")]
    public void What_is_stored_is_a_salted_slow_hash_of_what_is_sent()
    {
        var hash = ApiSecrets.HashSecret("hidden");
        Assert.Matches(@"^pbkdf2-sha256\$600000\$[A-Za-z0-9+/=]{24}\$[A-Za-z0-9+/=]{44}$", hash);
        Assert.NotEqual(hash, ApiSecrets.HashSecret("hidden"));
        Assert.True(ApiSecrets.Matches(hash, "hidden"));
        Assert.False(ApiSecrets.Matches(hash, "hiddem"));
        Assert.True(ApiSecrets.IsHash(hash));
        Assert.False(ApiSecrets.IsHash("hidden"));
    }

    [Fact]
    [Trait("rule", "api-conventions R4")]
    [Trait("rule", "api-conventions R5")]
    [Trait("rule", "api-conventions scenario 2")]
    public async Task A_token_is_good_from_a_minute_before_its_issue_until_its_end()
    {
        await using var world = await World.OpenAsync();
        await world.EnrolAsync();
        var issued = await world.PostAsync("/v3/oauth/token/generate", """{"key":"acme-client","secret":"client-secret"}""", user: "");
        Assert.Equal(200, issued.Status);
        Assert.Equal("300", issued["data.ttlSeconds"]);
        Assert.Equal("null", issued["errors"]);
        var token = issued["data.accessToken"]!;
        var claims = new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(token);
        Assert.Equal("RS256", claims.Alg);
        Assert.NotEmpty(claims.Kid);
        Assert.Equal(("Acme App", "acme-client", "token_access", "T1"), (claims.Subject, claims.GetPayloadValue<string>("client_id"), claims.GetPayloadValue<string>("token_use"), claims.GetPayloadValue<string>("default_till")));
        Assert.Equal(300, claims.GetPayloadValue<long>("exp") - claims.GetPayloadValue<long>("iat"));

        Assert.Equal(200, await AtAsync(299, "X-CAP-API-OAUTH-TOKEN", token));
        Assert.Equal(401, await AtAsync(300, "X-CAP-API-OAUTH-TOKEN", token));
        Assert.Equal(200, await AtAsync(-60, "X-CAP-API-OAUTH-TOKEN", token));
        Assert.Equal(401, await AtAsync(-61, "X-CAP-API-OAUTH-TOKEN", token));
        Assert.Equal(200, await AtAsync(0, "Authorization", "Bearer " + token));
        Assert.Equal(200, await AtAsync(0, "CAP-API-ACCESS-TOKEN", token));
        Assert.Equal(200, await AtAsync(0, "X-CAP-API-OAUTH-TOKEN", "Bearer " + token));
        Assert.Equal(401, await AtAsync(0, "X-CAP-API-OAUTH-TOKEN", token[..^4] + "AAAA"));

        async Task<int> AtAsync(int seconds, string header, string value)
        {
            world.Clock.Reset(World.Start + Duration.FromSeconds(seconds));
            var request = world.Request(HttpMethod.Get, Ledger, user: "");
            request.Headers.TryAddWithoutValidation(header, value);
            return (await world.SendAsync(request)).Status;
        }
    }

    [Fact]
    [Trait("rule", "api-conventions R5")]
    public async Task A_wrong_key_and_a_wrong_secret_are_told_alike()
    {
        await using var world = await World.OpenAsync();
        var wrongKey = await world.PostAsync("/v3/oauth/token/generate", """{"key":"nobody","secret":"client-secret"}""", user: "");
        var wrongSecret = await world.PostAsync("/v3/oauth/token/generate", """{"key":"acme-client","secret":"x"}""", user: "");
        Assert.Equal(401, wrongKey.Status);
        Assert.Equal(wrongKey.Text, wrongSecret.Text);
        Assert.Equal("401", wrongKey["errors.0.code"]);
        Assert.Equal("null", wrongKey["data"]);
    }

    [Fact]
    [Trait("rule", "api-conventions R4")]
    [Trait("rule", "api-conventions scenario 2")]
    public async Task Options_that_contradict_themselves_are_refused_at_start()
    {
        var hash = ApiSecrets.Hash("x", 1000);
        var fault = await Assert.ThrowsAsync<LoyaltyApiOptionsException>(() => World.OpenAsync(api =>
        {
            api.Credentials.Add(new ClientCredential("long", "acme", hash) { TokenLife = Duration.FromSeconds(3601) });
            api.Credentials.Add(new BasicCredential("acme-t1", "acme", hash));
            api.Credentials.Add(new BasicCredential("plain", "acme", "secret"));
            api.Credentials.Add(new BasicCredential("lost", "acme", hash) { AccessGroup = "none such" });
            api.ServerZone = "Mars/Base";
        }));
        Assert.Equal(5, fault.Faults.Count);
        var stranger = await Assert.ThrowsAsync<LoyaltyApiOptionsException>(() => World.OpenAsync(api => api.Credentials.Add(new BasicCredential("x", "nowhere", hash))));
        Assert.Contains("nowhere", stranger.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("rule", "api-conventions R6")]
    [Trait("rule", "api-conventions scenario 23")]
    public async Task Attribution_names_a_place_that_is_known()
    {
        await using var world = await World.OpenAsync();
        await world.EnrolAsync();
        var token = (await world.PostAsync("/v3/oauth/token/generate", """{"key":"acme-client","secret":"client-secret"}""", user: ""))["data.accessToken"]!;
        Assert.Equal(200, (await AskAsync(("X-CAP-API-ATTRIBUTION-ENTITY-TYPE", "STORE_CODE"), ("X-CAP-API-ATTRIBUTION-ENTITY-CODE", "S2"))).Status);
        var unknown = await AskAsync(("X-CAP-API-ATTRIBUTION-ENTITY-TYPE", "STORE_CODE"), ("X-CAP-API-ATTRIBUTION-ENTITY-CODE", "S9"));
        Assert.Equal((400, "91021"), (unknown.Status, unknown["errors.0.code"]));
        Assert.Equal(200, (await AskAsync(("X-CAP-API-ATTRIBUTION-ENTITY-TYPE", "FOO"), ("X-CAP-API-ATTRIBUTION-ENTITY-CODE", "T2"))).Status);
        Assert.Equal("91021", (await AskAsync(("X-CAP-API-ATTRIBUTION-ENTITY-CODE", "T77")))["errors.0.code"]);
        Assert.Equal(200, (await AskAsync(("X-CAP-API-ATTRIBUTION-TILL-CODE", "T9"))).Status);
        Assert.Equal("1061", (await AskAsync(("X-CAP-API-ATTRIBUTION-LOOKUP", "x")))["errors.0.code"]);
        Assert.Equal("400", (await AskAsync(("X-CAP-API-ATTRIBUTION-LOOKUP", "x"), ("X-CAP-API-ATTRIBUTION-LOOKUP-TYPE", "FOO")))["errors.0.code"]);
        Assert.Equal("1064", (await AskAsync(("X-CAP-API-AUTH-ORG-ID", "999")))["errors.0.code"]);
        Assert.Equal(403, (await AskAsync(("DATA-SCOPE", "ALL"))).Status);
        var both = world.Request(HttpMethod.Get, Ledger);
        both.Headers.Add("X-CAP-API-OAUTH-TOKEN", "no token");
        Assert.Equal(401, (await world.SendAsync(both)).Status);

        Task<Reply> AskAsync(params (string Name, string Value)[] headers)
        {
            var request = world.Request(HttpMethod.Get, Ledger, user: "");
            request.Headers.Add("X-CAP-API-OAUTH-TOKEN", token);
            foreach (var (name, value) in headers) request.Headers.Add(name, value);
            return world.SendAsync(request);
        }
    }

    [Fact]
    [Trait("rule", "api-conventions R9a")]
    [Trait("rule", "api-conventions scenario 21")]
    public async Task Access_groups_let_through_what_they_allow()
    {
        await using var world = await World.OpenAsync(api =>
        {
            api.AccessGroups.Add(new AccessGroup("ledger only", AccessLevel.None, AccessLevel.None) { Resources = new Dictionary<string, AccessLevel> { ["14 Points ledger"] = AccessLevel.Read } });
            api.Credentials.Add(new BasicCredential("ledger", "acme", World.Quick("secret1")) { AccessGroup = "ledger only" });
        });
        await world.EnrolAsync();
        Assert.Equal(200, (await world.GetAsync(Ledger, "acme-reader")).Status);
        var series = (await world.PostAsync("/v2/coupon/series", """{"description":"d","discountType":"ABS","discountValue":1,"clientHandlingType":"DISC_CODE","expiryStrategyType":"SERIES_EXPIRY","validTillDate":"2026-12-31"}"""))["id"];
        var issue = $$"""{"seriesId":{{series}},"customer":{"mobile":"447700900001"} }""";
        var code = (await world.PostAsync("/v2/coupon/issue", issue))["code"];
        Assert.Equal(200, (await world.GetAsync($"/v2/coupon?couponCodes={code}", "acme-reader")).Status);
        Assert.Equal(403, (await world.PostAsync("/v2/coupon/issue", issue, "acme-reader")).Status);
        Assert.Equal(403, (await world.GetAsync("/v1.1/coupon/resend?code=x", "acme-reader")).Status);
        Assert.Equal(200, (await world.GetAsync(Ledger, "ledger")).Status);
        Assert.Equal(403, (await world.GetAsync("/v2/points/transfer", "ledger")).Status);
    }

    [Fact]
    [Trait("rule", "api-conventions R32")]
    [Trait("rule", "api-conventions scenario 20")]
    public async Task Rates_are_buckets_that_refill_evenly()
    {
        await using var world = await World.OpenAsync(api => api.Rates = RateLimits.Documented);
        await world.EnrolAsync();
        for (var i = 0; i < 100; i++) Assert.Equal(200, (await world.GetAsync(Ledger)).Status);
        var refused = await world.GetAsync(Ledger);
        Assert.Equal((429, "1", "100", "0"), (refused.Status, refused.Headers["Retry-After"], refused.Headers["RateLimit-Limit"], refused.Headers["RateLimit-Remaining"]));
        Assert.Equal("429", refused["errors.0.code"]);
        world.Clock.AdvanceMilliseconds(600);
        Assert.Equal(200, (await world.GetAsync(Ledger)).Status);
        Assert.Equal(429, (await world.GetAsync(Ledger)).Status);
        Assert.Equal(200, (await world.GetAsync(Ledger, "acme-reader")).Status);
        var batch = string.Join(',', Enumerable.Repeat("{}", 50));
        Assert.Equal("1199", (await world.PostAsync("/v2/transactions/bulk", $"[{batch}]")).Headers["RateLimit-Remaining"]);
        for (var i = 0; i < 60; i++) Assert.Equal(401, (await world.PostAsync("/v3/oauth/token/generate", """{"key":"a","secret":"b"}""", user: "")).Status);
        Assert.Equal(429, (await world.PostAsync("/v3/oauth/token/generate", """{"key":"a","secret":"b"}""", user: "")).Status);
        Assert.Equal(401, (await world.PostAsync("/v3/oauth/token/generate", """{"key":"c","secret":"b"}""", user: "")).Status);
        Assert.Equal((1500, 1000, 100), (RateLimits.Documented.For("POST /v1.1/transaction/add"), RateLimits.Documented.For("PUT /v2/customers/{userId}"), RateLimits.Documented.For("GET /v2/x")));
    }

    [Fact]
    [Trait("rule", "api-conventions R33")]
    public async Task Refusals_of_the_call_come_in_the_documented_order()
    {
        await using var world = await World.OpenAsync(api =>
        {
            api.Rates = RateLimits.Off with { Operations = new Dictionary<string, int> { ["POST /v2/points/isTransferrable"] = 1 } };
            api.Disabled.Add("rival");
        });
        Assert.Equal(404, (await world.PostAsync("/v2/nothing", "x", user: "")).Status);
        var wrongVerb = await world.GetAsync("/v2/points/reverse", user: "");
        Assert.Equal((405, "POST"), (wrongVerb.Status, wrongVerb.Headers["Allow"]));
        Assert.Equal(413, (await world.PostAsync("/v2/points/reverse", new string(' ', 1_100_000), user: "")).Status);
        Assert.Equal(401, (await world.PostAsync("/v2/points/reverse", "x", user: "", type: "text/csv")).Status);
        Assert.Equal(403, (await world.PostAsync("/v2/points/isTransferrable", "x", "acme-reader", type: "text/csv")).Status);
        Assert.Equal(429, (await world.PostAsync("/v2/points/isTransferrable", "x", "acme-reader", type: "text/csv")).Status);
        Assert.Equal(415, (await world.PostAsync("/v2/points/reverse", "x", type: "application/xml")).Status);
        var malformed = await world.PostAsync("/v2/points/reverse", "{\n  \"a\": }");
        Assert.Equal(400, malformed.Status);
        Assert.StartsWith("Body is not valid JSON at line 2, byte ", malformed["errors.0.message"], StringComparison.Ordinal);
        Assert.Equal(403, (await world.PostAsync("/v2/points/reverse", "{}", "rival-t1")).Status);
    }

    [Fact]
    [Trait("rule", "api-conventions P3")]
    [Trait("rule", "api-conventions R37")]
    [Trait("rule", "api-conventions scenario 8")]
    public async Task Paths_are_matched_as_documented()
    {
        await using var world = await World.OpenAsync();
        Assert.Equal("404", (await world.GetAsync("/v1.1/customers/get"))["response.status.code"]);
        var unknown = await world.GetAsync("/v1.1/customer/fly");
        Assert.Equal((404, "406", "false"), (unknown.Status, unknown["response.status.code"], unknown["response.status.success"]));
        Assert.Equal(405, (await world.PostAsync("/v1.1/customer/get", "{}")).Status);
        var version = await world.GetAsync("/v1/customer/get");
        Assert.Equal((400, "402"), (version.Status, version["response.status.code"]));
        Assert.Equal(404, (await world.GetAsync("/v2/PointsLedger/getCustomerLedgerBalance")).Status);
        Assert.Equal(400, (await world.GetAsync("/v2/pointsLedger/getCustomerLedgerBalance/")).Status);
        Assert.Equal(400, (await world.GetAsync("/api/v2/pointsLedger/getCustomerLedgerBalance")).Status);
        Assert.StartsWith("<?xml", (await world.GetAsync("/v1.1/customer/fly.xml")).Text, StringComparison.Ordinal);
        Assert.StartsWith("{", (await world.GetAsync("/v1.1/customer/fly.xml?format=json")).Text, StringComparison.Ordinal);
        Assert.StartsWith("{", (await world.PostAsync("/v1.1/customer/add.xml?format=json", "{}")).Text, StringComparison.Ordinal);
        Assert.Equal(400, (await world.GetAsync("/v1.1/customer/get?format=yaml")).Status);
        Assert.Equal(415, (await world.PostAsync("/v2/points/reverse", "<a/>", type: "application/xml")).Status);
        var outside = await world.GetAsync("/elsewhere");
        Assert.Equal((404, "application/problem+json", "urn:loyalty:problem:route.unknown"), (outside.Status, outside.Headers["Content-Type"], outside["type"]));
        Assert.Equal(outside.Headers["X-Cap-Requestid"], outside["instance"]);
    }

    [Fact]
    [Trait("rule", "api-conventions R41")]
    public async Task Every_answer_has_its_id_and_is_kept_by_nobody()
    {
        await using var world = await World.OpenAsync();
        var first = await world.GetAsync(Ledger);
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{26}$", first.Headers["X-Cap-Requestid"]);
        Assert.Equal(first.Headers["X-Cap-Requestid"], first.Headers["X-CAP-REQUEST-ID"]);
        Assert.Equal(("no-store", "nosniff"), (first.Headers["Cache-Control"], first.Headers["X-Content-Type-Options"]));
        world.Clock.AdvanceSeconds(1);
        Assert.True(string.CompareOrdinal(first.Headers["X-Cap-Requestid"], (await world.GetAsync("/v2/none")).Headers["X-Cap-Requestid"]) < 0);
        var request = world.Request(HttpMethod.Get, Ledger);
        request.Headers.Add("X-CAP-REQUEST-ID", "mine-1");
        Assert.Equal("mine-1", (await world.SendAsync(request)).Headers["X-Cap-Requestid"]);
    }

    [Fact]
    [Trait("rule", "api-conventions R41")]
    public async Task Who_calls_from_elsewhere_comes_by_HTTPS()
    {
        await using var world = await World.OpenAsync();
        Assert.Equal(403, await FromAsync("10.0.0.5", "http"));
        Assert.Equal(401, await FromAsync("10.0.0.5", "https"));
        Assert.Equal(401, await FromAsync("127.0.0.1", "http"));

        async Task<int> FromAsync(string address, string scheme)
        {
            var context = await world.Server.SendAsync(http =>
            {
                http.Connection.RemoteIpAddress = System.Net.IPAddress.Parse(address);
                (http.Request.Method, http.Request.Path, http.Request.Scheme) = ("GET", "/v2/points/transfer", scheme);
            });
            return context.Response.StatusCode;
        }
    }

    [Fact]
    [Trait("rule", "api-conventions R35")]
    public async Task Sizes_have_limits_and_are_measured_after_inflating()
    {
        await using var world = await World.OpenAsync();
        Assert.Equal(400, (await GzipAsync("{}")).Status);
        Assert.Equal("901", (await GzipAsync("{}"))["errors.0.code"]);
        Assert.Equal(413, (await GzipAsync(new string(' ', 1_100_000))).Status);
        var packed = world.Request(HttpMethod.Post, "/v2/points/reverse", "{}");
        packed.Content!.Headers.ContentEncoding.Add("gzip");
        Assert.Equal(400, (await world.SendAsync(packed)).Status);
        var longer = await world.GetAsync("/v2/points/transfer?x=" + new string('a', 8200));
        Assert.Equal((414, "application/problem+json"), (longer.Status, longer.Headers["Content-Type"]));

        Task<Reply> GzipAsync(string body)
        {
            var stream = new MemoryStream();
            using (var zip = new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true)) zip.Write(System.Text.Encoding.UTF8.GetBytes(body));
            var request = world.Request(HttpMethod.Post, "/v2/points/reverse");
            request.Content = new ByteArrayContent(stream.ToArray());
            request.Content.Headers.ContentType = new("application/json");
            request.Content.Headers.ContentEncoding.Add("gzip");
            return world.SendAsync(request);
        }
    }

    [Fact]
    public async Task The_process_tells_of_its_health()
    {
        await using var world = await World.OpenAsync();
        Assert.Equal((200, "alive"), ((await world.GetAsync("/health", "")).Status, (await world.GetAsync("/health", "")).Text));
        Assert.Equal((200, "ready"), ((await world.GetAsync("/ready", "")).Status, (await world.GetAsync("/ready", "")).Text));
    }

    private static string Encode(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
}
