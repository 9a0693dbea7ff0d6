namespace Loyalty.Tests;

/// <summary>Groups in a scenario, short.</summary>
internal static class GroupShop
{
    public static async Task<GroupId> GroupAsync(this Shop shop, string externalId = "G-1", int? maxSize = null) =>
        (await shop.Desk.Groups.MakeAsync(new(externalId) { MaxSize = maxSize })).OrThrow().Id;

    public static Task<Outcome<GroupMembership>> TryJoinAsync(this Shop shop, GroupId group, CustomerId customer, bool primary = false, bool blocked = false) =>
        shop.Desk.Groups.JoinAsync(new(group, customer) { AsPrimary = primary, RedemptionBlocked = blocked }).AsTask();

    public static async Task<GroupMembership> JoinAsync(this Shop shop, GroupId group, CustomerId customer, bool primary = false, bool blocked = false) =>
        (await shop.TryJoinAsync(group, customer, primary, blocked)).OrThrow();

    public static async Task<long[]> MembersAsync(this Shop shop, GroupId group, bool former = false) =>
        [.. (await shop.Desk.Groups.MembersAsync(new(group) { IncludeFormer = former })).OrThrow().Items.Select(each => each.Customer.Value)];

    public static async Task<GroupId?> GroupOfAsync(this Shop shop, CustomerId customer) => (await shop.Desk.Groups.OfAsync(customer)).OrThrow()?.Group;

    public static Task<Outcome<GroupPointsRedeemed>> TryRedeemAsync(this Shop shop, GroupId group, CustomerId by, decimal points) =>
        shop.Desk.Groups.RedeemAsync(new(group, by, points, shop.NextReference())).AsTask();

    public static async Task<GroupPointsRedeemed> RedeemAsync(this Shop shop, GroupId group, CustomerId by, decimal points) => (await shop.TryRedeemAsync(group, by, points)).OrThrow();

    public static async Task<GroupRedemptionReversal> ReverseAsync(this Shop shop, GroupRedemptionId redemption, decimal? points = null) =>
        (await shop.Desk.Groups.ReverseAsync(new(redemption, shop.NextReference()) { Points = points })).OrThrow();

    public static async Task<PointsContributed> ContributeAsync(this Shop shop, CustomerId from, GroupId to, decimal points) =>
        (await shop.Desk.Groups.ContributeAsync(new(from, to, points, shop.NextReference()))).OrThrow();

    public static async Task<decimal> PoolAsync(this Shop shop, GroupId group) => (await shop.Desk.Groups.BalanceAsync(group)).OrThrow().Available;

    /// <summary>What each holder gave or got: the customer, 0 for the group's own.</summary>
    public static (long Customer, decimal Points)[] Told(this IReadOnlyList<GroupShare> shares) => [.. shares.Select(share => (share.Customer?.Value ?? 0, share.Points))];
}
