namespace Loyalty.Tests;

/// <summary>Tiers by lifetime purchases, upgrade type LAZY (scenarios 1 to 3, 22).</summary>
public sealed class TierScenarios
{
    private static LoyaltyDefinition ThreeTiers => Definitions.Points(new EarningRule { Id = "base", Values = [10m, 20m, 30m] }).With(program => program with
    {
        Tiers = [new() { Name = "Silver" }, new() { Name = "Gold", LifetimePurchases = 10_000m }, new() { Name = "Diamond", LifetimePurchases = 15_000m }],
    });

    [Fact]
    [Trait("rule", "tiers scenario 1")]
    public Task The_tier_before_the_bill_gives_the_rate_and_the_bill_then_raises_it() =>
        Shop.PlayAsync(ThreeTiers, async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal("Gold", (await shop.BuyAsync(anna, "B-1", 14_000m)).Tier);
            var bill = await shop.BuyAsync(anna, "B-2", 2_000m);
            Assert.Equal((400m, "Gold", "Diamond"), (bill.Earned, bill.TierBefore, bill.Tier));
            Assert.Equal(3, (await shop.Desk.Tiers.StandingAsync(anna)).OrThrow().Number);
        });

    [Fact]
    [Trait("rule", "tiers scenario 2")]
    public Task A_bill_may_skip_a_tier_in_one_step() =>
        Shop.PlayAsync(ThreeTiers, async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 9_000m);
            var bill = await shop.BuyAsync(anna, "B-2", 8_000m);
            Assert.Equal((800m, "Silver", "Diamond"), (bill.Earned, bill.TierBefore, bill.Tier));
        });

    [Fact]
    [Trait("rule", "tiers scenario 3")]
    public Task A_threshold_is_reached_exactly_at_its_amount() =>
        Shop.PlayAsync(ThreeTiers, async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal("Silver", (await shop.BuyAsync(anna, "B-1", 9_999m)).Tier);
            Assert.Equal(("Silver", 1m), ((await shop.Desk.Tiers.StandingAsync(anna)).OrThrow().Tier, (await shop.Desk.Tiers.StandingAsync(anna)).OrThrow().ToNextTier));
            Assert.Equal("Gold", (await shop.BuyAsync(anna, "B-2", 1m)).Tier);
        });

    [Fact]
    [Trait("rule", "tiers scenario 22")]
    [Trait("rule", "tiers R43")]
    public Task A_return_below_the_threshold_lowers_the_measure_and_keeps_the_tier() =>
        Shop.PlayAsync(ThreeTiers, async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1_500m);
            await shop.BuyAsync(anna, "B-2", 9_500m);
            await shop.ReturnAllAsync("B-1");
            var standing = (await shop.Desk.Tiers.StandingAsync(anna)).OrThrow();
            Assert.Equal(("Gold", 9_500m), (standing.Tier, standing.LifetimePurchases));
        });
}
