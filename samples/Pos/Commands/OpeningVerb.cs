using Loyalty;
using Pos.Openings;

namespace Pos.Commands;

/// <summary>What <c>import --opening-balances FILE</c> does.</summary>
internal static class OpeningVerb
{
    /// <summary>How it is asked.</summary>
    internal sealed record Asked(string File, string Data, string? Store, LoyaltyDefinition Program, bool DryRun, bool Json);

    public static async Task<int> RunAsync(Desk desk, Asked asked, CancellationToken ct)
    {
        using var trial = asked.DryRun ? new TrialCopy() : null;
        var path = trial is null ? asked.Data : await trial.OfAsync(desk, asked.Data, ct);
        await using var engine = await LoyaltyEngine.OpenAsync(
            options =>
            {
                options.UseFile(path, asked.Store).UseProgram(asked.Program);
                options.Clock = desk.Clock;
            },
            ct);
        var report = await OpeningImport.RunAsync(asked.File, engine.For(asked.Program.Organisation.Code), asked.DryRun, ct);
        if (!asked.DryRun) OpeningImport.WriteRejects(report);
        if (asked.Json) await desk.Output.WriteLineAsync(JsonLine.Of(report.Facts));
        else report.Write(desk.Output);
        return report.Agrees ? Exit.Done : Exit.NotProven;
    }
}
