using Loyalty.Testing;

namespace Loyalty.Tests;

public sealed class SqliteFileTests : IDisposable
{
    private readonly SqliteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(3)]
    [InlineData(5000)]
    public void A_file_that_is_no_database_is_refused_and_left_as_it_was(int length)
    {
        var path = _folder.NewPath();
        var content = new byte[length];
        Array.Fill(content, (byte)'x');
        File.WriteAllBytes(path, content);
        Assert.Equal(StoreFault.NotADatabase, Refusal(path).Fault);
        Assert.Equal(content, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_database_of_another_application_is_refused_and_left_as_it_was()
    {
        var path = _folder.NewPath();
        SqliteFolder.Execute(path, "PRAGMA application_id=7; CREATE TABLE theirs (a)");
        var before = File.ReadAllBytes(path);
        Assert.Equal(StoreFault.NotADatabase, Refusal(path).Fault);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_database_without_an_application_but_with_tables_is_refused()
    {
        var path = _folder.NewPath();
        SqliteFolder.Execute(path, "CREATE TABLE theirs (a)");
        Assert.Equal(StoreFault.NotADatabase, Refusal(path).Fault);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    public void Another_format_version_is_refused_naming_found_and_expected(int version)
    {
        var path = _folder.NewPath();
        _folder.Open(path).Dispose();
        SqliteFolder.Execute(path, $"PRAGMA user_version={version}");
        var refusal = Refusal(path);
        Assert.Equal(StoreFault.WrongVersion, refusal.Fault);
        Assert.Contains($"version {version};", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"version {SqliteFormat.Present.Version}.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_another_form_is_refused()
    {
        var path = _folder.NewPath();
        _folder.Open(path).Dispose();
        SqliteFolder.Execute(path, "DROP TABLE trial_numbers; CREATE TABLE trial_numbers (k TEXT PRIMARY KEY, v)");
        Assert.Equal(StoreFault.WrongVersion, Refusal(path).Fault);
    }

    [Fact]
    public void A_missing_trigger_is_made_again()
    {
        var path = _folder.NewPath();
        _folder.Open(path).Dispose();
        SqliteFolder.Execute(path, "DROP TRIGGER trial_journal_no_delete");
        _folder.Open(path).Dispose();
        Assert.Equal(1L, SqliteFolder.Read(path, "SELECT count(*) FROM sqlite_schema WHERE name='trial_journal_no_delete'"));
    }

    [Fact]
    public void An_empty_file_becomes_a_store()
    {
        var path = _folder.NewPath();
        File.WriteAllBytes(path, []);
        _folder.Open(path).Dispose();
        Assert.Equal((long)SqliteFormat.ApplicationId, SqliteFolder.Read(path, "PRAGMA application_id"));
        Assert.Equal((long)SqliteFormat.Present.Version, SqliteFolder.Read(path, "PRAGMA user_version"));
        Assert.Equal("wal", SqliteFolder.Read(path, "PRAGMA journal_mode"));
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
    public void Files_are_made_for_their_owner_only()
    {
        if (OperatingSystem.IsWindows()) return;
        var path = _folder.NewPath();
        using var store = _folder.Open(path);
        StoreTrial.Commit(store, StoreTrial.Put(StoreTrial.Numbers, new RecordKey(1), "1"));
        var copy = _folder.NewPath();
        store.Backup(copy);
        foreach (var file in (string[])[path, path + "-wal", path + "-shm", copy])
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
        StoreTrial.Commit(store, StoreTrial.Put(StoreTrial.Numbers, new RecordKey(1), "still works"));
    }

    [Fact]
    public void A_closed_store_leaves_one_file()
    {
        var path = _folder.NewPath();
        using (var store = _folder.Open(path))
        {
            StoreTrial.Commit(store, StoreTrial.Put(StoreTrial.Numbers, new RecordKey(1), "1"));
            store.OpenRead().Dispose();
            Assert.True(File.Exists(path + "-wal"));
        }
        Assert.False(File.Exists(path + "-wal"));
        Assert.False(File.Exists(path + "-shm"));
    }

    [Theory]
    [InlineData("UPDATE trial_journal SET v = x'00'")]
    [InlineData("UPDATE trial_journal SET k = 2")]
    [InlineData("UPDATE OR REPLACE trial_journal SET v = x'00'")]
    [InlineData("DELETE FROM trial_journal")]
    [InlineData("INSERT INTO trial_journal (k, v) VALUES (1, x'00')")]
    [InlineData("INSERT OR REPLACE INTO trial_journal (k, v) VALUES (1, x'00')")]
    [InlineData("REPLACE INTO trial_journal (k, v) VALUES (1, x'00')")]
    [InlineData("INSERT INTO trial_journal (k, v) VALUES (1, x'00') ON CONFLICT (k) DO UPDATE SET v = excluded.v")]
    [InlineData("UPDATE trial_log SET v = x'00'")]
    [InlineData("DELETE FROM trial_log")]
    [InlineData("REPLACE INTO trial_log (k, v) VALUES (x'61', x'00')")]
    [InlineData("INSERT INTO trial_log (k, v) VALUES (x'61', x'00') ON CONFLICT (k) DO UPDATE SET v = excluded.v")]
    public void What_is_append_only_is_so_for_every_program(string sql)
    {
        var path = _folder.NewPath();
        using var store = _folder.Open(path);
        StoreTrial.Commit(store, StoreTrial.Put(StoreTrial.Additions, new RecordKey(1), "1"), StoreTrial.Put(StoreTrial.Log, StoreTrial.Key("a"), "A"));
        Assert.Contains("append-only", Assert.ThrowsAny<Exception>(() => SqliteFolder.Execute(path, sql)).Message, StringComparison.Ordinal);
        using var view = store.OpenRead();
        StoreTrial.Holds(view, StoreTrial.Additions, new RecordKey(1), "1");
        StoreTrial.Holds(view, StoreTrial.Log, StoreTrial.Key("a"), "A");
    }

    [Fact]
    public void The_integrity_check_finds_a_page_of_another_kind()
    {
        var path = _folder.NewPath();
        using (var store = _folder.Open(path))
        {
            StoreTrial.Commit(store, [.. Enumerable.Range(0, 500).Select(i => StoreTrial.Put(StoreTrial.Numbers, new RecordKey(i), $"record {i}"))]);
            Assert.Empty(store.CheckIntegrity());
        }
        var root = (long)SqliteFolder.Read(path, "SELECT rootpage FROM sqlite_schema WHERE name='trial_numbers'")!;
        using (var file = File.OpenWrite(path))
        {
            file.Position = (root - 1) * 4096 + 3; // the page's count of cells
            file.WriteByte(0x7F);
        }
        using (var store = _folder.Open(path)) Assert.NotEmpty(store.CheckIntegrity());
    }

    [Fact]
    public void Damage_that_a_read_meets_is_named()
    {
        var path = _folder.NewPath();
        using (var store = _folder.Open(path)) StoreTrial.Commit(store, StoreTrial.Put(StoreTrial.Numbers, new RecordKey(1), "1"));
        var root = (long)SqliteFolder.Read(path, "SELECT rootpage FROM sqlite_schema WHERE name='trial_numbers'")!;
        using (var file = File.OpenWrite(path))
        {
            file.Position = (root - 1) * 4096; // the page's type
            file.WriteByte(0x7F);
        }
        using var damaged = _folder.Open(path);
        using var view = damaged.OpenRead();
        Assert.Equal(StoreFault.Corrupt, Assert.Throws<StoreException>(() => view.Find(StoreTrial.Numbers, new RecordKey(1))).Fault);
    }

    [Fact]
    public void Names_that_are_no_table_names_and_names_used_twice_are_refused()
    {
        var options = new SqliteStoreOptions { Path = _folder.NewPath() };
        foreach (var name in (string[])["", "Upper", "a b", "sqlite_x", "a1", "é"])
            Assert.Throws<ArgumentException>(() => SqliteStore.Open(options, [Named(name)]));
        Assert.Throws<ArgumentException>(() => SqliteStore.Open(options, [Named("twice"), Named("twice")]));
        Assert.False(File.Exists(options.Path));
    }

    [Fact]
    public void A_collection_may_be_added_when_the_file_is_opened_again()
    {
        var options = new SqliteStoreOptions { Path = _folder.NewPath() };
        var first = Named("first");
        var later = Named("later");
        using (var store = SqliteStore.Open(options, [first])) StoreTrial.Commit(store, new Change(first, new RecordKey(1), "1"));
        using (var store = SqliteStore.Open(options, [later, first]))
        {
            StoreTrial.Commit(store, new Change(later, new RecordKey(1), "2"));
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
