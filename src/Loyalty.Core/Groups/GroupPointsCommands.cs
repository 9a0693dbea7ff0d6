using NodaTime;

namespace Loyalty;

/// <summary>Gives a member's points to its group. Its reference is its natural idempotency key.</summary>
/// <param name="From">The member.</param>
/// <param name="To">The group, which the member is in.</param>
/// <param name="Points">Points above 0.</param>
/// <param name="Reference">The caller's reference, 1 to 200 characters, unique for the member.</param>
public sealed record ContributePoints(CustomerId From, GroupId To, decimal Points, string Reference)
{
    /// <summary>The member of the group who arranges it; absent: who gives.</summary>
    public CustomerId? By { get; init; }
}

/// <summary>A member has given points to its group.</summary>
/// <param name="From">The member.</param>
/// <param name="To">The group.</param>
/// <param name="Points">Points given.</param>
/// <param name="Balance">The member's balance after it.</param>
/// <param name="GroupBalance">The group's balance after it.</param>
/// <param name="Position">Position of the member's entry in the journal.</param>
public sealed record PointsContributed(CustomerId From, GroupId To, decimal Points, decimal Balance, decimal GroupBalance, long Position)
{
    /// <summary>When the points moved.</summary>
    public Instant At { get; init; }
}

/// <summary>Gives points of a group to one of its members. Its reference is its natural idempotency key.</summary>
/// <param name="From">The group.</param>
/// <param name="To">Its member.</param>
/// <param name="Points">Points above 0.</param>
/// <param name="Reference">The caller's reference, 1 to 200 characters, unique for the group.</param>
public sealed record PayOutPoints(GroupId From, CustomerId To, decimal Points, string Reference)
{
    /// <summary>The member of the group who arranges it, and who must be let redeem points of the group; absent: who receives.</summary>
    public CustomerId? By { get; init; }
}

/// <summary>A group has given points to one of its members.</summary>
/// <param name="From">The group.</param>
/// <param name="To">The member.</param>
/// <param name="Points">Points given.</param>
/// <param name="GroupBalance">The group's balance after it.</param>
/// <param name="Balance">The member's balance after it.</param>
/// <param name="Position">Position of the group's entry in the journal.</param>
public sealed record PointsPaidOut(GroupId From, CustomerId To, decimal Points, decimal GroupBalance, decimal Balance, long Position)
{
    /// <summary>When the points moved.</summary>
    public Instant At { get; init; }
}

/// <summary>Spends points over a group. Its reference is its natural idempotency key.</summary>
/// <param name="Group">The group.</param>
/// <param name="By">The member who redeems.</param>
/// <param name="Points">Points above 0, with no more decimals than the program's.</param>
/// <param name="Reference">The caller's reference, 1 to 200 characters, unique for the group.</param>
public sealed record RedeemGroupPoints(GroupId Group, CustomerId By, decimal Points, string Reference)
{
    /// <summary>Net amount of the bill that is paid, where known: limits in percent of the bill need it.</summary>
    public decimal? BillAmount { get; init; }
}

/// <summary>What a redemption over a group, or its reversal, moved at one holder.</summary>
/// <param name="Customer">The member, or null for the group's own points.</param>
/// <param name="Redemption">The holder's own redemption.</param>
/// <param name="Points">Points.</param>
public sealed record GroupShare(CustomerId? Customer, RedemptionId Redemption, decimal Points);

/// <summary>Points were spent over a group.</summary>
/// <param name="Id">The redemption.</param>
/// <param name="Group">The group.</param>
/// <param name="By">The member who redeemed.</param>
/// <param name="Points">Points spent.</param>
/// <param name="Worth">What they are worth in base currency.</param>
/// <param name="Shares">What each holder gave, in the order in which they were first drawn on.</param>
/// <param name="GroupBalance">The group's own balance after it.</param>
/// <param name="Position">Position of the group's entry in the journal.</param>
public sealed record GroupPointsRedeemed(
    GroupRedemptionId Id, GroupId Group, CustomerId By, decimal Points, decimal Worth, IReadOnlyList<GroupShare> Shares, decimal GroupBalance, long Position);

/// <summary>Reverses a redemption over a group. Its reference is its natural idempotency key.</summary>
/// <param name="Redemption">The redemption.</param>
/// <param name="Reference">The caller's reference, 1 to 200 characters, unique for the group.</param>
public sealed record ReverseGroupRedemption(GroupRedemptionId Redemption, string Reference)
{
    /// <summary>Points above 0; absent: all that is left.</summary>
    public decimal? Points { get; init; }
}

/// <summary>A redemption over a group was reversed.</summary>
/// <param name="Id">The redemption.</param>
/// <param name="Group">The group.</param>
/// <param name="Points">Points that went back.</param>
/// <param name="Left">Points of the redemption that are left.</param>
/// <param name="Shares">What each holder got back, the last drawn first.</param>
/// <param name="GroupBalance">The group's own balance after it.</param>
/// <param name="Position">Position of the group's entry in the journal.</param>
public sealed record GroupRedemptionReversal(
    GroupRedemptionId Id, GroupId Group, decimal Points, decimal Left, IReadOnlyList<GroupShare> Shares, decimal GroupBalance, long Position);

/// <summary>A group's own points and standing.</summary>
/// <param name="Group">The group.</param>
/// <param name="Balance">Available less debt.</param>
/// <param name="Available">Points that can be spent.</param>
/// <param name="Promised">Points that will be.</param>
/// <param name="Debt">Points owed.</param>
/// <param name="Tier">The group's tier, or null where the program has none.</param>
public sealed record GroupBalance(GroupId Group, decimal Balance, decimal Available, decimal Promised, decimal Debt, string? Tier);

/// <summary>Asks for points that a group is given as goodwill; who asks is the handle's user (points R61).</summary>
/// <param name="Group">The group.</param>
/// <param name="Points">How many.</param>
/// <param name="Reason">Why, 1 to 250 characters; it is written into the journal, so no personal data.</param>
/// <param name="Reference">The caller's own reference, unique for the group.</param>
public sealed record AskGroupGoodwill(GroupId Group, decimal Points, string Reason, string Reference)
{
    /// <summary>Whether it is approved at once, on the asker's own word. Default off.</summary>
    public bool ApproveAtOnce { get; init; }
}
