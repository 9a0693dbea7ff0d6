using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests.CartPromotions;

/// <summary>What a till has redeemed by itself, and the uses of a code.</summary>
public sealed class CartRedemptionTests
{
    private static readonly CartPromotionDefinition Once = Promotion("once", Of(Part("A")), Percent(10)) with { MembersOnly = true, Limits = [Limit(CartLimitScope.Customer, CartLimitKpi.Redemption, 1)] };

    private static readonly CartPromotionDefinition Spring = Promotion("spring", Of(Part("A")), Percent(50)) with { Type = CartPromotionType.Code, Priority = 1, Limits = [Limit(CartLimitScope.Code, CartLimitKpi.Redemption, 3)] };

    [Fact]
    [Trait("rule", "cart-promotions R21")]
    public Task What_a_till_reports_is_recorded_as_reported_and_counts() => Shop.PlayAsync(Program(Once, Promotion("two", Of(Part("Z")), Percent(5))), async shop =>
    {
        var anna = await shop.MemberAsync();
        var report = new RecordCartRedemptions("T-1", [new("once", 2.50m) { Sku = "A", Used = 1, Discounted = 1 }]) { Customer = anna, Number = "N-1", Amount = 22.50m, Lines = [new("A", 1, 22.50m)] };
        var done = (await shop.Desk.CartPromotions.RecordAsync(report)).OrThrow();
        Assert.Equal(("once", 2.50m, false), (done.Redemptions[0].Redemption.Promotion, done.Redemptions[0].Redemption.Discount, done.Redemptions[0].IsBeyond));
        Assert.Equal("restriction.customer.redemption", await shop.ProblemAsync(anna, Basket(), "once"));
        var uses = (await shop.Desk.CartPromotions.UsesAsync(anna)).OrThrow();
        Assert.Equal(("once", "T-1", 2.50m, 1m), (uses.Items[0].Promotion, uses.Items[0].Transaction, uses.Items[0].Discount, uses.Items[0].Used));

        // Again, even with other figures: the first answer, counted once.
        var again = await shop.Desk.CartPromotions.RecordAsync(report with { Redemptions = [new("once", 9m)] });
        Assert.True(again.Replayed);
        Assert.Equivalent(done, again.Value, strict: true);
        Assert.Single((await shop.Desk.CartPromotions.UsesAsync(anna)).OrThrow().Items);

        // Beside one that is new it is what it was, and only the new one is recorded.
        var mixed = await shop.Desk.CartPromotions.RecordAsync(report with { Redemptions = [new("once", 9m), new("two", 1m)] });
        Assert.False(mixed.Replayed);
        Assert.Equal((done.Redemptions[0], "two"), (mixed.Value!.Redemptions[0], mixed.Value.Redemptions[1].Redemption.Promotion));
        Assert.Equal(2, (await shop.Desk.CartPromotions.UsesAsync(anna)).OrThrow().Items.Count);

        // Another transaction has the benefit too, beyond the limit.
        var beyond = await shop.Desk.CartPromotions.RecordAsync(report with { Transaction = "T-2" });
        Assert.True(beyond.OrThrow().Redemptions[0].IsBeyond);
        Assert.Equal(new CartLimitExceeded("once"), Assert.Single(beyond.Warnings));
    });

    [Fact]
    [Trait("rule", "cart-promotions R21")]
    [Trait("rule", "cart-promotions R20")]
    public Task What_cannot_be_is_refused_and_nothing_is_recorded() => Shop.PlayAsync(
        Program(new CartPromotionRules { LimitAtRedemption = CartLimitAtRedemption.Refuse, Promotions = [Once, Spring] }), async shop =>
        {
            var (anna, desk) = (await shop.MemberAsync(), shop.Desk.CartPromotions);
            Assert.Equivalent(new CartPromotionsUnknown(["no", "none"]), (await desk.RecordAsync(new("T-1", [new("no", 1m), new("once", 1m), new("none", 1m)]) { Customer = anna })).Refusal);
            Assert.IsType<CartLimitPassed>((await desk.RecordAsync(new("T-1", [new("once", 1m) { Times = 2 }]) { Customer = anna })).Refusal);
            Assert.Equal("customer.unknown", (await desk.RecordAsync(new("T-1", [new("once", 1m)]) { Customer = new(99) })).Refusal?.Code);
            Assert.IsType<CartHoldingUnknown>((await desk.RecordAsync(new("T-1", [new("once", 1m) { Holding = new(5) }]) { Customer = anna })).Refusal);
            Assert.IsType<CartCodeUnknown>((await desk.RecordAsync(new("T-1", [new("spring", 1m) { Code = "NONE" }]) { Customer = anna })).Refusal);
            foreach (var bad in new RecordCartRedemptions[]
            {
                new("", [new("once", 1m)]), new("T", []), new("T", null!), new("T", [null!]), new("T", [new("once", -1m)]), new("T", [new("once", 1m) { Times = 0 }]), new("T", [new("", 1m)]),
                new("T", [new("once", 1m)]) { Amount = -1 }, new("T", [new("once", 1m)]) { Lines = [null!] }, new("T", [new("once", 1m)]) { Time = Until("2027-01-01 00:00") },
            })
                Assert.IsType<InvalidValue>((await desk.RecordAsync(bad with { Customer = anna })).Refusal);
            Assert.Empty((await desk.UsesAsync(anna)).OrThrow().Items);
            // A guest's is recorded under no member; limits of each customer do not count it.
            Assert.False((await desk.RecordAsync(new("T-9", [new("once", 1m)]))).OrThrow().Redemptions[0].IsBeyond);
            Assert.False((await desk.RecordAsync(new("T-8", [new("once", 1m)]))).OrThrow().Redemptions[0].IsBeyond);
        });

    [Fact]
    [Trait("rule", "cart-promotions R27")]
    [Trait("rule", "cart-promotions R21")]
    public Task The_uses_of_a_code_are_read_by_the_code() => Shop.PlayAsync(Program(Spring), async shop =>
    {
        var (anna, bert) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        var desk = shop.Desk.CartPromotions;
        (await desk.MakeCodesAsync(new("spring") { Codes = ["SUN", "RAIN"] })).OrThrow();
        Assert.Empty((await desk.UsesAsync("SUN")).OrThrow().Items);
        await shop.SellAsync(anna, "B-1", Basket(), "sun");
        await shop.SellAsync(bert, "B-2", Basket(30m), "SUN");
        await shop.SellAsync(bert, "B-3", Basket(40m), "RAIN");
        (await desk.RecordAsync(new("T-1", [new("spring", 5m) { Code = "SUN" }]))).OrThrow();
        var uses = (await desk.UsesAsync("SUN")).OrThrow();
        Assert.Equal([(null, 5m, ""), (bert, 15m, "B-2"), ((CustomerId?)anna, 10m, "B-1")], uses.Items.Select(each => (each.Customer, each.Discount, each.Transaction)));
        var first = (await desk.UsesAsync("SUN", limit: 2)).OrThrow();
        Assert.Equal(2, first.Items.Count);
        Assert.Equal("B-1", Assert.Single((await desk.UsesAsync("SUN", first.Next)).OrThrow().Items).Transaction);
        // What comes back was a use all the same.
        (await shop.Desk.Sales.ReturnAsync(new ReturnBill("R-1", "B-1"))).OrThrow();
        Assert.Equal(3, (await desk.UsesAsync("SUN")).OrThrow().Items.Count);
        Assert.IsType<CartCodeUnknown>((await desk.UsesAsync("SNOW")).Refusal);
        Assert.IsType<InvalidValue>((await desk.UsesAsync("SUN", limit: 0)).Refusal);
    });
}
