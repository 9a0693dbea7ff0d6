namespace Loyalty.Tests;

/// <summary>A shop to which bad input is put: each is refused with a code and a field, and not one record changes.</summary>
internal sealed class Quarantine : IAsyncDisposable
{
    private readonly Shop _shop;

    private Quarantine(Shop shop, CustomerId anna, CustomerId ben, BillId bill, RedemptionId redemption, RedemptionId hold)
    {
        _shop = shop;
        (Anna, Ben, Bill, Redemption, Hold) = (anna, ben, bill, redemption, hold);
    }

    public CustomerId Anna { get; }

    public CustomerId Ben { get; }

    public BillId Bill { get; }

    public RedemptionId Redemption { get; }

    public RedemptionId Hold { get; }

    public Shop Shop => _shop;

    public Workplace Desk => _shop.Desk;

    /// <summary>Two members, a bill <c>B-1</c> of 1000 in two lines, 100 points of which 20 are redeemed and 10 held, a till <c>T-1</c>.</summary>
    public static async Task<Quarantine> OpenAsync(Func<LoyaltyDefinition, LoyaltyDefinition>? change = null)
    {
        var definition = Definitions.Transactions().Giving(("GIFT", 5m, new ExpiryRule())).WithGold()
            .In(organisation => organisation with { RegisterUnknownStores = false, Stores = [new() { Code = "S-1", Tills = ["T-1"] }] });
        var shop = await Shop.OpenAsync(change is null ? definition : change(definition));
        var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        var bill = (await shop.Desk.AtTill("T-1").Sales.AddBillAsync(new("B-1", anna, 1000m) { Lines = [new("A", 1, 400m), new("B", 2, 600m)] })).OrThrow();
        var redemption = (await shop.Desk.Points.RedeemAsync(new(anna, 20m, "first") { BillAmount = 1000m })).OrThrow();
        var hold = (await shop.Desk.Points.HoldAsync(new(anna, 10m, "hold") { BillAmount = 1000m })).OrThrow();
        return new Quarantine(shop, anna, ben, bill.Bill, redemption.Redemption, hold.Redemption);
    }

    /// <summary>Makes the call, for real and simulated, and expects the same refusal and an untouched store.</summary>
    public async Task<Refusal> RefusesAsync<T>(string code, string? field, Func<CallOptions, ValueTask<Outcome<T>>> call)
    {
        var before = StoreImage.Of(_shop.Store);
        var outcome = await call(new CallOptions());
        Assert.True(outcome.IsRefused, $"{outcome} was accepted, {code} was expected.");
        Assert.Equal((code, field), (outcome.Refusal.Code, outcome.Refusal.Field));
        Assert.DoesNotContain(outcome.Refusal.Message, char.IsControl);
        StoreImage.AssertUnchanged(before, _shop.Store);
        var simulated = await call(new CallOptions { Simulate = true });
        Assert.Equal(outcome.Refusal.ToString(), simulated.Refusal?.ToString());
        StoreImage.AssertUnchanged(before, _shop.Store);
        return outcome.Refusal;
    }

    /// <summary>The same for a read.</summary>
    public static async Task RefusesReadAsync<T>(string code, string? field, ValueTask<Outcome<T>> read)
    {
        var outcome = await read;
        Assert.True(outcome.IsRefused, $"{outcome} was accepted, {code} was expected.");
        Assert.Equal((code, field), (outcome.Refusal.Code, outcome.Refusal.Field));
    }

    public async ValueTask DisposeAsync()
    {
        await _shop.ProveAsync();
        await _shop.DisposeAsync();
    }
}
