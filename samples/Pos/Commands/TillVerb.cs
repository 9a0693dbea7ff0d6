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
        var acceptClock = CommonOptions.AcceptClock();
        var root = new RootCommand("A till that embeds a loyalty engine: it sells, redeems and returns, and proves every point.") { store, data, program, json, acceptClock };
        root.SetWork(async (parsed, ct) =>
        {
            var definition = DataFile.Program(parsed.GetValue(program) ?? DataFile.ExampleProgram);
            var inMemory = parsed.GetValue(store) == DataStore.Memory;
            var path = parsed.GetRequiredValue(data);
            if (!inMemory && Path.Exists(path)) DataFile.MustExist(path);
            await using var engine = inMemory
                ? await LoyaltyEngine.OpenAsync(
                    options =>
                    {
                        options.UseInMemory().UseProgram(definition);
                        options.Clock = desk.Clock;
                    },
                    ct)
                : await DataFile.OpenAsync(desk, path, parsed.GetValue(store), definition, parsed.GetValue(acceptClock), ct);
            ITillScreen screen = parsed.GetValue(json) ? new LineScreen(desk.Output) : new PaperScreen(desk.Screen(), definition);
            screen.Opened(definition, inMemory ? "memory" : path);
            var proof = await new TillDay(engine, definition, screen, desk.Clock).RunAsync(ct);
            return proof.Holds ? Exit.Done : Exit.NotProven;
        });
        return root;
    }
}
