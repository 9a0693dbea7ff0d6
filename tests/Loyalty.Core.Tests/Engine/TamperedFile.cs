using Microsoft.Data.Sqlite;

namespace Loyalty.Tests;

/// <summary>A closed file of a store, as somebody changes it who knows its format and not the engine.</summary>
internal abstract class TamperedFile(string path)
{
    protected string Path => path;

    /// <param name="store">sqlite or litedb.</param>
    /// <param name="path">Path of the file.</param>
    public static TamperedFile On(string store, string path) => store == "litedb" ? new LiteDbFile(path) : new SqliteFile(path);

    public TamperedFile CopyTo(string target)
    {
        File.Copy(path, target, overwrite: true);
        return At(target);
    }

    /// <summary>Opens an engine on it.</summary>
    public abstract LoyaltyOptions Use(LoyaltyOptions options);

    public abstract IReadOnlyList<string> Tables();

    /// <summary>The rows of a table in the order of their keys.</summary>
    public abstract List<(RecordKey Key, byte[] Bytes)> Rows(string table);

    public abstract void Insert(string table, RecordKey key, byte[] bytes);

    public abstract void Remove(string table, IEnumerable<RecordKey> keys);

    public void Replace(string table, RecordKey key, byte[] bytes)
    {
        Remove(table, [key]);
        Insert(table, key, bytes);
    }

    protected abstract TamperedFile At(string other);

    private sealed class SqliteFile(string path) : TamperedFile(path)
    {
        public override LoyaltyOptions Use(LoyaltyOptions options) => options.UseSqlite(Path, store => store.Synchronous = SqliteSynchronous.Normal);

        // What waited for the tables is in them once the file is closed; rows that wait are damaged by tests of the store.
        public override IReadOnlyList<string> Tables() =>
            Read(@"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'recent\_%' ESCAPE '\'", reader => reader.GetString(0));

        public override List<(RecordKey Key, byte[] Bytes)> Rows(string table) => Read(
            $"SELECT k, v FROM {table} ORDER BY k", reader => (reader.GetValue(0) is byte[] key ? new RecordKey(key) : new RecordKey(reader.GetInt64(0)), (byte[])reader.GetValue(1)));

        public override void Insert(string table, RecordKey key, byte[] bytes)
        {
            using var connection = Connect();
            Execute(connection, $"INSERT INTO {table} (k, v) VALUES ($k, $v)", key, bytes);
        }

        public override void Remove(string table, IEnumerable<RecordKey> keys)
        {
            using var connection = Connect();
            foreach (var trigger in (string[])["no_update", "no_delete", "no_replace"]) Execute(connection, $"DROP TRIGGER IF EXISTS journal_{trigger}");
            foreach (var key in keys) Assert.Equal(1, Execute(connection, $"DELETE FROM {table} WHERE k = $k", key));
        }

        protected override TamperedFile At(string other) => new SqliteFile(other);

        private SqliteConnection Connect()
        {
            var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
            connection.Open();
            return connection;
        }

        private List<T> Read<T>(string sql, Func<SqliteDataReader, T> row)
        {
            using var connection = Connect();
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read()) rows.Add(row(reader));
            return rows;
        }

        private static int Execute(SqliteConnection connection, string sql, RecordKey? key = null, byte[]? bytes = null)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            if (key is { } given) command.Parameters.AddWithValue("$k", given.IsBytes ? given.Bytes.ToArray() : given.Number);
            if (bytes is not null) command.Parameters.AddWithValue("$v", bytes);
            return command.ExecuteNonQuery();
        }
    }

    private sealed class LiteDbFile(string path) : TamperedFile(path)
    {
        public override LoyaltyOptions Use(LoyaltyOptions options) => options.UseLiteDb(Path, store => store.Synchronous = LiteDbSynchronous.Normal);

        public override IReadOnlyList<string> Tables() => On(database => database.GetCollectionNames().ToList());

        public override List<(RecordKey Key, byte[] Bytes)> Rows(string table) => On(database => database.GetCollection(table).Query().OrderBy("_id").ToList()
            .Select(row => (row["_id"].IsBinary ? new RecordKey(row["_id"].AsBinary) : new RecordKey(row["_id"].AsInt64), row["v"].AsBinary)).ToList());

        public override void Insert(string table, RecordKey key, byte[] bytes) =>
            On(database => database.GetCollection(table).Insert(new LiteDB.BsonDocument { ["_id"] = ValueOf(key), ["v"] = bytes }));

        public override void Remove(string table, IEnumerable<RecordKey> keys) => On(database =>
        {
            foreach (var key in keys) Assert.True(database.GetCollection(table).Delete(ValueOf(key)));
            return true;
        });

        protected override TamperedFile At(string other) => new LiteDbFile(other);

        private T On<T>(Func<LiteDB.LiteDatabase, T> work)
        {
            using var database = new LiteDB.LiteDatabase(Path);
            return work(database);
        }

        private static LiteDB.BsonValue ValueOf(RecordKey key) => key.IsBytes ? key.Bytes.ToArray() : key.Number;
    }
}
