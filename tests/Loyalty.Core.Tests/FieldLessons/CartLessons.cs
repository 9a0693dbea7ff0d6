using Loyalty.Tests.CartPromotions;
using NodaTime;
using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests;

/// <summary>Public defects of promotions on carts that must not be possible here (field lessons 4, 6, 11, 12, 41, 47, 49).</summary>
public sealed class CartLessons
{
    /// <summary>Lines that a till has lowered already, lines at their price, promotions on either and on the cart: no base that is taxed goes below nothing.</summary>
    [Fact]
    [Trait("field", "4")]
    public void Whatever_prices_and_promotions_are_mixed_no_line_is_taxed_on_less_than_nothing()
    {
        for (var seed = 1UL; seed <= 1000; seed++)
        {
            var dice = new CartDice(seed);
            var drawn = dice.Facts(5);
            // Some lines come without their tax, as a part of the price; some lowered by the till.
            CartFactLine[] lines = [.. drawn.Lines.Select(line => dice.Next(3) switch
            {
                0 => line with { Base = decimal.Round(line.Price * line.Quantity / 1.2m, drawn.MinorUnits) },
                1 => line with { Discount = decimal.Round(line.Price * line.Quantity * dice.Next(100) / 100m, drawn.MinorUnits, MidpointRounding.ToZero) },
                _ => line,
            })];
            var answer = CartEvaluator.Evaluate(drawn with { Lines = lines }, dice.Rules() with { MaximumPerCart = 0 }, CartPromotionIndex.Of([.. dice.Promotions(6), Promotion("most", From(0), CartPercent(90)), Promotion("rest", From(0), CartOff(25))]));
            Assert.All(answer.Lines, line => Assert.True(line.Net >= 0 && line.Net <= line.Base, $"seed {seed}: {line}"));
            Assert.True(answer.Payable >= 0 && answer.Payable == answer.Lines.Sum(line => line.Net), $"seed {seed}");
        }
    }

    /// <summary>Lines of three tax rates share a sum by what they are worth, each within a minor unit of its part; a sum off four units is that sum, not a quarter of it, nor four of it.</summary>
    [Fact]
    [Trait("field", "6")]
    public void A_sum_is_shared_by_worth_over_tax_rates_and_never_divided_or_multiplied_by_quantity()
    {
        var facts = Facts(Line("STANDARD", 3, 33.33m), Line("REDUCED", 7, 1.99m), Line("ZERO", 1, 0.07m));
        var answer = facts.Evaluate(Promotion("p", From(1), CartOff(10)));
        Assert.Equal(10m, answer.Discount);
        Assert.All(answer.Lines, line => Assert.InRange(line.Base - line.Net - (10m * line.Base / 113.99m), -0.01m, 0.01m));
        foreach (var quantity in (decimal[])[1, 4, 25])
        {
            var fixedSum = Facts(Line("A", quantity, 20)).Evaluate(Promotion("p", Of(Part("A")), Off(3)));
            Assert.Equal((3m, (20m * quantity) - 3m), (fixedSum.Discount, fixedSum.Payable));
        }
    }

    [Fact]
    [Trait("field", "11")]
    public Task A_tenth_off_the_items_the_cart_or_by_coupon_comes_to_the_same_total_everywhere() => Shop.PlayAsync(
        Program(new CartPromotionRules
        {
            Promotions =
            [
                Promotion("items", Of(new ProductPart { Match = [new() { Values = ["A", "B", "C"] }] }), Percent(10)) with { Type = CartPromotionType.Code, Limits = [Limit(CartLimitScope.Code, CartLimitKpi.Redemption, 9)] },
                Promotion("cart", From(1), CartPercent(10)) with { Type = CartPromotionType.Code, Limits = [Limit(CartLimitScope.Code, CartLimitKpi.Redemption, 9)] },
            ],
        }), async shop =>
        {
            var anna = await shop.MemberAsync();
            foreach (var promotion in (string[])["items", "cart"]) (await shop.Desk.CartPromotions.MakeCodesAsync(new(promotion) { Codes = [promotion] })).OrThrow();
            var coupon = (await shop.GiveAsync(await shop.SeriesAsync(CouponShop.Settings with { DiscountValue = 10m }), anna)).Code;
            var cart = Cart.In("INR").Add("A", 3, 0.35m).Add("B", 7, 1.15m).Add("C", 1, 9.99m);
            // A tenth of 19.09 is 1.91 however it is taken: per item it would be 0.11 + 0.81 + 1.00.
            foreach (var (number, request) in new[] { ("B-1", new CartPreview(cart) { PromoCodes = ["items"] }), ("B-2", new(cart) { PromoCodes = ["cart"] }), ("B-3", new(cart) { Codes = [coupon] }) })
            {
                var offer = (await shop.Desk.Carts.PreviewAsync(request with { Customer = anna })).OrThrow();
                var sale = (await shop.Desk.Sales.CheckoutAsync(new(number, offer))).OrThrow();
                var bill = (await shop.Desk.Sales.GetBillAsync(sale.Bill.Bill)).OrThrow();
                Assert.Equal([17.18m, 17.18m, 17.18m, 17.18m, 17.18m], [offer.Total, offer.Lines.Sum(line => line.Net), sale.Receipt.Total, bill.Amount, bill.Lines.Sum(line => line.Amount)]);
            }
        });

    /// <summary>What a line says it saved is what its price says it saved, on the offer, the receipt and the bill.</summary>
    [Fact]
    [Trait("field", "12")]
    public async Task What_is_saved_and_what_is_paid_are_the_price_before_on_every_line()
    {
        var shown = 0;
        for (var seed = 1UL; seed <= 80; seed++)
        {
            var dice = new CartDice(seed);
            var program = Program(dice.Rules() with { Promotions = dice.Promotions(5, exclusive: true) }, dice.Currency);
            if (DefinitionCheck.Faults(program).Count > 0) continue;
            await Shop.PlayInMemoryAsync(program, async shop =>
            {
                var anna = await shop.MemberAsync();
                var cart = dice.Basket(5);
                var offer = (await shop.Desk.Carts.PreviewAsync(new(cart) { Customer = anna, Explain = true })).OrThrow();
                var sale = (await shop.Desk.Sales.CheckoutAsync(new("B-1", offer))).OrThrow();
                for (var i = 0; i < cart.Lines.Count; i++)
                {
                    var saved = offer.Lines[i].Promotions.Sum(share => share.Discount);
                    // Whatever a till shows of the one follows from the other: no rounding of its own.
                    Assert.Equal(cart.Lines[i].Amount, offer.Lines[i].Net + saved);
                    Assert.Equal((offer.Lines[i].Net, saved), (sale.Receipt.Lines[i].Amount, sale.Receipt.Lines[i].Discount));
                    if (saved > 0) shown++;
                }
                Assert.Equal(cart.Total - offer.Total, offer.Promotions.Sum(each => each.Discount));
                Assert.Equal(sale.Receipt.Promotions.Sum(each => each.Discount), cart.Total - sale.Receipt.Total);
            });
        }
        Assert.True(shown > 50, $"only {shown} lines saved something");
    }

    [Fact]
    [Trait("field", "41")]
    public void Conditions_and_sets_of_one_promotion_add_up_to_one_benefit()
    {
        // Each unit fulfils all three parts; the tenth comes off the units that are used, once.
        var parts = Promotion("p", Of(Part("A", 2), Exactly("A,B", 1), Exactly("A,B,C", 1)), Percent(10));
        var rules = new CartPromotionRules { OnePerLine = false, MaximumPerUnit = 0 };
        var answer = Facts(Line("A", 4, 10), Line("B", 1, 8)).Evaluate(rules, parts);
        Assert.Equal((1L, answer.Lines.Sum(line => line.Shares.Sum(share => share.Used) * line.Line.Price) / 10), (answer.Verdict("p").Times, answer.Discount));
        Assert.All(answer.Lines, line => Assert.True(line.Shares.Count <= 1 && line.Shares.All(share => share.Used <= line.Line.Quantity)));
        // Two values of a row, two rows, a category and its ancestor: matched in several ways, given once.
        var ways = new ProductPart { Match = [new() { Values = ["A", "A", "B"] }, new() { Entity = ProductEntity.Category, Values = ["Food", "Tea"] }] };
        var item = Line("A", 2, 10) with { Categories = ["Food", "Tea"] };
        Assert.Equal(2m, Facts(item).Evaluate(rules, Promotion("p", Of(ways), Percent(10))).Discount);
        // A sum is one sum, however many sets it acts on.
        Assert.Equal(3m, Facts(item, Line("B", 3, 10)).Evaluate(rules, Promotion("p", Of(Part("A"), Part("B")), Off(3))).Discount);
    }

    /// <summary>A promotion makes an evaluation dearer by what it does, not by what is in the cart times what is in the program: memory as the measure, which no machine's speed moves.</summary>
    [Fact]
    [Trait("field", "47")]
    public void One_promotion_costs_a_cart_of_any_size_little_more_than_none()
    {
        foreach (var lines in (int[])[15, 100, 400])
        {
            var facts = Facts([.. Enumerable.Range(0, lines).Select(i => Line($"S{i:000}", 3, 10 + (i % 7)))]);
            var none = Measured(facts);
            var one = Measured(facts, Promotion("p", Of(Part("*", 3)), Percent(10)));
            Assert.True(one < (3 * none) + 8192, $"{lines} lines: {none} bytes without, {one} with a promotion");
        }
        // Twenty times the lines are about twenty times the work.
        var (few, many) = (Measured(Cart(20), Promotion("p", From(1), CartPercent(10))), Measured(Cart(400), Promotion("p", From(1), CartPercent(10))));
        Assert.True(many < 24 * few, $"{few} bytes of 20 lines, {many} of 400");

        static CartFacts Cart(int lines) => Facts([.. Enumerable.Range(0, lines).Select(i => Line($"S{i:000}", 3, 10 + (i % 7)))]);

        static long Measured(CartFacts facts, params CartPromotionDefinition[] promotions)
        {
            var index = CartPromotionIndex.Of(promotions);
            CartEvaluator.Evaluate(facts, new(), index);
            var before = GC.GetAllocatedBytesForCurrentThread();
            CartEvaluator.Evaluate(facts, new(), index);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    /// <summary>A customer with hundreds of promotions of their own: each record is read once for a cart, whatever stands in the cart.</summary>
    [Fact]
    [Trait("field", "49")]
    public async Task No_record_is_read_twice_for_a_cart_and_more_lines_or_promotions_read_no_more()
    {
        const int Held = 300;
        using var store = new ReadCounter();
        await using var engine = await LoyaltyEngine.OpenAsync(options =>
        {
            options.UseStore(_ => store).UseProgram(Program(
            [
                .. Enumerable.Range(0, Held).Select(i => Promotion($"own-{i}", Of(Part($"S{i}")), Percent(10)) with { Type = CartPromotionType.Customer, Limits = [Limit(CartLimitScope.Customer, CartLimitKpi.Redemption, 3)] }),
                Promotion("shared", From(1), CartPercent(1)) with { Limits = [Limit(CartLimitScope.Promotion, CartLimitKpi.Redemption, 1000)] },
            ]));
            options.Clock = new Loyalty.Testing.LocalClock("Asia/Kolkata", "2026-01-01 10:00");
            options.Ids = new Loyalty.Testing.RepeatableIds();
        });
        var desk = engine.For("shop");
        var (anna, ben) = ((await desk.Customers.EnrolAsync(new() { ExternalId = "M-1" })).OrThrow().Id, (await desk.Customers.EnrolAsync(new() { ExternalId = "M-2" })).OrThrow().Id);
        for (var i = 0; i < Held; i++) (await desk.CartPromotions.IssueAsync(new IssueCartPromotion(anna, $"own-{i}"))).OrThrow();
        (await desk.CartPromotions.IssueAsync(new IssueCartPromotion(ben, "own-0"))).OrThrow();

        var (few, applied) = await ReadAsync(ben, 1);
        Assert.Equal(2, applied);
        var (many, all) = await ReadAsync(anna, 60);
        Assert.Equal(61, all);
        // One line and one promotion, or sixty lines and three hundred promotions: the customer, the counts, and no more.
        Assert.Equal(few, many);

        async Task<(int Reads, int Applied)> ReadAsync(CustomerId customer, int lines)
        {
            var cart = Enumerable.Range(0, lines).Aggregate(Cart.In("INR"), (made, i) => made.Add($"S{i}", 1, 10m));
            store.Reset();
            var offer = (await desk.Carts.PreviewAsync(new(cart) { Customer = customer, Explain = true, Hints = false })).OrThrow();
            // The end of the journal is the engine's own: by it every call knows what is new.
            var reads = store.Finds.Where(read => read.Key.Collection != "journal").ToList();
            Assert.All(reads, read => Assert.True(read.Value == 1, $"{read.Key.Collection} {read.Key.Key} was read {read.Value} times"));
            return (reads.Count + store.Ranges, offer.Promotions.Count(verdict => verdict.Applied));
        }
    }
}
