using NodaTime;

namespace Loyalty;

/// <summary>A case made ready: its place among all cases of the program, and the number under which a lot names it.</summary>
internal sealed record CompiledCase(TrackerCase Definition, int Index, int Rule);

/// <summary>A tracker made ready: its cases by number.</summary>
internal sealed class CompiledTracker(TrackerDefinition definition, CompiledCase[] cases, int currency)
{
    public TrackerDefinition Definition => definition;

    public int Id => definition.Id;

    public CompiledCase[] Cases => cases;

    public bool IsOfLines { get; } = TrackerBook.IsOfLines(definition.Type);

    /// <summary>Whether it counts what the bill's rules award: points, or an alternate currency.</summary>
    public bool IsOfPoints => definition.Type is TrackerType.Points or TrackerType.AlternateCurrencies;

    /// <summary>Number of the currency that it counts awards of.</summary>
    public int Currency => currency;

    /// <summary>Whether it counts dates, of which only the first bill of each contributes.</summary>
    public bool IsOfDays => definition is { Type: TrackerType.CustomerVisits, VisitBasis: VisitBasis.Days };

    public CompiledCase? Find(int id)
    {
        foreach (var each in cases)
            if (each.Definition.Id == id) return each;
        return null;
    }
}

/// <summary>The trackers of a program made ready for use, by number.</summary>
internal sealed class TrackerBook
{
    /// <summary>For so many days after the last window that can cut a day it is kept, so that late bills are judged exactly (trackers R32).</summary>
    public const int LateDays = 400;

    private readonly CompiledTracker[] _trackers;

    public TrackerBook(ProgramDefinition program, int firstRule)
    {
        var count = 0;
        _trackers = [.. program.Trackers.OrderBy(tracker => tracker.Id).Select(tracker =>
            new CompiledTracker(tracker, [.. tracker.Cases.OrderBy(each => each.Id).Select(each => new CompiledCase(each, count, firstRule + count++))], tracker.Currency is { } name ? CurrencyChecks.Of(program, name)!.Id : ProgramSnapshot.MainCurrency))];
        CaseCount = count;
        var windows = program.Trackers.SelectMany(tracker => tracker.Cases).Select(each => each.Window).ToArray();
        KeepDays = LateDays + windows.Select(Reach).DefaultIfEmpty(0).Max();
        // Where there is no case yet, one that comes later sees what the days hold (trackers R6).
        KeepsTotals = program.Trackers.Any(tracker => tracker.Cases.Count == 0) || windows.Any(window => window.Kind is TrackerWindowKind.TierChangeWindow or TrackerWindowKind.SinceDate or TrackerWindowKind.Lifetime);
        Cuts = [.. windows.Where(window => window.Kind == TrackerWindowKind.SinceDate).Select(window => window.Start!.Value).Distinct().Order()];
        CountsPoints = _trackers.Any(tracker => tracker.IsOfPoints);
        NeedsStore = program.Trackers.Any(tracker => tracker.Scope?.Stores.Count > 0);
    }

    public CompiledTracker[] Trackers => _trackers;

    /// <summary>All cases, of all trackers.</summary>
    public int CaseCount { get; }

    /// <summary>How many days back a day is kept for itself; older ones live on in their month's totals, if at all.</summary>
    public int KeepDays { get; }

    /// <summary>Whether some window has no fixed reach, so that months that are past it still count.</summary>
    public bool KeepsTotals { get; }

    /// <summary>Dates that cut their month for good.</summary>
    public IReadOnlyList<LocalDate> Cuts { get; }

    public bool CountsPoints { get; }

    /// <summary>Whether the store of a bill is asked for.</summary>
    public bool NeedsStore { get; }

    public static bool IsOfLines(TrackerType type) =>
        type is TrackerType.LineitemAmount or TrackerType.LineitemQty or TrackerType.LineitemCount or TrackerType.LineitemExtendedField;

    public CompiledTracker? Find(int id)
    {
        foreach (var tracker in _trackers)
            if (tracker.Id == id) return tracker;
        return null;
    }

    private static int Reach(TrackerWindow window) => window.Kind switch
    {
        TrackerWindowKind.MovingWindow => window.Unit == TrackerWindowUnit.Days ? window.Length!.Value : 31 * (window.Length!.Value + 1),
        TrackerWindowKind.CyclicWindow => window.Length!.Value,
        TrackerWindowKind.CalendarBasedCyclicWindow => 31 * window.Length!.Value,
        _ => 0,
    };
}
