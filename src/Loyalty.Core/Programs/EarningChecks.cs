namespace Loyalty;

/// <summary>What earning rules may not compute on, and what caps over them may not be.</summary>
internal static class EarningChecks
{
    private const string Rules = "/program/earning", Caps = "/program/earningCaps";

    /// <summary>Whence a rule takes its amount and its value.</summary>
    public static void Sources(EarningRule rule, string at, FieldFaults faults)
    {
        if (!faults.IsSound(at + "/kind") || !faults.IsSound(at + "/source")) return;
        var (kind, source) = (FieldNames.UpperSnake(rule.Kind.ToString()), FieldNames.UpperSnake(rule.Source.ToString()));
        var reads = rule.Source is EarningSource.NetWithoutTax or EarningSource.CustomField;
        if (reads != rule.SourceField is not null && faults.IsSound(at + "/sourceField"))
            faults.AddBetween(at + "/sourceField", reads ? "is missing" : "is given", reads ? $"the name of a field with {source}" : $"none with {source}");
        if (rule.Kind is not (AllocationKind.Multiplier or AllocationKind.RoundUp)) return;
        if (rule.Source != EarningSource.Net) faults.AddBetween(at + "/source", "is " + source, $"none with {kind}, which computes on points");
        if (rule.ValueField is not null && faults.IsSound(at + "/valueField")) faults.AddBetween(at + "/valueField", "is given", "none with " + kind);
    }

    public static void OfCaps(ProgramDefinition program, FieldFaults faults)
    {
        if (!faults.Stands(Caps)) return;
        DefinitionCheck.Unique(program.EarningCaps, Caps, "/id", cap => cap.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal, faults);
        foreach (var (cap, at) in DefinitionCheck.Each(program.EarningCaps, Caps, faults))
        {
            var isOfTenders = cap.Measure == EarningCapMeasure.Tenders;
            if (faults.IsSound(at + "/measure") && faults.IsSound(at + "/tenders") && isOfTenders != cap.Tenders.Count > 0)
                faults.AddBetween(at + "/tenders", isOfTenders ? "is empty" : "is given", isOfTenders ? "kinds of tender with TENDERS" : "none with " + FieldNames.UpperSnake(cap.Measure.ToString()));
            if (!faults.IsSound(Rules)) continue;
            foreach (var (rule, place) in DefinitionCheck.Each(cap.Rules, at + "/rules", faults))
                if (faults.IsSound(place) && program.Earning.All(each => each.Id != rule)) faults.AddBetween(place, $"is {FieldNames.Quote(rule)}", "the id of an earning rule");
        }
    }
}
