namespace Loyalty.Tests;

/// <summary>Transactions: returns and exchanges (scenarios 6, 8, 11, 12, 14).</summary>
public sealed class TransactionsReturnScenarios
{
    [Fact]
    [Trait("rule", "transactions scenario 6")]
    [Trait("rule", "transactions R33")]
    public Task Line_returns_add_up_to_the_whole_award() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(10m, (await shop.BuyAsync(anna, "B-1", 100m, new("A", 1, 33.33m), new("B", 1, 33.33m), new("C", 1, 33.34m))).Earned);
            Assert.Equal(3m, (await shop.TryReturnAsync("B-1", new ReturnLine(1, 1))).OrThrow().TakenBack);
            Assert.Equal(3m, (await shop.TryReturnAsync("B-1", new ReturnLine(2, 1))).OrThrow().TakenBack);
            Assert.Equal(4m, (await shop.TryReturnAsync("B-1", new ReturnLine(3, 1))).OrThrow().TakenBack);
            Assert.Equal("return.all_returned", (await shop.TryReturnAsync("B-1", new ReturnLine(1, 1))).Refusal!.Code);
        });

    [Fact]
    [Trait("rule", "transactions scenario 8")]
    [Trait("rule", "transactions R34")]
    public Task A_spent_award_is_taken_from_the_members_other_points() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "T1", 1000m);
            shop.At("2026-01-02 10:00");
            await shop.BuyAsync(anna, "T2", 2000m);
            await shop.RedeemAsync(anna, 100m);
            Assert.Null(await shop.LotAsync(anna, 1));
            Assert.Equal(100m, (await shop.ReturnAllAsync("T1")).TakenBack);
            Assert.Equal(100m, (await shop.LotAsync(anna, 2))!.Available);
            var totals = await shop.TotalsAsync(anna);
            Assert.Equal((300m, 100m, 100m, 100m), (totals.Issued, totals.Available, totals.Redeemed, totals.Returned));
        });

    [Theory]
    [Trait("rule", "transactions scenario 8")]
    [Trait("rule", "transactions R34")]
    [InlineData(true, 100, -100, 100, 0)]
    [InlineData(false, 0, 0, 0, 100)]
    public Task Without_other_points_it_is_debt_or_a_reported_shortfall(bool allowDebt, decimal debt, decimal balance, decimal returned, decimal shortfall) =>
        Shop.PlayAsync(Definitions.Transactions(allowDebt: allowDebt), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "T1", 1000m);
            await shop.RedeemAsync(anna, 100m);
            Assert.Equal(shortfall, (await shop.ReturnAllAsync("T1")).Shortfall);
            var statement = await shop.StatementAsync(anna);
            Assert.Equal((debt, balance, returned, 100m), (statement.Totals.Debt, statement.Balance.Points, statement.Totals.Returned, statement.Totals.Redeemed));
        });

    [Theory]
    [Trait("rule", "transactions scenario 11")]
    [Trait("rule", "transactions R35")]
    [InlineData("2026-02-05 12:00", 100, 0)]
    [InlineData("2026-02-12 12:00", 0, 100)]
    public Task Points_named_by_a_returned_bill_come_back_to_their_lot_good_or_expired(string returned, decimal available, decimal expired) =>
        Shop.PlayAsync(Definitions.Transactions().Giving(("L1", 100m, Definitions.Through(2026, 2, 10))), async shop =>
        {
            shop.At("2026-02-01 12:00");
            var anna = await shop.MemberAsync();
            await shop.GiveAsync(anna, "L1");
            shop.At("2026-02-03 12:00");
            var redemption = await shop.RedeemAsync(anna, 100m);
            var bill = (await shop.Desk.Sales.AddBillAsync(new("T2", anna, 2000m) { Redemptions = [redemption.Redemption] })).OrThrow();
            Assert.Equal(200m, bill.Earned);

            shop.At(returned);
            var back = await shop.ReturnAllAsync("T2");
            Assert.Equal((100m, 200m), (back.GivenBack, back.TakenBack));
            var totals = await shop.TotalsAsync(anna);
            Assert.Equal((available, expired, 200m, 0m), (totals.Available, totals.Expired, totals.Returned, totals.Redeemed));
            if (available > 0) Assert.Equal(shop.Clock.At("2026-02-11"), (await shop.BalanceAsync(anna)).NextExpiry);
        });

    [Fact]
    [Trait("rule", "transactions scenario 11")]
    [Trait("rule", "transactions R35")]
    public Task Points_spent_come_back_by_the_cumulative_share_rounded_down() =>
        Shop.PlayAsync(Definitions.Transactions().Giving(("G", 150m, new ExpiryRule())), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.GiveAsync(anna, "G");
            var redemption = await shop.RedeemAsync(anna, 150m);
            (await shop.Desk.Sales.AddBillAsync(new("T2", anna, 2000m) { Redemptions = [redemption.Redemption] })).OrThrow();
            Assert.Equal(52m, (await shop.ReturnAmountAsync("T2", 700m)).GivenBack);
            Assert.Equal(98m, (await shop.ReturnAmountAsync("T2", 1300m)).GivenBack);
        });

    [Fact]
    [Trait("rule", "transactions scenario 12")]
    [Trait("rule", "transactions R31")]
    public Task Line_returns_exclude_amounts_and_full_returns_and_never_exceed_what_is_left() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 500m, new BillLine("A", 5, 500m));
            Assert.Equal(new ReturnQuantityAbovePurchased(1, 6, 5), (await shop.TryReturnAsync("B-1", new ReturnLine(1, 6))).Refusal);
            Assert.Equal(300m, (await shop.TryReturnAsync("B-1", new ReturnLine(1, 3))).OrThrow().Amount);
            Assert.Equal(new ReturnQuantityTooHigh(1, 3, 2), (await shop.TryReturnAsync("B-1", new ReturnLine(1, 3))).Refusal);
            Assert.Equal("return.kind_conflict", (await shop.TryReturnAmountAsync("B-1", 100m)).Refusal!.Code);
            Assert.Equal("return.kind_conflict", (await shop.TryReturnAsync("B-1")).Refusal!.Code);
            Assert.Equal(200m, (await shop.TryReturnAsync("B-1", new ReturnLine(1, 2))).OrThrow().Amount);
            Assert.Equal("return.all_returned", (await shop.TryReturnAsync("B-1", new ReturnLine(1, 1))).Refusal!.Code);
            Assert.Equal("return.all_returned", (await shop.TryReturnAmountAsync("B-1", 1m)).Refusal!.Code);
            Assert.Equal("return.all_returned", (await shop.TryReturnAsync("B-1")).Refusal!.Code);
        });

    [Fact]
    [Trait("rule", "transactions scenario 12")]
    [Trait("rule", "transactions R31")]
    public Task Amount_returns_exclude_lines_and_never_exceed_what_is_left() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 500m, new BillLine("A", 5, 500m));
            (await shop.TryReturnAmountAsync("B-1", 200m)).OrThrow();
            Assert.Equal(new ReturnAmountTooHigh(301m, 300m), (await shop.TryReturnAmountAsync("B-1", 301m)).Refusal);
            Assert.Equal("return.kind_conflict", (await shop.TryReturnAsync("B-1", new ReturnLine(1, 1))).Refusal!.Code);
            Assert.Equal(0m, (await shop.TryReturnAmountAsync("B-1", 300m)).OrThrow().Balance);
        });

    [Theory]
    [Trait("rule", "transactions scenario 12")]
    [Trait("rule", "transactions R30")]
    [InlineData("2026-01-05 09:59:59", "return.time")]
    [InlineData("2026-01-05 10:00:00", null)]
    public Task A_return_is_not_earlier_than_its_purchase(string returned, string? code) =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            shop.At("2026-01-05 10:00");
            await shop.BuyAsync(anna, "B-1", 500m);
            shop.At("2026-01-06 10:00");
            var back = await shop.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Time = shop.Clock.At(returned) });
            Assert.Equal(code, back.Refusal?.Code);
        });

    [Fact]
    [Trait("rule", "transactions scenario 14")]
    [Trait("rule", "transactions R37")]
    public Task An_exchange_changes_points_and_lifetime_purchases_by_the_net() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(5m, (await shop.BuyAsync(anna, "RC-15", 50m, new BillLine("A", 1, 50m))).Earned);
            var sale = new Checkout("RC-16", Cart.In("INR").Add("B", 1, 300m)) { Customer = anna };

            var unknown = await shop.Desk.Sales.ExchangeAsync(new(new ReturnBill("R-0", of: "RC-99"), sale));
            Assert.Equal("return.bill_unknown", unknown.Refusal!.Code);
            Assert.Empty((await shop.Desk.Sales.FindBillsAsync("RC-16")).OrThrow());

            var exchange = (await shop.Desk.Sales.ExchangeAsync(new(new ReturnBill("R-1", of: "RC-15") { Lines = [new(1, 1)] }, sale))).OrThrow();
            Assert.Equal((5m, 30m, 250m), (exchange.Return.TakenBack, exchange.Sale.Bill.Earned, exchange.Difference));
            Assert.Equal((30m, 30m), (exchange.Sale.Receipt.Balance, (await shop.BalanceAsync(anna)).Points));
            Assert.Equal(300m, (await shop.Desk.Tiers.StandingAsync(anna)).OrThrow().LifetimePurchases);
        });

    [Fact]
    [Trait("rule", "transactions R19")]
    [Trait("rule", "coupons R26")]
    public Task A_sale_and_an_exchange_take_what_was_redeemed_for_them_before() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var (anna, bert) = (await shop.MemberAsync("M-1"), await shop.MemberAsync("M-2"));
            await shop.BuyAsync(anna, "RC-15", 500m, new BillLine("A", 1, 500m));
            var (first, second) = ((await shop.Desk.Points.RedeemAsync(new(anna, 10m, "P-1"))).OrThrow().Redemption, (await shop.Desk.Points.RedeemAsync(new(anna, 10m, "P-2"))).OrThrow().Redemption);
            var sale = new Checkout("RC-20", Cart.In("INR").Add("B", 1, 300m)) { Customer = anna, Redemptions = [first], CouponRedemptions = [new(77)] };
            Assert.Equal("bill.redemption", (await shop.Desk.Sales.CheckoutAsync(sale with { Customer = bert })).Refusal?.Code);
            Assert.Equal("bill.redemption", (await shop.Desk.Sales.CheckoutAsync(sale with { Redemptions = [first, first] })).Refusal?.Code);
            Assert.Equal("value.invalid", (await shop.Desk.Sales.CheckoutAsync(sale with { Redemptions = null! })).Refusal?.Code);
            Assert.Equal("value.invalid", (await shop.Desk.Sales.CheckoutAsync(sale with { CouponRedemptions = null! })).Refusal?.Code);
            var sold = await shop.Desk.Sales.CheckoutAsync(sale);
            Assert.Equal([first], (await shop.Desk.Sales.FindBillsAsync("RC-20")).OrThrow()[0].Redemptions);
            Assert.Equal("coupon.use_not_tied", Assert.Single(sold.Warnings).Code);
            var repeated = await shop.Desk.Sales.CheckoutAsync(sale);
            Assert.True(repeated.Replayed && repeated.Warnings.Count == 1);
            // Other redemptions are another sale.
            Assert.Equal("bill.duplicate", (await shop.Desk.Sales.CheckoutAsync(sale with { Redemptions = [second] })).Refusal?.Code);

            var exchange = new Exchange(new ReturnBill("R-1", of: "RC-15") { Lines = [new(1, 0.1m)] }, new Checkout("RC-21", Cart.In("INR").Add("B", 1, 300m)) { Customer = anna, Redemptions = [second] });
            Assert.Equal("bill.redemption", (await shop.Desk.Sales.ExchangeAsync(exchange with { Sale = exchange.Sale with { Redemptions = [first] } })).Refusal?.Code);
            (await shop.Desk.Sales.ExchangeAsync(exchange)).OrThrow();
            Assert.Equal([second], (await shop.Desk.Sales.FindBillsAsync("RC-21")).OrThrow()[0].Redemptions);

            // A reserved sale is told of them at the end.
            var third = (await shop.Desk.Points.RedeemAsync(new(anna, 5m, "P-3"))).OrThrow().Redemption;
            var later = new Checkout("RC-22", Cart.In("INR").Add("B", 1, 10m)) { Customer = anna };
            (await shop.Desk.Sales.ReserveAsync(new(later))).OrThrow();
            (await shop.Desk.Sales.CheckoutAsync(later with { Redemptions = [third] })).OrThrow();
            Assert.Equal([third], (await shop.Desk.Sales.FindBillsAsync("RC-22")).OrThrow()[0].Redemptions);
            await shop.ProveAsync();
        });

    [Fact]
    [Trait("rule", "transactions R37")]
    public Task An_exchange_takes_back_of_several_purchases_or_of_none() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var (anna, bert) = (await shop.MemberAsync("M-1"), await shop.MemberAsync("M-2"));
            await shop.BuyAsync(anna, "RC-15", 50m, new BillLine("A", 1, 50m));
            await shop.BuyAsync(anna, "RC-16", 20m, new BillLine("A", 2, 20m));
            await shop.BuyAsync(bert, "RC-17", 20m, new BillLine("A", 2, 20m));
            var exchange = new Exchange(new ReturnBill("R-1", of: "RC-15"), new Checkout("RC-20", Cart.In("INR").Add("B", 1, 300m)) { Customer = anna }) { Further = [new("R-2", of: "RC-16") { Lines = [new(1, 1)] }, new("R-3", of: "RC-16") { Lines = [new(1, 1)] }] };

            foreach (var (wrong, code) in new[]
            {
                (exchange with { Further = [new("R-2", of: "RC-17")] }, "exchange.mismatch"),
                (exchange with { Further = [new("R-2", of: "RC-16"), new("r-2", of: "RC-16")] }, "exchange.mismatch"),
                (exchange with { Further = [new("RC-20", of: "RC-16")] }, "exchange.mismatch"),
                (exchange with { Further = [new("R-2", of: "RC-16"), new("R-3", of: "RC-16")] }, "return.all_returned"),
                (exchange with { Further = [new("R-2", of: "NONE")] }, "return.bill_unknown"),
                (exchange with { Further = [new("R-2", of: "RC-16") { Time = shop.Clock.GetCurrentInstant() - NodaTime.Duration.FromHours(1) }] }, "exchange.mismatch"),
                (exchange with { Further = [null!] }, "value.invalid"),
                (exchange with { Further = null! }, "value.invalid"),
                (exchange with { Further = [.. Enumerable.Range(0, 51).Select(i => new ReturnBill($"R-{i + 2}", "RC-16") { Lines = [new(1, 0.01m)] })] }, "value.invalid"),
            })
            {
                var refused = await shop.Desk.Sales.ExchangeAsync(wrong);
                Assert.Equal(code, refused.Refusal?.Code);
                Assert.Equal([0m], (await shop.Desk.Sales.FindBillsAsync("RC-16")).OrThrow()[0].ReturnedQuantities);
            }

            var done = (await shop.Desk.Sales.ExchangeAsync(exchange)).OrThrow();
            Assert.Equal((5m, 1m, 1m, 30m), (done.Return.TakenBack, done.Further[0].TakenBack, done.Further[1].TakenBack, done.Sale.Bill.Earned));
            Assert.Equal((230m, 30m), (done.Difference, (await shop.BalanceAsync(anna)).Points));
            Assert.Equal(300m, (await shop.Desk.Tiers.StandingAsync(anna)).OrThrow().LifetimePurchases);
            Assert.Equal([2m], (await shop.Desk.Sales.FindBillsAsync("RC-16")).OrThrow()[0].ReturnedQuantities);

            var again = await shop.Desk.Sales.ExchangeAsync(exchange);
            Assert.True(again.Replayed);
            Assert.Equal((done.Difference, done.Further.Select(back => back.Return)), (again.OrThrow().Difference, again.OrThrow().Further.Select(back => back.Return)), EqualityComparer<(decimal, IEnumerable<BillId>)>.Create((a, b) => a.Item1 == b.Item1 && a.Item2.SequenceEqual(b.Item2)));
            // Other content under the number of the sale.
            Assert.True((await shop.Desk.Sales.ExchangeAsync(exchange with { Further = [exchange.Further[0]] })).IsRefused);
            // A number that an earlier return has.
            Assert.Equal("return.duplicate", (await shop.Desk.Sales.ExchangeAsync(new(new ReturnBill("R-9", of: "RC-20"), new Checkout("RC-21", Cart.In("INR").Add("B", 1, 1m)) { Customer = anna }) { Further = [exchange.Further[1]] })).Refusal?.Code);
        });
}
