using NodaTime;

namespace Loyalty.Benchmarks;

/// <summary>The engine as a purchase load: SQLite with full durability, one point a whole unit, three tiers by purchases.</summary>
internal sealed class EnginePurchases : IPurchaseLoad
{
    private static readonly Instant Start = Instant.FromUtc(2026, 1, 1, 9, 0);

    private readonly LoyaltyEngine _engine;
    private readonly PurchaseStream _purchases;
    private readonly Workplace[] _tills = new Workplace[PurchaseStream.Tills];
    private readonly Workplace _head;
    private readonly CustomerId[] _customers = new CustomerId[PurchaseStream.Customers];

    private EnginePurchases(LoyaltyEngine engine, PurchaseStream purchases)
    {
        _engine = engine;
        _purchases = purchases;
        _head = engine.For("bench");
    }

    public static IPurchaseLoad Open(string folder, PurchaseStream purchases) => Open(purchases, options => options.UseSqlite(Path.Combine(folder, "loyalty.db")));

    public static IPurchaseLoad OpenLiteDb(string folder, PurchaseStream purchases) => Open(purchases, options => options.UseLiteDb(Path.Combine(folder, "loyalty.litedb")));

    private static EnginePurchases Open(PurchaseStream purchases, Action<LoyaltyOptions> store)
    {
        var engine = LoyaltyEngine.Open(options =>
        {
            store(options);
            options.UseProgram(Program());
        });
        var load = new EnginePurchases(engine, purchases);
        load.Enrol().GetAwaiter().GetResult();
        return load;
    }

    public ValueTask PurchaseAsync(int i)
    {
        ref readonly var purchase = ref _purchases[i];
        var till = _tills[purchase.Till] ??= _head.AtTill(_purchases.Till(i));
        var lines = new BillLine[PurchaseStream.LinesPerBill];
        var sold = _purchases.Lines(i);
        for (var line = 0; line < lines.Length; line++)
            lines[line] = new(sold[line].SkuText, sold[line].Quantity, new decimal(sold[line].Quantity * sold[line].UnitPrice, 0, 0, false, 2));
        var bill = new AddBill(_purchases.BillNumber(i), _customers[purchase.Customer], new decimal(_purchases.Total(i), 0, 0, false, 2)) { Lines = lines };
        var pending = till.Sales.AddBillAsync(bill);
        if (!pending.IsCompletedSuccessfully) return Await(pending);
        pending.Result.OrThrow();
        return default;

        static async ValueTask Await(ValueTask<Outcome<BillAdded>> pending) => (await pending).OrThrow();
    }

    public Totals ReadTotals()
    {
        var (bills, points, raised) = (0L, 0m, 0);
        foreach (var customer in _customers)
        {
            long? before = null;
            do
            {
                var statement = _head.Points.StatementAsync(new(customer) { Limit = 1000, Before = before }).AsTask().GetAwaiter().GetResult().OrThrow();
                bills += statement.Rows.Count(row => row.Kind == EntryKind.Sale);
                if (before is null)
                {
                    points += statement.Totals.Issued;
                    if (statement.Tier != "Bronze") raised++;
                }
                before = statement.Next;
            }
            while (before is not null);
        }
        if (raised == 0 && bills > 100_000) throw new InvalidOperationException("No member was ever raised to a higher tier: the tier was not checked.");
        return new(bills, (long)points);
    }

    public void Dispose() => _engine.Dispose();

    private static LoyaltyDefinition Program() => new()
    {
        Organisation = new() { Code = "bench", Name = "Bench", Zone = "Europe/London", Currency = "GBP", Stores = [new() { Code = "S1" }] },
        Program = new()
        {
            Code = "main",
            Name = "Main",
            Points = new() { Expiry = new() { Unit = ExpiryUnit.NumMonthsEnd, Value = 12 } },
            Earning = [new() { Id = "base", Kind = AllocationKind.Step, Step = 1m, Values = [1m] }],
            Tiers = [new() { Name = "Bronze" }, new() { Name = "Silver", LifetimePurchases = 250m }, new() { Name = "Gold", LifetimePurchases = 1_000m }],
        },
    };

    private async Task Enrol()
    {
        // Many at once share a commit.
        var pending = new List<Task<Outcome<CustomerDetails>>>();
        for (var i = 0; i < _customers.Length; i++)
        {
            var external = $"C{i}";
            pending.Add(Task.Run(() => _head.Customers.EnrolAsync(new() { ExternalId = external }).AsTask()));
        }
        for (var i = 0; i < _customers.Length; i++) _customers[i] = (await pending[i]).OrThrow().Id;
    }
}
