using System.Globalization;
using NodaTime;

namespace Loyalty.Hosting;

/// <summary>How ledgers are written: points with three decimals, times in the server's zone with an ISO twin.</summary>
internal static class PointsLedgerWire
{
    public static string Points(decimal points) => points.ToString("0.000", CultureInfo.InvariantCulture);

    public static string Legacy(ApiCall call, Instant instant) => Times.V1(instant, call.Services.ServerZone) + ".0";

    public static Doc Customer(CustomerDetails customer) => new()
    {
        { "firstName", customer.FirstName },
        { "lastName", customer.LastName },
        { "userId", customer.Id.Value },
        { "externalId", customer.ExternalId },
        { "entityType", "CUSTOMER" },
    };

    public static Doc Page(LedgerRequest asked, int total) => new()
    {
        { "pageNumber", asked.Page },
        { "pageSize", asked.Limit },
        { "totalEntries", total },
        { "pageCount", (total + asked.Limit - 1) / asked.Limit },
    };

    /// <summary>A row a category, those of nothing too (points R81).</summary>
    public static IReadOnlyList<(string Category, Doc Body)> Closing(ApiCall call, PointsBalance balance) =>
        [(LedgerEntry.Main, Closing(call, LedgerEntry.Main, balance.Points)), (LedgerEntry.Promised, Closing(call, LedgerEntry.Promised, balance.Promised))];

    private static Doc Closing(ApiCall call, string category, decimal points) => new()
    {
        { "pointsCategory", category },
        { "programName", call.Definition.Program.Name },
        { "programId", call.Organisation },
        { "closingBalance", Points(points) },
    };

    public static async ValueTask<Doc> EntryAsync(ApiCall call, CustomerDetails customer, LedgerEvent each)
    {
        var row = each.Row;
        var program = call.Definition.Program.Name;
        return new()
        {
            { "eventLogId", row.Position },
            { "eventName", each.Name },
            { "customerId", customer.Id.Value },
            { "ledgerCreatedDate", Legacy(call, row.Recorded) },
            { "ledgerCreatedDateISO", call.Time(row.Recorded) },
            { "customerDetails", new Doc { { "userId", customer.Id.Value } } },
            { "entryDetails", each.Entries.Select(entry => new Doc
            {
                { "ledgerEntryType", entry.IsCredit ? "CREDIT" : "DEBIT" },
                { "points", Points(entry.Points) },
                { "pointsCategory", entry.Category },
                { "programName", program },
                { "programId", call.Organisation },
            }).ToArray() },
            { "netPointsOnEvent", Points(each.Net) },
            { "netAlternateCurrenciesOnEvent", new Doc() },
            { "transactionDetails", row.BillId is { } bill ? await BillAsync(call, bill).ConfigureAwait(false) : new Doc() },
            { "store", row.Store ?? "" },
            { "storeCode", row.Store ?? "" },
            { "tillCode", row.Till ?? "" },
            { "eventDetails", new Doc { { "eventDate", Legacy(call, row.Effective) }, { "eventDateISO", call.Time(row.Effective) } } },
            { "sourceProgramId", call.Organisation },
            { "sourceProgramName", program },
            { "orgId", call.Organisation },
        };
    }

    private static async ValueTask<Doc> BillAsync(ApiCall call, BillId id)
    {
        var found = await call.Desk.Sales.GetBillAsync(id, call.Cancelled).ConfigureAwait(false);
        if (found.IsRefused) return new();
        var bill = found.Value;
        return new()
        {
            { "transactionId", bill.Bill.Value },
            { "transactionNumber", bill.Number },
            { "date", Legacy(call, bill.Time) },
            { "dateISO", call.Time(bill.Time) },
            { "amount", bill.Amount },
            { "grossBillAmount", bill.Amount + bill.Lines.Sum(line => line.Discount) },
            { "source", "instore" },
        };
    }
}
