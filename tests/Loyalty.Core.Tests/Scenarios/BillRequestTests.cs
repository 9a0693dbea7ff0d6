using NodaTime;

namespace Loyalty.Tests;

/// <summary>Transactions R40, R41: bills and goodwill that somebody approves.</summary>
public sealed class BillRequestTests
{
    private static LoyaltyDefinition Program(RetroRules? retro = null) => Definitions.Transactions().In(organisation => organisation with { Bills = organisation.Bills with { Retro = retro ?? new() { Allowed = true } } });

    private static async Task<BillId> NobodysAsync(Shop shop, string number = "N-1") => (await shop.Desk.Sales.AddBillAsync(new(number, default, 1000m) { Type = BillType.NotInterested })).OrThrow().Bill;

    private static AskCustomerRequest Retro(CustomerId customer, BillId bill) => new(customer, CustomerRequestKind.Retro) { Bill = bill };

    [Fact]
    [Trait("rule", "transactions R40")]
    public Task A_retro_request_waits_and_its_approval_makes_the_bill_the_members() => Shop.PlayAsync(Program(), async shop =>
    {
        var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        var bill = await NobodysAsync(shop);
        var asked = (await shop.Desk.As("mary").Requests.AskAsync(Retro(anna, bill), new() { Key = "k" })).OrThrow();
        Assert.Equal((RequestState.Pending, bill, 0m), (asked.State, asked.Bill!.Value, (await shop.BalanceAsync(anna)).Points));
        Assert.True((await shop.Desk.As("mary").Requests.AskAsync(Retro(anna, bill), new() { Key = "k" })).Replayed);
        // One open request a bill, whoever asks.
        Assert.Equal(new RetroRequestOpen(bill, asked.Id), (await shop.Desk.Requests.AskAsync(Retro(ben, bill))).Refusal);
        var approved = (await shop.Desk.As("bob").Requests.DecideAsync(new(asked.Id, true))).OrThrow();
        Assert.Equal((RequestState.Approved, 100m), (approved.State, (await shop.BalanceAsync(anna)).Points));
        var became = (await shop.Desk.Sales.GetBillAsync(bill)).OrThrow();
        Assert.Equal((BillOutlier.Retro, anna), (became.Outlier, (await shop.Desk.Sales.GetBillAsync(became.Retro!.Value)).OrThrow().Customer));
        // Done is done: another request can be asked for and is refused when it is approved.
        var late = (await shop.Desk.Requests.AskAsync(Retro(ben, bill))).OrThrow();
        Assert.Equal("retro.done", (await shop.Desk.Requests.DecideAsync(new(late.Id, true))).Refusal?.Code);
        Assert.Equal(RequestState.Pending, (await shop.Desk.Requests.GetAsync(late.Id)).OrThrow().State);
        Assert.Equal(RequestState.Rejected, (await shop.Desk.Requests.DecideAsync(new(late.Id, false))).OrThrow().State);
        Assert.Equal(RequestState.Pending, (await shop.Desk.Requests.AskAsync(Retro(ben, bill))).OrThrow().State);
    });

    [Fact]
    [Trait("rule", "transactions R40")]
    public Task Approval_runs_the_rules_of_then_and_one_step_leaves_out_the_ages() => Shop.PlayAsync(Program(new() { Allowed = true, MaximumAgeDays = 7, DelayHours = 3 }), async shop =>
    {
        var (first, second, third) = (await NobodysAsync(shop), await NobodysAsync(shop, "N-2"), await NobodysAsync(shop, "N-3"));
        shop.At("2026-01-01 12:00");
        var anna = await shop.MemberAsync();
        Assert.Equal(RequestState.Approved, (await shop.Desk.Requests.AskAsync(Retro(anna, first) with { ApproveAtOnce = true })).OrThrow().State);
        var asked = (await shop.Desk.Requests.AskAsync(Retro(anna, second))).OrThrow();
        shop.At("2026-01-08 10:00:01");
        var before = StoreImage.Of(shop.Store);
        Assert.Equal("retro.too_late", (await shop.Desk.Requests.DecideAsync(new(asked.Id, true))).Refusal?.Code);
        Assert.Equal("retro.too_late", (await shop.Desk.Requests.AskAsync(Retro(anna, third) with { ApproveAtOnce = true })).Refusal?.Code);
        Assert.Equal(before, StoreImage.Of(shop.Store));
        Assert.Equal(RequestState.Approved, (await shop.Desk.Requests.AskAsync(Retro(anna, third) with { OneStep = true })).OrThrow().State);
        Assert.Equal(200m, (await shop.BalanceAsync(anna)).Points);
        Assert.Equal("retro.bill_unknown", (await shop.Desk.Requests.AskAsync(Retro(anna, new(99)))).Refusal?.Code);
        Assert.Equal(new CustomerRequestUnclear("Bill"), (await shop.Desk.Requests.AskAsync(new(anna, CustomerRequestKind.Retro))).Refusal);
        Assert.Equal("value.invalid", (await shop.Desk.Requests.AskAsync(new(anna, CustomerRequestKind.Email) { NewValue = "a@example.org", Bill = first })).Refusal?.Code);
        Assert.Equal("value.invalid", (await shop.Desk.Requests.AskAsync(Retro(anna, first) with { NewValue = "x" })).Refusal?.Code);
    });

    [Fact]
    [Trait("rule", "transactions R40")]
    public Task Where_retro_is_off_an_approval_is_refused_and_waits() => Shop.PlayAsync(Program(new()), async shop =>
    {
        var asked = (await shop.Desk.Requests.AskAsync(Retro(await shop.MemberAsync(), await NobodysAsync(shop)))).OrThrow();
        Assert.Equal("retro.off", (await shop.Desk.Requests.DecideAsync(new(asked.Id, true))).Refusal?.Code);
        Assert.Equal(RequestState.Pending, (await shop.Desk.Requests.GetAsync(asked.Id)).OrThrow().State);
    });

    [Fact]
    [Trait("rule", "transactions R41")]
    public Task Goodwill_is_a_lot_or_a_coupon_with_no_bill_behind_it_that_no_return_reaches() => Shop.PlayAsync(Program().With(program => program with { Manual = new() { Limit = 1000m }, Points = program.Points with { Expiry = Definitions.Days(30) } }), async shop =>
    {
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 1000m);
        var series = (await shop.Desk.Coupons.CreateSeriesAsync(new(CouponShop.Settings))).OrThrow().Id;
        var coupon = (await shop.Desk.Requests.AskAsync(new(anna, CustomerRequestKind.GoodwillCoupon) { Series = series })).OrThrow();
        Assert.Equal((RequestState.Pending, series, 0), (coupon.State, coupon.Series!.Value, (await shop.Desk.Coupons.ListAsync(anna)).OrThrow().Items.Count));
        Assert.Equal(RequestState.Approved, (await shop.Desk.Requests.DecideAsync(new(coupon.Id, true))).OrThrow().State);
        Assert.Single((await shop.Desk.Coupons.ListAsync(anna)).OrThrow().Items);
        var clerk = shop.Desk.As("clerk").Points;
        var points = (await clerk.AskGoodwillAsync(new(anna, 7m, "cold soup", "g-1"))).OrThrow();
        Assert.Equal(100m, (await shop.BalanceAsync(anna)).Points);
        (await clerk.DecideGoodwillAsync(new(points.Request, true))).OrThrow();
        var lot = (await shop.StatementAsync(anna)).Lots.Single(each => each.Kind == AwardKind.Goodwill);
        Assert.Equal((7m, null, shop.Clock.At("2026-02-01")), (lot.Available, lot.Bill, lot.ExpiresAt));
        await shop.ReturnAllAsync("B-1");
        Assert.Equal(7m, (await shop.BalanceAsync(anna)).Points);
        Assert.Single((await shop.Desk.Coupons.ListAsync(anna)).OrThrow().Items);
    });

    /// <summary>An approval that could credit nothing is refused; what was asked for waits.</summary>
    [Fact]
    [Trait("rule", "transactions R41")]
    public Task An_approval_that_gives_nothing_is_refused() => Shop.PlayAsync(Program(), async shop =>
    {
        var anna = await shop.MemberAsync();
        var series = (await shop.Desk.Coupons.CreateSeriesAsync(new(CouponShop.Settings with { MaxCreate = 1 }))).OrThrow().Id;
        (await shop.Desk.Coupons.IssueAsync(new(series, await shop.MemberAsync("M-2")))).OrThrow();
        var asked = (await shop.Desk.Requests.AskAsync(new(anna, CustomerRequestKind.GoodwillCoupon) { Series = series })).OrThrow();
        var before = StoreImage.Of(shop.Store);
        Assert.True((await shop.Desk.Requests.DecideAsync(new(asked.Id, true))).IsRefused);
        Assert.Equal(before, StoreImage.Of(shop.Store));
        Assert.Equal("coupon_series.unknown", (await shop.Desk.Requests.AskAsync(new(anna, CustomerRequestKind.GoodwillCoupon) { Series = new(99) })).Refusal?.Code);
        Assert.Equal(new CustomerRequestUnclear("Series"), (await shop.Desk.Requests.AskAsync(new(anna, CustomerRequestKind.GoodwillCoupon))).Refusal);
        var clerk = shop.Desk.As("clerk").Points;
        Assert.Equal("points.invalid", (await clerk.AskGoodwillAsync(new(anna, 0m, "why", "g"))).Refusal?.Code);
    });
}
