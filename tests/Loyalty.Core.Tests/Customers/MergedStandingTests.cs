using NodaTime;
using static Loyalty.Tests.TrackerKit;

namespace Loyalty.Tests;

/// <summary>What a merge makes of tiers, trackers, coupons, gifts and cart promotions.</summary>
public sealed class MergedStandingTests
{
    [Fact]
    [Trait("rule", "tiers scenario 29")]
    [Trait("rule", "tiers R72")]
    public Task The_higher_tier_comes_with_its_own_end_and_one_record() => Shop.PlayAsync(
        TierPrograms.P().Lasting(12), async shop =>
        {
            var (v, s) = (await shop.MemberAsync("V"), await shop.MemberAsync("S"));
            await shop.BuyAsync(v, "V-1", 15_000m);
            var until = await shop.UntilAsync(v);
            shop.At("2025-09-01 10:00");
            await shop.BuyAsync(s, "S-1", 10_000m);
            (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
            var now = await shop.StandingAsync(s);
            Assert.Equal(("Diamond", until, 25_000m), (now.Tier, await shop.UntilAsync(s), now.LifetimePurchases));
            var record = (await shop.HistoryAsync(s))[^1];
            Assert.Equal((TierAction.Upgrade, TierSource.Merge, "Gold", "Diamond", EntryKind.MergedIn), (record.Action, record.Source, record.From, record.To, record.Cause));
            // The victim's history is read on, and both upgrades of their own.
            Assert.Equal([TierSource.Strategy, TierSource.Strategy, TierSource.Merge], (await shop.HistoryAsync(s)).Select(change => change.Source));
            // A merge is never undone by a return.
            await shop.ReturnAllAsync("V-1");
            shop.At("2025-09-03 10:00");
            Assert.Equal("Diamond", (await shop.StandingAsync(s)).Tier);
        }, "2025-05-01 10:00");

    [Fact]
    [Trait("rule", "tiers scenario 29")]
    public Task A_lower_tier_changes_nothing_and_of_equal_ones_the_later_end_remains_without_a_record() => Shop.PlayAsync(
        TierPrograms.P().Lasting(12), async shop =>
        {
            var (v, s, t) = (await shop.MemberAsync("V"), await shop.MemberAsync("S"), await shop.MemberAsync("T"));
            await shop.BuyAsync(v, "V-1", 500m);
            await shop.BuyAsync(s, "S-1", 10_000m);
            var until = await shop.UntilAsync(s);
            (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
            Assert.Equal(("Gold", until, 10_500m), ((await shop.StandingAsync(s)).Tier, await shop.UntilAsync(s), (await shop.StandingAsync(s)).LifetimePurchases));
            Assert.Single(await shop.HistoryAsync(s));
            shop.At("2025-09-01 10:00");
            await shop.BuyAsync(t, "T-1", 10_000m);
            var later = await shop.UntilAsync(t);
            (await shop.Desk.Customers.MergeAsync(new(t, s))).OrThrow();
            // The measures add up to Diamond; the next event finds it, not the merge.
            Assert.Equal(("Gold", later), ((await shop.StandingAsync(s)).Tier, await shop.UntilAsync(s)));
            Assert.DoesNotContain(await shop.HistoryAsync(s), change => change.Source == TierSource.Merge);
            await shop.BuyAsync(s, "S-2", 1m);
            Assert.Equal("Diamond", (await shop.StandingAsync(s)).Tier);
        }, "2025-05-01 10:00");

    [Fact]
    [Trait("rule", "trackers scenario 17")]
    [Trait("rule", "trackers R22")]
    public Task Buckets_add_by_date_the_earlier_anchor_counts_and_nothing_fires() => Shop.PlayAsync(
        Program(Tracker(TrackerType.BillAmount, Case(Cyclic(30), AtLeast(1_000m)) with { Award = Fixed(10m), Limit = 5 })), async shop =>
        {
            var (v, s) = (await shop.MemberAsync("V"), await shop.MemberAsync("S"));
            await shop.BuyAtAsync(v, "2026-03-01 10:00", 1m);
            await shop.BuyAtAsync(v, "2026-03-05 10:00", 300m);
            await shop.BuyAtAsync(s, "2026-03-05 11:00", 400m);
            await shop.BuyAtAsync(v, "2026-03-06 10:00", 200m);
            await shop.BuyAtAsync(v, "2026-03-06 11:00", 700m);
            (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
            var section = shop.Account(s).Get(TrackerSection.Kind);
            Assert.Equal([(1m, 1L), (700m, 2L), (900m, 2L)], ((string[])["2026-03-01", "2026-03-05", "2026-03-06"]).Select(day => section.Months.Within(1, Day(day), Day(day))));
            Assert.Equal(Day("2026-03-01"), section.Anchor(1));
            Assert.Equal((1L, 1), (section.Used(1, 1), (await shop.SuccessesAsync(s)).Count));
            // By lineage: what comes back leaves the window of its own date.
            var bill = (await shop.Desk.Points.StatementAsync(new(s) { Limit = 1000 })).OrThrow().Rows.First(row => row.BillId is not null);
            await shop.ReturnAllAsync(bill.Bill!);
            Assert.Equal(901m, await shop.ValueAsync(s));

            static int Day(string date) => Loyalty.Days.Of(NodaTime.Text.LocalDatePattern.Iso.Parse(date).Value);
        }, "2026-03-01 09:00");

    [Fact]
    [Trait("rule", "trackers R22")]
    public Task A_date_on_which_both_came_is_one_visit() => Shop.PlayInMemoryAsync(
        Program(Tracker(TrackerType.CustomerVisits, Case(Lifetime, AtLeast(100m))) with { VisitBasis = VisitBasis.Days }), async shop =>
        {
            var (v, s) = (await shop.MemberAsync("V"), await shop.MemberAsync("S"));
            await shop.BuyAsync(v, "V-1", 10m);
            await shop.BuyAsync(s, "S-1", 10m);
            (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
            Assert.Equal(1m, await shop.ValueAsync(s));
            await shop.ReturnAllAsync("V-1");
            Assert.Equal(1m, await shop.ValueAsync(s));
            await shop.ReturnAllAsync("S-1");
            Assert.Equal(0m, await shop.ValueAsync(s));
        });

    [Fact]
    [Trait("rule", "coupons scenario 18")]
    [Trait("rule", "coupons R42")]
    public Task Coupons_and_their_uses_count_for_the_survivor_and_two_of_a_common_code_become_one() => CouponShop.PlayAsync(async shop =>
    {
        var (v, s, other) = (await shop.MemberAsync("V"), await shop.MemberAsync("S"), await shop.MemberAsync("O"));
        var series = await shop.SeriesAsync(CouponShop.Shared with { MaxRedemptionsInSeriesPerUser = 3 });
        var (ours, theirs) = ((await shop.GiveAsync(series, v)).Code, (await shop.GiveAsync(series, other)).Code);
        var use = await shop.UsedAsync(v, ours, "t-1");
        await shop.UsedAsync(v, theirs, "t-2");
        await shop.UsedAsync(s, theirs, "t-3");
        var generic = await shop.SeriesAsync(CouponShop.Settings with { Handling = CouponHandling.Generic, GenericCode = "WELCOME", Expiry = CouponExpiry.Days, ExpiryValue = 30 });
        shop.At("2025-06-02 10:00");
        await shop.GiveAsync(generic, v);
        shop.At("2025-06-06 10:00");
        await shop.GiveAsync(generic, s);
        var reserved = (await shop.Desk.Coupons.ReserveAsync(new(new RedeemCoupons(v, ["WELCOME"])))).OrThrow();
        (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
        await shop.ProveAsync();
        Assert.Equal(728, await shop.UseAsync(s, ours, transaction: "t-4"));
        Assert.Equal(s, (await shop.Desk.Coupons.GetAsync(ours)).OrThrow().Customer);
        var held = (await shop.Desk.Coupons.ListAsync(s)).OrThrow().Items;
        var common = held.Single(coupon => coupon.Code == "WELCOME");
        Assert.Equal((shop.Clock.At("2025-06-02 10:00"), shop.Clock.At("2025-07-06 23:59:59")), (common.IssuedAt, common.ValidTill));
        (await shop.Desk.Coupons.ConfirmAsync(reserved.Reservation)).OrThrow();
        Assert.Equal(1, (await shop.Desk.Coupons.GetAsync("WELCOME", s)).OrThrow().Uses);
        await shop.ReactivateAsync(use);
        Assert.Equal(700, await shop.UseAsync(s, ours, transaction: "t-5"));
        Assert.Equal(721, CouponShop.Number(await shop.TryRedeemAsync(v, ours)));
    });

    [Fact]
    public Task A_gift_that_only_the_victim_had_is_the_survivors_and_comes_back_with_its_purchase() => Shop.PlayInMemoryAsync(
        Definitions.Points().Giving(("mug", 10m, Definitions.Days(30)), ("cup", 20m, Definitions.Days(30))), async shop =>
        {
            var (v, s) = (await shop.MemberAsync("V"), await shop.MemberAsync("S"));
            await shop.GiveAsync(v, "mug");
            await shop.GiveAsync(v, "cup");
            await shop.GiveAsync(s, "cup");
            (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
            Assert.Equal(50m, (await shop.BalanceAsync(s)).Available);
            Assert.Equal("gift.taken", (await shop.Desk.Gifts.ClaimAsync(new(s, "mug"))).Refusal!.Code);
            Assert.Equal((1L, 2L), ((await shop.Desk.Gifts.CountAsync("mug")).OrThrow().Given, (await shop.Desk.Gifts.CountAsync("cup")).OrThrow().Given));
        });

    [Fact]
    [Trait("rule", "points R84")]
    public Task A_debt_is_met_by_what_the_other_has() => Shop.PlayAsync(Definitions.Transactions(allowDebt: true), async shop =>
    {
        var (v, s) = (await shop.MemberAsync("V"), await shop.MemberAsync("S"));
        await shop.BuyAsync(v, "V-1", 1_000m);
        await shop.RedeemAsync(v, 80m);
        await shop.ReturnAllAsync("V-1");
        await shop.BuyAsync(s, "S-1", 500m);
        Assert.Equal(-80m, (await shop.BalanceAsync(v)).Points);
        var merged = (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
        var now = await shop.BalanceAsync(s);
        Assert.Equal((-30m, 0m, 30m, -30m), (now.Points, now.Available, now.Debt, merged.Balance));
    });
}
