namespace Pos.Import;

/// <summary>What <c>import</c> was asked to do.</summary>
internal sealed record ImportOptions
{
    /// <summary>The shop's CSV file.</summary>
    public required string InputFile { get; init; }

    /// <summary>How its columns are to be read.</summary>
    public required ColumnMap Map { get; init; }

    /// <summary>The data file that the staging file stands beside; null when the data lives in memory.</summary>
    public string? DataFile { get; init; }

    /// <summary>Reads and checks everything, and writes nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Ends the output with one line of JSON.</summary>
    public bool Json { get; init; }
}
