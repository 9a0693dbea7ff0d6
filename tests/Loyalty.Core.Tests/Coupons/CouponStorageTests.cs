using NodaTime;

namespace Loyalty.Tests;

/// <summary>Which records a use of a coupon touches.</summary>
public sealed class CouponStorageTests
{
    [Fact]
    public Task A_limit_of_the_series_makes_it_two_and_the_counter_drops_lapsed_holds_when_it_is_written() => CouponShop.PlayInMemoryAsync(async shop =>
    {
        var members = await shop.MembersAsync(2);
        var series = await shop.SeriesAsync(CouponShop.Settings with { MaxRedeem = 10 });
        var coupons = new[] { await shop.GiveAsync(series, members[0]), await shop.GiveAsync(series, members[1]) };
        (await shop.Desk.Coupons.ReserveAsync(new(new(members[0], [coupons[0].Code])) { For = Duration.FromMinutes(15) })).OrThrow();
        Assert.Single(Tally(shop, series).Holds);
        shop.Clock.Advance(Duration.FromMinutes(16));
        Assert.Single(Tally(shop, series).Holds);
        var before = Rows(shop);
        Assert.Equal(700, CouponShop.Number(await shop.TryRedeemAsync(members[1], coupons[1].Code)));
        var touched = Touched(before, Rows(shop));
        Assert.Single(touched, name => name == "coupon_tallies");
        Assert.Single(touched, name => name == "accounts");
        Assert.Equal((1L, 0), (Tally(shop, series).Redeemed, Tally(shop, series).Holds.Count));
    });

    [Fact]
    [Trait("rule", "coupons R47")]
    public Task Without_a_cap_a_use_or_a_hold_touches_the_holders_partition_alone() => CouponShop.PlayInMemoryAsync(async shop =>
    {
        var member = (await shop.MembersAsync(1)).Single();
        foreach (var settings in new[] { CouponShop.Settings with { MaxRedemptionsInSeriesPerUser = 10 }, CouponShop.Settings with { Handling = CouponHandling.Generic, GenericCode = "ALL10", AnyUser = true } })
        {
            var series = await shop.SeriesAsync(settings);
            var before = Rows(shop);
            var coupon = await shop.GiveAsync(series, member);
            // Of a generated code the series keeps the serial; a common one is issued without asking it.
            AssertTouched(before, Rows(shop), settings.Handling == CouponHandling.Generic ? [] : ["coupon_tallies"], "accounts", "claims", "coupon_index", "coupon_index", "coupons", "journal");

            before = Rows(shop);
            var use = await shop.UsedAsync(member, coupon.Code);
            AssertTouched(before, Rows(shop), [], "accounts", "coupon_uses", "coupons", "journal");

            before = Rows(shop);
            await shop.ReactivateAsync(use);
            // The second account is the organisation's, which keeps the answer code by code.
            AssertTouched(before, Rows(shop), [], "accounts", "accounts", "coupon_uses", "coupons", "journal", "journal");

            before = Rows(shop);
            (await shop.Desk.Coupons.ReserveAsync(new(new(member, [coupon.Code])))).OrThrow();
            AssertTouched(before, Rows(shop), [], "accounts", "coupon_reservations", "coupons", "journal");
        }
    });

    [Fact]
    [Trait("rule", "coupons R47")]
    public Task Totals_of_a_series_without_a_cap_are_sums_and_a_cap_set_later_begins_with_them() => CouponShop.PlayAsync(async shop =>
    {
        var members = await shop.MembersAsync(3);
        var series = await shop.SeriesAsync(CouponShop.Shared);
        var code = (await shop.GiveAsync(series, members[0])).Code;
        var back = await shop.UsedAsync(members[0], code);
        shop.Clock.Advance(Duration.FromHours(1));
        await shop.UsedAsync(members[1], code);
        await shop.ReactivateAsync(back);
        var other = (await shop.GiveAsync(series, members[2])).Code;
        await shop.UsedAsync(members[2], other);
        (await shop.Desk.Coupons.ReserveAsync(new(new(members[0], [code])) { For = Duration.FromMinutes(15) })).OrThrow();
        var shown = (await shop.Desk.Coupons.GetSeriesAsync(series)).OrThrow();
        Assert.Equal((2L, 2L, shop.Clock.GetCurrentInstant()), (shown.Issued, shown.Redeemed, shown.LatestRedemption!.Value));
        Assert.Equal((0L, 0), (Tally(shop, series).Redeemed, Tally(shop, series).Holds.Count));

        // Two uses and a hold stand before the cap: three are taken, the fourth is the last.
        await shop.UpdateAsync(series, settings => settings with { MaxRedeem = 4 });
        Assert.Equal((2L, 1), (Tally(shop, series).Redeemed, Tally(shop, series).Holds.Count));
        Assert.Equal(700, CouponShop.Number(await shop.TryRedeemAsync(members[1], code)));
        Assert.Equal(714, CouponShop.Number(await shop.TryRedeemAsync(members[1], code)));
        shop.Clock.Advance(Duration.FromMinutes(16));
        Assert.Equal(700, CouponShop.Number(await shop.TryRedeemAsync(members[1], code)));

        await shop.UpdateAsync(series, settings => settings with { MaxRedeem = null });
        Assert.Equal((0L, 0), (Tally(shop, series).Redeemed, Tally(shop, series).Holds.Count));
        Assert.Equal(4L, (await shop.Desk.Coupons.GetSeriesAsync(series)).OrThrow().Redeemed);
    });

    private static void AssertTouched(Dictionary<(string Collection, string Key), string> before, Dictionary<(string Collection, string Key), string> after, string[] shared, params string[] own) =>
        Assert.Equal(shared.Concat(own).Order(StringComparer.Ordinal), Touched(before, after).Order(StringComparer.Ordinal));

    private static CouponTally Tally(Shop shop, CouponSeriesId series)
    {
        using var view = shop.Store.OpenRead();
        return (CouponTally)view.Find(CouponTally.All, new(series.Value))!;
    }

    /// <summary>Every record by collection and key, as it would stand on disk.</summary>
    private static Dictionary<(string Collection, string Key), string> Rows(Shop shop)
    {
        using var view = shop.Store.OpenRead();
        var (rows, writer) = (new Dictionary<(string, string), string>(), new RecordWriter());
        foreach (var collection in Schema.Collections)
        {
            var found = new List<KeyValuePair<RecordKey, object>>();
            view.Scan(collection, KeyRange.All, int.MaxValue, false, found);
            foreach (var (key, record) in found)
            {
                writer.Clear();
                collection.Encode(record, writer);
                rows[(collection.Name, key.ToString()!)] = Convert.ToHexString(writer.Written);
            }
        }
        return rows;
    }

    private static string[] Touched(Dictionary<(string Collection, string Key), string> before, Dictionary<(string Collection, string Key), string> after) =>
        [.. after.Where(row => !before.TryGetValue(row.Key, out var was) || was != row.Value).Select(row => row.Key.Collection)];
}
