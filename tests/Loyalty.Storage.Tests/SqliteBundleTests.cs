using Microsoft.Data.Sqlite;

namespace Loyalty.Tests;

public class SqliteBundleTests
{
    [Fact]
    public void The_bundled_SQLite_loads_and_knows_strict_tables_and_returning()
    {
        using var connection = new SqliteConnection("Data Source=:memory:;Pooling=False");
        connection.Open();

        using var command = connection.CreateCommand();
        command.CommandText =
            "CREATE TABLE t (k INTEGER PRIMARY KEY, v BLOB NOT NULL) STRICT;"
            + "INSERT INTO t (v) VALUES (x'01') RETURNING k;";

        Assert.Equal(1L, command.ExecuteScalar());
        Assert.True(Version.Parse(connection.ServerVersion) >= new Version(3, 50));
    }
}
