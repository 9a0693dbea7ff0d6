using System.Globalization;
using Loyalty;

namespace Pos.Export;

/// <summary>The journal as a table: one row a posting, member by member, a member's oldest first.</summary>
internal static class CsvExport
{
    public static async Task<long> WriteAsync(IReadOnlyList<Workplace> shops, TextWriter writer, CancellationToken ct)
    {
        await writer.WriteLineAsync("position,member,kind,effective,recorded,source,target,points,lot,bill");
        var rows = 0L;
        foreach (var shop in shops)
        {
            await foreach (var member in MemberReading.MembersAsync(shop, ct))
            {
                var entries = new List<StatementRow>();
                await foreach (var page in MemberReading.PagesAsync(shop, member.Id, ct)) entries.AddRange(page.Rows);
                for (var i = entries.Count - 1; i >= 0; i--)
                {
                    foreach (var movement in entries[i].Movements)
                    {
                        Write(writer, member.Id, entries[i], movement);
                        rows++;
                    }
                }
            }
        }

        return rows;
    }

    private static void Write(TextWriter writer, CustomerId member, StatementRow entry, Movement movement) => writer.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{entry.Position},{member},{entry.Kind},{Say.Instant(entry.Effective)},{Say.Instant(entry.Recorded)},{movement.Source},{movement.Target},{Say.Number(movement.Points)},{movement.Lot},{Field(entry.Bill)}"));

    private static string Field(string? text) =>
        text is null ? "" : text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
