namespace Pos.Tests.Till;

/// <summary>Members who come from another system with points, tier and purchases.</summary>
public sealed class OpeningTests : IDisposable
{
    private const string Header = "member,first_name,joined,purchases,tier,points,earned,good_through,usable_from";

    private readonly Counter _counter = new();

    public void Dispose() => _counter.Dispose();

    private string FileOf(params string[] rows)
    {
        var path = _counter.PathOf("members.csv");
        File.WriteAllLines(path, rows);
        return path;
    }

    private Task<Run> ImportAsync(string file, params string[] more) => _counter.RunAsync(["import", "--opening-balances", file, "--zone", "Europe/Berlin", "--currency", "EUR", .. more]);

    [Fact]
    public async Task The_example_is_brought_once_and_the_report_agrees()
    {
        var example = Path.Combine(AppContext.BaseDirectory, "examples", "opening-balances.csv");
        var first = (await ImportAsync(example, "--json")).Done().Json;
        Assert.Equal("""{"members":3,"points":"377","purchases":"1327.7"}""", first.GetProperty("brought").ToString());
        Assert.Equal("""{"members":0,"points":"0","purchases":"0"}""", first.GetProperty("difference").ToString());
        Assert.Equal(0, first.GetProperty("alreadyThere").GetInt32());
        Assert.Equal(3, (await ImportAsync(example, "--json")).Done().Json.GetProperty("alreadyThere").GetInt32());
        var anna = (await _counter.RunAsync("statement", "--member", "M-1001", "--json")).Done().Json;
        Assert.Equal(("365", "Silver", "1240.5"), (anna.GetProperty("balance").GetProperty("available").GetString(), anna.GetProperty("tier").GetString(), anna.GetProperty("lifetimePurchases").GetString()));
        (await _counter.RunAsync("verify")).Done();
    }

    [Fact]
    public async Task A_faulty_row_leaves_its_whole_member_out_and_says_why()
    {
        var file = FileOf(
            Header,
            "A,Anna,,10,,5,2026-01-01,never,",
            "B,Ben,,20.00,,7,2026-01-01,never,",
            "B,,,,,1e3,2026-01-01,never,",
            "C,Cara,,,Diamond,9,2026-01-01,never,",
            "D,Dora,,30,,11,2020-01-01,2020-12-31,",
            ",Nobody,,,,1,2026-01-01,never,",
            "A,,,10.000,,6,2026-01-02,never,");
        var run = (await ImportAsync(file)).Done();
        Assert.Matches("file +4 +38 +60\\.00", run.Output);
        Assert.Matches("engine +1 +11 +10\\.00", run.Output);
        Assert.Matches("left out +3 +27 +50\\.00", run.Output);
        Assert.Matches("difference +0 +0 +0\\.00", run.Output);
        Assert.Equal(
            [
                "line,member,reason",
                "4,B,points '1e3' is no number from 0 with up to 6 decimals",
                "5,C,\"tier.unknown: No tier 'Diamond' is known; there are: Bronze, Silver, Gold.\"",
                "6,D,opening.lot_lapsed: Lot 1 was good through 2020-12-31: it has lapsed.",
                "7,,the row names no member",
            ],
            File.ReadAllLines(file + ".rejected.csv"));
    }

    [Fact]
    public async Task A_dry_run_tells_the_same_and_writes_nothing()
    {
        var file = FileOf(Header, "A,Anna,,10,,5,2026-01-01,never,", "B,Ben,,20,,7,bad,never,");
        var dry = (await ImportAsync(file, "--dry-run", "--json")).Done().Json;
        Assert.False(File.Exists(_counter.Data));
        Assert.False(File.Exists(file + ".rejected.csv"));
        Assert.Equal(dry.ToString(), (await ImportAsync(file, "--json")).Done().Json.ToString());
    }

    [Fact]
    public async Task A_file_of_the_users_own_that_has_the_rejected_files_name_stays_as_it_is()
    {
        var file = FileOf(Header, "A,Anna,,10,,5,2026-01-01,never,", "B,Ben,,20,,7,bad,never,");
        await File.WriteAllTextAsync(file + ".rejected.csv", "mine\n");

        var told = (await ImportAsync(file)).Done().Output;

        Assert.Equal("mine\n", await File.ReadAllTextAsync(file + ".rejected.csv"));
        Assert.Contains($"it was left as it is, and they are in {file}.rejected-2.csv.", told, StringComparison.Ordinal);
        Assert.Equal(2, (await File.ReadAllLinesAsync(file + ".rejected-2.csv")).Length);
        FileOf(Header, "A,Anna,,10,,5,2026-01-01,never,");
        (await ImportAsync(file)).Done();
        Assert.Equal("mine\n", await File.ReadAllTextAsync(file + ".rejected.csv"));
        Assert.False(File.Exists(file + ".rejected-2.csv"));
    }

    [Theory]
    [InlineData("name,points", "has no column 'member'")]
    [InlineData("member,points,colour", "column 'colour' is not known")]
    [InlineData("member,points,points", "column 'points' is not known, or stands twice")]
    public async Task A_header_that_is_not_understood_stops_before_anything_is_written(string header, string told)
    {
        Assert.Contains(told, (await ImportAsync(FileOf(header, "A,1,2"))).Fault(), StringComparison.Ordinal);
        Assert.False(File.Exists(_counter.Data));
    }

    [Fact]
    public async Task Bills_and_balances_are_brought_one_after_the_other()
    {
        Assert.Contains("stands alone", (await _counter.RunAsync("import", "bills.csv", "--opening-balances", "members.csv")).Fault(), StringComparison.Ordinal);
        Assert.Contains("Say which file", (await _counter.RunAsync("import")).Fault(), StringComparison.Ordinal);
        Assert.Contains("cannot be opened", (await ImportAsync(_counter.PathOf("none.csv"))).Fault(), StringComparison.Ordinal);
    }
}
