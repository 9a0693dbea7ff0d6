namespace Loyalty.Tests;

/// <summary>Points: promised awards and their conversion (scenarios 5 and 6).</summary>
public sealed class PointsPromisedScenarios
{
    private static EarningRule Delayed(int days, decimal percent = 10m) => new() { Id = "delayed", Values = [percent], DelayDays = days };

    [Fact]
    [Trait("rule", "points scenario 5")]
    [Trait("rule", "points R18")]
    public Task A_promise_of_one_day_converts_as_the_day_after_next_begins() =>
        Shop.PlayAsync(Definitions.Points(Delayed(1)), async shop =>
        {
            shop.At("2026-09-28 15:00");
            var anna = await shop.MemberAsync();
            var bill = await shop.BuyAsync(anna, "B-1", 200m);
            Assert.Equal((20m, 20m), (bill.Earned, bill.Promised));

            shop.At("2026-09-29 23:59:59");
            var before = await shop.BalanceAsync(anna);
            Assert.Equal((0m, 20m, 0m), (before.Points, before.Promised, before.Lifetime));
            Assert.Equal("points.insufficient", (await shop.Desk.Points.RedeemAsync(new(anna, 20m, "early"))).Refusal!.Code);
            Assert.Equal("points.insufficient", (await shop.Desk.Points.TransferAsync(new(anna, await shop.MemberAsync("M-2"), 20m, "early-2"))).Refusal!.Code);

            shop.At("2026-09-30");
            var after = await shop.BalanceAsync(anna);
            Assert.Equal((20m, 0m, 20m), (after.Points, after.Promised, after.Lifetime));
            Assert.Equal(0m, (await shop.RedeemAsync(anna, 20m)).Balance);
        });

    [Fact]
    [Trait("rule", "points scenario 5")]
    [Trait("rule", "points R80")]
    public Task Main_and_promised_points_are_told_apart_and_add_up() =>
        Shop.PlayAsync(Definitions.Points(Definitions.TenPercent, Delayed(5, 32m)), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            var balance = await shop.BalanceAsync(anna);
            Assert.Equal((100m, 320m), (balance.Points, balance.Promised));
            Assert.Equal(420m, balance.Points + balance.Promised);
        });

    [Fact]
    [Trait("rule", "points scenario 6")]
    [Trait("rule", "transactions scenario 7")]
    [Trait("rule", "points R20")]
    public Task What_is_returned_while_promised_never_converts() =>
        Shop.PlayAsync(Definitions.Points(Delayed(5)), async shop =>
        {
            shop.At("2026-02-01 11:00");
            var anna = await shop.MemberAsync();
            Assert.Equal(100m, (await shop.BuyAsync(anna, "B-1", 1000m)).Promised);

            shop.At("2026-02-04 11:00");
            Assert.Equal(50m, (await shop.ReturnAmountAsync("B-1", 500m)).TakenBack);
            Assert.Equal(50m, (await shop.BalanceAsync(anna)).Promised);

            shop.At("2026-02-06 23:59:59");
            Assert.Equal((0m, 50m), ((await shop.BalanceAsync(anna)).Points, (await shop.BalanceAsync(anna)).Promised));
            shop.At("2026-02-07");
            var balance = await shop.BalanceAsync(anna);
            Assert.Equal((50m, 0m, 50m), (balance.Points, balance.Promised, balance.Lifetime));
            var totals = await shop.TotalsAsync(anna);
            Assert.Equal((100m, 50m, 50m), (totals.Issued, totals.Available, totals.Returned));

            await shop.Engine.CatchUpAsync();
            var rows = (await shop.StatementAsync(anna)).Rows;
            Assert.Equal([Bucket.Promised, Bucket.Promised, Bucket.Issued], rows.SelectMany(row => row.Movements).Select(move => move.Source));
            Assert.Equal([Bucket.Available, Bucket.Returned, Bucket.Promised], rows.SelectMany(row => row.Movements).Select(move => move.Target));
            Assert.Equal(shop.Clock.At("2026-02-07"), rows[0].Effective);
        });

    [Fact]
    [Trait("rule", "points R21")]
    public Task What_was_promised_for_a_bill_is_converted_at_once_and_once() =>
        Shop.PlayAsync(Definitions.Points(Delayed(5) with { SpreadOverLines = true }), async shop =>
        {
            shop.At("2026-02-01 11:00");
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            var bill = (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 500m) { Lines = [new("A", 1, 300m), new("B", 1, 200m)] })).OrThrow();
            var other = await shop.BuyAsync(anna, "B-2", 100m);
            var until = (await shop.StatementAsync(anna)).Lots[0].ExpiresAt;

            shop.At("2026-02-03 11:00");
            Assert.Equal(new PromisedBillUnknown(bill.Bill), (await shop.Desk.Points.ConvertPromisedAsync(new(ben, bill.Bill))).Refusal);
            Assert.Equal(new PromisedBillUnknown(new(99)), (await shop.Desk.Points.ConvertPromisedAsync(new(anna, new(99)))).Refusal);
            Assert.Equal(new NothingPromised(bill.Bill), (await shop.Desk.Points.ConvertPromisedAsync(new(anna, bill.Bill) { Lines = [3] })).Refusal);
            var command = new ConvertPromised(anna, bill.Bill) { Lines = [2] };
            var line = (await shop.Desk.Points.ConvertPromisedAsync(command, new() { Key = "K" })).OrThrow();
            Assert.Equal((20m, 20m), (line.Points, line.Balance));
            var again = await shop.Desk.Points.ConvertPromisedAsync(command, new() { Key = "K" });
            Assert.Equal((true, line), (again.Replayed, again.OrThrow()));
            Assert.Equal("idempotency.key_reused", (await shop.Desk.Points.ConvertPromisedAsync(command with { Lines = [] }, new() { Key = "K" })).Refusal!.Code);
            Assert.Equal(new NothingPromised(bill.Bill), (await shop.Desk.Points.ConvertPromisedAsync(command)).Refusal);
            Assert.Equal(30m, (await shop.Desk.Points.ConvertPromisedAsync(new(anna, bill.Bill))).OrThrow().Points);
            var balance = await shop.BalanceAsync(anna);
            Assert.Equal((50m, 10m, 50m), (balance.Points, balance.Promised, balance.Lifetime));
            Assert.Equal((50m, until), ((await shop.RedeemAsync(anna, 50m)).Points, (await shop.StatementAsync(anna)).Lots[0].ExpiresAt));

            // Their own day changes nothing more of them; what is over is not promised.
            shop.At("2026-02-08");
            Assert.Equal((10m, 0m), ((await shop.BalanceAsync(anna)).Points, (await shop.BalanceAsync(anna)).Promised));
            Assert.Equal(new NothingPromised(other.Bill), (await shop.Desk.Points.ConvertPromisedAsync(new(anna, other.Bill))).Refusal);
        });

    [Fact]
    [Trait("rule", "points R21")]
    public Task What_is_converted_by_hand_settles_debt_first() =>
        Shop.PlayAsync(Definitions.Points(Definitions.TenPercent, Delayed(5)).AllowingDebt(), async shop =>
        {
            shop.At("2026-02-01 11:00");
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-0", 300m);
            await shop.RedeemAsync(anna, 30m);
            await shop.ReturnAmountAsync("B-0", 300m);
            var bill = await shop.BuyAsync(anna, "B-1", 100m);
            Assert.Equal((-20m, 10m), ((await shop.BalanceAsync(anna)).Points, (await shop.BalanceAsync(anna)).Promised));
            var done = await shop.Desk.Points.ConvertPromisedAsync(new(anna, bill.Bill));
            Assert.Equal((10m, -10m), (done.OrThrow().Points, done.OrThrow().Balance));
            Assert.Equal((0m, 10m), ((await shop.BalanceAsync(anna)).Promised, (await shop.TotalsAsync(anna)).Debt));
        });

    [Fact]
    [Trait("rule", "points R21")]
    [Trait("rule", "points R32")]
    public Task A_late_redemption_finds_what_had_been_converted_by_hand_before_its_own_day() =>
        Shop.PlayAsync(Definitions.Points(Delayed(9)).Expiring(Definitions.Days(60)), async shop =>
        {
            shop.At("2026-02-01 11:00");
            var anna = await shop.MemberAsync();
            var bill = await shop.BuyAsync(anna, "B-1", 500m);
            shop.At("2026-02-03 11:00");
            (await shop.Desk.Points.ConvertPromisedAsync(new(anna, bill.Bill))).OrThrow();
            shop.At("2026-02-05 12:00");
            Assert.Equal("points.insufficient", (await shop.Desk.Points.RedeemAsync(new(anna, 10m, "before"), new() { EffectiveTime = shop.Clock.At("2026-02-03 10:59:59") })).Refusal?.Code);
            Assert.Equal(40m, (await shop.RedeemAsync(anna, 10m, shop.Clock.At("2026-02-03 11:00"))).Balance);
            Assert.Equal(30m, (await shop.RedeemAsync(anna, 10m, shop.Clock.At("2026-02-04 12:00"))).Balance);
            shop.At("2026-02-20 12:00");
            Assert.Equal(20m, (await shop.RedeemAsync(anna, 10m, shop.Clock.At("2026-02-05 13:00"))).Balance);
        });
}
