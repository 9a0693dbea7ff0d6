namespace Loyalty;

/// <summary>The fields of trackers in JSON.</summary>
internal static class TrackerFields
{
    /// <summary>Most trackers of a program (trackers R32).</summary>
    public const int MostTrackers = 100;

    /// <summary>Most cases of a tracker.</summary>
    public const int MostCases = 20;

    private static readonly FieldWhole<int> Number = new(1, 1_000_000);
    private static readonly FieldText Name = Line(100);
    private static readonly FieldText Long = Line(250);
    private static readonly FieldOrNone<NodaTime.LocalDate> Date = new(new FieldDate());
    private static readonly FieldDecimal Threshold = new(-DefinitionJsonFields.LargestAmount, DefinitionJsonFields.LargestAmount);
    private static readonly FieldOrNone<decimal> Above = new(new FieldDecimal(0, DefinitionJsonFields.LargestAmount, above: true));

    /// <summary>A case of a tracker.</summary>
    public static readonly FieldObject<TrackerReference> Reference = new FieldObject<TrackerReference>("a tracker and its case", _ => new() { Tracker = 0, Case = 0 })
        .Required("tracker", Number, r => r.Tracker, (r, v) => r with { Tracker = v })
        .Required("case", Number, r => r.Case, (r, v) => r with { Case = v });

    /// <summary>A value that renews a tier.</summary>
    public static readonly FieldObject<TierRenewalTracker> Renewal = new FieldObject<TierRenewalTracker>("a value of a tracker", _ => new() { Tracker = Reference.Blank(null), Value = 0, From = default })
        .Required("tracker", Reference, r => r.Tracker, (r, v) => r with { Tracker = v })
        .Required("value", new FieldDecimal(0, DefinitionJsonFields.LargestAmount, above: true), r => r.Value, (r, v) => r with { Value = v })
        .Required("from", new FieldDate(), r => r.From, (r, v) => r with { From = v });

    private static readonly FieldObject<TrackerFieldValues> FieldValues = new FieldObject<TrackerFieldValues>("a field and its values", _ => new() { Name = "", Values = [] })
        .Required("name", Long, f => f.Name, (f, v) => f with { Name = v })
        .Required("values", new FieldList<string>(Long, "a list of at least one value", minimum: 1), f => f.Values, (f, v) => f with { Values = v });

    private static readonly FieldObject<TrackerScope> Scope = new FieldObject<TrackerScope>("a scope", _ => new())
        .Optional("stores", new FieldList<string>(Line(50), "a list of store codes"), s => s.Stores, (s, v) => s with { Stores = v })
        .Optional("billFields", new FieldList<TrackerFieldValues>(FieldValues, "a list of fields"), s => s.BillFields, (s, v) => s with { BillFields = v })
        .Optional("skus", new FieldList<string>(Name, "a list of item codes"), s => s.Skus, (s, v) => s with { Skus = v })
        .Optional("lineFields", new FieldList<TrackerFieldValues>(FieldValues, "a list of fields"), s => s.LineFields, (s, v) => s with { LineFields = v });

    private static readonly FieldObject<TrackerWindow> Window = new FieldObject<TrackerWindow>("a window", _ => new() { Kind = default })
        .Required("kind", new FieldChoice<TrackerWindowKind>(), w => w.Kind, (w, v) => w with { Kind = v })
        .Optional("unit", new FieldChoice<TrackerWindowUnit>(), w => w.Unit, (w, v) => w with { Unit = v })
        .Optional("length", new FieldOrNone<int>(new FieldWhole<int>(0, 3650)), w => w.Length, (w, v) => w with { Length = v })
        .Optional("start", Date, w => w.Start, (w, v) => w with { Start = v });

    private static readonly FieldObject<TrackerCondition> Condition = new FieldObject<TrackerCondition>("a condition", _ => new() { Is = default, Value = 0 })
        .Required("is", new FieldChoice<TrackerOperator>(), c => c.Is, (c, v) => c with { Is = v })
        .Required("value", Threshold, c => c.Value, (c, v) => c with { Value = v })
        .Optional("upper", new FieldOrNone<decimal>(Threshold), c => c.Upper, (c, v) => c with { Upper = v });

    private static readonly FieldObject<TrackerAward> Award = new FieldObject<TrackerAward>("points of a success", _ => new() { Values = [] })
        .Optional("kind", new FieldChoice<AllocationKind>(), a => a.Kind, (a, v) => a with { Kind = v })
        .Optional("base", new FieldChoice<TrackerBase>(), a => a.Base, (a, v) => a with { Base = v })
        .Required("values", DefinitionJsonFields.TierValues, a => a.Values, (a, v) => a with { Values = v })
        .Optional("step", new FieldOrNone<decimal>(new FieldDecimal(0.000001m, DefinitionJsonFields.LargestAmount)), a => a.Step, (a, v) => a with { Step = v })
        .Optional("baseLimit", Above, a => a.BaseLimit, (a, v) => a with { BaseLimit = v })
        .Optional("cap", Above, a => a.Cap, (a, v) => a with { Cap = v })
        .Optional("delayDays", new FieldOrNone<int>(new FieldWhole<int>(0, 3650)), a => a.DelayDays, (a, v) => a with { DelayDays = v })
        .Optional("expiry", new FieldOrNull<ExpiryRule>(DefinitionJsonFields.Expiry), a => a.Expiry, (a, v) => a with { Expiry = v });

    private static readonly FieldObject<TrackerCase> Case = new FieldObject<TrackerCase>(
            "a case", _ => new() { Id = 0, Name = "", Window = Window.Blank(null), Condition = Condition.Blank(null) })
        .Required("id", Number, c => c.Id, (c, v) => c with { Id = v })
        .Required("name", Name, c => c.Name, (c, v) => c with { Name = v })
        .Optional("aggregate", new FieldChoice<TrackerAggregate>(), c => c.Aggregate, (c, v) => c with { Aggregate = v })
        .Required("window", Window, c => c.Window, (c, v) => c with { Window = v })
        .Required("condition", Condition, c => c.Condition, (c, v) => c with { Condition = v })
        .Optional("limit", new FieldOrNone<int>(new FieldWhole<int>(1, 1_000_000)), c => c.Limit, (c, v) => c with { Limit = v })
        .Optional("fires", new FieldChoice<TrackerFires>(), c => c.Fires, (c, v) => c with { Fires = v })
        .Optional("award", new FieldOrNull<TrackerAward>(Award), c => c.Award, (c, v) => c with { Award = v });

    /// <summary>A tracker.</summary>
    public static readonly FieldObject<TrackerDefinition> Tracker = new FieldObject<TrackerDefinition>("a tracker", _ => new() { Id = 0, Name = "", Type = default })
        .Required("id", Number, t => t.Id, (t, v) => t with { Id = v })
        .Required("name", Name, t => t.Name, (t, v) => t with { Name = v })
        .Required("type", new FieldChoice<TrackerType>(), t => t.Type, (t, v) => t with { Type = v })
        .Optional("field", new FieldOrNull<string>(Long), t => t.Field, (t, v) => t with { Field = v })
        .Optional("currency", new FieldOrNull<string>(Line(30)), t => t.Currency, (t, v) => t with { Currency = v })
        .Optional("visitBasis", new FieldChoice<VisitBasis>(), t => t.VisitBasis, (t, v) => t with { VisitBasis = v })
        .Optional("scope", new FieldOrNull<TrackerScope>(Scope), t => t.Scope, (t, v) => t with { Scope = v })
        .Optional("activeFrom", Date, t => t.ActiveFrom, (t, v) => t with { ActiveFrom = v })
        .Optional("onReturn", new FieldChoice<TrackerOnReturn>(), t => t.OnReturn, (t, v) => t with { OnReturn = v })
        .Optional("cases", new FieldList<TrackerCase>(Case, "a list of at most 20 cases", maximum: MostCases), t => t.Cases, (t, v) => t with { Cases = v });

    /// <summary>Whether two scopes are written alike.</summary>
    public static bool IsSame(TrackerScope? a, TrackerScope? b) => new FieldOrNull<TrackerScope>(Scope).IsSame(a, b);

    private static FieldText Line(int longest) => DefinitionJsonFields.Line(longest);
}
