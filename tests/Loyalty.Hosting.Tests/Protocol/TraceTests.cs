using Microsoft.Extensions.Logging;

namespace Loyalty.Hosting.Tests;

/// <summary>What a call leaves behind: its id on the answer, and one line in the log.</summary>
public sealed class TraceTests
{
    [Theory]
    [InlineData("GET", "/v2/customers/1", "acme-t1", 404)]
    [InlineData("GET", "/v2/customers/1", "", 401)]
    [InlineData("POST", "/v2/customers/1", "acme-t1", 405)]
    [InlineData("GET", "/v1.1/customer/fly", "acme-t1", 404)]
    [InlineData("GET", "/elsewhere", "acme-t1", 404)]
    [InlineData("GET", "/v1.1/coupon/get?code=X", "acme-t1", 200)]
    [InlineData("GET", "/v1.1/organization/get", "acme-t1", 501)]
    public async Task Every_answer_names_the_id_of_its_call(string method, string path, string user, int status)
    {
        await using var world = await World.OpenAsync();
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{26}$", (await AskAsync(null)).Headers["X-CAP-REQUEST-ID"]);
        Assert.Equal("till-7/42", (await AskAsync("till-7/42")).Headers["X-CAP-REQUEST-ID"]);
        Assert.Equal(new string('x', 64), (await AskAsync(new string('x', 64))).Headers["X-CAP-REQUEST-ID"]);
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{26}$", (await AskAsync(new string('x', 65))).Headers["X-CAP-REQUEST-ID"]);
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{26}$", (await AskAsync("two words")).Headers["X-CAP-REQUEST-ID"]);

        async Task<Reply> AskAsync(string? id)
        {
            var request = world.Request(new(method), path, user: user);
            if (id is not null) request.Headers.TryAddWithoutValidation("X-CAP-REQUEST-ID", id);
            var reply = await world.SendAsync(request);
            Assert.Equal(status, reply.Status);
            Assert.Equal(reply.Headers["X-CAP-REQUEST-ID"], reply.Headers["X-Cap-Requestid"]);
            return reply;
        }
    }

    [Fact]
    [Trait("rule", "api-conventions R40")]
    public async Task A_call_is_logged_by_its_route_and_numbers_and_nothing_that_was_sent()
    {
        using var log = new Log();
        await using var world = await World.OpenAsync(log: log);
        await world.EnrolAsync(email: "anna@example.com");
        log.Lines.Clear();

        var added = await world.PostAsync("/v2/customers", """{"profiles":[{"firstName":"Beatrix","identifiers":[{"type":"mobile","value":"447700900002"}]}]}""");
        var found = await world.GetAsync("/v2/customers/lookup?source=INSTORE&identifierName=mobile&identifierValue=447700900001");
        var read = await world.GetAsync("/v2/customers/999");
        var bill = await world.PostAsync("/v1.1/transaction/add", """{"root":{"transaction":{"type":"REGULAR","number":"N-1","customer":{"mobile":"447700900001"}}}}""");
        var coupon = await world.GetAsync("/v1.1/customer/coupons?mobile=447700900001&email=anna@example.com&external_id=ANNA-1&name=Anna");
        var token = await world.PostAsync("/v3/oauth/token/generate", """{"key":"acme-client","secret":"client-secret"}""", user: "");
        var nobody = await world.GetAsync("/v2/customers/1", user: "");

        var lines = log.Lines.Where(line => line.Category == "Loyalty.Hosting").Select(line => line.Text).ToArray();
        Assert.Equal(7, lines.Length);
        AssertLine(lines[0], $"POST /v2/customers 200 200 {added.Headers["X-Cap-Requestid"]} acme basic:acme-t1 ");
        AssertLine(lines[1], $"GET /v2/customers/lookup 200 200 {found.Headers["X-Cap-Requestid"]} acme basic:acme-t1 ");
        AssertLine(lines[2], $"GET /v2/customers/{{customerId}} 404 8009 {read.Headers["X-Cap-Requestid"]} acme basic:acme-t1 ");
        AssertLine(lines[3], $"POST /v1.1/transaction/add 200 500 {bill.Headers["X-Cap-Requestid"]} acme basic:acme-t1 ");
        AssertLine(lines[4], $"GET /v1.1/customer/coupons 200 200 {coupon.Headers["X-Cap-Requestid"]} acme basic:acme-t1 ");
        AssertLine(lines[5], $"POST /v3/oauth/token/generate 200 200 {token.Headers["X-Cap-Requestid"]}   ");
        AssertLine(lines[6], $"GET /v2/customers/{{customerId}} 401 401 {nobody.Headers["X-Cap-Requestid"]}   ");
        var all = string.Join('\n', lines);
        foreach (var secret in (string[])["4477009", "anna", "ANNA", "Beatrix", "client-secret", token["data.accessToken"]!, "Basic ", ApiSecrets.WirePassword("secret1")])
            Assert.DoesNotContain(secret, all, StringComparison.Ordinal);

        static void AssertLine(string line, string start)
        {
            Assert.StartsWith(start, line, StringComparison.Ordinal);
            Assert.Matches(@" [0-9.]+ ms$", line);
        }
    }

    private sealed class Log : ILoggerProvider
    {
        public List<(string Category, string Text)> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Writer(categoryName, Lines);

        public void Dispose()
        {
        }

        private sealed class Writer(string category, List<(string Category, string Text)> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                lock (lines) lines.Add((category, formatter(state, exception)));
            }
        }
    }
}
