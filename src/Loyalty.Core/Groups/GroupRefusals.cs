using static System.FormattableString;

namespace Loyalty;

// In the order in which they are checked (customers R58).

/// <summary>The organisation has no such group, or it was dissolved (1632).</summary>
public sealed record GroupUnknown(string Given) : Refusal("group.unknown", "Group", Invariant($"No group '{Given}' is known in this organisation."));

/// <summary>Another group has the external id.</summary>
public sealed record GroupExternalIdTaken(string ExternalId, GroupId Holder) : Refusal("group.external_id_taken", "ExternalId", Invariant($"The external id '{ExternalId}' is group {Holder}'s already."));

/// <summary>A group cannot be so small: it has more members.</summary>
public sealed record GroupSizeBelowMembers(int MaxSize, int Members) : Refusal("group.size_below_members", "MaxSize", Invariant($"The group has {Members} members; it cannot be limited to {MaxSize}."));

/// <summary>The customer is in another group (1636).</summary>
public sealed record InAnotherGroup(CustomerId Customer, GroupId Group) : Refusal("group.in_another", "Customer", Invariant($"Customer {Customer} is in group {Group} already."));

/// <summary>The group has a primary member (1637).</summary>
public sealed record GroupHasPrimary(GroupId Group, CustomerId Primary) : Refusal("group.has_primary", "AsPrimary", Invariant($"Group {Group} has customer {Primary} as its primary member."));

/// <summary>The group has all members that it may have.</summary>
public sealed record GroupFull(GroupId Group, int MaxSize) : Refusal("group.full", "Group", Invariant($"Group {Group} has all {MaxSize} members that it may have."));

/// <summary>The customer is not in the group.</summary>
public sealed record NotInGroup(CustomerId Customer, GroupId Group) : Refusal("group.not_member", "Customer", Invariant($"Customer {Customer} is no member of group {Group}."));

/// <summary>The primary member neither leaves nor moves (1624).</summary>
public sealed record PrimaryStays(CustomerId Customer, GroupId Group) : Refusal("group.primary_stays", "Customer", Invariant($"Customer {Customer} is the primary member of group {Group} and stays in it: make another one primary, or dissolve the group."));

/// <summary>A group that has points, promised ones or a debt is not dissolved.</summary>
public sealed record GroupHoldsPoints(GroupId Group, decimal Points, decimal Promised, decimal Debt)
    : Refusal("group.holds_points", "Group", Invariant($"Group {Group} has {Points} points, {Promised} promised and a debt of {Debt}: it is dissolved when it has none."));

/// <summary>The program does not let members redeem over their group (828).</summary>
public sealed record GroupRedemptionOff() : Refusal("group.redemption_off", null, "The program does not allow redemption over groups.");

/// <summary>The group does not let the member redeem (<c>block_points_redemption</c>).</summary>
public sealed record GroupRedemptionBlocked(CustomerId Customer, GroupId Group) : Refusal("group.redemption_blocked", "By", Invariant($"Group {Group} does not let customer {Customer} redeem points."));

/// <summary>No such redemption over a group (902).</summary>
public sealed record GroupRedemptionUnknown(string Given) : Refusal("group.redemption_unknown", "Redemption", Invariant($"No redemption over a group '{Given}' is known in this organisation."));

/// <summary>Nothing of the redemption is left (3802).</summary>
public sealed record GroupRedemptionReversed(GroupRedemptionId Redemption) : Refusal("group.nothing_left", "Redemption", Invariant($"Redemption {Redemption} over a group has been reversed in full."));
