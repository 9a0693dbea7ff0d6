namespace Loyalty;

/// <summary>Where a customer stands with the organisation (customers 1.3).</summary>
public enum CustomerStatus
{
    /// <summary>As usual.</summary>
    Active = 0,

    /// <summary>Suspended.</summary>
    Suspended = 1,

    /// <summary>Suspected of fraud.</summary>
    FraudSuspected = 2,

    /// <summary>Found to have committed fraud.</summary>
    FraudConfirmed = 3,

    /// <summary>The organisation's own staff.</summary>
    Internal = 4,

    /// <summary>Waiting to be deleted.</summary>
    PendingDeletion = 5,

    /// <summary>Deleted, for ever; its identifiers are free.</summary>
    Deleted = 6,
}

/// <summary>What a status label stops (customers 1.3).</summary>
public enum StatusRestriction
{
    /// <summary>Every outbound message, one-time passwords included.</summary>
    Communication = 0,

    /// <summary>Redeeming and reserving coupons.</summary>
    CouponRedemption = 1,

    /// <summary>Being issued coupons.</summary>
    CouponIssue = 2,

    /// <summary>Every award of points; it is omitted, not refused.</summary>
    PointsAllocation = 3,

    /// <summary>Redeeming points, holding them, and sending them to another member.</summary>
    PointsRedemption = 4,

    /// <summary>Rising to a higher tier, by purchase or by hand.</summary>
    TierUpgrade = 5,

    /// <summary>Change of identifiers, and merging, on either side.</summary>
    IdentifierChange = 6,

    /// <summary>New bills.</summary>
    Transaction = 7,

    /// <summary>All of them, and changes of the customer; for labels of the status deleted only.</summary>
    Everything = 8,
}

/// <summary>A label that the organisation gives customers; it stands for one status and stops what it names.</summary>
public sealed record StatusLabel
{
    /// <summary>Its name, unique ignoring case, 1 to 50 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The status it stands for.</summary>
    public required CustomerStatus Status { get; init; }

    /// <summary>What it stops; nothing on an active label.</summary>
    public IReadOnlyList<StatusRestriction> Stops { get; init; } = [];

    /// <summary>One label for each status, for organisations that name none: what is suspected of fraud spends nothing, what is confirmed does nothing.</summary>
    public static IReadOnlyList<StatusLabel> BuiltIn { get; } =
    [
        new() { Name = "Active", Status = CustomerStatus.Active },
        new() { Name = "Suspended", Status = CustomerStatus.Suspended, Stops = [StatusRestriction.PointsRedemption, StatusRestriction.CouponRedemption] },
        new() { Name = "Fraud_suspected", Status = CustomerStatus.FraudSuspected, Stops = [StatusRestriction.PointsRedemption, StatusRestriction.CouponRedemption, StatusRestriction.IdentifierChange] },
        new()
        {
            Name = "Fraud_confirmed", Status = CustomerStatus.FraudConfirmed,
            Stops = [.. Enum.GetValues<StatusRestriction>().Where(each => each is not (StatusRestriction.Communication or StatusRestriction.Everything))],
        },
        new() { Name = "Internal", Status = CustomerStatus.Internal },
        new() { Name = "Deletion_pending", Status = CustomerStatus.PendingDeletion, Stops = [StatusRestriction.Communication, StatusRestriction.IdentifierChange] },
        new() { Name = "Deleted", Status = CustomerStatus.Deleted, Stops = [StatusRestriction.Everything] },
    ];

    /// <summary>Whether it stops something.</summary>
    internal bool Restricts(StatusRestriction restriction)
    {
        for (var i = 0; i < Stops.Count; i++)
            if (Stops[i] == restriction || Stops[i] == StatusRestriction.Everything) return true;
        return false;
    }
}
