using Loyalty.Tests.Model;

namespace Loyalty.Tests;

/// <summary>No interleaving of callers uses a code, a customer's share or a series more often than its limit.</summary>
public sealed class CouponRaceTests : IDisposable
{
    private const int Callers = 64;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-");
    private readonly Loyalty.Testing.LocalClock _clock = new("Asia/Kolkata", "2025-06-01 10:00");

    [Theory]
    [Trait("rule", "coupons scenario 8")]
    [InlineData("memory")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public async Task Of_64_callers_at_once_as_many_redeem_a_code_as_its_limit_allows(string store)
    {
        await using var engine = await OpenAsync(store);
        var desk = engine.For("shop");
        var series = (await desk.Coupons.CreateSeriesAsync(new(CouponShop.Shared with { RedemptionPerCouponMaxLimit = 5 }))).OrThrow().Id;
        var members = await MembersAsync(desk);
        var code = (await desk.Coupons.IssueAsync(new(series, members[0]))).OrThrow().Coupons[0].Code;
        var outcomes = await TogetherAsync(i => desk.Coupons.RedeemAsync(new(members[i], [code])));
        Assert.Equal((5, 59), (outcomes.Count(outcome => !outcome.IsRefused), outcomes.Count(outcome => CouponShop.Number(outcome) == 736)));
        Assert.Equal(5, (await desk.Coupons.GetAsync(code)).OrThrow().Uses);
        Assert.Empty((await engine.VerifyAsync()).Violations);
    }

    [Fact]
    public async Task Of_four_engines_on_one_file_no_one_passes_the_limit_either()
    {
        await using var first = await OpenAsync("sqlite");
        await using var second = await OpenAsync("sqlite");
        await using var third = await OpenAsync("sqlite");
        await using var fourth = await OpenAsync("sqlite");
        Workplace[] desks = [first.For("shop"), second.For("shop"), third.For("shop"), fourth.For("shop")];
        var series = (await desks[0].Coupons.CreateSeriesAsync(new(CouponShop.Shared with { RedemptionPerCouponMaxLimit = 5 }))).OrThrow().Id;
        var members = await MembersAsync(desks[0]);
        var code = (await desks[0].Coupons.IssueAsync(new(series, members[0]))).OrThrow().Coupons[0].Code;
        var outcomes = await TogetherAsync(i => desks[i % 4].Coupons.RedeemAsync(new(members[i], [code])));
        Assert.Equal((5, 59), (outcomes.Count(outcome => !outcome.IsRefused), outcomes.Count(outcome => CouponShop.Number(outcome) == 736)));
        Assert.Empty((await third.VerifyAsync()).Violations);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public async Task Redeeming_reserving_and_reversing_at_once_never_pass_a_limit(string store)
    {
        await using var engine = await OpenAsync(store);
        var desk = engine.For("shop");
        var series = (await desk.Coupons.CreateSeriesAsync(new(CouponShop.Shared with { RedemptionPerCouponMaxLimit = 3, MaxRedeem = 7, MaxRedemptionsInSeriesPerUser = 2 }))).OrThrow().Id;
        var members = await MembersAsync(desk);
        var codes = (await desk.Coupons.IssueAsync(new(series, members[0]) { Count = 4 })).OrThrow().Coupons.Select(coupon => coupon.Code).ToArray();
        for (var round = 0; round < 6; round++)
        {
            await TogetherAsync(async i =>
            {
                var bits = new RandomBits(unchecked(round * 1000 + i));
                var ask = new RedeemCoupons(members[bits.Below(6)], [codes[bits.Below(codes.Length)]]);
                switch (bits.Below(3))
                {
                    case 0:
                        var redeemed = await desk.Coupons.RedeemAsync(ask);
                        if (!redeemed.IsRefused && bits.Flag()) (await desk.Coupons.ReactivateAsync(new([redeemed.Value.Use()]))).OrThrow();
                        break;
                    case 1:
                        var held = await desk.Coupons.ReserveAsync(new(ask) { For = NodaTime.Duration.FromMinutes(1) });
                        if (held.IsRefused || bits.Below(3) == 0) break;
                        if (bits.Flag()) await desk.Coupons.ConfirmAsync(held.Value.Reservation);
                        else await desk.Coupons.ReleaseAsync(held.Value.Reservation);
                        break;
                    default:
                        await desk.Coupons.CheckAsync(ask);
                        break;
                }
                return true;
            });
            foreach (var code in codes) Assert.InRange((await desk.Coupons.GetAsync(code)).OrThrow().Uses, 0, 3);
            Assert.InRange((await desk.Coupons.GetSeriesAsync(series)).OrThrow().Redeemed, 0, 7);
            Assert.Empty((await engine.VerifyAsync()).Violations);
            _clock.Advance(NodaTime.Duration.FromMinutes(2));
        }
        Assert.NotEqual(0, (await desk.Coupons.GetSeriesAsync(series)).OrThrow().Redeemed);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public async Task Of_64_issues_at_once_as_many_come_as_the_series_has_and_no_code_twice(string store)
    {
        await using var engine = await OpenAsync(store);
        var desk = engine.For("shop");
        var series = (await desk.Coupons.CreateSeriesAsync(new(CouponShop.Settings with { MaxCreate = 40, AlphaNumeric = false, RandomCodeLength = 5 }))).OrThrow().Id;
        var members = await MembersAsync(desk);
        var outcomes = await TogetherAsync(i => desk.Coupons.IssueAsync(new(series, members[i])));
        var given = outcomes.Where(outcome => !outcome.IsRefused).Select(outcome => outcome.Value.Coupons[0].Code).ToArray();
        Assert.Equal((40, 40, 24), (given.Length, given.Distinct().Count(), outcomes.Count(outcome => CouponShop.Number(outcome) == 722)));
        Assert.Empty((await engine.VerifyAsync()).Violations);
    }

    [Fact]
    [Trait("rule", "coupons R19")]
    public void A_check_answers_what_redeeming_then_answers_in_every_generated_walk()
    {
        var nth = 0;
        Draws.Law("checks and redemptions of coupons", 60, seed => WalkAsync(nth++, new RandomBits(seed)));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task WalkAsync(long nth, RandomBits bits) =>
        await CouponShop.PlayOneAsync(nth, async shop =>
        {
            var members = await shop.MembersAsync(3);
            var series = await shop.SeriesAsync(CouponShop.Settings with
            {
                AnyUser = bits.Flag(), IsMultipleUseAllowed = bits.Flag(), SameUserMultipleRedeem = bits.Flag(), MaxRedeem = bits.Flag() ? 4 : null,
                MaxRedemptionsInSeriesPerUser = bits.Flag() ? 2 : null, MinDaysBetweenRedemption = bits.Below(3), Expiry = bits.Choice<CouponExpiry>(), ExpiryValue = bits.Below(3),
                RedemptionValidAfterDays = bits.Below(2), MinBillAmount = bits.Flag() ? 50m : null, ValidTill = new(2025, 6, 8),
            });
            var codes = new List<string>();
            foreach (var member in members) codes.Add((await shop.GiveAsync(series, member)).Code);
            var uses = new List<CouponUseId>();
            for (var step = 0; step < 14; step++)
            {
                var (who, code) = (members[bits.Below(3)], codes[bits.Below(3)]);
                switch (bits.Below(6))
                {
                    case 0:
                        shop.Clock.Advance(NodaTime.Duration.FromHours(bits.Below(40)));
                        break;
                    case 1 when uses.Count > 0:
                        await shop.ReactivateAsync(uses[bits.Below(uses.Count)]);
                        break;
                    case 2:
                        await shop.Desk.Coupons.ReserveAsync(new(new RedeemCoupons(who, [code]) { BillAmount = 100m }) { For = NodaTime.Duration.FromHours(1 + bits.Below(20)) });
                        break;
                    case 3:
                        await shop.Desk.Coupons.RevokeAsync(new([code]));
                        break;
                    default:
                        await shop.UseAsync(who, code, bits.Flag() ? 100m : 10m);
                        var redeemed = await shop.TryRedeemAsync(who, code, 100m);
                        if (!redeemed.IsRefused) uses.Add(redeemed.Value.Use());
                        break;
                }
            }
        });

    private async Task<LoyaltyEngine> OpenAsync(string store) => await LoyaltyEngine.OpenAsync(options =>
    {
        var path = Path.Combine(_folder.FullName, "coupons.db");
        _ = store switch
        {
            "sqlite" => options.UseSqlite(path, sqlite => sqlite.Synchronous = SqliteSynchronous.Normal),
            "litedb" => options.UseLiteDb(path, litedb => litedb.Synchronous = LiteDbSynchronous.Normal),
            _ => options.UseInMemory(),
        };
        options.UseProgram(CouponShop.Definition());
        options.Clock = _clock;
    });

    private static async Task<IReadOnlyList<CustomerId>> MembersAsync(Workplace desk)
    {
        var members = new List<CustomerId>();
        for (var i = 0; i < Callers; i++) members.Add((await desk.Customers.EnrolAsync(new() { ExternalId = $"C-{i}" })).OrThrow().Id);
        return members;
    }

    /// <summary>As many callers as there can be, all let go at one moment.</summary>
    internal static async Task<IReadOnlyList<T>> TogetherAsync<T>(Func<int, ValueTask<T>> call)
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = Enumerable.Range(0, Callers).Select(i => Task.Run(async () =>
        {
            await go.Task;
            return await call(i);
        })).ToArray();
        go.SetResult();
        return await Task.WhenAll(calls);
    }
}
