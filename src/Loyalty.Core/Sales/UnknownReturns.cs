using NodaTime;

namespace Loyalty;

/// <summary>Returns of purchases that are not known, where the program keeps them (transactions R29): never of points.</summary>
internal static class UnknownReturns
{
    /// <summary>Keeps the return; null where the program does not, or no customer is named.</summary>
    public static Bill? Keep(CommandContext context, ReturnBill command, ulong fingerprint)
    {
        var time = Ticks.Floor(command.Time ?? context.Options.EffectiveTime ?? context.Recorded);
        var program = context.Program(time);
        var rules = program.Program.Returns;
        if (command.OfBill is not null || BillChecks.Number(command.Of) is not null || time > context.Recorded || time < Ticks.Earliest) return null;
        var isKept = rules.KeepsUnknown || rules.CountsUnknown;
        context.Trace.Note("return.keeps_unknown", "transactions R29", isKept, isKept, true);
        if (!isKept || command.Customer is not { } customer || context.Member(customer) is not { } account) return null;
        if (command.Amount is { } given && BillChecks.Money("Amount", given) is not null) return null;
        var amount = command.Amount ?? 0;
        foreach (var line in command.Lines)
        {
            if (line?.Amount is { } money && BillChecks.Money("Lines.Amount", money) is not null) return null;
            amount += line?.Amount ?? 0;
        }
        if (BillChecks.Money("Amount", amount) is not null) return null;
        var hand = context.Take(account, time);
        var id = context.Work.NextId(Bill.All);
        hand.Begin(EntryKind.Return, new EntryFacts { Bill = id }, program.Version);
        if (rules.CountsUnknown) StandingCounts.Take(hand, program, Math.Min(amount, hand.Account.Get(TierSection.Kind).Purchases), time, false, context.Trace);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        var bill = new Bill
        {
            Id = id,
            Organisation = context.Organisation,
            Customer = customer.Value,
            Number = ReturnOriginals.NumberOf(context, command.Number, id),
            Place = context.Place,
            Time = time,
            Amount = amount,
            Lines = [],
            Position = hand.OwnEntry.Position,
            Fingerprint = fingerprint,
            More = new BillMore { UnknownOriginal = command.Of.Trim() },
        };
        context.Work.Put(Bill.All, id, bill);
        BillNumbers.AddReturn(context, bill);
        context.RememberKey(0, Bill.Normal(command.Number), fingerprint, bill.Position);
        return bill;
    }
}
