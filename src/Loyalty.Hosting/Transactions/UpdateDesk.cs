namespace Loyalty.Hosting;

/// <summary>What became of a change of a bill: the bill as it stands after it, or why nothing changed.</summary>
internal sealed record UpdateResult
{
    public BillDetails? Bill { get; init; }

    public Refusal? Refusal { get; init; }

    public bool Replayed { get; init; }

    public IReadOnlyList<Warning> Warnings { get; init; } = [];
}

/// <summary>Hands changes of bills of both surfaces to the engine.</summary>
internal static class UpdateDesk
{
    public static async ValueTask<UpdateResult> UpdateAsync(ApiCall call, CustomerId? customer, SentUpdate sent, int? index)
    {
        var command = new UpdateBill
        {
            Bill = sent.Id is { } id ? new(id) : null,
            Number = sent.Id is null ? sent.Number : null,
            Customer = customer,
            Fields = sent.Fields,
            Extended = sent.Extended,
            Notes = sent.Notes,
            Delivery = sent.Delivery,
            Till = sent.Till,
            Lines = sent.Lines.Count == 0 ? [] : Named(await BillAsync(call, customer, sent).ConfigureAwait(false), sent.Lines),
        };
        var done = await call.Desk.Sales.UpdateBillAsync(command, call.Options(index), call.Cancelled).ConfigureAwait(false);
        if (done.IsRefused) return new() { Refusal = done.Refusal };
        var bill = await call.Desk.Sales.GetBillAsync(done.Value.Bill, call.Cancelled).ConfigureAwait(false);
        return new() { Bill = bill.OrThrow(), Replayed = done.Replayed, Warnings = done.Warnings };
    }

    /// <summary>The bill whose lines are named, as the engine will find it (transactions R42); null when it will find none.</summary>
    private static async ValueTask<BillDetails?> BillAsync(ApiCall call, CustomerId? customer, SentUpdate sent)
    {
        if (sent.Id is { } id)
        {
            var one = await call.Desk.Sales.GetBillAsync(new(id), call.Cancelled).ConfigureAwait(false);
            return one.IsRefused ? null : one.Value;
        }
        var found = await call.Desk.Sales.FindBillsAsync(sent.Number ?? "", call.Cancelled).ConfigureAwait(false);
        return found.IsRefused ? null : found.Value.Where(bill => !bill.IsReturn && (customer is null || bill.Customer == customer)).OrderBy(bill => bill.Time).LastOrDefault();
    }

    /// <summary>The wire names lines by id or code, the engine by their place; of lines with one code the first that is not named yet. Place 0 is none.</summary>
    private static List<UpdateBillLine> Named(BillDetails? bill, IReadOnlyList<SentUpdateLine> sent)
    {
        var lines = new List<UpdateBillLine>(sent.Count);
        foreach (var line in sent)
        {
            var place = line.Id is { } id ? (int)Math.Clamp(id, -1, int.MaxValue) : 0;
            for (var i = 0; line.Id is null && place == 0 && i < bill?.Lines.Count; i++)
                if (bill.Lines[i].Sku.Equals(line.ItemCode, StringComparison.OrdinalIgnoreCase) && lines.TrueForAll(each => each.Line != i + 1)) place = i + 1;
            lines.Add(new(place) { Fields = line.Fields, Extended = line.Extended });
        }
        return lines;
    }
}
