using NodaTime;

namespace Loyalty.Tests;

/// <summary>Points R37: a redemption that the customer confirms by a code.</summary>
public sealed class ValidationCodeTests
{
    private static LoyaltyDefinition Program(Func<ValidationCodeRules, ValidationCodeRules>? change = null) => Definitions.Points(Definitions.TenPercent).In(organisation => organisation with { Stores = [new() { Code = "S", Tills = ["T-1", "T-2"] }] })
        .With(program => program with { Redemption = new() { Codes = (change ?? (rules => rules))(new() { Required = true, TillsThatSkip = ["T-2"] }) } });

    private static async Task<CustomerId> AnnaAsync(Shop shop, string name = "M-1")
    {
        var anna = await shop.MemberAsync(name);
        await shop.BuyAsync(anna, $"B-{name}", 2000m);
        return anna;
    }

    private static async Task<ValidationCodeIssued> IssueAsync(Shop shop, CustomerId anna, decimal points) => (await shop.Desk.Points.IssueValidationCodeAsync(new(anna, points))).OrThrow();

    private static async Task<string?> RedeemAsync(Shop shop, CustomerId anna, decimal points, string? code) =>
        (await shop.Desk.Points.RedeemAsync(new(anna, points, shop.NextReference()) { ValidationCode = code })).Refusal?.Code;

    private static string Other(string code) => code == "000000" ? "000001" : "000000";

    [Fact]
    [Trait("rule", "points R37")]
    [Trait("rule", "points scenario 19")]
    public Task A_code_is_good_for_its_minutes_and_its_points_and_asked_again_is_the_same() => Shop.PlayAsync(Program(), async shop =>
    {
        var anna = await AnnaAsync(shop);
        var first = await IssueAsync(shop, anna, 50m);
        Assert.Equal((6, shop.Clock.At("2026-01-01 10:15"), true, CodeChannel.Sms), (first.Code.Length, first.ValidUntil, first.IsNew, first.Channel));
        Assert.DoesNotContain(first.Code, first.ToString(), StringComparison.Ordinal);
        shop.At("2026-01-01 10:10");
        var again = await IssueAsync(shop, anna, 50m);
        Assert.Equal((first.Code, first.ValidUntil, 50m, false), (again.Code, again.ValidUntil, again.Points, again.IsNew));
        Assert.Equal("redemption.code_wrong", await RedeemAsync(shop, anna, 60m, first.Code));
        shop.At("2026-01-01 10:14:59");
        Assert.Null(await RedeemAsync(shop, anna, 40m, $" {first.Code} "));
        Assert.Equal("redemption.code_wrong", await RedeemAsync(shop, anna, 5m, first.Code));
        var second = await IssueAsync(shop, anna, 50m);
        Assert.True(second.IsNew);
        shop.At("2026-01-01 10:29:59");
        Assert.Equal("redemption.code_wrong", await RedeemAsync(shop, anna, 40m, second.Code));
        Assert.Equal((160m, true), ((await shop.BalanceAsync(anna)).Points, second.ValidUntil == shop.Clock.At("2026-01-01 10:29:59")));
    });

    [Fact]
    [Trait("rule", "points R37")]
    public Task A_code_is_spent_by_success_alone_and_asked_for_more_it_is_good_for_more() => Shop.PlayAsync(Program(), async shop =>
    {
        var (anna, ben) = (await AnnaAsync(shop), await AnnaAsync(shop, "M-2"));
        var code = (await IssueAsync(shop, anna, 300m)).Code;
        Assert.Equal("points.insufficient", await RedeemAsync(shop, anna, 300m, code));
        Assert.Equal("redemption.code_missing", await RedeemAsync(shop, anna, 10m, null));
        Assert.Equal("redemption.code_missing", await RedeemAsync(shop, anna, 10m, ""));
        Assert.Equal("redemption.code_wrong", await RedeemAsync(shop, ben, 10m, code));
        Assert.Equal("points.invalid", (await shop.Desk.Points.IssueValidationCodeAsync(new(anna, 0m))).Refusal?.Code);
        Assert.Equal("customer.unknown", (await shop.Desk.Points.IssueValidationCodeAsync(new(new(99), 1m))).Refusal?.Code);
        // Whether points can be redeemed is told without a code; a wrong one is told too, and counted by no simulation.
        Assert.False((await shop.Desk.Points.RedeemAsync(new(anna, 10m, "x"), new() { Simulate = true })).IsRefused);
        for (var i = 0; i < 9; i++) Assert.Equal("redemption.code_wrong", (await shop.Desk.Points.RedeemAsync(new(anna, 10m, "x") { ValidationCode = Other(code) }, new() { Simulate = true })).Refusal?.Code);
        var done = await shop.Desk.Points.RedeemAsync(new(anna, 10m, "x") { ValidationCode = code });
        Assert.False(done.IsRefused);
        Assert.True((await shop.Desk.Points.RedeemAsync(new(anna, 10m, "x"))).Replayed);
        var small = (await IssueAsync(shop, anna, 5m)).Code;
        var large = await IssueAsync(shop, anna, 25m);
        Assert.Equal((small, 25m, 25m), (large.Code, large.Points, (await IssueAsync(shop, anna, 1m)).Points));
        Assert.Null(await RedeemAsync(shop, anna, 25m, small));
    });

    [Fact]
    [Trait("rule", "points R37")]
    public Task Five_wrong_tries_end_a_code_and_are_counted_although_they_are_refused() => Shop.PlayAsync(Program(), async shop =>
    {
        var anna = await AnnaAsync(shop);
        foreach (var wrong in (int[])[4, 5])
        {
            var code = (await IssueAsync(shop, anna, 50m)).Code;
            for (var i = 0; i < wrong; i++) Assert.Equal("redemption.code_wrong", await RedeemAsync(shop, anna, 10m, Other(code)));
            Assert.Equal(wrong == 5 ? "redemption.code_wrong" : null, await RedeemAsync(shop, anna, 10m, code));
        }
        Assert.True((await IssueAsync(shop, anna, 50m)).IsNew);
        Assert.Equal(190m, (await shop.BalanceAsync(anna)).Points);
    });

    [Fact]
    [Trait("rule", "points R37")]
    public Task Whoever_asks_whether_points_can_be_redeemed_cannot_guess_the_code() => Shop.PlayAsync(Program(), async shop =>
    {
        var anna = await AnnaAsync(shop);
        var code = (await IssueAsync(shop, anna, 50m)).Code;
        var right = await shop.Desk.Points.CheckAsync(new(anna, 10m, "x") { ValidationCode = code }, new() { Trace = true });
        Assert.Equal((false, true, 10m), (right.IsRefused, right.Simulated, right.Value!.Points));
        Assert.Contains(right.Trace, step => step.Rule == "points.room" || step.Reference == "points R30");
        Assert.Null((await shop.Desk.Points.CheckAsync(new(anna, 10m, "x"))).Refusal);
        Assert.Equal("points.insufficient", (await shop.Desk.Points.CheckAsync(new(anna, 5000m, "x") { ValidationCode = code })).Refusal?.Code);
        var entries = (await shop.Engine.VerifyAsync()).Entries;
        for (var i = 0; i < 5; i++)
            Assert.Equal("redemption.code_wrong", (await shop.Desk.Points.CheckAsync(new(anna, 10m, "x") { ValidationCode = Other(code) })).Refusal?.Code);
        Assert.Equal(entries + 5, (await shop.Engine.VerifyAsync()).Entries);
        Assert.Equal("redemption.code_wrong", (await shop.Desk.Points.CheckAsync(new(anna, 10m, "x") { ValidationCode = code })).Refusal?.Code);
        Assert.Equal("redemption.code_wrong", await RedeemAsync(shop, anna, 10m, code));
        Assert.Equal(200m, (await shop.BalanceAsync(anna)).Points);
    });

    [Fact]
    [Trait("rule", "points R37")]
    public Task A_till_with_the_right_to_it_skips_the_code_and_holds_and_sales_ask_for_it_too() => Shop.PlayAsync(Program(), async shop =>
    {
        var anna = await AnnaAsync(shop);
        Assert.Equal("redemption.code_missing", (await shop.Desk.AtTill("T-1").Points.RedeemAsync(new(anna, 10m, "a") { SkipsValidation = true })).Refusal?.Code);
        Assert.Equal(190m, (await shop.Desk.AtTill("T-2").Points.RedeemAsync(new(anna, 10m, "b") { SkipsValidation = true })).OrThrow().Balance);
        Assert.Equal("redemption.code_missing", (await shop.Desk.Points.HoldAsync(new(anna, 10m, "c"))).Refusal?.Code);
        var hold = (await shop.Desk.Points.HoldAsync(new(anna, 10m, "d") { ValidationCode = (await IssueAsync(shop, anna, 10m)).Code })).OrThrow();
        Assert.False((await shop.Desk.Points.CaptureAsync(new(hold.Redemption))).IsRefused);
        var sale = new Checkout("N-1", Cart.In("INR").Add("A", 1, 100m)) { Customer = anna, RedeemPoints = 20m };
        Assert.Equal("redemption.code_missing", (await shop.Desk.Sales.CheckoutAsync(sale)).Refusal?.Code);
        Assert.False((await shop.Desk.Sales.CheckoutAsync(sale with { RedeemPoints = 0 }, new() { Simulate = true })).IsRefused);
        var code = (await IssueAsync(shop, anna, 20m)).Code;
        Assert.Equal(20m, (await shop.Desk.Sales.CheckoutAsync(sale with { ValidationCode = code })).OrThrow().Redemption!.Points);
        Assert.Equal("redemption.code_wrong", await RedeemAsync(shop, anna, 1m, code));
        var exchange = new Exchange(new ReturnBill("R-1", "N-1") { Lines = [new(1, 1)] }, new Checkout("N-2", Cart.In("INR").Add("A", 1, 100m)) { Customer = anna, RedeemPoints = 5m });
        Assert.Equal("redemption.code_missing", (await shop.Desk.Sales.ExchangeAsync(exchange)).Refusal?.Code);
        Assert.False((await shop.Desk.AtTill("T-2").Sales.ExchangeAsync(exchange with { Sale = exchange.Sale with { SkipsValidation = true } })).IsRefused);
    });
}
