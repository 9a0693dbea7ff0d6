using Loyalty;
using NodaTime;
using NodaTime.Testing;

namespace Pos.Tests.Till;

/// <summary>The export as double entry: complete, in order, balanced, and the same balances as the engine's.</summary>
public sealed class HledgerTests : IDisposable
{
    private static readonly Instant s_morning = Instant.FromUtc(2026, 3, 2, 9, 0);

    private readonly Counter _counter = new();

    [Fact]
    public async Task Every_kind_of_entry_balances_and_the_engines_balances_follow()
    {
        await LiveAsync();
        var later = s_morning + Duration.FromDays(100);

        var books = await ExportAsync(later);

        // What no command writes today has no account to post to: points taken away by hand.
        string[] kinds = ["income:acme:issued", "expenses:acme:redeemed", "expenses:acme:expired", "expenses:acme:returned", "equity:acme:transferred",
            "assets:acme:1:promised", "assets:acme:1:available", "assets:acme:1:held", "liabilities:acme:1:debt"];
        foreach (var account in kinds) Assert.Contains(books.Transactions, each => each.Postings.Any(posting => posting.Account == account && posting.Amount != 0));
        Assert.Equal(books.Balances.Count, books.Asserted);
        Assert.Equal(0, books.Balances.Values.Sum());
        Assert.True(books.Balances["liabilities:acme:1:debt"] < 0);
        await using var engine = await OpenAsync(later);
        var shop = engine.For("acme");
        var (rows, due) = (0, 0);
        foreach (var id in (long[])[1, 2])
        {
            var statement = (await shop.Points.StatementAsync(new(new CustomerId(id)) { Limit = 1000 })).OrThrow();
            rows += statement.Rows.Count;
            due += statement.Due.Count;
            Assert.Equal(statement.Balance.Available, books.Balances[$"assets:acme:{id}:available"]);
            Assert.Equal(statement.Balance.Promised, books.Balances.GetValueOrDefault($"assets:acme:{id}:promised"));
            Assert.Equal(-statement.Balance.Debt, books.Balances.GetValueOrDefault($"liabilities:acme:{id}:debt"));
            foreach (var row in statement.Rows)
            {
                var written = Assert.Single(books.Transactions, each => each.Code == $"{row.Position}");
                Assert.Equal(($"{row.Effective.InUtc().Date:uuuu-MM-dd}", $"{row.Recorded.InUtc().Date:uuuu-MM-dd}"), (written.Date, written.Second));
                Assert.Equal(row.Movements.Count * 2, written.Postings.Count);
            }
        }

        Assert.True(due > 0);
        Assert.Equal(due, books.Transactions.Count(each => each.IsPending));
        // Two balances and the sums stand at the end.
        Assert.Equal(rows + due + 3, books.Transactions.Count);
        Assert.Equal(["balance of member 1", "balance of member 2", "sums of acme"], books.Transactions.TakeLast(3).Select(each => each.Description));
        Assert.Contains(books.Transactions, each => each.Description == "Sale of member 1, bill A,1");
    }

    [Fact]
    public async Task A_history_with_two_time_axes_comes_out_in_order_of_what_counts()
    {
        (await _counter.ImportAsync(await _counter.GenerateAsync(300))).Done();

        var books = await ExportAsync(SystemClock.Instance.GetCurrentInstant());

        var codes = books.Transactions.Where(each => each.Code.Length > 0).Select(each => each.Code).ToList();
        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.True(books.Transactions.Count(each => each.Date != each.Second && each.Second.Length > 0) > 300);
        Assert.Equal(books.Balances.Count, books.Asserted);
        Assert.Equal(["export-300.csv", "journal", "loyalty.db"], Directory.EnumerateFiles(_counter.Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_counter.PathOf("journal")));
    }

    [Fact]
    public async Task Parts_of_points_keep_their_decimals()
    {
        var program = DataFile.Program(DataFile.ExampleProgram);
        program = program with { Program = program.Program with { Points = program.Program.Points with { Scale = 2 } } };
        await using (var engine = await OpenAsync(s_morning, program))
        {
            var shop = engine.For("acme");
            var anna = (await shop.Customers.EnrolAsync(new() { ExternalId = "A" })).OrThrow();
            (await shop.Sales.CheckoutAsync(new("A/1", Cart.In("GBP").Add("MUG", 1, 12.30m)) { Customer = anna.Id })).OrThrow();
        }

        var books = await ExportAsync(s_morning);

        Assert.Equal(0.62m, books.Balances["assets:acme:1:available"]);
        Assert.Contains("commodity 1000.00 \"acme.books-and-tea\"", await File.ReadAllLinesAsync(_counter.PathOf("journal")));
    }

    public void Dispose() => _counter.Dispose();

    private ValueTask<LoyaltyEngine> OpenAsync(Instant now, LoyaltyDefinition? program = null) => LoyaltyEngine.OpenAsync(options =>
    {
        options.UseSqlite(_counter.Data).UseProgram(program ?? DataFile.Program(DataFile.ExampleProgram));
        options.Clock = new FakeClock(now);
    });

    private async Task<Books> ExportAsync(Instant now)
    {
        using var output = new StringWriter();
        var file = _counter.PathOf("journal");
        Assert.Equal(0, await PosApp.RunAsync(["export", "--format", "hledger", "--out", file, "--data", _counter.Data], new Desk(output, output, new FakeClock(now)), CancellationToken.None));
        var books = Books.Read(file);
        Assert.Equal(Say.Text($"{file}: {books.Transactions.Count:N0} transactions"), output.ToString().Trim());
        return books;
    }

    /// <summary>A short life of two members that leaves an entry of every kind behind.</summary>
    private async Task LiveAsync()
    {
        await using var engine = await OpenAsync(s_morning);
        var shop = engine.For("acme");
        var anna = (await shop.Customers.EnrolAsync(new() { ExternalId = "A" })).OrThrow().Id;
        var bjorn = (await shop.Customers.EnrolAsync(new() { ExternalId = "B" })).OrThrow().Id;
        (await shop.Gifts.ClaimAsync(new(anna, "WELCOME"), new() { Key = "gift" })).OrThrow();
        (await shop.Gifts.ClaimAsync(new(bjorn, "WELCOME"), new() { Key = "gift" })).OrThrow();
        (await shop.Sales.CheckoutAsync(new("A;1", Cart.In("GBP").Add("TABLE", 10, 400)) { Customer = anna })).OrThrow();
        var spent = (await shop.Points.RedeemAsync(new(anna, 350, "G1"))).OrThrow();
        (await shop.Points.ReverseAsync(new(spent.Redemption, "G1/back") { Points = 50 })).OrThrow();
        var hold = (await shop.Points.HoldAsync(new(anna, 100, "H1"))).OrThrow();
        (await shop.Points.ReleaseAsync(new(hold.Redemption))).OrThrow();
        hold = (await shop.Points.HoldAsync(new(anna, 100, "H2"))).OrThrow();
        (await shop.Points.CaptureAsync(new(hold.Redemption))).OrThrow();
        var left = (await shop.Points.BalanceAsync(anna)).OrThrow().Available;
        (await shop.Points.TransferAsync(new(anna, bjorn, left, "T1"))).OrThrow();
        (await shop.Sales.ReturnAsync(new("R1", of: "A;1"))).OrThrow();
        (await shop.Customers.BlockAsync(bjorn)).OrThrow();
        (await shop.Customers.UnblockAsync(bjorn)).OrThrow();
    }
}
