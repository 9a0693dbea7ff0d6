namespace Loyalty.Tests;

/// <summary>Points: sending them to another member (scenario 17).</summary>
public sealed class PointsTransferScenarios
{
    [Fact]
    [Trait("rule", "points scenario 17")]
    [Trait("rule", "transactions scenario 10")]
    [Trait("rule", "points R63")]
    public Task A_return_by_the_sender_never_touches_the_receiver() =>
        Shop.PlayAsync(Definitions.Points(Definitions.TenPercent).AllowingDebt(), async shop =>
        {
            var (c1, c2) = (await shop.MemberAsync("C-1"), await shop.MemberAsync("C-2"));
            await shop.BuyAsync(c1, "B-1", 1000m);
            var sent = await shop.SendAsync(c1, c2, 100m);
            Assert.Equal((0m, 100m), (sent.SenderBalance, sent.ReceiverBalance));
            Assert.Equal((100m, 100m), ((await shop.BalanceAsync(c1)).Lifetime, (await shop.BalanceAsync(c2)).Lifetime));

            await shop.ReturnAllAsync("B-1");
            Assert.Equal((-100m, 100m), ((await shop.BalanceAsync(c1)).Points, (await shop.BalanceAsync(c2)).Points));
        });

    [Fact]
    [Trait("rule", "transactions scenario 10")]
    [Trait("rule", "transactions R34")]
    public Task The_senders_other_points_meet_the_return_before_debt() =>
        Shop.PlayAsync(Definitions.Transactions(allowDebt: true), async shop =>
        {
            var (anna, friend) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            await shop.BuyAsync(anna, "T1", 1000m);
            await shop.SendAsync(anna, friend, 100m);
            await shop.BuyAsync(anna, "T2", 300m);
            await shop.ReturnAllAsync("T1");
            var totals = await shop.TotalsAsync(anna);
            Assert.Equal((0m, 70m, 100m), (totals.Available, totals.Debt, totals.Returned));
            Assert.Equal(100m, (await shop.BalanceAsync(friend)).Points);
        });

    [Fact]
    [Trait("rule", "points scenario 17")]
    [Trait("rule", "points R62")]
    public Task Nobody_sends_points_to_itself() =>
        Shop.PlayAsync(Definitions.Points(Definitions.TenPercent), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            Assert.Equal(new TransferToSelf(anna), (await shop.Desk.Points.TransferAsync(new(anna, anna, 10m, "x"))).Refusal);
        });

    [Fact]
    [Trait("rule", "points scenario 17")]
    [Trait("rule", "points R63")]
    public Task The_receiver_gets_a_lot_for_each_expiry_that_was_taken() =>
        Shop.PlayAsync(Definitions.Points().Giving(("MAR", 60m, Definitions.Through(2026, 3, 31)), ("JUN", 40m, Definitions.Through(2026, 6, 30))), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            await shop.GiveAsync(anna, "MAR");
            await shop.GiveAsync(anna, "JUN");
            await shop.SendAsync(anna, ben, 100m);
            var lots = (await shop.StatementAsync(ben)).Lots;
            Assert.Equal(
                [(60m, shop.Clock.At("2026-04-01"), AwardKind.Received), (40m, shop.Clock.At("2026-07-01"), AwardKind.Received)],
                lots.Select(lot => (lot.Available, lot.ExpiresAt!.Value, lot.Kind)));
            shop.At("2026-04-01");
            Assert.Equal(40m, (await shop.BalanceAsync(ben)).Points);
        });
}
