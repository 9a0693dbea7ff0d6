using NodaTime;

namespace Loyalty.Tests;

/// <summary>Revoke, extend, list, upload (scenarios 15 and 16; coupons R38-R45).</summary>
public sealed class CouponAfterTests
{
    [Fact]
    [Trait("rule", "coupons scenario 15")]
    [Trait("rule", "coupons R38")]
    public Task Of_several_codes_each_is_revoked_on_its_own() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, series) = (await shop.MemberAsync(), await shop.SeriesAsync());
            var code = (await shop.GiveAsync(series, anna)).Code;
            var items = (await shop.Desk.Coupons.RevokeAsync(new([code, "NO-1", "NO-2"]) { Series = series })).OrThrow();
            Assert.Equal((3, 2), (items.Items.Count, items.Failed));
            Assert.Equal([700, 682, 682], items.Items.Select(item => item.Number));
            Assert.Equal((660, 682), (await shop.UseAsync(anna, code), (await shop.Desk.Coupons.RevokeAsync(new([code]))).OrThrow().Items[0].Number));
            var common = await shop.SeriesAsync(CouponShop.Settings with { Handling = CouponHandling.Generic, GenericCode = "HELLO" });
            await shop.GiveAsync(common, anna);
            Assert.Equal(108, (await shop.Desk.Coupons.RevokeAsync(new(["hello"]))).OrThrow().Items[0].Number);
            Assert.Equal(700, (await shop.Desk.Coupons.RevokeAsync(new(["hello"]) { Customer = anna })).OrThrow().Items[0].Number);
            Assert.Equal("HELLO", (await shop.GiveAsync(common, anna)).Code);
            var used = (await shop.GiveAsync(series, anna)).Code;
            await shop.UseAsync(anna, used);
            Assert.Equal(405, (await shop.Desk.Coupons.RevokeAsync(new([used]))).OrThrow().Items[0].Number);
            Assert.Equal("value.invalid", (await shop.Desk.Coupons.RevokeAsync(new([code, used]))).Refusal?.Code);
            await shop.GiveAsync(series, anna);
            Assert.Equal(1, (await shop.Desk.Coupons.RevokeOfAsync(new(anna, series))).OrThrow().Done);
        });

    [Fact]
    [Trait("rule", "coupons R38")]
    public Task A_stretch_is_revoked_at_once_and_what_was_used_of_it_stays() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, series) = (await shop.MemberAsync(), await shop.SeriesAsync(CouponShop.Shared));
            var stretch = (await shop.Desk.Coupons.IssueStretchAsync(new(series, 1000))).OrThrow();
            var codes = (await shop.Desk.Coupons.CodesAsync(series, stretch.First)).OrThrow().Items;
            Assert.Equal(700, (await shop.Desk.Coupons.RevokeAsync(new([codes[5]]))).OrThrow().Items[0].Number);
            await shop.UseAsync(anna, codes[1]);
            Assert.Equal(1, (await shop.Desk.Coupons.RevokeStretchAsync(series, stretch.First)).OrThrow().Done);
            Assert.Equal((700, 660, 660), (await shop.UseAsync(anna, codes[1]), await shop.UseAsync(anna, codes[2]), await shop.UseAsync(anna, codes[5])));
            Assert.Equal("coupon.not_revocable", (await shop.Desk.Coupons.RevokeStretchAsync(series, stretch.First)).Refusal?.Code);
        });

    [Fact]
    [Trait("rule", "coupons R38")]
    public Task A_whole_series_is_revoked_commit_by_commit_and_what_is_used_or_held_stays() =>
        CouponShop.PlayAsync(async shop =>
        {
            var anna = await shop.MemberAsync();
            var pool = await shop.SeriesAsync(CouponShop.Settings with { Handling = CouponHandling.DiscCodePin });
            var other = (await shop.GiveAsync(await shop.SeriesAsync(), anna)).Code;
            await shop.UploadAsync(new(pool) { CodeColumn = 0 }, [.. Enumerable.Range(0, 1100).Select(i => $"POOL-{i:D5}")]);
            var held = (await shop.Desk.Coupons.IssueAsync(new(pool, anna) { Count = 3 })).OrThrow().Coupons;
            await shop.UseAsync(anna, held[0].Code);
            Assert.Equal(new CouponSeriesRevoked(1097, 3, 0, null), (await shop.Desk.Coupons.RevokeSeriesAsync(new(pool) { OnlyUnissued = true })).OrThrow());
            Assert.Equal(new CouponSeriesRevoked(2, 1, 0, null), (await shop.Desk.Coupons.RevokeSeriesAsync(new(pool))).OrThrow());
            Assert.Equal((0L, 660, 722, 700), (
                (await shop.Desk.Coupons.GetSeriesAsync(pool)).OrThrow().Pooled, await shop.UseAsync(anna, held[1].Code), CouponShop.Number(await shop.Desk.Coupons.IssueAsync(new(pool, anna))), await shop.UseAsync(anna, other)));
            var printed = await shop.SeriesAsync(CouponShop.Shared);
            (await shop.Desk.Coupons.IssueStretchAsync(new(printed, 50))).OrThrow();
            Assert.Equal(1, (await shop.Desk.Coupons.RevokeSeriesAsync(new(printed))).OrThrow().Stretches);
        });

    [Fact]
    [Trait("rule", "coupons scenario 16")]
    [Trait("rule", "coupons R41")]
    public Task A_new_end_may_revive_a_coupon_within_its_series() =>
        CouponShop.PlayAsync(async shop =>
        {
            var anna = await shop.MemberAsync();
            var series = await shop.SeriesAsync(CouponShop.Settings with { Expiry = CouponExpiry.Days, ValidTill = new(2025, 12, 31), IsMultipleUseAllowed = true, SameUserMultipleRedeem = true });
            var code = (await shop.GiveAsync(series, anna)).Code;
            shop.At("2025-10-20 10:00");
            Assert.Equal(713, await shop.UseAsync(anna, code));
            async Task<CouponItem> ExtendAsync(Instant till) => (await shop.Desk.Coupons.ExtendAsync(new(series, [code], till))).OrThrow().Items.Single();
            Assert.Equal(700, (await ExtendAsync(Instant.FromUtc(2025, 10, 30, 10, 0))).Number);
            shop.Clock.Set(Instant.FromUtc(2025, 10, 30, 10, 0) + Duration.FromMilliseconds(900));
            Assert.Equal(700, await shop.UseAsync(anna, code));
            shop.Clock.Set(Instant.FromUtc(2025, 10, 30, 10, 0, 1));
            Assert.Equal(713, await shop.UseAsync(anna, code));
            Assert.Equal((691, 690), ((await ExtendAsync(shop.Clock.At("2026-01-01"))).Number, (await ExtendAsync(shop.Clock.At("2025-06-01 09:00"))).Number));
            var two = (await shop.Desk.Coupons.ExtendAsync(new(series, [code, "NO-1"], shop.Clock.At("2025-12-31 23:59:59")))).OrThrow();
            Assert.Equal([700, 633], two.Items.Select(item => item.Number));
            var common = await shop.SeriesAsync(CouponShop.Settings with { Handling = CouponHandling.Generic, GenericCode = "HELLO" });
            await shop.GiveAsync(common, anna);
            Assert.Equal([695], (await shop.Desk.Coupons.ExtendAsync(new(common, ["HELLO"], shop.Clock.At("2025-12-01")))).OrThrow().Items.Select(item => item.Number));
            shop.At("2026-01-02 10:00");
            Assert.Equal(712, CouponShop.Number(await shop.Desk.Coupons.ExtendAsync(new(series, [code], shop.Clock.At("2025-12-31")))));
        });

    [Fact]
    [Trait("rule", "coupons R39")]
    public Task A_usable_coupon_is_sent_again_unchanged() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, ben, series) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"), await shop.SeriesAsync());
            var coupon = await shop.GiveAsync(series, anna);
            Assert.Equal(coupon, (await shop.Desk.Coupons.ResendAsync(coupon.Code, anna)).OrThrow());
            Assert.Equal(710, CouponShop.Number(await shop.Desk.Coupons.ResendAsync(coupon.Code, ben)));
            await shop.UpdateAsync(series, settings => settings with { ResendMessageEnabled = false });
            Assert.Equal(724, CouponShop.Number(await shop.Desk.Coupons.ResendAsync(coupon.Code, anna)));
        });

    [Fact]
    [Trait("rule", "coupons R43")]
    public Task A_customers_coupons_are_listed_by_how_they_stand() =>
        CouponShop.PlayAsync(async shop =>
        {
            var anna = await shop.MemberAsync();
            var (days, later) = (await shop.SeriesAsync(CouponShop.Settings with { Expiry = CouponExpiry.Days }), await shop.SeriesAsync(CouponShop.Settings with { RedemptionValidAfterDays = 9 }));
            var (expired, used) = ((await shop.GiveAsync(days, anna)).Code, (await shop.GiveAsync(days, anna)).Code);
            await shop.UseAsync(anna, used);
            var coming = (await shop.GiveAsync(later, anna)).Code;
            var revoked = (await shop.GiveAsync(later, anna)).Code;
            (await shop.Desk.Coupons.RevokeAsync(new([revoked]))).OrThrow();
            var fresh = (await shop.GiveAsync(await shop.SeriesAsync(), anna)).Code;
            shop.At("2025-06-02 10:00");
            foreach (var (filter, codes) in new (CouponFilter, string[])[]
            {
                (CouponFilter.All, [expired, used, coming, fresh]), (CouponFilter.Active, [fresh]), (CouponFilter.Unexpired, [coming, fresh]), (CouponFilter.Expired, [expired, used]),
                (CouponFilter.Redeemed, [used]), (CouponFilter.Unredeemed, [expired, coming, fresh]), (CouponFilter.ActiveRedeemed, []), (CouponFilter.ActiveUnredeemed, [fresh]),
                (CouponFilter.ExpiredRedeemed, [used]), (CouponFilter.ExpiredUnredeemed, [expired]),
            })
                Assert.Equal(codes, (await shop.Desk.Coupons.ListAsync(anna, filter)).OrThrow().Items.Select(coupon => coupon.Code));
            var page = (await shop.Desk.Coupons.ListAsync(anna, limit: 3)).OrThrow();
            Assert.Equal([fresh], (await shop.Desk.Coupons.ListAsync(anna, limit: 3, after: page.Next)).OrThrow().Items.Select(coupon => coupon.Code));
        });

    [Fact]
    [Trait("rule", "coupons R44")]
    public Task Codes_are_uploaded_into_the_pool_or_for_their_customers_row_by_row() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync("A-1"), await shop.MemberAsync("B-1"));
            var pool = await shop.SeriesAsync(CouponShop.Settings with { Handling = CouponHandling.DiscCodePin });
            var rows = Enumerable.Range(0, 1200).Select(i => $"POOL-{i:D5}").Append("pool-00007").Append("\"POOL,\"\"X\"");
            var report = await shop.UploadAsync(new(pool) { CodeColumn = 0 }, [.. rows]);
            Assert.Equal((CouponUploadState.Finished, 1202L, 1201L, 1L), (report.State, report.Rows, report.Done, report.Failed));
            Assert.Equal((1201L, 747), (report.Faults.Single().Row, report.Faults.Single().Number));
            Assert.Equivalent(report, (await shop.Desk.Coupons.UploadStatusAsync(report.Upload)).OrThrow(), strict: true);
            Assert.Equal(["POOL-00000", "POOL-00001"], (await shop.Desk.Coupons.IssueAsync(new(pool, anna) { Count = 2 })).OrThrow().Coupons.Select(coupon => coupon.Code));
            Assert.Equal(703, await shop.UseAsync(anna, "POOL-00002"));
            var tagged = await shop.UploadAsync(new(pool) { CodeColumn = 1, CustomerBy = CouponCustomerColumn.ExternalId, CustomerColumn = 0 }, "b-1,MINE", "nobody,OTHER", "A-1,mine");
            Assert.Equal([(2L, 701), (3L, 747)], tagged.Faults.Select(fault => (fault.Row, fault.Number)));
            Assert.Equal((710, 700), (await shop.UseAsync(anna, "MINE"), await shop.UseAsync(ben, "mine")));
            var taken = await shop.UploadAsync(new(pool) { CustomerBy = CouponCustomerColumn.ExternalId, CustomerColumn = 0 }, "A-1", "B-1");
            Assert.Equal((2L, 1197L), (taken.Done, (await shop.Desk.Coupons.GetSeriesAsync(pool)).OrThrow().Pooled));
            var broken = (await shop.Desk.Coupons.UploadAsync(new UploadCoupons(pool) { CodeColumn = 0, HasHeader = false }, new MemoryStream("GOOD-1\n\"open"u8.ToArray()))).OrThrow();
            Assert.Equal(CouponUploadState.Failed, broken.State);
            Assert.Equal((707, 400), (CouponShop.Number(await shop.Desk.Coupons.UploadAsync(new UploadCoupons(new(99)), Stream.Null)), CouponShop.Number(await shop.Desk.Coupons.UploadStatusAsync(new(99)))));
        });

    [Fact]
    [Trait("rule", "coupons R44")]
    public Task Codes_of_a_third_party_are_only_uploaded() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, series) = (await shop.MemberAsync("A-1"), await shop.SeriesAsync(CouponShop.Settings with { ExternalIssual = true }));
            await shop.UploadAsync(new(series) { CodeColumn = 1, CustomerBy = CouponCustomerColumn.ExternalId, CustomerColumn = 0 }, "A-1,THEIRS");
            Assert.Equal((777, 700), (CouponShop.Number(await shop.Desk.Coupons.IssueAsync(new(series, anna))), await shop.UseAsync(anna, "theirs")));
            Assert.Equal(777, (await shop.UploadAsync(new(await shop.SeriesAsync()) { CodeColumn = 0 }, "OURS-1")).Faults.Single().Number);
        });

    [Fact]
    [Trait("rule", "coupons R45")]
    public Task Redemptions_made_elsewhere_are_facts_and_come_once() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync("A-1"), await shop.MemberAsync("B-1"));
            (await shop.Desk.AtTill("T-1", "S-1").Customers.EnrolAsync(new() { ExternalId = "C-1" })).OrThrow();
            var series = await shop.SeriesAsync(CouponShop.Settings with { Expiry = CouponExpiry.Days });
            var code = (await shop.GiveAsync(series, anna)).Code;
            shop.At("2025-06-05 10:00");
            var layout = new UploadCouponUses(series, CouponCustomerColumn.ExternalId, 0, 1, 2, 3) { BillNumberColumn = 4, HasHeader = false };
            var (one, two) = (shop.Clock.At("2025-06-04 09:00").ToUnixTimeMilliseconds(), shop.Clock.At("2025-06-04 09:30").ToUnixTimeMilliseconds());
            string[] rows = [$"A-1,{code},{one},T-1,N-1", $"A-1,{code},{two},T-1,N-2", $"A-1,{code},{one},T-1,N-1", $"B-1,{code},{one},T-1,", $"A-1,{code},{one},T-9,", $"A-1,{code},soon,T-1,", "A-1,NO-1,1,T-1,"];
            var report = (await shop.Desk.Coupons.UploadUsesAsync(layout, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', rows))))).OrThrow();
            Assert.Equal((3L, "4:710 5:735 6:400 7:719"), (report.Done, string.Join(' ', report.Faults.Select(fault => $"{fault.Row}:{fault.Number}"))));
            Assert.Equal(new InvalidRow(400, "The time is no number of milliseconds.").Message, report.Faults[2].Message);
            Assert.Equal(2, (await shop.Desk.Coupons.GetAsync(code)).OrThrow().Uses);
            var second = (await shop.Desk.Coupons.GetUseAsync(new(2))).OrThrow();
            Assert.Equal((true, "N-2", "T-1", shop.Clock.At("2025-06-04 09:30"), shop.Clock.GetCurrentInstant()), (second.IsFlagged, second.TransactionNumber, second.Till, second.At, second.Recorded));
            Assert.NotEqual(anna, ben);
        });
}
