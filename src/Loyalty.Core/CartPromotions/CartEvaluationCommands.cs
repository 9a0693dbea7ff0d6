using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>A kept evaluation as it stands.</summary>
/// <param name="Id">Its id: 24 hexadecimal digits.</param>
/// <param name="Customer">The member, or null.</param>
/// <param name="At">When it was evaluated.</param>
/// <param name="LockedUntil">Until when what it applied is reserved, that instant excluded; null where nothing is.</param>
/// <param name="State">What has become of it.</param>
/// <param name="Total">What is to be paid after promotions.</param>
/// <param name="Lines">The lines after promotions.</param>
/// <param name="Promotions">What was applied.</param>
public sealed record CartEvaluationDetails(
    string Id, CustomerId? Customer, Instant At, Instant? LockedUntil, CartEvaluationState State, decimal Total, IReadOnlyList<BillLine> Lines, IReadOnlyList<BillPromotion> Promotions)
{
    /// <summary>The caller's name of the cart, or null.</summary>
    public string? Cart { get; init; }

    /// <summary>The bill that redeemed it, or null.</summary>
    public BillId? Bill { get; init; }
}

/// <summary>There is no such evaluation that this customer could use: unknown, cancelled, replaced, another's, or too long over (803, 404).</summary>
public sealed record CartEvaluationUnknown(string Given) : Refusal("cart_evaluation.unknown", "Evaluation", Invariant($"There is no evaluation '{Given}' that could be used."));

/// <summary>Another transaction has redeemed it (800).</summary>
public sealed record CartEvaluationRedeemed(string Evaluation, BillId Bill) : Refusal("cart_evaluation.redeemed", "Evaluation", Invariant($"Evaluation {Evaluation} was redeemed by bill {Bill}."));

/// <summary>What is sold is not what was evaluated (802).</summary>
public sealed record CartEvaluationMismatch(string Evaluation, string Reason) : Refusal("cart_evaluation.mismatch", "Evaluation", Invariant($"Evaluation {Evaluation} does not fit the sale: {Reason}."));

/// <summary>A limit would be passed, and the program refuses that at redemption (802).</summary>
public sealed record CartLimitPassed(string Promotion, CartLimitScope Scope, CartLimitKpi Kpi, decimal Limit)
    : Refusal("cart_evaluation.limit", "Evaluation", Invariant($"The cart promotion '{Promotion}' would pass its limit of {Limit} ({Scope}, {Kpi})."));

/// <summary>A redeemed evaluation passed a limit of its promotion; the customer has the benefit (cart-promotions R20).</summary>
/// <param name="Promotion">Id of the promotion.</param>
public sealed record CartLimitExceeded(string Promotion) : Warning("cart_promotion.limit_exceeded", Invariant($"The cart promotion '{Promotion}' was used beyond its limit."));
