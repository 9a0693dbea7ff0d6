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
}

/// <summary>Adds a bill of a member. Its number is its natural idempotency key: the same bill again gives the first answer.</summary>
/// <param name="Number">Bill number, 1 to 50 characters; trimmed, compared ignoring case (transactions R2).</param>
/// <param name="Customer">The member.</param>
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

    /// <summary>Custom fields, kept and given back as they are.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; init; }
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
}

/// <summary>A line that comes back.</summary>
/// <param name="Line">Number of the line in the bill, from 1.</param>
/// <param name="Quantity">How many of it, above 0 (0 only for a line of quantity 0).</param>
public sealed record ReturnLine(int Line, decimal Quantity)
{
    /// <summary>Money given back for it; absent: the line's net amount in proportion to the quantity, cumulative (transactions R32).</summary>
    public decimal? Amount { get; init; }
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
}

/// <summary>What a return did.</summary>
/// <param name="Return">The stored return.</param>
/// <param name="Number">Its own number.</param>
/// <param name="OfBill">The bill returned.</param>
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

    /// <summary>Cart promotions that the purchase had unlocked and that were revoked, as they had not been used.</summary>
    public IReadOnlyList<CartHoldingId> PromotionsRevoked { get; init; } = [];

    /// <summary>Cart promotions that the purchase had unlocked and that stay, as they had been used or are reserved.</summary>
    public IReadOnlyList<CartHoldingId> PromotionsKept { get; init; } = [];
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
}
