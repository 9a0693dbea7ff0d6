using System.Globalization;
using System.Text.Json;

namespace Pos.Tests.Till;

/// <summary>The sub-commands, end to end on one file.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly Counter _counter = new();

    [Fact]
    public async Task Importing_a_file_twice_adds_nothing_and_the_sums_agree()
    {
        var file = await _counter.GenerateAsync(400);
        var rows = File.ReadLines(file).Skip(1).Select(line => line.Split(',')).ToArray();

        var first = (await _counter.ImportAsync(file)).Done();
        var proof = (await _counter.RunAsync("verify")).Done();
        var second = (await _counter.ImportAsync(file)).Done();

        Assert.Equal(rows.Length, first.Json.GetProperty("rows").GetInt32());
        Assert.Equal(rows.Select(row => row[1]).Distinct().Count(), first.Json.GetProperty("bills").GetInt32());
        Assert.Equal(rows.Select(row => row[0]).Distinct().Count(), first.Json.GetProperty("members").GetInt32());
        Assert.Equal(rows.Sum(row => decimal.Parse(row[6], CultureInfo.InvariantCulture)), decimal.Parse(first.Json.GetProperty("amount").GetString()!, CultureInfo.InvariantCulture));
        Assert.Equal(0, first.Json.GetProperty("rejected").GetInt32());
        Assert.Equal(first.Json.GetRawText(), second.Json.GetRawText());
        Assert.Equal(proof.Output, (await _counter.RunAsync("verify")).Done().Output);
        Assert.Equal(["export-400.csv", "loyalty.db"], Directory.EnumerateFiles(_counter.Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_later_export_adds_only_what_is_new()
    {
        var file = await _counter.GenerateAsync(300);
        var lines = await File.ReadAllLinesAsync(file);
        // The last bills are cut off whole: a bill half in an export would be another bill.
        var cut = Array.FindIndex(lines, 400, line => line.Split(',')[1] != lines[399].Split(',')[1]);
        var early = _counter.PathOf("early.csv");
        await File.WriteAllLinesAsync(early, lines.Take(cut));

        var first = (await _counter.ImportAsync(early)).Done();
        var whole = (await _counter.ImportAsync(file)).Done();

        Assert.True(first.Json.GetProperty("bills").GetInt32() < 300);
        Assert.Equal(300, whole.Json.GetProperty("bills").GetInt32());
        (await _counter.RunAsync("verify")).Done();
        using var other = new Counter();
        var atOnce = (await other.ImportAsync(file)).Done();
        Assert.Equal(atOnce.Json.GetRawText(), whole.Json.GetRawText());
    }

    [Fact]
    public async Task A_file_whose_columns_have_our_own_names_needs_no_mapping()
    {
        var file = await _counter.GenerateAsync(300);
        var mapped = (await Counter.RunOnAsync(_counter.PathOf("mapped.db"), "import", file, "--columns", Counter.Columns, "--json")).Done();
        var own = (await _counter.RunAsync("import", file, "--json")).Done();
        Assert.Equal(mapped.Json.GetRawText(), own.Json.GetRawText());
        Assert.Equal(300, own.Json.GetProperty("bills").GetInt32());
        var unnamed = _counter.PathOf("unnamed.csv");
        await File.WriteAllTextAsync(unnamed, "member,day,amount\nA,2026-01-01,1.00\n");
        var refused = await _counter.RunAsync("import", unnamed);
        Assert.NotEqual(0, refused.Code);
        Assert.Contains("Say what the columns mean", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_that_was_stopped_goes_on()
    {
        var file = await _counter.GenerateAsync(4000);
        using var stop = new CancellationTokenSource();
        using var output = new StringWriter();
        // The engine asks for the time once a batch, so this falls among the four batches, behind the rehearsal of the first.
        var desk = new Desk(output, output, new StoppingClock(8, stop));
        var code = await PosApp.RunAsync(
            ["import", file, "--columns", Counter.Columns, "--zone", "Europe/Berlin", "--currency", "EUR", "--json", "--data", _counter.Data], desk, stop.Token);
        Assert.Equal(130, code);
        Assert.Contains(Directory.EnumerateFiles(_counter.Folder), path => path.Contains(".import-", StringComparison.Ordinal));

        var rest = (await _counter.ImportAsync(file)).Done();

        Assert.Equal(4000, rest.Json.GetProperty("bills").GetInt32());
        Assert.StartsWith("Went on with", rest.Output, StringComparison.Ordinal);
        using var other = new Counter();
        Assert.Equal((await other.ImportAsync(file)).Done().Json.GetRawText(), rest.Json.GetRawText());
        (await _counter.RunAsync("verify")).Done();
    }

    [Fact]
    public async Task A_dry_run_writes_nothing()
    {
        var file = await _counter.GenerateAsync(50);
        var run = (await _counter.RunAsync("import", file, "--columns", Counter.Columns, "--dry-run", "--json")).Done();

        Assert.Equal(50, run.Json.GetProperty("bills").GetInt32());
        Assert.False(File.Exists(_counter.Data));
    }

    [Fact]
    public async Task A_dry_run_decides_what_the_import_then_comes_to_and_knows_what_is_there_already()
    {
        var file = await _counter.GenerateAsync(50);
        var trial = (await _counter.RunAsync("import", file, "--columns", Counter.Columns, "--dry-run", "--json")).Done();
        var real = (await _counter.RunAsync("import", file, "--columns", Counter.Columns, "--json")).Done();
        foreach (var figure in (string[])["rows", "bills", "members", "amount", "points", "rejected"])
            Assert.Equal(real.Json.GetProperty(figure).ToString(), trial.Json.GetProperty(figure).ToString());
        Assert.NotEqual("0", trial.Json.GetProperty("points").ToString());

        var before = await File.ReadAllBytesAsync(_counter.Data);
        (await _counter.RunAsync("import", file, "--columns", Counter.Columns, "--dry-run", "--json")).Done();
        Assert.Equal(before, await File.ReadAllBytesAsync(_counter.Data));
        (await _counter.RunAsync("verify")).Done();
    }

    [Fact]
    public async Task A_file_without_items_gives_lines_of_an_item_of_no_name_and_one_without_lines_none()
    {
        var file = _counter.PathOf("plain.csv");
        await File.WriteAllLinesAsync(file, ["who,day,pieces,paid", "7,20240105,2,20.50", "7,20240106,1,9.99"]);
        (await _counter.RunAsync("import", file, "--columns", "member=who,time=day,quantity=pieces,amount=paid", "--time-format", "yyyyMMdd", "--currency", "EUR")).Done();
        var bare = _counter.PathOf("bare.db");
        (await Counter.RunOnAsync(bare, "import", file, "--columns", "member=who,time=day,amount=paid", "--time-format", "yyyyMMdd", "--currency", "EUR")).Done();

        Assert.Equal([("ITEM", 2m, 20.50m)], await FirstLinesAsync(_counter.Data));
        Assert.Empty(await FirstLinesAsync(bare));

        static async Task<IEnumerable<(string, decimal, decimal)>> FirstLinesAsync(string data)
        {
            await using var engine = await Loyalty.LoyaltyEngine.OpenAsync(options => Loyalty.SqliteLoyaltyOptions.UseSqlite(options, data));
            var bill = (await engine.For("shop").Sales.GetBillAsync(new(1))).OrThrow();
            return bill.Lines.Select(line => (line.Sku, line.Quantity, line.Amount));
        }
    }

    [Theory]
    [InlineData("amount is written with a decimal comma", "m;t;a", "1;2024-01-05;9,50")]
    [InlineData("refused: bill.amount_outside", "m;t;a", "1;2024-01-05;2000000")] // refused by the engine, under the program
    public async Task Where_every_row_is_rejected_no_data_file_is_made(string reason, params string[] lines)
    {
        var file = _counter.PathOf("bad.csv");
        await File.WriteAllLinesAsync(file, lines);
        string[] import = ["import", file, "--columns", "member=m,time=t,amount=a", "--program", DataFile.ExampleProgram];

        var run = await _counter.RunAsync(import);

        Assert.Equal($"Nothing was imported: of 1 rows all were rejected, 1 for: {reason}.", run.Fault());
        Assert.Equal(["bad.csv", "bad.csv.rejected.csv"], Directory.EnumerateFiles(_counter.Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
        Assert.Contains("Nothing would be imported", (await _counter.RunAsync([.. import, "--dry-run"])).Fault(), StringComparison.Ordinal);
        if (!lines[1].Contains(',', StringComparison.Ordinal)) return;
        Assert.Equal("9.50", (await _counter.RunAsync([.. import, "--decimal-comma", "--json"])).Done().Json.GetProperty("amount").GetString());
    }

    [Fact]
    public async Task A_row_that_is_corrected_after_its_bill_was_imported_is_told_of()
    {
        var file = _counter.PathOf("lines.csv");
        await File.WriteAllLinesAsync(file, ["member,bill,time,sku,amount", "1,b,2024-01-05,x,2.00", "1,b,2024-01-05,y,-1"]);
        (await _counter.RunAsync("import", file)).Done();
        await File.WriteAllLinesAsync(file, ["member,bill,time,sku,amount", "1,b,2024-01-05,x,2.00", "1,b,2024-01-05,y,1", "2,c,2024-01-05,y,1"]);

        var run = (await _counter.RunAsync("import", file)).Done();

        Assert.Contains("2 rows are of bills that are there already with other content", run.Output, StringComparison.Ordinal);
        Assert.Matches("members +1  1 new", run.Output);
        Assert.Matches("members +1  0 new", (await _counter.RunAsync("import", file)).Done().Output);
    }

    [Fact]
    public async Task What_is_no_file_to_import_is_named_before_a_mapping_is_asked_for()
    {
        var file = _counter.PathOf("thing.csv");
        Assert.EndsWith("thing.csv cannot be opened: there is no such file.", (await _counter.RunAsync("import", file)).Fault(), StringComparison.Ordinal);
        Assert.EndsWith("cannot be opened: it is a folder, not a file.", (await _counter.RunAsync("import", _counter.Folder)).Fault(), StringComparison.Ordinal);
        await File.WriteAllBytesAsync(file, []);
        Assert.EndsWith("thing.csv is empty.", (await _counter.RunAsync("import", file)).Fault(), StringComparison.Ordinal);
        await File.WriteAllBytesAsync(file, [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 0x1A, 10, 0, 0, 0, 13]);
        Assert.Contains("is not UTF-8", (await _counter.RunAsync("import", file)).Fault(), StringComparison.Ordinal);
        await File.WriteAllBytesAsync(file, [0x1F, 0x8B, 8, 0]);
        Assert.Contains("is compressed", (await _counter.RunAsync("import", file)).Fault(), StringComparison.Ordinal);
        Assert.Equal(["thing.csv"], Directory.EnumerateFileSystemEntries(_counter.Folder).Select(path => Path.GetFileName(path)!));
        await File.WriteAllBytesAsync(file, [0xEF, 0xBB, 0xBF, .. "\"member\";time;amount\n1;2024-01-05;2\n"u8]);
        (await _counter.RunAsync("import", file)).Done();
    }

    [Fact]
    public async Task A_statement_can_be_asked_for_as_of_any_time()
    {
        (await _counter.RunAsync("--json")).Done();
        var now = (await _counter.RunAsync("statement", "--member", "+44 (7700) 900124", "--json")).Done().Json;
        var id = now.GetProperty("customer").GetInt64().ToString(CultureInfo.InvariantCulture);
        var rows = now.GetProperty("rows").EnumerateArray().ToArray();
        var earlier = rows[^1].GetProperty("effective").GetString()!;
        var then = (await _counter.RunAsync("statement", "--member", id, "--at", earlier, "--json")).Done().Json;
        var before = (await _counter.RunAsync("statement", "--member", id, "--at", "2001-01-01", "--json")).Done().Json;
        var unknown = (await _counter.RunAsync("statement", "--member", id, "--known", "2001-01-01T00:00:00Z", "--json")).Done().Json;

        Assert.Equal(now.GetProperty("customer").GetInt64(), then.GetProperty("customer").GetInt64());
        var change = rows[..^1].Sum(row => Number(row, "change"));
        var missed = rows.Where(row => row.GetProperty("effective").GetString() == earlier).Skip(1).Sum(row => Number(row, "change"));
        Assert.Equal(Number(now.GetProperty("balance"), "points") - change, Number(then.GetProperty("balance"), "points") - missed);
        Assert.Equal("0", before.GetProperty("balance").GetProperty("points").GetString());
        Assert.Empty(before.GetProperty("rows").EnumerateArray());
        Assert.Equal("0", unknown.GetProperty("balance").GetProperty("points").GetString());
        var sheet = (await _counter.RunAsync("statement", "--member", id)).Done().Output;
        Assert.Contains("Björn Åkesson", sheet, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_shops_own_number_comes_before_the_engines()
    {
        var file = _counter.PathOf("numbers.csv");
        await File.WriteAllLinesAsync(file, ["m,t,a", "2,2024-01-05,10", "1,2024-01-06,20"]);
        (await _counter.RunAsync("import", file, "--columns", "member=m,time=t,amount=a")).Done();

        var statement = (await _counter.RunAsync("statement", "--member", "1", "--json")).Done().Json;

        Assert.Equal(("1", 2), (statement.GetProperty("externalId").GetString(), statement.GetProperty("customer").GetInt64()));
    }

    [Fact]
    public async Task A_file_of_several_shops_asks_which_is_meant()
    {
        (await _counter.RunAsync("--json")).Done();
        var file = _counter.PathOf("numbers.csv");
        await File.WriteAllLinesAsync(file, ["member,time,amount", "A-1,2024-01-05,10"]);
        (await _counter.RunAsync("import", file)).Done();

        foreach (var asked in (string[][])[["statement", "--member", "1"], ["merge", "--member", "1", "--into", "2"]])
            Assert.Contains("--organisation, one of acme, shop", (await _counter.RunAsync(asked)).Fault(), StringComparison.Ordinal);
        Assert.Contains("no shop 'kiosk'; there are: acme, shop", (await _counter.RunAsync("statement", "--member", "1", "--organisation", "kiosk")).Fault(), StringComparison.Ordinal);
        var statement = (await _counter.RunAsync("statement", "--member", "A-1", "--organisation", "shop", "--json")).Done().Json;
        Assert.Equal("A-1", statement.GetProperty("externalId").GetString());
        (await _counter.RunAsync("statement", "--member", "+44 7700 900123", "--organisation", "acme")).Done();
        (await _counter.RunAsync("export", "--out", _counter.PathOf("all.csv"))).Done();
        Assert.Equal(5, File.ReadLines(_counter.PathOf("all.csv")).Skip(1).Select(line => line.Split(',')[1]).Distinct().Count());
    }

    [Fact]
    public async Task An_exports_sums_are_the_balances()
    {
        (await _counter.RunAsync("--json")).Done();
        var table = _counter.PathOf("journal.csv");
        (await _counter.RunAsync("export", "--format", "csv", "--out", table)).Done();
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(table));

        var rows = File.ReadLines(table).Skip(1).Select(line => line.Split(',')).ToArray();
        Assert.Equal("position,member,program,currency,kind,effective,recorded,source,target,points,lot,bill", File.ReadLines(table).First());
        foreach (var member in rows.GroupBy(row => row[1]))
        {
            var balance = (await _counter.RunAsync("statement", "--member", member.Key, "--json")).Done().Json.GetProperty("balance");
            foreach (var bucket in (string[])["Available", "Promised", "Held"])
            {
                var sum = member.Sum(row => decimal.Parse(row[9], CultureInfo.InvariantCulture) * ((row[8] == bucket ? 1 : 0) - (row[7] == bucket ? 1 : 0)));
                Assert.Equal(Number(balance, bucket.ToLowerInvariant()), sum);
            }
        }

        Assert.Equal(4, rows.Select(row => row[1]).Distinct().Count());
        Assert.False(File.Exists(table + ".part"));
    }

    [Fact]
    public async Task An_export_has_every_program_and_currency_of_a_shop()
    {
        var lines = "enrol +447700900199 Mia Berg\nBOOK-42 x2 @100.00\npay\nenrol +447700900198 Bo Ek\nBOOK-42 @40.00\npay\nreturn T-07/000001 1x1\n";
        using (var output = new StringWriter())
            Assert.Equal(0, await PosApp.RunAsync(["till", "--data", _counter.Data, "--program", TwoPrograms], new Desk(output, output, NodaTime.SystemClock.Instance, new StringReader(lines)), CancellationToken.None));
        var (table, books) = (_counter.PathOf("all.csv"), _counter.PathOf("all.journal"));
        (await _counter.RunAsync("export", "--out", table)).Done();
        var sums = File.ReadLines(table).Skip(1).Select(line => line.Split(','))
            .GroupBy(row => $"{row[1]} {row[2]} {row[3]}".TrimEnd(), row => decimal.Parse(row[9], CultureInfo.InvariantCulture) * ((row[8] == "Available" ? 1 : 0) - (row[7] == "Available" ? 1 : 0)))
            .ToDictionary(group => group.Key, group => group.Sum());
        Assert.Equal(new Dictionary<string, decimal>
        {
            ["1 club"] = 10m, ["1 club Gold stars"] = 1m, ["1 travel"] = 2.5m, ["1 travel Miles"] = 3m, ["2 club"] = 4m, ["2 club Gold stars"] = 0.4m, ["2 travel"] = 1m, ["2 travel Miles"] = 1m,
        }, sums);

        (await _counter.RunAsync("export", "--format", "hledger", "--out", books)).Done();
        var text = await File.ReadAllTextAsync(books);
        foreach (var said in (string[])["commodity 1000. \"acme.club\"", "commodity 1000.00 \"acme.club.Gold_stars\"", "commodity 1000.0 \"acme.travel\"", "assets:acme:1:available  0 \"acme.club\" = 10 \"acme.club\"", "assets:acme:travel:Miles:1:available  0 \"acme.travel.Miles\" = 3 \"acme.travel.Miles\""])
            Assert.Contains(said, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Unused:1:", text, StringComparison.Ordinal);
    }

    public void Dispose() => _counter.Dispose();

    private static string TwoPrograms => Path.Combine(AppContext.BaseDirectory, "Till", "two-programs.json");

    private static decimal Number(JsonElement element, string name) => decimal.Parse(element.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private sealed class StoppingClock(int most, CancellationTokenSource stop) : NodaTime.IClock
    {
        private int _asked;

        public NodaTime.Instant GetCurrentInstant()
        {
            if (Interlocked.Increment(ref _asked) == most) stop.Cancel();
            return NodaTime.SystemClock.Instance.GetCurrentInstant();
        }
    }
}
