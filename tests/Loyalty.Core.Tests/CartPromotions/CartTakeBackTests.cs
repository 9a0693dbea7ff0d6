using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Returns that leave too little for a promotion's condition, and exchanges that carry it over.</summary>
public sealed class CartTakeBackTests
{
    private static readonly CartPromotionDefinition SixOrMore = Promotion("six", Of(Part("A", 6)), Percent(10)) with { OnReturn = CartOnReturn.TakesBackRest };

    private static readonly string[] Bills = ["B-1", "B-2", "B-3"];

    private static async Task<BillReturned> BackAsync(Shop shop, string bill, int line, decimal quantity) => (await shop.TryReturnAsync(bill, new ReturnLine(line, quantity))).OrThrow();

    [Theory]
    [Trait("rule", "cart-promotions R22")]
    [InlineData(CartOnReturn.KeepsShare)]
    [InlineData(CartOnReturn.TakesBackRest)]
    public Task Buy_six_get_ten_percent_return_five(CartOnReturn rule) => Shop.PlayAsync(Program(SixOrMore with { OnReturn = rule }), async shop =>
    {
        var anna = await shop.MemberAsync();
        foreach (var bill in (string[])["B-1", "B-2"]) Assert.Equal(6m, await shop.SellAsync(anna, bill, Basket(10m, 6)));
        var taken = rule == CartOnReturn.TakesBackRest;
        // Five come back at 9.00; the one that remains costs its 10.00 again.
        var five = await BackAsync(shop, "B-1", 1, 5);
        Assert.Equal((45m, taken ? 1m : 0m, taken ? 44m : 45m), (five.Amount, five.BenefitTakenBack, five.Refund));
        // One by one it comes to the same: 4.00 first, as 5.00 of what remains go, then 10.00 each.
        var first = await BackAsync(shop, "B-2", 1, 1);
        Assert.Equal(taken ? (5m, 4m) : (0m, 9m), (first.BenefitTakenBack, first.Refund));
        var more = await BackAsync(shop, "B-2", 1, 4);
        Assert.Equal(taken ? (-4m, 40m) : (0m, 36m), (more.BenefitTakenBack, more.Refund));
        // With the last, what was kept comes back.
        Assert.Equal(taken ? 10m : 9m, (await BackAsync(shop, "B-1", 1, 1)).Refund);
        // A program of today changes nothing.
        (await shop.Desk.Programs.SaveAsync(Program(SixOrMore with { OnReturn = CartOnReturn.KeepsShare, Condition = Of(Part("A", 2)) }))).OrThrow();
        Assert.Equal(taken ? 10m : 9m, (await BackAsync(shop, "B-2", 1, 1)).Refund);
    });

    [Fact]
    [Trait("rule", "cart-promotions R22")]
    public Task What_a_refund_cannot_pay_later_ones_do_and_a_repeat_answers_as_at_first() => Shop.PlayAsync(
        Program(Promotion("cart", From(100), CartOff(60)) with { OnReturn = CartOnReturn.TakesBackRest }), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(60m, await shop.SellAsync(anna, "B-1", Cart.In("INR").Add("A", 1, 20m).Add("B", 1, 90m).Add("C", 1, 10m)));
            // 120.00 for 60.00. A alone leaves 100.00; then C leaves 90.00, whose 45.00 off exceed the 5.00 that come back.
            Assert.Equal((10m, 0m), (await RefundAsync("R-1", 1)));
            Assert.Equal((0m, 40m), (await RefundAsync("R-2", 3)));
            var again = await shop.Desk.Sales.ReturnAsync(new ReturnBill("R-2", "B-1") { Lines = [new(3, 1)] });
            Assert.True(again.Replayed);
            Assert.Equal((5m, 0m, 40m), (again.Value!.BenefitTakenBack, again.Value.Refund, again.Value.BenefitOwed));
            Assert.Equal((50m, 0m), (await RefundAsync("R-3", 2)));

            async Task<(decimal Refund, decimal Owed)> RefundAsync(string number, int line)
            {
                var back = (await shop.Desk.Sales.ReturnAsync(new ReturnBill(number, "B-1") { Lines = [new(line, 1)] })).OrThrow();
                return (back.Refund, back.BenefitOwed);
            }
        });

    [Fact]
    [Trait("rule", "cart-promotions R22")]
    public Task The_share_of_a_group_is_what_is_taken_back_not_what_the_line_shows() => Shop.PlayAsync(
        Program(Promotion("cheapest", Of(Part("*", 3)), Free() with { Units = 1, PerUnit = new() { Divider = 3 } }) with { OnReturn = CartOnReturn.TakesBackRest }), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(10m, await shop.SellAsync(anna, "B-1", Cart.In("INR").Add("A", 1, 30m).Add("B", 1, 20m).Add("C", 1, 10m)));
            // 50.00 were paid. Who keeps C owes its 10.00: 40.00 come back, not 50.00.
            var (a, b) = (await BackAsync(shop, "B-1", 1, 1), await BackAsync(shop, "B-1", 2, 1));
            Assert.Equal((20m, 20m), (a.Refund, b.Refund));
            Assert.Equal(10m, (await BackAsync(shop, "B-1", 3, 1)).Refund);
        });

    [Fact]
    [Trait("rule", "cart-promotions R22")]
    public Task An_amount_that_comes_back_leaves_less_of_everything() => Shop.PlayAsync(Program(SixOrMore), async shop =>
    {
        var anna = await shop.MemberAsync();
        await shop.SellAsync(anna, "B-1", Basket(10m, 6));
        var back = (await shop.Desk.Sales.ReturnAsync(new ReturnBill("R-1", "B-1") { Amount = 45m })).OrThrow();
        Assert.Equal((1m, 44m), (back.BenefitTakenBack, back.Refund));
        Assert.Equal(10m, (await shop.Desk.Sales.ReturnAsync(new ReturnBill("R-2", "B-1") { Amount = 9m })).OrThrow().Refund);
    });

    [Fact]
    [Trait("rule", "cart-promotions R23")]
    public Task What_is_taken_back_is_free_again_for_the_limit() => Shop.PlayAsync(
        Program(SixOrMore with { MembersOnly = true, Limits = [Limit(CartLimitScope.Customer, CartLimitKpi.Discount, 6)] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(6m, await shop.SellAsync(anna, "B-1", Basket(10m, 6)));
            Assert.Equal("restriction.customer.discount", await shop.ProblemAsync(anna, Basket(10m, 6), "six"));
            await BackAsync(shop, "B-1", 1, 1);
            Assert.Equal(6m, await shop.SellAsync(anna, "B-2", Basket(10m, 6)));
        });

    /// <summary>Whatever the promotions, baskets and order of returns: what was refunded less what is still owed is the same, and never more than was paid.</summary>
    [Fact]
    [Trait("rule", "cart-promotions R22")]
    [Trait("field", "28")]
    public async Task Any_split_of_returns_ends_in_the_same_place_and_nobody_gets_more_than_was_paid()
    {
        var kept = 0;
        for (var seed = 1UL; seed <= 200; seed++)
        {
            var dice = new CartDice(seed);
            var rules = dice.Rules() with
            {
                Promotions = [.. dice.Promotions(5).Select((each, i) => each with { OnReturn = (seed + (ulong)i) % 3 == 0 ? CartOnReturn.KeepsShare : CartOnReturn.TakesBackRest })],
                ReturnBasis = seed % 4 == 0 ? CartReturnBasis.Shown : CartReturnBasis.Spread,
            };
            var program = Program(rules, dice.Currency);
            if (DefinitionCheck.Faults(program).Count > 0) continue;
            await Shop.PlayOneAsync((long)seed, program, async shop =>
            {
                var anna = await shop.MemberAsync();
                var cart = dice.Basket(5);
                decimal[] paid = [.. await Task.WhenAll(Bills.Select(async bill => (await shop.Desk.Sales.CheckoutAsync(new(bill, cart) { Customer = anna })).OrThrow().Receipt.Due))];
                int[] units = [.. dice.Shuffled(cart.Lines.SelectMany((line, i) => Enumerable.Repeat(i + 1, (int)line.Quantity)))];
                var part = units.Length / 2;
                var (one, two, three) = (0m, 0m, 0m);
                // B-1: half of the units one by one. B-2: the same half in another order. B-3: the same half at once.
                BillReturned? last = null, other = null;
                foreach (var line in units.Take(part)) one += (last = await BackAsync(shop, "B-1", line, 1)).Refund;
                foreach (var line in dice.Shuffled(units.Take(part))) two += (other = await BackAsync(shop, "B-2", line, 1)).Refund;
                ReturnLine[] half = [.. units.Take(part).GroupBy(line => line).Select(each => new ReturnLine(each.Key, each.Count()))];
                if (part > 0)
                {
                    var whole = (await shop.TryReturnAsync("B-3", half)).OrThrow();
                    three = whole.Refund;
                    if (paid[0] == paid[1]) Assert.Equal(one - last!.BenefitOwed, two - other!.BenefitOwed);
                    if (paid[0] == paid[2]) Assert.Equal(one - last!.BenefitOwed, three - whole.BenefitOwed);
                    Assert.InRange(one, 0, paid[0]);
                    if (whole.BenefitTakenBack + whole.BenefitOwed > 0) kept++;
                }
                foreach (var line in units.Skip(part))
                {
                    var back = await BackAsync(shop, "B-1", line, 1);
                    Assert.True(back.Refund >= 0);
                    one += back.Refund;
                    Assert.InRange(one, 0, paid[0]);
                }
                Assert.Equal(paid[0], one);
                await shop.ProveAsync();
            });
        }
        Assert.True(kept > 20, $"only {kept} returns took something back");
    }

    [Theory]
    [Trait("rule", "cart-promotions R22")]
    [InlineData(CartOnExchange.NotCarried)]
    [InlineData(CartOnExchange.Carried)]
    public Task An_exchange_carries_a_promotion_over_or_not(CartOnExchange rule) => Shop.PlayAsync(
        Program(Promotion("six", Of(new ProductPart { Match = [new() { Values = ["M", "L"] }], Value = 6 }), Percent(10)) with { OnReturn = CartOnReturn.TakesBackRest, OnExchange = rule }), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(6m, await shop.SellAsync(anna, "B-1", Cart.In("INR").Add("M", 6, 10m)));
            var exchange = (await shop.Desk.Sales.ExchangeAsync(new(new ReturnBill("R-1", "B-1") { Lines = [new(1, 2)] }, new Checkout("B-2", Cart.In("INR").Add("L", 2, 10m).Add("X", 1, 5m)) { Customer = anna }))).OrThrow();
            if (rule == CartOnExchange.NotCarried)
            {
                // Four remain: their 4.00 go. The two new ones cost what they cost.
                Assert.Equal((14m, 25m, 11m), (exchange.Return.Refund, exchange.Sale.Receipt.Due, exchange.Difference));
                return;
            }
            // Six are had all the time: two of them in another size, for what the two had cost.
            Assert.Equal((18m, 23m, 5m), (exchange.Return.Refund, exchange.Sale.Receipt.Due, exchange.Difference));
            Assert.Equal([("six", 2m)], exchange.Sale.Receipt.Promotions.Select(each => (each.Promotion, each.Discount)));
            // One of the four goes: the replaced ones count, and one more is too many.
            Assert.Equal(9m - 3m, (await BackAsync(shop, "B-1", 1, 1)).Refund);
            // What was carried over keeps its share.
            Assert.Equal([9m, 9m], [(await BackAsync(shop, "B-2", 1, 1)).Refund, (await BackAsync(shop, "B-2", 1, 1)).Refund]);
            Assert.Equal([10m, 10m, 10m], [(await BackAsync(shop, "B-1", 1, 1)).Refund, (await BackAsync(shop, "B-1", 1, 1)).Refund, (await BackAsync(shop, "B-1", 1, 1)).Refund]);
            await shop.ProveAsync();
        });

    [Fact]
    [Trait("rule", "cart-promotions R22")]
    public Task What_is_carried_over_is_not_given_again_and_never_more_than_the_price() => Shop.PlayAsync(
        Program(
            Promotion("shoes", Of(Part("SHOES")), Percent(50)) with { OnExchange = CartOnExchange.Carried, MembersOnly = true, Limits = [Limit(CartLimitScope.Customer, CartLimitKpi.Redemption, 1)] },
            Promotion("other", Of(Part("SHOES")), Percent(10)) with { Priority = 1 }), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(50m, await shop.SellAsync(anna, "B-1", Cart.In("INR").Add("SHOES", 1, 100m)));
            var dearer = (await shop.Desk.Sales.ExchangeAsync(new(new ReturnBill("R-1", "B-1") { Lines = [new(1, 1)] }, new Checkout("B-2", Cart.In("INR").Add("SHOES", 1, 130m)) { Customer = anna }))).OrThrow();
            Assert.Equal((50m, 80m), (dearer.Return.Refund, dearer.Sale.Receipt.Due));
            Assert.Equal("restriction.customer.redemption", await shop.ProblemAsync(anna, Cart.In("INR").Add("SHOES", 1, 100m), "shoes"));

            var bert = await shop.MemberAsync("bert");
            Assert.Equal(50m, await shop.SellAsync(bert, "B-3", Cart.In("INR").Add("SHOES", 1, 100m)));
            var cheaper = (await shop.Desk.Sales.ExchangeAsync(new(new ReturnBill("R-3", "B-3") { Lines = [new(1, 1)] }, new Checkout("B-4", Cart.In("INR").Add("SHOES", 1, 30m)) { Customer = bert }))).OrThrow();
            Assert.Equal((50m, 0m), (cheaper.Return.Refund, cheaper.Sale.Receipt.Due));
            Assert.Equal(0m, (await BackAsync(shop, "B-4", 1, 1)).Refund);
            await shop.ProveAsync();
        });

    /// <summary>Fewer units than come back take fewer units' share; a limit of money gets back only what was not carried on; no price goes below its floor.</summary>
    [Fact]
    [Trait("rule", "cart-promotions R22")]
    [Trait("rule", "cart-promotions R23")]
    public Task What_is_carried_over_is_for_as_many_units_stays_counted_and_keeps_to_floor_prices() => Shop.PlayAsync(
        Program(new CartPromotionRules
        {
            FloorPrices = [new() { Sku = "L", Price = 8m }],
            Promotions = [Promotion("half", Of(new ProductPart { Match = [new() { Values = ["M", "L"] }] }), Percent(50)) with { OnExchange = CartOnExchange.Carried, MembersOnly = true, Limits = [Limit(CartLimitScope.Customer, CartLimitKpi.Discount, 20m)] }],
        }), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(20m, await shop.SellAsync(anna, "B-1", Cart.In("INR").Add("M", 4, 10m)));
            // Four come back, one is bought: a quarter of the 20.00 is 5.00, of which the floor leaves 2.00.
            var exchange = (await shop.Desk.Sales.ExchangeAsync(new(new ReturnBill("R-1", "B-1") { Lines = [new(1, 4)] }, new Checkout("B-2", Cart.In("INR").Add("L", 1, 10m)) { Customer = anna }))).OrThrow();
            Assert.Equal((20m, 8m), (exchange.Return.Refund, exchange.Sale.Receipt.Due));
            // 18.00 of the limit are free again: the 2.00 are in use.
            Assert.Equal(18m, await shop.SellAsync(anna, "B-3", Cart.In("INR").Add("M", 4, 10m)));
            Assert.Equal(8m, (await BackAsync(shop, "B-2", 1, 1)).Refund);

            var bert = await shop.MemberAsync("bert");
            Assert.Equal(20m, await shop.SellAsync(bert, "B-4", Cart.In("INR").Add("M", 4, 10m)));
            var quarter = (await shop.Desk.Sales.ExchangeAsync(new(new ReturnBill("R-4", "B-4") { Lines = [new(1, 4)] }, new Checkout("B-5", Cart.In("INR").Add("M", 1, 10m)) { Customer = bert }))).OrThrow();
            Assert.Equal((20m, 5m), (quarter.Return.Refund, quarter.Sale.Receipt.Due));
        });

    /// <summary>Whatever the promotions, the baskets and what is exchanged: once all has come back, all that was paid has come back, to the cent.</summary>
    [Fact]
    [Trait("rule", "cart-promotions R22")]
    public async Task Whatever_is_exchanged_nobody_gets_back_more_or_less_than_was_paid()
    {
        var carried = 0;
        for (var seed = 1UL; seed <= 150; seed++)
        {
            var dice = new CartDice(seed * 31);
            var rules = dice.Rules() with
            {
                Promotions = [.. dice.Promotions(5).Select((each, i) => each with { OnReturn = (seed + (ulong)i) % 3 == 0 ? CartOnReturn.KeepsShare : CartOnReturn.TakesBackRest, OnExchange = (seed + (ulong)i) % 4 == 0 ? CartOnExchange.NotCarried : CartOnExchange.Carried })],
                ReturnBasis = seed % 4 == 0 ? CartReturnBasis.Shown : CartReturnBasis.Spread,
            };
            var program = Program(rules, dice.Currency);
            if (DefinitionCheck.Faults(program).Count > 0) continue;
            await Shop.PlayOneAsync((long)seed, program, async shop =>
            {
                var anna = await shop.MemberAsync();
                var (first, second) = (Drawn(), Drawn());
                var paid = (await shop.Desk.Sales.CheckoutAsync(new("B-1", first) { Customer = anna })).OrThrow().Receipt.Due;
                int[] units = [.. dice.Shuffled(first.Lines.SelectMany((line, i) => Enumerable.Repeat(i + 1, (int)line.Quantity)))];
                var early = dice.Next(Math.Min(3, units.Length));
                var (refunded, owed) = (0m, 0m);
                foreach (var line in units.Take(early)) Add(await BackAsync(shop, "B-1", line, 1));
                var swapped = 1 + dice.Next(units.Length - early);
                ReturnLine[] back = [.. units.Skip(early).Take(swapped).GroupBy(line => line).Select(each => new ReturnLine(each.Key, each.Count()))];
                var exchange = (await shop.Desk.Sales.ExchangeAsync(new(new ReturnBill("X-1", "B-1") { Lines = back }, new Checkout("B-2", second) { Customer = anna }))).OrThrow();
                Add(exchange.Return);
                if (exchange.Sale.Receipt.Promotions.Count > 0) carried++;
                Assert.Equal(exchange.Sale.Receipt.Due - exchange.Return.Refund, exchange.Difference);
                paid += exchange.Sale.Receipt.Due;
                foreach (var line in units.Skip(early + swapped)) Add(await BackAsync(shop, "B-1", line, 1));
                foreach (var line in dice.Shuffled(second.Lines.SelectMany((line, i) => Enumerable.Repeat(i + 1, (int)line.Quantity)))) Add(await BackAsync(shop, "B-2", line, 1));
                Assert.Equal((paid, 0m), (refunded, owed));
                await shop.ProveAsync();

                Cart Drawn() => dice.Basket();

                void Add(BillReturned returned)
                {
                    Assert.True(returned.Refund >= 0 && returned.BenefitOwed >= 0, $"seed {seed}: {returned}");
                    (refunded, owed) = (refunded + returned.Refund, returned.BenefitOwed);
                    Assert.True(refunded <= paid, $"seed {seed}: {refunded} of {paid}");
                }
            });
        }
        Assert.True(carried > 30, $"only {carried} exchanges had promotions");
    }

    /// <summary>A return does not change how the purchase was paid, nor what limits had left for it.</summary>
    [Theory]
    [Trait("rule", "cart-promotions R22")]
    [InlineData(false)]
    [InlineData(true)]
    public Task What_is_asked_of_tenders_and_left_by_limits_is_no_condition_of_what_remains(bool modes) => Shop.PlayAsync(
        Program(Promotion("card", From(50) with { Tenders = modes ? [] : [new() { Kind = TenderKind.Card }], PaymentModes = modes ? new() { In = ["CARD"] } : null }, CartPercent(10)) with
        {
            OnReturn = CartOnReturn.TakesBackRest, MembersOnly = true, Limits = [Limit(CartLimitScope.Customer, CartLimitKpi.Redemption, 1)],
        }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var sale = (await shop.Desk.Sales.CheckoutAsync(new("B-1", Basket(10m, 8)) { Customer = anna, Tenders = [new(TenderKind.Card, "CARD", 72m)] })).OrThrow();
            Assert.Equal(72m, sale.Receipt.Due);
            var (first, second) = (await BackAsync(shop, "B-1", 1, 3), await BackAsync(shop, "B-1", 1, 1));
            Assert.Equal((0m, 27m), (first.BenefitTakenBack, first.Refund));
            // 40.00 are too few: the 4.00 that remain go.
            Assert.Equal((4m, 5m), (second.BenefitTakenBack, second.Refund));
        });

    [Fact]
    [Trait("rule", "cart-promotions R22")]
    public Task An_amount_that_comes_back_carries_nothing_over() => Shop.PlayAsync(
        Program(Promotion("shoes", Of(Part("SHOES")), Percent(50)) with { OnExchange = CartOnExchange.Carried, MembersOnly = true, Limits = [Limit(CartLimitScope.Customer, CartLimitKpi.Redemption, 1)] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(50m, await shop.SellAsync(anna, "B-1", Cart.In("INR").Add("SHOES", 1, 100m)));
            var exchange = (await shop.Desk.Sales.ExchangeAsync(new(new ReturnBill("R-1", "B-1") { Amount = 20m }, new Checkout("B-2", Cart.In("INR").Add("SHOES", 1, 100m)) { Customer = anna }))).OrThrow();
            Assert.Equal((20m, 100m), (exchange.Return.Refund, exchange.Sale.Receipt.Due));
            Assert.Empty(exchange.Sale.Receipt.Promotions);
        });
}
