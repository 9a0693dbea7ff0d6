using NodaTime;

namespace Loyalty.Hosting;

/// <summary>Group 06: bills and returns on V1.1, and looking them up.</summary>
internal static class TransactionV1Api
{
    private const int MostBills = 100;

    public static void Map(OperationList operations)
    {
        operations.Post("/v1.1/transaction/add", "Add Transaction", AddAsync);
        operations.Post("/v1.1/transaction/add_with_local_currency", "Add Transaction with Local Currency", AddAsync);
        operations.Post("/v1.1/transaction/add", "Return Transaction", AddAsync);
        operations.Post("/v1.1/transaction/add", "Cancel Transaction Lineitem", AddAsync);
        operations.Get("/v1.1/transaction/get", "Get Transaction Details", GetAsync);
    }

    private static async ValueTask<Answer> AddAsync(ApiCall call)
    {
        var items = call.Body["transaction"].AsList();
        if (items.Any(item => item.Kind != NodeKind.Object)) return call.Fail(400, "transaction is not valid; allowed is an object or a list of them");
        if (items.Count == 0) return call.Fail(400, "transaction is missing");
        if (items.Count > MostBills) return call.Fail(672, "At most 100 transactions are taken at once");
        var isLocal = call.Operation.Path.EndsWith("local_currency", StringComparison.Ordinal);
        var (answers, done, replayed) = (new List<Doc>(items.Count), 0, true);
        for (var i = 0; i < items.Count; i++)
        {
            var form = Form.Of(items[i]);
            var sent = SentBill.ReadV1(form) with { IsLocal = isLocal };
            var (customer, result) = await DoAsync(call, form, sent, items.Count == 1 ? null : i).ConfigureAwait(false);
            if (result.Refusal is { } refusal && Problems.IsOfCall(refusal)) return Problems.General(call, refusal);
            var (number, message) = TransactionV1Problems.Number(result);
            if (number is null) done++;
            replayed &= result.Replayed;
            answers.Add(await TransactionV1Wire.ItemAsync(call, sent, customer, result, number, message).ConfigureAwait(false));
        }
        var status = V1.OfItems(items.Count, done);
        // The local one's catalogue shape is an object (R14).
        return new(200, new() { { "response", new Doc { { "status", status }, { "transactions", new Doc { { "transaction", isLocal ? V1.OneOrMany(answers) : answers } } } } } }) { IsReplayed = replayed };
    }

    private static async ValueTask<(CustomerDetails? Customer, BillResult Result)> DoAsync(ApiCall call, Form form, SentBill sent, int? index)
    {
        if (TransactionV1Problems.Unfit(sent) is { } unfit) return (null, unfit);
        // An offset is ignored: the time is the organisation's wall clock's (transactions R7).
        var (time, purchased) = (At(call, sent.Time), At(call, sent.PurchaseTime));
        if ((sent.Time is not null && time is null) || (sent.PurchaseTime is not null && purchased is null)) return (null, BillResult.Refuse(621, "The date is not valid"));
        if (BillWords.IsNobodys(sent.Type)) return (null, await OfNobodyAsync(call, sent, time, purchased, index).ConfigureAwait(false));
        var who = form.Part("customer");
        if (form.Fault is { } fault) return (null, BillResult.Refuse(606, fault.Message));
        if (sent.Type != "RETURN" && !sent.IsMixed && !Members.IsById(who))
        {
            var given = TransactionV1Wire.Customer(who);
            if (form.Fault is { } unread) return (null, BillResult.Refuse(610, unread.Message));
            var billed = await BillDesk.AddAsync(call, given, sent, time, index).ConfigureAwait(false);
            return (billed.Customer, billed);
        }
        var found = await Members.FindAsync(call, who).ConfigureAwait(false);
        if (found is null) return (null, BillResult.Refuse(606, "An identifier of the customer is needed"));
        if (found.IsRefused) return (null, TransactionV1Problems.OfCustomer(found.Refusal));
        var customer = found.Value;
        if (sent.IsMixed) return (customer, await ExchangeAsync(call, customer.Id, sent, time, index).ConfigureAwait(false));
        if (sent.Type != "RETURN") return (customer, await BillDesk.AddAsync(call, customer.Id, sent, time, index).ConfigureAwait(false));
        return (customer, await ReturnAsync(call, customer.Id, sent, time, purchased, index).ConfigureAwait(false));
    }

    private static ValueTask<BillResult> OfNobodyAsync(ApiCall call, SentBill sent, Instant? time, Instant? purchased, int? index) =>
        BillWords.IsReturn(sent.Type) ? ReturnAsync(call, null, sent, time, purchased, index) : BillDesk.AddAsync(call, default(CustomerId), sent, time, index);

    private static async ValueTask<BillResult> ExchangeAsync(ApiCall call, CustomerId customer, SentBill sent, Instant? time, int? index)
    {
        var matches = new List<ReturnMatch>();
        foreach (var back in sent.Back())
        {
            var purchased = At(call, back.PurchaseTime);
            if (back.PurchaseTime is not null && purchased is null) return BillResult.Refuse(621, "The date is not valid");
            var match = await ReturnMatch.FindAsync(call, customer, back, time, purchased, back.PurchaseTime is { } text && Times.Date(text) is not null).ConfigureAwait(false);
            if (match.Fault is { } missing) return TransactionV1Problems.Of(missing);
            matches.Add(match);
        }
        return await BillDesk.ExchangeAsync(call, customer, sent, matches, time, index).ConfigureAwait(false);
    }

    private static async ValueTask<BillResult> ReturnAsync(ApiCall call, CustomerId? customer, SentBill sent, Instant? time, Instant? purchased, int? index)
    {
        var match = await ReturnMatch.FindAsync(call, customer, sent, time, purchased, sent.PurchaseTime is { } text && Times.Date(text) is not null).ConfigureAwait(false);
        return match.Fault is { } missing ? TransactionV1Problems.Of(missing) : await BillDesk.ReturnAsync(call, sent, match, index).ConfigureAwait(false);
    }

    private static Instant? At(ApiCall call, string? text) => text is null ? null : Times.Read(text, call.Zone, ignoreOffset: true);

    private static async ValueTask<Answer> GetAsync(ApiCall call)
    {
        var form = call.Query;
        var (ids, numbers, store, till) = (form.Code("id"), form.Code("number"), form.Code("store_code"), form.Code("till_code"));
        if (ids is null && numbers is null && store is null && till is null) return call.Fail(1624, "An id, a number, a store or a till is needed");
        if (ids is null && numbers is null) return await OfPlaceAsync(call, store, till).ConfigureAwait(false);
        var (answers, done) = (new List<Doc>(), 0);
        var wanted = (ids ?? numbers!).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (wanted.Length > MostBills) return call.Fail(672, "At most 100 transactions are looked up at once");
        foreach (var given in wanted)
        {
            var bills = (await BillsAsync(call, ids is not null, given).ConfigureAwait(false)).Where(bill => (store is null || bill.Store == store) && (till is null || bill.Till == till)).ToArray();
            if (bills.Length > 0) done++;
            if (bills.Length == 0) answers.Add(TransactionV1Wire.Missing(ids is not null, given));
            foreach (var bill in bills) answers.Add(await TransactionV1Wire.BillAsync(call, bill).ConfigureAwait(false));
        }
        return new(200, new() { { "response", new Doc { { "status", V1.OfItems(wanted.Length, done) }, { "transactions", new Doc { { "transaction", answers } } } } } });
    }

    /// <summary>The newest transactions of a store or till.</summary>
    private static async ValueTask<Answer> OfPlaceAsync(ApiCall call, string? store, string? till)
    {
        var found = await call.Desk.Sales.BillsAtAsync(new() { Store = store, Till = till, Limit = MostBills }, call.Cancelled).ConfigureAwait(false);
        if (found.IsRefused) return Problems.General(call, found.Refusal);
        var answers = new List<Doc>();
        foreach (var bill in found.Value.Items) answers.Add(await TransactionV1Wire.BillAsync(call, bill).ConfigureAwait(false));
        var status = V1.Status(answers.Count > 0, answers.Count > 0 ? 200 : 500, answers.Count > 0 ? "Success" : "No transactions");
        return new(200, new() { { "response", new Doc { { "status", status }, { "transactions", new Doc { { "transaction", answers } } } } } });
    }

    private static async ValueTask<IReadOnlyList<BillDetails>> BillsAsync(ApiCall call, bool isId, string given)
    {
        if (isId)
        {
            var one = await call.Desk.Sales.GetBillAsync(new(Numbers.Whole(given) ?? 0), call.Cancelled).ConfigureAwait(false);
            return one.IsRefused ? [] : [one.Value];
        }
        var found = await call.Desk.Sales.FindBillsAsync(given, call.Cancelled).ConfigureAwait(false);
        return found.IsRefused ? [] : [.. found.Value.OrderByDescending(bill => bill.Time).ThenByDescending(bill => bill.Bill.Value)];
    }
}
