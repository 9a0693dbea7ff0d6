using System.CommandLine;
using Loyalty;
using Loyalty.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Server;

/// <summary>A host process: the documented API on one file, with a demo organisation in a file that is new.</summary>
public static class ServerApp
{
    public static RootCommand Command(CancellationToken stop)
    {
        var data = new Option<FileInfo>("--data") { Description = "The file. Default: loyalty-server.db", DefaultValueFactory = _ => new("loyalty-server.db") };
        var store = new Option<string>("--store") { Description = "sqlite or litedb", DefaultValueFactory = _ => "sqlite" };
        store.AcceptOnlyFromAmong("sqlite", "litedb");
        var url = new Option<string>("--url") { Description = "Where to listen", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
        var program = new Option<FileInfo?>("--program") { Description = "A JSON file with the program of the organisation 'demo': put in force now and whenever it changes" };
        var command = new RootCommand("Serves the loyalty engine as the documented HTTP API.") { data, store, url, program };
        command.SetAction(async (parsed, cancelled) =>
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, cancelled);
            return await RunAsync(parsed.GetValue(data)!, parsed.GetValue(store)!, parsed.GetValue(url)!, parsed.GetValue(program), parsed.InvocationConfiguration.Output, both.Token);
        });
        return command;
    }

    private static async Task<int> RunAsync(FileInfo data, string store, string url, FileInfo? program, TextWriter print, CancellationToken stop)
    {
        var isNew = !data.Exists;
        var header = "";
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        Observability.AddTo(builder);
        builder.Services.AddLoyalty(
            engine => (store == "litedb" ? engine.UseLiteDb(data.FullName) : engine.UseSqlite(data.FullName)).Program = isNew || program is null ? Demo.Program : null,
            api =>
            {
                api.Print = print;
                if (program is not null) api.ProgramFiles.Add(program.FullName);
                header = api.UseDevelopmentCredential("demo", "DEMO-1", "HIGH-STREET");
            });
        await using var app = builder.Build();
        app.MapLoyaltyApi();
        if (isNew) await Demo.SeedAsync(app.Services.GetRequiredService<LoyaltyEngine>());
        await app.StartAsync(stop);
        var at = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await print.WriteLineAsync($"Page: {at}/scalar   document: {at}/openapi/v1.json");
        await print.WriteLineAsync($"curl -H 'Authorization: {header}' '{at}/v2/pointsLedger/getCustomerLedgerBalance?identifierName=mobile&identifierValue={Demo.Mobile}&source=INSTORE'");
        await app.WaitForShutdownAsync(stop);
        return 0;
    }
}
