using NodaTime;

namespace Loyalty.Tests;

/// <summary>When a cycle begins and ends (scenarios 8 to 15).</summary>
public sealed class TierValidityScenarios
{
    [Fact]
    [Trait("rule", "tiers scenario 8")]
    [Trait("rule", "tiers R7")]
    [Trait("rule", "tiers R20")]
    public Task A_cycle_begins_on_the_date_of_the_bill_and_is_checked_when_it_ends() =>
        Shop.PlayAsync(TierPrograms.P().Lasting(12), async shop =>
        {
            var anna = await shop.MemberAsync();
            shop.At("2024-04-18 09:00");
            (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 10_000m) { Time = shop.Clock.At("2024-04-15 14:30") })).OrThrow();
            var until = (await shop.StandingAsync(anna)).ValidUntil!.Value;
            Assert.Equal(Instant.FromUtc(2025, 4, 14, 18, 30), until);
            Assert.Equal(1_744_655_399_000L, (until - Duration.FromSeconds(1)).ToUnixTimeMilliseconds());
            shop.At("2025-04-14 23:59:59");
            Assert.Equal(TierAction.Upgrade, Assert.Single(await shop.HistoryAsync(anna)).Action);
            shop.At("2025-04-15 00:00");
            var check = (await shop.HistoryAsync(anna))[1];
            Assert.Equal((TierAction.Renewal, until, 0L), (check.Action, check.Effective, check.Position));
        }, "2024-04-15 10:00");

    [Fact]
    [Trait("rule", "tiers scenario 9")]
    [Trait("rule", "tiers R8")]
    public Task A_second_upgrade_begins_a_cycle_of_its_own() =>
        Shop.PlayAsync(TierPrograms.P().Lasting(12), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 10_000m);
            shop.At("2024-10-25 12:00");
            await shop.BuyAsync(anna, "B-2", 5_000m);
            Assert.Equal("2025-10-25 00:00:00", await shop.UntilAsync(anna));
            shop.At("2025-10-24 12:00");
            Assert.Equal([TierAction.Upgrade, TierAction.Upgrade], (await shop.HistoryAsync(anna)).Select(change => change.Action));
        }, "2024-04-15 14:30");

    [Fact]
    [Trait("rule", "tiers R8")]
    public Task A_changed_program_touches_no_standing_that_there_is() =>
        Shop.PlayAsync(TierPrograms.P().Lasting(12), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 10_000m);
            (await shop.Desk.Programs.SaveAsync(TierPrograms.P().Lasting(3))).OrThrow();
            Assert.Equal("2025-04-15 00:00:00", await shop.UntilAsync(anna));
            shop.At("2025-04-15 00:00");
            Assert.Equal("2025-07-15 00:00:00", await shop.UntilAsync(anna));
        }, "2024-04-15 14:30");

    [Theory]
    [InlineData("America/Santiago", "2024-09-07 10:00", "2025-09-07T04:00:00Z", "2025-09-06 23:59:59")]
    [InlineData("America/Havana", "2023-11-03 10:00", "2024-11-03T04:00:00Z", "2024-11-02 23:59:59")]
    [Trait("rule", "tiers scenario 10")]
    [Trait("rule", "tiers R21")]
    public Task A_cycle_ends_with_the_first_instant_of_a_day_that_has_no_midnight_or_two(string zone, string upgraded, string due, string shown) =>
        Shop.PlayAsync(TierPrograms.P().Lasting(12).In(organisation => organisation with { Zone = zone }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 10_000m);
            var until = (await shop.StandingAsync(anna)).ValidUntil!.Value;
            Assert.Equal((due, shown), ($"{until}", shop.Until(until - Duration.FromSeconds(1))));
        }, upgraded);

    [Theory]
    [InlineData(12, TierExtension.OneMonth, TierRhythm.Daily, "2020-03-15", "2021-03-15", "2021-04-15")]
    [InlineData(12, TierExtension.OneMonth, TierRhythm.MonthEnd, "2020-03-15", "2021-03-31", "2021-04-30")]
    [InlineData(12, TierExtension.TierLength, TierRhythm.Daily, "2020-03-15", "2021-03-15", "2022-03-15")]
    [InlineData(12, TierExtension.TierLength, TierRhythm.MonthEnd, "2020-03-15", "2021-03-31", "2022-03-31")]
    [InlineData(2, TierExtension.FixedDate, TierRhythm.Daily, "2021-01-15", "2021-03-15", "2021-05-01")]
    [InlineData(2, TierExtension.FixedDate, TierRhythm.MonthEnd, "2021-01-15", "2021-03-31", "2021-05-31")]
    [InlineData(1, TierExtension.TierLength, TierRhythm.MonthEnd, "2022-01-31", "2022-02-28", "2022-03-31")]
    [InlineData(1, TierExtension.TierLength, TierRhythm.Daily, "2022-01-31", "2022-02-28", "2022-03-28")]
    [Trait("rule", "tiers scenario 11")]
    [Trait("rule", "tiers R20")]
    [Trait("rule", "tiers R24")]
    [Trait("rule", "tiers R25")]
    public Task A_renewal_extends_by_what_the_program_says_and_is_checked_in_its_rhythm(int months, TierExtension by, TierRhythm rhythm, string from, string due, string next) =>
        Shop.PlayAsync(
            TierPrograms.P().Lasting(months).Rules(rules => rules with { Extension = by, Rhythm = rhythm, ExtensionDate = by == TierExtension.FixedDate ? new LocalDate(2021, 3, 1) : null }),
            async shop =>
            {
                var anna = await shop.MemberAsync();
                await shop.BuyAsync(anna, "B-1", 10_000m);
                // The day of the due date is over only in the rhythm of months.
                var late = rhythm == TierRhythm.MonthEnd ? 1 : 0;
                Assert.Equal(Midnight(due, late), await shop.UntilAsync(anna));
                shop.At(Midnight(due, late)[..16]);
                Assert.Equal(Midnight(next, late), await shop.UntilAsync(anna));
            }, from + " 12:00");

    [Fact]
    [Trait("rule", "tiers scenario 12")]
    public Task A_fixed_date_moves_to_the_first_of_its_month() =>
        Shop.PlayAsync(TierPrograms.P().Lasting(2).Rules(rules => rules with { Extension = TierExtension.FixedDate, ExtensionDate = new LocalDate(2018, 10, 21) }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 10_000m);
            Assert.Equal(["2018-09-15", "2018-10-01", "2018-12-01", "2019-02-01"], await DuesAsync(shop, anna, 4));
        }, "2018-07-15 12:00");

    [Fact]
    [Trait("rule", "tiers scenario 13")]
    [Trait("rule", "tiers R22")]
    public Task A_registration_on_the_29th_of_February_has_its_anniversary_on_the_28th() =>
        Shop.PlayAsync(TierPrograms.P().Lasting(null).Rules(rules => rules with { Validity = TierValidityKind.RegistrationDate }), async shop =>
        {
            var anna = await shop.MemberAsync();
            shop.At("2024-06-01 10:00");
            await shop.BuyAsync(anna, "B-1", 10_000m);
            Assert.Equal(["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"], await DuesAsync(shop, anna, 4));
        }, "2024-02-29 10:00");

    [Theory]
    [InlineData("2023-10-20", null, "2023-10-25")]
    [InlineData("2023-10-25", null, "2024-10-25")]
    [InlineData("2023-10-20", 6, "2024-10-25")]
    [InlineData("2025-10-15", 6, "2026-10-25")]
    [Trait("rule", "tiers scenario 14")]
    [Trait("rule", "tiers R22")]
    [Trait("rule", "tiers R23")]
    public async Task The_least_duration_passes_over_an_anniversary_or_a_fixed_date_that_is_too_near(string start, int? least, string due)
    {
        foreach (var kind in (TierValidityKind[])[TierValidityKind.RegistrationDate, TierValidityKind.FixedDate])
        {
            var definition = TierPrograms.P().Lasting(null).Rules(rules => rules with
            {
                Validity = kind, MinimumMonths = least, ValidityDate = kind == TierValidityKind.FixedDate ? new LocalDate(2000, 10, 25) : null,
            });
            await Shop.PlayAsync(definition, async shop =>
            {
                // A fixed date holds whenever the member came; an anniversary is the registration's.
                var history = new CallOptions { History = true, EffectiveTime = shop.Clock.At(kind == TierValidityKind.FixedDate ? "2022-03-03 10:00" : "2022-10-25 10:00") };
                var anna = (await shop.Desk.Customers.EnrolAsync(new() { ExternalId = "M-1" }, history)).OrThrow().Id;
                await shop.BuyAsync(anna, "B-1", 10_000m);
                Assert.Equal([due], await DuesAsync(shop, anna, 1));
            }, start + " 10:00");
        }
    }

    [Theory]
    [InlineData(200, "Gold")]
    [InlineData(201, "Silver")]
    [Trait("rule", "tiers scenario 15")]
    [Trait("rule", "tiers R31")]
    public Task After_an_extension_by_a_month_a_check_still_sees_a_whole_length(int needed, string tier) =>
        Shop.PlayAsync(TierPrograms.P().Lasting(12, new() { Purchases = needed }).Rules(rules => rules with { Extension = TierExtension.OneMonth }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-0", 10_000m);
            shop.At("2023-05-14 12:00");
            await shop.BuyAsync(anna, "B-1", 100m);
            shop.At("2024-05-14 23:59:59");
            await shop.BuyAsync(anna, "B-2", 200m);
            Assert.Equal("2024-05-15 00:00:00", await shop.UntilAsync(anna));
            Assert.Equal(200m, Assert.Single((await shop.ProgressAsync(anna)).ForRenewal).Value);
            shop.At("2024-05-15 00:00");
            Assert.Equal(tier, (await shop.StandingAsync(anna)).Tier);
            await shop.BuyAsync(anna, "B-3", 400m);
            Assert.Equal(tier == "Gold" ? TierAction.Renewal : TierAction.Downgrade, (await shop.HistoryAsync(anna))[2].Action);
        }, "2023-04-15 12:00");

    private static string Midnight(string date, int daysLater) =>
        $"{NodaTime.Text.LocalDatePattern.Iso.Format(NodaTime.Text.LocalDatePattern.Iso.Parse(date).Value.PlusDays(daysLater))} 00:00:00";

    /// <summary>The dates of the dues that follow one another, each read at the one before.</summary>
    private static async Task<IReadOnlyList<string>> DuesAsync(Shop shop, CustomerId customer, int count)
    {
        var dues = new List<string>();
        while (dues.Count < count)
        {
            var until = (await shop.StandingAsync(customer)).ValidUntil!.Value;
            dues.Add(shop.Until(until)![..10]);
            shop.Clock.Set(until);
        }
        return dues;
    }
}
