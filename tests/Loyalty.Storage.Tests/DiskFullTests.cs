using System.Globalization;

namespace Loyalty.Tests;

/// <summary>
/// A disk that has room for no page more, then for one, then for two: the file is as before the call until all of it fits. And one that is full
/// once, at each write in turn.
/// </summary>
public sealed class DiskFullTests : IDisposable
{
    private readonly SqliteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_disk_may_be_full_at_any_page_of_a_commit()
    {
        var path = _folder.NewPath();
        var store = SqliteStore.Open(new SqliteStoreOptions { Path = path }, Schema.Collections);
        await using var engine = await LoyaltyEngine.OpenAsync(o => o.UseStore(_ => store).UseProgram(Load.Program()));
        var till = engine.For("crash").AtTill("T-1");
        var member = (await till.Customers.EnrolAsync(new() { ExternalId = "M-1" })).OrThrow().Id;
        (await till.Sales.AddBillAsync(Load.Bill("SMALL", member))).OrThrow();
        // Some pages of its own for the bill, more where a tree grows.
        var large = Load.Bill("LARGE", member) with { Fields = Enumerable.Range(0, 90).ToDictionary(i => $"field-{i}", i => new string('x', 250)) };

        var before = StoreImage.Of(store);
        var pages = (long)SqliteFolder.Read(path, "PRAGMA page_count")!;
        var full = 0;
        for (; ; full++)
        {
            store.ConfigureWriter(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count={pages + full}"));
            var answer = await till.Sales.AddBillAsync(large);
            if (!answer.IsRefused)
            {
                Assert.False(answer.Replayed);
                break;
            }
            Assert.Equal(StoreFault.DiskFull, Assert.IsType<StoreFailed>(answer.Refusal).Fault);
            StoreImage.AssertUnchanged(before, store);
            Assert.Equal(30m, (await till.Points.BalanceAsync(member)).OrThrow().Points);
        }
        Assert.True(full >= 5, $"The disk was full {full} times only.");
        Assert.Equal(full, (long)SqliteFolder.Read(path, "PRAGMA page_count")! - pages);
        Assert.True((await till.Sales.AddBillAsync(large)).Replayed);
        Assert.Empty((await engine.VerifyAsync()).Violations);
    }

    /// <summary>Where the log is moved into the data file every few commits, and where it is not: there what stands behind a failure in it counts.</summary>
    [Theory]
    [InlineData(200_000, 30)]
    [InlineData(16 << 20, 12)]
    public async Task The_disk_may_be_full_at_any_write_of_a_sequence_on_LiteDB(long settleBytes, int least)
    {
        var full = 0;
        for (var hasFailed = true; hasFailed; full++) hasFailed = await LiteDbSequenceAsync(full, settleBytes);
        Assert.True(full > least, $"The disk was full {full} times only.");
    }

    /// <summary>A sequence of commands on a disk whose write of this number fails, once; gives whether it came to that.</summary>
    private static async Task<bool> LiteDbSequenceAsync(int failing, long settleBytes)
    {
        var disk = new PowerLossDisk();
        var options = new LiteDbStoreOptions { Path = "/disk/loyalty.db", SettleBytes = settleBytes };
        LiteDbStore? store = null;
        var (writes, isFailing) = (0, false);
        await using (var engine = await LoyaltyEngine.OpenAsync(o => o.UseStore(collections => store = LiteDbStore.Open(options, collections, disk)).UseProgram(Load.Program())))
        {
            disk.Fail = doing => doing == PowerLossDisk.Doing.Write && writes++ == failing ? new IOException("injected", 28) : null;
            var till = engine.For("crash").AtTill("T-1");
            var member = (await AskAsync(() => till.Customers.EnrolAsync(new() { ExternalId = "M-1" }))).Id;
            for (var i = 0; i < 3; i++)
            {
                var name = $"B-{i}";
                await AskAsync(() => till.Sales.AddBillAsync(Load.Bill(name, member)));
                var redemption = (await AskAsync(() => till.Points.RedeemAsync(new(member, 10m, name)))).Redemption;
                await AskAsync(() => till.Points.ReverseAsync(new(redemption, name + "/back")));
                await AskAsync(() => till.Sales.ReturnAsync(new($"R-{i}", of: name) { Lines = [new(1, 1m)] }));
            }
            Assert.Empty((await engine.VerifyAsync()).Violations);
            // Killed now, it has lost nothing that was answered after the failure: closing it in order would have moved what the log lacks.
            var chance = new Load.Chance(1);
            await HoldsAsync(new PowerLossDisk(disk.Record.Image(disk.Record.Steps, ref chance)));
        }
        await HoldsAsync(disk);
        return isFailing;

        async Task HoldsAsync(PowerLossDisk left)
        {
            await using var again = await LoyaltyEngine.OpenAsync(o => o.UseStore(collections => LiteDbStore.Open(options, collections, left)));
            var proof = await again.VerifyAsync();
            Assert.Empty(proof.Violations);
            Assert.Equal(1L, proof.Members);
            var till = again.For("crash").AtTill("T-1");
            for (var i = 0; i < 3; i++) Assert.True((await till.Sales.ReturnAsync(new($"R-{i}", of: $"B-{i}") { Lines = [new(1, 1m)] })).Replayed, $"write {failing}: R-{i} is lost");
        }

        // What the full disk refused has changed nothing, and works when it is asked for again.
        async ValueTask<T> AskAsync<T>(Func<ValueTask<Outcome<T>>> call)
        {
            var before = StoreImage.Of(store!);
            var counted = writes;
            var answer = await call();
            if (answer.IsRefused)
            {
                Assert.Equal(StoreFault.DiskFull, Assert.IsType<StoreFailed>(answer.Refusal).Fault);
                Assert.True(counted <= failing && failing < writes && !isFailing, $"write {failing}");
                isFailing = true;
                StoreImage.AssertUnchanged(before, store!);
                answer = await call();
            }
            Assert.False(answer.Replayed);
            return answer.OrThrow();
        }
    }
}
