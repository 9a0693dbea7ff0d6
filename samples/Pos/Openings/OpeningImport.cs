using System.Text;
using Loyalty;

namespace Pos.Openings;

/// <summary>Brings a file of opening balances to the engine, a thousand members a commit.</summary>
internal static class OpeningImport
{
    /// <summary>What a take-over is known by: a second run of the same file adds nothing.</summary>
    public const string Reference = "opening-balance";

    private const int Batch = 1_000;
    private const string RejectsHeader = "line,member,reason";

    public static async Task<OpeningReport> RunAsync(string path, OpeningFile file, Workplace shop, bool dryRun, CancellationToken ct)
    {
        var (brought, replayed) = (default(OpeningSum), 0L);
        var rejects = new List<OpeningReject>(file.Rejects);
        foreach (var members in file.Members.Chunk(Batch))
        {
            var answers = (await shop.Openings.OpenAsync([.. members.Select(member => member.Balance)], cancellation: ct)).Need();
            for (var i = 0; i < members.Length; i++)
            {
                var (member, answer) = (members[i], answers[i]);
                if (answer.IsRefused)
                {
                    rejects.Add(new(member.Line, member.Balance.ExternalId, $"{answer.Refusal.Code}: {answer.Refusal.Message}", member.Points, member.Balance.Purchases));
                    continue;
                }

                // What the engine wrote, not what it was told.
                brought += new OpeningSum(1, answer.Value.Points, answer.Value.Purchases);
                if (answer.Replayed) replayed++;
            }
        }

        rejects.Sort((left, right) => left.Line.CompareTo(right.Line));
        var leftOut = rejects.Aggregate(default(OpeningSum), (sum, each) => sum + new OpeningSum(each.Member.Length > 0 ? 1 : 0, each.Points, each.Purchases));
        var all = new OpeningSum(file.Members.Count + file.Rejects.Count(each => each.Member.Length > 0), file.Points, file.Purchases);
        return new(path, dryRun, file.Rows, all, brought, leftOut, replayed, rejects);
    }

    /// <summary>Lists what was left out beside the file, or takes an older list away. Answers where the list is.</summary>
    public static string? WriteRejects(OpeningReport report)
    {
        if (report.Rejects.Count == 0)
        {
            Import.RejectedFile.DeleteStale(report.File, RejectsHeader);
            return null;
        }

        var path = Import.RejectedFile.FreePlace(report.File, RejectsHeader);
        using var writer = new StreamWriter(new FileStream(path, Import.StagingPlace.Private(FileMode.Create, FileShare.Read)), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        writer.WriteLine(RejectsHeader);
        foreach (var each in report.Rejects)
        {
            writer.Write(Say.Text($"{each.Line},"));
            Import.RejectedFile.WriteField(writer, each.Member);
            writer.Write(',');
            Import.RejectedFile.WriteField(writer, each.Reason);
            writer.WriteLine();
        }

        return path;
    }
}
