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

    /// <summary>What was applied, as it is told to people; in the order of <see cref="Promotions"/>.</summary>
    public IReadOnlyList<CartBenefitGiven> Benefits { get; init; } = [];

    /// <summary>How it is paid: the tenders named with what each pays after promotions and vouchers, then the cash that the rest needs, where it needs any.</summary>
    public IReadOnlyList<CartTenderPaid> Tenders { get; init; } = [];

    /// <summary>What came of each presented code.</summary>
    public IReadOnlyList<CartCodeVerdict> Codes { get; init; } = [];

    /// <summary>What payment vouchers among the codes pay.</summary>
    public IReadOnlyList<VoucherPayment> Vouchers { get; init; } = [];
}

/// <summary>A kept evaluation decided again from what was recorded with it.</summary>
/// <param name="Evaluation">The evaluation as it stands.</param>
/// <param name="IsSame">Whether the answer is that of then: the same promotions, and what they left of each line. Anything else is a fault of the engine.</param>
/// <param name="Total">What was decided again to be paid after promotions.</param>
/// <param name="Promotions">Each promotion that could have applied, with what it gave or why it did not.</param>
/// <param name="Proof">How good the deal is, where the best was searched for.</param>
public sealed record CartEvaluationReplayed(CartEvaluationDetails Evaluation, bool IsSame, decimal Total, IReadOnlyList<CartPromotionVerdict> Promotions, BestDealProof? Proof);

/// <summary>A promotion that a kept evaluation applied, by the configuration under which it was evaluated.</summary>
/// <param name="Promotion">Id of the promotion.</param>
/// <param name="Name">Its name, or its id where it has none.</param>
/// <param name="Label">What the customer is shown, or null.</param>
/// <param name="IsOnCart">Whether it acts on the cart as a whole, not on units of lines.</param>
/// <param name="Discount">What it gives.</param>
/// <param name="Times">How many times it applies.</param>
/// <param name="Holding">The record that it would spend, or null.</param>
/// <param name="Code">The code that it would spend, or null.</param>
public sealed record CartBenefitGiven(string Promotion, string Name, string? Label, bool IsOnCart, decimal Discount, long Times, CartHoldingId? Holding, string? Code);

/// <summary>Cancels a kept evaluation (cart-promotions R19).</summary>
/// <param name="Evaluation">Its id.</param>
public sealed record CancelCartEvaluation(string Evaluation)
{
    /// <summary>Whose it must be; another's is unknown. Absent: whoever's.</summary>
    public CustomerId? Customer { get; init; }
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
