namespace Loyalty;

/// <summary>What a case sees at a moment: the facts of an event (trackers, facts).</summary>
/// <param name="Tracked">The value of this event or line.</param>
/// <param name="Initial">The aggregate before the event.</param>
/// <param name="Previous">The aggregate before it, earlier lines of the event included.</param>
/// <param name="Current">The aggregate with it.</param>
internal readonly record struct TrackerSight(decimal Tracked, decimal Initial, decimal Previous, decimal Current);

/// <summary>Judging cases (trackers R11-R16).</summary>
internal static class TrackerCases
{
    /// <summary>What a case aggregates within dates; later ones than a date are left out where one is given (trackers R12).</summary>
    public static decimal Aggregate(TrackerSection section, CompiledTracker tracker, TrackerCase each, TrackerPeriod? period, int until = int.MaxValue)
    {
        if (period is not { } dates || dates.From > Math.Min(dates.To, until)) return 0;
        var (sum, count) = section.Months.Within(tracker.Id, dates.From, Math.Min(dates.To, until));
        return IsCount(tracker, each) ? count : sum;
    }

    /// <summary>Whether contributions are counted; of visits by the day the sum is the count (trackers, settings).</summary>
    public static bool IsCount(CompiledTracker tracker, TrackerCase each) => each.Aggregate == TrackerAggregate.Count && !tracker.IsOfDays;

    /// <summary>Whether the case succeeds with the event, and how many multiples it reached.</summary>
    public static bool Succeeds(TrackerCase each, decimal previous, decimal current, out decimal multiples)
    {
        multiples = 1;
        if (each.Condition.Is == TrackerOperator.ModOf)
        {
            multiples = decimal.Floor(current / each.Condition.Value) - decimal.Floor(previous / each.Condition.Value);
            return multiples > 0;
        }
        return Holds(each.Condition, current) && (each.Fires == TrackerFires.Event || !Holds(each.Condition, previous));
    }

    /// <summary>What an award computes on; null where there is nothing to compute on: the member is in the highest tier.</summary>
    public static decimal? Base(TrackerAward award, ProgramSnapshot program, int tier, in TrackerSight sight, decimal multiples)
    {
        var own = sight.Current - sight.Previous;
        decimal? threshold = tier < program.Tiers.Tiers.Count ? program.Tiers.Threshold(tier + 1) : null;
        var on = award.Base switch
        {
            TrackerBase.TrackedValue or TrackerBase.CurrentEventTrackedValue => sight.Tracked,
            TrackerBase.CurrentAggregate => sight.Current,
            TrackerBase.PreviousAggregate => sight.Previous,
            TrackerBase.TrackerEvaluation => multiples,
            TrackerBase.GapToUpgrade => threshold is { } next ? Math.Max(0, next - sight.Previous) : null,
            TrackerBase.GapToUpgradeAfterEvent => threshold is { } next ? Math.Max(0, next - sight.Current) : null,
            _ => threshold is { } next ? Math.Max(0, own - Math.Max(0, next - sight.Previous)) : (decimal?)null,
        };
        return award.BaseLimit is { } most && on is { } value ? Math.Min(value, Math.Max(0, most - sight.Previous)) : on;
    }

    public static bool Holds(TrackerCondition condition, decimal value) => condition.Is switch
    {
        TrackerOperator.Equal => value == condition.Value,
        TrackerOperator.Greater => value > condition.Value,
        TrackerOperator.Less => value < condition.Value,
        TrackerOperator.GreaterOrEqual => value >= condition.Value,
        TrackerOperator.LessOrEqual => value <= condition.Value,
        TrackerOperator.Between => value >= condition.Value && value <= condition.Upper,
        _ => false,
    };

    /// <summary>The condition as a person reads it.</summary>
    public static string Show(TrackerCondition condition) => condition.Is switch
    {
        TrackerOperator.Equal => $"= {Canonical.Text(condition.Value)}",
        TrackerOperator.Greater => $"> {Canonical.Text(condition.Value)}",
        TrackerOperator.Less => $"< {Canonical.Text(condition.Value)}",
        TrackerOperator.GreaterOrEqual => $">= {Canonical.Text(condition.Value)}",
        TrackerOperator.LessOrEqual => $"<= {Canonical.Text(condition.Value)}",
        TrackerOperator.Between => $"{Canonical.Text(condition.Value)} to {Canonical.Text(condition.Upper ?? 0)}",
        _ => $"multiples of {Canonical.Text(condition.Value)}",
    };
}
