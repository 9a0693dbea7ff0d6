using System.Globalization;

namespace Loyalty;

/// <summary>What a file of this adapter looks like, and how a new or older one becomes so.</summary>
/// <param name="steps">The first turns version 1 into 2, and so on; all that a file needs run inside one transaction, which raises user_version.</param>
internal sealed class SqliteFormat(params Action<SqliteSession>[] steps)
{
    public const int ApplicationId = 0x4C6F7961; // "Loya"

    /// <summary>The format of this library.</summary>
    /// <remarks>
    /// Version 2 keeps recent changes in rows of their own, which <see cref="Complete"/> makes room for. From version 3 on a configuration may be stored
    /// as what it changes in the one before: nothing to bring over, but no older library can read it.
    /// </remarks>
    public static SqliteFormat Present { get; } = new(static _ => { }, static _ => { });

    /// <summary>This format and steps that lead on from it.</summary>
    public SqliteFormat Then(params Action<SqliteSession>[] more) => new([.. steps, .. more]);

    public int Version => steps.Length + 1;

    /// <summary>Whether the file is empty, or ours and up to date. Refuses what is neither ours nor empty before anything is written.</summary>
    public bool IsNew(SqliteSession session, string path)
    {
        var application = session.ReadNumber("PRAGMA application_id");
        var version = session.ReadNumber("PRAGMA user_version");
        var objects = session.ReadNumber("SELECT count(*) FROM sqlite_schema");
        if (application == 0 && version == 0 && objects == 0) return true;
        if (application != ApplicationId)
            throw new StoreException(StoreFault.NotADatabase, $"{path}: a SQLite database, but of another application (application_id {application}, not {ApplicationId}).");
        if (version < 1 || version > Version) throw Wrong(version, path);
        return false;
    }

    /// <summary>Refuses a file that has got another version since it was opened.</summary>
    public void CheckVersion(long version, string path)
    {
        if (version != Version) throw Wrong(version, path);
    }

    /// <summary>Brings the file to the present version and makes the tables it lacks. Runs inside a write transaction.</summary>
    public void Complete(SqliteSession session, string path, IReadOnlyList<Collection> collections)
    {
        if (IsNew(session, path)) session.Execute($"PRAGMA application_id={Text(ApplicationId)}; PRAGMA user_version={Text(Version)}");
        if (session.ReadNumber("PRAGMA user_version") is var old && old < Version && session.ReadTexts("SELECT name FROM sqlite_schema").Contains(SqliteRecentRows.NameOf(old)))
            new SqliteRecentRows(session, (int)old).SettleForGood();
        for (var version = (int)session.ReadNumber("PRAGMA user_version"); version < Version; version++)
        {
            steps[version - 1](session);
            session.Execute($"PRAGMA user_version={Text(version + 1)}");
        }

        var present = session.ReadTexts("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").ToHashSet(StringComparer.Ordinal);
        if (!present.Contains(SqliteRecentRows.Creating(Version))) session.Execute($"{SqliteRecentRows.Creating(Version)}; INSERT INTO {SqliteRecentRows.NameOf(Version)} (k, v) VALUES (1, x'')");
        var tables = session.ReadTexts("SELECT name FROM sqlite_schema WHERE type='table'").ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var collection in collections)
        {
            if (!present.Contains(Table(collection)))
            {
                if (tables.Contains(collection.Name))
                    throw new StoreException(StoreFault.WrongVersion, $"{path}: the table {collection.Name} has another form than format version {Version} expects.");
                session.Execute(Table(collection));
            }
            foreach (var trigger in Triggers(collection))
                if (!present.Contains(trigger)) session.Execute(trigger);
        }
    }

    /// <summary>Whether <see cref="Complete"/> has nothing to do, so that opening need not write.</summary>
    public bool IsComplete(SqliteSession session, string path, IReadOnlyList<Collection> collections)
    {
        if (IsNew(session, path) || session.ReadNumber("PRAGMA user_version") != Version) return false;
        var present = session.ReadTexts("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").ToHashSet(StringComparer.Ordinal);
        return present.Contains(SqliteRecentRows.Creating(Version)) && collections.All(collection => present.Contains(Table(collection)) && Triggers(collection).All(present.Contains));
    }

    // SQLite keeps the text of these statements; a change of theirs is a change of format.
    private static string Table(Collection collection) => collection.Keys == KeyKind.Number
        ? $"CREATE TABLE {collection.Name} (k INTEGER PRIMARY KEY, v BLOB NOT NULL)"
        : $"CREATE TABLE {collection.Name} (k BLOB PRIMARY KEY, v BLOB NOT NULL) WITHOUT ROWID";

    private static IEnumerable<string> Triggers(Collection collection)
    {
        if (!collection.IsAppendOnly) yield break;
        var name = collection.Name;
        yield return $"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END";
        yield return $"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END";
        // REPLACE deletes without firing the delete trigger, so an insert looks for its key first.
        yield return $"CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {name} WHEN EXISTS (SELECT 1 FROM {name} WHERE k = NEW.k) BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END";
    }

    private StoreException Wrong(long version, string path) =>
        new(StoreFault.WrongVersion, $"{path}: the file has format version {version}; this library reads version {Version}.");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
