namespace Loyalty.Tests;

/// <summary>Series and issue (scenarios 6 and 7; coupons R11-R18).</summary>
public sealed class CouponIssueTests
{
    [Fact]
    [Trait("rule", "coupons scenario 6")]
    [Trait("rule", "coupons R15")]
    [Trait("rule", "coupons R16")]
    [Trait("rule", "coupons R44")]
    public Task Caps_and_gaps_hold_row_by_row_in_a_file() =>
        CouponShop.PlayAsync(async shop =>
        {
            var anna = await shop.MemberAsync();
            var capped = await shop.SeriesAsync(CouponShop.Settings with { MaxVouchersPerUser = 3 });
            Assert.Equal((3L, 1L), Told(await shop.FileAsync(capped, anna, anna, anna, anna)));
            Assert.Equal((0L, 4L), Told(await shop.FileAsync(capped, anna, anna, anna, anna)));
            Assert.Equal((0L, 1L), Told(await shop.FileAsync(capped, anna)));
            var gap = await shop.SeriesAsync(CouponShop.Settings with { MaxVouchersPerUser = 3, MinDaysBetweenVouchers = 1 });
            shop.At("2025-05-10 23:50");
            Assert.Equal((1L, 3L), Told(await shop.FileAsync(gap, anna, anna, anna, anna)));
            shop.At("2025-05-11 00:00");
            Assert.Equal((1L, 0L), Told(await shop.FileAsync(gap, anna)));
            Assert.Equal((2L, 2L), Told(await shop.FileAsync(await shop.SeriesAsync(CouponShop.Settings with { MaxCreate = 2 }), anna, anna, anna, anna)));
            var common = await shop.SeriesAsync(CouponShop.Settings with { Handling = CouponHandling.Generic, GenericCode = "WELCOME", MaxCreate = 1, MinDaysBetweenVouchers = 9 });
            Assert.Equal((1L, 3L), Told(await shop.FileAsync(common, anna, anna, anna, anna)));
            Assert.Equal((0L, 4L), Told(await shop.FileAsync(common, anna, anna, anna, anna)));
        }, "2025-05-10 09:00");

    [Fact]
    [Trait("rule", "coupons scenario 7")]
    [Trait("rule", "coupons R13")]
    [Trait("rule", "coupons R14")]
    public Task Several_are_issued_as_far_as_the_limits_go() =>
        CouponShop.PlayAsync(async shop =>
        {
            var anna = await shop.MemberAsync();
            var one = await shop.SeriesAsync(CouponShop.Settings with { IsMultipleVouchersPerUserAllowed = false, DoNotResendExistingVoucher = true });
            var given = (await shop.Desk.Coupons.IssueAsync(new(one, anna) { Count = 2 })).OrThrow();
            Assert.Equal((1, 1, 5004, 679), (given.Coupons.Count, given.Failed, given.Error, given.PartialNumber));
            Assert.Equal(677, CouponShop.Number(await shop.Desk.Coupons.IssueAsync(new(one, anna) { Count = 501 })));
            Assert.Equal(756, CouponShop.Number(await shop.Desk.Coupons.IssueAsync(new(one, anna) { Count = 0 })));
            Assert.Equal(709, CouponShop.Number(await shop.Desk.Coupons.IssueAsync(new(one, anna))));
            await shop.UpdateAsync(one, settings => settings with { DoNotResendExistingVoucher = false });
            var again = (await shop.Desk.Coupons.IssueAsync(new(one, anna))).OrThrow();
            Assert.Equal((given.Coupons[0], true), (again.Coupons.Single(), again.IsResent));
            Assert.Equal(1, (await shop.Desk.Coupons.GetSeriesAsync(one)).OrThrow().Issued);
        });

    [Theory]
    [Trait("rule", "coupons R14")]
    [InlineData("series", 5001, 626)]
    [InlineData("customer", 5002, 621)]
    [InlineData("pool", 5005, 702)]
    [InlineData("gap", 5006, 678)]
    public Task What_keeps_the_rest_has_its_numbers(string limit, int error, int partial) =>
        CouponShop.PlayAsync(async shop =>
        {
            var anna = await shop.MemberAsync();
            var series = await shop.SeriesAsync(limit switch
            {
                "series" => CouponShop.Settings with { MaxCreate = 2 },
                "customer" => CouponShop.Settings with { MaxVouchersPerUser = 2 },
                "pool" => CouponShop.Settings with { Handling = CouponHandling.DiscCodePin },
                _ => CouponShop.Settings with { MinDaysBetweenVouchers = 1 },
            });
            if (limit == "pool") await shop.UploadAsync(new(series) { CodeColumn = 0 }, "P-1", "P-2");
            var given = (await shop.Desk.Coupons.IssueAsync(new(series, anna) { Count = 3 })).OrThrow();
            Assert.Equal((limit == "gap" ? 1 : 2, error, partial), (given.Coupons.Count, given.Error, given.PartialNumber));
        });

    [Fact]
    [Trait("rule", "coupons R12")]
    public Task Issue_is_refused_in_the_documented_order() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            var other = await shop.SeriesAsync();
            await shop.GiveAsync(other, anna);
            var series = await shop.SeriesAsync(CouponShop.Settings with
            {
                Audience = [ben.Value], MutualExclusiveSeriesIds = [other.Value], MaxVouchersPerUser = 2, MinDaysBetweenVouchers = 3, MaxCreate = 2, ValidTill = new(2025, 8, 1),
            });
            var third = await shop.SeriesAsync(CouponShop.Settings with { ExternalIssual = true });
            Assert.Equal((701, 707, 777), (await NumberAsync(shop, series, new(99)), await NumberAsync(shop, new(99), anna), await NumberAsync(shop, third, anna)));
            Assert.Equal(721, await NumberAsync(shop, series, anna));
            await shop.UpdateAsync(series, settings => settings with { Audience = null });
            Assert.Equal("coupon.excluded", await CodeAsync(shop, series, anna));
            await shop.UpdateAsync(series, settings => settings with { MutualExclusiveSeriesIds = [] });
            Assert.Equal(700, await NumberAsync(shop, series, anna));
            Assert.Equal("coupon.issue_gap", await CodeAsync(shop, series, anna));
            shop.At("2025-06-04 00:00");
            Assert.Equal(700, await NumberAsync(shop, series, anna));
            Assert.Equal(("coupon.issue_limit", "coupon.series_exhausted"), (await CodeAsync(shop, series, anna), await CodeAsync(shop, series, ben)));
            (await shop.Desk.Customers.BlockAsync(ben)).OrThrow();
            Assert.Equal(742, await NumberAsync(shop, series, ben));
            shop.At("2025-08-02 00:00");
            Assert.Equal(713, await NumberAsync(shop, series, anna));
        });

    [Fact]
    [Trait("rule", "coupons R12")]
    public Task An_exclusion_looks_six_calendar_months_back_and_not_at_revoked_coupons() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, ben, other) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"), await shop.SeriesAsync());
            var series = await shop.SeriesAsync(CouponShop.Settings with { MutualExclusiveSeriesIds = [other.Value] });
            await shop.GiveAsync(other, anna);
            var revoked = await shop.GiveAsync(other, ben);
            (await shop.Desk.Coupons.RevokeAsync(new([revoked.Code]))).OrThrow();
            Assert.Equal(700, await NumberAsync(shop, series, ben));
            shop.At("2025-12-01 10:00");
            Assert.Equal(709, await NumberAsync(shop, series, anna));
            shop.At("2025-12-02 00:00");
            Assert.Equal(700, await NumberAsync(shop, series, anna));
        });

    [Fact]
    [Trait("rule", "coupons R15")]
    public Task A_revoked_coupon_gives_the_customers_slot_back_but_not_the_series() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, series) = (await shop.MemberAsync(), await shop.SeriesAsync(CouponShop.Settings with { MaxVouchersPerUser = 1, MaxCreate = 2 }));
            for (var i = 0; i < 2; i++) (await shop.Desk.Coupons.RevokeAsync(new([(await shop.GiveAsync(series, anna)).Code]))).OrThrow();
            Assert.Equal(722, await NumberAsync(shop, series, anna));
        });

    [Fact]
    [Trait("rule", "coupons R17")]
    public Task Several_series_stand_each_on_its_own_in_the_order_asked() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, one, two) = (await shop.MemberAsync(), await shop.SeriesAsync(), await shop.SeriesAsync(CouponShop.Settings with { MaxCreate = 1 }));
            await shop.GiveAsync(two, anna);
            var items = (await shop.Desk.Coupons.IssueOfSeriesAsync(new(anna, [two, new(99), one]))).OrThrow();
            Assert.Equal([722, 707, 700], items.Items.Select(item => item.Number));
            Assert.Equal((1, 2), (items.Done, items.Failed));
            Assert.Equal("value.invalid", (await shop.Desk.Coupons.IssueOfSeriesAsync(new(anna, [one, one]))).Refusal?.Code);
            var noted = (await shop.Desk.Coupons.IssueAsync(new(one, anna) { Notes = new Dictionary<string, string> { ["sourceType"] = "CAMPAIGN", ["reason"] = "Birthday" } })).OrThrow().Coupons[0];
            Assert.Equal("CAMPAIGN", (await shop.Desk.Coupons.GetAsync(noted.Code)).OrThrow().Notes["sourceType"]);
            Assert.Equal("value.invalid", (await shop.Desk.Coupons.IssueAsync(new(one, anna) { Notes = new Dictionary<string, string> { ["sourceId"] = new('x', 51) } })).Refusal?.Code);
        });

    [Fact]
    [Trait("rule", "coupons R10")]
    public Task A_stretch_is_one_row_until_a_code_of_it_is_used_or_named() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            var (shared, own) = (await shop.SeriesAsync(CouponShop.Shared with { IsMultipleUseAllowed = false }), await shop.SeriesAsync(CouponShop.Settings with { CouponPrefix = "OWN-" }));
            var before = StoreImage.Of(shop.Store).Count;
            var stretch = (await shop.Desk.Coupons.IssueStretchAsync(new(shared, 1_000_000))).OrThrow();
            Assert.InRange(StoreImage.Of(shop.Store).Count - before, 1, 3);
            var codes = new List<string>();
            for (long? after = null; codes.Count < 30;)
            {
                var page = (await shop.Desk.Coupons.CodesAsync(shared, stretch.First, 10, after)).OrThrow();
                codes.AddRange(page.Items);
                after = page.Next;
            }
            Assert.Equal((700, 711, 711), (await shop.UseAsync(anna, codes[11]), await shop.UseAsync(ben, codes[11]), await shop.UseAsync(anna, codes[11])));
            var printed = (await shop.Desk.Coupons.IssueStretchAsync(new(own, 5))).OrThrow();
            var named = (await shop.Desk.Coupons.CodesAsync(own, printed.First)).OrThrow().Items[2];
            Assert.Equal(703, await shop.UseAsync(anna, named));
            Assert.Equal(anna, (await shop.Desk.Coupons.NameHolderAsync(new(named, anna))).OrThrow().Customer);
            Assert.Equal((710, 700), (await shop.UseAsync(ben, named), await shop.UseAsync(anna, named)));
            Assert.Equal(1_000_000, (await shop.Desk.Coupons.GetSeriesAsync(shared)).OrThrow().Issued);
        });

    [Fact]
    [Trait("rule", "coupons R10")]
    public Task Later_codes_take_a_new_prefix_and_earlier_ones_keep_theirs() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, series) = (await shop.MemberAsync(), await shop.SeriesAsync(CouponShop.Settings with { CouponPrefix = "old-" }));
            var first = (await shop.GiveAsync(series, anna)).Code;
            await shop.UpdateAsync(series, settings => settings with { CouponPrefix = "NEW", RandomCodeLength = 12 });
            var second = (await shop.GiveAsync(series, anna)).Code;
            Assert.StartsWith("OLD-", first, StringComparison.Ordinal);
            Assert.Matches("^NEW[0-9A-Z]{12}$", second);
            Assert.Equal((700, 700), (await shop.UseAsync(anna, first.ToLowerInvariant()), await shop.UseAsync(anna, second)));
        });

    [Fact]
    [Trait("rule", "coupons R11")]
    [Trait("rule", "coupons scenario 19")]
    public Task More_coupons_than_codes_are_refused_and_too_many_for_them_warned_of() =>
        CouponShop.PlayAsync(async shop =>
        {
            var most = await shop.Desk.Coupons.CreateSeriesAsync(new(CouponShop.Settings with { MaxCreate = 34_359_738 }));
            Assert.Empty(most.Warnings);
            var one = await shop.Desk.Coupons.CreateSeriesAsync(new(CouponShop.Settings with { MaxCreate = 34_359_739 }));
            Assert.Equal("coupon.codes_few", Assert.Single(one.Warnings).Code);
            var none = (await shop.Desk.Coupons.CreateSeriesAsync(new(CouponShop.Settings with { MaxCreate = 10_001, RandomCodeLength = 5, AlphaNumeric = false }))).Refusal;
            Assert.Equal((744, "/maxCreate"), (((CouponSeriesInvalid)none!).Number, ((CouponSeriesInvalid)none).Faults.Single().Pointer));
        });

    [Fact]
    public Task A_series_lists_every_fault_and_keeps_every_version() =>
        CouponShop.PlayAsync(async shop =>
        {
            var wrong = CouponShop.Settings with
            {
                Description = "", DiscountValue = 101m, MaxCreate = 0, MinBillAmount = 10m, MaxBillAmount = 5m, RandomCodeLength = 4, CouponPrefix = "a b",
                RedemptionPerCouponMaxLimit = 2, GenericCode = "X", RedemptionRange = new() { Hours = [24] }, Blackouts = [new(new(2025, 1, 2, 0, 0), new(2025, 1, 1, 0, 0))],
            };
            var refused = (CouponSeriesInvalid)(await shop.Desk.Coupons.CreateSeriesAsync(new(wrong))).Refusal!;
            Assert.Equal(
                ["/blackouts/0", "/couponPrefix", "/description", "/discountValue", "/genericCode", "/maxBillAmount", "/maxCreate", "/randomCodeLength", "/redemptionPerCouponMaxLimit", "/redemptionRange/hours/0"],
                refused.Faults.Select(fault => fault.Pointer).Order(StringComparer.Ordinal));
            var missing = (await shop.Desk.Coupons.CreateSeriesAsync(new(CouponShop.Settings with { Handling = CouponHandling.Generic }))).Refusal;
            Assert.Equal(754, ((CouponRefusal)missing!).Number);
            var id = (await shop.Desk.As("Mia").Coupons.CreateSeriesAsync(new(CouponShop.Settings with { SeriesCode = "SUMMER" }))).OrThrow().Id;
            Assert.Equal(751, CouponShop.Number(await shop.Desk.Coupons.CreateSeriesAsync(new(CouponShop.Settings with { SeriesCode = "summer" }))));
            await shop.UpdateAsync(id, settings => settings with { DiscountValue = 20m });
            Assert.Equal(744, CouponShop.Number(await shop.Desk.Coupons.UpdateSeriesAsync(new(id, CouponShop.Settings) { Version = 1 })));
            var versions = (await shop.Desk.Coupons.SeriesHistoryAsync(id)).OrThrow();
            Assert.Equal([(2L, null, 20m), (1L, "Mia", 10m)], versions.Select(version => (version.Version, version.User, version.Settings.DiscountValue)));
            await shop.GiveAsync(id, await shop.MemberAsync());
            var frozen = (CouponSeriesInvalid)(await shop.Desk.Coupons.UpdateSeriesAsync(new(id, versions[0].Settings with { Handling = CouponHandling.DiscCodePin, SeriesCode = "OTHER", MaxCreate = 1 }))).Refusal!;
            Assert.Equal(["/clientHandlingType", "/maxCreate", "/seriesCode"], frozen.Faults.Select(fault => fault.Pointer).Order(StringComparer.Ordinal));
        });

    [Fact]
    public void Settings_are_read_as_they_are_written_and_every_fault_of_the_text_is_listed()
    {
        var settings = CouponShop.Shared with
        {
            Products = [new(CouponProductKind.Brand, ["B-1"])], RedemptionPlaces = [new("S-1", null)], Target = new() { MaximumTransactions = 3 }, RedemptionRange = new() { DaysOfMonth = [1] },
            Blackouts = [new(new(2025, 1, 1, 0, 0), new(2025, 1, 2, 0, 0))], Custom = new Dictionary<string, string> { ["smsTemplate"] = "Hi {{voucher}}" }, ValidTillTime = NodaTime.Instant.FromUtc(2030, 1, 1, 0, 0),
        };
        var read = CouponSeriesSettings.FromJson(settings.ToJson());
        Assert.Empty(read.Faults);
        Assert.Equal(settings.ToJson(), read.Settings!.ToJson());
        Assert.Equal(["", "/discountTyp"], new[] { CouponSeriesSettings.FromJson("[").Faults.Single().Pointer, CouponSeriesSettings.FromJson("""{"discountTyp":"ABS"}""").Faults.Select(fault => fault.Pointer).First(pointer => pointer == "/discountTyp") });
    }

    private static (long Done, long Failed) Told(CouponUploadReport report) => (report.Done, report.Failed);

    private static async Task<int> NumberAsync(Shop shop, CouponSeriesId series, CustomerId customer) => CouponShop.Number(await shop.Desk.Coupons.IssueAsync(new(series, customer)));

    private static async Task<string?> CodeAsync(Shop shop, CouponSeriesId series, CustomerId customer) => (await shop.Desk.Coupons.IssueAsync(new(series, customer))).Refusal?.Code;
}
