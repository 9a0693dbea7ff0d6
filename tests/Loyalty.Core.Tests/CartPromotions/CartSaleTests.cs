using static Loyalty.Tests.CartPromotions.CartKit;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Promotions of a program at the till: shown, applied, recorded, earned on what was paid, returned by what was recorded.</summary>
public sealed class CartSaleTests
{
    private static LoyaltyDefinition Program(CartPromotionRules rules) => Definitions.Points(new EarningRule { Id = "base", Values = [10m] })
        .With(program => program with { CartPromotions = rules, Tiers = [new() { Name = "Blue" }, new() { Name = "Gold", LifetimePurchases = 500 }] });

    private static LoyaltyDefinition Program(params CartPromotionDefinition[] promotions) => Program(new CartPromotionRules { Promotions = promotions });

    private static readonly CartPromotionDefinition Shoes10 = Promotion("shoes10", Of(Part("SHOES")), Percent(10));
    private static readonly CartPromotionDefinition Cart10 = Promotion("cart10", Above(99), CartPercent(10)) with { Priority = 1 };

    private static Cart Basket => Cart.In("INR").Add("SHOES", 1, 110m).Add("SOCKS", 3, 7m);

    [Fact]
    [Trait("rule", "cart-promotions R11")]
    [Trait("field", "44")]
    public Task An_offer_shows_what_each_promotion_gives_and_the_checkout_charges_it() => Shop.PlayAsync(Program(Shoes10, Cart10), async shop =>
    {
        var anna = await shop.MemberAsync();
        var offer = (await shop.Desk.Carts.PreviewAsync(new(Basket) { Customer = anna })).OrThrow();
        // 131 - 11 = 120, less 12: 9.90 on the shoes, 2.10 on the socks.
        Assert.Equal((108m, 108m, 11m), (offer.Total, offer.Due, offer.Earns));
        Assert.Equal([89.10m, 18.90m], offer.Lines.Select(line => line.Net));
        Assert.Equal(["shoes10", "cart10"], offer.Lines[0].Reasons);
        Assert.Equal([11m, 9.90m], offer.Lines[0].Promotions.Select(share => share.Discount));
        Assert.Equal([("shoes10", 11m), ("cart10", 12m)], offer.Promotions.Select(verdict => (verdict.Promotion, verdict.Discount)));

        var sale = (await shop.Desk.Sales.CheckoutAsync(new("B-1", offer))).OrThrow();
        Assert.Equal((108m, 108m, 11m), (sale.Receipt.Total, sale.Receipt.Due, sale.Receipt.PointsEarned));
        Assert.Equal([(89.10m, 20.90m), (18.90m, 2.10m)], sale.Receipt.Lines.Select(line => (line.Amount, line.Discount)));
        var bill = (await shop.Desk.Sales.GetBillAsync(sale.Bill.Bill)).OrThrow();
        Assert.Equal(["shoes10", "cart10"], bill.Promotions.Select(each => each.Promotion));
        Assert.Equal([new(1, 9.90m, 0m, 1m), new(2, 2.10m, 0m, 3m)], bill.Promotions[1].Lines);
        Assert.Equal(108m, bill.Amount);

        var again = await shop.Desk.Sales.CheckoutAsync(new("B-1", offer));
        Assert.True(again.Replayed);
        Assert.Equal((108m, 2), (again.Value.Receipt.Total, again.Value.Receipt.Promotions.Count));
        await shop.ProveAsync();
    });

    [Fact]
    public Task A_promotion_that_has_changed_since_the_offer_is_a_changed_total() => Shop.PlayAsync(Program(Shoes10), async shop =>
    {
        var anna = await shop.MemberAsync();
        var offer = (await shop.Desk.Carts.PreviewAsync(new(Basket) { Customer = anna })).OrThrow();
        shop.At("2026-01-02 10:00");
        (await shop.Desk.Programs.SaveAsync(Program(Shoes10 with { Action = Percent(5) }))).OrThrow();
        var sale = await shop.Desk.Sales.CheckoutAsync(new("B-1", offer));
        var changed = Assert.IsType<TotalChanged>(sale.Refusal);
        Assert.Equal((125.50m, 120m), (changed.Total, changed.Expected));
        Assert.Equal(125.50m, (await shop.Desk.Sales.CheckoutAsync(new("B-1", Basket) { Customer = anna })).OrThrow().Receipt.Due);
    });

    [Fact]
    [Trait("rule", "cart-promotions R22")]
    [Trait("field", "25")]
    [Trait("field", "28")]
    public Task What_comes_back_is_what_was_paid_whatever_the_promotions_are_by_then() => Shop.PlayAsync(Program(Shoes10, Cart10), async shop =>
    {
        var anna = await shop.MemberAsync();
        (await shop.Desk.Sales.CheckoutAsync(new("B-1", Basket) { Customer = anna })).OrThrow();
        shop.At("2026-01-03 10:00");
        (await shop.Desk.Programs.SaveAsync(Program(Cart10 with { Action = CartPercent(50) }))).OrThrow();
        decimal[] back = [.. await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ => (await shop.TryReturnAsync("B-1", new ReturnLine(2, 1))).OrThrow().Amount))];
        Assert.Equal(18.90m, back.Sum());
        Assert.Equal(89.10m, (await shop.TryReturnAsync("B-1", new ReturnLine(1, 1))).OrThrow().Amount);
        Assert.Equal(0m, (await shop.BalanceAsync(anna)).Points);
        await shop.ProveAsync();
    });

    [Fact]
    [Trait("rule", "cart-promotions R22")]
    [Trait("field", "3")]
    public async Task Any_split_of_returns_gives_back_what_was_paid()
    {
        var returns = 0;
        for (var seed = 1UL; seed <= 160; seed++)
        {
            var dice = new CartDice(seed);
            var rules = dice.Rules() with { Promotions = dice.Promotions(5, exclusive: true), ReturnBasis = seed % 4 == 0 ? CartReturnBasis.Shown : CartReturnBasis.Spread };
            var program = Program(rules).In(organisation => organisation with { Currency = dice.Currency });
            if (DefinitionCheck.Faults(program).Count > 0) continue;
            try
            {
                await Shop.PlayOneAsync((long)seed, program, shop => ReturnAsync(shop, dice));
            }
            catch (Exception failure)
            {
                throw new Xunit.Sdk.XunitException($"seed {seed}: {failure.Message}", failure);
            }
        }
        Assert.True(returns > 400, $"only {returns} returns");

        // One bill unit by unit, one in chunks of any size.
        async Task ReturnAsync(Shop shop, CartDice dice)
        {
            var anna = await shop.MemberAsync();
            var cart = dice.Basket(5);
            var units = dice.Shuffled(cart.Lines.SelectMany((line, i) => Enumerable.Repeat(i + 1, (int)line.Quantity))).Select(line => new[] { new ReturnLine(line, 1) });
            foreach (var (number, parts) in new[] { ("B-1", units), ("B-2", dice.Chunks(cart)) })
            {
                var (paid, back) = ((await shop.Desk.Sales.CheckoutAsync(new(number, cart) { Customer = anna })).OrThrow().Receipt.Due, 0m);
                foreach (var part in parts)
                {
                    var amount = (await shop.TryReturnAsync(number, part)).OrThrow().Amount;
                    Assert.True(amount >= 0 && decimal.Round(amount, dice.MinorUnits) == amount, $"{amount} {dice.Currency} came back");
                    back += amount;
                    returns++;
                }
                Assert.Equal(paid, back);
            }
            await shop.ProveAsync();
        }
    }

    [Fact]
    [Trait("rule", "cart-promotions R4")]
    public Task Store_tier_and_membership_are_those_of_the_sale() => Shop.PlayAsync(
        Program(
            Promotion("gold", From(1), CartPercent(20)) with { Tiers = new() { In = ["gold"] } },
            Promotion("here", Of(Part("SHOES")), Off(1)) with { Stores = new() { In = ["S1"] } },
            Promotion("member", Of(Part("SOCKS")), Off(2)) with { MembersOnly = true }),
        async shop =>
        {
            var anna = await shop.MemberAsync();
            var desk = shop.Engine.For("shop").AtStore("S1");
            var guest = (await desk.Carts.PreviewAsync(new(Basket) { Explain = true })).OrThrow();
            Assert.Equal(["here"], guest.Promotions.Where(each => each.Applied).Select(each => each.Promotion));
            Assert.Equal("customer.members_only", guest.Promotions.Single(each => each.Promotion == "member").Code);
            Assert.Equal("customer.tier", guest.Promotions.Single(each => each.Promotion == "gold").Code);
            Assert.Equal(128m, (await desk.Carts.PreviewAsync(new(Basket) { Customer = anna })).OrThrow().Due);
            await shop.BuyAsync(anna, "B-0", 600m);
            Assert.Equal(129m * 0.8m, (await shop.Desk.Carts.PreviewAsync(new(Basket) { Customer = anna })).OrThrow().Due);
        });

    [Fact]
    [Trait("rule", "cart-promotions R17")]
    public Task A_tender_promotion_comes_off_when_the_till_says_how_it_is_paid() => Shop.PlayAsync(
        Program(Promotion("visa", new() { Cart = new() { Value = 100 }, Tenders = [new() { Kind = TenderKind.Card, Identifiers = ["VISA"] }] }, new() { Kind = CartActionKind.Tender, Value = 10 })),
        async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(131m, (await shop.Desk.Carts.PreviewAsync(new(Basket) { Customer = anna })).OrThrow().Due);
            CartTender[] tenders = [new(TenderKind.Card, "CARD", 100m) { Identifier = "VISA" }];
            var offer = (await shop.Desk.Carts.PreviewAsync(new(Basket) { Customer = anna, Tenders = tenders })).OrThrow();
            Assert.Equal(121m, offer.Due);
            Assert.Equal(121m, (await shop.Desk.Sales.CheckoutAsync(new("B-1", offer))).OrThrow().Receipt.Due);
            Assert.IsType<BillDuplicate>((await shop.Desk.Sales.CheckoutAsync(new("B-1", Basket) { Customer = anna })).Refusal);
            foreach (var bad in new CartTender?[] { null, new(TenderKind.Card, "CARD", -1), new(null, "", 1), new(null, null!, 1), new((TenderKind)99, "X", 1), new(null, "X", 1) { Identifier = null! } })
                Assert.NotNull((await shop.Desk.Carts.PreviewAsync(new(Basket) { Customer = anna, Tenders = [bad!] })).Refusal);
        });

    [Fact]
    public Task An_exchange_sells_at_the_promotions_price() => Shop.PlayAsync(Program(Shoes10), async shop =>
    {
        var anna = await shop.MemberAsync();
        (await shop.Desk.Sales.CheckoutAsync(new("B-1", Basket) { Customer = anna })).OrThrow();
        var exchange = (await shop.Desk.Sales.ExchangeAsync(new(new ReturnBill("R-1", "B-1") { Lines = [new(1, 1)] }, new Checkout("B-2", Cart.In("INR").Add("SHOES", 1, 200m)) { Customer = anna }))).OrThrow();
        Assert.Equal((99m, 180m, 81m), (exchange.Return.Amount, exchange.Sale.Receipt.Due, exchange.Difference));
        await shop.ProveAsync();
    });

    [Fact]
    [Trait("rule", "cart-promotions R9")]
    public Task Brand_category_and_fields_of_a_line_are_what_promotions_compare() => Shop.PlayAsync(
        Program(new CartPromotionRules
        {
            OnePerLine = false,
            MaximumPerUnit = 0,
            Promotions =
            [
                Promotion("brand", Of(With(ProductEntity.Brand, "Acme")), Off(1)),
                Promotion("category", Of(With(ProductEntity.Category, "Drinks")), Off(2)),
                Promotion("field", Of(new ProductPart { Match = [new() { Entity = ProductEntity.Attribute, Attribute = "colour", Values = ["red"] }] }), Off(4)),
                Promotion("not", Of(new ProductPart { Match = [new() { Values = ["TEA"], Not = true }] }), Off(8)),
            ],
        }),
        async shop =>
        {
            var line = new BillLine("TEA", 1, 50m) { Fields = new Dictionary<string, string> { ["brand"] = "Acme", ["category"] = "Food/Drinks/Tea", ["colour"] = "red" } };
            Assert.Equal(43m, (await shop.Desk.Carts.PreviewAsync(new(Cart.In("INR").Add(line)))).OrThrow().Due);
        });

    [Fact]
    [Trait("rule", "cart-promotions R16")]
    [Trait("rule", "coupons R28")]
    public Task A_coupon_leaves_a_floor_price_and_an_excluded_item_alone() => Shop.PlayAsync(
        Program(new CartPromotionRules { ExcludedSkus = ["GIFT-CARD"], FloorPrices = [new() { Sku = "BOOK", Price = 9m }] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var half = await shop.SeriesAsync(CouponShop.Settings with { DiscountValue = 50m });
            var sum = await shop.SeriesAsync(CouponShop.Settings with { DiscountType = CouponDiscount.Abs, DiscountValue = 30m });
            async Task<decimal[]> NetsAsync(CouponSeriesId series, Cart cart) =>
                [.. (await shop.Desk.Carts.PreviewAsync(new(cart) { Customer = anna, Codes = [(await shop.GiveAsync(series, anna)).Code] })).OrThrow().Lines.Select(line => line.Net)];
            var cart = Cart.In("INR").Add("BOOK", 2, 10m).Add("TEA", 1, 40m).Add("GIFT-CARD", 1, 50m);
            // Half of a book would be 5.00: 9.00 is its floor, and what that holds back is lost.
            Assert.Equal([18m, 20m, 50m], await NetsAsync(half, cart));
            // A sum is taken by the others.
            Assert.Equal([18m, 12m, 50m], await NetsAsync(sum, cart));
            Assert.Equal([18m, 0m, 50m], await NetsAsync(sum, Cart.In("INR").Add("BOOK", 2, 10m).Add("TEA", 1, 5m).Add("GIFT-CARD", 1, 50m)));
            var tied = await shop.SeriesAsync(CouponShop.Settings with { Products = [new(CouponProductKind.Sku, ["GIFT-CARD"])] });
            Assert.Equal("coupon.no_eligible_item", (await shop.Desk.Carts.PreviewAsync(new(cart) { Customer = anna, Codes = [(await shop.GiveAsync(tied, anna)).Code] })).Refusal?.Code);
        });

    [Fact]
    public Task A_program_without_promotions_sells_as_before() => Shop.PlayAsync(Definitions.Points(), async shop =>
    {
        var anna = await shop.MemberAsync();
        var sale = (await shop.Desk.Sales.CheckoutAsync(new("B-1", Basket) { Customer = anna })).OrThrow();
        Assert.Equal((131m, 0), (sale.Receipt.Due, sale.Receipt.Promotions.Count));
        using var view = shop.Store.OpenRead();
        var bill = (Bill)view.Find(Bill.All, new(sale.Bill.Bill.Value))!;
        Assert.Empty(bill.Promotions);
    });

    private static ProductPart With(ProductEntity entity, string value) => new() { Match = [new() { Entity = entity, Values = [value] }] };
}
