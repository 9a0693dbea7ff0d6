using NodaTime;

namespace Loyalty;

/// <summary>What is read of cart promotions: records, limits, codes, uses.</summary>
internal static class CartPromotionReads
{
    /// <summary>The facts that limits are told by, without a cart.</summary>
    public static CartFacts Facts(CommandContext context, ProgramSnapshot program, CartPromotionIndex index, Account? account, IReadOnlyList<CartCode> codes)
    {
        var facts = new CartFacts { Lines = [], At = context.Recorded, Zone = program.OrganisationZone };
        return CartHistory.With(facts, index, account?.Get(CartSection.Kind), codes, account?.Owner.Key ?? 0, new StoredCarts(context.Work), context.Organisation, all: true);
    }

    /// <summary>What each limit but those of the cart leaves.</summary>
    public static IReadOnlyList<CartLimitLeft> Left(CartPromotionDefinition promotion, CartEntitlement? held, CartFacts facts)
    {
        var left = new List<CartLimitLeft>();
        foreach (var limit in promotion.Limits)
        {
            if (limit.Scope == CartLimitScope.Cart) continue;
            var isFixed = limit.Window is not (CartLimitWindow.Overall or CartLimitWindow.Moving);
            (Instant Start, Instant End) period = isFixed ? CartLimits.Period(limit, facts.At, promotion.From, facts.OrganisationZone ?? facts.Zone) : default;
            left.Add(new(
                limit.Scope, limit.Kpi, limit.Limit, Math.Max(0, limit.Limit - CartLimits.Used(limit, promotion, held, facts)), CartLimits.Reserved(limit, promotion, held, facts),
                isFixed ? period.Start : null, isFixed ? period.End - Duration.FromMilliseconds(1) : null));
        }
        return left;
    }

    public static CartCodeDetails Show(CommandContext context, ProgramSnapshot program, CartCode code)
    {
        var shown = new CartCodeDetails(code.Text, code.Promotion, code.At, code.Until, code.Customer == 0 ? null : new(code.Customer), !code.IsInactive, code.Uses.Redemptions) { Id = new(code.Id) };
        if (CartPromotionIndex.Of(program) is not { } index || index.Find(code.Promotion)?.Definition is not { } promotion) return shown;
        var facts = Facts(context, program, index, null, [code]);
        return shown with { Mode = promotion.Mode, UsableFrom = CartHistory.Entitlement(promotion, code, code.Customer).RedeemableFrom, Limits = Left(promotion, facts.Entitlements.FirstOrDefault(each => each.Code == code.Id), facts) };
    }

    /// <summary>What a member has gathered for promotions that are there still.</summary>
    public static CartGathered[] Gathered(CommandContext context, Account account)
    {
        if (CartPromotionIndex.Of(context.Program(context.Recorded)) is not { } index) return [];
        return [.. account.Get(CartSection.Kind).Gathered.Where(each => index.Gathering.Contains(each.Promotion))
            .Select(each => new CartGathered(each.Promotion, CartMeasures.Quantity(each.Units), index.Find(each.Promotion)!.Condition[0].Part.Value))];
    }

    /// <summary>A member's uses, the newest first, from a position on.</summary>
    public static Page<CartRedemption> Uses(CommandContext context, Account account, long? from, int limit)
    {
        var uses = new List<CartRedemption>();
        var book = new StoredCarts(context.Work);
        foreach (var entry in EntryFold.History(context.Work, account, from + 1 ?? long.MaxValue))
        {
            if (uses.Count >= limit) return new(uses, entry.Position);
            if (entry.Kind == EntryKind.CartRedemption) uses.AddRange(entry.Changes.OfType<CartRedemptionReported>().Select(each => Of(entry, each)));
            if (entry.Kind != EntryKind.Sale || context.Work.Find(Bill.All, entry.Facts.Bill) is not { Promotions.Count: > 0 } bill || bill.Position != entry.Position) continue;
            var spent = entry.Changes.OfType<CartPromotionUsed>().ToArray();
            foreach (var given in bill.Promotions) uses.Add(Of(book, bill, given, Array.Find(spent, each => each.Promotion == given.Promotion)));
        }
        return new(uses, null);
    }

    /// <summary>The uses of a code, the newest first, from a number on: its own, no others are looked at.</summary>
    public static Page<CartRedemption> Uses(CommandContext context, CartCode code, long? from, int limit)
    {
        var uses = new List<CartRedemption>();
        var book = new StoredCarts(context.Work);
        for (var number = Math.Min(from ?? code.Used, code.Used); number > 0; number--)
        {
            if (uses.Count == limit) return new(uses, number);
            var use = book.Find(CartCodeUse.All, CartCodeUse.Key(code.Id, number))!;
            var bill = use.Bill == 0 ? null : context.Work.Find(Bill.All, use.Bill);
            var given = bill?.Promotions.FirstOrDefault(each => each.Promotion == code.Promotion);
            uses.Add(new(new(use.Bill), code.Promotion, use.Count.At, use.Count.Discount, use.Count.Redemptions, null, code.Text)
            {
                Customer = new Owner(use.Owner).IsMember ? new CustomerId(use.Owner) : null,
                Transaction = bill?.Number ?? "",
                Used = given?.Lines.Sum(line => line.Used) ?? 0,
                Discounted = given?.Lines.Sum(line => line.Discounted) ?? 0,
            });
        }
        return new(uses, null);
    }

    private static CartRedemption Of(CartBook book, Bill bill, BillPromotion given, CartPromotionUsed? use) => new(
        new(bill.Id), given.Promotion, bill.Time, given.Discount, given.Times, use is { Holding: > 0 } ? new CartHoldingId(use.Holding) : null, use is { Code: > 0 } ? book.KnownCode(use.Code).Text : null)
    {
        Customer = new(bill.Customer),
        Transaction = bill.Number,
        Used = given.Lines.Sum(line => line.Used),
        Discounted = given.Lines.Sum(line => line.Discounted),
    };

    private static CartRedemption Of(JournalEntry entry, CartRedemptionReported reported) => new(
        default, reported.Redemption.Promotion, entry.Changes.OfType<CartPromotionUsed>().First(each => each.Promotion == reported.Redemption.Promotion).Count.At, reported.Redemption.Discount, reported.Redemption.Times,
        reported.Redemption.Holding, reported.Redemption.Code)
    {
        Customer = entry.Owner.IsMember ? new(entry.Owner.Key) : null,
        Transaction = reported.Transaction,
        Used = reported.Redemption.Used,
        Discounted = reported.Redemption.Discounted,
    };
}
