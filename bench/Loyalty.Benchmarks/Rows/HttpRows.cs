using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Loyalty.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loyalty.Benchmarks;

/// <summary>The documented operations through Kestrel and loopback; client and server share the processors, for both sides of a row.</summary>
internal static class HttpRows
{
    public static IEnumerable<Heat> Heats()
    {
        var same = new SameBytes();
        yield return new([new("http-balance", new HttpBalances(same), same, Goal.Least(0.5))]);

        var durable = new HttpBills("ours, SQLite FULL", (options, folder) => options.UseSqlite(Path.Combine(folder, "loyalty.db")));
        var memory = new HttpBills("ours, memory store", (options, _) => options.UseInMemory());
        yield return new([
            new("http-bill", durable, memory, Goal.Least(0.4, aim: 0.6)),
            new("http-bill-p50", new MedianOf(durable), new MedianOf(memory), Goal.Most(3)),
        ]);

        yield return new([new("http-xml", new HttpNotation("XML", "application/xml"), new HttpNotation("JSON", "application/json"), Goal.Most(2))]);
        yield return new([new("http-start", new ServerStart(), new Constant("1 s", 1_000, " ms"), Goal.Most(1))]);
    }
}

/// <summary>A server on loopback and a client with as many connections as callers.</summary>
internal sealed class Loopback : IDisposable
{
    public const int Connections = 64;

    private readonly WebApplication _app;

    private Loopback(WebApplication app, string authorization)
    {
        _app = app;
        Client = new(new SocketsHttpHandler { MaxConnectionsPerServer = Connections }) { BaseAddress = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
        if (authorization.Length > 0) Client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
    }

    public HttpClient Client { get; }

    public LoyaltyEngine Engine => _app.Services.GetRequiredService<LoyaltyEngine>();

    /// <summary>The documented API over an engine of its own, with 200 members.</summary>
    public static Loopback Api(Action<LoyaltyOptions> store)
    {
        var header = "";
        var builder = Builder();
        builder.Services.AddLoyalty(
            options =>
            {
                store(options);
                options.UseProgram(new LoyaltyDefinition
                {
                    Organisation = new() { Code = "bench", Name = "Bench", Zone = "Europe/London", Currency = "GBP", Stores = [new() { Code = "S1", Tills = ["T1"] }] },
                    Program = new() { Code = "main", Name = "Main", Points = new() { Expiry = new() { Unit = ExpiryUnit.NumMonthsEnd, Value = 12 } }, Earning = [new() { Id = "base", Kind = AllocationKind.Step, Step = 1m, Values = [1m] }] },
                });
            },
            api =>
            {
                api.Print = TextWriter.Null;
                header = api.UseDevelopmentCredential("bench", "T1", "S1");
            });
        var app = builder.Build();
        app.MapLoyaltyApi();
        app.StartAsync().GetAwaiter().GetResult();
        var server = new Loopback(app, header);
        var till = server.Engine.For("bench").AtTill("T1", "S1");
        for (var i = 0; i < Members; i++) till.Customers.EnrolAsync(new() { Mobile = Mobile(i) }).Now();
        return server;
    }

    public const int Members = 200;

    public static string Mobile(int i) => string.Create(CultureInfo.InvariantCulture, $"4477009{i % Members:00000}");

    /// <summary>An endpoint that answers the same bytes whatever is asked.</summary>
    public static Loopback Empty(byte[] bytes, string type)
    {
        var app = Builder().Build();
        app.MapGet("/same", (HttpContext http) =>
        {
            http.Response.ContentType = type;
            http.Response.ContentLength = bytes.Length;
            return http.Response.Body.WriteAsync(bytes).AsTask();
        });
        app.StartAsync().GetAwaiter().GetResult();
        return new(app, "");
    }

    public void Dispose()
    {
        Client.Dispose();
        _app.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static WebApplicationBuilder Builder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        return builder;
    }
}

/// <summary>Requests a second, each connection asking again when it has its answer.</summary>
internal abstract class HttpLoad(string name, int perSlice) : Contestant(name, "/s")
{
    private int _made;

    protected Loopback Server { get; private set; } = null!;

    /// <summary>How long each request took, in ticks of the stopwatch.</summary>
    public List<long> Waits { get; } = [];

    protected abstract Loopback Open(string folder);

    protected abstract Task AskAsync(HttpClient client, int i);

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        Server = Open(folder);
        Run(2 * perSlice);
        Waits.Clear();
    }

    public override Measured Slice()
    {
        var start = Stopwatch.GetTimestamp();
        Run(perSlice);
        return new(perSlice, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    protected override void Close() => Server?.Dispose();

    private void Run(int count)
    {
        var waits = new long[count];
        var first = _made;
        Callers.Run(async i =>
        {
            var asked = Stopwatch.GetTimestamp();
            await AskAsync(Server.Client, i).ConfigureAwait(false);
            waits[i - first] = Stopwatch.GetTimestamp() - asked;
        }, first, count, Loopback.Connections);
        _made += count;
        Waits.AddRange(waits);
    }

    protected static async Task<byte[]> AnswerAsync(HttpResponseMessage response)
    {
        using (response)
        {
            if (response.StatusCode != HttpStatusCode.OK) throw new CheckFailedException($"The server answers {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync().ConfigureAwait(false)}");
            return await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
        }
    }
}

/// <summary>The balance of a member by mobile number.</summary>
internal sealed class HttpBalances(SameBytes same) : HttpLoad("ours, points balance", 2_000)
{
    protected override Loopback Open(string folder)
    {
        var server = Loopback.Api(options => options.UseSqlite(Path.Combine(folder, "loyalty.db")));
        using var answer = server.Client.GetAsync(new Uri(PathOf(0), UriKind.Relative)).GetAwaiter().GetResult();
        same.Bytes = AnswerAsync(answer).GetAwaiter().GetResult();
        same.Type = answer.Content.Headers.ContentType?.ToString() ?? "application/json";
        if (same.Bytes.Length < 20) throw new CheckFailedException($"{Name}: an answer of {same.Bytes.Length} bytes.");
        return server;
    }

    protected override async Task AskAsync(HttpClient client, int i) => await AnswerAsync(await client.GetAsync(new Uri(PathOf(i), UriKind.Relative)).ConfigureAwait(false)).ConfigureAwait(false);

    private static string PathOf(int i) => $"/v2/pointsLedger/getCustomerLedgerBalance?identifierName=mobile&identifierValue={Loopback.Mobile(i)}&source=INSTORE";
}

/// <summary>The same bytes from an endpoint that does nothing.</summary>
internal sealed class SameBytes() : HttpLoad("empty endpoint, same bytes", 2_000)
{
    public byte[] Bytes { get; set; } = [];

    public string Type { get; set; } = "";

    protected override Loopback Open(string folder) => Loopback.Empty(Bytes, Type);

    protected override async Task AskAsync(HttpClient client, int i) => await AnswerAsync(await client.GetAsync(new Uri("/same", UriKind.Relative)).ConfigureAwait(false)).ConfigureAwait(false);
}

/// <summary>One bill a request.</summary>
internal sealed class HttpBills(string name, Action<LoyaltyOptions, string> store) : HttpLoad(name, 1_000)
{
    private int _last;

    protected override Loopback Open(string folder) => Loopback.Api(options => store(options, folder));

    protected override async Task AskAsync(HttpClient client, int i)
    {
        _last = i;
        var body = $$"""{"root":{"transaction":[{"type":"REGULAR","number":"N-{{i}}","amount":"27.50","customer":{"mobile":"{{Loopback.Mobile(i)}}"},"line_items":{"line_item":[{"item_code":"MUG","qty":1,"rate":15.5,"value":15.5,"amount":15.5},{"item_code":"TEA","qty":1,"rate":12,"value":12,"amount":12}]} }]} }""";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        await AnswerAsync(await client.PostAsync(new Uri("/v1.1/transaction/add?format=json", UriKind.Relative), content).ConfigureAwait(false)).ConfigureAwait(false);
    }

    public override void Check()
    {
        var bill = Server.Engine.For("bench").AtTill("T1", "S1").Sales.FindBillsAsync($"N-{_last}").Now();
        if (bill.Count != 1) throw new CheckFailedException($"{Name}: bill N-{_last} is there {bill.Count} times.");
    }
}

/// <summary>The median time of a request in another contestant's slices.</summary>
internal sealed class MedianOf(HttpLoad load) : Contestant($"{load.Name}, p50", " us")
{
    public override Measured Slice()
    {
        var sorted = load.Waits.Order().ToList();
        return new(Stopwatch.GetElapsedTime(0, sorted[sorted.Count / 2]).TotalMicroseconds, 1);
    }
}

/// <summary>The same V1.1 call in one notation or the other, one at a time.</summary>
internal sealed class HttpNotation(string notation, string type) : Contestant($"ours, V1.1 in {notation}", " us")
{
    private const int PerSlice = 300;

    private Loopback _server = null!;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _server = Loopback.Api(options => options.UseInMemory());
        Slice();
    }

    public override Measured Slice()
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < PerSlice; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1.1/points/isredeemable?points=1&mobile={Loopback.Mobile(i)}&format={(type.EndsWith("xml", StringComparison.Ordinal) ? "xml" : "json")}");
            request.Headers.TryAddWithoutValidation("Accept", type);
            using var response = _server.Client.Send(request);
            if (response.Content.Headers.ContentType?.MediaType is not { } answered || !answered.EndsWith(notation, StringComparison.OrdinalIgnoreCase))
                throw new CheckFailedException($"{Name}: answered {(int)response.StatusCode} as {response.Content.Headers.ContentType}.");
        }
        return new(Stopwatch.GetElapsedTime(start).TotalMicroseconds, PerSlice);
    }

    protected override void Close() => _server?.Dispose();
}

/// <summary>From the start of the sample server's process on a file that is there to its first answer.</summary>
internal sealed class ServerStart() : Contestant("ours, process start to first answer", " ms")
{
    private string _file = "";

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _file = Path.Combine(folder, "server.db");
        Slice(); // makes the file
    }

    public override Measured Slice()
    {
        var start = Stopwatch.GetTimestamp();
        using var server = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Server.dll"), "--data", _file, "--url", "http://127.0.0.1:0"]) { RedirectStandardOutput = true })!;
        try
        {
            string? header = null, address = null;
            while (address is null && server.StandardOutput.ReadLine() is { } line)
            {
                var at = line.IndexOf("curl -H 'Authorization: ", StringComparison.Ordinal);
                if (at < 0) continue;
                var parts = line[at..].Split('\'');
                (header, address) = (parts[1]["Authorization: ".Length..], parts[3]);
            }
            using var client = new HttpClient();
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
            using var answer = client.GetAsync(new Uri(address ?? throw new CheckFailedException($"{Name}: no address."))).GetAwaiter().GetResult();
            if (!answer.IsSuccessStatusCode) throw new CheckFailedException($"{Name}: {(int)answer.StatusCode}.");
            return new(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 1);
        }
        finally
        {
            server.Kill();
            server.WaitForExit();
        }
    }
}
