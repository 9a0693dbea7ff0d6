namespace Loyalty.Tests;

/// <summary>A file that was changed behind the engine's back: whatever byte, row or end of it, opening or verifying says so.</summary>
public sealed class TamperTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-");
    private readonly Loyalty.Testing.LocalClock _clock = new("Asia/Kolkata", "2026-01-01 10:00");

    /// <summary>The stores, and of how many rows between the first and the last one is changed: what is wrong with a row is wrong on either.</summary>
    [Theory]
    [InlineData("sqlite", 29)]
    [InlineData("litedb", 97)]
    public async Task Every_changed_byte_and_every_lost_row_is_found(string store, int each)
    {
        var isThorough = store == "sqlite";
        var (file, anchor) = await LivedAsync(store);
        Assert.Empty(await FindAsync(file, anchor));
        var missed = new List<string>();
        var trials = 0;
        foreach (var table in file.Tables())
        {
            var rows = file.Rows(table);
            Assert.NotEmpty(rows);
            // The first rows, the last, and some between: each bit of a row is alike, and so are rows of one table.
            foreach (var (key, bytes) in rows.Where((_, i) => i < (isThorough ? 2 : 1) || i == rows.Count - 1 || i % each == 0))
            {
                foreach (var at in (isThorough ? [0, bytes.Length / 3, bytes.Length / 2, bytes.Length - 1] : new[] { bytes.Length / 3, bytes.Length - 1 }).Distinct())
                {
                    var flipped = bytes.ToArray();
                    flipped[at] ^= 0x10;
                    await TryAsync(table, $"byte {at} of {key}", copy => copy.Replace(table, key, flipped));
                }
                await TryAsync(table, $"{key} removed", copy => copy.Remove(table, [key]));
            }
        }
        Assert.Empty(missed);
        Assert.True(trials > (isThorough ? 300 : 150), $"only {trials} trials");

        async Task TryAsync(string table, string what, Action<TamperedFile> change)
        {
            trials++;
            if ((await FindAsync(file, anchor, change)).Count == 0) missed.Add($"{table}: {what}");
        }
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public async Task A_cut_tail_is_found_with_everything_that_followed_from_it(string store)
    {
        var (file, anchor) = await LivedAsync(store);
        var keys = file.Rows("journal").Select(row => row.Key).ToList();
        Assert.NotEmpty(await FindAsync(file, null, copy => copy.Remove("journal", [keys[^1]])));
        Assert.Contains(await FindAsync(file, anchor, copy => copy.Remove("journal", keys[3..])), violation => violation.StartsWith("anchor:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public async Task A_row_put_under_another_key_is_found(string store)
    {
        var (file, anchor) = await LivedAsync(store);
        foreach (var table in (string[])["bills", "redemptions", "customers", "accounts", "claims"])
        {
            var (key, bytes) = file.Rows(table)[^1];
            Assert.NotEmpty(await FindAsync(file, anchor, copy =>
            {
                copy.Remove(table, [key]);
                copy.Insert(table, key.IsBytes ? new RecordKey([.. key.Bytes, 0x41]) : new RecordKey(key.Number + 1000), bytes);
            }));
        }
        // What is counted from the records' side: one claim more than there should be, or one that names somebody beside the right one.
        foreach (var kind in (ClaimKind[])[ClaimKind.Identifier, ClaimKind.BillNumber])
        {
            var (key, bytes) = file.Rows("claims").First(row => row.Key.Bytes[0] == (byte)kind);
            await IsFoundAsync(kind, copy => copy.Insert("claims", new RecordKey([.. key.Bytes, 0x41]), bytes));
        }
        var (number, one) = file.Rows("claims").First(row => row.Key.Bytes[0] == (byte)ClaimKind.BillNumber);
        var both = new RecordWriter();
        Claims.All.Encode(new Claim([((Claim)Claims.All.Decode(one)).Subject, 999_999], 0), both);
        await IsFoundAsync(ClaimKind.BillNumber, copy => copy.Replace("claims", number, both.ToArray()));

        async Task IsFoundAsync(ClaimKind kind, Action<TamperedFile> change) =>
            Assert.Contains(await FindAsync(file, anchor, change), violation => violation.StartsWith($"claim {kind} ", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>A file on which every changing call was made, with its anchor.</summary>
    private async Task<(TamperedFile File, LedgerAnchor Anchor)> LivedAsync(string store)
    {
        var file = TamperedFile.On(store, Path.Combine(_folder.FullName, "lived.db"));
        await using var engine = await LoyaltyEngine.OpenAsync(o =>
        {
            file.Use(o)
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
        return (file, (await engine.AnchorAsync())!);
    }

    /// <summary>What opening and verifying say of a copy after a change.</summary>
    private async Task<IReadOnlyList<string>> FindAsync(TamperedFile file, LedgerAnchor? anchor, Action<TamperedFile>? change = null)
    {
        var copy = file.CopyTo(Path.Combine(_folder.FullName, "copy.db"));
        change?.Invoke(copy);
        try
        {
            await using var engine = await LoyaltyEngine.OpenAsync(o =>
            {
                copy.Use(o);
                o.Clock = _clock;
            });
            return (await engine.VerifyAsync(anchor)).Violations;
        }
        catch (StoreException damaged)
        {
            return [damaged.Message];
        }
    }
}
