using System.Text;

namespace Loyalty;

/// <summary>Rows of comma-separated text (RFC 4180), read as they come.</summary>
internal static class CouponCsv
{
    /// <summary>Longest row that is read; a longer one is no row of codes.</summary>
    private const int LongestRow = 100_000;

    /// <exception cref="InvalidDataException">The text is not comma-separated.</exception>
    public static async IAsyncEnumerable<CouponRow> ReadAsync(Stream stream, bool hasHeader, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true, bufferSize: 4096, leaveOpen: true);
        var number = 0L;
        while (await RowAsync(reader, cancellation).ConfigureAwait(false) is { } cells)
        {
            number++;
            if ((number == 1 && hasHeader) || (cells.Count == 1 && cells[0].Length == 0)) continue;
            yield return new CouponRow(number, cells);
        }
    }

    private static async ValueTask<List<string>?> RowAsync(StreamReader reader, CancellationToken cancellation)
    {
        if (await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is not { } line) return null;
        // A quoted cell may hold line breaks.
        while (line.Count(c => c == '"') % 2 != 0)
        {
            if (line.Length > LongestRow || await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is not { } more) throw new InvalidDataException("A quoted cell does not end.");
            line += "\n" + more;
        }
        if (line.Length > LongestRow) throw new InvalidDataException("A row is too long.");
        return Cells(line);
    }

    private static List<string> Cells(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '"' && isQuoted && i + 1 < line.Length && line[i + 1] == '"') cell.Append(line[i++]);
            else if (c == '"') isQuoted = !isQuoted;
            else if (c == ',' && !isQuoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else cell.Append(c);
        }
        cells.Add(cell.ToString());
        return cells;
    }
}
