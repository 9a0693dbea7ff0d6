using NodaTime;

namespace Loyalty.Tests;

/// <summary>Points whose end later activities move (scenarios 9 and 10), and the laws of it.</summary>
public sealed class PointsRollingScenarios
{
    private static readonly ExpiryRule Rolling = Definitions.Days(30) with { Rolling = true };

    private static LoyaltyDefinition Program => Definitions.Points(Definitions.TenPercent).Expiring(Rolling);

    private static LoyaltyDefinition Single(SinglePointsExpiry single) =>
        Definitions.Points(Definitions.TenPercent).Expiring(Definitions.Days(181) with { Rolling = true }).In(organisation => organisation with { SinglePointsExpiry = single });

    [Fact]
    [Trait("rule", "points scenario 9")]
    [Trait("rule", "points R24")]
    public Task A_purchase_counts_every_rolling_lot_anew_and_leaves_fixed_ones() =>
        Shop.PlayAsync(Program.With(program => program with { Earning = [Definitions.TenPercent, new() { Id = "fixed", Values = [1m], Expiry = Definitions.Days(30) }] }), async shop =>
        {
            shop.At("2026-06-10 12:00");
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            Assert.All((await shop.StatementAsync(anna)).Lots, lot => Assert.Equal(shop.Clock.At("2026-07-11"), lot.ExpiresAt));
            shop.At("2026-07-07 12:00");
            await shop.BuyAsync(anna, "B-2", 200m);
            var lots = (await shop.StatementAsync(anna)).Lots.OrderBy(lot => lot.Number).Select(lot => (lot.Available, lot.ExpiresAt!.Value));
            Assert.Equal([(100m, shop.Clock.At("2026-08-07")), (10m, shop.Clock.At("2026-07-11")), (20m, shop.Clock.At("2026-08-07")), (2m, shop.Clock.At("2026-08-07"))], lots);
            // A return does not count back.
            await shop.ReturnAllAsync("B-2");
            shop.At("2026-08-06 23:59:59");
            Assert.Equal(100m, (await shop.BalanceAsync(anna)).Points);
            shop.At("2026-08-07");
            Assert.Equal(0m, (await shop.BalanceAsync(anna)).Points);
        });

    [Theory]
    [Trait("rule", "points scenario 9")]
    [InlineData("2026-07-11 00:00", 200, false, null, "2026-08-11")]
    [InlineData("2026-07-10 23:59:59", 200, false, "2026-08-10", "2026-08-10")]
    [InlineData("2026-07-07 12:00", 0, false, "2026-07-11", null)]
    [InlineData("2026-07-07 12:00", 0, true, "2026-08-07", null)]
    public Task What_has_lapsed_is_gone_and_a_purchase_of_nothing_counts_where_the_setting_says_so(string bought, int amount, bool onZero, string? first, string? second) =>
        Shop.PlayAsync(Program.With(program => program with { Points = program.Points with { RollsOnZero = onZero } }), async shop =>
        {
            shop.At("2026-06-10 12:00");
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            shop.At(bought);
            await shop.BuyAsync(anna, "B-2", amount);
            var statement = await shop.StatementAsync(anna);
            Assert.Equal(first is null ? 100m : 0m, statement.Totals.Expired);
            Assert.Equal(new[] { first, second }.OfType<string>().Select(end => (Instant?)shop.Clock.At(end)), statement.Lots.OrderBy(lot => lot.Number).Select(lot => lot.ExpiresAt));
        });

    [Fact]
    [Trait("rule", "points scenario 10")]
    [Trait("rule", "points R25")]
    public Task The_single_expiry_moves_all_to_the_activity_and_the_window() =>
        Shop.PlayAsync(Single(new() { Window = 12 }), async shop =>
        {
            shop.At("2025-01-01 12:00");
            var anna = await shop.MemberAsync();
            Assert.Equal(shop.Clock.At("2025-07-02"), (await shop.BuyAsync(anna, "B-1", 1000m)).Awards[0].ExpiresAt);
            shop.At("2025-06-01 12:00");
            await shop.BuyAsync(anna, "B-2", 500m);
            Assert.Equal([(50m, shop.Clock.At("2025-11-30")), (100m, shop.Clock.At("2026-06-02"))], (await shop.StatementAsync(anna)).Lots.Select(lot => (lot.Available, lot.ExpiresAt!.Value)));
            // A redemption is no activity unless it is listed.
            await shop.RedeemAsync(anna, 10m);
            shop.At("2026-06-01 23:59:59");
            Assert.Equal(100m, (await shop.BalanceAsync(anna)).Points);
            shop.At("2026-06-02");
            Assert.Equal(0m, (await shop.BalanceAsync(anna)).Points);
        }, from: "2025-01-01 10:00");

    [Fact]
    [Trait("rule", "points R25")]
    public Task Listed_activities_move_the_end_by_days_or_months_clipped() =>
        Shop.PlayAsync(Single(new() { Window = 1, Activities = [PointsActivity.Redemption] }).Expiring(Definitions.Days(60) with { Rolling = true }), async shop =>
        {
            shop.At("2026-01-10 12:00");
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            shop.At("2026-01-31 12:00");
            await shop.BuyAsync(anna, "B-2", 0m);
            await shop.RedeemAsync(anna, 10m);
            Assert.Equal(shop.Clock.At("2026-03-12"), (await shop.StatementAsync(anna)).Lots[0].ExpiresAt);
            (await shop.Desk.Programs.SaveAsync(Single(new() { Window = 40, Unit = WindowUnit.Days, Activities = [PointsActivity.Redemption] }).Expiring(Definitions.Days(60) with { Rolling = true }))).OrThrow();
            shop.At("2026-02-01 12:00");
            var hold = (await shop.Desk.Points.HoldAsync(new(anna, 5m, "h"))).OrThrow();
            Assert.Equal(shop.Clock.At("2026-03-12"), (await shop.StatementAsync(anna)).Lots[0].ExpiresAt);
            (await shop.Desk.Points.CaptureAsync(new(hold.Redemption))).OrThrow();
            Assert.Equal(shop.Clock.At("2026-03-14"), (await shop.StatementAsync(anna)).Lots[0].ExpiresAt);
        });

    [Fact]
    [Trait("rule", "points R25")]
    public Task One_more_window_is_given_once_and_by_the_clock_alone() =>
        Shop.PlayAsync(Single(new() { Mode = SinglePointsExpiryMode.AddOneMoreWindow, Window = 1 }).Expiring(Definitions.Days(30) with { Rolling = true }), async shop =>
        {
            shop.At("2026-01-01 12:00");
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            Assert.Equal(shop.Clock.At("2026-02-01"), (await shop.StatementAsync(anna)).Lots[0].ExpiresAt);
            shop.At("2026-02-01");
            Assert.Equal((100m, shop.Clock.At("2026-03-01")), ((await shop.BalanceAsync(anna)).Points, (await shop.StatementAsync(anna)).Lots[0].ExpiresAt!.Value));
            shop.At("2026-02-20 12:00");
            await shop.BuyAsync(anna, "B-2", 0m);
            shop.At("2026-02-28 23:59:59");
            Assert.Equal(100m, (await shop.BalanceAsync(anna)).Points);
            shop.At("2026-03-01");
            Assert.Equal((0m, 100m), ((await shop.BalanceAsync(anna)).Points, (await shop.TotalsAsync(anna)).Expired));
        });

    [Fact]
    [Trait("rule", "points R24")]
    public Task A_purchase_that_is_recorded_late_reopens_what_expired_since() =>
        Shop.PlayAsync(Program.AllowingDebt(), async shop =>
        {
            shop.At("2026-06-10 12:00");
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            shop.At("2026-07-20 12:00");
            await shop.BuyAsync(anna, "B-2", 100m);
            Assert.Equal((10m, 100m), ((await shop.BalanceAsync(anna)).Points, (await shop.TotalsAsync(anna)).Expired));
            shop.At("2026-07-25 12:00");
            (await shop.Desk.Sales.AddBillAsync(new("B-3", anna, 50m) { Time = shop.Clock.At("2026-07-09 12:00") })).OrThrow();
            // The purchase of the 20th, which found the 100 gone, moves them too.
            Assert.Equal([(100m, shop.Clock.At("2026-08-20")), (5m, shop.Clock.At("2026-08-20")), (10m, shop.Clock.At("2026-08-20"))], (await shop.StatementAsync(anna)).Lots.OrderBy(lot => lot.Earned).Select(lot => (lot.Available, lot.ExpiresAt!.Value)));
            Assert.Equal(0m, (await shop.StatementAsync(anna, "2026-07-15 12:00", "2026-07-24 12:00")).Balance.Points);
            Assert.Equal(105m, (await shop.StatementAsync(anna, "2026-07-15 12:00")).Balance.Points);
        });

    [Fact]
    [Trait("rule", "points R24")]
    [Trait("rule", "points R52")]
    public Task What_is_reopened_settles_debt_first() =>
        Shop.PlayAsync(Program.AllowingDebt(), async shop =>
        {
            shop.At("2026-06-10 12:00");
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            shop.At("2026-07-20 12:00");
            await shop.BuyAsync(anna, "B-2", 300m);
            await shop.RedeemAsync(anna, 30m);
            await shop.ReturnAllAsync("B-2");
            Assert.Equal(-30m, (await shop.BalanceAsync(anna)).Points);
            (await shop.Desk.Sales.AddBillAsync(new("B-3", anna, 0m) { Time = shop.Clock.At("2026-07-09 12:00") })).OrThrow();
            Assert.Equal(-30m, (await shop.BalanceAsync(anna)).Points);
            (await shop.Desk.Sales.AddBillAsync(new("B-4", anna, 50m) { Time = shop.Clock.At("2026-07-09 12:00") })).OrThrow();
            Assert.Equal((75m, 0m), ((await shop.BalanceAsync(anna)).Points, (await shop.TotalsAsync(anna)).Debt));
        });

    /// <summary>Whatever the order in which purchases are learnt, the same points are good to the same days; the clock's work in steps or in one.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(SinglePointsExpiryMode.MaximumExpiryDate)]
    [Trait("rule", "points R24")]
    [Trait("rule", "points R25")]
    public async Task The_order_of_recording_and_the_steps_of_the_clock_do_not_matter(SinglePointsExpiryMode? mode)
    {
        var program = mode is { } single ? Program.In(organisation => organisation with { SinglePointsExpiry = new() { Mode = single, Window = 45, Unit = WindowUnit.Days } }) : Program;
        for (var seed = 1; seed <= 40; seed++)
        {
            var dice = new Random(seed);
            var days = Enumerable.Range(0, dice.Next(2, 9)).Select(_ => dice.Next(0, 150)).Order().ToArray();
            var inTurn = await PlayedAsync(program, [.. days.Select((day, i) => (day, i))], late: false, catchesUp: false);
            Assert.Equal(inTurn, await PlayedAsync(program, [.. days.Select((day, i) => (day, i))], late: false, catchesUp: true));
            var shuffled = days.Select((day, i) => (day, i)).ToArray();
            dice.Shuffle(shuffled);
            Assert.Equal((seed, inTurn), (seed, await PlayedAsync(program, shuffled, late: true, catchesUp: false)));
        }

        static async Task<string> PlayedAsync(LoyaltyDefinition program, (int Day, int Number)[] purchases, bool late, bool catchesUp)
        {
            var text = "";
            await Shop.PlayInMemoryAsync(program, async shop =>
            {
                var start = shop.Clock.At("2026-01-01 12:00");
                var anna = (await shop.Desk.Customers.EnrolAsync(new() { ExternalId = "M-1" }, new() { EffectiveTime = shop.Clock.At("2026-01-01 09:00"), History = true })).OrThrow().Id;
                if (late) shop.Clock.Set(start + Duration.FromDays(160));
                for (var day = 0; !late && day <= 160; day++)
                {
                    shop.Clock.Set(start + Duration.FromDays(day));
                    if (catchesUp) (await shop.Engine.CatchUpAsync()).OrThrow();
                    foreach (var (_, number) in purchases.Where(each => each.Day == day)) await shop.BuyAsync(anna, $"B-{number}", 100m * (number + 1));
                }
                foreach (var (day, number) in late ? purchases : [])
                    (await shop.Desk.Sales.AddBillAsync(new($"B-{number}", anna, 100m * (number + 1)) { Time = start + Duration.FromDays(day) })).OrThrow();
                var statement = await shop.StatementAsync(anna);
                text = $"{statement.Totals.Available} {statement.Totals.Expired} {string.Join(", ", statement.Lots.OrderBy(lot => lot.Earned).ThenBy(lot => lot.Issued).Select(lot => $"{lot.Available} to {lot.ExpiresAt}"))}";
            });
            return text;
        }
    }

    /// <summary>A purchase that comes back in full leaves the points of one that never bought, but it has moved their ends, and never to an earlier day.</summary>
    [Fact]
    [Trait("rule", "points R24")]
    public async Task Bought_and_returned_is_as_never_bought_but_for_the_ends()
    {
        for (var seed = 1; seed <= 30; seed++)
        {
            var dice = new Random(seed);
            var (first, second, parts) = (dice.Next(0, 25), dice.Next(0, 29), dice.Next(1, 4));
            var (bought, never) = (await PlayedAsync(true), await PlayedAsync(false));
            Assert.Equal(never.Select(lot => (lot.Number, lot.Available, lot.Earned)), bought.Select(lot => (lot.Number, lot.Available, lot.Earned)));
            Assert.All(never.Zip(bought), pair => Assert.True(pair.Second.ExpiresAt >= pair.First.ExpiresAt));

            async Task<IReadOnlyList<LotDetails>> PlayedAsync(bool buys)
            {
                IReadOnlyList<LotDetails> lots = [];
                await Shop.PlayInMemoryAsync(Program, async shop =>
                {
                    var anna = await shop.MemberAsync();
                    await shop.BuyAsync(anna, "B-1", 700m);
                    shop.Clock.Set(shop.Clock.GetCurrentInstant() + Duration.FromDays(first));
                    await shop.BuyAsync(anna, "B-2", 330m);
                    if (buys) await shop.BuyAsync(anna, "B-3", 90m);
                    if (first + second < 30) shop.Clock.Set(shop.Clock.GetCurrentInstant() + Duration.FromDays(second));
                    for (var part = 0; buys && part < parts; part++) await shop.ReturnAmountAsync("B-3", 90m / parts);
                    lots = [.. (await shop.StatementAsync(anna)).Lots.Where(lot => lot.Available > 0)];
                });
                return lots;
            }
        }
    }

    /// <summary>What is promised, or reserved for a redemption, is the member's as what can be spent is.</summary>
    [Fact]
    [Trait("rule", "points R24")]
    [Trait("rule", "points R35")]
    public Task What_is_held_and_what_is_promised_is_counted_anew_too() =>
        Shop.PlayAsync(Program.With(program => program with { Earning = [Definitions.TenPercent, new() { Id = "later", Values = [1m], DelayDays = 25 }], Redemption = program.Redemption with { HoldMinutes = 1_440 } }), async shop =>
        {
            shop.At("2026-06-10 12:00");
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            shop.At("2026-06-29 13:00");
            (await shop.Desk.Points.HoldAsync(new(anna, 100m, "h"))).OrThrow();
            shop.At("2026-06-30 12:00");
            await shop.BuyAsync(anna, "B-2", 200m);
            Assert.All((await shop.StatementAsync(anna)).Lots, lot => Assert.Equal(shop.Clock.At("2026-07-31"), lot.ExpiresAt));
            // The hold has lapsed and the 100 are back; the promised ones have converted. All are good to the new day.
            shop.At("2026-07-30 12:00");
            Assert.Equal(100m + 20m + 10m + 2m, (await shop.BalanceAsync(anna)).Points);
            shop.At("2026-07-31");
            Assert.Equal(0m, (await shop.BalanceAsync(anna)).Points);
        });

    [Fact]
    [Trait("rule", "points R24")]
    public Task Points_of_a_group_are_counted_anew_by_what_is_bought_for_it() =>
        Shop.PlayAsync(Program.With(program => program with { Groups = new() { Earning = GroupEarning.Group } }), async shop =>
        {
            var (group, anna) = (await shop.GroupAsync(), await shop.MemberAsync());
            await shop.JoinAsync(group, anna, primary: true);
            Assert.Equal(100m, await BoughtAsync("B-1", 1000m));
            shop.At("2026-01-20 10:00");
            // What a member buys for itself is no activity of the group.
            await shop.BuyAsync(anna, "B-2", 100m);
            Assert.Equal(110m, await BoughtAsync("B-3", 100m));
            shop.At("2026-02-10 10:00");
            Assert.Equal(120m, await BoughtAsync("B-4", 100m));
            shop.At("2026-03-13 10:00");
            Assert.Equal(10m, await BoughtAsync("B-5", 100m));

            async Task<decimal> BoughtAsync(string number, decimal amount) =>
                (await shop.Desk.Sales.AddBillAsync(new(number, anna, amount) { Group = group })).OrThrow().Group!.Balance;
        });

    [Theory]
    [Trait("rule", "points R25")]
    [InlineData(true, "2026-04-02")]
    [InlineData(false, "2026-03-12")]
    public Task Points_spent_in_a_checkout_are_a_redemption(bool spends, string end) =>
        Shop.PlayAsync(Single(new() { Window = 2, Activities = [PointsActivity.Redemption] }).Expiring(Definitions.Days(60) with { Rolling = true }), async shop =>
        {
            shop.At("2026-01-10 12:00");
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            shop.At("2026-02-01 12:00");
            if (spends) await shop.SpendAsync(anna, "B-2", 10m, 10m);
            else await shop.BuyAsync(anna, "B-2", 10m);
            Assert.Equal(shop.Clock.At(end), (await shop.StatementAsync(anna)).Lots.Single(lot => lot.Issued == 100m).ExpiresAt);
        });

    [Fact]
    [Trait("rule", "points R24")]
    [Trait("rule", "points R42")]
    public Task What_is_given_anew_rolls_where_its_expiry_does() =>
        Shop.PlayAsync(Definitions.Points(Definitions.TenPercent).Expiring(Definitions.Days(30)).With(program => program with { Returns = program.Returns with { UsedPoints = UsedPointsReturn.PointsTender, ReissueExpiry = Definitions.Days(20) with { Rolling = true } } }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            var redeemed = (await shop.Desk.Points.RedeemAsync(new(anna, 40m, "a"))).OrThrow();
            (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 100m) { Redemptions = [redeemed.Redemption], Particulars = new() { Tenders = [new("points", 40m), new("Cash", 60m)] } })).OrThrow();
            shop.At("2026-01-05 10:00");
            Assert.Equal(40m, (await shop.ReturnAllAsync("B-2")).GivenBack);
            Assert.Equal(shop.Clock.At("2026-01-26"), await EndAsync());
            shop.At("2026-01-15 10:00");
            await shop.BuyAsync(anna, "B-3", 100m);
            Assert.Equal(shop.Clock.At("2026-02-05"), await EndAsync());

            async Task<Instant?> EndAsync() => Assert.Single((await shop.StatementAsync(anna)).Lots, lot => lot.Kind == AwardKind.Reissue).ExpiresAt;
        });

    [Theory]
    [InlineData(ExpiryUnit.Never)]
    [InlineData(ExpiryUnit.TierExpiry)]
    [InlineData(ExpiryUnit.FixedDate)]
    public void What_counts_from_no_day_cannot_roll(ExpiryUnit unit) =>
        Assert.Contains(DefinitionCheck.Faults(Program.Expiring(new() { Unit = unit, Rolling = true, Date = unit == ExpiryUnit.FixedDate ? new LocalDate(2027, 1, 1) : null })), fault => fault.Pointer == "/program/points/expiry/rolling");

    [Theory]
    [Trait("rule", "points R24")]
    [InlineData(ExpiryUnit.NumDays, 40, null, "2026-03-13")]
    [InlineData(ExpiryUnit.NumMonths, 1, null, "2026-03-01")]
    [InlineData(ExpiryUnit.NumMonthsEnd, 1, null, "2026-03-01")]
    [InlineData(ExpiryUnit.NumYears, 3650, null, "5676-02-01")]
    [InlineData(ExpiryUnit.MonthEnd, null, null, "2026-02-01")]
    [InlineData(ExpiryUnit.YearEnd, null, null, "2027-01-01")]
    [InlineData(ExpiryUnit.FixedDateWithoutYear, null, "2024-01-31", "2026-02-01")]
    public Task Each_unit_that_counts_from_a_day_rolls(ExpiryUnit unit, int? value, string? date, string end) =>
        Shop.PlayInMemoryAsync(Program.Expiring(new() { Unit = unit, Value = value, Date = date is null ? null : NodaTime.Text.LocalDatePattern.Iso.Parse(date).Value, Rolling = true }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            shop.At("2026-01-31 12:00");
            await shop.BuyAsync(anna, "B-2", 10m);
            Assert.Equal(shop.Clock.At(end), (await shop.StatementAsync(anna)).Lots.Single(lot => lot.Available == 100m).ExpiresAt);
        });
}
