using NodaTime;

namespace Loyalty;

/// <summary>One line of a bill.</summary>
/// <param name="Sku">Item code, 1 to 100 characters.</param>
/// <param name="Quantity">How many, 0 or more, up to 6 decimals.</param>
/// <param name="Amount">Net amount of the line in the base currency, after discounts, tax in; 0 or more.</param>
public sealed record BillLine(string Sku, decimal Quantity, decimal Amount)
{
    /// <summary>Discount already taken off <see cref="Amount"/>; 0 or more.</summary>
    public decimal Discount { get; init; }

    /// <summary>Custom fields, kept and given back as they are; names and values up to 250 characters.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; init; }

    /// <summary>What else is known of it, or null.</summary>
    public BillLineDetails? Details { get; init; }
}

/// <summary>Adds a bill. Its number is its natural idempotency key: the same bill again gives the first answer.</summary>
/// <param name="Number">Bill number, 1 to 50 characters; trimmed, compared ignoring case (transactions R2). Empty where the organisation asks for none: one is made.</param>
/// <param name="Customer">The member; <c>default</c> for a bill that is nobody's.</param>
/// <param name="Amount">Net amount in the base currency, after discounts, tax in.</param>
public sealed record AddBill(string Number, CustomerId Customer, decimal Amount)
{
    /// <summary>When it was billed; absent means now.</summary>
    public Instant? Time { get; init; }

    /// <summary>The lines; may be empty.</summary>
    public IReadOnlyList<BillLine> Lines { get; init; } = [];

    /// <summary>ISO 4217 code the amounts are in; absent means the base currency.</summary>
    public string? Currency { get; init; }

    /// <summary>Part of the amount paid by gift card or other tenders that earn nothing (points R10); 0 or more.</summary>
    public decimal NotEarning { get; init; }

    /// <summary>Redemptions made for this bill; they are tied to it, so that a return brings points back (transactions R19, R35).</summary>
    public IReadOnlyList<RedemptionId> Redemptions { get; init; } = [];

    /// <summary>Redemptions of coupons made for this bill; they are tied to it. Unknown ones are warned of and left out (coupons R26).</summary>
    public IReadOnlyList<CouponUseId> CouponRedemptions { get; init; } = [];

    /// <summary>
    /// The kept evaluation that the bill redeems (cart-promotions R20). Lines are as they were evaluated, or with what line promotions left of
    /// each, or with what all promotions left; the amount is what all promotions that are redeemed left.
    /// </summary>
    public string? Evaluation { get; init; }

    /// <summary>Whether its units add up for promotions that gather them over sales (cart-promotions R17a). Default on; of the first API they do not.</summary>
    public bool Gathers { get; init; } = true;

    /// <summary>Which promotions of the evaluation are redeemed, by id; absent: all. What is left out is free again.</summary>
    public IReadOnlyList<string>? AppliedPromotions { get; init; }

    /// <summary>Custom fields, kept and given back as they are.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; init; }

    /// <summary>Whose it is. Default a member's.</summary>
    public BillType Type { get; init; }

    /// <summary>What else is known of it, or null.</summary>
    public BillParticulars? Particulars { get; init; }

    /// <summary>The group that the member, who is in it, buys for; null for none. The bill then counts for both (trackers R23).</summary>
    public GroupId? Group { get; init; }
}

/// <summary>How a purchase comes back (transactions, return types).</summary>
public enum ReturnKind
{
    /// <summary>All of it.</summary>
    Full,

    /// <summary>Some lines or quantities.</summary>
    Lines,

    /// <summary>Some money, no lines.</summary>
    Amount,

    /// <summary>Called off, usually before delivery: the lines named, or without lines all that is left; kept as a cancellation.</summary>
    Cancelled,
}

/// <summary>A line that comes back.</summary>
/// <param name="Line">Number of the line in the bill, from 1; 0 where it is named by its item code.</param>
/// <param name="Quantity">How many of it, above 0 (0 only for a line of quantity 0).</param>
public sealed record ReturnLine(int Line, decimal Quantity)
{
    /// <summary>Money given back for it; absent: the line's net amount in proportion to the quantity, cumulative (transactions R32).</summary>
    public decimal? Amount { get; init; }

    /// <summary>Item code, where <see cref="Line"/> is 0: the first line of it with quantity left, by serial number, else by rate, else any (transactions R32).</summary>
    public string? Sku { get; init; }

    /// <summary>Serial number of the item, or null.</summary>
    public string? Serial { get; init; }

    /// <summary>Price of one, or null.</summary>
    public decimal? Rate { get; init; }
}

/// <summary>
/// Returns a purchase in full (neither lines nor amount), by lines or by amount. Its own number is its natural idempotency key.
/// </summary>
public sealed record ReturnBill
{
    /// <summary>Creates the command.</summary>
    /// <param name="number">The return's own number, 1 to 50 characters.</param>
    /// <param name="of">Number of the bill that is returned.</param>
    public ReturnBill(string number, string of)
    {
        Number = number;
        Of = of;
    }

    /// <summary>The return's own number.</summary>
    public string Number { get; }

    /// <summary>Number of the bill that is returned.</summary>
    public string Of { get; }

    /// <summary>The bill itself, when several bear the number.</summary>
    public BillId? OfBill { get; init; }

    /// <summary>When it came back; absent means now.</summary>
    public Instant? Time { get; init; }

    /// <summary>The lines that come back.</summary>
    public IReadOnlyList<ReturnLine> Lines { get; init; } = [];

    /// <summary>The money that comes back, without lines.</summary>
    public decimal? Amount { get; init; }

    /// <summary>How it comes back; absent: as lines and amount say. Lines are ignored with FULL and AMOUNT.</summary>
    public ReturnKind? Kind { get; init; }

    /// <summary>The customer it must belong to; absent: whoever bought.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>Whether it is nobody's: the return of a purchase that was nobody's.</summary>
    public BillType Type { get; init; }

    /// <summary>When the purchase was billed, where the caller wants that checked.</summary>
    public Instant? PurchaseTime { get; init; }

    /// <summary>The local day on which the purchase was billed, where the caller knows no more.</summary>
    public LocalDate? PurchaseDate { get; init; }

    /// <summary>Currency of the amounts: the base currency, or the one the purchase came in, whose ratio then counts (transactions R8).</summary>
    public string? Currency { get; init; }

    /// <summary>The same with other amounts.</summary>
    internal ReturnBill With(decimal? amount, IReadOnlyList<ReturnLine> lines) => this with { Amount = amount, Lines = lines };
}

/// <summary>What a bill did.</summary>
/// <param name="Bill">The stored bill.</param>
/// <param name="Number">Its number as given.</param>
/// <param name="Customer">The member.</param>
/// <param name="Earned">Points awarded, promised ones included.</param>
/// <param name="Promised">Those of them that are only promised yet.</param>
/// <param name="Balance">Points after it: available less debt.</param>
/// <param name="Position">Position of its entry in the journal.</param>
public sealed record BillAdded(BillId Bill, string Number, CustomerId Customer, decimal Earned, decimal Promised, decimal Balance, long Position)
{
    /// <summary>The awards, one for each lot.</summary>
    public IReadOnlyList<Award> Awards { get; init; } = [];

    /// <summary>The tier after it, or null when the program has none.</summary>
    public string? Tier { get; init; }

    /// <summary>The tier it raised the member from, or null when it raised none.</summary>
    public string? TierBefore { get; init; }

    /// <summary>What it did to the group it was bought for; null for none.</summary>
    public BillForGroup? Group { get; init; }

    /// <summary>What it did in each further program that the member is enrolled in and that takes bills of its store.</summary>
    public IReadOnlyList<BillInProgram> Programs => Beside?.Programs ?? [];

    /// <summary>What it earned in alternate currencies of the default program.</summary>
    public IReadOnlyList<BillInCurrency> Currencies => Beside?.Currencies ?? [];

    internal BillBeside? Beside { get; init; }
}

/// <summary>What a bill did to the group it was bought for.</summary>
/// <param name="Group">The group.</param>
/// <param name="Earned">Points awarded to the group, promised ones included.</param>
/// <param name="Balance">The group's balance after it: available less debt.</param>
/// <param name="Tier">The group's tier after it, or null when the program has none.</param>
public sealed record BillForGroup(GroupId Group, decimal Earned, decimal Balance, string? Tier);

/// <summary>What became of a batch of bills.</summary>
/// <param name="Items">What became of each, in the order given.</param>
public sealed record BillBatch(IReadOnlyList<Outcome<BillAdded>> Items)
{
    /// <summary>How many there were.</summary>
    public int TotalCount => Items.Count;

    /// <summary>How many of them were refused.</summary>
    public int FailureCount => Items.Count(item => item.IsRefused);
}

/// <summary>What a return did.</summary>
/// <param name="Return">The stored return.</param>
/// <param name="Number">Its own number.</param>
/// <param name="OfBill">The bill returned; <c>default</c> where it is not known.</param>
/// <param name="Customer">The member.</param>
/// <param name="Amount">Money of the purchase that came back.</param>
/// <param name="TakenBack">Earned points taken back, debt included.</param>
/// <param name="GivenBack">Points spent on the purchase that came back, those that expired at once included.</param>
/// <param name="Shortfall">Points that should have been taken back but were spent, and no debt is allowed: met by what comes back later.</param>
/// <param name="Balance">Points after it: available less debt.</param>
/// <param name="Position">Position of its entry in the journal.</param>
public sealed record BillReturned(
    BillId Return, string Number, BillId OfBill, CustomerId Customer, decimal Amount,
    decimal TakenBack, decimal GivenBack, decimal Shortfall, decimal Balance, long Position)
{
    /// <summary>Redemptions of coupons that were reversed, as their series say so.</summary>
    public IReadOnlyList<CouponUseId> CouponUsesReversed { get; init; } = [];

    /// <summary>Coupons given for the purchase that were revoked.</summary>
    public IReadOnlyList<CouponId> CouponsRevoked { get; init; } = [];

    /// <summary>Uses of these that were made before and stay.</summary>
    public IReadOnlyList<CouponUseKept> CouponUsesKept { get; init; } = [];

    /// <summary>What of the amount went back to payment vouchers.</summary>
    public decimal ToVouchers { get; init; }

    /// <summary>What of the amount a payment voucher had paid that has ended: it is paid to nobody.</summary>
    public decimal LostWithVouchers { get; init; }

    /// <summary>
    /// What of the amount is kept, as the condition of a promotion no longer holds for what remains of the purchase and it says so; below 0 where what
    /// an earlier return kept comes back with this one. The refunds of a purchase, by whatever returns, come to the same.
    /// </summary>
    public decimal BenefitTakenBack { get; init; }

    /// <summary>What the returns of the purchase should have kept beyond what came back so far: later ones keep it.</summary>
    public decimal BenefitOwed { get; init; }

    /// <summary>What of the amount is given back by other means.</summary>
    public decimal Refund => Amount - BenefitTakenBack - ToVouchers - LostWithVouchers;

    /// <summary>Cart promotions that the purchase had unlocked and that were revoked, as they had not been used.</summary>
    public IReadOnlyList<CartHoldingId> PromotionsRevoked { get; init; } = [];

    /// <summary>Cart promotions that the purchase had unlocked and that stay, as they had been used or are reserved.</summary>
    public IReadOnlyList<CartHoldingId> PromotionsKept { get; init; } = [];

    /// <summary>What it did in each further program.</summary>
    public IReadOnlyList<ReturnInProgram> Programs { get; init; } = [];
}

/// <summary>A use of a coupon that stays although the purchase behind the coupon has come back.</summary>
/// <param name="Redemption">The use.</param>
/// <param name="Discount">What it took off, or null where that was not known.</param>
public sealed record CouponUseKept(CouponUseId Redemption, decimal? Discount);

/// <summary>A stored bill as it stands.</summary>
/// <param name="Bill">Its id.</param>
/// <param name="Number">Its number as given.</param>
/// <param name="Customer">The member.</param>
/// <param name="Store">Store, or null.</param>
/// <param name="Till">Till, or null.</param>
/// <param name="Time">When it was billed.</param>
/// <param name="Recorded">When it was recorded.</param>
/// <param name="Amount">Net amount.</param>
/// <param name="Lines">The lines.</param>
/// <param name="ReturnedAmount">Money of it that has come back.</param>
/// <param name="ReturnedQuantities">Quantity of each line that has come back.</param>
/// <param name="IsReturn">Whether it is itself a return.</param>
/// <param name="OfBill">The bill it returns, or null.</param>
public sealed record BillDetails(
    BillId Bill, string Number, CustomerId Customer, string? Store, string? Till, Instant Time, Instant Recorded, decimal Amount,
    IReadOnlyList<BillLine> Lines, decimal ReturnedAmount, IReadOnlyList<decimal> ReturnedQuantities, bool IsReturn, BillId? OfBill)
{
    /// <summary>Custom fields as given.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Redemptions tied to it.</summary>
    public IReadOnlyList<RedemptionId> Redemptions { get; init; } = [];

    /// <summary>What cart promotions gave on it; the lines hold what was left.</summary>
    public IReadOnlyList<BillPromotion> Promotions { get; init; } = [];

    /// <summary>Whose it is.</summary>
    public BillType Type { get; init; }

    /// <summary>Whether it is an ordinary bill.</summary>
    public BillOutlier Outlier { get; init; }

    /// <summary>What else is known of it, or null.</summary>
    public BillParticulars? Particulars { get; init; }

    /// <summary>The currency that it came in, or null when that is the base currency.</summary>
    public BillLocal? Local { get; init; }

    /// <summary>The billing time in the organisation's zone.</summary>
    public OffsetDateTime LocalTime { get; init; }

    /// <summary>The offset of the billing time as it was given, or null.</summary>
    public Offset? InputOffset { get; init; }

    /// <summary>The bill that it was while it was nobody's, or that it became; null for all others.</summary>
    public BillId? Retro { get; init; }

    /// <summary>When it was created by the caller's word, else when it was recorded.</summary>
    public Instant Created { get; init; }
}
