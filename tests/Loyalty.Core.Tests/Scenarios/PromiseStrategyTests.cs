using NodaTime;

namespace Loyalty.Tests;

/// <summary>Points R19, R22: how long points are promised, and what an activity may not promise.</summary>
public sealed class PromiseStrategyTests
{
    private static LoyaltyDefinition Of(params EarningRule[] rules) => Definitions.Points(rules).Expiring(Definitions.Days(60)).In(organisation => organisation with
    {
        Bills = organisation.Bills with { ExtendedFields = [new() { Name = "days", Of = BillFieldOf.Line }, new() { Name = "date", Of = BillFieldOf.Line }] },
    });

    private static EarningRule Line(DelayStrategy strategy, string? field = null, int? days = 3) => new() { Id = "line", On = EarningBasis.Line, Values = [10m], DelayDays = days, DelayStrategy = strategy, DelayField = field };

    private static BillLine A(int? returnable = null, string? name = null, string? value = null) => new("A", 1, 100m)
    {
        Details = new() { ReturnableDays = returnable, Extended = name is null ? null : new Dictionary<string, string> { [name] = value! } },
    };

    [Theory]
    [Trait("rule", "points R22")]
    [InlineData(DelayStrategy.FixedDelayFromItemReturnPeriod, null, null, 14, "2026-01-16")]
    [InlineData(DelayStrategy.FixedDelayFromItemReturnPeriod, null, null, 0, "2026-01-02")]
    [InlineData(DelayStrategy.FixedDelayFromItemReturnPeriod, null, null, -1, "2026-01-05")]
    [InlineData(DelayStrategy.FixedDelayFromItemReturnPeriod, null, null, null, "2026-01-05")]
    [InlineData(DelayStrategy.FixedDelayFromTxnItemExtField, "days", "7", null, "2026-01-09")]
    [InlineData(DelayStrategy.FixedDelayFromTxnItemExtField, "days", "soon", null, "2026-01-05")]
    [InlineData(DelayStrategy.FixedDelayFromTxnItemExtField, "days", "3651", null, "2026-01-05")]
    [InlineData(DelayStrategy.FixedDelayFromTxnItemExtField, "days", null, null, "2026-01-05")]
    [InlineData(DelayStrategy.AccrualDateFromTxnItemExtField, "date", "2026-02-11", null, "2026-02-11")]
    [InlineData(DelayStrategy.AccrualDateFromTxnItemExtField, "date", "2026-01-01", null, null)]
    [InlineData(DelayStrategy.AccrualDateFromTxnItemExtField, "date", "2025-06-01", null, null)]
    [InlineData(DelayStrategy.AccrualDateFromTxnItemExtField, "date", "later", null, "2026-01-05")]
    [InlineData(DelayStrategy.AsDefinedInAllocationStrategy, null, null, 14, "2026-01-05")]
    public Task A_line_says_when_its_points_can_be_used(DelayStrategy strategy, string? field, string? value, int? returnable, string? usable) =>
        Shop.PlayInMemoryAsync(Of(Line(strategy, field)), async shop =>
        {
            var anna = await shop.MemberAsync();
            var bill = await shop.BuyAsync(anna, "B-1", 100m, A(returnable, value is null ? null : field, value));
            Assert.Equal(usable is null ? null : shop.Clock.At(usable), Assert.Single(bill.Awards).ConvertsAt);
            Assert.Equal((usable is not null, usable is null ? 0m : 10m), (bill.Awards[0].IsPromised, bill.Promised));
            if (usable is null) return;
            shop.Clock.Set(shop.Clock.At(usable) - Duration.FromTicks(1));
            Assert.Equal((0m, 10m), ((await shop.BalanceAsync(anna)).Points, (await shop.BalanceAsync(anna)).Promised));
            shop.At(usable);
            Assert.Equal(10m, (await shop.BalanceAsync(anna)).Points);
        });

    [Fact]
    [Trait("rule", "points R22")]
    public Task Each_line_of_an_award_that_is_spread_has_a_day_of_its_own() =>
        Shop.PlayInMemoryAsync(Of(new EarningRule { Id = "spread", Values = [10m], SpreadOverLines = true, DelayStrategy = DelayStrategy.FixedDelayFromItemReturnPeriod }), async shop =>
        {
            var bill = await shop.BuyAsync(await shop.MemberAsync(), "B-1", 200m, A(2), A());
            Assert.Equal([shop.Clock.At("2026-01-04"), null], bill.Awards.Select(award => award.ConvertsAt));
        });

    [Fact]
    [Trait("rule", "points R22")]
    [Trait("rule", "points R21")]
    public Task What_waits_for_a_trigger_has_no_day_and_converts_when_it_is_told() =>
        Shop.PlayAsync(Of(new EarningRule { Id = "trigger", Values = [10m], DelayStrategy = DelayStrategy.OnExternalTrigger }, Line(DelayStrategy.AsDefinedInAllocationStrategy)), async shop =>
        {
            var anna = await shop.MemberAsync();
            var bill = await shop.BuyAsync(anna, "B-1", 100m, A());
            Assert.Equal((20m, 20m), (bill.Earned, bill.Promised));
            shop.At("2026-02-01 10:00");
            Assert.Equal((10m, 10m), ((await shop.BalanceAsync(anna)).Points, (await shop.BalanceAsync(anna)).Promised));
            Assert.Empty((await shop.Desk.Points.ConversionScheduleAsync(new(anna))).OrThrow());
            Assert.Equal(4m, (await shop.ReturnAmountAsync("B-1", 25m)).TakenBack);
            var done = (await shop.Desk.Points.ConvertPromisedAsync(new(anna, bill.Bill))).OrThrow();
            Assert.Equal((8m, 16m), (done.Points, done.Balance));
            // Past its expiry it converts and expires together (points R20).
            var other = await shop.BuyAsync(anna, "B-2", 100m);
            shop.At("2026-06-01 10:00");
            Assert.Equal(10m, (await shop.BalanceAsync(anna)).Promised);
            Assert.Equal((10m, 0m), ((await shop.Desk.Points.ConvertPromisedAsync(new(anna, other.Bill))).OrThrow().Points, (await shop.BalanceAsync(anna)).Points));
        });

    /// <summary>An activity is one earning rule: it awards at once or promises in one way. Gifts and bonuses, which registration and updates give, promise nothing.</summary>
    [Fact]
    [Trait("rule", "points R19")]
    public async Task An_activity_that_promises_twice_or_at_registration_is_refused_when_saved()
    {
        (EarningRule Rule, string Pointer)[] wrong =
        [
            (new() { Id = "a", Values = [1m], DelayDays = 3, DelayStrategy = DelayStrategy.OnExternalTrigger }, "delayDays"),
            (Line(DelayStrategy.FixedDelayFromTxnItemExtField), "delayField"),
            (Line(DelayStrategy.AsDefinedInAllocationStrategy, "days"), "delayField"),
            (Line(DelayStrategy.FixedDelayFromItemReturnPeriod) with { On = EarningBasis.Bill }, "delayStrategy"),
            (Line(DelayStrategy.AccrualDateFromTxnItemExtField, "date") with { On = EarningBasis.Bill }, "delayStrategy"),
        ];
        await using var shop = await Shop.OpenAsync(Of(Definitions.TenPercent));
        foreach (var (rule, pointer) in wrong)
        {
            Assert.Equal($"/program/earning/0/{pointer}", Assert.Single(DefinitionCheck.Faults(Of(rule))).Pointer);
            Assert.Equal("program.invalid", (await shop.Desk.Programs.SaveAsync(Of(rule))).Refusal?.Code);
        }
        var json = Of(Definitions.TenPercent).Giving(("GIFT", 5m, new ExpiryRule())).ToJson();
        var delayed = LoyaltyDefinition.FromJson(json.Replace("\"GIFT\"", "\"GIFT\", \"delayDays\": 3", StringComparison.Ordinal));
        Assert.Equal("/program/gifts/0/delayDays", Assert.Single(delayed.Faults).Pointer);
    }
}
