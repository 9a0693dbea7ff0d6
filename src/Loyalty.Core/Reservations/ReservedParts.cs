namespace Loyalty;

/// <summary>The parts of a reserved sale stand and fall with it: none is confirmed or let go by itself while it holds (coupons R31).</summary>
internal static class ReservedParts
{
    public static PartOfReservedSale? OfCart(CommandContext context, Account? account, long evaluation) => Of(context, account, each => each.Evaluation == evaluation);

    public static PartOfReservedSale? OfCoupons(CommandContext context, Account? account, long reservation) => Of(context, account, each => each.Coupons == reservation);

    public static PartOfReservedSale? OfPoints(CommandContext context, Account? account, long redemption) => Of(context, account, each => each.Redemption == redemption);

    private static PartOfReservedSale? Of(CommandContext context, Account? account, Func<OpenReservation, bool> has)
    {
        foreach (var open in account?.Get(ReservationSection.Kind).Open ?? [])
        {
            if (open.EndsAt <= context.Recorded || !has(open)) continue;
            context.Trace.Note("sale_reservation.part", "coupons R31", false, open.Id, "no part of a reserved sale");
            return new PartOfReservedSale(new(open.Id), open.EndsAt);
        }
        return null;
    }
}

/// <summary>It is reserved with others for one sale, and is sold or let go with them.</summary>
/// <param name="Reservation">The reservation of the sale.</param>
/// <param name="EndsAt">Until when it holds, exclusive.</param>
public sealed record PartOfReservedSale(SaleReservationId Reservation, NodaTime.Instant EndsAt)
    : Refusal("sale_reservation.part", "Reservation", FormattableString.Invariant($"It is part of reservation {Reservation} of a sale, which holds until {EndsAt}: check out or release that."));
