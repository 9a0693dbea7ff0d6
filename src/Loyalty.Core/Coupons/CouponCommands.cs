using NodaTime;

namespace Loyalty;

/// <summary>Issues coupons of one series to a customer.</summary>
/// <param name="Series">The series.</param>
/// <param name="Customer">The customer.</param>
public sealed record IssueCoupons(CouponSeriesId Series, CustomerId Customer)
{
    /// <summary>How many, 1 to 500. As many as the limits allow are issued; the answer says what kept the rest.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Why and whence: <c>sourceType</c>, <c>sourceId</c>, <c>sourceActivity</c> (up to 50 characters), <c>notes</c>, <c>reason</c>.</summary>
    public IReadOnlyDictionary<string, string>? Notes { get; init; }

    /// <summary>The bill they are given for; its full return revokes them where the series says so.</summary>
    public BillId? Bill { get; init; }
}

/// <summary>A coupon as it was given.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Series">Its series.</param>
/// <param name="Code">Its code.</param>
/// <param name="Customer">Its holder, or null.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="ActiveFrom">From when it can be used.</param>
/// <param name="ValidTill">Its last second.</param>
/// <param name="Pin">What must come with its use, or null.</param>
public sealed record CouponGiven(CouponId Id, CouponSeriesId Series, string Code, CustomerId? Customer, Instant IssuedAt, Instant ActiveFrom, Instant ValidTill, string? Pin);

/// <summary>Coupons were issued.</summary>
/// <param name="Coupons">The coupons: new ones, or the one that the customer holds already.</param>
/// <param name="Failed">How many of those asked for were not issued.</param>
/// <param name="Error">The number of what kept them (5001 series cap, 5002 customer cap, 5004 only one allowed, 5005 pool empty, 5006 only some), or 0.</param>
/// <param name="PartialNumber">The number of the same beside coupons (626, 621, 679, 702, 678), or 0.</param>
public sealed record CouponsGiven(IReadOnlyList<CouponGiven> Coupons, int Failed, int Error, int PartialNumber)
{
    /// <summary>Whether the customer was handed the coupon that it holds already.</summary>
    public bool IsResent { get; init; }
}

/// <summary>Issues one coupon of each of several series to a customer; each stands on its own.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Series">The series, each once.</param>
public sealed record IssueCouponsOfSeries(CustomerId Customer, IReadOnlyList<CouponSeriesId> Series);

/// <summary>Issues one coupon of a series to each of many customers, at most 1,000; each stands on its own.</summary>
/// <param name="Series">The series.</param>
/// <param name="Customers">The customers; one may occur several times.</param>
public sealed record IssueCouponsToMany(CouponSeriesId Series, IReadOnlyList<CustomerId> Customers);

/// <summary>Issues a stretch of codes without holders, to print or export: one row in the file, whatever their number.</summary>
/// <param name="Series">The series, with codes of its own.</param>
/// <param name="Count">How many.</param>
public sealed record IssueCouponStretch(CouponSeriesId Series, long Count);

/// <summary>A stretch of codes was issued. Read the codes with <see cref="CouponOperations.CodesAsync"/>.</summary>
/// <param name="Series">The series.</param>
/// <param name="First">Its first serial, by which it is named.</param>
/// <param name="Count">How many codes it has.</param>
public sealed record CouponStretchGiven(CouponSeriesId Series, long First, long Count);

/// <summary>Names the holder of a code of a stretch.</summary>
/// <param name="Code">The code.</param>
/// <param name="Customer">Who holds it from now on.</param>
public sealed record NameCouponHolder(string Code, CustomerId Customer);

/// <summary>One line of a command about several codes, and what came of it.</summary>
/// <param name="Given">The code or id as asked for.</param>
/// <param name="Number">Its documented number; 700 when it was done.</param>
/// <param name="Refusal">Stable dotted code of what kept it, or null when it was done.</param>
/// <param name="Message">One sentence in English; when it was done the code issued, or empty.</param>
/// <param name="Coupon">The coupon, where one is known.</param>
public sealed record CouponItem(string Given, int Number, string? Refusal, string Message, CouponId? Coupon)
{
    /// <summary>Whether it was done.</summary>
    public bool IsDone => Refusal is null;
}

/// <summary>What came of a command about several codes, each of which stands on its own.</summary>
/// <param name="Items">Line by line, as asked.</param>
public sealed record CouponItems(IReadOnlyList<CouponItem> Items)
{
    /// <summary>How many were done.</summary>
    public int Done => Items.Count(item => item.IsDone);

    /// <summary>How many were not.</summary>
    public int Failed => Items.Count(item => !item.IsDone);
}

/// <summary>Redeems coupons for a customer: all of them or none.</summary>
/// <param name="Customer">Who redeems.</param>
/// <param name="Codes">1 to 50 codes, in the order in which they take their share.</param>
public sealed record RedeemCoupons(CustomerId Customer, IReadOnlyList<string> Codes)
{
    /// <summary>The coupons by id instead of codes, or beside them; ids win.</summary>
    public IReadOnlyList<CouponId> Ids { get; init; } = [];

    /// <summary>The caller's number of the sale; the same coupon, store, day and number again is the same use.</summary>
    public string? TransactionNumber { get; init; }

    /// <summary>Amount of the bill, in the base currency unless <see cref="Rate"/> is given.</summary>
    public decimal? BillAmount { get; init; }

    /// <summary>Lines of the bill, where known: the discount is then spread over them.</summary>
    public IReadOnlyList<BillLine>? Lines { get; init; }

    /// <summary>What one unit of the bill's currency is worth in the base currency, when it is another.</summary>
    public decimal? Rate { get; init; }

    /// <summary>The PIN, where the series asks for one.</summary>
    public string? ValidationCode { get; init; }

    /// <summary>Custom fields, kept with the use.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; init; }
}

/// <summary>One coupon of a redemption.</summary>
/// <param name="Redemption">Id of the use; null in a check.</param>
/// <param name="Coupon">The coupon.</param>
/// <param name="Series">Its series.</param>
/// <param name="Code">Its code.</param>
/// <param name="DiscountCode">What the cashier's system calls the discount.</param>
/// <param name="DiscountType">An amount or per cent.</param>
/// <param name="DiscountValue">The amount or per cent.</param>
/// <param name="Discount">What it takes off; null when no amount is known.</param>
public sealed record CouponRedeemed(
    CouponUseId? Redemption, CouponId? Coupon, CouponSeriesId Series, string Code, string DiscountCode, CouponDiscount DiscountType, decimal DiscountValue, decimal? Discount);

/// <summary>Coupons were redeemed.</summary>
/// <param name="Customer">Who redeemed.</param>
/// <param name="Coupons">Coupon by coupon, as asked.</param>
/// <param name="At">When it counts.</param>
/// <param name="Discount">What they take off together; 0 when no amount is known.</param>
public sealed record CouponsRedeemed(CustomerId Customer, IReadOnlyList<CouponRedeemed> Coupons, Instant At, decimal Discount);

/// <summary>What redeeming one coupon would answer at this moment.</summary>
/// <param name="Given">The code or id as asked for.</param>
/// <param name="Number">700, or the number of the refusal.</param>
/// <param name="Refusal">Why not, or null.</param>
/// <param name="Coupon">What it would take off; null when refused.</param>
/// <param name="RedemptionsLeft">Least remaining of all limits, those reserved counted as used; null: no limit.</param>
/// <param name="RedemptionsByCustomer">How often the customer has used the code.</param>
/// <param name="Unverified">What could not be judged because the request did not say it.</param>
public sealed record CouponCheck(
    string Given, int Number, Refusal? Refusal, CouponRedeemed? Coupon, long? RedemptionsLeft, long RedemptionsByCustomer, IReadOnlyList<string> Unverified)
{
    /// <summary>Whether it could be redeemed.</summary>
    public bool IsRedeemable => Refusal is null;
}

/// <summary>What a redemption of the same coupons would answer at this moment.</summary>
/// <param name="Coupons">Coupon by coupon.</param>
public sealed record CouponsChecked(IReadOnlyList<CouponCheck> Coupons)
{
    /// <summary>How many of the codes count as guesses.</summary>
    internal int Wrong { get; init; }

    /// <summary>Whether all of them could be redeemed together.</summary>
    public bool IsRedeemable => Coupons.All(coupon => coupon.IsRedeemable);
}

/// <summary>Reserves coupons at the start of a payment: the same decision as redeeming them.</summary>
/// <param name="Redemption">What is to be redeemed.</param>
public sealed record ReserveCoupons(RedeemCoupons Redemption)
{
    /// <summary>For how long: 1 minute to 24 hours; absent: 15 minutes.</summary>
    public Duration? For { get; init; }
}

/// <summary>Coupons are reserved.</summary>
/// <param name="Reservation">Id by which it is confirmed or released.</param>
/// <param name="Customer">For whom.</param>
/// <param name="Coupons">Coupon by coupon; their redemptions come with the confirmation.</param>
/// <param name="EndsAt">Until when, exclusive.</param>
/// <param name="Discount">What they take off together.</param>
public sealed record CouponsHeld(CouponReservationId Reservation, CustomerId Customer, IReadOnlyList<CouponRedeemed> Coupons, Instant EndsAt, decimal Discount);

/// <summary>A reservation was let go.</summary>
/// <param name="Reservation">The reservation.</param>
public sealed record CouponsReleased(CouponReservationId Reservation);

/// <summary>Reverses redemptions: they count no more, and the coupons can be used again as far as they are still good.</summary>
/// <param name="Redemptions">At most 100 redemptions.</param>
public sealed record ReactivateCoupons(IReadOnlyList<CouponUseId> Redemptions);

/// <summary>Revokes coupons by their codes.</summary>
/// <param name="Codes">At most 50 codes.</param>
public sealed record RevokeCoupons(IReadOnlyList<string> Codes)
{
    /// <summary>Their series; needed for several.</summary>
    public CouponSeriesId? Series { get; init; }

    /// <summary>Their holder; needed for the common code of a generic series.</summary>
    public CustomerId? Customer { get; init; }
}

/// <summary>Revokes what a customer holds of a series and has not redeemed, at most 100 coupons.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Series">The series.</param>
public sealed record RevokeCouponsOf(CustomerId Customer, CouponSeriesId Series);

/// <summary>Revokes what is left of a whole series: every coupon that is not redeemed and not reserved, pooled codes and stretches too.</summary>
/// <param name="Series">The series.</param>
public sealed record RevokeCouponSeries(CouponSeriesId Series)
{
    /// <summary>Only what nobody holds: pooled codes and codes of stretches that are not named.</summary>
    public bool OnlyUnissued { get; init; }
}

/// <summary>How far the revocation of a series came.</summary>
/// <param name="Revoked">Coupons revoked, pooled codes among them.</param>
/// <param name="Kept">Coupons that stay because they are redeemed or reserved, or held where only the unissued were meant.</param>
/// <param name="Stretches">Stretches revoked.</param>
/// <param name="Next">Where it goes on in the next commit; null when it is done. A call that was broken off is made again: what is revoked already is passed over.</param>
public sealed record CouponSeriesRevoked(long Revoked, long Kept, long Stretches, long? Next);

/// <summary>Gives coupons another end: earlier or later, also after they have expired, within their series.</summary>
/// <param name="Series">Their series.</param>
/// <param name="Codes">At most 100 codes.</param>
/// <param name="ValidTill">The new last second.</param>
public sealed record ExtendCoupons(CouponSeriesId Series, IReadOnlyList<string> Codes, Instant ValidTill)
{
    /// <summary>The holder; needed for the common code of a generic series.</summary>
    public CustomerId? Customer { get; init; }
}

/// <summary>Changes what a redemption was told of the sale; no limit is checked again. What is absent stays.</summary>
/// <param name="Redemption">The redemption.</param>
public sealed record AmendCouponUse(CouponUseId Redemption)
{
    /// <summary>Whose it must be, or null.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>The number of the sale.</summary>
    public string? TransactionNumber { get; init; }

    /// <summary>Its amount.</summary>
    public decimal? BillAmount { get; init; }

    /// <summary>The id of the bill.</summary>
    public string? BillId { get; init; }

    /// <summary>Custom fields.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; init; }
}

/// <summary>A redemption as it stands.</summary>
/// <param name="Redemption">Its id.</param>
/// <param name="Coupon">The coupon.</param>
/// <param name="Series">Its series.</param>
/// <param name="Code">The code.</param>
/// <param name="Customer">Who redeemed.</param>
/// <param name="At">When it counts.</param>
/// <param name="Recorded">When it was learnt.</param>
/// <param name="Discount">What it took off, or null.</param>
public sealed record CouponUseDetails(CouponUseId Redemption, CouponId Coupon, CouponSeriesId Series, string Code, CustomerId Customer, Instant At, Instant Recorded, decimal? Discount)
{
    /// <summary>The number of the sale, or null.</summary>
    public string? TransactionNumber { get; init; }

    /// <summary>Its amount, or null.</summary>
    public decimal? BillAmount { get; init; }

    /// <summary>The caller's id of the bill, or null.</summary>
    public string? BillId { get; init; }

    /// <summary>Custom fields.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Store, or null.</summary>
    public string? Store { get; init; }

    /// <summary>Till, or null.</summary>
    public string? Till { get; init; }

    /// <summary>When it was reversed, or null.</summary>
    public Instant? ReversedAt { get; init; }

    /// <summary>Whether it was confirmed late, or brought in beyond a limit.</summary>
    public bool IsFlagged { get; init; }
}

/// <summary>Which of a customer's coupons are listed (coupons R43). Revoked ones never are.</summary>
public enum CouponFilter
{
    /// <summary>All that are not revoked.</summary>
    All,

    /// <summary>Begun and not ended.</summary>
    Active,

    /// <summary>Not ended.</summary>
    Unexpired,

    /// <summary>Ended.</summary>
    Expired,

    /// <summary>Used at least once.</summary>
    Redeemed,

    /// <summary>Never used.</summary>
    Unredeemed,

    /// <summary>Begun, not ended, used.</summary>
    ActiveRedeemed,

    /// <summary>Begun, not ended, never used.</summary>
    ActiveUnredeemed,

    /// <summary>Ended, used.</summary>
    ExpiredRedeemed,

    /// <summary>Ended, never used.</summary>
    ExpiredUnredeemed,
}

/// <summary>A coupon as it stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Series">Its series.</param>
/// <param name="Code">Its code.</param>
/// <param name="Customer">Its holder, or null.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="ActiveFrom">From when it can be used.</param>
/// <param name="ValidTill">Its last second.</param>
/// <param name="Uses">Active uses.</param>
public sealed record CouponDetails(CouponId Id, CouponSeriesId Series, string Code, CustomerId? Customer, Instant IssuedAt, Instant ActiveFrom, Instant ValidTill, long Uses)
{
    /// <summary>When it was revoked, or null.</summary>
    public Instant? RevokedAt { get; init; }

    /// <summary>Whether it waits in the pool of its series.</summary>
    public bool IsPooled { get; init; }

    /// <summary>Until when it is reserved, exclusive, or null.</summary>
    public Instant? HeldUntil { get; init; }

    /// <summary>Why and whence it was issued.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
