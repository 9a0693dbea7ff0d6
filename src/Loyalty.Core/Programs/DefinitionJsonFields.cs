using System.Collections.Frozen;
using NodaTime;

namespace Loyalty;

/// <summary>A named set of defaults for what a definition leaves out. Without a profile the safe ones hold.</summary>
internal enum DefinitionProfile
{
    /// <summary>The defaults of the documented API, also where they let value be taken twice.</summary>
    DocumentedDefaults,
}

/// <summary>
/// The fields of a definition, each declared once: name, shape with what is allowed, getter, setter. Reader, writer, pointers and the check
/// of single values come from here; what two values may not be together stands in <see cref="DefinitionCheck"/>.
/// </summary>
internal static class DefinitionJsonFields
{
    /// <summary>The largest amount of money or points that a definition names. In units it leaves a long ample room.</summary>
    public const decimal LargestAmount = 1_000_000_000_000m;

    public const string ProfileName = "profile";

    private const int LongestCode = 50;

    private static readonly FrozenSet<string> Zones = DateTimeZoneProviders.Tzdb.Ids.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FieldFlag Flag = new();
    private static readonly FieldText Code = new("1 to 50 of the letters A to Z and a to z, digits, '-', '_', '.'", IsCode);
    private static readonly FieldText Name = Line(100);
    private static readonly FieldText Label = Line(LongestCode);
    private static readonly FieldText CurrencyName = Line(30);
    private static readonly FieldText Zone = new(
        "an IANA time zone such as Europe/London", Zones.Contains, given => FieldNames.Nearest(given, Zones.Order(StringComparer.Ordinal)));
    private static readonly FieldText Currency = new(
        "the ISO 4217 code of a currency in use, such as GBP",
        code => Currencies.TryGetMinorUnits(code, out _),
        given => Currencies.Codes.FirstOrDefault(code => string.Equals(code, given, StringComparison.OrdinalIgnoreCase)));
    private static readonly FieldText MobileCountry = new("IN", country => country == "IN");
    private static readonly FieldOrNone<LocalDate> Date = new(new FieldDate());
    private static readonly FieldDecimal Amount = new(0, LargestAmount);
    private static readonly FieldOrNone<decimal> AmountAboveZero = new(new FieldDecimal(0, LargestAmount, above: true));

    private static readonly FieldOrNone<int> ExpiryCount = new(new FieldWhole<int>(1, 3650));

    private static readonly FieldObject<ExpiryTerm> ExpiryTerm = new FieldObject<ExpiryTerm>("the expiry of a tier", _ => new())
        .Optional("unit", new FieldChoice<ExpiryUnit>(), e => e.Unit, (e, v) => e with { Unit = v })
        .Optional("value", ExpiryCount, e => e.Value, (e, v) => e with { Value = v })
        .Optional("date", Date, e => e.Date, (e, v) => e with { Date = v });

    public static readonly FieldObject<ExpiryRule> Expiry = new FieldObject<ExpiryRule>("an expiry", _ => new())
        .Optional("from", new FieldChoice<ExpiryBasis>(), e => e.From, (e, v) => e with { From = v })
        .Optional("field", new FieldOrNull<string>(Label), e => e.Field, (e, v) => e with { Field = v })
        .Optional("membership", new FieldOrNull<string>(Name), e => e.Membership, (e, v) => e with { Membership = v })
        .Optional("unit", new FieldChoice<ExpiryUnit>(), e => e.Unit, (e, v) => e with { Unit = v })
        .Optional("value", ExpiryCount, e => e.Value, (e, v) => e with { Value = v })
        .Optional("date", Date, e => e.Date, (e, v) => e with { Date = v })
        .Optional("rolling", Flag, e => e.Rolling, (e, v) => e with { Rolling = v })
        .Optional("tiers", new FieldList<ExpiryTerm>(ExpiryTerm, "a list with one for each tier", maximum: 50), e => e.Tiers, (e, v) => e with { Tiers = v });

    private static readonly FieldObject<SinglePointsExpiry> SingleExpiry = new FieldObject<SinglePointsExpiry>("one window for all rolling points", _ => new() { Window = 0 })
        .Optional("mode", new FieldChoice<SinglePointsExpiryMode>(), e => e.Mode, (e, v) => e with { Mode = v })
        .Required("window", new FieldWhole<int>(1, 3650), e => e.Window, (e, v) => e with { Window = v })
        .Optional("unit", new FieldChoice<WindowUnit>(), e => e.Unit, (e, v) => e with { Unit = v })
        .Optional("activities", new FieldList<PointsActivity>(new FieldChoice<PointsActivity>(), "a list of activities"), e => e.Activities, (e, v) => e with { Activities = v });

    private static readonly FieldObject<TillZone> TillZone = new FieldObject<TillZone>("a till and its zone", _ => new() { Till = "", Zone = "" })
        .Required("till", Label, t => t.Till, (t, v) => t with { Till = v })
        .Required("zone", Zone, t => t.Zone, (t, v) => t with { Zone = v });

    private static readonly FieldObject<StoreDefinition> Store = new FieldObject<StoreDefinition>("a store", _ => new() { Code = "" })
        .Required("code", Label, s => s.Code, (s, v) => s with { Code = v })
        .Optional("tills", new FieldList<string>(Label, "a list of till codes"), s => s.Tills, (s, v) => s with { Tills = v })
        .Optional("zone", new FieldOrNull<string>(Zone), s => s.Zone, (s, v) => s with { Zone = v })
        .Optional("tillZones", new FieldList<TillZone>(TillZone, "a list of tills with their zones"), s => s.TillZones, (s, v) => s with { TillZones = v });

    private static readonly FieldObject<WrongCodeLimits> WrongCodes = new FieldObject<WrongCodeLimits>(
            "the limits on wrong codes", profile => profile == DefinitionProfile.DocumentedDefaults ? WrongCodeLimits.None : new())
        .Optional("perCustomer", new FieldOrNone<int>(new FieldWhole<int>(1, 10_000)), c => c.PerCustomer, (c, v) => c with { PerCustomer = v })
        .Optional("perTill", new FieldOrNone<int>(new FieldWhole<int>(1, 100_000)), c => c.PerTill, (c, v) => c with { PerTill = v })
        .Optional("minutes", new FieldWhole<int>(1, 1440), c => c.Minutes, (c, v) => c with { Minutes = v });

    private static readonly FieldObject<CouponRules> Coupons = new FieldObject<CouponRules>("what is asked of redemptions of coupons", _ => new())
        .Optional("transactionNumberRequired", Flag, c => c.TransactionNumberRequired, (c, v) => c with { TransactionNumberRequired = v });

    private static readonly FieldObject<OrganisationDefinition> Organisation = new FieldObject<OrganisationDefinition>(
            "an organisation", profile => new() { Code = "", Name = "", Zone = "", Currency = "", WrongCodes = WrongCodes.Blank(profile), Customers = CustomerRuleFields.Rules.Blank(profile) })
        .Required("code", Code, o => o.Code, (o, v) => o with { Code = v })
        .Required("name", Name, o => o.Name, (o, v) => o with { Name = v })
        .Required("zone", Zone, o => o.Zone, (o, v) => o with { Zone = v })
        .Required("currency", Currency, o => o.Currency, (o, v) => o with { Currency = v })
        .Optional("mobileCountry", new FieldOrNull<string>(MobileCountry), o => o.MobileCountry, (o, v) => o with { MobileCountry = v })
        .Optional("stores", new FieldList<StoreDefinition>(Store, "a list of stores"), o => o.Stores, (o, v) => o with { Stores = v })
        .Optional("registerUnknownTills", Flag, o => o.RegisterUnknownTills, (o, v) => o with { RegisterUnknownTills = v })
        .Optional("registerUnknownStores", Flag, o => o.RegisterUnknownStores, (o, v) => o with { RegisterUnknownStores = v })
        .Optional("bills", BillRuleFields.Rules, o => o.Bills, (o, v) => o with { Bills = v })
        .Optional("wrongCodes", WrongCodes, o => o.WrongCodes, (o, v) => o with { WrongCodes = v })
        .Optional("coupons", Coupons, o => o.Coupons, (o, v) => o with { Coupons = v })
        .Optional("customers", CustomerRuleFields.Rules, o => o.Customers, (o, v) => o with { Customers = v })
        .Optional("singlePointsExpiry", new FieldOrNull<SinglePointsExpiry>(SingleExpiry), o => o.SinglePointsExpiry, (o, v) => o with { SinglePointsExpiry = v });

    private static readonly FieldObject<PointsDefinition> Points = new FieldObject<PointsDefinition>("the points currency", _ => new())
        .Optional("scale", new FieldWhole<int>(0, 3), p => p.Scale, (p, v) => p with { Scale = v })
        .Optional("rounding", new FieldChoice<PointsRounding>(), p => p.Rounding, (p, v) => p with { Rounding = v })
        .Optional("ratio", new FieldDecimal(0, 1_000_000, above: true), p => p.Ratio, (p, v) => p with { Ratio = v })
        .Optional("expiry", Expiry, p => p.Expiry, (p, v) => p with { Expiry = v })
        .Optional("rollsOnZero", Flag, p => p.RollsOnZero, (p, v) => p with { RollsOnZero = v });

    /// <summary>One value, or one for each tier.</summary>
    public static readonly FieldList<decimal> TierValues = new(new FieldDecimal(0, 1_000_000), "a number from 0 to 1,000,000, or a list with one for each tier", minimum: 1, bare: true);

    private static readonly FieldObject<EarningRule> Earning = new FieldObject<EarningRule>("an earning rule", _ => new() { Id = "", Values = [] })
        .Required("id", Code, r => r.Id, (r, v) => r with { Id = v })
        .Optional("on", new FieldChoice<EarningBasis>(), r => r.On, (r, v) => r with { On = v })
        .Optional("kind", new FieldChoice<AllocationKind>(), r => r.Kind, (r, v) => r with { Kind = v })
        .Required("values", TierValues, r => r.Values, (r, v) => r with { Values = v })
        .Optional("valueField", new FieldOrNull<string>(Label), r => r.ValueField, (r, v) => r with { ValueField = v })
        .Optional("valueFieldOf", new FieldChoice<EarningFieldOf>(), r => r.ValueFieldOf, (r, v) => r with { ValueFieldOf = v })
        .Optional("source", new FieldChoice<EarningSource>(), r => r.Source, (r, v) => r with { Source = v })
        .Optional("sourceField", new FieldOrNull<string>(Label), r => r.SourceField, (r, v) => r with { SourceField = v })
        .Optional("step", AmountAboveZero, r => r.Step, (r, v) => r with { Step = v })
        .Optional("from", new FieldOrNone<decimal>(Amount), r => r.From, (r, v) => r with { From = v })
        .Optional("to", new FieldOrNone<decimal>(Amount), r => r.To, (r, v) => r with { To = v })
        .Optional("countPartialStep", Flag, r => r.CountPartialStep, (r, v) => r with { CountPartialStep = v })
        .Optional("cap", AmountAboveZero, r => r.Cap, (r, v) => r with { Cap = v })
        .Optional("spreadOverLines", Flag, r => r.SpreadOverLines, (r, v) => r with { SpreadOverLines = v })
        .Optional("delayDays", new FieldOrNone<int>(new FieldWhole<int>(0, 3650)), r => r.DelayDays, (r, v) => r with { DelayDays = v })
        .Optional("delayStrategy", new FieldChoice<DelayStrategy>(), r => r.DelayStrategy, (r, v) => r with { DelayStrategy = v })
        .Optional("delayField", new FieldOrNull<string>(Label), r => r.DelayField, (r, v) => r with { DelayField = v })
        .Optional("expiry", new FieldOrNull<ExpiryRule>(Expiry), r => r.Expiry, (r, v) => r with { Expiry = v })
        .Optional("currency", new FieldOrNull<string>(CurrencyName), r => r.Currency, (r, v) => r with { Currency = v });

    private static readonly FieldObject<EarningExclusions> Exclusions = new FieldObject<EarningExclusions>("what earns nothing", _ => new())
        .Optional("skus", new FieldList<string>(Name, "a list of item codes"), e => e.Skus, (e, v) => e with { Skus = v })
        .Optional("tenders", new FieldList<string>(Label, "a list of kinds of tender"), e => e.Tenders, (e, v) => e with { Tenders = v });

    private static readonly FieldObject<EarningCap> Cap = new FieldObject<EarningCap>("a cap over earning rules", _ => new() { Id = 0, Limit = 0 })
        .Required("id", new FieldWhole<int>(1, 1000), c => c.Id, (c, v) => c with { Id = v })
        .Optional("rules", new FieldList<string>(Code, "a list of ids of earning rules"), c => c.Rules, (c, v) => c with { Rules = v })
        .Optional("measure", new FieldChoice<EarningCapMeasure>(), c => c.Measure, (c, v) => c with { Measure = v })
        .Optional("tenders", new FieldList<string>(Label, "a list of kinds of tender"), c => c.Tenders, (c, v) => c with { Tenders = v })
        .Required("limit", new FieldDecimal(0, LargestAmount, above: true), c => c.Limit, (c, v) => c with { Limit = v })
        .Optional("window", new FieldChoice<EarningCapWindow>(), c => c.Window, (c, v) => c with { Window = v });

    private static readonly FieldObject<AlternateCurrency> Alternate = new FieldObject<AlternateCurrency>("an alternate currency", _ => new() { Id = 0, Name = "" })
        .Required("id", new FieldWhole<int>(2, 99), c => c.Id, (c, v) => c with { Id = v })
        .Required("name", CurrencyName, c => c.Name, (c, v) => c with { Name = v })
        .Optional("scale", new FieldWhole<int>(0, 3), c => c.Scale, (c, v) => c with { Scale = v })
        .Optional("rounding", new FieldChoice<PointsRounding>(), c => c.Rounding, (c, v) => c with { Rounding = v })
        .Optional("ratio", new FieldDecimal(0, 1_000_000, above: true), c => c.Ratio, (c, v) => c with { Ratio = v })
        .Optional("expiry", Expiry, c => c.Expiry, (c, v) => c with { Expiry = v })
        .Optional("redeemable", Flag, c => c.Redeemable, (c, v) => c with { Redeemable = v })
        .Optional("returnable", Flag, c => c.Returnable, (c, v) => c with { Returnable = v })
        .Optional("active", Flag, c => c.Active, (c, v) => c with { Active = v });

    private static readonly FieldObject<ValidationCodeRules> ValidationCodes = new FieldObject<ValidationCodeRules>("the rules of validation codes", _ => new())
        .Optional("required", Flag, c => c.Required, (c, v) => c with { Required = v })
        .Optional("validMinutes", new FieldWhole<int>(1, 1440), c => c.ValidMinutes, (c, v) => c with { ValidMinutes = v })
        .Optional("channel", new FieldChoice<CodeChannel>(), c => c.Channel, (c, v) => c with { Channel = v })
        .Optional("tillsThatSkip", new FieldList<string>(Label, "a list of codes of tills"), c => c.TillsThatSkip, (c, v) => c with { TillsThatSkip = v });

    private static readonly FieldObject<RedemptionCondition> Condition = new FieldObject<RedemptionCondition>("the condition of a tier", _ => new())
        .Optional("minimum", Amount, r => r.Minimum, (r, v) => r with { Minimum = v })
        .Optional("limit", AmountAboveZero, r => r.Limit, (r, v) => r with { Limit = v })
        .Optional("multipleOf", AmountAboveZero, r => r.MultipleOf, (r, v) => r with { MultipleOf = v })
        .Optional("balance", Amount, r => r.Balance, (r, v) => r with { Balance = v })
        .Optional("lifetimePoints", Amount, r => r.LifetimePoints, (r, v) => r with { LifetimePoints = v })
        .Optional("lifetimePurchases", Amount, r => r.LifetimePurchases, (r, v) => r with { LifetimePurchases = v });

    private static readonly FieldObject<RedemptionLimit> OverTime = new FieldObject<RedemptionLimit>("a limit over a time", _ => new() { Window = default, Points = 0 })
        .Required("window", new FieldChoice<RedemptionWindow>(), l => l.Window, (l, v) => l with { Window = v })
        .Optional("days", new FieldOrNone<int>(new FieldWhole<int>(0, 366)), l => l.Days, (l, v) => l with { Days = v })
        .Required("points", new FieldDecimal(0, LargestAmount, above: true), l => l.Points, (l, v) => l with { Points = v });

    private static readonly FieldObject<RedemptionBlackout> Blackout = new FieldObject<RedemptionBlackout>("dates without redemption", _ => new() { From = default, Through = default })
        .Required("from", new FieldDate(), b => b.From, (b, v) => b with { From = v })
        .Required("through", new FieldDate(), b => b.Through, (b, v) => b with { Through = v });

    private static readonly FieldObject<RedemptionRules> Redemption = new FieldObject<RedemptionRules>("the rules of redemptions", _ => new())
        .Optional("allowed", Flag, r => r.Allowed, (r, v) => r with { Allowed = v })
        .Optional("minimum", Amount, r => r.Minimum, (r, v) => r with { Minimum = v })
        .Optional("limit", AmountAboveZero, r => r.Limit, (r, v) => r with { Limit = v })
        .Optional("multipleOf", AmountAboveZero, r => r.MultipleOf, (r, v) => r with { MultipleOf = v })
        .Optional("balance", Amount, r => r.Balance, (r, v) => r with { Balance = v })
        .Optional("tiers", new FieldList<RedemptionCondition>(Condition, "a list with one for each tier", maximum: 50), r => r.Tiers, (r, v) => r with { Tiers = v })
        .Optional("overTime", new FieldList<RedemptionLimit>(OverTime, "a list of at most 20 limits", maximum: 20), r => r.OverTime, (r, v) => r with { OverTime = v })
        .Optional("blackouts", new FieldList<RedemptionBlackout>(Blackout, "a list of at most 100 spans", maximum: 100), r => r.Blackouts, (r, v) => r with { Blackouts = v })
        .Optional("stores", new FieldList<string>(Label, "a list of codes of stores"), r => r.Stores, (r, v) => r with { Stores = v })
        .Optional("percentOfBill", new FieldOrNone<decimal>(new FieldDecimal(0, 100, above: true)), r => r.PercentOfBill, (r, v) => r with { PercentOfBill = v })
        .Optional("lifetimePoints", Amount, r => r.LifetimePoints, (r, v) => r with { LifetimePoints = v })
        .Optional("lifetimePurchases", Amount, r => r.LifetimePurchases, (r, v) => r with { LifetimePurchases = v })
        .Optional("allPrograms", Flag, r => r.AllPrograms, (r, v) => r with { AllPrograms = v })
        .Optional("allowReversal", Flag, r => r.AllowReversal, (r, v) => r with { AllowReversal = v })
        .Optional("holdMinutes", new FieldWhole<int>(1, 1440), r => r.HoldMinutes, (r, v) => r with { HoldMinutes = v })
        .Optional("codes", ValidationCodes, r => r.Codes, (r, v) => r with { Codes = v });

    private static readonly FieldObject<ReturnRules> Returns = new FieldObject<ReturnRules>(
            "the rules of returns", profile => profile == DefinitionProfile.DocumentedDefaults ? new() { AllowDebt = false, NumberUnique = false } : new())
        .Optional("allowed", Flag, r => r.Allowed, (r, v) => r with { Allowed = v })
        .Optional("linesAllowed", Flag, r => r.LinesAllowed, (r, v) => r with { LinesAllowed = v })
        .Optional("amountAllowed", Flag, r => r.AmountAllowed, (r, v) => r with { AmountAllowed = v })
        .Optional("fullAllowed", Flag, r => r.FullAllowed, (r, v) => r with { FullAllowed = v })
        .Optional("numberRequired", Flag, r => r.NumberRequired, (r, v) => r with { NumberRequired = v })
        .Optional("numberUnique", Flag, r => r.NumberUnique, (r, v) => r with { NumberUnique = v })
        .Optional("keepsUnknown", Flag, r => r.KeepsUnknown, (r, v) => r with { KeepsUnknown = v })
        .Optional("countsUnknown", Flag, r => r.CountsUnknown, (r, v) => r with { CountsUnknown = v })
        .Optional("takeBackPoints", Flag, r => r.TakeBackPoints, (r, v) => r with { TakeBackPoints = v })
        .Optional("allowDebt", Flag, r => r.AllowDebt, (r, v) => r with { AllowDebt = v })
        .Optional("usedPoints", new FieldChoice<UsedPointsReturn>(), r => r.UsedPoints, (r, v) => r with { UsedPoints = v })
        .Optional("reissueExpiry", new FieldOrNull<ExpiryRule>(Expiry), r => r.ReissueExpiry, (r, v) => r with { ReissueExpiry = v });

    private static readonly FieldObject<ManualAuthority> Authority = new FieldObject<ManualAuthority>("a user with a limit", _ => new() { User = "", Limit = 0 })
        .Required("user", Name, a => a.User, (a, v) => a with { User = v })
        .Required("limit", Amount, a => a.Limit, (a, v) => a with { Limit = v });

    private static readonly FieldObject<ManualRules> Manual = new FieldObject<ManualRules>("the rules of postings by hand", _ => new())
        .Optional("limit", new FieldOrNone<decimal>(Amount), m => m.Limit, (m, v) => m with { Limit = v })
        .Optional("authorities", new FieldList<ManualAuthority>(Authority, "a list of users with limits"), m => m.Authorities, (m, v) => m with { Authorities = v })
        .Optional("needsApproval", Flag, m => m.NeedsApproval, (m, v) => m with { NeedsApproval = v });

    private static readonly FieldObject<GroupRules> Groups = new FieldObject<GroupRules>("the rules of groups", _ => new())
        .Optional("maxSize", new FieldWhole<int>(1, GroupRules.MostMembers), g => g.MaxSize, (g, v) => g with { MaxSize = v })
        .Optional("earning", new FieldChoice<GroupEarning>(), g => g.Earning, (g, v) => g with { Earning = v })
        .Optional("returnAfterLeaving", Flag, g => g.ReturnAfterLeaving, (g, v) => g with { ReturnAfterLeaving = v })
        .Optional("allowRedemption", Flag, g => g.AllowRedemption, (g, v) => g with { AllowRedemption = v })
        .Optional("crossMemberRedemption", Flag, g => g.CrossMemberRedemption, (g, v) => g with { CrossMemberRedemption = v });

    private static readonly FieldText Relation = new(
        "ANY and a number, ALL, or the letters A to D with AND, OR and parentheses", text => text.Length <= 100 && TierRelation.Parse(text, 1) is not null);

    private static readonly FieldObject<TierRenewal> Renewal = new FieldObject<TierRenewal>("the conditions of a renewal", _ => new())
        .Optional("purchases", AmountAboveZero, r => r.Purchases, (r, v) => r with { Purchases = v })
        .Optional("visits", new FieldOrNone<int>(new FieldWhole<int>(1, 100_000)), r => r.Visits, (r, v) => r with { Visits = v })
        .Optional("points", AmountAboveZero, r => r.Points, (r, v) => r with { Points = v })
        .Optional("trackers", new FieldList<TierRenewalTracker>(TrackerFields.Renewal, "a list of at most 3 trackers", maximum: 3), r => r.Trackers, (r, v) => r with { Trackers = v })
        .Optional("relation", Relation, r => r.Relation, (r, v) => r with { Relation = v })
        .Optional("sameAsEligibility", Flag, r => r.SameAsEligibility, (r, v) => r with { SameAsEligibility = v });

    private static readonly FieldObject<TierDefinition> Tier = new FieldObject<TierDefinition>("a tier", _ => new() { Name = "" })
        .Required("name", Label, t => t.Name, (t, v) => t with { Name = v })
        .Optional("lifetimePurchases", AmountAboveZero, t => t.LifetimePurchases, (t, v) => t with { LifetimePurchases = v })
        .Optional("points", AmountAboveZero, t => t.Points, (t, v) => t with { Points = v })
        .Optional("trackerValue", AmountAboveZero, t => t.TrackerValue, (t, v) => t with { TrackerValue = v })
        .Optional("criteria", new FieldList<decimal>(new FieldDecimal(0, LargestAmount, above: true), "a list of thresholds, one a criterion", maximum: 3), t => t.Criteria, (t, v) => t with { Criteria = v })
        .Optional("expires", Flag, t => t.Expires, (t, v) => t with { Expires = v })
        .Optional("months", new FieldOrNone<int>(new FieldWhole<int>(1, 120)), t => t.Months, (t, v) => t with { Months = v })
        .Optional("renewal", new FieldOrNull<TierRenewal>(Renewal), t => t.Renewal, (t, v) => t with { Renewal = v })
        .Optional("downgradeTo", new FieldChoice<TierDowngrade>(), t => t.DowngradeTo, (t, v) => t with { DowngradeTo = v })
        .Optional("upgradeBonus", AmountAboveZero, t => t.UpgradeBonus, (t, v) => t with { UpgradeBonus = v });

    private static readonly FieldObject<TierCriterion> Criterion = new FieldObject<TierCriterion>("a criterion", _ => new() { Count = default })
        .Required("count", new FieldChoice<TierCount>(), c => c.Count, (c, v) => c with { Count = v })
        .Optional("days", new FieldOrNone<int>(new FieldWhole<int>(1, 1100)), c => c.Days, (c, v) => c with { Days = v })
        .Optional("tracker", new FieldOrNull<TrackerReference>(TrackerFields.Reference), c => c.Tracker, (c, v) => c with { Tracker = v });

    private static readonly FieldObject<TierRules> TierRules = new FieldObject<TierRules>("the rules of tiers", _ => new())
        .Optional("measure", new FieldChoice<TierMeasure>(), r => r.Measure, (r, v) => r with { Measure = v })
        .Optional("tracker", new FieldOrNull<TrackerReference>(TrackerFields.Reference), r => r.Tracker, (r, v) => r with { Tracker = v })
        .Optional("upgradeType", new FieldChoice<TierUpgradeType>(), r => r.UpgradeType, (r, v) => r with { UpgradeType = v })
        .Optional("criteria", new FieldList<TierCriterion>(Criterion, "a list of at most 3 criteria", maximum: 3), r => r.Criteria, (r, v) => r with { Criteria = v })
        .Optional("relation", Relation, r => r.Relation, (r, v) => r with { Relation = v })
        .Optional("validity", new FieldChoice<TierValidityKind>(), r => r.Validity, (r, v) => r with { Validity = v })
        .Optional("validityDate", Date, r => r.ValidityDate, (r, v) => r with { ValidityDate = v })
        .Optional("minimumMonths", new FieldOrNone<int>(new FieldWhole<int>(1, 60)), r => r.MinimumMonths, (r, v) => r with { MinimumMonths = v })
        .Optional("extension", new FieldChoice<TierExtension>(), r => r.Extension, (r, v) => r with { Extension = v })
        .Optional("extensionDate", Date, r => r.ExtensionDate, (r, v) => r with { ExtensionDate = v })
        .Optional("rhythm", new FieldChoice<TierRhythm>(), r => r.Rhythm, (r, v) => r with { Rhythm = v })
        .Optional("downgradeOnReturn", Flag, r => r.DowngradeOnReturn, (r, v) => r with { DowngradeOnReturn = v })
        .Optional("extendPoints", Flag, r => r.ExtendPoints, (r, v) => r with { ExtendPoints = v });

    private static readonly FieldObject<GiftDefinition> Gift = new FieldObject<GiftDefinition>("a gift", _ => new() { Id = "", Points = 0, Limit = 0 })
        .Required("id", Code, g => g.Id, (g, v) => g with { Id = v })
        .Required("points", new FieldDecimal(0, LargestAmount, above: true), g => g.Points, (g, v) => g with { Points = v })
        .Required("limit", new FieldWhole<long>(1, 1_000_000_000), g => g.Limit, (g, v) => g with { Limit = v })
        .Optional("expiry", new FieldOrNull<ExpiryRule>(Expiry), g => g.Expiry, (g, v) => g with { Expiry = v });

    private static readonly FieldObject<ProgramDefinition> Program = new FieldObject<ProgramDefinition>(
            "a program", profile => new() { Code = "", Name = "", Returns = Returns.Blank(profile) })
        .Required("code", Code, p => p.Code, (p, v) => p with { Code = v })
        .Required("name", Name, p => p.Name, (p, v) => p with { Name = v })
        .Optional("id", new FieldWhole<int>(1, ProgramDefinition.LargestId), p => p.Id, (p, v) => p with { Id = v })
        .Optional("zone", new FieldOrNull<string>(Zone), p => p.Zone, (p, v) => p with { Zone = v })
        .Optional("stores", new FieldList<string>(Label, "a list of codes of stores"), p => p.Stores, (p, v) => p with { Stores = v })
        .Optional("points", Points, p => p.Points, (p, v) => p with { Points = v })
        .Optional("currencies", new FieldList<AlternateCurrency>(Alternate, "a list of alternate currencies"), p => p.Currencies, (p, v) => p with { Currencies = v })
        .Optional("earning", new FieldList<EarningRule>(Earning, "a list of earning rules"), p => p.Earning, (p, v) => p with { Earning = v })
        .Optional("notEarning", Exclusions, p => p.NotEarning, (p, v) => p with { NotEarning = v })
        .Optional("earningCaps", new FieldList<EarningCap>(Cap, "a list of at most 50 caps", maximum: 50), p => p.EarningCaps, (p, v) => p with { EarningCaps = v })
        .Optional("redemption", Redemption, p => p.Redemption, (p, v) => p with { Redemption = v })
        .Optional("returns", Returns, p => p.Returns, (p, v) => p with { Returns = v })
        .Optional("manual", Manual, p => p.Manual, (p, v) => p with { Manual = v })
        .Optional("allowTransfer", Flag, p => p.AllowTransfer, (p, v) => p with { AllowTransfer = v })
        .Optional("transferExpiry", new FieldOrNull<ExpiryRule>(Expiry), p => p.TransferExpiry, (p, v) => p with { TransferExpiry = v })
        .Optional("groups", Groups, p => p.Groups, (p, v) => p with { Groups = v })
        .Optional("tiers", new FieldList<TierDefinition>(Tier, "a list of at most 50 tiers", maximum: 50), p => p.Tiers, (p, v) => p with { Tiers = v })
        .Optional("tierRules", TierRules, p => p.TierRules, (p, v) => p with { TierRules = v })
        .Optional("trackers", new FieldList<TrackerDefinition>(TrackerFields.Tracker, "a list of at most 100 trackers", maximum: TrackerFields.MostTrackers), p => p.Trackers, (p, v) => p with { Trackers = v })
        .Optional("partners", new FieldList<PartnerDefinition>(PartnerFields.Partner, "a list of at most 50 partner programs", maximum: PartnerFields.MostPartners), p => p.Partners, (p, v) => p with { Partners = v })
        .Optional("gifts", new FieldList<GiftDefinition>(Gift, "a list of gifts"), p => p.Gifts, (p, v) => p with { Gifts = v })
        .Optional("cartPromotions", new FieldOrNull<CartPromotionRules>(CartPromotionFields.Rules), p => p.CartPromotions, (p, v) => p with { CartPromotions = v });

    /// <summary>The whole document.</summary>
    public static readonly FieldObject<LoyaltyDefinition> Definition = new FieldObject<LoyaltyDefinition>(
            "an object with organisation and program",
            profile => new() { Organisation = Organisation.Blank(profile), Program = Program.Blank(profile) })
        .Required("organisation", Organisation, d => d.Organisation, (d, v) => d with { Organisation = v })
        .Required("program", Program, d => d.Program, (d, v) => d with { Program = v })
        .Optional("furtherPrograms", new FieldList<ProgramDefinition>(Program, "a list of at most 20 programs", maximum: 20), d => d.FurtherPrograms, (d, v) => d with { FurtherPrograms = v })
        .Beside(ProfileName, "$schema");

    /// <summary>The value of <see cref="ProfileName"/>.</summary>
    public static readonly FieldOrNone<DefinitionProfile> Profile = new(new FieldChoice<DefinitionProfile>());

    public static FieldText Line(int longest) => new(
        FormattableString.Invariant($"1 to {longest} characters, no control characters, no white space at the ends"), text => FieldText.IsLine(text, longest));

    private static bool IsCode(string text) =>
        text.Length is > 0 and <= LongestCode && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
