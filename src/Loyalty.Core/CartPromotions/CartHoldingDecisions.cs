using NodaTime;

namespace Loyalty;

/// <summary>Whether a member may be given a promotion, and what it then holds (cart-promotions R24-R26).</summary>
internal static class CartHoldingDecisions
{
    /// <summary>Makes a change: in the entry of the account in hand, and in the records.</summary>
    public static void Do(this AccountHand hand, CommandContext context, CartChange change)
    {
        hand.Change(change);
        change.Apply(new StoredCarts(context.Work), new CartMoment(hand.Account.Owner, context.Organisation, hand.Effective, context.Recorded));
    }

    /// <summary>The last millisecond of the local day so many days later, or the promotion's end where that is earlier.</summary>
    public static Instant LastInstant(CartPromotionDefinition promotion, Instant from, int? days, DateTimeZone zone)
    {
        if (days is not { } count) return promotion.Until;
        var end = zone.AtStartOfDay(from.InZone(zone).Date.PlusDays(count + 1)).ToInstant() - Duration.FromMilliseconds(1);
        return Instant.Min(end, promotion.Until);
    }

    /// <summary>Why a promotion may not be issued, or null (cart-promotions R24).</summary>
    public static Refusal? Issue(CartPromotionDefinition promotion, CartSection section, Instant at, Explanation trace)
    {
        var type = promotion.Type;
        var fits = type is CartPromotionType.Customer or CartPromotionType.Reward || (type == CartPromotionType.Earning && promotion.EarnOnlyIfIssued);
        if (trace.Fails("cart_promotion.type", "cart-promotions R24", fits, type, "CUSTOMER, REWARD, or EARNING that is earned only if issued"))
            return new CartPromotionTypeWrong(promotion.Id, type, "CUSTOMER, REWARD, or EARNING that is earned only if issued");
        if (Running(promotion, at, trace) is { } notRunning) return notRunning;
        var maximum = promotion.MaximumIssues ?? (type == CartPromotionType.Reward ? int.MaxValue : 1);
        var had = section.Holdings.Count(each => each.Promotion == promotion.Id && each.Kind == KindOf(type, isIssue: true));
        return trace.Fails("cart_promotion.maximum", "cart-promotions R24", had < maximum, had, maximum) ? new CartPromotionMaximum(promotion.Id, maximum) : null;
    }

    /// <summary>Why a promotion may not be earned, or null (cart-promotions R25).</summary>
    public static Refusal? Earn(CartPromotionDefinition promotion, CartSection section, Instant at, DateTimeZone zone, Explanation trace)
    {
        if (trace.Fails("cart_promotion.type", "cart-promotions R25", promotion.Type == CartPromotionType.Earning, promotion.Type, CartPromotionType.Earning))
            return new CartPromotionTypeWrong(promotion.Id, promotion.Type, "EARNING");
        if (Running(promotion, at, trace) is { } notRunning) return notRunning;
        if (promotion.EarnOnlyIfIssued)
        {
            Instant? until = null;
            foreach (var held in section.Holdings)
                if (held.Promotion == promotion.Id && held.Kind == CartHoldingKind.Issued && !held.IsRevoked && LastInstant(promotion, held.At, promotion.EarnWithinDays, zone) is var end && (until is null || end > until)) until = end;
            if (trace.Fails("cart_promotion.issued", "cart-promotions R25", until is not null, until is null ? "not issued" : "issued", "issued")) return new CartPromotionNotIssued(promotion.Id);
            if (trace.Fails("cart_promotion.earn_within", "cart-promotions R25", at <= until!.Value, at, until.Value)) return new CartPromotionEarningOver(promotion.Id, until.Value);
        }
        var maximum = promotion.MaximumEarns ?? int.MaxValue;
        var had = section.Holdings.Count(each => each.Promotion == promotion.Id && each.Kind == CartHoldingKind.Earned && !each.IsRevoked);
        return trace.Fails("cart_promotion.maximum", "cart-promotions R25", had < maximum, had, maximum) ? new CartPromotionMaximum(promotion.Id, maximum) : null;
    }

    public static CartHoldingKind KindOf(CartPromotionType type, bool isIssue) =>
        type == CartPromotionType.Reward ? CartHoldingKind.Claimed : isIssue ? CartHoldingKind.Issued : CartHoldingKind.Earned;

    /// <summary>Gives a promotion that may be given.</summary>
    public static CartHolding Give(CommandContext context, AccountHand hand, CartPromotionDefinition promotion, CartHoldingKind kind, Instant at, Instant until, string? fromType, string? fromId, long bill = 0)
    {
        var holding = new CartHolding
        {
            Id = context.Work.NextId(CartHolder.All),
            Promotion = promotion.Id,
            Kind = kind,
            FromType = fromType,
            FromId = fromId,
            At = at,
            Until = until,
            Bill = bill,
        };
        hand.Do(context, new CartHoldingGiven(holding));
        return holding;
    }

    /// <summary>What a purchase unlocks by itself; what may not be earned is left out.</summary>
    public static void EarnBy(CommandContext context, AccountHand hand, ProgramSnapshot program, CartPromotionIndex index, decimal amount, Instant time)
    {
        if (index.Earned.Count == 0) return;
        var store = context.Place == 0 ? null : context.Work.Find(Place.ByNumber, context.Place)?.Store;
        foreach (var id in index.Earned)
        {
            var promotion = index.Find(id)!.Definition;
            var earning = promotion.Earning!;
            var holds = amount >= earning.Minimum && CartGates.Admits(earning.Stores, store);
            context.Trace.Note("cart_promotion.earning", "cart-promotions R25", holds, context.Trace.IsWanted ? FormattableString.Invariant($"{id}: {amount} in {store ?? "no store"}") : "", earning.Minimum);
            if (!holds || Earn(promotion, hand.Account.Get(CartSection.Kind), time, program.OrganisationZone, context.Trace) is not null) continue;
            Give(context, hand, promotion, CartHoldingKind.Earned, time, LastInstant(promotion, time, promotion.EarnedDays, program.OrganisationZone), "PURCHASE", null, hand.Own.Facts.Bill);
        }
    }

    private static Refusal? Running(CartPromotionDefinition promotion, Instant at, Explanation trace)
    {
        if (trace.Fails("cart_promotion.not_ended", "cart-promotions R25", at <= promotion.Until, at, promotion.Until)) return new CartPromotionEnded(promotion.Id, promotion.Until);
        var runs = promotion.Active && at >= promotion.From;
        return trace.Fails("cart_promotion.running", "cart-promotions R25", runs, at, promotion.From) ? new CartPromotionNotRunning(promotion.Id, promotion.From) : null;
    }
}
