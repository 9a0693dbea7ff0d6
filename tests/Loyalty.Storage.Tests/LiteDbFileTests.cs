using System.Diagnostics;
using Loyalty.Testing;
using static Loyalty.Testing.StoreTrial;

namespace Loyalty.Tests;

public sealed class LiteDbFileTests : IDisposable
{
    private readonly LiteDbFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(3)]
    [InlineData(5000)]
    [InlineData(3 * 8192)]
    public void A_file_that_is_no_database_is_refused_and_left_as_it_was(int length)
    {
        var path = _folder.NewPath();
        var content = new byte[length];
        Array.Fill(content, (byte)'x');
        File.WriteAllBytes(path, content);
        Assert.Equal(StoreFault.NotADatabase, Refusal(path).Fault);
        Assert.Equal(content, File.ReadAllBytes(path));
        Assert.False(File.Exists(path + "-redo"));
    }

    [Fact]
    public void A_SQLite_file_is_refused_and_left_as_it_was()
    {
        var path = _folder.NewPath();
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
        var path = _folder.NewPath();
        LiteDbFolder.Plain(path, database =>
        {
            database.UserVersion = mark;
            return database.GetCollection("theirs").Insert(new LiteDB.BsonDocument { ["a"] = 1 });
        });
        var before = File.ReadAllBytes(path);
        var refusal = Refusal(path);
        Assert.Equal(fault, refusal.Fault);
        if (mark == ((0x4C6F79 << 8) | 99)) Assert.Contains($"version 99; this library reads version {LiteDbFormat.Version}.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void An_encrypted_file_is_refused()
    {
        var path = _folder.NewPath();
        using (var database = new LiteDB.LiteDatabase(new LiteDB.ConnectionString { Filename = path, Password = "theirs" })) database.UserVersion = 1;
        Assert.Equal(StoreFault.NotADatabase, Refusal(path).Fault);
    }

    [Fact]
    public void A_log_that_another_program_left_is_named_and_kept()
    {
        var path = _folder.NewPath();
        _folder.Open(path).Dispose();
        var log = Path.ChangeExtension(path, null) + "-log.db";
        File.WriteAllText(log, "theirs");
        Assert.Contains(log, Refusal(path).Message, StringComparison.Ordinal);
        Assert.Equal("theirs", File.ReadAllText(log));
    }

    [Fact]
    public void An_empty_file_becomes_a_store_that_LiteDB_itself_can_read()
    {
        var path = _folder.NewPath();
        File.WriteAllBytes(path, []);
        using (var store = _folder.Open(path)) Commit(store, Put(Numbers, Key(7), "seven"));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        Assert.Equal((0x4C6F79 << 8) | LiteDbFormat.Version, LiteDbFolder.Plain(path, database => database.UserVersion));
        var record = LiteDbFolder.Plain(path, database => database.GetCollection("trial_numbers").FindById(7L));
        Assert.True(record["v"].AsBinary.AsSpan().IndexOf("seven"u8) >= 0);
    }

    [Fact]
    public void A_folder_cannot_be_opened_and_neither_can_a_file_in_a_folder_that_is_missing()
    {
        var path = _folder.NewPath();
        Directory.CreateDirectory(path);
        Assert.Equal(StoreFault.Io, Refusal(path).Fault);
        Assert.Equal(StoreFault.Io, Refusal(Path.Combine(path, "missing", "a.db")).Fault);
    }

    [Fact]
    public void A_second_store_on_the_file_is_refused_at_once()
    {
        var path = _folder.NewPath();
        using (var store = _folder.Open(path))
        {
            var refusal = Refusal(path);
            Assert.Equal(StoreFault.Busy, refusal.Fault);
            Assert.Contains("in use", refusal.Message, StringComparison.Ordinal);
            Commit(store, Put(Numbers, Key(1), "still works"));
        }
        _folder.Open(path).Dispose();
    }

    [Fact]
    public async Task Another_process_that_has_the_file_open_is_named()
    {
        var path = _folder.NewPath();
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Loyalty.CrashLoad.dll"), "litedb", path, "1", "0"]) start.ArgumentList.Add(argument);
        using var child = Process.Start(start)!;
        try
        {
            Assert.Equal("ready", await child.StandardOutput.ReadLineAsync());
            Assert.Equal(StoreFault.Busy, Refusal(path).Fault);
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync();
        }
        await using var engine = await LoyaltyEngine.OpenAsync(options => options.UseLiteDb(path));
        Assert.True((await engine.VerifyAsync()).Holds);
    }

    [Fact]
    public void Files_are_made_for_their_owner_only()
    {
        if (OperatingSystem.IsWindows()) return;
        var path = _folder.NewPath();
        using var store = _folder.Open(path);
        Commit(store, Put(Numbers, Key(1), "1"));
        var copy = _folder.NewPath();
        store.Backup(copy);
        foreach (var file in (string[])[path, path + "-redo", copy])
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void A_backup_refuses_a_path_that_exists_and_leaves_the_file_there()
    {
        var path = _folder.NewPath();
        using var store = _folder.Open(path);
        var target = _folder.NewPath();
        File.WriteAllText(target, "kept");
        Assert.Equal(StoreFault.Io, Assert.Throws<StoreException>(() => store.Backup(target)).Fault);
        Assert.Equal("kept", File.ReadAllText(target));
        Assert.Equal(StoreFault.Io, Assert.Throws<StoreException>(() => store.Backup(path)).Fault);
        Commit(store, Put(Numbers, Key(1), "still works"));
    }

    [Fact]
    public void The_integrity_check_and_a_read_name_damage()
    {
        var path = _folder.NewPath();
        using (var store = _folder.Open(path))
        {
            Commit(store, [.. Enumerable.Range(0, 500).Select(i => Put(Numbers, Key(i), $"record {i}"))]);
            Assert.Empty(store.CheckIntegrity());
        }
        var bytes = File.ReadAllBytes(path);
        // The blocks of the pages that hold the records, not their heads.
        for (var page = 8192; page < bytes.Length; page += 8192)
            if (bytes[page + 4] == 4) bytes.AsSpan(page + 40, 2000).Fill(0xEE);
        File.WriteAllBytes(path, bytes);
        using var damaged = _folder.Open(path);
        Assert.NotEmpty(damaged.CheckIntegrity());
        using var view = damaged.OpenRead();
        Assert.Equal(StoreFault.Corrupt, Assert.Throws<StoreException>(() => Scan(view, Numbers, KeyRange.All)).Fault);
    }

    [Fact]
    public void Names_that_are_no_names_of_collections_and_names_used_twice_are_refused()
    {
        var options = new LiteDbStoreOptions { Path = _folder.NewPath() };
        foreach (var name in (string[])["", "Upper", "a b", "$x", "a1", "é"])
            Assert.Throws<ArgumentException>(() => LiteDbStore.Open(options, [Named(name)]));
        Assert.Throws<ArgumentException>(() => LiteDbStore.Open(options, [Named("twice"), Named("twice")]));
        Assert.False(File.Exists(options.Path));
    }

    [Fact]
    public void Wrong_options_are_all_listed_before_a_file_is_made()
    {
        var path = _folder.NewPath();
        var refusal = Assert.Throws<LoyaltyOptionsException>(() => LoyaltyEngine.Open(options => options.UseLiteDb(path, store =>
        {
            (store.BusyTimeout, store.Synchronous) = (TimeSpan.FromSeconds(-1), (LiteDbSynchronous)9);
        })));
        Assert.Equal(2, refusal.Faults.Count);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_collection_may_be_added_when_the_file_is_opened_again()
    {
        var options = new LiteDbStoreOptions { Path = _folder.NewPath() };
        var first = Named("first");
        var later = Named("later");
        using (var store = LiteDbStore.Open(options, [first])) Commit(store, new Change(first, new RecordKey(1), "1"));
        using (var store = LiteDbStore.Open(options, [later, first]))
        {
            Commit(store, new Change(later, new RecordKey(1), "2"));
            using var view = store.OpenRead();
            Assert.Equal("1", view.Find(first, new RecordKey(1)));
            Assert.Equal("2", view.Find(later, new RecordKey(1)));
            Assert.Throws<ArgumentException>(() => view.Find(Named("first"), new RecordKey(1)));
        }
    }

    private static Collection<string> Named(string name) =>
        new(name, KeyKind.Number, (ref RecordReader reader) => reader.Text()!, (record, writer) => writer.Text(record));

    private StoreException Refusal(string path) => Assert.Throws<StoreException>(() => _folder.Open(path));
}
