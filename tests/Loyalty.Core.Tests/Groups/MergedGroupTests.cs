using NodaTime;

namespace Loyalty.Tests;

/// <summary>Groups of customers that are merged: who is where, and what was bought and redeemed before.</summary>
public sealed class MergedGroupTests
{
    private static LoyaltyDefinition Program(Func<GroupRules, GroupRules>? rules = null) => Definitions.Points(Definitions.TenPercent)
        .Giving(("MARCH", 300m, Definitions.Through(2026, 3, 31)), ("JUNE", 100m, Definitions.Through(2026, 6, 30)))
        .With(program => program with { Groups = (rules ?? (same => same))(new() { CrossMemberRedemption = true, Earning = GroupEarning.Both }) });

    private static Task PlayAsync(Func<Shop, CustomerId, CustomerId, CustomerId, Task> scenario, Func<GroupRules, GroupRules>? rules = null) => Shop.PlayAsync(Program(rules), async shop =>
        await scenario(shop, await shop.MemberAsync("M-1"), await shop.MemberAsync("M-2"), await shop.MemberAsync("M-3")));

    private static Task<Outcome<CustomersMerged>> MergeAsync(Shop shop, CustomerId victim, CustomerId survivor, CallOptions? options = null) => shop.Desk.Customers.MergeAsync(new(victim, survivor), options).AsTask();

    private static async Task<GroupDetails> GroupAsync(Shop shop, GroupId group) => (await shop.Desk.Groups.GetAsync(group)).OrThrow();

    private static async Task<GroupMembership?> OfAsync(Shop shop, CustomerId customer) => (await shop.Desk.Groups.OfAsync(customer)).OrThrow();

    [Fact]
    [Trait("rule", "customers R36")]
    public Task Who_is_in_no_group_gets_the_victims_membership_and_role() => PlayAsync(async (shop, victim, survivor, third) =>
    {
        var group = await shop.GroupAsync(maxSize: 2);
        await shop.JoinAsync(group, victim, primary: true, blocked: true);
        await shop.JoinAsync(group, third);
        (await MergeAsync(shop, victim, survivor, new() { Key = "K-1" })).OrThrow();
        Assert.True((await MergeAsync(shop, victim, survivor, new() { Key = "K-1" })).Replayed);
        var now = (await OfAsync(shop, survivor))!;
        Assert.Equal((group, true, true), (now.Group, now.IsPrimary, now.RedemptionBlocked));
        Assert.Equal((2, survivor), ((await GroupAsync(shop, group)).Members, (await GroupAsync(shop, group)).Primary!.Value));
        Assert.Equal([survivor.Value, third.Value], await shop.MembersAsync(group));
        Assert.Equal([victim.Value, survivor.Value, third.Value], await shop.MembersAsync(group, former: true));
        Assert.Equal([victim], (await shop.Desk.Customers.MergesAsync(survivor)).OrThrow().Select(row => row.Victim));
    });

    [Fact]
    [Trait("rule", "customers R36")]
    public Task Who_is_in_a_group_stays_in_it() => PlayAsync(async (shop, victim, survivor, third) =>
    {
        var (left, own) = (await shop.GroupAsync("G-1"), await shop.GroupAsync("G-2"));
        await shop.JoinAsync(left, victim);
        await shop.JoinAsync(left, third, primary: true);
        await shop.JoinAsync(own, survivor, primary: true);
        (await MergeAsync(shop, victim, survivor)).OrThrow();
        Assert.Equal((own, true), ((await OfAsync(shop, survivor))!.Group, (await OfAsync(shop, survivor))!.IsPrimary));
        Assert.Equal([third.Value], await shop.MembersAsync(left));
    });

    [Fact]
    [Trait("rule", "customers R36")]
    public Task Of_one_group_the_survivor_stays_and_leads_it_if_the_victim_did() => PlayAsync(async (shop, victim, survivor, _) =>
    {
        var group = await shop.GroupAsync();
        await shop.JoinAsync(group, victim, primary: true, blocked: true);
        await shop.JoinAsync(group, survivor);
        (await MergeAsync(shop, victim, survivor)).OrThrow();
        var now = (await OfAsync(shop, survivor))!;
        Assert.Equal((group, true, false), (now.Group, now.IsPrimary, now.RedemptionBlocked));
        Assert.Equal([survivor.Value], await shop.MembersAsync(group));
    });

    [Fact]
    [Trait("rule", "customers R35")]
    public Task Who_leads_others_is_not_merged_into_a_member_of_another_group() => PlayAsync(async (shop, victim, survivor, third) =>
    {
        var (left, own) = (await shop.GroupAsync("G-1"), await shop.GroupAsync("G-2"));
        await shop.JoinAsync(left, victim, primary: true);
        await shop.JoinAsync(left, third);
        await shop.JoinAsync(own, survivor);
        var image = StoreImage.Of(shop.Store);
        Assert.Equal("merge.group_primary", (await MergeAsync(shop, victim, survivor)).Refusal?.Code);
        StoreImage.AssertUnchanged(image, shop.Store);
        (await shop.Desk.Groups.LeaveAsync(left, third)).OrThrow();
        (await MergeAsync(shop, victim, survivor)).OrThrow();
        Assert.Equal((0, null, own), ((await GroupAsync(shop, left)).Members, (await GroupAsync(shop, left)).Primary, (await OfAsync(shop, survivor))!.Group));
    });

    [Fact]
    [Trait("rule", "points R84")]
    public Task A_redemption_over_a_group_from_before_the_merge_comes_back_to_the_survivor() => PlayAsync(async (shop, victim, survivor, third) =>
    {
        var group = await shop.GroupAsync();
        foreach (var each in (CustomerId[])[victim, survivor, third]) await shop.JoinAsync(group, each);
        await shop.GiveAsync(victim, "MARCH");
        await shop.GiveAsync(survivor, "JUNE");
        var redeemed = await shop.RedeemAsync(group, third, 350m);
        Assert.Equal([(victim.Value, 300m), (survivor.Value, 50m)], redeemed.Shares.Told());
        (await MergeAsync(shop, victim, survivor)).OrThrow();
        var part = await shop.ReverseAsync(redeemed.Id, 60m);
        Assert.Equal(110m, (await shop.BalanceAsync(survivor)).Available);
        Assert.Equal((60m, 290m), (part.Points, part.Left));
        await shop.ProveAsync();
        var rest = await shop.ReverseAsync(redeemed.Id);
        Assert.Equal(0m, rest.Left);
        Assert.Equal(400m, (await shop.BalanceAsync(survivor)).Available);
        Assert.All(part.Shares.Concat(rest.Shares), share => Assert.Equal(survivor, share.Customer));
        Assert.Equal(0, shop.Account(victim).Get(PointsSection.Kind).Pool(1).Available);
        Assert.Equal([victim], (await shop.Desk.Customers.MergesAsync(survivor)).OrThrow().Select(row => row.Victim));
    });

    [Fact]
    [Trait("rule", "transactions R36")]
    public Task A_bill_that_the_victim_bought_for_its_group_comes_back_while_the_survivor_is_in_it() => PlayAsync(
        async (shop, victim, survivor, _) =>
        {
            var group = await shop.GroupAsync();
            await shop.JoinAsync(group, victim);
            (await shop.Desk.Sales.AddBillAsync(new("B-1", victim, 1000m) { Group = group })).OrThrow();
            (await MergeAsync(shop, victim, survivor)).OrThrow();
            await shop.ReturnAmountAsync("B-1", 400m);
            Assert.Equal((60m, 60m), ((await shop.BalanceAsync(survivor)).Available, await shop.PoolAsync(group)));
            (await shop.Desk.Groups.LeaveAsync(group, survivor)).OrThrow();
            Assert.IsType<ReturnAfterGroup>((await shop.TryReturnAmountAsync("B-1", 400m)).Refusal);
        },
        rules => rules with { ReturnAfterLeaving = false });

    [Fact]
    public Task A_group_dissolved_as_of_an_earlier_time_counts_now_where_a_member_has_a_later_entry() => PlayAsync(async (shop, one, _, _) =>
    {
        var group = await shop.GroupAsync();
        await shop.JoinAsync(group, one);
        shop.At("2026-01-02 10:00");
        await shop.BuyAsync(one, "B-1", 100m);
        shop.At("2026-01-03 10:00");
        var dissolved = (await shop.Desk.Groups.DissolveAsync(group, new() { EffectiveTime = shop.Clock.At("2026-01-01 12:00"), History = true })).OrThrow();
        Assert.Equal(shop.Clock.GetCurrentInstant(), dissolved.DissolvedAt);
        Assert.Equal(shop.Clock.GetCurrentInstant(), shop.Account(one).LastEffective);
    });

    [Fact]
    public Task Members_who_have_more_than_a_number_holds_are_answered() => Shop.PlayInMemoryAsync(Program().With(program => program with { Points = program.Points with { Scale = 3 } }), async shop =>
    {
        var (group, members) = (await shop.GroupAsync(), new List<CustomerId>());
        for (var i = 0; i < 12; i++)
        {
            members.Add(await shop.MemberAsync($"M-{i}"));
            await shop.JoinAsync(group, members[i]);
        }
        OpeningLot[] much = [.. Enumerable.Repeat(new OpeningLot(1_000_000_000_000m, new(2025, 12, 1)) { NeverLapses = true }, 1000)];
        var opened = (await shop.Desk.Openings.OpenAsync([.. members.Select((_, i) => new OpenBalance($"M-{i}", "all") { Lots = much })])).OrThrow();
        Assert.All(opened, each => Assert.Equal(1_000_000_000_000_000m, each.OrThrow().Balance));
        Assert.Equal(1m, (await shop.RedeemAsync(group, members[0], 1m)).Points);
        Assert.Equal(1m, (await shop.ReverseAsync(new(1))).Points);
    });
}
