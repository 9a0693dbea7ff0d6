using NodaTime;
using static System.FormattableString;

namespace Loyalty.Hosting;

/// <summary>Group 07: bills and returns, one or many, looking them up, and trying one.</summary>
internal static class TransactionV2Api
{
    private const int MostBills = 100;

    public static void Map(OperationList operations)
    {
        operations.Post("/v2/transactions/bulk", "Add/Return Transaction (bulk)", BulkAsync, OperationList.Bulk);
        operations.Post("/v2/transactions", "Add/Return transaction (single)", AddAsync);
        operations.Get("/v2/transactions/{id}", "Get Transaction Details", GetAsync);
        operations.Get("/v2/transactions/getByBillNumber/{billNumber}", "Get transaction details using bill number", FindAsync);
        operations.Post("/v2/simulation/transactions", "Simulation transaction add", SimulateAsync);
    }

    private static async ValueTask<Answer> AddAsync(ApiCall call)
    {
        var sent = SentBill.Read(call.Form);
        var (customer, wrong) = await WhoseAsync(call, call.Query, "identifierName", sent).ConfigureAwait(false);
        if (wrong is not null) return call.Fail(wrong.Number!.Value, wrong.Message, wrong.Number == 8015 ? 404 : null);
        var result = await DoAsync(call, customer, sent, null, simulate: false).ConfigureAwait(false);
        if (result.Refusal is { } refusal && Problems.IsOfCall(refusal)) return Problems.General(call, refusal);
        var (number, message) = TransactionV2Problems.Number(result);
        if (number is { } code) return call.Fail(code, message);
        return new(200, new()
        {
            { "createdId", result.Added?.Bill.Value ?? result.Returned!.Return.Value },
            { "warnings", TransactionV2Wire.Warnings(sent, result) },
            { "errors", Array.Empty<Doc>() },
            { "sideEffects", TransactionV2Wire.Effects(result) },
            { "customerInfo", new Doc { { "firstName", customer?.FirstName ?? "" }, { "lastName", customer?.LastName ?? "" } } },
            { "loyaltyDetails", customer is null ? [] : await LoyaltyAsync(call, customer).ConfigureAwait(false) },
        }) { IsReplayed = result.Replayed };
    }

    private static async ValueTask<Answer> BulkAsync(ApiCall call)
    {
        var items = call.Body.AsList();
        if (items.Count == 0) return call.Fail(615, "No transactions were sent");
        if (items.Count > MostBills) return call.Fail(672, Invariant($"At most {MostBills} transactions are taken at once"));
        var (answers, failed, replayed) = (new List<Doc>(items.Count), 0, true);
        for (var i = 0; i < items.Count; i++)
        {
            var form = Form.Of(items[i]);
            var sent = SentBill.Read(form);
            var (customer, result) = await WhoseAsync(call, form, "identifierType", sent).ConfigureAwait(false);
            result ??= await DoAsync(call, customer, sent, i, simulate: false).ConfigureAwait(false);
            if (result.Refusal is { } refusal && Problems.IsOfCall(refusal)) return Problems.General(call, refusal);
            var (number, message) = TransactionV2Problems.Number(result);
            if (number is not null) failed++;
            replayed &= result.Replayed;
            answers.Add(number is { } code ? TransactionV2Wire.Failed(items[i], code, message) : TransactionV2Wire.Stored(call, items[i], sent, result));
        }
        return new(failed > 0 ? 201 : 200, new() { { "response", answers }, { "totalCount", items.Count }, { "failureCount", failed } }) { IsReplayed = replayed };
    }

    private static async ValueTask<Answer> SimulateAsync(ApiCall call)
    {
        var sent = SentBill.Read(call.Form);
        var (customer, wrong) = await WhoseAsync(call, call.Query, "identifierName", sent).ConfigureAwait(false);
        if (wrong is not null) return call.Fail(wrong.Number!.Value, wrong.Message, wrong.Number == 8015 ? 404 : null);
        var result = await DoAsync(call, customer, sent, null, simulate: true).ConfigureAwait(false);
        if (result.Refusal is { } refusal && Problems.IsOfCall(refusal)) return Problems.General(call, refusal);
        var (number, message) = TransactionV2Problems.Number(result);
        if (number is { } code) return call.Fail(code, message);
        return new(200, new()
        {
            { "warnings", TransactionV2Wire.Warnings(sent, result) },
            { "errors", Array.Empty<Doc>() },
            { "sideEffects", TransactionV2Wire.Effects(result) },
            // A return awards nothing to break up.
            { "simulatedPointsBreakup", result.Added is { } added ? TransactionV2Wire.Breakup(call, sent, added) : null },
        });
    }

    private static async ValueTask<Answer> GetAsync(ApiCall call)
    {
        var form = call.Query;
        var type = form.Word("type", "REGULAR", "RETURN", "NOT_INTERESTED", "NOT_INTERESTED_RETURN") ?? "REGULAR";
        if (form.Fault is not null) return call.Fail(690, "The transaction type is not valid");
        var found = await call.Desk.Sales.GetBillAsync(new(call.RouteNumber("id")), call.Cancelled).ConfigureAwait(false);
        if (found.IsRefused || BillWords.Type(found.Value) != type) return call.Fail(667, "No such transaction", 404);
        return new(200, TransactionV2Wire.Bill(call, found.Value).With("warnings", Array.Empty<Doc>()));
    }

    private static async ValueTask<Answer> FindAsync(ApiCall call)
    {
        var (limit, offset) = (call.Query.Whole("limit") ?? 100, call.Query.Whole("offset") ?? 0);
        if (call.Query.Fault is { } fault) return call.Fail(fault);
        if (limit < 1 || offset < 0) return call.Fail(400, "limit or offset is not valid");
        var found = await call.Desk.Sales.FindBillsAsync(call.Route("billNumber"), call.Cancelled).ConfigureAwait(false);
        var bills = found.IsRefused ? [] : found.Value.OrderByDescending(bill => bill.Time).ThenByDescending(bill => bill.Bill.Value).ToArray();
        limit = Math.Min(limit, 100);
        return new(200, new()
        {
            { "pagination", new Doc { { "limit", limit }, { "offset", offset }, { "total", bills.Length } } },
            { "data", bills.Skip((int)Math.Min(offset, int.MaxValue)).Take((int)limit).Select(bill => TransactionV2Wire.Bill(call, bill)).ToArray() },
            { "warnings", Array.Empty<Doc>() },
            { "errors", Array.Empty<Doc>() },
        });
    }

    internal static async ValueTask<(CustomerDetails? Customer, BillResult? Wrong)> CustomerAsync(ApiCall call, Form form, string typeName)
    {
        var (type, value, source) = (form.Code(typeName) ?? form.Code("identifierType") ?? form.Code("identifierName"), form.Code("identifierValue"), form.Code("source"));
        if (type is null || value is null) return (null, BillResult.Refuse(8084, "No customer details sent"));
        if (!Members.IsType(type)) return (null, BillResult.Refuse(8013, "The identifier type is not known"));
        if (source is not null && !Sources.IsKnown(source)) return (null, BillResult.Refuse(8003, "The source is not known"));
        var found = await Members.FindAsync(call, type, value).ConfigureAwait(false);
        return found.IsRefused ? (null, BillResult.Refuse(8015, "Customer not found")) : (found.Value, null);
    }

    /// <summary>The customer of a bill; none where its type says that it is nobody's, whoever else is named.</summary>
    private static ValueTask<(CustomerDetails? Customer, BillResult? Wrong)> WhoseAsync(ApiCall call, Form form, string typeName, SentBill sent) =>
        BillWords.IsNobodys(sent.Type) ? new((null, null)) : CustomerAsync(call, form, typeName);

    private static async ValueTask<BillResult> DoAsync(ApiCall call, CustomerDetails? customer, SentBill sent, int? index, bool simulate)
    {
        if (TransactionV2Problems.Unfit(sent) is { } unfit) return unfit;
        var (time, purchased) = (At(sent.Time), At(sent.PurchaseTime));
        if ((sent.Time is not null && time is null) || (sent.PurchaseTime is not null && purchased is null)) return BillResult.Refuse(621, "The date is not valid");
        if (sent.IsMixed) return await ExchangeAsync(call, customer!.Id, sent, time, index, simulate).ConfigureAwait(false);
        if (!BillWords.IsReturn(sent.Type)) return await BillDesk.AddAsync(call, customer?.Id ?? default, sent, time, index, simulate).ConfigureAwait(false);
        if (purchased is null) return BillResult.Refuse(624, "purchaseTime is missing");
        var match = await ReturnMatch.FindAsync(call, customer?.Id, sent, time, purchased, Times.Date(sent.PurchaseTime!) is not null).ConfigureAwait(false);
        return match.Fault is { } fault ? TransactionV2Problems.Of(fault) : await BillDesk.ReturnAsync(call, sent, match, index, simulate).ConfigureAwait(false);
    }

    private static async ValueTask<BillResult> ExchangeAsync(ApiCall call, CustomerId customer, SentBill sent, Instant? time, int? index, bool simulate)
    {
        var matches = new List<ReturnMatch>();
        foreach (var back in sent.Back())
        {
            var purchased = At(back.PurchaseTime);
            if (purchased is null) return back.PurchaseTime is null ? BillResult.Refuse(624, "purchaseTime is missing") : BillResult.Refuse(621, "The date is not valid");
            var match = await ReturnMatch.FindAsync(call, customer, back, time, purchased, Times.Date(back.PurchaseTime!) is not null).ConfigureAwait(false);
            if (match.Fault is { } fault) return TransactionV2Problems.Of(fault);
            matches.Add(match);
        }
        return await BillDesk.ExchangeAsync(call, customer, sent, matches, time, index, simulate).ConfigureAwait(false);
    }

    // Without an offset a V2 billing time is UTC (transactions R7).
    private static Instant? At(string? text) => text is null ? null : Times.Read(text, DateTimeZone.Utc);

    internal static async ValueTask<IReadOnlyList<Doc>> LoyaltyAsync(ApiCall call, CustomerDetails customer) =>
        await MemberSummary.DetailsAsync(call, customer, await WireProgram.OfAsync(call, customer.Id).ConfigureAwait(false)).ConfigureAwait(false);
}
