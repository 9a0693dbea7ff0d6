using NodaTime;

namespace Loyalty.Tests;

/// <summary>Points R30: conditions for each tier, the balance asked for, limits over time, blackouts and stores.</summary>
public sealed class RedemptionConditionScenarios
{
    private static LoyaltyDefinition With(RedemptionRules rules) => Definitions.Points(new EarningRule { Id = "base", Values = [100m] }).With(program => program with { Redemption = rules });

    private static LoyaltyDefinition Limited(RedemptionWindow window, decimal points, int? days = null) => With(new() { OverTime = [new() { Window = window, Days = days, Points = points }] });

    private static async Task<Refusal?> RefusedAsync(Shop shop, CustomerId member, decimal points) => (await shop.Desk.Points.RedeemAsync(new(member, points, shop.NextReference()))).Refusal;

    [Fact]
    [Trait("rule", "points R30")]
    public Task Each_tier_has_a_condition_of_its_own() =>
        Shop.PlayAsync(With(new() { Tiers = [new() { Minimum = 50m, MultipleOf = 50m }, new() { Limit = 500m, Balance = 100m }] }).With(program => program with
        {
            Tiers = [new() { Name = "Base" }, new() { Name = "Gold", LifetimePurchases = 1_000m }],
        }), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            await shop.BuyAsync(anna, "B-1", 900m);
            await shop.BuyAsync(ben, "B-2", 1000m);
            Assert.Equal(new RedemptionBelowMinimum(40m, 50m), await RefusedAsync(shop, anna, 40m));
            Assert.Equal(new RedemptionNotMultiple(60m, 50m), await RefusedAsync(shop, anna, 60m));
            await shop.RedeemAsync(anna, 600m);
            Assert.Equal(new RedemptionAboveLimit(501m, 500m), await RefusedAsync(shop, ben, 501m));
            await shop.RedeemAsync(ben, 477m);
            await shop.RedeemAsync(ben, 440m);
            Assert.Equal(new BalanceTooLow(83m, 100m), await RefusedAsync(shop, ben, 1m));
            // With a purchase that lifts it to the tier, the member is asked what the tier asks.
            await shop.BuyAsync(anna, "B-3", 100m);
            var traced = await shop.Desk.Points.RedeemAsync(new(anna, 7m, "r"), new() { Trace = true });
            Assert.Equal(393m, traced.OrThrow().Balance);
            Assert.Contains(traced.Trace, step => step is { Rule: "redemption.tier", Reference: "points R30", Seen: "Gold" });
        });

    [Fact]
    [Trait("rule", "points R30")]
    public Task Lifetime_points_come_before_purchases_before_the_balance_before_what_is_available_before_time() =>
        Shop.PlayAsync(With(new() { LifetimePoints = 10m, LifetimePurchases = 10m, Balance = 10m, OverTime = [new() { Window = RedemptionWindow.Today, Points = 1m }] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal("redemption.lifetime_points", (await RefusedAsync(shop, anna, 100m))!.Code);
            await shop.Desk.As("clerk").Points.AskGoodwillAsync(new(anna, 9m, "why", "g-1") { ApproveAtOnce = true });
            await shop.BuyAsync(anna, "B-1", 1m);
            Assert.Equal("redemption.lifetime_purchases", (await RefusedAsync(shop, anna, 100m))!.Code);
            (await shop.Desk.As("clerk").Points.DeductAsync(new(anna, 9m, "why", "d-1"))).OrThrow();
            (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 9m) { NotEarning = 9m })).OrThrow();
            Assert.Equal("redemption.balance", (await RefusedAsync(shop, anna, 100m))!.Code);
            await shop.BuyAsync(anna, "B-3", 10m);
            Assert.Equal("points.insufficient", (await RefusedAsync(shop, anna, 100m))!.Code);
            Assert.Equal("redemption.over_time", (await RefusedAsync(shop, anna, 2m))!.Code);
        });

    [Theory]
    [Trait("rule", "points R30")]
    [InlineData(RedemptionWindow.Today, null, "2026-05-13 23:59:59", "2026-05-14 00:00")]
    [InlineData(RedemptionWindow.CalendarWeek, null, "2026-05-17 23:59:59", "2026-05-18 00:00")]
    [InlineData(RedemptionWindow.CalendarMonth, null, "2026-05-31 23:59:59", "2026-06-01 00:00")]
    [InlineData(RedemptionWindow.PastDays, 0, "2026-05-13 23:59:59", "2026-05-14 00:00")]
    [InlineData(RedemptionWindow.PastDays, 3, "2026-05-16 23:59:59", "2026-05-17 00:00")]
    [InlineData(RedemptionWindow.PastDays, 366, "2027-05-14 23:59:59", "2027-05-15 00:00")]
    public Task Points_redeemed_in_a_time_are_counted_by_date_and_a_reversal_takes_them_off(RedemptionWindow window, int? days, string last, string next) =>
        Shop.PlayAsync(Limited(window, 100m, days), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            await shop.BuyAsync(anna, "B-1", 1000m);
            await shop.BuyAsync(ben, "B-2", 1000m);
            shop.At("2026-05-13 00:00");
            var first = await shop.RedeemAsync(anna, 60m);
            shop.At(last);
            Assert.Equal(new RedemptionOverTime(window, days, 41m, 60m, 100m), await RefusedAsync(shop, anna, 41m));
            await shop.RedeemAsync(anna, 40m);
            await shop.RedeemAsync(ben, 100m);
            Assert.Equal("redemption.over_time", (await RefusedAsync(shop, anna, 1m))!.Code);
            await shop.ReverseAsync(first.Redemption, 25m);
            Assert.Equal("redemption.over_time", (await RefusedAsync(shop, anna, 26m))!.Code);
            await shop.RedeemAsync(anna, 25m);
            shop.At(next);
            Assert.Equal("redemption.over_time", (await RefusedAsync(shop, anna, window == RedemptionWindow.PastDays && days > 0 ? 36m : 101m))!.Code);
            await shop.RedeemAsync(anna, window == RedemptionWindow.PastDays && days > 0 ? 35m : 100m);
        }, from: "2026-05-01 10:00");

    [Fact]
    [Trait("rule", "points R30")]
    [Trait("rule", "points R35")]
    [Trait("rule", "points R42")]
    public Task A_hold_counts_when_it_is_captured_and_what_a_return_gives_back_no_more() =>
        Shop.PlayAsync(Limited(RedemptionWindow.CalendarMonth, 100m), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            Assert.Equal("redemption.over_time", (await shop.Desk.Points.HoldAsync(new(anna, 101m, "h-0"))).Refusal!.Code);
            var (kept, freed) = ((await shop.Desk.Points.HoldAsync(new(anna, 60m, "h-1"))).OrThrow(), (await shop.Desk.Points.HoldAsync(new(anna, 60m, "h-2"))).OrThrow());
            (await shop.Desk.Points.ReleaseAsync(new(freed.Redemption))).OrThrow();
            (await shop.Desk.Points.CaptureAsync(new(kept.Redemption))).OrThrow();
            Assert.Equal("redemption.over_time", (await RefusedAsync(shop, anna, 41m))!.Code);
            await shop.SpendAsync(anna, "B-2", 40m, 40m);
            Assert.Equal("redemption.over_time", (await RefusedAsync(shop, anna, 1m))!.Code);
            await shop.ReturnAmountAsync("B-2", 20m);
            Assert.Equal("redemption.over_time", (await RefusedAsync(shop, anna, 21m))!.Code);
            await shop.RedeemAsync(anna, 20m);
            await shop.ReverseAsync(kept.Redemption, 10m);
            await shop.RedeemAsync(anna, 10m);
            Assert.Equal("redemption.over_time", (await RefusedAsync(shop, anna, 1m))!.Code);
        });

    [Fact]
    [Trait("rule", "points R30")]
    [Trait("rule", "points R70")]
    public Task A_redemption_over_a_group_counts_for_the_group() =>
        Shop.PlayAsync(Limited(RedemptionWindow.Today, 100m).With(program => program with { Groups = new() { AllowRedemption = true, Earning = GroupEarning.Group } }), async shop =>
        {
            var (group, anna) = (await shop.GroupAsync(), await shop.MemberAsync());
            await shop.JoinAsync(group, anna, primary: true);
            (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 1000m) { Group = group })).OrThrow();
            var first = (await shop.Desk.Groups.RedeemAsync(new(group, anna, 70m, "g-1"))).OrThrow();
            Assert.Equal("redemption.over_time", (await shop.Desk.Groups.RedeemAsync(new(group, anna, 31m, "g-2"))).Refusal!.Code);
            (await shop.Desk.Groups.ReverseAsync(new(first.Id, "v-1") { Points = 20m })).OrThrow();
            (await shop.Desk.Groups.RedeemAsync(new(group, anna, 50m, "g-3"))).OrThrow();
            Assert.Equal("redemption.over_time", (await shop.Desk.Groups.RedeemAsync(new(group, anna, 1m, "g-4"))).Refusal!.Code);
        });

    [Fact]
    [Trait("rule", "points R30")]
    public Task Nothing_is_redeemed_between_two_dates_nor_in_another_store() =>
        Shop.PlayAsync(With(new() { Blackouts = [new() { From = new(2026, 12, 24), Through = new(2026, 12, 26) }], Stores = ["S1"] }).In(o => o with { Stores = [new() { Code = "S1", Tills = ["T1"] }, new() { Code = "S2", Tills = ["T2"] }] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            var here = shop.Desk.AtStore("S1").Points;
            Assert.Equal(new RedemptionStore("S2"), (await shop.Desk.AtStore("S2").Points.RedeemAsync(new(anna, 1m, "r-1"))).Refusal);
            Assert.Equal(new RedemptionStore(null), await RefusedAsync(shop, anna, 1m));
            shop.At("2026-12-23 23:59:59");
            (await here.RedeemAsync(new(anna, 1m, "r-2"))).OrThrow();
            shop.At("2026-12-24");
            Assert.Equal(new RedemptionBlackedOut(new(2026, 12, 24), new(2026, 12, 26)), (await here.RedeemAsync(new(anna, 1m, "r-3"))).Refusal);
            shop.At("2026-12-26 23:59:59");
            Assert.Equal("redemption.blackout", (await here.RedeemAsync(new(anna, 1m, "r-4"))).Refusal!.Code);
            shop.At("2026-12-27");
            (await here.RedeemAsync(new(anna, 1m, "r-5"))).OrThrow();
            // One that is learnt late is judged at its time.
            Assert.Equal("redemption.blackout", (await here.RedeemAsync(new(anna, 1m, "r-6"), new() { EffectiveTime = shop.Clock.At("2026-12-25 12:00") })).Refusal!.Code);
        });

    public static TheoryData<string, RedemptionRules> Wrong => new()
    {
        { "/program/redemption/tiers", new() { Tiers = [new()] } },
        { "/program/redemption/tiers", new() { Minimum = 1m, Tiers = [new(), new()] } },
        { "/program/redemption/tiers/1/minimum", new() { Tiers = [new(), new() { Minimum = 9m, Limit = 8m }] } },
        { "/program/redemption/tiers/0/multipleOf", new() { Tiers = [new() { MultipleOf = 9m, Limit = 8m }, new()] } },
        { "/program/redemption/balance", new() { Balance = 1.5m } },
        { "/program/redemption/overTime/0/days", new() { OverTime = [new() { Window = RedemptionWindow.PastDays, Points = 1m }] } },
        { "/program/redemption/overTime/0/days", new() { OverTime = [new() { Window = RedemptionWindow.Today, Days = 3, Points = 1m }] } },
        { "/program/redemption/overTime/0/days", new() { OverTime = [new() { Window = RedemptionWindow.PastDays, Days = 367, Points = 1m }] } },
        { "/program/redemption/overTime/0/points", new() { OverTime = [new() { Window = RedemptionWindow.Today, Points = 0m }] } },
        { "/program/redemption/blackouts/0/from", new() { Blackouts = [new() { From = new(2026, 1, 2), Through = new(2026, 1, 1) }] } },
        { "/program/redemption/stores/0", new() { Stores = ["nowhere"] } },
        { "/program/redemption/stores/1", new() { Stores = ["S1", "S1"] } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_a_redemption_cannot_be_asked_is_refused_when_saved(string pointer, RedemptionRules rules) =>
        Assert.Equal([pointer], DefinitionCheck.Faults(With(rules).In(o => o with { RegisterUnknownStores = false, Stores = [new() { Code = "S1" }] }).WithGold()).Select(fault => fault.Pointer));

    [Fact]
    public void Conditions_read_as_they_were_written()
    {
        var json = DefinitionJson.Write(With(new()
        {
            Tiers = [new() { Minimum = 5m, Balance = 7m }, new() { Limit = 8m, LifetimePurchases = 3m }], OverTime = [new() { Window = RedemptionWindow.PastDays, Days = 7, Points = 9m }],
            Blackouts = [new() { From = new(2026, 1, 1), Through = new(2026, 1, 2) }], Stores = ["S1"],
        }).WithGold());
        var read = DefinitionJson.Read(json);
        Assert.Empty(read.Faults);
        Assert.Equal(json, DefinitionJson.Write(read.Definition!));
    }
}
