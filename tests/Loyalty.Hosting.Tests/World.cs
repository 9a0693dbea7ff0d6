using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using NodaTime.Testing;

namespace Loyalty.Hosting.Tests;

/// <summary>A host with two organisations on one file, answered in memory; its clock stands until it is moved.</summary>
public sealed class World : IAsyncDisposable
{
    public static readonly Instant Start = Instant.FromUtc(2026, 1, 15, 10, 0);

    private readonly DirectoryInfo _folder;
    private readonly Func<Task<WebApplication>> _start;
    private WebApplication _app;

    private World(WebApplication app, DirectoryInfo folder, FakeClock clock, Func<Task<WebApplication>> start)
    {
        _app = app;
        _folder = folder;
        _start = start;
        Clock = clock;
        Http = app.GetTestClient();
    }

    public FakeClock Clock { get; }

    public HttpClient Http { get; private set; }

    public TestServer Server => _app.GetTestServer();

    public LoyaltyEngine Engine => _app.Services.GetRequiredService<LoyaltyEngine>();

    public Workplace Acme => Engine.For("acme").AtTill("T1", "S1");

    public static async Task<World> OpenAsync(Action<LoyaltyApiOptions>? more = null, Func<LoyaltyDefinition, LoyaltyDefinition>? change = null, Action<LoyaltyOptions>? engine = null, ILoggerProvider? log = null)
    {
        var folder = Directory.CreateTempSubdirectory("loyalty-host-");
        var file = Path.Combine(folder.FullName, "world.db");
        var clock = new FakeClock(Start);
        // A program is put in force at open, one at a time.
        await using (await LoyaltyEngine.OpenAsync(options => Open(options, Program("rival", "Rival")))) { }

        return new World(await StartAsync(), folder, clock, StartAsync);

        async Task<WebApplication> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
            builder.WebHost.UseTestServer();
            builder.Logging.ClearProviders();
            if (log is not null) builder.Logging.AddProvider(log);
            builder.Services.AddLoyalty(
                options =>
                {
                    var program = Program("acme", "Acme");
                    Open(options, change is null ? program : change(program));
                    engine?.Invoke(options);
                },
                api =>
                {
                    foreach (var credential in Credentials()) api.Credentials.Add(credential);
                    more?.Invoke(api);
                });
            var app = builder.Build();
            app.MapLoyaltyApi();
            await app.StartAsync();
            return app;
        }

        void Open(LoyaltyOptions options, LoyaltyDefinition program)
        {
            options.UseSqlite(file).UseProgram(program);
            options.Clock = clock;
        }
    }

    public static LoyaltyDefinition Program(string code, string name) => new()
    {
        Organisation = new()
        {
            Code = code,
            Name = name,
            Zone = "Europe/London",
            Currency = "GBP",
            Stores = [new() { Code = "S1", Tills = ["T1", "T2"] }, new() { Code = "S2", Tills = ["T9"] }],
        },
        Program = new()
        {
            Code = "main",
            Name = $"{name} Club",
            Points = new() { Ratio = 0.01m, Expiry = new() { Unit = ExpiryUnit.NumMonthsEnd, Value = 12 } },
            Earning =
            [
                new() { Id = "base", Kind = AllocationKind.Step, Step = 1m, Values = [10m] },
                new() { Id = "later", Kind = AllocationKind.Percentage, Values = [100m], DelayDays = 14 },
            ],
            Redemption = new() { Minimum = 10m },
            Tiers = [new() { Name = "Bronze" }, new() { Name = "Silver", LifetimePurchases = 500m }],
        },
    };

    /// <summary>Hashed quickly: what is slow about a hash is tested where hashes are.</summary>
    public static string Quick(string password)
    {
        var sha = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(password)));
        return $"{ApiSecrets.Hash(ApiSecrets.WirePassword(password), 1000)}|{ApiSecrets.Hash(sha, 1000)}";
    }

    public HttpRequestMessage Request(HttpMethod method, string path, string? body = null, string user = "acme-t1", string type = "application/json")
    {
        var request = new HttpRequestMessage(method, path);
        if (user.Length > 0) request.Headers.TryAddWithoutValidation("Authorization", ApiSecrets.BasicHeader(user, "secret1"));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        }
        return request;
    }

    public Task<Reply> GetAsync(string path, string user = "acme-t1") => SendAsync(Request(HttpMethod.Get, path, null, user));

    public Task<Reply> PostAsync(string path, string body, string user = "acme-t1", string type = "application/json", string? key = null) =>
        SendAsync(Keyed(Request(HttpMethod.Post, path, body, user, type), key));

    public Task<Reply> PutAsync(string path, string body, string user = "acme-t1") => SendAsync(Request(HttpMethod.Put, path, body, user));

    public async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        using var message = request;
        using var response = await Http.SendAsync(message);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Concat(response.Content.Headers).ToDictionary(each => each.Key, each => string.Join(", ", each.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>What the file holds, as one number: unchanged is unchanged.</summary>
    public async Task<string> StateAsync() => (await Engine.AnchorAsync()) is { } anchor ? $"{anchor.Position}:{anchor.Hash}" : "";

    public async Task<CustomerDetails> EnrolAsync(string mobile = "447700900001", string? email = null, string? external = null, string name = "Anna", string organisation = "acme") =>
        (await Engine.For(organisation).Customers.EnrolAsync(new() { FirstName = name, LastName = "Smith", Mobile = mobile, Email = email, ExternalId = external })).OrThrow();

    public async Task<BillAdded> BuyAsync(CustomerId customer, decimal amount, string number) =>
        (await Acme.Sales.AddBillAsync(new(number, customer, amount) { Lines = [new("MUG-01", 1, amount)] })).OrThrow();

    /// <summary>Stops the host and starts it anew on the same file.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        _app = await _start();
        Http = _app.GetTestClient();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StopAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static HttpRequestMessage Keyed(HttpRequestMessage request, string? key)
    {
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return request;
    }

    private static IEnumerable<ApiCredential> Credentials()
    {
        var hash = Quick("secret1");
        var secret = ApiSecrets.Hash("client-secret", 1000);
        yield return new BasicCredential("acme-t1", "acme", hash) { Till = "T1", Store = "S1", AccessGroup = "admin" };
        yield return new BasicCredential("acme-reader", "acme", hash) { Till = "T2", Store = "S1", AccessGroup = "read-only" };
        yield return new BasicCredential("acme-default", "acme", hash) { Till = "T2", Store = "S1" };
        yield return new BasicCredential("rival-t1", "rival", hash) { Till = "T1", Store = "S1", AccessGroup = "admin" };
        yield return new ClientCredential("acme-client", "acme", secret) { Title = "Acme App", Till = "T1", TokenLife = Duration.FromSeconds(300) };
    }
}

/// <summary>An answer: its status, its text, and JSON by path.</summary>
public sealed record Reply(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    private JsonElement? _json;

    public JsonElement Json => _json ??= JsonDocument.Parse(Text).RootElement;

    /// <summary>The text of what stands at a path, as "response.status.code" or "data.0.id"; null when there is nothing.</summary>
    public string? this[string path]
    {
        get
        {
            var at = Json;
            foreach (var part in path.Split('.'))
            {
                if (at.ValueKind == JsonValueKind.Array && int.TryParse(part, out var index) && index < at.GetArrayLength()) at = at[index];
                else if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(part, out var inner)) at = inner;
                else return null;
            }
            return at.ValueKind switch { JsonValueKind.String => at.GetString(), JsonValueKind.Null => "null", _ => at.GetRawText() };
        }
    }

    public override string ToString() => $"{Status} {Text}";
}
