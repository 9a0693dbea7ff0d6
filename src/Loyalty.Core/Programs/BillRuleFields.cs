using System.Text.RegularExpressions;
using NodaTime;

namespace Loyalty;

/// <summary>The declared fields of the rules of bills.</summary>
internal static class BillRuleFields
{
    private static readonly FieldFlag Flag = new();
    private static readonly FieldDecimal Amount = new(0, DefinitionJsonFields.LargestAmount);
    private static readonly FieldOrNone<int> Decimals = new(new FieldWhole<int>(0, 6));
    private static readonly FieldText Label = Line(50);
    private static readonly FieldText Value = Line(250);
    private static readonly FieldText Pattern = new("a regular expression of 1 to 200 characters without look-around and back references", text => text.Length is > 0 and <= 200 && BillBook.Compiled(text) is not null);
    private static readonly FieldText Currency = new("the ISO 4217 code of a currency in use, such as GBP", code => Loyalty.Currencies.TryGetMinorUnits(code, out _));

    private static readonly FieldObject<CurrencyRatio> Ratio = new FieldObject<CurrencyRatio>("a currency with its ratio", _ => new() { Currency = "", Ratio = 0 })
        .Required("currency", Currency, r => r.Currency, (r, v) => r with { Currency = v })
        .Required("ratio", new FieldDecimal(0, 1_000_000, above: true), r => r.Ratio, (r, v) => r with { Ratio = v });

    private static readonly FieldObject<TenderAttributeDefinition> Attribute = new FieldObject<TenderAttributeDefinition>("an attribute", _ => new() { Name = "" })
        .Required("name", Label, a => a.Name, (a, v) => a with { Name = v })
        .Optional("kind", new FieldChoice<TenderAttributeKind>(), a => a.Kind, (a, v) => a with { Kind = v })
        .Optional("values", new FieldList<string>(Value, "a list of values"), a => a.Values, (a, v) => a with { Values = v });

    private static readonly FieldObject<TenderDefinition> Tender = new FieldObject<TenderDefinition>("a kind of tender", _ => new() { Mode = "" })
        .Required("mode", Label, t => t.Mode, (t, v) => t with { Mode = v })
        .Optional("attributes", new FieldList<TenderAttributeDefinition>(Attribute, "a list of attributes"), t => t.Attributes, (t, v) => t with { Attributes = v });

    private static readonly FieldObject<BillFieldDefinition> Extended = new FieldObject<BillFieldDefinition>("an extended field", _ => new() { Name = "" })
        .Required("name", Label, f => f.Name, (f, v) => f with { Name = v })
        .Optional("of", new FieldChoice<BillFieldOf>(), f => f.Of, (f, v) => f with { Of = v })
        .Optional("kind", new FieldChoice<BillFieldKind>(), f => f.Kind, (f, v) => f with { Kind = v })
        .Optional("values", new FieldList<string>(Value, "a list of values"), f => f.Values, (f, v) => f with { Values = v })
        .Optional("mandatory", Flag, f => f.Mandatory, (f, v) => f with { Mandatory = v });

    private static readonly FieldObject<BillQueueRules> Queue = new FieldObject<BillQueueRules>("the rules of the queue of rejected bills", _ => new())
        .Optional("tenders", Flag, q => q.Tenders, (q, v) => q with { Tenders = v })
        .Optional("stores", Flag, q => q.Stores, (q, v) => q with { Stores = v })
        .Optional("billFields", Flag, q => q.BillFields, (q, v) => q with { BillFields = v })
        .Optional("items", Flag, q => q.Items, (q, v) => q with { Items = v })
        .Optional("customerFields", Flag, q => q.CustomerFields, (q, v) => q with { CustomerFields = v });

    private static readonly FieldObject<RetroRules> Retro = new FieldObject<RetroRules>("the rules of retro bills", _ => new())
        .Optional("allowed", Flag, r => r.Allowed, (r, v) => r with { Allowed = v })
        .Optional("byCashier", Flag, r => r.ByCashier, (r, v) => r with { ByCashier = v })
        .Optional("byAssociate", Flag, r => r.ByAssociate, (r, v) => r with { ByAssociate = v })
        .Optional("maximumAgeDays", new FieldOrNone<int>(new FieldWhole<int>(1, 3650)), r => r.MaximumAgeDays, (r, v) => r with { MaximumAgeDays = v })
        .Optional("delayHours", new FieldOrNone<int>(new FieldWhole<int>(0, 87_600)), r => r.DelayHours, (r, v) => r with { DelayHours = v })
        .Optional("date", new FieldChoice<RetroDate>(), r => r.Date, (r, v) => r with { Date = v });

    private static readonly FieldList<string> Prefixes = new(Label, "a list of beginnings of numbers");

    public static readonly FieldObject<BillRules> Rules = new FieldObject<BillRules>("the rules of bills", _ => new())
        .Optional("numberRequired", Flag, b => b.NumberRequired, (b, v) => b with { NumberRequired = v })
        .Optional("numberPattern", new FieldOrNull<string>(Pattern), b => b.NumberPattern, (b, v) => b with { NumberPattern = v })
        .Optional("numberScope", new FieldChoice<BillNumberScope>(), b => b.NumberScope, (b, v) => b with { NumberScope = v })
        .Optional("numberUniqueInDays", new FieldOrNone<int>(new FieldWhole<int>(1, 3650)), b => b.NumberUniqueInDays, (b, v) => b with { NumberUniqueInDays = v })
        .Optional("acceptsZero", Flag, b => b.AcceptsZero, (b, v) => b with { AcceptsZero = v })
        .Optional("zeroIsOutlier", Flag, b => b.ZeroIsOutlier, (b, v) => b with { ZeroIsOutlier = v })
        .Optional("minimumAmount", Amount, b => b.MinimumAmount, (b, v) => b with { MinimumAmount = v })
        .Optional("maximumAmount", Amount, b => b.MaximumAmount, (b, v) => b with { MaximumAmount = v })
        .Optional("minimumLineAmount", Amount, b => b.MinimumLineAmount, (b, v) => b with { MinimumLineAmount = v })
        .Optional("maximumLineAmount", new FieldOrNone<decimal>(Amount), b => b.MaximumLineAmount, (b, v) => b with { MaximumLineAmount = v })
        .Optional("amountMargin", new FieldOrNone<decimal>(Amount), b => b.AmountMargin, (b, v) => b with { AmountMargin = v })
        .Optional("baseDecimals", Decimals, b => b.BaseDecimals, (b, v) => b with { BaseDecimals = v })
        .Optional("truncateDecimals", Decimals, b => b.TruncateDecimals, (b, v) => b with { TruncateDecimals = v })
        .Optional("earliestDate", new FieldOrNone<LocalDate>(new FieldDate()), b => b.EarliestDate, (b, v) => b with { EarliestDate = v })
        .Optional("maximumFutureHours", new FieldWhole<int>(0, 744), b => b.MaximumFutureHours, (b, v) => b with { MaximumFutureHours = v })
        .Optional("keepWallTime", Flag, b => b.KeepWallTime, (b, v) => b with { KeepWallTime = v })
        .Optional("noPointsPrefixes", Prefixes, b => b.NoPointsPrefixes, (b, v) => b with { NoPointsPrefixes = v })
        .Optional("outlierPrefixes", Prefixes, b => b.OutlierPrefixes, (b, v) => b with { OutlierPrefixes = v })
        .Optional("outlierStores", new FieldList<string>(Label, "a list of codes of stores"), b => b.OutlierStores, (b, v) => b with { OutlierStores = v })
        .Optional("outlierSkus", new FieldList<string>(Line(100), "a list of item codes"), b => b.OutlierSkus, (b, v) => b with { OutlierSkus = v })
        .Optional("outlierBasketSize", new FieldOrNone<decimal>(Amount), b => b.OutlierBasketSize, (b, v) => b with { OutlierBasketSize = v })
        .Optional("convertsCurrencies", Flag, b => b.ConvertsCurrencies, (b, v) => b with { ConvertsCurrencies = v })
        .Optional("currencies", new FieldList<CurrencyRatio>(Ratio, "a list of currencies"), b => b.Currencies, (b, v) => b with { Currencies = v })
        .Optional("tenders", new FieldList<TenderDefinition>(Tender, "a list of kinds of tender"), b => b.Tenders, (b, v) => b with { Tenders = v })
        .Optional("extendedFields", new FieldList<BillFieldDefinition>(Extended, "a list of extended fields"), b => b.ExtendedFields, (b, v) => b with { ExtendedFields = v })
        .Optional("retro", Retro, b => b.Retro, (b, v) => b with { Retro = v })
        .Optional("keepsItems", Flag, b => b.KeepsItems, (b, v) => b with { KeepsItems = v })
        .Optional("keepsEvaluations", Flag, b => b.KeepsEvaluations, (b, v) => b with { KeepsEvaluations = v })
        .Optional("queue", Queue, b => b.Queue, (b, v) => b with { Queue = v });

    private static FieldText Line(int longest) => new(
        FormattableString.Invariant($"1 to {longest} characters, no control characters, no white space at the ends"), text => FieldText.IsLine(text, longest));
}
