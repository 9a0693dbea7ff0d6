using System.Globalization;

namespace Loyalty;

/// <summary>What a redemption may not be asked together.</summary>
internal static class RedemptionChecks
{
    private const string Pointer = "/program/redemption";

    public static void Check(LoyaltyDefinition definition, FieldFaults faults)
    {
        if (!faults.Stands(Pointer)) return;
        var (program, rules) = (definition.Program, definition.Program.Redemption);
        Condition(program, rules with { Tiers = [] }, Pointer, faults);
        if (faults.IsSound(Pointer + "/tiers") && rules.Tiers.Count > 0)
        {
            if ((rules with { Tiers = [] }).For(1) != new RedemptionCondition()) faults.AddBetween(Pointer + "/tiers", "stands beside a condition for all tiers", "that, or one for each tier");
            if (faults.IsSound("/program/tiers") && rules.Tiers.Count != program.Tiers.Count) faults.AddBetween(Pointer + "/tiers", Invariant($"has {rules.Tiers.Count} elements"), Invariant($"{program.Tiers.Count}: one for each tier"));
            foreach (var (condition, at) in DefinitionCheck.Each(rules.Tiers, Pointer + "/tiers", faults)) Condition(program, new() { Tiers = [condition] }, at, faults);
        }

        foreach (var (limit, at) in DefinitionCheck.Each(rules.OverTime, Pointer + "/overTime", faults))
        {
            var isOfDays = limit.Window == RedemptionWindow.PastDays;
            if (faults.IsSound(at + "/window") && faults.IsSound(at + "/days") && isOfDays != limit.Days is not null)
                faults.AddBetween(at + "/days", isOfDays ? "is missing" : "is given", isOfDays ? "a whole number from 0 to 366 with PAST_DAYS" : "none with " + FieldNames.UpperSnake(limit.Window.ToString()));
            DefinitionCheck.Scale(program, limit.Points, at + "/points", faults);
        }

        foreach (var (blackout, at) in DefinitionCheck.Each(rules.Blackouts, Pointer + "/blackouts", faults))
            if (faults.IsSound(at + "/from") && faults.IsSound(at + "/through") && blackout.From > blackout.Through) faults.AddBetween(at + "/from", Invariant($"is {blackout.From:uuuu'-'MM'-'dd}"), Invariant($"at most through, {blackout.Through:uuuu'-'MM'-'dd}"));
        FurtherProgramChecks.Stores(definition.Organisation, rules.Stores, Pointer + "/stores", faults);
    }

    private static void Condition(ProgramDefinition program, RedemptionRules of, string at, FieldFaults faults)
    {
        var rules = of.For(1);
        var (minimum, most, multipleOf) = (at + "/minimum", at + "/limit", at + "/multipleOf");
        DefinitionCheck.Scale(program, rules.Minimum, minimum, faults);
        DefinitionCheck.Scale(program, rules.Limit ?? 0, most, faults);
        DefinitionCheck.Scale(program, rules.MultipleOf ?? 0, multipleOf, faults);
        DefinitionCheck.Scale(program, rules.Balance, at + "/balance", faults);
        DefinitionCheck.Scale(program, rules.LifetimePoints, at + "/lifetimePoints", faults);
        if (rules.Limit is not { } limit || !faults.IsSound(minimum) || !faults.IsSound(most) || !faults.IsSound(multipleOf)) return;
        if (rules.Minimum > limit)
            faults.AddBetween(minimum, "is " + FieldNumber.Show(rules.Minimum), "at most the limit, " + FieldNumber.Show(limit));
        else if (rules.MultipleOf is { } multiple && multiple * Math.Max(1, Math.Ceiling(rules.Minimum / multiple)) > limit)
            faults.AddBetween(multipleOf, "is " + FieldNumber.Show(multiple), $"a number of which a multiple lies between the minimum, {FieldNumber.Show(rules.Minimum)}, and the limit, {FieldNumber.Show(limit)}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
