using Microsoft.Data.Sqlite;

namespace Pos.Tests.Till;

/// <summary>Damage is found, copies are whole, and what the user got wrong is said in words.</summary>
public sealed class FileCareTests : IDisposable
{
    private readonly Counter _counter = new();

    [Theory]
    [InlineData("journal", 40)]
    [InlineData("journal", 200)]
    [InlineData("accounts", 1)]
    [InlineData("accounts", 2)]
    public async Task A_flipped_byte_is_found(string table, long key)
    {
        (await _counter.RunAsync("--json")).Done();
        var copy = _counter.PathOf("damaged.db");
        var bytes = await File.ReadAllBytesAsync(_counter.Data);
        var row = RowOf(table, key);
        // A long row goes on on another page: its first bytes are enough to find it. A page that was split may hold a stale copy.
        var head = row[..Math.Min(row.Length, 40)];
        var starts = Enumerable.Range(0, bytes.Length - head.Length).Where(at => bytes.AsSpan(at, head.Length).SequenceEqual(head)).ToArray();
        Assert.NotEmpty(starts);
        foreach (var place in (int[])[0, 7, 20, 39])
        {
            var damaged = bytes.ToArray();
            foreach (var start in starts) damaged[start + place] ^= 0x01;
            await File.WriteAllBytesAsync(copy, damaged);
            var run = await Counter.RunOnAsync(copy, "verify");
            Assert.True(run.Code == 1, $"byte {place}: {run.Output}{run.Error}");
            Assert.NotEqual(0, run.Json.GetProperty("violations").GetArrayLength());
        }
    }

    [Fact]
    public async Task A_flipped_byte_anywhere_is_no_stack_trace()
    {
        (await _counter.RunAsync("--json")).Done();
        var bytes = await File.ReadAllBytesAsync(_counter.Data);
        var copy = _counter.PathOf("damaged.db");
        for (var at = 7; at < bytes.Length; at += bytes.Length / 16)
        {
            bytes[at] ^= 0x10;
            await File.WriteAllBytesAsync(copy, bytes);
            bytes[at] ^= 0x10;
            var run = await Counter.RunOnAsync(copy, "verify");
            foreach (var log in (string[])["-wal", "-shm"]) File.Delete(copy + log);
            Assert.True(run.Code is 0 or 1 or 2, run.Error);
            if (run.Code == 2) run.Fault();
            else Assert.Equal(run.Code == 0, run.Json.GetProperty("violations").GetArrayLength() == 0);
        }
    }

    [Fact]
    public async Task A_changed_entry_is_found()
    {
        (await _counter.RunAsync("--json")).Done();
        using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _counter.Data, Pooling = false }.ConnectionString))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "DROP TRIGGER journal_no_update; UPDATE journal SET v = substr(v, 1, 20) || x'7f' || substr(v, 22) WHERE k = 100";
            command.ExecuteNonQuery();
        }

        var run = await _counter.RunAsync("verify");

        Assert.Equal(1, run.Code);
        Assert.NotEqual(0, run.Json.GetProperty("violations").GetArrayLength());
    }

    [Fact]
    public async Task A_bill_that_is_gone_with_its_number_is_found()
    {
        (await _counter.RunAsync("--json")).Done();
        using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _counter.Data, Pooling = false }.ConnectionString))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "DELETE FROM claims WHERE instr(k, CAST('T-07/000113' AS BLOB)) > 0; SELECT changes()";
            Assert.Equal(1L, command.ExecuteScalar());
            command.CommandText = "DELETE FROM bills WHERE instr(v, CAST('T-07/000113' AS BLOB)) > 0; SELECT changes()";
            Assert.Equal(1L, command.ExecuteScalar());
        }

        var run = await _counter.RunAsync("verify");

        Assert.Equal(1, run.Code);
        Assert.Contains("speaks of it", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_can_be_put_back()
    {
        (await _counter.RunAsync("--json")).Done();
        var backup = _counter.PathOf("backup.db");
        (await _counter.RunAsync("backup", "--out", backup)).Done();
        var proof = (await _counter.RunAsync("verify")).Done().Output;
        (await _counter.RunAsync("--json")).Done();

        Assert.Contains("--force", (await _counter.RunAsync("restore", "--from", backup)).Fault(), StringComparison.Ordinal);
        (await _counter.RunAsync("restore", "--from", backup, "--force")).Done();

        Assert.Equal(proof, (await _counter.RunAsync("verify")).Done().Output);
        var fresh = _counter.PathOf("fresh.db");
        (await Counter.RunOnAsync(fresh, "restore", "--from", backup)).Done();
        Assert.Equal(proof, (await Counter.RunOnAsync(fresh, "verify")).Done().Output);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(fresh));
        Assert.Equal(["backup.db", "fresh.db", "loyalty.db"], Directory.EnumerateFiles(_counter.Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
        (await _counter.RunAsync("backup", "--out", backup)).Fault();
    }

    [Fact]
    public async Task A_damaged_backup_is_not_put_back()
    {
        (await _counter.RunAsync("--json")).Done();
        var backup = _counter.PathOf("backup.db");
        (await _counter.RunAsync("backup", "--out", backup)).Done();
        var bytes = await File.ReadAllBytesAsync(backup);
        await File.WriteAllBytesAsync(backup, bytes[..(bytes.Length / 2)]);
        var before = await File.ReadAllBytesAsync(_counter.Data);

        var run = await _counter.RunAsync("restore", "--from", backup, "--force");

        Assert.Equal(1, run.Code);
        Assert.Contains("damaged", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_counter.Data));
    }

    [Fact]
    public async Task A_file_in_use_is_not_replaced()
    {
        (await _counter.RunAsync("--json")).Done();
        var backup = _counter.PathOf("backup.db");
        (await _counter.RunAsync("backup", "--out", backup)).Done();
        await using var till = await Loyalty.LoyaltyEngine.OpenAsync(options => Loyalty.SqliteLoyaltyOptions.UseSqlite(options, _counter.Data));
        (await till.For("acme").Customers.EnrolAsync(new() { ExternalId = "X-1" })).OrThrow();

        Assert.Contains("in use", (await _counter.RunAsync("restore", "--from", backup, "--force")).Fault(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("statement", "--member", "1")]
    [InlineData("export", "--out", "never.csv")]
    [InlineData("backup", "--out", "never.db")]
    [InlineData("restore", "--from", "missing.db")]
    [InlineData("--json")]
    public async Task A_file_that_is_no_data_file_is_refused(params string[] args)
    {
        await File.WriteAllTextAsync(_counter.Data, string.Concat(Enumerable.Repeat("not a database\n", 500)));
        (await _counter.RunAsync(args)).Fault();
        await File.WriteAllTextAsync(_counter.Data, "");
        (await _counter.RunAsync(args)).Fault();
        Assert.Equal(0, new FileInfo(_counter.Data).Length);
        Assert.Equal(["loyalty.db"], Directory.EnumerateFiles(_counter.Folder).Select(path => Path.GetFileName(path)!));
        Assert.False(File.Exists("never.csv") || File.Exists("never.db"));
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("statement", "--member", "1")]
    [InlineData("export", "--out", "never.csv")]
    [InlineData("backup", "--out", "never.db")]
    public async Task A_question_about_no_file_makes_none(params string[] args)
    {
        Assert.Contains("no data file", (await _counter.RunAsync(args)).Fault(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_counter.Folder));
    }

    [Theory]
    [InlineData("sell")]
    [InlineData("--store", "paper")]
    [InlineData("statement")]
    [InlineData("generate", "--bills", "0", "--out", "x.csv")]
    [InlineData("generate", "--bills", "many", "--out", "x.csv")]
    [InlineData("export", "--format", "xml", "--out", "x.xml")]
    [InlineData("import")]
    [InlineData("import", "x.csv")]
    [InlineData("import", "x.csv", "--columns", "member=m")]
    [InlineData("import", "missing.csv", "--columns", "member=m,time=t,amount=a")]
    [InlineData("--program", "missing.json")]
    public async Task Wrong_options_are_said_in_words(params string[] args)
    {
        (await Counter.RunBareAsync(args)).Fault();
        Assert.False(File.Exists("x.csv"));
    }

    [Fact]
    public async Task A_faulty_program_is_refused_with_all_its_faults()
    {
        var program = _counter.PathOf("program.json");
        await File.WriteAllTextAsync(program, """{ "organisation": { "code": "", "name": "A", "zone": "Mars/Base", "currency": "XYZ" }, "program": { "code": "p", "name": "P", "points": { "scale": 9 } } }""");

        var fault = (await _counter.RunAsync("--program", program)).Fault();

        foreach (var pointer in (string[])["/organisation/code", "/organisation/zone", "/organisation/currency", "/program/points/scale"])
            Assert.Contains(pointer, fault, StringComparison.Ordinal);
        Assert.False(File.Exists(_counter.Data));
    }

    [Fact]
    public async Task A_newer_file_is_refused_and_left_as_it_is()
    {
        (await _counter.RunAsync("--json")).Done();
        using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _counter.Data, Pooling = false }.ConnectionString))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version=99";
            command.ExecuteNonQuery();
        }

        Assert.Contains("99", (await _counter.RunAsync("verify")).Fault(), StringComparison.Ordinal);
        Assert.Contains("99", (await _counter.RunAsync("--json")).Fault(), StringComparison.Ordinal);
    }

    public void Dispose() => _counter.Dispose();

    private byte[] RowOf(string table, long key)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _counter.Data, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Say.Text($"SELECT v FROM {table} WHERE k = {key}");
        return (byte[])command.ExecuteScalar()!;
    }
}
