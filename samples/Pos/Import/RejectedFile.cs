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

    private const string Header = "line,reason,row";

    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create("\",\r\n;\t");

    /// <summary>Answers where the file is: beside the input, or beside the data file when that folder cannot be written.</summary>
    public static string Write(InputFile input, char delimiter, Staging staging, string? dataFile)
    {
        try
        {
            return WriteBeside(input.Path, input, delimiter, staging);
        }
        catch (Exception e) when (dataFile is not null && e is IOException or UnauthorizedAccessException)
        {
            return WriteBeside(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(dataFile!))!, Path.GetFileName(input.Path)), input, delimiter, staging);
        }
    }

    /// <summary>The first name beside a file that is free or bears a list of ours: what somebody else wrote is never written over.</summary>
    public static string FreePlace(string path, string header)
    {
        for (var n = 1; ; n++)
        {
            var place = Named(path, n);
            if (!Path.Exists(place) || IsOurs(place, header))
            {
                return place;
            }
        }
    }

    /// <summary>Whether a place is not the usual one, as that holds a file of somebody else's.</summary>
    public static bool IsUnusual(string place) => !place.EndsWith(Ending, StringComparison.Ordinal);

    /// <summary>Says so.</summary>
    public static string Told(string place) => $"A file of yours has the name that the rejected rows usually get; it was left as it is, and they are in {place}.";

    /// <summary>Takes away the lists of an earlier import of this file: nothing in them is true any more.</summary>
    public static void DeleteStale(string path, string header = Header)
    {
        try
        {
            for (var n = 1; Path.Exists(Named(path, n)); n++)
            {
                if (IsOurs(Named(path, n), header))
                {
                    File.Delete(Named(path, n));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be written holds no list of ours.
        }
    }

    private static string Named(string path, int n) => n == 1 ? path + Ending : FormattableString.Invariant($"{path}.rejected-{n}.csv");

    private static bool IsOurs(string place, string header)
    {
        try
        {
            using var reader = new StreamReader(place);
            var start = new char[header.Length + 1];
            return reader.ReadBlock(start) == start.Length && start[^1] is '\n' or '\r' && start.AsSpan().StartsWith(header, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string WriteBeside(string path, InputFile input, char delimiter, Staging staging)
    {
        var place = FreePlace(path, Header);
        Write(place, input, delimiter, staging);
        return place;
    }

    private static void Write(string path, InputFile input, char delimiter, Staging staging)
    {
        using var stream = new FileStream(path, StagingPlace.Private(FileMode.Create, FileShare.Read));
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        writer.WriteLine(Header);
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
