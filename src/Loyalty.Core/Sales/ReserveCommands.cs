using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>
/// Reserves all that a sale will take, at the start of its payment: coupons, points, uses of cart promotions, what payment vouchers pay. The
/// number of the sale is its natural idempotency key.
/// </summary>
/// <param name="Sale">The sale. Its time and gifts are said at checkout; it names no kept evaluation.</param>
public sealed record ReserveSale(Checkout Sale)
{
    /// <summary>For how long: 1 minute to 24 hours; absent: 15 minutes.</summary>
    public Duration? For { get; init; }
}

/// <summary>A sale is reserved: a checkout of the same number takes just this.</summary>
/// <param name="Reservation">Id by which it is let go.</param>
/// <param name="Number">The number of the sale.</param>
/// <param name="Customer">The member.</param>
/// <param name="EndsAt">Until when it holds, exclusive.</param>
/// <param name="Total">Net amount of the sale.</param>
/// <param name="PaidByPoints">What the points are worth.</param>
/// <param name="Due">What is left to pay by other means.</param>
public sealed record SaleReserved(SaleReservationId Reservation, string Number, CustomerId Customer, Instant EndsAt, decimal Total, decimal PaidByPoints, decimal Due)
{
    /// <summary>The lines after promotions and coupons.</summary>
    public IReadOnlyList<BillLine> Lines { get; init; } = [];

    /// <summary>What promotions give.</summary>
    public IReadOnlyList<BillPromotion> Promotions { get; init; } = [];

    /// <summary>The coupons, with what each takes off; their redemptions come with the checkout.</summary>
    public IReadOnlyList<CouponRedeemed> Coupons { get; init; } = [];

    /// <summary>What came of each presented code of a promotion.</summary>
    public IReadOnlyList<CartCodeVerdict> PromoCodes { get; init; } = [];

    /// <summary>What payment vouchers pay.</summary>
    public IReadOnlyList<VoucherPayment> Vouchers { get; init; } = [];

    /// <summary>Points that are held.</summary>
    public decimal Points { get; init; }
}

/// <summary>A reserved sale was let go.</summary>
/// <param name="Reservation">The reservation.</param>
public sealed record SaleReleased(SaleReservationId Reservation);

/// <summary>The sale is reserved with other content: release that first, or check out what was reserved.</summary>
/// <param name="Number">The number of the sale.</param>
/// <param name="Reservation">Its reservation.</param>
/// <param name="EndsAt">Until when it holds, exclusive.</param>
public sealed record SaleReservedOtherwise(string Number, SaleReservationId Reservation, Instant EndsAt)
    : Refusal("sale_reservation.mismatch", "Number", Invariant($"Sale '{Number}' is reserved with other content by reservation {Reservation}, which holds until {EndsAt}."));

/// <summary>The sale has been sold already: there is nothing to reserve.</summary>
/// <param name="Number">The number of the sale.</param>
/// <param name="Bill">Its bill.</param>
public sealed record SaleSoldBefore(string Number, BillId Bill) : Refusal("sale_reservation.sold", "Number", Invariant($"Sale '{Number}' is bill {Bill} already."));

/// <summary>There is no such reservation.</summary>
/// <param name="Given">The id as given.</param>
public sealed record SaleReservationUnknown(string Given) : Refusal("sale_reservation.unknown", "Reservation", Invariant($"No reservation '{Given}' of a sale is known in this organisation."));

/// <summary>The reservation became a bill and cannot be let go: return the bill.</summary>
/// <param name="Reservation">The reservation.</param>
/// <param name="Bill">The bill.</param>
public sealed record SaleReservationSold(SaleReservationId Reservation, BillId Bill)
    : Refusal("sale_reservation.confirmed", "Reservation", Invariant($"Reservation {Reservation} became bill {Bill}."));

/// <summary>A reservation of a sale is for 1 minute to 24 hours.</summary>
/// <param name="Given">The time as given.</param>
public sealed record SaleReservationTime(Duration Given) : Refusal("sale_reservation.time", "For", Invariant($"A sale cannot be reserved for {Given}: 1 minute to 24 hours."));

/// <summary>The reservation of the sale had lapsed, so that everything was decided anew.</summary>
/// <param name="Reservation">The reservation.</param>
public sealed record SaleConfirmedLate(SaleReservationId Reservation) : Warning("sale.confirmed_late", Invariant($"Reservation {Reservation} had lapsed; the sale was decided anew."));
