using NodaTime;

namespace Loyalty;

/// <summary>Which purchase a return is of (transactions R29).</summary>
internal static class ReturnOriginals
{
    /// <summary>By id, else by number: the caller's own till first, then its store, then the organisation; of the customer and time given.</summary>
    public static (Bill? Bill, Refusal? Refusal) Find(CommandContext context, ReturnBill command)
    {
        if (command.OfBill is { } id)
        {
            if (id.Value <= 0 || context.Work.Find(Bill.All, id.Value) is not { } byId || byId.Organisation != context.Organisation || !IsBilledThen(context, command, byId)) return (null, new BillUnknown(id.ToString()));
            if (byId.IsReturn) return (null, new BillIsReturn(id));
            return Theirs(context, command, byId);
        }
        if (BillChecks.Number(command.Of) is not null) return (null, new BillUnknown(Text.Shown(command.Of ?? "")));
        var bills = BillNumbers.Find(context, command.Of).Where(bill => bill.More is not { Outlier: BillOutlier.Retro } && IsBilledThen(context, command, bill)).ToArray();
        if (bills.Length > 1 && command.Customer is { } customer && bills.Where(bill => CustomerAlias.Standing(context.Work, bill.Customer) == customer.Value).ToArray() is { Length: > 0 } theirs) bills = theirs;
        if (bills.Length > 1) bills = Narrowed(context, bills);
        return bills.Length switch
        {
            0 => (null, new BillUnknown(Text.Shown(command.Of))),
            1 => Theirs(context, command, bills[0]),
            _ => (null, new BillAmbiguous(Text.Shown(command.Of), [.. bills.Select(bill => new BillId(bill.Id))])),
        };
    }

    /// <summary>The command with its amounts in the base currency, by the purchase's own ratio (transactions R8).</summary>
    public static Refusal? InBase(Bill bill, ReturnBill command, ProgramSnapshot program, Explanation trace, out ReturnBill inBase)
    {
        inBase = command;
        var currency = program.Organisation.Currency;
        if (command.Currency is not { } given || given == currency) return null;
        if (trace.Fails("bill.currency", "transactions R8", bill.More?.Local?.Currency == given, given, bill.More?.Local?.Currency ?? currency)) return new BillCurrencyWrong(Text.Shown(given), currency);
        var ratio = bill.More!.Local!.Ratio;
        if (command.Amount is { } amount)
        {
            if (BillChecks.Money("Amount", amount) is { } fault) return fault;
            inBase = command.With(program.Bills.Money(amount * ratio), command.Lines);
        }
        var lines = new ReturnLine[command.Lines.Count];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = command.Lines[i];
            if (lines[i]?.Amount is not { } money) continue;
            if (BillChecks.Money("Lines.Amount", money) is { } fault) return fault;
            lines[i] = lines[i] with { Amount = program.Bills.Money(money * ratio) };
        }
        inBase = inBase.With(inBase.Amount, lines);
        return null;
    }

    /// <summary>The return's own number as given; of one without, one that no other has.</summary>
    public static string NumberOf(CommandContext context, string given, long id)
    {
        var number = given.Trim();
        if (number.Length > 0) return number;
        var made = FormattableString.Invariant($"#R{id}");
        for (var again = 2; BillNumbers.FindReturns(context, made).Count > 0; again++) made = FormattableString.Invariant($"#R{id}-{again}");
        return made;
    }

    /// <summary>What a return lets its caller know of its purchase; a repeat is told the same.</summary>
    public static void Warn(CommandContext context, Bill returned, ReturnBill command)
    {
        if (returned.More?.UnknownOriginal is { } number) context.Warn(new ReturnOfUnknown(number));
        if (returned.OfBill == 0) return;
        if (command.Type == BillType.NotInterested && !returned.IsAnonymous) context.Warn(new ReturnOfLoyaltyBill(new(returned.OfBill)));
        if (command.Lines.Count == 0 || context.Work.Find(Bill.All, returned.OfBill) is not { } bill) return;
        foreach (var line in command.Lines)
        {
            var index = line.Line > 0 ? line.Line - 1 : Enumerable.Range(0, bill.Lines.Count).FirstOrDefault(i => bill.Lines[i].Sku == line.Sku);
            if (index < bill.Lines.Count && bill.Lines[index].Details is { Returnable: true, ReturnableDays: null }) context.Warn(new ReturnDaysMissing(index + 1));
        }
    }

    private static (Bill? Bill, Refusal? Refusal) Theirs(CommandContext context, ReturnBill command, Bill bill)
    {
        if (command.Customer is { } customer && context.Trace.Fails("return.customer", "transactions R29", CustomerAlias.Standing(context.Work, bill.Customer) == customer.Value, bill.Customer, customer.Value)) return (null, new ReturnOfAnother(customer));
        return (bill, null);
    }

    private static bool IsBilledThen(CommandContext context, ReturnBill command, Bill bill) =>
        (command.PurchaseTime is not { } time || Ticks.Floor(time) == bill.Time)
        && (command.PurchaseDate is not { } date || bill.Time.InZone(context.Program(bill.Time).OrganisationZone).Date == date);

    private static Bill[] Narrowed(CommandContext context, Bill[] bills)
    {
        if (context.Place == 0) return bills.Where(bill => bill.Place == 0).ToArray() is { Length: 1 } nowhere ? nowhere : bills;
        if (bills.Where(bill => bill.Place == context.Place).ToArray() is { Length: > 0 } here) return here;
        var store = context.Work.Find(Place.ByNumber, context.Place)?.Store;
        return bills.Where(bill => bill.Place != 0 && context.Work.Find(Place.ByNumber, bill.Place)?.Store == store).ToArray() is { Length: > 0 } inStore ? inStore : bills;
    }
}
