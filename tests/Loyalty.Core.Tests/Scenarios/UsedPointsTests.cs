using NodaTime;

namespace Loyalty.Tests;

/// <summary>Points R42, transactions R35: by which mode points spent on a returned purchase come back.</summary>
public sealed class UsedPointsTests
{
    private static LoyaltyDefinition By(UsedPointsReturn mode, Func<ProgramDefinition, ProgramDefinition>? change = null) => Definitions.Points(Definitions.TenPercent).Expiring(Definitions.Days(30)).Giving(("START", 100m, Definitions.Days(9)))
        .With(program => (change ?? (same => same))(program with { Returns = program.Returns with { UsedPoints = mode, ReissueExpiry = mode == UsedPointsReturn.PointsTender ? Definitions.Days(60) : null } }));

    private static AddBill Paid(string number, CustomerId anna, decimal tender, params RedemptionId[] redemptions) =>
        new(number, anna, 100m) { Redemptions = redemptions, Particulars = new() { Tenders = [new("points", tender), new("Cash", 100m - tender)] } };

    [Fact]
    [Trait("rule", "points R42")]
    public Task By_the_number_what_was_redeemed_against_it_comes_back_to_its_lots() => Shop.PlayAsync(By(UsedPointsReturn.BillNumber), async shop =>
    {
        var anna = await shop.MemberAsync();
        await shop.GiveAsync(anna, "START");
        (await shop.Desk.Points.RedeemAsync(new(anna, 30m, "a") { BillNumber = " b-1 " })).OrThrow();
        (await shop.Desk.Points.RedeemAsync(new(anna, 20m, "b") { BillNumber = "B-2" })).OrThrow();
        var tied = (await shop.Desk.Points.RedeemAsync(new(anna, 10m, "c"))).OrThrow();
        (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 90m) { Redemptions = [tied.Redemption] })).OrThrow();
        Assert.Equal("bill.number_invalid", (await shop.Desk.Points.RedeemAsync(new(anna, 1m, "d") { BillNumber = "" })).Refusal?.Code);
        Assert.True((await shop.Desk.Points.RedeemAsync(new(anna, 30m, "a"))).Replayed);
        // 40 spent on 90: a third is floor(30 / 3) + floor(10 / 3), the rest the rest.
        Assert.Equal(13m, (await shop.ReturnAmountAsync("B-1", 30m)).GivenBack);
        Assert.Equal(27m, (await shop.ReturnAmountAsync("B-1", 60m)).GivenBack);
        Assert.Equal((80m, 20m), ((await shop.TotalsAsync(anna)).Available, (await shop.TotalsAsync(anna)).Redeemed));
        Assert.Equal(shop.Clock.At("2026-01-11"), Assert.Single((await shop.StatementAsync(anna)).Lots, lot => lot.Available > 0).ExpiresAt);
    });

    [Fact]
    [Trait("rule", "points R42")]
    public Task By_reference_what_only_names_the_number_stays_spent() => Shop.PlayAsync(By(UsedPointsReturn.RedemptionReference), async shop =>
    {
        var anna = await shop.MemberAsync();
        await shop.GiveAsync(anna, "START");
        (await shop.Desk.Points.RedeemAsync(new(anna, 30m, "a") { BillNumber = "B-1" })).OrThrow();
        await shop.BuyAsync(anna, "B-1", 90m);
        Assert.Equal(0m, (await shop.ReturnAllAsync("B-1")).GivenBack);
    });

    [Fact]
    [Trait("rule", "points R42")]
    [Trait("rule", "transactions R35")]
    public Task By_the_tender_a_new_lot_comes_with_an_expiry_of_its_own_and_no_lifetime() => Shop.PlayAsync(By(UsedPointsReturn.PointsTender), async shop =>
    {
        var anna = await shop.MemberAsync();
        await shop.GiveAsync(anna, "START");
        var redeemed = (await shop.Desk.Points.RedeemAsync(new(anna, 40m, "a"))).OrThrow();
        (await shop.Desk.Sales.AddBillAsync(Paid("B-1", anna, 30m, redeemed.Redemption))).OrThrow();
        var before = await shop.BalanceAsync(anna);
        shop.At("2026-01-05 10:00");
        // 30 of the tender, a third: 10; what the purchase had earned goes as ever.
        var third = (await shop.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Amount = 33.34m })).OrThrow();
        Assert.Equal(10m, third.GivenBack);
        var lot = Assert.Single((await shop.StatementAsync(anna)).Lots, each => each.Kind == AwardKind.Reissue);
        Assert.Equal((10m, shop.Clock.At("2026-03-07")), (lot.Available, lot.ExpiresAt!.Value));
        Assert.Equal((30m, before.Lifetime - third.TakenBack), ((await shop.TotalsAsync(anna)).Redeemed, (await shop.BalanceAsync(anna)).Lifetime));
        Assert.Equal(20m, (await shop.Desk.Sales.ReturnAsync(new("R-2", "B-1") { Amount = 66.66m })).OrThrow().GivenBack);
        Assert.Equal((10m, 90m), ((await shop.TotalsAsync(anna)).Redeemed, (await shop.TotalsAsync(anna)).Available));
        // What the redemption has left can be reversed still, no more.
        Assert.Equal(10m, (await shop.ReverseAsync(redeemed.Redemption)).Points);
    });

    [Fact]
    [Trait("rule", "points R42")]
    public Task A_reissue_is_at_most_what_redemptions_have_left_and_needs_one() => Shop.PlayAsync(By(UsedPointsReturn.PointsTender), async shop =>
    {
        var anna = await shop.MemberAsync();
        await shop.GiveAsync(anna, "START");
        (await shop.Desk.Sales.AddBillAsync(Paid("B-1", anna, 30m))).OrThrow();
        Assert.Equal(0m, (await shop.ReturnAllAsync("B-1")).GivenBack);
        var redeemed = (await shop.Desk.Points.RedeemAsync(new(anna, 20m, "a"))).OrThrow();
        (await shop.Desk.Sales.AddBillAsync(Paid("B-2", anna, 30m, redeemed.Redemption))).OrThrow();
        await shop.ReverseAsync(redeemed.Redemption, 5m);
        Assert.Equal(15m, (await shop.ReturnAllAsync("B-2")).GivenBack);
        Assert.Equal((100m, 0m), ((await shop.TotalsAsync(anna)).Available, (await shop.TotalsAsync(anna)).Redeemed));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("rule", "points R42")]
    [Trait("rule", "points R41")]
    public Task What_comes_anew_meets_what_was_waived_or_debt_first(bool debt) => Shop.PlayAsync(By(UsedPointsReturn.PointsTender).AllowingDebt(debt), async shop =>
    {
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-0", 1000m);
        var redeemed = (await shop.Desk.Points.RedeemAsync(new(anna, 100m, "a"))).OrThrow();
        (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 100m) { Redemptions = [redeemed.Redemption], Particulars = new() { Tenders = [new("Points", 100m)] } })).OrThrow();
        await shop.ReturnAmountAsync("B-0", 400m);
        Assert.Equal(debt ? 40m : 0m, (await shop.TotalsAsync(anna)).Debt);
        Assert.Equal(100m, (await shop.ReturnAllAsync("B-1")).GivenBack);
        var totals = await shop.TotalsAsync(anna);
        Assert.Equal((60m, 0m, 0m, 0m), (totals.Available, totals.Debt, totals.Waived, totals.Redeemed));
    });

    [Fact]
    public Task A_bill_says_through_what_it_was_made() => Shop.PlayAsync(By(UsedPointsReturn.Off), async shop =>
    {
        var anna = await shop.MemberAsync();
        var bill = new AddBill("B-1", anna, 10m) { Particulars = new() { Source = CustomerSource.Wechat } };
        Assert.Equal(CustomerSource.Wechat, (await shop.Desk.Sales.GetBillAsync((await shop.Desk.Sales.AddBillAsync(bill)).OrThrow().Bill)).OrThrow().Particulars!.Source);
        Assert.IsType<BillDuplicate>((await shop.Desk.Sales.AddBillAsync(bill with { Particulars = new() })).Refusal);
        Assert.Equal("value.invalid", (await shop.Desk.Sales.AddBillAsync(bill with { Number = "B-2", Particulars = new() { Source = (CustomerSource)99 } })).Refusal?.Code);
    });
}
