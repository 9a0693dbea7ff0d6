using NodaTime;

namespace Loyalty;

/// <summary>A request about a customer. Below 2^53.</summary>
/// <param name="Value">The number.</param>
public readonly record struct CustomerRequestId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Asks for a change of a customer that somebody is to approve (customers R32).</summary>
/// <param name="Customer">The customer: whose identifier is to change, who is to be merged away, who is to lose its mobile.</param>
/// <param name="Kind">What is asked for.</param>
public sealed record AskCustomerRequest(CustomerId Customer, CustomerRequestKind Kind)
{
    /// <summary>The value that is to go, of an identifier; absent: whatever the profile has.</summary>
    public string? OldValue { get; init; }

    /// <summary>The value that is to come, of an identifier; needed for these kinds.</summary>
    public string? NewValue { get; init; }

    /// <summary>The other customer: who survives a merge, who gets the mobile; needed for these kinds.</summary>
    public CustomerId? Other { get; init; }

    /// <summary>The source of the profile. Default: the till.</summary>
    public CustomerSource Source { get; init; } = CustomerSource.Instore;

    /// <summary>Its account, for a source that has several.</summary>
    public string? Account { get; init; }

    /// <summary>The bill that was nobody's; needed for a retro request.</summary>
    public BillId? Bill { get; init; }

    /// <summary>Whether a retro request is approved at once and without regard to how old bill and registration are.</summary>
    public bool OneStep { get; init; }

    /// <summary>The series of the coupon; needed for goodwill.</summary>
    public CouponSeriesId? Series { get; init; }

    /// <summary>Whether it is approved at once, whatever the organisation says of its kind; absent: as the organisation says.</summary>
    public bool? ApproveAtOnce { get; init; }

    /// <summary>Why, up to 250 characters.</summary>
    public string? Comments { get; init; }
}

/// <summary>Approves or rejects a request. It is checked again: where it cannot be done any more, the approval is refused and it stays pending.</summary>
/// <param name="Request">The request.</param>
/// <param name="Approve">Whether it is approved.</param>
public sealed record DecideCustomerRequest(CustomerRequestId Request, bool Approve)
{
    /// <summary>Why, up to 250 characters.</summary>
    public string? Comments { get; init; }
}

/// <summary>Which requests are listed.</summary>
public sealed record ListCustomerRequests
{
    /// <summary>Only those in this state.</summary>
    public RequestState? State { get; init; }

    /// <summary>Only those about this customer.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>Most of them, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Read on after this id: <see cref="Page{T}.Next"/> of the page before.</summary>
    public long After { get; init; }
}

/// <summary>A request about a customer as it stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Kind">What is asked for.</param>
/// <param name="State">Where it stands.</param>
/// <param name="OldValue">The value that is to go, or null.</param>
/// <param name="NewValue">The value that is to come, or null.</param>
/// <param name="Other">The other customer, or null.</param>
/// <param name="AskedBy">The user who asked, or null.</param>
/// <param name="DecidedBy">The user who decided, or null.</param>
/// <param name="AskedAt">When it was asked for.</param>
/// <param name="DecidedAt">When it was decided, or null.</param>
/// <param name="Comments">The newest comments, or null.</param>
public sealed record CustomerRequestDetails(
    CustomerRequestId Id, CustomerId Customer, CustomerRequestKind Kind, RequestState State, string? OldValue, string? NewValue, CustomerId? Other, string? AskedBy, string? DecidedBy,
    Instant AskedAt, Instant? DecidedAt, string? Comments)
{
    /// <summary>The bill that was nobody's, or null.</summary>
    public BillId? Bill { get; init; }

    /// <summary>The series of the coupon, or null.</summary>
    public CouponSeriesId? Series { get; init; }
}
