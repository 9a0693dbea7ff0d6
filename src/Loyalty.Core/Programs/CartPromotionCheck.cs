using System.Globalization;

namespace Loyalty;

/// <summary>What values of cart promotions may not be together.</summary>
internal static class CartPromotionCheck
{
    public static void Collect(ProgramDefinition program, string pointer, FieldFaults faults)
    {
        if (program.CartPromotions is not { } rules || !faults.Stands(pointer))
        {
            return;
        }

        if (rules.MaximumPerUnit != 1 && rules.OnePerLine && faults.IsSound(pointer + "/maximumPerUnit") && faults.IsSound(pointer + "/onePerLine"))
        {
            faults.AddBetween(pointer + "/maximumPerUnit", Invariant($"is {rules.MaximumPerUnit}"), "1, unless onePerLine is false");
        }

        DefinitionCheck.Unique(rules.FloorPrices, pointer + "/floorPrices", "/sku", floor => floor.Sku, StringComparer.Ordinal, faults);
        DefinitionCheck.Unique(rules.Promotions, pointer + "/promotions", "/id", promotion => promotion.Id, StringComparer.Ordinal, faults);
        foreach (var (promotion, at) in DefinitionCheck.Each(rules.Promotions, pointer + "/promotions", faults))
        {
            // What is unsound in itself is told first; what goes with what, once it stands.
            if (faults.IsSound(at))
            {
                Promotion(program, promotion, at, faults);
            }
        }
    }

    /// <summary>
    /// The faults of one promotion that is put last into a program that has none: no other part of the program says anything of a promotion, and
    /// what would be in its way is gone, the one with its id.
    /// </summary>
    public static IReadOnlyList<DefinitionFault> OfLast(ProgramDefinition program, CartPromotionDefinition promotion)
    {
        var faults = new FieldFaults();
        var at = Last(program.CartPromotions!);
        CartPromotionFields.Promotion.Check(promotion, at, faults);
        if (faults.IsSound(at)) Promotion(program, promotion, at, faults);
        return faults.Sorted();
    }

    private static string Last(CartPromotionRules rules) => Invariant($"/program/cartPromotions/promotions/{rules.Promotions.Count - 1}");

    /// <summary>What of a promotion never changes, and what not once it is live (cart-promotions R29): members and counts stand on it.</summary>
    public static IEnumerable<DefinitionFault> Fixed(CartPromotionRules? before, CartPromotionRules? after, NodaTime.Instant now)
    {
        if (before is null || after is null)
        {
            yield break;
        }

        var known = before.Promotions.ToDictionary(promotion => promotion.Id, StringComparer.Ordinal);
        for (var i = 0; i < after.Promotions.Count; i++)
        {
            if (!known.TryGetValue(after.Promotions[i].Id, out var old)) continue;
            foreach (var fault in Fixed(old, after.Promotions[i], Invariant($"/program/cartPromotions/promotions/{i}"), now)) yield return fault;
        }
    }

    /// <summary>The same of the one that was put last.</summary>
    public static IEnumerable<DefinitionFault> FixedOfLast(CartPromotionDefinition? before, CartPromotionRules after, NodaTime.Instant now) =>
        before is null ? [] : Fixed(before, after.Promotions[^1], Last(after), now);

    private static IEnumerable<DefinitionFault> Fixed(CartPromotionDefinition old, CartPromotionDefinition promotion, string at, NodaTime.Instant now)
    {
        if (old.Type != promotion.Type)
        {
            yield return new(at + "/type", $"is {promotion.Type.ToString().ToUpperInvariant()}", $"{old.Type.ToString().ToUpperInvariant()}: the type of a promotion never changes");
        }

        if (old.Mode != promotion.Mode)
        {
            yield return new(at + "/mode", "is another", "as before: what a promotion is to a sale never changes");
        }

        if ((old.Earning is null) != (promotion.Earning is null))
        {
            yield return new(at + "/earning", promotion.Earning is null ? "is missing" : "is given", "as before: what unlocks a promotion never changes its kind");
        }

        if (now >= old.From && old.Accumulation is null && promotion.Accumulation is not null)
        {
            yield return new(at + "/accumulation", "is given", "none once a promotion has begun without it");
        }

        if (now >= old.From && !old.Limits.SequenceEqual(promotion.Limits))
        {
            yield return new(at + "/limits", "are others", "those in force: limits are fixed once a promotion has begun");
        }
    }

    private static void Promotion(ProgramDefinition program, CartPromotionDefinition promotion, string at, FieldFaults faults)
    {
        void Fault(bool found, string place, string problem, string allowed)
        {
            if (found)
            {
                faults.AddBetween(at + place, problem, allowed);
            }
        }

        var (type, member) = (promotion.Type, promotion.Type is not (CartPromotionType.Pos or CartPromotionType.Code));
        Fault(promotion.Until < promotion.From, "/until", "is before from", "an instant not before from");
        Fault(promotion.MembersOnly && promotion.Type != CartPromotionType.Pos, "/membersOnly", "is true", "only with POS");
        Fault(promotion.NeedsActivation && !member, "/needsActivation", "is true", "only with CUSTOMER, EARNING and REWARD");
        Fault(promotion.MaximumIssues is not null && !member, "/maximumIssues", "is given", "only with CUSTOMER, EARNING and REWARD");
        Fault(promotion.MaximumEarns is not null && type != CartPromotionType.Earning, "/maximumEarns", "is given", "only with EARNING");
        Fault(promotion.EarnedDays is not null && type != CartPromotionType.Earning, "/earnedDays", "is given", "only with EARNING");
        Fault(promotion.EarnOnlyIfIssued && type != CartPromotionType.Earning, "/earnOnlyIfIssued", "is true", "only with EARNING");
        Fault(promotion.EarnWithinDays is not null && !promotion.EarnOnlyIfIssued, "/earnWithinDays", "is given", "only with earnOnlyIfIssued");
        Fault(promotion.Earning is not null && type != CartPromotionType.Earning, "/earning", "is given", "only with EARNING");
        Fault(promotion.UsableAfterHours > 0 && type == CartPromotionType.Pos, "/usableAfterHours", "is given", "none with POS");
        Fault(promotion.UnusableLastHours > 0 && type == CartPromotionType.Pos, "/unusableLastHours", "is given", "none with POS");
        foreach (var (filter, place) in new[] { (promotion.Stores, "/stores"), (promotion.Tiers, "/tiers"), (promotion.Groups, "/groups"), (promotion.Labels, "/labels"), (promotion.Earning?.Stores, "/earning/stores"), (promotion.Condition.PaymentModes, "/condition/paymentModes") })
        {
            Fault(filter is not null && filter.In.Count > 0 == filter.NotIn.Count > 0, place, filter is { In.Count: > 0 } ? "has both lists" : "names nothing", "one list with at least one code");
        }

        if (promotion.Tiers is { } tiers)
        {
            foreach (var tier in tiers.In.Concat(tiers.NotIn))
            {
                Fault(!program.Tiers.Any(each => string.Equals(each.Name, tier, StringComparison.OrdinalIgnoreCase)), "/tiers", $"names {FieldNames.Quote(tier)}", "tiers of the program");
            }
        }

        if (promotion.Hours is { } hours)
        {
            var counted = hours.Repeat is CartRepeat.Weeks or CartRepeat.Months;
            Fault(counted != hours.Days.Count > 0, "/hours/days", counted ? "is empty" : "is given", counted ? "at least one day" : "none unless WEEKS or MONTHS");
            Fault(hours.Repeat == CartRepeat.Weeks && hours.Days.Any(day => day > 7), "/hours/days", "names a day above 7", "days from 1, Monday, to 7, Sunday");
        }

        if (promotion.Mode == CartPromotionMode.PaymentVoucher)
        {
            Fault(promotion.OnReturn != CartOnReturn.KeepsShare, "/onReturn", "is TAKES_BACK_REST", "KEEPS_SHARE with PAYMENT_VOUCHER, which is a tender");
            Fault(promotion.OnExchange != CartOnExchange.NotCarried, "/onExchange", "is CARRIED", "NOT_CARRIED with PAYMENT_VOUCHER, which is a tender");
            Fault(type != CartPromotionType.Code, "/mode", "is PAYMENT_VOUCHER", "PAYMENT_VOUCHER only with CODE");
            Fault(promotion.Action is not { Kind: CartActionKind.Cart, Benefit: CartBenefit.Absolute }, "/action", "is no sum off the cart", "kind CART and benefit ABSOLUTE with PAYMENT_VOUCHER");
            Fault(promotion.Condition.Tenders.Count > 0 || promotion.Condition.PaymentModes is not null, "/condition", "asks for tenders", "none with PAYMENT_VOUCHER, which is one itself");
            Fault(
                !promotion.Limits.Any(limit => limit is { Scope: CartLimitScope.Code, Window: CartLimitWindow.Overall } and ({ Kpi: CartLimitKpi.Discount } or { Kpi: CartLimitKpi.Redemption, Limit: 1 })),
                "/limits", "hold no balance", "for the code, for ever: an amount of DISCOUNT, or one REDEMPTION");
        }

        Condition(promotion, Fault);
        Action(promotion, Fault);
        if (promotion.Accumulation is { } accumulation)
        {
            Accumulation(program, promotion, accumulation, Fault);
        }

        var moving = promotion.Limits.Any(limit => limit.Window == CartLimitWindow.Moving);
        for (var i = 0; i < promotion.Limits.Count; i++)
        {
            var limit = promotion.Limits[i];
            var place = Invariant($"/limits/{i}");
            var counts = limit.Window is CartLimitWindow.Moving or CartLimitWindow.NDay;
            Fault(counts != limit.Days is not null, place + "/days", counts ? "is missing" : "is given", counts ? "a whole number from 1 to 3,650" : "only with MOVING and N_DAY");
            Fault(limit.Kpi != CartLimitKpi.Discount && limit.Limit != decimal.Truncate(limit.Limit), place + "/limit", "is a fraction", "a whole number with REDEMPTION and TRANSACTION");
            Fault(limit.Window != CartLimitWindow.Week && limit.WeekStart != 1, place + "/weekStart", "is given", "only with WEEK");
            Fault(limit.Scope == CartLimitScope.Cart && limit.Window != CartLimitWindow.Overall, place + "/window", "is given", "OVERALL with CART");
            Fault(limit.Scope == CartLimitScope.Earn && promotion.Type != CartPromotionType.Earning, place + "/scope", "is EARN", "EARN only with EARNING");
            Fault(limit.Scope == CartLimitScope.Code && promotion.Type != CartPromotionType.Code, place + "/scope", "is CODE", "CODE only with CODE");
            Fault(limit.Scope == CartLimitScope.Customer && !member && !promotion.MembersOnly, place + "/scope", "is CUSTOMER", "CUSTOMER only for members");
            Fault(moving && limit.Window is CartLimitWindow.CalendarMonth or CartLimitWindow.Week or CartLimitWindow.NDay, place + "/window", "stands beside MOVING", "moving or fixed windows, not both");
            Fault(promotion.Limits.Take(i).Any(other => other.Scope == limit.Scope && other.Kpi == limit.Kpi && other.Window == limit.Window && other.Days == limit.Days), place, "says the same as another", "one limit for a scope, kpi and window");
        }

        Fault(promotion.Type == CartPromotionType.Code && promotion.Limits.All(limit => limit.Scope != CartLimitScope.Code), "/limits", "hold none of scope CODE", "at least one with CODE");
    }

    /// <summary>What adds up over sales is one set of products, counted, of which the next are free (cart-promotions R17a).</summary>
    private static void Accumulation(ProgramDefinition program, CartPromotionDefinition promotion, CartAccumulation accumulation, Action<bool, string, string, string> fault)
    {
        var (condition, action) = (promotion.Condition, promotion.Action);
        var isCounted = condition is { Cart: null, Products: [{ Kpi: ProductKpi.Quantity, Operator: CartOperator.Equals }] };
        fault(promotion.Mode != CartPromotionMode.Discount || promotion.Stackable, "/accumulation", "stands beside what is stackable or pays", "only with an exclusive DISCOUNT");
        fault(!isCounted, "/accumulation", "stands beside another condition", "only with one set of products, QUANTITY EQUALS");
        fault(action.Kind != CartActionKind.FreeProduct || action.PerUnit is not null, "/accumulation", "stands beside another action", "only with FREE_PRODUCT without perUnit");
        fault(
            isCounted && action.Products.Count > 0 && !(action.Products is [{ Kpi: ProductKpi.Quantity, Operator: CartOperator.Equals } free] && SameProducts(free.Match, condition.Products[0].Match)),
            "/action/products", "are others", "those of the condition, QUANTITY EQUALS, with accumulation");
        fault(promotion.Limits.Any(limit => limit.Window == CartLimitWindow.Moving), "/limits", "hold MOVING", "no MOVING with accumulation");
        // The condition is fulfilled by several sales: what remains of one does not tell, and what one carries over would be gathered again.
        fault(promotion.OnReturn != CartOnReturn.KeepsShare, "/onReturn", "is TAKES_BACK_REST", "KEEPS_SHARE with accumulation, whose units other sales bring");
        fault(promotion.OnExchange != CartOnExchange.NotCarried, "/onExchange", "is CARRIED", "NOT_CARRIED with accumulation, whose units come back with a return");
        fault(!program.CartPromotions!.Locking, "/accumulation", "is given without locking", "none where locking is off");
        fault(accumulation.LookbackCycles is not null && !accumulation.OverAchievement, "/accumulation/lookbackCycles", "is given", "only with overAchievement");
    }

    private static bool SameProducts(IReadOnlyList<ProductRow> one, IReadOnlyList<ProductRow> other) =>
        one.Count == other.Count && one.Zip(other).All(pair =>
            (pair.First.Entity, pair.First.Attribute, pair.First.Not) == (pair.Second.Entity, pair.Second.Attribute, pair.Second.Not)
            && pair.First.Values.Order(StringComparer.Ordinal).SequenceEqual(pair.Second.Values.Order(StringComparer.Ordinal), StringComparer.Ordinal));

    private static void Condition(CartPromotionDefinition promotion, Action<bool, string, string, string> fault)
    {
        var condition = promotion.Condition;
        fault(condition is { Cart: null, Products.Count: 0, Tenders.Count: 0, PaymentModes: null }, "/condition", "holds nothing", "at least one of cart, products, tenders, paymentModes");
        fault(condition.Cart is not null && condition.Products.Count > 0, "/condition", "holds both cart and products", "one of them");
        fault(condition.Tenders.Any(tender => tender.Kind != TenderKind.PaymentVoucher) && condition is { Cart: null, Products.Count: 0 }, "/condition/tenders", "stand alone", "cart or products beside CARD and CASH");
        Parts(condition.Products, "/condition/products", fault);
    }

    private static void Parts(IReadOnlyList<ProductPart> parts, string place, Action<bool, string, string, string> fault)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            var at = Invariant($"{place}/{i}");
            fault(parts[i].Kpi == ProductKpi.Quantity && FieldNumber.Decimals(parts[i].Value) > 6, at + "/value", "is " + FieldNumber.Show(parts[i].Value), "at most 6 decimals");
            for (var j = 0; j < parts[i].Match.Count; j++)
            {
                var row = parts[i].Match[j];
                var named = row.Entity == ProductEntity.Attribute;
                fault(named != row.Attribute is not null, Invariant($"{at}/match/{j}/attribute"), named ? "is missing" : "is given", named ? "the name of a field" : "only with ATTRIBUTE");
            }
        }
    }

    private static void Action(CartPromotionDefinition promotion, Action<bool, string, string, string> fault)
    {
        var action = promotion.Action;
        var condition = promotion.Condition;
        var counted = action.Kind is CartActionKind.Cart or CartActionKind.Product or CartActionKind.Tender;
        if (counted)
        {
            fault(action.Value == 0, "/action/value", "is 0", "a value above 0");
            fault(action.Benefit == CartBenefit.Percentage && action.Value > 100, "/action/value", "is " + FieldNumber.Show(action.Value), "a percentage up to 100");
        }
        else
        {
            fault(action.Kind == CartActionKind.FreeProduct && action.Value != 0, "/action/value", "is " + FieldNumber.Show(action.Value), "none with FREE_PRODUCT");
            fault(action.Benefit != CartBenefit.Percentage, "/action/benefit", "is ABSOLUTE", "none with FREE_PRODUCT and FIXED_PRICE");
        }

        fault(action.Kind == CartActionKind.Tender && condition is { Tenders.Count: 0, PaymentModes: null }, "/action/kind", "is TENDER", "TENDER only with tenders or paymentModes in the condition");
        if (promotion.IsCartLevel)
        {
            fault(action.Products.Count > 0 || action.Units is not null || action.PerUnit is not null || action.Dearest, "/action", "names units", "no products, units, perUnit or dearest with CART and TENDER");
            return;
        }

        fault(action.Products.Count == 0 && condition.Products.Count == 0, "/action/products", "is empty", "the products that get it, as the condition names none");
        fault(action.Units is not null && action.Products.Count > 0, "/action/units", "is given", "none beside products");
        fault(action.Units is { } units && FieldNumber.Decimals(units) > 6, "/action/units", "has more than 6 decimals", "at most 6 decimals");
        fault(action.Dearest && action.Products.Count == 0, "/action/dearest", "is true", "only with products");
        Parts(action.Products, "/action/products", fault);
        for (var i = 0; i < action.Products.Count; i++)
        {
            fault(action.Products[i].Kpi == ProductKpi.Amount, Invariant($"/action/products/{i}/kpi"), "is AMOUNT", "NONE or QUANTITY");
        }

        var set = action.Products.Count > 0 ? action.Products : condition.Products;
        fault(
            action.Kind == CartActionKind.FixedPrice && action.Units is null && set.Any(part => part.Kpi != ProductKpi.Quantity || part.Operator != CartOperator.Equals),
            "/action/kind", "is FIXED_PRICE", "sets whose operator is EQUALS and kpi QUANTITY with FIXED_PRICE");
        if (action.PerUnit is not { } per)
        {
            return;
        }

        fault(condition.Products.Count != 1, "/action/perUnit", "is given", "only with one set of products in the condition");
        fault(per.Kpi == ProductKpi.None, "/action/perUnit/kpi", "is NONE", "QUANTITY or AMOUNT");
        fault(FieldNumber.Decimals(per.Divider) > 6, "/action/perUnit/divider", "has more than 6 decimals", "at most 6 decimals");
        fault(per.Partial && (action.Kind != CartActionKind.Product || action.Benefit != CartBenefit.Absolute || action.Products.Count > 0), "/action/perUnit/partial", "is true", "only with an ABSOLUTE benefit on the condition's units");
        fault(per.Kpi == ProductKpi.Quantity && action.Units > per.Divider, "/action/units", "is above the divider", "at most perUnit.divider");
        fault(per.Kpi == ProductKpi.Amount && action.Units is not null, "/action/units", "is given", "none when perUnit counts an AMOUNT");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
