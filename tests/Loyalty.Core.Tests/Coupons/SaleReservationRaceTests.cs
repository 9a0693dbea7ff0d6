using Loyalty.Tests.CartPromotions;
using NodaTime;

namespace Loyalty.Tests;

/// <summary>No interleaving of callers who reserve, sell and let go passes the limit of a code, a promotion or a balance (coupons R31).</summary>
public sealed class SaleReservationRaceTests : IDisposable
{
    private const int Callers = 64;
    private const int Limit = 5;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-");
    private readonly Loyalty.Testing.LocalClock _clock = new("Asia/Kolkata", "2026-01-01 10:00");

    private static readonly CartPromotionDefinition Capped = CartKit.Promotion("capped", CartKit.From(1), CartKit.CartPercent(10)) with
    {
        Limits = [CartShop.Limit(CartLimitScope.Promotion, CartLimitKpi.Redemption, Limit)],
    };

    [Theory]
    [Trait("rule", "coupons R31")]
    [InlineData("memory")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public async Task Of_64_callers_as_many_reserve_the_last_uses_as_there_are_and_every_one_of_them_is_sold(string store)
    {
        await using var engine = await OpenAsync(store);
        var desk = engine.For("shop");
        var members = await MembersAsync(desk);
        var code = await CodeAsync(desk, members[0], CouponShop.Shared with { RedemptionPerCouponMaxLimit = Limit });
        var sales = members.Select((member, i) => new Checkout($"S-{i}", CartShop.Basket(100m)) { Customer = member, Codes = [code], ExpectedDue = 81m }).ToArray();
        var held = await TogetherAsync(i => desk.Sales.ReserveAsync(new(sales[i])));
        Assert.Equal((Limit, Callers - Limit), (held.Count(each => !each.IsRefused), held.Count(each => each.Refusal?.Code == "coupon.code_limit")));
        // Who has reserved is sold; the others, who try at the same moment, are not.
        var sold = await TogetherAsync(i => desk.Sales.CheckoutAsync(sales[i]));
        for (var i = 0; i < Callers; i++) Assert.Equal(held[i].IsRefused, sold[i].IsRefused);
        Assert.Equal(Limit, (await desk.Coupons.GetAsync(code)).OrThrow().Uses);
        Assert.Empty(sold.SelectMany(each => each.Warnings));
        // The promotion was used as often: nobody has a use of it left.
        Assert.Equal(100m, (await desk.Carts.PreviewAsync(new(CartShop.Basket(100m)) { Customer = members[^1] })).OrThrow().Due);
        Assert.Empty((await engine.VerifyAsync()).Violations);
    }

    [Theory]
    [Trait("rule", "coupons R31")]
    [InlineData("memory")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public async Task Reserving_selling_and_letting_go_at_once_never_pass_a_limit_or_lose_a_point(string store)
    {
        await using var engine = await OpenAsync(store);
        var desk = engine.For("shop");
        var members = (await MembersAsync(desk)).Take(4).ToArray();
        foreach (var member in members) (await desk.Sales.AddBillAsync(new($"B-{member}", member, 1000m))).OrThrow();
        var code = await CodeAsync(desk, members[0], CouponShop.Shared with { RedemptionPerCouponMaxLimit = 3 * Limit });
        for (var round = 0; round < 6; round++)
        {
            await TogetherAsync(async i =>
            {
                var bits = new RandomBits(unchecked(round * 1000 + i));
                var sale = new Checkout($"S-{round}-{bits.Below(40)}", CartShop.Basket(50m)) { Customer = members[bits.Below(4)], RedeemPoints = 30m, Codes = bits.Flag() ? [code] : [] };
                switch (bits.Below(4))
                {
                    case 0:
                        await desk.Sales.CheckoutAsync(sale);
                        break;
                    default:
                        var held = await desk.Sales.ReserveAsync(new(sale) { For = Duration.FromMinutes(1) });
                        if (held.IsRefused || bits.Below(3) == 0) break;
                        if (bits.Below(3) == 0) await desk.Sales.ReleaseAsync(held.Value.Reservation);
                        else await desk.Sales.CheckoutAsync(sale);
                        break;
                }
                return true;
            });
            foreach (var member in members) Assert.InRange((await desk.Points.BalanceAsync(member)).OrThrow().Available, 0m, 200m);
            Assert.InRange((await desk.Coupons.GetAsync(code)).OrThrow().Uses, 0, 3 * Limit);
            Assert.Empty((await engine.VerifyAsync()).Violations);
            _clock.Advance(Duration.FromMinutes(2));
            // The clock has let go what nobody has sold.
            foreach (var member in members) Assert.Equal(0m, (await desk.Points.BalanceAsync(member)).OrThrow().Held);
        }
        Assert.NotEqual(0, (await desk.Coupons.GetAsync(code)).OrThrow().Uses);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<LoyaltyEngine> OpenAsync(string store) => await LoyaltyEngine.OpenAsync(options =>
    {
        var path = Path.Combine(_folder.FullName, "sales.db");
        _ = store switch
        {
            "sqlite" => options.UseSqlite(path, sqlite => sqlite.Synchronous = SqliteSynchronous.Normal),
            "litedb" => options.UseLiteDb(path, litedb => litedb.Synchronous = LiteDbSynchronous.Normal),
            _ => options.UseInMemory(),
        };
        options.UseProgram(CartShop.Program(Capped));
        options.Clock = _clock;
    });

    private static async Task<IReadOnlyList<CustomerId>> MembersAsync(Workplace desk)
    {
        var members = new List<CustomerId>();
        for (var i = 0; i < Callers; i++) members.Add((await desk.Customers.EnrolAsync(new() { ExternalId = $"C-{i}" })).OrThrow().Id);
        return members;
    }

    private static async Task<string> CodeAsync(Workplace desk, CustomerId holder, CouponSeriesSettings settings)
    {
        var series = (await desk.Coupons.CreateSeriesAsync(new(settings))).OrThrow().Id;
        return (await desk.Coupons.IssueAsync(new(series, holder))).OrThrow().Coupons[0].Code;
    }

    private static Task<IReadOnlyList<T>> TogetherAsync<T>(Func<int, ValueTask<T>> call) => CouponRaceTests.TogetherAsync(call);
}
