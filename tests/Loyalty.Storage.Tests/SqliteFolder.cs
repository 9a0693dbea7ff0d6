using Loyalty.Testing;
using Microsoft.Data.Sqlite;

namespace Loyalty.Tests;

/// <summary>A folder of its own for each test, and the stores of the contract suite in it.</summary>
internal sealed class SqliteFolder : IStoreFixture
{
    public const StoreFeatures AllFeatures = StoreFeatures.Reopen | StoreFeatures.Copy | StoreFeatures.SharedData | StoreFeatures.ConcurrentReads | StoreFeatures.LatestReads;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-");
    private readonly Dictionary<IRecordStore, string> _paths = new(ReferenceEqualityComparer.Instance);
    private int _files;

    public StoreFeatures Features => AllFeatures;

    public string NewPath() => Path.Combine(_folder.FullName, $"{++_files}.db");

    public IRecordStore Create() => Open(NewPath());

    public IRecordStore Reopen(IRecordStore store)
    {
        store.Dispose();
        return Open(_paths[store]);
    }

    public IRecordStore Copy(IRecordStore store)
    {
        var target = NewPath();
        ((IBackupStore)store).Backup(target);
        return Open(target);
    }

    public IRecordStore OpenSecond(IRecordStore store) => Open(_paths[store]);

    public SqliteStore Open(string path, TimeSpan? busyTimeout = null)
    {
        var store = SqliteStore.Open(
            new SqliteStoreOptions { Path = path, BusyTimeout = busyTimeout ?? TimeSpan.FromSeconds(30) }, StoreContract.Collections);
        _paths[store] = path;
        return store;
    }

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

    public void Dispose() => _folder.Delete(recursive: true);
}
