using System.CommandLine;

namespace Pos.Commands;

/// <summary><c>generate</c>: a CSV of an invented shop, as large as one likes.</summary>
internal static class GenerateVerb
{
    public static Command Create(Desk desk)
    {
        var bills = new Option<long>("--bills") { Description = "How many bills.", HelpName = "N", Required = true };
        var seed = new Option<ulong>("--seed") { Description = "The same seed gives the same file.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var file = new Option<string>("--out") { Description = "The file to write.", HelpName = "FILE", Required = true };
        bills.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && long.TryParse(result.Tokens[0].Value, out var count) && count < 1) result.AddError("--bills must be 1 or more.");
        });
        var command = new Command("generate", "Writes receipt lines of an invented shop over two years.") { bills, seed, file };
        command.SetWork(async (parsed, ct) =>
        {
            var path = parsed.GetRequiredValue(file);
            var made = new GenerateCommand(new GenerateOptions(parsed.GetValue(bills), parsed.GetValue(seed), path)).Run(ct);
            await desk.Output.WriteLineAsync(Say.Text($"{path}: {made.Bills:N0} bills, {made.Lines:N0} lines, {made.Members:N0} members, {made.Amount:N2}"));
            return Exit.Done;
        });
        return command;
    }
}
