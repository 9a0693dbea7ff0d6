using System.Globalization;
using LiteDB;
using LiteDB.Engine;
using Loyalty.Testing;
using static Loyalty.Testing.StoreTrial;

namespace Loyalty.Tests;

/// <summary>
/// The present format has no steps yet. Formats made for the test show what a step can rely on: a file of an older version comes to the newest
/// in one commit, or stays as it was.
/// </summary>
public sealed class LiteDbMigrationTests : IDisposable
{
    private const string Data = "/disk/loyalty.db";

    private readonly LiteDbFolder _folder = new();

    /// <summary>A version: another collection, filled from what is there.</summary>
    private static readonly Action<LiteEngine> s_addCollection = engine => engine.Insert("digits", [.. Rows(engine).Select(row => new BsonDocument { ["_id"] = row["_id"] })], BsonAutoId.ObjectId);

    /// <summary>The next: every record under another key, which needs what the one before made.</summary>
    private static readonly Action<LiteEngine> s_moveKeys = engine =>
    {
        MoveKeys(engine);
        engine.Insert("digits", [new BsonDocument { ["_id"] = 3L }], BsonAutoId.ObjectId);
    };

    private static readonly Action<LiteEngine> s_fail = engine =>
    {
        MoveKeys(engine);
        engine.DropCollection("trial_names");
        // It is there already.
        engine.Insert("digits", [new BsonDocument { ["_id"] = 1L }], BsonAutoId.ObjectId);
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_of_an_older_version_is_migrated_by_each_step_it_lacks()
    {
        var path = OldFile();
        using (var store = Open(path, LiteDbFormat.Present.Then(s_addCollection, s_moveKeys)))
        {
            using (var view = store.OpenRead())
            {
                Holds(view, Numbers, Key(101), "one");
                Holds(view, Numbers, Key(102), "two");
                Holds(view, Numbers, Key(1), null);
                Holds(view, Additions, Key(1), "entry");
            }
            Commit(store, Put(Numbers, Key(103), "three"));
            Assert.Empty(store.CheckIntegrity());
        }
        Assert.Equal(4, Version(path));
        Assert.Equal([1L, 2, 3], LiteDbFolder.Plain(path, database => database.GetCollection("digits").FindAll().Select(row => row["_id"].AsInt64).ToArray()));
    }

    [Fact]
    public void A_step_runs_once()
    {
        var path = OldFile();
        Open(path, LiteDbFormat.Present.Then(s_addCollection)).Dispose();
        Assert.Equal(3, Version(path));
        for (var opening = 0; opening < 2; opening++)
        {
            using var store = Open(path, LiteDbFormat.Present.Then(s_addCollection, s_moveKeys));
            using var view = store.OpenRead();
            Holds(view, Numbers, Key(101), "one");
        }
        Assert.Equal(4, Version(path));
    }

    [Fact]
    public void A_new_file_needs_no_step()
    {
        var path = _folder.NewPath();
        Open(path, LiteDbFormat.Present.Then(_ => Assert.Fail("a new file is of the newest version"))).Dispose();
        Assert.Equal(3, Version(path));
    }

    [Fact]
    public void A_step_that_fails_leaves_the_old_file_as_it_was_the_steps_before_it_too()
    {
        var path = OldFile();
        var before = File.ReadAllBytes(path);
        foreach (var broken in (Action<LiteEngine>[])[s_fail, engine => { MoveKeys(engine); throw new FormatException("a record that no step foresaw"); }])
        {
            Assert.Throws<StoreException>(() => Open(path, LiteDbFormat.Present.Then(s_addCollection, broken)));
            Assert.Equal(before, File.ReadAllBytes(path));
            Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        }
        using (var store = Open(path, LiteDbFormat.Present))
        using (var view = store.OpenRead()) Holds(view, Numbers, Key(1), "one");
        using (var store = Open(path, LiteDbFormat.Present.Then(s_addCollection)))
        using (var view = store.OpenRead()) Holds(view, Numbers, Key(2), "two");
    }

    [Fact]
    public void A_newer_file_is_refused_and_left_as_it_was()
    {
        var path = OldFile();
        Open(path, LiteDbFormat.Present.Then(s_addCollection, s_moveKeys)).Dispose();
        var before = File.ReadAllBytes(path);
        foreach (var older in (LiteDbFormat[])[LiteDbFormat.Present, LiteDbFormat.Present.Then(s_addCollection)])
        {
            var refusal = Assert.Throws<StoreException>(() => Open(path, older));
            Assert.Equal(StoreFault.WrongVersion, refusal.Fault);
            Assert.Contains($"format version 4; this library reads version {older.Version}.", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(before, File.ReadAllBytes(path));
        }
    }

    [Fact]
    public void A_power_loss_at_any_moment_of_a_migration_leaves_the_old_file_or_the_new_one()
    {
        var disk = new PowerLossDisk();
        using (var store = Open(disk, LiteDbFormat.Present)) Commit(store, Old());
        var newer = LiteDbFormat.Present.Then(s_addCollection, s_moveKeys);
        var first = disk.Record.Steps;
        Open(disk, newer).Dispose();
        var (old, migrated) = (0, 0);
        const ulong seed = 20261127;
        var chance = new Load.Chance(seed);
        for (var moment = first; moment <= disk.Record.Steps; moment++)
        {
            for (var image = 0; image < 20; image++)
            {
                var files = disk.Record.Image(moment, ref chance);
                // What an older library makes of it tells which of the two it is.
                var left = new PowerLossDisk(files);
                bool isOld;
                try
                {
                    using var store = Open(left, LiteDbFormat.Present);
                    using var view = store.OpenRead();
                    Holds(view, Numbers, Key(1), "one");
                    Holds(view, Numbers, Key(101), null);
                    isOld = true;
                }
                catch (StoreException failure) when (failure.Fault == StoreFault.WrongVersion)
                {
                    isOld = false;
                }
                if (isOld) old++;
                else migrated++;
                using var again = Open(new PowerLossDisk(files), newer);
                using var after = again.OpenRead();
                Holds(after, Numbers, Key(101), "one");
                Holds(after, Numbers, Key(1), null);
                Holds(after, Additions, Key(1), "entry");
                Assert.Empty(again.CheckIntegrity());
            }
        }
        Assert.True(old >= 20 && migrated >= 20, string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {old} old and {migrated} new files"));
    }

    private string OldFile()
    {
        var path = _folder.NewPath();
        using var store = Open(path, LiteDbFormat.Present);
        Commit(store, Old());
        return path;
    }

    private static Change[] Old() => [Put(Numbers, Key(1), "one"), Put(Numbers, Key(2), "two"), Put(Additions, Key(1), "entry")];

    private static void MoveKeys(LiteEngine engine)
    {
        var rows = Rows(engine);
        engine.Insert("trial_numbers", [.. rows.Select(row => new BsonDocument { ["_id"] = row["_id"].AsInt64 + 100, ["v"] = row["v"] })], BsonAutoId.ObjectId);
        engine.Delete("trial_numbers", [.. rows.Select(row => row["_id"])]);
    }

    private static List<BsonDocument> Rows(LiteEngine engine)
    {
        using var reader = engine.Query("trial_numbers", new Query());
        var rows = new List<BsonDocument>();
        while (reader.Read()) rows.Add(reader.Current.AsDocument);
        return rows;
    }

    private static int Version(string path) => LiteDbFolder.Plain(path, database => database.UserVersion & 0xFF);

    private static LiteDbStore Open(string path, LiteDbFormat format) => LiteDbStore.Open(new LiteDbStoreOptions { Path = path, Format = format }, StoreContract.Collections);

    private static LiteDbStore Open(PowerLossDisk disk, LiteDbFormat format) => LiteDbStore.Open(new LiteDbStoreOptions { Path = Data, Format = format }, StoreContract.Collections, disk);
}
