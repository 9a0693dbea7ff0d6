using NodaTime;

namespace Loyalty.Tests;

/// <summary>Currencies that a program keeps beside its points (points R72).</summary>
public class AlternateCurrencyTests
{
    private static readonly AlternateCurrency Miles = new() { Id = 2, Name = "Miles", Scale = 1, Ratio = 2m };
    private static readonly AlternateCurrency Stars = new() { Id = 3, Name = "Stars", Redeemable = false, Returnable = false };

    private static LoyaltyDefinition Program => Definitions.Points(
        Definitions.TenPercent,
        new EarningRule { Id = "miles", Values = [2m], Currency = "miles" },
        new EarningRule { Id = "stars", Kind = AllocationKind.Fixed, Values = [3m], Currency = "Stars", DelayDays = 1 },
        new EarningRule { Id = "twice", Kind = AllocationKind.Multiplier, Values = [200m], Cap = 1_000m }).AllowingDebt().With(program => program with
        {
            Currencies = [Miles, Stars],
            Redemption = new() { Minimum = 50m },
            Tiers = [new() { Name = "Base" }, new() { Name = "Gold", Points = 300m }],
            TierRules = new() { Measure = TierMeasure.CurrentPoints },
        });

    [Fact]
    [Trait("rule", "points R72")]
    public Task A_currency_has_lots_and_a_balance_of_its_own() => Shop.PlayAsync(Program, async shop =>
    {
        var member = await shop.MemberAsync();

        var bought = await shop.BuyAsync(member, "B-1", 1_005m);

        // The points, doubled by what the points alone had earned.
        Assert.Equal((202m, 202m, 0m, "Base"), (bought.Earned, bought.Balance, bought.Promised, bought.Tier));
        Assert.Equal([("Miles", 20.1m, 20.1m), ("Stars", 3m, 0m)], bought.Currencies.Select(each => (each.Currency, each.Earned, each.Balance)));
        var balances = (await shop.Desk.Points.BalancesAsync(member)).OrThrow();
        Assert.Equal([(null, 202m, 0m), ("Miles", 20.1m, 0m), ("Stars", 0m, 3m)], balances.Select(each => (each.Currency, each.Balance.Points, each.Balance.Promised)));
        // Valid for 99 years unless it says otherwise; points without an expiry are for ever.
        Assert.Null((await shop.BalanceAsync(member)).NextExpiry);
        Assert.Equal(shop.Clock.At("2125-01-02 00:00"), balances[1].Balance.NextExpiry);
        Assert.Equal("Base", (await shop.StandingAsync(member)).Tier);
        shop.At("2026-01-03 00:00");
        Assert.Equal(3m, (await StarsOf(shop).BalanceAsync(member)).OrThrow().Points);
        Assert.Equal(202m, (await shop.BalanceAsync(member)).Points);
    });

    [Fact]
    [Trait("rule", "points R72")]
    public Task It_is_held_redeemed_sent_and_adjusted_like_points_by_its_own_terms() => Shop.PlayAsync(Program, async shop =>
    {
        var (one, two) = (await shop.MemberAsync("A"), await shop.MemberAsync("B"));
        await shop.BuyAsync(one, "B-1", 1_000m);
        var miles = shop.Desk.As("clerk").Points.In("MILES");

        // The minimum of 50 is one of points.
        var redeemed = (await miles.RedeemAsync(new(one, 4.5m, "r-1"))).OrThrow();
        Assert.Equal((4.5m, 9m, 15.5m), (redeemed.Points, redeemed.Worth, redeemed.Balance));
        Assert.Equal(17.5m, (await shop.Desk.Points.ReverseAsync(new(redeemed.Redemption, "v-1") { Points = 2m })).OrThrow().Balance);
        var held = (await miles.HoldAsync(new(one, 5m, "h-1"))).OrThrow();
        Assert.Equal(17.5m, (await shop.Desk.Points.ReleaseAsync(new(held.Redemption))).OrThrow().Balance);
        Assert.Equal((10.5m, 7m), ((await miles.TransferAsync(new(one, two, 7m, "t-1"))).OrThrow() is var sent ? sent.SenderBalance : 0, sent.ReceiverBalance));
        Assert.Equal(6.5m, (await miles.DeductAsync(new(two, 0.5m, "wrong", "d-1"))).OrThrow().Balance);
        var asked = (await miles.AskGoodwillAsync(new(two, 1.5m, "sorry", "g-1"))).OrThrow();
        Assert.Equal(1.5m, (await shop.Desk.As("clerk").Points.DecideGoodwillAsync(new(asked.Request, true))).OrThrow().Points);
        Assert.Equal(8m, (await miles.BalanceAsync(two)).OrThrow().Points);
        Assert.Equal(0m, (await shop.BalanceAsync(two)).Points);
        Assert.IsType<RedemptionOff>((await StarsOf(shop).RedeemAsync(new(one, 1m, "r-2"))).Refusal);
        Assert.IsType<PointsDecimals>((await miles.RedeemAsync(new(one, 1.25m, "r-3"))).Refusal);
        Assert.Equal(new CurrencyUnknown("Bars", "main"), (await shop.Desk.Points.In("Bars").BalanceAsync(one)).Refusal);

        var rows = (await miles.StatementAsync(new(one))).OrThrow().Rows;
        Assert.Equal(10.5m, rows.Sum(row => row.Change));
        Assert.Equal((await shop.BalanceAsync(one)).Points, (await shop.StatementAsync(one)).Rows.Sum(row => row.Change));
        var exploded = (await shop.Desk.Points.In("Miles").ExplodeAsync(rows[0].Position)).OrThrow();
        Assert.Equal(20m, Assert.Single(exploded.Touched).Issued);
    });

    [Fact]
    [Trait("rule", "points R72")]
    public Task A_return_takes_back_what_is_returnable() => Shop.PlayAsync(Program, async shop =>
    {
        var member = await shop.MemberAsync();
        await shop.BuyAsync(member, "B-1", 1_000m);
        (await shop.Desk.Points.In("Miles").RedeemAsync(new(member, 15m, "r-1"))).OrThrow();

        var back = await shop.ReturnAmountAsync("B-1", 500m);

        Assert.Equal((100m, 0m), (back.TakenBack, back.Shortfall));
        // 10 of the 20 miles come back: 5 that are left, 5 of debt.
        Assert.Equal((-5m, 5m), ((await shop.Desk.Points.In("Miles").BalanceAsync(member)).OrThrow() is var miles ? miles.Points : 0, miles.Debt));
        Assert.Equal(3m, (await StarsOf(shop).BalanceAsync(member)).OrThrow().Promised);
        await shop.ReturnRestAsync("B-1");
        Assert.Equal(-15m, (await shop.Desk.Points.In("Miles").BalanceAsync(member)).OrThrow().Points);
        Assert.Equal(0m, (await shop.BalanceAsync(member)).Points);
        // What comes in meets the debt of its own currency alone.
        await shop.BuyAsync(member, "B-2", 1_000m);
        Assert.Equal(5m, (await shop.Desk.Points.In("Miles").BalanceAsync(member)).OrThrow().Points);
    });

    [Fact]
    [Trait("rule", "points R72")]
    public Task What_is_no_longer_active_is_not_awarded_and_stays() => Shop.PlayAsync(Program, async shop =>
    {
        var member = await shop.MemberAsync();
        await shop.BuyAsync(member, "B-1", 1_000m);
        (await shop.Desk.Programs.SaveAsync(Program.With(program => program with { Currencies = [Miles with { Active = false }, Stars] }))).OrThrow();
        shop.Clock.Advance(Duration.FromMinutes(1));

        Assert.Equal("Stars", Assert.Single((await shop.BuyAsync(member, "B-2", 1_000m)).Currencies).Currency);
        Assert.Equal(15m, (await shop.Desk.Points.In("Miles").RedeemAsync(new(member, 5m, "r-1"))).OrThrow().Balance);
    });

    [Fact]
    [Trait("rule", "points R72")]
    public Task A_further_program_has_currencies_of_its_own_and_a_merge_moves_them() => Shop.PlayAsync(
        ProgramKit.BesideEachOther(q => q with { Currencies = [Miles], Earning = [.. q.Earning, new() { Id = "miles", Values = [5m], Currency = "Miles" }] }), async shop =>
        {
            var (one, two) = (await shop.MemberOfAllAsync("A"), await shop.MemberOfAllAsync("B"));
            var bought = await shop.BuyAsync(one, "B-1", 100m);
            Assert.Equal(("Miles", 5m), Assert.Single(Assert.Single(bought.Programs).Currencies) is var each ? (each.Currency, each.Earned) : default);
            Assert.Empty(bought.Currencies);
            Assert.Equal(new CurrencyUnknown("Miles", "main"), (await shop.Desk.Points.In("Miles").BalanceAsync(one)).Refusal);

            (await shop.Desk.Customers.MergeAsync(new(one, two))).OrThrow();
            Assert.Equal(5m, (await shop.InQ().Points.In("Miles").BalanceAsync(two)).OrThrow().Points);
            Assert.Equal([("main", null, 10m), ("Q", null, 1m), ("Q", "Miles", 5m)], (await shop.Desk.Points.BalancesAsync(two)).OrThrow().Select(row => (row.Program, row.Currency, row.Balance.Points)));
        });

    private static PointsOperations StarsOf(Shop shop) => shop.Desk.Points.In("Stars");
}
