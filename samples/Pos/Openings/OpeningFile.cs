using System.Text;
using Loyalty;
using NodaTime;
using NodaTime.Text;
using Pos.Import;

namespace Pos.Openings;

/// <summary>A member's rows of the file.</summary>
/// <param name="Line">Line of its first row.</param>
/// <param name="Balance">What they say.</param>
internal sealed record OpeningMember(long Line, OpenBalance Balance)
{
    /// <summary>Points of all its lots.</summary>
    public decimal Points => Balance.Lots.Sum(lot => lot.Points);
}

/// <summary>A row or a member that cannot be taken over.</summary>
internal sealed record OpeningReject(long Line, string Member, string Reason, decimal Points, decimal Purchases);

/// <summary>
/// Reads a file of opening balances: a row a lot, or a row for a member without points. What is said of the member itself (names, tier,
/// purchases) stands in its first row or in all alike. One faulty row rejects its member as a whole: half a balance is worse than none.
/// </summary>
internal sealed class OpeningFile
{
    public const string Never = "never";

    private const int PointsScale = 6;

    private static readonly string[] s_columns = ["member", "points", "earned", "good_through", "usable_from", "purchases", "tier", "tier_since", "tier_through", "joined", "first_name", "last_name", "mobile", "email"];

    private readonly Dictionary<string, Gathered> _members = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    private OpeningFile()
    {
    }

    public long Rows { get; private set; }

    public List<OpeningReject> Rejects { get; } = [];

    /// <summary>The members that can be taken over, in the order of the file.</summary>
    public List<OpeningMember> Members { get; } = [];

    /// <summary>All points that the file names, those of rejected members included.</summary>
    public decimal Points { get; private set; }

    /// <summary>All purchases that it names, likewise.</summary>
    public decimal Purchases { get; private set; }

    public static OpeningFile Read(string path, string reference, CancellationToken ct)
    {
        using var input = InputFile.Open(path, NoProgress.Instance, ct);
        var (delimiter, header) = Header(input);
        var file = new OpeningFile();
        using (var text = new CsvText(input, delimiter))
        {
            text.Read();
            while (text.Read())
            {
                ct.ThrowIfCancellationRequested();
                file.Take(text, header);
            }
        }

        file.Close(reference);
        return file;
    }

    private static (char Delimiter, Dictionary<string, int> Header) Header(InputFile input)
    {
        foreach (var delimiter in (char[])[',', ';', '\t', '|'])
        {
            using var text = new CsvText(input, delimiter);
            if (!text.Read()) break;
            var names = Enumerable.Range(0, text.FieldCount).Select(i => text.Field(i).Trim().ToString().TrimStart('\uFEFF')).ToList();
            if (!names.Contains("member")) continue;
            if (names.FirstOrDefault(name => !s_columns.Contains(name) || names.Count(each => each == name) > 1) is { } wrong)
                throw new ImportException($"{input.Path}: column '{wrong}' is not known, or stands twice. Known are {string.Join(", ", s_columns)}.");
            return (delimiter, names.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal));
        }

        throw new ImportException($"{input.Path} has no column 'member'. A file of opening balances has a header line with some of {string.Join(", ", s_columns)}.");
    }

    private void Take(CsvText text, Dictionary<string, int> header)
    {
        Rows++;
        var row = new Row(text, header);
        var number = row.Text("member");
        if (number is null)
        {
            Rejects.Add(new(text.Line, "", "the row names no member", 0, 0));
            return;
        }

        if (!_members.TryGetValue(number, out var member))
        {
            _members.Add(number, member = new(text.Line));
            _order.Add(number);
        }

        member.Add(row, text.FieldCount > header.Count);
    }

    private void Close(string reference)
    {
        foreach (var number in _order)
        {
            var member = _members[number];
            var points = member.Lots.Sum(lot => lot.Points);
            Points += points;
            Purchases += member.Purchases ?? 0;
            if (member.Fault is { } fault)
            {
                Rejects.Add(new(member.FaultLine, number, fault, points, member.Purchases ?? 0));
                continue;
            }

            var dates = member.Dates;
            Members.Add(new(member.Line, new(number, reference)
            {
                FirstName = member.Facts.GetValueOrDefault("first_name"),
                LastName = member.Facts.GetValueOrDefault("last_name"),
                Mobile = member.Facts.GetValueOrDefault("mobile"),
                Email = member.Facts.GetValueOrDefault("email"),
                Tier = member.Facts.GetValueOrDefault("tier"),
                Joined = Date("joined"),
                TierSince = Date("tier_since"),
                TierThrough = Date("tier_through"),
                Purchases = member.Purchases ?? 0,
                Lots = member.Lots,
            }));

            LocalDate? Date(string name) => dates.TryGetValue(name, out var date) ? date : null;
        }
    }

    /// <summary>What the rows of one member say so far.</summary>
    private sealed class Gathered(long line)
    {
        private static readonly string[] s_texts = ["first_name", "last_name", "mobile", "email", "tier"];
        private static readonly string[] s_dates = ["joined", "tier_since", "tier_through"];

        public long Line { get; } = line;

        public Dictionary<string, string> Facts { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, LocalDate> Dates { get; } = new(StringComparer.Ordinal);

        public decimal? Purchases { get; private set; }

        public List<OpeningLot> Lots { get; } = [];

        public string? Fault { get; private set; }

        public long FaultLine { get; private set; }

        public void Add(Row row, bool isTooLong)
        {
            if (isTooLong) Wrong(row, "it has more fields than the header");
            foreach (var name in s_texts)
                if (row.Text(name) is { } text && !Facts.TryAdd(name, text) && Facts[name] != text) Wrong(row, $"{name} is '{text}' here and '{Facts[name]}' in an earlier row");
            foreach (var name in s_dates)
                if (Day(row, name) is { } date && !Dates.TryAdd(name, date) && Dates[name] != date) Wrong(row, $"{name} differs from an earlier row");
            if (Number(row, "purchases", ExactNumber.MoneyScale) is { } purchases)
            {
                if (Purchases is { } before && before != purchases) Wrong(row, "purchases differ from an earlier row");
                Purchases ??= purchases;
            }

            if (Number(row, "points", PointsScale) is { } points and not 0) AddLot(row, points);
        }

        private void AddLot(Row row, decimal points)
        {
            var isForEver = row.Text("good_through") is Never;
            var lot = new OpeningLot(points, Day(row, "earned") ?? default)
            {
                GoodThrough = isForEver ? null : Day(row, "good_through"),
                NeverLapses = isForEver,
                UsableFrom = Day(row, "usable_from"),
            };
            if (row.Text("earned") is null) Wrong(row, "points without the day on which they were earned");
            Lots.Add(lot);
        }

        private decimal? Number(Row row, string name, int scale)
        {
            if (row.Text(name) is not { } text) return null;
            var fault = ExactNumber.Read(text, scale, decimalComma: false, out var units);
            if (fault == NumberFault.None) return ExactNumber.ToDecimal(units, scale);
            Wrong(row, $"{name} '{text}' is no number from 0 with up to {scale} decimals");
            return null;
        }

        private LocalDate? Day(Row row, string name)
        {
            if (row.Text(name) is not { } text) return null;
            if (LocalDatePattern.Iso.Parse(text).TryGetValue(default, out var date)) return date;
            Wrong(row, $"{name} '{text}' is no day such as 2026-03-31");
            return null;
        }

        private void Wrong(Row row, string reason)
        {
            if (Fault is null) (Fault, FaultLine) = (reason, row.Line);
        }
    }

    /// <summary>The current row of the file by the names of its columns.</summary>
    private readonly struct Row(CsvText text, Dictionary<string, int> header)
    {
        public long Line => text.Line;

        /// <summary>A field without blanks around it, or null where it is empty or not there.</summary>
        public string? Text(string name)
        {
            if (!header.TryGetValue(name, out var index) || index >= text.FieldCount) return null;
            var field = text.Field(index).Trim();
            return field.IsEmpty ? null : field.ToString().Normalize(NormalizationForm.FormC);
        }
    }
}
