using static Loyalty.Tests.TrackerKit;

namespace Loyalty.Tests;

/// <summary>Bills that a member buys for its group: they count for both, and come back from both.</summary>
public sealed class GroupBillTests
{
    private static LoyaltyDefinition Earning(GroupEarning earning, bool later = false) =>
        TierPrograms.P().With(program => program with { Groups = new() { Earning = earning, ReturnAfterLeaving = later } });

    private static async Task<(GroupId Group, CustomerId Anna, CustomerId Berta)> PairAsync(Shop shop)
    {
        var (group, anna, berta) = (await shop.GroupAsync(), await shop.MemberAsync("M-1"), await shop.MemberAsync("M-2"));
        await shop.JoinAsync(group, anna, primary: true);
        await shop.JoinAsync(group, berta);
        return (group, anna, berta);
    }

    private static Task<Outcome<BillAdded>> TryBuyAsync(Shop shop, GroupId group, CustomerId customer, string number, decimal amount, params BillLine[] lines) =>
        shop.Desk.Sales.AddBillAsync(new(number, customer, amount) { Group = group, Lines = lines }).AsTask();

    private static async Task<BillAdded> BuyForAsync(Shop shop, GroupId group, CustomerId customer, string number, decimal amount, params BillLine[] lines) =>
        (await TryBuyAsync(shop, group, customer, number, amount, lines)).OrThrow();

    private static async Task<decimal> TrackedAsync(Shop shop, GroupId group) => (await shop.Desk.Groups.TrackersAsync(group)).OrThrow()[0].Value;

    [Fact]
    [Trait("rule", "trackers scenario 18")]
    [Trait("rule", "trackers R23")]
    public Task A_bill_for_the_group_feeds_group_and_member_and_leaving_moves_nothing() =>
        Shop.PlayAsync(Program(Tracker(TrackerType.BillAmount, Case(Days(20)))), async shop =>
        {
            var (group, anna, berta) = await PairAsync(shop);
            await BuyForAsync(shop, group, anna, "B-1", 300m);
            await BuyForAsync(shop, group, berta, "B-2", 400m);
            (await shop.Desk.Groups.LeaveAsync(group, berta)).OrThrow();
            Assert.Equal((700m, 300m, 400m), (await TrackedAsync(shop, group), await shop.ValueAsync(anna), await shop.ValueAsync(berta)));
            await shop.BuyAsync(anna, "B-3", 50m);
            Assert.Equal((700m, 350m), (await TrackedAsync(shop, group), await shop.ValueAsync(anna)));
            await shop.TryReturnAmountAsync("B-1", 100m);
            Assert.Equal((600m, 250m), (await TrackedAsync(shop, group), await shop.ValueAsync(anna)));
            var refused = Assert.IsType<ReturnAfterGroup>((await shop.Desk.Sales.ReturnAsync(new("R-9", "B-2"))).Refusal);
            Assert.Equal(group, refused.Group);
        });

    [Theory]
    [InlineData(GroupEarning.Member, 100, 0)]
    [InlineData(GroupEarning.Group, 0, 100)]
    [InlineData(GroupEarning.Both, 100, 100)]
    public Task Who_earns_of_it_is_the_programs_choice_and_a_return_takes_from_whoever_earned(GroupEarning earning, int member, int pool) =>
        Shop.PlayAsync(Earning(earning), async shop =>
        {
            var (group, anna, _) = await PairAsync(shop);
            var bought = await BuyForAsync(shop, group, anna, "B-1", 1_000m, new("A", 1, 300m), new("B", 1, 700m));
            Assert.Equal((member, pool), (bought.Earned, bought.Group!.Earned));
            Assert.Equal((group, (decimal)pool), (bought.Group.Group, bought.Group.Balance));
            var again = await TryBuyAsync(shop, group, anna, "B-1", 1_000m, new("A", 1, 300m), new("B", 1, 700m));
            Assert.True(again.Replayed);
            Assert.Equal(bought.Group, again.OrThrow().Group);
            Assert.Equal("bill.duplicate", (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 1_000m) { Lines = [new("A", 1, 300m), new("B", 1, 700m)] })).Refusal!.Code);

            (await shop.TryReturnAsync("B-1", new ReturnLine(1, 1))).OrThrow();
            Assert.Equal((member * 0.7m, pool * 0.7m), ((await shop.BalanceAsync(anna)).Available, await shop.PoolAsync(group)));
            (await shop.TryReturnAsync("B-1", new ReturnLine(2, 1))).OrThrow();
            Assert.Equal((0m, 0m), ((await shop.BalanceAsync(anna)).Available, await shop.PoolAsync(group)));
        });

    [Fact]
    [Trait("rule", "tiers R71")]
    public Task Purchases_for_the_group_raise_the_group_by_what_all_bought_and_each_member_by_its_own() => Shop.PlayAsync(Earning(GroupEarning.Both), async shop =>
    {
        var (group, anna, berta) = await PairAsync(shop);
        var tiers = TierPrograms.P().Program.Tiers;
        var half = tiers[1].LifetimePurchases!.Value / 2;
        await BuyForAsync(shop, group, anna, "B-1", half);
        var raised = await BuyForAsync(shop, group, berta, "B-2", half);
        Assert.Equal((tiers[0].Name, tiers[1].Name), (raised.Tier, raised.Group!.Tier));
        Assert.Equal(tiers[0].Name, (await shop.Desk.Tiers.StandingAsync(anna)).OrThrow().Tier);
        Assert.Equal(tiers[1].Name, (await shop.Desk.Groups.BalanceAsync(group)).OrThrow().Tier);
    });

    [Fact]
    public Task A_former_member_brings_it_back_only_where_the_program_lets_it_and_the_groups_points_go_back() => Shop.PlayAsync(Earning(GroupEarning.Group, later: true), async shop =>
    {
        var (group, _, berta) = await PairAsync(shop);
        await BuyForAsync(shop, group, berta, "B-1", 1_000m);
        (await shop.Desk.Groups.LeaveAsync(group, berta)).OrThrow();
        await shop.ReturnAllAsync("B-1");
        Assert.Equal(0m, await shop.PoolAsync(group));
    });

    [Fact]
    public Task Only_members_buy_for_a_group_and_nobodys_bill_is_for_none() => Shop.PlayAsync(Earning(GroupEarning.Both), async shop =>
    {
        var (group, anna, _) = await PairAsync(shop);
        var stranger = await shop.MemberAsync("M-3");
        Assert.Equal(new NotInGroup(stranger, group), (await TryBuyAsync(shop, group, stranger, "B-1", 10m)).Refusal);
        Assert.Equal(new GroupUnknown("77"), (await TryBuyAsync(shop, new(77), anna, "B-1", 10m)).Refusal);
        Assert.Equal("bill.type", (await shop.Desk.Sales.AddBillAsync(new("B-1", default, 10m) { Type = BillType.NotInterested, Group = group })).Refusal!.Code);
        (await shop.Desk.Groups.DissolveAsync(group)).OrThrow();
        Assert.Equal(new GroupUnknown(group.ToString()), (await TryBuyAsync(shop, group, anna, "B-1", 10m)).Refusal);
    });

    [Fact]
    public Task A_checkout_and_an_exchange_count_for_the_group_too_and_what_points_paid_earns_it_nothing() => Shop.PlayAsync(Earning(GroupEarning.Both), async shop =>
    {
        var (group, anna, _) = await PairAsync(shop);
        await BuyForAsync(shop, group, anna, "B-1", 1_000m);
        var worth = (await shop.Desk.Points.BalanceAsync(anna)).OrThrow().Available;
        Assert.Equal(100m, worth);
        var sold = (await shop.Desk.Sales.CheckoutAsync(new("B-2", Cart.In("INR").Add("A", 1, 300m)) { Customer = anna, Group = group, RedeemPoints = 100m })).OrThrow();
        Assert.Equal(sold.Bill.Earned, sold.Bill.Group!.Earned);
        Assert.True(sold.Bill.Earned < 30m);
        var balance = await shop.PoolAsync(group);
        (await shop.Desk.Sales.ExchangeAsync(new(new("R-1", "B-1"), new("B-3", Cart.In("INR").Add("C", 1, 1_000m)) { Customer = anna, Group = group }))).OrThrow();
        Assert.Equal(balance, await shop.PoolAsync(group));
        Assert.Equal(1_300m, (await shop.Desk.Tiers.StandingAsync(anna)).OrThrow().LifetimePurchases);
    });
}
