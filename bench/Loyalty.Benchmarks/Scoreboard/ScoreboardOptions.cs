namespace Loyalty.Benchmarks;

/// <summary>What the command line asks of the scoreboard.</summary>
internal sealed record ScoreboardOptions(int Passes, string? Json, IReadOnlyCollection<string>? Rows)
{
    public const int FullPasses = 5;

    public const string Usage = "scoreboard [--quick] [--json FILE] [--rows NAME,...]";

    /// <summary>Null and what is wrong when the arguments make no sense.</summary>
    public static ScoreboardOptions? Parse(ReadOnlySpan<string> args, out string? fault)
    {
        var options = new ScoreboardOptions(Passes: FullPasses, Json: null, Rows: null);
        fault = null;
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--quick":
                    options = options with { Passes = 3 };
                    break;
                case "--json" when i + 1 < args.Length:
                    options = options with { Json = args[++i] };
                    break;
                case "--rows" when i + 1 < args.Length:
                    options = options with { Rows = args[++i].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) };
                    break;
                default:
                    fault = $"'{args[i]}' is unknown or lacks its value.";
                    return null;
            }
        }

        return options;
    }
}
