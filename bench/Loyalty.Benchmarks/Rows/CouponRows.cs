using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace Loyalty.Benchmarks;

/// <summary>A million codes to print; coupons redeemed and whole checkouts by 64 callers beside purchases by as many.</summary>
internal static class CouponRows
{
    private const int PerSlice = 1_500;

    public static IEnumerable<Heat> Heats(bool quick)
    {
        var ours = new CodeStretches();
        yield return new([
            new("codes-1M", new UsualCodes(quick ? 200_000 : CodeStretches.Codes), ours, Goal.Least(60)),
            new("codes-1M-stored", new StretchBytes(), new Constant("1 KB", 1_000, " B"), Goal.Most(1)),
        ]);

        var purchases = new EnginePurchaseRate(EnginePurchases.Open, callers: 64, 4_000);
        yield return new([
            new("coupon-redeem-64/durable-64", new CallRate("ours, coupons capped by customer", (folder, stream) => new CouponUses(folder, stream, cap: null), 64, PerSlice), purchases, Goal.Least(0.9)),
            new("coupon-redeem-capped-64/durable-64", new CallRate("ours, coupons capped by one series", (folder, stream) => new CouponUses(folder, stream, cap: 100_000_000), 64, PerSlice), purchases, Goal.Least(0.6)),
            new("checkout-64/durable-64", new CallRate("ours, bill + 2 promotions + coupon + points", (folder, stream) => new Checkouts(folder, stream), 64, PerSlice), purchases, Goal.Least(0.5)),
        ]);
    }

    public static CouponSeriesSettings Settings { get; } = new()
    {
        Description = "bench",
        DiscountType = CouponDiscount.Abs,
        DiscountValue = 1m,
        Handling = CouponHandling.DiscCode,
        Expiry = CouponExpiry.SeriesExpiry,
        ValidTill = new LocalDate(2099, 12, 31),
    };

    /// <summary>May be redeemed again and again by its holder, who has a cap.</summary>
    public static CouponSeriesSettings Reusable { get; } = Settings with { IsMultipleUseAllowed = true, SameUserMultipleRedeem = true, MaxRedemptionsInSeriesPerUser = 1_000_000 };
}

/// <summary>The engine: a stretch of a million codes, read page by page into a file.</summary>
internal sealed class CodeStretches() : Contestant("ours", " ms")
{
    public const int Codes = 1_000_000;

    private string _folder = "";
    private LoyaltyEngine _engine = null!;
    private Workplace _desk = null!;
    private CouponSeriesId _series;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _folder = folder;
        _engine = LoyaltyEngine.Open(options => options.UseSqlite(Path.Combine(folder, "loyalty.db")).UseProgram(CouponProgram.Plain()));
        _desk = _engine.For("bench");
        _series = _desk.Coupons.CreateSeriesAsync(new(CouponRows.Settings)).Now().Id;
        Slice();
    }

    public override void Check()
    {
        var codes = File.ReadAllLines(Path.Combine(_folder, "codes.txt"));
        if (codes.Length != Codes || codes.Distinct(StringComparer.Ordinal).Count() != Codes) throw new CheckFailedException($"{Name}: {codes.Length} codes, not all of them different.");
    }

    public override Measured Slice()
    {
        var start = Stopwatch.GetTimestamp();
        var stretch = _desk.Coupons.IssueStretchAsync(new(_series, Codes)).Now();
        using (var file = new StreamWriter(Path.Combine(_folder, "codes.txt")))
        {
            long? after = null;
            do
            {
                var page = _desk.Coupons.CodesAsync(_series, stretch.First, 10_000, after).Now();
                foreach (var code in page.Items) file.WriteLine(code);
                after = page.Next;
            }
            while (after is not null);
        }
        return new(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 1);
    }

    protected override void Close() => _engine.Dispose();
}

/// <summary>What a stretch of a million codes adds to the file, over a hundred of them.</summary>
internal sealed class StretchBytes() : Contestant("ours, a million codes", " B")
{
    private const int Stretches = 100;

    private long _bytes;

    public override bool Once => true;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        var path = Path.Combine(folder, "loyalty.db");
        using (var engine = LoyaltyEngine.Open(options => options.UseSqlite(path).UseProgram(CouponProgram.Plain()))) engine.For("bench").Coupons.CreateSeriesAsync(new(CouponRows.Settings)).Now();
        var before = PurchaseCheck.BytesIn(folder);
        using (var engine = LoyaltyEngine.Open(options => options.UseSqlite(path)))
        {
            var desk = engine.For("bench");
            var series = desk.Coupons.ListSeriesAsync().Now().Items[0].Id;
            for (var i = 0; i < Stretches; i++) desk.Coupons.IssueStretchAsync(new(series, CodeStretches.Codes)).Now();
        }
        _bytes = PurchaseCheck.BytesIn(folder) - before;
    }

    public override Measured Slice() => new(_bytes, Stretches);
}

/// <summary>How codes are usually made: drawn at random, a row each, a unique index that refuses the second of a kind; then selected into a file.</summary>
internal sealed class UsualCodes(int count) : Contestant($"random codes, unique index{(count == CodeStretches.Codes ? "" : ", extrapolated from 200,000")}", " ms")
{
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private string _folder = "";
    private SqliteConnection _connection = null!;

    public override bool Once => true;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _folder = folder;
        _connection = new($"Data Source={Path.Combine(folder, "usual.db")};Pooling=False");
        _connection.Open();
        foreach (var sql in (string[])[
            "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
            "CREATE TABLE coupons (id INTEGER PRIMARY KEY, series_id INTEGER NOT NULL, code TEXT NOT NULL, status TEXT NOT NULL, created_at TEXT NOT NULL)",
            "CREATE UNIQUE INDEX codes ON coupons (code)"])
        {
            using var command = _connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    public override Measured Slice()
    {
        var start = Stopwatch.GetTimestamp();
        for (var made = 0; made < count;)
        {
            using var transaction = _connection.BeginTransaction();
            using var insert = _connection.CreateCommand();
            (insert.CommandText, insert.Transaction) = ("INSERT OR IGNORE INTO coupons (series_id, code, status, created_at) VALUES (1, $code, 'NEW', '2026-01-01T09:00:00Z')", transaction);
            var code = insert.Parameters.Add("$code", SqliteType.Text);
            for (var end = made + 10_000; made < end;)
            {
                code.Value = RandomNumberGenerator.GetString(Letters, 8);
                made += insert.ExecuteNonQuery();
            }
            transaction.Commit();
        }
        using (var file = new StreamWriter(Path.Combine(_folder, "codes.txt")))
        using (var select = _connection.CreateCommand())
        {
            select.CommandText = "SELECT code FROM coupons WHERE series_id = 1";
            using var reader = select.ExecuteReader();
            while (reader.Read()) file.WriteLine(reader.GetString(0));
        }
        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (File.ReadLines(Path.Combine(_folder, "codes.txt")).Count() != count) throw new CheckFailedException($"{Name}: not {count} codes.");
        return new(milliseconds * CodeStretches.Codes / count, 1);
    }

    protected override void Close() => _connection.Dispose();
}

/// <summary>What many callers ask for at once, each its own.</summary>
internal interface ICalls : IDisposable
{
    /// <summary>Makes call <paramref name="i"/>; returns once it is on disk.</summary>
    ValueTask CallAsync(int i);

    /// <summary>How many are stored.</summary>
    long Stored();
}

/// <summary>Calls a second when so many callers each wait for their own.</summary>
internal sealed class CallRate(string name, Func<string, PurchaseStream, ICalls> open, int callers, int count) : Contestant(name, "/s")
{
    private const int Settling = 8_000;

    private ICalls _calls = null!;
    private int _made;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        var settling = Directory.CreateDirectory(Path.Combine(folder, "settling"));
        using (var thrownAway = open(settling.FullName, purchases)) Callers.Run(thrownAway.CallAsync, 0, Settling, callers);
        settling.Delete(recursive: true);
        _calls = open(folder, purchases);
        Callers.Run(_calls.CallAsync, 0, Settling, callers);
        _made = Settling;
    }

    public override void Check()
    {
        Callers.Run(_calls.CallAsync, _made - 1, 1, callers: 1);
        if (_calls.Stored() != _made) throw new CheckFailedException($"{Name}: {_calls.Stored()} are stored of {_made}.");
    }

    public override Measured Slice()
    {
        var start = Stopwatch.GetTimestamp();
        Callers.Run(_calls.CallAsync, _made, count, callers);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        _made += count;
        return new(count, seconds);
    }

    protected override void Close() => _calls?.Dispose();
}

/// <summary>The programs behind coupons, and members who each hold one.</summary>
internal static class CouponProgram
{
    public static LoyaltyDefinition Plain(CartPromotionRules? promotions = null) => new()
    {
        Organisation = new() { Code = "bench", Name = "Bench", Zone = "Europe/London", Currency = "GBP", Stores = [new() { Code = "S1" }] },
        Program = new()
        {
            Code = "main",
            Name = "Main",
            Points = new() { Ratio = 0.01m, Expiry = new() { Unit = ExpiryUnit.NumMonthsEnd, Value = 12 } },
            Earning = [new() { Id = "base", Kind = AllocationKind.Step, Step = 1m, Values = [1m] }],
            Tiers = [new() { Name = "Bronze" }, new() { Name = "Silver", LifetimePurchases = 250m }, new() { Name = "Gold", LifetimePurchases = 1_000m }],
            CartPromotions = promotions,
        },
    };

    /// <summary>Enrols the customers and issues each a coupon; the codes.</summary>
    public static (CustomerId[] Customers, string[] Codes, CouponSeriesId Series) Fill(Workplace desk, CouponSeriesSettings settings)
    {
        var enrolled = Enumerable.Range(0, PurchaseStream.Customers).Select(i => Task.Run(() => desk.Customers.EnrolAsync(new() { ExternalId = string.Create(CultureInfo.InvariantCulture, $"C{i}") }).AsTask())).ToList();
        CustomerId[] customers = [.. enrolled.Select(each => each.GetAwaiter().GetResult().OrThrow().Id)];
        var series = desk.Coupons.CreateSeriesAsync(new(settings)).Now().Id;
        var codes = new List<string>(customers.Length);
        foreach (var some in customers.Chunk(1_000)) codes.AddRange(desk.Coupons.IssueToManyAsync(new(series, some)).Now().Items.Select(item => item.IsDone ? item.Message : throw new CheckFailedException(item.Message)));
        return (customers, [.. codes], series);
    }
}

/// <summary>A coupon redeemed by its holder, each time for another sale.</summary>
internal sealed class CouponUses : ICalls
{
    private readonly PurchaseStream _purchases;
    private readonly LoyaltyEngine _engine;
    private readonly Workplace _desk;
    private readonly Workplace[] _tills = new Workplace[PurchaseStream.Tills];
    private readonly CustomerId[] _customers;
    private readonly string[] _codes;
    private readonly CouponSeriesId _series;

    public CouponUses(string folder, PurchaseStream purchases, long? cap)
    {
        _purchases = purchases;
        _engine = LoyaltyEngine.Open(options => options.UseSqlite(Path.Combine(folder, "loyalty.db")).UseProgram(CouponProgram.Plain()));
        _desk = _engine.For("bench");
        (_customers, _codes, _series) = CouponProgram.Fill(_desk, CouponRows.Reusable with { MaxRedeem = cap });
    }

    public async ValueTask CallAsync(int i)
    {
        var purchase = _purchases[i];
        var till = _tills[purchase.Till] ??= _desk.AtTill(_purchases.Till(i));
        (await till.Coupons.RedeemAsync(new(_customers[purchase.Customer], [_codes[purchase.Customer]]) { TransactionNumber = _purchases.BillNumber(i), BillAmount = new decimal(_purchases.Total(i), 0, 0, false, 2) })).OrThrow();
    }

    public long Stored() => _desk.Coupons.GetSeriesAsync(_series).Now().Redeemed;

    public void Dispose() => _engine.Dispose();
}

/// <summary>A sale: three lines, a promotion on lines and one on the cart, a coupon, points spent and points earned.</summary>
internal sealed class Checkouts : ICalls
{
    private readonly PurchaseStream _purchases;
    private readonly LoyaltyEngine _engine;
    private readonly Workplace _desk;
    private readonly Workplace[] _tills = new Workplace[PurchaseStream.Tills];
    private readonly CustomerId[] _customers;
    private readonly string[] _codes;
    private readonly CouponSeriesId _series;

    public Checkouts(string folder, PurchaseStream purchases)
    {
        _purchases = purchases;
        _engine = LoyaltyEngine.Open(options => options.UseSqlite(Path.Combine(folder, "loyalty.db")).UseProgram(CouponProgram.Plain(new() { Promotions = [Promotion("line", CartActionKind.Product), Promotion("cart", CartActionKind.Cart)] })));
        _desk = _engine.For("bench");
        (_customers, _codes, _series) = CouponProgram.Fill(_desk, CouponRows.Reusable);
        Task.WhenAll(_customers.Select((customer, i) => Task.Run(async () => (await _desk.Sales.AddBillAsync(new(string.Create(CultureInfo.InvariantCulture, $"FIRST-{i}"), customer, 1_000m))).OrThrow()))).GetAwaiter().GetResult();
    }

    public async ValueTask CallAsync(int i)
    {
        var purchase = _purchases[i];
        var till = _tills[purchase.Till] ??= _desk.AtTill(_purchases.Till(i));
        var cart = Cart.In("GBP");
        for (var line = 0; line < PurchaseStream.LinesPerBill; line++)
        {
            var sold = _purchases.Lines(i)[line];
            cart = cart.Add(sold.SkuText, sold.Quantity, new decimal(sold.UnitPrice, 0, 0, false, 2));
        }
        var sale = (await till.Sales.CheckoutAsync(new(_purchases.BillNumber(i), cart) { Customer = _customers[purchase.Customer], Codes = [_codes[purchase.Customer]], RedeemPoints = 10m })).OrThrow();
        if (sale.Receipt.Promotions.Count != 2 || sale.Coupons.Count != 1 || sale.Redemption is null) throw new CheckFailedException($"Checkout {i} has {sale.Receipt.Promotions.Count} promotions and {sale.Coupons.Count} coupons.");
    }

    public long Stored() => _desk.Coupons.GetSeriesAsync(_series).Now().Redeemed;

    public void Dispose() => _engine.Dispose();

    private static CartPromotionDefinition Promotion(string id, CartActionKind kind) => new()
    {
        Id = id,
        Stackable = true,
        From = Instant.FromUtc(2025, 1, 1, 0, 0),
        Until = Instant.FromUtc(2099, 1, 1, 0, 0),
        Condition = kind == CartActionKind.Cart ? new() { Cart = new() { Value = 0.01m } } : new() { Products = [new()] },
        Action = new() { Kind = kind, Value = 5 },
    };
}
