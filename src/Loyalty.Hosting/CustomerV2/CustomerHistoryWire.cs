namespace Loyalty.Hosting;

/// <summary>How what a customer did is written on V2.</summary>
internal static class CustomerHistoryWire
{
    public static Doc Event(ApiCall call, CustomerDetails customer, LedgerEvent each) => new()
    {
        { "id", each.Row.Position },
        { "customerId", customer.Id.Value },
        { "date", call.Time(each.Row.Effective) },
        { "eventName", each.Name },
        { "orgId", call.Organisation },
        // What was refused is no event of the customer.
        { "status", "SUCCESS" },
        { "uniqueId", Doc.Text(each.Row.Position) },
    };

    public static Answer Bills(ApiCall call, CustomerBillsRequest asked, long total, IReadOnlyList<BillDetails> bills)
    {
        var pagination = asked.Page.Pagination(total).With("sortBy", "billingTime").With("sortOrder", asked.Ascending ? "ASC" : "DESC");
        return new(200, new()
        {
            { "pagination", pagination },
            { "data", bills.Select(bill => Bill(call, asked, bill)).ToArray() },
            { "warnings", Array.Empty<Doc>() },
            { "errors", Array.Empty<Doc>() },
        });
    }

    public static Doc Status(ApiCall call, CustomerDetails customer, StatusLogRow row) => new()
    {
        { "createdByUser", row.By ?? "" },
        { "reason", row.Reason ?? "" },
        { "actions", Array.Empty<Doc>() },
        { "autoUpdateTime", Times.Date(row.At, call.Services.ServerZone) },
        { "createdOn", call.Time(row.At) },
        { "entityId", customer.Id.Value },
        { "isActive", row.IsActive },
        { "label", row.Label },
        { "status", Words.UpperSnake(row.Status) },
        { "prevLabel", row.Before },
    };

    /// <summary>A bill that was nobody's: with us it becomes the customer's in one step, so its request is done.</summary>
    public static Doc Retro(ApiCall call, BillDetails bill) => new()
    {
        { "id", bill.Bill.Value },
        { "status", "APPROVED" },
        { "addedBy", Place(bill.Till ?? bill.Store, bill.Till is null ? "STORE" : "TILL") },
        { "addedByParent", Place(bill.Store, "STORE") },
        { "addedOn", call.Time(bill.Recorded) },
        { "updatedOn", call.Time(bill.Recorded) },
        { "userId", bill.Customer.Value },
        { "requestId", bill.Bill.Value },
        { "baseType", "RETRO" },
        { "reason", "" },
        { "comments", "" },
        { "transactionId", bill.Retro?.Value },
        { "warnings", Array.Empty<Doc>() },
        { "reqAdd", true },
        { "oneStep", true },
    };

    public static Doc Place(string? code, string type) => new() { { "code", code ?? "" }, { "description", "" }, { "name", code ?? "" }, { "type", type }, { "isActive", true } };

    private static Doc Bill(ApiCall call, CustomerBillsRequest asked, BillDetails bill)
    {
        var discount = bill.Particulars?.Discount ?? bill.Lines.Sum(line => line.Discount);
        var doc = new Doc
        {
            { "id", bill.Bill.Value },
            { "customerId", bill.Customer.Value },
            { "billingTime", call.Time(bill.Time) },
            { "billNumber", bill.Number },
            { "type", bill.IsReturn ? "RETURN" : "REGULAR" },
            { "notes", bill.Particulars?.Notes ?? "" },
            { "amount", bill.Amount },
            { "grossAmount", bill.Particulars?.Gross ?? bill.Amount + discount },
            { "discount", discount },
            { "outlierStatus", Words.UpperSnake(bill.Outlier is BillOutlier.NotEvaluated ? BillOutlier.Normal : bill.Outlier) },
        };
        if (bill.OfBill is { } of) doc.Add("parentTransactionId", of.Value);
        if (asked.Shows("BILL_STORE_DETAILS")) doc.Add("billingStore", Place(bill.Till ?? bill.Store, bill.Till is null ? "STORE" : "TILL"));
        if (asked.Shows("BILL_CF")) doc.Add("customFields", CustomerWire.Fields(bill.Fields));
        if (asked.Shows("ATTRIBUTION")) doc.Add("attribution", new Doc { { "createDate", call.Time(bill.Created) }, { "createdBy", Place(bill.Till ?? bill.Store, bill.Till is null ? "STORE" : "TILL") } });
        if (asked.Shows("PAYMENT_MODES")) doc.Add("paymentModes", (bill.Particulars?.Tenders ?? []).Select((tender, i) => new Doc { { "id", i + 1 }, { "mode", tender.Mode }, { "amount", tender.Amount }, { "notes", "" } }).ToArray());
        return doc;
    }
}
