using System.Globalization;
using Loyalty.Testing;
using NodaTime;
using NodaTime.Testing;

namespace Loyalty.Tests;

/// <summary>
/// Cuts the power at any moment of an engine's work on LiteDB: what was not flushed is lost, torn at 512 bytes or written out of
/// order. LOYALTY_POWER_LOSSES raises the number of images, LOYALTY_SEED draws others.
/// </summary>
public sealed class PowerLossTests
{
    private const string Data = "/power/loyalty.db";
    private const int ImagesOfARun = 50;

    private static readonly int Images = int.Parse(Environment.GetEnvironmentVariable("LOYALTY_POWER_LOSSES") ?? "1000", CultureInfo.InvariantCulture);
    private static readonly ulong Seed = ulong.Parse(Environment.GetEnvironmentVariable("LOYALTY_SEED") ?? "20260101", CultureInfo.InvariantCulture);

    private static readonly FakeClock Clock = new(Instant.FromUtc(2026, 1, 15, 10, 0));

    [Fact]
    public async Task Whatever_was_acknowledged_is_there_after_a_power_loss_and_the_journal_proves_itself()
    {
        var found = 0;
        for (var image = 0; image < Images; image += ImagesOfARun)
            found += await RunAsync(Seed + (ulong)image, Math.Min(ImagesOfARun, Images - image), LiteDbSynchronous.Full);
        Assert.True(found >= Images, $"only {found} acknowledged commands were looked for in {Images} images");
    }

    [Fact]
    public async Task The_weaker_promise_may_lose_the_newest_commits_but_leaves_a_whole_file()
    {
        for (var image = 0; image < Math.Max(1, Images / 10); image += ImagesOfARun)
            await RunAsync(Seed + (ulong)image, Math.Min(ImagesOfARun, Math.Max(1, Images / 10)), LiteDbSynchronous.Normal);
    }

    /// <summary>Works for a while, then checks images of it; answers how many acknowledged commands they were asked for.</summary>
    private static async Task<int> RunAsync(ulong seed, int images, LiteDbSynchronous synchronous)
    {
        var chance = new Load.Chance(seed);
        var disk = new PowerLossDisk();
        // Small, so that the log moves into the data file every few commits.
        var settle = 1L << (16 + chance.Next(4));
        var acknowledged = new List<(int Moment, string Command)>();
        await using (var engine = await OpenAsync(disk, settle, synchronous)) await WorkAsync(engine, disk, acknowledged, chance.Next(1000), chance.Next(2) == 0);

        var found = 0;
        for (var i = 0; i < images; i++)
        {
            var when = $"seed {seed}, image {i}, {synchronous}";
            var moment = chance.Next(disk.Steps + 1);
            var image = disk.Image(moment, ref chance);
            if (chance.Next(4) == 0)
            {
                // The power goes again while the file is being opened.
                await (await OpenAsync(image, settle, synchronous, when)).DisposeAsync();
                image = image.Image(image.Beginning + chance.Next(image.Steps - image.Beginning + 1), ref chance);
            }
            await using var engine = await OpenAsync(image, settle, synchronous, when);
            var proof = await engine.VerifyAsync();
            Assert.True(proof.Holds, $"{when}: {string.Join("; ", proof.Violations)}");
            if (synchronous != LiteDbSynchronous.Full) continue;
            // The newest are the ones in danger; now and then all are looked for.
            var promised = acknowledged.Where(each => each.Moment <= moment).ToList();
            foreach (var (_, command) in i % 5 == 0 ? promised : promised.TakeLast(5))
            {
                await CrashTests.Find(engine.For("crash").AtTill("T-01"), command, when);
                found++;
            }
        }
        return found;
    }

    private static async Task WorkAsync(LoyaltyEngine engine, PowerLossDisk disk, List<(int, string)> acknowledged, int first, bool inBatches)
    {
        var till = engine.For("crash").AtTill("T-01");
        var anna = (await till.Customers.EnrolAsync(new() { ExternalId = $"A{first}" })).OrThrow().Id;
        var bo = (await till.Customers.EnrolAsync(new() { ExternalId = $"B{first}" })).OrThrow().Id;
        for (var i = first; i < first + 6; i++)
        {
            var member = i % 3 == 0 ? bo : anna;
            Acknowledge(await till.Sales.AddBillAsync(Load.Bill($"1/{i}", member)), $"bill {member} 1/{i}");
            Acknowledge(await till.Points.RedeemAsync(new(member, 10m, $"2/{i}")), $"redeem {member} 2/{i}");
            Acknowledge(await till.Sales.ReturnAsync(new($"R1/{i}", of: $"1/{i}") { Lines = [new(1, 1m)] }), $"return {member} 1/{i}");
            Acknowledge(await till.Points.TransferAsync(new(member, member == anna ? bo : anna, 1m, $"3/{i}")), $"transfer {member} 3/{i} {(member == anna ? bo : anna)}");
            if (inBatches) (await engine.CatchUpAsync()).OrThrow();
        }

        void Acknowledge<T>(Outcome<T> outcome, string command)
        {
            outcome.OrThrow();
            acknowledged.Add((disk.Steps, command));
        }
    }

    private static async Task<LoyaltyEngine> OpenAsync(PowerLossDisk disk, long settle, LiteDbSynchronous synchronous, string when = "the first open")
    {
        try
        {
            return await LoyaltyEngine.OpenAsync(o =>
            {
                o.UseStore(collections => LiteDbStore.Open(new LiteDbStoreOptions { Path = Data, SettleBytes = settle, Synchronous = synchronous }, collections, disk)).UseProgram(Load.Program());
                o.Clock = Clock;
                o.Ids = new RepeatableIds();
            });
        }
        catch (StoreException failure)
        {
            throw new InvalidOperationException($"{when}: {failure.Message}", failure);
        }
    }
}
