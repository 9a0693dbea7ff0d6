using NodaTime;
using NodaTime.Text;

namespace Loyalty.Tests;

/// <summary>Transactions R1-R20: what a bill must be to be accepted, in the documented order, and what is kept of it.</summary>
public sealed class BillAcceptanceTests
{
    private static LoyaltyDefinition Shopping(Func<BillRules, BillRules>? rules = null) => Definitions.Transactions()
        .In(organisation => organisation with { Stores = [new() { Code = "A", Tills = ["A-1"] }], RegisterUnknownStores = false, Bills = (rules ?? (each => each))(organisation.Bills) });

    /// <summary>A bill with every fault that has a rank; each is mended in turn, and the next one is told.</summary>
    [Fact]
    [Trait("rule", "transactions R1")]
    [Trait("rule", "transactions R2")]
    [Trait("rule", "transactions R3")]
    [Trait("rule", "transactions R4")]
    [Trait("rule", "transactions R6")]
    [Trait("rule", "transactions R15")]
    [Trait("rule", "transactions R19")]
    public Task Faults_are_told_in_the_documented_order_and_nothing_is_written() =>
        Shop.PlayAsync(Shopping(rules => rules with
        {
            NumberPattern = "[A-Z]-[0-9]+", AcceptsZero = false, MinimumAmount = 10m, MaximumAmount = 1000m, MinimumLineAmount = 1m, MaximumLineAmount = 500m, AmountMargin = 0.5m,
            EarliestDate = new(2025, 12, 1), ConvertsCurrencies = true, Currencies = [new() { Currency = "USD", Ratio = 2m }],
        }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var ben = await shop.MemberAsync("M-2");
            (await shop.Desk.Customers.BlockAsync(ben)).OrThrow();
            var before = StoreImage.Of(shop.Store);
            var line = new BillLine("SKU", -1m, -1m) { Discount = -1m, Details = new() { Value = -1m, Rate = -1m, Parts = [new((BillPartKind)9, "", 1, 1)] } };
            var bill = new AddBill("x1", default, -5m)
            {
                Type = (BillType)9, Currency = "XXX", Time = shop.Clock.At("2025-11-30 23:59:59"), Lines = [line], Redemptions = [new(77)],
                Particulars = new() { Gross = -1m, Discount = -1m, ShippingStore = "NOWHERE" },
            };
            var told = new List<string>();
            await Refused(shop.Desk.AtStore("Z"), bill with { Number = " " });
            await Refused(shop.Desk.AtStore("Z"), bill);
            await Refused(shop.Desk.AtStore("Z"), bill = bill with { Type = BillType.Regular });
            bill = bill with { Number = "B-1" };
            await Refused(shop.Desk.AtStore("Z"), bill);
            await Refused(shop.Desk, bill);
            await Refused(shop.Desk, bill = bill with { Particulars = bill.Particulars! with { ShippingStore = "A" } });
            await Refused(shop.Desk, bill = bill with { Amount = 5m });
            await Refused(shop.Desk, bill = bill with { Particulars = bill.Particulars! with { Gross = 100m } });
            await Refused(shop.Desk, bill = bill with { Particulars = bill.Particulars! with { Discount = 1m } });
            await Refused(shop.Desk, bill = bill with { Lines = [line = line with { Quantity = 1m }] });
            await Refused(shop.Desk, bill = bill with { Lines = [line = line with { Amount = 0.5m }] });
            await Refused(shop.Desk, bill = bill with { Lines = [line = line with { Details = line.Details! with { Value = 1m } }] });
            await Refused(shop.Desk, bill = bill with { Lines = [line = line with { Details = line.Details! with { Rate = 1m } }] });
            await Refused(shop.Desk, bill = bill with { Lines = [line = line with { Details = line.Details! with { Parts = [] } }] });
            bill = bill with { Lines = [line = line with { Discount = 0m }] };
            await Refused(shop.Desk, bill with { Currency = "INR", Amount = 0m });
            await Refused(shop.Desk, bill with { Currency = "INR" });
            await Refused(shop.Desk, bill with { Currency = "INR", Amount = 100m });
            await Refused(shop.Desk, bill with { Time = null, Particulars = bill.Particulars! with { TimeText = "yesterday" } });
            await Refused(shop.Desk, bill);
            await Refused(shop.Desk, bill with { Time = shop.Clock.At("2026-01-02 10:00:01") });
            await Refused(shop.Desk, bill = bill with { Time = null });
            await Refused(shop.Desk, bill = bill with { Currency = "USD", Amount = 4m });
            await Refused(shop.Desk, bill = bill with { Amount = 99m });
            await Refused(shop.Desk, bill = bill with { Lines = [line with { Quantity = 1m, Amount = 99m, Details = new() { Value = 110m, Rate = 110m } }] });
            await Refused(shop.Desk, bill = bill with { Lines = [line with { Quantity = 1m, Amount = 99m, Details = new() { Value = 99m, Rate = 99m } }] });
            await Refused(shop.Desk, bill = bill with { Customer = new(4711) });
            await Refused(shop.Desk, bill with { Customer = ben });
            await Refused(shop.Desk, bill = bill with { Customer = anna });
            Assert.Equal(
                [
                    "bill.number_invalid", "bill.type", "bill.number_pattern", "place.unknown", "bill.shipping_store", "bill.figure_invalid Amount", "bill.figure_invalid Gross",
                    "bill.figure_invalid Discount", "bill.figure_invalid Lines[0].Quantity", "bill.figure_invalid Lines[0].Amount", "bill.figure_invalid Lines[0].Value",
                    "bill.figure_invalid Lines[0].Rate", "bill.part_invalid", "bill.figure_invalid Lines[0].Discount", "bill.amount_zero", "bill.amount_outside", "bill.line_outside",
                    "bill.time_unreadable", "bill.time", "bill.time", "bill.currency_ratio", "bill.amount_outside", "bill.figures_apart", "bill.figures_apart", "customer.missing",
                    "customer.unknown", "customer.blocked", "bill.redemption",
                ],
                told);
            StoreImage.AssertUnchanged(before, shop.Store);
            Assert.Equal(19m, (await shop.Desk.Sales.AddBillAsync(bill with { Redemptions = [] })).OrThrow().Earned);

            async Task Refused(Workplace at, AddBill refused)
            {
                var refusal = (await at.Sales.AddBillAsync(refused)).Refusal;
                told.Add(refusal is BillFigureInvalid figure ? $"{figure.Code} {figure.Figure}" : refusal?.Code ?? "accepted");
            }
        });

    [Fact]
    [Trait("rule", "transactions R1")]
    [Trait("rule", "transactions R27")]
    public Task A_batch_is_bill_by_bill_and_a_refused_one_leaves_the_others() =>
        Shop.PlayAsync(Shopping(rules => rules with { AmountMargin = 1m }), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal("bill.batch_size", (await shop.Desk.Sales.AddBillsAsync([])).Refusal!.Code);
            Assert.Equal("bill.batch_size", (await shop.Desk.Sales.AddBillsAsync([.. Enumerable.Range(0, 101).Select(i => new AddBill($"B-{i}", anna, 1m))])).Refusal!.Code);
            BillLine[] lines = [new("X", 1, 2000m), new("Y", 1, 2000m), new("Z", 1, 2000m)];
            AddBill[] bills =
            [
                new("B-1", anna, 6000m) { Lines = lines, Particulars = new() { Gross = 110m } },
                new("B-2", anna, 6000m) { Lines = lines, Particulars = new() { Gross = 7000m, Discount = 1000m } },
                new("B-2", anna, 5m),
                null!,
            ];
            var before = StoreImage.Of(shop.Store);
            var tried = await shop.Desk.Sales.AddBillsAsync(bills[..2], new() { Simulate = true });
            Assert.True(tried.Simulated);
            Assert.Equal(["bill.figures_apart", null], tried.OrThrow().Items.Select(item => item.Refusal?.Code));
            Assert.True((await shop.Desk.Sales.AddBillsAsync([], new() { Simulate = true })).Simulated);
            StoreImage.AssertUnchanged(before, shop.Store);
            var batch = (await shop.Desk.Sales.AddBillsAsync(bills, new() { Key = "K" })).OrThrow();
            Assert.Equal(["bill.figures_apart", null, "bill.duplicate", "value.invalid"], batch.Items.Select(item => item.Refusal?.Code));
            Assert.Equal((4, 3), (batch.TotalCount, batch.FailureCount));
            Assert.Equal(600m, batch.Items[1].OrThrow().Earned);
            var again = await shop.Desk.Sales.AddBillsAsync(bills, new() { Key = "K" });
            Assert.True(again.Replayed && again.OrThrow().Items[1].Replayed);
        });

    [Fact]
    [Trait("rule", "transactions R2")]
    public Task A_number_may_be_left_out_where_none_is_asked() =>
        Shop.PlayAsync(Shopping(rules => rules with { NumberRequired = false }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "#2", 50m);
            var made = await shop.BuyAsync(anna, "", 100m);
            var other = await shop.BuyAsync(anna, "  ", 100m);
            Assert.Equal(3, new[] { "#2", made.Number, other.Number }.Distinct().Count());
            Assert.Equal(made.Bill, Assert.Single((await shop.Desk.Sales.FindBillsAsync(made.Number)).OrThrow()).Bill);
            Assert.Equal("bill.number_invalid", (await shop.Desk.Sales.AddBillAsync(new(null!, anna, 1m))).Refusal!.Code);
        });

    [Fact]
    [Trait("rule", "transactions R3")]
    public Task Attribution_replaces_till_and_shown_creation_never_the_recorded_time() =>
        Shop.PlayAsync(Shopping(), async shop =>
        {
            var anna = await shop.MemberAsync();
            var created = shop.Clock.At("2025-12-31 08:00");
            var added = (await shop.Desk.AtTill("A-9", "A").Sales.AddBillAsync(new("B-1", anna, 100m) { Particulars = new() { Attribution = new("A-1", null, created), ShippingStore = "A" } })).OrThrow();
            var bill = (await shop.Desk.Sales.GetBillAsync(added.Bill)).OrThrow();
            Assert.Equal(("A", "A-1", created, shop.Clock.GetCurrentInstant()), (bill.Store, bill.Till, bill.Created, bill.Recorded));
            Assert.Equal("place.unknown", (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 100m) { Particulars = new() { Attribution = new("T", "Z") } })).Refusal!.Code);
            Assert.Equal("value.invalid", (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 100m) { Particulars = new() { Attribution = new(null!) } })).Refusal!.Code);
        });

    [Theory]
    [Trait("rule", "transactions R5")]
    [Trait("rule", "transactions scenario 3")]
    [InlineData(null, null, "100.5670005", "100.567001")]
    [InlineData(null, 2, "100.567", "100.56")]
    [InlineData(1, 2, "100.567", "100.6")]
    [InlineData(2, 2, "100.567", "100.57")]
    public Task Money_is_rounded_to_the_base_decimals_or_cut_off(int? baseDecimals, int? cut, string given, string kept) =>
        Shop.PlayAsync(Shopping(rules => rules with { BaseDecimals = baseDecimals, TruncateDecimals = cut }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var (amount, expected) = (decimal.Parse(given, System.Globalization.CultureInfo.InvariantCulture), decimal.Parse(kept, System.Globalization.CultureInfo.InvariantCulture));
            var bill = (await shop.Desk.Sales.GetBillAsync((await shop.BuyAsync(anna, "B-1", amount, new BillLine("SKU", 1, amount))).Bill)).OrThrow();
            Assert.Equal((expected, expected), (bill.Amount, bill.Lines[0].Amount));
            Assert.Equal(expected, (await shop.Desk.Tiers.StandingAsync(anna)).OrThrow().LifetimePurchases);
            var sale = (await shop.Desk.Sales.CheckoutAsync(new("B-2", Cart.In("INR").Add(new BillLine("SKU", 1, amount))) { Customer = anna })).OrThrow();
            Assert.Equal((expected, expected), (sale.Receipt.Total, sale.Receipt.Lines[0].Amount));
        });

    [Theory]
    [Trait("rule", "transactions R7")]
    [Trait("rule", "transactions scenario 2")]
    [InlineData("2026-01-01T10:00:00+07:00", BillTimeReading.Offset, false, "2026-01-01T08:30:00+05:30")]
    [InlineData("2026-01-01T10:00:00+07:00", BillTimeReading.Wall, false, "2026-01-01T10:00:00+05:30")]
    [InlineData("2026-01-01 10:00:00", BillTimeReading.Offset, false, "2026-01-01T15:30:00+05:30")]
    [InlineData("2026-01-01 10:00:00", BillTimeReading.Wall, false, "2026-01-01T10:00:00+05:30")]
    [InlineData("2026-01-01T10:00:00+07:00", BillTimeReading.Offset, true, "2026-01-01T10:00:00+05:30")]
    [InlineData("2026-01-01", BillTimeReading.Wall, false, "2026-01-01T00:00:00+05:30")]
    public Task A_time_is_read_as_the_caller_says_in_the_organisations_zone(string text, BillTimeReading reading, bool keepWallTime, string shown) =>
        Shop.PlayAsync(Shopping(rules => rules with { KeepWallTime = keepWallTime }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var added = (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 100m) { Particulars = new() { TimeText = text, TimeReading = reading } })).OrThrow();
            var bill = (await shop.Desk.Sales.GetBillAsync(added.Bill)).OrThrow();
            Assert.Equal(shown, OffsetDateTimePattern.ExtendedIso.Format(bill.LocalTime));
            Assert.Equal(text.EndsWith("+07:00", StringComparison.Ordinal) ? Offset.FromHours(7) : null, bill.InputOffset);
        }, from: "2026-01-01 23:00");

    [Theory]
    [Trait("rule", "transactions R7")]
    [InlineData("2026-03-29 02:30:00", "2026-03-29T03:30:00+02")]
    [InlineData("2025-10-26 02:30:00", "2025-10-26T02:30:00+02")]
    public void A_skipped_time_moves_forward_and_of_one_that_occurs_twice_the_first_is_meant(string text, string meant)
    {
        var zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
        Assert.Equal(OffsetDateTimePattern.GeneralIso.Parse(meant).Value.ToInstant(), BillTime.Read(text, BillTimeReading.Wall, zone)!.Value.At);
    }

    [Theory]
    [Trait("rule", "transactions R7")]
    [InlineData("")]
    [InlineData("2026-02-30")]
    [InlineData("2026-01-01T25:00:00")]
    [InlineData("9999-12-31T23:59:59")]
    [InlineData("-9998-01-01")]
    [InlineData("2026-01-01T10:00:00+99:00")]
    public Task What_is_no_time_is_refused(string text) =>
        Shop.PlayAsync(Shopping(), async shop =>
        {
            var anna = await shop.MemberAsync();
            foreach (var reading in Enum.GetValues<BillTimeReading>())
                Assert.Equal("bill.time_unreadable", (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 1m) { Particulars = new() { TimeText = text, TimeReading = reading } })).Refusal!.Code);
        });

    [Fact]
    [Trait("rule", "transactions R8")]
    [Trait("rule", "transactions scenario 3")]
    public Task A_bill_in_another_currency_counts_in_the_base_currency_at_full_precision() =>
        Shop.PlayAsync(Shopping(rules => rules with { ConvertsCurrencies = true, BaseDecimals = 2, Currencies = [new() { Currency = "USD", Ratio = 1.0086m }] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var added = await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 171.00m) { Currency = "USD", Lines = [new("A", 1, 57m), new("B", 1, 57m), new("C", 1, 57m)] });
            Assert.Equal(17m, added.OrThrow().Earned);
            var bill = (await shop.Desk.Sales.GetBillAsync(added.Value.Bill)).OrThrow();
            Assert.Equal((172.47m, 171.00m, 1.009m), (bill.Amount, bill.Local!.Amount, bill.Local.ShownRatio));
            // 57 x 1.0086 = 57.4902: three times 57.49 is 172.47, no difference to absorb; lines of 10 are 10.09 each, their sum is 20.17 by the header.
            Assert.Equal([57.49m, 57.49m, 57.49m], bill.Lines.Select(line => line.Amount));
            Assert.Equal([57m, 57m, 57m], bill.Lines.Select(line => line.Details!.LocalAmount));
            var two = (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 20m) { Currency = "USD", Lines = [new("A", 1, 10m), new("B", 1, 10m)] })).OrThrow();
            Assert.Equal([10.08m, 10.09m], (await shop.Desk.Sales.GetBillAsync(two.Bill)).OrThrow().Lines.Select(line => line.Amount));
            Assert.Equal([new BillCurrencyMissing("INR")], (await shop.Desk.Sales.AddBillAsync(new("B-3", anna, 1m))).Warnings);
            Assert.Equal("bill.currency_ratio", (await shop.Desk.Sales.AddBillAsync(new("B-4", anna, 1m) { Currency = "EUR" })).Refusal!.Code);
        });

    [Fact]
    [Trait("rule", "transactions R8")]
    public Task Without_conversion_another_currency_is_refused() =>
        Shop.PlayAsync(Shopping(rules => rules with { Currencies = [new() { Currency = "USD", Ratio = 2m }] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal("bill.currency", (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 1m) { Currency = "USD" })).Refusal!.Code);
            Assert.Empty((await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 1m))).Warnings);
        });

    [Fact]
    [Trait("rule", "transactions R10")]
    public Task Tenders_are_kept_whatever_they_say_and_what_is_unknown_is_told() =>
        Shop.PlayAsync(Shopping(rules => rules with
        {
            Tenders = [new() { Mode = "Voucher", Attributes = [new() { Name = "kind", Kind = TenderAttributeKind.Selection, Values = ["a", "b"] }, new() { Name = "share", Kind = TenderAttributeKind.Float }] }],
        }), async shop =>
        {
            var anna = await shop.MemberAsync();
            BillTender[] tenders =
            [
                new("card", 10m) { Attributes = Fields("card_type", "visa"), Notes = "chip" },
                new("Shells", 1m),
                new("Emi", 1m) { Attributes = Fields("installment_months", "six", "colour", "red") },
                new("Voucher", 1m) { Attributes = Fields("kind", "c", "share", "0.5") },
            ];
            var added = await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 1000m) { Particulars = new() { Tenders = tenders } });
            Assert.Equal(
                [new TenderUnknown(2, "Shells"), new TenderAttributeUnknown(3, "colour"), new TenderValueInvalid(3, "installment_months", "six"), new TenderValueInvalid(4, "kind", "c")],
                added.Warnings);
            Assert.Equal(100m, added.OrThrow().Earned);
            Assert.Equivalent(tenders, (await shop.Desk.Sales.GetBillAsync(added.Value.Bill)).OrThrow().Particulars!.Tenders, strict: true);
            var paid = await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 1000m) { Particulars = new() { Tenders = [new("Points", 200m), new("gift card", 300m), new("Cash", 500m)] } });
            Assert.Equal(50m, paid.OrThrow().Earned);
        });

    [Fact]
    [Trait("rule", "transactions R11")]
    [Trait("rule", "transactions scenario 5")]
    public Task Figures_must_add_up_within_the_margin_where_there_is_one() =>
        Shop.PlayAsync(Shopping(rules => rules with { AmountMargin = 1.00m }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await Is("Amount", new("B-1", anna, 100m) { Particulars = new() { Gross = 111.01m, Discount = 10m } });
            await Is(null, new("B-2", anna, 100m) { Particulars = new() { Gross = 111m, Discount = 10m } });
            await Is("Lines", new("B-3", anna, 100m) { Lines = [new("A", 1, 98.99m)] });
            await Is(null, new("B-4", anna, 100m) { Lines = [new("A", 1, 99m)] });
            await Is("Lines[0].Value", new("B-5", anna, 10m) { Lines = [new("A", 2, 10m) { Details = new() { Rate = 5m, Value = 12m } }] });
            await Is("Lines[0].Amount", new("B-6", anna, 10m) { Lines = [new("A", 2, 10m) { Discount = 2m, Details = new() { Value = 10m } }] });
            // A value that is missing is rate x quantity.
            await Is("Lines[0].Amount", new("B-7", anna, 10m) { Lines = [new("A", 2, 10m) { Details = new() { Rate = 7m } }] });

            async Task Is(string? figure, AddBill bill) => Assert.Equal(figure, ((await shop.Desk.Sales.AddBillAsync(bill)).Refusal as BillFiguresApart)?.Figure);
        });

    [Fact]
    [Trait("rule", "transactions R13")]
    public Task Parts_of_a_bundle_are_kept_with_their_line_and_counted_nowhere() =>
        Shop.PlayAsync(Shopping(rules => rules with { OutlierBasketSize = 2m, AmountMargin = 0m }).With(program => program with { Earning = [new() { Id = "line", On = EarningBasis.Line, Values = [10m] }] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            BillPart[] parts = [new(BillPartKind.ComboParent, "MENU", 1, 100m), new(BillPartKind.ComboItem, "BURGER", 5, 60m), new(BillPartKind.AddOnItem, "SAUCE", 5, 5m)];
            var added = await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 200m) { Lines = [new("MENU", 1, 100m) { Details = new() { Parts = parts } }, new("MENU", 1, 100m)] });
            Assert.Equal((20m, 2), (added.OrThrow().Earned, added.Value.Awards.Count));
            Assert.Empty(added.Warnings);
            Assert.Equivalent(parts, (await shop.Desk.Sales.GetBillAsync(added.Value.Bill)).OrThrow().Lines[0].Details!.Parts, strict: true);
            var bad = new BillLine("MENU", 1, 100m) { Details = new() { Parts = [parts[0], parts[1] with { Quantity = -1 }] } };
            Assert.Equal(new BillPartInvalid(1, 2, BillPartKind.ComboItem), (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 100m) { Lines = [bad] })).Refusal);
        });

    [Fact]
    [Trait("rule", "transactions R14")]
    public Task Extended_fields_that_are_unknown_or_do_not_fit_are_dropped_with_a_warning() =>
        Shop.PlayAsync(Shopping(rules => rules with
        {
            ExtendedFields =
            [
                new() { Name = "season", Kind = BillFieldKind.Enumeration, Values = ["summer", "winter"] }, new() { Name = "delivered", Kind = BillFieldKind.Date },
                new() { Name = "weight", Of = BillFieldOf.Line, Kind = BillFieldKind.Number },
            ],
        }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var bill = new AddBill("B-1", anna, 100m)
            {
                Fields = Fields("anything", "goes"),
                Particulars = new() { Extended = Fields("season", "winter", "delivered", "soon", "weight", "1") },
                Lines = [new("A", 1, 100m) { Fields = Fields("note", "seen by nobody"), Details = new() { ReturnableDays = -5, Extended = Fields("weight", "1.5", "season", "winter") } }],
            };
            var added = await shop.Desk.Sales.AddBillAsync(bill);
            Assert.Equal([new ExtendedFieldDropped("delivered", 0), new ExtendedFieldDropped("weight", 0), new ReturnableDaysBelow(1, -5), new ExtendedFieldDropped("season", 1)], added.Warnings);
            Assert.Equal(added.Warnings, (await shop.Desk.Sales.AddBillAsync(bill)).Warnings);
            var kept = (await shop.Desk.Sales.GetBillAsync(added.OrThrow().Bill)).OrThrow();
            Assert.Equal([new("season", "winter")], kept.Particulars!.Extended!);
            Assert.Equal([new("weight", "1.5")], kept.Lines[0].Details!.Extended!);
            Assert.Equal(("goes", "seen by nobody", -1), (kept.Fields["anything"], kept.Lines[0].Fields!["note"], kept.Lines[0].Details!.ReturnableDays));
        });

    private static Dictionary<string, string> Fields(params string[] pairs) => Enumerable.Range(0, pairs.Length / 2).ToDictionary(i => pairs[2 * i], i => pairs[2 * i + 1], StringComparer.Ordinal);
}
