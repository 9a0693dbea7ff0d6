using NodaTime;

namespace Loyalty.Hosting;

/// <summary>How promotions of the program are written: their figures as texts, in the list of a till as numbers, but for limits.</summary>
internal sealed class CartPromotionWire(Func<decimal, object> figure)
{
    public static readonly CartPromotionWire Texts = new(CartWire.Six);

    public static readonly CartPromotionWire Figures = new(value => value);

    public Doc Promotion(ApiCall call, CartPromotionDefinition promotion) => new Doc
    {
        { "id", promotion.Id },
        { "name", promotion.Name ?? promotion.Id },
        { "orgId", call.Organisation },
        { "priority", promotion.Priority },
        { "active", promotion.Active },
        { "messageLabel", promotion.Label ?? "" },
        { "type", Word(promotion.Type) },
        { "timeCriteria", promotion.Hours is { } hours ? Window(hours) : null },
        { "storeCriteria", promotion.Stores is { } stores ? Stores(stores) : null },
        { "supplementaryCriteria", Supplementary(call, promotion) },
        { "condition", Condition(promotion.Condition) },
        { "action", Action(promotion.Action) },
    }
        .Times(call, "startDate", promotion.From)
        .Times(call, "endDate", promotion.Until)
        .With("loyaltyEarningExpiryDays", promotion.EarnedDays)
        .With("earningValidTillDays", promotion.EarnWithinDays)
        .With("maxEarningPerCustomer", promotion.MaximumEarns)
        .With("promotionRestrictions", Limits(promotion))
        .With("earnLimitedToSpecificAudience", promotion.EarnOnlyIfIssued)
        .With("mode", CartModes.Write(promotion.Mode))
        .With("maxIssuancePerCustomer", promotion.MaximumIssues)
        .With("isLoyaltyOnly", promotion.MembersOnly)
        .With("customerActivationRequired", promotion.NeedsActivation)
        .With("isStackable", promotion.Stackable);

    public static Doc Config(ApiCall call, CartPromotionDefinition promotion) => new Doc
    {
        { "promotionId", promotion.Id },
        { "promotionName", promotion.Name ?? promotion.Id },
        { "promotionType", Word(promotion.Type) },
    }
        .Times(call, "expiry", promotion.Until)
        .With("description", promotion.Label ?? "")
        .With("storeCriteria", promotion.Stores is { } stores ? Stores(stores) : null)
        .With("supplementaryCriteria", Supplementary(call, promotion))
        .With("maxEarningPerCustomer", promotion.MaximumEarns)
        .With("isActive", promotion.Active)
        .With("customFieldValues", new Doc())
        .With("promotionRestrictions", Limits(promotion));

    public static Doc Strategy(CartPromotionRules rules) => new()
    {
        { "promotionRankingStrategy", rules.Ranking switch { CartRanking.ExpiryBased => "EXPIRY_BASED", CartRanking.MaxDiscount => "MAX_DISCOUNT", _ => "PRIORITY" } },
        { "rewardStrategy", rules.Rewards switch { CartRewardOrder.PromotionFirst => "PROMOTION_FIRST", CartRewardOrder.RewardsFirst => "REWARDS_FIRST", _ => "NO_STRATEGY" } },
        { "singlePromotionPerLineitem", rules.OnePerLine },
        { "conditionBasedRankingStrategy", rules.First == CartPhase.Cart ? "CART_BASED_FIRST" : "LINE_ITEM_BASED_FIRST" },
        { "isActive", rules.Active },
    };

    public static Doc? Supplementary(ApiCall call, CartPromotionDefinition promotion)
    {
        if (promotion.Tiers is not { In: [var only] }) return null;
        var tiers = call.Definition.Program.Tiers;
        for (var i = 0; i < tiers.Count; i++)
            if (tiers[i].Name.Equals(only, StringComparison.OrdinalIgnoreCase)) return new() { { "loyaltyProgramId", call.Organisation }, { "programType", "TIER" }, { "partnerProgramId", i + 1 } };
        return null;
    }

    private static Doc Window(CartTimeWindow window) => new()
    {
        { "startTime", new Doc { { "hour", window.Start.Hour }, { "minute", window.Start.Minute }, { "second", 0 }, { "nano", 0 } } },
        { "durationInHours", window.Hours },
        { "repeatFrequency", window.Repeat == CartRepeat.DoesNotRepeat ? "DOES_NOT_REPEAT" : Word(window.Repeat) },
        { "weeklyValues", window.Repeat == CartRepeat.Weeks ? window.Days.Select(day => Word((IsoDayOfWeek)day)).ToArray() : null },
        { "monthlyDayValues", window.Repeat == CartRepeat.Months ? window.Days : null },
    };

    private static Doc Stores(CodeFilter stores) => new()
    {
        { "type", "STORE" },
        // Stores have codes here; one that is a number is written as one.
        { "values", (stores.In.Count > 0 ? stores.In : stores.NotIn).Select(code => Numbers.Whole(code) is { } number ? number : (object)code).ToArray() },
        { "operator", stores.In.Count > 0 ? "IN" : "NOT_IN" },
    };

    private Doc Condition(CartCondition condition)
    {
        if (condition.Tenders.Count > 0)
        {
            var within = condition with { Tenders = [] };
            var tender = new Doc { { "tenderModes", condition.Tenders.Select(mode => new Doc { { "type", mode.Kind == TenderKind.PaymentVoucher ? "PAYMENT_VOUCHER" : Word(mode.Kind) }, { "identifiers", mode.Identifiers } }).ToArray() } };
            if (within.Cart is not null || within.Products.Count > 0) tender.Add("condition", Condition(within));
            return new() { { "type", "TENDER" }, { "tenderCondition", tender } };
        }
        return condition.Cart is { } cart ? new()
        {
            { "type", "CART" },
            { "cartCondition", new Doc { { "kpi", Word(cart.Kpi) }, { "operator", Operator(cart.Operator) }, { "value", figure(cart.Value) } } },
        } : Products(condition.Products);
    }

    private Doc Products(IReadOnlyList<ProductPart> parts) => parts.Count == 1
        ? new() { { "type", "PRODUCT" }, { "productCondition", Part(parts[0]) } }
        : new() { { "type", "COMBO_PRODUCT" }, { "comboProductCondition", new Doc { { "productConditions", parts.Select(Part).ToArray() } } } };

    private Doc Part(ProductPart part) => new()
    {
        { "criteriaList", part.Match.Select(row => new Doc
        {
            { "entity", row.Entity == ProductEntity.ProductName ? "PRODUCT_NAME" : Word(row.Entity) },
            { "operator", row.Not ? "NOT_IN" : "IN" },
            { "values", row.Values },
            { "attributeName", row.Attribute },
        }).ToArray() },
        { "kpi", Word(part.Kpi) },
        { "value", figure(part.Value) },
        { "operator", Operator(part.Operator) },
    };

    private Doc Action(CartAction action)
    {
        if (action.PerUnit is { } perUnit)
            return new()
            {
                { "type", "PER_UNIT" },
                { "perUnitAction", new Doc { { "perUnitKPI", Word(perUnit.Kpi) }, { "perUnitDivider", figure(perUnit.Divider) }, { "perUnitPartial", perUnit.Partial ? true : null }, { "rewardAction", Action(action with { PerUnit = null }) } } },
            };
        var (type, name) = action.Kind switch
        {
            CartActionKind.Cart => ("CART_BASED", "cartBasedAction"),
            CartActionKind.Tender => ("TENDER", "tenderBasedAction"),
            CartActionKind.Product => ("PRODUCT_BASED", "productBasedAction"),
            CartActionKind.FreeProduct => ("FREE_PRODUCT", "freeProductAction"),
            _ => ("FIXED_PRICE", "fixedPriceAction"),
        };
        var body = new Doc();
        if (action.Kind is CartActionKind.Cart or CartActionKind.Tender or CartActionKind.Product) body.Add("type", Word(action.Benefit));
        if (action.Kind != CartActionKind.FreeProduct) body.Add("value", figure(action.Value));
        if (action.Kind is CartActionKind.Product or CartActionKind.FreeProduct or CartActionKind.FixedPrice)
        {
            body.Add("includeItemsFromConditionSet", action.Products.Count == 0);
            if (action.Products.Count > 0) body.Add("productBasedCondition", Products(action.Products));
            else if (action.Units is { } units) body.Add("productBasedCondition", Products([new() { Operator = CartOperator.Equals, Value = units }]));
        }
        return new() { { "type", type }, { name, body } };
    }

    private static Doc Limits(CartPromotionDefinition promotion)
    {
        var doc = new Doc();
        foreach (var scope in promotion.Limits.GroupBy(limit => limit.Scope)) doc.Add(scope.Key.ToString(), scope.Select(Limit).ToArray());
        return doc;
    }

    private static Doc Limit(CartLimit limit)
    {
        var doc = new Doc { { "kpi", Word(limit.Kpi) }, { "limit", CartWire.Six(limit.Limit) } };
        if (limit.Window == CartLimitWindow.Moving) return doc.With("windowType", "MOVING").With("frequency", "DAYS").With("minTimeBetweenRepeat", (limit.Days ?? 0) * 86_400_000L);
        var cycle = limit.Window switch
        {
            CartLimitWindow.CalendarMonth => new Doc { { "cycleType", "CALENDAR_MONTH" } },
            CartLimitWindow.Week => new Doc { { "cycleType", "WEEK" }, { "weekStartDay", Word((IsoDayOfWeek)limit.WeekStart) } },
            CartLimitWindow.NDay => new Doc { { "cycleType", "N_DAY" }, { "refreshRate", limit.Days } },
            _ => null,
        };
        return cycle is null ? doc : doc.With("windowType", "FIXED").With("fixedWindowConfig", cycle);
    }

    private static string Operator(CartOperator value) => value switch { CartOperator.GreaterThan => "GREATER_THAN", CartOperator.Equals => "EQUALS", _ => "GREATER_THAN_OR_EQUAL" };

    private static string Word(Enum value) => value.ToString().ToUpperInvariant();
}
