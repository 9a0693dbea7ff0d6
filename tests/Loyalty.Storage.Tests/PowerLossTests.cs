using System.Globalization;
using Loyalty.Testing;
using NodaTime;
using NodaTime.Testing;

namespace Loyalty.Tests;

/// <summary>
/// Cuts the power at any moment of an engine's work: what was not flushed is lost, torn at 512 bytes or written out of order.
/// LOYALTY_POWER_LOSSES raises the number of images, LOYALTY_SEED draws others.
/// </summary>
public sealed class PowerLossTests
{
    private const int ImagesOfARun = 50;

    private static readonly int Images = int.Parse(Environment.GetEnvironmentVariable("LOYALTY_POWER_LOSSES") ?? "1000", CultureInfo.InvariantCulture);
    private static readonly ulong Seed = ulong.Parse(Environment.GetEnvironmentVariable("LOYALTY_SEED") ?? "20260101", CultureInfo.InvariantCulture);

    private static readonly FakeClock Clock = new(Instant.FromUtc(2026, 1, 15, 10, 0));

    [Theory]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public async Task Whatever_was_acknowledged_is_there_after_a_power_loss_and_the_journal_proves_itself(string store)
    {
        var (asked, lost) = (0, new List<string>());
        for (var image = 0; image < Images; image += ImagesOfARun)
            asked += await RunAsync(store, Seed + (ulong)image, Math.Min(ImagesOfARun, Images - image), flushesEach: true, lost);
        Assert.Empty(lost);
        Assert.True(asked >= Images, $"only {asked} acknowledged commands were looked for in {Images} images");
    }

    /// <summary>That it does lose some shows that the images are of a loss.</summary>
    [Theory]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public async Task The_weaker_promise_loses_the_newest_commits_but_leaves_a_whole_file(string store)
    {
        var lost = new List<string>();
        for (var image = 0; image < Math.Max(2 * ImagesOfARun, Images / 10); image += ImagesOfARun)
            await RunAsync(store, Seed + (ulong)image, ImagesOfARun, flushesEach: false, lost);
        Assert.NotEmpty(lost);
    }

    /// <summary>Works for a while, then checks images of it; answers how many acknowledged commands they were asked for.</summary>
    private static async Task<int> RunAsync(string store, ulong seed, int images, bool flushesEach, List<string> lost)
    {
        var chance = new Load.Chance(seed);
        using var powered = PoweredStore.New(store, flushesEach, ref chance);
        var acknowledged = new List<(int Moment, string Command)>();
        // By turns one caller, and so many that groups of them are decided while others are written.
        var callers = chance.Next(2) == 0 ? 1 : 24;
        await using (var engine = await OpenAsync(powered, "the first open"))
        {
            if (callers == 1) await WorkAsync(engine, powered.Record, acknowledged, chance.Next(1000), chance.Next(2) == 0);
            else await WorkTogetherAsync(engine, powered.Record, acknowledged, callers);
        }

        var asked = 0;
        for (var i = 0; i < images; i++)
        {
            var when = $"{store}, seed {seed}, image {i}, {callers} callers, {(flushesEach ? "each flushed" : "flushed now and then")}";
            var moment = chance.Next(powered.Record.Steps + 1);
            var files = powered.Record.Image(moment, ref chance);
            if (chance.Next(4) == 0)
            {
                // The power goes again while the file is being opened.
                using var first = powered.On(files);
                await (await OpenAsync(first, when)).DisposeAsync();
                files = first.Record.Image(first.Record.Beginning + chance.Next(first.Record.Steps - first.Record.Beginning + 1), ref chance);
            }
            using var left = powered.On(files);
            await using var engine = await OpenAsync(left, when);
            var proof = await engine.VerifyAsync();
            Assert.True(proof.Holds, $"{when}: {string.Join("; ", proof.Violations)}");
            // The newest are the ones in danger; now and then all are looked for.
            var promised = acknowledged.Where(each => each.Moment <= moment).OrderBy(each => each.Moment).ToList();
            foreach (var (_, command) in i % 5 == 0 ? promised : promised.TakeLast(5))
            {
                if (!await CrashTests.IsThere(engine.For("crash").AtTill("T-01"), command)) lost.Add($"{when}: {command}");
                asked++;
            }
        }
        return asked;
    }

    private static async Task WorkAsync(LoyaltyEngine engine, DiskRecord record, List<(int, string)> acknowledged, int first, bool inBatches)
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
            acknowledged.Add((record.Steps, command));
        }
    }

    /// <summary>
    /// Each caller on a thread of its own, with calls on members that others call for too. What is acknowledged counts from the moment at which
    /// the caller has its answer, when others' writes are under way.
    /// </summary>
    private static async Task WorkTogetherAsync(LoyaltyEngine engine, DiskRecord record, List<(int, string)> acknowledged, int callers)
    {
        var till = engine.For("crash").AtTill("T-01");
        var members = new List<CustomerId>();
        for (var i = 0; i < 6; i++) members.Add((await till.Customers.EnrolAsync(new() { ExternalId = $"M{i}" })).OrThrow().Id);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var (member, other) = (members[caller % members.Count], members[(caller + 1) % members.Count]);
            for (var i = 0; i < 3; i++)
            {
                var name = $"{caller}/{i}";
                Acknowledge(await till.Sales.AddBillAsync(Load.Bill(name, member)), $"bill {member} {name}");
                Acknowledge(await till.Points.RedeemAsync(new(member, 10m, $"R{name}")), $"redeem {member} R{name}");
                Acknowledge(await till.Points.TransferAsync(new(member, other, 1m, $"T{name}")), $"transfer {member} T{name} {other}");
            }
        })));

        void Acknowledge<T>(Outcome<T> outcome, string command)
        {
            outcome.OrThrow();
            lock (acknowledged) acknowledged.Add((record.Steps, command));
        }
    }

    private static async Task<LoyaltyEngine> OpenAsync(PoweredStore powered, string when)
    {
        try
        {
            return await LoyaltyEngine.OpenAsync(o =>
            {
                o.UseStore(powered.Open).UseProgram(Load.Program());
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
