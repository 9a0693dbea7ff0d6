using Microsoft.Data.Sqlite;
using NodaTime;
using Pos.Import;

namespace Pos.Export;

/// <summary>
/// Sorts texts by day, instant and position in a temporary SQLite file, so that a journal of any size comes out in order
/// without being held in memory.
/// </summary>
internal sealed class DatedTexts : IDisposable
{
    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly BulkInsert _insert;
    private long _count;

    public DatedTexts(string path)
    {
        _path = path;
        StagingPlace.CreatePrivate(path);
        _connection = StagingWriter.Open(path);
        Run("""
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            PRAGMA locking_mode = EXCLUSIVE;
            CREATE TABLE text (seq INTEGER PRIMARY KEY, day INTEGER NOT NULL, instant INTEGER NOT NULL, position INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
            BEGIN;
            """);
        _insert = new BulkInsert(_connection, "text", columns: 5);
    }

    /// <summary>Adds a text; one without a day comes after all others.</summary>
    public void Add(LocalDate? day, Instant instant, long position, string text) => _insert
        .Add(++_count)
        .Add(day is { } date ? Number(date) : int.MaxValue)
        .Add(instant.ToUnixTimeTicks())
        .Add(position)
        .Add(text)
        .Run();

    public IEnumerable<(LocalDate? Day, string Text)> InOrder()
    {
        Run("COMMIT");
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT day, text FROM text ORDER BY day, instant, position, seq";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var day = reader.GetInt32(0);
            yield return (day == int.MaxValue ? null : s_zero.PlusDays(day), reader.GetString(1));
        }
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
        File.Delete(_path);
    }

    private static readonly LocalDate s_zero = new(1970, 1, 1);

    private static int Number(LocalDate day) => Period.DaysBetween(s_zero, day);

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
