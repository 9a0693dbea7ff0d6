using NodaTime;

namespace Loyalty.Hosting;

/// <summary>How what members hold of promotions is written, and codes.</summary>
internal static class CartHoldingWire
{
    public static Doc Held(ApiCall call, CartPromotionRules rules, CartHoldingDetails held)
    {
        var promotion = rules.Promotions.FirstOrDefault(each => each.Id == held.Promotion);
        return new Doc
        {
            { "earnedPromotionId", held.Id.ToString() },
            { "promotionId", held.Promotion },
            { "promotionName", promotion?.Name ?? held.Promotion },
        }
            .Times(call, "validTill", held.ValidTill)
            .Times(call, "unlockedDate", held.IsLocked ? null : held.At)
            .With("customerId", held.Customer.Value)
            .With("earnedType", EarnedType(held))
            .With("earnedStatus", held.IsLocked ? "LOCKED" : "UNLOCKED")
            .With("promotionStatus", promotion is null ? "INACTIVE" : Word(promotion.StateAt(call.Now)))
            .With("applicationMode", CartModes.Write(promotion?.Mode ?? CartPromotionMode.Discount))
            .Times(call, "redeemableFrom", held.UsableFrom)
            .With("restrictions", held.Limits.Count == 0 ? null : Restrictions(held.Limits))
            .Times(call, "eventTime", held.At);
    }

    public static Doc OfTier(ApiCall call, CartPromotionDefinition promotion, CustomerId customer) => new Doc
    {
        { "promotionId", promotion.Id },
        { "promotionName", promotion.Name ?? promotion.Id },
    }
        .Times(call, "validTill", promotion.Until)
        .With("customerId", customer.Value)
        .With("earnedType", "TIER")
        .With("earnedStatus", "UNLOCKED")
        .With("promotionStatus", Word(promotion.StateAt(call.Now)))
        .With("supplementaryCriteria", CartPromotionWire.Supplementary(call, promotion))
        .With("applicationMode", CartModes.Write(promotion.Mode));

    public static Doc Earned(ApiCall call, CartHoldingDetails earned, Node details) => new Doc
    {
        { "id", earned.Id.ToString() },
        { "customerId", earned.Customer.Value },
        { "promotionId", earned.Promotion },
        { "earnedFromType", earned.FromType },
        { "earnedFromId", earned.FromId },
    }
        .Times(call, "eventTime", earned.At)
        .With("eventDetails", details.Kind == NodeKind.Object ? TransactionV2Wire.Echo(details) : null)
        .Times(call, "validTill", earned.ValidTill);

    public static Doc EarnedBulk(ApiCall call, EarnCartPromotion command, Outcome<CartPromotionsEarned> done, Node details)
    {
        IReadOnlyList<CartHoldingDetails> earned = done.IsRefused ? [] : done.Value.Earned;
        var failed = done.IsRefused ? command.Count : done.Value.Failed;
        var doc = new Doc
        {
            { "earnedFromId", command.FromId },
            { "promotionId", command.Promotion },
            { "successfulEarnCount", earned.Count },
            { "failedEarnCount", failed },
        };
        if (done.Refusal is { } refusal) doc.Add("errorDetails", new Doc { { "errorCode", CartProblems.Number(refusal) }, { "errorMessages", refusal.Message } });
        else if (failed > 0) doc.Add("errorDetails", new Doc { { "errorCode", 708 }, { "errorMessages", "The maximum of the customer is reached" } });
        return doc.With("customerEarnedPromotions", earned.Select(each => Earned(call, each, details)).ToArray());
    }

    public static Doc Revoked(string promotion, CartPromotionsRevoked done) => new()
    {
        { "promotionId", promotion },
        { "revokedEarnIds", done.Revoked.Select(id => id.ToString()).ToArray() },
        { "status", done.Failed.Count == 0 ? "SUCCESS" : "PARTIAL_SUCCESS" },
    };

    /// <summary>What was not revoked, by reason.</summary>
    public static IEnumerable<Doc> NotRevoked(string promotion, CartPromotionsRevoked done) => done.Failed.GroupBy(each => each.Reason.Code, StringComparer.Ordinal).Select(group =>
        CartProblems.Error(group.First().Reason).With("promotionId", promotion).With("earnIds", group.Select(each => each.Holding.ToString()).ToArray()));

    public static Doc Code(ApiCall call, CartPromotionRules rules, CartCodeDetails code, bool withLimits) => new Doc
    {
        { "id", code.Id.ToString() },
        { "orgId", call.Organisation },
        { "promotionId", code.Promotion },
        { "promotionName", rules.Promotions.FirstOrDefault(each => each.Id == code.Promotion)?.Name ?? code.Promotion },
        { "code", code.Code },
        { "customerId", code.Customer?.Value ?? -1 },
        { "active", code.IsActive },
    }
        .Times(call, "createdOn", code.At)
        .Times(call, "validTill", code.ValidTill)
        .With("mode", CartModes.Write(code.Mode))
        .Times(call, "redeemableFrom", code.UsableFrom)
        .With("restrictions", withLimits ? Restrictions(code.Limits) : null);

    /// <summary>A use of a promotion, with its code as it stands where one was asked for.</summary>
    public static Doc Used(ApiCall call, CartPromotionRules rules, CartRedemption use, CartCodeDetails? code)
    {
        var promotion = rules.Promotions.FirstOrDefault(each => each.Id == use.Promotion);
        var isOnCart = promotion?.Action.Kind is CartActionKind.Cart or CartActionKind.Tender;
        var doc = code is not null ? Code(call, rules, code, withLimits: true) : new Doc
        {
            { "orgId", call.Organisation },
            { "promotionId", use.Promotion },
            { "promotionName", promotion?.Name ?? use.Promotion },
            { "customerId", use.Customer?.Value ?? -1 },
            { "mode", CartModes.Write(promotion?.Mode ?? CartPromotionMode.Discount) },
        };
        return doc.With("promoCode", use.Code)
            .Times(call, "redemptionDate", use.At)
            .With("transactionIdentifier", use.Bill == default ? use.Transaction : use.Bill.ToString())
            .With("transactionNumber", use.Transaction)
            .With("discount", CartWire.Six(use.Discount))
            .With("redemptionCount", use.Times)
            .With("redemptionType", isOnCart ? "CART" : "LINEITEM")
            .With("earnedPromotionId", use.Holding?.ToString())
            .With("promotionMessageLabel", promotion?.Label)
            .With("discountAppliedQuantity", isOnCart ? null : CartWire.Six(use.Discounted))
            .With("promotionAppliedQuantity", isOnCart ? null : CartWire.Six(use.Used));
    }

    private static Doc Restrictions(IReadOnlyList<CartLimitLeft> limits)
    {
        var doc = new Doc();
        foreach (var scope in limits.GroupBy(limit => limit.Scope))
        {
            doc.Add(scope.Key.ToString(), scope.Select(limit => new Doc
            {
                { "kpi", Word(limit.Kpi) },
                { "maxLimit", CartWire.Six(limit.Limit) },
                { "remainingRedemption", CartWire.Six(limit.Remaining) },
                { "tempRedemption", CartWire.Six(limit.Reserved) },
                { "periodStart", limit.PeriodStart?.ToUnixTimeMilliseconds() },
                { "periodEnd", limit.PeriodEnd?.ToUnixTimeMilliseconds() },
            }).ToArray());
        }
        return doc;
    }

    // The documented words; what a caller names otherwise is one activity's.
    private static string EarnedType(CartHoldingDetails held) => (held.Kind, held.FromType) switch
    {
        (CartHoldingKind.Claimed, _) => "REWARD",
        (CartHoldingKind.Earned, "MILESTONE" or "REWARD" or "BULK_ISSUE") => held.FromType!,
        (CartHoldingKind.Earned, _) => "SINGLE_ACTIVITY_EARN",
        _ => "NONE",
    };

    private static string Word(Enum value) => value.ToString().ToUpperInvariant();
}

/// <summary>Times of this surface: milliseconds with a twin in ISO form, which wins (api-conventions R25).</summary>
internal static class CartTimes
{
    public static Instant? Read(ApiCall call, Form form, string name)
    {
        var (own, twin) = (At(call, form, name), At(call, form, name + "ISO"));
        if (own is { } sent && twin is { } iso && (sent - iso > Duration.FromSeconds(1) || iso - sent > Duration.FromSeconds(1))) form.Wrong(name, "the same time as its ISO twin");
        return twin ?? own;
    }

    private static Instant? At(ApiCall call, Form form, string name)
    {
        if (form.Code(name) is not { } text) return null;
        var at = Numbers.Whole(text) is { } unix ? Times.Unix(unix) : Times.Read(text, call.PlaceZone);
        if (at is null) form.Wrong(name, "a time in milliseconds, or in ISO form");
        return at;
    }
}

/// <summary>What a promotion is to a sale, in the documented words.</summary>
internal static class CartModes
{
    public static CartPromotionMode? Read(Form form) => form.Word("mode", "DISCOUNT", "PAYMENT_VOUCHER") switch
    {
        "DISCOUNT" => CartPromotionMode.Discount,
        "PAYMENT_VOUCHER" => CartPromotionMode.PaymentVoucher,
        _ => null,
    };

    public static string Write(CartPromotionMode mode) => mode == CartPromotionMode.PaymentVoucher ? "PAYMENT_VOUCHER" : "DISCOUNT";
}
