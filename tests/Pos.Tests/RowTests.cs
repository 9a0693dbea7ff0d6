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
        await _shop.Rows("m,b1,2024-01-01,s,p,1,-1,0").ImportedAsync();
        Assert.Single(_shop.Rejected);

        await _shop.Rows("m,b1,2024-01-01,s,p,1,1,0").ImportedAsync();

        Assert.False(File.Exists(_shop.RejectedPath));
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
