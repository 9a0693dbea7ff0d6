using NodaTime;

namespace Loyalty.Tests;

/// <summary>Reserve, confirm, release (scenario 17; coupons R31-R35).</summary>
public sealed class CouponReservationTests
{
    [Fact]
    [Trait("rule", "coupons scenario 17")]
    [Trait("rule", "coupons R33")]
    [Trait("rule", "coupons R35")]
    public Task A_reservation_keeps_others_out_and_is_confirmed_even_after_the_coupons_end() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, ben, code) = await SharedAsync(shop, shop.Clock.At("2025-06-01 12:09:59"));
            shop.At("2025-06-01 12:00:00");
            var held = await HoldAsync(shop, anna, code);
            Assert.Equal(shop.Clock.At("2025-06-01 12:15"), held.EndsAt);
            shop.At("2025-06-01 12:05");
            var refused = (CouponUsedUp)(await shop.TryRedeemAsync(ben, code)).Refusal!;
            Assert.Equal((711, shop.Clock.At("2025-06-01 12:15")), (refused.Number, refused.HeldUntil));
            Assert.Equal(716, await shop.UseAsync(anna, code));
            Assert.Equal(shop.Clock.At("2025-06-01 12:15"), (await shop.Desk.Coupons.GetAsync(code)).OrThrow().HeldUntil);
            shop.At("2025-06-01 12:14:59");
            var first = (await shop.Desk.Coupons.ConfirmAsync(held.Reservation)).OrThrow();
            Assert.Equal(shop.Clock.At("2025-06-01 12:00"), first.At);
            await shop.ReactivateAsync(first.Use());
            shop.At("2025-06-01 13:00");
            var again = await shop.Desk.Coupons.ConfirmAsync(held.Reservation);
            Assert.Equal((true, first.Use()), (again.Replayed, again.Value.Use()));
        });

    [Fact]
    [Trait("rule", "coupons scenario 17")]
    [Trait("rule", "coupons R32")]
    [Trait("rule", "coupons R33")]
    public Task A_reservation_lapses_by_the_clock_and_a_late_confirmation_is_decided_anew() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, ben, code) = await SharedAsync(shop);
            var (lost, late) = (await HoldAsync(shop, anna, code), await HoldAsync(shop, anna, (await shop.GiveAsync(await shop.SeriesAsync(), anna)).Code));
            shop.At("2025-06-01 10:14:59");
            Assert.Equal(711, await shop.UseAsync(ben, code));
            shop.At("2025-06-01 10:15:00");
            Assert.Equal(700, await shop.UseAsync(ben, code));
            Assert.Equal(711, CouponShop.Number(await shop.Desk.Coupons.ConfirmAsync(lost.Reservation)));
            var confirmed = await shop.Desk.Coupons.ConfirmAsync(late.Reservation);
            Assert.Equal("coupon.confirmed_late", Assert.Single(confirmed.Warnings).Code);
            Assert.True((await shop.Desk.Coupons.GetUseAsync(confirmed.Value.Use())).OrThrow().IsFlagged);
            Assert.Equal(shop.Clock.At("2025-06-01 10:15"), confirmed.Value.At);
        });

    [Fact]
    [Trait("rule", "coupons R34")]
    public Task A_release_frees_at_once_and_does_no_harm_again() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, ben, code) = await SharedAsync(shop);
            var held = await HoldAsync(shop, anna, code);
            (await shop.Desk.Coupons.ReleaseAsync(held.Reservation)).OrThrow();
            Assert.True((await shop.Desk.Coupons.ReleaseAsync(held.Reservation)).Replayed);
            Assert.Equal("coupon.reservation_state", (await shop.Desk.Coupons.ConfirmAsync(held.Reservation)).Refusal?.Code);
            Assert.Equal(700, await shop.UseAsync(ben, code));
            var kept = await HoldAsync(shop, anna, (await shop.GiveAsync(await shop.SeriesAsync(), anna)).Code);
            (await shop.Desk.Coupons.ConfirmAsync(kept.Reservation)).OrThrow();
            Assert.Equal("coupon.reservation_state", (await shop.Desk.Coupons.ReleaseAsync(kept.Reservation)).Refusal?.Code);
            Assert.Equal("coupon.reservation_unknown", (await shop.Desk.Coupons.ReleaseAsync(new(99))).Refusal?.Code);
        });

    [Fact]
    public Task A_reservation_takes_a_slot_in_every_limit_and_sets_the_gap() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            var series = await shop.SeriesAsync(CouponShop.Shared with { MaxRedeem = 2, MinDaysBetweenRedemption = 3 });
            var (x, y) = ((await shop.GiveAsync(series, anna)).Code, (await shop.GiveAsync(series, anna)).Code);
            var held = await HoldAsync(shop, anna, x);
            Assert.Equal((738, 700), (await shop.UseAsync(anna, y), await shop.UseAsync(ben, x)));
            Assert.Equal(714, CouponShop.Number(await shop.TryRedeemAsync(await shop.MemberAsync("M-3"), y)));
            (await shop.Desk.Coupons.ReleaseAsync(held.Reservation)).OrThrow();
            Assert.Equal(700, await shop.UseAsync(anna, y));
            foreach (var time in new[] { Duration.FromSeconds(59), Duration.FromHours(25) })
                Assert.Equal("coupon.hold_time", (await shop.Desk.Coupons.ReserveAsync(new(new RedeemCoupons(anna, [x])) { For = time })).Refusal?.Code);
        });

    [Fact]
    public Task A_reservation_of_several_is_all_or_none() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, series) = (await shop.MemberAsync(), await shop.SeriesAsync(CouponShop.Settings with { DiscountType = CouponDiscount.Abs, DiscountValue = 30m }));
            var (x, y) = ((await shop.GiveAsync(series, anna)).Code, (await shop.GiveAsync(series, anna)).Code);
            Assert.Equal(759, CouponShop.Number(await shop.Desk.Coupons.ReserveAsync(new(new RedeemCoupons(anna, [x, "NOTHING"])))));
            var held = (await shop.Desk.Coupons.ReserveAsync(new(new RedeemCoupons(anna, [x, y]) { BillAmount = 50m }))).OrThrow();
            Assert.Equal([30m, 20m], held.Coupons.Select(coupon => coupon.Discount!.Value));
            var confirmed = (await shop.Desk.Coupons.ConfirmAsync(held.Reservation)).OrThrow();
            Assert.Equal((50m, 2), (confirmed.Discount, confirmed.Coupons.Select(coupon => coupon.Redemption).Distinct().Count()));
        });

    [Fact]
    [Trait("rule", "coupons R35")]
    [Trait("rule", "coupons R38")]
    public Task The_same_sale_reserves_once_and_what_is_reserved_is_not_revoked() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, _, code) = await SharedAsync(shop);
            var sale = new ReserveCoupons(new RedeemCoupons(anna, [code]) { TransactionNumber = "N-1" });
            var first = (await shop.Desk.Coupons.ReserveAsync(sale)).OrThrow();
            var again = await shop.Desk.Coupons.ReserveAsync(sale);
            Assert.Equal((true, first.Reservation), (again.Replayed, again.Value.Reservation));
            Assert.Equal(716, CouponShop.Number(await shop.Desk.Coupons.ReserveAsync(new(new RedeemCoupons(anna, [code]) { TransactionNumber = "N-2" }))));
            Assert.Equal(405, (await shop.Desk.Coupons.RevokeAsync(new([code]))).OrThrow().Items.Single().Number);
            shop.At("2025-06-01 10:15");
            Assert.NotEqual(first.Reservation, (await shop.Desk.Coupons.ReserveAsync(sale)).OrThrow().Reservation);
        });

    private static async Task<(CustomerId Anna, CustomerId Ben, string Code)> SharedAsync(Shop shop, Instant? last = null)
    {
        var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        var series = await shop.SeriesAsync(CouponShop.Settings with { AnyUser = true, ValidTillTime = last });
        return (anna, ben, (await shop.GiveAsync(series, anna)).Code);
    }

    private static async Task<CouponsHeld> HoldAsync(Shop shop, CustomerId customer, string code) =>
        (await shop.Desk.Coupons.ReserveAsync(new(new RedeemCoupons(customer, [code])))).OrThrow();
}
