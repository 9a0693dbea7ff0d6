using NodaTime;

namespace Loyalty.Tests;

/// <summary>Redeeming and checking (scenarios 8 to 10, 12 to 14; coupons R19-R28).</summary>
public sealed class CouponRedeemTests
{
    [Fact]
    [Trait("rule", "coupons scenario 8")]
    [Trait("rule", "coupons R21")]
    [Trait("rule", "coupons R22")]
    public Task Limits_of_code_customer_and_series_hold_together() =>
        CouponShop.PlayAsync(async shop =>
        {
            var members = await shop.MembersAsync(8);
            var (a, f, g, h) = (members[0], members[5], members[6], members[7]);
            var series = await shop.SeriesAsync(CouponShop.Shared with { RedemptionPerCouponMaxLimit = 5, MaxRedemptionsInSeriesPerUser = 1, MaxRedeem = 7 });
            var (x, y) = ((await shop.GiveAsync(series, a)).Code, (await shop.GiveAsync(series, a)).Code);
            foreach (var member in members.Take(5)) Assert.Equal(700, await shop.UseAsync(member, x));
            Assert.Equal((736, 736, 728), (await shop.UseAsync(a, x), await shop.UseAsync(f, x), await shop.UseAsync(a, y)));
            Assert.Equal((700, 700, 714), (await shop.UseAsync(f, y), await shop.UseAsync(g, y), await shop.UseAsync(h, y)));
        });

    [Fact]
    [Trait("rule", "coupons scenario 9")]
    [Trait("rule", "coupons R22")]
    public Task One_use_is_one_use_for_its_holder_and_for_anyone() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            var own = (await shop.GiveAsync(await shop.SeriesAsync(), anna)).Code;
            Assert.Equal((700, 716, 710), (await shop.UseAsync(anna, own), await shop.UseAsync(anna, own), await shop.UseAsync(ben, own)));
            var shared = (await shop.GiveAsync(await shop.SeriesAsync(CouponShop.Settings with { AnyUser = true }), anna)).Code;
            var use = await shop.UsedAsync(anna, shared);
            Assert.Equal((711, 716), (await shop.UseAsync(ben, shared), await shop.UseAsync(anna, shared)));
            await shop.ReactivateAsync(use);
            Assert.Equal((700, 711), (await shop.UseAsync(anna, shared), await shop.UseAsync(ben, shared)));
            Assert.Equal(1, (await shop.Desk.Coupons.GetAsync(shared)).OrThrow().Uses);
        });

    [Fact]
    [Trait("rule", "coupons scenario 9")]
    [Trait("rule", "coupons R36")]
    public Task A_reversal_counts_once_and_expiry_stays() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, series) = (await shop.MemberAsync(), await shop.SeriesAsync(CouponShop.Settings with { Expiry = CouponExpiry.Days, ExpiryValue = 1 }));
            var code = (await shop.GiveAsync(series, anna)).Code;
            var use = await shop.UsedAsync(anna, code);
            shop.At("2025-06-03 00:00");
            Assert.Equal(1, (await shop.ReactivateAsync(use)).Done);
            var again = await shop.Desk.Coupons.ReactivateAsync(new([use]));
            Assert.Equal(("coupon.reversed_before", 1), (Assert.Single(again.Warnings).Code, again.Value.Done));
            Assert.Equal(713, await shop.UseAsync(anna, code));
            Assert.Equal([510, 700], (await shop.ReactivateAsync(new CouponUseId(99), use)).Items.Select(item => item.Number));
            Assert.Equal((500, 661), (CouponShop.Number(await shop.Desk.Coupons.ReactivateAsync(new([new(99)]))), CouponShop.Number(await shop.Desk.Coupons.ReactivateAsync(new([])))));
        });

    [Fact]
    [Trait("rule", "coupons scenario 9")]
    [Trait("rule", "coupons R27")]
    public Task The_same_sale_is_one_use_and_another_store_another() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, series) = (await shop.MemberAsync(), await shop.SeriesAsync(CouponShop.Shared with { RedemptionPerCouponMaxLimit = 5 }));
            var code = (await shop.GiveAsync(series, anna)).Code;
            var (first, again) = (await RedeemAsync(shop.Desk.AtStore("A"), anna, code, "T-1"), await RedeemAsync(shop.Desk.AtStore("A"), anna, code, "T-1"));
            Assert.Equal((false, true, first.Value.Use()), (first.Replayed, again.Replayed, again.Value.Use()));
            Assert.NotEqual(first.Value.Use(), (await RedeemAsync(shop.Desk.AtStore("B"), anna, code, "T-1")).Value.Use());
            Assert.Equal(2, (await shop.Desk.Coupons.GetAsync(code)).OrThrow().Uses);
            await shop.ReactivateAsync(first.Value.Use());
            Assert.NotEqual(first.Value.Use(), (await RedeemAsync(shop.Desk.AtStore("A"), anna, code, "T-1")).Value.Use());
        });

    [Fact]
    [Trait("rule", "coupons scenario 10")]
    [Trait("rule", "coupons R23")]
    public Task The_gap_runs_from_effective_days_and_a_reversal_removes_it() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, series) = (await shop.MemberAsync(), await shop.SeriesAsync(CouponShop.Shared with { MinDaysBetweenRedemption = 7 }));
            var code = (await shop.GiveAsync(series, anna)).Code;
            shop.At("2025-03-01 18:00");
            var first = await shop.UsedAsync(anna, code);
            shop.At("2025-03-07 23:59");
            var refused = await shop.TryRedeemAsync(anna, code);
            Assert.Equal((738, 1), (CouponShop.Number(refused), ((CouponRedemptionGap)refused.Refusal!).DaysLeft));
            await shop.ReactivateAsync(first);
            Assert.Equal(700, await shop.UseAsync(anna, code));
            shop.At("2025-03-14 00:00");
            Assert.Equal(700, await shop.UseAsync(anna, code));
        }, "2025-02-20 10:00");

    [Fact]
    [Trait("rule", "coupons scenario 12")]
    [Trait("rule", "coupons R20")]
    public Task Bounds_of_the_bill_are_inclusive_and_none_has_many_words() =>
        CouponShop.PlayAsync(async shop =>
        {
            var anna = await shop.MemberAsync();
            var bounded = (await shop.GiveAsync(await shop.SeriesAsync(CouponShop.Shared with { MinBillAmount = 100m, MaxBillAmount = 20_000m }), anna)).Code;
            foreach (var (bill, number) in new[] { (99.99m, 733), (100m, 700), (20_000m, 700), (20_000.01m, 733), (-1m, 733) }) Assert.Equal(number, await shop.UseAsync(anna, bounded, bill));
            Assert.Equal(733, CouponShop.Number(await shop.TryRedeemAsync(anna, bounded)));
            foreach (var none in new decimal?[] { 9_007_199_254_740_991m, 0m, -1m, null })
                Assert.Equal(700, await shop.UseAsync(anna, (await shop.GiveAsync(await shop.SeriesAsync(CouponShop.Settings with { MaxBillAmount = none }), anna)).Code, 1_000_000m));
        });

    [Fact]
    [Trait("rule", "coupons scenario 13")]
    [Trait("rule", "coupons R28")]
    public Task Discounts_are_exact_and_cut_at_what_is_left() =>
        CouponShop.PlayAsync(async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(100m, await OffAsync(shop, anna, 3500m, CouponShop.Settings with { DiscountUpTo = 100m }));
            Assert.Equal(1.57m, await OffAsync(shop, anna, 10.50m, CouponShop.Settings with { DiscountValue = 15m }));
            Assert.Equal(320m, await OffAsync(shop, anna, 320m, CouponShop.Settings with { DiscountType = CouponDiscount.Abs, DiscountValue = 500m }));
            Assert.Equal(0.07m, await OffAsync(shop, anna, 0.07m, CouponShop.Settings with { DiscountValue = 100m }));
            var series = await shop.SeriesAsync(CouponShop.Settings with { DiscountUpTo = 100m });
            var both = (await shop.Desk.Coupons.RedeemAsync(new(anna, [(await shop.GiveAsync(series, anna)).Code, (await shop.GiveAsync(series, anna)).Code]) { BillAmount = 3500m })).OrThrow();
            Assert.Equal((200m, 3300m), (both.Discount, 3500m - both.Discount));
        });

    [Fact]
    [Trait("rule", "coupons scenario 13")]
    [Trait("rule", "coupons R28")]
    public Task What_a_coupon_is_for_bounds_what_it_takes_off() =>
        CouponShop.PlayAsync(async shop =>
        {
            var anna = await shop.MemberAsync();
            var line = CouponShop.Settings with { DiscountValue = 60m, Products = [new(CouponProductKind.Sku, ["SHOE"])] };
            var series = await shop.SeriesAsync(line);
            var codes = new[] { (await shop.GiveAsync(series, anna)).Code, (await shop.GiveAsync(series, anna)).Code };
            var cut = (await shop.Desk.Coupons.RedeemAsync(new(anna, codes) { BillAmount = 100m, Lines = [new("SHOE", 1, 40m), new("HAT", 1, 60m)] })).OrThrow();
            Assert.Equal([24m, 16m], cut.Coupons.Select(coupon => coupon.Discount!.Value));
            var brand = (await shop.GiveAsync(await shop.SeriesAsync(CouponShop.Settings with { DiscountValue = 20m, Products = [new(CouponProductKind.Brand, ["ACME"])] }), anna)).Code;
            BillLine Of(string sku, decimal amount, string maker) => new(sku, 1, amount) { Fields = new Dictionary<string, string> { ["brand"] = maker } };
            var off = (await shop.Desk.Coupons.RedeemAsync(new(anna, [brand]) { BillAmount = 120m, Lines = [Of("A", 40m, "ACME"), Of("B", 35.55m, "acme"), Of("C", 44.45m, "OTHER")] })).OrThrow();
            Assert.Equal(15.11m, off.Discount);
            var none = (await shop.GiveAsync(series, anna)).Code;
            Assert.Equal(759, CouponShop.Number(await shop.Desk.Coupons.RedeemAsync(new(anna, [none]) { Lines = [new("HAT", 1, 60m)] })));
            Assert.Equal(["Lines"], (await shop.Desk.Coupons.CheckAsync(new(anna, [none]))).OrThrow().Coupons.Single().Unverified);
        });

    [Fact]
    [Trait("rule", "coupons R29")]
    public Task Amounts_of_a_series_are_converted_at_the_rate_of_the_bill() =>
        CouponShop.PlayAsync(async shop =>
        {
            var anna = await shop.MemberAsync();
            var series = await shop.SeriesAsync(CouponShop.Settings with { DiscountType = CouponDiscount.Abs, DiscountValue = 100m, MinBillAmount = 1000m });
            var code = (await shop.GiveAsync(series, anna)).Code;
            Assert.Equal(733, CouponShop.Number(await shop.Desk.Coupons.RedeemAsync(new(anna, [code]) { BillAmount = 12.49m, Rate = 80m })));
            Assert.Equal(1.25m, (await shop.Desk.Coupons.RedeemAsync(new(anna, [code]) { BillAmount = 12.50m, Rate = 80m })).OrThrow().Discount);
        });

    [Fact]
    [Trait("rule", "coupons scenario 14")]
    [Trait("rule", "coupons R24")]
    public Task Of_several_all_or_none_are_redeemed_and_each_has_its_number() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, good, gone) = (await shop.MemberAsync(), await shop.SeriesAsync(), await shop.SeriesAsync(CouponShop.Settings with { Expiry = CouponExpiry.Days }));
            var (one, expired, two) = ((await shop.GiveAsync(good, anna)).Code, (await shop.GiveAsync(gone, anna)).Code, (await shop.GiveAsync(good, anna)).Code);
            shop.At("2025-06-02 10:00");
            var before = StoreImage.Of(shop.Store);
            var failed = (CouponsNotRedeemed)(await shop.Desk.Coupons.RedeemAsync(new(anna, [one, expired, two]))).Refusal!;
            Assert.Equal([749, 713, 749], failed.Items.Select(item => item.Number));
            Assert.Equal(759, failed.Number);
            var twice = (CouponsNotRedeemed)(await shop.Desk.Coupons.RedeemAsync(new(anna, [one, one.ToLowerInvariant()]))).Refusal!;
            Assert.Equal([749, 747], twice.Items.Select(item => item.Number));
            Assert.Equal(629, CouponShop.Number(await shop.Desk.Coupons.RedeemAsync(new(anna, [.. Enumerable.Repeat(one, 51)]))));
            Assert.Equal(781, CouponShop.Number(await shop.Desk.Coupons.RedeemAsync(new(anna, []))));
            StoreImage.AssertUnchanged(before, shop.Store);
            Assert.Equal(2, (await shop.Desk.Coupons.RedeemAsync(new(anna, [one, two]))).OrThrow().Coupons.Count);
        });

    [Fact]
    [Trait("rule", "coupons R24")]
    public Task Each_coupon_of_a_request_sees_the_slots_of_those_before() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, series) = (await shop.MemberAsync(), await shop.SeriesAsync(CouponShop.Settings with { MaxRedemptionsInSeriesPerUser = 2 }));
            var codes = new List<string>();
            for (var i = 0; i < 3; i++) codes.Add((await shop.GiveAsync(series, anna)).Code);
            var failed = (CouponsNotRedeemed)(await shop.Desk.Coupons.RedeemAsync(new(anna, codes))).Refusal!;
            Assert.Equal([749, 749, 728], failed.Items.Select(item => item.Number));
            Assert.Equal([700, 700, 728], (await shop.Desk.Coupons.CheckAsync(new(anna, codes))).OrThrow().Coupons.Select(check => check.Number));
            await shop.UpdateAsync(series, settings => settings with { MaxRedemptionsInSeriesPerUser = null, MinDaysBetweenRedemption = 1 });
            Assert.Equal([700, 738, 738], (await shop.Desk.Coupons.CheckAsync(new(anna, codes))).OrThrow().Coupons.Select(check => check.Number));
        });

    [Fact]
    [Trait("rule", "coupons R19")]
    public Task A_check_says_how_many_are_left_and_what_it_could_not_judge() =>
        CouponShop.PlayAsync(async shop =>
        {
            var anna = await shop.MemberAsync();
            var series = await shop.SeriesAsync(CouponShop.Shared with { RedemptionPerCouponMaxLimit = 5, MaxRedeem = 3, MinBillAmount = 10m });
            var code = (await shop.GiveAsync(series, anna)).Code;
            await shop.UseAsync(anna, code, 10m);
            var before = StoreImage.Of(shop.Store);
            var check = (await shop.Desk.Coupons.CheckAsync(new(anna, [code]))).OrThrow().Coupons.Single();
            Assert.Equal((700, 2L, 1L), (check.Number, check.RedemptionsLeft, check.RedemptionsByCustomer));
            Assert.Equal(["BillAmount"], check.Unverified);
            StoreImage.AssertUnchanged(before, shop.Store);
            var free = (await shop.GiveAsync(await shop.SeriesAsync(CouponShop.Shared), anna)).Code;
            Assert.Null((await shop.Desk.Coupons.CheckAsync(new(anna, [free]))).OrThrow().Coupons.Single().RedemptionsLeft);
        });

    [Fact]
    [Trait("rule", "coupons R20")]
    [Trait("rule", "coupons R21")]
    public Task The_first_reason_in_the_documented_order_is_the_answer() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            var series = await shop.SeriesAsync(CouponShop.Settings with
            {
                Trial = true, ValidTill = new(2025, 6, 30), RedemptionValidAfterDays = 1, Target = new() { MaximumTransactions = 1 }, IsValidationRequired = true, MaxRedeem = 1, MaxRedemptionsInSeriesPerUser = 1,
                RedemptionRange = new() { DaysOfMonth = [5] }, RedemptionPlaces = [new("S-1", null)], MinBillAmount = 10m, IsMultipleUseAllowed = true, SameUserMultipleRedeem = true, MinDaysBetweenRedemption = 1,
            });
            var coupon = await shop.GiveAsync(series, anna);
            await shop.BuyAsync(anna, "B-1", 10m);
            await shop.BuyAsync(anna, "B-2", 10m);
            async Task<int> TryAsync(string? pin = null, string? store = null, decimal? bill = null, CustomerId? who = null) => CouponShop.Number(
                await (store is null ? shop.Desk : shop.Desk.AtStore(store)).Coupons.RedeemAsync(new(who ?? anna, [coupon.Code]) { ValidationCode = pin, BillAmount = bill }));
            Assert.Equal(720, await TryAsync());
            await shop.UpdateAsync(series, settings => settings with { Trial = false });
            Assert.Equal((710, 739), (await TryAsync(who: ben), await TryAsync()));
            shop.At("2025-06-02 10:00");
            Assert.Equal(723, await TryAsync());
            await shop.UpdateAsync(series, settings => settings with { Target = new() { MaximumTransactions = 2 } });
            Assert.Equal((725, 705, 729), (await TryAsync(), await TryAsync("x"), await TryAsync(coupon.Pin)));
            shop.At("2025-06-05 10:00");
            Assert.Equal((735, 735), (await TryAsync(coupon.Pin), await TryAsync(coupon.Pin, "S-2")));
            Assert.Equal((733, 700, 728), (await TryAsync(coupon.Pin, "S-1", 9m), await TryAsync(coupon.Pin, "S-1", 10m), await TryAsync(coupon.Pin, "S-1", 10m)));
            await shop.UpdateAsync(series, settings => settings with { MaxRedemptionsInSeriesPerUser = 2 });
            Assert.Equal(714, await TryAsync(coupon.Pin, "S-1", 10m));
            await shop.UpdateAsync(series, settings => settings with { MaxRedeem = 2 });
            Assert.Equal(738, await TryAsync(coupon.Pin, "S-1", 10m));
            (await shop.Desk.Customers.BlockAsync(anna)).OrThrow();
            Assert.Equal(742, await TryAsync());
            Assert.Equal(701, await TryAsync(who: new(99)));
        });

    [Fact]
    [Trait("rule", "coupons R22")]
    public Task A_common_code_is_each_customers_own_and_anyone_gets_it_by_using_it() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            var common = CouponShop.Settings with { Handling = CouponHandling.Generic, GenericCode = "Welcome10" };
            var given = await shop.SeriesAsync(common);
            await shop.GiveAsync(given, anna);
            Assert.Equal((700, 716, 703), (await shop.UseAsync(anna, "WELCOME10"), await shop.UseAsync(anna, "we1come-lo"), await shop.UseAsync(ben, "welcome10")));
            await shop.SeriesAsync(common with { GenericCode = "HELLO", AnyUser = true });
            Assert.Equal((700, 716, 700), (await shop.UseAsync(ben, "hello"), await shop.UseAsync(ben, "hello"), await shop.UseAsync(anna, "hello")));
            Assert.Equal(752, CouponShop.Number(await shop.Desk.Coupons.CreateSeriesAsync(new(common with { GenericCode = "hello" }))));
        });

    [Fact]
    [Trait("rule", "coupons R26")]
    [Trait("rule", "coupons R40")]
    public Task A_redemption_keeps_its_facts_and_can_be_amended() =>
        CouponShop.PlayAsync(async shop =>
        {
            var anna = await shop.MemberAsync();
            var code = (await shop.GiveAsync(await shop.SeriesAsync(), anna)).Code;
            var use = (await shop.Desk.AtTill("T-1", "S-1").Coupons.RedeemAsync(new(anna, [code]) { BillAmount = 50m, TransactionNumber = "N-1", Fields = new Dictionary<string, string> { ["k"] = "v" } })).OrThrow().Use();
            var kept = (await shop.Desk.Coupons.GetUseAsync(use)).OrThrow();
            Assert.Equal(("N-1", 50m, "S-1", "T-1", "v", 5m), (kept.TransactionNumber, kept.BillAmount, kept.Store, kept.Till, kept.Fields["k"], kept.Discount));
            var amended = (await shop.Desk.Coupons.AmendUseAsync(new(use) { TransactionNumber = "N-2", BillId = "4711" })).OrThrow();
            Assert.Equal(("N-2", 50m, "4711", "v"), (amended.TransactionNumber, amended.BillAmount, amended.BillId, amended.Fields["k"]));
            Assert.Equal(amended.BillId, (await shop.Desk.Coupons.GetUseAsync(use)).OrThrow().BillId);
            Assert.Equal((510, 710), (CouponShop.Number(await shop.Desk.Coupons.AmendUseAsync(new(new(99)))), CouponShop.Number(await shop.Desk.Coupons.AmendUseAsync(new(use) { Customer = new(99) }))));
        });

    [Fact]
    [Trait("rule", "coupons R30")]
    public Task Redeeming_gives_no_points_by_itself() =>
        CouponShop.PlayAsync(async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.UseAsync(anna, (await shop.GiveAsync(await shop.SeriesAsync(), anna)).Code, 100m);
            Assert.Equal(0m, (await shop.BalanceAsync(anna)).Points);
        });

    private static Task<Outcome<CouponsRedeemed>> RedeemAsync(Workplace desk, CustomerId customer, string code, string transaction) =>
        desk.Coupons.RedeemAsync(new(customer, [code]) { TransactionNumber = transaction }).AsTask();

    private static async Task<decimal> OffAsync(Shop shop, CustomerId customer, decimal bill, CouponSeriesSettings settings)
    {
        var code = (await shop.GiveAsync(await shop.SeriesAsync(settings), customer)).Code;
        return (await shop.TryRedeemAsync(customer, code, bill)).OrThrow().Discount;
    }
}
