using Loyalty;
using Pos.Openings;

namespace Pos.Commands;

/// <summary>What <c>import --opening-balances FILE</c> does.</summary>
internal static class OpeningVerb
{
    /// <summary>How it is asked.</summary>
    internal sealed record Asked(string File, string Data, string? Store, LoyaltyDefinition Program, bool DryRun, bool Json, bool AcceptClock);

    public static async Task<int> RunAsync(Desk desk, Asked asked, CancellationToken ct)
    {
        // Before the data is opened: a file that cannot be used makes none.
        var file = OpeningFile.Read(asked.File, OpeningImport.Reference, ct);
        using var trial = asked.DryRun ? new TrialCopy() : null;
        var path = trial is null ? asked.Data : await trial.OfAsync(desk, asked.Data, ct);
        await using var engine = await DataFile.OpenAsync(desk, path, asked.Store, asked.Program, asked.AcceptClock, ct);
        var report = await OpeningImport.RunAsync(asked.File, file, engine.For(asked.Program.Organisation.Code), asked.DryRun, ct);
        var rejects = asked.DryRun ? null : OpeningImport.WriteRejects(report);
        if (asked.Json)
        {
            await desk.Output.WriteLineAsync(JsonLine.Of(report.Facts));
        }
        else
        {
            report.Write(desk.Output);
            if (rejects is not null && Import.RejectedFile.IsUnusual(rejects)) await desk.Output.WriteLineAsync(Import.RejectedFile.Told(rejects));
        }

        return report.Agrees ? Exit.Done : Exit.NotProven;
    }
}
