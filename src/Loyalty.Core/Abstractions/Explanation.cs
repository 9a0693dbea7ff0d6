using System.Globalization;

namespace Loyalty;

/// <summary>Collects what each rule saw and needed when a trace was asked for; else it costs nothing.</summary>
internal sealed class Explanation(bool wanted)
{
    /// <summary>Collects nothing.</summary>
    public static readonly Explanation None = new(false);

    private readonly List<TraceStep>? _steps = wanted ? [] : null;

    public IReadOnlyList<TraceStep> Steps => _steps ?? [];

    /// <summary>Notes a condition and tells whether it failed.</summary>
    public bool Fails<TSeen, TNeeded>(string rule, bool holds, TSeen seen, TNeeded needed)
    {
        _steps?.Add(new(rule, holds, Show(seen), Show(needed)));
        return !holds;
    }

    /// <summary>Notes what a rule came to.</summary>
    public void Note<TSeen, TResult>(string rule, bool holds, TSeen seen, TResult result) => _steps?.Add(new(rule, holds, Show(seen), Show(result)));

    private static string Show<T>(T value) => value is decimal number ? Canonical.Text(number) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
