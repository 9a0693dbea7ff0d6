using NodaTime;

namespace Loyalty;

/// <summary>
/// Records what a till has redeemed by itself, without an evaluation (cart-promotions R21): as reported, nothing is decided again. A redemption is
/// known by customer, transaction, promotion, and the record or code spent: its repeat gives the first answer, and so needs no key.
/// </summary>
/// <param name="Transaction">The caller's identifier of the transaction, 1 to 100 characters.</param>
/// <param name="Redemptions">What was redeemed, 1 to 100.</param>
public sealed record RecordCartRedemptions(string Transaction, IReadOnlyList<ReportedRedemption> Redemptions)
{
    /// <summary>The member, or null for a guest.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>Number of the transaction, up to 100 characters.</summary>
    public string? Number { get; init; }

    /// <summary>Amount of the transaction, 0 or more.</summary>
    public decimal Amount { get; init; }

    /// <summary>When it was, not ahead of the clock; absent: now. Limits count it then.</summary>
    public Instant? Time { get; init; }

    /// <summary>The lines of the transaction as reported, at most 1,000.</summary>
    public IReadOnlyList<BillLine> Lines { get; init; } = [];
}

/// <summary>A promotion that a till has redeemed.</summary>
/// <param name="Promotion">Its id.</param>
/// <param name="Discount">What it gave, 0 or more.</param>
public sealed record ReportedRedemption(string Promotion, decimal Discount)
{
    /// <summary>How many times it applied, 1 or more.</summary>
    public long Times { get; init; } = 1;

    /// <summary>The record spent for it, or null.</summary>
    public CartHoldingId? Holding { get; init; }

    /// <summary>The code spent for it, or null.</summary>
    public string? Code { get; init; }

    /// <summary>Item on which it was, or null for the cart.</summary>
    public string? Sku { get; init; }

    /// <summary>Quantity that it used.</summary>
    public decimal Used { get; init; }

    /// <summary>Quantity that it discounted.</summary>
    public decimal Discounted { get; init; }
}

/// <summary>What was recorded, in the order given.</summary>
/// <param name="Transaction">The transaction's identifier.</param>
/// <param name="Redemptions">The redemptions.</param>
public sealed record CartRedemptionsRecorded(string Transaction, IReadOnlyList<RecordedRedemption> Redemptions);

/// <summary>A recorded redemption.</summary>
/// <param name="Redemption">As it was first reported.</param>
/// <param name="At">When it counts.</param>
/// <param name="IsBeyond">Whether it passed a limit of the promotion.</param>
/// <param name="Position">Position of its entry in the journal.</param>
public sealed record RecordedRedemption(ReportedRedemption Redemption, Instant At, bool IsBeyond, long Position);

/// <summary>The program has none of these promotions (400).</summary>
/// <param name="Given">Their ids.</param>
public sealed record CartPromotionsUnknown(IReadOnlyList<string> Given)
    : Refusal("cart_promotion.unknown_ids", "Redemptions", System.FormattableString.Invariant($"The program has no cart promotions {string.Join(", ", Given)}."));
