using System.Globalization;

namespace Loyalty.Tests;

/// <summary>A disk that has room for no page more, then for one, then for two: the file is as before the call until all of it fits.</summary>
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
}
