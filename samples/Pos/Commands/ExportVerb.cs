using System.CommandLine;
using System.Globalization;
using System.Text;
using Loyalty;
using Pos.Import;

namespace Pos.Commands;

/// <summary><c>export</c>: the journal as a table, one row a posting, member by member.</summary>
internal static class ExportVerb
{
    private const int PageSize = 1000;

    public static Command Create(Desk desk)
    {
        var data = CommonOptions.Data();
        var organisation = CommonOptions.Organisation();
        var file = new Option<string>("--out") { Description = "The file to write.", HelpName = "FILE", Required = true };
        var format = new Option<string>("--format") { Description = "csv.", HelpName = "FORMAT", DefaultValueFactory = _ => "csv" };
        format.AcceptOnlyFromAmong("csv");
        var command = new Command("export", "Writes the journal, one row a posting.") { data, format, file, organisation };
        command.SetWork(async (parsed, ct) =>
        {
            var (path, target) = (parsed.GetRequiredValue(data), parsed.GetRequiredValue(file));
            if (Path.GetFullPath(path) == Path.GetFullPath(target)) throw new UserException($"{target} is the data file itself.");
            await using var engine = await DataFile.OpenExistingAsync(desk, path, ct);
            var shops = DataFile.Shops(engine, parsed.GetValue(organisation));
            var part = target + ".part";
            var rows = 0L;
            try
            {
                await using (var writer = new StreamWriter(new FileStream(part, StagingPlace.Private(FileMode.Create, FileShare.None)), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" })
                {
                    await writer.WriteLineAsync("position,member,kind,effective,recorded,source,target,points,lot,bill");
                    foreach (var shop in shops) rows += await WriteAsync(shop, writer, ct);
                }

                File.Move(part, target, overwrite: true);
            }
            finally
            {
                File.Delete(part);
            }

            await desk.Output.WriteLineAsync(Say.Text($"{target}: {rows:N0} rows"));
            return Exit.Done;
        });
        return command;
    }

    private static async Task<long> WriteAsync(Workplace shop, StreamWriter writer, CancellationToken ct)
    {
        var rows = 0L;
        long? after = null;
        do
        {
            var page = (await shop.Customers.ListAsync(PageSize, after, ct)).Need();
            foreach (var member in page.Items)
            {
                foreach (var entry in await EntriesAsync(shop, member.Id, ct))
                {
                    foreach (var movement in entry.Movements)
                    {
                        Write(writer, member.Id, entry, movement);
                        rows++;
                    }
                }
            }

            after = page.Next;
        }
        while (after is not null);
        return rows;
    }

    /// <summary>A member's entries, the oldest first.</summary>
    private static async Task<List<StatementRow>> EntriesAsync(Workplace shop, CustomerId member, CancellationToken ct)
    {
        var entries = new List<StatementRow>();
        long? before = null;
        do
        {
            var page = (await shop.Points.StatementAsync(new(member) { Limit = PageSize, Before = before }, ct)).Need();
            entries.AddRange(page.Rows);
            before = page.Next;
        }
        while (before is not null);
        entries.Reverse();
        return entries;
    }

    private static void Write(StreamWriter writer, CustomerId member, StatementRow entry, Movement movement) => writer.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{entry.Position},{member},{entry.Kind},{Say.Instant(entry.Effective)},{Say.Instant(entry.Recorded)},{movement.Source},{movement.Target},{Say.Number(movement.Points)},{movement.Lot},{Field(entry.Bill)}"));

    private static string Field(string? text) =>
        text is null ? "" : text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
