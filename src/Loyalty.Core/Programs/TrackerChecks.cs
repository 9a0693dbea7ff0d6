using System.Globalization;

namespace Loyalty;

/// <summary>What the settings of trackers may not be together (trackers, codes).</summary>
internal static class TrackerChecks
{
    private const string Pointer = "/program/trackers";

    public static void Check(ProgramDefinition program, FieldFaults faults)
    {
        if (program.Trackers is null) return;
        DefinitionCheck.Unique(program.Trackers, Pointer, "/id", tracker => Text(tracker.Id), StringComparer.Ordinal, faults);
        DefinitionCheck.Unique(program.Trackers, Pointer, "/name", tracker => tracker.Name, StringComparer.OrdinalIgnoreCase, faults);
        foreach (var (tracker, at) in DefinitionCheck.Each(program.Trackers, Pointer, faults))
        {
            Type(program, tracker, at, faults);
            DefinitionCheck.Unique(tracker.Cases, at + "/cases", "/id", each => Text(each.Id), StringComparer.Ordinal, faults);
            DefinitionCheck.Unique(tracker.Cases, at + "/cases", "/name", each => each.Name, StringComparer.OrdinalIgnoreCase, faults);
            foreach (var (each, place) in DefinitionCheck.Each(tracker.Cases, at + "/cases", faults))
            {
                Window(each.Window, place + "/window", faults);
                Condition(each.Condition, place + "/condition", faults);
                if (each.Award is { } award) Award(program, award, place + "/award", faults);
            }
        }
    }

    /// <summary>What a tracker counts never changes: it would mix what was counted with what is not alike (trackers R6).</summary>
    public static IEnumerable<DefinitionFault> Changed(ProgramDefinition before, ProgramDefinition after)
    {
        for (var i = 0; i < after.Trackers.Count; i++)
        {
            var tracker = after.Trackers[i];
            if (before.Trackers.FirstOrDefault(each => each.Id == tracker.Id) is not { } old) continue;
            var at = Invariant($"{Pointer}/{i}");
            var allowed = Invariant($"as it was, or another id: what tracker {tracker.Id} has counted stands under it");
            if (tracker.Type != old.Type) yield return new(at + "/type", "is another type", allowed);
            if (tracker.Field != old.Field) yield return new(at + "/field", "is another field", allowed);
            if (CurrencyOf(after, tracker) != CurrencyOf(before, old)) yield return new(at + "/currency", "is another currency", allowed);
            if (tracker.VisitBasis != old.VisitBasis) yield return new(at + "/visitBasis", "is another basis", allowed);
            if (!TrackerFields.IsSame(tracker.Scope, old.Scope)) yield return new(at + "/scope", "is another scope", allowed);
        }
    }

    private static int? CurrencyOf(ProgramDefinition program, TrackerDefinition tracker) => tracker.Currency is { } name ? CurrencyChecks.Of(program, name)?.Id : null;

    private static void Type(ProgramDefinition program, TrackerDefinition tracker, string at, FieldFaults faults)
    {
        if (!faults.IsSound(at + "/type")) return;
        var ofField = tracker.Type is TrackerType.BillExtendedField or TrackerType.LineitemExtendedField;
        Needs(ofField, tracker.Field is not null, at + "/field", "the name of a field with types of fields", "none: the type counts no field", faults);
        Needs(tracker.Type == TrackerType.AlternateCurrencies, tracker.Currency is not null, at + "/currency", "the name of an alternate currency with ALTERNATE_CURRENCIES", "none: the type counts no currency", faults);
        if (tracker is { Type: TrackerType.AlternateCurrencies, Currency: { } name } && faults.IsSound(at + "/currency") && faults.IsSound("/program/currencies") && CurrencyChecks.Of(program, name) is null)
            faults.AddBetween(at + "/currency", $"is {FieldNames.Quote(name)}", "the name of one of currencies");
        if (tracker.VisitBasis != VisitBasis.Bills && tracker.Type != TrackerType.CustomerVisits) faults.AddBetween(at + "/visitBasis", "is given", "only with CUSTOMER_VISITS");
        if (tracker.OnReturn == TrackerOnReturn.Reverse && TrackerBook.IsOfLines(tracker.Type)) faults.AddBetween(at + "/onReturn", "is REVERSE", "KEEP with types of lines");
        if (tracker.Scope is not { } scope || TrackerBook.IsOfLines(tracker.Type)) return;
        if (faults.IsSound(at + "/scope/skus") && scope.Skus.Count > 0) faults.AddBetween(at + "/scope/skus", "is given", "only with types of lines");
        if (faults.IsSound(at + "/scope/lineFields") && scope.LineFields.Count > 0) faults.AddBetween(at + "/scope/lineFields", "is given", "only with types of lines");
    }

    private static void Window(TrackerWindow window, string at, FieldFaults faults)
    {
        if (!faults.IsSound(at)) return;
        var kind = FieldNames.UpperSnake(window.Kind.ToString());
        var isMoving = window.Kind == TrackerWindowKind.MovingWindow;
        var hasLength = isMoving || window.Kind is TrackerWindowKind.CyclicWindow or TrackerWindowKind.CalendarBasedCyclicWindow;
        Needs(hasLength, window.Length is not null, at + "/length", "a number with " + kind, "none with " + kind, faults);
        Needs(window.Kind is TrackerWindowKind.CalendarBasedCyclicWindow or TrackerWindowKind.SinceDate, window.Start is not null, at + "/start", "a date with " + kind, "none with " + kind, faults);
        if (!isMoving && window.Unit != TrackerWindowUnit.Days) faults.AddBetween(at + "/unit", "is given", "only with MOVING_WINDOW");
        if (!hasLength || window.Length is not { } length) return;
        var ofMonths = window.Kind == TrackerWindowKind.CalendarBasedCyclicWindow || window.Unit == TrackerWindowUnit.Months;
        var (least, most) = (isMoving ? 0 : 1, ofMonths ? 120 : 3650);
        if (length < least || length > most) faults.AddBetween(at + "/length", Invariant($"is {length}"), Invariant($"{least} to {most}"));
    }

    private static void Condition(TrackerCondition condition, string at, FieldFaults faults)
    {
        if (!faults.IsSound(at)) return;
        Needs(condition.Is == TrackerOperator.Between, condition.Upper is not null, at + "/upper", "a number with BETWEEN", "none without BETWEEN", faults);
        if (condition is { Is: TrackerOperator.Between, Upper: { } upper } && upper < condition.Value)
            faults.AddBetween(at + "/upper", "is " + FieldNumber.Show(upper), "at least the value, " + FieldNumber.Show(condition.Value));
        // A step of less than a millionth would be met by every event.
        if (condition.Is == TrackerOperator.ModOf && condition.Value < 0.000001m) faults.AddBetween(at + "/value", "is " + FieldNumber.Show(condition.Value), "0.000001 or more with MOD_OF");
    }

    private static void Award(ProgramDefinition program, TrackerAward award, string at, FieldFaults faults)
    {
        if (!faults.IsSound(at)) return;
        if (award.Kind is AllocationKind.Multiplier or AllocationKind.RoundUp)
        {
            faults.AddBetween(at + "/kind", "is " + FieldNames.UpperSnake(award.Kind.ToString()), "FIXED, PERCENTAGE or STEP: the others stand on what rules of bills award");
            return;
        }

        Needs(award.Kind == AllocationKind.Step, award.Step is not null, at + "/step", "an amount with STEP", "only with STEP", faults);
        if (award.Kind == AllocationKind.Fixed)
        {
            if (award.Base != TrackerBase.TrackedValue) faults.AddBetween(at + "/base", "is given", "none with FIXED");
            if (award.BaseLimit is not null) faults.AddBetween(at + "/baseLimit", "is given", "none with FIXED");
            for (var i = 0; i < award.Values.Count; i++) DefinitionCheck.Scale(program, award.Values[i], faults.Element(at + "/values", i), faults);
        }
        DefinitionCheck.TierValues(program, award.Values, at, faults);
        if (award.Cap is { } cap) DefinitionCheck.Scale(program, cap, at + "/cap", faults);
        ExpiryChecks.Check(program, award.Expiry, ExpiryUse.Campaign, at + "/expiry", faults);
        if (NeedsTiers(award.Base) && program.Tiers is { Count: < 2 }) faults.AddBetween(at + "/base", "is " + FieldNames.UpperSnake(award.Base.ToString()), "another base: the program has no tier to reach");
    }

    private static bool NeedsTiers(TrackerBase on) => on is TrackerBase.GapToUpgrade or TrackerBase.GapToUpgradeAfterEvent or TrackerBase.ExcessAfterUpgrade;

    private static void Needs(bool needed, bool there, string pointer, string with, string without, FieldFaults faults)
    {
        if (needed != there && faults.IsSound(pointer)) faults.AddBetween(pointer, needed ? "is missing" : "is given", needed ? with : without);
    }

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
