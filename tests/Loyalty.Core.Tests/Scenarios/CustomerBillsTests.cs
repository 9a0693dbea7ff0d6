using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>Reading a customer's bills, and its requests for goodwill.</summary>
public sealed class CustomerBillsTests
{
    [Fact]
    public Task Bills_and_returns_are_listed_by_billing_time_a_page_at_a_time() => Shop.PlayAsync(India(), async shop =>
    {
        var (anna, other) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id);
        await shop.BuyAsync(other, "X-1", 10m);
        await shop.BuyAsync(anna, "B-1", 100m);
        shop.At("2026-01-03 10:00");
        await shop.BuyAsync(anna, "B-2", 30m);
        shop.At("2026-01-04 10:00");
        (await shop.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Amount = 10m })).OrThrow();
        await shop.RedeemAsync(anna, 1m);

        var all = (await shop.Desk.Sales.BillsOfAsync(new(anna))).OrThrow();
        Assert.Equal(all.Items.Select(bill => bill.Time).OrderDescending(), all.Items.Select(bill => bill.Time));
        Assert.Equal((all.Items.Count, null), (all.Total!.Value, all.Next));
        Assert.Equal(["R-1", "B-2", "B-1"], all.Items.Take(3).Select(bill => bill.Number));
        Assert.True(all.Items[0].IsReturn);
        var page = (await shop.Desk.Sales.BillsOfAsync(new(anna) { Limit = 1, After = 1 })).OrThrow();
        Assert.Equal(("B-2", all.Total, 2L), (page.Items.Single().Number, page.Total, page.Next));
        Assert.Equal(all.Items.Reverse().Select(bill => bill.Number), (await shop.Desk.Sales.BillsOfAsync(new(anna) { EarliestFirst = true })).OrThrow().Items.Select(bill => bill.Number));
        var between = (await shop.Desk.Sales.BillsOfAsync(new(anna) { From = shop.Clock.At("2026-01-02 00:00"), Until = shop.Clock.At("2026-01-03 10:00") })).OrThrow();
        Assert.Equal(["B-2"], between.Items.Select(bill => bill.Number));
        Assert.Empty((await shop.Desk.Sales.BillsOfAsync(new(anna) { OnlyRetro = true })).OrThrow().Items);
        Assert.Equal("customer.unknown", (await shop.Desk.Sales.BillsOfAsync(new(new(99)))).Refusal!.Code);
        Assert.Equal("value.invalid", (await shop.Desk.Sales.BillsOfAsync(new(anna) { Limit = 0 })).Refusal!.Code);
        Assert.Equal("value.invalid", (await shop.Desk.Sales.BillsOfAsync(new(anna) { After = -1 })).Refusal!.Code);
    });

    [Fact]
    public Task After_a_merge_the_bills_of_both_are_the_survivors() => Shop.PlayAsync(India(), async shop =>
    {
        var (v, s) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id);
        await shop.BuyAsync(v, "B-1", 10m);
        await shop.BuyAsync(s, "B-2", 20m);
        (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
        var found = (await shop.Desk.Sales.BillsOfAsync(new(s))).OrThrow();
        Assert.Equal([("B-2", s), ("B-1", s)], found.Items.Select(bill => (bill.Number, bill.Customer)));
        Assert.Equal(new CustomerMerged(v, s), (await shop.Desk.Sales.BillsOfAsync(new(v))).Refusal);
    });

    [Fact]
    public Task A_bill_that_was_nobodys_is_told_apart() =>
        Shop.PlayAsync(Definitions.Transactions(null).In(organisation => organisation with { Bills = organisation.Bills with { Retro = new RetroRules { Allowed = true } } }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var old = (await shop.Desk.Sales.AddBillAsync(new("B-1", default, 100m) { Type = BillType.NotInterested })).OrThrow().Bill;
            await shop.BuyAsync(anna, "B-2", 10m);
            var made = (await shop.Desk.Sales.ConvertAsync(new(old, anna))).OrThrow();
            var found = (await shop.Desk.Sales.BillsOfAsync(new(anna) { OnlyRetro = true })).OrThrow();
            Assert.Equal([(made.Bill, (BillId?)old)], found.Items.Select(bill => (bill.Bill, bill.Retro)));
            Assert.Equal(2, (await shop.Desk.Sales.BillsOfAsync(new(anna))).OrThrow().Total);
        });

    [Fact]
    [Trait("rule", "points R61")]
    public Task Requests_for_goodwill_are_listed_as_they_stand_the_newest_first() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = (await shop.AddAsync(mobile: M1)).Id;
        var (clerk, boss) = (shop.Desk.As("clerk").Points, shop.Desk.As("boss").Points);
        var first = (await clerk.AskGoodwillAsync(new(anna, 5m, "cold soup", "g-1"))).OrThrow();
        await shop.BuyAsync(anna, "B-1", 10m);
        var second = (await clerk.AskGoodwillAsync(new(anna, 7m, "no soup", "g-2"))).OrThrow();
        shop.At("2026-01-05 10:00");
        (await boss.DecideGoodwillAsync(new(first.Request, true))).OrThrow();
        var all = (await clerk.GoodwillsAsync(anna)).OrThrow();
        Assert.Equal([(second.Request, RequestState.Pending), (first.Request, RequestState.Approved)], all.Items.Select(each => (each.Request, each.State)));
        Assert.Equal((shop.Clock.At("2026-01-01 10:00"), shop.Clock.At("2026-01-05 10:00")), (all.Items[1].AskedAt, all.Items[1].DecidedAt));
        Assert.Null(all.Items[0].DecidedAt);
        var page = (await clerk.GoodwillsAsync(anna, limit: 1)).OrThrow();
        Assert.Equal(first.Request, (await clerk.GoodwillsAsync(anna, limit: 1, before: page.Next)).OrThrow().Items.Single().Request);
        Assert.Equal("customer.unknown", (await clerk.GoodwillsAsync(new(99))).Refusal!.Code);
        Assert.Equal("value.invalid", (await clerk.GoodwillsAsync(anna, limit: 1001)).Refusal!.Code);
    });
}
