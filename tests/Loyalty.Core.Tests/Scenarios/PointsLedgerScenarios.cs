using NodaTime;

namespace Loyalty.Tests;

/// <summary>Points R3, R13, R14, R33, R53, R54, R83: multipliers, rounding up, amounts in money, lifetime points, schedules (points scenarios 3, 19).</summary>
public sealed class PointsLedgerScenarios
{
    [Fact]
    [Trait("rule", "points scenario 3")]
    [Trait("rule", "points R13")]
    public Task A_multiplier_gives_a_lot_of_its_own_and_several_add() =>
        Shop.PlayAsync(Definitions.Points(Times("tenfold", 1000m), Definitions.TenPercent, Times("double", 200m, cap: 15m)), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal([("base", 10m), ("tenfold", 90m), ("double", 10m)], (await shop.BuyAsync(anna, "B-1", 100m)).Awards.Select(award => (award.Rule, award.Points)));
            Assert.Equal([("base", 20m), ("tenfold", 180m), ("double", 15m)], (await shop.BuyAsync(anna, "B-2", 200m)).Awards.Select(award => (award.Rule, award.Points)));
            Assert.Equal(110m, (await shop.ReturnAllAsync("B-1")).TakenBack);
        });

    [Theory]
    [Trait("rule", "points scenario 3")]
    [Trait("rule", "points R14")]
    [InlineData(0, 1000, 10, 643, 7)]
    [InlineData(30, 100, 100, 40, 60)]
    [InlineData(30, 100, 100, 29, 0)]
    [InlineData(30, 100, 100, 100, 0)]
    [InlineData(30, 100, 100, 101, 0)]
    [InlineData(0, 1000, 10, 640, 0)]
    public Task Rounding_up_lifts_a_balance_between_its_ends_to_the_next_multiple(decimal from, decimal to, decimal multiple, decimal balance, decimal lifted) =>
        Shop.PlayAsync(Definitions.Points(new EarningRule { Id = "up", Kind = AllocationKind.RoundUp, Values = [multiple], From = from, To = to }).Giving(("START", balance, new ExpiryRule())), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.GiveAsync(anna, "START");
            Assert.Equal(lifted, (await shop.BuyAsync(anna, "B-1", 1m)).Earned);
            Assert.Equal(balance + lifted, (await shop.BalanceAsync(anna)).Points);
        });

    [Fact]
    [Trait("rule", "points R13")]
    [Trait("rule", "points R14")]
    public void What_lifting_rules_may_not_say_is_refused_when_saved()
    {
        EarningRule[] wrong =
        [
            Times("a", 1000m) with { Cap = null }, Times("b", 99m), Times("c", 200m) with { On = EarningBasis.Line }, new() { Id = "d", Kind = AllocationKind.RoundUp, Values = [0.5m] },
            new() { Id = "e", Kind = AllocationKind.RoundUp, Values = [10m], From = 5m, To = 4m }, Definitions.TenPercent with { From = 1m }, new() { Id = "g", Kind = AllocationKind.RoundUp, Values = [1.5m] },
        ];
        Assert.All(wrong, rule => Assert.Single(DefinitionCheck.Faults(Definitions.Points(rule))));
        Assert.Empty(DefinitionCheck.Faults(Definitions.Points(Times("a", 1000m), new EarningRule { Id = "up", Kind = AllocationKind.RoundUp, Values = [10m], From = 5m, To = 5m })));
    }

    [Theory]
    [Trait("rule", "points scenario 19")]
    [Trait("rule", "points R33")]
    [InlineData(0, "30", "7.50")]
    [InlineData(1, "29.2", "7.30")]
    public Task An_amount_in_money_takes_points_rounded_up_and_is_worth_what_they_are(int scale, string points, string worth) =>
        Shop.PlayAsync(Definitions.Points(Definitions.TenPercent).With(program => program with { Points = program.Points with { Scale = scale, Ratio = 0.25m } }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            var redeemed = (await shop.Desk.Points.RedeemAsync(new(anna, 0m, "r") { Amount = 7.30m })).OrThrow();
            Assert.Equal((Read(points), Read(worth)), (redeemed.Points, redeemed.Worth));
            Assert.True((await shop.Desk.Points.RedeemAsync(new(anna, 0m, "r") { Amount = 7.30m })).Replayed);
            Assert.Equal("idempotency.key_reused", (await shop.Desk.Points.RedeemAsync(new(anna, 0m, "r") { Amount = 7.31m })).Refusal!.Code);
            Assert.Equal("points.invalid", (await shop.Desk.Points.RedeemAsync(new(anna, 1m, "s") { Amount = 7.30m })).Refusal!.Code);
            foreach (var amount in (decimal[])[0m, -1m, 1e13m, 0.0000001m])
                Assert.Equal("bill.figure_invalid", (await shop.Desk.Points.RedeemAsync(new(anna, 0m, "s") { Amount = amount })).Refusal!.Code);
            Assert.Equal("points.insufficient", (await shop.Desk.Points.RedeemAsync(new(anna, 0m, "s") { Amount = 100m })).Refusal!.Code);
        });

    [Fact]
    [Trait("rule", "points R33")]
    public Task The_worth_of_points_is_rounded_half_up_to_the_minor_unit() =>
        Shop.PlayAsync(Definitions.Points(Definitions.TenPercent).With(program => program with { Points = program.Points with { Ratio = 0.335m } }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 100m);
            Assert.Equal(0.34m, (await shop.RedeemAsync(anna, 1m)).Worth);
            Assert.Equal(0.67m, (await shop.RedeemAsync(anna, 2m)).Worth);
            Assert.Equal(1.01m, (await shop.RedeemAsync(anna, 3m)).Worth);
        });

    /// <summary>Expiry and conversion count from the billing date; what is shown as awarded is when it was recorded; at one instant points convert before they expire.</summary>
    [Fact]
    [Trait("rule", "points R3")]
    public Task Days_count_from_billing_and_conversion_comes_before_expiry() =>
        Shop.PlayAsync(Definitions.Points(
            new EarningRule { Id = "late", Values = [10m], DelayDays = 4 },
            new EarningRule { Id = "once", Values = [10m], DelayDays = 9, Expiry = Definitions.Through(2026, 1, 19) }).Expiring(Definitions.Days(30)), async shop =>
        {
            shop.At("2026-01-02 10:00");
            var anna = await shop.MemberAsync();
            shop.At("2026-01-12 10:00");
            var late = (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 100m) { Time = shop.Clock.At("2026-01-10 12:00") })).OrThrow();
            Assert.Equal((shop.Clock.At("2026-01-15"), shop.Clock.At("2026-02-10")), (late.Awards[0].ConvertsAt!.Value, late.Awards[0].ExpiresAt!.Value));
            Assert.Equal(shop.Clock.At("2026-01-12 10:00"), (await shop.StatementAsync(anna)).Rows[0].Recorded);
            Assert.Equal((shop.Clock.At("2026-01-20"), shop.Clock.At("2026-01-20")), (late.Awards[1].ConvertsAt!.Value, late.Awards[1].ExpiresAt!.Value));
            shop.At("2026-01-20 00:00");
            var then = await shop.StatementAsync(anna);
            Assert.Equal((10m, 10m, 0m, 20m), (then.Totals.Available, then.Totals.Expired, then.Totals.Promised, then.Balance.Lifetime));
            Assert.Equal(
                [(Bucket.Promised, Bucket.Available), (Bucket.Available, Bucket.Expired)],
                then.Due.Single(row => row.Effective == shop.Clock.At("2026-01-20")).Movements.Select(move => (move.Source, move.Target)));
        });

    [Fact]
    [Trait("rule", "points R53")]
    public Task Lifetime_points_grow_by_what_becomes_available_and_fall_by_returns_alone() =>
        Shop.PlayAsync(Definitions.Points(Definitions.TenPercent).Expiring(Definitions.Days(30)), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            await shop.BuyAsync(anna, "B-1", 1000m);
            await shop.SendAsync(anna, ben, 20m);
            Assert.Equal((100m, 20m), ((await shop.BalanceAsync(anna)).Lifetime, (await shop.BalanceAsync(ben)).Lifetime));
            await shop.RedeemAsync(anna, 30m);
            (await shop.Desk.As("clerk").Points.DeductAsync(new(anna, 10m, "why", "d"))).OrThrow();
            Assert.Equal(100m, (await shop.BalanceAsync(anna)).Lifetime);
            shop.At("2026-03-01 10:00");
            Assert.Equal((0m, 100m), ((await shop.BalanceAsync(anna)).Points, (await shop.BalanceAsync(anna)).Lifetime));
            // What is waived counts as returned too; the 10 taken by hand are taken already.
            var back = await shop.ReturnAllAsync("B-1");
            Assert.Equal((40m, 50m), (back.TakenBack, back.Shortfall));
            Assert.Equal(10m, (await shop.BalanceAsync(anna)).Lifetime);
        });

    [Fact]
    [Trait("rule", "points R54")]
    public Task A_return_after_expiry_moves_expired_units_to_returned_and_the_row_nets_0() =>
        Shop.PlayAsync(Definitions.Points(Definitions.TenPercent).Expiring(Definitions.Days(30)), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            shop.At("2026-03-01 10:00");
            await shop.ReturnAllAsync("B-1");
            var row = (await shop.StatementAsync(anna)).Rows.First(each => each.Kind == EntryKind.Return);
            Assert.Equal([(Bucket.Expired, Bucket.Returned, 100m)], row.Movements.Select(move => (move.Source, move.Target, move.Points)));
            Assert.Equal(0m, row.Change);
        });

    [Fact]
    [Trait("rule", "points R83")]
    public Task Schedules_tell_what_lapses_and_what_becomes_usable_by_day_and_kind() =>
        Shop.PlayAsync(Definitions.Points(Definitions.TenPercent with { DelayDays = 2 }).Expiring(Definitions.Days(30))
            .Giving(("G-1", 5m, Definitions.Through(2026, 1, 31)), ("G-2", 6m, Definitions.Through(2026, 1, 31)), ("TODAY", 7m, Definitions.Through(2026, 1, 1)), ("EVER", 8m, new ExpiryRule())), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            foreach (var gift in (string[])["G-1", "G-2", "TODAY", "EVER"]) await shop.GiveAsync(anna, gift);
            Assert.Equal([new(new(2026, 1, 4), AwardKind.Bill, 100m)], (await shop.Desk.Points.ConversionScheduleAsync(new(anna))).OrThrow());
            Assert.Equal([new(new(2026, 1, 31), AwardKind.Gift, 11m)], (await shop.Desk.Points.ExpiryScheduleAsync(new(anna))).OrThrow());
            shop.At("2026-01-04 00:00");
            await shop.BuyAsync(anna, "B-2", 500m);
            shop.At("2026-01-08 10:00");
            Assert.Empty((await shop.Desk.Points.ConversionScheduleAsync(new(anna))).OrThrow());
            ScheduledPoints[] all = [new(new(2026, 1, 31), AwardKind.Bill, 100m), new(new(2026, 1, 31), AwardKind.Gift, 11m), new(new(2026, 2, 3), AwardKind.Bill, 50m)];
            Assert.Equal(all, (await shop.Desk.Points.ExpiryScheduleAsync(new(anna))).OrThrow());
            Assert.Equal(all[..2], (await shop.Desk.Points.ExpiryScheduleAsync(new(anna) { EarliestOnly = true })).OrThrow());
            Assert.Equal(all[2..], (await shop.Desk.Points.ExpiryScheduleAsync(new(anna) { From = new(2026, 2, 1), To = new(2026, 2, 3) })).OrThrow());
            Assert.Equal("value.invalid", (await shop.Desk.Points.ExpiryScheduleAsync(new(anna) { From = new(2026, 2, 1), To = new(2026, 1, 3) })).Refusal!.Code);
            Assert.Equal("customer.unknown", (await shop.Desk.Points.ExpiryScheduleAsync(new(new(99)))).Refusal!.Code);
        });

    [Fact]
    [Trait("rule", "points R34")]
    public Task A_redemption_has_a_code_of_its_own_answers_a_repeat_and_is_tied_to_its_bill_later() =>
        Shop.PlayAsync(Definitions.Points(Definitions.TenPercent), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            await shop.BuyAsync(anna, "B-0", 10_000m);
            var theirs = await shop.BuyAsync(ben, "B-9", 100m);
            var codes = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < 100; i++) codes.Add((await shop.RedeemAsync(anna, 1m)).Code);
            Assert.Equal(100, codes.Count);
            Assert.All(codes, code => Assert.Matches("^[A-Z0-9]{6}$", code));
            var spent = (await shop.Desk.Points.RedeemAsync(new(anna, 100m, "G-1"))).OrThrow();
            Assert.Equal(spent, (await shop.Desk.Points.RedeemAsync(new(anna, 100m, "G-1"))).OrThrow());
            Assert.Equal("idempotency.key_reused", (await shop.Desk.Points.RedeemAsync(new(anna, 101m, "G-1"))).Refusal!.Code);

            var bill = await shop.BuyAsync(anna, "B-1", 1000m);
            var totals = await shop.TotalsAsync(anna);
            var image = StoreImage.Of(shop.Store);
            await Is("redemption.unknown", new(new(999)) { Purpose = "x" });
            await Is("redemption.other_customer", new(spent.Redemption) { Purpose = "x", Customer = new(999) });
            await Is("redemption.link_unclear", new(spent.Redemption));
            await Is("redemption.link_unclear", new(spent.Redemption) { Bill = bill.Bill, BillNumber = "B-1" });
            await Is("value.invalid", new(spent.Redemption) { Purpose = new string('x', 251) });
            await Is("redemption.link", new(spent.Redemption) { Bill = theirs.Bill });
            await Is("redemption.link", new(spent.Redemption) { BillNumber = "B-7" });
            StoreImage.AssertUnchanged(image, shop.Store);
            var linked = (await shop.Desk.Points.LinkAsync(new(spent.Redemption) { BillNumber = "b-1", Purpose = "a toaster" }, new() { Key = "K" })).OrThrow();
            Assert.Equal((bill.Bill, "a toaster"), (linked.Bill!.Value, linked.Purpose));
            Assert.Equal(linked, (await shop.Desk.Points.LinkAsync(new(spent.Redemption) { BillNumber = "b-1", Purpose = "a toaster" }, new() { Key = "K" })).OrThrow());
            Assert.Equal(totals, await shop.TotalsAsync(anna));
            await Is("redemption.link", new(spent.Redemption) { Bill = bill.Bill });
            Assert.Equal([spent.Redemption], (await shop.Desk.Sales.GetBillAsync(bill.Bill)).OrThrow().Redemptions);
            var found = (await shop.Desk.Points.FindRedemptionAsync(anna, "G-1")).OrThrow();
            Assert.Equal((spent.Redemption, spent.Code, bill.Bill, "a toaster", 100m), (found.Redemption, found.Code, found.Bill!.Value, found.Purpose, found.Points));
            Assert.Equal(found, (await shop.Desk.Points.FindRedemptionAsync(spent.Code)).OrThrow());
            Assert.Equal("redemption.unknown", (await shop.Desk.Points.FindRedemptionAsync(anna, "G-9")).Refusal?.Code);
            Assert.Equal("customer.unknown", (await shop.Desk.Points.FindRedemptionAsync(new(999), "G-1")).Refusal?.Code);
            Assert.Equal(100m, (await shop.ReturnAllAsync("B-1")).GivenBack);

            async Task Is(string code, LinkRedemption command) => Assert.Equal(code, (await shop.Desk.Points.LinkAsync(command)).Refusal?.Code);
        });

    private static EarningRule Times(string id, decimal percent, decimal? cap = 100_000m) => new() { Id = id, Kind = AllocationKind.Multiplier, Values = [percent], Cap = cap };

    private static decimal Read(string number) => decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture);
}
