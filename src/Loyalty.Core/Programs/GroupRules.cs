namespace Loyalty;

/// <summary>Groups of customers: families, fleets, companies.</summary>
public sealed record GroupRules
{
    /// <summary>Most members that any group may have.</summary>
    public const int MostMembers = 30_000;

    /// <summary>Most members of a group, 1 to 30,000, which is the default. A group may set itself a lower size.</summary>
    public int MaxSize { get; init; } = MostMembers;

    /// <summary>Who earns of a bill that a member buys for the group. Default the member.</summary>
    public GroupEarning Earning { get; init; }

    /// <summary>
    /// Whether a purchase for a group may come back when its member is no longer in it (<c>CONF_ALLOW_TRANSACTION_RETURN_AFTER_GROUP_TRANSITION</c>);
    /// the group's points go back then too. Default off.
    /// </summary>
    public bool ReturnAfterLeaving { get; init; }

    /// <summary>Whether members may redeem over their group. Default on.</summary>
    public bool AllowRedemption { get; init; } = true;

    /// <summary>
    /// Whether a redemption over a group takes the points of its members too, all in one order, or the group's own alone, which is the default
    /// (<c>ENABLE_CROSS_MEMBER_REDEMPTION</c>).
    /// </summary>
    public bool CrossMemberRedemption { get; init; }
}

/// <summary>Who earns of a bill for a group.</summary>
public enum GroupEarning
{
    /// <summary>The member who buys.</summary>
    Member,

    /// <summary>The group alone, at its own tier.</summary>
    Group,

    /// <summary>Each of them, at its own tier.</summary>
    Both,
}
