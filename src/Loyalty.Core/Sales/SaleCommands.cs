using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>What is in the basket. Immutable: adding gives a new cart.</summary>
public sealed record Cart
{
    private const decimal OutOfRange = 1e20m;

    private Cart(string currency, IReadOnlyList<BillLine> lines)
    {
        Currency = currency;
        Lines = lines;
    }

    /// <summary>ISO 4217 code of the amounts.</summary>
    public string Currency { get; }

    /// <summary>The lines.</summary>
    public IReadOnlyList<BillLine> Lines { get; }

    /// <summary>Custom fields of the sale, kept as they are.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; init; }

    /// <summary>Sum of the lines' net amounts.</summary>
    public decimal Total
    {
        get
        {
            var total = 0m;
            foreach (var line in Lines)
            {
                // Beyond what any bill may amount to the sum no longer matters: the engine refuses the line by name.
                if (Math.Abs(line.Amount) >= OutOfRange) return OutOfRange;
                total += line.Amount;
            }
            return total;
        }
    }

    /// <summary>An empty cart.</summary>
    /// <param name="currency">ISO 4217 code.</param>
    public static Cart In(string currency)
    {
        ArgumentNullException.ThrowIfNull(currency);
        return new(currency, []);
    }

    /// <summary>Adds a line of so many pieces at a unit price; its amount is the product, to 6 decimals.</summary>
    public Cart Add(string sku, decimal quantity, decimal unitPrice) => Add(new BillLine(sku, quantity, Money(quantity, unitPrice)));

    /// <summary>The same with a discount of the till off the product (cart-promotions R1), and fields of the line.</summary>
    public Cart Add(string sku, decimal quantity, decimal unitPrice, decimal discount, IReadOnlyDictionary<string, string>? fields = null) =>
        Add(new BillLine(sku, quantity, Money(quantity, unitPrice) - (Math.Abs(discount) > OutOfRange ? OutOfRange : discount)) { Discount = discount, Fields = fields });

    /// <summary>Adds a line.</summary>
    public Cart Add(BillLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return new(Currency, [.. Lines, line]) { Fields = Fields };
    }

    /// <summary>The same with its lines as they were accepted.</summary>
    internal Cart Of(IReadOnlyList<BillLine> lines) => ReferenceEquals(lines, Lines) ? this : new(Currency, lines) { Fields = Fields };

    // A product out of range becomes an amount that the engine refuses by name; adding to a cart never throws.
    private static decimal Money(decimal quantity, decimal unitPrice) =>
        Math.Abs(quantity) > 1e10m || Math.Abs(unitPrice) > 1e12m ? OutOfRange : decimal.Round(quantity * unitPrice, 6, MidpointRounding.AwayFromZero);
}

/// <summary>Asks what a checkout would do. Never writes.</summary>
/// <param name="Cart">The basket.</param>
public sealed record CartPreview(Cart Cart)
{
    /// <summary>The member; a sale without one earns nothing and is not kept by the engine.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>Points to spend on it, in points whatever the program's scale; 0 for none.</summary>
    public decimal RedeemPoints { get; init; }

    /// <summary>Capped gifts to give with it.</summary>
    public IReadOnlyList<string> Gifts { get; init; } = [];

    /// <summary>Codes of coupons to redeem on it, in the order in which they take their share; all or none.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>Codes of cart promotions, at most 50, in any order; what came of each is told, none refuses the sale.</summary>
    public IReadOnlyList<string> PromoCodes { get; init; } = [];

    /// <summary>How it is to be paid, for promotions that ask; null when it is not known yet.</summary>
    public IReadOnlyList<CartTender>? Tenders { get; init; }

    /// <summary>Whether every active promotion is told of. Default only those that could apply.</summary>
    public bool Explain { get; init; }

    /// <summary>
    /// Whether hints are looked for; absent: with <see cref="Explain"/>. Each is an evaluation of its own, at most 24 are tried: they cost several
    /// times what an explanation does. On without <see cref="Explain"/> it tells of every active promotion all the same.
    /// </summary>
    public bool? Hints { get; init; }

    /// <summary>Items that the till may offer beside those in the cart, at most 1,000: hints name them too.</summary>
    public IReadOnlyList<OfferedItem> Offered { get; init; } = [];
}

/// <summary>An item that a till may offer.</summary>
/// <param name="Sku">Its code, 1 to 100 characters.</param>
/// <param name="Price">What one costs, above 0 to 10^12 with up to 6 decimals.</param>
public sealed record OfferedItem(string Sku, decimal Price)
{
    /// <summary>The fields of a line of it, by which promotions know it: <c>name</c>, <c>brand</c>, <c>category</c> and its own.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; init; }
}

/// <summary>Evaluates a cart, keeps the answer under an id, and reserves what it applied where the program says so (cart-promotions R18).</summary>
/// <param name="Cart">The basket.</param>
public sealed record EvaluateCart(Cart Cart)
{
    /// <summary>The member, or null for a guest.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>The caller's name of the cart, up to 100 characters: a later evaluation of the same name takes the place of this one and frees what it reserved.</summary>
    public string? CartId { get; init; }

    /// <summary>Codes of cart promotions, at most 50.</summary>
    public IReadOnlyList<string> PromoCodes { get; init; } = [];

    /// <summary>How it is to be paid, for promotions that ask; null when it is not known yet.</summary>
    public IReadOnlyList<CartTender>? Tenders { get; init; }
}

/// <summary>A line of an offer.</summary>
/// <param name="Sku">Item code.</param>
/// <param name="Quantity">How many.</param>
/// <param name="Net">Net amount.</param>
/// <param name="Reasons">Why it differs from the price asked; empty when it does not.</param>
public sealed record OfferLine(string Sku, decimal Quantity, decimal Net, IReadOnlyList<string> Reasons)
{
    /// <summary>What each promotion gives to it.</summary>
    public IReadOnlyList<CartShare> Promotions { get; init; } = [];
}

/// <summary>What a checkout would do, to show the customer. It reserves nothing: checkout decides again.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Lines">The lines.</param>
/// <param name="Total">Net amount of the sale.</param>
/// <param name="PaidByPoints">What the points are worth.</param>
/// <param name="Due">What is left to pay by other means.</param>
/// <param name="Earns">Points it would earn, promised ones included.</param>
public sealed record Offer(CartPreview Request, IReadOnlyList<OfferLine> Lines, decimal Total, decimal PaidByPoints, decimal Due, decimal Earns)
{
    /// <summary>The coupons it would redeem, with what each takes off.</summary>
    public IReadOnlyList<CouponRedeemed> Coupons { get; init; } = [];

    /// <summary>What became of each promotion that could apply, the applied ones first; of all active ones where that was asked.</summary>
    public IReadOnlyList<CartPromotionVerdict> Promotions { get; init; } = [];

    /// <summary>What came of each code of a promotion.</summary>
    public IReadOnlyList<CartCodeVerdict> PromoCodes { get; init; } = [];

    /// <summary>What each tender that was named pays in the end, before coupons and points, and the cash that the rest needs; empty where none was named.</summary>
    public IReadOnlyList<CartTenderPaid> Tenders { get; init; } = [];

    /// <summary>What payment vouchers among the codes pay of it.</summary>
    public IReadOnlyList<VoucherPayment> Vouchers { get; init; } = [];

    /// <summary>The nearest misses, where they were asked for; each was tried.</summary>
    public IReadOnlyList<CartHint> Hints { get; init; } = [];

    /// <summary>How good the deal is, where the program searches for the best.</summary>
    public BestDealProof? Proof { get; init; }
}

/// <summary>
/// Completes a sale: the bill, what it earns, the points spent on it and the gifts given with it, in one commit.
/// The bill number is its natural idempotency key.
/// </summary>
public sealed record Checkout
{
    /// <summary>A checkout of a cart.</summary>
    /// <param name="number">Bill number, 1 to 50 characters.</param>
    /// <param name="cart">The basket.</param>
    public Checkout(string number, Cart cart)
    {
        Number = number;
        Cart = cart;
    }

    /// <summary>A checkout of an offer: refused <c>sale.total_changed</c> when what is due is no longer what the customer was shown.</summary>
    /// <param name="number">Bill number, 1 to 50 characters.</param>
    /// <param name="offer">What the customer was shown.</param>
    public Checkout(string number, Offer offer)
    {
        ArgumentNullException.ThrowIfNull(offer);
        Number = number;
        Cart = offer.Request.Cart;
        Customer = offer.Request.Customer;
        RedeemPoints = offer.Request.RedeemPoints;
        Gifts = offer.Request.Gifts;
        Codes = offer.Request.Codes;
        PromoCodes = offer.Request.PromoCodes;
        Tenders = offer.Request.Tenders;
        ExpectedDue = offer.Due;
    }

    /// <summary>Bill number.</summary>
    public string Number { get; }

    /// <summary>The basket.</summary>
    public Cart Cart { get; init; }

    /// <summary>The member.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>Points to spend on it; 0 for none.</summary>
    public decimal RedeemPoints { get; init; }

    /// <summary>Capped gifts to give with it.</summary>
    public IReadOnlyList<string> Gifts { get; init; } = [];

    /// <summary>Codes of coupons to redeem on it, in the order in which they take their share; all or none. The bill is what they leave.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>Codes of cart promotions, at most 50, in any order; one that cannot be spent does not refuse the sale.</summary>
    public IReadOnlyList<string> PromoCodes { get; init; } = [];

    /// <summary>
    /// The kept evaluation that the sale redeems: its promotions are recorded as they were evaluated, also when its reservation is over or a limit
    /// has been passed since (cart-promotions R20). The lines must be those evaluated.
    /// </summary>
    public string? Evaluation { get; init; }

    /// <summary>Which promotions of the evaluation are redeemed, by id; absent: all. What is left out is free again.</summary>
    public IReadOnlyList<string>? AppliedPromotions { get; init; }

    /// <summary>How it is paid, for promotions that ask; null when that is not said.</summary>
    public IReadOnlyList<CartTender>? Tenders { get; init; }

    /// <summary>Redemptions of points made for it before; they are tied to it, so that a return brings points back (transactions R19, R35).</summary>
    public IReadOnlyList<RedemptionId> Redemptions { get; init; } = [];

    /// <summary>Redemptions of coupons made for it before; they are tied to it. Unknown ones are warned of and left out (coupons R26).</summary>
    public IReadOnlyList<CouponUseId> CouponRedemptions { get; init; } = [];

    /// <summary>Part of the amount paid by gift card or other tenders that earn nothing; 0 or more.</summary>
    public decimal NotEarning { get; init; }

    /// <summary>What must be left to pay, or the sale is refused; absent: not checked.</summary>
    public decimal? ExpectedDue { get; init; }

    /// <summary>When it was billed; absent means now.</summary>
    public Instant? Time { get; init; }

    /// <summary>The group that the member, who is in it, buys for; null for none.</summary>
    public GroupId? Group { get; init; }

    /// <summary>The code by which the customer confirms that points are spent, where the program asks for one (points R37). No part of what a repeat is known by.</summary>
    public string? ValidationCode { get; init; }

    /// <summary>Whether no code is asked for; the till must have the right to it.</summary>
    public bool SkipsValidation { get; init; }
}

/// <summary>Takes back lines of an earlier purchase and sells a new basket, in one commit (transactions R37).</summary>
/// <param name="Return">What comes back. Its number must differ from the sale's.</param>
/// <param name="Sale">What is sold; to the same member.</param>
public sealed record Exchange(ReturnBill Return, Checkout Sale)
{
    /// <summary>
    /// What comes back of further purchases of the same member, up to 50, carried out before in this order. Each number differs from all others;
    /// promotions are carried over to the sale from the first purchase alone.
    /// </summary>
    public IReadOnlyList<ReturnBill> Further { get; init; } = [];
}

/// <summary>What a sale did.</summary>
/// <param name="Bill">The bill and what it earned.</param>
/// <param name="Redemption">The points spent on it, or null.</param>
/// <param name="Gifts">The gifts given with it.</param>
/// <param name="Receipt">What to print.</param>
public sealed record SaleCompleted(BillAdded Bill, PointsRedeemed? Redemption, IReadOnlyList<Award> Gifts, Receipt Receipt)
{
    /// <summary>The coupons redeemed on it, with what each took off.</summary>
    public IReadOnlyList<CouponRedeemed> Coupons { get; init; } = [];
}

/// <summary>What an exchange did.</summary>
/// <param name="Return">The return's side.</param>
/// <param name="Sale">The sale's side.</param>
/// <param name="Difference">What the customer pays (above 0) or gets (below 0): due less what all returns pay back.</param>
public sealed record ExchangeCompleted(BillReturned Return, SaleCompleted Sale, decimal Difference)
{
    /// <summary>The returns of further purchases, in their order.</summary>
    public IReadOnlyList<BillReturned> Further { get; init; } = [];
}

/// <summary>A receipt as data; the program lays it out.</summary>
/// <param name="Number">Bill number.</param>
/// <param name="Time">When it was billed.</param>
/// <param name="Store">Store, or null.</param>
/// <param name="Till">Till, or null.</param>
/// <param name="Customer">The member.</param>
/// <param name="Currency">ISO 4217 code of the amounts.</param>
/// <param name="Lines">The lines.</param>
/// <param name="Total">Net amount.</param>
/// <param name="PaidByPoints">What points paid.</param>
/// <param name="Due">What other means paid.</param>
/// <param name="PointsSpent">Points spent.</param>
/// <param name="PointsEarned">Points earned, promised ones included.</param>
/// <param name="PointsPromised">Those only promised yet.</param>
/// <param name="PointsGiven">Points of gifts.</param>
/// <param name="Balance">Points after it: available less debt.</param>
/// <param name="Tier">Tier after it, or null.</param>
public sealed record Receipt(
    string Number, Instant Time, string? Store, string? Till, CustomerId Customer, string Currency, IReadOnlyList<BillLine> Lines,
    decimal Total, decimal PaidByPoints, decimal Due, decimal PointsSpent, decimal PointsEarned, decimal PointsPromised, decimal PointsGiven,
    decimal Balance, string? Tier)
{
    /// <summary>What promotions gave.</summary>
    public IReadOnlyList<BillPromotion> Promotions { get; init; } = [];

    /// <summary>What payment vouchers paid; <see cref="Due"/> is what points and they leave.</summary>
    public IReadOnlyList<VoucherPayment> Vouchers { get; init; } = [];
}

/// <summary>A bill of a shop's past, for a member named by the shop's own number.</summary>
/// <param name="ExternalId">The shop's number of the member, who is enrolled at the bill's time when unknown.</param>
/// <param name="Number">Bill number.</param>
/// <param name="Amount">Net amount.</param>
/// <param name="Time">When it was billed.</param>
public sealed record HistoryBill(string ExternalId, string Number, decimal Amount, Instant Time)
{
    /// <summary>The lines; may be empty.</summary>
    public IReadOnlyList<BillLine> Lines { get; init; } = [];

    /// <summary>Store, or null for the handle's own.</summary>
    public string? Store { get; init; }

    /// <summary>ISO 4217 code; absent means the base currency.</summary>
    public string? Currency { get; init; }

    /// <summary>Custom fields.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; init; }
}

/// <summary>What a bill of the past did.</summary>
/// <param name="Bill">The bill.</param>
/// <param name="Enrolled">Whether the member was enrolled with it.</param>
public sealed record HistoryBillAdded(BillAdded Bill, bool Enrolled);

/// <summary>What is to be paid is no longer what was expected.</summary>
public sealed record TotalChanged(decimal Total, decimal Expected) : Refusal("sale.total_changed", "ExpectedDue", Invariant($"{Total} is due, {Expected} was expected."));

/// <summary>The sale has no member; it needs one (606).</summary>
public sealed record CustomerMissing() : Refusal("customer.missing", "Customer", "A sale needs the member it is for.");

/// <summary>By the organisation's settings the bill is an outlier; a checkout of one can spend and give nothing. Add it as a bill.</summary>
public sealed record SaleOfOutlier() : Refusal("sale.outlier", null, "By the organisation's settings the bill is an outlier: nothing of it reaches loyalty, so it is added as a bill, not checked out.");

/// <summary>The two sides of an exchange do not fit.</summary>
public sealed record ExchangeMismatch(string Reason) : Refusal("exchange.mismatch", null, Reason);
