using FsCheck;
using FsCheck.Fluent;
using Loyalty.Tests.CartPromotions;
using NodaTime;

namespace Loyalty.Tests;

/// <summary>Random sales that are reserved, sold, let go and forgotten, against a few sums that say what must be left of each limit (coupons R31).</summary>
public sealed class SaleReservationWalkTests
{
    private const int CodeLimit = 3;
    private const int PromotionLimit = 4;

    /// <summary>One sale as the sums know it.</summary>
    private sealed record Held(Checkout Sale, SaleReservationId Id, Instant EndsAt, bool HasCode, bool HasPoints, bool HasPromotion);

    [Fact]
    [Trait("rule", "coupons R31")]
    public void What_is_left_is_what_the_sums_say_in_every_generated_walk() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => WalkAsync(new RandomBits(seed)).GetAwaiter().GetResult()));

    private static Task WalkAsync(RandomBits bits) => Shop.PlayInMemoryAsync(Program, async shop =>
    {
        var members = await shop.MembersAsync(3);
        foreach (var member in members) await shop.GiveAsync(member, "HUNDRED");
        var series = await shop.SeriesAsync(CouponShop.Shared with { RedemptionPerCouponMaxLimit = CodeLimit });
        var code = (await shop.GiveAsync(series, members[0])).Code;
        var points = members.ToDictionary(member => member, _ => 100m);
        var (codes, promotions, number) = (0, 0, 0);
        var open = new List<Held>();
        for (var step = 0; step < 24; step++)
        {
            switch (bits.Below(5))
            {
                case 0:
                    shop.Clock.Advance(Duration.FromMinutes(bits.Below(12)));
                    break;
                case 1 when open.Count > 0:
                    await ReleaseAsync(open[bits.Below(open.Count)]);
                    break;
                case 2 when open.Count > 0:
                    await SellAsync(open[bits.Below(open.Count)]);
                    break;
                default:
                    await ReserveAsync();
                    break;
            }
            await CompareAsync();
        }

        Held[] Live() => [.. open.Where(each => each.EndsAt > shop.Clock.GetCurrentInstant())];
        decimal Free(CustomerId member) => points[member] - 30m * Live().Count(each => each.HasPoints && each.Sale.Customer == member);

        // What a sale that is decided now must be refused for, and whether the promotion is still to be had.
        string? Refused(Checkout sale) =>
            sale.Codes.Count > 0 && codes + Live().Count(each => each.HasCode) >= CodeLimit ? "coupon.code_limit"
            : sale.RedeemPoints > 0 && Free(sale.Customer!.Value) < 30m ? "points.insufficient" : null;
        bool IsPromoted() => promotions + Live().Count(each => each.HasPromotion) < PromotionLimit;

        async Task ReserveAsync()
        {
            var sale = new Checkout($"S-{++number}", CartShop.Basket(50m)) { Customer = members[bits.Below(3)], RedeemPoints = bits.Flag() ? 30m : 0m, Codes = bits.Flag() ? [code] : [] };
            var (refused, promoted, minutes) = (Refused(sale), IsPromoted(), 1 + bits.Below(25));
            var outcome = await shop.Desk.Sales.ReserveAsync(new(sale) { For = Duration.FromMinutes(minutes) });
            Assert.Equal(refused, outcome.Refusal?.Code);
            if (refused is not null) return;
            Assert.Equal(promoted, outcome.Value.Promotions.Count > 0);
            open.Add(new(sale, outcome.Value.Reservation, outcome.Value.EndsAt, sale.Codes.Count > 0, sale.RedeemPoints > 0, promoted));
        }

        async Task SellAsync(Held held)
        {
            var isAlive = held.EndsAt > shop.Clock.GetCurrentInstant();
            var (refused, promoted) = isAlive ? (null, held.HasPromotion) : (Refused(held.Sale), IsPromoted());
            var outcome = await shop.Desk.Sales.CheckoutAsync(held.Sale);
            Assert.Equal(refused, outcome.Refusal?.Code);
            if (refused is not null) return;
            Assert.Equal(promoted, outcome.Value.Receipt.Promotions.Count > 0);
            open.Remove(held);
            codes += held.HasCode ? 1 : 0;
            promotions += promoted ? 1 : 0;
            points[held.Sale.Customer!.Value] -= held.HasPoints ? 30m : 0m;
        }

        async Task ReleaseAsync(Held held)
        {
            (await shop.Desk.Sales.ReleaseAsync(held.Id)).OrThrow();
            open.Remove(held);
        }

        async Task CompareAsync()
        {
            foreach (var member in members)
                Assert.Equal((Free(member), points[member] - Free(member)), (await shop.BalanceAsync(member)) is var balance ? (balance.Available, balance.Held) : default);
            Assert.Equal(codes, (await shop.Desk.Coupons.GetAsync(code)).OrThrow().Uses);
            Assert.Equal(IsPromoted(), (await shop.Desk.Carts.PreviewAsync(new(CartShop.Basket(50m)) { Customer = members[0] })).OrThrow().Total < 50m);
        }
    });

    private static LoyaltyDefinition Program => Definitions.Points().Giving(("HUNDRED", 100m, new ExpiryRule())).With(program => program with
    {
        CartPromotions = new()
        {
            Promotions =
            [
                CartKit.Promotion("capped", CartKit.From(1), CartKit.CartPercent(10)) with { Limits = [CartShop.Limit(CartLimitScope.Promotion, CartLimitKpi.Redemption, PromotionLimit)] },
            ],
        },
    });
}
