using Loyalty.Testing;
using Loyalty.Tests.Model;
using NodaTime;
using Xunit.Sdk;

namespace Loyalty.Tests;

/// <summary>A shop with an engine and a clock of its own; at the end the journal is proven.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private int _references;

    private Shop(IRecordStore store, LocalClock clock, LoyaltyEngine engine)
    {
        Store = store;
        Clock = clock;
        Engine = engine;
    }

    public IRecordStore Store { get; }

    public LocalClock Clock { get; }

    public LoyaltyEngine Engine { get; }

    /// <summary>The organisation, without a till.</summary>
    public Workplace Desk => Engine.For("shop");

    /// <summary>Plays a scenario on each store, from its beginning, and proves every invariant afterwards.</summary>
    public static async Task PlayAsync(LoyaltyDefinition definition, Func<Shop, Task> scenario, string from = "2026-01-01 10:00")
    {
        await PlayInMemoryAsync(definition, scenario, from);
        await PlayOnAsync("SQLite", Ground.OnSqlite, definition, scenario, from);
        await PlayOnAsync("LiteDB", Ground.OnLiteDb, definition, scenario, from);
    }

    /// <summary>Plays one of many like it, in memory only, and proves every invariant afterwards.</summary>
    public static async Task PlayInMemoryAsync(LoyaltyDefinition definition, Func<Shop, Task> scenario, string from = "2026-01-01 10:00")
    {
        await using var shop = await OpenAsync(definition, from);
        await scenario(shop);
        await shop.ProveAsync();
    }

    /// <summary>Plays one of many generated runs, on the store whose turn it is, and proves every invariant afterwards.</summary>
    public static async Task PlayOneAsync(long nth, LoyaltyDefinition definition, Func<Shop, Task> scenario, string from = "2026-01-01 10:00")
    {
        using var ground = Ground.OfRun(nth);
        await using var shop = await OpenAsync(definition, from, ground: ground);
        await scenario(shop);
        await shop.ProveAsync();
    }

    private static async Task PlayOnAsync(string name, Func<Ground> make, LoyaltyDefinition definition, Func<Shop, Task> scenario, string from)
    {
        using var ground = make();
        try
        {
            await using var shop = await OpenAsync(definition, from, ground: ground);
            await scenario(shop);
            await shop.ProveAsync();
        }
        catch (Exception failure)
        {
            throw new XunitException($"Right in memory, wrong on {name}: {failure.Message}", failure);
        }
    }

    public static async Task<Shop> OpenAsync(LoyaltyDefinition definition, string from = "2026-01-01 10:00", IIdSource? ids = null, Ground? ground = null)
    {
        var store = ground?.Open(Schema.Collections) ?? new MemoryStore();
        var clock = new LocalClock(definition.Program.Zone ?? definition.Organisation.Zone, from);
        var engine = await LoyaltyEngine.OpenAsync(options =>
        {
            options.UseStore(_ => store).UseProgram(definition);
            options.Clock = clock;
            options.Ids = ids ?? new RepeatableIds();
        });
        return new Shop(store, clock, engine);
    }

    public async Task ProveAsync() => Assert.Empty((await Engine.VerifyAsync()).Violations);

    public void At(string local) => Clock.Set(local);

    public string NextReference() => $"ref-{++_references}";

    public async Task<CustomerId> MemberAsync(string externalId = "M-1") => (await Desk.Customers.EnrolAsync(new() { ExternalId = externalId })).OrThrow().Id;

    public async Task<BillAdded> BuyAsync(CustomerId customer, string number, decimal amount, params BillLine[] lines) =>
        (await Desk.Sales.AddBillAsync(new(number, customer, amount) { Lines = lines })).OrThrow();

    /// <summary>A purchase of so much paid by points, wholly at ratio 1: it earns nothing.</summary>
    public async Task<SaleCompleted> SpendAsync(CustomerId customer, string number, decimal amount, decimal points) =>
        (await Desk.Sales.CheckoutAsync(new(number, Cart.In("INR").Add("SKU", 1, amount)) { Customer = customer, RedeemPoints = points })).OrThrow();

    public async Task<PointsRedeemed> RedeemAsync(CustomerId customer, decimal points, Instant? at = null) =>
        (await Desk.Points.RedeemAsync(new(customer, points, NextReference()), new() { EffectiveTime = at })).OrThrow();

    public async Task<RedemptionReversal> ReverseAsync(RedemptionId redemption, decimal? points = null) =>
        (await Desk.Points.ReverseAsync(new(redemption, NextReference()) { Points = points })).OrThrow();

    public async Task<PointsTransferred> SendAsync(CustomerId from, CustomerId to, decimal points) =>
        (await Desk.Points.TransferAsync(new(from, to, points, NextReference()))).OrThrow();

    public async Task<GiftGiven> GiveAsync(CustomerId customer, string gift) => (await Desk.Gifts.ClaimAsync(new(customer, gift))).OrThrow();

    public async Task<BillReturned> ReturnAllAsync(string of) => (await Desk.Sales.ReturnAsync(new(NextReference(), of))).OrThrow();

    public async Task<BillReturned> ReturnAmountAsync(string of, decimal amount) => (await Desk.Sales.ReturnAsync(new(NextReference(), of) { Amount = amount })).OrThrow();

    public Task<Outcome<BillReturned>> TryReturnAsync(string of, params ReturnLine[] lines) => Desk.Sales.ReturnAsync(new(NextReference(), of) { Lines = lines }).AsTask();

    public Task<Outcome<BillReturned>> TryReturnAmountAsync(string of, decimal amount) => Desk.Sales.ReturnAsync(new(NextReference(), of) { Amount = amount }).AsTask();

    public async Task<PointsBalance> BalanceAsync(CustomerId customer) => (await Desk.Points.BalanceAsync(customer)).OrThrow();

    public async Task<Statement> StatementAsync(CustomerId customer, string? at = null, string? known = null) =>
        (await Desk.Points.StatementAsync(new(customer) { At = at is null ? null : Clock.At(at), Known = known is null ? null : Clock.At(known), Limit = 1000 })).OrThrow();

    public async Task<PointsTotals> TotalsAsync(CustomerId customer) => (await StatementAsync(customer)).Totals;

    /// <summary>The lot behind a purchase or gift, in the order in which the member got them.</summary>
    public async Task<LotDetails?> LotAsync(CustomerId customer, long number) => (await StatementAsync(customer)).Lots.FirstOrDefault(lot => lot.Number == number);

    public ValueTask DisposeAsync() => Engine.DisposeAsync();
}
