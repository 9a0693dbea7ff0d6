using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pos.Import;

/// <summary>A reason for which rows were rejected.</summary>
internal sealed record RejectedReason(string Reason, long Rows, long FirstRow);

/// <summary>What an import did.</summary>
internal sealed record ImportReport
{
    private const string Duplicate = "refused: bill.duplicate";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public required string InputFile { get; init; }

    public required bool DryRun { get; init; }

    public required string Zone { get; init; }

    public string? Currency { get; init; }

    /// <summary>Rows of the file, without header and blank lines.</summary>
    public required StagingFacts Facts { get; init; }

    /// <summary>Bills in the data now, those included that were there before.</summary>
    public required ImportTotals Totals { get; init; }

    public required long Members { get; init; }

    public required IReadOnlyList<RejectedReason> Reasons { get; init; }

    public string? RejectedFile { get; init; }

    public bool Resumed { get; init; }

    public TimeSpan Elapsed { get; init; }

    /// <summary>Staging files of other imports that were not finished.</summary>
    public IReadOnlyList<string> LeftBehind { get; init; } = [];

    public long Rejected => Reasons.Sum(reason => reason.Rows);

    /// <summary>Why nothing came of it, or null: rows were read and none was taken.</summary>
    public string? Nothing => Facts.Rows == 0 || Totals.Bills > 0
        ? null
        : Say($"Nothing {(DryRun ? "would be" : "was")} imported: of {Facts.Rows:N0} rows all were rejected, {Reasons[0].Rows:N0} for: {Reasons[0].Reason}.");

    public void WriteText(TextWriter writer)
    {
        var head = DryRun ? "Dry run of" : Nothing is not null ? "Nothing imported from" : Resumed ? "Went on with" : "Imported";
        writer.WriteLine($"{head} {InputFile}");
        Line("rows", Facts.Rows, "");
        Line("bills", Totals.Bills, Totals.Bills == 0 ? "" : Totals.Replayed == 0 ? "all new" : Say($"{Totals.Bills - Totals.Replayed:N0} new, {Totals.Replayed:N0} were already there"));
        Line("members", Members, Members == 0 ? "" : Say($"{Totals.NewMembers:N0} new"));
        Line("amount", Totals.Amount, Currency ?? "", "#,0.00##");
        Line("points", Totals.Points, "", "#,0.###");
        Line("rejected", Rejected, RejectedFile ?? "");
        foreach (var reason in Reasons)
        {
            writer.WriteLine(Say($"    {reason.Rows,14:N0}  {reason.Reason} (first: line {reason.FirstRow})"));
        }

        writer.WriteLine(Say($"  seconds   {Elapsed.TotalSeconds,14:N1}"));
        Notes(writer);

        void Line(string name, decimal value, string remark, string format = "#,0") =>
            writer.WriteLine(Say($"  {name,-9} {value.ToString(format, CultureInfo.InvariantCulture),14}  {remark}").TrimEnd());
    }

    /// <summary>One line; amounts and points as text, so that no reader makes floats of them.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Plain))
        {
            writer.WriteStartObject();
            writer.WriteNumber("rows", Facts.Rows);
            writer.WriteNumber("bills", Totals.Bills);
            writer.WriteNumber("members", Members);
            writer.WriteString("amount", Totals.Amount.ToString("0.00##", CultureInfo.InvariantCulture));
            writer.WriteString("points", Totals.Points.ToString("0.###", CultureInfo.InvariantCulture));
            writer.WriteNumber("rejected", Rejected);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private void Notes(TextWriter writer)
    {
        if (DryRun)
        {
            writer.WriteLine("Nothing was written.");
        }

        if (Facts.Skipped + Facts.Repeated > 0)
        {
            writer.WriteLine(Say(
                $"Daylight saving in {Zone}: {Facts.Skipped:N0} rows at times it skips (shifted forward), {Facts.Repeated:N0} at times it repeats (taken at the earlier offset)."));
        }

        if (Facts.Wide > 0)
        {
            writer.WriteLine(Say(
                $"{Facts.Wide:N0} bills have rows more than a day apart. If the shop starts its numbers again, join columns: bill=store+date+number."));
        }

        if (Reasons.Any(reason => reason.Reason.EndsWith(RowReader.DecimalComma, StringComparison.Ordinal)))
        {
            writer.WriteLine("If the file's numbers have a decimal comma, say --decimal-comma, or decimalComma in the map.");
        }

        if (Reasons.FirstOrDefault(reason => reason.Reason == Duplicate) is { } there)
        {
            writer.WriteLine(Say(
                $"{there.Rows:N0} rows are of bills that are there already with other content, such as a bill whose rows were corrected since: they were left as they are."));
        }

        if (RejectedFile is not null && Import.RejectedFile.IsUnusual(RejectedFile))
        {
            writer.WriteLine(Import.RejectedFile.Told(RejectedFile));
        }

        foreach (var file in LeftBehind)
        {
            writer.WriteLine($"Left by an import that was not finished: {file}. Finish it, or delete the file.");
        }
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
