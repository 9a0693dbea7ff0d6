using Loyalty.Testing;
using Microsoft.Data.Sqlite;

namespace Loyalty.Tests;

/// <param name="settleBytes">How many bytes of recent changes wait to be put into the tables.</param>
internal sealed class SqliteFolder(long settleBytes = 1 << 20) : StoreFolder(AllFeatures)
{
    public const StoreFeatures AllFeatures = StoreFeatures.Reopen | StoreFeatures.Copy | StoreFeatures.SharedData | StoreFeatures.ConcurrentReads | StoreFeatures.File | StoreFeatures.LatestReads
        | StoreFeatures.FullDisk | StoreFeatures.NewerVersion | StoreFeatures.OtherProcess;

    public override IRecordStore OpenStore(string path, IReadOnlyList<Collection>? collections = null) => Open(path, collections: collections);

    public SqliteStore Open(string path, TimeSpan? busyTimeout = null, IReadOnlyList<Collection>? collections = null) =>
        SqliteStore.Open(new SqliteStoreOptions { Path = path, BusyTimeout = busyTimeout ?? TimeSpan.FromSeconds(30), SettleBytes = settleBytes }, collections ?? StoreContract.Collections);

    /// <summary>SQLite takes the pages that are there for the fewest there can be.</summary>
    public override void FillDisk(IRecordStore store) => ((SqliteStore)store).ConfigureWriter("PRAGMA max_page_count=1");

    public override void FreeDisk(IRecordStore store) => ((SqliteStore)store).ConfigureWriter("PRAGMA max_page_count=1000000");

    public override void MarkNewer(string path) => Execute(path, "PRAGMA user_version=99");

    public override int RunProcess(string path, int times) => RunProcess("sqlite", path, times);

    /// <summary>A plain connection, as any other program could open.</summary>
    public static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    public static void Execute(string path, string sql)
    {
        using var connection = Connect(path);
        Execute(connection, sql);
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the tests' own text
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public static object? Read(string path, string sql)
    {
        using var connection = Connect(path);
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the tests' own text
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
