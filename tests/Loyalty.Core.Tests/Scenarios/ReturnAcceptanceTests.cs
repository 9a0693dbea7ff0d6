using NodaTime;

namespace Loyalty.Tests;

/// <summary>Transactions R28-R32 and R36: which returns are accepted, of which purchase, and what comes with them.</summary>
public sealed class ReturnAcceptanceTests
{
    private static LoyaltyDefinition With(Func<ReturnRules, ReturnRules> rules) => Definitions.Transactions().With(program => program with { Returns = rules(program.Returns) });

    [Fact]
    [Trait("rule", "transactions R28")]
    public async Task Each_kind_can_be_switched_off()
    {
        foreach (var (rules, off) in (IEnumerable<(Func<ReturnRules, ReturnRules>, string[])>)
        [
            (each => each, []), (each => each with { Allowed = false }, ["full", "lines", "amount", "cancelled"]), (each => each with { FullAllowed = false }, ["full", "cancelled"]),
            (each => each with { LinesAllowed = false }, ["lines"]), (each => each with { AmountAllowed = false }, ["amount"]),
        ])
        {
            foreach (var (kind, back) in (IEnumerable<(string, ReturnBill)>)
                [("full", Of()), ("lines", Of() with { Lines = [new(1, 1)] }), ("amount", Of() with { Amount = 10m }), ("cancelled", Of() with { Kind = ReturnKind.Cancelled })])
                await Shop.PlayAsync(With(rules), async shop =>
                {
                    await shop.BuyAsync(await shop.MemberAsync(), "B-1", 100m, new BillLine("A", 2, 100m));
                    Assert.Equal(off.Contains(kind) ? "return.off" : null, (await shop.Desk.Sales.ReturnAsync(back)).Refusal?.Code);
                });
        }

        static ReturnBill Of() => new("R-1", "B-1");
    }

    [Theory]
    [Trait("rule", "transactions R18")]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_returns_own_number_comes_again_only_where_the_setting_lets_it(bool isUnique) => Shop.PlayAsync(With(rules => rules with { NumberUnique = isUnique }), async shop =>
    {
        await shop.BuyAsync(await shop.MemberAsync(), "B-1", 100m, new BillLine("A", 2, 100m));
        var first = (await shop.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Lines = [new(1, 1)] })).OrThrow();
        var again = await shop.Desk.Sales.ReturnAsync(new(" r-1", "B-1") { Lines = [new(1, 0.5m)] });
        Assert.Equal(isUnique ? "return.duplicate" : null, again.Refusal?.Code);
        // The same return again is a repeat either way.
        foreach (var (quantity, of) in ((decimal, BillReturned)[])(isUnique ? [(1m, first)] : [(1m, first), (0.5m, again.OrThrow())]))
        {
            var repeated = await shop.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Lines = [new(1, quantity)] });
            Assert.Equal((true, of.Return, of.TakenBack), (repeated.Replayed, repeated.OrThrow().Return, repeated.Value.TakenBack));
        }
        Assert.Equal(isUnique ? 1 : 2, (await shop.Desk.Sales.FindBillsAsync("R-1")).OrThrow().Count(bill => bill.IsReturn));
    });

    [Fact]
    [Trait("rule", "transactions R28")]
    [Trait("rule", "transactions R32")]
    public Task Kind_number_and_lines_must_be_there() =>
        Shop.PlayAsync(With(rules => rules), async shop =>
        {
            await shop.BuyAsync(await shop.MemberAsync(), "B-1", 100m, new BillLine("A", 2, 100m));
            await Is("bill.number_invalid", new ReturnBill(" ", "B-1"));
            await Is("return.kind", new("R-1", "B-1") { Kind = (ReturnKind)9 });
            await Is("return.kind", new("R-1", "B-1") { Kind = ReturnKind.Cancelled, Type = BillType.NotInterested });
            await Is("return.kind_unclear", new("R-1", "B-1") { Lines = [new(1, 1)], Amount = 1m });
            await Is("return.lines_missing", new("R-1", "B-1") { Kind = ReturnKind.Lines });
            await Is("bill.figure_invalid", new("R-1", "B-1") { Kind = ReturnKind.Amount });
            // Lines beside FULL are not looked at.
            Assert.Equal(100m, (await shop.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Kind = ReturnKind.Full, Lines = [new(7, 1)] })).OrThrow().Amount);

            async Task Is(string code, ReturnBill back) => Assert.Equal(code, (await shop.Desk.Sales.ReturnAsync(back)).Refusal?.Code);
        });

    [Fact]
    [Trait("rule", "transactions R28")]
    public Task A_return_without_a_number_gets_one_where_none_is_asked() =>
        Shop.PlayAsync(With(rules => rules with { NumberRequired = false }), async shop =>
        {
            await shop.BuyAsync(await shop.MemberAsync(), "B-1", 100m);
            var one = (await shop.Desk.Sales.ReturnAsync(new("", "B-1") { Amount = 10m }, new() { Key = "K" })).OrThrow();
            Assert.True((await shop.Desk.Sales.ReturnAsync(new("", "B-1") { Amount = 10m }, new() { Key = "K" })).Replayed);
            var two = (await shop.Desk.Sales.ReturnAsync(new("", "B-1") { Amount = 10m })).OrThrow();
            Assert.NotEqual(one.Number, two.Number);
            Assert.Equal(two.Return, Assert.Single((await shop.Desk.Sales.FindBillsAsync(two.Number)).OrThrow()).Bill);
        });

    [Fact]
    [Trait("rule", "transactions R29")]
    public Task The_purchase_is_looked_for_at_the_till_then_in_the_store_then_in_the_organisation() =>
        Shop.PlayAsync(Definitions.Transactions().In(organisation => organisation with
        {
            Stores = [new() { Code = "A", Tills = ["A-1", "A-2"] }, new() { Code = "B", Tills = ["B-1", "B-2"] }],
            Bills = organisation.Bills with { NumberScope = BillNumberScope.Till },
        }), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            var bills = new Dictionary<string, BillId>(StringComparer.Ordinal);
            foreach (var (till, customer, amount) in (IEnumerable<(string, CustomerId, decimal)>)[("A-1", anna, 101m), ("A-2", anna, 102m), ("B-1", ben, 103m)])
            {
                bills[till] = (await shop.Desk.AtTill(till).Sales.AddBillAsync(new("B1", customer, amount))).OrThrow().Bill;
                shop.Clock.Advance(Duration.FromDays(1));
            }
            Assert.Equal(bills["A-2"], (await shop.Desk.AtTill("A-2").Sales.ReturnAsync(new("R-1", "b1") { Amount = 1m })).OrThrow().OfBill);
            Assert.Equal(bills["B-1"], (await shop.Desk.AtTill("B-2").Sales.ReturnAsync(new("R-2", "B1") { Amount = 1m })).OrThrow().OfBill);
            var several = Assert.IsType<BillAmbiguous>((await shop.Desk.Sales.ReturnAsync(new("R-3", "B1") { Amount = 1m })).Refusal);
            Assert.Equal(bills.Values, several.Bills);
            Assert.Equal(bills["B-1"], (await shop.Desk.Sales.ReturnAsync(new("R-3", "B1") { Amount = 1m, Customer = ben })).OrThrow().OfBill);
            Assert.Equal(bills["A-1"], (await shop.Desk.Sales.ReturnAsync(new("R-4", "B1") { Amount = 1m, PurchaseDate = new(2026, 1, 1) })).OrThrow().OfBill);
            Assert.Equal(bills["A-2"], (await shop.Desk.Sales.ReturnAsync(new("R-5", "B1") { Amount = 1m, PurchaseTime = shop.Clock.At("2026-01-02 10:00") })).OrThrow().OfBill);
            Assert.Equal("return.bill_unknown", (await shop.Desk.Sales.ReturnAsync(new("R-6", "B1") { Amount = 1m, PurchaseTime = shop.Clock.At("2026-01-02 10:00:01") })).Refusal!.Code);
            Assert.Equal("return.bill_unknown", (await shop.Desk.Sales.ReturnAsync(new("R-6", "B1") { OfBill = bills["A-1"], Amount = 1m, PurchaseDate = new(2026, 1, 2) })).Refusal!.Code);
            Assert.Equal(new ReturnOfAnother(ben), (await shop.Desk.Sales.ReturnAsync(new("R-6", "B1") { OfBill = bills["A-1"], Amount = 1m, Customer = ben })).Refusal);
            Assert.Equal(new ReturnOfAnother(ben), (await shop.Desk.AtTill("A-1").Sales.ReturnAsync(new("R-6", "B1") { Amount = 1m, Customer = ben, PurchaseDate = new(2026, 1, 1) })).Refusal);
        });

    [Fact]
    [Trait("rule", "transactions R29")]
    [Trait("rule", "transactions R21")]
    public Task A_return_that_is_nobodys_is_kept_of_nobodys_purchase_and_taken_as_the_customers_of_theirs() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 100m);
            (await shop.Desk.Sales.AddBillAsync(new("B-2", default, 100m) { Type = BillType.NotInterested, Lines = [new("A", 2, 100m)] })).OrThrow();
            var nobodys = (await shop.Desk.Sales.ReturnAsync(new("R-1", "B-2") { Type = BillType.NotInterested, Lines = [new(1, 1)] })).OrThrow();
            Assert.Equal((50m, 0m, default), (nobodys.Amount, nobodys.TakenBack, nobodys.Customer));
            Assert.Equal(50m, Assert.Single((await shop.Desk.Sales.FindBillsAsync("B-2")).OrThrow()).ReturnedAmount);
            Assert.Equal(50m, (await shop.Desk.Sales.ReturnAsync(new("R-2", "B-2") { Lines = [new(1, 1)] })).OrThrow().Amount);
            var command = new ReturnBill("R-3", "B-1") { Type = BillType.NotInterested };
            var theirs = await shop.Desk.Sales.ReturnAsync(command);
            Assert.Equal((10m, anna), (theirs.OrThrow().TakenBack, theirs.Value.Customer));
            Assert.Equal([new ReturnOfLoyaltyBill(theirs.Value.OfBill)], theirs.Warnings);
            Assert.Equal(theirs.Warnings, (await shop.Desk.Sales.ReturnAsync(command)).Warnings);
        });

    [Theory]
    [Trait("rule", "transactions scenario 13")]
    [Trait("rule", "transactions R29")]
    [InlineData(false, false, 5000)]
    [InlineData(true, false, 5000)]
    [InlineData(false, true, 4600)]
    public Task A_purchase_that_is_not_known_comes_back_only_where_the_program_says_so(bool keeps, bool counts, decimal purchases) =>
        Shop.PlayAsync(With(rules => rules with { KeepsUnknown = keeps, CountsUnknown = counts }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 5000m);
            var points = (await shop.BalanceAsync(anna)).Points;
            var command = new ReturnBill("R-1", "GONE") { Amount = 400m, Customer = anna };
            var back = await shop.Desk.Sales.ReturnAsync(command);
            if (!keeps && !counts)
            {
                Assert.Equal("return.bill_unknown", back.Refusal!.Code);
            }
            else
            {
                Assert.Equal([new ReturnOfUnknown("GONE")], back.Warnings);
                Assert.Equal((400m, default, 0m), (back.OrThrow().Amount, back.Value.OfBill, back.Value.TakenBack));
                var again = await shop.Desk.Sales.ReturnAsync(command);
                Assert.True(again.Replayed);
                Assert.Equivalent(back.Value, again.Value, strict: true);
                // Nobody's purchases fall below 0, and nobody's without a customer.
                Assert.Equal("return.bill_unknown", (await shop.Desk.Sales.ReturnAsync(new("R-2", "GONE") { Amount = 400m })).Refusal!.Code);
            }
            Assert.Equal((purchases, points), ((await shop.Desk.Tiers.StandingAsync(anna)).OrThrow().LifetimePurchases, (await shop.BalanceAsync(anna)).Points));
            if (!counts) return;
            (await shop.Desk.Sales.ReturnAsync(new("R-3", "GONE") { Amount = 9000m, Customer = anna })).OrThrow();
            Assert.Equal(0m, (await shop.Desk.Tiers.StandingAsync(anna)).OrThrow().LifetimePurchases);
        });

    /// <summary>Every cell of the table: what came back before, and what is to come back now.</summary>
    [Theory]
    [Trait("rule", "transactions R31")]
    [InlineData("lines", "full", "return.kind_conflict")]
    [InlineData("lines", "lines", null)]
    [InlineData("lines", "cancelled lines", null)]
    [InlineData("lines", "cancelled", null)]
    [InlineData("lines", "amount", "return.kind_conflict")]
    [InlineData("amount", "full", "return.kind_conflict")]
    [InlineData("amount", "lines", "return.kind_conflict")]
    [InlineData("amount", "cancelled lines", "return.kind_conflict")]
    [InlineData("amount", "cancelled", "return.kind_conflict")]
    [InlineData("amount", "amount", null)]
    [InlineData("everything", "full", "return.all_returned")]
    [InlineData("everything", "lines", "return.all_returned")]
    [InlineData("everything", "cancelled lines", "return.all_returned")]
    [InlineData("everything", "cancelled", "return.all_returned")]
    [InlineData("everything", "amount", "return.all_returned")]
    public Task What_came_back_before_decides_what_may_come_back_now(string before, string now, string? refused) =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 300m, new("A", 2, 200m), new BillLine("B", 1, 100m));
            (await shop.Desk.Sales.ReturnAsync(Back("R-1", before))).OrThrow();
            var back = await shop.Desk.Sales.ReturnAsync(Back("R-2", now));
            Assert.Equal(refused, back.Refusal?.Code);
            if (refused is not null) return;
            var bill = (await shop.Desk.Sales.FindBillsAsync("B-1")).OrThrow()[0];
            Assert.Equal(now == "cancelled" ? 300m : 200m, bill.ReturnedAmount);
            Assert.Equal(30m - bill.ReturnedAmount / 10m, (await shop.BalanceAsync(anna)).Points);

            static ReturnBill Back(string number, string how) => how switch
            {
                "full" or "everything" => new(number, "B-1"),
                "lines" => new(number, "B-1") { Lines = [new(1, 1)] },
                "amount" => new(number, "B-1") { Amount = 100m },
                "cancelled lines" => new(number, "B-1") { Kind = ReturnKind.Cancelled, Lines = [new(1, 1)] },
                _ => new(number, "B-1") { Kind = ReturnKind.Cancelled },
            };
        });

    [Fact]
    [Trait("rule", "transactions R30")]
    public Task What_was_called_off_in_full_cannot_come_back() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 300m, new BillLine("A", 2, 300m));
            Assert.Equal(30m, (await shop.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Kind = ReturnKind.Cancelled })).OrThrow().TakenBack);
            Assert.Equal("return.cancelled", (await shop.Desk.Sales.ReturnAsync(new("R-2", "B-1"))).Refusal!.Code);
        });

    [Fact]
    [Trait("rule", "transactions R32")]
    public Task A_line_is_found_by_its_number_its_serial_its_rate_or_its_item() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 400m,
                new("A", 1, 100m) { Details = new() { Rate = 100m, Serial = "S-1" } }, new("A", 1, 90m) { Details = new() { Rate = 90m, Serial = "S-2" } },
                new("A", 1, 90m) { Details = new() { Rate = 90m } }, new BillLine("MENU", 1, 120m) { Details = new() { Parts = [new(BillPartKind.ComboItem, "FRIES", 1, 20m)] } });
            await Is([0, 1, 0, 0], new ReturnLine(0, 1) { Sku = "A", Serial = "S-2" });
            await Is([0, 1, 1, 0], new ReturnLine(0, 1) { Sku = "A", Rate = 90m });
            await Is([1, 1, 1, 0], new ReturnLine(0, 1) { Sku = "A" });
            Assert.Equal("return.quantity", (await shop.TryReturnAsync("B-1", new ReturnLine(0, 1) { Sku = "A" })).Refusal!.Code);
            Assert.Equal("return.item_unknown", (await shop.TryReturnAsync("B-1", new ReturnLine(0, 1) { Sku = "Z" })).Refusal!.Code);
            Assert.Equal("return.item_unknown", (await shop.TryReturnAsync("B-1", new ReturnLine(0, 1) { Sku = "A", Serial = "S-9" })).Refusal!.Code);
            Assert.Equal("return.part_alone", (await shop.TryReturnAsync("B-1", new ReturnLine(0, 1) { Sku = "FRIES" })).Refusal!.Code);
            Assert.Equal("return.line_unknown", (await shop.TryReturnAsync("B-1", new ReturnLine(0, 1))).Refusal!.Code);
            Assert.Equal("return.line_unknown", (await shop.TryReturnAsync("B-1", new(4, 1), new ReturnLine(4, 1))).Refusal!.Code);
            await Is([1, 1, 1, 1], new ReturnLine(4, 1));

            async Task Is(decimal[] back, ReturnLine line)
            {
                (await shop.TryReturnAsync("B-1", line)).OrThrow();
                Assert.Equal(back, (await shop.Desk.Sales.FindBillsAsync("B-1")).OrThrow()[0].ReturnedQuantities);
            }
        });

    [Fact]
    [Trait("rule", "transactions R32")]
    public Task More_than_was_bought_or_is_left_is_told_apart_and_money_is_the_share_of_the_quantity() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 100m, new BillLine("A", 3, 100m));
            Assert.Equal(new ReturnQuantityAbovePurchased(1, 4m, 3m), (await shop.TryReturnAsync("B-1", new ReturnLine(1, 4))).Refusal);
            Assert.Equal(33.33m, (await shop.TryReturnAsync("B-1", new ReturnLine(1, 1))).OrThrow().Amount);
            Assert.Equal(new ReturnQuantityTooHigh(1, 3m, 2m), (await shop.TryReturnAsync("B-1", new ReturnLine(1, 3))).Refusal);
            Assert.Equal(new ReturnLineAmountTooHigh(1, 66.68m, 66.67m), (await shop.TryReturnAsync("B-1", new ReturnLine(1, 1) { Amount = 66.68m })).Refusal);
            Assert.Equal(33.34m, (await shop.TryReturnAsync("B-1", new ReturnLine(1, 1))).OrThrow().Amount);
            Assert.Equal(33.33m, (await shop.TryReturnAsync("B-1", new ReturnLine(1, 1))).OrThrow().Amount);
        });

    [Fact]
    [Trait("rule", "transactions R32")]
    public Task A_line_comes_back_through_the_last_of_its_local_days() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 500m,
                new("A", 9, 100m) { Details = new() { ReturnableDays = 3 } }, new("B", 9, 100m) { Details = new() { Returnable = false, ReturnableDays = 3 } },
                new("C", 9, 100m) { Details = new() { ReturnableDays = -1 } }, new("D", 9, 100m) { Details = new() { Returnable = true } }, new BillLine("E", 9, 100m));
            Assert.Equal(new LineNotReturnable(2), (await shop.TryReturnAsync("B-1", new ReturnLine(2, 1))).Refusal);
            shop.At("2026-01-04 23:59:59");
            Assert.Empty((await shop.TryReturnAsync("B-1", new ReturnLine(1, 1))).Warnings);
            shop.At("2026-01-05 00:00:00");
            Assert.Equal(new LineReturnedTooLate(1, 3), (await shop.TryReturnAsync("B-1", new ReturnLine(1, 1))).Refusal);
            var rest = await shop.TryReturnAsync("B-1", new(3, 1), new(4, 1), new ReturnLine(5, 1));
            Assert.Equal([new ReturnDaysMissing(4)], rest.Warnings);
            Assert.False(rest.IsRefused);
        });

    [Fact]
    [Trait("rule", "transactions R8")]
    public Task A_return_in_the_purchases_own_currency_counts_at_the_purchases_own_ratio()
    {
        var program = Definitions.Transactions().In(organisation => organisation with { Bills = organisation.Bills with { ConvertsCurrencies = true, BaseDecimals = 2, Currencies = [new() { Currency = "USD", Ratio = 80m }] } });
        return Shop.PlayAsync(program, async shop =>
        {
            var anna = await shop.MemberAsync();
            (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 10m) { Currency = "USD" })).OrThrow();
            shop.Clock.Advance(Duration.FromHours(1));
            (await shop.Desk.Programs.SaveAsync(program.In(organisation => organisation with { Bills = organisation.Bills with { Currencies = [new() { Currency = "USD", Ratio = 90m }, new() { Currency = "EUR", Ratio = 99m }] } }))).OrThrow();
            Assert.Equal("bill.currency", (await shop.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Amount = 5m, Currency = "EUR" })).Refusal!.Code);
            Assert.Equal(400m, (await shop.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Amount = 5m, Currency = "USD" })).OrThrow().Amount);
            Assert.Equal(400m, (await shop.Desk.Sales.ReturnAsync(new("R-2", "B-1") { Amount = 400m, Currency = "INR" })).OrThrow().Amount);
            Assert.Equal("return.all_returned", (await shop.Desk.Sales.ReturnAsync(new("R-3", "B-1"))).Refusal!.Code);
        });
    }

    [Theory]
    [Trait("rule", "transactions R36")]
    [InlineData(true, 0)]
    [InlineData(false, 30)]
    public Task Lifetime_purchases_fall_cumulatively_and_points_stay_where_their_return_is_off(bool takesBack, decimal left) =>
        Shop.PlayAsync(With(rules => rules with { TakeBackPoints = takesBack }).With(program => program with { Tiers = [new() { Name = "Base" }, new() { Name = "Gold", LifetimePurchases = 300m }] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            // The bill's amount is above the sum of its lines: the share of the lines is what counts of it.
            await shop.BuyAsync(anna, "B-1", 300m, new("A", 1, 33.33m), new("B", 1, 33.33m), new BillLine("C", 1, 33.34m));
            decimal[] purchases = [200.01m, 100.02m, 0m];
            for (var i = 0; i < 3; i++)
            {
                (await shop.TryReturnAsync("B-1", new ReturnLine(i + 1, 1))).OrThrow();
                Assert.Equal(purchases[i], (await shop.Desk.Tiers.StandingAsync(anna)).OrThrow().LifetimePurchases);
            }
            Assert.Equal((left, "Gold"), ((await shop.BalanceAsync(anna)).Points, (await shop.Desk.Tiers.StandingAsync(anna)).OrThrow().Tier));
        });
}
