namespace Loyalty.Tests;

/// <summary>The return of the bill that raised a member (scenarios 21, 22).</summary>
public sealed class TierReturnScenarios
{
    [Fact]
    [Trait("rule", "tiers scenario 21")]
    [Trait("rule", "tiers R40")]
    [Trait("rule", "tiers R41")]
    [Trait("rule", "tiers R42")]
    public Task The_return_of_the_cause_lowers_the_member_at_the_end_of_the_day_and_takes_the_bonus() =>
        Shop.PlayAsync(Falling(true), async shop =>
        {
            var anna = await RaisedAsync(shop);
            Assert.Equal(900m + 200m + 100m, (await shop.BalanceAsync(anna)).Points);
            shop.At("2026-01-02 15:00");
            await shop.ReturnAllAsync("X");
            Assert.Equal(900m + 100m, (await shop.BalanceAsync(anna)).Points);
            shop.At("2026-01-02 23:59:59");
            Assert.Equal("Gold", (await shop.StandingAsync(anna)).Tier);
            shop.At("2026-01-03 00:00");
            Assert.Equal(("Silver", null), ((await shop.StandingAsync(anna)).Tier, await shop.UntilAsync(anna)));
            Assert.Equal(900m, (await shop.BalanceAsync(anna)).Points);
            await shop.RedeemAsync(anna, 900m);
            var change = (await shop.HistoryAsync(anna))[^1];
            Assert.Equal((TierAction.Downgrade, TierSource.Return, "Gold", "Silver"), (change.Action, change.Source, change.From, change.To));
            Assert.Equal(0m, (await shop.BalanceAsync(anna)).Points);
        });

    [Fact]
    [Trait("rule", "tiers scenario 21")]
    [Trait("rule", "tiers R41")]
    public Task A_return_that_leaves_the_tier_reached_changes_nothing() =>
        Shop.PlayAsync(Falling(true), async shop =>
        {
            var anna = await RaisedAsync(shop);
            shop.At("2026-01-02 15:00");
            await shop.ReturnAmountAsync("X", 900m);
            shop.At("2026-01-03 10:00");
            Assert.Equal("Gold", (await shop.StandingAsync(anna)).Tier);
            await shop.ReturnAllOfRestAsync(anna);
            shop.At("2026-01-04 10:00");
            Assert.Equal("Silver", (await shop.StandingAsync(anna)).Tier);
        });

    [Fact]
    [Trait("rule", "tiers scenario 21")]
    [Trait("rule", "tiers R40")]
    public Task Without_the_setting_a_return_lowers_nobody() =>
        Shop.PlayAsync(Falling(false), async shop =>
        {
            var anna = await RaisedAsync(shop);
            await shop.ReturnAllAsync("X");
            shop.At("2026-01-03 10:00");
            Assert.Equal("Gold", (await shop.StandingAsync(anna)).Tier);
        });

    [Fact]
    [Trait("rule", "tiers scenario 22")]
    [Trait("rule", "tiers R40")]
    [Trait("rule", "tiers R43")]
    public Task Another_bill_or_a_tier_given_by_hand_is_not_undone() =>
        Shop.PlayAsync(Falling(true), async shop =>
        {
            var anna = await RaisedAsync(shop);
            await shop.ReturnAllAsync("B-1");
            var ben = await shop.MemberAsync("M-2");
            await shop.SetAsync(ben, TierAction.Upgrade, set => set with { Tier = "Gold" });
            await shop.BuyAsync(ben, "Y", 100m);
            await shop.ReturnAllAsync("Y");
            shop.At("2026-01-03 10:00");
            Assert.Equal((9_500m, "Gold"), ((await shop.StandingAsync(anna)).LifetimePurchases, (await shop.StandingAsync(anna)).Tier));
            Assert.Equal("Gold", (await shop.StandingAsync(ben)).Tier);
        });

    [Fact]
    [Trait("rule", "tiers R42")]
    public Task The_earlier_end_comes_back_and_where_it_is_past_its_check_follows_at_once() =>
        Shop.PlayAsync(Falling(true).Lasting(1, new() { Visits = 2 }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 10_000m);
            shop.At("2026-01-20 10:00");
            await shop.BuyAsync(anna, "X", 5_000m);
            Assert.Equal(("Diamond", "2026-02-20 00:00:00"), ((await shop.StandingAsync(anna)).Tier, await shop.UntilAsync(anna)));
            var ben = await shop.MemberAsync("M-2");
            await shop.BuyAsync(ben, "B-2", 10_000m);
            shop.At("2026-01-25 10:00");
            await shop.BuyAsync(ben, "Z", 5_000m);
            await shop.ReturnAllAsync("Z");
            shop.At("2026-01-26 00:00");
            Assert.Equal(("Gold", "2026-02-20 00:00:00"), ((await shop.StandingAsync(ben)).Tier, await shop.UntilAsync(ben)));
            shop.At("2026-02-05 10:00");
            await shop.ReturnAllAsync("X");
            shop.At("2026-02-06 00:00");
            // Gold was due on 1 February; since then there was one visit.
            Assert.Equal(["Gold", "Diamond", "Gold", "Silver"], (await shop.HistoryAsync(anna)).Select(change => change.To));
        });

    private static LoyaltyDefinition Falling(bool on) => TierPrograms.P().Rules(rules => rules with { DowngradeOnReturn = on })
        .With(program => program with { Tiers = [program.Tiers[0], program.Tiers[1] with { UpgradeBonus = 100m }, program.Tiers[2]] });

    /// <summary>Purchases of 1,500 and 7,500, then X of 2,000 that raises to Gold.</summary>
    private static async Task<CustomerId> RaisedAsync(Shop shop)
    {
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 1_500m);
        await shop.BuyAsync(anna, "B-2", 7_500m);
        shop.At("2026-01-01 11:00");
        Assert.Equal("Gold", (await shop.BuyAsync(anna, "X", 2_000m)).Tier);
        return anna;
    }
}

file static class Rest
{
    /// <summary>What is left of bill X comes back.</summary>
    public static async Task ReturnAllOfRestAsync(this Shop shop, CustomerId customer)
    {
        await shop.ReturnAmountAsync("X", 1_100m);
        Assert.Equal(9_000m, (await shop.Desk.Tiers.StandingAsync(customer)).OrThrow().LifetimePurchases);
    }
}
