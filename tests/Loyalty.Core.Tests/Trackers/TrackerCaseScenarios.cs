using static Loyalty.Tests.TrackerKit;

namespace Loyalty.Tests;

/// <summary>Cases: lines, multiples, limits, awards (scenarios 8 to 10, 20).</summary>
public sealed class TrackerCaseScenarios
{
    private static readonly TrackerScope BrandX = new() { LineFields = [new() { Name = "brand", Values = ["X"] }] };

    [Theory]
    [InlineData(TrackerBase.TrackedValue, 70)]
    [InlineData(TrackerBase.CurrentEventTrackedValue, 70)]
    [InlineData(TrackerBase.CurrentAggregate, 110)]
    [InlineData(TrackerBase.PreviousAggregate, 40)]
    [Trait("rule", "trackers scenario 8")]
    [Trait("rule", "trackers R13")]
    public Task Lines_are_added_and_judged_one_by_one(TrackerBase on, int points) =>
        Shop.PlayAsync(Program(Tracker(TrackerType.LineitemAmount, Case(Days(30)) with { Award = Percent(10m, on) }) with { Scope = BrandX }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var (_, saw) = await shop.BuyAtAsync(anna, "2026-01-02 10:00", 1_400m, null, Line("X", 400m), Line("Y", 300m), Line("X", 700m));
            Assert.Equal("0 and 400; 400 and 1100", saw);
            var success = Assert.Single(await shop.SuccessesAsync(anna));
            Assert.Equal((3, 700m, 0m, 400m, 1_100m, (decimal)points), (success.Line, success.TrackedValue, success.Initial, success.Previous, success.Current, success.Points));
            var lot = await shop.LotAsync(anna, 1);
            Assert.Equal((AwardKind.Tracker, 3, (decimal)points), (lot!.Kind, lot.Line, lot.Issued));
            var again = (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 1_000m) { Lines = [Line("X", 1_000m)] })).OrThrow();
            Assert.Equal("tracker.tracked", Assert.Single(again.Awards).Rule);
        });

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 400)]
    [Trait("rule", "trackers scenario 9")]
    [Trait("rule", "trackers R11")]
    public Task Each_multiple_is_reached_once(bool byEvaluation, int points) =>
        Shop.PlayAsync(
            Program(Tracker(TrackerType.BillAmount, Case(Lifetime, ModOf(1000m)) with
            {
                Award = byEvaluation ? new() { Kind = AllocationKind.Step, Step = 1m, Base = TrackerBase.TrackerEvaluation, Values = [100m] } : Fixed(100m),
            })),
            async shop =>
            {
                var anna = await shop.MemberAsync();
                Assert.Equal((false, "0 and 400"), await shop.BuyAtAsync(anna, "2026-01-02 10:00", 400m));
                Assert.Equal((true, "400 and 1100"), await shop.BuyAtAsync(anna, "2026-01-02 11:00", 700m));
                Assert.Equal(100m, (await shop.BalanceAsync(anna)).Points);
                Assert.Equal((true, "1100 and 4000"), await shop.BuyAtAsync(anna, "2026-01-02 12:00", 2_900m));
                Assert.Equal([1m, 3m], (await shop.SuccessesAsync(anna)).Select(success => success.Multiples));
                Assert.Equal(points, (await shop.BalanceAsync(anna)).Points);
            });

    [Fact]
    [Trait("rule", "trackers scenario 10")]
    [Trait("rule", "trackers R14")]
    public Task A_limit_is_for_life_and_a_crossing_happens_once() =>
        Shop.PlayAsync(
            Program(
                Tracker(TrackerType.BillAmount, Case(Days(30)) with { Limit = 2, Award = Fixed(5m) }),
                Tracker(TrackerType.BillAmount, Case(Days(30)) with { Fires = TrackerFires.Crossing }) with { Id = 2, Name = "other" }),
            async shop =>
            {
                var anna = await shop.MemberAsync();
                foreach (var amount in (decimal[])[1_000m, 10m, 10m]) await shop.BuyAtAsync(anna, "2026-01-02 10:00", amount);
                Assert.Equal([(1, 1_000m), (2, 1_000m), (1, 1_010m)], (await shop.SuccessesAsync(anna)).Select(success => (success.Tracker, success.Current)));
                Assert.Equal(10m, (await shop.BalanceAsync(anna)).Points);
                var row = (await shop.RowsAsync(anna))[0];
                Assert.Equal((1_020m, 2L, 0L, true), (row.Value, row.Used, row.Left, row.Holds));
                // In another window it holds anew, but the limit stays used.
                await shop.BuyAtAsync(anna, "2026-06-02 10:00", 1_000m);
                Assert.Equal(2L, (await shop.RowsAsync(anna))[0].Used);
                Assert.Equal(2L, (await shop.RowsAsync(anna))[1].Used);
            });

    [Fact]
    [Trait("rule", "trackers R14")]
    public Task A_limit_of_the_base_leaves_what_the_window_held_before() =>
        Shop.PlayAsync(Program(Tracker(TrackerType.BillAmount, Case(Lifetime, AtLeast(1m)) with { Award = Percent(10m, TrackerBase.TrackedValue) with { BaseLimit = 1_000m } })), async shop =>
        {
            var anna = await shop.MemberAsync();
            foreach (var amount in (decimal[])[700m, 700m, 700m]) await shop.BuyAtAsync(anna, "2026-01-02 10:00", amount);
            Assert.Equal([70m, 30m, 0m], (await shop.SuccessesAsync(anna)).Select(success => success.Points));
        });

    [Fact]
    [Trait("rule", "trackers scenario 20")]
    public Task Visits_are_bills_or_dates() =>
        Shop.PlayAsync(
            Program(
                Tracker(TrackerType.CustomerVisits, Case(Lifetime, AtLeast(3m))),
                Tracker(TrackerType.CustomerVisits, Case(Lifetime, AtLeast(2m))) with { Id = 2, Name = "days", VisitBasis = VisitBasis.Days }),
            async shop =>
            {
                var anna = await shop.MemberAsync();
                await shop.BuyAtAsync(anna, "2026-01-02 10:00", 400m);
                await shop.BuyAtAsync(anna, "2026-01-02 12:00", 300m);
                await shop.BuyAtAsync(anna, "2026-01-03 10:00", 300m);
                Assert.Equal([3m, 2m], (await shop.RowsAsync(anna)).Select(row => row.Value));
                Assert.Equal([3m, 2m], (await shop.SuccessesAsync(anna)).Select(success => success.NumberOfVisits!.Value));
            });

    [Theory]
    [InlineData(TrackerType.BillAmount, 90)]
    [InlineData(TrackerType.BillGrossAmount, 110)]
    [InlineData(TrackerType.BillDiscount, 20)]
    [InlineData(TrackerType.BillTotalQty, 5.5)]
    [InlineData(TrackerType.LineitemAmount, 90)]
    [InlineData(TrackerType.LineitemQty, 5.5)]
    [InlineData(TrackerType.LineitemCount, 3)]
    [InlineData(TrackerType.BillExtendedField, -2.5)]
    [InlineData(TrackerType.LineitemExtendedField, 7.333333)]
    [InlineData(TrackerType.CustomerVisits, 1)]
    [InlineData(TrackerType.Points, 9)]
    [Trait("rule", "trackers R3")]
    public Task Every_type_has_its_contribution(TrackerType type, double value) =>
        Shop.PlayAsync(
            Definitions.Points(Definitions.TenPercent).With(program => program with
            {
                Trackers = [Tracker(type, Case(Lifetime), Case(Lifetime, id: 2) with { Aggregate = TrackerAggregate.Count }) with { Field = type is TrackerType.BillExtendedField or TrackerType.LineitemExtendedField ? "litres" : null }],
            }),
            async shop =>
            {
                var anna = await shop.MemberAsync();
                BillLine[] lines =
                [
                    new("A", 2m, 50m) { Discount = 15m, Fields = new Dictionary<string, string> { ["litres"] = "7.3333333" } },
                    new("B", 3.5m, 40m) { Discount = 5m, Fields = new Dictionary<string, string> { ["litres"] = "many" } },
                    new("C", 0m, 0m) { Fields = new Dictionary<string, string> { ["litres"] = "0" } },
                ];
                (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 90m) { Lines = lines, Fields = new Dictionary<string, string> { ["litres"] = "-2.50" } })).OrThrow();
                (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 0m) { Fields = new Dictionary<string, string> { ["litres"] = "1e3" } })).OrThrow();
                var rows = await shop.RowsAsync(anna);
                // The second bill adds 0 and counts, unless it lacks what is tracked.
                var counts = type switch { TrackerType.LineitemAmount or TrackerType.LineitemQty or TrackerType.LineitemCount => 3, TrackerType.LineitemExtendedField => 2, TrackerType.BillExtendedField or TrackerType.Points => 1, _ => 2 };
                Assert.Equal(((decimal)value + (type == TrackerType.CustomerVisits ? 1 : 0), (decimal)counts), (rows[0].Value, rows[1].Value));
            });

    [Fact]
    [Trait("rule", "trackers R2")]
    public Task A_fact_that_is_missing_fails_the_scope() =>
        Shop.PlayAsync(
            Program(Tracker(TrackerType.BillAmount, Case(Lifetime)) with { Scope = new() { Stores = ["S1", "S2"], BillFields = [new() { Name = "channel", Values = ["web", "app"] }] } }),
            async shop =>
            {
                var anna = await shop.MemberAsync();
                await Buy(shop.Desk, "1", "web", 1m);
                await Buy(shop.Desk.AtStore("S3"), "2", "web", 10m);
                await Buy(shop.Desk.AtStore("S1"), "3", null, 100m);
                await Buy(shop.Desk.AtStore("S1"), "4", "Web", 1_000m);
                Assert.Equal(0m, await shop.ValueAsync(anna));
                await Buy(shop.Desk.AtStore("S2"), "5", "app", 10_000m);
                Assert.Equal(10_000m, await shop.ValueAsync(anna));

                async Task Buy(Workplace at, string number, string? channel, decimal amount) =>
                    (await at.Sales.AddBillAsync(new(number, anna, amount) { Fields = channel is null ? null : new Dictionary<string, string> { ["channel"] = channel } })).OrThrow();
            });

    [Fact]
    [Trait("rule", "trackers R1")]
    public Task Sales_of_all_kinds_feed_and_what_no_bill_did_does_not() =>
        Shop.PlayAsync(
            Program(Tracker(TrackerType.Points, Case(Lifetime)), Tracker(TrackerType.BillAmount, Case(Lifetime)) with { Id = 2, Name = "net" }).With(program => program with
            {
                Earning = [Definitions.TenPercent, Definitions.TenPercent with { Id = "later", DelayDays = 3 }],
                Gifts = [new() { Id = "hello", Points = 50m, Limit = 10 }],
            }),
            async shop =>
            {
                var anna = await shop.MemberAsync();
                await shop.GiveAsync(anna, "hello");
                (await shop.Desk.Sales.CheckoutAsync(new("C-1", Cart.In("INR").Add("A", 1, 300m)) { Customer = anna, RedeemPoints = 50m })).OrThrow();
                // 250 of 300 earn, a tenth at once and a tenth promised; the amount is that of the bill.
                Assert.Equal([50m, 300m], (await shop.RowsAsync(anna)).Select(row => row.Value));
                (await shop.Desk.Sales.ExchangeAsync(new(new("R-1", "C-1"), new("C-2", Cart.In("INR").Add("B", 1, 100m)) { Customer = anna }))).OrThrow();
                Assert.Equal([20m, 100m], (await shop.RowsAsync(anna)).Select(row => row.Value));
                await shop.ReturnAllAsync("C-2");
                Assert.Equal([0m, 0m], (await shop.RowsAsync(anna)).Select(row => row.Value));
            });

    [Theory]
    [InlineData(TrackerOperator.Equal, 100, null, true, false)]
    [InlineData(TrackerOperator.Greater, 99, null, true, true)]
    [InlineData(TrackerOperator.Less, 101, null, true, false)]
    [InlineData(TrackerOperator.LessOrEqual, 100, null, true, false)]
    [InlineData(TrackerOperator.GreaterOrEqual, 101, null, false, true)]
    [InlineData(TrackerOperator.Between, 100, 150, true, true)]
    [InlineData(TrackerOperator.Between, 50, 99, false, false)]
    [Trait("rule", "trackers R10")]
    public Task Conditions_compare_the_aggregate_with_the_event(TrackerOperator how, int value, int? upper, bool first, bool second) =>
        Shop.PlayAsync(Program(Tracker(TrackerType.BillAmount, Case(Lifetime, new() { Is = how, Value = value, Upper = upper }))), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal((first, "0 and 100"), await shop.BuyAtAsync(anna, "2026-01-02 10:00", 100m));
            Assert.Equal((second, "100 and 150"), await shop.BuyAtAsync(anna, "2026-01-02 10:00", 50m));
        });

    [Theory]
    [InlineData(TrackerBase.GapToUpgrade, 200)]
    [InlineData(TrackerBase.GapToUpgradeAfterEvent, 0)]
    [InlineData(TrackerBase.ExcessAfterUpgrade, 300)]
    [Trait("rule", "trackers R14")]
    public Task Bases_of_the_next_tier_are_nothing_in_the_highest(TrackerBase on, int first) =>
        Shop.PlayAsync(
            TierPrograms.P().With(program => program with
            {
                Earning = [],
                Tiers = [program.Tiers[0], program.Tiers[1] with { LifetimePurchases = 1_000m }],
                Trackers = [Tracker(TrackerType.BillAmount, Case(Lifetime, AtLeast(1_000m)) with { Award = Percent(100m, on) })],
            }),
            async shop =>
            {
                var anna = await shop.MemberAsync();
                await shop.BuyAtAsync(anna, "2026-01-02 10:00", 800m);
                await shop.BuyAtAsync(anna, "2026-01-02 10:00", 500m);
                await shop.BuyAtAsync(anna, "2026-01-02 10:00", 500m);
                Assert.Equal([first, 0m], (await shop.SuccessesAsync(anna)).Select(success => success.Points));
            });

    private static BillLine Line(string brand, decimal amount) => new("SKU", 1m, amount) { Fields = new Dictionary<string, string> { ["brand"] = brand } };
}
