namespace Loyalty.Tests;

/// <summary>Public defects of refunds that must not be possible here (field lessons 23 to 31).</summary>
public sealed class RefundLessons
{
    [Theory]
    [Trait("field", "23")]
    [InlineData(true)]
    [InlineData(false)]
    public Task Buying_spending_and_refunding_in_a_circle_gains_nothing(bool allowDebt) =>
        Shop.PlayAsync(Definitions.Transactions(allowDebt: allowDebt), async shop =>
        {
            var anna = await shop.MemberAsync();
            for (var round = 0; round < 5; round++)
            {
                await shop.BuyAsync(anna, $"EARN-{round}", 1000m);
                await shop.SpendAsync(anna, $"SPEND-{round}", 100m, 100m);
                await shop.ReturnAllAsync($"EARN-{round}");
                await shop.ReturnAllAsync($"SPEND-{round}");
                var balance = await shop.BalanceAsync(anna);
                Assert.Equal((0m, 0m, 0m), (balance.Available, balance.Debt, balance.Lifetime));
            }
        });

    [Fact]
    [Trait("field", "24")]
    public Task A_refund_gives_the_spent_points_back_and_never_charges_them_again() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 5000m);
            await shop.SpendAsync(anna, "B-2", 400m, 400m);
            Assert.Equal(100m, (await shop.BalanceAsync(anna)).Points);
            Assert.Equal((100m, 200m), ((await shop.ReturnAmountAsync("B-2", 100m)).GivenBack, (await shop.BalanceAsync(anna)).Points));
            Assert.Equal((300m, 500m), ((await shop.ReturnAmountAsync("B-2", 300m)).GivenBack, (await shop.BalanceAsync(anna)).Points));
        });

    [Fact]
    [Trait("field", "25")]
    public Task A_refund_follows_the_original_award_not_todays_settings() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            shop.At("2026-01-02 10:00");
            var today = Definitions.Transactions().With(program => program with { Earning = [new() { Id = "base", Values = [50m] }, new() { Id = "more", Kind = AllocationKind.Fixed, Values = [7m] }] });
            (await shop.Desk.Programs.SaveAsync(today)).OrThrow();
            Assert.Equal(507m, (await shop.BuyAsync(anna, "B-2", 1000m)).Earned);
            Assert.Equal(100m, (await shop.ReturnAllAsync("B-1")).TakenBack);
            Assert.Equal(507m, (await shop.BalanceAsync(anna)).Points);
        });

    [Fact]
    [Trait("field", "26")]
    public Task Redeem_cancel_and_refund_leave_what_was_there_before() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-0", 500m);
            await shop.BuyAsync(anna, "B-1", 1000m);
            var redemption = await shop.RedeemAsync(anna, 120m);
            await shop.ReverseAsync(redemption.Redemption);
            var hold = (await shop.Desk.Points.HoldAsync(new(anna, 120m, "h"))).OrThrow();
            (await shop.Desk.Points.ReleaseAsync(new(hold.Redemption))).OrThrow();
            await shop.ReturnAllAsync("B-1");
            var balance = await shop.BalanceAsync(anna);
            Assert.Equal((50m, 50m, 0m, 0m), (balance.Points, balance.Available, balance.Held, balance.Debt));
        });

    [Fact]
    [Trait("field", "27")]
    public Task Points_can_wait_until_the_time_for_returns_is_over() =>
        Shop.PlayAsync(Definitions.Points(new EarningRule { Id = "base", Values = [10m], DelayDays = 14 }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            await shop.BuyAsync(anna, "B-2", 2000m);
            shop.At("2026-01-15 23:00");
            var back = await shop.ReturnAllAsync("B-1");
            Assert.Equal((100m, 0m, 0m), (back.TakenBack, back.Shortfall, back.Balance));
            shop.At("2026-01-16");
            Assert.Equal((200m, 200m), ((await shop.BalanceAsync(anna)).Points, (await shop.BalanceAsync(anna)).Lifetime));
        });

    [Fact]
    [Trait("field", "28")]
    public Task A_returned_lines_share_does_not_move_to_the_lines_that_stay() =>
        Shop.PlayAsync(Definitions.Points(new EarningRule { Id = "base", Values = [10m], SpreadOverLines = true }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m, new("A", 1, 100m), new("B", 2, 300m), new("C", 1, 600m));
            Assert.Equal(15m, (await shop.TryReturnAsync("B-1", new ReturnLine(2, 1))).OrThrow().TakenBack);
            Assert.Equal([10m, 15m, 60m], (await shop.StatementAsync(anna)).Lots.OrderBy(lot => lot.Line).Select(lot => lot.Available));
            Assert.Equal(10m, (await shop.TryReturnAsync("B-1", new ReturnLine(1, 1))).OrThrow().TakenBack);
            Assert.Equal(75m, (await shop.TryReturnAsync("B-1", new(2, 1), new ReturnLine(3, 1))).OrThrow().TakenBack);
        });

    [Fact]
    [Trait("field", "29")]
    public Task A_returned_bill_that_was_paid_in_part_by_points_gives_and_takes_both_sides() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 3000m);
            var sale = await shop.SpendAsync(anna, "B-2", 1000m, 200m);
            Assert.Equal((80m, 180m), (sale.Bill.Earned, sale.Receipt.Balance));
            var back = await shop.ReturnAllAsync("B-2");
            Assert.Equal((200m, 80m, 300m), (back.GivenBack, back.TakenBack, back.Balance));
        });

    [Fact]
    [Trait("field", "30")]
    public Task Nothing_comes_back_twice_however_often_it_is_asked() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 3000m);
            await shop.SpendAsync(anna, "B-2", 100m, 100m);
            for (var press = 0; press < 3; press++) (await shop.Desk.Sales.ReturnAsync(new("BACK", "B-2"))).OrThrow();
            Assert.Equal("return.all_returned", (await shop.Desk.Sales.ReturnAsync(new("BACK-2", "B-2"))).Refusal!.Code);
            Assert.Equal(300m, (await shop.BalanceAsync(anna)).Points);

            var redemption = await shop.RedeemAsync(anna, 100m);
            for (var press = 0; press < 3; press++) (await shop.Desk.Points.ReverseAsync(new(redemption.Redemption, "UNDO"))).OrThrow();
            Assert.Equal("reversal.nothing_left", (await shop.Desk.Points.ReverseAsync(new(redemption.Redemption, "UNDO-2"))).Refusal!.Code);
            Assert.Equal(300m, (await shop.BalanceAsync(anna)).Points);
        });

    [Fact]
    [Trait("field", "30")]
    public Task A_reversal_and_a_return_of_the_same_redemption_share_what_is_left() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 3000m);
            var sale = await shop.SpendAsync(anna, "B-2", 100m, 100m);
            await shop.ReverseAsync(sale.Redemption!.Redemption, 70m);
            Assert.Equal(30m, (await shop.ReturnAllAsync("B-2")).GivenBack);
            Assert.Equal(300m, (await shop.BalanceAsync(anna)).Points);
        });

    [Fact]
    [Trait("field", "31")]
    public Task Points_of_a_cancelled_order_are_given_back() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            var redemption = await shop.RedeemAsync(anna, 60m);
            (await shop.Desk.Sales.AddBillAsync(new("ORDER", anna, 600m) { Redemptions = [redemption.Redemption], NotEarning = 60m })).OrThrow();
            Assert.Equal(60m, (await shop.ReturnAllAsync("ORDER")).GivenBack);
            Assert.Equal(100m, (await shop.BalanceAsync(anna)).Points);
        });
}
