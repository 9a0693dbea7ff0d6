using static Loyalty.Tests.TrackerKit;

namespace Loyalty.Tests;

/// <summary>Trackers of the type ALTERNATE_CURRENCIES: what bills' rules award in a currency beside the points.</summary>
public sealed class TrackerCurrencyScenarios
{
    private static LoyaltyDefinition With(params TrackerDefinition[] trackers) => Definitions.Points(
        Definitions.TenPercent,
        new EarningRule { Id = "miles", Values = [2m], Currency = "Miles", DelayDays = 3 },
        new EarningRule { Id = "stars", Values = [1m], Currency = "Stars" }).AllowingDebt().With(program => program with
        {
            Currencies = [new() { Id = 2, Name = "Miles", Scale = 1 }, new() { Id = 3, Name = "Stars", Returnable = false }],
            Trackers = trackers,
        });

    private static TrackerDefinition Of(string currency, int id = 1, params TrackerCase[] cases) => new() { Id = id, Name = currency, Type = TrackerType.AlternateCurrencies, Currency = currency, Cases = cases };

    [Fact]
    [Trait("rule", "trackers R10")]
    [Trait("rule", "trackers R20")]
    public Task A_currency_is_counted_as_it_is_awarded_and_falls_by_what_a_return_takes() =>
        Shop.PlayAsync(With(
            Of("miles", 1, Case(Lifetime, AtLeast(30m)) with { Award = Fixed(7m), Fires = TrackerFires.Crossing }),
            Of("Stars", 2, Case(Lifetime, AtLeast(1000m))),
            Tracker(TrackerType.Points, Case(Lifetime, AtLeast(1000m))) with { Id = 3 }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1005m);
            Assert.Equal([20.1m, 10m, 101m], (await shop.RowsAsync(anna)).Select(row => row.Value));
            // Promised ones count when they are awarded; a success gives points.
            var second = await shop.BuyAsync(anna, "B-2", 500m);
            Assert.Equal([("base", 50m), ("tracker.miles", 7m)], second.Awards.Select(award => (award.Rule, award.Points)));
            await shop.ReturnAmountAsync("B-1", 402m);
            // 2 of 5 come back: of the miles 8.0, of the points 40, of the stars, which are not returnable, none.
            Assert.Equal([22.1m, 15m, 111m], (await shop.RowsAsync(anna)).Select(row => row.Value));
            await shop.ReturnAllAsync("B-2");
            await shop.ReturnAmountAsync("B-1", 603m);
            Assert.Equal([0m, 15m, 0m], (await shop.RowsAsync(anna)).Select(row => row.Value));
        });

    [Fact]
    [Trait("rule", "trackers R10")]
    [Trait("rule", "tiers R5")]
    public Task An_upgrade_before_the_points_sees_what_the_bill_will_award() =>
        Shop.PlayAsync(With(Of("Stars", 1, Case(Lifetime))).With(program => program with
        {
            Tiers = [new() { Name = "Base" }, new() { Name = "Gold", TrackerValue = 10m }],
            TierRules = new() { Measure = TierMeasure.TrackerValueBased, Tracker = new() { Tracker = 1, Case = 1 }, UpgradeType = TierUpgradeType.Eager },
            Earning = [new() { Id = "base", Values = [10m, 20m] }, .. program.Earning.Skip(1)],
        }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var bill = await shop.BuyAsync(anna, "B-1", 1000m);
            Assert.Equal(("Gold", 200m), (bill.Tier, bill.Earned));
        });

    [Fact]
    [Trait("rule", "trackers R2")]
    public Task History_is_read_into_a_tracker_that_came_later() =>
        Shop.PlayAsync(With(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            await shop.BuyAsync(anna, "B-2", 500m);
            await shop.ReturnAmountAsync("B-1", 500m);
            (await shop.Desk.Programs.SaveAsync(With(Of("Miles", 1, Case(Lifetime))))).OrThrow();
            Assert.Equal(1, (await shop.Desk.Trackers.ReadHistoryAsync(1)).OrThrow());
            Assert.Equal(20m, await shop.ValueAsync(anna));
            await shop.ReturnAllAsync("B-2");
            Assert.Equal(10m, await shop.ValueAsync(anna));
        });

    [Fact]
    [Trait("rule", "trackers R6")]
    public Task The_currency_of_a_tracker_never_changes_but_for_its_name() =>
        Shop.PlayAsync(With(Of("Miles")), async shop =>
        {
            var renamed = With(Of("Leagues")).With(program => program with { Currencies = [program.Currencies[0] with { Name = "Leagues" }, program.Currencies[1]], Earning = [program.Earning[0], program.Earning[2]] });
            (await shop.Desk.Programs.SaveAsync(renamed)).OrThrow();
            var other = await shop.Desk.Programs.SaveAsync(renamed.With(program => program with { Trackers = [Of("Stars")] }));
            Assert.Contains(Assert.IsType<DefinitionRefused>(other.Refusal).Faults, fault => fault.Pointer == "/program/trackers/0/currency");
        });

    public static TheoryData<TrackerDefinition> Wrong => new(
        Of("Bars"), Of("Miles") with { Currency = null }, Tracker(TrackerType.Points) with { Currency = "Miles" });

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_currency_is_named_with_this_type_alone(TrackerDefinition tracker) =>
        Assert.Equal(["/program/trackers/0/currency"], DefinitionCheck.Faults(With(tracker)).Select(fault => fault.Pointer));
}
