namespace Loyalty;

/// <summary>What the rules of bills may not say together.</summary>
internal static class BillRuleChecks
{
    public static void Collect(OrganisationDefinition organisation, string at, FieldFaults faults)
    {
        var bills = at + "/bills";
        if (!faults.Stands(bills)) return;
        var rules = organisation.Bills;
        Ordered(bills, "Amount", rules.MinimumAmount, rules.MaximumAmount, faults);
        if (rules.MaximumLineAmount is { } mostOfLine) Ordered(bills, "LineAmount", rules.MinimumLineAmount, mostOfLine, faults);
        DefinitionCheck.Unique(rules.Currencies, bills + "/currencies", "/currency", each => each.Currency, StringComparer.Ordinal, faults);
        foreach (var (currency, place) in DefinitionCheck.Each(rules.Currencies, bills + "/currencies", faults))
            if (faults.IsSound(place + "/currency") && currency.Currency == organisation.Currency)
                faults.AddBetween(place + "/currency", "is the base currency", "another currency than the organisation's");
        DefinitionCheck.Unique(rules.Tenders, bills + "/tenders", "/mode", each => each.Mode, StringComparer.OrdinalIgnoreCase, faults);
        foreach (var (tender, place) in DefinitionCheck.Each(rules.Tenders, bills + "/tenders", faults))
        {
            DefinitionCheck.Unique(tender.Attributes, place + "/attributes", "/name", each => each.Name, StringComparer.OrdinalIgnoreCase, faults);
            foreach (var (attribute, inside) in DefinitionCheck.Each(tender.Attributes, place + "/attributes", faults))
                Values(attribute.Kind == TenderAttributeKind.Selection, attribute.Values, inside, "SELECTION", faults);
        }
        var names = new HashSet<(BillFieldOf, string)>();
        foreach (var (field, place) in DefinitionCheck.Each(rules.ExtendedFields, bills + "/extendedFields", faults))
        {
            if (faults.IsSound(place + "/name") && faults.IsSound(place + "/of") && !names.Add((field.Of, field.Name)))
                faults.AddBetween(place + "/name", $"is {FieldNames.Quote(field.Name)} again", "a name that no other field of the same thing has");
            if (faults.IsSound(place + "/mandatory") && faults.IsSound(place + "/of") && field is { Mandatory: true, Of: BillFieldOf.Line })
                faults.AddBetween(place + "/mandatory", "is true", "false for a field of a line");
            Values(field.Kind == BillFieldKind.Enumeration, field.Values, place, "ENUMERATION", faults);
        }
    }

    private static void Ordered(string bills, string what, decimal minimum, decimal maximum, FieldFaults faults)
    {
        var (least, most) = ($"{bills}/minimum{what}", $"{bills}/maximum{what}");
        if (faults.IsSound(least) && faults.IsSound(most) && minimum > maximum)
            faults.AddBetween(least, "is " + FieldNumber.Show(minimum), $"at most maximum{what}, {FieldNumber.Show(maximum)}");
    }

    private static void Values(bool needed, IReadOnlyList<string> values, string place, string kind, FieldFaults faults)
    {
        if (faults.IsSound(place + "/kind") && faults.IsSound(place + "/values") && needed != values.Count > 0)
            faults.AddBetween(place + "/values", needed ? "is empty" : "is given", needed ? $"at least one value with {kind}" : $"none but with {kind}");
    }
}
