using System.CommandLine;

namespace Pos.Commands;

/// <summary><c>backup</c>: a consistent copy, taken while tills go on selling.</summary>
internal static class BackupVerb
{
    public static Command Create(Desk desk)
    {
        var data = CommonOptions.Data();
        var file = new Option<string>("--out") { Description = "The new file.", HelpName = "FILE", Required = true };
        var command = new Command("backup", "Copies the data file while it may be in use.") { data, file };
        command.SetWork(async (parsed, ct) =>
        {
            var (path, target) = (parsed.GetRequiredValue(data), parsed.GetRequiredValue(file));
            if (Path.Exists(target)) throw new UserException($"{target} exists already; a backup needs a new file.");
            await using var engine = await DataFile.OpenExistingAsync(desk, path, ct);
            await engine.BackupAsync(target, ct);
            await desk.Output.WriteLineAsync(Say.Text($"{target}: {new FileInfo(target).Length:N0} bytes"));
            return Exit.Done;
        });
        return command;
    }
}
