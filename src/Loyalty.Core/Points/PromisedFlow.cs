namespace Loyalty;

/// <summary>How promised points are converted by hand (points R21).</summary>
internal static class PromisedFlow
{
    public static Outcome<PromisedConverted> Convert(CommandContext context, ConvertPromised command)
    {
        var trace = context.Trace;
        if ((PlaceDecisions.Resolve(context) ?? BillChecks.Missing("Lines", command.Lines, "a list, which may be empty")) is { } unfit) return unfit;
        var print = FingerprintOf(command);
        var (first, conflict) = context.RepeatedKey(context.Owner(command.Customer).Key, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Told(context, command, first), replayed: true);
        if (context.Member(command.Customer, out var account) is { } unknown) return unknown;
        if (trace.Fails("promised.bill", "points R21", PurchaseOf(context, command.Customer, command.Bill) is not null, command.Bill.Value, "a purchase of the member")) return new PromisedBillUnknown(command.Bill);
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        effective = context.NotLate(account!, effective);
        var program = context.Program(effective);
        var hand = context.Take(account!, effective);
        var lots = Promised(hand, program.PointsCurrency, command);
        if (trace.Fails("promised.lots", "points R21", lots.Length > 0, lots.Length, "one or more")) return new NothingPromised(command.Bill);
        hand.Begin(EntryKind.PromisedConversion, new EntryFacts { OfBill = command.Bill.Value }, program.Version);
        Clockwork.ConvertNow(hand, lots);
        var position = RedemptionFlow.Close(context, hand);
        context.RememberKey(context.Owner(command.Customer).Key, null, print, position);
        return context.Accept(Told(context, command, hand.OwnEntry));
    }

    /// <summary>The purchase of a member with an id, or null.</summary>
    internal static Bill? PurchaseOf(CommandContext context, CustomerId customer, BillId id) =>
        id.Value > 0 && context.Work.Find(Bill.All, id.Value) is { IsReturn: false } bill && bill.Organisation == context.Organisation
        && CustomerAlias.Standing(context.Work, bill.Customer) == customer.Value ? bill : null;

    private static Lot[] Promised(AccountHand hand, int currency, ConvertPromised command) =>
        [.. hand.Points.Pool(currency).Lots.ToArray().Where(lot => lot.Promised > 0 && lot.Bill == command.Bill.Value && (command.Lines.Count == 0 || command.Lines.Contains(lot.Line)))];

    private static PromisedConverted Told(CommandContext context, ConvertPromised command, JournalEntry entry)
    {
        var program = RedemptionFlow.Program(context, entry);
        PointsWarnings.Settled(context, program, entry);
        return new(command.Customer, command.Bill, program.Points(PointsWarnings.Moved(program, entry, Bucket.Promised, Bucket.Available)), EntryAnswers.Balance(program, entry), entry.Position);
    }

    private static ulong FingerprintOf(ConvertPromised command)
    {
        var print = new Fingerprint("convert_promised").With("bill", command.Bill.Value);
        foreach (var line in command.Lines.Order()) print.With("line", line);
        return print.Value();
    }
}
