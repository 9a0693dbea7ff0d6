using NodaTime;

namespace Loyalty;

/// <summary>Makes a group of customers. Its external id is its natural idempotency key: unique in the organisation, ignoring case.</summary>
/// <param name="ExternalId">External id, 1 to 100 characters.</param>
public sealed record MakeGroup(string ExternalId)
{
    /// <summary>Name shown to people, up to 100 characters, or null. It is written into entries, so no personal data.</summary>
    public string? Name { get; init; }

    /// <summary>Most members, 1 to the program's <see cref="GroupRules.MaxSize"/>; absent: that.</summary>
    public int? MaxSize { get; init; }
}

/// <summary>Changes a group; what is null stays.</summary>
/// <param name="Group">The group.</param>
public sealed record UpdateGroup(GroupId Group)
{
    /// <summary>External id, 1 to 100 characters.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Name shown to people, up to 100 characters; empty takes it away. It is written into entries, so no personal data.</summary>
    public string? Name { get; init; }

    /// <summary>Most members: not fewer than there are, not more than the program's.</summary>
    public int? MaxSize { get; init; }
}

/// <summary>Lets a customer join a group. In the group already: nothing changes, and the outcome says that it is a repeat.</summary>
/// <param name="Group">The group.</param>
/// <param name="Customer">Who joins.</param>
public sealed record JoinGroup(GroupId Group, CustomerId Customer)
{
    /// <summary>Whether as its primary member; the group must have none.</summary>
    public bool AsPrimary { get; init; }

    /// <summary>Whether the member may not redeem points of the group (<c>block_points_redemption</c>).</summary>
    public bool RedemptionBlocked { get; init; }
}

/// <summary>Moves a member from one group to another, in one commit.</summary>
/// <param name="From">The group to leave.</param>
/// <param name="To">The group to join.</param>
/// <param name="Customer">Who moves.</param>
public sealed record MoveGroupMember(GroupId From, GroupId To, CustomerId Customer);

/// <summary>Says what a group lets a member do.</summary>
/// <param name="Group">The group.</param>
/// <param name="Customer">Its member.</param>
/// <param name="RedemptionBlocked">Whether the member may not redeem points of the group.</param>
public sealed record PermitGroupMember(GroupId Group, CustomerId Customer, bool RedemptionBlocked);

/// <summary>A group as it is.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ExternalId">Its external id, as given.</param>
/// <param name="Name">Its name, or null.</param>
/// <param name="MaxSize">Most members it may have.</param>
/// <param name="Members">How many it has.</param>
/// <param name="Primary">Its primary member, or null.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="DissolvedAt">When it was dissolved, or null.</param>
public sealed record GroupDetails(GroupId Id, string ExternalId, string? Name, int MaxSize, int Members, CustomerId? Primary, Instant MadeAt, Instant? DissolvedAt);

/// <summary>A membership of a group.</summary>
/// <param name="Group">The group.</param>
/// <param name="Customer">The member.</param>
/// <param name="IsPrimary">Whether it is the primary one.</param>
/// <param name="RedemptionBlocked">Whether the member may not redeem points of the group.</param>
/// <param name="Since">When the customer joined.</param>
/// <param name="Until">When the customer left, or null.</param>
/// <param name="Contributed">Points that the customer has given to the group.</param>
public sealed record GroupMembership(GroupId Group, CustomerId Customer, bool IsPrimary, bool RedemptionBlocked, Instant Since, Instant? Until, decimal Contributed);

/// <summary>Asks for members of a group, by number.</summary>
/// <param name="Group">The group.</param>
public sealed record GroupMembersRequest(GroupId Group)
{
    /// <summary>Whether those that have left are shown too.</summary>
    public bool IncludeFormer { get; init; }

    /// <summary>How many at most, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where to read on: <see cref="Page{T}.Next"/> of the page before.</summary>
    public long? After { get; init; }
}
