namespace Loyalty.Hosting;

/// <summary>How bills are written on V1.1.</summary>
internal static class TransactionV1Wire
{
    public static async ValueTask<Doc> ItemAsync(ApiCall call, SentBill sent, CustomerDetails? customer, BillResult result, int? number, string message)
    {
        var id = result.Added?.Bill.Value ?? result.Returned?.Return.Value;
        var doc = new Doc
        {
            // Text, where the catalogue types it so (R14).
            { "id", sent.IsLocal ? id ?? -1 : new Native(id ?? -1) },
            { "number", sent.Number },
            { "type", sent.Type ?? "" },
            { "outlier_status", result.Warnings.Any(warning => warning is BillIsOutlier) ? "OUTLIER" : sent.Outlier ?? "NORMAL" },
        };
        if (sent.ReturnNumber is { } own) doc.Add("parent_bill_number", own);
        if (customer is not null) doc.Add("customer", await CustomerAsync(call, customer).ConfigureAwait(false));
        if (number is { } code) return doc.With("item_status", V1.ItemStatus(code, message, success: false));
        doc.Add("side_effects", new Doc { { "effect", Effects(result.IsLater ? null : result.Added) } });
        if (result.Returned is { } back)
        {
            var deducted = 0m;
            foreach (var each in result.Further.Append(back)) deducted += await DeductedAsync(call, each).ConfigureAwait(false);
            doc.With("points_deducted", new Native(deducted)).With("points_balance", new Native(back.Balance));
        }
        return doc.With("source", Sources.Text(sent.Source)).With("item_status", V1.ItemStatus(600, message, success: true, Warnings(sent, result)));
    }

    /// <summary>The fall of the balance: promised points that were taken back never were in it.</summary>
    private static async ValueTask<decimal> DeductedAsync(ApiCall call, BillReturned back)
    {
        var row = await call.Desk.Points.ExplodeAsync(back.Position, call.Cancelled).ConfigureAwait(false);
        return row.IsRefused ? back.TakenBack - back.GivenBack : -row.Value.Row.Change;
    }

    /// <summary>The customer that a bill brings with it, which may be unknown yet.</summary>
    public static EnrolCustomer Customer(Form who) => new()
    {
        Mobile = who.Code("mobile"),
        Email = who.Code("email"),
        ExternalId = who.Code("external_id"),
        FirstName = who.Code("firstname"),
        LastName = who.Code("lastname"),
        CustomFields = who.Fields("custom_fields", "field"),
        ExtendedFields = who.Fields("extended_fields", "field"),
    };

    public static Doc Missing(bool isId, string given) => new()
    {
        { isId ? "id" : "number", given },
        { "item_status", V1.ItemStatus(isId ? 667 : 668, "No such transaction", success: false) },
    };

    public static async ValueTask<Doc> BillAsync(ApiCall call, BillDetails bill)
    {
        var customer = await call.Desk.Customers.GetAsync(bill.Customer, call.Cancelled).ConfigureAwait(false);
        var discount = bill.Lines.Sum(line => line.Discount);
        return new()
        {
            { "id", bill.Bill.Value },
            { "number", bill.Number },
            { "type", BillWords.Type(bill) },
            { "amount", bill.Amount },
            { "outlier_status", BillWords.Outlier(bill.Outlier) },
            { "billing_time", call.Time(bill.Time) },
            { "gross_amount", bill.Particulars?.Gross ?? bill.Amount + discount },
            { "discount", bill.Particulars?.Discount ?? discount },
            { "store", bill.Store },
            { "store_code", bill.Store },
            { "till_code", bill.Till },
            { "customer", customer.IsRefused ? new Doc() : await CustomerAsync(call, customer.Value).ConfigureAwait(false) },
            { "custom_fields", Fields(bill.Fields) },
            { "line_items", new Doc { { "line_item", bill.Lines.Select(Line).ToArray() } } },
            { "item_status", V1.ItemStatus(600, "Transaction found", success: true) },
        };
    }

    /// <summary>The flag and the code of this one page are typed (R14).</summary>
    public static Doc UpdateStatus(int total, int done) => new()
    {
        { "success", new Native(done > 0) },
        { "code", new Native(done == total ? 200 : done > 0 ? 201 : 500) },
        { "message", done == total ? "Success" : done > 0 ? "Some items failed" : "All items failed" },
    };

    public static Doc NotUpdated(long? id, string? number, int code, string message) => new()
    {
        { "id", new Native(id ?? -1) },
        { "number", number ?? "" },
        { "item_status", V1.ItemStatus(code, message, success: false) },
    };

    public static async ValueTask<Doc> UpdatedAsync(ApiCall call, SentUpdate sent, UpdateResult result)
    {
        var bill = result.Bill!;
        var dropped = result.Warnings.OfType<ExtendedFieldDropped>().Count(warning => warning.Line == 0);
        IReadOnlyList<Doc> warnings = [.. result.Warnings.Select(warning => Warning(warning is ExtendedFieldDropped ? 91016 : 400, $"[{warning.Code}] {warning.Message}"))];
        return (await ChangedAsync(call, bill).ConfigureAwait(false))
            .With("custom_fields", Fields(bill.Fields).With("success_count", new Native(sent.Fields?.Count ?? 0)).With("failure_count", new Native(0)))
            .With("extended_fields", Fields(bill.Particulars?.Extended).With("success_count", new Native((sent.Extended?.Count ?? 0) - dropped)).With("failure_count", new Native(dropped)))
            .With("side_effects", new Doc { { "effect", Array.Empty<Doc>() } })
            .With("item_status", V1.ItemStatus(600, "Transaction updated", success: true, warnings));
    }

    public static async ValueTask<Doc> ConvertedAsync(ApiCall call, long old, string oldType, string? notes, BillAdded added)
    {
        var bill = (await call.Desk.Sales.GetBillAsync(added.Bill, call.Cancelled).ConfigureAwait(false)).OrThrow();
        IReadOnlyList<Doc> warnings = notes is null ? [] : [Warning(400, "The notes are not kept with the conversion; update the transaction")];
        return (await ChangedAsync(call, bill).ConfigureAwait(false))
            .With("source", "INSTORE")
            .With("old_id", new Native(old))
            .With("old_type", oldType)
            .With("side_effects", new Doc { { "effect", Effects(added) } })
            .With("item_status", V1.ItemStatus(1630, "Transaction converted", success: true, warnings));
    }

    private static async ValueTask<Doc> ChangedAsync(ApiCall call, BillDetails bill)
    {
        var customer = await call.Desk.Customers.GetAsync(bill.Customer, call.Cancelled).ConfigureAwait(false);
        var discount = bill.Lines.Sum(line => line.Discount);
        return new()
        {
            { "id", new Native(bill.Bill.Value) },
            { "number", bill.Number },
            { "type", BillWords.Type(bill) },
            { "notes", bill.Particulars?.Notes },
            { "billing_time", call.Time(bill.Time) },
            { "delivery_status", (bill.Particulars?.Delivery ?? DeliveryStatus.Delivered).ToString().ToUpperInvariant() },
            { "amount", new Native(bill.Amount) },
            { "gross_amount", new Native(bill.Particulars?.Gross ?? bill.Amount + discount) },
            { "discount", new Native(bill.Particulars?.Discount ?? discount) },
            { "store", bill.Store },
            { "customer", customer.IsRefused ? new Doc() : await CustomerAsync(call, customer.Value).ConfigureAwait(false) },
        };
    }

    private static Doc Fields(IReadOnlyDictionary<string, string>? fields) => new()
    {
        { "field", (fields ?? new Dictionary<string, string>(StringComparer.Ordinal)).Select(field => new Doc { { "name", field.Key }, { "value", field.Value } }).ToArray() },
    };

    private static Doc Line(BillLine line, int i) => new()
    {
        { "serial", i + 1 },
        { "item_code", line.Sku },
        { "qty", line.Quantity },
        { "value", line.Amount + line.Discount },
        { "discount_value", line.Discount },
        { "amount", line.Amount },
        { "custom_fields", Fields(line.Fields) },
    };

    private static async ValueTask<Doc> CustomerAsync(ApiCall call, CustomerDetails customer)
    {
        var doc = new Doc
        {
            { "user_id", customer.Id.Value },
            { "mobile", customer.Mobile },
            { "firstname", customer.FirstName },
            { "lastname", customer.LastName },
            { "email", customer.Email },
            { "external_id", customer.ExternalId },
        };
        if (await MemberSummary.ReadAsync(call, customer).ConfigureAwait(false) is not { } summary) return doc;
        return doc
            .With("lifetime_points", summary.Balance.Lifetime)
            .With("loyalty_points", summary.Balance.Points)
            .With("current_slab", summary.Tier.Tier)
            .With("tier_expiry_date", summary.Tier.ValidUntil is { } until ? call.Time(until - NodaTime.Duration.FromSeconds(1)) : null)
            .With("points_summaries", new Doc { { "points_summary", new[] { summary.Summary(call) } } })
            .With("lifetime_purchases", summary.Tier.LifetimePurchases)
            .With("type", "LOYALTY")
            .With("source", "INSTORE");
    }

    private static IReadOnlyList<Doc> Effects(BillAdded? added)
    {
        if (added is null || added.Earned == 0) return [];
        return [new() { { "type", "points" }, { "awarded_points", added.Earned }, { "total_points", added.Balance } }];
    }

    private static IReadOnlyList<Doc> Warnings(SentBill sent, BillResult result) =>
    [
        .. sent.IsLocal && sent.Currency is null ? [Warning(9606, "No currency was sent; the amounts are taken as the base currency's")] : Array.Empty<Doc>(),
        .. sent.Unknown.Select(name => Warning(91016, $"Extended field '{name}' is not known")),
        .. sent.Tenders.Where(mode => mode.Length > 0).Select(mode => Warning(9607, $"Payment mode '{mode}' is not known")),
        .. result.IsLater ? [Warning(Downstream.Queued, Downstream.QueuedMessage)] : Array.Empty<Doc>(),
        .. result.Warnings.Where(warning => !TransactionV1Problems.IsOfCustomer(warning)).Select(warning => Warning(BillWords.Number(warning), $"[{warning.Code}] {warning.Message}")),
    ];

    private static Doc Warning(int code, string message) => new() { { "code", new Native(code) }, { "message", message } };
}
