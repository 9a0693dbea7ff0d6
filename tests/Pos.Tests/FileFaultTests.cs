using System.IO.Compression;
using System.Text;
using Pos.Import;

namespace Pos.Tests;

/// <summary>Files that cannot be used: said with the line, and nothing is written.</summary>
public sealed class FileFaultTests : IDisposable
{
    private readonly Shop _shop = new();

    [Fact]
    public async Task A_missing_column_lists_those_of_the_file()
    {
        _shop.Write("card,receipt,paid", "1,2,3");
        _shop.Map = ColumnMap.FromColumns("member=card,bill=bill_no,time=when,amount=paid");

        Assert.Equal(
            $"{_shop.Input} has no column 'bill_no', 'when'.\nIts columns, separated by ',', are 'card', 'receipt', 'paid'.",
            await _shop.FaultAsync());
    }

    [Fact]
    public async Task A_wrong_delimiter_is_suspected()
    {
        _shop.Write(Shop.Header.Replace(',', ';'));
        _shop.Map = _shop.Map with { Delimiter = ',' };

        Assert.EndsWith("The header looks as if ';' separated it: is the delimiter wrong?", await _shop.FaultAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public async Task The_delimiter_is_found_out(char delimiter)
    {
        _shop.Write(Shop.Header.Replace(',', delimiter), "m1,b1,2024-01-01,s1,p1,1,2.50,0".Replace(',', delimiter));

        await _shop.ImportedAsync();

        Assert.Equal(2.50m, Assert.Single(_shop.Sink.Bills).Amount);
    }

    [Fact]
    public async Task A_column_that_stands_twice_is_ambiguous()
    {
        _shop.Write("member,time,amount,amount", "m,2024-01-01,1,2");
        _shop.Map = ColumnMap.FromColumns("member=member,time=time,amount=amount");

        Assert.EndsWith("has more than one column 'amount': which one is meant?", await _shop.FaultAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Latin_1_is_refused_with_its_line()
    {
        WriteBytes([.. Encoding.ASCII.GetBytes(Shop.Header + "\nm1,b1,2024-01-01,s,p,1,1,0\n"), .. Encoding.Latin1.GetBytes("Zoë,b2,2024-01-01,s,p,1,1,0\n")]);

        Assert.StartsWith($"{_shop.Input}, line 3: byte 0xEB is not UTF-8", await _shop.FaultAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_byte_is_found_behind_the_first_block_and_good_characters_may_straddle_blocks()
    {
        var row = Encoding.UTF8.GetBytes("Zoë\U0001F600,b1,2024-01-01,s,p,1,1,0\n");
        var rows = 3 * (1 << 20) / row.Length;
        using var bytes = new MemoryStream();
        bytes.Write(Encoding.UTF8.GetBytes(Shop.Header + "\n"));
        for (var i = 0; i < rows; i++)
        {
            bytes.Write(row);
        }

        bytes.Write([0xF0, 0x9F]); // a character that the end of the file cuts off
        WriteBytes(bytes.ToArray());

        Assert.StartsWith($"{_shop.Input}, line {rows + 2}: byte 0xF0 is not UTF-8", await _shop.FaultAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_order_mark_does_no_harm()
    {
        WriteBytes([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Shop.Header + "\r\nm1,b1,2024-01-01,s,p,1,1,0\r\n")]);

        await _shop.ImportedAsync();

        Assert.Single(_shop.Sink.Bills);
    }

    [Fact]
    public async Task Other_formats_are_called_by_name()
    {
        WriteBytes(Encoding.Unicode.GetPreamble());
        Assert.Contains("UTF-16", await _shop.FaultAsync(), StringComparison.Ordinal);
        WriteBytes(Encoding.Unicode.GetBytes(Shop.Header));
        Assert.Contains("line 1: a zero byte", await _shop.FaultAsync(), StringComparison.Ordinal);
        WriteBytes([(byte)'P', (byte)'K', 3, 4, 0, 0]);
        Assert.Contains("spreadsheet", await _shop.FaultAsync(), StringComparison.Ordinal);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Shop.Header));
        }

        WriteBytes(packed.ToArray());
        Assert.Contains("compressed", await _shop.FaultAsync(), StringComparison.Ordinal);
        WriteBytes([]);
        Assert.Equal($"{_shop.Input} is empty.", await _shop.FaultAsync());
        WriteBytes([(byte)'\n', (byte)'\n']);
        Assert.Equal($"{_shop.Input} has no header line.", await _shop.FaultAsync());
        File.Delete(_shop.Input);
        Assert.StartsWith($"{_shop.Input} cannot be opened", await _shop.FaultAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("m2,\"b\"2,2024-01-01,s,p,1,1,0")]  // text after the closing quote
    [InlineData("m2,\"b2\" ,2024-01-01,s,p,1,1,0")] // a blank after it
    [InlineData("m2,\"b2,2024-01-01,s,p,1,1,0")]    // never closed
    public async Task Broken_quoting_is_refused_with_the_line_where_the_row_begins(string row)
    {
        _shop.Rows("\"m\n1\",b1,2024-01-01,s,p,1,1,0", "", row, "m3,b3,2024-01-01,s,p,1,1,0");

        Assert.StartsWith($"{_shop.Input}, line 5: broken quoting", await _shop.FaultAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_quoting_in_the_first_row_or_the_header_is_refused_too()
    {
        _shop.Rows("\"m1\"x,b1,2024-01-01,s,p,1,1,0");
        Assert.StartsWith($"{_shop.Input}, line 2: broken quoting", await _shop.FaultAsync(), StringComparison.Ordinal);
        _shop.Write("\"member\"x,bill,time,amount", "m1,b1,2024-01-01,1");
        Assert.StartsWith($"{_shop.Input}, line 1: broken quoting", await _shop.FaultAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quote_left_open_in_a_large_file_does_not_swallow_it()
    {
        _shop.Rows(Enumerable.Repeat("m1,b1,2024-01-01,s,p,1,1,0", 60_000).Prepend("\"m1,b1,2024-01-01,s,p,1,1,0"));

        Assert.Equal(
            $"{_shop.Input}, line 2: the row that begins here is over 1,048,576 characters long. Is a quote left open?",
            await _shop.FaultAsync());
    }

    [Fact]
    public async Task A_mapping_that_cannot_be_used_is_said_before_the_file_is_opened()
    {
        _shop.Map = _shop.Map with { Zone = "Mars/Olympus" };

        Assert.StartsWith("The mapping cannot be used:\n  zone 'Mars/Olympus' is not known", await _shop.FaultAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_is_not_there_is_an_error()
    {
        using var shop = new Shop();
        shop.Rows("m1,b1,2024-01-01,s,p,1,1,0");
        var options = new ImportOptions { InputFile = shop.Input, Map = shop.Map, DataFile = Path.Combine(shop.Folder, "nowhere", "loyalty.db") };
        using var error = new StringWriter();

        var code = await new ImportCommand(
            options, _ => ValueTask.FromResult<IBillSink>(shop.Sink), TextWriter.Null, error, NodaTime.SystemClock.Instance, NoProgress.Instance).RunAsync(default);

        Assert.Equal(1, code);
        Assert.Contains("nowhere cannot be written", error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _shop.Dispose();

    private void WriteBytes(byte[] bytes) => File.WriteAllBytes(_shop.Input, bytes);
}
