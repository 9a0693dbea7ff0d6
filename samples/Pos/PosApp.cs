using System.CommandLine;
using System.CommandLine.Invocation;
using Loyalty;
using Pos.Commands;
using Pos.Import;

namespace Pos;

/// <summary>The program: a till on the loyalty engine, and what a shop needs around it.</summary>
public static class PosApp
{
    /// <summary>Runs a command line. 0: done; 1: a file is not proven; 2: the user has to change something; 130: interrupted.</summary>
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error) => RunAsync(args, new Desk(output, error), CancellationToken.None);

    internal static async Task<int> RunAsync(string[] args, Desk desk, CancellationToken ct)
    {
        var root = TillVerb.Create(desk);
        root.Add(ImportVerb.Create(desk));
        root.Add(GenerateVerb.Create(desk));
        root.Add(CartVerb.Create(desk));
        root.Add(KeyboardVerb.Create(desk));
        root.Add(StatementVerb.Create(desk));
        root.Add(MergeVerb.Create(desk));
        root.Add(VerifyVerb.Create(desk));
        root.Add(ExportVerb.Create(desk));
        root.Add(BackupVerb.Create(desk));
        root.Add(RestoreVerb.Create(desk));

        // An argument that begins with @ is a value, not a file to read arguments from.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            if (parsed.Action is ParseErrorAction)
                throw new UserException(string.Join(Environment.NewLine, parsed.Errors.Select(fault => fault.Message).Distinct()) + Environment.NewLine + "Run with --help for what there is.");
            var invocation = new InvocationConfiguration
            {
                Output = desk.Output,
                Error = desk.Error,
                EnableDefaultExceptionHandler = false,
                // Ctrl+C asks; a commit under way is let finish and the file closed.
                ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
            };
            return await parsed.InvokeAsync(invocation, ct);
        }
        catch (OperationCanceledException)
        {
            await desk.Error.WriteLineAsync("Stopped.");
            return Exit.Stopped;
        }
        catch (Exception fault) when (fault is UserException or LoyaltyOptionsException or StoreException or ImportException or IOException or UnauthorizedAccessException)
        {
            await desk.Error.WriteLineAsync(fault.Message);
            return Exit.UserFault;
        }
    }
}
