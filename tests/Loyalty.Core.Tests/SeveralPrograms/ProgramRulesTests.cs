using NodaTime;

namespace Loyalty.Tests;

/// <summary>What a program may say of its points holds in a further one as it does in the default one.</summary>
public sealed class ProgramRulesTests
{
    [Fact]
    [Trait("rule", "points R24")]
    [Trait("rule", "points R70")]
    public Task A_purchase_counts_the_rolling_lots_of_each_program_anew() =>
        Shop.PlayAsync(ProgramKit.BesideEachOther(q => q with { Points = q.Points with { Expiry = Definitions.Days(30) with { Rolling = true } } }).Expiring(Definitions.Days(30)), async shop =>
        {
            shop.At("2026-06-10 12:00");
            var anna = await shop.MemberOfAllAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            shop.At("2026-07-07 12:00");
            await shop.BuyAsync(anna, "B-2", 200m);
            var inQ = (await shop.InQ().Points.StatementAsync(new(anna))).OrThrow();
            Assert.Equal([(10m, shop.Clock.At("2026-08-07")), (2m, shop.Clock.At("2026-08-07"))], inQ.Lots.OrderBy(lot => lot.Number).Select(lot => (lot.Available, lot.ExpiresAt!.Value)));
            Assert.Equal([shop.Clock.At("2026-07-11"), shop.Clock.At("2026-08-07")], (await shop.StatementAsync(anna)).Lots.OrderBy(lot => lot.Number).Select(lot => lot.ExpiresAt!.Value));
        });

    [Theory]
    [Trait("rule", "points R42")]
    [Trait("rule", "points R70")]
    [InlineData(UsedPointsReturn.RedemptionReference, 100, 20)]
    [InlineData(UsedPointsReturn.PointsTender, 100, 20)]
    [InlineData(UsedPointsReturn.Off, 80, 0)]
    public Task What_was_spent_of_a_further_program_comes_back_as_that_program_says(UsedPointsReturn mode, int left, int back) =>
        Shop.PlayAsync(ProgramKit.BesideEachOther(q => q with { Returns = q.Returns with { UsedPoints = mode } }), async shop =>
        {
            var anna = await shop.MemberOfAllAsync();
            await shop.BuyAsync(anna, "B-1", 10_000m);
            var spent = (await shop.InQ().Points.RedeemAsync(new(anna, 20m, "r"))).OrThrow().Redemption;
            (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 100m) { Redemptions = [spent], NotEarning = 100m })).OrThrow();
            var returned = (await shop.Desk.Sales.ReturnAsync(new("R-2", "B-2"))).OrThrow();
            Assert.Equal(left, (await shop.BalanceInQAsync(anna)).Available);
            Assert.Equal(back, returned.Programs.Sum(each => each.GivenBack));
            Assert.Equal(0m, returned.GivenBack);
        });

    [Fact]
    [Trait("rule", "points R37")]
    [Trait("rule", "points R70")]
    public Task A_code_confirms_a_redemption_in_the_program_it_was_issued_in() =>
        Shop.PlayAsync(ProgramKit.BesideEachOther(q => q with { Redemption = q.Redemption with { Codes = new() { Required = true } } }), async shop =>
        {
            var anna = await shop.MemberOfAllAsync();
            await shop.BuyAsync(anna, "B-1", 10_000m);
            Assert.Equal("redemption.code_missing", (await shop.InQ().Points.RedeemAsync(new(anna, 20m, "r-1"))).Refusal?.Code);
            var code = (await shop.InQ().Points.IssueValidationCodeAsync(new(anna, 20m))).OrThrow().Code;
            Assert.Equal("redemption.code_wrong", (await shop.InQ().Points.RedeemAsync(new(anna, 20m, "r-2") { ValidationCode = "no code" })).Refusal?.Code);
            (await shop.InQ().Points.RedeemAsync(new(anna, 20m, "r-3") { ValidationCode = code })).OrThrow();
            Assert.Equal(80m, (await shop.BalanceInQAsync(anna)).Available);
            // The default program asks for none.
            (await shop.Desk.Points.RedeemAsync(new(anna, 20m, "r-4"))).OrThrow();
        });
}
