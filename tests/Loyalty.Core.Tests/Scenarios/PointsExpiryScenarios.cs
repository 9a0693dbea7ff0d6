using NodaTime;

namespace Loyalty.Tests;

/// <summary>Points: when they lapse (scenarios 7 and 8).</summary>
public sealed class PointsExpiryScenarios
{
    [Theory]
    [Trait("rule", "points scenario 7")]
    [Trait("rule", "points R23")]
    [InlineData(ExpiryUnit.NumDays, 10, "2021-07-01", "2021-07-11")]
    [InlineData(ExpiryUnit.NumMonthsEnd, 1, "2021-07-10", "2021-08-31")]
    [InlineData(ExpiryUnit.NumMonthsEnd, 1, "2024-01-31", "2024-02-29")]
    [InlineData(ExpiryUnit.NumMonthsEnd, 12, "2019-10-31", "2020-10-31")]
    [InlineData(ExpiryUnit.NumMonthsEnd, 12, "2019-12-12", "2020-12-31")]
    [InlineData(ExpiryUnit.NumMonthsEnd, 5, "2018-01-10", "2018-06-30")]
    [InlineData(ExpiryUnit.NumMonths, 1, "2024-01-31", "2024-02-29")]
    [InlineData(ExpiryUnit.NumYears, 1, "2024-02-29", "2025-02-28")]
    [InlineData(ExpiryUnit.MonthEnd, null, "2024-02-10", "2024-02-29")]
    [InlineData(ExpiryUnit.YearEnd, null, "2024-02-10", "2024-12-31")]
    public Task Points_are_good_through_the_last_day_of_the_table(ExpiryUnit unit, int? value, string earned, string lastDay) =>
        GoodThrough(new ExpiryRule { Unit = unit, Value = value }, earned, lastDay);

    [Theory]
    [Trait("rule", "points scenario 7")]
    [InlineData(12, 31, "2024-12-31", "2024-12-31")]
    [InlineData(12, 31, "2024-06-01", "2024-12-31")]
    [InlineData(3, 31, "2024-06-01", "2025-03-31")]
    [InlineData(2, 29, "2024-06-01", "2025-02-28")]
    public Task A_date_without_a_year_is_its_next_occurrence_the_day_itself_included(int month, int day, string earned, string lastDay) =>
        GoodThrough(new ExpiryRule { Unit = ExpiryUnit.FixedDateWithoutYear, Date = new LocalDate(2024, month, day) }, earned, lastDay);

    [Theory]
    [Trait("rule", "points scenario 8")]
    [Trait("rule", "points R2")]
    [InlineData("Asia/Kolkata", "2025-10-28", "2025-10-28T18:30:00Z")]
    [InlineData("America/New_York", "2026-11-01", "2026-11-02T05:00:00Z")]
    [InlineData("Asia/Beirut", "2025-03-29", "2025-03-29T22:00:00Z")]
    public async Task Points_are_good_to_the_last_second_of_the_local_day_whatever_daylight_saving_does(string zone, string lastDay, string lapses)
    {
        var day = NodaTime.Text.LocalDatePattern.Iso.Parse(lastDay).Value;
        var expired = NodaTime.Text.InstantPattern.General.Parse(lapses).Value;
        var program = Definitions.Points(Definitions.TenPercent).In(o => o with { Zone = zone }).Expiring(Definitions.Through(day.Year, day.Month, day.Day));
        await Shop.PlayAsync(program, async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(expired, (await shop.BuyAsync(anna, "B-1", 1000m)).Awards[0].ExpiresAt);
            shop.Clock.Set(expired - Duration.FromSeconds(1));
            Assert.Equal(100m, (await shop.BalanceAsync(anna)).Points);
            Assert.Equal(60m, (await shop.RedeemAsync(anna, 40m)).Balance);
            shop.Clock.Set(expired);
            Assert.Equal(0m, (await shop.BalanceAsync(anna)).Points);
            Assert.Equal("points.insufficient", (await shop.Desk.Points.RedeemAsync(new(anna, 1m, "late"))).Refusal!.Code);
            Assert.Equal(60m, (await shop.TotalsAsync(anna)).Expired);
        }, from: day.PlusDays(-20).ToString("uuuu-MM-dd", null) + " 12:00");
    }

    [Fact]
    [Trait("rule", "points scenario 8")]
    public void The_last_good_second_in_Kolkata_is_the_documented_one() =>
        Assert.Equal(1761676199, (Expiry.LapseOf(new LocalDate(2025, 10, 28), DateTimeZoneProviders.Tzdb["Asia/Kolkata"]) - Duration.FromSeconds(1)).ToUnixTimeSeconds());

    [Fact]
    [Trait("rule", "points R23")]
    public Task A_fixed_date_that_is_past_becomes_seven_days_from_processing() =>
        Shop.PlayAsync(Definitions.Points(Definitions.TenPercent).Expiring(Definitions.Through(2025, 12, 31)), async shop =>
        {
            shop.At("2026-03-10 09:00");
            var bill = await shop.BuyAsync(await shop.MemberAsync(), "B-1", 1000m);
            Assert.Equal(shop.Clock.At("2026-03-18"), bill.Awards[0].ExpiresAt);
        });

    [Fact]
    [Trait("rule", "points R27")]
    public Task A_new_expiry_rule_leaves_issued_lots_alone() =>
        Shop.PlayAsync(Definitions.Points(Definitions.TenPercent).Expiring(Definitions.Days(30)), async shop =>
        {
            shop.At("2026-01-10 09:00");
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            shop.At("2026-01-11 09:00");
            (await shop.Desk.Programs.SaveAsync(Definitions.Points(Definitions.TenPercent).Expiring(Definitions.Days(5)))).OrThrow();
            await shop.BuyAsync(anna, "B-2", 500m);
            Assert.Equal(
                [(50m, shop.Clock.At("2026-01-17")), (100m, shop.Clock.At("2026-02-10"))],
                (await shop.StatementAsync(anna)).Lots.Select(lot => (lot.Available, lot.ExpiresAt!.Value)));
        });

    private static Task GoodThrough(ExpiryRule rule, string earned, string lastDay) =>
        Shop.PlayAsync(Definitions.Points(Definitions.TenPercent).Expiring(rule), async shop =>
        {
            var anna = await shop.MemberAsync();
            var bill = await shop.BuyAsync(anna, "B-1", 1000m);
            var lapses = bill.Awards[0].ExpiresAt!.Value;
            Assert.Equal(lastDay, (lapses - Duration.FromSeconds(1)).InZone(shop.Clock.Zone).Date.ToString("uuuu-MM-dd", null));
            shop.At(lastDay + " 23:59:59");
            Assert.Equal(100m, (await shop.BalanceAsync(anna)).Points);
            shop.Clock.Set(lapses);
            Assert.Equal(0m, (await shop.BalanceAsync(anna)).Points);
            Assert.Equal(1, (await shop.Engine.CatchUpAsync()).OrThrow());
            Assert.Equal(100m, (await shop.TotalsAsync(anna)).Expired);
        }, from: earned + " 12:00");
}
