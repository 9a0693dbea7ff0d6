using static System.FormattableString;

namespace Loyalty;

/// <summary>So many coupons share so few codes that trying them pays (coupons R11).</summary>
/// <param name="Coupons">Most coupons of the series.</param>
/// <param name="Codes">Codes of its length.</param>
public sealed record CouponsGuessable(long Coupons, long Codes)
    : Warning("coupon.codes_few", Invariant($"With {Coupons} coupons of {Codes} codes more than one try in a thousand finds one: make the codes longer."));

/// <summary>A redemption had been reversed before (coupons R36); nothing was changed.</summary>
/// <param name="Redemption">The redemption as asked for.</param>
public sealed record CouponReversedBefore(string Redemption)
    : Warning("coupon.reversed_before", Invariant($"Redemption {Redemption} had been reversed before."));

/// <summary>A reservation had lapsed when it was confirmed (coupons R33), so everything was decided anew.</summary>
/// <param name="Reservation">The reservation.</param>
public sealed record CouponsConfirmedLate(CouponReservationId Reservation)
    : Warning("coupon.confirmed_late", Invariant($"Reservation {Reservation} had lapsed; it was decided anew."));

/// <summary>A bill named a redemption that cannot be tied to it (640): unknown, another customer's, reversed, or tied already.</summary>
/// <param name="Redemption">The redemption.</param>
public sealed record CouponUseNotTied(CouponUseId Redemption)
    : Warning("coupon.use_not_tied", Invariant($"Redemption {Redemption} of a coupon is not tied to the bill: it is unknown, another customer's, reversed or tied already."));
