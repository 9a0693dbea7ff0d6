using SQLitePCL;

namespace Loyalty;

/// <summary>The file itself: made for its owner only, opened with the right settings, copied, checked.</summary>
internal static class SqliteFile
{
    private static readonly Lock s_creating = new();

    /// <summary>Makes an empty file readable by its owner only; SQLite gives its log and index the same mode.</summary>
    public static void CreateIfMissing(string path)
    {
        try
        {
            CreateEmpty(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!File.Exists(path) && !Directory.Exists(path)) throw new StoreException(StoreFault.Io, $"{path}: {e.Message}", e);
        }
    }

    public static SqliteSession OpenWriter(string path, SqliteStoreOptions options, IReadOnlyList<Collection> collections)
    {
        // SQLite takes what is shorter than its smallest page for an empty database and writes over it.
        if (new FileInfo(path) is { Exists: true, Length: > 0 and < 512 } small)
            throw new StoreException(StoreFault.NotADatabase, $"{path}: the file is not a database of this engine: it has {small.Length} bytes.");
        return Configure(path, options, session =>
        {
            var wait = new BusyWait(options.BusyTimeout);
            // Looked at before anything is set, so that a file of someone else stays as it is.
            Patiently(() => options.Format.IsNew(session, path), wait);
            var mode = Patiently(() => session.ReadTexts("PRAGMA journal_mode=WAL"), wait);
            if (mode is not ["wal"])
                throw new StoreException(StoreFault.Io, $"{path}: SQLite's write-ahead log does not work on this file system.");
            session.Execute("PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=67108864");
            SetDurability(session, options);
            if (!Patiently(() => options.Format.IsComplete(session, path, collections), wait))
                Complete(session, path, options.Format, collections, wait);
            session.UseTables(collections, options.Format.Version);
        });
    }

    public static SqliteSession OpenReader(string path, SqliteStoreOptions options, IReadOnlyList<Collection> collections) =>
        Configure(path, options, session =>
        {
            Patiently(() => session.ReadNumber("SELECT count(*) FROM sqlite_schema"), new BusyWait(options.BusyTimeout));
            session.Execute("PRAGMA query_only=1");
            session.UseTables(collections, options.Format.Version);
        });

    /// <summary>Copies a snapshot into a new file while writers go on.</summary>
    public static void CopyTo(string path, string target, SqliteStoreOptions options)
    {
        try
        {
            CreateEmpty(target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreFault.Io, $"{target}: the copy needs a new file. {e.Message}", e);
        }
        try
        {
            using var session = Configure(path, options, reader => reader.Execute("PRAGMA synchronous=FULL")); // of the copy, too
            Patiently(() =>
            {
                session.Run("VACUUM INTO ?1", target);
                return true;
            }, new BusyWait(options.BusyTimeout));
        }
        catch
        {
            File.Delete(target);
            throw;
        }
    }

    public static IReadOnlyList<string> Check(string path, SqliteStoreOptions options)
    {
        try
        {
            using var session = SqliteSession.Open(path, options.Vfs);
            var found = Patiently(() => session.ReadTexts("PRAGMA integrity_check"), new BusyWait(options.BusyTimeout));
            return found is ["ok"] ? [] : found;
        }
        catch (StoreException e) when (e.Fault is StoreFault.Corrupt or StoreFault.NotADatabase)
        {
            return [e.Message];
        }
    }

    private static void Complete(SqliteSession session, string path, SqliteFormat format, IReadOnlyList<Collection> collections, BusyWait wait)
    {
        while (!session.TryBeginWrite())
            if (!wait.Pause()) throw new StoreException(StoreFault.Busy, $"{path}: another process is writing to the file.");
        format.Complete(session, path, collections);
        var code = session.TryCommit();
        if (code != raw.SQLITE_DONE) throw session.Failed(code);
    }

    private static void SetDurability(SqliteSession session, SqliteStoreOptions options)
    {
        session.Execute(options.Synchronous == SqliteSynchronous.Full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
        // There fsync leaves the data in the drive's cache; other systems ignore the setting.
        if (OperatingSystem.IsMacOS()) session.Execute("PRAGMA fullfsync=1; PRAGMA checkpoint_fullfsync=1");
    }

    private static SqliteSession Configure(string path, SqliteStoreOptions options, Action<SqliteSession> settings)
    {
        var session = SqliteSession.Open(path, options.Vfs);
        try
        {
            settings(session);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static T Patiently<T>(Func<T> work, BusyWait wait)
    {
        while (true)
        {
            try
            {
                return work();
            }
            catch (StoreException e) when (e.Fault == StoreFault.Busy && wait.Pause())
            {
            }
        }
    }

    private static void CreateEmpty(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // Closing any handle of a file drops the locks this process holds on it. So a file that exists is never opened here,
        // and no other thread goes on to lock one that is not closed yet.
        lock (s_creating) new FileStream(path, options).Dispose();
    }
}
