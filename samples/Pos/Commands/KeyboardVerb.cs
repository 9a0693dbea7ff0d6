using System.CommandLine;
using Pos.Keyboard;

namespace Pos.Commands;

/// <summary><c>till</c>: a till that somebody types at.</summary>
internal static class KeyboardVerb
{
    public static Command Create(Desk desk)
    {
        var data = CommonOptions.Data();
        var store = CommonOptions.Store(DataStore.Sqlite, DataStore.LiteDb);
        var program = new Option<string?>("--program") { Description = "The loyalty program. Default: the commented example beside the program.", HelpName = "FILE" };
        var till = new Option<string?>("--till") { Description = "Code of the till. Default: the first of the program's first store.", HelpName = "CODE" };
        var user = new Option<string>("--user") { Description = "Who is at the till: a name or number of yours, kept with what is posted by hand.", HelpName = "NAME", DefaultValueFactory = _ => "cashier" };
        var acceptClock = CommonOptions.AcceptClock();
        var command = new Command("till", "A till at the counter: type or scan items, pay, return, and ask why.") { data, store, program, till, user, acceptClock };
        command.SetWork(async (parsed, ct) =>
        {
            var definition = DataFile.Program(parsed.GetValue(program) ?? DataFile.ExampleProgram);
            await using var engine = await DataFile.OpenAsync(desk, parsed.GetRequiredValue(data), parsed.GetValue(store), definition, parsed.GetValue(acceptClock), ct);
            await new KeyboardTill(engine, definition, desk, parsed.GetValue(till), parsed.GetRequiredValue(user)).RunAsync(desk.Input, ct);
            return Exit.Done;
        });
        return command;
    }
}
