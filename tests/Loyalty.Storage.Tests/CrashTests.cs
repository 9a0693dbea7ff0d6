using System.Diagnostics;
using System.Globalization;

namespace Loyalty.Tests;

/// <summary>
/// Kills a process in the middle of its work, again and again, and looks for what it had acknowledged. LOYALTY_KILLS raises the
/// number of kills.
/// </summary>
public sealed class CrashTests
{
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("LOYALTY_KILLS") ?? "20", CultureInfo.InvariantCulture);
    private static readonly ulong Seed = ulong.Parse(Environment.GetEnvironmentVariable("LOYALTY_SEED") ?? "20260101", CultureInfo.InvariantCulture);

    [Theory]
    [Trait("field", "51")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public async Task Whatever_was_acknowledged_is_there_after_a_kill_and_the_journal_proves_itself(string store)
    {
        var folder = Directory.CreateTempSubdirectory("loyalty-crash-");
        try
        {
            var path = Path.Combine(folder.FullName, "loyalty.db");
            var found = 0;
            for (var round = 0; round < Kills; round++)
            {
                var chance = new Load.Chance(Seed + (ulong)round);
                var acknowledged = await RunAndKill(store, path, Seed + (ulong)round, round, after: 1 + chance.Next(400));
                await using var engine = await LoyaltyEngine.OpenAsync(options => Load.Use(options, store, path).UseProgram(Load.Program()));
                foreach (var line in acknowledged) Assert.True(await IsThere(engine.For("crash").AtTill("T-01"), line), $"{store}, round {round}, seed {Seed}: lost: {line}");
                found += acknowledged.Count;
                var proof = await engine.VerifyAsync();
                Assert.True(proof.Holds, $"{store}, round {round}, seed {Seed}: {string.Join("; ", proof.Violations)}");
            }
            Assert.True(found >= Kills, $"only {found} commands were acknowledged: the load did not run");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
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
            _ => throw new InvalidOperationException(line),
        };
    }

    private static async Task<List<string>> RunAndKill(string store, string path, ulong seed, int round, int after)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Loyalty.CrashLoad.dll"), store, path, seed.ToString(CultureInfo.InvariantCulture), $"{round}"])
            start.ArgumentList.Add(argument);
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync();
        var acknowledged = new List<string>();
        var isReady = false;
        // The pipe keeps what the child wrote before it was killed; a line without an end was not acknowledged.
        var text = child.StandardOutput;
        var line = new System.Text.StringBuilder();
        var buffer = new char[4096];
        var isKilled = false;
        for (int count; (count = await text.ReadAsync(buffer)) > 0;)
        {
            foreach (var c in buffer.AsSpan(0, count))
            {
                if (c != '\n')
                {
                    line.Append(c);
                    continue;
                }
                var whole = line.ToString().TrimEnd('\r');
                line.Clear();
                if (whole == "ready") isReady = true;
                else acknowledged.Add(whole);
            }
            if (isKilled || acknowledged.Count < after) continue;
            child.Kill();
            isKilled = true;
        }
        await child.WaitForExitAsync();
        Assert.True(isReady && isKilled, $"the load ended by itself: {await errors}");
        return acknowledged;
    }
}
