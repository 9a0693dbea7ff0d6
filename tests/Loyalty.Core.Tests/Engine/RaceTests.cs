using System.Diagnostics;
using Xunit.Abstractions;

namespace Loyalty.Tests;

/// <summary>
/// Thirty-two callers at once, in memory and on files: one wins, the others are told so in the documented way, and none waits for a second.
/// Two processes at once are in the tests of the storage.
/// </summary>
public sealed class RaceTests(ITestOutputHelper output) : IDisposable
{
    private const int Callers = 32;

    /// <summary>A race is run anew when the machine stood still in it, or met code that had not been compiled.</summary>
    private const int Attempts = 4;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-race-");
    private TimeSpan _slowest;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [Trait("field", "17")]
    [InlineData("memory")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public Task Of_those_who_redeem_the_same_last_points_one_gets_them(string store) => PlayAsync(store, async (desk, members) =>
    {
        (await desk.Sales.AddBillAsync(new("B-1", members[0], 1000m))).OrThrow();
        var outcomes = await RaceAsync(i => desk.Points.RedeemAsync(new(members[0], 100m, $"r-{i}")));
        Assert.Equal(0m, Assert.Single(outcomes, outcome => !outcome.IsRefused).Value.Balance);
        Assert.All(outcomes.Where(outcome => outcome.IsRefused), outcome => Assert.Equal(new PointsInsufficient(100m, 0m), outcome.Refusal));
    });

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public Task Of_those_who_add_the_same_bill_one_stores_it_and_all_get_its_answer(string store) => PlayAsync(store, async (desk, members) =>
    {
        var outcomes = await RaceAsync(_ => desk.Sales.AddBillAsync(new("B-1", members[0], 1000m)));
        Assert.All(outcomes, outcome => Assert.Null(outcome.Refusal));
        Assert.Single(outcomes, outcome => !outcome.Replayed);
        Assert.Single(outcomes.Select(outcome => (outcome.Value.Bill, outcome.Value.Balance, outcome.Value.Position)).Distinct());
    });

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public Task Of_those_who_give_one_number_to_different_bills_one_has_it(string store) => PlayAsync(store, async (desk, members) =>
    {
        var outcomes = await RaceAsync(i => desk.Sales.AddBillAsync(new("B-1", members[i], 1000m)));
        var winner = Assert.Single(outcomes, outcome => !outcome.IsRefused).Value;
        Assert.All(outcomes.Where(outcome => outcome.IsRefused), outcome => Assert.Equal(new BillDuplicate("B-1", winner.Bill), outcome.Refusal));
    });

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public Task Of_those_who_register_the_same_identifier_one_is_registered(string store) => PlayAsync(store, async (desk, members) =>
    {
        var outcomes = await RaceAsync(i => desk.Customers.EnrolAsync(new() { FirstName = $"N-{i}", Email = "anna@example.org" }));
        var winner = Assert.Single(outcomes, outcome => !outcome.IsRefused).Value.Id;
        Assert.All(outcomes.Where(outcome => outcome.IsRefused), outcome => Assert.Equal(new IdentifierTaken(IdentifierKind.Email, winner), outcome.Refusal));
        Assert.Equal(members.Length + 1, (await desk.Customers.ListAsync()).OrThrow().Items.Count);
    });

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public Task Of_those_who_reach_for_the_last_gift_one_gets_it(string store) => PlayAsync(store, async (desk, members) =>
    {
        var outcomes = await RaceAsync(i => desk.Gifts.ClaimAsync(new(members[i], "LAST")));
        Assert.Equal(5m, Assert.Single(outcomes, outcome => !outcome.IsRefused).Value.Points);
        Assert.All(outcomes.Where(outcome => outcome.IsRefused), outcome => Assert.Equal(new GiftExhausted("LAST", 1), outcome.Refusal));
        Assert.Equal(1, (await desk.Gifts.CountAsync("LAST")).OrThrow().Given);
    });

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public Task Of_those_who_return_the_same_bill_under_numbers_of_their_own_one_does(string store) => PlayAsync(store, async (desk, members) =>
    {
        (await desk.Sales.AddBillAsync(new("B-1", members[0], 1000m))).OrThrow();
        var outcomes = await RaceAsync(i => desk.Sales.ReturnAsync(new($"R-{i}", "B-1")));
        Assert.Equal(1000m, Assert.Single(outcomes, outcome => !outcome.IsRefused).Value.Amount);
        Assert.All(outcomes.Where(outcome => outcome.IsRefused), outcome => Assert.Equal("return.all_returned", outcome.Refusal!.Code));
        Assert.Equal(0m, (await desk.Points.BalanceAsync(members[0])).OrThrow().Points);
    });

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public Task A_hold_is_captured_or_released_whoever_asks_for_which(string store) => PlayAsync(store, async (desk, members) =>
    {
        (await desk.Sales.AddBillAsync(new("B-1", members[0], 1000m))).OrThrow();
        var hold = (await desk.Points.HoldAsync(new(members[0], 60m, "h"))).OrThrow().Redemption;
        // A repeat of the one is answered as the first was; the other is refused.
        var outcomes = await RaceAsync(async i => new Outcome<bool>(!(i % 2 == 0 ? (await desk.Points.CaptureAsync(new(hold))).IsRefused : (await desk.Points.ReleaseAsync(new(hold))).IsRefused)));
        var (captured, released) = (outcomes.Where((_, i) => i % 2 == 0).Count(outcome => outcome.Value), outcomes.Where((_, i) => i % 2 == 1).Count(outcome => outcome.Value));
        Assert.Equal((0, Callers / 2), (Math.Min(captured, released), Math.Max(captured, released)));
        Assert.Equal(captured > 0 ? 40m : 100m, (await desk.Points.BalanceAsync(members[0])).OrThrow().Available);
    });

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public Task Of_those_who_reverse_one_redemption_one_does(string store) => PlayAsync(store, async (desk, members) =>
    {
        (await desk.Sales.AddBillAsync(new("B-1", members[0], 1000m))).OrThrow();
        var spent = (await desk.Points.RedeemAsync(new(members[0], 60m, "r"))).OrThrow().Redemption;
        var outcomes = await RaceAsync(i => desk.Points.ReverseAsync(new(spent, $"v-{i}")));
        Assert.Single(outcomes, outcome => !outcome.IsRefused);
        Assert.All(outcomes.Where(outcome => outcome.IsRefused), outcome => Assert.Equal("reversal.nothing_left", outcome.Refusal!.Code));
        Assert.Equal(100m, (await desk.Points.BalanceAsync(members[0])).OrThrow().Available);
    });

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public Task Of_those_who_pay_with_the_same_last_points_one_does(string store) => PlayAsync(store, async (desk, members) =>
    {
        (await desk.Sales.AddBillAsync(new("B-1", members[0], 1000m))).OrThrow();
        var outcomes = await RaceAsync(i => desk.Sales.CheckoutAsync(new($"S-{i}", Cart.In("INR").Add("A", 1, 500m)) { Customer = members[0], RedeemPoints = 100m }));
        Assert.Single(outcomes, outcome => outcome is { IsRefused: false, Value.Redemption: not null });
        Assert.All(outcomes.Where(outcome => outcome.IsRefused), outcome => Assert.Equal("points.insufficient", outcome.Refusal!.Code));
    });

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public Task Of_those_who_exchange_the_same_bill_one_does(string store) => PlayAsync(store, async (desk, members) =>
    {
        (await desk.Sales.AddBillAsync(new("B-1", members[0], 1000m) { Lines = [new("A", 1, 1000m)] })).OrThrow();
        var outcomes = await RaceAsync(i => desk.Sales.ExchangeAsync(new(new($"R-{i}", "B-1"), new($"S-{i}", Cart.In("INR").Add("B", 1, 500m)) { Customer = members[0] })));
        Assert.Single(outcomes, outcome => !outcome.IsRefused);
        Assert.Equal(50m, (await desk.Points.BalanceAsync(members[0])).OrThrow().Points);
    });

    /// <summary>Runs a race, each time with an engine of its own, until no caller of it has waited for too long.</summary>
    private async Task PlayAsync(string store, Func<Workplace, CustomerId[], Task> race)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            await PlayOnceAsync(store, Path.Combine(_folder.FullName, $"{attempt}.db"), race);
            output.WriteLine($"the longest wait of a caller: {_slowest.TotalMilliseconds:0.0} ms");
            if (_slowest < s_longest) return;
        }
        Assert.Fail($"In each of {Attempts} races a caller waited for over a second, in the last {_slowest.TotalMilliseconds:0.0} ms.");
    }

    private async Task PlayOnceAsync(string store, string path, Func<Workplace, CustomerId[], Task> race)
    {
        await using var engine = await LoyaltyEngine.OpenAsync(o =>
        {
            o.UseProgram(Definitions.Transactions().With(program => program with { Gifts = [new() { Id = "LAST", Points = 5m, Limit = 1 }] }));
            _ = store switch { "sqlite" => o.UseSqlite(path), "litedb" => o.UseLiteDb(path), _ => o.UseInMemory() };
        });
        var desk = engine.For("shop");
        var members = new CustomerId[Callers];
        for (var i = 0; i < Callers; i++) members[i] = (await desk.Customers.EnrolAsync(new() { ExternalId = $"M-{i}" })).OrThrow().Id;
        await race(desk, members);
        Assert.Empty((await engine.VerifyAsync()).Violations);
    }

    /// <summary>All go at once; each caller's wait is from then to its answer.</summary>
    private async Task<Outcome<T>[]> RaceAsync<T>(Func<int, ValueTask<Outcome<T>>> call)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var callers = Enumerable.Range(0, Callers).Select(i => Task.Run(async () =>
        {
            await gate.Task;
            var started = Stopwatch.GetTimestamp();
            var outcome = await call(i);
            return (outcome, Waited: Stopwatch.GetElapsedTime(started));
        })).ToArray();
        gate.SetResult();
        var ended = await Task.WhenAll(callers);
        _slowest = ended.Max(each => each.Waited);
        return [.. ended.Select(each => each.outcome)];
    }
}
