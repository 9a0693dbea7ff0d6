using NodaTime;
using NodaTime.Text;

namespace Loyalty.Tests;

/// <summary>When coupons begin and end, in the organisation's zone (scenarios 1 to 5, 11).</summary>
public sealed class CouponTimeTests
{
    [Fact]
    [Trait("rule", "coupons scenario 1")]
    [Trait("rule", "coupons R3")]
    [Trait("rule", "coupons R4")]
    public Task Days_count_from_the_issue_date_to_the_end_of_the_last() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, series) = (await shop.MemberAsync(), await shop.SeriesAsync(CouponShop.Settings with { Expiry = CouponExpiry.Days, ExpiryValue = 200 }));
            var coupon = await shop.GiveAsync(series, anna);
            Assert.Equal((At("2020-05-18T23:59:59+05:30"), At("2019-10-31T00:00:00+05:30")), (coupon.ValidTill, coupon.ActiveFrom));
        }, "2019-10-31 17:15:02");

    [Theory]
    [Trait("rule", "coupons scenario 2")]
    [Trait("rule", "coupons R3")]
    [InlineData("2025-11-12 09:00", CouponExpiry.Days, 0, "2030-12-31", "2025-11-12")]
    [InlineData("2025-11-12 09:00", CouponExpiry.Days, 1, "2030-12-31", "2025-11-13")]
    [InlineData("2025-11-12 09:00", CouponExpiry.MonthsEnd, 0, "2030-12-31", "2025-11-30")]
    [InlineData("2025-11-12 09:00", CouponExpiry.MonthsEnd, 1, "2030-12-31", "2025-12-31")]
    [InlineData("2024-01-31 09:00", CouponExpiry.MonthsEnd, 1, "2030-12-31", "2024-02-29")]
    [InlineData("2025-11-12 09:00", CouponExpiry.Days, 30, "2025-11-20", "2025-11-20")]
    public Task The_strategy_and_the_series_end_a_coupon(string issued, CouponExpiry expiry, int value, string seriesDay, string lastDay) =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, series) = (await shop.MemberAsync(), await shop.SeriesAsync(CouponShop.Settings with { Expiry = expiry, ExpiryValue = value, ValidTill = LocalDatePattern.Iso.Parse(seriesDay).Value }));
            Assert.Equal(At($"{lastDay}T23:59:59+05:30"), (await shop.GiveAsync(series, anna)).ValidTill);
        }, issued);

    [Fact]
    [Trait("rule", "coupons scenario 3")]
    [Trait("rule", "coupons R2")]
    public Task A_coupon_is_good_through_the_whole_last_second_of_its_series() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, series) = (await shop.MemberAsync(), await shop.SeriesAsync(CouponShop.Settings with { ValidTill = new(2050, 12, 31), IsMultipleUseAllowed = true, SameUserMultipleRedeem = true }));
            var coupon = await shop.GiveAsync(series, anna);
            Assert.Equal(2556124199000, coupon.ValidTill.ToUnixTimeMilliseconds());
            shop.Clock.Set(Instant.FromUnixTimeMilliseconds(2556124199999));
            Assert.Equal(700, await shop.UseAsync(anna, coupon.Code));
            shop.Clock.Set(Instant.FromUnixTimeMilliseconds(2556124200000));
            Assert.Equal(712, await shop.UseAsync(anna, coupon.Code));
        }, "2050-12-01 10:00");

    [Theory]
    [Trait("rule", "coupons scenario 4")]
    [Trait("rule", "coupons R1")]
    [InlineData("UTC", "2021-05-09", "2021-05-09T23:59:59Z")]
    [InlineData("Asia/Kolkata", "2021-05-10", "2021-05-10T23:59:59+05:30")]
    public void A_day_with_an_offset_is_the_organisations_day(string zone, string day, string last)
    {
        var organisation = DateTimeZoneProviders.Tzdb[zone];
        var given = CouponTimes.DayOf(OffsetDateTimePattern.ExtendedIso.Parse("2021-05-10T00:00:00+05:30").Value, organisation);
        Assert.Equal(day, LocalDatePattern.Iso.Format(given));
        Assert.Equal(At(last), CouponTimes.LastSecond(CouponTimes.EndOf(given, organisation)));
        if (zone == "UTC") Assert.Equal(1620518400000, CouponTimes.StartOf(given, organisation).ToUnixTimeMilliseconds());
    }

    [Theory]
    [Trait("rule", "coupons scenario 5")]
    [Trait("rule", "coupons R1")]
    [InlineData("Europe/Berlin", "2025-10-25 12:00", 1, "2025-10-26T22:59:59Z")]
    [InlineData("America/Sao_Paulo", "2018-11-02 12:00", 1, "2018-11-04T02:59:59Z")]
    public Task Days_of_23_and_25_hours_end_with_the_day(string zone, string issued, int days, string last) =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, series) = (await shop.MemberAsync(), await shop.SeriesAsync(CouponShop.Settings with { Expiry = CouponExpiry.Days, ExpiryValue = days }));
            Assert.Equal(At(last), (await shop.GiveAsync(series, anna)).ValidTill);
        }, issued, zone);

    [Fact]
    [Trait("rule", "coupons R3")]
    public Task Moving_the_series_end_moves_every_coupon_that_it_caps() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, series) = (await shop.MemberAsync(), await shop.SeriesAsync(CouponShop.Settings with { Expiry = CouponExpiry.Days, ExpiryValue = 30 }));
            var coupon = await shop.GiveAsync(series, anna);
            await shop.UpdateAsync(series, settings => settings with { ValidTill = new(2025, 6, 10), ExpiryValue = 5 });
            Assert.Equal(At("2025-06-10T23:59:59+05:30"), (await shop.Desk.Coupons.GetAsync(coupon.Code)).OrThrow().ValidTill);
            await shop.UpdateAsync(series, settings => settings with { ValidTill = new(2030, 1, 1) });
            Assert.Equal(coupon.ValidTill, (await shop.Desk.Coupons.GetAsync(coupon.Code)).OrThrow().ValidTill);
            await shop.UpdateAsync(series, settings => settings with { OwnerValidity = At("2025-06-03T12:00:00Z") });
            Assert.Equal(At("2025-06-03T12:00:00Z"), (await shop.Desk.Coupons.GetAsync(coupon.Code)).OrThrow().ValidTill);
        });

    [Fact]
    [Trait("rule", "coupons R4")]
    public Task A_coupon_begins_so_many_days_after_its_issue_and_not_before_its_series() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, series) = (await shop.MemberAsync(), await shop.SeriesAsync(CouponShop.Settings with { RedemptionValidAfterDays = 2, RedemptionValidFrom = new(2025, 6, 2) }));
            var coupon = await shop.GiveAsync(series, anna);
            Assert.Equal(At("2025-06-03T00:00:00+05:30"), coupon.ActiveFrom);
            shop.At("2025-06-02 23:59:59");
            Assert.Equal(739, await shop.UseAsync(anna, coupon.Code));
            shop.At("2025-06-03 00:00");
            Assert.Equal(700, await shop.UseAsync(anna, coupon.Code));
        });

    [Fact]
    [Trait("rule", "coupons scenario 11")]
    [Trait("rule", "coupons R5")]
    public Task Days_and_hours_of_use_are_local_and_an_hour_lasts_until_the_next() =>
        CouponShop.PlayAsync(async shop =>
        {
            var range = new CouponRange { DaysOfWeek = [1], Hours = [10] };
            var (anna, series) = (await shop.MemberAsync(), await shop.SeriesAsync(CouponShop.Shared with { RedemptionRange = range }));
            var code = (await shop.GiveAsync(series, anna)).Code;
            foreach (var (time, number) in new[] { ("2025-06-01 10:30", 729), ("2025-06-02 10:00:00", 700), ("2025-06-02 10:59:59", 700), ("2025-06-02 11:00:00", 729) })
            {
                shop.At(time);
                Assert.Equal(number, await shop.UseAsync(anna, code));
            }
        }, "2025-05-31 09:00");

    [Fact]
    [Trait("rule", "coupons scenario 11")]
    [Trait("rule", "coupons R5")]
    public void Day_31_does_not_fall_back_and_7_is_sunday_like_0_and_blackouts_end_before_their_end()
    {
        var last = CouponShop.Settings with { RedemptionRange = new() { DaysOfMonth = [31] } };
        Assert.False(CouponTimes.IsInWindow(last, new(2025, 4, 30, 12, 0)));
        Assert.True(CouponTimes.IsInWindow(last, new(2025, 3, 31, 12, 0)));
        foreach (var sunday in new[] { 0, 7 })
            Assert.True(CouponTimes.IsInWindow(CouponShop.Settings with { RedemptionRange = new() { DaysOfWeek = [sunday] } }, new(2025, 6, 1, 12, 0)));
        var dark = CouponShop.Settings with { Blackouts = [new(new(2025, 6, 1, 8, 0), new(2025, 6, 1, 9, 0))] };
        Assert.Equal((true, false, true), (CouponTimes.IsInWindow(dark, new(2025, 6, 1, 7, 59, 59)), CouponTimes.IsInWindow(dark, new(2025, 6, 1, 8, 0)), CouponTimes.IsInWindow(dark, new(2025, 6, 1, 9, 0))));
    }

    [Fact]
    [Trait("rule", "coupons R6")]
    public Task A_redemption_is_judged_at_its_own_time_from_the_issue_on_a_week_back_and_five_minutes_ahead() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, series) = (await shop.MemberAsync(), await shop.SeriesAsync(CouponShop.Shared with { ValidTill = new(2025, 6, 20) }));
            var code = (await shop.GiveAsync(series, anna)).Code;
            shop.At("2025-06-22 10:00");
            Assert.Equal(712, await shop.UseAsync(anna, code));
            Assert.Equal(739, await shop.UseAsync(anna, code, at: shop.Clock.At("2025-06-15 09:59")));
            var late = (await shop.TryRedeemAsync(anna, code, at: shop.Clock.At("2025-06-20 23:59:59"))).OrThrow();
            var use = (await shop.Desk.Coupons.GetUseAsync(late.Use())).OrThrow();
            Assert.Equal((shop.Clock.At("2025-06-20 23:59:59"), shop.Clock.GetCurrentInstant()), (use.At, use.Recorded));
        });

    [Fact]
    [Trait("rule", "coupons R6")]
    public Task A_till_a_little_ahead_is_believed_and_nobody_redeems_before_the_issue() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, series) = (await shop.MemberAsync(), await shop.SeriesAsync(CouponShop.Shared));
            var code = (await shop.GiveAsync(series, anna)).Code;
            Assert.Equal(739, await shop.UseAsync(anna, code, at: shop.Clock.At("2025-06-01 09:59:59")));
            Assert.Equal(739, await shop.UseAsync(anna, code, at: shop.Clock.At("2025-06-01 10:05:01")));
            var ahead = (await shop.TryRedeemAsync(anna, code, at: shop.Clock.At("2025-06-01 10:05"))).OrThrow();
            Assert.Equal(shop.Clock.At("2025-06-01 10:05"), (await shop.Desk.Coupons.GetUseAsync(ahead.Use())).OrThrow().At);
        });

    private static Instant At(string text) => OffsetDateTimePattern.ExtendedIso.Parse(text).Value.ToInstant();
}
