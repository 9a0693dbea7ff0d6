using System.Globalization;

namespace Loyalty;

/// <summary>Whose expiry a rule says: each can count from other days.</summary>
internal enum ExpiryUse
{
    /// <summary>Of all points that no other rule speaks of.</summary>
    Default,

    /// <summary>Of an earning rule of the bill.</summary>
    Bill,

    /// <summary>Of an earning rule whose lots are of lines.</summary>
    Line,

    /// <summary>Of what comes from no line and no bill of its own.</summary>
    Campaign,

    /// <summary>Of what a transfer brings.</summary>
    Transfer,
}

/// <summary>What the values of an expiry may not be together.</summary>
internal static class ExpiryChecks
{
    private const string Tiers = "/program/tiers", Partners = "/program/partners";

    public static void Check(ProgramDefinition program, ExpiryRule? expiry, ExpiryUse use, string at, FieldFaults faults)
    {
        if (expiry is null || !faults.IsSound(at + "/unit") || !faults.IsSound(at + "/from") || !faults.IsSound(at + "/tiers")) return;
        From(program, expiry, use, at, faults);
        var own = (expiry.Unit, expiry.Value, expiry.Date);
        if (expiry.Tiers.Count == 0)
        {
            Unit(expiry, own, at, at, faults);
            return;
        }

        if (own != (ExpiryUnit.Never, null, null)) faults.AddBetween(at + "/unit", "stands beside tiers", "none with tiers, which have one each");
        if (faults.IsSound(Tiers) && expiry.Tiers.Count != program.Tiers.Count) faults.AddBetween(at + "/tiers", Invariant($"has {expiry.Tiers.Count} elements"), Invariant($"{program.Tiers.Count}: one for each tier"));
        foreach (var (term, place) in DefinitionCheck.Each(expiry.Tiers, at + "/tiers", faults)) Unit(expiry, (term.Unit, term.Value, term.Date), place, at, faults);
    }

    /// <summary>The day that it counts from: what it needs, and whose it can be.</summary>
    private static void From(ProgramDefinition program, ExpiryRule expiry, ExpiryUse use, string at, FieldFaults faults)
    {
        var from = FieldNames.UpperSnake(expiry.From.ToString());
        Present(expiry.IsFromField, expiry.Field is not null, at + "/field", "the name of a field", from, faults);
        var isMembership = expiry.From == ExpiryBasis.MembershipDate;
        Present(isMembership, expiry.Membership is not null, at + "/membership", "the name of a supplementary program", from, faults);
        if (isMembership && (expiry.Unit != ExpiryUnit.Never || expiry.Tiers.Count > 0)) faults.AddBetween(at + "/unit", "is given", "none with MEMBERSHIP_DATE, which is the end itself");
        if (expiry.Membership is { } name && isMembership && faults.IsSound(at + "/membership") && faults.IsSound(Partners)
            && !program.Partners.Any(partner => partner.Kind == PartnerKind.Supplementary && partner.Id <= Lot.MostOfMembership && partner.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            faults.AddBetween(at + "/membership", $"is {FieldNames.Quote(name)}", Invariant($"the name of one of partners that is supplementary, with a number up to {Lot.MostOfMembership}"));
        var allowed = expiry.From switch
        {
            ExpiryBasis.MembershipDate when use == ExpiryUse.Default => "another: without a membership the points lapse by this one",
            ExpiryBasis.FarthestPointsTransferredExpiryDate when use != ExpiryUse.Transfer => "another: no transfer takes points here",
            ExpiryBasis.BillExtendedField when use is not (ExpiryUse.Bill or ExpiryUse.Line) => "another: there is no bill, or not one alone",
            ExpiryBasis.LineitemExtendedField when use != ExpiryUse.Line => "another, or LINE or spread over lines: it reads the line",
            _ => null,
        };
        if (allowed is not null) faults.AddBetween(at + "/from", "is " + from, allowed);
        if (expiry.Rolling && faults.IsSound(at + "/rolling") && (expiry.From != ExpiryBasis.CurrentDate || use == ExpiryUse.Transfer))
            faults.AddBetween(at + "/rolling", "is true", use == ExpiryUse.Transfer ? "false: what a transfer brings is fixed" : $"false with {from}, which no later day takes the place of");
    }

    private static void Unit(ExpiryRule expiry, (ExpiryUnit Unit, int? Value, NodaTime.LocalDate? Date) term, string at, string rule, FieldFaults faults)
    {
        if (!faults.IsSound(at + "/unit")) return;
        var counts = term.Unit is ExpiryUnit.NumDays or ExpiryUnit.NumMonths or ExpiryUnit.NumMonthsEnd or ExpiryUnit.NumYears;
        var dated = term.Unit is ExpiryUnit.FixedDate or ExpiryUnit.FixedDateWithoutYear;
        var unit = FieldNames.UpperSnake(term.Unit.ToString());
        if (!(counts && expiry.IsFromDate)) Present(counts, term.Value is not null, at + "/value", "a whole number from 1 to 3,650", unit, faults);
        Present(dated, term.Date is not null, at + "/date", "a date", unit, faults);
        if (expiry.Rolling && term.Unit is (ExpiryUnit.Never or ExpiryUnit.FixedDate or ExpiryUnit.TierExpiry) && faults.IsSound(rule + "/rolling"))
            faults.AddBetween(rule + "/rolling", "is true", $"false with {unit}, which counts from no day");
    }

    private static void Present(bool needed, bool there, string pointer, string what, string with, FieldFaults faults)
    {
        if (needed != there && faults.IsSound(pointer)) faults.AddBetween(pointer, needed ? "is missing" : "is given", needed ? $"{what} with {with}" : $"none with {with}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
