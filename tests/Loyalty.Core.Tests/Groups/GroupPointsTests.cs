namespace Loyalty.Tests;

/// <summary>The points of a group, and redemptions over it.</summary>
public sealed class GroupPointsTests
{
    private static LoyaltyDefinition Gifts(bool cross, Func<ProgramDefinition, ProgramDefinition>? more = null) =>
        Definitions.Points(Definitions.TenPercent)
            .Giving(("MARCH", 300m, Definitions.Through(2026, 3, 31)), ("JUNE", 100m, Definitions.Through(2026, 6, 30)), ("MAY", 50m, Definitions.Through(2026, 5, 31)))
            .With(program => (more ?? (same => same))(program with { Groups = new() { CrossMemberRedemption = cross } }));

    private static async Task<(GroupId Group, CustomerId First, CustomerId Third)> FamilyAsync(Shop shop)
    {
        var (group, first) = (await shop.GroupAsync(), await shop.MemberAsync("M-1"));
        await shop.MemberAsync("M-2");
        var third = await shop.MemberAsync("M-3");
        await shop.GiveAsync(first, "JUNE");
        await shop.GiveAsync(third, "MARCH");
        await shop.JoinAsync(group, first, primary: true);
        await shop.JoinAsync(group, third);
        return (group, first, third);
    }

    [Fact]
    [Trait("rule", "points R61")]
    public Task Goodwill_is_given_to_a_group_that_goes_on() => Shop.PlayAsync(Definitions.Points(Definitions.TenPercent), async shop =>
    {
        var group = (await shop.Desk.Groups.MakeAsync(new("G-1"))).OrThrow().Id;
        var (ann, bob) = (shop.Desk.As("ann"), shop.Desk.As("bob"));
        var asked = (await ann.Groups.AskGoodwillAsync(new(group, 5m, "late", "g-1"))).OrThrow();
        Assert.Equal((group, default, RequestState.Pending, 5m, "ann"), (asked.Group, asked.Customer, asked.State, asked.Points, asked.AskedBy));
        Assert.Equal(new GoodwillUnknown(asked.Request), (await bob.Points.DecideGoodwillAsync(new(asked.Request, true))).Refusal);
        Assert.Equal(RequestState.Approved, (await bob.Groups.DecideGoodwillAsync(new(asked.Request, true))).OrThrow().State);
        Assert.Equal(5m, (await shop.Desk.Groups.BalanceAsync(group)).OrThrow().Available);
        Assert.Equal("group.unknown", (await ann.Groups.AskGoodwillAsync(new(new(99), 5m, "late", "g-2"))).Refusal!.Code);
        var member = (await ann.Points.AskGoodwillAsync(new(await shop.MemberAsync(), 5m, "late", "m-1"))).OrThrow();
        Assert.Equal(new GoodwillUnknown(member.Request), (await bob.Groups.DecideGoodwillAsync(new(member.Request, true))).Refusal);
        var late = (await ann.Groups.AskGoodwillAsync(new((await shop.Desk.Groups.MakeAsync(new("G-2"))).OrThrow().Id, 5m, "late", "g-3"))).OrThrow();
        (await shop.Desk.Groups.DissolveAsync(late.Group!.Value)).OrThrow();
        Assert.Equal("group.unknown", (await bob.Groups.DecideGoodwillAsync(new(late.Request, true))).Refusal!.Code);
    });

    [Fact]
    [Trait("rule", "points scenario 20")]
    public Task Over_members_the_earliest_expiry_goes_first_and_a_reversal_returns_to_each_what_was_drawn() => Shop.PlayAsync(Gifts(cross: true), async shop =>
    {
        var (group, first, third) = await FamilyAsync(shop);
        var command = new RedeemGroupPoints(group, first, 350m, "holiday");
        var entries = await CustomerShop.EntriesAsync(shop);
        var asked = await shop.Desk.Groups.RedeemAsync(command, new() { Simulate = true, Trace = true });
        Assert.Equal([(third.Value, 300m), (first.Value, 50m)], asked.OrThrow().Shares.Told());
        Assert.Contains(asked.Trace!, step => step.Rule == "redemption.available");
        Assert.Equal(entries, await CustomerShop.EntriesAsync(shop));

        var redeemed = (await shop.Desk.Groups.RedeemAsync(command)).OrThrow();
        Assert.Equal([(third.Value, 300m), (first.Value, 50m)], redeemed.Shares.Told());
        Assert.Equal((350m, 0m), (redeemed.Points, redeemed.GroupBalance));
        Assert.Equal((50m, 0m), ((await shop.BalanceAsync(first)).Available, (await shop.BalanceAsync(third)).Available));
        var again = await shop.Desk.Groups.RedeemAsync(command);
        Assert.True(again.Replayed);
        Assert.Equal(redeemed.Shares.Told(), again.OrThrow().Shares.Told());
        Assert.Equal(new KeyReused("holiday"), (await shop.Desk.Groups.RedeemAsync(command with { Points = 1m })).Refusal);
        Assert.Equal(new PointsInsufficient(51m, 50m), (await shop.TryRedeemAsync(group, first, 51m)).Refusal);

        var part = await shop.ReverseAsync(redeemed.Id, 120m);
        Assert.Equal([(first.Value, 50m), (third.Value, 70m)], part.Shares.Told());
        Assert.Equal((120m, 230m), (part.Points, part.Left));
        Assert.Equal(new ReversalAboveLeft(231m, 230m), (await shop.Desk.Groups.ReverseAsync(new(redeemed.Id, "more") { Points = 231m })).Refusal);
        Assert.Equal([(third.Value, 230m)], (await shop.ReverseAsync(redeemed.Id)).Shares.Told());
        Assert.Equal(new GroupRedemptionReversed(redeemed.Id), (await shop.Desk.Groups.ReverseAsync(new(redeemed.Id, "again"))).Refusal);
        Assert.Equal((100m, 300m), ((await shop.BalanceAsync(first)).Available, (await shop.BalanceAsync(third)).Available));
    });

    [Fact]
    public Task What_a_member_has_taken_back_of_its_part_is_not_given_back_again() => Shop.PlayAsync(Gifts(cross: true), async shop =>
    {
        var (group, first, third) = await FamilyAsync(shop);
        var redeemed = await shop.RedeemAsync(group, first, 350m);
        await shop.ReverseAsync(redeemed.Shares[0].Redemption, 250m);
        Assert.Equal([(first.Value, 50m), (third.Value, 50m)], (await shop.ReverseAsync(redeemed.Id)).Shares.Told());
        Assert.Equal(300m, (await shop.BalanceAsync(third)).Available);
    });

    [Fact]
    public Task A_reversal_past_the_day_comes_back_expired_at_its_holder() => Shop.PlayAsync(Gifts(cross: true), async shop =>
    {
        var (group, first, third) = await FamilyAsync(shop);
        var redeemed = await shop.RedeemAsync(group, first, 350m);
        shop.At("2026-04-01 10:00");
        await shop.ReverseAsync(redeemed.Id);
        Assert.Equal((100m, 0m), ((await shop.BalanceAsync(first)).Available, (await shop.BalanceAsync(third)).Available));
        Assert.Equal(300m, (await shop.TotalsAsync(third)).Expired);
    });

    [Fact]
    public Task The_pool_is_what_members_gave_and_keeps_their_expiries() => Shop.PlayAsync(Gifts(cross: false), async shop =>
    {
        var (group, first, third) = await FamilyAsync(shop);
        var given = await shop.ContributeAsync(third, group, 200m);
        Assert.Equal((200m, 100m, 200m), (given.Points, given.Balance, given.GroupBalance));
        await shop.ContributeAsync(first, group, 60m);
        Assert.Equal(260m, await shop.PoolAsync(group));
        var members = (await shop.Desk.Groups.MembersAsync(new(group))).OrThrow().Items;
        Assert.Equal([60m, 200m], members.Select(each => each.Contributed));
        var row = (await shop.StatementAsync(third)).Rows[0];
        Assert.Equal((EntryKind.TransferOut, group, null), (row.Kind, row.Group!.Value, row.Counterpart));

        // The group's own alone: the 40 that the first member kept are not touched.
        Assert.Equal(new PointsInsufficient(261m, 260m), (await shop.TryRedeemAsync(group, first, 261m)).Refusal);
        var redeemed = await shop.RedeemAsync(group, first, 210m);
        Assert.Equal([(0L, 210m)], redeemed.Shares.Told());
        await shop.ReverseAsync(redeemed.Id, 10m);
        Assert.Equal(new GroupHoldsPoints(group, 60m, 0m, 0m), (await shop.Desk.Groups.DissolveAsync(group)).Refusal);

        shop.At("2026-04-01 10:00");
        await shop.Engine.CatchUpAsync();
        Assert.Equal(60m, await shop.PoolAsync(group));
        shop.At("2026-07-01 10:00");
        Assert.Equal(0m, await shop.PoolAsync(group));
        Assert.Equal(new GroupRedemptionUnknown("77"), (await shop.Desk.Groups.ReverseAsync(new(new(77), "none"))).Refusal);
        (await shop.Desk.Groups.DissolveAsync(group)).OrThrow();
        Assert.Equal(new GroupUnknown(group.ToString()), (await shop.Desk.Groups.ReverseAsync(new(redeemed.Id, "late"))).Refusal);
    });

    [Fact]
    public Task A_group_pays_out_to_its_members_only() => Shop.PlayAsync(Gifts(cross: false), async shop =>
    {
        var (group, first, third) = await FamilyAsync(shop);
        await shop.ContributeAsync(third, group, 200m);
        var command = new PayOutPoints(group, first, 150m, "share");
        var paid = (await shop.Desk.Groups.PayOutAsync(command)).OrThrow();
        Assert.Equal((150m, 50m, 250m), (paid.Points, paid.GroupBalance, paid.Balance));
        Assert.True((await shop.Desk.Groups.PayOutAsync(command)).Replayed);
        Assert.Equal(new NotInGroup(new(2), group), (await shop.Desk.Groups.PayOutAsync(new(group, new(2), 1m, "stranger"))).Refusal);
        Assert.Equal(new NotInGroup(new(2), group), (await shop.Desk.Groups.ContributeAsync(new(new(2), group, 1m, "stranger"))).Refusal);
        Assert.Equal(new PointsInsufficient(51m, 50m), (await shop.Desk.Groups.PayOutAsync(new(group, first, 51m, "more"))).Refusal);

        // Who arranges it is of the group, and for what leaves it one who may redeem.
        Assert.Equal(new NotInGroup(new(2), group), (await shop.Desk.Groups.PayOutAsync(new(group, first, 1m, "by") { By = new(2) })).Refusal);
        Assert.Equal(new NotInGroup(new(2), group), (await shop.Desk.Groups.ContributeAsync(new(first, group, 1m, "by") { By = new(2) })).Refusal);
        (await shop.Desk.Groups.PermitAsync(new(group, third, true))).OrThrow();
        Assert.Equal(new GroupRedemptionBlocked(third, group), (await shop.Desk.Groups.PayOutAsync(new(group, first, 1m, "by") { By = third })).Refusal);
        var given = (await shop.Desk.Groups.ContributeAsync(new(first, group, 1m, "by") { By = third })).OrThrow();
        Assert.Equal((51m, given.At), (given.GroupBalance, (await shop.Desk.Groups.PayOutAsync(new(group, third, 1m, "by") { By = first })).OrThrow().At));
    });

    [Fact]
    public Task Who_may_not_redeem_redeems_nothing_and_whose_status_stops_it_gives_nothing() => Shop.PlayAsync(Gifts(cross: true), async shop =>
    {
        var (group, first, third) = await FamilyAsync(shop);
        (await shop.Desk.Groups.PermitAsync(new(group, first, true))).OrThrow();
        Assert.Equal(new GroupRedemptionBlocked(first, group), (await shop.TryRedeemAsync(group, first, 1m)).Refusal);
        (await shop.Desk.Customers.SetLabelAsync(new(third, "Suspended", "asked"))).OrThrow();
        Assert.Equal(new CustomerRestricted(third, "Suspended", StatusRestriction.PointsRedemption) { Status = CustomerStatus.Suspended }, (await shop.TryRedeemAsync(group, third, 1m)).Refusal);
        (await shop.Desk.Groups.PermitAsync(new(group, first, false))).OrThrow();
        Assert.Equal(new PointsInsufficient(101m, 100m), (await shop.TryRedeemAsync(group, first, 101m)).Refusal);
        Assert.Equal([(first.Value, 100m)], (await shop.RedeemAsync(group, first, 100m)).Shares.Told());
        Assert.Equal(new NotInGroup(new(2), group), (await shop.TryRedeemAsync(group, new(2), 1m)).Refusal);
    });

    [Fact]
    public Task Redemption_over_groups_is_off_where_the_program_says_so() =>
        Shop.PlayAsync(Gifts(cross: true, program => program with { Groups = new() { AllowRedemption = false } }), async shop =>
        {
            var (group, first, _) = await FamilyAsync(shop);
            Assert.Equal(new GroupRedemptionOff(), (await shop.TryRedeemAsync(group, first, 1m)).Refusal);
        });

    [Fact]
    [Trait("rule", "tiers R71")]
    public Task A_group_has_a_standing_of_its_own_that_no_member_follows() =>
        Shop.PlayAsync(TierPrograms.ByPoints(TierMeasure.CurrentPoints, 500m, TierUpgradeType.Lazy, 10m, 10m), async shop =>
        {
            var (group, anna, berta) = (await shop.GroupAsync(), await shop.MemberAsync("M-1"), await shop.MemberAsync("M-2"));
            await shop.JoinAsync(group, anna, primary: true);
            foreach (var (customer, number) in new[] { (anna, "B-1"), (berta, "B-2") }) await shop.BuyAsync(customer, number, 4_000m);
            await shop.ContributeAsync(anna, group, 400m);
            Assert.Equal("Base", (await shop.Desk.Groups.BalanceAsync(group)).OrThrow().Tier);
            await shop.JoinAsync(group, berta);
            await shop.ContributeAsync(berta, group, 100m);
            Assert.Equal("Second", (await shop.Desk.Groups.BalanceAsync(group)).OrThrow().Tier);
            foreach (var member in new[] { anna, berta }) Assert.Equal("Base", (await shop.Desk.Tiers.StandingAsync(member)).OrThrow().Tier);
            var carla = await shop.MemberAsync("M-3");
            await shop.JoinAsync(group, carla);
            Assert.Equal("Base", (await shop.Desk.Tiers.StandingAsync(carla)).OrThrow().Tier);
        });
}
