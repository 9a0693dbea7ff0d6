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
    public static IReadOnlyList<(string Category, Doc Body)> Closing(WireProgram program, PointsBalance balance, string? currency = null) =>
        [(LedgerEntry.Main, Closing(program, LedgerEntry.Main, balance.Points, currency)), (LedgerEntry.Promised, Closing(program, LedgerEntry.Promised, balance.Promised, currency))];

    private static Doc Closing(WireProgram program, string category, decimal points, string? currency)
    {
        var row = new Doc { { "pointsCategory", category }, { "programName", program.Definition.Name }, { "programId", program.Id }, { "closingBalance", Points(points) } };
        return currency is null ? row : row.With("alternateCurrencyName", currency);
    }

    public static async ValueTask<Doc> EntryAsync(ApiCall call, WireProgram program, CustomerDetails customer, LedgerEvent each)
    {
        var row = each.Row;
        return new()
        {
            { "eventLogId", row.Position },
            { "eventName", each.Name },
            { "customerId", customer.Id.Value },
            { "ledgerCreatedDate", Legacy(call, row.Recorded) },
            { "ledgerCreatedDateISO", call.Time(row.Recorded) },
            { "customerDetails", new Doc { { "userId", customer.Id.Value } } },
            { "entryDetails", each.Entries.Select(entry => Entry(program, entry)).ToArray() },
            { "netPointsOnEvent", Points(each.Net) },
            { "netAlternateCurrenciesOnEvent", NetOf(each) },
            { "transactionDetails", row.BillId is { } bill ? await BillAsync(call, bill).ConfigureAwait(false) : new Doc() },
            { "store", row.Store ?? "" },
            { "storeCode", row.Store ?? "" },
            { "tillCode", row.Till ?? "" },
            { "eventDetails", new Doc { { "eventDate", Legacy(call, row.Effective) }, { "eventDateISO", call.Time(row.Effective) } } },
            { "sourceProgramId", program.Id },
            { "sourceProgramName", program.Definition.Name },
            { "orgId", call.Organisation },
        };
    }

    private static Doc Entry(WireProgram program, LedgerEntry entry)
    {
        var doc = new Doc
        {
            { "ledgerEntryType", entry.IsCredit ? "CREDIT" : "DEBIT" },
            { "points", Points(entry.Points) },
            { "pointsCategory", entry.Category },
            { "programName", program.Definition.Name },
            { "programId", program.Id },
        };
        return entry.Currency is null ? doc : doc.With("alternateCurrencyName", entry.Currency);
    }

    private static Doc NetOf(LedgerEvent each)
    {
        var net = new Doc();
        foreach (var currency in each.Entries.Where(entry => entry.Currency is not null).GroupBy(entry => entry.Currency!, StringComparer.Ordinal))
            net.Add(currency.Key, Points(currency.Sum(entry => entry.IsCredit ? entry.Points : -entry.Points)));
        return net;
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
