using System.Globalization;

namespace Loyalty;

/// <summary>What the settings of tiers may not be together.</summary>
internal static class TierChecks
{
    private const string Rules = "/program/tierRules";
    private const string Pointer = "/program/tiers";

    public static void Check(ProgramDefinition program, FieldFaults faults)
    {
        if (!faults.IsSound(Rules) || !faults.Stands(Pointer)) return;
        var rules = program.TierRules;
        Relation(rules.Relation, 1 + rules.Criteria.Count, Rules + "/relation", faults);
        References(program, rules, faults);
        Needs(rules.Validity == TierValidityKind.FixedDate, rules.ValidityDate is not null, Rules + "/validityDate", "a date with FIXED_DATE", "none without FIXED_DATE", faults);
        Needs(rules.Extension == TierExtension.FixedDate, rules.ExtensionDate is not null, Rules + "/extensionDate", "a date with FIXED_DATE", "none without FIXED_DATE", faults);
        var isOwn = rules.Validity == TierValidityKind.SlabUpgrade;
        if (isOwn && rules.MinimumMonths is not null) faults.AddBetween(Rules + "/minimumMonths", "is given", "none with SLAB_UPGRADE");
        if (!isOwn && rules.Extension != TierExtension.TierLength) faults.AddBetween(Rules + "/extension", "is given", "only with SLAB_UPGRADE: others extend by 12 months");
        var thresholds = new decimal[1 + rules.Criteria.Count];
        for (var i = 0; i < program.Tiers.Count; i++)
        {
            var at = faults.Element(Pointer, i);
            if (!faults.IsSound(at)) continue;
            var tier = program.Tiers[i];
            if (i == 0)
            {
                Lowest(tier, at, faults);
                continue;
            }
            Thresholds(program, tier, at, thresholds, faults);
            Validity(tier, at, isOwn, faults);
            if (tier.Renewal is { } renewal)
                Relation(renewal.Relation, Math.Max(1, TierBook.Conditions(renewal)), at + "/renewal/relation", faults);
            if (tier.UpgradeBonus is { } bonus) Scale(program, bonus, at + "/upgradeBonus", faults);
            if (tier.Points is { } points) Scale(program, points, at + "/points", faults);
        }
    }

    /// <summary>What tiers see of trackers is there.</summary>
    private static void References(ProgramDefinition program, TierRules rules, FieldFaults faults)
    {
        Needs(rules.Measure == TierMeasure.TrackerValueBased, rules.Tracker is not null, Rules + "/tracker", "a tracker with TRACKER_VALUE_BASED", "none without TRACKER_VALUE_BASED", faults);
        Known(program, rules.Tracker, Rules + "/tracker", faults);
        for (var i = 0; i < rules.Criteria.Count; i++)
        {
            var (criterion, at) = (rules.Criteria[i], faults.Element(Rules + "/criteria", i));
            Needs(criterion.Count == TierCount.Tracker, criterion.Tracker is not null, at + "/tracker", "a tracker with TRACKER", "none without TRACKER", faults);
            Needs(criterion.Count != TierCount.Tracker, criterion.Days is not null, at + "/days", "a number", "none with TRACKER: the case has a window", faults);
            Known(program, criterion.Tracker, at + "/tracker", faults);
        }
        for (var i = 0; i < program.Tiers.Count; i++)
        {
            var at = faults.Element(Pointer, i) + "/renewal/trackers";
            if (!faults.IsSound(at) || program.Tiers[i].Renewal is not { } renewal) continue;
            for (var j = 0; j < renewal.Trackers.Count; j++) Known(program, renewal.Trackers[j].Tracker, faults.Element(at, j) + "/tracker", faults);
        }
    }

    private static void Known(ProgramDefinition program, TrackerReference? reference, string at, FieldFaults faults)
    {
        if (reference is null || !faults.IsSound(at) || !faults.IsSound("/program/trackers")) return;
        var isKnown = program.Trackers.Any(tracker => tracker.Id == reference.Tracker && tracker.Cases.Any(each => each.Id == reference.Case));
        if (!isKnown) faults.AddBetween(at, Invariant($"names case {reference.Case} of tracker {reference.Tracker}"), "a case of a tracker of the program");
    }

    private static void Lowest(TierDefinition tier, string at, FieldFaults faults)
    {
        const string None = "none: everybody has the lowest tier, and it never ends";
        if (tier.Points is not null) faults.AddBetween(at + "/points", "is given", None);
        if (tier.TrackerValue is not null) faults.AddBetween(at + "/trackerValue", "is given", None);
        if (tier.Criteria.Count > 0) faults.AddBetween(at + "/criteria", "is given", None);
        if (tier.Expires) faults.AddBetween(at + "/expires", "is true", None);
        if (tier.Months is not null) faults.AddBetween(at + "/months", "is given", None);
        if (tier.Renewal is not null) faults.AddBetween(at + "/renewal", "is given", None);
        if (tier.UpgradeBonus is not null) faults.AddBetween(at + "/upgradeBonus", "is given", None);
    }

    /// <summary>Each criterion has a threshold, which rises from tier to tier (tiers R1).</summary>
    private static void Thresholds(ProgramDefinition program, TierDefinition tier, string at, decimal[] reached, FieldFaults faults)
    {
        var isOfPoints = program.TierRules.Measure is TierMeasure.CumulativePoints or TierMeasure.CurrentPoints;
        var isOfTracker = program.TierRules.Measure == TierMeasure.TrackerValueBased;
        if (isOfTracker && tier.TrackerValue is null) faults.AddBetween(at + "/trackerValue", "is missing", "a value above that of the tier before, " + FieldNumber.Show(reached[0]));
        else if (isOfTracker) Rising(tier.TrackerValue!.Value, at + "/trackerValue", ref reached[0], faults);
        else if (tier.TrackerValue is not null) faults.AddBetween(at + "/trackerValue", "is given", "none: the measure is no tracker");
        if (isOfPoints)
        {
            if (tier.Points is not { } points) faults.AddBetween(at + "/points", "is missing", "points above those of the tier before, " + FieldNumber.Show(reached[0]));
            else Rising(points, at + "/points", ref reached[0], faults);
        }
        else if (tier.Points is not null)
        {
            faults.AddBetween(at + "/points", "is given", isOfTracker ? "none: the measure is a tracker" : "none: the measure is purchases");
        }
        if (tier.Criteria.Count != reached.Length - 1)
        {
            faults.AddBetween(at + "/criteria", Invariant($"has {tier.Criteria.Count} thresholds"), Invariant($"{reached.Length - 1}: one for each of tierRules.criteria"));
            return;
        }
        for (var i = 0; i < tier.Criteria.Count; i++) Rising(tier.Criteria[i], faults.Element(at + "/criteria", i), ref reached[i + 1], faults);
    }

    private static void Rising(decimal threshold, string at, ref decimal reached, FieldFaults faults)
    {
        if (faults.IsSound(at) && threshold <= reached) faults.AddBetween(at, "is " + FieldNumber.Show(threshold), "above that of the tier before, " + FieldNumber.Show(reached));
        reached = threshold;
    }

    private static void Validity(TierDefinition tier, string at, bool isOwn, FieldFaults faults)
    {
        Needs(tier.Expires && isOwn, tier.Months is not null, at + "/months", "a number with expires and SLAB_UPGRADE", "none unless it expires, by SLAB_UPGRADE", faults);
        if (!tier.Expires && tier.Renewal is not null) faults.AddBetween(at + "/renewal", "is given", "none: the tier does not expire");
        if (tier.Renewal is { SameAsEligibility: true, Purchases: not null } or { SameAsEligibility: true, Visits: not null } or { SameAsEligibility: true, Points: not null } or { SameAsEligibility: true, Trackers.Count: > 0 })
            faults.AddBetween(at + "/renewal/sameAsEligibility", "is true", "no conditions of its own with it");
    }

    /// <summary>A relation fits its criteria: every letter occurs, and ANY asks for fewer than all (tiers 1.2).</summary>
    private static void Relation(string text, int count, string at, FieldFaults faults)
    {
        if (!faults.IsSound(at) || TierRelation.Parse(text, count) is not { } relation) return;
        var all = (1 << count) - 1;
        if (relation.Letters != 0 && relation.Letters != all) faults.AddBetween(at, "is " + FieldNames.Quote(text), Invariant($"an expression with each of the {count} letters from A on"));
        if (relation.Any > Math.Max(1, count - 1)) faults.AddBetween(at, "is " + FieldNames.Quote(text), Invariant($"at most ANY {Math.Max(1, count - 1)}, or ALL"));
    }

    private static void Needs(bool needed, bool there, string pointer, string with, string without, FieldFaults faults)
    {
        if (needed != there && faults.IsSound(pointer)) faults.AddBetween(pointer, needed ? "is missing" : "is given", needed ? with : without);
    }

    private static void Scale(ProgramDefinition program, decimal points, string pointer, FieldFaults faults)
    {
        if (faults.IsSound(pointer) && faults.IsSound("/program/points/scale") && FieldNumber.Decimals(points) > program.Points.Scale)
            faults.AddBetween(pointer, "is " + FieldNumber.Show(points), Invariant($"no more decimals than points.scale, {program.Points.Scale}"));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
