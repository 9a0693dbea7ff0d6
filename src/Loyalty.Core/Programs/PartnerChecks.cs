using System.Globalization;

namespace Loyalty;

/// <summary>What the settings of partner programs may not be together, and what of them never changes.</summary>
internal static class PartnerChecks
{
    private const string Pointer = "/program/partners";
    private const string OnlyExternal = "only with EXTERNAL";
    private const string OnlySupplementary = "only with SUPPLEMENTARY";

    public static void Check(ProgramDefinition program, FieldFaults faults)
    {
        if (program.Partners is null) return;
        DefinitionCheck.Unique(program.Partners, Pointer, "/id", partner => Text(partner.Id), StringComparer.Ordinal, faults);
        DefinitionCheck.Unique(program.Partners, Pointer, "/name", partner => partner.Name, StringComparer.OrdinalIgnoreCase, faults);
        foreach (var (partner, at) in DefinitionCheck.Each(program.Partners, Pointer, faults))
        {
            if (!faults.IsSound(at + "/kind") || !faults.Stands(at + "/tiers") || !faults.Stands(at + "/tierMapping")) continue;
            if (partner.Kind == PartnerKind.External) External(program, partner, at, faults);
            else Supplementary(program, partner, at, faults);
        }
    }

    /// <summary>Links stand under a partner's number, and their tiers under places in its list: neither goes away.</summary>
    public static IEnumerable<DefinitionFault> Changed(ProgramDefinition before, ProgramDefinition after)
    {
        foreach (var old in before.Partners)
        {
            var place = Enumerable.Range(0, after.Partners.Count).Where(i => after.Partners[i].Id == old.Id).DefaultIfEmpty(-1).First();
            if (place < 0)
            {
                yield return new(Pointer, Invariant($"partner {old.Id} is missing"), "all that there were: members may be linked to them");
                continue;
            }
            var (partner, at) = (after.Partners[place], Invariant($"{Pointer}/{place}"));
            if (partner.Kind != old.Kind) yield return new(at + "/kind", "is another kind", "as it was, or another id");
            if (partner.Tiers.Count < old.Tiers.Count || (old.Tiers.Count == 0) != (partner.Tiers.Count == 0)) yield return new(at + "/tiers", Invariant($"has {partner.Tiers.Count} tiers"), "those there were, new ones only at the top of some");
        }
    }

    private static void External(ProgramDefinition program, PartnerDefinition partner, string at, FieldFaults faults)
    {
        if (partner.Period is not null) faults.AddBetween(at + "/period", "is given", OnlySupplementary);
        if (partner.Renews) faults.AddBetween(at + "/renews", "is true", OnlySupplementary);
        if (partner.SyncTier is not null) faults.AddBetween(at + "/syncTier", "is given", OnlySupplementary);
        DefinitionCheck.Unique(partner.Tiers, at + "/tiers", "", tier => tier, StringComparer.OrdinalIgnoreCase, faults);
        if (partner.TierMapping.Count == 0)
        {
            const string Needed = "only with tierMapping";
            if (partner.RaisesTier) faults.AddBetween(at + "/raisesTier", "is true", Needed);
            if (partner.RenewsTier) faults.AddBetween(at + "/renewsTier", "is true", Needed);
            if (partner.SyncOnDowngrade) faults.AddBetween(at + "/syncOnDowngrade", "is true", Needed);
            return;
        }
        if (!faults.IsSound(at + "/tierMapping") || !faults.IsSound(at + "/tiers") || !faults.Stands("/program/tiers")) return;
        if (partner.TierMapping.Count != program.Tiers.Count)
        {
            faults.AddBetween(at + "/tierMapping", Invariant($"has {partner.TierMapping.Count} names"), Invariant($"{program.Tiers.Count}: one for each of tiers"));
            return;
        }
        var before = -1;
        for (var i = 0; i < partner.TierMapping.Count; i++)
        {
            var tier = PartnerTerms.IndexOf(partner.Tiers, partner.TierMapping[i]);
            if (tier < 0) faults.AddBetween(faults.Element(at + "/tierMapping", i), "is " + FieldNames.Quote(partner.TierMapping[i]), "a name in tiers of the partner");
            else if (tier < before) faults.AddBetween(faults.Element(at + "/tierMapping", i), "is " + FieldNames.Quote(partner.TierMapping[i]), "a tier not below that of the loyalty tier before");
            before = Math.Max(before, tier);
        }
    }

    private static void Supplementary(ProgramDefinition program, PartnerDefinition partner, string at, FieldFaults faults)
    {
        if (partner.Period is null && faults.IsSound(at + "/period")) faults.AddBetween(at + "/period", "is missing", "a period with SUPPLEMENTARY");
        if (partner.Ratio is not null) faults.AddBetween(at + "/ratio", "is given", OnlyExternal);
        if (partner.Tiers.Count > 0) faults.AddBetween(at + "/tiers", "is given", OnlyExternal);
        if (partner.TierMapping.Count > 0) faults.AddBetween(at + "/tierMapping", "is given", OnlyExternal);
        if (partner.RaisesTier) faults.AddBetween(at + "/raisesTier", "is true", OnlyExternal);
        if (partner.RenewsTier) faults.AddBetween(at + "/renewsTier", "is true", OnlyExternal);
        if (!faults.IsSound(at + "/syncTier") || !faults.Stands("/program/tiers")) return;
        if (partner.SyncOnDowngrade != partner.SyncTier is not null)
            faults.AddBetween(at + "/syncTier", partner.SyncTier is null ? "is missing" : "is given", partner.SyncTier is null ? "a tier with syncOnDowngrade" : "none without syncOnDowngrade");
        else if (partner.SyncTier is { } name && !program.Tiers.Any(tier => tier is not null && string.Equals(tier.Name, name, StringComparison.OrdinalIgnoreCase)))
            faults.AddBetween(at + "/syncTier", "is " + FieldNames.Quote(name), "a tier of the program");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
