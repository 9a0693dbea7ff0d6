namespace Loyalty;

/// <summary>What an evaluation gives back.</summary>
/// <param name="Lines">The lines in the order of the cart.</param>
/// <param name="Promotions">Each promotion that was looked at, applied or refused: the applied ones first, in their order.</param>
/// <param name="Discount">What all have given.</param>
/// <param name="Payable">What is left to pay.</param>
/// <param name="Tenders">How it is paid, in the order of the tenders sent by mode; the implied cash last.</param>
/// <param name="Proof">How good the deal is, where the best was searched for.</param>
internal sealed record CartEvaluation(
    IReadOnlyList<CartLineResult> Lines, IReadOnlyList<CartPromotionVerdict> Promotions, decimal Discount, decimal Payable,
    IReadOnlyList<CartTenderPaid> Tenders, BestDealProof? Proof)
{
    /// <summary>The nearest misses, each tried before it is shown.</summary>
    public IReadOnlyList<CartHint> Hints { get; init; } = [];

    /// <summary>What was applied, in order, and by which record or code.</summary>
    public IReadOnlyList<CartApplied> Applied { get; init; } = [];

    /// <summary>The payment vouchers presented, in the order in which they pay.</summary>
    public IReadOnlyList<CartVoucher> Vouchers { get; init; } = [];

    /// <summary>What came of each presented code.</summary>
    public IReadOnlyList<CartCodeVerdict> Codes { get; init; } = [];
}

/// <summary>A promotion that was applied, with what was spent for it.</summary>
internal sealed record CartApplied(CartPromotionDefinition Promotion, CartEntitlement? Held, CartPromotionVerdict Verdict)
{
    public decimal Discount => Verdict.Discount;

    public long Times => Verdict.Times;
}

/// <summary>A line: what it cost, what promotions gave, what is left.</summary>
internal sealed record CartLineResult(CartFactLine Line, decimal Base, decimal Net, IReadOnlyList<CartShare> Shares);

/// <summary>What a promotion gave to a line.</summary>
/// <param name="Promotion">The promotion.</param>
/// <param name="Discount">How much.</param>
/// <param name="Used">Units of the line that it used.</param>
/// <param name="Discounted">Units of the line that it discounted.</param>
/// <param name="OnCart">Whether it acts on the cart as a whole.</param>
public sealed record CartShare(string Promotion, decimal Discount, decimal Used, decimal Discounted, bool OnCart);

/// <summary>A tender and what it pays in the end.</summary>
/// <param name="Mode">Its mode of payment.</param>
/// <param name="Identifier">Which card or voucher, or empty.</param>
/// <param name="Paid">How much it pays.</param>
public sealed record CartTenderPaid(string Mode, string Identifier, decimal Paid);

/// <summary>A promotion of the program and what became of it on this cart: applied, or refused at the first condition that failed.</summary>
/// <param name="Promotion">Its id.</param>
/// <param name="Applied">Whether it was applied.</param>
/// <param name="Discount">What it gave.</param>
/// <param name="Code">Why not, as a stable dotted code, or null.</param>
/// <param name="Seen">What the condition saw, or the amount of which the discount was taken.</param>
/// <param name="Needed">What it needed, or what the discount was cut from, or empty.</param>
public sealed record CartPromotionVerdict(string Promotion, bool Applied, decimal Discount, string? Code, string Seen, string Needed)
{
    /// <summary>How many times it applied.</summary>
    public long Times { get; init; }
}

/// <summary>How good a deal is: proven the best, or within a gap of what could be at most.</summary>
/// <param name="Optimal">Whether no choice of promotions gives more.</param>
/// <param name="Discount">What it gives.</param>
/// <param name="Bound">What none can exceed.</param>
/// <param name="Gap">The difference.</param>
/// <param name="Nodes">Applications tried.</param>
/// <param name="NodeBudget">How many might have been tried.</param>
public sealed record BestDealProof(bool Optimal, decimal Discount, decimal Bound, decimal Gap, int Nodes, int NodeBudget);

/// <summary>Adding so many of an item makes a promotion apply, or give more.</summary>
/// <param name="Promotion">The promotion.</param>
/// <param name="Sku">The item.</param>
/// <param name="Quantity">How many more.</param>
/// <param name="NetCost">What is to be paid more; below 0 when it is less.</param>
/// <param name="Benefit">What the promotion then gives more than now.</param>
public sealed record CartHint(string Promotion, string Sku, decimal Quantity, decimal NetCost, decimal Benefit);

/// <summary>What came of a presented code of a promotion.</summary>
/// <param name="Code">The code as given.</param>
/// <param name="Promotion">Id of its promotion, or null where there is no such code.</param>
/// <param name="Problem">
/// Why it was not spent, or null where it was: <c>code.unknown</c>, <c>code.inactive</c>, <c>code.expired</c>, <c>code.not_yet_redeemable</c>,
/// <c>code.linked_to_other</c>, <c>code.exhausted</c>, <c>code.not_applicable</c>; to the public one and the same, <c>code.not_usable</c>.
/// </param>
public sealed record CartCodeVerdict(string Code, string? Promotion, string? Problem);
