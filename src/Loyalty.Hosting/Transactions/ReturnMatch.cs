using NodaTime;

namespace Loyalty.Hosting;

/// <summary>
/// Which bill and which of its lines a return names (transactions R29, R32): the wire names lines by id, serial, rate and code, the engine by
/// their place on the bill. What may be returned of them the engine decides.
/// </summary>
internal sealed record ReturnMatch
{
    public BillDetails? Bill { get; private init; }

    public IReadOnlyList<ReturnLine> Lines { get; private init; } = [];

    public Instant? Time { get; private init; }

    public ReturnFault? Fault { get; private init; }

    public static async ValueTask<ReturnMatch> FindAsync(ApiCall call, CustomerId? customer, SentBill sent, Instant? time, Instant? purchased, bool isDay)
    {
        IReadOnlyList<BillDetails> bills;
        if (sent.Id is { } id)
        {
            var found = await call.Desk.Sales.GetBillAsync(new(id), call.Cancelled).ConfigureAwait(false);
            bills = found.IsRefused ? [] : [found.Value];
        }
        else
        {
            var found = await call.Desk.Sales.FindBillsAsync(sent.Number, call.Cancelled).ConfigureAwait(false);
            bills = found.IsRefused ? [] : found.Value;
        }
        BillDetails[] purchases = [.. bills.Where(bill => !bill.IsReturn)];
        if (purchases.Length == 0) return new() { Fault = ReturnFault.NoBill };
        // Of nobody: nobody's, or else a customer's, of which the engine warns (transactions R29).
        if (customer is null) purchases = purchases.Any(bill => bill.Type == BillType.NotInterested) ? [.. purchases.Where(bill => bill.Type == BillType.NotInterested)] : purchases;
        else purchases = [.. purchases.Where(bill => bill.Customer == customer && bill.Type == BillType.Regular)];
        if (purchases.Length == 0) return new() { Fault = sent.Id is null ? ReturnFault.AnothersByNumber : ReturnFault.AnothersById };
        if (purchased is { } then) purchases = [.. purchases.Where(bill => isDay ? bill.Time.InZone(call.Zone).Date == then.InZone(call.Zone).Date : bill.Time == then)];
        if (purchases.Length != 1) return new() { Fault = purchases.Length == 0 ? ReturnFault.NoBill : ReturnFault.Several };
        if (sent.ReturnType is "FULL" or "AMOUNT") return new() { Bill = purchases[0], Time = time };
        if (sent.Lines.Count == 0) return new() { Fault = ReturnFault.NoLines };
        return Lined(purchases[0], sent.Lines) is { } lines ? new() { Bill = purchases[0], Lines = lines, Time = time } : new() { Fault = ReturnFault.NoLine };
    }

    private static List<ReturnLine>? Lined(BillDetails bill, IReadOnlyList<SentLine> sent)
    {
        var left = bill.Lines.Select((line, i) => line.Quantity - bill.ReturnedQuantities[i]).ToArray();
        var lines = new List<ReturnLine>(sent.Count);
        foreach (var line in sent)
        {
            var at = Place(bill, line, left);
            if (at < 0) return null;
            left[at] -= line.Quantity;
            var before = lines.FindIndex(each => each.Line == at + 1);
            // A line may be named in parts; the engine wants each once.
            if (before < 0) lines.Add(new(at + 1, line.Quantity) { Amount = line.Amount });
            else lines[before] = new(at + 1, lines[before].Quantity + line.Quantity) { Amount = lines[before].Amount is { } amount && line.Amount is { } more ? amount + more : null };
        }
        return lines;
    }

    private static int Place(BillDetails bill, SentLine sent, decimal[] left)
    {
        int[] sameCode = [.. Enumerable.Range(0, bill.Lines.Count).Where(i => bill.Lines[i].Sku.Equals(sent.ItemCode, StringComparison.OrdinalIgnoreCase))];
        if (sameCode.Length == 0) return -1;
        if (sent.Serial is { } serial && sameCode.Contains((int)Math.Clamp(serial - 1, -1, 10_000))) return (int)serial - 1;
        var sameRate = sent.Rate is { } rate ? Array.FindAll(sameCode, i => bill.Lines[i].Quantity != 0 && (bill.Lines[i].Amount + bill.Lines[i].Discount) / bill.Lines[i].Quantity == rate) : [];
        foreach (var candidates in (int[][])[sameRate, sameCode])
            foreach (var i in candidates)
                if (left[i] > 0) return i;
        // Nothing is left of any: the engine says so of the first.
        return sameCode[0];
    }
}

/// <summary>Why a return's bill or line was not found.</summary>
internal enum ReturnFault
{
    NoBill,
    AnothersByNumber,
    AnothersById,
    Several,
    NoLines,
    NoLine,
}
