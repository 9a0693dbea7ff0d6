namespace Loyalty.Tests;

/// <summary>Public defects of expiry and of points that must not be possible here (field lessons 32 to 38, 50).</summary>
public sealed class ExpiryLessons
{
    [Fact]
    [Trait("field", "32")]
    public Task Debits_leave_with_the_lots_they_took_when_these_expire() =>
        Shop.PlayAsync(Definitions.Transactions(Definitions.Days(30)), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            await shop.RedeemAsync(anna, 60m);
            shop.At("2026-02-15 10:00");
            Assert.Equal(0m, (await shop.BalanceAsync(anna)).Points);
            Assert.Equal(50m, (await shop.BuyAsync(anna, "B-2", 500m)).Balance);
            shop.At("2026-03-30 10:00");
            Assert.Equal(0m, (await shop.BalanceAsync(anna)).Points);
            var totals = await shop.TotalsAsync(anna);
            Assert.Equal((150m, 60m, 90m), (totals.Issued, totals.Redeemed, totals.Expired));
        });

    [Fact]
    [Trait("field", "33")]
    public Task Every_lots_expiry_is_shown_and_the_next_one_first() =>
        Shop.PlayAsync(Definitions.Transactions(Definitions.Days(30)), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            shop.At("2026-01-11 10:00");
            await shop.BuyAsync(anna, "B-2", 300m);
            var statement = await shop.StatementAsync(anna);
            Assert.Equal([shop.Clock.At("2026-02-01"), shop.Clock.At("2026-02-11")], statement.Lots.Select(lot => lot.ExpiresAt!.Value));
            Assert.Equal((shop.Clock.At("2026-02-01"), 100m), (statement.Balance.NextExpiry, statement.Balance.NextExpiring));
            shop.At("2026-02-01 00:00");
            var after = await shop.BalanceAsync(anna);
            Assert.Equal((30m, shop.Clock.At("2026-02-11"), 30m), (after.Points, after.NextExpiry, after.NextExpiring));
        });

    [Theory]
    [Trait("field", "34")]
    [InlineData("Pacific/Kiritimati")]
    [InlineData("Pacific/Pago_Pago")]
    [InlineData("Europe/London")]
    public Task Points_lapse_at_the_programs_midnight_wherever_the_machine_stands(string zone) =>
        Shop.PlayAsync(Definitions.Transactions(Definitions.Days(1)).In(organisation => organisation with { Zone = zone }), async shop =>
        {
            shop.At("2026-03-28 23:30");
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            shop.At("2026-03-29 23:59:59");
            Assert.Equal(100m, (await shop.BalanceAsync(anna)).Points);
            shop.At("2026-03-30");
            Assert.Equal(0m, (await shop.BalanceAsync(anna)).Points);
            Assert.Empty((await shop.StatementAsync(anna)).Lots);
        });

    [Fact]
    [Trait("field", "34")]
    public Task A_balance_is_right_without_any_sweep_and_reading_it_writes_nothing() =>
        Shop.PlayAsync(Definitions.Transactions(Definitions.Days(30)), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            shop.At("2026-02-15 10:00");
            var before = StoreImage.Of(shop.Store);
            Assert.Equal(0m, (await shop.BalanceAsync(anna)).Points);
            Assert.Equal(100m, (await shop.TotalsAsync(anna)).Expired);
            StoreImage.AssertUnchanged(before, shop.Store);
        });

    [Fact]
    [Trait("field", "35")]
    public Task A_shorter_expiry_rule_shortens_only_what_is_earned_after_it() =>
        Shop.PlayAsync(Definitions.Transactions(Definitions.Days(300)), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            shop.At("2026-01-02 10:00");
            (await shop.Desk.Programs.SaveAsync(Definitions.Transactions(Definitions.Days(10)))).OrThrow();
            await shop.BuyAsync(anna, "B-2", 500m);
            shop.At("2026-01-20 10:00");
            Assert.Equal(100m, (await shop.BalanceAsync(anna)).Points);
        });

    [Fact]
    [Trait("field", "36")]
    public Task Redeemable_points_can_be_capped_and_gift_cards_make_no_loop() =>
        Shop.PlayAsync(Definitions.Transactions().With(program => program with { Redemption = new() { Limit = 500m, PercentOfBill = 50m } }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 10_000m);
            Assert.Equal("redemption.above_limit", (await shop.Desk.Points.RedeemAsync(new(anna, 501m, "a") { BillAmount = 5000m })).Refusal!.Code);
            Assert.Equal("redemption.above_bill", (await shop.Desk.Points.RedeemAsync(new(anna, 201m, "b") { BillAmount = 400m })).Refusal!.Code);
            Assert.Equal("redemption.bill_amount_missing", (await shop.Desk.Points.RedeemAsync(new(anna, 201m, "c"))).Refusal!.Code);
            var card = (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 900m) { NotEarning = 900m })).OrThrow();
            Assert.Equal(0m, card.Earned);
        });

    [Fact]
    [Trait("field", "37")]
    public Task Fractions_of_points_can_be_spent_where_the_program_has_them() =>
        Shop.PlayAsync(Definitions.Transactions().With(program => program with { Points = program.Points with { Scale = 1 } }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 125m);
            Assert.Equal(12m, (await shop.RedeemAsync(anna, 0.5m)).Balance);
            Assert.Equal("points.decimals", (await shop.Desk.Points.RedeemAsync(new(anna, 0.25m, "x"))).Refusal!.Code);
        });

    [Fact]
    [Trait("field", "37")]
    public Task A_bill_raises_the_tier_after_its_own_points_never_before() =>
        Shop.PlayAsync(
            Definitions.Points(new EarningRule { Id = "base", Values = [10m, 20m] })
                .With(program => program with { Tiers = [new() { Name = "Base" }, new() { Name = "Gold", LifetimePurchases = 1000m }] }),
            async shop =>
            {
                var anna = await shop.MemberAsync();
                Assert.Equal((100m, "Base", "Gold"), await Bought("B-1", 1000m));
                Assert.Equal((200m, null, "Gold"), await Bought("B-2", 1000m));

                async Task<(decimal, string?, string?)> Bought(string number, decimal amount) => await shop.BuyAsync(anna, number, amount) is var bill ? (bill.Earned, bill.TierBefore, bill.Tier) : default;
            });

    [Fact]
    [Trait("field", "37")]
    public Task A_past_is_brought_in_as_if_the_program_had_run_all_along() =>
        Shop.PlayAsync(Definitions.Transactions(Definitions.Days(60)), async shop =>
        {
            HistoryBill[] past =
            [
                new("H-1", "OLD-1", 1000m, shop.Clock.At("2025-10-01 10:00")), new("H-1", "OLD-2", 500m, shop.Clock.At("2025-12-20 10:00")),
            ];
            var added = (await shop.Desk.Sales.ImportAsync(past)).OrThrow();
            Assert.All(added, each => Assert.False(each.IsRefused));
            Assert.Equal([true, false], added.Select(each => each.Value.Enrolled));
            var customer = added[0].Value.Bill.Customer;
            Assert.Equal(50m, (await shop.BalanceAsync(customer)).Points);
            Assert.Equal(100m, (await shop.StatementAsync(customer, at: "2025-11-01")).Balance.Points);
            Assert.Equal(0m, (await shop.StatementAsync(customer, at: "2025-12-10")).Balance.Points);
        });

    [Theory]
    [Trait("field", "38")]
    [InlineData(-1)]
    [InlineData(0)]
    public Task Nobody_redeems_sends_or_holds_less_than_something(decimal points) =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            await shop.BuyAsync(anna, "B-1", 1000m);
            Assert.Equal("points.invalid", (await shop.Desk.Points.RedeemAsync(new(anna, points, "a"))).Refusal!.Code);
            Assert.Equal("points.invalid", (await shop.Desk.Points.HoldAsync(new(anna, points, "b"))).Refusal!.Code);
            Assert.Equal("points.invalid", (await shop.Desk.Points.TransferAsync(new(anna, ben, points, "c"))).Refusal!.Code);
            var redemption = await shop.RedeemAsync(anna, 10m);
            Assert.Equal("points.invalid", (await shop.Desk.Points.ReverseAsync(new(redemption.Redemption, "d") { Points = points })).Refusal!.Code);
        });

    [Fact]
    [Trait("field", "38")]
    public Task What_points_paid_earns_no_points() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 4000m);
            Assert.Equal(60m, (await shop.SpendAsync(anna, "B-2", 1000m, 400m)).Bill.Earned);
        });

    [Fact]
    [Trait("field", "50")]
    public Task A_retry_loses_nothing_and_doubles_nothing() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            for (var attempt = 0; attempt < 3; attempt++)
            {
                var bill = await shop.Desk.Sales.AddBillAsync(new("T-07/1", anna, 1000m));
                var redeemed = await shop.Desk.Points.RedeemAsync(new(anna, 40m, "T-07/G-1"));
                var back = await shop.Desk.Sales.ReturnAsync(new("T-07/R-1", "T-07/1") { Amount = 100m });
                Assert.All([bill.Replayed, redeemed.Replayed, back.Replayed], replayed => Assert.Equal(attempt > 0, replayed));
                Assert.Equal((100m, 60m, 50m), (bill.Value.Balance, redeemed.Value.Balance, back.Value.Balance));
            }
            Assert.Equal(50m, (await shop.BalanceAsync(anna)).Points);
            Assert.Equal("customer.identifier_taken", (await shop.Desk.Customers.EnrolAsync(new() { ExternalId = "m-1" })).Refusal!.Code);
        });

    [Fact]
    [Trait("field", "50")]
    public Task A_second_sync_writes_over_nothing_that_came_of_a_coupon_since_the_first() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            var series = await shop.SeriesAsync(CouponShop.Shared with { RedemptionPerCouponMaxLimit = 3 });
            var code = (await shop.GiveAsync(series, anna)).Code;
            var (one, other) = (shop.Desk.AtTill("T-1", "S-1"), shop.Desk.AtTill("T-2", "S-1"));
            // What the first till sold while it was alone, and sends when it is not.
            var sold = new Checkout("T-1/1", Cart.In("INR").Add("SHOE", 1, 100m)) { Customer = anna, Codes = [code] };
            var first = (await one.Sales.CheckoutAsync(sold)).OrThrow();
            Assert.Equal((90m, 9m), (first.Receipt.Total, first.Bill.Earned));

            // Then the code is used at another till, its end moves, and the first use is told more of.
            (await other.Sales.CheckoutAsync(new("T-2/1", Cart.In("INR").Add("HAT", 1, 50m)) { Customer = anna, Codes = [code] })).OrThrow();
            (await shop.Desk.Coupons.ExtendAsync(new(series, [code], NodaTime.Instant.FromUtc(2028, 1, 31, 18, 29, 59)))).OrThrow();
            var use = first.Coupons.Single().Redemption!.Value;
            (await shop.Desk.Coupons.AmendUseAsync(new(use) { Fields = new Dictionary<string, string> { ["till roll"] = "17" } })).OrThrow();
            var known = (await shop.Desk.Coupons.GetAsync(code)).OrThrow();
            Assert.Equal((2L, NodaTime.Instant.FromUtc(2028, 1, 31, 18, 29, 59)), (known.Uses, known.ValidTill));
            var before = StoreImage.Of(shop.Store);

            for (var sync = 0; sync < 2; sync++)
            {
                var again = await one.Sales.CheckoutAsync(sold);
                Assert.True(again.Replayed);
                Assert.Equivalent(first, again.Value, strict: true);
            }

            StoreImage.AssertUnchanged(before, shop.Store);
            Assert.Equivalent(known, (await shop.Desk.Coupons.GetAsync(code)).OrThrow(), strict: true);
            Assert.Equal("17", (await shop.Desk.Coupons.GetUseAsync(use)).OrThrow().Fields["till roll"]);
            // Two uses are two, whatever was sent twice: the limit has one left, and no more.
            (await other.Sales.CheckoutAsync(new("T-2/2", Cart.In("INR").Add("HAT", 1, 50m)) { Customer = anna, Codes = [code] })).OrThrow();
            Assert.Equal("coupon.code_limit", (await other.Sales.CheckoutAsync(new("T-2/3", Cart.In("INR").Add("HAT", 1, 50m)) { Customer = anna, Codes = [code] })).Refusal?.Code);
        });
}
