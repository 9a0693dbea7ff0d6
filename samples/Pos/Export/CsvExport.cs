using System.Globalization;
using Loyalty;

namespace Pos.Export;

/// <summary>The journal as a table: one row a posting, member by member, program by program, the oldest first; points have no name of a currency.</summary>
internal static class CsvExport
{
    public static async Task<long> WriteAsync(IReadOnlyList<Workplace> shops, TextWriter writer, CancellationToken ct)
    {
        await writer.WriteLineAsync("position,member,program,currency,kind,effective,recorded,source,target,points,lot,bill");
        var rows = 0L;
        foreach (var shop in shops)
        {
            var currencies = await MemberReading.CurrenciesAsync(shop, ct);
            await foreach (var member in MemberReading.MembersAsync(shop, ct))
            {
                foreach (var currency in currencies) rows += await WriteAsync(currency, member.Id, writer, ct);
            }
        }

        return rows;
    }

    private static async Task<long> WriteAsync(MemberCurrency currency, CustomerId member, TextWriter writer, CancellationToken ct)
    {
        var (entries, rows) = (new List<StatementRow>(), 0L);
        await foreach (var page in MemberReading.PagesAsync(currency, member, ct)) entries.AddRange(page.Rows);
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            foreach (var movement in entries[i].Movements)
            {
                Write(writer, currency, member, entries[i], movement);
                rows++;
            }
        }

        return rows;
    }

    private static void Write(TextWriter writer, MemberCurrency currency, CustomerId member, StatementRow entry, Movement movement) => writer.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{entry.Position},{member},{Field(currency.Program.Code)},{Field(currency.Alternate?.Name)},{entry.Kind},{Say.Instant(entry.Effective)},{Say.Instant(entry.Recorded)},{movement.Source},{movement.Target},{Say.Number(movement.Points)},{movement.Lot},{Field(entry.Bill)}"));

    private static string Field(string? text) =>
        text is null ? "" : text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
