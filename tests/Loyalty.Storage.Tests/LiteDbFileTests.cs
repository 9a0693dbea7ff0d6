using Loyalty.Testing;
using static Loyalty.Testing.StoreTrial;

namespace Loyalty.Tests;

public sealed class LiteDbFileTests() : FileTests(new LiteDbFolder(), "-redo")
{
    private LiteDbFolder Own => (LiteDbFolder)Folder;

    [Fact]
    public void A_SQLite_file_is_refused_and_left_as_it_was()
    {
        var path = Own.NewPath();
        SqliteFolder.Execute(path, "CREATE TABLE theirs (a)");
        var before = File.ReadAllBytes(path);
        Assert.Equal(StoreFault.NotADatabase, Refusal(path).Fault);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData(0, StoreFault.NotADatabase)]
    [InlineData(7, StoreFault.NotADatabase)]
    [InlineData((0x4C6F79 << 8) | 99, StoreFault.WrongVersion)]
    [InlineData(0x4C6F79 << 8, StoreFault.WrongVersion)]
    public void A_LiteDB_file_of_another_application_or_version_is_refused_and_left_as_it_was(int mark, StoreFault fault)
    {
        var path = Own.NewPath();
        LiteDbFolder.Plain(path, database =>
        {
            database.UserVersion = mark;
            return database.GetCollection("theirs").Insert(new LiteDB.BsonDocument { ["a"] = 1 });
        });
        var before = File.ReadAllBytes(path);
        var refusal = Refusal(path);
        Assert.Equal(fault, refusal.Fault);
        if (mark == ((0x4C6F79 << 8) | 99)) Assert.Contains($"version 99; this library reads version {LiteDbFormat.Present.Version}.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void An_encrypted_file_is_refused()
    {
        var path = Own.NewPath();
        using (var database = new LiteDB.LiteDatabase(new LiteDB.ConnectionString { Filename = path, Password = "theirs" })) database.UserVersion = 1;
        Assert.Equal(StoreFault.NotADatabase, Refusal(path).Fault);
    }

    [Fact]
    public void A_log_that_another_program_left_is_named_and_kept()
    {
        var path = Own.NewPath();
        Own.Open(path).Dispose();
        var log = Path.ChangeExtension(path, null) + "-log.db";
        File.WriteAllText(log, "theirs");
        Assert.Contains(log, Refusal(path).Message, StringComparison.Ordinal);
        Assert.Equal("theirs", File.ReadAllText(log));
    }

    [Fact]
    public void An_empty_file_becomes_a_store_that_LiteDB_itself_can_read()
    {
        var path = Own.NewPath();
        File.WriteAllBytes(path, []);
        using (var store = Own.Open(path)) Commit(store, Put(Numbers, Key(7), "seven"));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        Assert.Equal((0x4C6F79 << 8) | LiteDbFormat.Present.Version, LiteDbFolder.Plain(path, database => database.UserVersion));
        var record = LiteDbFolder.Plain(path, database => database.GetCollection("trial_numbers").FindById(7L));
        Assert.True(record["v"].AsBinary.AsSpan().IndexOf("seven"u8) >= 0);
    }

    [Fact]
    public void A_second_store_on_the_file_is_refused_at_once()
    {
        var path = Own.NewPath();
        using (var store = Own.Open(path))
        {
            var refusal = Refusal(path);
            Assert.Equal(StoreFault.Busy, refusal.Fault);
            Assert.Contains("in use", refusal.Message, StringComparison.Ordinal);
            Commit(store, Put(Numbers, Key(1), "still works"));
        }
        Own.Open(path).Dispose();
    }

    [Fact]
    public async Task Another_process_that_has_the_file_open_is_named()
    {
        var path = Own.NewPath();
        using (var child = CrashChild.Start("litedb", path, 1, 0))
        {
            await child.BeginAsync();
            Assert.Equal(StoreFault.Busy, Refusal(path).Fault);
            await child.KillAsync();
        }
        await using var engine = await LoyaltyEngine.OpenAsync(options => options.UseLiteDb(path));
        Assert.True((await engine.VerifyAsync()).Holds);
    }

    [Fact]
    public void The_integrity_check_and_a_read_name_damage()
    {
        var path = Own.NewPath();
        using (var store = Own.Open(path))
        {
            Commit(store, [.. Enumerable.Range(0, 500).Select(i => Put(Numbers, Key(i), $"record {i}"))]);
            Assert.Empty(store.CheckIntegrity());
        }
        var bytes = File.ReadAllBytes(path);
        // The blocks of the pages that hold the records, not their heads.
        for (var page = 8192; page < bytes.Length; page += 8192)
            if (bytes[page + 4] == 4) bytes.AsSpan(page + 40, 2000).Fill(0xEE);
        File.WriteAllBytes(path, bytes);
        using var damaged = Own.Open(path);
        Assert.NotEmpty(damaged.CheckIntegrity());
        using var view = damaged.OpenRead();
        Assert.Equal(StoreFault.Corrupt, Assert.Throws<StoreException>(() => Scan(view, Numbers, KeyRange.All)).Fault);
    }

    [Fact]
    public void Wrong_options_are_all_listed_before_a_file_is_made()
    {
        var path = Own.NewPath();
        var refusal = Assert.Throws<LoyaltyOptionsException>(() => LoyaltyEngine.Open(options => options.UseLiteDb(path, store =>
        {
            (store.BusyTimeout, store.Synchronous) = (TimeSpan.FromSeconds(-1), (LiteDbSynchronous)9);
        })));
        Assert.Equal(2, refusal.Faults.Count);
        Assert.False(File.Exists(path));
    }
}
