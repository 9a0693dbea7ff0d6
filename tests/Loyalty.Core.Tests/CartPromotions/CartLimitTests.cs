using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Uses of promotions: counted with the sale, given back with the return, proven from the journal.</summary>
public sealed class CartLimitTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-");

    private static readonly CartPromotionDefinition Tenth = Promotion("p", Of(Part("A")), Percent(10));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    [Trait("rule", "cart-promotions R15")]
    [Trait("rule", "cart-promotions scenario W17")]
    public Task A_limit_of_money_gives_what_is_left_of_it() => Shop.PlayAsync(
        Program(Tenth with { MembersOnly = true, Limits = [Limit(CartLimitScope.Customer, CartLimitKpi.Discount, 2), Limit(CartLimitScope.Promotion, CartLimitKpi.Redemption, 3)] }), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            Assert.Equal(1m, await shop.SellAsync(anna, "B-1", Basket(10m)));
            Assert.Equal(1m, await shop.SellAsync(anna, "B-2", Basket(15m)));
            Assert.Equal("restriction.customer.discount", await shop.ProblemAsync(anna, Basket(15m), "p"));
            Assert.Equal(1.5m, await shop.SellAsync(ben, "B-3", Basket(15m)));
            Assert.Equal("restriction.promotion.redemption", await shop.ProblemAsync(ben, Basket(5m), "p"));
            Assert.Equal(0m, await shop.SellAsync(ben, "B-4", Basket(5m)));
        });

    [Fact]
    [Trait("rule", "cart-promotions R15")]
    public Task Windows_count_the_sales_within_them() => Shop.PlayAsync(
        Program(
            Tenth with { Id = "moving", MembersOnly = true, Limits = [Limit(CartLimitScope.Customer, CartLimitKpi.Transaction, 1, CartLimitWindow.Moving, 30)] },
            Tenth with { Id = "month", Condition = Of(Part("B")), MembersOnly = true, Limits = [Limit(CartLimitScope.Promotion, CartLimitKpi.Redemption, 2, CartLimitWindow.CalendarMonth)] },
            Tenth with { Id = "hour", Condition = Of(Part("C")), MembersOnly = true, Limits = [Limit(CartLimitScope.Promotion, CartLimitKpi.Redemption, 1, CartLimitWindow.Moving, 1)] }),
        async shop =>
        {
            var anna = await shop.MemberAsync();
            var ben = await shop.MemberAsync("M-2");
            Cart Of(string sku) => Cart.In("INR").Add(sku, 1, 20m);
            shop.At("2026-01-05 10:20");
            await shop.SellAsync(anna, "B-1", Of("A"));
            await shop.SellAsync(anna, "B-2", Of("B"));
            await shop.SellAsync(anna, "B-3", Of("C"));
            shop.At("2026-01-31 23:59");
            await shop.SellAsync(ben, "B-4", Of("B"));
            Assert.Equal("restriction.promotion.redemption", await shop.ProblemAsync(anna, Of("B"), "month"));
            shop.At("2026-02-01 00:00");
            Assert.Null(await shop.ProblemAsync(anna, Of("B"), "month"));
            shop.At("2026-02-04 10:19");
            Assert.Equal("restriction.customer.transaction", await shop.ProblemAsync(anna, Of("A"), "moving"));
            Assert.Null(await shop.ProblemAsync(ben, Of("A"), "moving"));
            shop.At("2026-02-04 10:20");
            Assert.Null(await shop.ProblemAsync(anna, Of("A"), "moving"));
        });

    [Fact]
    [Trait("rule", "cart-promotions R15")]
    public Task Shared_by_all_a_use_counts_to_the_end_of_its_hour() => Shop.PlayAsync(
        Program(Tenth with { Limits = [Limit(CartLimitScope.Promotion, CartLimitKpi.Redemption, 1, CartLimitWindow.Moving, 1)] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            // 10:20 in India is 04:50 UTC: its hour ends at 10:30.
            shop.At("2026-01-05 10:20");
            await shop.SellAsync(anna, "B-1", Basket());
            shop.At("2026-01-06 10:29");
            Assert.Equal("restriction.promotion.redemption", await shop.ProblemAsync(anna, Basket(), "p"));
            shop.At("2026-01-06 10:30");
            Assert.Null(await shop.ProblemAsync(anna, Basket(), "p"));
        });

    [Fact]
    [Trait("rule", "cart-promotions R23")]
    public Task A_return_gives_uses_back_with_the_last_unit_and_money_by_share() => Shop.PlayAsync(
        Program(Promotion("p", Of(Part("A", 2)), Off(4)) with
        {
            MembersOnly = true,
            Limits = [Limit(CartLimitScope.Customer, CartLimitKpi.Redemption, 1), Limit(CartLimitScope.Customer, CartLimitKpi.Discount, 100), Limit(CartLimitScope.Promotion, CartLimitKpi.Transaction, 1)],
        }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var cart = Basket(10m, 2).Add("B", 1, 5m);
            Assert.Equal(4m, await shop.SellAsync(anna, "B-1", cart));
            Assert.Equal("restriction.promotion.transaction", await shop.ProblemAsync(anna, cart, "p"));
            (await shop.TryReturnAsync("B-1", new ReturnLine(1, 1))).OrThrow();
            Assert.Equal("restriction.promotion.transaction", await shop.ProblemAsync(anna, cart, "p"));
            // The last unit of the application: its use is free, but the transaction is not back yet.
            (await shop.TryReturnAsync("B-1", new ReturnLine(1, 1))).OrThrow();
            Assert.Equal("restriction.promotion.transaction", await shop.ProblemAsync(anna, cart, "p"));
            (await shop.TryReturnAsync("B-1", new ReturnLine(2, 1))).OrThrow();
            Assert.Null(await shop.ProblemAsync(anna, cart, "p"));
            var section = ((Account)shop.Store.OpenRead().Find(Accounts.All, new(anna.Value))!).Get(CartSection.Kind);
            Assert.Empty(section.Tallies);
        });

    [Fact]
    [Trait("rule", "cart-promotions R23")]
    public Task A_use_comes_back_in_the_window_of_the_use_or_never_where_the_program_says_so()
    {
        var once = Tenth with { MembersOnly = true, Limits = [Limit(CartLimitScope.Customer, CartLimitKpi.Redemption, 1, CartLimitWindow.CalendarMonth)] };
        return Shop.PlayAsync(Program(once), async shop =>
        {
            var anna = await shop.MemberAsync();
            shop.At("2026-01-31 10:00");
            await shop.SellAsync(anna, "B-1", Basket());
            shop.At("2026-02-01 10:00");
            await shop.SellAsync(anna, "B-2", Basket());
            // January's use comes back to January.
            await shop.ReturnAllAsync("B-1");
            Assert.Equal("restriction.customer.redemption", await shop.ProblemAsync(anna, Basket(), "p"));
            await shop.ReturnAllAsync("B-2");
            Assert.Null(await shop.ProblemAsync(anna, Basket(), "p"));
            (await shop.Desk.Programs.SaveAsync(Program(new CartPromotionRules { RestoreOnReturn = false, Promotions = [once] }))).OrThrow();
            shop.At("2026-02-01 11:00");
            await shop.SellAsync(anna, "B-3", Basket());
            await shop.ReturnAllAsync("B-3");
            Assert.Equal("restriction.customer.redemption", await shop.ProblemAsync(anna, Basket(), "p"));
        });
    }

    [Fact]
    public Task An_exchange_uses_what_its_return_gives_back() => Shop.PlayAsync(
        Program(Tenth with { MembersOnly = true, Limits = [Limit(CartLimitScope.Customer, CartLimitKpi.Redemption, 1)] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.SellAsync(anna, "B-1", Basket(20m));
            var exchange = (await shop.Desk.Sales.ExchangeAsync(new(new ReturnBill("R-1", "B-1") { Lines = [new(1, 1)] }, new Checkout("B-2", Basket(30m)) { Customer = anna }))).OrThrow();
            Assert.Equal((18m, 27m), (exchange.Return.Amount, exchange.Sale.Receipt.Due));
            Assert.Equal("restriction.customer.redemption", await shop.ProblemAsync(anna, Basket(), "p"));
        });

    [Fact]
    public Task What_nothing_limits_is_counted_nowhere() => Shop.PlayAsync(Program(Tenth, Promotion("q", From(1), CartPercent(10))), async shop =>
    {
        var anna = await shop.MemberAsync();
        await shop.SellAsync(anna, "B-1", Basket());
        var view = shop.Store.OpenRead();
        Assert.Empty(((Account)view.Find(Accounts.All, new(anna.Value))!).Get(CartSection.Kind).Tallies);
        var rows = new List<KeyValuePair<RecordKey, CartShared>>();
        new UnitOfWork(view, new Loyalty.Testing.RepeatableIds()).Scan(CartShared.All, KeyRange.All, 10, false, rows);
        Assert.Empty(rows);
    });

    [Theory]
    [Trait("rule", "cart-promotions R15")]
    [InlineData("memory")]
    [InlineData("sqlite")]
    public async Task Of_64_checkouts_at_once_as_many_get_it_as_the_limit_allows(string store)
    {
        var clock = new Loyalty.Testing.LocalClock("Asia/Kolkata", "2026-01-01 10:00");
        await using var engine = await LoyaltyEngine.OpenAsync(options =>
        {
            if (store == "memory") options.UseInMemory();
            else options.UseSqlite(Path.Combine(_folder.FullName, "race.db"));
            options.UseProgram(Program(Tenth with { Limits = [Limit(CartLimitScope.Promotion, CartLimitKpi.Transaction, 5)] }));
            options.Clock = clock;
        });
        var desk = engine.For("shop");
        var members = new List<CustomerId>();
        for (var i = 0; i < 64; i++) members.Add((await desk.Customers.EnrolAsync(new() { ExternalId = $"M-{i}" })).OrThrow().Id);
        var sales = await Task.WhenAll(members.Select((member, i) => Task.Run(() => desk.Sales.CheckoutAsync(new($"B-{i}", Basket()) { Customer = member }).AsTask())));
        Assert.Equal(5, sales.Count(sale => sale.OrThrow().Receipt.Promotions.Count == 1));
        Assert.Empty((await engine.VerifyAsync()).Violations);
    }

    [Fact]
    public Task A_count_that_was_tampered_with_is_found() => Shop.PlayAsync(
        Program(Tenth with { Limits = [Limit(CartLimitScope.Promotion, CartLimitKpi.Redemption, 5)] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.SellAsync(anna, "B-1", Basket());
            var key = CartShared.Key(1, "p");
            var stored = (CartShared)shop.Store.OpenRead().Find(CartShared.All, key)!;
            Put(new CartShared(stored.Tally with { Redemptions = 0 }));
            Assert.Contains((await shop.Engine.VerifyAsync()).Violations, each => each.Contains("cart_counts", StringComparison.Ordinal));
            Put(stored);

            void Put(CartShared record)
            {
                using var view = shop.Store.OpenWrite();
                var work = new UnitOfWork(view, new Loyalty.Testing.RepeatableIds());
                work.Put(CartShared.All, key, record);
                view.Commit(work.ToBatch());
            }
        });
}
