namespace Loyalty.Hosting;

/// <summary>Reads what a cart must hold and what it then gets.</summary>
internal static class CartTermsReader
{
    public static CartCondition Condition(Form form)
    {
        switch (form.Word("type", "CART", "PRODUCT", "COMBO_PRODUCT", "TENDER"))
        {
            case "CART": return new() { Cart = Measure(form.Part("cartCondition")) };
            case "PRODUCT": return new() { Products = [Part(form.Part("productCondition"))] };
            case "COMBO_PRODUCT": return new() { Products = Combo(form) };
            case "TENDER":
                var tender = form.Part("tenderCondition");
                var nested = tender.Part("condition");
                var within = nested.IsEmpty ? new() : Condition(nested);
                return within with { Tenders = [.. tender.List("tenderModes").Select(mode => new TenderMode { Kind = Kind(mode), Identifiers = mode.Texts("identifiers") })] };
            default:
                if (form.Fault is null) form.Wrong("type", "CART, PRODUCT, COMBO_PRODUCT, TENDER");
                return new();
        }
    }

    public static CartAction Action(Form form, CartCondition condition)
    {
        switch (form.Word("type", "CART_BASED", "PRODUCT_BASED", "FREE_PRODUCT", "FIXED_PRICE", "TENDER", "PER_UNIT"))
        {
            case "CART_BASED": return Benefit(form.Part("cartBasedAction"), CartActionKind.Cart);
            case "TENDER": return Benefit(form.Part("tenderBasedAction"), CartActionKind.Tender);
            case "PRODUCT_BASED": return Units(form.Part("productBasedAction"), CartActionKind.Product, condition);
            case "FREE_PRODUCT": return Units(form.Part("freeProductAction"), CartActionKind.FreeProduct, condition);
            case "FIXED_PRICE": return Units(form.Part("fixedPriceAction"), CartActionKind.FixedPrice, condition);
            case "PER_UNIT":
                var perUnit = form.Part("perUnitAction");
                var reward = Action(perUnit.Part("rewardAction"), condition);
                return reward with
                {
                    PerUnit = new()
                    {
                        Kpi = perUnit.Word("perUnitKPI", "QUANTITY", "AMOUNT") == "AMOUNT" ? ProductKpi.Amount : ProductKpi.Quantity,
                        Divider = perUnit.RequiredNumber("perUnitDivider"),
                        Partial = perUnit.Flag("perUnitPartial") ?? false,
                    },
                };
            default:
                if (form.Fault is null) form.Wrong("type", "CART_BASED, PRODUCT_BASED, FREE_PRODUCT, FIXED_PRICE, TENDER, PER_UNIT");
                return new() { Kind = default };
        }
    }

    private static CartAction Benefit(Form form, CartActionKind kind) => new()
    {
        Kind = kind,
        Benefit = form.Word("type", "PERCENTAGE", "ABSOLUTE") == "ABSOLUTE" ? CartBenefit.Absolute : CartBenefit.Percentage,
        Value = form.RequiredNumber("value"),
    };

    /// <summary>
    /// On the units that fulfilled the condition, or on a set of its own. Pages that say neither repeat the condition: its units are meant.
    /// </summary>
    private static CartAction Units(Form form, CartActionKind kind, CartCondition condition)
    {
        var (set, isInside) = (form.Part("productBasedCondition"), form.Flag("includeItemsFromConditionSet"));
        var parts = set.IsEmpty ? [] : Condition(set).Products;
        var action = kind == CartActionKind.Product ? Benefit(form, kind) : new CartAction { Kind = kind, Value = kind == CartActionKind.FixedPrice ? form.RequiredNumber("value") : 0 };
        if (isInside is null && IsSame(parts, condition.Products)) return action;
        if (isInside != true) return action with { Products = parts };
        return parts is [{ Kpi: ProductKpi.Quantity, Operator: CartOperator.Equals } only] ? action with { Units = only.Value } : action;
    }

    private static IReadOnlyList<ProductPart> Combo(Form form)
    {
        var combo = form["comboProductCondition"].Kind == NodeKind.List ? form.List("comboProductCondition") : form.Part("comboProductCondition").List("productConditions");
        return [.. combo.Select(Part)];
    }

    private static CartMeasure Measure(Form form) => new()
    {
        Kpi = form.Word("kpi", "SUBTOTAL", "ITEMCOUNT") == "ITEMCOUNT" ? CartKpi.ItemCount : CartKpi.Subtotal,
        Operator = Operator(form),
        Value = form.RequiredNumber("value"),
    };

    private static ProductPart Part(Form form)
    {
        var kpi = form.Word("kpi", "QUANTITY", "QUANITITY", "AMOUNT", "NONE", "CATALOG") switch
        {
            "AMOUNT" => ProductKpi.Amount,
            "NONE" or "CATALOG" => ProductKpi.None,
            _ => ProductKpi.Quantity,
        };
        return new() { Match = [.. form.List("criteriaList").Select(Row)], Kpi = kpi, Operator = Operator(form), Value = kpi == ProductKpi.None ? 1 : form.RequiredNumber("value") };
    }

    private static ProductRow Row(Form form)
    {
        var entity = form.Word("entity", "SKU", "CATEGORY", "BRAND", "ATTRIBUTE", "PRODUCT_NAME");
        if (entity is null && form.Fault is null) form.Wrong("entity", "SKU, CATEGORY, BRAND, ATTRIBUTE, PRODUCT_NAME");
        return new()
        {
            Entity = entity switch { "CATEGORY" => ProductEntity.Category, "BRAND" => ProductEntity.Brand, "ATTRIBUTE" => ProductEntity.Attribute, "PRODUCT_NAME" => ProductEntity.ProductName, _ => ProductEntity.Sku },
            Attribute = entity == "ATTRIBUTE" ? form.RequiredCode("attributeName") : null,
            Values = form.Texts("values"),
            Not = form.Word("operator", "IN", "NOT_IN") == "NOT_IN",
        };
    }

    private static CartOperator Operator(Form form) => form.Word("operator", "GREATER_THAN_OR_EQUAL", "GREATER_THAN", "EQUALS", "NONE") switch
    {
        "GREATER_THAN" => CartOperator.GreaterThan,
        "EQUALS" => CartOperator.Equals,
        _ => CartOperator.GreaterThanOrEqual,
    };

    private static TenderKind Kind(Form mode) => mode.Word("type", "CARD", "CASH", "PAYMENT_VOUCHER") switch
    {
        "CASH" => TenderKind.Cash,
        "PAYMENT_VOUCHER" => TenderKind.PaymentVoucher,
        _ => TenderKind.Card,
    };

    private static bool IsSame(IReadOnlyList<ProductPart> one, IReadOnlyList<ProductPart> other) => one.Count == other.Count && one.Zip(other).All(pair =>
        pair.First with { Match = [] } == pair.Second with { Match = [] } && pair.First.Match.Count == pair.Second.Match.Count
        && pair.First.Match.Zip(pair.Second.Match).All(rows => rows.First with { Values = [] } == rows.Second with { Values = [] } && rows.First.Values.SequenceEqual(rows.Second.Values, StringComparer.Ordinal)));
}
