using NodaTime;

namespace Loyalty;

/// <summary>Coupons of a sale: redeemed with it in one commit, and what its return does to them (coupons R37).</summary>
internal static class SaleCoupons
{
    /// <summary>Redeems the codes of a sale; <paramref name="net"/> is the sale as they leave it, from which points are earned and paid.</summary>
    public static Refusal? Redeem(CommandContext context, AccountHand hand, SaleDecisions.Terms terms, out SaleDecisions.Terms net)
    {
        Join(context, hand, terms.CouponRedemptions);
        if (terms.Reserved is { } reserved)
        {
            if (reserved.Coupons is { } held) CouponReservationFlow.Use(new CouponDesk(context, hand.Effective), hand, held, hand.Own.Facts.Bill);
            net = After(terms, ReservedSales.Lines(terms.Lines, reserved.Record.Nets), reserved.Coupons?.Coupons.Sum(each => each.Terms.Discount ?? 0) ?? 0);
            return null;
        }
        if (Decide(context, hand, terms, out net, out var desk, out var lines) is { } refusal) return refusal;
        foreach (var line in lines) CouponRedeemFlow.Use(desk!, hand, line, terms.Time, FactsOf(terms), 0, hand.Own.Facts.Bill, false);
        return null;
    }

    /// <summary>Reserves the codes of a sale: the same decision; the number of their reservation, 0 without codes.</summary>
    public static Refusal? Reserve(CommandContext context, AccountHand hand, SaleDecisions.Terms terms, Instant endsAt, out SaleDecisions.Terms net, out long reservation)
    {
        reservation = 0;
        if (Decide(context, hand, terms, out net, out var desk, out var lines) is { } refusal) return refusal;
        if (lines.Count > 0) reservation = CouponReservationFlow.Hold(desk!, hand, lines, FactsOf(terms), terms.Time, endsAt, null);
        return null;
    }

    /// <summary>Decides the codes of a sale, and what they leave of it.</summary>
    private static Refusal? Decide(
        CommandContext context, AccountHand hand, SaleDecisions.Terms terms, out SaleDecisions.Terms net, out CouponDesk? desk, out IReadOnlyList<CouponRedeemFlow.Line> lines)
    {
        (net, desk, lines) = (terms, null, []);
        if (terms.Codes.Count == 0) return null;
        if (terms.Codes.Count > CouponRedeemFlow.MostCodes || terms.Codes.Any(string.IsNullOrWhiteSpace)) return new CouponCodesInvalid(terms.Codes.Count, CouponRedeemFlow.MostCodes);
        if (Guessing.Stopped(context, hand.Account) is { } stopped) return stopped;
        desk = new CouponDesk(context, hand.Effective);
        var ask = new RedeemCoupons(new(hand.Account.Owner.Key), terms.Codes) { BillAmount = terms.Amount, Lines = terms.Lines };
        var left = new CouponDiscounts(terms.Amount, terms.Lines, 1m, desk.Program.MinorUnits, desk.Program.Program.CartPromotions);
        lines = CouponRedeemFlow.Decide(desk, hand, ask, terms.Time, false, left);
        if (CouponRedeemFlow.Refused(context, ask.Customer, lines) is { } refusal) return refusal;
        net = After(terms, left.Left(), lines.Sum(line => line.Terms!.Discount ?? 0));
        return null;
    }

    private static CouponFacts FactsOf(SaleDecisions.Terms terms) => new(terms.Number.Trim(), terms.Amount, null, null);

    private static SaleDecisions.Terms After(SaleDecisions.Terms terms, IReadOnlyList<BillLine> lines, decimal discount) =>
        terms with { Amount = terms.Amount - discount, Lines = lines, Worths = BillWorths.Cut(terms.Worths, terms.Lines, lines) };

    /// <summary>Ties redemptions made for the bill to it; nothing of them is checked again (coupons R26).</summary>
    private static void Join(CommandContext context, AccountHand hand, IReadOnlyList<CouponUseId> named)
    {
        if (named.Count == 0) return;
        var desk = new CouponDesk(context, hand.Effective);
        foreach (var id in named.Distinct())
        {
            if (id.Value is > 0 and < 1L << 53 && desk.Book.Use(id.Value) is { ReversedAt: null, Bill: 0 } use && use.Customer == hand.Account.Owner.Key)
                desk.Do(hand, new CouponUseAmended(use.Id, use.Facts, hand.Own.Facts.Bill));
        }
    }

    /// <summary>Warns of redemptions that a bill named and that are not tied to it; a repeat warns of the same.</summary>
    public static void WarnOfOthers(CommandContext context, JournalEntry entry, IReadOnlyList<CouponUseId> named)
    {
        foreach (var id in named)
            if (!entry.Changes.OfType<CouponUseAmended>().Any(change => change.Use == id.Value)) context.Warn(new CouponUseNotTied(id));
    }

    /// <summary>The coupons that a sale's entry redeemed.</summary>
    public static IReadOnlyList<CouponRedeemed> Of(CommandContext context, JournalEntry entry)
    {
        if (!entry.Changes.Any(change => change is CouponUsed)) return [];
        var desk = new CouponDesk(context, entry.Effective);
        return [.. CouponRedeemFlow.UsesOf(desk, entry).Select(use => CouponRedeemFlow.Shown(new(use.Id), desk.Book.Known(use.Coupon), use.Terms))];
    }

    /// <summary>
    /// The whole purchase has come back: coupons redeemed on it are free again, and coupons given for it are revoked, as their series say.
    /// Uses that were made stay.
    /// </summary>
    public static void GiveBack(CommandContext context, AccountHand hand, long bill, JournalEntry sale)
    {
        var desk = new CouponDesk(context, hand.Effective);
        foreach (var id in sale.Changes.OfType<CouponUsed>().Select(change => change.Use.Id).Concat(sale.Changes.OfType<CouponUseAmended>().Select(change => change.Use)))
        {
            var use = desk.Book.KnownUse(id);
            if (use.ReversedAt is null && desk.Book.KnownSeries(use.Series).Settings.ReactivateOnFullReturn) desk.Do(hand, new CouponUseReversed(use.Id, use.Series));
        }
        var given = new List<KeyValuePair<RecordKey, CouponIndex>>();
        context.Work.Scan(CouponIndex.All, CouponIndex.CouponsFor(bill), int.MaxValue, false, given);
        foreach (var (_, row) in given)
        {
            var coupon = desk.Book.Known(row.Value);
            if (coupon.RevokedAt is null && desk.Book.KnownSeries(coupon.Series).Settings.RevokeOnFullReturn) desk.Do(hand, new CouponRevoked(coupon.Id, coupon.Series, coupon.Holder));
        }
    }

    /// <summary>The answer of a return with what it did to coupons.</summary>
    public static BillReturned With(CommandContext context, JournalEntry entry, BillReturned answer)
    {
        if (!entry.Changes.Any(change => change is CouponUseReversed or CouponRevoked)) return answer;
        var book = new StoredCoupons(context.Work);
        var revoked = entry.Changes.OfType<CouponRevoked>().Select(change => book.Known(change.Coupon)).ToArray();
        return answer with
        {
            CouponUsesReversed = [.. entry.Changes.OfType<CouponUseReversed>().Select(change => new CouponUseId(change.Use))],
            CouponsRevoked = [.. revoked.Select(coupon => new CouponId(coupon.Id))],
            CouponUsesKept = [.. revoked.SelectMany(coupon => coupon.NewestUses).Select(use => new CouponUseKept(new(use), book.KnownUse(use).Terms.Discount))],
        };
    }
}
