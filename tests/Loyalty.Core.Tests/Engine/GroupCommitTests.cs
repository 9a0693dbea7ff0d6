namespace Loyalty.Tests;

/// <summary>Many callers at once on one engine: each thing that exists once is had once.</summary>
public sealed class GroupCommitTests
{
    private const int Callers = 48;

    [Fact]
    public async Task Many_callers_that_redeem_the_same_last_points_leave_one_winner()
    {
        await using var shop = await OpenAsync();
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 1000m);
        var outcomes = await RaceAsync(i => shop.Desk.Points.RedeemAsync(new(anna, 100m, $"r-{i}")));
        Assert.Equal(Callers - 1, outcomes.Count(outcome => outcome.Refusal is PointsInsufficient { Available: 0m }));
        Assert.Equal(0m, Assert.Single(outcomes, outcome => !outcome.IsRefused).Value.Balance);
        await shop.ProveAsync();
    }

    [Fact]
    public async Task Many_callers_that_redeem_a_little_take_exactly_what_is_there()
    {
        await using var shop = await OpenAsync();
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 1000m);
        var outcomes = await RaceAsync(i => shop.Desk.Points.RedeemAsync(new(anna, 7m, $"r-{i}")));
        Assert.Equal(14, outcomes.Count(outcome => !outcome.IsRefused));
        Assert.Equal(2m, (await shop.BalanceAsync(anna)).Points);
        await shop.ProveAsync();
    }

    [Fact]
    public async Task Many_callers_that_add_the_same_bill_store_it_once_and_get_one_answer()
    {
        await using var shop = await OpenAsync();
        var anna = await shop.MemberAsync();
        var outcomes = await RaceAsync(_ => shop.Desk.Sales.AddBillAsync(new("B-1", anna, 1000m)));
        Assert.Single(outcomes, outcome => !outcome.Replayed);
        Assert.Single(outcomes.Select(outcome => (outcome.Value.Bill, outcome.Value.Balance, outcome.Value.Position)).Distinct());
        Assert.Equal(100m, (await shop.BalanceAsync(anna)).Points);
        await shop.ProveAsync();
    }

    [Fact]
    public async Task Many_callers_with_one_number_for_different_bills_leave_one_winner()
    {
        await using var shop = await OpenAsync();
        var anna = await shop.MemberAsync();
        var outcomes = await RaceAsync(i => shop.Desk.Sales.AddBillAsync(new("B-1", anna, 1000m + i)));
        Assert.Single(outcomes, outcome => !outcome.IsRefused);
        Assert.Equal(Callers - 1, outcomes.Count(outcome => outcome.Refusal is BillDuplicate));
        await shop.ProveAsync();
    }

    [Fact]
    public async Task Many_callers_that_register_the_same_identifier_make_one_customer()
    {
        await using var shop = await OpenAsync();
        var outcomes = await RaceAsync(i => shop.Desk.Customers.EnrolAsync(new() { FirstName = $"N-{i}", Email = "anna@example.org" }));
        var winner = Assert.Single(outcomes, outcome => !outcome.IsRefused).Value.Id;
        Assert.All(outcomes.Where(outcome => outcome.IsRefused), outcome => Assert.Equal(new IdentifierTaken(IdentifierKind.Email, winner), outcome.Refusal));
        Assert.Single((await shop.Desk.Customers.ListAsync()).OrThrow().Items);
        await shop.ProveAsync();
    }

    [Fact]
    public async Task Many_members_that_reach_for_the_last_gifts_get_exactly_as_many_as_there_are()
    {
        await using var shop = await OpenAsync();
        var members = new CustomerId[Callers];
        for (var i = 0; i < Callers; i++) members[i] = await shop.MemberAsync($"N-{i}");
        var outcomes = await RaceAsync(i => shop.Desk.Gifts.ClaimAsync(new(members[i], "FEW")));
        Assert.Equal(3, outcomes.Count(outcome => !outcome.IsRefused));
        Assert.All(outcomes.Where(outcome => outcome.IsRefused), outcome => Assert.Equal(new GiftExhausted("FEW", 3), outcome.Refusal));
        Assert.Equal(3, (await shop.Desk.Gifts.CountAsync("FEW")).OrThrow().Given);
        await shop.ProveAsync();
    }

    [Fact]
    public async Task Members_that_send_each_other_points_at_once_lose_and_gain_none()
    {
        await using var shop = await OpenAsync();
        var members = new CustomerId[8];
        for (var i = 0; i < members.Length; i++) await shop.BuyAsync(members[i] = await shop.MemberAsync($"N-{i}"), $"B-{i}", 1000m);
        await RaceAsync(i => shop.Desk.Points.TransferAsync(new(members[i % 8], members[(i * 3 + 1) % 8], 30m, $"t-{i}")));
        var sum = 0m;
        foreach (var member in members) sum += (await shop.BalanceAsync(member)).Points;
        Assert.Equal(800m, sum);
        await shop.ProveAsync();
    }

    [Fact]
    public async Task A_refused_or_cancelled_command_of_a_group_drops_only_itself()
    {
        await using var shop = await OpenAsync();
        var anna = await shop.MemberAsync();
        using var cancelled = new CancellationTokenSource();
        using var gate = new ManualResetEventSlim();
        // The first command holds the lead until all others stand in the queue: a call returns once it does.
        var slow = new Waiting(gate);
        var lead = Task.Run(async () => await shop.Desk.Sales.AddBillAsync(new("LEAD", anna, 10m) { Lines = slow }));
        await slow.Entered;
        var waiting = Enumerable.Range(0, 30).Select(i => shop.Desk.Sales.AddBillAsync(
            new($"B-{i}", i % 3 == 1 ? new CustomerId(999) : anna, 10m), cancellation: i % 3 == 2 ? cancelled.Token : default).AsTask()).ToArray();
        await cancelled.CancelAsync();
        gate.Set();
        (await lead).OrThrow();
        for (var i = 0; i < waiting.Length; i++)
        {
            if (i % 3 == 2) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting[i]);
            else Assert.Equal(i % 3 == 1 ? "customer.unknown" : null, (await waiting[i]).Refusal?.Code);
        }
        Assert.Equal(11m, (await shop.BalanceAsync(anna)).Points);
        await shop.ProveAsync();
    }

    private static Task<Shop> OpenAsync() => Shop.OpenAsync(Definitions.Transactions().With(program => program with { Gifts = [new() { Id = "FEW", Points = 5m, Limit = 3 }] }));

    private static async Task<Outcome<T>[]> RaceAsync<T>(Func<int, ValueTask<Outcome<T>>> call)
    {
        using var gate = new ManualResetEventSlim();
        var tasks = Enumerable.Range(0, Callers).Select(i => Task.Run(async () =>
        {
            gate.Wait();
            return await call(i);
        })).ToArray();
        gate.Set();
        return await Task.WhenAll(tasks);
    }

    /// <summary>An empty list whose reading waits, so that a decision takes as long as a test needs.</summary>
    private sealed class Waiting(ManualResetEventSlim gate) : IReadOnlyList<BillLine>
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Done once it is read.</summary>
        public Task Entered => _entered.Task;

        public int Count
        {
            get
            {
                _entered.TrySetResult();
                gate.Wait();
                return 0;
            }
        }

        public BillLine this[int index] => throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<BillLine> GetEnumerator() => Enumerable.Empty<BillLine>().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
