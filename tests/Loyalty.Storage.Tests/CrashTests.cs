using System.Globalization;

namespace Loyalty.Tests;

/// <summary>
/// Kills a process in the middle of its work, again and again, and looks for what it had acknowledged. LOYALTY_KILLS raises the
/// number of kills of each store, LOYALTY_SEED draws others.
/// </summary>
public sealed class CrashTests
{
    private const int KillsOfAFile = 5;

    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("LOYALTY_KILLS") ?? "100", CultureInfo.InvariantCulture);
    private static readonly ulong Seed = ulong.Parse(Environment.GetEnvironmentVariable("LOYALTY_SEED") ?? "20260101", CultureInfo.InvariantCulture);

    [Theory]
    [Trait("field", "51")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public async Task Whatever_was_acknowledged_is_there_after_a_kill_and_the_journal_proves_itself(string store)
    {
        var folder = Directory.CreateTempSubdirectory("loyalty-crash-");
        var next = CrashChild.Start(store, PathOf(0), Seed, 0);
        try
        {
            var found = 0;
            var kinds = new HashSet<string>(StringComparer.Ordinal);
            for (var round = 0; round < Kills; round++)
            {
                using var child = next;
                var (seed, when) = (Seed + (ulong)round, $"{store}, round {round}, seed {Seed}");
                var acknowledged = await child.RunAndKillAsync(after: 1 + new Load.Chance(seed).Next(200));
                next = CrashChild.Start(store, PathOf(round + 1), seed + 1, round + 1);
                await using var engine = await LoyaltyEngine.OpenAsync(options => Load.Use(options, store, PathOf(round)).UseProgram(Load.Program()));
                foreach (var line in acknowledged) Assert.True(await IsThere(engine.For("crash").AtTill("T-01"), line), $"{when}: lost: {line}");
                found += acknowledged.Count;
                kinds.UnionWith(acknowledged.Select(line => line.Split(' ')[0]));
                var proof = await engine.VerifyAsync();
                Assert.True(proof.Holds, $"{when}: {string.Join("; ", proof.Violations)}");
            }
            Assert.True(found >= Kills, $"only {found} commands were acknowledged: the load did not run");
            // A command that is always refused would show nothing.
            if (Kills >= 50) Assert.Equal(["bill", "capture", "checkout", "exchange", "gift", "hold", "redeem", "release", "return", "reverse", "transfer"], kinds.Order(StringComparer.Ordinal));
        }
        finally
        {
            next.Dispose();
            folder.Delete(recursive: true);
        }

        // A file goes through several kills; a new one now and then keeps the proof of a round short.
        string PathOf(int round) => Path.Combine(folder.FullName, $"{round / KillsOfAFile}.db");
    }

    /// <summary>Whether an acknowledged command, asked for again, answers with its first answer.</summary>
    internal static async Task<bool> IsThere(Workplace till, string line)
    {
        var words = line.Split(' ');
        var member = new CustomerId(long.Parse(words[1], CultureInfo.InvariantCulture));
        var name = words[2];
        return words[0] switch
        {
            "bill" => (await till.Sales.AddBillAsync(Load.Bill(name, member))).Replayed,
            "return" => (await till.Sales.ReturnAsync(new($"R{name}", of: name) { Lines = [new(1, 1m)] })).Replayed,
            "redeem" => (await till.Points.RedeemAsync(new(member, 10m, name))).Replayed,
            "hold" => (await till.Points.HoldAsync(new(member, 5m, name))).Replayed,
            "transfer" => (await till.Points.TransferAsync(new(member, new(long.Parse(words[3], CultureInfo.InvariantCulture)), 1m, name))).Replayed,
            "gift" => (await till.Gifts.ClaimAsync(new(member, name))) is { Replayed: true } or { Refusal.Code: "gift.taken" },
            "reverse" => (await till.Points.ReverseAsync(new(Redemption(words[3]), name + "/back"))).Replayed,
            "capture" => (await till.Points.CaptureAsync(new(Redemption(words[3])))).Replayed,
            "release" => (await till.Points.ReleaseAsync(new(Redemption(words[3])))).Replayed,
            "checkout" => (await till.Sales.CheckoutAsync(Load.Sale(name, member))).Replayed,
            "exchange" => (await till.Sales.ExchangeAsync(Load.Exchange(name, member))).Replayed,
            _ => throw new InvalidOperationException(line),
        };

        static RedemptionId Redemption(string number) => new(long.Parse(number, CultureInfo.InvariantCulture));
    }
}
