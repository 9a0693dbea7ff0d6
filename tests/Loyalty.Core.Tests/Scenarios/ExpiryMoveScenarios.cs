using NodaTime;

namespace Loyalty.Tests;

/// <summary>Points R27: the end of points moved by hand, EXTEND_EXPIRY and EARLY_EXPIRY.</summary>
public sealed class ExpiryMoveScenarios
{
    private const PointsExpiryMove Extend = PointsExpiryMove.ExtendExpiry, Early = PointsExpiryMove.EarlyExpiry;

    private static LoyaltyDefinition With(Func<ManualRules, ManualRules>? manual = null, ExpiryRule? expiry = null) =>
        Definitions.Points(Definitions.TenPercent).Expiring(expiry ?? Definitions.Days(30)).With(program => program with { Manual = (manual ?? (each => each))(program.Manual) });

    private static LocalDate Day(int month, int day) => new(2026, month, day);

    [Fact]
    [Trait("rule", "points R27")]
    public Task An_end_is_extended_for_some_lots_for_a_bill_or_for_all_and_never_shortened_by_it() =>
        Shop.PlayAsync(With().Giving(("LATE", 7m, Definitions.Through(2026, 12, 31))), async shop =>
        {
            var (anna, desk) = (await shop.MemberAsync(), shop.Desk.As("clerk").Points);
            var bill = (await shop.BuyAsync(anna, "B-1", 1000m)).Bill;
            await shop.BuyAsync(anna, "B-2", 500m);
            await shop.GiveAsync(anna, "LATE");
            shop.At("2026-01-02 10:00");

            var one = (await desk.MoveExpiryAsync(new(anna, Extend, Day(2, 10), "asked", "r-1") { Lots = [2] })).OrThrow();
            Assert.Equal((50m, 0m, shop.Clock.At("2026-02-11"), 157m), (one.Points, one.Expired, one.ExpiresAt!.Value, one.Balance));
            Assert.Equal([2L], one.Lots);
            var ofBill = (await desk.MoveExpiryAsync(new(anna, Extend, Day(3, 1), "asked", "r-2") { Bill = bill })).OrThrow();
            Assert.Equal((1L, 100m), (Assert.Single(ofBill.Lots), ofBill.Points));
            var all = (await desk.MoveExpiryAsync(new(anna, Extend, Day(2, 20), "asked", "r-3"))).OrThrow();
            Assert.Equal([2L], all.Lots);
            Assert.Equal([shop.Clock.At("2026-02-21"), shop.Clock.At("2026-03-02"), shop.Clock.At("2027-01-01")], (await shop.StatementAsync(anna)).Lots.Select(lot => lot.ExpiresAt!.Value));

            Assert.Null((await desk.MoveExpiryAsync(new(anna, Extend, null, "asked", "r-4") { Lots = [2] })).OrThrow().ExpiresAt);
            shop.At("2026-03-01 23:59:59");
            Assert.Equal(157m, (await shop.BalanceAsync(anna)).Points);
            shop.At("2026-03-02");
            Assert.Equal(57m, (await shop.BalanceAsync(anna)).Points);
            // Redemption order follows the new ends; what was known before is told as it was.
            await shop.RedeemAsync(anna, 10m);
            Assert.Equal(47m, (await shop.LotAsync(anna, 2))!.Available);
            Assert.Equal(shop.Clock.At("2026-02-01"), (await shop.StatementAsync(anna, "2026-01-01 10:00", "2026-01-01 10:00")).Balance.NextExpiry);
        });

    [Fact]
    [Trait("rule", "points R27")]
    [Trait("rule", "points R32")]
    [Trait("rule", "points R41")]
    public Task A_day_that_is_over_expires_points_at_once_and_a_late_redemption_still_finds_them() =>
        Shop.PlayAsync(With(), async shop =>
        {
            var (anna, desk) = (await shop.MemberAsync(), shop.Desk.As("clerk").Points);
            await shop.BuyAsync(anna, "B-1", 1000m);
            var spent = await shop.RedeemAsync(anna, 30m);
            shop.At("2026-01-10 12:00");
            var moved = (await desk.MoveExpiryAsync(new(anna, Early, Day(1, 5), "fraud", "r-1"))).OrThrow();
            Assert.Equal((70m, 70m, 0m), (moved.Points, moved.Expired, moved.Balance));
            var row = Assert.Single((await shop.StatementAsync(anna)).Rows, row => row.Kind == EntryKind.ExpiryMove);
            Assert.Equal((-70m, new Movement(Bucket.Available, Bucket.Expired, 70m, 1)), (row.Change, Assert.Single(row.Movements)));
            Assert.Equal(1L, Assert.Single((await shop.Desk.Points.ExplodeAsync(moved.Position)).OrThrow().Touched).Number);
            // They were good until then: what is learnt late of the day before is judged by it.
            Assert.Equal(70m, (await shop.StatementAsync(anna, "2026-01-10 11:59")).Balance.Points);
            Assert.Equal(0m, (await shop.RedeemAsync(anna, 20m, shop.Clock.At("2026-01-09 12:00"))).Balance);
            Assert.Equal("points.insufficient", (await shop.Desk.Points.RedeemAsync(new(anna, 1m, "now"))).Refusal!.Code);
            // What comes back to them is past its day.
            var back = await shop.ReverseAsync(spent.Redemption);
            Assert.Equal((30m, 0m, 30m), (back.Points, back.Available, back.Expired));
        });

    [Fact]
    [Trait("rule", "points R27")]
    [Trait("rule", "points R20")]
    [Trait("rule", "points R35")]
    public Task What_is_promised_or_held_goes_when_it_converts_or_is_released() =>
        Shop.PlayAsync(Definitions.Points(Definitions.TenPercent with { DelayDays = 5 }, new() { Id = "now", Values = [1m] }).Expiring(Definitions.Days(30)), async shop =>
        {
            var (anna, desk) = (await shop.MemberAsync(), shop.Desk.As("clerk").Points);
            await shop.BuyAsync(anna, "B-1", 1000m);
            shop.At("2026-01-02 12:00");
            var hold = (await shop.Desk.Points.HoldAsync(new(anna, 4m, "h"))).OrThrow();
            var moved = (await desk.MoveExpiryAsync(new(anna, Early, Day(1, 1), "fraud", "r-1"))).OrThrow();
            Assert.Equal((110m, 6m), (moved.Points, moved.Expired));
            var balance = await shop.BalanceAsync(anna);
            Assert.Equal((0m, 100m, 4m), (balance.Available, balance.Promised, balance.Held));
            Assert.Equal(0m, (await shop.Desk.Points.ReleaseAsync(new(hold.Redemption))).OrThrow().Balance);
            shop.At("2026-01-07 00:00");
            Assert.Equal((110m, 0m), ((await shop.TotalsAsync(anna)).Expired, (await shop.BalanceAsync(anna)).Promised));
        });

    [Fact]
    [Trait("rule", "points R27")]
    [Trait("rule", "points R24")]
    [Trait("rule", "tiers R36")]
    public Task A_later_purchase_moves_no_end_that_was_brought_forward_and_a_tier_none_that_a_person_set() =>
        Shop.PlayAsync(With(expiry: Definitions.Days(30) with { Rolling = true }).With(program => program with
        {
            Earning = [Definitions.TenPercent, new() { Id = "tied", Values = [1m], Expiry = new() { Unit = ExpiryUnit.TierExpiry } }],
            Tiers = [new() { Name = "Base" }, new() { Name = "Gold", LifetimePurchases = 1_000m, Expires = true, Months = 2 }],
            TierRules = new() { Validity = TierValidityKind.SlabUpgrade, UpgradeType = TierUpgradeType.Eager },
        }), async shop =>
        {
            var (anna, desk) = (await shop.MemberAsync(), shop.Desk.As("clerk").Points);
            await shop.BuyAsync(anna, "B-1", 1000m);
            await shop.BuyAsync(anna, "B-2", 500m);
            (await desk.MoveExpiryAsync(new(anna, Early, Day(1, 20), "asked", "r-1") { Lots = [1] })).OrThrow();
            (await desk.MoveExpiryAsync(new(anna, Extend, Day(12, 31), "asked", "r-2") { Lots = [2] })).OrThrow();
            (await desk.MoveExpiryAsync(new(anna, Extend, Day(2, 5), "asked", "r-3") { Lots = [3] })).OrThrow();
            shop.At("2026-01-15 10:00");
            await shop.BuyAsync(anna, "B-3", 100m);
            Assert.Equal((shop.Clock.At("2026-01-21"), shop.Clock.At("2027-01-01"), shop.Clock.At("2026-02-15")), ((await shop.LotAsync(anna, 1))!.ExpiresAt, (await shop.LotAsync(anna, 2))!.ExpiresAt, (await shop.LotAsync(anna, 3))!.ExpiresAt));
            var set = (await shop.Desk.As("boss").Tiers.SetAsync(new(anna, TierAction.Extension, "t-1") { Reason = "asked", Validity = TierValidityChange.SpecificDate, Through = Day(6, 30) })).OrThrow();
            Assert.NotNull(set);
            Assert.Equal(shop.Clock.At("2027-01-01"), (await shop.LotAsync(anna, 2))!.ExpiresAt);
        });

    [Fact]
    [Trait("rule", "points R27")]
    [Trait("rule", "points R60")]
    public Task Who_asked_and_who_approved_is_written_down_and_a_limit_refuses_what_is_above_it() =>
        Shop.PlayAsync(With(manual => manual with { Limit = 50m, NeedsApproval = true, Authorities = [new() { User = "boss", Limit = 500m }] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            var clerk = shop.Desk.As("clerk").Points;
            var image = StoreImage.Of(shop.Store);
            var wish = new MovePointsExpiry(anna, Extend, Day(6, 1), "asked", "r-1");
            Assert.Equal("manual.user_missing", (await shop.Desk.Points.MoveExpiryAsync(wish)).Refusal!.Code);
            Assert.Equal(new ManualApprovalMissing("clerk"), (await clerk.MoveExpiryAsync(wish)).Refusal);
            Assert.Equal(new ManualAboveAuthority("mate", 100m, 50m), (await clerk.MoveExpiryAsync(wish with { ApprovedBy = "mate" })).Refusal);
            StoreImage.AssertUnchanged(image, shop.Store);
            var done = (await clerk.MoveExpiryAsync(wish with { ApprovedBy = "boss" })).OrThrow();
            using var view = shop.Store.OpenRead();
            var entry = new UnitOfWork(view, new Testing.RepeatableIds()).Find(Journal.Entries, done.Position)!;
            Assert.Equal((EntryKind.ExpiryMove, "clerk"), (entry.Kind, entry.User));
            Assert.Equal(new ManualNoted(0, 100, "asked", "clerk", "boss"), Assert.Single(entry.Changes.OfType<ManualNoted>()));
        });

    [Fact]
    [Trait("rule", "points R27")]
    public Task A_move_that_cannot_be_is_refused_and_writes_nothing() =>
        Shop.PlayAsync(With(), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            await shop.BuyAsync(anna, "B-1", 1000m);
            var bens = (await shop.BuyAsync(ben, "B-2", 1000m)).Bill;
            var clerk = shop.Desk.As("clerk").Points;
            var (image, wish) = (StoreImage.Of(shop.Store), new MovePointsExpiry(anna, Extend, Day(6, 1), "asked", "r-1"));
            await Is("value.invalid", wish with { Reference = "" });
            await Is("value.invalid", wish with { Lots = null! });
            await Is("customer.unknown", wish with { Customer = new(99) });
            await Is("manual.reason", wish with { Reason = " " });
            await Is("value.invalid", wish with { Move = (PointsExpiryMove)7 });
            await Is("value.invalid", wish with { LastDay = new(2025, 12, 31) });
            await Is("value.invalid", wish with { LastDay = new(2126, 1, 2) });
            await Is("value.invalid", wish with { Move = Early, LastDay = null });
            await Is("value.invalid", wish with { Move = Early, LastDay = new(1969, 12, 31) });
            await Is("value.invalid", wish with { Lots = [.. Enumerable.Range(1, 1001)] });
            await Is("points.lot_unknown", wish with { Lots = [1, 9] });
            await Is("points.lot_unknown", wish with { Lots = [0] });
            await Is("promised.bill_unknown", wish with { Bill = bens });
            await Is("expiry.nothing", wish with { LastDay = Day(1, 20) });
            await Is("expiry.nothing", wish with { Move = Early });
            StoreImage.AssertUnchanged(image, shop.Store);

            async Task Is(string code, MovePointsExpiry command) => Assert.Equal(code, (await clerk.MoveExpiryAsync(command)).Refusal?.Code);
        });

    [Fact]
    [Trait("rule", "points R27")]
    public Task A_repeat_gives_the_first_answer_and_a_simulation_writes_nothing() =>
        Shop.PlayAsync(With(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            var clerk = shop.Desk.As("clerk").Points;
            var wish = new MovePointsExpiry(anna, Early, Day(1, 1), "asked", "r-1");
            shop.At("2026-01-02 10:00");
            await RepeatLaw.HoldAsync(shop, o => Changing.Of(clerk.MoveExpiryAsync(wish, o)), o => Changing.Of(clerk.MoveExpiryAsync(wish with { Move = Extend, LastDay = Day(9, 9) }, o)), "K-1");
            var traced = await clerk.MoveExpiryAsync(wish with { Reference = "r-2", Reason = "again" }, new() { Trace = true });
            Assert.Equal("expiry.nothing", traced.Refusal!.Code);
            Assert.Contains(traced.Trace, step => step is { Rule: "expiry.moves", Reference: "points R27", Holds: false });
        });

    /// <summary>In a zone whose midnight is missing, or that day is longer, the end is the local day's.</summary>
    [Theory]
    [Trait("rule", "points R27")]
    [Trait("rule", "points R2")]
    [InlineData("Asia/Beirut", "2025-03-29", "2025-03-29T22:00:00Z")]
    [InlineData("America/New_York", "2026-11-01", "2026-11-02T05:00:00Z")]
    public Task A_moved_end_is_the_local_days_whatever_daylight_saving_does(string zone, string day, string lapses)
    {
        var last = NodaTime.Text.LocalDatePattern.Iso.Parse(day).Value;
        return Shop.PlayAsync(With().In(o => o with { Zone = zone }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            var moved = (await shop.Desk.As("clerk").Points.MoveExpiryAsync(new(anna, Early, last, "asked", "r-1"))).OrThrow();
            Assert.Equal(NodaTime.Text.InstantPattern.General.Parse(lapses).Value, moved.ExpiresAt);
        }, from: last.PlusDays(-20).ToString("uuuu-MM-dd", null) + " 12:00");
    }
}
