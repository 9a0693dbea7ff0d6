using NodaTime;
using NodaTime.Testing;

namespace Loyalty.Tests;

/// <summary>
/// Public defects of storage that must not be possible here (field lesson 51): corruption across collections, a file that breaks when it
/// is read while it is made, locks that time out, times cut to milliseconds. What a sudden stop loses is shown by the tests that kill a process.
/// </summary>
public sealed class StorageLessons : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-lessons-");

    private string FilePath => Path.Combine(_folder.FullName, "loyalty.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [Trait("field", "51")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public async Task Callers_that_write_to_all_collections_at_once_leave_a_sound_file(string store)
    {
        await using (var engine = await OpenAsync(store))
        {
            var desk = engine.For("shop").AtTill("T-1", "S-1");
            await Task.WhenAll(Enumerable.Range(0, 24).Select(caller => Task.Run(async () =>
            {
                var member = (await desk.Customers.EnrolAsync(new() { ExternalId = $"M-{caller}" })).OrThrow().Id;
                var till = engine.For("shop").AtTill($"T-{caller}", $"S-{caller}");
                (await till.Sales.AddBillAsync(new($"B-{caller}", member, 1000m) { Lines = [new("A", 2, 1000m)] })).OrThrow();
                (await till.Gifts.ClaimAsync(new(member, "GIFT"))).OrThrow();
                (await till.Points.RedeemAsync(new(member, 40m, "r"))).OrThrow();
                (await till.Points.HoldAsync(new(member, 10m, "h"))).OrThrow();
                (await till.Sales.ReturnAsync(new($"R-{caller}", $"B-{caller}") { Lines = [new(1, 1)] })).OrThrow();
                Assert.Equal(5m, (await till.Points.BalanceAsync(member)).OrThrow().Points);
            })));
            Assert.Empty((await engine.VerifyAsync()).Violations);
        }
        await using var again = await OpenAsync(store);
        var proof = await again.VerifyAsync();
        Assert.Empty(proof.Violations);
        Assert.Equal(24, proof.Members);
    }

    [Fact]
    [Trait("field", "51")]
    public async Task A_file_that_many_open_and_read_while_it_is_made_is_made_once()
    {
        var engines = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            var engine = await OpenAsync();
            Assert.True((await engine.For("shop").Customers.ListAsync()).OrThrow().Items.Count <= 8);
            (await engine.For("shop").Customers.EnrolAsync(new() { ExternalId = $"M-{i}" })).OrThrow();
            return engine;
        })));
        foreach (var engine in engines)
        {
            Assert.Equal(8, (await engine.For("shop").Customers.ListAsync()).OrThrow().Items.Count);
            Assert.Equal(1, (await engine.For("shop").Programs.CurrentAsync()).OrThrow().Version);
            Assert.Empty((await engine.VerifyAsync()).Violations);
        }
        foreach (var engine in engines) await engine.DisposeAsync();
    }

    [Fact]
    [Trait("field", "51")]
    public async Task A_LiteDB_file_that_many_open_while_it_is_made_is_one_callers_and_the_others_are_told()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            try
            {
                return await OpenAsync("litedb");
            }
            catch (StoreException used) when (used.Fault == StoreFault.Busy)
            {
                return null;
            }
        })));
        var engine = Assert.Single(opened, each => each is not null)!;
        await using (engine)
        {
            // Whoever reads while others write for the first time to what was made empty reads on, and so do the writers.
            await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
            {
                Assert.True((await engine.For("shop").Customers.ListAsync()).OrThrow().Items.Count <= 8);
                var member = (await engine.For("shop").Customers.EnrolAsync(new() { ExternalId = $"M-{i}" })).OrThrow().Id;
                (await engine.For("shop").Sales.AddBillAsync(new($"B-{i}", member, 100m))).OrThrow();
                Assert.Equal(10m, (await engine.For("shop").Points.BalanceAsync(member)).OrThrow().Points);
            })));
            Assert.Equal(8, (await engine.For("shop").Customers.ListAsync()).OrThrow().Items.Count);
        }
        await using var again = await OpenAsync("litedb");
        Assert.Equal(1, (await again.For("shop").Programs.CurrentAsync()).OrThrow().Version);
        Assert.Empty((await again.VerifyAsync()).Violations);
    }

    [Theory]
    [Trait("field", "51")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public async Task Writers_wait_for_each_other_and_readers_for_none_of_them(string store)
    {
        await using var one = await OpenAsync(store);
        // A LiteDB file is one engine's.
        await using var second = store == "litedb" ? null : await OpenAsync(store);
        var other = second ?? one;
        var member = (await one.For("shop").Customers.EnrolAsync(new() { ExternalId = "M-1" })).OrThrow().Id;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            var desk = (caller % 2 == 0 ? one : other).For("shop");
            for (var i = 0; i < 12; i++)
            {
                if (caller < 8) (await desk.Sales.AddBillAsync(new($"B-{caller}-{i}", member, 100m))).OrThrow();
                else Assert.True((await desk.Points.BalanceAsync(member)).OrThrow().Points % 10m == 0);
            }
        })));
        Assert.Equal(960m, (await other.For("shop").Points.BalanceAsync(member)).OrThrow().Points);
        Assert.Empty((await one.VerifyAsync()).Violations);
    }

    [Theory]
    [Trait("field", "51")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public async Task A_time_comes_back_from_the_file_to_the_tick(string store)
    {
        // A local time that occurs twice, to the ten-millionth of a second.
        var now = Instant.FromUtc(2026, 10, 25, 0, 30).PlusTicks(1234567);
        var clock = new FakeClock(now);
        var definition = Definitions.Transactions().In(organisation => organisation with { Zone = "Europe/London" });
        CustomerId member;
        BillId bill;
        await using (var engine = await OpenAsync(store, definition, clock))
        {
            member = (await engine.For("shop").Customers.EnrolAsync(new() { ExternalId = "M-1" })).OrThrow().Id;
            bill = (await engine.For("shop").Sales.AddBillAsync(new("B-1", member, 1000m) { Time = now.PlusTicks(-1) })).OrThrow().Bill;
        }
        clock.AdvanceHours(1);
        await using var again = await OpenAsync(store, definition, clock);
        var details = (await again.For("shop").Sales.GetBillAsync(bill)).OrThrow();
        Assert.Equal((now.PlusTicks(-1), now), (details.Time, details.Recorded));
        var points = again.For("shop").Points;
        Assert.Equal(100m, (await points.StatementAsync(new(member) { At = now.PlusTicks(-1) })).OrThrow().Balance.Points);
        Assert.Equal(0m, (await points.StatementAsync(new(member) { At = now.PlusTicks(-2) })).OrThrow().Balance.Points);
        Assert.Equal(0m, (await points.StatementAsync(new(member) { At = now, Known = now.PlusTicks(-1) })).OrThrow().Balance.Points);
    }

    private ValueTask<LoyaltyEngine> OpenAsync(string store = "sqlite", LoyaltyDefinition? definition = null, IClock? clock = null) => LoyaltyEngine.OpenAsync(o =>
    {
        (store == "litedb" ? o.UseLiteDb(FilePath) : o.UseSqlite(FilePath)).UseProgram(definition ?? Definitions.Transactions().Giving(("GIFT", 5m, new ExpiryRule())));
        if (clock is not null) o.Clock = clock;
    });
}
