using System.Collections.Concurrent;
using NodaTime;

namespace Loyalty.Tests;

/// <summary>Failing sources, nested calls, screens and the end of an engine.</summary>
public sealed class EngineLifeTests
{
    [Fact]
    public async Task A_failing_id_source_drops_only_the_command_that_asked_it()
    {
        var ids = new HookedIds();
        await using var shop = await Shop.OpenAsync(Definitions.Transactions(), ids: ids);
        var anna = await shop.MemberAsync();
        var before = StoreImage.Of(shop.Store);
        ids.Hook = _ => throw new IOException("no ids today");
        await Assert.ThrowsAsync<IOException>(async () => await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 10m)));
        ids.Hook = _ => { };
        StoreImage.AssertUnchanged(before, shop.Store);
        (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 10m))).OrThrow();
        await shop.ProveAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1L << 53)]
    public async Task An_id_that_does_not_rise_or_is_too_high_is_not_used(long id)
    {
        var ids = new HookedIds();
        await using var shop = await Shop.OpenAsync(Definitions.Transactions(), ids: ids);
        var before = StoreImage.Of(shop.Store);
        ids.Fixed = id;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await shop.MemberAsync());
        StoreImage.AssertUnchanged(before, shop.Store);
    }

    [Fact]
    public async Task A_failing_clock_fails_the_call_and_writes_nothing()
    {
        var clock = new FailingClock();
        var store = new MemoryStore();
        await using var engine = await LoyaltyEngine.OpenAsync(o => { o.UseStore(_ => store).UseProgram(Definitions.Transactions()); o.Clock = clock; });
        var desk = engine.For("shop");
        var anna = (await desk.Customers.EnrolAsync(new() { ExternalId = "M-1" })).OrThrow().Id;
        var before = StoreImage.Of(store);
        clock.Fails = true;
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(async () => await desk.Sales.AddBillAsync(new("B-1", anna, 10m)));
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(async () => await desk.Sales.AddBillAsync(new("B-1", anna, 10m), new() { Simulate = true }));
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(async () => await desk.Points.BalanceAsync(anna));
        clock.Fails = false;
        StoreImage.AssertUnchanged(before, store);
        (await desk.Sales.AddBillAsync(new("B-1", anna, 10m))).OrThrow();
    }

    [Fact]
    public async Task A_call_into_the_engine_from_inside_a_decision_is_refused_and_the_engine_goes_on()
    {
        var ids = new HookedIds();
        await using var shop = await Shop.OpenAsync(Definitions.Transactions(), ids: ids);
        var anna = await shop.MemberAsync();
        Func<Task>[] nested =
        [
            async () => await shop.Desk.Customers.BlockAsync(anna),
            async () => await shop.Desk.Customers.BlockAsync(anna, new() { Simulate = true }),
            async () => await shop.Desk.Points.BalanceAsync(anna),
            async () => await shop.Desk.Sales.ImportAsync([]),
        ];
        for (var i = 0; i < nested.Length; i++)
        {
            var which = i;
            Exception? inner = null;
            ids.Hook = _ => inner ??= Record.Exception(() => nested[which]().GetAwaiter().GetResult());
            (await shop.Desk.Sales.AddBillAsync(new($"B-{i}", anna, 10m))).OrThrow();
            ids.Hook = _ => { };
            Assert.IsType<InvalidOperationException>(inner);
        }
        await shop.ProveAsync();
    }

    [Fact]
    public async Task A_caller_with_a_screen_is_never_made_to_run_the_command()
    {
        var ids = new HookedIds();
        await using var shop = await Shop.OpenAsync(Definitions.Transactions(), ids: ids);
        var anna = await shop.MemberAsync();
        var ran = new ConcurrentQueue<int>();
        ids.Hook = _ => ran.Enqueue(Environment.CurrentManagedThreadId);
        using var screen = new Screen();
        var (caller, after) = await screen.RunAsync(async () =>
        {
            var thread = Environment.CurrentManagedThreadId;
            (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 10m))).OrThrow();
            return (thread, Environment.CurrentManagedThreadId);
        });
        Assert.Equal(caller, after);
        Assert.DoesNotContain(caller, ran);
        Assert.NotEmpty(ran);
    }

    [Fact]
    public async Task A_disposed_engine_has_carried_out_what_it_took_and_takes_no_more()
    {
        var shop = await Shop.OpenAsync(Definitions.Transactions());
        var (anna, desk) = (await shop.MemberAsync(), shop.Desk);
        var copy = shop.Store;
        var running = Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            try
            {
                return (await desk.Sales.AddBillAsync(new($"B-{i}", anna, 10m))).OrThrow().Position;
            }
            catch (ObjectDisposedException)
            {
                return 0;
            }
        })).ToArray();
        await running[0];
        await shop.Engine.DisposeAsync();
        var positions = await Task.WhenAll(running);
        Assert.All(positions.Where(position => position > 0).GroupBy(position => position), group => Assert.Single(group));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await desk.Sales.AddBillAsync(new("B-late", anna, 10m)));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await desk.Points.BalanceAsync(anna));
        Assert.Throws<ObjectDisposedException>(() => shop.Engine.For("shop"));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await shop.Engine.VerifyAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await shop.Engine.CatchUpAsync());
        await shop.Engine.DisposeAsync();
        shop.Engine.Dispose();
        Assert.Throws<ObjectDisposedException>(copy.OpenRead);
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
    {
        await using var shop = await Shop.OpenAsync(Definitions.Transactions());
        var anna = await shop.MemberAsync();
        var before = StoreImage.Of(shop.Store);
        var gone = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 10m), cancellation: gone));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await shop.Desk.Sales.ImportAsync([new("X", "H", 1m, shop.Clock.GetCurrentInstant())], cancellation: gone));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await shop.Desk.Points.BalanceAsync(anna, gone));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await shop.Engine.VerifyAsync(cancellation: gone));
        StoreImage.AssertUnchanged(before, shop.Store);
    }

    /// <summary>Consecutive ids with something else to do on the way.</summary>
    private sealed class HookedIds : IIdSource
    {
        public Action<string> Hook { get; set; } = _ => { };

        public long? Fixed { get; set; }

        public long Next(string sequence, long last)
        {
            Hook(sequence);
            return Fixed ?? last + 1;
        }

        public void FillSecret(Span<byte> secret) => secret.Fill(7);
    }

    private sealed class FailingClock : IClock
    {
        public bool Fails { get; set; }

        public Instant GetCurrentInstant() => Fails ? throw new TimeZoneNotFoundException("no clock today") : Instant.FromUtc(2026, 1, 1, 0, 0);
    }

    /// <summary>One thread with a queue, as a program with windows has.</summary>
    private sealed class Screen : SynchronizationContext, IDisposable
    {
        private readonly BlockingCollection<(SendOrPostCallback Work, object? State)> _work = [];
        private readonly Thread _thread;

        public Screen()
        {
            _thread = new Thread(() =>
            {
                SetSynchronizationContext(this);
                foreach (var (work, state) in _work.GetConsumingEnumerable()) work(state);
            });
            _thread.Start();
        }

        public override void Post(SendOrPostCallback d, object? state) => _work.Add((d, state));

        public Task<T> RunAsync<T>(Func<Task<T>> work)
        {
            var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            Post(async _ =>
            {
                try
                {
                    done.SetResult(await work());
                }
                catch (Exception failure)
                {
                    done.SetException(failure);
                }
            }, null);
            return done.Task;
        }

        public void Dispose()
        {
            _work.CompleteAdding();
            _thread.Join();
            _work.Dispose();
        }
    }
}
