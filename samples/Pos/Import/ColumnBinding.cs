namespace Pos.Import;

/// <summary>A mapping applied to the header of a file: which field of a row means what.</summary>
internal sealed class ColumnBinding
{
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    private ColumnBinding(char delimiter, IReadOnlyList<string> header, ColumnMap map)
    {
        Delimiter = delimiter;
        Header = header;
        Columns = [.. Enum.GetValues<Role>().Select(role =>
            map.Columns.TryGetValue(role, out var names) ? names.Select(IndexOf).ToArray() : [])];
        var mapped = Columns.SelectMany(indexes => indexes).ToHashSet();
        Kept = map.KeepUnmapped
            ? [.. Enumerable.Range(0, header.Count).Where(i => !mapped.Contains(i)).OrderBy(i => header[i], StringComparer.Ordinal)]
            : [];
    }

    public char Delimiter { get; }

    public IReadOnlyList<string> Header { get; }

    /// <summary>Fields of each role, by <see cref="Role"/>.</summary>
    public IReadOnlyList<int[]> Columns { get; }

    /// <summary>Fields that are kept as custom fields, by name, so that the order of the columns does not matter.</summary>
    public IReadOnlyList<int> Kept { get; }

    public static ColumnBinding Bind(InputFile file, ColumnMap map)
    {
        var (delimiter, header) = map.Delimiter is { } given ? (given, ReadHeader(file, given)) : Detect(file, map);
        Refuse(file, map, delimiter, header);
        return new ColumnBinding(delimiter, header, map);
    }

    public int[] this[Role role] => Columns[(int)role];

    /// <summary>The delimiter under which the header has the most of the mapped columns; then the most columns.</summary>
    private static (char Delimiter, List<string> Header) Detect(InputFile file, ColumnMap map)
    {
        (char Delimiter, List<string> Header, int Found)? best = null;
        ImportException? broken = null;
        foreach (var candidate in Delimiters)
        {
            try
            {
                var header = ReadHeader(file, candidate);
                var found = map.Columns.Values.SelectMany(names => names).Count(name => Has(header, name));
                if (best is not { } so || (found, header.Count).CompareTo((so.Found, so.Header.Count)) > 0)
                {
                    best = (candidate, header, found);
                }
            }
            catch (ImportException e)
            {
                broken ??= e;
            }
        }

        return best is { } choice ? (choice.Delimiter, choice.Header) : throw broken!;
    }

    private static List<string> ReadHeader(InputFile file, char delimiter)
    {
        using var text = new CsvText(file, delimiter);
        if (!text.Read())
        {
            throw new ImportException($"{file.Path} has no header line.");
        }

        var header = new List<string>(text.FieldCount);
        for (var i = 0; i < text.FieldCount; i++)
        {
            var name = text.Field(i).Trim().ToString();
            header.Add(name.Length > 0 ? name : FormattableString.Invariant($"column {i + 1}"));
        }

        return header;
    }

    private static void Refuse(InputFile file, ColumnMap map, char delimiter, List<string> header)
    {
        var wanted = map.Columns.Values.SelectMany(names => names).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var missing = wanted.Where(name => !Has(header, name)).ToList();
        if (missing.Count > 0)
        {
            var other = Delimiters.FirstOrDefault(d => d != delimiter && header.Exists(name => name.Contains(d, StringComparison.Ordinal)));
            throw new ImportException(
                $"{file.Path} has no column {Quoted(missing)}.\nIts columns, separated by {Show(delimiter)}, are {Quoted(header)}."
                + (header.Count == 1 && other != default ? $"\nThe header looks as if {Show(other)} separated it: is the delimiter wrong?" : ""));
        }

        var doubled = header.GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1 && (map.KeepUnmapped || wanted.Contains(group.Key, StringComparer.OrdinalIgnoreCase)))
            .Select(group => group.Key)
            .ToList();
        if (doubled.Count > 0)
        {
            throw new ImportException($"{file.Path} has more than one column {Quoted(doubled)}: which one is meant?");
        }

        if (map.KeepUnmapped && header.Find(name => name.Length > RowReader.LongestField) is { } tooLong)
        {
            throw new ImportException($"{file.Path}: the column '{tooLong[..40]}...' has a name too long to be kept (over {RowReader.LongestField} characters).");
        }
    }

    private static bool Has(List<string> header, string name) => header.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));

    private static string Show(char delimiter) => delimiter == '\t' ? "tab" : $"'{delimiter}'";

    private int IndexOf(string name)
    {
        for (var i = 0; i < Header.Count; i++)
        {
            if (string.Equals(Header[i], name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        throw new InvalidOperationException("Checked before.");
    }
}
