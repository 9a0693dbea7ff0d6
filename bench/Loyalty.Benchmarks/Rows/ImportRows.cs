using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Loyalty.Benchmarks;

/// <summary>A shop's history through the till's own import, as a process of its own: reading, staging, sorting, deciding, writing.</summary>
internal static class ImportRows
{
    public static IEnumerable<Heat> Heats()
    {
        yield return new([new("import-100k", new PosImport(100_000), new FloorPurchases(perCommit: 1_000, count: 8_000), Goal.Least(0.4, aim: 0.7))]);
    }
}

/// <summary>Bills a second of <c>samples/Pos import</c> on an empty SQLite file, from the start of its process to its end.</summary>
internal sealed class PosImport(int bills) : Contestant("ours, samples/Pos import", "/s")
{
    private string _folder = "";
    private string _input = "";
    private int _runs;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        (_folder, _input) = (folder, Path.Combine(folder, "bills.csv"));
        Run("generate", "--bills", bills.ToString(CultureInfo.InvariantCulture), "--seed", "7", "--out", _input);
    }

    /// <summary>A pass is one import; the other turns of the pass pass.</summary>
    public override Measured Slice()
    {
        if (_runs++ % Scoreboard.SlicesPerPass != 0) return default;
        var data = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{_runs}.db"));
        var start = Stopwatch.GetTimestamp();
        var printed = Run("import", _input, "--data", data, "--json");
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        using var report = JsonDocument.Parse(printed.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
        var imported = report.RootElement.GetProperty("bills").GetInt32();
        if (imported != bills) throw new CheckFailedException($"{Name}: {imported} bills of {bills} were imported.");
        File.Delete(data);
        return new(bills, seconds);
    }

    private static string Run(params string[] arguments)
    {
        // Beside it lies what this program runs on, which is more than the till needs.
        string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);
        var start = new ProcessStartInfo("dotnet", ["exec", "--runtimeconfig", Beside("Loyalty.Benchmarks.runtimeconfig.json"), "--depsfile", Beside("Loyalty.Benchmarks.deps.json"), Beside("Pos.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? printed : throw new CheckFailedException($"Pos {string.Join(' ', arguments)} answers {process.ExitCode}: {errors.Result}");
    }
}
