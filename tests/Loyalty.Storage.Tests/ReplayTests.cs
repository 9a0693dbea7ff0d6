using System.Diagnostics;

namespace Loyalty.Tests;

/// <summary>A generated year gives the same whatever the process is like: its culture, its time zone, how many threads call.</summary>
public sealed class ReplayTests
{
    private const string Seed = "7";

    [Fact]
    public async Task A_year_is_the_same_in_every_culture_and_time_zone_and_with_any_number_of_threads()
    {
        var plain = await RunAsync("", 1, "UTC");
        Assert.True(int.Parse(plain[0], System.Globalization.CultureInfo.InvariantCulture) > 5_000, plain[0]);
        foreach (var culture in (string[])["tr-TR", "ar-SA", "de-DE"])
            foreach (var zone in (string[])["Pacific/Apia", "America/Sao_Paulo"])
            {
                // One caller: the same file, to the bit. Several: entries of different members may change places, what each member has may not.
                Assert.Equal(plain, await RunAsync(culture, 1, zone));
                Assert.Equal(plain[2], (await RunAsync(culture, 8, zone))[2]);
            }
    }

    /// <summary>Entries, the file's hash, the state's hash.</summary>
    private static async Task<string[]> RunAsync(string culture, int threads, string zone)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Loyalty.CrashLoad.dll"), "year", culture, $"{threads}", Seed]) start.ArgumentList.Add(argument);
        start.Environment["TZ"] = zone;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var told = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return told.Trim().Split(' ');
    }
}
