using static System.FormattableString;

namespace Loyalty;

/// <summary>Reads of the queue of rejected bills.</summary>
internal static class RejectionReads
{
    public static Outcome<RejectedBillDetails> Get(CommandContext context, RejectionId id) =>
        RejectionFlow.Find(context, id) is { } found ? context.Accept(RejectionFlow.Show(context, found)) : new RejectionUnknown(id);

    public static Outcome<Page<RejectedBillDetails>> List(CommandContext context, ListRejectedBills command)
    {
        if (command.Limit is < 1 or > 1000) return new InvalidValue("Limit", Invariant($"{command.Limit}"), "1 to 1,000");
        if (command.After < 0) return new InvalidValue("After", Invariant($"{command.After}"), "0 or above");
        if (command.Number is { } number && BillChecks.Number(number) is { } unfit) return unfit;
        var found = new List<RejectedBillDetails>();
        var rows = new List<KeyValuePair<RecordKey, RejectedBill>>();
        var from = command.After;
        do
        {
            context.Work.Scan(RejectedBill.All, KeyRange.After(new RecordKey(from)), command.Limit, false, rows);
            foreach (var (key, rejected) in rows)
            {
                if (rejected.Organisation == context.Organisation && Matches(context, rejected, command)) found.Add(RejectionFlow.Show(context, rejected));
                from = key.Number;
                if (found.Count == command.Limit) return context.Accept(new Page<RejectedBillDetails>(found, from));
            }
        }
        while (rows.Count == command.Limit);
        return context.Accept(new Page<RejectedBillDetails>(found, null));
    }

    private static bool Matches(CommandContext context, RejectedBill rejected, ListRejectedBills wanted) =>
        (wanted.State is not { } state || rejected.State == state)
        && (wanted.Customer is not { } customer || (rejected.Bill.Customer != default && CustomerAlias.Standing(context.Work, rejected.Bill.Customer.Value) == CustomerAlias.Standing(context.Work, customer.Value)))
        && (wanted.Number is not { } number || Bill.Normal(rejected.Bill.Number) == Bill.Normal(number))
        && (wanted.Cause is not { } cause || rejected.Reasons.Any(reason => reason.Cause == cause))
        && (wanted.From is not { } since || rejected.RejectedAt >= since)
        && (wanted.Until is not { } until || rejected.RejectedAt < until);
}
