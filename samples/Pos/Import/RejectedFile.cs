using System.Buffers;
using System.Globalization;
using System.Text;

namespace Pos.Import;

/// <summary>
/// Writes FILE.rejected.csv: line, reason and the row as it stood. The rows are read from the input once more, so that
/// staging need not keep the text of every row for the sake of the few that are bad.
/// </summary>
internal static class RejectedFile
{
    public const string Ending = ".rejected.csv";

    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create("\",\r\n;\t");

    /// <summary>Answers where the file is: beside the input, or beside the data file when that folder cannot be written.</summary>
    public static string Write(InputFile input, char delimiter, Staging staging, string? dataFile)
    {
        var path = input.Path + Ending;
        try
        {
            Write(path, input, delimiter, staging);
            return path;
        }
        catch (Exception e) when (dataFile is not null && e is IOException or UnauthorizedAccessException)
        {
            path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(dataFile!))!, Path.GetFileName(input.Path) + Ending);
            Write(path, input, delimiter, staging);
            return path;
        }
    }

    /// <summary>Takes away the list of an earlier import of this file: nothing in it is true any more.</summary>
    public static void DeleteStale(InputFile input)
    {
        try
        {
            File.Delete(input.Path + Ending);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be written holds no list of ours.
        }
    }

    private static void Write(string path, InputFile input, char delimiter, Staging staging)
    {
        using var stream = new FileStream(path, StagingPlace.Private(FileMode.Create, FileShare.Read));
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        writer.WriteLine("line,reason,row");
        using var text = new CsvText(input, delimiter);
        foreach (var (line, reason) in staging.Rejected())
        {
            while (text.Line < line && text.Read())
            {
            }

            writer.Write(line.ToString(CultureInfo.InvariantCulture));
            writer.Write(',');
            WriteField(writer, reason);
            writer.Write(',');
            WriteField(writer, text.Raw);
            writer.WriteLine();
        }
    }

    /// <summary>A field, in quotes where it needs them.</summary>
    public static void WriteField(StreamWriter writer, ReadOnlySpan<char> text)
    {
        if (!text.ContainsAny(NeedsQuotes))
        {
            writer.Write(text);
            return;
        }

        writer.Write('"');
        for (var quote = text.IndexOf('"'); quote >= 0; quote = text.IndexOf('"'))
        {
            writer.Write(text[..(quote + 1)]);
            writer.Write('"');
            text = text[(quote + 1)..];
        }

        writer.Write(text);
        writer.Write('"');
    }
}
