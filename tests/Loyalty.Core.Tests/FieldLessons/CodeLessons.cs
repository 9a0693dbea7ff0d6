using NodaTime;
using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests;

/// <summary>Public defects of codes and limits that must not be possible here (field lessons 14, 15, 18 to 22, 45).</summary>
public sealed class CodeLessons : IDisposable
{
    private const int Callers = 64;

    private static readonly CartPromotionDefinition Coded = Promotion("coded", Of(Part("A")), Percent(50)) with { Type = CartPromotionType.Code, Limits = [Limit(CartLimitScope.Code, CartLimitKpi.Redemption, 1)] };

    private static readonly CartPromotionDefinition Once = Promotion("once", Of(Part("A")), Percent(50)) with { MembersOnly = true, Limits = [Limit(CartLimitScope.Customer, CartLimitKpi.Redemption, 1)] };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>All of them preview the sale while the code is free, then pay what they were told: one does, for the others nothing is kept.</summary>
    [Theory]
    [Trait("field", "14")]
    [Trait("field", "15")]
    [Trait("field", "18")]
    [InlineData("memory", false)]
    [InlineData("memory", true)]
    [InlineData("sqlite", false)]
    [InlineData("sqlite", true)]
    [InlineData("litedb", false)]
    [InlineData("litedb", true)]
    public async Task A_single_use_code_is_used_by_one_sale_and_no_other_sale_is_kept(string store, bool isCoupon)
    {
        await using var engine = await OpenAsync(store);
        var desk = engine.For("shop");
        var code = "SUN-1";
        if (isCoupon)
        {
            var series = (await desk.Coupons.CreateSeriesAsync(new(CouponShop.Shared with { RedemptionPerCouponMaxLimit = 1 }))).OrThrow().Id;
            code = (await desk.Coupons.IssueAsync(new(series, (await desk.Customers.EnrolAsync(new() { ExternalId = "owner" })).OrThrow().Id))).OrThrow().Coupons[0].Code;
        }
        else
        {
            (await desk.CartPromotions.MakeCodesAsync(new("coded") { Codes = [code] })).OrThrow();
        }
        var offers = new List<Offer>();
        for (var i = 0; i < Callers; i++)
        {
            var member = (await desk.Customers.EnrolAsync(new() { ExternalId = $"M-{i}" })).OrThrow().Id;
            offers.Add((await desk.Carts.PreviewAsync(new(Basket()) { Customer = member, Codes = isCoupon ? [code] : [], PromoCodes = isCoupon ? [] : [code] })).OrThrow());
        }
        Assert.All(offers, offer => Assert.Equal(isCoupon ? 18m : 10m, offer.Due));

        var sales = await Task.WhenAll(offers.Select((offer, i) => Task.Run(() => desk.Sales.CheckoutAsync(new($"B-{i}", offer)).AsTask())));
        var won = Assert.Single(sales, sale => !sale.IsRefused).Value;
        Assert.Equal(offers[0].Due, won.Receipt.Due);
        Assert.All(sales.Where(sale => sale.IsRefused), sale => Assert.Equal(isCoupon ? "coupon.code_limit" : "sale.total_changed", sale.Refusal!.Code));
        for (var i = 0; i < Callers; i++) Assert.Equal(sales[i].IsRefused ? 0 : 1, (await desk.Sales.FindBillsAsync($"B-{i}")).OrThrow().Count);
        Assert.Equal(1, isCoupon ? (await desk.Coupons.GetAsync(code)).OrThrow().Uses : (await desk.CartPromotions.GetCodeAsync(code)).OrThrow().Redemptions);
        Assert.Empty((await engine.VerifyAsync()).Violations);
    }

    [Fact]
    [Trait("field", "19")]
    public Task The_second_call_of_one_payment_finds_its_own_code_not_a_used_one() => Shop.PlayAsync(Program(Coded, Once with { Id = "limited", Condition = Of(Part("B")) }), async shop =>
    {
        var anna = await shop.MemberAsync();
        (await shop.Desk.CartPromotions.MakeCodesAsync(new("coded") { Codes = ["SUN-1"] })).OrThrow();
        var cart = Basket().Add("B", 1, 10m);
        // The first call of the payment reserves the code and the limit; the card is checked; the second completes it.
        var kept = (await shop.Desk.Carts.EvaluateAsync(new(cart) { Customer = anna, CartId = "cart-1", PromoCodes = ["SUN-1"] })).OrThrow();
        Assert.Equal(15m, kept.Total);
        // The page is reloaded: the same cart finds what it holds itself.
        var again = (await shop.Desk.Carts.EvaluateAsync(new(cart) { Customer = anna, CartId = "cart-1", PromoCodes = ["SUN-1"] })).OrThrow();
        Assert.Equal(15m, again.Total);
        var paid = new Checkout("B-1", cart) { Customer = anna, Evaluation = again.Id };
        Assert.Equal(15m, (await shop.Desk.Sales.CheckoutAsync(paid)).OrThrow().Receipt.Due);
        // The answer was lost on the way, and the till asks again.
        var repeat = await shop.Desk.Sales.CheckoutAsync(paid);
        Assert.Equal((true, 15m), (repeat.Replayed, repeat.OrThrow().Receipt.Due));
        Assert.Equal(1, (await shop.Desk.CartPromotions.GetCodeAsync("SUN-1")).OrThrow().Redemptions);

        var series = await shop.SeriesAsync(CouponShop.Settings);
        var coupon = (await shop.GiveAsync(series, anna)).Code;
        var sale = new Checkout("B-2", Basket()) { Customer = anna, Codes = [coupon] };
        Assert.Equal(18m, (await shop.Desk.Sales.CheckoutAsync(sale)).OrThrow().Receipt.Due);
        Assert.Equal((true, 18m), (await shop.Desk.Sales.CheckoutAsync(sale) is var second ? (second.Replayed, second.OrThrow().Receipt.Due) : default));
    });

    [Fact]
    [Trait("field", "20")]
    public Task Another_mail_address_makes_no_other_customer() => Shop.PlayAsync(Program(Once), async shop =>
    {
        var anna = (await shop.Desk.Customers.EnrolAsync(new() { Email = "anna@example.com", Mobile = "447700900001" })).OrThrow().Id;
        var series = await shop.SeriesAsync(CouponShop.Shared with { MaxRedemptionsInSeriesPerUser = 1 });
        var code = (await shop.GiveAsync(series, anna)).Code;
        Assert.Equal(10m, await shop.SellAsync(anna, "B-1", Basket()));
        Assert.Equal(700, await shop.UseAsync(anna, code, bill: 100m));
        (await shop.Desk.Customers.ChangeIdentifiersAsync(new(anna) { Add = [Identifier.Email("other@example.com")], Remove = [Identifier.Email("anna@example.com")] })).OrThrow();
        var found = (await shop.Desk.Customers.LookUpAsync(Identifier.Email("other@example.com"))).OrThrow().Id;
        Assert.Equal("restriction.customer.redemption", await shop.ProblemAsync(found, Basket(), "once"));
        Assert.NotEqual(700, await shop.UseAsync(found, code, bill: 100m));
        // Nor does a second registration, once it is known to be the same person.
        var again = (await shop.Desk.Customers.EnrolAsync(new() { Email = "anna@example.com" })).OrThrow().Id;
        Assert.Null(await shop.ProblemAsync(again, Basket(), "once"));
        (await shop.Desk.Customers.MergeAsync(new(anna, again))).OrThrow();
        Assert.Equal("restriction.customer.redemption", await shop.ProblemAsync(again, Basket(), "once"));
        Assert.NotEqual(700, await shop.UseAsync(again, code, bill: 100m));
    });

    [Fact]
    [Trait("field", "21")]
    public Task A_limit_for_each_customer_ends_no_promotion_and_what_is_told_of_it_is_what_tills_do() => Shop.PlayAsync(Program(Once with { Until = Until("2026-01-31 23:59") }), async shop =>
    {
        var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        Assert.Equal(10m, await shop.SellAsync(anna, "B-1", Basket()));
        Assert.Equal(20m, (await shop.OfferAsync(anna, Basket())).Due);
        // Used up by one, it is live for all others, and listed so.
        Assert.Equal(["once"], await Listed(new()));
        Assert.Equal(10m, await shop.SellAsync(ben, "B-2", Basket()));
        Assert.Equal(["once"], await Listed(new()));
        var cara = await shop.MemberAsync("M-3");
        foreach (var (at, live) in new[] { ("2026-01-31 23:58", true), ("2026-01-31 23:59", true), ("2026-02-01 00:00", false) })
        {
            shop.At(at);
            Assert.Equal(live ? null : "promotion.ended", await shop.ProblemAsync(cara, Basket(), "once"));
            Assert.Equal(live ? ["once"] : [], await Listed(new()));
            Assert.Equal(["once"], await Listed(new() { IncludeEnded = true }));
        }

        async Task<IEnumerable<string>> Listed(CartPromotionFilter filter) => (await shop.Desk.CartPromotions.ListAsync(filter)).OrThrow().Select(each => each.Id);
    });

    [Fact]
    [Trait("field", "22")]
    public Task Who_has_never_used_it_is_never_told_that_they_have() => Shop.PlayAsync(
        Program(Once, Promotion("first-two", Of(Part("B")), Percent(50)) with { Limits = [Limit(CartLimitScope.Promotion, CartLimitKpi.Redemption, 2)] }), async shop =>
        {
            var (anna, ben, cara) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"), await shop.MemberAsync("M-3"));
            var both = Basket().Add("B", 1, 10m);
            Assert.Equal(15m, await shop.SellAsync(anna, "B-1", both));
            Assert.Equal(15m, await shop.SellAsync(ben, "B-2", both));
            // All are used up that there were for everybody; of her own Cara has used none.
            var told = (await shop.OfferAsync(cara, both)).Promotions;
            Assert.Equal((null, "restriction.promotion.redemption"), (told.Single(each => each.Promotion == "once").Code, told.Single(each => each.Promotion == "first-two").Code));
            // A use that was given back is none.
            await shop.ReturnAllAsync("B-1");
            Assert.Equal(15m, await shop.SellAsync(anna, "B-3", both));
            Assert.Equal(["restriction.customer.redemption", "restriction.promotion.redemption"], (await shop.OfferAsync(anna, both)).Promotions.Select(each => each.Code).Order(StringComparer.Ordinal));
        });

    [Fact]
    [Trait("field", "45")]
    public Task A_code_that_does_nothing_says_so_and_a_coupon_that_does_nothing_is_refused() => Shop.PlayAsync(Program(Coded), async shop =>
    {
        var anna = await shop.MemberAsync();
        (await shop.Desk.CartPromotions.MakeCodesAsync(new("coded") { Codes = ["SUN-1"] })).OrThrow();
        var other = Cart.In("INR").Add("B", 1, 10m);
        var offer = await shop.OfferAsync(anna, other, "SUN-1", "SUN-9");
        Assert.Equal([new("SUN-1", "coded", "code.not_applicable"), new CartCodeVerdict("SUN-9", null, "code.unknown")], offer.PromoCodes);
        var kept = (await shop.Desk.Carts.EvaluateAsync(new(other) { Customer = anna, PromoCodes = ["SUN-1"] })).OrThrow();
        Assert.Equal([new CartCodeVerdict("SUN-1", "coded", "code.not_applicable")], kept.Codes);
        // It was not spent in silence either.
        await shop.SellAsync(anna, "B-1", other, "SUN-1");
        Assert.Equal(0, (await shop.Desk.CartPromotions.GetCodeAsync("SUN-1")).OrThrow().Redemptions);

        var series = await shop.SeriesAsync(CouponShop.Settings with { MinBillAmount = 50m });
        var coupon = (await shop.GiveAsync(series, anna)).Code;
        var refused = await shop.Desk.Sales.CheckoutAsync(new("B-2", other) { Customer = anna, Codes = [coupon] });
        Assert.StartsWith("coupon.", refused.Refusal!.Code, StringComparison.Ordinal);
        Assert.Empty((await shop.Desk.Sales.FindBillsAsync("B-2")).OrThrow());
    });

    private async Task<LoyaltyEngine> OpenAsync(string store) => await LoyaltyEngine.OpenAsync(options =>
    {
        var path = Path.Combine(_folder.FullName, "codes.db");
        _ = store switch
        {
            "sqlite" => options.UseSqlite(path, sqlite => sqlite.Synchronous = SqliteSynchronous.Normal),
            "litedb" => options.UseLiteDb(path, litedb => litedb.Synchronous = LiteDbSynchronous.Normal),
            _ => options.UseInMemory(),
        };
        options.UseProgram(Program(Coded));
        options.Clock = new Loyalty.Testing.LocalClock("Asia/Kolkata", "2026-01-01 10:00");
    });
}
