namespace Loyalty.Tests;

/// <summary>Points: purchases returned after their points were spent or lapsed (scenarios 13 to 16).</summary>
public sealed class PointsReturnScenarios
{
    private static LoyaltyDefinition ExpiringOnTheTenth(bool allowDebt) =>
        Definitions.Points(Definitions.TenPercent).Expiring(Definitions.Through(2026, 2, 10)).AllowingDebt(allowDebt);

    [Fact]
    [Trait("rule", "points scenario 13")]
    [Trait("rule", "points R52")]
    public Task What_was_spent_becomes_debt_and_new_points_settle_it_first() =>
        Shop.PlayAsync(ExpiringOnTheTenth(allowDebt: true), async shop =>
        {
            var anna = await Spent(shop);
            var back = await shop.ReturnAllAsync("P1");
            Assert.Equal((100m, 0m, -100m), (back.TakenBack, back.Shortfall, back.Balance));
            Assert.Equal((-100m, 100m), ((await shop.BalanceAsync(anna)).Points, (await shop.BalanceAsync(anna)).Debt));

            Assert.Equal(-40m, (await shop.BuyAsync(anna, "B-2", 600m)).Balance);
            Assert.Equal(30m, (await shop.BuyAsync(anna, "B-3", 700m)).Balance);
            var totals = await shop.TotalsAsync(anna);
            Assert.Equal((230m, 100m, 100m, 30m, 0m), (totals.Issued, totals.Redeemed, totals.Returned, totals.Available, totals.Debt));
        });

    [Fact]
    [Trait("rule", "points scenario 13")]
    [Trait("rule", "points R52")]
    public Task Without_debt_what_was_spent_is_waived_and_reported() =>
        Shop.PlayAsync(ExpiringOnTheTenth(allowDebt: false), async shop =>
        {
            var anna = await Spent(shop);
            var returned = await shop.Desk.Sales.ReturnAsync(new("R-P1", "P1"));
            var back = returned.OrThrow();
            Assert.Equal((0m, 100m, 0m), (back.TakenBack, back.Shortfall, back.Balance));
            Assert.Equal("return.shortfall", Assert.Single(returned.Warnings).Code);
            Assert.Equal(returned.Warnings, (await shop.Desk.Sales.ReturnAsync(new("R-P1", "P1"))).Warnings);
            var totals = await shop.TotalsAsync(anna);
            Assert.Equal((100m, 0m, 100m, 0m), (totals.Redeemed, totals.Returned, totals.Waived, totals.Debt));
            // New awards are the member's: the waived amount is met only by what comes back.
            Assert.Equal(60m, (await shop.BuyAsync(anna, "B-2", 600m)).Balance);
        });

    [Theory]
    [Trait("rule", "points scenario 13")]
    [Trait("rule", "points R52")]
    [InlineData(true, 30, 0, -30)]
    [InlineData(false, 0, 30, 0)]
    public Task Another_lot_meets_the_shortage_before_debt_or_waiver(bool allowDebt, decimal debt, decimal waived, decimal balance) =>
        Shop.PlayAsync(ExpiringOnTheTenth(allowDebt), async shop =>
        {
            var anna = await Spent(shop);
            await shop.BuyAsync(anna, "B-2", 700m);
            Assert.Equal(balance, (await shop.ReturnAllAsync("P1")).Balance);
            var totals = await shop.TotalsAsync(anna);
            Assert.Equal((debt, waived, 0m), (totals.Debt, totals.Waived, totals.Available));
            Assert.Equal(allowDebt ? 100m : 70m, totals.Returned);
        });

    [Fact]
    [Trait("rule", "points scenario 14")]
    [Trait("rule", "points R42")]
    public Task Points_spent_on_a_returned_purchase_come_back_with_their_old_expiry() =>
        Shop.PlayAsync(ExpiringOnTheTenth(allowDebt: true), async shop =>
        {
            var anna = await Spent(shop);
            var back = await shop.ReturnAllAsync("P2");
            Assert.Equal((100m, 0m, 100m), (back.GivenBack, back.TakenBack, back.Balance));
            Assert.Equal(shop.Clock.At("2026-02-11"), (await shop.BalanceAsync(anna)).NextExpiry);
        });

    [Theory]
    [Trait("rule", "points scenario 14")]
    [Trait("rule", "points R41")]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public Task Both_purchases_returned_in_either_order_leave_nothing(bool allowDebt, bool earningFirst) =>
        Shop.PlayAsync(ExpiringOnTheTenth(allowDebt), async shop =>
        {
            var anna = await Spent(shop);
            if (earningFirst) await shop.ReturnAllAsync("P1");
            shop.At("2026-02-12 12:00");
            await shop.ReturnAllAsync("P2");
            if (!earningFirst) await shop.ReturnAllAsync("P1");
            var totals = await shop.TotalsAsync(anna);
            Assert.Equal((0m, 0m, 0m), (totals.Available, totals.Debt, totals.Waived));
            Assert.Equal((100m, 100m, 0m, 0m), (totals.Issued, totals.Returned, totals.Redeemed, totals.Expired));
        });

    [Fact]
    [Trait("rule", "points scenario 14")]
    [Trait("rule", "points R42")]
    public Task Points_spent_come_back_in_proportion_to_what_is_returned() =>
        Shop.PlayAsync(Definitions.Points().Giving(("G", 90m, new ExpiryRule())), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.GiveAsync(anna, "G");
            await shop.SpendAsync(anna, "P2", 600m, 90m);
            Assert.Equal(30m, (await shop.ReturnAmountAsync("P2", 200m)).GivenBack);
            Assert.Equal(60m, (await shop.ReturnAmountAsync("P2", 400m)).GivenBack);
            Assert.Equal(90m, (await shop.BalanceAsync(anna)).Points);
        });

    [Fact]
    [Trait("rule", "points scenario 15")]
    [Trait("rule", "transactions scenario 9")]
    [Trait("rule", "points R50")]
    public Task A_return_after_expiry_takes_the_expired_units_and_leaves_the_balance() =>
        Shop.PlayAsync(ExpiringOnTheTenth(allowDebt: true), async shop =>
        {
            shop.At("2026-02-01 12:00");
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "P1", 1000m);
            shop.At("2026-02-12 12:00");
            var back = await shop.ReturnAllAsync("P1");
            Assert.Equal((100m, 0m), (back.TakenBack, back.Balance));
            var statement = await shop.StatementAsync(anna);
            Assert.Equal((0m, 100m, 0m, 0m), (statement.Totals.Expired, statement.Totals.Returned, statement.Totals.Available, statement.Totals.Debt));
            Assert.Equal(0m, statement.Rows[0].Change);
        });

    [Fact]
    [Trait("rule", "points scenario 16")]
    [Trait("rule", "transactions R33")]
    public Task Any_split_into_partial_returns_takes_the_award_exactly() =>
        Shop.PlayAsync(Definitions.Points(new EarningRule { Id = "base", Kind = AllocationKind.Fixed, Values = [100m] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 300m);
            Assert.Equal(33m, (await shop.ReturnAmountAsync("B-1", 100m)).TakenBack);
            Assert.Equal(33m, (await shop.ReturnAmountAsync("B-1", 100m)).TakenBack);
            Assert.Equal(34m, (await shop.ReturnAmountAsync("B-1", 100m)).TakenBack);
            Assert.Equal(0m, (await shop.BalanceAsync(anna)).Points);
        });

    /// <summary>1 February: P1 of 1000 earns 100. 3 February: all of them pay P2. The clock then says 5 February.</summary>
    private static async Task<CustomerId> Spent(Shop shop)
    {
        shop.At("2026-02-01 12:00");
        var anna = await shop.MemberAsync();
        Assert.Equal(100m, (await shop.BuyAsync(anna, "P1", 1000m)).Earned);
        shop.At("2026-02-03 12:00");
        Assert.Equal((0m, 0m), ((await shop.SpendAsync(anna, "P2", 100m, 100m)).Bill.Earned, (await shop.BalanceAsync(anna)).Points));
        shop.At("2026-02-05 12:00");
        return anna;
    }
}
