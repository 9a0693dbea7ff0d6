namespace Loyalty.Tests;

/// <summary>What holds of every source file.</summary>
public sealed class SourceTests
{
    [Fact]
    public void No_source_file_is_longer_than_seven_hundred_lines() =>
        Assert.Empty(Repository.Sources("src").Where(path => File.ReadLines(path).Count() > 700).Select(Repository.Relative));

    [Fact]
    public void Nothing_is_left_for_later() =>
        Assert.Empty(Repository.Sources("src")
            .Where(path => File.ReadAllText(path) is var text && (text.Contains("NotImplemented", StringComparison.Ordinal) || text.Contains("TODO", StringComparison.Ordinal) || text.Contains("HACK", StringComparison.Ordinal)))
            .Select(Repository.Relative));

    [Fact]
    public void The_engine_reads_no_clock_of_the_machine_but_in_its_default() =>
        Assert.Equal(
            ["src/Loyalty.Core/LoyaltyOptions.cs"],
            Repository.Sources("src", "Loyalty.Core").Where(path => File.ReadAllText(path).Contains("RS0030", StringComparison.Ordinal)).Select(Repository.Relative));
}
