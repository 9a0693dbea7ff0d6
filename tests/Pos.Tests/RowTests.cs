using Pos.Import;

namespace Pos.Tests;

/// <summary>Rows that a shop would reject too, and those that look odd and are right.</summary>
public sealed class RowTests : IDisposable
{
    private readonly Shop _shop = new();

    [Theory]
    [InlineData(",b,2024-01-01,s,p,1,1,0", "member is empty")]
    [InlineData("  ,b,2024-01-01,s,p,1,1,0", "member is empty")]
    [InlineData("m,,2024-01-01,s,p,1,1,0", "bill is empty")]
    [InlineData("m,b,,s,p,1,1,0", "time is empty")]
    [InlineData("m,b,yesterday,s,p,1,1,0", "time is not readable (expected yyyy-MM-dd HH:mm:ss)")]
    [InlineData("m,b,2099-01-01,s,p,1,1,0", "time in the future")]
    [InlineData("m,b,1969-01-01,s,p,1,1,0", "time before 1970")]
    [InlineData("m,b,2024-01-01,s,p,1,-1,0", "negative amount")]
    [InlineData("m,b,2024-01-01,s,p,-1,1,0", "negative quantity")]
    [InlineData("m,b,2024-01-01,s,p,1,1,-0.5", "negative discount")]
    [InlineData("m,b,2024-01-01,s,p,1,,0", "amount is empty")]
    [InlineData("m,b,2024-01-01,s,p,,1,0", "quantity is empty")]
    [InlineData("m,b,2024-01-01,s,p,1,4.440892e-16,0", "amount in scientific notation")]
    [InlineData("m,b,2024-01-01,s,p,1E2,1,0", "quantity in scientific notation")]
    [InlineData("m,b,2024-01-01,s,p,1,1.23456,0", "amount has more than 4 decimals")]
    [InlineData("m,b,2024-01-01,s,p,1.1234567,1,0", "quantity has more than 6 decimals")]
    [InlineData("m,b,2024-01-01,s,p,1,99999999999999,0", "amount has more than 12 digits before the decimal point")]
    [InlineData("m,b,2024-01-01,s,p,1,\"1,000\",0", "amount is not a plain number such as 1234.50")]
    [InlineData("m,b,2024-01-01,s,p,1,\"1000,5\",0", "amount is written with a decimal comma")]
    [InlineData("m,b,2024-01-01,s,p,1,\"1,000,50\",0", "amount is not a plain number such as 1234.50")]
    [InlineData("m\u0007,b,2024-01-01,s,p,1,1,0", "control character in member")]
    [InlineData("m,b\u0085,2024-01-01,s,p,1,1,0", "bill is fine", false)] // at the end it is white space, and trimmed
    [InlineData("m,b\u009fb,2024-01-01,s,p,1,1,0", "control character in bill")]
    [InlineData("m,b,2024-01-01,s,p,1,1", "row has fewer fields than the header")]
    [InlineData("m,b,2024-01-01,s,p,1,1,0,,x", "row has more fields than the header")]
    [InlineData("m,b,2024-01-01,s,p,1,1,0,,", "empty fields at the end", false)]
    [InlineData("m,b,2024-01-01,,,0,0.00,", "nothing bought, no store, no discount", false)]
    public async Task A_bad_row_is_put_aside_with_its_reason_and_the_run_goes_on(string row, string reason, bool bad = true)
    {
        await _shop.Rows("m0,b0,2024-01-01,s,p,1,1,0", row, "m9,b9,2024-01-01,s,p,1,1,0").ImportedAsync();

        Assert.Equal(bad ? 2 : 3, _shop.Sink.Bills.Count);
        if (bad)
        {
            Assert.StartsWith($"3,{reason},", Assert.Single(_shop.Rejected), StringComparison.Ordinal);
            Assert.Contains($"{reason} (first: line 3)", _shop.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Names_that_are_too_long_are_refused()
    {
        await _shop.Rows(
            new string('m', 101) + ",b,2024-01-01,s,p,1,1,0",
            "m," + new string('b', 51) + ",2024-01-01,s,p,1,1,0",
            "m," + new string('b', 50) + ",2024-01-01,s,p,1,1,0").ImportedAsync();

        Assert.Equal(["member is over 100 characters", "bill is over 50 characters"], _shop.Rejected.Select(line => line.Split(',')[1]));
        Assert.Single(_shop.Sink.Bills);
    }

    [Fact]
    public async Task A_number_sign_begins_a_member_and_no_comment()
    {
        await _shop.Rows("#17,b,2024-01-01,s,p,1,1,0").ImportedAsync();

        Assert.Equal("#17", Assert.Single(_shop.Sink.Bills).Member);
    }

    [Fact]
    public async Task The_rejected_file_holds_line_reason_and_the_row_as_it_stood()
    {
        await _shop.Rows(
            "\"two\nlines\",b1,2024-01-01,s,p,1,1,0",
            "",
            "m,b2,2024-01-01,s,\"the \"\"best\"\"; of all\",1,-1,0",
            "m,b3,2024-01-01,s,p,1,1,0",
            "Zoë,b4,2024-01-01,s,p,1,x,0").ImportedAsync();

        Assert.Equal(
            "line,reason,row\n"
            + "2,control character in member,\"\"\"two\nlines\"\",b1,2024-01-01,s,p,1,1,0\"\n"
            + "5,negative amount,\"m,b2,2024-01-01,s,\"\"the \"\"\"\"best\"\"\"\"; of all\"\",1,-1,0\"\n"
            + "7,amount is not a plain number such as 1234.50,\"Zoë,b4,2024-01-01,s,p,1,x,0\"\n",
            await File.ReadAllTextAsync(_shop.RejectedPath));
    }

    [Fact]
    public async Task The_rejected_file_of_an_earlier_run_goes_when_nothing_is_rejected()
    {
        await _shop.Rows("m,b1,2024-01-01,s,p,1,-1,0").NothingAsync();
        Assert.Single(_shop.Rejected);

        await _shop.Rows("m,b1,2024-01-01,s,p,1,1,0").ImportedAsync();

        Assert.False(File.Exists(_shop.RejectedPath));
    }

    [Theory]
    [InlineData("line,reason,rows\nmine\n")]
    [InlineData("member,amount\n1,2\n")]
    [InlineData("")]
    public async Task A_file_of_the_users_own_that_has_the_rejected_files_name_stays_as_it_is(string own)
    {
        await File.WriteAllTextAsync(_shop.RejectedPath, own);
        string[] rows = ["m,b1,2024-01-01,s,p,1,-1,0", "m,b2,2024-01-01,s,p,1,1,0"];
        await _shop.Rows(rows).ImportedAsync();
        await _shop.ImportedAsync();

        Assert.Equal(own, await File.ReadAllTextAsync(_shop.RejectedPath));
        var other = _shop.Input + ".rejected-2.csv";
        Assert.Equal(2, (await File.ReadAllLinesAsync(other)).Length);
        Assert.Contains($"it was left as it is, and they are in {other}.", _shop.Output, StringComparison.Ordinal);
        await _shop.Rows(rows[1]).ImportedAsync();
        Assert.Equal(["export.csv", "export.csv.rejected.csv"], _shop.Files);
        Assert.Equal(own, await File.ReadAllTextAsync(_shop.RejectedPath));
    }

    [Fact]
    public async Task A_file_that_is_all_rejected_is_a_failure_that_opens_no_data()
    {
        _shop.Json = true;
        var told = await _shop.Rows("m,b1,2024-01-01,s,p,1,\"1,50\",0", "m,b2,2024-01-01,s,p,1,\"2,5\",0", ",b3,2024-01-01,s,p,1,1,0").NothingAsync();

        Assert.Equal("Nothing was imported: of 3 rows all were rejected, 2 for: amount is written with a decimal comma.", told);
        Assert.False(_shop.Opened);
        Assert.Contains("--decimal-comma", _shop.Output, StringComparison.Ordinal);
        Assert.StartsWith("Nothing imported from ", _shop.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("new", _shop.Output, StringComparison.Ordinal);
        Assert.EndsWith("""{"rows":3,"bills":0,"members":0,"amount":"0.00","points":"0","rejected":3}""" + Environment.NewLine, _shop.Output, StringComparison.Ordinal);
        _shop.Map = _shop.Map with { DecimalComma = true };
        await _shop.ImportedAsync();
        Assert.Equal([1.5m, 2.5m], _shop.Sink.Bills.Select(bill => bill.Amount));
    }

    [Fact]
    public async Task A_header_alone_is_no_failure_and_opens_no_data()
    {
        await _shop.Rows().ImportedAsync();

        Assert.False(_shop.Opened);
    }

    [Fact]
    public async Task Members_are_new_once()
    {
        await _shop.Rows("m1,b1,2024-01-01,s,p,1,1,0", "m2,b2,2024-01-01,s,p,1,1,0").ImportedAsync();
        Assert.Matches("members +2  2 new", _shop.Output);
        await _shop.Rows("m1,b1,2024-01-01,s,p,1,1,0", "m2,b2,2024-01-01,s,p,1,1,0", "m3,b3,2024-01-01,s,p,1,1,0").ImportedAsync();

        Assert.Matches("members +3  1 new", _shop.Output);
    }

    [Fact]
    public async Task Rows_of_a_bill_that_was_imported_without_them_are_told_of()
    {
        await _shop.Rows("m,b1,2024-01-01,s,p,1,1,0", "m,b1,2024-01-01,s,q,1,-2,0", "m,b2,2024-01-01,s,q,1,2,0").ImportedAsync();
        Assert.DoesNotContain("there already", _shop.Output, StringComparison.Ordinal);
        await _shop.Rows("m,b1,2024-01-01,s,p,1,1,0", "m,b1,2024-01-01,s,q,1,2,0", "m,b2,2024-01-01,s,q,1,2,0").ImportedAsync();

        Assert.Contains("2 rows are of bills that are there already with other content", _shop.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bills_that_the_engine_refuses_are_rejected_rows_with_its_code()
    {
        _shop.Sink.Blocked.Add("m2");
        _shop.Json = true;
        await _shop.Rows(
            "m1,b1,2024-01-01,s,p,1,1,0",
            "m2,b2,2024-01-01,s,p,1,2,0",
            "m2,b2,2024-01-01,s,q,1,3,0",
            "m1,,2024-01-01,s,q,1,3,0").ImportedAsync();

        Assert.Equal(
            [
                "3,refused: customer.blocked: m2 is blocked.,\"m2,b2,2024-01-01,s,p,1,2,0\"",
                "4,refused: customer.blocked: m2 is blocked.,\"m2,b2,2024-01-01,s,q,1,3,0\"",
                "5,bill is empty,\"m1,,2024-01-01,s,q,1,3,0\"",
            ],
            _shop.Rejected);
        Assert.EndsWith("""{"rows":4,"bills":1,"members":1,"amount":"1.00","points":"1","rejected":3}""" + Environment.NewLine, _shop.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unmapped_columns_are_kept_when_asked()
    {
        _shop.Map = ColumnMap.FromColumns("member=member,bill=bill,time=time,amount=amount") with { KeepUnmapped = true };
        await _shop.Rows("m,b,2024-01-01,s1,p1,1,2,").ImportedAsync();

        var line = Assert.Single(Assert.Single(_shop.Sink.Bills).Lines);
        Assert.Equal(new Dictionary<string, string> { ["quantity"] = "1", ["sku"] = "p1", ["store"] = "s1" }, line.Fields);

        _shop.Map = _shop.Map with { KeepUnmapped = false };
        _shop.Sink = new FakeSink();
        await _shop.ImportedAsync();
        Assert.Null(_shop.Sink.Bills[0].Lines[0].Fields);
    }

    public void Dispose() => _shop.Dispose();
}
