namespace Loyalty;

/// <summary>Groups of customers: families, fleets, companies.</summary>
public sealed record GroupRules
{
    /// <summary>Most members that any group may have.</summary>
    public const int MostMembers = 30_000;

    /// <summary>Most members of a group, 1 to 30,000, which is the default. A group may set itself a lower size.</summary>
    public int MaxSize { get; init; } = MostMembers;

    /// <summary>Whether members may redeem over their group. Default on.</summary>
    public bool AllowRedemption { get; init; } = true;

    /// <summary>
    /// Whether a redemption over a group takes the points of its members too, all in one order, or the group's own alone, which is the default
    /// (<c>ENABLE_CROSS_MEMBER_REDEMPTION</c>).
    /// </summary>
    public bool CrossMemberRedemption { get; init; }
}
