namespace Loyalty.Tests;

/// <summary>Points R10, R11: what earning rules compute on, by what value, what earns nothing, and caps over sets of rules.</summary>
public sealed class EarningStrategyScenarios
{
    private static EarningRule Rule(EarningSource source, string? field = null, EarningBasis on = EarningBasis.Bill) => new() { Id = "base", Values = [10m], Source = source, SourceField = field, On = on };

    private static LoyaltyDefinition With(params EarningRule[] rules) => Definitions.Points(rules).In(o => o with { Customers = o.Customers with { CustomFields = [new() { Name = "bonus" }] } });

    private static async Task<decimal> EarnedAsync(Shop shop, AddBill bill) => (await shop.Desk.Sales.AddBillAsync(bill)).OrThrow().Earned;

    private static Dictionary<string, string> Fields(string name, string value) => new() { [name] = value };

    [Theory]
    [Trait("rule", "points R10")]
    [InlineData(EarningSource.Net, null, null, 100)]
    [InlineData(EarningSource.Gross, null, null, 120)]
    [InlineData(EarningSource.NetWithoutTax, "tax", "150", 85)]
    [InlineData(EarningSource.NetWithoutTax, "tax", null, 100)]
    [InlineData(EarningSource.NetWithoutTax, "tax", "2000", 0)]
    [InlineData(EarningSource.CustomField, "eligible", "333.50", 33)]
    [InlineData(EarningSource.CustomField, "eligible", "-5", 0)]
    [InlineData(EarningSource.CustomField, "eligible", "much", 0)]
    [InlineData(EarningSource.CustomField, "eligible", null, 0)]
    public Task A_rule_computes_on_the_amount_that_it_names(EarningSource source, string? field, string? value, int points) =>
        Shop.PlayAsync(With(Rule(source, field)), async shop =>
        {
            var anna = await shop.MemberAsync();
            var bill = new AddBill("B-1", anna, 1000m) { Particulars = new() { Gross = 1200m }, Fields = value is null ? null : Fields(field!, value) };
            Assert.Equal(points, await EarnedAsync(shop, bill));
        });

    [Fact]
    [Trait("rule", "points R10")]
    public Task Gross_of_a_bill_without_the_figure_is_its_net_amount_and_the_discounts_of_its_lines() =>
        Shop.PlayAsync(With(Rule(EarningSource.Gross)), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(110m, await EarnedAsync(shop, new("B-1", anna, 1000m) { Lines = [new("A", 1, 600m) { Discount = 100m }, new("B", 1, 400m)] }));
        });

    [Theory]
    [Trait("rule", "points R10")]
    [InlineData(EarningSource.Gross, null, 30, 50)]
    [InlineData(EarningSource.NetWithoutTax, "tax", 18, 40)]
    [InlineData(EarningSource.CustomField, "eligible", 7, 0)]
    public Task A_rule_of_lines_computes_on_the_amount_of_each(EarningSource source, string? field, int first, int second) =>
        Shop.PlayAsync(With(Rule(source, field, EarningBasis.Line)), async shop =>
        {
            var anna = await shop.MemberAsync();
            var bill = (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 600m)
            {
                Lines =
                [
                    new("A", 1, 200m) { Details = new() { Value = 300m }, Fields = new Dictionary<string, string> { ["tax"] = "20", ["eligible"] = "70" } },
                    new("B", 1, 400m) { Discount = 100m },
                ],
            })).OrThrow();
            Assert.Equal((first, second), (Of(1), Of(2)));

            int Of(int line) => (int)bill.Awards.Where(award => award.Line == line).Sum(award => award.Points);
        });

    [Fact]
    [Trait("rule", "points R10")]
    public Task What_earns_nothing_takes_the_same_part_of_another_amount() =>
        Shop.PlayAsync(With(Rule(EarningSource.Gross)).With(program => program with { NotEarning = new() { Skus = ["CIGARS"], Tenders = ["voucher"] } }), async shop =>
        {
            var anna = await shop.MemberAsync();
            // 250 of 1000 are vouchers; of what is left of the cigars' 200, 150 earn nothing: 600 of 1000 earn, of 1200 gross 720.
            Assert.Equal(72m, await EarnedAsync(shop, new("B-1", anna, 1000m)
            {
                Lines = [new("CIGARS", 1, 200m), new("TEA", 1, 800m)],
                Particulars = new() { Gross = 1200m, Tenders = [new("Voucher", 250m), new("Cash", 750m)] },
            }));
        });

    [Theory]
    [Trait("rule", "points R10")]
    [InlineData(EarningBasis.Bill, false)]
    [InlineData(EarningBasis.Bill, true)]
    [InlineData(EarningBasis.Line, false)]
    public Task Excluded_items_and_tenders_earn_nothing(EarningBasis on, bool spreads) =>
        Shop.PlayAsync(With(Rule(EarningSource.Net, on: on) with { SpreadOverLines = spreads }).With(program => program with { NotEarning = new() { Skus = ["CIGARS"], Tenders = ["Voucher"] } }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var bill = (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 500m)
            {
                Lines = [new("CIGARS", 1, 300m), new("TEA", 1, 100m), new("MILK", 1, 100m)],
                Particulars = new() { Tenders = [new("VOUCHER", 50m), new("Gift Card", 50m), new("Cash", 400m)] },
            }, new() { Trace = true }));
            Assert.Equal(16m, bill.OrThrow().Earned);
            Assert.DoesNotContain(bill.OrThrow().Awards, award => award.Line == 1);
            Assert.Contains(bill.Trace, step => step is { Rule: "earning.excluded_items", Reference: "points R10", Holds: false });
            Assert.Equal(0m, await EarnedAsync(shop, new("B-2", anna, 300m) { Lines = [new("CIGARS", 1, 300m)] }));
        });

    [Theory]
    [Trait("rule", "points R10")]
    [InlineData("25", 250)]
    [InlineData("0", 0)]
    [InlineData("25.5", 100)]
    [InlineData("-1", 100)]
    [InlineData("1000001", 100)]
    [InlineData("many", 100)]
    [InlineData(null, 100)]
    public Task A_whole_number_in_a_field_of_the_bill_takes_the_place_of_the_value(string? value, int points) =>
        Shop.PlayAsync(With(Rule(EarningSource.Net) with { ValueField = "bonus" }), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(points, await EarnedAsync(shop, new("B-1", anna, 1000m) { Fields = value is null ? null : Fields("bonus", value) }));
        });

    [Fact]
    [Trait("rule", "points R10")]
    public Task A_whole_number_in_a_field_of_the_customer_takes_the_place_of_the_value() =>
        Shop.PlayAsync(With(new EarningRule { Id = "step", Kind = AllocationKind.Step, Step = 100m, Values = [1m], ValueField = "bonus", ValueFieldOf = EarningFieldOf.Registration }), async shop =>
        {
            var anna = (await shop.Desk.Customers.AddOrUpdateAsync(new() { ExternalId = "M-1", CustomFields = Fields("bonus", "3") })).OrThrow().Id;
            var ben = await shop.MemberAsync("M-2");
            Assert.Equal((15m, 5m), (await EarnedAsync(shop, new("B-1", anna, 550m)), await EarnedAsync(shop, new("B-2", ben, 550m) { Fields = Fields("bonus", "9") })));
        });

    [Fact]
    [Trait("rule", "points R11")]
    public Task A_cap_over_a_set_of_rules_is_never_exceeded_by_rounding_and_a_later_rule_gets_what_is_left() =>
        Shop.PlayAsync(With(Rule(EarningSource.Net), new() { Id = "extra", Values = [5m] }, new() { Id = "free", Values = [1m] }, new() { Id = "double", Kind = AllocationKind.Multiplier, Values = [200m], Cap = 1_000m })
            .With(program => program with { EarningCaps = [new() { Id = 1, Rules = ["base", "extra"], Limit = 120.9m }, new() { Id = 2, Limit = 200m }] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var bill = (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 1000m), new() { Trace = true }));
            Assert.Equal([("base", 100m), ("extra", 20m), ("free", 10m), ("double", 70m)], bill.OrThrow().Awards.Select(award => (award.Rule, award.Points)));
            Assert.Contains(bill.Trace, step => step is { Rule: "earning.cap.1", Reference: "points R11", Holds: false });
            // Each bill by itself.
            Assert.Equal(200m, await EarnedAsync(shop, new("B-2", anna, 1000m)));
        });

    [Theory]
    [Trait("rule", "points R11")]
    [InlineData(EarningCapWindow.Day, "2026-05-16 23:30", 30, "2026-05-17 00:00")]
    [InlineData(EarningCapWindow.CalendarWeek, "2026-05-17 23:30", 30, "2026-05-18 00:00")]
    [InlineData(EarningCapWindow.CalendarMonth, "2026-05-31 23:30", 30, "2026-06-01 00:00")]
    [InlineData(EarningCapWindow.CalendarYear, "2026-12-31 23:30", 30, "2027-01-01 00:00")]
    [InlineData(EarningCapWindow.Lifetime, "2027-05-01 10:00", 30, null)]
    public Task A_cap_of_a_customer_counts_over_its_time_and_a_return_leaves_room_again(EarningCapWindow window, string last, int left, string? next) =>
        Shop.PlayAsync(With(Rule(EarningSource.Net)).With(program => program with { EarningCaps = [new() { Id = 1, Limit = 130m, Window = window }] }), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            await shop.BuyAsync(anna, "B-1", 1000m);
            shop.At(last);
            Assert.Equal(left, await EarnedAsync(shop, new("B-2", anna, 1000m)));
            Assert.Equal(0m, await EarnedAsync(shop, new("B-3", anna, 1000m)));
            Assert.Equal(100m, await EarnedAsync(shop, new("B-4", ben, 1000m)));
            // Half of the 30 are free again, and no more by any split.
            await shop.ReturnAmountAsync("B-2", 250m);
            await shop.ReturnAmountAsync("B-2", 250m);
            Assert.Equal(15m, await EarnedAsync(shop, new("B-5", anna, 1000m)));
            if (next is null) return;
            shop.At(next);
            Assert.Equal(100m, await EarnedAsync(shop, new("B-6", anna, 1000m)));
            // A bill that is learnt late counts in its own time.
            Assert.Equal(0m, await EarnedAsync(shop, new("B-7", anna, 1000m) { Time = shop.Clock.At(last) }));
        }, from: "2026-05-16 10:00".Replace("2026-05-16", window switch { EarningCapWindow.CalendarWeek => "2026-05-11", EarningCapWindow.CalendarMonth => "2026-05-01", EarningCapWindow.CalendarYear => "2026-01-01", _ => "2026-05-16" }, StringComparison.Ordinal));

    [Fact]
    [Trait("rule", "points R11")]
    public Task A_cap_on_the_amount_counts_a_bill_once_however_many_rules_compute_on_it() =>
        Shop.PlayAsync(With(Rule(EarningSource.Net), Rule(EarningSource.Net, on: EarningBasis.Line) with { Id = "lines" }).With(program => program with { EarningCaps = [new() { Id = 3, Measure = EarningCapMeasure.SourceValue, Limit = 1500m, Window = EarningCapWindow.CalendarMonth }] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(200m, await EarnedAsync(shop, new("B-1", anna, 1000m) { Lines = [new("A", 1, 400m), new("B", 1, 600m)] }));
            var second = (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 1000m) { Lines = [new("A", 1, 400m), new("B", 1, 600m)] })).OrThrow();
            Assert.Equal([("base", 0, 50m), ("lines", 1, 40m), ("lines", 2, 10m)], second.Awards.Select(award => (award.Rule, award.Line, award.Points)));
            Assert.Equal(0m, await EarnedAsync(shop, new("B-3", anna, 1000m)));
        });

    [Fact]
    [Trait("rule", "points R11")]
    public Task A_cap_on_tenders_lets_nothing_else_be_computed_on() =>
        Shop.PlayAsync(With(Rule(EarningSource.Net)).With(program => program with { EarningCaps = [new() { Id = 3, Measure = EarningCapMeasure.Tenders, Tenders = ["card"], Limit = 700m, Window = EarningCapWindow.Lifetime }] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            AddBill Bill(string number, decimal card) => new(number, anna, 1000m) { Particulars = new() { Tenders = [new("Card", card), new("Cash", 1000m - card)] } };
            Assert.Equal(40m, await EarnedAsync(shop, Bill("B-1", 400m)));
            Assert.Equal(30m, await EarnedAsync(shop, Bill("B-2", 600m)));
            Assert.Equal(0m, await EarnedAsync(shop, new("B-3", anna, 1000m)));
        });

    [Fact]
    [Trait("rule", "points R11")]
    [Trait("rule", "customers R36")]
    public Task What_was_counted_of_who_is_merged_away_counts_of_the_survivor() =>
        Shop.PlayAsync(With(Rule(EarningSource.Net)).With(program => program with { EarningCaps = [new() { Id = 1, Limit = 130m, Window = EarningCapWindow.CalendarMonth }] }), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            await shop.BuyAsync(anna, "B-1", 400m);
            await shop.BuyAsync(ben, "B-2", 700m);
            (await shop.Desk.Customers.MergeAsync(new(ben, anna))).OrThrow();
            Assert.Equal(20m, await EarnedAsync(shop, new("B-3", anna, 1000m)));
            await shop.ReturnAllAsync("B-2");
            Assert.Equal(70m, await EarnedAsync(shop, new("B-4", anna, 1000m)));
        });

    /// <summary>Whatever is counted over however long a time, an account keeps the days of two years and no more.</summary>
    [Fact]
    [Trait("rule", "points R11")]
    public void What_is_counted_of_a_member_is_bounded()
    {
        var section = new TallySection();
        for (var day = 1; day <= 3_000; day++) section.Add(new(1, day, 1m));
        section.Add(new(1, 0, 5m));
        section.Add(new(1, 2_000, -1m));
        section.Add(new(1, 2_999, -1m));
        Assert.Equal((TallySection.KeptDays, 5m, 0m), (section.All.Length, section.Sum(1, 0, 0), section.Sum(1, 2_999, 2_999)));
    }

    public static TheoryData<string, Func<ProgramDefinition, ProgramDefinition>> Wrong => new()
    {
        { "/program/earning/0/sourceField", program => program with { Earning = [Rule(EarningSource.CustomField)] } },
        { "/program/earning/0/sourceField", program => program with { Earning = [Rule(EarningSource.Gross, "f")] } },
        { "/program/earning/0/source", program => program with { Earning = [Rule(EarningSource.Gross) with { Kind = AllocationKind.RoundUp }] } },
        { "/program/earning/0/valueField", program => program with { Earning = [Rule(EarningSource.Net) with { Kind = AllocationKind.RoundUp, ValueField = "f" }] } },
        { "/program/earning/0/values", program => program with { Earning = [Rule(EarningSource.CustomField, "f") with { Values = [10_001m] }] } },
        { "/program/earningCaps/0/rules/0", program => program with { EarningCaps = [new() { Id = 1, Limit = 1m, Rules = ["other"] }] } },
        { "/program/earningCaps/0/tenders", program => program with { EarningCaps = [new() { Id = 1, Limit = 1m, Measure = EarningCapMeasure.Tenders }] } },
        { "/program/earningCaps/0/tenders", program => program with { EarningCaps = [new() { Id = 1, Limit = 1m, Tenders = ["Card"] }] } },
        { "/program/earningCaps/1/id", program => program with { EarningCaps = [new() { Id = 1, Limit = 1m }, new() { Id = 1, Limit = 2m }] } },
        { "/program/earningCaps/0/limit", program => program with { EarningCaps = [new() { Id = 1, Limit = 0m }] } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_cannot_be_computed_on_is_refused_when_saved(string pointer, Func<ProgramDefinition, ProgramDefinition> change) =>
        Assert.Equal([pointer], DefinitionCheck.Faults(With(Rule(EarningSource.Net)).With(change)).Select(fault => fault.Pointer));

    [Fact]
    public void Strategies_and_caps_read_as_they_were_written()
    {
        var json = DefinitionJson.Write(With(Rule(EarningSource.NetWithoutTax, "tax") with { ValueField = "bonus", ValueFieldOf = EarningFieldOf.Registration }).With(program => program with
        {
            NotEarning = new() { Skus = ["A"], Tenders = ["Voucher"] },
            EarningCaps = [new() { Id = 4, Rules = ["base"], Measure = EarningCapMeasure.Tenders, Tenders = ["Card"], Limit = 9.5m, Window = EarningCapWindow.CalendarYear }],
        }));
        Assert.Contains("NET_WITHOUT_TAX", json, StringComparison.Ordinal);
        var read = DefinitionJson.Read(json);
        Assert.Empty(read.Faults);
        Assert.Equal(json, DefinitionJson.Write(read.Definition!));
    }
}
