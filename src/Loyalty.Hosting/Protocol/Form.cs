using System.Globalization;
using static System.FormattableString;

namespace Loyalty.Hosting;

/// <summary>A field that cannot be read as what it should be.</summary>
internal sealed record FieldFault(string Field, string Message);

/// <summary>
/// Reads the fields of an object tolerantly: text for numbers, one object for an array, null or empty for missing. The first field that
/// cannot be read is remembered, by the parts of an object too, and everything read after it is as if missing: read all, then look at Fault.
/// </summary>
internal sealed class Form
{
    private readonly Node _node;
    private readonly string _path;
    private readonly Sink _sink;

    public Form(Node node)
        : this(node, "", new Sink())
    {
    }

    private Form(Node node, string path, Sink sink)
    {
        _node = node;
        _path = path;
        _sink = sink;
    }

    public FieldFault? Fault => _sink.Fault;

    public bool IsEmpty => _node.IsEmpty;

    public IReadOnlyDictionary<string, Node> Members => _node.Members;

    public Node this[string name] => _node[name];

    public bool Has(string name) => !_node[name].IsEmpty;

    public static Form Of(Node node) => new(node);

    /// <summary>Text as it was sent; null when it is missing, null or empty.</summary>
    public string? Text(string name)
    {
        var node = _node[name];
        if (node.IsEmpty) return null;
        if (node.IsScalar) return node.Text;
        Wrong(name, "a text");
        return null;
    }

    /// <summary>A code or an identifier: text without blanks around.</summary>
    public string? Code(string name) => Text(name)?.Trim();

    public string RequiredCode(string name) => Code(name) ?? Required<string>(name) ?? "";

    public decimal? Number(string name) => Text(name) is not { } text ? null : Numbers.Decimal(text, _node[name].Kind == NodeKind.Number) ?? Wrong<decimal>(name, "a number: digits with at most one point, no grouping, no exponent");

    public decimal RequiredNumber(string name) => Number(name) ?? (Has(name) ? 0 : RequiredValue<decimal>(name));

    public long? Whole(string name) => Text(name) is not { } text ? null : Numbers.Whole(text, _node[name].Kind == NodeKind.Number) ?? Wrong<long>(name, "a whole number");

    public bool? Flag(string name) => Text(name) is not { } text ? null : Numbers.Flag(text) ?? Wrong<bool>(name, "true or false");

    /// <summary>One of the words, whatever its case; the word as it is documented, or null.</summary>
    public string? Word(string name, params ReadOnlySpan<string> words)
    {
        if (Code(name) is not { } text) return null;
        foreach (var word in words)
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase)) return word;
        Wrong(name, string.Join(", ", words.ToArray()));
        return null;
    }

    /// <summary>A part of the object; an empty one when it is not there.</summary>
    public Form Part(string name)
    {
        var node = _node[name];
        // A container of one may come as a list of one.
        if (node.Kind == NodeKind.List && node.Items.Count == 1) node = node.Items[0];
        if (node.Kind != NodeKind.Object && !node.IsEmpty) Wrong(name, "an object");
        return new(node.Kind == NodeKind.Object ? node : Node.Missing, Inner(name), _sink);
    }

    /// <summary>The items of a list; with a child's name also those of the container `list.child`, of such containers in a list, or of the list itself (R13).</summary>
    public IReadOnlyList<Form> List(string name, string? child = null)
    {
        var node = _node[name];
        if (child is not null && node.Kind == NodeKind.Object && node.Members.ContainsKey(child)) node = node[child];
        var items = node.AsList();
        // Or a list around the container.
        if (child is not null) items = [.. items.SelectMany(item => item.Members.Count == 1 && item.Members.ContainsKey(child) ? item[child].AsList() : [item])];
        if (items.Any(item => item.Kind != NodeKind.Object)) Wrong(name, "objects");
        return [.. items.Select((item, i) => new Form(item, Invariant($"{Inner(name)}[{i}]"), _sink))];
    }

    /// <summary>The texts of a list.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        var items = _node[name].AsList();
        if (items.Any(item => !item.IsScalar)) Wrong(name, "texts");
        return [.. items.Where(item => item.IsScalar).Select(item => item.Text)];
    }

    /// <summary>Custom or extended fields: a map (V2), or name and value pairs in a container (V1.1).</summary>
    public Dictionary<string, string> Fields(string name, string? child = null)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (child is null && _node[name].Kind == NodeKind.Object)
        {
            foreach (var (key, value) in _node[name].Members)
            {
                // Null clears a field as an empty text does (R19).
                if (value.IsScalar || value.Kind == NodeKind.Null) found[key] = value.Text;
                else if (!value.IsEmpty) Wrong(Invariant($"{name}.{key}"), "a text or a number");
            }
            return found;
        }
        foreach (var field in List(name, child))
            if (field.Code("name") is { } key) found[key] = field.Text("value") ?? "";
        return found;
    }

    public void Wrong(string name, string allowed) =>
        _sink.Fault ??= new(Inner(name), Invariant($"{Inner(name)} is not valid; allowed is {allowed}"));

    private T? Wrong<T>(string name, string allowed) where T : struct
    {
        Wrong(name, allowed);
        return null;
    }

    private T? Required<T>(string name) where T : class
    {
        _sink.Fault ??= new(Inner(name), Invariant($"{Inner(name)} is missing"));
        return null;
    }

    private T RequiredValue<T>(string name) where T : struct
    {
        Required<string>(name);
        return default;
    }

    private string Inner(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private sealed class Sink
    {
        public FieldFault? Fault { get; set; }
    }
}

/// <summary>Numbers and flags from text, never by way of binary floating point.</summary>
internal static class Numbers
{
    private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    /// <summary>The number, exactly; null when it is none. An exponent is a JSON number's only.</summary>
    public static decimal? Decimal(string text, bool mayHaveExponent = false)
    {
        var e = mayHaveExponent ? text.IndexOfAny(['e', 'E']) : -1;
        if (e >= 0) return int.TryParse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power) ? Shifted(Decimal(text[..e]), power) : null;
        // The framework rounds what has more digits than a decimal holds; that would be another number.
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (text.Trim(' ', '+', '-').TrimStart('0').TrimStart('.').Count(char.IsAsciiDigit) > 28 || (point >= 0 && text.Trim().Length - point > 30)) return null;
        return decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    private static decimal? Shifted(decimal? number, int power)
    {
        if (number is not { } value || power is < -28 or > 28) return null;
        for (; power > 0; power--)
        {
            if (Math.Abs(value) > decimal.MaxValue / 10) return null;
            value *= 10;
        }
        for (; power < 0; power++)
        {
            if ((value / 10) * 10 != value) return null;
            value /= 10;
        }
        return value;
    }

    public static long? Whole(string text, bool mayHaveExponent = false) =>
        Decimal(text, mayHaveExponent) is { } value && value == decimal.Truncate(value) && value is >= long.MinValue and <= long.MaxValue ? (long)value : null;

    public static bool? Flag(string text) => text.Trim().ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" => true,
        "FALSE" or "0" or "NO" => false,
        _ => null,
    };
}
