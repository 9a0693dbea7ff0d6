using System.CommandLine;
using Loyalty;

namespace Pos.Commands;

/// <summary><c>verify</c>: proves a file against its own journal.</summary>
internal static class VerifyVerb
{
    public static Command Create(Desk desk)
    {
        var data = CommonOptions.Data();
        var command = new Command("verify", "Checks every invariant of a file; exit code 1 when one does not hold.") { data };
        command.SetWork(async (parsed, ct) =>
        {
            var proof = await ProveAsync(desk, parsed.GetRequiredValue(data), ct);
            await desk.Output.WriteLineAsync(JsonLine.Of(new { proof.Entries, proof.Members, proof.Violations }));
            return proof.Holds ? Exit.Done : Exit.NotProven;
        });
        return command;
    }

    /// <summary>A file too damaged to be opened is a finding, not a mistake of the user's.</summary>
    public static async Task<Proof> ProveAsync(Desk desk, string path, CancellationToken ct)
    {
        try
        {
            await using var engine = await DataFile.OpenExistingAsync(desk, path, ct);
            return await engine.VerifyAsync(cancellation: ct);
        }
        catch (StoreException damage) when (damage.Fault == StoreFault.Corrupt)
        {
            return new Proof(0, 0, [$"file: {damage.Message}"]);
        }
    }
}
