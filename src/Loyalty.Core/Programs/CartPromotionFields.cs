namespace Loyalty;

/// <summary>The fields of cart promotions, each declared once, as those of <see cref="DefinitionJsonFields"/>.</summary>
internal static class CartPromotionFields
{
    private const decimal Largest = 1_000_000_000m;

    private static readonly FieldFlag Flag = new();
    private static readonly FieldText Code = new(
        "1 to 50 of the letters A to Z and a to z, digits, '-', '_', '.'",
        text => text.Length is > 0 and <= 50 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'));
    private static readonly FieldText Line = new("1 to 100 characters, no control characters, no white space at the ends", text => FieldText.IsLine(text, 100));
    private static readonly FieldText Name = new("1 to 50 characters, no control characters, no white space at the ends", text => FieldText.IsLine(text, 50));
    private static readonly FieldText Label = new("1 to 500 characters, no control characters, no white space at the ends", text => FieldText.IsLine(text, 500));
    private static readonly FieldList<string> Codes = new(Line, "a list of at most 1,000 codes", maximum: 1000);
    private static readonly FieldDecimal Amount = new(0, Largest);
    private static readonly FieldDecimal AboveZero = new(0, Largest, above: true);

    private static readonly FieldObject<CodeFilter> Filter = new FieldObject<CodeFilter>("an object with in or notIn", _ => new())
        .Optional("in", Codes, f => f.In, (f, v) => f with { In = v })
        .Optional("notIn", Codes, f => f.NotIn, (f, v) => f with { NotIn = v });

    private static readonly FieldOrNull<CodeFilter> FilterOrNone = new(Filter);

    private static readonly FieldObject<CartTimeWindow> Hours = new FieldObject<CartTimeWindow>("a time window", _ => new() { Start = default, Hours = 0 })
        .Required("start", FieldPatterns.Time, w => w.Start, (w, v) => w with { Start = v })
        .Required("hours", new FieldWhole<int>(1, 24), w => w.Hours, (w, v) => w with { Hours = v })
        .Optional("repeat", new FieldChoice<CartRepeat>(), w => w.Repeat, (w, v) => w with { Repeat = v })
        .Optional("days", new FieldList<int>(new FieldWhole<int>(1, 31), "a list of days", maximum: 31), w => w.Days, (w, v) => w with { Days = v });

    private static readonly FieldObject<CartMeasure> Measure = new FieldObject<CartMeasure>("a measure of the cart", _ => new() { Value = 0 })
        .Optional("kpi", new FieldChoice<CartKpi>(), m => m.Kpi, (m, v) => m with { Kpi = v })
        .Optional("operator", new FieldChoice<CartOperator>(), m => m.Operator, (m, v) => m with { Operator = v })
        .Required("value", Amount, m => m.Value, (m, v) => m with { Value = v });

    private static readonly FieldObject<ProductRow> Row = new FieldObject<ProductRow>("a row of criteria", _ => new() { Values = [] })
        .Optional("entity", new FieldChoice<ProductEntity>(), r => r.Entity, (r, v) => r with { Entity = v })
        .Optional("attribute", new FieldOrNull<string>(Line), r => r.Attribute, (r, v) => r with { Attribute = v })
        .Required("values", new FieldList<string>(Line, "a list of 1 to 250 values", minimum: 1, maximum: 250), r => r.Values, (r, v) => r with { Values = v })
        .Optional("not", Flag, r => r.Not, (r, v) => r with { Not = v });

    private static readonly FieldObject<ProductPart> Part = new FieldObject<ProductPart>("a set of products", _ => new())
        .Optional("match", new FieldList<ProductRow>(Row, "a list of at most 20 rows", maximum: 20), p => p.Match, (p, v) => p with { Match = v })
        .Optional("kpi", new FieldChoice<ProductKpi>(), p => p.Kpi, (p, v) => p with { Kpi = v })
        .Optional("operator", new FieldChoice<CartOperator>(), p => p.Operator, (p, v) => p with { Operator = v })
        .Optional("value", AboveZero, p => p.Value, (p, v) => p with { Value = v });

    private static readonly FieldList<ProductPart> Parts = new(Part, "a list of at most 20 sets of products", maximum: 20);

    private static readonly FieldObject<TenderMode> Tender = new FieldObject<TenderMode>("a kind of tender", _ => new() { Kind = default })
        .Required("kind", new FieldChoice<TenderKind>(), t => t.Kind, (t, v) => t with { Kind = v })
        .Optional("identifiers", Codes, t => t.Identifiers, (t, v) => t with { Identifiers = v });

    private static readonly FieldObject<CartCondition> Condition = new FieldObject<CartCondition>("a condition", _ => new())
        .Optional("cart", new FieldOrNull<CartMeasure>(Measure), c => c.Cart, (c, v) => c with { Cart = v })
        .Optional("products", Parts, c => c.Products, (c, v) => c with { Products = v })
        .Optional("tenders", new FieldList<TenderMode>(Tender, "a list of at most 100 tenders", maximum: 100), c => c.Tenders, (c, v) => c with { Tenders = v })
        .Optional("paymentModes", FilterOrNone, c => c.PaymentModes, (c, v) => c with { PaymentModes = v });

    private static readonly FieldObject<CartPerUnit> PerUnit = new FieldObject<CartPerUnit>("how a benefit repeats", _ => new() { Divider = 0 })
        .Optional("kpi", new FieldChoice<ProductKpi>(), p => p.Kpi, (p, v) => p with { Kpi = v })
        .Required("divider", AboveZero, p => p.Divider, (p, v) => p with { Divider = v })
        .Optional("partial", Flag, p => p.Partial, (p, v) => p with { Partial = v });

    private static readonly FieldObject<CartAction> Action = new FieldObject<CartAction>("an action", _ => new() { Kind = default })
        .Required("kind", new FieldChoice<CartActionKind>(), a => a.Kind, (a, v) => a with { Kind = v })
        .Optional("benefit", new FieldChoice<CartBenefit>(), a => a.Benefit, (a, v) => a with { Benefit = v })
        .Optional("value", Amount, a => a.Value, (a, v) => a with { Value = v })
        .Optional("products", Parts, a => a.Products, (a, v) => a with { Products = v })
        .Optional("units", new FieldOrNone<decimal>(AboveZero), a => a.Units, (a, v) => a with { Units = v })
        .Optional("dearest", Flag, a => a.Dearest, (a, v) => a with { Dearest = v })
        .Optional("perUnit", new FieldOrNull<CartPerUnit>(PerUnit), a => a.PerUnit, (a, v) => a with { PerUnit = v });

    private static readonly FieldObject<CartLimit> Limit = new FieldObject<CartLimit>("a limit", _ => new() { Scope = default, Kpi = default, Limit = 0 })
        .Required("scope", new FieldChoice<CartLimitScope>(), l => l.Scope, (l, v) => l with { Scope = v })
        .Required("kpi", new FieldChoice<CartLimitKpi>(), l => l.Kpi, (l, v) => l with { Kpi = v })
        .Required("limit", AboveZero, l => l.Limit, (l, v) => l with { Limit = v })
        .Optional("window", new FieldChoice<CartLimitWindow>(), l => l.Window, (l, v) => l with { Window = v })
        .Optional("days", new FieldOrNone<int>(new FieldWhole<int>(1, 3650)), l => l.Days, (l, v) => l with { Days = v })
        .Optional("weekStart", new FieldWhole<int>(1, 7), l => l.WeekStart, (l, v) => l with { WeekStart = v });

    private static readonly FieldWhole<int> Hours10Years = new(0, 87_600);

    private static readonly FieldObject<CartEarning> Earning = new FieldObject<CartEarning>("a purchase that unlocks it", _ => new() { Minimum = 0 })
        .Required("minimum", Amount, e => e.Minimum, (e, v) => e with { Minimum = v })
        .Optional("stores", FilterOrNone, e => e.Stores, (e, v) => e with { Stores = v });

    private static readonly FieldObject<CartAccumulation> Accumulation = new FieldObject<CartAccumulation>("how units add up over sales", _ => new())
        .Optional("overAchievement", Flag, a => a.OverAchievement, (a, v) => a with { OverAchievement = v })
        .Optional("lookbackCycles", new FieldOrNone<int>(new FieldWhole<int>(1, 1000)), a => a.LookbackCycles, (a, v) => a with { LookbackCycles = v });

    /// <summary>One promotion.</summary>
    public static readonly FieldObject<CartPromotionDefinition> Promotion = new FieldObject<CartPromotionDefinition>(
            "a cart promotion", _ => new() { Id = "", From = default, Until = default, Condition = new(), Action = new() { Kind = default } })
        .Required("id", Code, p => p.Id, (p, v) => p with { Id = v })
        .Optional("name", new FieldOrNull<string>(Name), p => p.Name, (p, v) => p with { Name = v })
        .Optional("label", new FieldOrNull<string>(Label), p => p.Label, (p, v) => p with { Label = v })
        .Optional("type", new FieldChoice<CartPromotionType>(), p => p.Type, (p, v) => p with { Type = v })
        .Optional("mode", new FieldChoice<CartPromotionMode>(), p => p.Mode, (p, v) => p with { Mode = v })
        .Optional("active", Flag, p => p.Active, (p, v) => p with { Active = v })
        .Optional("priority", new FieldWhole<int>(0, 1_000_000), p => p.Priority, (p, v) => p with { Priority = v })
        .Optional("stackable", Flag, p => p.Stackable, (p, v) => p with { Stackable = v })
        .Required("from", FieldPatterns.Instant, p => p.From, (p, v) => p with { From = v })
        .Required("until", FieldPatterns.Instant, p => p.Until, (p, v) => p with { Until = v })
        .Optional("needsActivation", Flag, p => p.NeedsActivation, (p, v) => p with { NeedsActivation = v })
        .Optional("maximumIssues", new FieldOrNone<int>(new FieldWhole<int>(1, 1_000_000)), p => p.MaximumIssues, (p, v) => p with { MaximumIssues = v })
        .Optional("maximumEarns", new FieldOrNone<int>(new FieldWhole<int>(1, 1_000_000)), p => p.MaximumEarns, (p, v) => p with { MaximumEarns = v })
        .Optional("earnedDays", new FieldOrNone<int>(new FieldWhole<int>(0, 36_500)), p => p.EarnedDays, (p, v) => p with { EarnedDays = v })
        .Optional("earnWithinDays", new FieldOrNone<int>(new FieldWhole<int>(0, 36_500)), p => p.EarnWithinDays, (p, v) => p with { EarnWithinDays = v })
        .Optional("earnOnlyIfIssued", Flag, p => p.EarnOnlyIfIssued, (p, v) => p with { EarnOnlyIfIssued = v })
        .Optional("earning", new FieldOrNull<CartEarning>(Earning), p => p.Earning, (p, v) => p with { Earning = v })
        .Optional("usableAfterHours", Hours10Years, p => p.UsableAfterHours, (p, v) => p with { UsableAfterHours = v })
        .Optional("unusableLastHours", Hours10Years, p => p.UnusableLastHours, (p, v) => p with { UnusableLastHours = v })
        .Optional("membersOnly", Flag, p => p.MembersOnly, (p, v) => p with { MembersOnly = v })
        .Optional("stores", FilterOrNone, p => p.Stores, (p, v) => p with { Stores = v })
        .Optional("tiers", FilterOrNone, p => p.Tiers, (p, v) => p with { Tiers = v })
        .Optional("groups", FilterOrNone, p => p.Groups, (p, v) => p with { Groups = v })
        .Optional("labels", FilterOrNone, p => p.Labels, (p, v) => p with { Labels = v })
        .Optional("hours", new FieldOrNull<CartTimeWindow>(Hours), p => p.Hours, (p, v) => p with { Hours = v })
        .Required("condition", Condition, p => p.Condition, (p, v) => p with { Condition = v })
        .Required("action", Action, p => p.Action, (p, v) => p with { Action = v })
        .Optional("limits", new FieldList<CartLimit>(Limit, "a list of at most 20 limits", maximum: 20), p => p.Limits, (p, v) => p with { Limits = v })
        .Optional("accumulation", new FieldOrNull<CartAccumulation>(Accumulation), p => p.Accumulation, (p, v) => p with { Accumulation = v })
        .Optional("onReturn", new FieldChoice<CartOnReturn>(), p => p.OnReturn, (p, v) => p with { OnReturn = v })
        .Optional("onExchange", new FieldChoice<CartOnExchange>(), p => p.OnExchange, (p, v) => p with { OnExchange = v });

    private static readonly FieldObject<FloorPrice> Floor = new FieldObject<FloorPrice>("a floor price", _ => new() { Sku = "", Price = 0 })
        .Required("sku", Line, f => f.Sku, (f, v) => f with { Sku = v })
        .Required("price", AboveZero, f => f.Price, (f, v) => f with { Price = v });

    /// <summary>The section.</summary>
    public static readonly FieldObject<CartPromotionRules> Rules = new FieldObject<CartPromotionRules>(
            "the cart promotions", profile => new() { Locking = profile != DefinitionProfile.DocumentedDefaults })
        .Optional("active", Flag, r => r.Active, (r, v) => r with { Active = v })
        .Optional("first", new FieldChoice<CartPhase>(), r => r.First, (r, v) => r with { First = v })
        .Optional("ranking", new FieldChoice<CartRanking>(), r => r.Ranking, (r, v) => r with { Ranking = v })
        .Optional("rankingOrder", new FieldList<CartRankingKey>(new FieldChoice<CartRankingKey>(), "a list of at most 7 keys", maximum: 7), r => r.RankingOrder, (r, v) => r with { RankingOrder = v })
        .Optional("rewards", new FieldChoice<CartRewardOrder>(), r => r.Rewards, (r, v) => r with { Rewards = v })
        .Optional("search", new FieldOrNone<CartSearch>(new FieldChoice<CartSearch>()), r => r.Search, (r, v) => r with { Search = v })
        .Optional("nodeBudget", new FieldWhole<int>(0, 1_000_000), r => r.NodeBudget, (r, v) => r with { NodeBudget = v })
        .Optional("onePerLine", Flag, r => r.OnePerLine, (r, v) => r with { OnePerLine = v })
        .Optional("maximumPerUnit", new FieldWhole<int>(0, 100), r => r.MaximumPerUnit, (r, v) => r with { MaximumPerUnit = v })
        .Optional("unitBasis", new FieldChoice<CartBasis>(), r => r.UnitBasis, (r, v) => r with { UnitBasis = v })
        .Optional("maximumPerCart", new FieldWhole<int>(0, 100), r => r.MaximumPerCart, (r, v) => r with { MaximumPerCart = v })
        .Optional("cartBasis", new FieldChoice<CartBasis>(), r => r.CartBasis, (r, v) => r with { CartBasis = v })
        .Optional("rounding", new FieldChoice<CartRounding>(), r => r.Rounding, (r, v) => r with { Rounding = v })
        .Optional("excludedSkus", new FieldList<string>(Line, "a list of item codes"), r => r.ExcludedSkus, (r, v) => r with { ExcludedSkus = v })
        .Optional("floorPrices", new FieldList<FloorPrice>(Floor, "a list of floor prices"), r => r.FloorPrices, (r, v) => r with { FloorPrices = v })
        .Optional("returnBasis", new FieldChoice<CartReturnBasis>(), r => r.ReturnBasis, (r, v) => r with { ReturnBasis = v })
        .Optional("restoreOnReturn", Flag, r => r.RestoreOnReturn, (r, v) => r with { RestoreOnReturn = v })
        .Optional("locking", Flag, r => r.Locking, (r, v) => r with { Locking = v })
        .Optional("lockSeconds", new FieldWhole<int>(1, 86_400), r => r.LockSeconds, (r, v) => r with { LockSeconds = v })
        .Optional("limitAtRedemption", new FieldChoice<CartLimitAtRedemption>(), r => r.LimitAtRedemption, (r, v) => r with { LimitAtRedemption = v })
        .Optional("promotions", new FieldList<CartPromotionDefinition>(Promotion, "a list of cart promotions"), r => r.Promotions, (r, v) => r with { Promotions = v });
}
