using NodaTime;

namespace Loyalty;

/// <summary>Spends points. Its reference is its natural idempotency key: the same again gives the first answer.</summary>
public sealed record RedeemPoints
{
    /// <summary>Creates the command.</summary>
    /// <param name="customer">The member.</param>
    /// <param name="points">Points above 0, with no more decimals than the program's.</param>
    /// <param name="reference">The caller's reference, 1 to 200 characters, unique for the member.</param>
    public RedeemPoints(CustomerId customer, decimal points, string reference)
    {
        Customer = customer;
        Points = points;
        Reference = reference;
    }

    /// <summary>The member.</summary>
    public CustomerId Customer { get; }

    /// <summary>Points above 0.</summary>
    public decimal Points { get; }

    /// <summary>The caller's reference.</summary>
    public string Reference { get; }

    /// <summary>Net amount of the bill that is paid, where known: limits in percent of the bill need it.</summary>
    public decimal? BillAmount { get; init; }

    /// <summary>
    /// Whether the points of all programs that the member is enrolled in are taken, in one order over all: earliest expiry, earliest award, lower
    /// number of the program. The program that is meant says the ratio, the conditions, and whether it may be (points R70). Default off.
    /// </summary>
    public bool AllPrograms { get; init; }

    /// <summary>
    /// Base currency to pay with points, above 0, instead of <see cref="Points"/>, which then is 0: the points are amount / ratio, rounded up to
    /// the program's decimals (points R33).
    /// </summary>
    public decimal? Amount { get; init; }

    /// <summary>Number of the bill that it is made against, which need not be there yet; where the program says so its return gives the points back (points R42). No part of what a repeat is known by.</summary>
    public string? BillNumber { get; init; }

    /// <summary>The code by which the customer confirms it, where the program asks for one (points R37). No part of what a repeat is known by.</summary>
    public string? ValidationCode { get; init; }

    /// <summary>Whether no code is asked for; the till must have the right to it.</summary>
    public bool SkipsValidation { get; init; }
}

/// <summary>Reserves points until captured, released or lapsed. Its reference is its natural idempotency key.</summary>
/// <param name="Customer">The member.</param>
/// <param name="Points">Points above 0.</param>
/// <param name="Reference">The caller's reference, 1 to 200 characters, unique for the member.</param>
public sealed record HoldPoints(CustomerId Customer, decimal Points, string Reference)
{
    /// <summary>Net amount of the bill that is paid, where known.</summary>
    public decimal? BillAmount { get; init; }

    /// <summary>As <see cref="RedeemPoints.ValidationCode"/>: capturing the hold asks for no other.</summary>
    public string? ValidationCode { get; init; }

    /// <summary>As <see cref="RedeemPoints.SkipsValidation"/>.</summary>
    public bool SkipsValidation { get; init; }
}

/// <summary>Turns a hold into a redemption. A repeat gives the first answer.</summary>
/// <param name="Redemption">The hold.</param>
public sealed record CapturePoints(RedemptionId Redemption)
{
    /// <summary>
    /// Net amount of the bill that is paid, where known: a hold that has ended is a redemption anew, which limits in percent of the bill ask for
    /// it. No part of what a repeat is known by.
    /// </summary>
    public decimal? BillAmount { get; init; }
}

/// <summary>Lets a hold go. A repeat gives the first answer.</summary>
/// <param name="Redemption">The hold.</param>
public sealed record ReleasePoints(RedemptionId Redemption);

/// <summary>Reverses a redemption in part or whole. Its reference is its idempotency key.</summary>
/// <param name="Redemption">The redemption.</param>
/// <param name="Reference">The caller's reference, 1 to 200 characters, unique for the member.</param>
public sealed record ReverseRedemption(RedemptionId Redemption, string Reference)
{
    /// <summary>Points to give back; absent means all that is left.</summary>
    public decimal? Points { get; init; }

    /// <summary>The customer it must belong to, where the caller wants that checked.</summary>
    public CustomerId? Customer { get; init; }
}

/// <summary>Sends points to another member. Its reference is its idempotency key.</summary>
/// <param name="From">The sender.</param>
/// <param name="To">The receiver.</param>
/// <param name="Points">Points above 0.</param>
/// <param name="Reference">The caller's reference, 1 to 200 characters, unique for the sender.</param>
public sealed record TransferPoints(CustomerId From, CustomerId To, decimal Points, string Reference);

/// <summary>Asks for a statement.</summary>
/// <param name="Customer">The member.</param>
public sealed record StatementRequest(CustomerId Customer)
{
    /// <summary>As of this effective time; absent means now.</summary>
    public Instant? At { get; init; }

    /// <summary>As it was known at this recorded time; absent means now.</summary>
    public Instant? Known { get; init; }

    /// <summary>Most rows, 1 to 1,000, the newest recorded first.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Read on before this position: <see cref="Statement.Next"/> of the page before.</summary>
    public long? Before { get; init; }
}

/// <summary>What a redemption did.</summary>
/// <param name="Redemption">Its id.</param>
/// <param name="Code">Its code for people: 6 letters and digits.</param>
/// <param name="Customer">The member.</param>
/// <param name="Points">Points spent.</param>
/// <param name="Worth">What they are worth in the base currency.</param>
/// <param name="Balance">Points after it: available less debt.</param>
/// <param name="Position">Position of its entry in the journal.</param>
public sealed record PointsRedeemed(RedemptionId Redemption, string Code, CustomerId Customer, decimal Points, decimal Worth, decimal Balance, long Position)
{
    /// <summary>Of a redemption over all programs, what it took of each, in the order of their first; else empty.</summary>
    public IReadOnlyList<ProgramShare> Programs { get; init; } = [];
}

/// <summary>What a redemption over all programs took of one.</summary>
/// <param name="Program">Code of the program.</param>
/// <param name="Redemption">Id of the part, which can be found and reversed by itself.</param>
/// <param name="Points">Points of it.</param>
public sealed record ProgramShare(string Program, RedemptionId Redemption, decimal Points);

/// <summary>What a hold did.</summary>
/// <param name="Redemption">Id of the hold and of the redemption it may become.</param>
/// <param name="Code">Its code.</param>
/// <param name="Customer">The member.</param>
/// <param name="Points">Points held.</param>
/// <param name="Worth">What they are worth in the base currency.</param>
/// <param name="LapsesAt">When the hold ends by itself.</param>
/// <param name="Balance">Points after it: available less debt.</param>
/// <param name="Position">Position of its entry in the journal.</param>
public sealed record PointsHeld(RedemptionId Redemption, string Code, CustomerId Customer, decimal Points, decimal Worth, Instant LapsesAt, decimal Balance, long Position);

/// <summary>A hold was let go.</summary>
/// <param name="Redemption">The hold.</param>
/// <param name="Customer">The member.</param>
/// <param name="Points">Points released.</param>
/// <param name="Balance">Points after it: available less debt.</param>
/// <param name="Position">Position of its entry in the journal.</param>
public sealed record HoldReleased(RedemptionId Redemption, CustomerId Customer, decimal Points, decimal Balance, long Position);

/// <summary>What a reversal did (points R41).</summary>
/// <param name="Redemption">The redemption.</param>
/// <param name="Customer">The member.</param>
/// <param name="Points">Points that came back: available + expired.</param>
/// <param name="Available">Those that are usable or met a debt.</param>
/// <param name="Expired">Those whose lot was past its day.</param>
/// <param name="Left">What can still be reversed.</param>
/// <param name="Balance">Points after it: available less debt.</param>
/// <param name="Position">Position of its entry in the journal.</param>
public sealed record RedemptionReversal(
    RedemptionId Redemption, CustomerId Customer, decimal Points, decimal Available, decimal Expired, decimal Left, decimal Balance, long Position);

/// <summary>What a transfer did.</summary>
/// <param name="From">The sender.</param>
/// <param name="To">The receiver.</param>
/// <param name="Points">Points moved.</param>
/// <param name="SenderBalance">The sender's points after it.</param>
/// <param name="ReceiverBalance">The receiver's points after it.</param>
/// <param name="Position">Position of the sender's entry; the receiver's follows in the same commit.</param>
public sealed record PointsTransferred(CustomerId From, CustomerId To, decimal Points, decimal SenderBalance, decimal ReceiverBalance, long Position);

/// <summary>A member's points.</summary>
/// <param name="Customer">The member.</param>
/// <param name="Points">Available less debt: the balance that is shown.</param>
/// <param name="Available">What can be spent.</param>
/// <param name="Promised">Awarded, not yet usable.</param>
/// <param name="Held">Reserved by pending redemptions.</param>
/// <param name="Debt">Owed.</param>
/// <param name="Lifetime">Lifetime points (points R53).</param>
/// <param name="NextExpiry">When the next of them lapse, or null.</param>
/// <param name="NextExpiring">How many lapse then.</param>
public sealed record PointsBalance(
    CustomerId Customer, decimal Points, decimal Available, decimal Promised, decimal Held, decimal Debt, decimal Lifetime,
    Instant? NextExpiry, decimal NextExpiring);

/// <summary>A member's balance in one program and currency.</summary>
/// <param name="Program">Code of the program.</param>
/// <param name="Currency">Name of the alternate currency, or null for the program's points.</param>
/// <param name="Balance">The balance, in units of that.</param>
public sealed record ProgramBalance(string Program, string? Currency, PointsBalance Balance);

/// <summary>All that ever came and went; issued + received = promised + available + held + redeemed + expired + returned + deducted + sent - debt.</summary>
public sealed record PointsTotals(
    decimal Issued, decimal Received, decimal Promised, decimal Available, decimal Held, decimal Redeemed, decimal Expired,
    decimal Returned, decimal Deducted, decimal Sent, decimal Debt, decimal Waived);

/// <summary>A lot that is not spent.</summary>
/// <param name="Number">Number among the member's lots.</param>
/// <param name="Kind">What it was given for.</param>
/// <param name="Bill">The bill behind it, or null.</param>
/// <param name="Line">The line, or 0.</param>
/// <param name="Earned">When it was earned.</param>
/// <param name="Issued">Points it began with.</param>
/// <param name="Available">Points that can be spent.</param>
/// <param name="Promised">Points not yet usable.</param>
/// <param name="Held">Points reserved.</param>
/// <param name="ConvertsAt">When promised points become usable, or null.</param>
/// <param name="ExpiresAt">First instant at which they are no longer good, or null for never.</param>
public sealed record LotDetails(
    long Number, AwardKind Kind, BillId? Bill, int Line, Instant Earned, decimal Issued, decimal Available, decimal Promised, decimal Held,
    Instant? ConvertsAt, Instant? ExpiresAt);

/// <summary>One movement of points.</summary>
/// <param name="Source">Where they left.</param>
/// <param name="Target">Where they arrived.</param>
/// <param name="Points">How many.</param>
/// <param name="Lot">The lot, or null for debt.</param>
public sealed record Movement(Bucket Source, Bucket Target, decimal Points, long? Lot);

/// <summary>A row of a statement: an entry of the journal.</summary>
/// <param name="Position">Position in the journal.</param>
/// <param name="Kind">What it was.</param>
/// <param name="Effective">When it counts.</param>
/// <param name="Recorded">When we learnt it.</param>
/// <param name="Change">Change of available less debt by it.</param>
/// <param name="Movements">The postings.</param>
/// <param name="Bill">Number of the bill, or null.</param>
/// <param name="Redemption">The redemption or hold, or null.</param>
/// <param name="Counterpart">The other member of a transfer, or null.</param>
public sealed record StatementRow(
    long Position, EntryKind Kind, Instant Effective, Instant Recorded, decimal Change, IReadOnlyList<Movement> Movements,
    string? Bill, RedemptionId? Redemption, CustomerId? Counterpart)
{
    /// <summary>The group that points were given to or came from, or null.</summary>
    public GroupId? Group { get; init; }

    /// <summary>The bill that the row is of, beside its number.</summary>
    public BillId? BillId { get; init; }

    /// <summary>The store in which it happened; null for what the clock did.</summary>
    public string? Store { get; init; }

    /// <summary>The till at which it happened; null for what the clock did.</summary>
    public string? Till { get; init; }
}

/// <summary>A member's points as of a time, with the rows that led there.</summary>
/// <param name="Customer">The member.</param>
/// <param name="At">The effective time.</param>
/// <param name="Known">The recorded time.</param>
/// <param name="Balance">The balance then.</param>
/// <param name="Totals">All that came and went until then.</param>
/// <param name="Lots">The lots that were not spent, in redemption order.</param>
/// <param name="Rows">The newest rows first.</param>
/// <param name="Next">Pass as <see cref="StatementRequest.Before"/> to read on, null at the end.</param>
public sealed record Statement(
    CustomerId Customer, Instant At, Instant Known, PointsBalance Balance, PointsTotals Totals, IReadOnlyList<LotDetails> Lots,
    IReadOnlyList<StatementRow> Rows, long? Next)
{
    /// <summary>
    /// What the clock had made due then and no entry holds yet, the earliest first, with position 0. The balance counts it; the next command
    /// of the member, or a catch-up, writes it.
    /// </summary>
    public IReadOnlyList<StatementRow> Due { get; init; } = [];

    /// <summary>Tier then, or null when the program has none.</summary>
    public string? Tier { get; init; }

    /// <summary>Lifetime purchases then.</summary>
    public decimal LifetimePurchases { get; init; }
}

/// <summary>An entry taken apart into its lots.</summary>
/// <param name="Row">The entry.</param>
/// <param name="Opened">Lots that it opened, as they were then.</param>
/// <param name="Touched">Every lot that it touched, as it stands now.</param>
public sealed record Exploded(StatementRow Row, IReadOnlyList<Award> Opened, IReadOnlyList<LotDetails> Touched)
{
    /// <summary>The member whose entry it is.</summary>
    public CustomerId Customer { get; init; }

    /// <summary>Code of the program whose points it moved.</summary>
    public string Program { get; init; } = "";
}

/// <summary>A redemption or a hold as it stands.</summary>
/// <param name="Redemption">Its id.</param>
/// <param name="Code">Its code of six letters and digits.</param>
/// <param name="Customer">Whose points it took.</param>
/// <param name="Points">Points taken.</param>
/// <param name="Left">Points that a reversal may still bring back.</param>
/// <param name="IsHold">Whether it is a hold, live or ended, that was never captured.</param>
public sealed record RedemptionDetails(RedemptionId Redemption, string Code, CustomerId Customer, decimal Points, decimal Left, bool IsHold)
{
    /// <summary>When the points were taken.</summary>
    public Instant At { get; init; }

    /// <summary>The bill that it is tied to, or null.</summary>
    public BillId? Bill { get; init; }

    /// <summary>What it was for, or null.</summary>
    public string? Purpose { get; init; }
}
