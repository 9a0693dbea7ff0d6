using System.Globalization;
using System.Runtime.InteropServices;

namespace Loyalty.Benchmarks;

/// <summary>
/// Prints each row as a ratio of two things measured in the same run. The contestants of a heat take turns in short
/// slices, forwards in one round and backwards in the next, so that a machine that slows down does so for all.
/// </summary>
internal static class Scoreboard
{
    /// <summary>Turns that each contestant has in one pass.</summary>
    public const int SlicesPerPass = 8;

    public static int Run(ReadOnlySpan<string> args)
    {
        if (ScoreboardOptions.Parse(args, out var fault) is not { } options)
        {
            Console.Error.WriteLine($"{fault} Usage: {ScoreboardOptions.Usage}");
            return 2;
        }

        var heats = AllHeats(options.Passes);
        if (options.Rows is { } names)
        {
            var known = heats.SelectMany(heat => heat.Rows).Select(row => row.Name).ToList();
            if (names.Except(known, StringComparer.Ordinal).ToList() is { Count: > 0 } unknown)
            {
                Console.Error.WriteLine($"No row is named {string.Join(" or ", unknown)}. There are: {string.Join(", ", known)}");
                return 2;
            }

            heats = [.. heats.Select(heat => new Heat([.. heat.Rows.Where(row => names.Contains(row.Name, StringComparer.Ordinal))])).Where(heat => heat.Rows.Count > 0)];
        }

        using var json = options.Json is null ? null : System.IO.File.Create(options.Json);
        using var workspace = new Workspace();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, SQLite {SqliteVersion()}, {workspace.Root} on {workspace.FileSystem}, {options.Passes} passes"));
        if (workspace.IsInMemory)
        {
            Console.WriteLine($"WARNING: {workspace.FileSystem} is memory, so no row about durability means anything. Set TMPDIR to a folder on a disk.");
        }

        try
        {
            var purchases = new PurchaseStream(DurablePurchaseRows.LongestRun(options.Passes));
            var results = heats.SelectMany(heat => Measure(heat, options.Passes, workspace, purchases)).ToList();
            ScoreboardReport.Print(results, Console.Out);
            if (json is not null)
            {
                ScoreboardReport.WriteJson(results, json);
            }

            return 0;
        }
        catch (CheckFailedException failure)
        {
            Console.Error.WriteLine($"Nothing is reported, for a check failed. {failure.Message}");
            return 1;
        }
    }

    private static IReadOnlyList<Heat> AllHeats(int passes) =>
        [.. DurablePurchaseRows.Heats(), .. ImportRows.Heats(), .. MemoryRows.Heats(passes), .. RedemptionRows.Heats(), .. MillionRows.Heats(), .. ExpiryRows.Heats(), .. WideRows.Heats(),
         .. CartRows.Heats(), .. BestDealRows.Heats(), .. CouponRows.Heats(quick: passes < ScoreboardOptions.FullPasses), .. HttpRows.Heats()];

    private static List<RowResult> Measure(Heat heat, int passes, Workspace workspace, PurchaseStream purchases)
    {
        var contestants = heat.Contestants.ToList();
        var answers = contestants.ToDictionary(contestant => contestant, _ => new List<double>());
        try
        {
            foreach (var contestant in contestants)
            {
                contestant.Prepare(workspace.NewFolder(), purchases);
                contestant.Check();
            }

            for (var pass = 1; pass <= passes; pass++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                foreach (var (contestant, measured) in RunPass([.. contestants.Where(contestant => pass == 1 || !contestant.Once)]))
                {
                    answers[contestant].Add(measured.Answer);
                    if (contestant is not Constant)
                    {
                        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"pass {pass}: {contestant.Name} {measured.Answer:N0}{contestant.Unit}"));
                    }
                }
            }

            foreach (var contestant in contestants)
            {
                contestant.Check();
            }
        }
        finally
        {
            foreach (var contestant in contestants)
            {
                contestant.Dispose();
            }
        }

        return [.. heat.Rows.Select(row => new RowResult(row, row.Ours is null ? null : answers[row.Ours], answers[row.Peer]))];
    }

    private static Dictionary<Contestant, Measured> RunPass(IReadOnlyList<Contestant> contestants)
    {
        var sums = contestants.ToDictionary(contestant => contestant, _ => default(Measured));
        for (var round = 0; round < SlicesPerPass; round++)
        {
            foreach (var contestant in round % 2 == 0 ? contestants : contestants.Reverse())
            {
                if (round == 0 || !contestant.Once)
                {
                    sums[contestant] += contestant.Slice();
                }
            }
        }

        return sums;
    }

    private static string SqliteVersion()
    {
        SQLitePCL.Batteries_V2.Init();
        return SQLitePCL.raw.sqlite3_libversion().utf8_to_string();
    }
}
