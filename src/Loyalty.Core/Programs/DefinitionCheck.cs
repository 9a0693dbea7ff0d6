using System.Globalization;

namespace Loyalty;

/// <summary>
/// Checks a definition as a whole: first each value by its declaration, then what values may not be together. A rule runs only where the
/// values that it compares are sound, so one mistake is reported once.
/// </summary>
internal static class DefinitionCheck
{
    private const string Organisation = "/organisation";
    private const string Program = "/program";

    /// <summary>All faults, sorted by pointer; none when the definition can be saved.</summary>
    public static IReadOnlyList<DefinitionFault> Faults(LoyaltyDefinition definition)
    {
        var faults = new FieldFaults();
        Collect(definition, faults);
        return faults.Sorted();
    }

    /// <summary>Adds the faults of a definition to those found while it was read.</summary>
    public static void Collect(LoyaltyDefinition definition, FieldFaults faults)
    {
        DefinitionJsonFields.Definition.Check(definition, "", faults);
        if (faults.Stands(Organisation))
        {
            Stores(definition.Organisation, faults);
            BillRuleChecks.Collect(definition.Organisation, Organisation, faults);
            if (faults.Stands(Organisation + "/customers")) CustomerRuleFields.Check(definition.Organisation.Customers, Organisation + "/customers", faults);
        }

        if (faults.Stands(Program))
        {
            OfProgram(definition, faults);
            Gifts(definition.Program, faults);
            PartnerChecks.Check(definition.Program, faults);
            CartPromotionCheck.Collect(definition.Program, Program + "/cartPromotions", faults);
        }

        FurtherProgramChecks.Collect(definition, faults);
    }

    /// <summary>What holds of each program: of a further one too, which stands in the place of the default one while it is checked.</summary>
    internal static void OfProgram(LoyaltyDefinition definition, FieldFaults faults)
    {
        Points(definition.Program, faults);
        FurtherProgramChecks.Stores(definition, faults);
        CurrencyChecks.Check(definition.Program, faults);
        Tiers(definition.Program, faults);
        TierChecks.Check(definition.Program, faults);
        Earning(definition, faults);
        EarningChecks.OfCaps(definition.Program, faults);
        RedemptionChecks.Check(definition, faults);
        if (faults.Stands(Program + "/returns")) ExpiryChecks.Check(definition.Program, definition.Program.Returns.ReissueExpiry, ExpiryUse.Campaign, Program + "/returns/reissueExpiry", faults);
        ExpiryChecks.Check(definition.Program, definition.Program.TransferExpiry, ExpiryUse.Transfer, Program + "/transferExpiry", faults);
        if (faults.Stands(Program + "/manual")) Unique(definition.Program.Manual.Authorities, Program + "/manual/authorities", "/user", each => each.User, StringComparer.Ordinal, faults);
        TrackerChecks.Check(definition.Program, faults);
    }

    private static void Stores(OrganisationDefinition organisation, FieldFaults faults)
    {
        const string Pointer = Organisation + "/stores";
        Unique(organisation.Stores, Pointer, "/code", store => store.Code, StringComparer.Ordinal, faults);

        var tills = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (store, at) in Each(organisation.Stores, Pointer, faults))
        {
            foreach (var (till, place) in Each(store.Tills, at + "/tills", faults))
            {
                if (!tills.TryAdd(till, place))
                {
                    faults.AddBetween(place, $"is {FieldNames.Quote(till)}, as {tills[till]} is", "a value that no other has");
                }
            }

            Unique(store.TillZones, at + "/tillZones", "/till", each => each.Till, StringComparer.Ordinal, faults);
            foreach (var (zone, place) in Each(store.TillZones, at + "/tillZones", faults))
                if (faults.IsSound(at + "/tills") && faults.Stands(place + "/till") && !store.Tills.Contains(zone.Till, StringComparer.Ordinal)) faults.AddBetween(place + "/till", $"is {FieldNames.Quote(zone.Till)}", "a till of the store");
        }
    }

    private static void Points(ProgramDefinition program, FieldFaults faults)
    {
        if (faults.Stands(Program + "/points"))
        {
            ExpiryChecks.Check(program, program.Points.Expiry, ExpiryUse.Default, Program + "/points/expiry", faults);
        }
    }

    private static void Tiers(ProgramDefinition program, FieldFaults faults)
    {
        const string Pointer = Program + "/tiers";
        Unique(program.Tiers, Pointer, "/name", tier => tier.Name, StringComparer.OrdinalIgnoreCase, faults);

        decimal reached = 0;
        foreach (var (tier, at) in Each(program.Tiers, Pointer, faults))
        {
            var threshold = at + "/lifetimePurchases";
            var lowest = at == Pointer + "/0";
            if (!faults.IsSound(threshold))
            {
                continue;
            }

            if (lowest && tier.LifetimePurchases is { } needless)
            {
                faults.AddBetween(threshold, "is " + FieldNumber.Show(needless), "none: everybody has the lowest tier");
            }
            else if (!lowest && (!faults.IsSound(Program + "/tierRules") || program.TierRules.Measure != TierMeasure.CumulativePurchases))
            {
                if (faults.IsSound(Program + "/tierRules") && tier.LifetimePurchases is { } other)
                {
                    faults.AddBetween(threshold, "is " + FieldNumber.Show(other), program.TierRules.Measure == TierMeasure.TrackerValueBased ? "none: the measure is a tracker" : "none: the measure is points");
                }
            }
            else if (!lowest && tier.LifetimePurchases is null)
            {
                faults.AddBetween(threshold, "is missing", "an amount above that of the tier before, " + FieldNumber.Show(reached));
            }
            else if (!lowest && tier.LifetimePurchases <= reached)
            {
                faults.AddBetween(threshold, "is " + FieldNumber.Show(tier.LifetimePurchases.Value), "an amount above that of the tier before, " + FieldNumber.Show(reached));
            }

            reached = lowest ? 0 : tier.LifetimePurchases ?? reached;
        }
    }

    private static void Earning(LoyaltyDefinition definition, FieldFaults faults)
    {
        const string Pointer = Program + "/earning";
        Unique(definition.Program.Earning, Pointer, "/id", rule => rule.Id, StringComparer.Ordinal, faults);

        foreach (var (rule, at) in Each(definition.Program.Earning, Pointer, faults))
        {
            // What an alternate currency is counted in is its own.
            var program = rule.Currency is { } name && faults.IsSound(Program + "/currencies") && CurrencyChecks.Of(definition.Program, name) is { } currency ? CurrencyChecks.In(definition.Program, currency) : definition.Program;
            TierValues(program, rule.Values, at, faults);
            Fixed(program, rule, at, faults);
            Step(rule, at, faults);
            Lifting(rule, at, faults);
            EarningChecks.Sources(rule, at, faults);
            Largest(definition, rule, at, faults);
            if (rule.Cap is { } cap)
            {
                Scale(program, cap, at + "/cap", faults);
            }

            if (rule.SpreadOverLines && rule.On != EarningBasis.Bill && faults.IsSound(at + "/on"))
            {
                faults.AddBetween(at + "/spreadOverLines", "is true on LINE", "only on BILL: the award of a line stands on it already");
            }

            ExpiryChecks.Check(definition.Program, rule.Expiry, rule.On == EarningBasis.Line || rule.SpreadOverLines ? ExpiryUse.Line : ExpiryUse.Bill, at + "/expiry", faults);
            Delay(program, rule, at, faults);
            DelayStrategies(rule, at, faults);
        }
    }

    // One activity promises in one way: by days, by what stands on its line, or until it is told (points R19).
    private static void DelayStrategies(EarningRule rule, string at, FieldFaults faults)
    {
        if (!faults.IsSound(at + "/delayStrategy")) return;
        var strategy = FieldNames.UpperSnake(rule.DelayStrategy.ToString());
        if (rule is { DelayStrategy: DelayStrategy.OnExternalTrigger, DelayDays: { } days }) faults.AddBetween(at + "/delayDays", Invariant($"is {days}"), "none with ON_EXTERNAL_TRIGGER, which no day ends");
        var reads = rule.DelayStrategy is DelayStrategy.FixedDelayFromTxnItemExtField or DelayStrategy.AccrualDateFromTxnItemExtField;
        if (reads != rule.DelayField is not null && faults.IsSound(at + "/delayField")) faults.AddBetween(at + "/delayField", reads ? "is missing" : "is given", reads ? $"the name of a field with {strategy}" : $"none with {strategy}");
        if ((reads || rule.DelayStrategy == DelayStrategy.FixedDelayFromItemReturnPeriod) && rule is { On: EarningBasis.Bill, SpreadOverLines: false } && faults.IsSound(at + "/on"))
            faults.AddBetween(at + "/delayStrategy", "is " + strategy, "on LINE, or spread over lines: it reads the line");
    }

    /// <summary>One value, or one for each tier.</summary>
    internal static void TierValues(ProgramDefinition program, IReadOnlyList<decimal> values, string at, FieldFaults faults)
    {
        if (faults.IsSound(at + "/values") && faults.IsSound(Program + "/tiers") && values.Count != 1 && values.Count != program.Tiers.Count)
        {
            faults.AddBetween(
                at + "/values",
                Invariant($"has {values.Count} elements"),
                program.Tiers.Count < 2 ? "one value" : Invariant($"one value, or {program.Tiers.Count}: one for each tier"));
        }
    }

    private static void Fixed(ProgramDefinition program, EarningRule rule, string at, FieldFaults faults)
    {
        var values = at + "/values";
        // A percentage, and points a step, may be fractions: their product is rounded. A fixed award is given as it stands.
        if (rule.Kind == AllocationKind.Fixed && faults.IsSound(at + "/kind"))
        {
            foreach (var (value, place) in Each(rule.Values, values, faults))
            {
                Scale(program, value, place, faults);
            }
        }
    }

    private static void Step(EarningRule rule, string at, FieldFaults faults)
    {
        if (!faults.IsSound(at + "/kind"))
        {
            return;
        }

        if (rule.Kind == AllocationKind.Step)
        {
            if (rule.Step is null && faults.IsSound(at + "/step"))
            {
                faults.AddBetween(at + "/step", "is missing", "an amount above 0 with STEP");
            }

            return;
        }

        if (rule.Step is { } step && faults.IsSound(at + "/step"))
        {
            faults.AddBetween(at + "/step", "is " + FieldNumber.Show(step), "only with STEP");
        }

        if (rule.CountPartialStep)
        {
            faults.AddBetween(at + "/countPartialStep", "is true", "only with STEP");
        }
    }

    // What rules award on other rules' awards, or on the balance.
    private static void Lifting(EarningRule rule, string at, FieldFaults faults)
    {
        if (!faults.IsSound(at + "/kind")) return;
        var isRoundUp = rule.Kind == AllocationKind.RoundUp;
        if (rule.Kind is not (AllocationKind.Multiplier or AllocationKind.RoundUp))
        {
            if (rule.From is not null && faults.IsSound(at + "/from")) faults.AddBetween(at + "/from", "is given", "only with ROUND_UP");
            if (rule.To is not null && faults.IsSound(at + "/to")) faults.AddBetween(at + "/to", "is given", "only with ROUND_UP");
            return;
        }

        if (rule.On != EarningBasis.Bill && faults.IsSound(at + "/on")) faults.AddBetween(at + "/on", "is LINE", "BILL with MULTIPLIER and ROUND_UP");
        if (!isRoundUp && rule.Cap is null && faults.IsSound(at + "/cap")) faults.AddBetween(at + "/cap", "is missing", "a cap with MULTIPLIER");
        foreach (var (value, place) in Each(rule.Values, at + "/values", faults))
        {
            if (faults.IsSound(place) && value < (isRoundUp ? 1 : 100)) faults.AddBetween(place, "is " + FieldNumber.Show(value), isRoundUp ? "1 or more with ROUND_UP" : "100 or more with MULTIPLIER");
            else if (isRoundUp && faults.IsSound(place) && value != decimal.Truncate(value)) faults.AddBetween(place, "is " + FieldNumber.Show(value), "a whole number with ROUND_UP");
        }

        if (isRoundUp && rule is { From: { } from, To: { } to } && faults.IsSound(at + "/from") && faults.IsSound(at + "/to") && from > to)
            faults.AddBetween(at + "/from", "is " + FieldNumber.Show(from), "at most to, " + FieldNumber.Show(to));
    }

    // The ledger counts in whole units of a long. What the largest bill earns must leave it room, or a sale could fail.
    private static void Largest(LoyaltyDefinition definition, EarningRule rule, string at, FieldFaults faults)
    {
        const decimal LargestAward = 100_000_000_000_000m;
        if (rule.Cap is not null || rule.Kind is AllocationKind.Fixed or AllocationKind.Multiplier or AllocationKind.RoundUp
            || !faults.IsSound(at) || !faults.IsSound(Organisation + "/bills") || (rule.Kind == AllocationKind.Step && rule.Step is null))
        {
            return;
        }

        var isNet = rule.Source is EarningSource.Net or EarningSource.NetWithoutTax;
        var largest = isNet ? definition.Organisation.Bills.MaximumAmount : DefinitionJsonFields.LargestAmount;
        var units = rule.Kind == AllocationKind.Step ? largest / rule.Step!.Value : largest / 100;
        var award = Math.Ceiling(units) * (rule.ValueField is null ? rule.Values.Max() : EarningRule.MostOfValue);
        if (award > LargestAward)
        {
            faults.AddBetween(
                at + "/values",
                $"earn {FieldNumber.Show(award)} points on a bill of {(isNet ? "bills.maximumAmount, " : "")}{FieldNumber.Show(largest)}",
                $"at most {FieldNumber.Show(LargestAward)} points a bill, or a cap");
        }
    }

    // Points that lapse before they convert can never be spent.
    private static void Delay(ProgramDefinition program, EarningRule rule, string at, FieldFaults faults)
    {
        var (expiry, pointer) = rule.Expiry is { } own ? (own, at + "/expiry")
            : faults.Stands(Program + "/points") ? (program.Points.Expiry, Program + "/points/expiry")
            : (null, "");
        if (rule.DelayDays is { } days && expiry is { From: ExpiryBasis.CurrentDate, Unit: ExpiryUnit.NumDays, Value: { } value } && value <= days
            && faults.IsSound(at + "/delayDays") && faults.IsSound(pointer))
        {
            faults.AddBetween(at + "/delayDays", Invariant($"is {days}, and the points lapse after {value} days"), "fewer days than the expiry's");
        }
    }

    private static void Gifts(ProgramDefinition program, FieldFaults faults)
    {
        const string Pointer = Program + "/gifts";
        Unique(program.Gifts, Pointer, "/id", gift => gift.Id, StringComparer.Ordinal, faults);
        foreach (var (gift, at) in Each(program.Gifts, Pointer, faults))
        {
            Scale(program, gift.Points, at + "/points", faults);
            ExpiryChecks.Check(program, gift.Expiry, ExpiryUse.Campaign, at + "/expiry", faults);
        }
    }

    internal static void Scale(ProgramDefinition program, decimal points, string pointer, FieldFaults faults)
    {
        const string ScalePointer = Program + "/points/scale";
        if (faults.IsSound(pointer) && faults.IsSound(ScalePointer) && FieldNumber.Decimals(points) > program.Points.Scale)
        {
            faults.AddBetween(pointer, "is " + FieldNumber.Show(points), Invariant($"no more decimals than points.scale, {program.Points.Scale}"));
        }
    }

    internal static void Unique<T>(
        IReadOnlyList<T> list, string pointer, string field, Func<T, string> code, StringComparer comparer, FieldFaults faults)
    {
        var places = new Dictionary<string, string>(comparer);
        foreach (var (item, at) in Each(list, pointer, faults))
        {
            var place = at + field;
            if (faults.IsSound(place) && !places.TryAdd(code(item), place))
            {
                faults.AddBetween(place, $"is {FieldNames.Quote(code(item))}, as {places[code(item)]} is", "a value that no other has");
            }
        }
    }

    // The elements that can be visited, each with its pointer.
    internal static IEnumerable<(T Item, string Pointer)> Each<T>(IReadOnlyList<T> list, string pointer, FieldFaults faults)
    {
        for (var i = 0; faults.Stands(pointer) && i < list.Count; i++)
        {
            var at = faults.Element(pointer, i);
            if (faults.Stands(at))
            {
                yield return (list[i], at);
            }
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
