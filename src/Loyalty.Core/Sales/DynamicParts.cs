namespace Loyalty;

/// <summary>Upgrade type DYNAMIC: a bill's amount is cut at each threshold, and each part earns at its own tier (tiers R6).</summary>
internal static class DynamicParts
{
    /// <summary>
    /// The parts of what a rule computes on, with their tiers; none where the whole earns at one tier. Only percent of the bill, by one
    /// measure that is a plain running sum; else the upgrade comes after the points.
    /// </summary>
    public static IReadOnlyList<(decimal Amount, int Tier)> Of(AccountHand hand, ProgramSnapshot program, EarningRule rule, decimal amount, int tier)
    {
        var book = program.Tiers;
        var section = hand.Account.Get(TierSection.Kind);
        if (book.Rules is not { UpgradeType: TierUpgradeType.Dynamic, Criteria.Count: 0 } || rule is not { Kind: AllocationKind.Percentage, On: EarningBasis.Bill, Source: EarningSource.Net, ValueField: null }) return [];
        if (tier != section.Current || section.Cycle is { IsSettled: true } or { Reassess: true } || TierUpgrade.IsBlocked(hand, program, hand.Now, Explanation.None)) return [];
        if (book.Rules.Tracker is not null && !IsOfNet(program, book.Rules.Tracker)) return [];
        // Points that come by several rules, or later, are no plain sum of this one.
        if (book.IsOfPoints && (program.Program.Earning.Count > 1 || rule.DelayDays is not null)) return [];
        var parts = new List<(decimal, int)>();
        var measure = TierSight.Of(hand.Account, program, hand.Now, book.SeesTrackers ? TierUpgrade.EventDate(hand, program) : null).Measure - Own(hand, book.Rules.Tracker);
        for (var next = tier + 1; next <= book.Tiers.Count; next++)
        {
            var missing = Math.Max(0, book.Threshold(next) - measure);
            var rate = book.IsOfPoints ? EarningDecisions.Value(rule, tier) / 100m : 1m;
            if (rate == 0) break;
            var minor = Allocation.PowerOfTen(program.MinorUnits);
            var part = book.IsOfPoints ? decimal.Ceiling(missing / rate * minor) / minor : missing;
            if (part > amount) break;
            parts.Add((part, tier));
            amount -= part;
            measure += part * rate;
            tier = next;
        }
        if (parts.Count > 0) parts.Add((amount, tier));
        return parts;
    }

    /// <summary>The sum of net amounts of all bills is cut as they are; any other value of a tracker is no plain running sum of them (tiers R6).</summary>
    private static bool IsOfNet(ProgramSnapshot program, TrackerReference reference) =>
        program.Trackers!.Find(reference.Tracker) is { Definition.Type: TrackerType.BillAmount } tracker && tracker.Find(reference.Case)!.Definition.Aggregate == TrackerAggregate.Sum;

    /// <summary>What the bill itself has brought the measure already.</summary>
    private static decimal Own(AccountHand hand, TrackerReference? reference)
    {
        if (reference is null) return 0;
        foreach (var change in hand.Own.Changes)
            if (change is TrackersGained gained && gained.Bill == hand.Own.Facts.Bill)
                foreach (var gain in gained.Gains)
                    if (gain.Tracker == reference.Tracker) return gain.Sum;
        return 0;
    }
}
