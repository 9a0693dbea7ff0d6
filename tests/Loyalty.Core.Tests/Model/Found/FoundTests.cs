using NodaTime;
using NodaTime.Testing;

namespace Loyalty.Tests.Model;

/// <summary>What the walks found, each in its shortest form.</summary>
public sealed class FoundTests : IAsyncLifetime
{
    private static readonly CustomerId Anna = new(1);

    private readonly FakeClock _clock = new(Instant.FromUtc(2025, 1, 15, 10, 0));
    private LoyaltyEngine _engine = null!;

    private Workplace Shop => _engine.For("acme");

    private Instant Now => _clock.GetCurrentInstant();

    public async Task InitializeAsync()
    {
        var definition = new LoyaltyDefinition
        {
            Organisation = new() { Code = "acme", Name = "Acme", Zone = "UTC", Currency = "GBP" },
            Program = new()
            {
                Code = "main",
                Name = "Main",
                Points = new() { Expiry = new() { Unit = ExpiryUnit.NumDays, Value = 30 } },
                Earning = [new() { Id = "now", Values = [10m] }, new() { Id = "later", Values = [20m], DelayDays = 3 }],
                Tiers = [new() { Name = "Bronze" }, new() { Name = "Silver", LifetimePurchases = 500m }],
            },
        };
        _engine = await LoyaltyEngine.OpenAsync(o => { o.UseInMemory().UseProgram(definition); o.Clock = _clock; });
        (await Shop.Customers.EnrolAsync(new() { ExternalId = "anna" })).OrThrow();
    }

    public Task DisposeAsync() => _engine.DisposeAsync().AsTask();

    [Fact]
    public async Task A_bill_that_raises_no_tier_names_the_tier_all_the_same()
    {
        var bill = await BuyAsync("B-1", 100m);
        Assert.Equal(("Bronze", (string?)null), (bill.Tier, bill.TierBefore));
    }

    /// <summary>A merge takes away just what there was; read from a file it had another scale, and the difference was a zero below zero.</summary>
    [Fact]
    public async Task What_a_merge_leaves_of_purchases_is_the_same_zero_in_the_file_and_by_the_journal()
    {
        var definition = DefinitionJson.Read("""{"organisation":{"code":"acme","name":"Acme","zone":"UTC","currency":"GBP"},"program":{"code":"main","name":"Main","tiers":[{"name":"Tier 1"},{"name":"Tier 2","lifetimePurchases":151}]}}""").Definition!;
        using var ground = Ground.OnSqlite();
        await using var walker = await Walker.OpenAsync(definition, ground);
        var lines = new Items<LineOf>(new LineOf(3, 24336), new LineOf(1, 11091), new LineOf(1, 6875), new LineOf(3, 14388));
        await walker.WalkAsync(new Walk(definition, [new Enrol(0, false, 0), new Enrol(1, false, 0), new AddsBill(0, 0, lines, 0, 0, false, false, false)]));
        foreach (var zero in (decimal[])[0m, 0.00m, -0.0m, 56.690m - 56.69m, new(0, 0, 0, true, 2)]) Assert.Equal(decimal.GetBits(0m), decimal.GetBits(Canonical.Trim(zero)));
    }

    [Fact]
    public async Task A_repeat_names_the_tier_of_the_first_answer()
    {
        var first = await BuyAsync("B-1", 100m, Now - Duration.FromDays(1));
        Assert.Equal("Silver", (await BuyAsync("B-2", 900m, Now - Duration.FromDays(2))).Tier);
        Assert.Equal(first.Tier, (await BuyAsync("B-1", 100m, Now - Duration.FromDays(1))).Tier);
    }

    [Fact]
    public async Task A_bill_returned_in_full_shows_its_quantities_as_returned()
    {
        var bill = (await Shop.Sales.AddBillAsync(new("B-1", Anna, 30m) { Lines = [new("MUG", 3, 30m)] })).OrThrow();
        (await Shop.Sales.ReturnAsync(new("R-1", "B-1"))).OrThrow();
        Assert.Equal([3m], (await Shop.Sales.GetBillAsync(bill.Bill)).OrThrow().ReturnedQuantities);
    }

    [Fact]
    public async Task A_read_takes_a_clock_that_stands_a_little_behind_as_the_last_recorded_time()
    {
        var recorded = Now;
        await BuyAsync("B-1", 100m);
        _clock.Advance(Duration.FromMinutes(-2));
        var statement = (await Shop.Points.StatementAsync(new(Anna))).OrThrow();
        Assert.Equal((recorded, 2), (statement.At, statement.Rows.Count));
    }

    [Fact]
    public async Task Unusable_points_are_refused_before_an_unusable_time()
    {
        var outcome = await Shop.Points.RedeemAsync(new(Anna, 0, "G-1"), new() { EffectiveTime = Now - Duration.FromDays(31) });
        Assert.Equal("points.invalid", outcome.Refusal?.Code);
    }

    [Fact]
    public async Task An_entry_taken_apart_shows_its_lots_as_the_clock_has_left_them()
    {
        var bill = await BuyAsync("B-1", 100m);
        _clock.Advance(Duration.FromDays(40));
        Assert.All((await Shop.Points.ExplodeAsync(bill.Position)).OrThrow().Touched, lot => Assert.Equal(0, lot.Available + lot.Promised));
    }

    [Fact]
    public async Task A_bill_of_history_ahead_of_now_counts_from_now()
    {
        (await Shop.Sales.AddBillAsync(new("B-1", Anna, 100m) { Time = Now + Duration.FromHours(5) }, new() { History = true })).OrThrow();
        Assert.Equal(Now, (await Shop.Points.StatementAsync(new(Anna))).OrThrow().Rows[0].Effective);
        Assert.Empty((await _engine.VerifyAsync()).Violations);
    }

    [Fact]
    public async Task A_late_redemption_of_points_that_expired_since_can_be_proven_and_read()
    {
        await BuyAsync("B-1", 100m, Now - Duration.FromDays(35));
        (await Shop.Points.RedeemAsync(new(Anna, 30m, "G-1"), new() { EffectiveTime = Now - Duration.FromDays(10) })).OrThrow();
        Assert.Empty((await _engine.VerifyAsync()).Violations);
        Assert.Equal(30m, (await Shop.Points.StatementAsync(new(Anna) { At = Now })).OrThrow().Totals.Redeemed);
        Assert.Equal(0m, (await Shop.Points.StatementAsync(new(Anna) { At = Now - Duration.FromDays(6) })).OrThrow().Balance.Points);
    }

    [Fact]
    public async Task A_late_redemption_cannot_use_what_was_spent_and_came_back_expired()
    {
        await BuyAsync("B-1", 100m, Now - Duration.FromDays(25));
        var spent = (await Shop.Points.RedeemAsync(new(Anna, 30m, "G-1"))).OrThrow();
        _clock.Advance(Duration.FromDays(10));
        Assert.Equal(30m, (await Shop.Points.ReverseAsync(new(spent.Redemption, "V-1"))).OrThrow().Expired);
        var late = await Shop.Points.RedeemAsync(new(Anna, 1m, "G-2"), new() { EffectiveTime = Now - Duration.FromDays(8) });
        Assert.Equal("points.insufficient", late.Refusal?.Code);
    }

    [Fact]
    public async Task Lifetime_points_do_not_fall_before_they_had_grown()
    {
        await BuyAsync("B-1", 100m, Now - Duration.FromDays(5));
        (await Shop.Sales.ReturnAsync(new("R-1", "B-1") { Time = Now - Duration.FromDays(4) })).OrThrow();
        Assert.Equal(0m, (await Shop.Points.StatementAsync(new(Anna) { At = Now - Duration.FromDays(3) })).OrThrow().Balance.Lifetime);
    }

    [Fact]
    public async Task History_that_finds_a_later_entry_reverses_and_captures_as_of_now()
    {
        await BuyAsync("B-1", 1000m);
        var spent = (await Shop.Points.RedeemAsync(new(Anna, 40m, "G-1"))).OrThrow();
        var held = (await Shop.Points.HoldAsync(new(Anna, 20m, "H-1"))).OrThrow();
        var past = new CallOptions { History = true, EffectiveTime = Now - Duration.FromHours(1) };
        Assert.Equal(40m, (await Shop.Points.ReverseAsync(new(spent.Redemption, "V-1"), past)).OrThrow().Points);
        (await Shop.Points.CaptureAsync(new(held.Redemption), past)).OrThrow();
        Assert.Empty((await _engine.VerifyAsync()).Violations);
    }

    [Fact]
    public async Task History_that_counts_as_of_now_is_judged_by_the_version_of_now()
    {
        await BuyAsync("B-1", 1000m);
        (await Shop.Customers.EnrolAsync(new() { ExternalId = "ben" })).OrThrow();
        var spent = (await Shop.Points.RedeemAsync(new(Anna, 40m, "G-1"))).OrThrow();
        var before = Now;
        _clock.Advance(Duration.FromHours(1));
        var program = (await Shop.Programs.CurrentAsync()).OrThrow().Definition;
        program = program with { Program = program.Program with { AllowTransfer = false, Redemption = new() { AllowReversal = false } } };
        (await Shop.Programs.SaveAsync(program)).OrThrow();
        await BuyAsync("B-2", 10m);
        var past = new CallOptions { History = true, EffectiveTime = before };
        Assert.Equal("reversal.off", (await Shop.Points.ReverseAsync(new(spent.Redemption, "V-1"), past)).Refusal?.Code);
        Assert.Equal("transfer.off", (await Shop.Points.TransferAsync(new(Anna, new(2), 10m, "T-1"), past)).Refusal?.Code);
    }

    private async Task<BillAdded> BuyAsync(string number, decimal amount, Instant? time = null) =>
        (await Shop.Sales.AddBillAsync(new(number, Anna, amount) { Time = time })).OrThrow();
}
