using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Loyalty.Benchmarks;

/// <summary>The results as a table for people and as JSON for programs.</summary>
internal static class ScoreboardReport
{
    public static void Print(IReadOnlyList<RowResult> results, TextWriter output)
    {
        string[][] table =
        [
            ["row", "ours", "floor or peer", "ratio", "spread", "goal", "met"],
            .. results.Select(Cells),
        ];
        var widths = Enumerable.Range(0, table[0].Length).Select(column => table.Max(cells => cells[column].Length)).ToList();
        output.WriteLine();
        foreach (var cells in table)
        {
            output.WriteLine(string.Join("  ", cells.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        output.WriteLine();
        output.WriteLine("All figures are medians of the passes, the ratio that of each pass's ratio; spread is the lowest and the highest. Compare ratios, not rates of different days.");
        if (results.Any(result => result.Ours is null))
        {
            output.WriteLine("A dash under ours: the engine is not connected to that row yet.");
        }
    }

    public static void WriteJson(IReadOnlyList<RowResult> results, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteStartArray("rows");
        foreach (var result in results)
        {
            json.WriteStartObject();
            json.WriteString("row", result.Row.Name);
            WriteNumber(json, "ours", result.Ours, digits: 2);
            WriteNumber(json, "peer", result.Peer, digits: 2);
            WriteNumber(json, "ratio", result.Ratio, digits: 4);
            json.WriteString("goal", result.Row.Goal?.ToString());
            if (result.Met is { } met)
            {
                json.WriteBoolean("met", met);
            }
            else
            {
                json.WriteNull("met");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string[] Cells(RowResult result) =>
    [
        result.Row.Name,
        Amount(result.Ours, result.Row.Ours),
        $"{Amount(result.Peer, result.Row.Peer)} {result.Row.Peer.Name}",
        result.Ratio is { } ratio ? Two(ratio) : "-",
        result.Spread is { } spread ? $"{Two(spread.Low)}..{Two(spread.High)}" : "-",
        result.Row.Goal?.ToString() ?? "",
        result.Met is { } met ? (met ? "yes" : "NO") : "",
    ];

    private static string Amount(double? value, Contestant? contestant) =>
        value is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number:N0}{contestant!.Unit}") : "-";

    private static string Two(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value, int digits)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, Math.Round(number, digits));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
