using NodaTime;
using static System.FormattableString;

namespace Loyalty.Tests;

/// <summary>What is told of coupons, from the journal.</summary>
public sealed class CouponEventTests
{
    [Fact]
    [Trait("rule", "coupons R18")]
    public Task A_command_tells_of_its_coupons_in_one_event() => CouponShop.PlayAsync(async shop =>
    {
        var members = await shop.MembersAsync(3);
        var (series, other) = (await shop.SeriesAsync(), await shop.SeriesAsync());
        var seen = (await ReadAsync(shop, 0)).Position;

        var given = (await shop.Desk.Coupons.IssueAsync(new(series, members[0]) { Count = 3 })).OrThrow().Coupons;
        var several = (await shop.Desk.Coupons.IssueOfSeriesAsync(new(members[1], [series, other]))).OrThrow();
        var many = (await shop.Desk.Coupons.IssueToManyAsync(new(series, [members[2], members[0], members[1]]))).OrThrow();
        var next = await shop.GiveAsync(series, members[2]);
        (await shop.Desk.Coupons.IssueAsync(new(series, members[2]) { Notes = new Dictionary<string, string> { ["issualType"] = "NCA" } })).OrThrow();
        await shop.FileAsync(series, members[1], members[1], members[0]);

        var told = (await ReadAsync(shop, seen)).Events;
        Assert.All(told, each => Assert.Equal(CouponEventKind.CouponIssue, each.Kind));
        Assert.Equal(["SINGLE", "SINGLE", "SINGLE", "SINGLE", "NCA", "BULK"], told.Select(each => each.IssualType));
        Assert.Equal([3, 2, 3, 1, 1, 3], told.Select(each => each.Coupons.Count));
        Assert.Equal(given.Select(each => (each.Id, each.Code, Customer: each.Customer!.Value)), told[0].Coupons.Select(each => (each.Coupon, each.Code, each.Customer)));
        Assert.Equal([series, other], told[1].Coupons.Select(each => each.Series));
        Assert.Equal(several.Items.Select(item => item.Coupon!.Value), told[1].Coupons.Select(each => each.Coupon));
        Assert.Equal([members[2], members[0], members[1]], told[2].Coupons.Select(each => each.Customer));
        Assert.Equal(next.Id, told[3].Coupons.Single().Coupon);
        Assert.Equal(Invariant($"{shop.Engine.Organisations.Values.Single()}_{series}_{given[0].Id}:{given[2].Id}"), told[0].RefId);
        Assert.Equal(many.Items.Select(item => item.Coupon!.Value).OrderBy(id => id.Value), told[2].Coupons.Select(each => each.Coupon));
    });

    [Fact]
    [Trait("rule", "coupons R18")]
    public Task However_it_is_read_it_is_the_same() => CouponShop.PlayAsync(async shop =>
    {
        var members = await shop.MembersAsync(4);
        var series = await shop.SeriesAsync();
        await shop.Desk.Coupons.IssueToManyAsync(new(series, members));
        await shop.GiveAsync(series, members[0]);
        await shop.Desk.Coupons.IssueToManyAsync(new(series, members));
        var whole = await ReadAsync(shop, 0);
        Assert.True(whole.IsWhole);
        for (var limit = 1; limit <= 3; limit++)
        {
            var (steps, page) = (new List<CouponEvent>(), new CouponEvents([], 0, false));
            while (!page.IsWhole)
            {
                page = await ReadAsync(shop, page.Position, limit);
                steps.AddRange(page.Events);
            }
            Assert.Equal(whole.Position, page.Position);
            Assert.Equal(whole.Events.Select(Shown), steps.Select(Shown));
        }
        Assert.Equal(whole.Events.Count, whole.Events.Select(each => each.Id).Distinct().Count());
        Assert.Empty((await ReadAsync(shop, whole.Position)).Events);
        Assert.Equal("value.invalid", (await shop.Desk.Coupons.EventsAsync(-1)).Refusal!.Code);
        Assert.Equal("value.invalid", (await shop.Desk.Coupons.EventsAsync(0, 10_001)).Refusal!.Code);
    });

    [Fact]
    [Trait("rule", "coupons R25")]
    public Task Every_redemption_is_told_and_that_of_a_single_coupon_is_an_event_of_loyalty() => CouponShop.PlayAsync(async shop =>
    {
        var member = (await shop.MembersAsync(1)).Single();
        var (loud, silent) = (await shop.SeriesAsync(CouponShop.Settings with { SignalRedemptionEvent = true, IsPreRedeemEventRequired = true }), await shop.SeriesAsync());
        var codes = (await shop.Desk.Coupons.IssueAsync(new(loud, member) { Count = 4 })).OrThrow().Coupons.Select(each => each.Code).ToArray();
        var quiet = (await shop.GiveAsync(silent, member)).Code;
        var seen = (await ReadAsync(shop, 0)).Position;

        var single = (await shop.TryRedeemAsync(member, codes[0])).OrThrow();
        var pair = (await shop.Desk.Coupons.RedeemAsync(new(member, [codes[1], codes[2]]))).OrThrow();
        await shop.TryRedeemAsync(member, quiet);
        var held = (await shop.Desk.Coupons.ReserveAsync(new(new(member, [codes[3]])))).OrThrow();
        await shop.UpdateAsync(loud, settings => settings with { SignalRedemptionEvent = false });
        (await shop.Desk.Coupons.ConfirmAsync(held.Reservation)).OrThrow();
        // A repeat and a refusal tell nothing.
        await shop.TryRedeemAsync(member, codes[0]);

        var told = (await ReadAsync(shop, seen)).Events;
        const CouponEventKind before = CouponEventKind.CouponPreRedeem, done = CouponEventKind.CouponRedeem, loyalty = CouponEventKind.VoucherRedemption;
        Assert.Equal([before, done, loyalty, before, done, before, done, done, before, done], told.Select(each => each.Kind));
        Assert.Equal(Invariant($"{shop.Engine.Organisations.Values.Single()}_{loud}_{single.Use()}"), told[1].RefId);
        Assert.Equal(told[1].RefId, told[2].RefId);
        Assert.Equal(pair.Coupons.Select(each => each.Redemption), [told[4].Coupons.Single().Redemption, told[6].Coupons.Single().Redemption]);
        Assert.All(told, each => Assert.Equal(member, each.Coupons.Single().Customer));
    });

    private static async Task<CouponEvents> ReadAsync(Shop shop, long after, int limit = 10_000) => (await shop.Desk.Coupons.EventsAsync(after, limit)).OrThrow();

    private static string Shown(CouponEvent told) => Invariant($"{told.Id} {told.Kind} {told.RefId} {told.IssualType} {string.Join(',', told.Coupons)}");
}
