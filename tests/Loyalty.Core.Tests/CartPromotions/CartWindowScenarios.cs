using NodaTime;
using static Loyalty.Tests.CartPromotions.CartKit;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Limits and times of cart promotions.</summary>
public sealed class CartWindowScenarios
{
    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
    private static readonly CartPromotionDefinition Tenth = Promotion("p", Of(Part("A")), Percent(10));

    private static string? CodeAt(Instant at, CartPromotionDefinition promotion, DateTimeZone? zone = null, params CartUse[] uses) =>
        (Facts(Line("A", 1, 15)) with { At = at, Zone = zone ?? DateTimeZone.Utc, IsMember = true }).With(uses).Evaluate(promotion).Verdict("p").Code;

    [Fact]
    [Trait("rule", "cart-promotions scenario W17")]
    [Trait("rule", "cart-promotions R15")]
    [Trait("rule", "cart-promotions R16")]
    [Trait("field", "16")]
    public void What_is_left_of_a_limit_is_all_that_is_given()
    {
        CartLimit Limit(CartLimitScope scope, CartLimitKpi kpi, decimal limit) => new() { Scope = scope, Kpi = kpi, Limit = limit };
        var promotion = Tenth with { MembersOnly = true, Limits = [Limit(CartLimitScope.Customer, CartLimitKpi.Discount, 2), Limit(CartLimitScope.Promotion, CartLimitKpi.Redemption, 100)] };
        var earlier = new CartUse("p", Now - Duration.FromDays(1), 1, 1m) { IsThisCustomer = true };
        var facts = (Facts(Line("A", 1, 15)) with { IsMember = true }).With(earlier);
        Assert.Equal((1m, "1.5"), (facts.Evaluate(promotion).Discount, facts.Evaluate(promotion).Verdict("p").Needed));
        Assert.Equal("restriction.customer.discount", facts.With(earlier, earlier).Evaluate(promotion).Verdict("p").Code);
        var others = earlier with { IsThisCustomer = false, Redemptions = 99, Discount = 50 };
        Assert.Equal("restriction.promotion.redemption", facts.With(earlier, others).Evaluate(promotion).Verdict("p").Code);

        var capped = Promotion("p", From(1), CartPercent(25)) with { Limits = [Limit(CartLimitScope.Cart, CartLimitKpi.Discount, 100)] };
        foreach (var amount in new[] { 400m, 500m, 399.99m }) Assert.Equal(100m, Facts(Line("A", 1, amount)).Evaluate(capped).Discount);
    }

    [Fact]
    [Trait("rule", "cart-promotions scenario W17")]
    [Trait("rule", "cart-promotions R15")]
    public void Windows_open_again_to_the_instant()
    {
        var members = Tenth with { MembersOnly = true, From = Instant.FromUtc(2026, 1, 1, 0, 0) };
        CartUse Use(Instant at) => new("p", at, 1, 1.5m) { IsThisCustomer = true };
        CartPromotionDefinition With(decimal limit, CartLimitWindow window, int? days = null) =>
            members with { Limits = [new() { Scope = CartLimitScope.Customer, Kpi = CartLimitKpi.Redemption, Limit = limit, Window = window, Days = days }] };

        var moving = With(1, CartLimitWindow.Moving, 30);
        var used = Use(Instant.FromUtc(2026, 1, 5, 10, 0));
        var clear = Instant.FromUtc(2026, 2, 4, 10, 0);
        Assert.Equal("restriction.customer.redemption", CodeAt(clear - Duration.FromMilliseconds(1), moving, null, used));
        Assert.Null(CodeAt(clear, moving, null, used));

        var month = With(3, CartLimitWindow.CalendarMonth);
        CartUse[] three = [.. Enumerable.Range(10, 3).Select(day => Use(Instant.FromUtc(2026, 1, day, 9, 0)))];
        Assert.Equal("restriction.customer.redemption", CodeAt(Instant.FromUtc(2026, 1, 31, 22, 59), month, Berlin, three));
        Assert.Null(CodeAt(Instant.FromUtc(2026, 1, 31, 23, 0), month, Berlin, three));

        var seven = With(1, CartLimitWindow.NDay, 7);
        foreach (var day in new[] { 8, 15 })
        {
            var before = Use(Instant.FromUtc(2026, 1, day - 1, 12, 0));
            Assert.Equal("restriction.customer.redemption", CodeAt(Instant.FromUtc(2026, 1, day - 1, 23, 59), seven, null, before));
            Assert.Null(CodeAt(Instant.FromUtc(2026, 1, day, 0, 0), seven, null, before));
        }
        var week = With(1, CartLimitWindow.Week);
        Assert.Equal("restriction.customer.redemption", CodeAt(Instant.FromUtc(2026, 3, 15, 23, 59), week, null, Use(Instant.FromUtc(2026, 3, 9, 0, 0))));
        Assert.Null(CodeAt(Instant.FromUtc(2026, 3, 16, 0, 0), week, null, Use(Instant.FromUtc(2026, 3, 15, 23, 59))));
    }

    [Fact]
    [Trait("rule", "cart-promotions R15")]
    public void A_use_that_all_share_counts_to_the_end_of_its_hour()
    {
        var shared = Tenth with { Limits = [new() { Scope = CartLimitScope.Promotion, Kpi = CartLimitKpi.Redemption, Limit = 1, Window = CartLimitWindow.Moving, Days = 1 }] };
        var use = new CartUse("p", Instant.FromUtc(2026, 3, 9, 10, 20), 1, 1);
        Assert.Equal("restriction.promotion.redemption", CodeAt(Instant.FromUtc(2026, 3, 10, 10, 59), shared, null, use));
        Assert.Null(CodeAt(Instant.FromUtc(2026, 3, 10, 11, 0), shared, null, use));
    }

    [Fact]
    [Trait("rule", "cart-promotions scenario W21")]
    [Trait("rule", "cart-promotions R5")]
    public void A_window_lasts_its_elapsed_hours_across_a_change_of_the_clock()
    {
        var night = Tenth with { Hours = new() { Start = new(22, 0), Hours = 6, Repeat = CartRepeat.Weeks, Days = [6] } };
        foreach (var end in new[] { Instant.FromUtc(2026, 3, 29, 3, 0), Instant.FromUtc(2026, 10, 25, 2, 0) })
        {
            Assert.Null(CodeAt(end - Duration.FromMilliseconds(1), night, Berlin));
            Assert.Equal("time.outside", CodeAt(end, night, Berlin));
        }
        var happy = Tenth with { Hours = new() { Start = new(16, 0), Hours = 2 } };
        Assert.Equal("time.outside", CodeAt(Instant.FromUtc(2026, 3, 10, 15, 59, 59), happy));
        Assert.Null(CodeAt(Instant.FromUtc(2026, 3, 10, 16, 0), happy));
        Assert.Null(CodeAt(Instant.FromUtc(2026, 3, 10, 18, 0) - Duration.FromMilliseconds(1), happy));
        Assert.Equal("time.outside", CodeAt(Instant.FromUtc(2026, 3, 10, 18, 0), happy));
    }

    [Fact]
    [Trait("rule", "cart-promotions R5")]
    public void Days_of_the_month_that_do_not_occur_are_none_and_a_window_without_repeat_is_on_the_first_date()
    {
        var last = Tenth with { Hours = new() { Start = new(0, 0), Hours = 24, Repeat = CartRepeat.Months, Days = [31] } };
        Assert.Null(CodeAt(Instant.FromUtc(2026, 3, 31, 12, 0), last));
        Assert.Equal("time.outside", CodeAt(Instant.FromUtc(2026, 4, 30, 12, 0), last));
        var once = Tenth with { From = Instant.FromUtc(2026, 3, 10, 9, 0), Hours = new() { Start = new(10, 0), Hours = 3, Repeat = CartRepeat.DoesNotRepeat } };
        Assert.Null(CodeAt(Instant.FromUtc(2026, 3, 10, 12, 0), once));
        Assert.Equal("time.outside", CodeAt(Instant.FromUtc(2026, 3, 11, 12, 0), once));
        // 02:30 does not exist on 29 March: the window begins at 03:30, the gap later.
        var gap = Tenth with { Hours = new() { Start = new(2, 30), Hours = 1 } };
        Assert.Equal("time.outside", CodeAt(Instant.FromUtc(2026, 3, 29, 1, 29), gap, Berlin));
        Assert.Null(CodeAt(Instant.FromUtc(2026, 3, 29, 1, 30), gap, Berlin));
    }

    [Fact]
    [Trait("rule", "cart-promotions scenario W21")]
    [Trait("rule", "cart-promotions R6")]
    public void What_a_customer_holds_is_good_to_its_last_millisecond()
    {
        var till = Instant.FromUnixTimeMilliseconds(1748716199999);
        var earned = Tenth with { Type = CartPromotionType.Earning };
        string? At(Instant at, CartEntitlement held) => (Facts(Line("A", 1, 15)) with { At = at, IsMember = true, Entitlements = [held] }).Evaluate(earned).Verdict("p").Code;
        Assert.Null(At(till, new("p") { ValidTill = till }));
        Assert.Equal("entitlement.expired", At(till + Duration.FromMilliseconds(1), new("p") { ValidTill = till }));
        Assert.Equal("entitlement.not_yet_redeemable", At(till, new("p") { RedeemableFrom = till + Duration.FromMilliseconds(1) }));
        Assert.Null(At(till, new("p") { RedeemableFrom = till }));
    }
}
