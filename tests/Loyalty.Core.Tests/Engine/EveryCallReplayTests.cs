using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Loyalty.Tests.Faults;
using Loyalty.Tests.Model;
using NodaTime;

namespace Loyalty.Tests;

/// <summary>
/// Every call that changes something, made once, and the year after it: the same answers, entries and records whatever the culture, the time
/// zone of the process, and on one thread or on eight at once. (A year that is generated, with one shop's callers side by side, is replayed
/// by processes of their own in the tests of the stores.)
/// </summary>
public sealed class EveryCallReplayTests
{
    private const int Threads = 8;

    [Fact]
    public async Task Every_call_and_the_year_after_it_are_the_same_in_every_culture_and_time_zone_and_on_any_number_of_threads()
    {
        var plain = await AllAsync("", "UTC", 1);
        foreach (var culture in (string[])["tr-TR", "ar-SA", "de-DE"])
            foreach (var zone in (string[])["Pacific/Apia", "America/Sao_Paulo"])
                foreach (var threads in (int[])[1, Threads])
                    Assert.Equal(plain, await AllAsync(culture, zone, threads));
    }

    /// <summary>What each plan came to; on several threads all at once, the first of them twice.</summary>
    private static async Task<SortedDictionary<string, string>> AllAsync(string culture, string zone, int threads)
    {
        var (before, zoneBefore) = (CultureInfo.CurrentCulture, Environment.GetEnvironmentVariable("TZ"));
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        InZone(zone);
        try
        {
            // Windows takes no zone from the environment.
            if (!OperatingSystem.IsWindows()) Assert.Equal(zone, TimeZoneInfo.Local.Id);
            var told = new SortedDictionary<string, string>(StringComparer.Ordinal);
            if (threads == 1)
            {
                foreach (var (name, plan) in Plans.All) told[name] = await OneAsync(plan, culture);
                return told;
            }
            var runs = Enumerable.Range(0, threads).Select(i => Plans.All.ElementAt(i % Plans.All.Count)).Select(each => (each.Key, Told: Task.Run(() => OneAsync(each.Value, culture)))).ToArray();
            foreach (var (name, run) in runs)
            {
                var here = await run;
                Assert.Equal(told.GetValueOrDefault(name, here), here);
                told[name] = here;
            }
            return told;
        }
        finally
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = before;
            InZone(zoneBefore);
        }
    }

    private static void InZone(string? zone)
    {
        Environment.SetEnvironmentVariable("TZ", zone);
        TimeZoneInfo.ClearCachedData();
    }

    /// <summary>How many entries there are, and the hashes of the answers, of the journal and of every record.</summary>
    private static async Task<string> OneAsync(FaultPlan plan, string culture)
    {
        Assert.Equal(culture, CultureInfo.CurrentCulture.Name);
        await using var run = await PreparedShop.OpenAsync(new MemoryStore(), plan.Definition);
        var (sequence, reads) = await plan.PrepareAsync(run);
        var answers = new StringBuilder();
        for (var i = 0; i < sequence.Count; i++)
        {
            var answer = await sequence[i].Send(run, new() { Key = $"K-{i}", Trace = true });
            Assert.True(answer.Refusal is null, $"{sequence[i].Name}: {answer.Refusal}");
            answers.Append(sequence[i].Name).Append(' ').AppendLine(Shown.Text(answer.Value)).AppendJoin('\n', answer.Trace).AppendLine();
        }
        for (var month = 1; month <= 12; month++)
        {
            run.Clock.Advance(Duration.FromDays(30.5));
            (await run.Engine.CatchUpAsync()).OrThrow();
            foreach (var read in reads)
            {
                var answer = await read.Send(run, new());
                answers.Append(read.Name).Append(' ').AppendLine(answer.Refusal?.ToString() ?? Shown.Text(answer.Value));
            }
        }
        var proof = await run.Engine.VerifyAsync();
        Assert.Empty(proof.Violations);
        var records = new StringBuilder();
        foreach (var (key, bytes) in StoreImage.Of(run.Inner)) records.Append(key).Append(' ').AppendLine(bytes);
        var anchor = (await run.Engine.AnchorAsync())!;
        return string.Create(CultureInfo.InvariantCulture, $"{proof.Entries} {Hash(answers)} {anchor.Hash} {Hash(records)}");
    }

    private static string Hash(StringBuilder text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
}
