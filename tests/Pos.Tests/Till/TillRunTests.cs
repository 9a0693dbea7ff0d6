using System.Globalization;
using System.Text.Json;
using Loyalty;
using Pos.Till;
using Spectre.Console;

namespace Pos.Tests.Till;

/// <summary>The till at work: a first run, a run that goes on, a run in memory.</summary>
public sealed class TillRunTests : IDisposable
{
    private readonly Counter _counter = new();

    [Fact]
    public async Task A_first_run_plays_a_year_and_proves_it()
    {
        var run = (await _counter.RunAsync("--json")).Done();

        Assert.Equal(4, run.Events("enrolled").Count);
        var past = run.Events("past").Single();
        Assert.False(past.GetProperty("wasThere").GetBoolean());
        Assert.True(past.GetProperty("bills").GetInt32() > 100);
        Assert.Contains(past.GetProperty("rises").EnumerateArray(), rise => rise.GetProperty("tier").GetString() == "Gold");
        Assert.Equal(4, run.Events("sold").Count);
        Assert.Contains(run.Events("sold"), sold => sold.GetProperty("risenFrom").GetString() == "Bronze");
        Assert.Contains(run.Events("sold"), sold => Number(sold.GetProperty("receipt"), "pointsSpent") > 0);
        Assert.Contains(run.Events("sold"), sold => Number(sold.GetProperty("receipt"), "pointsGiven") == 250);
        Assert.Single(run.Events("captured"));
        Assert.Single(run.Events("returned"));
        Assert.Equal("redemption.above_limit", run.Events("refused").Single().GetProperty("code").GetString());
        Assert.True(Number(run.Events("statement").Single().GetProperty("statement").GetProperty("totals"), "expired") > 0);
        Assert.Equal((4, 0), Proof(run));
    }

    [Fact]
    public async Task What_is_paid_with_held_points_earns_nothing()
    {
        var run = (await _counter.RunAsync("--store", "memory", "--json")).Done();

        var captured = run.Lines.Select((line, i) => (line, i)).Single(each => each.line.GetProperty("event").GetString() == "captured").i;
        var receipt = run.Lines[captured + 1].GetProperty("receipt");
        // Björn is Gold: ten percent of the money, in whole points, and the rest is promised for dear lines.
        Assert.Equal("Gold", receipt.GetProperty("tier").GetString());
        Assert.Equal(Number(receipt, "total") - Number(receipt, "paidByPoints"), Number(receipt, "due"));
        Assert.NotEqual(decimal.Round(Number(receipt, "total") / 10), decimal.Round(Number(receipt, "due") / 10));
        Assert.Equal(decimal.Round(Number(receipt, "due") / 10), Number(receipt, "pointsEarned") - Number(receipt, "pointsPromised"));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(-3)] // a clock that had been in the future, and was set right
    public async Task A_file_whose_clock_has_leapt_is_used_again_when_the_clock_is_accepted(int days)
    {
        var clock = new NodaTime.Testing.FakeClock(NodaTime.Instant.FromUtc(2026, 6, 1, 12, 0));
        Assert.Equal((0, ""), await RunAsync("--json"));
        clock.AdvanceDays(days);
        var bills = _counter.PathOf("bills.csv");
        await File.WriteAllLinesAsync(bills, ["member,time,amount", "1,2026-05-01,10"]);
        var openings = _counter.PathOf("openings.csv");
        await File.WriteAllLinesAsync(openings, ["member,points,earned,good_through", "B-1,10,2026-05-01,never"]);

        // A shop that is new to the file too, where the clock is ahead.
        string[][] more = days > 0 ? [["import", bills]] : [];
        string[][] writes = [.. more, ["--json"], ["import", bills, "--program", DataFile.ExampleProgram], ["import", "--opening-balances", openings, "--program", DataFile.ExampleProgram], ["merge", "--member", "1", "--into", "2", "--organisation", "acme", "--yes"]];
        foreach (var write in writes)
        {
            using var copy = new Counter();
            File.Copy(_counter.Data, copy.Data);
            var (code, told) = await RunOnAsync(copy.Data, write);
            Assert.Equal(2, code);
            Assert.Contains("clock.jumped", told, StringComparison.Ordinal);
            Assert.EndsWith("acknowledge the jump. If the clock is right, run again with --accept-clock.", told.TrimEnd().Replace(" (clock.jumped)", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Equal((0, ""), await RunOnAsync(copy.Data, [.. write, "--accept-clock"]));
            // What was written then is the last entry: the clock is sound again.
            if (days > 0 && write[0] != "merge") Assert.Equal((0, ""), await RunOnAsync(copy.Data, write));
        }

        Task<(int Code, string Error)> RunAsync(params string[] args) => RunOnAsync(_counter.Data, args);

        async Task<(int Code, string Error)> RunOnAsync(string data, string[] args)
        {
            using var output = new StringWriter();
            using var error = new StringWriter();
            var code = await PosApp.RunAsync([.. args, "--data", data], new Desk(output, error, clock), CancellationToken.None);
            return (code, error.ToString());
        }
    }

    [Fact]
    public async Task Two_tills_of_one_name_at_once_are_told_apart()
    {
        (await _counter.RunAsync("--json")).Done();
        using var output = new StringWriter();
        using var error = new StringWriter();
        // When the second has read which number is free, the first sells under it.
        var inTheWay = new Intruder(_counter);
        var code = await PosApp.RunAsync(["--json", "--data", _counter.Data], new Desk(inTheWay, error), CancellationToken.None);

        Assert.Equal(2, code);
        Assert.Contains("(bill.duplicate) Does another till of the same name sell on this file at the same time? Run one after the other.", error.ToString(), StringComparison.Ordinal);
        (await _counter.RunAsync("verify")).Done();
    }

    [Fact]
    public async Task A_second_run_goes_on_from_the_file()
    {
        var first = (await _counter.RunAsync("--json")).Done();
        var second = (await _counter.RunAsync("--json")).Done();

        Assert.True(second.Events("past").Single().GetProperty("wasThere").GetBoolean());
        Assert.Equal(3, second.Events("found").Count);
        Assert.Single(second.Events("enrolled"));
        var numbers = first.Events("sold").Concat(second.Events("sold")).Select(sold => sold.GetProperty("receipt").GetProperty("number").GetString()).ToArray();
        Assert.Equal(8, numbers.Distinct().Count());
        Assert.Equal(numbers.Order(StringComparer.Ordinal), numbers);
        Assert.Equal((5, 0), Proof(second));
        Assert.True(second.Json.GetProperty("entries").GetInt64() > first.Json.GetProperty("entries").GetInt64());
    }

    [Fact]
    public async Task A_past_that_was_cut_short_is_finished_by_the_next_run()
    {
        var whole = (await _counter.RunAsync("--json")).Done();

        var other = _counter.PathOf("other.db");
        using (var stop = new CancellationTokenSource())
        {
            using var output = new StringWriter();
            // Stopped once the first months are in.
            var desk = new Desk(output, output, new CountedClock(40, stop));
            var code = await PosApp.RunAsync(["--json", "--data", other], desk, stop.Token);
            Assert.Equal(130, code);
        }

        var rest = (await Counter.RunOnAsync(other, "--json")).Done();
        Assert.False(rest.Events("past").Single().GetProperty("wasThere").GetBoolean());
        Assert.Equal(whole.Events("sold").Select(Balance), rest.Events("sold").Select(Balance));
        Assert.Equal(whole.Json.GetProperty("entries").GetInt64(), rest.Json.GetProperty("entries").GetInt64());

        static string Balance(JsonElement sold) => sold.GetProperty("receipt").GetProperty("number").GetString() + " " + sold.GetProperty("receipt").GetProperty("balance").GetString();
    }

    [Fact]
    public async Task In_memory_nothing_is_left_behind()
    {
        var run = (await _counter.RunAsync("--store", "memory", "--json")).Done();

        Assert.Equal((4, 0), Proof(run));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_counter.Folder));
    }

    [Fact]
    public async Task The_screen_shows_receipts_and_ends_with_the_proof()
    {
        var run = (await _counter.RunAsync("--store", "memory")).Done();

        Assert.Contains("Björn Åkesson", run.Output, StringComparison.Ordinal);
        Assert.Contains("Li Lei 李雷", run.Output, StringComparison.Ordinal);
        Assert.Contains("0 violations: every point is proven", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.TrimEnd().GetCellWidth() <= 80, line));
    }

    [Fact]
    public async Task Under_another_program_the_till_works_too()
    {
        var program = _counter.PathOf("program.json");
        await File.WriteAllTextAsync(program, """
            {
              "organisation": { "code": "kiosk", "name": "キオスク", "zone": "Asia/Tokyo", "currency": "JPY" },
              "program": { "code": "p", "name": "Points", "earning": [{ "id": "base", "values": [1] }], "redemption": { "allowed": false } }
            }
            """);
        var run = (await _counter.RunAsync("--program", program, "--json")).Done();

        Assert.Equal((4, 0), Proof(run));
        Assert.Equal(4, run.Events("sold").Count);
        (await _counter.RunAsync("--program", program)).Done();
    }

    [Theory]
    [InlineData("BOOK-42", "1", "85.00")]
    [InlineData("An item whose name is far too long for a receipt of 42 columns", "3", "1234567.89")]
    [InlineData("日本語の商品名が長すぎて一行に収まらない場合でも列は揃う", "1", "10")]
    [InlineData("🫖🫖🫖🫖🫖🫖🫖🫖🫖🫖🫖🫖🫖🫖🫖🫖🫖🫖🫖🫖🫖🫖🫖", "0", "0")]
    public void Every_line_of_a_receipt_is_42_columns_or_less(string sku, string quantity, string amount)
    {
        var (many, money) = (decimal.Parse(quantity, CultureInfo.InvariantCulture), decimal.Parse(amount, CultureInfo.InvariantCulture));
        var receipt = new Receipt(
            "T-07/000001", NodaTime.Instant.FromUtc(2026, 3, 4, 5, 6), "S1", "T-07", new CustomerId(1), "GBP", [new BillLine(sku, many, money)],
            money, 1, money - 1, 100, 12, 3, 250, 1161, "Gold");
        var lines = new ReceiptPaper(new OrganisationDefinition { Code = "a", Name = "Acme 有限公司", Zone = "Europe/London", Currency = "GBP" }).Sale(receipt, sku);

        Assert.All(lines, line => Assert.InRange(line.GetCellWidth(), 1, ReceiptPaper.Width));
        Assert.Contains(lines, line => line.EndsWith(" 1,161", StringComparison.Ordinal) && line.GetCellWidth() == ReceiptPaper.Width);
    }

    public void Dispose() => _counter.Dispose();

    private static decimal Number(JsonElement element, string name) => decimal.Parse(element.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static (long Members, int Violations) Proof(Run run) => (run.Json.GetProperty("members").GetInt64(), run.Json.GetProperty("violations").GetArrayLength());

    /// <summary>The output of a till: when it tells of its first offer, another till does its whole day on the same file.</summary>
    private sealed class Intruder(Counter counter) : StringWriter(CultureInfo.InvariantCulture)
    {
        private bool _came;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (_came || value?.Contains("\"captured\"", StringComparison.Ordinal) != true) return;
            _came = true;
            // On a thread of its own, as the day is another process's.
            Assert.Equal(0, Task.Run(() => counter.RunAsync("--json")).GetAwaiter().GetResult().Code);
        }
    }

    /// <summary>The system's clock, which stops the run at the n-th time it is asked.</summary>
    private sealed class CountedClock(int most, CancellationTokenSource stop) : NodaTime.IClock
    {
        private int _asked;

        public NodaTime.Instant GetCurrentInstant()
        {
            if (Interlocked.Increment(ref _asked) == most) stop.Cancel();
            return NodaTime.SystemClock.Instance.GetCurrentInstant();
        }
    }
}
