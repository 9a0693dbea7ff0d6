using NodaTime;

namespace Loyalty.Tests;

/// <summary>What a caller should know although the command was accepted: each warning once where it is due, and not where it is not.</summary>
public sealed class WarningTests
{
    [Fact]
    public async Task A_rule_that_gave_its_most_says_so()
    {
        await using var shop = await Shop.OpenAsync(Definitions.Points(new EarningRule { Id = "base", Values = [10m], Cap = 100m }));
        var anna = await shop.MemberAsync();
        Assert.Empty((await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 990m))).Warnings);
        await RepeatedAsync(() => shop.Desk.Sales.AddBillAsync(new("B-2", anna, 5000m)), new CapReached("base", 100m));
        await RepeatedAsync(() => shop.Desk.Sales.CheckoutAsync(new("B-3", Basket(5000m)) { Customer = anna }), new CapReached("base", 100m));
        Assert.Equal([new CapReached("base", 100m)], (await shop.Desk.Carts.PreviewAsync(new(Basket(5000m)) { Customer = anna })).Warnings);
    }

    [Fact]
    public async Task A_cap_shared_by_lines_is_reached_by_their_sum()
    {
        await using var shop = await Shop.OpenAsync(Definitions.Points(new EarningRule { Id = "line", On = EarningBasis.Line, Values = [10m], Cap = 100m }));
        var anna = await shop.MemberAsync();
        Assert.Empty((await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 900m) { Lines = [new("A", 1, 400m), new("B", 1, 500m)] })).Warnings);
        var capped = await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 1300m) { Lines = [new("A", 1, 700m), new("B", 1, 600m)] });
        Assert.Equal([70m, 30m], capped.OrThrow().Awards.Select(award => award.Points));
        Assert.Equal([new CapReached("line", 100m)], capped.Warnings);
    }

    [Fact]
    [Trait("rule", "points R23")]
    public async Task A_bill_so_late_that_its_points_are_over_says_so_a_bill_of_the_past_does_not()
    {
        await using var shop = await Shop.OpenAsync(Definitions.Points(Definitions.TenPercent).Expiring(Definitions.Days(30)), "2026-03-01 10:00");
        var anna = await shop.MemberAsync();
        await RepeatedAsync(() => shop.Desk.Sales.AddBillAsync(new("B-1", anna, 500m) { Time = shop.Clock.At("2026-01-10 10:00") }), new AwardLapsed(50m));
        Assert.Empty((await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 500m) { Time = shop.Clock.At("2026-02-10 10:00") })).Warnings);
        var past = (await shop.Desk.Sales.ImportAsync([new("M-2", "B-3", 500m, shop.Clock.At("2026-01-10 10:00"))])).OrThrow();
        Assert.Empty(Assert.Single(past).Warnings);
        Assert.Equal(50m, Assert.Single(past).OrThrow().Bill.Earned);
    }

    [Fact]
    [Trait("rule", "transactions R22")]
    public async Task A_bill_dated_ahead_of_the_clock_says_from_when_it_counts()
    {
        await using var shop = await Shop.OpenAsync(Definitions.Points(Definitions.TenPercent));
        var anna = await shop.MemberAsync();
        var (now, ahead) = (shop.Clock.GetCurrentInstant(), shop.Clock.At("2026-01-01 12:00"));
        await RepeatedAsync(() => shop.Desk.Sales.AddBillAsync(new("B-1", anna, 500m) { Time = ahead }), new BillAhead(ahead, now));
        Assert.Empty((await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 500m) { Time = now })).Warnings);
    }

    [Fact]
    [Trait("rule", "points R52")]
    public async Task Debt_made_by_a_return_and_debt_settled_by_new_points_are_told()
    {
        await using var shop = await Shop.OpenAsync(Definitions.Points(Definitions.TenPercent).AllowingDebt().Giving(("GIFT", 5m, new ExpiryRule())));
        var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        await shop.BuyAsync(anna, "B-1", 1000m);
        await shop.RedeemAsync(anna, 60m);
        await RepeatedAsync(() => shop.Desk.Sales.ReturnAsync(new("R-1", "B-1")), new ReturnDebt(60m));
        await RepeatedAsync(() => shop.Desk.Sales.AddBillAsync(new("B-2", anna, 200m)), new DebtSettled(anna, 20m));
        await RepeatedAsync(() => shop.Desk.Gifts.ClaimAsync(new(anna, "GIFT"), new() { Key = "K" }), new DebtSettled(anna, 5m));
        await shop.BuyAsync(ben, "B-3", 1000m);
        await RepeatedAsync(() => shop.Desk.Points.TransferAsync(new(ben, anna, 10m, "t")), new DebtSettled(anna, 10m));
        await RepeatedAsync(() => shop.Desk.Sales.CheckoutAsync(new("B-4", Basket(1000m)) { Customer = anna }), new DebtSettled(anna, 25m));
        Assert.Empty((await shop.Desk.Sales.AddBillAsync(new("B-5", anna, 200m))).Warnings);
        Assert.Empty((await shop.Desk.Points.TransferAsync(new(ben, anna, 10m, "u"))).Warnings);
    }

    [Fact]
    public async Task A_late_bill_that_settles_a_debt_made_after_it_tells_that_too()
    {
        await using var shop = await Shop.OpenAsync(Definitions.Points(Definitions.TenPercent).AllowingDebt());
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 1000m);
        await shop.RedeemAsync(anna, 100m);
        shop.At("2026-01-05 10:00");
        await shop.ReturnAllAsync("B-1");
        shop.At("2026-01-06 10:00");
        await RepeatedAsync(() => shop.Desk.Sales.AddBillAsync(new("B-2", anna, 300m) { Time = shop.Clock.At("2026-01-03 10:00") }), new DebtSettled(anna, 30m));
    }

    [Fact]
    public async Task A_shortfall_is_no_debt()
    {
        await using var shop = await Shop.OpenAsync(Definitions.Points(Definitions.TenPercent));
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 1000m);
        await shop.RedeemAsync(anna, 60m);
        await RepeatedAsync(() => shop.Desk.Sales.ReturnAsync(new("R-1", "B-1")), new ReturnShortfall(60m));
    }

    [Theory]
    [Trait("rule", "points R50")]
    [InlineData(null)]
    [InlineData("2026-01-01 10:05")]
    public async Task A_return_that_cancels_a_hold_says_which_and_its_capture_says_that_it_had_ended(string? time)
    {
        await using var shop = await Shop.OpenAsync(Definitions.Points(Definitions.TenPercent));
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 1000m);
        shop.At("2026-01-01 10:10");
        var hold = (await shop.Desk.Points.HoldAsync(new(anna, 80m, "h"))).OrThrow().Redemption;
        shop.At("2026-01-01 10:20");
        Instant? at = time is null ? null : shop.Clock.At(time);
        Assert.Empty((await shop.Desk.Sales.ReturnAsync(new("R-0", "B-1") { Amount = 100m, Time = at })).Warnings);
        await RepeatedAsync(() => shop.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Amount = 900m, Time = at }), new HoldCancelled(hold));
        await shop.BuyAsync(anna, "B-2", 1000m);
        await RepeatedAsync(() => shop.Desk.Points.CaptureAsync(new(hold)), new HoldHadEnded(hold));
    }

    [Fact]
    [Trait("rule", "points R35")]
    public async Task A_hold_that_lapsed_is_told_at_its_release_a_live_one_is_not()
    {
        await using var shop = await Shop.OpenAsync(Definitions.Points(Definitions.TenPercent));
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 1000m);
        var first = (await shop.Desk.Points.HoldAsync(new(anna, 10m, "h-1"))).OrThrow().Redemption;
        Assert.Empty((await shop.Desk.Points.ReleaseAsync(new(first))).Warnings);
        var second = (await shop.Desk.Points.HoldAsync(new(anna, 10m, "h-2"))).OrThrow().Redemption;
        Assert.Empty((await shop.Desk.Points.CaptureAsync(new(second))).Warnings);
        var third = (await shop.Desk.Points.HoldAsync(new(anna, 10m, "h-3"))).OrThrow().Redemption;
        shop.At("2026-01-01 11:00");
        await RepeatedAsync(() => shop.Desk.Points.ReleaseAsync(new(third)), new HoldHadEnded(third));
    }

    [Fact]
    [Trait("rule", "points R41")]
    [Trait("rule", "points R42")]
    public async Task Points_that_come_back_past_their_day_are_told_by_reversal_return_and_release()
    {
        await using var shop = await Shop.OpenAsync(Definitions.Points(Definitions.TenPercent with { Values = [100m] }).Expiring(Definitions.Through(2026, 1, 10)), "2026-01-10 23:50");
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 100m);
        var redeemed = await shop.RedeemAsync(anna, 10m);
        await shop.SpendAsync(anna, "B-2", 20m, 20m);
        var hold = (await shop.Desk.Points.HoldAsync(new(anna, 30m, "h"))).OrThrow().Redemption;
        Assert.Empty((await shop.Desk.Points.ReverseAsync(new(redeemed.Redemption, "v-0") { Points = 1m })).Warnings);
        shop.At("2026-01-11 00:01");
        await RepeatedAsync(() => shop.Desk.Points.ReverseAsync(new(redeemed.Redemption, "v-1")), new CameBackExpired(9m));
        await RepeatedAsync(() => shop.Desk.Sales.ReturnAsync(new("R-1", "B-2")), new CameBackExpired(20m));
        await RepeatedAsync(() => shop.Desk.Points.ReleaseAsync(new(hold)), new CameBackExpired(30m));
    }

    [Fact]
    public void Codes_are_dotted_and_stand_for_one_warning_each_and_messages_are_sentences()
    {
        Warning[] all =
        [
            new CapReached("rule", 12.5m), new AwardLapsed(12.5m), new BillAhead(default, default), new ReturnShortfall(12.5m), new ReturnDebt(12.5m),
            new HoldCancelled(new(7)), new DebtSettled(new(7), 12.5m), new CameBackExpired(12.5m), new HoldHadEnded(new(7)),
            new TierLostAndRegained(), new CouponsGuessable(10, 20), new CouponReversedBefore("7"), new CouponsConfirmedLate(new(7)), new CouponUseNotTied(new(7)), new SaleConfirmedLate(new(7)),
            new BillCurrencyMissing("INR"), new TenderUnknown(1, "Shells"), new TenderAttributeUnknown(1, "colour"), new TenderValueInvalid(1, "kind", "c"), new BillIsOutlier(new(7)), new LineIsOutlier(1),
            new ExtendedFieldDropped("season", 0), new ReturnableDaysBelow(1, -5), new ReturnOfUnknown("B-7"), new ReturnOfLoyaltyBill(new(7)), new ReturnDaysMissing(1),
            new CampaignIdentifierLeft(IdentifierKind.Email), new CardLimitExceeded(new(7), 3), new CustomerJoined(new(7)), new SurvivorShown(new(7), new(8)), new MergedIntoHolder(new(7), new(8)), new HolderMerged(new(7), IdentifierKind.Email, new(8)), new PrimaryKept(IdentifierKind.Mobile), new IdentifierKept(IdentifierKind.Email), new IdentifierIgnored(IdentifierKind.Email, new(7)),
            new CustomFieldSkipped("hobby", "it is not enabled"), new ExtendedFieldSkipped("age", "its value does not meet the field's rules"),
            new CustomerPartRefused("value.invalid", "The name is too long."),
            new CartLimitExceeded("promotion"),
            new TrackerCaseRepeats("spend", "case"),
            new AlreadyHighestTier("Gold"), new AlreadyLowestTier("Silver"), new EnrolmentTierIgnored("the customer is a member already"),
        ];
        Assert.Equal(typeof(Warning).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Warning))).Select(type => type.Name).Order(), all.Select(each => each.GetType().Name).Order());
        Assert.Equal(all.Length, all.Select(each => each.Code).Distinct().Count());
        Assert.All(all, each => Assert.Matches("^[a-z]+(_[a-z]+)*\\.[a-z]+(_[a-z]+)*$", each.Code));
        Assert.All(all, each => Assert.EndsWith(".", each.Message, StringComparison.Ordinal));
        Assert.Equal("return.debt: 12.5 of the points taken back had been spent: the member owes them.", new ReturnDebt(12.5m).ToString());
    }

    private static Cart Basket(decimal amount) => Cart.In("INR").Add("A", 1, amount);

    /// <summary>A call and its repeat warn of the same.</summary>
    private static async Task RepeatedAsync<T>(Func<ValueTask<Outcome<T>>> call, params Warning[] expected)
    {
        var first = await call();
        Assert.Null(first.Refusal);
        Assert.Equal(expected, first.Warnings);
        var again = await call();
        Assert.True(again.Replayed);
        Assert.Equal(expected, again.Warnings);
    }
}
