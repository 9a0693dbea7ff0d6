using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.Versioning;

namespace Loyalty.Hosting.Tests;

/// <summary>A real server process under load, stopped in every way there is.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ServerProcessTests : IDisposable
{
    private const int Callers = 16;
    private const string Who = "identifierName=mobile&identifierValue=447700900123&source=INSTORE";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-process-");

    private string File => Path.Combine(_folder.FullName, "server.db");

    [Fact]
    public async Task Under_load_nothing_fails_and_the_journal_verifies()
    {
        const int each = 40;
        var bills = new ConcurrentBag<string>();
        using (var server = await WarmAsync("sqlite"))
        {
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
            {
                for (var i = 0; i < each; i++)
                {
                    var number = $"L-{caller}-{i}";
                    var reply = await ((i % 8) switch
                    {
                        0 => server.SendAsync("GET", $"/v2/customers/lookup?{Who}"),
                        1 => server.SendAsync("GET", $"/v2/pointsLedger/getCustomerLedgerBalance?{Who}"),
                        2 => server.SendAsync("POST", "/v2/transactions?broken", "{\"type\":"),
                        3 => server.SendAsync("GET", "/v2/customers/99999999"),
                        4 => server.SendAsync("POST", "/v1.1/points/redeem?format=json", $$"""{"root":{"redeem":[{"points_redeemed":"1","customer":{"mobile":"447700900123"},"transaction_number":"{{number}}"} ] } }"""),
                        _ => BillAsync(server, number),
                    });
                    Assert.True(reply is { Status: < 500 }, $"{number}: {reply}");
                    if (i % 8 > 4)
                    {
                        Assert.True(reply.Status == 200, $"{number}: {reply}");
                        bills.Add(number);
                    }
                }
            }));
            Assert.Equal(0, await server.TerminateAsync());
        }
        Assert.Equal(Callers * each * 3 / 8, bills.Count);
        await AssertHoldsAsync("sqlite", bills);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public async Task Killed_under_load_it_has_all_that_it_acknowledged(string store)
    {
        List<string> acknowledged;
        using (var server = await WarmAsync(store)) acknowledged = await UnderLoadAsync(server, 150, server.KillAsync);
        // The next process finds them by HTTP, and goes on.
        using (var server = await WarmAsync(store))
        {
            foreach (var number in acknowledged)
            {
                var found = await server.SendAsync("GET", $"/v2/transactions/getByBillNumber/{number}");
                Assert.True(found?["pagination.total"] == "1", $"{number}: {found}");
            }
            Assert.Equal(200, (await BillAsync(server, "AFTER"))?.Status);
            Assert.Equal(0, await server.TerminateAsync());
        }
        await AssertHoldsAsync(store, [.. acknowledged, "AFTER"]);
    }

    [Fact]
    public async Task Asked_to_stop_under_load_it_answers_what_it_took_in_and_loses_nothing()
    {
        List<string> acknowledged;
        using (var server = await WarmAsync("sqlite"))
            acknowledged = await UnderLoadAsync(server, 150, async () => Assert.Equal(0, await server.TerminateAsync()));
        await AssertHoldsAsync("sqlite", acknowledged);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>A server that has checked the slow hash of its credential once.</summary>
    private async Task<ServerChild> WarmAsync(string store)
    {
        var server = await ServerChild.StartAsync(File, store);
        Assert.Equal(200, (await server.SendAsync("GET", server.Call.PathAndQuery))?.Status);
        return server;
    }

    private static Task<Reply?> BillAsync(ServerChild server, string number) =>
        server.SendAsync("POST", $"/v2/transactions?{Who}", $$"""{"type":"REGULAR","billNumber":"{{number}}","billAmount":"10","lineItemsV2":[{"itemCode":"MUG-01","qty":1,"rate":10,"amount":10}]}""");

    /// <summary>Adds bills until the server has gone, which it is made to do when so many are acknowledged; gives all that were.</summary>
    private static async Task<List<string>> UnderLoadAsync(ServerChild server, int enough, Func<Task> end)
    {
        var acknowledged = new ConcurrentBag<string>();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var load = Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            for (var i = 0; await BillAsync(server, string.Create(CultureInfo.InvariantCulture, $"K-{caller}-{i}")) is { } reply; i++)
            {
                Assert.True(reply.Status == 200, $"K-{caller}-{i}: {reply}");
                acknowledged.Add($"K-{caller}-{i}");
                if (acknowledged.Count >= enough) reached.TrySetResult();
            }
        }));
        await await Task.WhenAny(reached.Task, load);
        Assert.True(reached.Task.IsCompleted, "the server went before it was made to");
        await end();
        await load;
        return [.. acknowledged];
    }

    private async Task AssertHoldsAsync(string store, IReadOnlyCollection<string> bills)
    {
        await using var engine = await LoyaltyEngine.OpenAsync(options => (store == "litedb" ? options.UseLiteDb(File) : options.UseSqlite(File)).UseProgram(Server.Demo.Program));
        Assert.Empty((await engine.VerifyAsync()).Violations);
        var till = engine.For("demo").AtTill("DEMO-1", "HIGH-STREET");
        foreach (var number in bills) Assert.Single((await till.Sales.FindBillsAsync(number)).OrThrow(), found => found.Amount == 10m);
    }
}
