using static Loyalty.Testing.StoreTrial;

namespace Loyalty.Tests;

public sealed class SqliteFileTests() : FileTests(new SqliteFolder(), "-wal", "-shm")
{
    private SqliteFolder Own => (SqliteFolder)Folder;

    [Fact]
    public void A_database_of_another_application_is_refused_and_left_as_it_was()
    {
        var path = Own.NewPath();
        SqliteFolder.Execute(path, "PRAGMA application_id=7; CREATE TABLE theirs (a)");
        var before = File.ReadAllBytes(path);
        Assert.Equal(StoreFault.NotADatabase, Refusal(path).Fault);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_database_without_an_application_but_with_tables_is_refused()
    {
        var path = Own.NewPath();
        SqliteFolder.Execute(path, "CREATE TABLE theirs (a)");
        Assert.Equal(StoreFault.NotADatabase, Refusal(path).Fault);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    public void Another_format_version_is_refused_naming_found_and_expected(int version)
    {
        var path = Own.NewPath();
        Own.Open(path).Dispose();
        SqliteFolder.Execute(path, $"PRAGMA user_version={version}");
        var refusal = Refusal(path);
        Assert.Equal(StoreFault.WrongVersion, refusal.Fault);
        Assert.Contains($"version {version};", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"version {SqliteFormat.Present.Version}.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_another_form_is_refused()
    {
        var path = Own.NewPath();
        Own.Open(path).Dispose();
        SqliteFolder.Execute(path, "DROP TABLE trial_numbers; CREATE TABLE trial_numbers (k TEXT PRIMARY KEY, v)");
        Assert.Equal(StoreFault.WrongVersion, Refusal(path).Fault);
    }

    [Fact]
    public void A_missing_trigger_is_made_again()
    {
        var path = Own.NewPath();
        Own.Open(path).Dispose();
        SqliteFolder.Execute(path, "DROP TRIGGER trial_journal_no_delete");
        Own.Open(path).Dispose();
        Assert.Equal(1L, SqliteFolder.Read(path, "SELECT count(*) FROM sqlite_schema WHERE name='trial_journal_no_delete'"));
    }

    [Fact]
    public void An_empty_file_becomes_a_store()
    {
        var path = Own.NewPath();
        File.WriteAllBytes(path, []);
        Own.Open(path).Dispose();
        Assert.Equal((long)SqliteFormat.ApplicationId, SqliteFolder.Read(path, "PRAGMA application_id"));
        Assert.Equal((long)SqliteFormat.Present.Version, SqliteFolder.Read(path, "PRAGMA user_version"));
        Assert.Equal("wal", SqliteFolder.Read(path, "PRAGMA journal_mode"));
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
        var path = Own.NewPath();
        using var store = Own.Open(path);
        Commit(store, Put(Additions, Key(1), "1"), Put(Log, Key("a"), "A"));
        Assert.Contains("append-only", Assert.ThrowsAny<Exception>(() => SqliteFolder.Execute(path, sql)).Message, StringComparison.Ordinal);
        using var view = store.OpenRead();
        Holds(view, Additions, Key(1), "1");
        Holds(view, Log, Key("a"), "A");
    }

    [Fact]
    public void The_integrity_check_finds_a_page_of_another_kind()
    {
        var path = Own.NewPath();
        using (var store = Own.Open(path))
        {
            Commit(store, [.. Enumerable.Range(0, 500).Select(i => Put(Numbers, Key(i), $"record {i}"))]);
            Assert.Empty(store.CheckIntegrity());
        }
        var root = (long)SqliteFolder.Read(path, "SELECT rootpage FROM sqlite_schema WHERE name='trial_numbers'")!;
        using (var file = File.OpenWrite(path))
        {
            file.Position = (root - 1) * 4096 + 3; // the page's count of cells
            file.WriteByte(0x7F);
        }
        using (var store = Own.Open(path)) Assert.NotEmpty(store.CheckIntegrity());
    }

    [Fact]
    public void Damage_that_a_read_meets_is_named()
    {
        var path = Own.NewPath();
        using (var store = Own.Open(path)) Commit(store, Put(Numbers, Key(1), "1"));
        var root = (long)SqliteFolder.Read(path, "SELECT rootpage FROM sqlite_schema WHERE name='trial_numbers'")!;
        using (var file = File.OpenWrite(path))
        {
            file.Position = (root - 1) * 4096; // the page's type
            file.WriteByte(0x7F);
        }
        using var damaged = Own.Open(path);
        using var view = damaged.OpenRead();
        Assert.Equal(StoreFault.Corrupt, Assert.Throws<StoreException>(() => view.Find(Numbers, Key(1))).Fault);
    }
}
