namespace Loyalty.Tests.Model;

/// <summary>What a walk stands on: a store that can be opened and copied.</summary>
internal abstract class Ground : IDisposable
{
    public static Ground InMemory() => new MemoryGround();

    public static Ground OnSqlite() => new FileGround((path, collections) =>
        SqliteStore.Open(new SqliteStoreOptions { Path = path, Synchronous = SqliteSynchronous.Normal, SettleBytes = 4 << 10 }, collections));

    public static Ground OnLiteDb() => new FileGround((path, collections) =>
        LiteDbStore.Open(new LiteDbStoreOptions { Path = path, Synchronous = LiteDbSynchronous.Normal }, collections));

    /// <summary>For one of many generated runs: each tenth is on SQLite and each tenth on LiteDB, the others in memory.</summary>
    public static Ground OfRun(long nth) => (nth % 10) switch
    {
        3 => OnSqlite(),
        7 => OnLiteDb(),
        _ => InMemory(),
    };

    public abstract IRecordStore Open(IReadOnlyList<Collection> collections);

    public abstract IRecordStore Copy(IRecordStore store, IReadOnlyList<Collection> collections);

    public abstract void Dispose();

    private sealed class MemoryGround : Ground
    {
        public override IRecordStore Open(IReadOnlyList<Collection> collections) => new MemoryStore();

        public override IRecordStore Copy(IRecordStore store, IReadOnlyList<Collection> collections) => ((MemoryStore)store).Copy();

        public override void Dispose()
        {
        }
    }

    /// <summary>Files of a folder of their own: in memory where the system has such a folder, so that no walk waits for a disk.</summary>
    private sealed class FileGround(Func<string, IReadOnlyList<Collection>, IRecordStore> open) : Ground
    {
        private const string Ram = "/dev/shm";

        private readonly string _folder = Directory.Exists(Ram)
            ? Directory.CreateDirectory(Path.Combine(Ram, $"loyalty-walk-{Path.GetRandomFileName()}")).FullName
            : Directory.CreateTempSubdirectory("loyalty-walk-").FullName;

        private int _files;

        public override IRecordStore Open(IReadOnlyList<Collection> collections) => open(NewPath(), collections);

        public override IRecordStore Copy(IRecordStore store, IReadOnlyList<Collection> collections)
        {
            var path = NewPath();
            ((IBackupStore)store).Backup(path);
            return open(path, collections);
        }

        public override void Dispose() => Directory.Delete(_folder, recursive: true);

        private string NewPath() => Path.Combine(_folder, $"{++_files}.db");
    }
}
