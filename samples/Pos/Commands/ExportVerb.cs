using System.CommandLine;
using System.Text;
using Microsoft.Data.Sqlite;
using Pos.Export;
using Pos.Import;

namespace Pos.Commands;

/// <summary><c>export</c>: the journal as a table, or as books that hledger checks.</summary>
internal static class ExportVerb
{
    public static Command Create(Desk desk)
    {
        var data = CommonOptions.Data();
        var organisation = CommonOptions.Organisation();
        var file = new Option<string>("--out") { Description = "The file to write.", HelpName = "FILE", Required = true };
        var format = new Option<string>("--format") { Description = "csv: one row a posting; hledger: double entry with every balance asserted.", HelpName = "FORMAT", DefaultValueFactory = _ => "csv" };
        format.AcceptOnlyFromAmong("csv", "hledger");
        var command = new Command("export", "Writes the journal.") { data, format, file, organisation };
        command.SetWork(async (parsed, ct) =>
        {
            var (path, target) = (parsed.GetRequiredValue(data), parsed.GetRequiredValue(file));
            if (Path.GetFullPath(path) == Path.GetFullPath(target)) throw new UserException($"{target} is the data file itself.");
            await using var engine = await DataFile.OpenExistingAsync(desk, path, ct);
            var shops = DataFile.Shops(engine, parsed.GetValue(organisation));
            var part = target + ".part";
            string count;
            try
            {
                await using (var writer = new StreamWriter(new FileStream(part, StagingPlace.Private(FileMode.Create, FileShare.None)), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" })
                {
                    if (parsed.GetValue(format) == "hledger")
                    {
                        using var sorted = new DatedTexts(target + ".sort");
                        count = Say.Text($"{await new HledgerExport(writer, sorted, desk.Clock.GetCurrentInstant()).WriteAsync(shops, ct):N0} transactions");
                    }
                    else
                    {
                        count = Say.Text($"{await CsvExport.WriteAsync(shops, writer, ct):N0} rows");
                    }
                }

                File.Move(part, target, overwrite: true);
            }
            catch (SqliteException fault)
            {
                throw new UserException($"{target} cannot be sorted: {fault.Message}", fault);
            }
            finally
            {
                File.Delete(part);
            }

            await desk.Output.WriteLineAsync($"{target}: {count}");
            return Exit.Done;
        });
        return command;
    }
}
