using NodaTime;

namespace Loyalty;

/// <summary>A bill in the queue of rejected bills. Below 2^53.</summary>
/// <param name="Value">The number.</param>
public readonly record struct RejectionId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A retry of rejected bills, which can be asked for later. Below 2^53.</summary>
/// <param name="Value">The number.</param>
public readonly record struct RetriggerId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Where a rejected bill stands.</summary>
public enum RejectionState
{
    /// <summary>It waits and may be tried again.</summary>
    Open,

    /// <summary>It was tried again and accepted.</summary>
    Fixed,

    /// <summary>It will never be accepted.</summary>
    PermanentFailed,
}

/// <summary>What holds a bill back.</summary>
public enum RejectionCause
{
    /// <summary>A kind of tender is not known.</summary>
    Tender,

    /// <summary>The store or till is not known.</summary>
    Store,

    /// <summary>A mandatory extended field of the bill is missing.</summary>
    BillFieldMissing,

    /// <summary>The value of an extended field of the bill does not fit.</summary>
    BillFieldInvalid,

    /// <summary>The retry was refused for something else.</summary>
    Refused,

    /// <summary>An item is not in the catalogue.</summary>
    Item,

    /// <summary>The customer lacks a mandatory extended field.</summary>
    CustomerFieldMissing,

    /// <summary>The value of an extended field of the customer that came with the bill does not fit.</summary>
    CustomerFieldInvalid,
}

/// <summary>Something that holds a bill back.</summary>
/// <param name="Cause">What it is.</param>
/// <param name="Value">The tender's kind, the store or till, the name of the field, or the code of the refusal.</param>
/// <param name="IsFinal">Whether no later configuration mends it: the bill that comes with it has failed for ever.</param>
public sealed record RejectionReason(RejectionCause Cause, string Value, bool IsFinal);

/// <summary>Tries rejected bills again, by hand (transactions R47).</summary>
/// <param name="Rejections">The bills, 1 to 100; one named twice is tried once, one that is not open is answered as it stands.</param>
public sealed record RetriggerBills(IReadOnlyList<RejectionId> Rejections);

/// <summary>Marks rejected bills as failed, which is final (transactions R47).</summary>
/// <param name="Rejections">The bills, 1 to 100.</param>
public sealed record FailRejectedBills(IReadOnlyList<RejectionId> Rejections)
{
    /// <summary>Why, up to 250 characters.</summary>
    public string? Comments { get; init; }
}

/// <summary>Which rejected bills are listed.</summary>
public sealed record ListRejectedBills
{
    /// <summary>Only those in this state.</summary>
    public RejectionState? State { get; init; }

    /// <summary>Only those of this customer.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>Only those with this number, compared as bill numbers are.</summary>
    public string? Number { get; init; }

    /// <summary>Only those that this holds back.</summary>
    public RejectionCause? Cause { get; init; }

    /// <summary>Only those rejected at this time or later.</summary>
    public Instant? From { get; init; }

    /// <summary>Only those rejected before this time.</summary>
    public Instant? Until { get; init; }

    /// <summary>Most of them, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Read on after this id: <see cref="Page{T}.Next"/> of the page before.</summary>
    public long After { get; init; }
}

/// <summary>A rejected bill as it stands.</summary>
/// <param name="Id">Its id in the queue.</param>
/// <param name="Bill">The bill as it came.</param>
/// <param name="Customer">The member as known now, or null for a bill that is nobody's.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Retries">How often it was tried again in vain.</param>
/// <param name="Reasons">What held it back when it was last tried; none once it is fixed.</param>
/// <param name="FixedAs">The bill that it became, or null.</param>
/// <param name="Store">Store as the caller gave it, or null.</param>
/// <param name="Till">Till as the caller gave it, or null.</param>
/// <param name="RejectedAt">When it was rejected.</param>
/// <param name="ChangedAt">When it was last tried or marked.</param>
/// <param name="Comments">What was said when it was marked as failed, or null.</param>
public sealed record RejectedBillDetails(
    RejectionId Id, AddBill Bill, CustomerId? Customer, RejectionState State, int Retries, IReadOnlyList<RejectionReason> Reasons, BillId? FixedAs, string? Store, string? Till,
    Instant RejectedAt, Instant ChangedAt, string? Comments);

/// <summary>What a retry did.</summary>
/// <param name="Id">Names the retry, for <see cref="RejectionOperations.StatusAsync"/>.</param>
/// <param name="Items">Each bill after it, in the order given.</param>
public sealed record BillsRetriggered(RetriggerId Id, IReadOnlyList<RetriggeredBill> Items)
{
    /// <summary>How many bills were named.</summary>
    public int Total => Items.Count;

    /// <summary>How many of them are fixed.</summary>
    public int Fixed => Items.Count(item => item.State == RejectionState.Fixed);

    /// <summary>How many are still open, with fewer reasons than before.</summary>
    public int PartiallyFixed => Items.Count(item => item.State == RejectionState.Open && item.Reasons.Count < item.ReasonsBefore);
}

/// <summary>A bill after a retry.</summary>
/// <param name="Rejection">Its id in the queue.</param>
/// <param name="State">Where it stood after it.</param>
/// <param name="Retries">How often it had then been tried in vain.</param>
/// <param name="FixedAs">The bill that it had become, or null.</param>
/// <param name="ReasonsBefore">How many reasons held it back before.</param>
/// <param name="Reasons">What held it back then.</param>
public sealed record RetriggeredBill(RejectionId Rejection, RejectionState State, int Retries, BillId? FixedAs, int ReasonsBefore, IReadOnlyList<RejectionReason> Reasons);
