using System.CommandLine;
using Loyalty;
using Pos.Till;

namespace Pos.Commands;

/// <summary>Without a sub-command: a till at work.</summary>
internal static class TillVerb
{
    public static RootCommand Create(Desk desk)
    {
        var store = CommonOptions.Store(DataStore.Sqlite, DataStore.LiteDb, DataStore.Memory);
        var data = CommonOptions.Data();
        var program = new Option<string?>("--program") { Description = "The loyalty program. Default: the commented example beside the program.", HelpName = "FILE" };
        var json = CommonOptions.Json();
        var root = new RootCommand("A till that embeds a loyalty engine: it sells, redeems and returns, and proves every point.") { store, data, program, json };
        root.SetWork(async (parsed, ct) =>
        {
            var definition = DataFile.Program(parsed.GetValue(program) ?? DataFile.ExampleProgram);
            var inMemory = parsed.GetValue(store) == DataStore.Memory;
            var path = parsed.GetRequiredValue(data);
            if (!inMemory && Path.Exists(path)) DataFile.MustExist(path);
            await using var engine = await LoyaltyEngine.OpenAsync(
                options =>
                {
                    if (inMemory) options.UseInMemory();
                    else options.UseFile(path, parsed.GetValue(store));
                    options.UseProgram(definition);
                    options.Clock = desk.Clock;
                },
                ct);
            ITillScreen screen = parsed.GetValue(json) ? new LineScreen(desk.Output) : new PaperScreen(desk.Screen(), definition);
            screen.Opened(definition, inMemory ? "memory" : path);
            var proof = await new TillDay(engine, definition, screen, desk.Clock).RunAsync(ct);
            return proof.Holds ? Exit.Done : Exit.NotProven;
        });
        return root;
    }
}
