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
