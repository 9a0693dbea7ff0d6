using Microsoft.Data.Sqlite;

namespace Loyalty.Tests;

/// <summary>A file that was changed behind the engine's back: whatever byte, row or end of it, opening or verifying says so.</summary>
public sealed class TamperTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-");
    private readonly Loyalty.Testing.LocalClock _clock = new("Asia/Kolkata", "2026-01-01 10:00");

    [Fact]
    public async Task Every_changed_byte_and_every_lost_row_is_found()
    {
        var (path, anchor) = await LivedAsync();
        Assert.Empty(await FindAsync(path, anchor, ""));
        var missed = new List<string>();
        var trials = 0;
        foreach (var table in TablesOf(path))
        {
            var rows = RowsOf(path, table);
            Assert.NotEmpty(rows);
            // The first rows, the last, and some between: each bit of a row is alike, and so are rows of one table.
            foreach (var (key, length) in rows.Where((_, i) => i < 3 || i == rows.Count - 1 || i % 7 == 0))
            {
                foreach (var at in new[] { 0, length / 3, length / 2, length - 1 }.Distinct())
                    await TryAsync(table, $"byte {at}", $"UPDATE {table} SET v = CAST(substr(v, 1, {at}) || flip(substr(v, {at + 1}, 1)) || substr(v, {at + 2}) AS BLOB) WHERE k = {key}");
                await TryAsync(table, "removed", $"DELETE FROM {table} WHERE k = {key}");
            }
        }
        Assert.Empty(missed);
        Assert.True(trials > 300, $"only {trials} trials");

        async Task TryAsync(string table, string what, string sql)
        {
            trials++;
            if ((await FindAsync(path, anchor, sql)).Count == 0) missed.Add($"{table}: {what}: {sql}");
        }
    }

    [Fact]
    public async Task A_cut_tail_is_found_with_everything_that_followed_from_it()
    {
        var (path, anchor) = await LivedAsync();
        Assert.NotEmpty(await FindAsync(path, null, "DELETE FROM journal WHERE k = (SELECT max(k) FROM journal)"));
        Assert.Contains(await FindAsync(path, anchor, "DELETE FROM journal WHERE k > 3"), violation => violation.StartsWith("anchor:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_row_put_under_another_key_is_found()
    {
        var (path, anchor) = await LivedAsync();
        foreach (var table in (string[])["bills", "redemptions", "customers", "accounts"])
            Assert.NotEmpty(await FindAsync(path, anchor, $"UPDATE {table} SET k = k + 1000 WHERE k = (SELECT max(k) FROM {table})"));
        Assert.NotEmpty(await FindAsync(path, anchor, "UPDATE claims SET k = k || x'41' WHERE k = (SELECT max(k) FROM claims)"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>A file on which every changing call was made, with its anchor.</summary>
    private async Task<(string Path, LedgerAnchor Anchor)> LivedAsync()
    {
        var path = Path.Combine(_folder.FullName, "lived.db");
        await using var engine = await LoyaltyEngine.OpenAsync(o =>
        {
            o.UseSqlite(path, s => s.Synchronous = SqliteSynchronous.Normal)
                .UseProgram(Definitions.Transactions().Giving(("GIFT", 5m, new ExpiryRule()), ("OTHER", 5m, new ExpiryRule())).WithGold().With(program => program with { CartPromotions = CartPromotions.CartChanging.Rules, Partners = [PartnerKit.Plain] })
                    .In(CustomerChanging.Prepared).In(org => org with { Bills = org.Bills with { NumberScope = BillNumberScope.Till, Queue = new() { Tenders = true }, KeepsEvaluations = true, KeepsItems = true } }));
            o.Clock = _clock;
        });
        var refused = new List<string>();
        foreach (var (name, call) in Changing.All.Where(call => call.Key != "return")) // the exchange holds the same one
        {
            // A till and members of its own, so that no call stands in another's way.
            var desk = engine.For("shop").AtTill($"T-{name}", "S-1");
            var anna = (await desk.Customers.EnrolAsync(new() { ExternalId = $"A-{name}", Mobile = $"+91 98765 432{10 + Changing.All.Keys.ToList().IndexOf(name)}", FirstName = "Anna" })).OrThrow().Id;
            var ben = (await desk.Customers.EnrolAsync(new() { ExternalId = $"B-{name}" })).OrThrow().Id;
            var bill = (await desk.Sales.AddBillAsync(new("B-1", anna, 1000m) { Lines = [new("A", 1, 400m), new("B", 2, 600m)] })).OrThrow().Bill;
            var redemption = (await desk.Points.RedeemAsync(new(anna, 20m, "first"))).OrThrow().Redemption;
            var hold = (await desk.Points.HoldAsync(new(anna, 10m, "hold"))).OrThrow().Redemption;
            if ((await call.Same(desk, new(anna, ben, bill, redemption, hold), new() { Key = $"K-{name}" })).Refusal is { } refusal) refused.Add($"{name}: {refusal}");
        }
        Assert.Empty(refused);
        // A lot that is spent to its end stands in a table of its own.
        var till = engine.For("shop").AtTill("T-1", "S-1");
        var cara = (await till.Customers.EnrolAsync(new() { ExternalId = "M-3" })).OrThrow().Id;
        (await till.Sales.AddBillAsync(new("B-9", cara, 100m) { Lines = [new("A", 1, 100m)] })).OrThrow();
        (await till.Points.RedeemAsync(new(cara, (await till.Points.BalanceAsync(cara)).OrThrow().Available, "all"))).OrThrow();
        (await till.Requests.AskAsync(new(cara, CustomerRequestKind.Email) { NewValue = "cara@example.org" })).OrThrow();
        var waits = new AddBill("W-1", cara, 100m) { Lines = [new("A", 1, 100m)], Particulars = new() { Tenders = [new("Shells", 100m)] } };
        Assert.IsType<BillRejected>((await till.Sales.AddBillAsync(waits)).Refusal);
        var given = Assert.IsType<BillRejected>((await till.Sales.AddBillAsync(waits with { Number = "W-2", Customer = default, Type = BillType.NotInterested })).Refusal);
        (await till.Rejections.RetriggerAsync(new([given.Rejection]))).OrThrow();
        (await till.Rejections.FailAsync(new([given.Rejection]) { Comments = "shells" })).OrThrow();
        var clerk = till.As("clerk").Points;
        (await clerk.AskGoodwillAsync(new(cara, 1m, "cold soup", "pending"))).OrThrow();
        (await clerk.DecideGoodwillAsync(new((await clerk.AskGoodwillAsync(new(cara, 2m, "cold soup", "given"))).OrThrow().Request, true))).OrThrow();
        Assert.False((await till.Partners.LinkAsync([new([new("Airline", "A-1")]) { Customer = cara }])).OrThrow()[0].OrThrow().Programs[0].IsRefused);
        await CouponChanging.LiveAsync(till);
        await CartPromotions.CartChanging.LiveAsync(till);
        await GroupChanging.LiveAsync(till);
        await CustomerChanging.LiveAsync(till);
        return (path, (await engine.AnchorAsync())!);
    }

    /// <summary>What opening and verifying say of a copy after a change.</summary>
    private async Task<IReadOnlyList<string>> FindAsync(string path, LedgerAnchor? anchor, string sql)
    {
        var copy = Path.Combine(_folder.FullName, "copy.db");
        File.Copy(path, copy, overwrite: true);
        using (var connection = Connect(copy))
        {
            foreach (var trigger in (string[])["no_update", "no_delete", "no_replace"]) Execute(connection, $"DROP TRIGGER journal_{trigger}");
            if (sql.Length > 0) Assert.Equal(1, Math.Min(1, Execute(connection, sql)));
        }
        try
        {
            await using var engine = await LoyaltyEngine.OpenAsync(o =>
            {
                o.UseSqlite(copy);
                o.Clock = _clock;
            });
            return (await engine.VerifyAsync(anchor)).Violations;
        }
        catch (StoreException damaged)
        {
            return [damaged.Message];
        }
    }

    private static IReadOnlyList<string> TablesOf(string path)
    {
        using var connection = Connect(path);
        using var command = connection.CreateCommand();
        // What waited for the tables is in them once the file is closed; rows that wait are damaged by tests of the store.
        command.CommandText = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'recent_2'";
        using var reader = command.ExecuteReader();
        var tables = new List<string>();
        while (reader.Read()) tables.Add(reader.GetString(0));
        return tables;
    }

    private static List<(string Key, int Length)> RowsOf(string path, string table)
    {
        using var connection = Connect(path);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT quote(k), length(v) FROM {table} ORDER BY k";
        using var reader = command.ExecuteReader();
        var rows = new List<(string, int)>();
        while (reader.Read()) rows.Add((reader.GetString(0), reader.GetInt32(1)));
        return rows;
    }

    private static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        connection.CreateFunction("flip", (byte[] one) => new[] { (byte)(one[0] ^ 0x10) });
        return connection;
    }

    private static int Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }
}
