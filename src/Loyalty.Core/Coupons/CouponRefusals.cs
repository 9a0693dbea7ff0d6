using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>A refusal about coupons, with its documented number.</summary>
/// <param name="Code">Stable dotted code.</param>
/// <param name="Field">The field at fault, or null.</param>
/// <param name="Message">One sentence in English with the facts.</param>
/// <param name="Number">The documented number (coupons, chapter 3).</param>
public abstract record CouponRefusal(string Code, string? Field, string Message, int Number) : Refusal(Code, Field, Message);

// Series.

/// <summary>The settings of a series have faults; all are listed (744; 753 or 754 when only a code is missing).</summary>
public sealed record CouponSeriesInvalid(IReadOnlyList<DefinitionFault> Faults)
    : CouponRefusal("coupon_series.invalid", "Settings", string.Join("; ", Faults.Select(fault => fault.ToString())), NumberOf(Faults))
{
    private static int NumberOf(IReadOnlyList<DefinitionFault> faults) => faults.Count != 1 ? 744 : faults[0].Pointer switch
    {
        "/seriesCode" => 753,
        "/genericCode" => 754,
        _ => 744,
    };
}

/// <summary>Another series has the code (751).</summary>
public sealed record CouponSeriesCodeTaken(string Taken) : CouponRefusal("coupon_series.code_taken", "SeriesCode", Invariant($"Another series has the code '{Taken}'."), 751);

/// <summary>Another series or a coupon has the common code (752).</summary>
public sealed record CouponGenericCodeTaken(string Taken) : CouponRefusal("coupon_series.generic_code_taken", "GenericCode", Invariant($"The code '{Taken}' is in use already."), 752);

/// <summary>The settings were changed since they were read (744).</summary>
public sealed record CouponSeriesChanged(long Given, long InForce)
    : CouponRefusal("coupon_series.changed", "Version", Invariant($"Version {Given} was read, version {InForce} is in force: read it again."), 744);

/// <summary>No such series (707).</summary>
public sealed record CouponSeriesUnknown(string Given) : CouponRefusal("coupon_series.unknown", "Series", Invariant($"No coupon series '{Given}' is known in this organisation."), 707);

// Issue, in the order in which they are checked (coupons R12).

/// <summary>The count is outside what one call may issue (677; below 1: 756).</summary>
public sealed record CouponCountInvalid(long Count, long Most)
    : CouponRefusal("coupon.count", "Count", Invariant($"{Count} coupons cannot be issued at once; allowed is 1 to {Most}."), Count < 1 ? 756 : 677);

/// <summary>Others issue the coupons of the series, or its codes cannot be issued this way (777).</summary>
public sealed record CouponSourceNotAllowed(CouponSeriesId Series, string Reason)
    : CouponRefusal("coupon.source_not_allowed", "Series", Invariant($"Coupons of series {Series} cannot be issued so: {Reason}."), 777);

/// <summary>The series is over (713 on issue).</summary>
public sealed record CouponSeriesClosed(CouponSeriesId Series, Instant EndedAt)
    : CouponRefusal("coupon_series.closed", "Series", Invariant($"Series {Series} ended at {EndedAt}; nothing of it is issued."), 713);

/// <summary>The customer is not among those for whom the series is (721).</summary>
public sealed record CouponNotForCustomer(CustomerId Customer)
    : CouponRefusal("coupon.not_in_audience", "Customer", Invariant($"Customer {Customer} is not in the audience of the series."), 721);

/// <summary>The customer was given a coupon of a series that excludes this one (709).</summary>
public sealed record CouponExcluded(CouponSeriesId Other)
    : CouponRefusal("coupon.excluded", "Series", Invariant($"The customer was given a coupon of series {Other} in the last six months, which excludes this one."), 709);

/// <summary>The customer has one and may not get another (709; 679 or 5004 among several).</summary>
public sealed record CouponAlreadyHeld(CouponId Coupon) : CouponRefusal("coupon.already_held", "Customer", Invariant($"The customer holds coupon {Coupon} of the series already, and may hold one."), 709);

/// <summary>The customer was given as many as one may get (709; 621 or 5002 among several).</summary>
public sealed record CouponIssueLimit(long Issued, long Limit) : CouponRefusal("coupon.issue_limit", "Customer", Invariant($"The customer was given {Issued} coupons of the series; the limit is {Limit}."), 709);

/// <summary>The gap between two issues to the customer is not over (709; 678 or 5006 among several).</summary>
public sealed record CouponIssueGap(int DaysLeft) : CouponRefusal("coupon.issue_gap", "Customer", Invariant($"The customer was given a coupon of the series lately; the next may come in {DaysLeft} days."), 709);

/// <summary>All coupons of the series are issued (722; 626 or 5001 among several).</summary>
public sealed record CouponSeriesExhausted(long Limit) : CouponRefusal("coupon.series_exhausted", "Series", Invariant($"All {Limit} coupons of the series are issued."), 722);

/// <summary>No uploaded code is left (722; 702 or 5005 among several).</summary>
public sealed record CouponPoolEmpty(CouponSeriesId Series) : CouponRefusal("coupon.pool_empty", "Series", Invariant($"No uploaded code of series {Series} is left."), 722);

// Redeeming, in the order in which they are checked (coupons R20, R21).

/// <summary>No code, or too many, or one that is none (629).</summary>
public sealed record CouponCodesInvalid(int Count, int Most) : CouponRefusal("coupon.codes", "Codes", Invariant($"{Count} codes were given; allowed is 1 to {Most}."), 629);

/// <summary>Neither a code nor an id (781).</summary>
public sealed record CouponNotNamed() : CouponRefusal("coupon.not_named", "Codes", "A coupon's code or id is needed.", 781);

/// <summary>The organisation wants to know the transaction that a coupon is redeemed for.</summary>
public sealed record CouponTransactionMissing() : CouponRefusal("coupon.transaction_missing", "TransactionNumber", "The number of the transaction is needed to redeem coupons.", 718);

/// <summary>The amount of the bill cannot be one (733).</summary>
public sealed record CouponAmountInvalid(decimal Amount) : CouponRefusal("coupon.amount_invalid", "BillAmount", Invariant($"{Amount} cannot be the amount of a bill."), 733);

/// <summary>Nothing that was ever issued reads so: a mistyped code (702).</summary>
public sealed record CouponMalformed(string Given) : CouponRefusal("coupon.malformed", "Codes", Invariant($"'{Given}' is no coupon code: a character is wrong, or it can be read as two."), 702);

/// <summary>No such coupon (719).</summary>
public sealed record CouponUnknown(string Given) : CouponRefusal("coupon.unknown", "Codes", Invariant($"No coupon '{Given}' is known in this organisation."), 719);

/// <summary>The coupon was named before in the same request (747).</summary>
public sealed record CouponRepeated(string Given) : CouponRefusal("coupon.repeated_in_request", "Codes", Invariant($"Coupon '{Given}' is named twice."), 747);

/// <summary>A trial coupon (720).</summary>
public sealed record CouponTrial(CouponSeriesId Series) : CouponRefusal("coupon.trial", "Codes", Invariant($"Coupons of series {Series} are a trial."), 720);

/// <summary>The code was not given to anyone yet, or not to this customer (703).</summary>
public sealed record CouponNotIssued(string Given) : CouponRefusal("coupon.not_issued", "Codes", Invariant($"Coupon '{Given}' has not been issued to this customer."), 703);

/// <summary>Another holds it (710).</summary>
public sealed record CouponOfAnother(string Given) : CouponRefusal("coupon.not_holder", "Codes", Invariant($"Coupon '{Given}' is another customer's."), 710);

/// <summary>It was revoked (660).</summary>
public sealed record CouponIsRevoked(string Given, Instant RevokedAt) : CouponRefusal("coupon.revoked", "Codes", Invariant($"Coupon '{Given}' was revoked at {RevokedAt}."), 660);

/// <summary>Its series is over (712).</summary>
public sealed record CouponSeriesOver(Instant EndedAt) : CouponRefusal("coupon.series_over", "Codes", Invariant($"The coupon's series ended at {EndedAt}."), 712);

/// <summary>It has expired (713).</summary>
public sealed record CouponExpired(Instant EndedAt) : CouponRefusal("coupon.expired", "Codes", Invariant($"The coupon ended at {EndedAt}."), 713);

/// <summary>It cannot be used yet, or the time given cannot be the time of its use (739).</summary>
public sealed record CouponNotStarted(Instant Given, Instant From, Instant To) : CouponRefusal("coupon.not_started", "EffectiveTime", Invariant($"The coupon cannot be used at {Given}; allowed is {From} to {To}."), 739);

/// <summary>The customer is not one of those who may use it (723).</summary>
public sealed record CouponNotTargeted(CustomerId Customer) : CouponRefusal("coupon.customer_not_targeted", "Customer", Invariant($"Coupons of the series are not for customer {Customer}."), 723);

/// <summary>Its PIN is needed (725).</summary>
public sealed record CouponValidationMissing() : CouponRefusal("coupon.validation_required", "ValidationCode", "The coupon's PIN is needed.", 725);

/// <summary>The PIN is wrong (705).</summary>
public sealed record CouponValidationWrong() : CouponRefusal("coupon.validation_wrong", "ValidationCode", "The PIN is not this coupon's.", 705);

/// <summary>This customer has used it and may not again (716).</summary>
public sealed record CouponUsedBefore(CustomerId Customer) : CouponRefusal("coupon.used_by_customer", "Codes", Invariant($"Customer {Customer} has used the coupon, and may use it once."), 716)
{
    /// <summary>Until when a reservation stands in the way, or null.</summary>
    public Instant? HeldUntil { get; init; }
}

/// <summary>The code has been used as often as it may be (711 when that is once, else 736).</summary>
public sealed record CouponUsedUp(long Limit) : CouponRefusal("coupon.code_limit", "Codes", Invariant($"The coupon has been used as often as it may be: {Limit}."), Limit == 1 ? 711 : 736)
{
    /// <summary>Until when a reservation stands in the way, or null.</summary>
    public Instant? HeldUntil { get; init; }
}

/// <summary>The customer has redeemed as often as one may in the series (728).</summary>
public sealed record CouponCustomerLimit(long Limit) : CouponRefusal("coupon.customer_limit", "Customer", Invariant($"The customer has redeemed as often as one may in the series: {Limit}."), 728)
{
    /// <summary>Until when a reservation stands in the way, or null.</summary>
    public Instant? HeldUntil { get; init; }
}

/// <summary>The series has been redeemed as often as it may be (714).</summary>
public sealed record CouponSeriesLimit(long Limit) : CouponRefusal("coupon.series_limit", "Codes", Invariant($"Coupons of the series have been redeemed as often as they may be: {Limit}."), 714)
{
    /// <summary>Until when a reservation stands in the way, or null.</summary>
    public Instant? HeldUntil { get; init; }
}

/// <summary>The gap between two redemptions of the customer is not over (738).</summary>
public sealed record CouponRedemptionGap(int DaysLeft) : CouponRefusal("coupon.redemption_gap", "Customer", Invariant($"The customer redeemed in the series lately; the next may come in {DaysLeft} days."), 738)
{
    /// <summary>Until when a reservation stands in the way, or null.</summary>
    public Instant? HeldUntil { get; init; }
}

/// <summary>Not on this day or at this hour (729).</summary>
public sealed record CouponOutsideWindow(Instant Given) : CouponRefusal("coupon.outside_window", "EffectiveTime", Invariant($"The coupon is not good at {Given}: another day or hour is."), 729);

/// <summary>Not in this store (735).</summary>
public sealed record CouponNotHere(string Place) : CouponRefusal("coupon.store", "Store", Invariant($"The coupon is not good at '{Place}'."), 735);

/// <summary>The bill is too small or too large (733).</summary>
public sealed record CouponBillOutside(decimal Amount, decimal Minimum, decimal Maximum)
    : CouponRefusal("coupon.bill_amount", "BillAmount", Invariant($"The bill of {Amount} is outside {Minimum} to {Maximum}."), 733);

/// <summary>The bill's amount is needed (733).</summary>
public sealed record CouponBillMissing(decimal Minimum, decimal Maximum)
    : CouponRefusal("coupon.bill_amount_missing", "BillAmount", Invariant($"The coupon is good for bills of {Minimum} to {Maximum}: the bill's amount is needed."), 733);

/// <summary>Nothing on the bill is what the coupon is for (759).</summary>
public sealed record CouponNoEligibleItem(CouponSeriesId Series) : CouponRefusal("coupon.no_eligible_item", "Lines", Invariant($"No line of the bill is one that coupons of series {Series} are for."), 759);

/// <summary>Of several coupons one or more are refused, so none is redeemed (759); each says its own number.</summary>
public sealed record CouponsNotRedeemed(IReadOnlyList<CouponItem> Items)
    : CouponRefusal("coupon.batch_failed", "Codes", Invariant($"None was redeemed: {string.Join(", ", Items.Select(item => Invariant($"{item.Given} {item.Number}")))}."), 759);

// Reservations.

/// <summary>A reservation is made for 1 minute to 24 hours (value.invalid has no number of its own: 756).</summary>
public sealed record CouponHoldTimeInvalid(Duration Given) : CouponRefusal("coupon.hold_time", "For", Invariant($"A reservation cannot be made for {Given}; allowed is 1 minute to 24 hours."), 756);

/// <summary>No such reservation (759).</summary>
public sealed record CouponReservationUnknown(string Given) : CouponRefusal("coupon.reservation_unknown", "Reservation", Invariant($"No reservation '{Given}' is known in this organisation."), 759);

/// <summary>The reservation has ended otherwise (759).</summary>
public sealed record CouponReservationEndedBefore(CouponReservationId Reservation, string State)
    : CouponRefusal("coupon.reservation_state", "Reservation", Invariant($"Reservation {Reservation} is {State}."), 759);

// After the use.

/// <summary>No redemption was named (661).</summary>
public sealed record CouponUsesMissing() : CouponRefusal("coupon.uses_missing", "Redemptions", "No redemption was named.", 661);

/// <summary>None of the redemptions is known (500).</summary>
public sealed record CouponUsesUnknown(IReadOnlyList<string> Given) : CouponRefusal("coupon.uses_unknown", "Redemptions", Invariant($"None of the redemptions is known: {string.Join(", ", Given)}."), 500);

/// <summary>The redemption is not known (510).</summary>
public sealed record CouponUseUnknown(string Given) : CouponRefusal("coupon.use_unknown", "Redemption", Invariant($"No redemption '{Given}' is known in this organisation."), 510);

/// <summary>The redemption is another customer's (710).</summary>
public sealed record CouponUseOfAnother(CustomerId Customer) : CouponRefusal("coupon.use_of_another", "Customer", Invariant($"The redemption is not customer {Customer}'s."), 710);

/// <summary>It cannot be revoked, for it is unknown or revoked already (682).</summary>
public sealed record CouponNotRevocable(string Given) : CouponRefusal("coupon.not_revocable", "Codes", Invariant($"No coupon '{Given}' can be revoked."), 682);

/// <summary>It cannot be revoked, for it is used or reserved (405).</summary>
public sealed record CouponInUse(string Given) : CouponRefusal("coupon.in_use", "Codes", Invariant($"Coupon '{Given}' is redeemed or reserved."), 405);

/// <summary>The common code of a series is not revoked by itself (108).</summary>
public sealed record CouponIsGeneric(string Given) : CouponRefusal("coupon.generic", "Codes", Invariant($"'{Given}' is everybody's code: name the customer whose it shall be no more."), 108);

/// <summary>The new end lies before the issue (690).</summary>
public sealed record CouponEndsBeforeIssue(Instant Given, Instant IssuedAt)
    : CouponRefusal("coupon.end_before_issue", "ValidTill", Invariant($"The coupon cannot end at {Given}: it was issued at {IssuedAt}."), 690);

/// <summary>The new end lies beyond the series (691).</summary>
public sealed record CouponEndsBeyondSeries(Instant Given, Instant SeriesEnd)
    : CouponRefusal("coupon.end_beyond_series", "ValidTill", Invariant($"The coupon cannot end at {Given}: its series ends at {SeriesEnd}."), 691);

/// <summary>The customer is needed (695).</summary>
public sealed record CouponCustomerNeeded(string Given) : CouponRefusal("coupon.customer_needed", "Customer", Invariant($"'{Given}' is everybody's code: the customer is needed."), 695);

/// <summary>It cannot be sent again (724).</summary>
public sealed record CouponNotResendable(string Reason) : CouponRefusal("coupon.not_resendable", "Codes", Invariant($"The coupon is not sent again: {Reason}."), 724);

/// <summary>No such upload (400).</summary>
public sealed record CouponUploadUnknown(string Given) : CouponRefusal("coupon.upload_unknown", "Upload", Invariant($"No upload '{Given}' is known in this organisation."), 400);

/// <summary>What the public is told of a code that is unknown, another's, used up, revoked or over (702).</summary>
public sealed record CouponNotUsable() : CouponRefusal("code.not_usable", "Codes", "The code cannot be used.", 702);

/// <summary>The documented numbers of refusals that coupons share with others (coupons, chapter 3).</summary>
internal static class CouponNumbers
{
    public const int Done = 700;
    public const int OthersFailed = 749;

    /// <summary>The number of a refusal on redeeming or issuing coupons.</summary>
    public static int Of(Refusal refusal) => refusal switch
    {
        CouponRefusal coupon => coupon.Number,
        CustomerUnknown or CustomerNotFound or IdentifierInvalid or IdentifierMissing => 701,
        CustomerMerged => 721,
        // A fraud has a number of its own, on issue and on redemption (coupons R12, R20); what another status stops is blocked.
        CustomerRestricted { Status: CustomerStatus.FraudSuspected or CustomerStatus.FraudConfirmed } of => of.Stops == StatusRestriction.CouponIssue ? 750 : 740,
        CustomerBlocked or CustomerRestricted or CodesStopped => 742,
        PlaceUnknown => 735,
        EffectiveTimeNotAllowed => 739,
        InvalidValue => 756,
        _ => 730,
    };
}
