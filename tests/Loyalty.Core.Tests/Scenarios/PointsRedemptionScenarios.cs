namespace Loyalty.Tests;

/// <summary>Points: what a redemption needs, which lots it takes, what a reversal gives back (scenarios 11, 12 and 20).</summary>
public sealed class PointsRedemptionScenarios
{
    private static LoyaltyDefinition Conditions => Definitions.Points(Definitions.TenPercent).With(program => program with
    {
        Redemption = new() { Minimum = 50m, MultipleOf = 50m, Limit = 100m, LifetimePoints = 150m },
    });

    private static LoyaltyDefinition FourLots => Definitions.Points().Giving(
        ("D", 50m, new ExpiryRule()), ("B", 80m, Definitions.Through(2026, 3, 31)), ("C", 100m, Definitions.Through(2026, 3, 31)), ("A", 40m, Definitions.Through(2026, 2, 28)));

    [Fact]
    [Trait("rule", "points scenario 11")]
    [Trait("rule", "points R30")]
    public Task A_redemption_meets_minimum_limit_and_multiple_in_that_order() =>
        Shop.PlayAsync(Conditions, async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            await shop.BuyAsync(anna, "B-1", 1500m);
            // Minimum and multiples do not bind a transfer, and the sender's lifetime points stay (points R62, R63).
            await shop.SendAsync(anna, ben, 30m);
            Assert.Equal((120m, 150m), ((await shop.BalanceAsync(anna)).Available, (await shop.BalanceAsync(anna)).Lifetime));

            Assert.Equal(new RedemptionBelowMinimum(40m, 50m), await Refusal(shop, anna, 40m));
            Assert.Equal(new RedemptionNotMultiple(60m, 50m), await Refusal(shop, anna, 60m));
            Assert.Equal(new RedemptionAboveLimit(150m, 100m), await Refusal(shop, anna, 150m));
            Assert.Equal(20m, (await shop.RedeemAsync(anna, 100m)).Balance);
        });

    [Fact]
    [Trait("rule", "points scenario 11")]
    [Trait("rule", "points R30")]
    public Task One_lifetime_point_too_few_is_refused() =>
        Shop.PlayAsync(Conditions, async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1490m);
            Assert.Equal(new LifetimePointsTooFew(149m, 150m), await Refusal(shop, anna, 100m));
        });

    [Fact]
    [Trait("rule", "points scenario 11")]
    [Trait("rule", "points R30")]
    public Task More_than_is_available_is_refused_with_both_numbers() =>
        Shop.PlayAsync(Conditions, async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            await shop.BuyAsync(anna, "B-1", 1500m);
            await shop.SendAsync(anna, ben, 60m);
            Assert.Equal(new PointsInsufficient(100m, 90m), await Refusal(shop, anna, 100m));
        });

    [Fact]
    [Trait("rule", "points scenario 12")]
    [Trait("rule", "points R32")]
    public Task A_redemption_takes_the_earliest_expiry_then_the_earliest_award_and_what_never_expires_last() =>
        Shop.PlayAsync(FourLots, async shop =>
        {
            var anna = await FourLotsOf(shop);
            shop.At("2026-02-10 12:00");
            Assert.Equal(120m, (await shop.RedeemAsync(anna, 150m)).Balance);
            Assert.Equal([("C", 70m), ("D", 50m)], await Left(shop, anna));
        });

    [Fact]
    [Trait("rule", "points scenario 12")]
    [Trait("rule", "points R40")]
    [Trait("rule", "points R41")]
    public Task A_reversal_gives_back_to_the_same_lots_the_last_drawn_first_with_their_old_expiry() =>
        Shop.PlayAsync(FourLots, async shop =>
        {
            var anna = await FourLotsOf(shop);
            shop.At("2026-02-10 12:00");
            var redemption = (await shop.RedeemAsync(anna, 150m)).Redemption;

            shop.At("2026-03-15 12:00");
            var part = await shop.ReverseAsync(redemption, 60m);
            Assert.Equal((60m, 60m, 0m, 90m, 180m), (part.Points, part.Available, part.Expired, part.Left, part.Balance));
            Assert.Equal([("B", 30m), ("C", 100m), ("D", 50m)], await Left(shop, anna));

            Assert.Equal(new ReversalAboveLeft(100m, 90m), (await shop.Desk.Points.ReverseAsync(new(redemption, "too-much") { Points = 100m })).Refusal);

            var rest = await shop.ReverseAsync(redemption);
            Assert.Equal((90m, 50m, 40m, 0m, 230m), (rest.Points, rest.Available, rest.Expired, rest.Left, rest.Balance));
            Assert.Equal([("B", 80m), ("C", 100m), ("D", 50m)], await Left(shop, anna));

            Assert.Equal(new RedemptionReversed(redemption), (await shop.Desk.Points.ReverseAsync(new(redemption, "again"))).Refusal);
            Assert.Equal(270m, (await shop.BalanceAsync(anna)).Lifetime);
        });

    [Fact]
    [Trait("rule", "points scenario 20")]
    [Trait("rule", "points R32")]
    public Task A_late_redemption_is_judged_at_its_own_time_and_reopens_what_expired_since() =>
        Shop.PlayAsync(Definitions.Points(Definitions.TenPercent).Expiring(Definitions.Through(2026, 3, 31)), async shop =>
        {
            shop.At("2026-03-01 10:00");
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 500m);
            shop.At("2026-04-01 03:00");
            await shop.Engine.CatchUpAsync();

            shop.At("2026-04-02 10:00");
            await shop.RedeemAsync(anna, 50m, shop.Clock.At("2026-03-31 20:00"));
            var now = (await shop.StatementAsync(anna)).Totals;
            Assert.Equal((0m, 50m, 0m), (now.Expired, now.Redeemed, now.Available));
            var known = (await shop.StatementAsync(anna, at: "2026-04-01 12:00", known: "2026-04-01 12:00")).Totals;
            Assert.Equal((50m, 0m), (known.Expired, known.Redeemed));
            var then = (await shop.StatementAsync(anna, at: "2026-03-31 20:00")).Totals;
            Assert.Equal((0m, 50m), (then.Available, then.Redeemed));
        });

    [Theory]
    [Trait("rule", "points scenario 20")]
    [Trait("rule", "points R30")]
    [InlineData("2026-04-01 00:00", "points.insufficient")]
    [InlineData("2026-03-02 09:59", "redemption.time")]
    [InlineData("2026-04-02 10:01", "redemption.time")]
    public Task A_late_redemption_finds_only_what_was_good_then_and_reaches_back_thirty_days(string at, string code) =>
        Shop.PlayAsync(Definitions.Points(Definitions.TenPercent).Expiring(Definitions.Through(2026, 3, 31)), async shop =>
        {
            shop.At("2026-03-01 10:00");
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 500m);
            shop.At("2026-04-02 10:00");
            var late = await shop.Desk.Points.RedeemAsync(new(anna, 50m, "late"), new() { EffectiveTime = shop.Clock.At(at) });
            Assert.Equal(code, late.Refusal!.Code);
        });

    private static async Task<CustomerId> FourLotsOf(Shop shop)
    {
        shop.At("2026-01-01 10:00");
        var anna = await shop.MemberAsync();
        await shop.GiveAsync(anna, "D");
        shop.At("2026-01-05 10:00");
        await shop.GiveAsync(anna, "B");
        shop.At("2026-01-10 10:00");
        await shop.GiveAsync(anna, "C");
        await shop.GiveAsync(anna, "A");
        return anna;
    }

    private static async Task<IEnumerable<(string Lot, decimal Available)>> Left(Shop shop, CustomerId customer)
    {
        var names = new Dictionary<long, string> { [1] = "D", [2] = "B", [3] = "C", [4] = "A" };
        return (await shop.StatementAsync(customer)).Lots.Where(lot => lot.Available > 0).Select(lot => (names[lot.Number], lot.Available));
    }

    private static async Task<Refusal?> Refusal(Shop shop, CustomerId customer, decimal points) =>
        (await shop.Desk.Points.RedeemAsync(new(customer, points, shop.NextReference()))).Refusal;
}
