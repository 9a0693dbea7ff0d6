using NodaTime;

namespace Loyalty;

/// <summary>Where a series' codes come from.</summary>
public enum CouponHandling
{
    /// <summary>Made by the engine when a coupon is issued.</summary>
    DiscCode,

    /// <summary>Uploaded; a coupon takes the next that is left.</summary>
    DiscCodePin,

    /// <summary>One code for everybody; each customer gets it once.</summary>
    Generic,
}

/// <summary>What a coupon takes off.</summary>
public enum CouponDiscount
{
    /// <summary>An amount.</summary>
    Abs,

    /// <summary>Per cent.</summary>
    Perc,
}

/// <summary>When a coupon ends.</summary>
public enum CouponExpiry
{
    /// <summary>With its series.</summary>
    SeriesExpiry,

    /// <summary>At the end of the issue date and so many days.</summary>
    Days,

    /// <summary>At the end of the month so many months after the issue month.</summary>
    MonthsEnd,
}

/// <summary>What an entry of <see cref="CouponSeriesSettings.Products"/> names.</summary>
public enum CouponProductKind
{
    /// <summary>Item codes.</summary>
    Sku,

    /// <summary>Values of the line's custom field <c>category</c>.</summary>
    Category,

    /// <summary>Values of the line's custom field <c>brand</c>.</summary>
    Brand,

    /// <summary>Custom fields of the line, each as <c>name:value</c>.</summary>
    Attribute,
}

/// <summary>What a coupon may be used on: one of the ids. Several kinds must all fit.</summary>
/// <param name="Kind">What the ids are.</param>
/// <param name="Ids">The ids.</param>
public sealed record CouponProducts(CouponProductKind Kind, IReadOnlyList<string> Ids);

/// <summary>A place where coupons of a series may be used.</summary>
/// <param name="Store">Code of the store.</param>
/// <param name="Till">Code of a till in it; absent: every till.</param>
public sealed record CouponPlace(string? Store, string? Till);

/// <summary>When within a month, week and day a coupon may be used; all three must fit. Empty means any, and so does -1.</summary>
public sealed record CouponRange
{
    /// <summary>Days of the month, 1 to 31.</summary>
    public IReadOnlyList<int> DaysOfMonth { get; init; } = [];

    /// <summary>Days of the week: 1 Monday to 6 Saturday, 0 or 7 Sunday.</summary>
    public IReadOnlyList<int> DaysOfWeek { get; init; } = [];

    /// <summary>Hours, 0 to 23: each until the next begins.</summary>
    public IReadOnlyList<int> Hours { get; init; } = [];
}

/// <summary>Local time in which a series' coupons are not good.</summary>
/// <param name="Start">Its beginning.</param>
/// <param name="End">Its end, exclusive.</param>
public sealed record CouponBlackout(LocalDateTime Start, LocalDateTime End);

/// <summary>Which customers may redeem a series' coupons.</summary>
public sealed record CouponTarget
{
    /// <summary>Members since then or later.</summary>
    public Instant? RegisteredFrom { get; init; }

    /// <summary>Members since then or earlier.</summary>
    public Instant? RegisteredTo { get; init; }

    /// <summary>Customers with at most so many bills; 0: any.</summary>
    public int MaximumTransactions { get; init; }
}

/// <summary>The settings of a coupon series: its discount, codes, validity and limits. An absent limit is none.</summary>
public sealed record CouponSeriesSettings
{
    /// <summary>What it is, 1 to 500 characters.</summary>
    public required string Description { get; init; }

    /// <summary>An amount or per cent off.</summary>
    public required CouponDiscount DiscountType { get; init; }

    /// <summary>The amount or per cent.</summary>
    public required decimal DiscountValue { get; init; }

    /// <summary>Where codes come from; fixed once there is a coupon.</summary>
    public required CouponHandling Handling { get; init; }

    /// <summary>When a coupon ends; fixed for a coupon when it is issued.</summary>
    public required CouponExpiry Expiry { get; init; }

    /// <summary>Last day of the series, in the organisation's zone.</summary>
    public required LocalDate ValidTill { get; init; }

    /// <summary>The series' own code, unique in the organisation; absent: one is made.</summary>
    public string? SeriesCode { get; init; }

    /// <summary>What the cashier's system calls the discount.</summary>
    public string DiscountCode { get; init; } = "NO_VALUE";

    /// <summary>Most that a discount in per cent takes off; absent: no cap.</summary>
    public decimal? DiscountUpTo { get; init; }

    /// <summary>Whether lines that are discounted already count.</summary>
    public bool IsValidWithDiscountedItem { get; init; } = true;

    /// <summary>What the discount is for; empty: everything.</summary>
    public IReadOnlyList<CouponProducts> Products { get; init; } = [];

    /// <summary>Smallest bill, inclusive.</summary>
    public decimal? MinBillAmount { get; init; }

    /// <summary>Largest bill, inclusive.</summary>
    public decimal? MaxBillAmount { get; init; }

    /// <summary>Whether a third party issues the codes, which are uploaded.</summary>
    public bool ExternalIssual { get; init; }

    /// <summary>The one code of a generic series.</summary>
    public string? GenericCode { get; init; }

    /// <summary>Letters and digits, or digits only.</summary>
    public bool AlphaNumeric { get; init; } = true;

    /// <summary>Length of the random part, 5 to 40; absent: 8 letters and digits, or 10 digits.</summary>
    public int? RandomCodeLength { get; init; }

    /// <summary>What stands before the random part: at most 10 letters, digits, <c>-</c>, <c>_</c>.</summary>
    public string CouponPrefix { get; init; } = "";

    /// <summary>What stands after it.</summary>
    public string CouponSuffix { get; init; } = "";

    /// <summary>Exact last second of the series; absent: the end of its last day.</summary>
    public Instant? ValidTillTime { get; init; }

    /// <summary>Days or months of <see cref="Expiry"/>.</summary>
    public int ExpiryValue { get; init; }

    /// <summary>No use before that day.</summary>
    public LocalDate? RedemptionValidFrom { get; init; }

    /// <summary>Usable from the start of the issue date and so many days.</summary>
    public int RedemptionValidAfterDays { get; init; }

    /// <summary>Days and hours of use.</summary>
    public CouponRange? RedemptionRange { get; init; }

    /// <summary>Times of no use.</summary>
    public IReadOnlyList<CouponBlackout> Blackouts { get; init; } = [];

    /// <summary>The part of the program that claimed the series: open text.</summary>
    public string OwnedBy { get; init; } = "NONE";

    /// <summary>Until when it did; the series ends with it.</summary>
    public Instant? OwnerValidity { get; init; }

    /// <summary>Most coupons issued.</summary>
    public long? MaxCreate { get; init; }

    /// <summary>Most coupons issued to one customer, less revoked ones.</summary>
    public int? MaxVouchersPerUser { get; init; }

    /// <summary>Whether a customer may get more than one.</summary>
    public bool IsMultipleVouchersPerUserAllowed { get; init; }

    /// <summary>Days between two issues to one customer.</summary>
    public int MinDaysBetweenVouchers { get; init; }

    /// <summary>A customer who holds a usable coupon and may not get another is refused, not handed the same again.</summary>
    public bool DoNotResendExistingVoucher { get; init; }

    /// <summary>Numbers of series of which none may have been issued to the customer in the last six months.</summary>
    public IReadOnlyList<long> MutualExclusiveSeriesIds { get; init; } = [];

    /// <summary>Most redemptions of the series.</summary>
    public long? MaxRedeem { get; init; }

    /// <summary>Most redemptions of one code by all customers; only with <see cref="AnyUser"/>.</summary>
    public int? RedemptionPerCouponMaxLimit { get; init; }

    /// <summary>Most redemptions of one customer in the series.</summary>
    public int? MaxRedemptionsInSeriesPerUser { get; init; }

    /// <summary>Whether anyone may redeem an issued code, not only its holder.</summary>
    public bool AnyUser { get; init; }

    /// <summary>Whether a customer may redeem the same code again.</summary>
    public bool SameUserMultipleRedeem { get; init; }

    /// <summary>Whether a code may be redeemed more than once at all.</summary>
    public bool IsMultipleUseAllowed { get; init; }

    /// <summary>Days between two redemptions of one customer.</summary>
    public int MinDaysBetweenRedemption { get; init; }

    /// <summary>Which customers may redeem; absent: all.</summary>
    public CouponTarget? Target { get; init; }

    /// <summary>Where coupons may be used; empty: everywhere.</summary>
    public IReadOnlyList<CouponPlace> RedemptionPlaces { get; init; } = [];

    /// <summary>Customers to whom coupons may be issued; absent: all.</summary>
    public IReadOnlyList<long>? Audience { get; init; }

    /// <summary>Whether a redemption needs the coupon's PIN, which is answered when it is issued.</summary>
    public bool IsValidationRequired { get; init; }

    /// <summary>Whether the series is a trial: its coupons are never redeemed.</summary>
    public bool Trial { get; init; }

    /// <summary>Whether a coupon may be sent again.</summary>
    public bool ResendMessageEnabled { get; init; } = true;

    /// <summary>Whether the full return of a purchase frees the coupons redeemed on it.</summary>
    public bool ReactivateOnFullReturn { get; init; }

    /// <summary>Whether the full return of a purchase revokes the coupons issued because of it.</summary>
    public bool RevokeOnFullReturn { get; init; } = true;

    /// <summary>Whether a redemption is told of beforehand too (<see cref="CouponEventKind.CouponPreRedeem"/>); it stops nothing.</summary>
    public bool IsPreRedeemEventRequired { get; init; }

    /// <summary>Whether a redemption of one coupon is an event of loyalty too (<see cref="CouponEventKind.VoucherRedemption"/>).</summary>
    public bool SignalRedemptionEvent { get; init; }

    /// <summary>What is stored and given back as it is: message templates, terms, campaign, priority and the like.</summary>
    public IReadOnlyDictionary<string, string> Custom { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Reads settings from JSON; faults name the JSON pointer, what is wrong and what is allowed.</summary>
    public static CouponSeriesReading FromJson(string json) => CouponSeriesFields.Read(json);

    /// <summary>Writes the settings in the form that <see cref="FromJson"/> reads.</summary>
    public string ToJson() => CouponSeriesFields.Write(this);

    /// <summary>Random length in use.</summary>
    internal int CodeLength => RandomCodeLength ?? (AlphaNumeric ? 8 : 10);

    /// <summary>Most issues to one customer, or null.</summary>
    internal int? CustomerCap => !IsMultipleVouchersPerUserAllowed || Handling == CouponHandling.Generic ? 1 : MaxVouchersPerUser;

    /// <summary>Whether the engine makes the codes.</summary>
    internal bool IsGenerated => Handling == CouponHandling.DiscCode && !ExternalIssual;

    internal CouponSignals Signals => (IsPreRedeemEventRequired ? CouponSignals.Before : CouponSignals.None) | (SignalRedemptionEvent ? CouponSignals.Loyalty : CouponSignals.None);

    /// <summary>Whether the series counts its issues: a common code is issued without asking it.</summary>
    internal bool CountsIssues => Handling != CouponHandling.Generic;

    /// <summary>Whether the series counts its uses and holds: where a cap asks for them.</summary>
    internal bool CountsUses => MaxRedeem is not null;
}

/// <summary>Settings read from JSON, or all of their faults.</summary>
/// <param name="Settings">The settings; null when there is a fault.</param>
/// <param name="Faults">Every fault found.</param>
public sealed record CouponSeriesReading(CouponSeriesSettings? Settings, IReadOnlyList<DefinitionFault> Faults);
