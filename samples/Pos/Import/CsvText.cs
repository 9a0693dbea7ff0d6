using Sylvan.Data.Csv;

namespace Pos.Import;

/// <summary>
/// Records of a CSV text with the line of the file where each begins (a quoted field may hold line ends, so records
/// and lines are not the same). Blank lines are passed over. Broken quoting stops the run, as where the next
/// record begins is then a guess.
/// </summary>
internal sealed class CsvText : IDisposable
{
    private const int LargestRecord = 1 << 20;

    private readonly InputFile _file;
    private readonly CsvDataReader _csv;
    private readonly Func<bool> _read;
    private long _nextLine = 1;

    public CsvText(InputFile file, char delimiter)
    {
        _file = file;
        var options = new CsvDataReaderOptions
        {
            Delimiter = delimiter,
            HasHeaders = false,
            Comment = '\0', // a member number may begin with '#'; the file holds no zero character
            BufferSize = 1 << 16,
            MaxBufferSize = LargestRecord,
            CsvStyle = CsvStyle.Standard,
        };
        _csv = Guarded(() => CsvDataReader.Create(file.OpenText(), options));
        _read = _csv.Read;
    }

    /// <summary>Line where the current record begins, from 1.</summary>
    public long Line { get; private set; }

    public int FieldCount => _csv.RowFieldCount;

    /// <summary>The current record as it stands in the file, without its line end.</summary>
    public ReadOnlySpan<char> Raw => _csv.GetRawRecordSpan().TrimEnd("\r\n");

    public ReadOnlySpan<char> Field(int index) => _csv.GetFieldSpan(index);

    public bool Read()
    {
        while (Guarded(_read))
        {
            Line = _nextLine;
            _nextLine += LineEnds(_csv.GetRawRecordSpan());
            if (_csv.RowFieldCount > 1 || !_csv.GetRawRecordSpan().IsWhiteSpace())
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose() => _csv.Dispose();

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvRecordTooLargeException e)
        {
            throw new ImportException(
                $"{_file.Path}, line {_nextLine}: the row that begins here is over {LargestRecord:N0} characters long. Is a quote left open?", e);
        }
        catch (CsvFormatException e)
        {
            throw new ImportException(
                $"{_file.Path}, line {_nextLine}: broken quoting in the row that begins here. "
                + "A quoted field ends with a quote right before the delimiter, and a quote inside it is doubled.", e);
        }
    }

    private static int LineEnds(ReadOnlySpan<char> text)
    {
        var ends = 0;
        for (var at = text.IndexOfAny('\r', '\n'); at >= 0; at = text.IndexOfAny('\r', '\n'))
        {
            var pair = text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n';
            text = text[(at + (pair ? 2 : 1))..];
            ends++;
        }

        return ends;
    }
}
