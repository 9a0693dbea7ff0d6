using System.Text;

namespace Pos.Tests.Till;

/// <summary>The same commands on a LiteDB file: it is named once, when it is made.</summary>
public sealed class LiteDbTests : IDisposable
{
    private readonly Counter _counter = new();

    [Fact]
    public async Task A_till_works_on_LiteDB_and_goes_on_from_the_file()
    {
        (await _counter.RunAsync("--store", "litedb", "--json")).Done();
        Assert.Equal("** This is a LiteDB file **", Encoding.ASCII.GetString((await File.ReadAllBytesAsync(_counter.Data))[32..59]));
        var first = (await _counter.RunAsync("verify")).Done().Json.GetProperty("entries").GetInt64();

        (await _counter.RunAsync("--json")).Done();

        Assert.True((await _counter.RunAsync("verify")).Done().Json.GetProperty("entries").GetInt64() > first);
        (await _counter.RunAsync("statement", "--member", "+44 (7700) 900124", "--json")).Done();
        Assert.Equal(["loyalty.db"], Directory.EnumerateFiles(_counter.Folder).Select(path => Path.GetFileName(path)!));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_counter.Data));
    }

    [Fact]
    public async Task A_backup_is_put_back_and_a_file_in_use_is_not_replaced()
    {
        (await _counter.RunAsync("--store", "litedb", "--json")).Done();
        var backup = _counter.PathOf("backup.db");
        (await _counter.RunAsync("backup", "--out", backup)).Done();
        var proof = (await _counter.RunAsync("verify")).Done().Output;
        (await _counter.RunAsync("--json")).Done();
        await using (await Loyalty.LoyaltyEngine.OpenAsync(options => Loyalty.LiteDbLoyaltyOptions.UseLiteDb(options, _counter.Data)))
        {
            Assert.Contains("in use", (await _counter.RunAsync("restore", "--from", backup, "--force")).Fault(), StringComparison.Ordinal);
            (await _counter.RunAsync("verify")).Fault();
        }

        (await _counter.RunAsync("restore", "--from", backup, "--force")).Done();

        Assert.Equal(proof, (await _counter.RunAsync("verify")).Done().Output);
        Assert.Equal(["backup.db", "loyalty.db"], Directory.EnumerateFiles(_counter.Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_damaged_backup_is_not_put_back()
    {
        (await _counter.RunAsync("--store", "litedb", "--json")).Done();
        var backup = _counter.PathOf("backup.db");
        (await _counter.RunAsync("backup", "--out", backup)).Done();
        var (whole, before) = (await File.ReadAllBytesAsync(backup), await File.ReadAllBytesAsync(_counter.Data));
        // Cut within a page, cut between two, a page of zeroes, a changed byte of what a record says.
        var pages = whole.Length / 8192;
        var content = Enumerable.Range(1, pages - 1).Last(page => whole[page * 8192 + 4] == 4);
        foreach (var damage in (Func<byte[], byte[]>[])
            [bytes => bytes[..(bytes.Length / 2 + 100)], bytes => bytes[..(pages / 2 * 8192)], bytes => { bytes.AsSpan(content * 8192, 8192).Clear(); return bytes; }, bytes => { bytes[content * 8192 + 100] ^= 0x01; return bytes; }])
        {
            await File.WriteAllBytesAsync(backup, damage([.. whole]));

            var run = await _counter.RunAsync("restore", "--from", backup, "--force");

            Assert.True(run.Code is 1 or 2, $"{run.Code}: {run.Output}{run.Error}");
            Assert.Equal(before, await File.ReadAllBytesAsync(_counter.Data));
            Assert.Equal(["backup.db", "loyalty.db"], Directory.EnumerateFiles(_counter.Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
        }
        (await _counter.RunAsync("verify")).Done();
    }

    [Fact]
    public async Task A_shops_history_is_imported_into_LiteDB_and_a_second_import_adds_nothing()
    {
        var file = await _counter.GenerateAsync(60);
        string[] import = ["import", file, "--columns", Counter.Columns, "--zone", "Europe/Berlin", "--currency", "EUR", "--json"];
        var first = (await _counter.RunAsync([.. import, "--store", "litedb"])).Done();
        var proof = (await _counter.RunAsync("verify")).Done().Output;

        Assert.Equal(60, first.Json.GetProperty("bills").GetInt32());
        Assert.Equal(first.Json.GetRawText(), (await _counter.RunAsync(import)).Done().Json.GetRawText());
        Assert.Equal(proof, (await _counter.RunAsync("verify")).Done().Output);
        using var other = new Counter();
        Assert.Equal((await other.ImportAsync(file)).Done().Json.GetRawText(), first.Json.GetRawText());
        Assert.Equal(proof, (await other.RunAsync("verify")).Done().Output);
    }

    [Fact]
    public async Task A_file_of_the_other_store_is_refused_and_left_as_it_is()
    {
        (await _counter.RunAsync("--json")).Done();
        var before = await File.ReadAllBytesAsync(_counter.Data);

        (await _counter.RunAsync("--store", "litedb", "--json")).Fault();

        Assert.Equal(before, await File.ReadAllBytesAsync(_counter.Data));
    }

    [Fact]
    public async Task The_help_names_the_stores()
    {
        var help = (await Counter.RunBareAsync("--help")).Done().Output;
        foreach (var name in (string[])["--store", "sqlite", "litedb", "memory"]) Assert.Contains(name, help, StringComparison.Ordinal);
    }

    public void Dispose() => _counter.Dispose();
}
