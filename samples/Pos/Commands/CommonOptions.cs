using System.CommandLine;

namespace Pos.Commands;

/// <summary>Options that several commands have, spelt alike.</summary>
internal static class CommonOptions
{
    public static Option<string> Data() => new("--data") { Description = "The data file.", HelpName = "FILE", DefaultValueFactory = _ => DataFile.Default };

    /// <summary>What keeps the data; null: what the file is, SQLite for a new one.</summary>
    public static Option<string?> Store(params string[] among)
    {
        var text = string.Join(", ", among).Replace(DataStore.Memory, $"or {DataStore.Memory} for this run only", StringComparison.Ordinal);
        var store = new Option<string?>("--store") { Description = $"What keeps the data: {text}. Default: what the file is; {DataStore.Sqlite} for a new one.", HelpName = "STORE" };
        store.AcceptOnlyFromAmong(among);
        return store;
    }

    public static Option<string?> Organisation() => new("--organisation") { Description = "Code of the shop, where the file has several.", HelpName = "CODE" };

    /// <summary>The way out when the clock has leapt: a file that was not used for long, or a clock that was wrong.</summary>
    public static Option<bool> AcceptClock() => new("--accept-clock") { Description = "Accept the time as it stands where the clock has leapt since the file was last written, as after more than 400 days." };

    /// <summary>
    /// Sets what a command does. It runs on a thread of its own: the library listens for Ctrl+C only once the action has
    /// returned its task, and the engine's calls complete at once where nobody competes with them.
    /// </summary>
    public static void SetWork(this Command command, Func<ParseResult, CancellationToken, Task<int>> work) =>
        command.SetAction((parsed, ct) => Task.Run(() => work(parsed, ct), ct));

    public static Option<bool> Json() => new("--json") { Description = "Lines for a machine instead of a screen." };
}
