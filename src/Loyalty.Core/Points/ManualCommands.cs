using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>
/// Takes points away by hand: from one award, or from all in redemption order. What is not there becomes debt where the program's returns
/// allow debt. Who asks is the handle's user. The reference is its idempotency key.
/// </summary>
/// <param name="Customer">The member.</param>
/// <param name="Points">Points above 0, with no more decimals than the program's.</param>
/// <param name="Reason">Why, 1 to 250 characters.</param>
/// <param name="Reference">The caller's reference, 1 to 200 characters, unique for the member.</param>
public sealed record DeductPoints(CustomerId Customer, decimal Points, string Reason, string Reference)
{
    /// <summary>Number of the lot to take from; absent: all of them.</summary>
    public long? Lot { get; init; }

    /// <summary>Who approved it, up to 100 characters; absent: nobody but who asks.</summary>
    public string? ApprovedBy { get; init; }
}

/// <summary>Asks for points out of goodwill; they are given when somebody approves. Who asks is the handle's user. The reference is its idempotency key.</summary>
/// <param name="Customer">The member.</param>
/// <param name="Points">Points above 0, with no more decimals than the program's.</param>
/// <param name="Reason">Why, 1 to 250 characters.</param>
/// <param name="Reference">The caller's reference, 1 to 200 characters, unique for the member.</param>
public sealed record AskGoodwill(CustomerId Customer, decimal Points, string Reason, string Reference)
{
    /// <summary>Whether it is approved at once, on the asker's own word. Default off.</summary>
    public bool ApproveAtOnce { get; init; }
}

/// <summary>Approves or rejects goodwill that was asked for. Who decides is the handle's user. A repeat gives the first answer.</summary>
/// <param name="Request">The request.</param>
/// <param name="Approve">Whether it is approved.</param>
public sealed record DecideGoodwill(GoodwillId Request, bool Approve);

/// <summary>A request for goodwill. Below 2^53.</summary>
/// <param name="Value">The number.</param>
public readonly record struct GoodwillId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>What a deduction did.</summary>
/// <param name="Customer">The member.</param>
/// <param name="Points">Points taken, debt included.</param>
/// <param name="Debt">Those of them that were not there and became debt.</param>
/// <param name="Balance">Points after it: available less debt.</param>
/// <param name="Position">Position of its entry in the journal.</param>
public sealed record PointsDeducted(CustomerId Customer, decimal Points, decimal Debt, decimal Balance, long Position);

/// <summary>A request for goodwill as it stands.</summary>
/// <param name="Request">Its id.</param>
/// <param name="Customer">The member; none where it is for a group.</param>
/// <param name="Points">Points asked for.</param>
/// <param name="Reason">Why.</param>
/// <param name="State">Where it stands.</param>
/// <param name="AskedBy">Who asked.</param>
/// <param name="DecidedBy">Who approved or rejected it, or null.</param>
/// <param name="Position">Position of the newest entry about it.</param>
public sealed record Goodwill(GoodwillId Request, CustomerId Customer, decimal Points, string Reason, RequestState State, string AskedBy, string? DecidedBy, long Position)
{
    /// <summary>The group that it is for, or null: it is for the member.</summary>
    public GroupId? Group { get; init; }

    /// <summary>What was given, or null.</summary>
    public Award? Award { get; init; }

    /// <summary>When it was asked for.</summary>
    public Instant AskedAt { get; init; }

    /// <summary>When it was approved or rejected, or null.</summary>
    public Instant? DecidedAt { get; init; }
}

// In the order in which they are checked (points R60).

/// <summary>The reason is missing, too long or holds control characters (8882).</summary>
public sealed record ManualReasonMissing(string Given) : Refusal("manual.reason", "Reason", Invariant($"The reason '{Given}' will not do; allowed is 1 to 250 characters without control characters."));

/// <summary>Nobody asks: the handle names no user.</summary>
public sealed record ManualUserMissing() : Refusal("manual.user_missing", "User", "Who posts points by hand must be known: call as a user.");

/// <summary>Somebody else than who asks must approve.</summary>
public sealed record ManualApprovalMissing(string AskedBy) : Refusal("manual.approval_missing", "ApprovedBy", Invariant($"Somebody else than {AskedBy} must approve."));

/// <summary>The points are above what the user may post by hand.</summary>
public sealed record ManualAboveAuthority(string User, decimal Points, decimal Limit)
    : Refusal("manual.above_authority", "Points", Invariant($"{User} may post up to {Limit} points by hand; {Points} were asked for."));

/// <summary>The member has no such lot (8877).</summary>
public sealed record LotUnknown(long Lot) : Refusal("points.lot_unknown", "Lot", Invariant($"The member has no lot {Lot}."));

/// <summary>No such request.</summary>
public sealed record GoodwillUnknown(GoodwillId Request) : Refusal("goodwill.unknown", "Request", Invariant($"No request {Request} for goodwill is known in this organisation."));

/// <summary>The request has been decided the other way.</summary>
public sealed record GoodwillDecided(GoodwillId Request, RequestState State) : Refusal("goodwill.decided", "Approve", Invariant($"Request {Request} is {State}."));
