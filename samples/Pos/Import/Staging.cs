using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace Pos.Import;

/// <summary>What has been acknowledged so far.</summary>
internal sealed record ImportTotals(long Seq, long Bills, long Replayed, long NewMembers, decimal Amount, decimal Points, string? Mark)
{
    public static readonly ImportTotals None = new(0, 0, 0, 0, 0, 0, null);
}

/// <summary>What staging learnt about the input.</summary>
internal sealed record StagingFacts(long Rows, long Bills, long Skipped, long Repeated, long Wide);

/// <summary>Bills of one commit, with their places in the staging order.</summary>
internal sealed record StagedBatch(IReadOnlyList<long> Seqs, IReadOnlyList<StagedBill> Bills);

/// <summary>
/// A complete staging file: bills in order of (time, number), and a checkpoint. The checkpoint only saves work. It is
/// written through a log that survives a kill and a power cut, so that a torn page can never change a bill.
/// </summary>
internal sealed class Staging : IDisposable
{
    public const int MostBills = 1_000;

    private const int MostLines = 20_000; // in a batch, so that a batch of long bills fits in memory too

    private readonly SqliteConnection _connection;
    private readonly bool _rowIsBill;

    private Staging(SqliteConnection connection, bool rowIsBill, StagingFacts facts)
    {
        _connection = connection;
        _rowIsBill = rowIsBill;
        Facts = facts;
    }

    public StagingFacts Facts { get; }

    /// <summary>Opens what an earlier run staged; null when there is nothing complete of this input and mapping.</summary>
    public static Staging? TryOpen(string path, string inputHash, string mapHash)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        SqliteConnection? connection = null;
        try
        {
            connection = StagingWriter.Open(path);
            using var command = connection.CreateCommand();
            command.CommandText = """
                PRAGMA locking_mode = EXCLUSIVE;
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = NORMAL;
                PRAGMA cache_size = -65536;
                SELECT layout, input, map, row_is_bill, rows, bills, skipped, repeated, wide FROM meta;
                """;
            using var reader = command.ExecuteReader();
            while (reader.FieldCount != 9 && reader.NextResult())
            {
            }

            if (reader.Read() && reader.GetInt32(0) == StagingWriter.Layout && reader.GetString(1) == inputHash && reader.GetString(2) == mapHash)
            {
                var facts = new StagingFacts(reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8));
                return new Staging(connection, reader.GetBoolean(3), facts);
            }
        }
        catch (SqliteException)
        {
            // Not a file that we finished; it is made anew.
        }

        connection?.Dispose();
        return null;
    }

    public ImportTotals Checkpoint()
    {
        using var command = Command("SELECT seq, bills, replayed, new_members, amount, points, mark FROM progress");
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? new ImportTotals(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3),
                decimal.Parse(reader.GetString(4), CultureInfo.InvariantCulture),
                decimal.Parse(reader.GetString(5), CultureInfo.InvariantCulture),
                reader.IsDBNull(6) ? null : reader.GetString(6))
            : ImportTotals.None;
    }

    /// <summary>Forgets the checkpoint: the data it was made for is not the data there is.</summary>
    public void StartOver()
    {
        using var command = Command("DELETE FROM refused; DELETE FROM progress; DELETE FROM rejected WHERE reason LIKE 'refused: %'");
        command.ExecuteNonQuery();
    }

    /// <summary>Remembers an acknowledged batch and what was refused in it, in one transaction.</summary>
    public void Acknowledge(StagedBatch batch, IReadOnlyList<BillResult> results, ImportTotals totals)
    {
        using var transaction = _connection.BeginTransaction();
        for (var i = 0; i < results.Count; i++)
        {
            if (!results[i].Accepted)
            {
                using var refuse = Command(
                    "INSERT OR REPLACE INTO refused VALUES ($seq, $code, $message)",
                    ("$seq", batch.Seqs[i]), ("$code", results[i].RefusalCode ?? "unknown"), ("$message", results[i].RefusalMessage));
                refuse.ExecuteNonQuery();
            }
        }

        using var progress = Command(
            "DELETE FROM progress; INSERT INTO progress VALUES ($seq, $bills, $replayed, $members, $amount, $points, $mark)",
            ("$seq", totals.Seq), ("$bills", totals.Bills), ("$replayed", totals.Replayed), ("$members", totals.NewMembers),
            ("$amount", totals.Amount.ToString(CultureInfo.InvariantCulture)),
            ("$points", totals.Points.ToString(CultureInfo.InvariantCulture)), ("$mark", totals.Mark));
        progress.ExecuteNonQuery();
        transaction.Commit();
    }

    /// <summary>The bills that follow a place in the order; empty at the end.</summary>
    public StagedBatch Next(long after)
    {
        var heads = new List<(long Seq, string Number, string Member, string? Store, Instant Time, long FirstRow)>();
        using (var command = Command(
            "SELECT seq, number, member, store, time, first_row, lines FROM bill WHERE seq > $after AND fault IS NULL ORDER BY seq LIMIT $most",
            ("$after", after), ("$most", MostBills)))
        using (var reader = command.ExecuteReader())
        {
            for (var lines = 0L; reader.Read() && (heads.Count == 0 || lines + reader.GetInt64(6) <= MostLines);)
            {
                lines += reader.GetInt64(6);
                heads.Add((
                    reader.GetInt64(0), reader.GetString(1), reader.GetString(2), TextOrNull(reader, 3),
                    Instant.FromUnixTimeTicks(reader.GetInt64(4)), reader.GetInt64(5)));
            }
        }

        if (heads.Count == 0)
        {
            return new StagedBatch([], []);
        }

        var linesOf = Lines(heads[0].Seq, heads[^1].Seq);
        return new StagedBatch(
            [.. heads.Select(head => head.Seq)],
            [.. heads.Select(head => Bill(head.Number, head.Member, head.Time, head.Store, linesOf[head.Seq], head.FirstRow))]);
    }

    /// <summary>Members of the bills that were taken.</summary>
    public long CountMembers()
    {
        using var command = Command("SELECT count(DISTINCT member) FROM bill WHERE fault IS NULL AND seq NOT IN (SELECT seq FROM refused)");
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Makes rejected rows of those whose bill the engine refused.</summary>
    public void RejectRefused()
    {
        using var command = Command(
            $"""
            INSERT OR IGNORE INTO rejected (row, reason, detail)
            SELECT l.row, 'refused: ' || r.code, r.message FROM refused r CROSS JOIN bill b ON b.seq = r.seq CROSS JOIN line l ON {LinesOfBill}
            """);
        command.ExecuteNonQuery();
    }

    /// <summary>Reasons with how many rows each has and the first of them, the most frequent first.</summary>
    public IReadOnlyList<RejectedReason> Reasons()
    {
        var reasons = new List<RejectedReason>();
        using var command = Command("SELECT reason, count(*), min(row) FROM rejected GROUP BY reason ORDER BY 2 DESC, 1");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            reasons.Add(new RejectedReason(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)));
        }

        return reasons;
    }

    /// <summary>Rejected rows in the order of the file.</summary>
    public IEnumerable<(long Row, string Reason)> Rejected()
    {
        using var command = Command("SELECT row, CASE WHEN detail IS NULL THEN reason ELSE reason || ': ' || detail END FROM rejected ORDER BY row");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return (reader.GetInt64(0), reader.GetString(1));
        }
    }

    public void Dispose() => _connection.Dispose();

    private string LinesOfBill => _rowIsBill ? "l.row = b.first_row" : "l.key = b.key";

    /// <summary>
    /// Lines by bill, ordered by what they say: the same bill from an export sorted otherwise is then the same bill
    /// to the engine, and not a second one under its number.
    /// </summary>
    private Dictionary<long, List<StagedLine>> Lines(long from, long to)
    {
        var lines = new Dictionary<long, List<StagedLine>>();
        using var command = Command(
            $"""
            SELECT b.seq, l.sku, l.quantity, l.amount, l.discount, l.fields, l.row
            FROM bill b CROSS JOIN line l ON {LinesOfBill}
            WHERE b.seq BETWEEN $from AND $to AND b.fault IS NULL
            ORDER BY b.seq, l.sku, l.quantity, l.amount, l.discount, l.fields, l.row
            """,
            ("$from", from), ("$to", to));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var seq = reader.GetInt64(0);
            if (!lines.TryGetValue(seq, out var list))
            {
                lines.Add(seq, list = []);
            }

            list.Add(new StagedLine(
                TextOrNull(reader, 1),
                ExactNumber.ToDecimal(reader.GetInt64(2), ExactNumber.QuantityScale),
                ExactNumber.ToDecimal(reader.GetInt64(3), ExactNumber.MoneyScale),
                ExactNumber.ToDecimal(reader.GetInt64(4), ExactNumber.MoneyScale),
                TextOrNull(reader, 5) is { } fields ? JsonSerializer.Deserialize<Dictionary<string, string>>(fields) : null,
                reader.GetInt64(6)));
        }

        return lines;
    }

    private StagedBill Bill(string number, string member, Instant time, string? store, List<StagedLine> lines, long firstRow)
    {
        // Where a row is a bill, what it says beside its columns is said of the bill.
        var fields = _rowIsBill ? lines[0].Fields : null;
        IReadOnlyList<StagedLine> kept = _rowIsBill ? [lines[0] with { Fields = null }] : lines;
        return new StagedBill(
            number, member, time, store, lines.Sum(line => line.Amount), lines.Sum(line => line.Discount), kept, fields, firstRow);
    }

    private static string? TextOrNull(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}
