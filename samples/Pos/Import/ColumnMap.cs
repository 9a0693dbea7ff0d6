using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace Pos.Import;

/// <summary>What a column can mean.</summary>
internal enum Role
{
    Member,
    Bill,
    Time,
    Store,
    Sku,
    Quantity,
    Amount,
    Discount,
}

/// <summary>How a file is to be read: which column means what, and how times and numbers are written.</summary>
internal sealed record ColumnMap
{
    public static readonly IReadOnlyList<string> RoleNames =
        [.. Enum.GetNames<Role>().Select(name => name.ToLowerInvariant())];

    /// <summary>Roles that several columns may share: the parts of a bill number or a time are joined, amounts and discounts added.</summary>
    public static readonly FrozenSet<Role> Composite = new[] { Role.Bill, Role.Time, Role.Amount, Role.Discount }.ToFrozenSet();

    private static readonly Role[] Required = [Role.Member, Role.Time, Role.Amount];

    /// <summary>Names of the file's columns for each role.</summary>
    public IReadOnlyDictionary<Role, IReadOnlyList<string>> Columns { get; init; } =
        new Dictionary<Role, IReadOnlyList<string>>();

    /// <summary>NodaTime pattern of the time column; null: ISO date, or ISO date and time with a space or T, with or without an offset.</summary>
    public string? TimeFormat { get; init; }

    /// <summary>Zone of times that come without an offset.</summary>
    public string Zone { get; init; } = "UTC";

    /// <summary>ISO 4217 code of the amounts, or null for the program's own.</summary>
    public string? Currency { get; init; }

    /// <summary>Whether columns without a role are kept as custom fields.</summary>
    public bool KeepUnmapped { get; init; }

    /// <summary>What separates the fields; null: found out from the header.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Whether numbers are written 12,50 rather than 12.50.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>Whether rows name the bill they belong to; else each row is a bill.</summary>
    public bool HasBills => Columns.ContainsKey(Role.Bill);

    /// <summary>Reads the short form: <c>member=household_id,bill=store+receipt,time=date+hour</c>.</summary>
    public static ColumnMap FromColumns(string text)
    {
        var columns = new Dictionary<Role, IReadOnlyList<string>>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new ImportException($"columns: '{part}' is not name=column. Names are {string.Join(", ", RoleNames)}.");
            }

            var role = ParseRole(part[..equals].TrimEnd(), "columns");
            var names = part[(equals + 1)..].Split('+', StringSplitOptions.TrimEntries);
            if (!columns.TryAdd(role, names))
            {
                throw new ImportException($"columns: {NameOf(role)} is given twice; join columns with '+'.");
            }
        }

        return new ColumnMap { Columns = columns };
    }

    public static Role ParseRole(string name, string where)
    {
        for (var i = 0; i < RoleNames.Count; i++)
        {
            if (string.Equals(RoleNames[i], name, StringComparison.OrdinalIgnoreCase))
            {
                return (Role)i;
            }
        }

        throw new ImportException($"{where}: '{name}' is not known. Names are {string.Join(", ", RoleNames)}.");
    }

    public static char ParseDelimiter(string text) => text switch
    {
        "tab" or "\\t" or "\t" => '\t',
        "," or ";" or "|" => text[0],
        _ => throw new ImportException($"delimiter: '{text}' is not one of , ; | tab."),
    };

    public static string NameOf(Role role) => RoleNames[(int)role];

    /// <summary>Throws with everything that is wrong with the map itself, before a file is opened.</summary>
    public void Validate()
    {
        var problems = new List<string>();
        foreach (var role in Required)
        {
            if (!Columns.ContainsKey(role))
            {
                problems.Add($"{NameOf(role)} has no column: give {NameOf(role)}=COLUMN.");
            }
        }

        foreach (var (role, names) in Columns)
        {
            if (names.Count == 0 || names.Any(string.IsNullOrWhiteSpace))
            {
                problems.Add($"{NameOf(role)} names an empty column.");
            }
            else if (names.Count > 1 && !Composite.Contains(role))
            {
                problems.Add($"{NameOf(role)} takes one column; only {string.Join(", ", Composite.Order().Select(NameOf))} take several.");
            }
        }

        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(Zone) is null)
        {
            problems.Add($"zone '{Zone}' is not known; names are such as Europe/London or America/New_York{NearZones()}.");
        }

        if (Currency is { } currency && (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper)))
        {
            problems.Add($"currency '{currency}' is not an ISO 4217 code such as USD.");
        }

        if (TimePattern.Problem(TimeFormat) is { } problem)
        {
            problems.Add($"time format '{TimeFormat}': {problem}");
        }

        if (problems.Count > 0)
        {
            throw new ImportException("The mapping cannot be used:" + string.Concat(problems.Select(p => "\n  " + p)));
        }
    }

    /// <summary>Names this mapping, so that a file staged under another one is not taken for it.</summary>
    public string Hash()
    {
        var text = new StringBuilder("1");
        foreach (var (role, names) in Columns.OrderBy(pair => pair.Key))
        {
            text.Append('\n').Append(NameOf(role)).Append('=').AppendJoin('\u001f', names);
        }

        text.Append(CultureInfo.InvariantCulture, $"\n{TimeFormat}\n{Zone}\n{Currency}\n{KeepUnmapped}\n{Delimiter}\n{DecimalComma}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private string NearZones()
    {
        var last = Zone[(Zone.LastIndexOf('/') + 1)..].Replace(' ', '_');
        var near = last.Length < 3
            ? []
            : DateTimeZoneProviders.Tzdb.Ids.Where(id => id.Contains(last, StringComparison.OrdinalIgnoreCase)).Take(3).ToList();
        return near.Count == 0 ? "" : $" (did you mean {string.Join(" or ", near)}?)";
    }
}
