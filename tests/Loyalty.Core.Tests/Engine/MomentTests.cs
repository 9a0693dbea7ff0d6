namespace Loyalty.Tests;

/// <summary>Several reads of one state.</summary>
public sealed class MomentTests
{
    [Fact]
    public Task What_is_read_within_a_moment_is_of_its_first_read_and_outside_of_now() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 50m, new BillLine("A", 1, 50m));
            using var moment = new Moment();
            var then = shop.Desk.During(moment);
            var program = (await then.Programs.CurrentAsync()).OrThrow();
            var now = (await then.Points.StatementAsync(new(anna))).OrThrow().At;

            shop.At("2026-01-02 10:00");
            await shop.BuyAsync(anna, "B-2", 100m, new BillLine("A", 1, 100m));
            (await shop.Desk.Programs.SaveAsync(program.Definition with { Organisation = program.Definition.Organisation with { Name = "Renamed" } })).OrThrow();

            Assert.Equal((5m, 15m), ((await then.Points.BalanceAsync(anna)).OrThrow().Points, (await shop.BalanceAsync(anna)).Points));
            Assert.Equal(5m, (await then.InProgram(program.Definition.Program.Code).Points.BalanceAsync(anna)).OrThrow().Points);
            Assert.Empty((await then.As("somebody").Sales.FindBillsAsync("B-2")).OrThrow());
            Assert.Equal(now, (await then.Points.StatementAsync(new(anna))).OrThrow().At);
            Assert.Equal(program.Version, (await then.Programs.CurrentAsync()).OrThrow().Version);
            var newer = (await shop.Desk.Programs.CurrentAsync()).OrThrow();
            Assert.Equal((program.Version + 1, "Renamed"), (newer.Version, newer.Definition.Organisation.Name));
            using var next = new Moment();
            Assert.Equal((newer.Version, 15m), ((await shop.Desk.During(next).Programs.CurrentAsync()).OrThrow().Version, (await shop.Desk.During(next).Points.BalanceAsync(anna)).OrThrow().Points));
        });

    [Fact]
    public Task Within_a_moment_only_reads_and_simulations_are_answered_and_after_it_nothing() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            var moment = new Moment();
            var then = shop.Desk.During(moment);
            Assert.Equal(0m, (await then.Points.BalanceAsync(anna)).OrThrow().Points);
            var bill = new AddBill("B-1", anna, 50m) { Lines = [new BillLine("A", 1, 50m)] };
            var anchor = await shop.Engine.AnchorAsync();
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await then.Sales.AddBillAsync(bill));
            Assert.Equal(anchor, await shop.Engine.AnchorAsync());

            (await shop.Desk.Sales.AddBillAsync(bill)).OrThrow();
            // The number is free in that state still, and what one simulation changed is gone before the next.
            for (var i = 0; i < 2; i++)
            {
                var tried = await then.Sales.AddBillAsync(bill with { Amount = 40m, Lines = [new BillLine("A", 1, 40m)] }, new() { Simulate = true });
                Assert.Equal((true, false, 4m), (tried.Simulated, tried.Replayed, tried.OrThrow().Earned));
            }
            Assert.Equal(0m, (await then.Points.BalanceAsync(anna)).OrThrow().Points);

            await using var other = await Shop.OpenAsync(Definitions.Transactions());
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await other.Desk.During(moment).Programs.CurrentAsync());
            moment.Dispose();
            moment.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(async () => await then.Points.BalanceAsync(anna));
        });

    [Fact]
    public async Task A_moment_costs_one_snapshot_and_gives_it_back()
    {
        CountedStore? store = null;
        await using var engine = await LoyaltyEngine.OpenAsync(options => options.UseProgram(Definitions.Transactions()).UseStore(_ => store = new(new MemoryStore())));
        var desk = engine.For("shop");
        var anna = (await desk.Customers.EnrolAsync(new() { ExternalId = "M-1" })).OrThrow().Id;
        var before = store!.Opened;
        using (var moment = new Moment())
        {
            var then = desk.During(moment);
            Assert.Equal(before, store.Opened);
            (await then.Programs.CurrentAsync()).OrThrow();
            (await then.Customers.GetAsync(anna)).OrThrow();
            (await then.Points.BalanceAsync(anna)).OrThrow();
            Assert.Equal((before + 1, 1), (store.Opened, store.Opened - store.Closed));
        }
        Assert.Equal((before + 1, 0), (store.Opened, store.Opened - store.Closed));
        using (var unused = new Moment()) desk.During(unused);
        Assert.Equal(before + 1, store.Opened);
    }

    private sealed class CountedStore(IRecordStore inner) : IRecordStore
    {
        public int Opened { get; private set; }

        public int Closed { get; private set; }

        public Durability Durability => inner.Durability;

        public IReadView OpenRead()
        {
            Opened++;
            return new View(this, inner.OpenRead());
        }

        public IWriteView OpenWrite() => inner.OpenWrite();

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        private sealed class View(CountedStore store, IReadView inner) : IReadView
        {
            public object? Find(Collection collection, in RecordKey key) => inner.Find(collection, key);

            public void Scan(Collection collection, in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into) => inner.Scan(collection, range, limit, descending, into);

            public long Count(Collection collection, in KeyRange range) => inner.Count(collection, range);

            public void Dispose()
            {
                store.Closed++;
                inner.Dispose();
            }
        }
    }
}
