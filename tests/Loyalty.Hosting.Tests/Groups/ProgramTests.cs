using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Loyalty.Hosting.Tests;

/// <summary>The program at run time: the path of our own, and the file that the host watches.</summary>
public sealed class ProgramTests
{
    private const string Path = "/admin/program";

    [Fact]
    public async Task What_is_read_can_be_put_back_and_what_is_put_takes_effect()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        var read = await world.GetAsync(Path);
        Assert.Equal(World.Program("acme", "Acme").ToJson(), read.Text);
        var state = await world.StateAsync();
        var same = await world.PutAsync(Path, read.Text);
        Assert.Equal((200, "false", state), (same.Status, same["isNew"], await world.StateAsync()));
        Assert.Equal(read.Headers["ETag"], same.Headers["ETag"]);

        Assert.Equal(110m, (await world.BuyAsync(anna.Id, 10m, "B-1")).Earned);
        var put = await world.PutAsync(Path, Earning(20m).ToJson());
        Assert.Equal((200, "true", "2026-01-15T10:00:00Z"), (put.Status, put["isNew"], put["from"]));
        Assert.NotEqual(read.Headers["ETag"], put.Headers["ETag"]);
        Assert.Equal(210m, (await world.BuyAsync(anna.Id, 10m, "B-2")).Earned);
        Assert.Equal(Earning(20m).ToJson(), (await world.GetAsync(Path)).Text);
        Assert.Equal(World.Program("rival", "Rival").ToJson(), (await world.GetAsync(Path, "rival-t1")).Text);
    }

    [Fact]
    public async Task A_faulty_program_is_refused_with_pointers_and_changes_nothing()
    {
        await using var world = await World.OpenAsync();
        var state = await world.StateAsync();
        var good = Earning(20m).ToJson();
        foreach (var (body, pointer) in new[]
        {
            ("{", ""),
            ("", ""),
            ("[]", ""),
            (good.Replace("\"Europe/London\"", "\"Europe/Nowhere\"", StringComparison.Ordinal), "/organisation/zone"),
            (good.Replace("\"earning\"", "\"earnings\"", StringComparison.Ordinal), "/program/earnings"),
            (good.Replace("\"GBP\"", "\"EUR\"", StringComparison.Ordinal), "/organisation/currency"),
            (good.Replace("\"acme\"", "\"rival\"", StringComparison.Ordinal), "/organisation/code"),
        })
        {
            var reply = await world.PutAsync(Path, body);
            Assert.True(reply.Status == 422 && reply["errors.0.pointer"] == pointer && reply["errors.0.allowed"]?.Length > 0, $"{pointer}: {reply}");
            Assert.StartsWith("application/problem+json", reply.Headers["Content-Type"], StringComparison.Ordinal);
        }
        var two = await world.PutAsync(Path, good.Replace("\"Europe/London\"", "1", StringComparison.Ordinal).Replace("\"GBP\"", "2", StringComparison.Ordinal));
        Assert.Equal(["/organisation/currency", "/organisation/zone"], two.Json.GetProperty("errors").EnumerateArray().Select(each => each.GetProperty("pointer").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(state, await world.StateAsync());
    }

    [Fact]
    public async Task A_program_made_from_another_version_is_refused_and_a_repeat_is_answered()
    {
        await using var world = await World.OpenAsync();
        var read = (await world.GetAsync(Path)).Headers["ETag"];
        var first = await PutAsync(20m, read, key: "K-1");
        Assert.Equal((200, "true"), (first.Status, first["isNew"]));
        var state = await world.StateAsync();
        foreach (var tags in new[] { read, $"W/{first.Headers["ETag"]}", "\"none\"", first.Headers["ETag"].Trim('"'), $"{read}, \"99\"" })
        {
            var lost = await PutAsync(30m, tags);
            Assert.Equal((tags, 412, "urn:loyalty:problem:program.changed", first["version"], first.Headers["ETag"]), (tags, lost.Status, lost["type"], lost["version"], lost.Headers["ETag"]));
            Assert.StartsWith("application/problem+json", lost.Headers["Content-Type"], StringComparison.Ordinal);
        }
        Assert.Equal(state, await world.StateAsync());
        // The answer did not arrive: the same key leads to it, though the version named is no longer in force.
        var again = await PutAsync(20m, read, key: "K-1");
        Assert.Equal((200, "true", first.Headers["ETag"]), (again.Status, again.Headers["Idempotency-Replayed"], again.Headers["ETag"]));
        Assert.Equal(200, (await PutAsync(30m, $"\"99\", {first.Headers["ETag"]}")).Status);
        Assert.Equal(200, (await PutAsync(40m, "*")).Status);
        Assert.Equal(Earning(40m).ToJson(), (await world.GetAsync(Path)).Text);

        Task<Reply> PutAsync(decimal points, string tags, string? key = null)
        {
            var request = world.Request(HttpMethod.Put, Path, Earning(points).ToJson());
            request.Headers.TryAddWithoutValidation("If-Match", tags);
            if (key is not null) request.Headers.Add("Idempotency-Key", key);
            return world.SendAsync(request);
        }
    }

    [Fact]
    public async Task The_document_tells_of_the_version_and_of_what_a_body_must_have()
    {
        await using var world = await World.OpenAsync();
        var paths = (await world.GetAsync("/openapi/v1.json", user: "")).Json.GetProperty("paths");
        var put = paths.GetProperty(Path).GetProperty("put");
        Assert.Contains(put.GetProperty("parameters").EnumerateArray(), each => each.GetProperty("name").GetString() == "If-Match" && each.GetProperty("in").GetString() == "header");
        Assert.True(put.GetProperty("responses").TryGetProperty("412", out _));
        foreach (var verb in new[] { "get", "put" })
            Assert.True(paths.GetProperty(Path).GetProperty(verb).GetProperty("responses").GetProperty("200").GetProperty("headers").TryGetProperty("ETag", out _), verb);
        var body = paths.GetProperty("/v2/requests").GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema");
        Assert.Equal(["baseType", "earningEntityType", "type"], body.GetProperty("required").EnumerateArray().Select(each => each.GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Only_an_access_group_that_names_it_or_the_admin_may_call_it()
    {
        await using var world = await World.OpenAsync(api => api.Credentials.Add(new BasicCredential("acme-office", "acme", World.Quick("secret1")) { AccessGroup = AccessGroup.Program.Name }));
        var program = Earning(20m).ToJson();
        foreach (var (user, status) in new[] { ("", 401), ("acme-reader", 403), ("acme-default", 403), ("acme-office", 200), ("acme-t1", 200) })
        {
            Assert.Equal((user, status), (user, (await world.GetAsync(Path, user)).Status));
            Assert.Equal((user, status), (user, (await world.PutAsync(Path, program, user)).Status));
        }
        Assert.Equal(403, (await world.GetAsync("/v2/customers/1", "acme-office")).Status);
        Assert.Equal("about:blank", (await world.GetAsync(Path, "acme-reader"))["type"]);
        // Whoever's till is no longer in the program can still repair it.
        var without = Earning(20m);
        without = without with { Organisation = without.Organisation with { RegisterUnknownTills = false, Stores = [new() { Code = "S1" }] } };
        Assert.Equal(200, (await world.PutAsync(Path, without.ToJson())).Status);
        Assert.Equal("91021", (await world.GetAsync("/v2/customers/1"))["errors.0.code"]);
        Assert.Equal(200, (await world.PutAsync(Path, program)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_watched_file_takes_effect_when_it_changes_and_a_faulty_one_is_refused(bool isInjected)
    {
        var folder = Directory.CreateTempSubdirectory("loyalty-program-");
        try
        {
            var file = System.IO.Path.Combine(folder.FullName, "program.json");
            var beside = System.IO.Path.Combine(folder.FullName, "program.new");
            using var log = new WatchLog();
            var token = new CancellationTokenSource();
            await File.WriteAllTextAsync(file, Earning(20m).ToJson());
            await using var world = await World.OpenAsync(
                api =>
                {
                    api.ProgramFiles.Add(file);
                    if (isInjected) api.WatchFile = _ => new CancellationChangeToken(token.Token);
                },
                log: log);
            // At start.
            await log.WaitAsync("is in force");
            Assert.Equal(Earning(20m).ToJson(), (await world.GetAsync(Path)).Text);

            await ChangeAsync(Earning(30m).ToJson());
            await log.WaitAsync("is in force");
            Assert.Equal(Earning(30m).ToJson(), (await world.GetAsync(Path)).Text);

            var state = await world.StateAsync();
            await ChangeAsync(Earning(40m).ToJson().Replace("\"Europe/London\"", "\"Europe/Nowhere\"", StringComparison.Ordinal));
            Assert.Contains("/organisation/zone", await log.WaitAsync("is not put in force"), StringComparison.Ordinal);
            await ChangeAsync(World.Program("nobody", "Nobody").ToJson());
            Assert.Contains("/organisation/code: 'nobody' is not known; allowed is acme, rival", await log.WaitAsync("is not put in force"), StringComparison.Ordinal);
            Assert.Equal(state, await world.StateAsync());
            Assert.Equal(Earning(30m).ToJson(), (await world.GetAsync(Path)).Text);

            await ChangeAsync(Earning(50m).ToJson());
            await log.WaitAsync("is in force");
            Assert.Equal(Earning(50m).ToJson(), (await world.GetAsync(Path)).Text);

            // Whole at once, as a careful writer does.
            async Task ChangeAsync(string json)
            {
                await File.WriteAllTextAsync(beside, json);
                File.Move(beside, file, overwrite: true);
                var before = token;
                token = new();
                if (isInjected) await before.CancelAsync();
                before.Dispose();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static LoyaltyDefinition Earning(decimal points)
    {
        var program = World.Program("acme", "Acme");
        return program with { Program = program.Program with { Earning = [program.Program.Earning[0] with { Values = [points] }, program.Program.Earning[1]] } };
    }

    /// <summary>Hands out the lines of the watch, each once.</summary>
    private sealed class WatchLog : ILoggerProvider, ILogger
    {
        private readonly System.Threading.Channels.Channel<string> _lines = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public async Task<string> WaitAsync(string part)
        {
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (true)
                if (await _lines.Reader.ReadAsync(late.Token) is var line && line.Contains(part, StringComparison.Ordinal)) return line;
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _lines.Writer.TryWrite(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
