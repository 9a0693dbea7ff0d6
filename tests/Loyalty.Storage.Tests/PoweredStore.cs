namespace Loyalty.Tests;

/// <summary>A store over a disk whose record can be turned into what a power loss leaves.</summary>
internal abstract class PoweredStore : IDisposable
{
    public abstract DiskRecord Record { get; }

    public abstract IRecordStore Open(IReadOnlyList<Collection> collections);

    /// <summary>The same store on the files that a power loss has left.</summary>
    public abstract PoweredStore On(IReadOnlyDictionary<string, byte[]> files);

    public abstract void Dispose();

    /// <param name="store">sqlite or litedb.</param>
    /// <param name="flushesEach">Whether each commit is flushed, or now and then.</param>
    /// <param name="chance">Draws how often the log is moved into the file, and recent changes into the tables: every few commits.</param>
    public static PoweredStore New(string store, bool flushesEach, ref Load.Chance chance) => store == "litedb"
        ? new LiteDb(new() { Path = "/power/loyalty.db", SettleBytes = 1L << (16 + chance.Next(4)), Synchronous = flushesEach ? LiteDbSynchronous.Full : LiteDbSynchronous.Normal })
        : new Sqlite(flushesEach ? SqliteSynchronous.Full : SqliteSynchronous.Normal, 20 << chance.Next(4), settleBytes: 1L << (10 + chance.Next(11)));

    private sealed class LiteDb(LiteDbStoreOptions options, IReadOnlyDictionary<string, byte[]>? files = null) : PoweredStore
    {
        private readonly PowerLossDisk _disk = new(files);

        public override DiskRecord Record => _disk.Record;

        public override IRecordStore Open(IReadOnlyList<Collection> collections) => LiteDbStore.Open(options, collections, _disk);

        public override PoweredStore On(IReadOnlyDictionary<string, byte[]> files) => new LiteDb(options, files);

        public override void Dispose()
        {
        }
    }

    private sealed class Sqlite : PoweredStore
    {
        private readonly SqliteSynchronous _synchronous;
        private readonly int _checkpointPages;
        private readonly long _settleBytes;
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-power-");
        private readonly RecordingVfs _vfs;

        public Sqlite(SqliteSynchronous synchronous, int checkpointPages, long settleBytes, IReadOnlyDictionary<string, byte[]>? files = null)
        {
            _synchronous = synchronous;
            _checkpointPages = checkpointPages;
            _settleBytes = settleBytes;
            _vfs = new(new DiskRecord(files));
            foreach (var (name, content) in files ?? new Dictionary<string, byte[]>()) File.WriteAllBytes(Path.Combine(_folder.FullName, name), content);
        }

        public override DiskRecord Record => _vfs.Record;

        public override IRecordStore Open(IReadOnlyList<Collection> collections)
        {
            var path = Path.Combine(_folder.FullName, "loyalty.db");
            var store = SqliteStore.Open(new SqliteStoreOptions { Path = path, Synchronous = _synchronous, Vfs = _vfs.Name, SettleBytes = _settleBytes }, collections);
            store.ConfigureWriter($"PRAGMA wal_autocheckpoint={_checkpointPages}");
            return store;
        }

        public override PoweredStore On(IReadOnlyDictionary<string, byte[]> files) => new Sqlite(_synchronous, _checkpointPages, _settleBytes, files);

        public override void Dispose()
        {
            _vfs.Dispose();
            _folder.Delete(recursive: true);
        }
    }
}
