using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace Loyalty;

/// <summary>
/// Collects what each rule saw and needed when a trace was asked for; else it costs nothing. A check records itself: as it stands in the
/// decision it stands in the trace. Texts are made only when wanted, so a caller passes values, not sentences.
/// </summary>
internal sealed class Explanation(bool wanted)
{
    /// <summary>Collects nothing.</summary>
    public static readonly Explanation None = new(false);

    private readonly List<TraceStep>? _steps = wanted ? [] : null;

    /// <summary>Asked before a name or a value is put together only to be shown.</summary>
    public bool IsWanted => _steps is not null;

    public IReadOnlyList<TraceStep> Steps => _steps ?? [];

    /// <summary>Takes back what was noted so far: it is not for who reads the answer.</summary>
    public void Withdraw() => _steps?.Clear();

    /// <summary>Notes a condition and tells whether it failed.</summary>
    /// <param name="rule">The rule's name.</param>
    /// <param name="reference">The page and number of the rule, or null when it is written down nowhere else.</param>
    /// <param name="holds">Whether it holds.</param>
    /// <param name="seen">What it saw.</param>
    /// <param name="needed">What it needed.</param>
    public bool Fails<TSeen, TNeeded>(string rule, string? reference, bool holds, TSeen seen, TNeeded needed)
    {
        Note(rule, reference, holds, seen, needed);
        return !holds;
    }

    /// <summary>Notes a check that gave a refusal or none, and gives it back.</summary>
    public TRefusal? Checked<TRefusal, TSeen, TNeeded>(string rule, string? reference, TRefusal? refusal, TSeen seen, TNeeded needed) where TRefusal : Refusal
    {
        Note(rule, reference, refusal is null, seen, needed);
        return refusal;
    }

    /// <summary>Notes what a rule came to.</summary>
    public void Note<TSeen, TResult>(string rule, string? reference, bool holds, TSeen seen, TResult result) =>
        _steps?.Add(new(rule, holds, Text.Shown(Show(seen)), Show(result)) { Reference = reference });

    private static string Show<T>(T value) => value switch
    {
        decimal number => Canonical.Text(number),
        LocalDate date => LocalDatePattern.Iso.Format(date),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
