namespace Loyalty.Hosting;

/// <summary>A member's transfers, the newest first, read from its statement.</summary>
internal static class MemberTransfers
{
    private const int Most = 1000;

    public static async ValueTask<Answer> AnswerAsync(ApiCall call, CustomerDetails customer)
    {
        var transfers = new List<Doc>();
        long? before = null;
        do
        {
            var part = await call.Desk.Points.StatementAsync(new(customer.Id) { Limit = 1000, Before = before }, call.Cancelled).ConfigureAwait(false);
            if (part.IsRefused) return PointsV2Problems.Answer(call, part.Refusal);
            foreach (var row in part.Value.Rows)
            {
                if (row.Kind is not (EntryKind.TransferIn or EntryKind.TransferOut) || row.Counterpart is not { } other) continue;
                // Whoever was merged away since is shown as whom it was merged into.
                var counterpart = await call.Desk.Customers.StandingAsync(other, call.Cancelled).ConfigureAwait(false);
                if (counterpart.IsRefused) continue;
                transfers.Add(row.Kind == EntryKind.TransferIn ? PointsV2Wire.Transfer(call, WireProgram.Default(call), counterpart.Value, customer, row) : PointsV2Wire.Transfer(call, WireProgram.Default(call), customer, counterpart.Value, row));
            }
            before = part.Value.Next;
        }
        while (before is not null && transfers.Count < Most);
        return PointsV2Wire.Data(transfers);
    }
}
