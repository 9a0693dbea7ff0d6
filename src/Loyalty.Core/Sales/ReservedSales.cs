using NodaTime;

namespace Loyalty;

/// <summary>What a checkout finds reserved for its number, and takes.</summary>
internal static class ReservedSales
{
    /// <summary>A reserved sale that is being sold: what of it the sale takes as it was reserved.</summary>
    /// <param name="Record">The reservation.</param>
    /// <param name="Coupons">Its coupons, or null.</param>
    /// <param name="Vouchers">What vouchers pay.</param>
    /// <param name="Points">The hold of its points; null where there is none any more, as when a return has taken them: they are redeemed anew (points R35).</param>
    internal sealed record Taken(SaleReservation Record, CouponReservation? Coupons, IReadOnlyList<BillVoucher> Vouchers, Hold? Points);

    /// <summary>The newest reservation of a number that is neither sold nor let go; it may have lapsed.</summary>
    public static SaleReservation? Find(CommandContext context, Account account, string number)
    {
        var open = account.Get(ReservationSection.Kind).Open;
        for (var i = open.Count - 1; i >= 0; i--)
        {
            var record = context.Work.Find(SaleReservation.All, open[i].Id)!;
            if (Bill.Normal(record.Number) == Bill.Normal(number) && BillNumbers.InScope(context, context.Program(context.Recorded), record.Place, context.Place)) return record;
        }
        return null;
    }

    /// <summary>What is reserved of a sale: without its customer, who may be merged, and without what is said only at checkout.</summary>
    public static ulong FingerprintOf(Checkout sale) => SaleFlow.FingerprintOf(sale with { Time = null, Gifts = [], NotEarning = 0, Redemptions = [], CouponRedemptions = [] }, default);

    /// <summary>The terms as they were reserved, or why what is sold is not what was.</summary>
    public static Refusal? Take(CommandContext context, AccountHand hand, Checkout sale, SaleReservation record, ref SaleDecisions.Terms terms)
    {
        var isSame = FingerprintOf(sale) == record.Fingerprint && terms.Time >= record.At;
        if (context.Trace.Fails("sale_reservation.same", "coupons R33", isSame, isSame ? "what was reserved" : "other content", "what was reserved"))
            return new SaleReservedOtherwise(Text.Shown(sale.Number), new(record.Id), record.EndsAt);
        var evaluation = new StoredCarts(context.Work).KnownEvaluation(record.Evaluation);
        var coupons = record.Coupons == 0 ? null : new StoredCoupons(context.Work).KnownReservation(record.Coupons);
        var points = record.Redemption == 0 ? null : Redemption.Find(context.Work, record.Redemption);
        terms = SaleEvaluations.Reserved(context, hand, evaluation, terms) with
        {
            Reserved = new(record, coupons, evaluation.Told.Vouchers, points is null ? null : HoldDecisions.Find(hand.Points.Pool(points.Currency), points.Id)),
        };
        return null;
    }

    /// <summary>Lines with other net amounts; what was taken off stands as their discount.</summary>
    public static BillLine[] Lines(IReadOnlyList<BillLine> lines, IReadOnlyList<decimal> nets)
    {
        var left = new BillLine[lines.Count];
        for (var i = 0; i < left.Length; i++) left[i] = nets[i] == lines[i].Amount ? lines[i] : lines[i] with { Amount = nets[i], Discount = lines[i].Discount + lines[i].Amount - nets[i] };
        return left;
    }
}
