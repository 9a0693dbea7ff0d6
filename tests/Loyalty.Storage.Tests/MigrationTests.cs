using Loyalty.Testing;
using static Loyalty.Testing.StoreTrial;

namespace Loyalty.Tests;

/// <summary>
/// The present format has a step that changes nothing. Formats made for the test show what a step can rely on: a file of an older version comes to
/// the newest in one transaction, or stays as it was.
/// </summary>
public sealed class MigrationTests : IDisposable
{
    private readonly SqliteFolder _folder = new();

    /// <summary>A version: another table, filled from what is there.</summary>
    private static readonly Action<SqliteSession> s_addTable = session =>
        session.Execute("CREATE TABLE digits (k INTEGER PRIMARY KEY, n INTEGER NOT NULL); INSERT INTO digits SELECT k, length(v) FROM trial_numbers");

    /// <summary>The next: every record under another key, which needs what the one before made.</summary>
    private static readonly Action<SqliteSession> s_moveKeys = session =>
        session.Execute("UPDATE trial_numbers SET k = k + 100; INSERT INTO digits VALUES (3, 3)");

    private static readonly Action<SqliteSession> s_fail = session =>
        session.Execute("UPDATE trial_numbers SET k = k + 100; DROP TABLE trial_names; INSERT INTO no_such_table VALUES (1)");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_of_an_older_version_is_migrated_by_each_step_it_lacks()
    {
        var path = OldFile();
        using (var store = Open(path, SqliteFormat.Present.Then(s_addTable, s_moveKeys)))
        {
            using (var view = store.OpenRead())
            {
                Holds(view, Numbers, Key(101), "one");
                Holds(view, Numbers, Key(102), "two");
                Holds(view, Numbers, Key(1), null);
                Holds(view, Additions, Key(1), "entry");
            }
            Commit(store, Put(Numbers, Key(103), "three"));
        }
        Assert.Equal(5L, SqliteFolder.Read(path, "PRAGMA user_version"));
        Assert.Equal("1,2,3", SqliteFolder.Read(path, "SELECT group_concat(k) FROM digits"));
    }

    [Fact]
    public void A_step_runs_once()
    {
        var path = OldFile();
        Open(path, SqliteFormat.Present.Then(s_addTable)).Dispose();
        using (var store = Open(path, SqliteFormat.Present.Then(s_addTable, s_moveKeys)))
        using (var view = store.OpenRead()) Holds(view, Numbers, Key(101), "one");
        using (var again = Open(path, SqliteFormat.Present.Then(s_addTable, s_moveKeys)))
        using (var view = again.OpenRead()) Holds(view, Numbers, Key(101), "one");
        Assert.Equal(5L, SqliteFolder.Read(path, "PRAGMA user_version"));
    }

    [Fact]
    public void A_new_file_needs_no_step()
    {
        var path = _folder.NewPath();
        Open(path, SqliteFormat.Present.Then(_ => Assert.Fail("a new file is of the newest version"))).Dispose();
        Assert.Equal(4L, SqliteFolder.Read(path, "PRAGMA user_version"));
    }

    [Fact]
    public void A_step_that_fails_leaves_the_old_file_as_it_was_the_steps_before_it_too()
    {
        var path = OldFile();
        var before = File.ReadAllBytes(path);
        Assert.Equal(StoreFault.Io, Assert.Throws<StoreException>(() => Open(path, SqliteFormat.Present.Then(s_addTable, s_fail))).Fault);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.False(File.Exists(path + "-wal"));
        using (var store = Open(path, SqliteFormat.Present))
        using (var view = store.OpenRead()) Holds(view, Numbers, Key(1), "one");
        using (var store = Open(path, SqliteFormat.Present.Then(s_addTable)))
        using (var view = store.OpenRead()) Holds(view, Numbers, Key(2), "two");
    }

    [Fact]
    public void A_step_that_throws_what_is_no_failure_of_the_store_leaves_the_old_file_as_it_was()
    {
        var path = OldFile();
        var before = File.ReadAllBytes(path);
        var broken = SqliteFormat.Present.Then(s_addTable, _ => throw new FormatException("a record that no step foresaw"));
        Assert.Throws<FormatException>(() => Open(path, broken));
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void Others_see_the_old_file_until_all_of_it_is_new()
    {
        var path = OldFile();
        using var other = SqliteFolder.Connect(path);
        var seen = new List<object?>();
        void Look()
        {
            using var command = other.CreateCommand();
            command.CommandText = "SELECT (SELECT user_version FROM pragma_user_version) || ':' || (SELECT min(k) FROM trial_numbers)";
            seen.Add(command.ExecuteScalar());
        }
        Look();
        var watched = SqliteFormat.Present.Then(session => { s_addTable(session); Look(); }, session => { s_moveKeys(session); Look(); });
        Open(path, watched).Dispose();
        Look();
        Assert.Equal(["3:1", "3:1", "3:1", "5:101"], seen);
    }

    [Fact]
    public void A_newer_file_is_refused_and_left_as_it_was()
    {
        var path = OldFile();
        Open(path, SqliteFormat.Present.Then(s_addTable, s_moveKeys)).Dispose();
        var before = File.ReadAllBytes(path);
        foreach (var older in (SqliteFormat[])[SqliteFormat.Present, SqliteFormat.Present.Then(s_addTable)])
        {
            var refusal = Assert.Throws<StoreException>(() => Open(path, older));
            Assert.Equal(StoreFault.WrongVersion, refusal.Fault);
            Assert.Contains($"format version 5; this library reads version {older.Version}.", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(before, File.ReadAllBytes(path));
        }
    }

    [Fact]
    public void An_older_library_that_has_the_file_open_writes_no_more_once_it_is_migrated()
    {
        var path = OldFile();
        using var older = Open(path, SqliteFormat.Present);
        Commit(older, Put(Numbers, Key(3), "three"));
        Open(path, SqliteFormat.Present.Then(s_addTable)).Dispose();
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var refusal = Assert.Throws<StoreException>(() => Commit(older, Put(Numbers, Key(4), "four")));
            Assert.Equal(StoreFault.WrongVersion, refusal.Fault);
            Assert.Contains("format version 4; this library reads version 3.", refusal.Message, StringComparison.Ordinal);
        }
        Assert.Equal(3L, SqliteFolder.Read(path, "SELECT count(*) FROM trial_numbers"));
    }

    [Fact]
    public void An_older_library_that_has_the_file_open_reads_what_it_began_to_read_and_no_more_once_it_is_migrated()
    {
        var path = OldFile();
        using var older = Open(path, SqliteFormat.Present);
        // A connection that is kept from an earlier read is the one that a later read takes.
        older.OpenRead().Dispose();
        using (var begun = older.OpenRead())
        {
            Holds(begun, Numbers, Key(1), "one");
            Open(path, SqliteFormat.Present.Then(s_addTable, s_moveKeys)).Dispose();
            Holds(begun, Numbers, Key(1), "one");
            Holds(begun, Numbers, Key(101), null);
        }
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var refusal = Assert.Throws<StoreException>(() => older.OpenRead());
            Assert.Equal(StoreFault.WrongVersion, refusal.Fault);
            Assert.Contains("format version 5; this library reads version 3.", refusal.Message, StringComparison.Ordinal);
        }
    }

    private string OldFile()
    {
        var path = _folder.NewPath();
        using var store = Open(path, SqliteFormat.Present);
        Commit(store, Put(Numbers, Key(1), "one"), Put(Numbers, Key(2), "two"), Put(Additions, Key(1), "entry"));
        return path;
    }

    private static SqliteStore Open(string path, SqliteFormat format) => SqliteStore.Open(new SqliteStoreOptions { Path = path, Format = format }, StoreContract.Collections);
}
