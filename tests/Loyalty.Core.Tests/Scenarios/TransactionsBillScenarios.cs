namespace Loyalty.Tests;

/// <summary>Transactions: accepting bills (scenarios 1, 4, 5, 17 and the first half of 20).</summary>
public sealed class TransactionsBillScenarios
{
    [Fact]
    [Trait("rule", "transactions scenario 1")]
    public Task A_raw_award_of_480_8_is_480() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop => Assert.Equal(480m, (await shop.BuyAsync(await shop.MemberAsync(), "B-1", 4808m)).Earned));

    [Fact]
    [Trait("rule", "transactions scenario 4")]
    [Trait("rule", "transactions R18")]
    public Task A_number_is_free_again_after_exactly_n_local_days_across_daylight_saving()
    {
        var program = Definitions.Transactions().In(organisation => organisation with
        {
            Zone = "Europe/Berlin",
            Stores = [new() { Code = "A", Tills = ["A-1", "A-2"] }, new() { Code = "B", Tills = ["B-1"] }],
            Bills = organisation.Bills with { NumberScope = BillNumberScope.Store, NumberUniqueInDays = 30 },
        });
        return Shop.PlayAsync(program, async shop =>
        {
            var anna = await shop.MemberAsync();
            shop.At("2025-03-01 10:00");
            await Accepted("A-1", "B1", "2025-03-01 10:00:00", 100m);
            shop.At("2025-04-01 12:00");
            await Refused("A-2", "B1", "2025-03-31 09:59:59", 101m);
            await Accepted("A-2", "B1", "2025-03-31 10:00:00", 102m);
            await Accepted("B-1", "B1", "2025-04-01 10:00:00", 103m);
            await Refused("A-1", " b1 ", "2025-04-01 10:00:00", 104m);
            await Accepted("A-1", "B1", "2025-01-30 10:00:00", 105m);
            await Refused("A-1", "B1", "2025-01-30 10:00:01", 106m);

            async Task<Outcome<BillAdded>> Add(string till, string number, string time, decimal amount) =>
                await shop.Desk.AtTill(till).Sales.AddBillAsync(new(number, anna, amount) { Time = shop.Clock.At(time) });
            async Task Accepted(string till, string number, string time, decimal amount) => (await Add(till, number, time, amount)).OrThrow();
            async Task Refused(string till, string number, string time, decimal amount) => Assert.Equal("bill.duplicate", (await Add(till, number, time, amount)).Refusal?.Code);
        }, from: "2025-01-01 09:00");
    }

    [Fact]
    [Trait("rule", "transactions scenario 5")]
    [Trait("rule", "transactions R9")]
    public Task Figures_that_do_not_add_up_are_accepted_and_the_bills_own_amount_earns() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(600m, (await shop.BuyAsync(anna, "B-1", 6000m, new("A", 1, 2000m), new BillLine("B", 1, 2000m))).Earned);
            Assert.Equal(600m, (await shop.BuyAsync(anna, "B-2", 6000m, new("A", 1, 3000m) { Discount = 1000m }, new BillLine("B", 1, 9000m))).Earned);
            Assert.Equal("bill.duplicate", (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 6000m))).Refusal!.Code);
        });

    [Fact]
    [Trait("rule", "transactions scenario 17")]
    [Trait("rule", "transactions R23")]
    public Task A_late_bill_awards_and_expires_in_one_commit() =>
        Shop.PlayAsync(Definitions.Transactions(Definitions.Days(30)), async shop =>
        {
            shop.At("2026-01-02 10:00");
            var anna = await shop.MemberAsync();
            shop.At("2026-03-01 10:00");
            var late = (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 500m) { Time = shop.Clock.At("2026-01-10 12:00") })).OrThrow();
            Assert.Equal((50m, 0m), (late.Earned, late.Balance));

            var now = await shop.StatementAsync(anna);
            Assert.Equal((50m, 50m, 0m), (now.Totals.Issued, now.Totals.Expired, now.Totals.Available));
            var expiry = Assert.Single(now.Rows, row => row.Movements.Any(move => move.Target == Bucket.Expired));
            Assert.Equal(shop.Clock.At("2026-02-10"), expiry.Effective);
            Assert.Equal(50m, (await shop.StatementAsync(anna, at: "2026-01-15")).Balance.Points);
            Assert.Equal(0m, (await shop.StatementAsync(anna, at: "2026-01-15", known: "2026-01-15")).Balance.Points);
        });

    [Fact]
    [Trait("rule", "transactions scenario 20")]
    [Trait("rule", "transactions R45")]
    public Task A_simulation_answers_as_the_bill_will_and_writes_nothing() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            var before = StoreImage.Of(shop.Store);
            var simulated = await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 3000m), new() { Simulate = true });
            Assert.True(simulated.Simulated);
            Assert.Equal(300m, simulated.OrThrow().Earned);
            StoreImage.AssertUnchanged(before, shop.Store);

            var real = await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 3000m));
            Assert.False(real.Replayed);
            Assert.Equivalent(simulated.Value, real.Value, strict: true);
            Assert.Equal(3000m, (await shop.Desk.Tiers.StandingAsync(anna)).OrThrow().LifetimePurchases);
        });
}
