using System.Globalization;

namespace Loyalty;

/// <summary>
/// Collects the faults of a definition. A fault found early silences what would only repeat it:
/// a value that could not be read is not checked, and no rule that compares it with another runs.
/// </summary>
internal sealed class FieldFaults
{
    private readonly List<DefinitionFault> _faults = [];
    private readonly HashSet<string> _faulty = new(StringComparer.Ordinal);
    private readonly HashSet<string> _aboveFaulty = new(StringComparer.Ordinal);
    private readonly HashSet<string> _bareLists = new(StringComparer.Ordinal);
    private readonly string _from = "", _to = "";

    public FieldFaults()
    {
    }

    private FieldFaults(FieldFaults whole, string from, string to)
    {
        (_faults, _faulty, _aboveFaulty, _bareLists) = (whole._faults, whole._faulty, whole._aboveFaulty, whole._bareLists);
        (_from, _to) = (from, to);
    }

    /// <summary>The same faults, told by who takes one place for another: what is checked as <paramref name="from"/> stands at <paramref name="to"/>.</summary>
    public FieldFaults Of(string from, string to) => new(this, from, to);

    public void Add(string pointer, string problem, string allowed)
    {
        _faults.Add(new(Placed(pointer), Told(problem), Told(allowed)));
        Doubt(pointer);
    }

    /// <summary>A fault between values that are sound each by itself: it silences no other.</summary>
    public void AddBetween(string pointer, string problem, string allowed) => _faults.Add(new(Placed(pointer), Told(problem), Told(allowed)));

    /// <summary>Takes a place for unsound without a fault of its own, such as a property that stands there under a misspelt name.</summary>
    public void Doubt(string pointer)
    {
        pointer = Placed(pointer);
        _faulty.Add(pointer);
        for (var end = pointer.LastIndexOf('/'); end >= 0; end = end == 0 ? -1 : pointer.LastIndexOf('/', end - 1))
        {
            _aboveFaulty.Add(pointer[..end]);
        }
    }

    /// <summary>Whether a fault stands at this very place.</summary>
    public bool IsFaulty(string pointer) => _faulty.Contains(Placed(pointer));

    /// <summary>Whether the place can be visited: no fault at it or above it.</summary>
    public bool Stands(string pointer)
    {
        for (var at = Placed(pointer); ; at = at[..at.LastIndexOf('/')])
        {
            if (_faulty.Contains(at))
            {
                return false;
            }

            if (at.Length == 0)
            {
                return true;
            }
        }
    }

    /// <summary>Whether the place and all beneath it are without fault.</summary>
    public bool IsSound(string pointer) => Stands(pointer) && !_aboveFaulty.Contains(Placed(pointer));

    /// <summary>Remembers that a list stands in the JSON as its only element, so that faults point to what is there.</summary>
    public void MarkBareList(string pointer) => _bareLists.Add(Placed(pointer));

    public string Element(string listPointer, int index) =>
        _bareLists.Contains(Placed(listPointer)) ? listPointer : string.Create(CultureInfo.InvariantCulture, $"{listPointer}/{index}");

    /// <summary>All faults in the order of their pointers, list positions by number.</summary>
    public IReadOnlyList<DefinitionFault> Sorted() =>
        [.. _faults.Distinct().OrderBy(fault => fault.Pointer, PointerOrder.Instance).ThenBy(fault => fault.Problem, StringComparer.Ordinal)];

    /// <summary>The pointer of a property (RFC 6901).</summary>
    public static string Property(string pointer, string name) =>
        pointer + "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private string Placed(string pointer) => _from.Length > 0 && pointer.StartsWith(_from, StringComparison.Ordinal) && (pointer.Length == _from.Length || pointer[_from.Length] == '/') ? _to + pointer[_from.Length..] : pointer;

    /// <summary>What a fault says of other places, with those places where they stand.</summary>
    private string Told(string text) => _from.Length == 0 ? text : text.Replace(_from + "/", _to + "/", StringComparison.Ordinal);

    private sealed class PointerOrder : IComparer<string>
    {
        public static readonly PointerOrder Instance = new();

        public int Compare(string? x, string? y)
        {
            string[] left = x!.Split('/'), right = y!.Split('/');
            for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
            {
                var order = int.TryParse(left[i], NumberStyles.None, CultureInfo.InvariantCulture, out var a)
                    && int.TryParse(right[i], NumberStyles.None, CultureInfo.InvariantCulture, out var b)
                        ? a.CompareTo(b)
                        : string.CompareOrdinal(left[i], right[i]);
                if (order != 0)
                {
                    return order;
                }
            }

            return left.Length.CompareTo(right.Length);
        }
    }
}
