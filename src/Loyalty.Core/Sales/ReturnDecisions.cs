using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>What a return gives back and takes back (transactions R28-R36, points R42, R50-R53): by lineage, never by recomputing.</summary>
internal static class ReturnDecisions
{
    /// <summary>How the command wants its purchase back.</summary>
    public static ReturnKind KindOf(ReturnBill command) => command.Kind ?? (command.Lines.Count > 0 ? ReturnKind.Lines : command.Amount is not null ? ReturnKind.Amount : ReturnKind.Full);

    /// <summary>What a return must be before its purchase is looked for (transactions R28).</summary>
    public static Refusal? Check(ReturnBill command, ReturnRules rules, Explanation trace)
    {
        var kind = KindOf(command);
        if (trace.Fails("return.allowed", "transactions R28", rules.Allowed, rules.Allowed, true)) return new ReturnsOff("all");
        var isAllowed = kind switch
        {
            ReturnKind.Full => rules.FullAllowed,
            ReturnKind.Lines => rules.LinesAllowed,
            ReturnKind.Amount => rules.AmountAllowed,
            _ => command.Lines.Count > 0 ? rules.LinesAllowed : rules.FullAllowed,
        };
        if (trace.Fails("return.kind_allowed", "transactions R28", isAllowed, kind, "an allowed kind")) return new ReturnsOff(kind.ToString());
        var isKind = Enum.IsDefined(kind) && Enum.IsDefined(command.Type) && (kind, command.Type) is not (ReturnKind.Cancelled, BillType.NotInterested);
        if (trace.Fails("return.kind_known", "transactions R28", isKind, kind, "a kind of return"))
            return new ReturnKindInvalid(Enum.IsDefined(kind) ? kind.ToString() : kind.ToString("D"), command.Type == BillType.NotInterested ? "Full, Lines, Amount" : "Full, Lines, Amount, Cancelled");
        var isUnclear = command.Kind is null && command.Lines.Count > 0 && command.Amount is not null;
        return trace.Fails("return.kind_clear", "transactions R28", !isUnclear, isUnclear ? "lines and an amount" : "one kind", "lines, an amount or neither") ? new ReturnKindUnclear() : null;
    }

    /// <summary>The bill after a return, or why it is refused.</summary>
    public static (Bill? After, Refusal? Refusal) Apply(Bill bill, ReturnBill command, Instant time, ProgramSnapshot program, Explanation trace)
    {
        var kind = KindOf(command);
        if (trace.Fails("return.not_cancelled", "transactions R30", bill.More is not { IsCancellation: true }, bill.More?.IsCancellation ?? false, false)) return (null, new ReturnOfCancelled(new(bill.Id)));
        if (trace.Fails("return.left", "transactions R31", bill.Returned != ReturnState.Everything, bill.Returned, "something left")) return (null, new AllReturned(new(bill.Id)));
        var byLines = kind == ReturnKind.Lines || (kind == ReturnKind.Cancelled && (command.Lines.Count > 0 || bill.Returned == ReturnState.SomeLines));
        var fits = bill.Returned switch
        {
            ReturnState.SomeLines => byLines,
            ReturnState.SomeAmount => kind == ReturnKind.Amount,
            _ => true,
        };
        if (trace.Fails("return.kind", "transactions R31", fits, kind, bill.Returned == ReturnState.Nothing ? "any kind" : bill.Returned == ReturnState.SomeLines ? "lines" : "an amount"))
            return (null, new ReturnKindConflict(kind, bill.Returned == ReturnState.SomeLines ? "some lines" : "some amount"));
        if (kind == ReturnKind.Lines && trace.Fails("return.lines_named", "transactions R32", command.Lines.Count > 0, command.Lines.Count, "at least one line")) return (null, new ReturnLinesMissing());
        if (kind == ReturnKind.Amount) return Amount(bill, command.Amount ?? 0, trace);
        if (!byLines) return (Cancelled(Full(bill), kind), null);
        var (after, refusal) = ReturnLines.Apply(bill, command.Lines.Count > 0 ? command.Lines : ReturnLines.Left(bill), time, program, trace);
        return after is null ? (null, refusal) : (after.Returned == ReturnState.Everything ? Cancelled(after, kind) : after, null);
    }

    private static Bill Cancelled(Bill bill, ReturnKind kind) => kind == ReturnKind.Cancelled ? bill with { More = (bill.More ?? BillMore.None) with { IsCancellation = true } } : bill;

    /// <summary>What lifetime purchases have fallen by once the bill has come back so far: cumulative, exact in the end.</summary>
    public static decimal PurchasesReturned(Bill bill, int minorUnits)
    {
        var (returned, whole) = BillShares.Of(bill, 0);
        return returned >= whole ? bill.Amount : decimal.Round(bill.Amount * returned / whole, minorUnits, MidpointRounding.AwayFromZero);
    }

    /// <summary>The purchase's awards are taken back; points spent on it have come back before.</summary>
    public static ReturnEffect Move(AccountHand hand, ProgramSnapshot program, Bill after, IReadOnlyList<Lot> awards, long givenBack, Explanation trace)
    {
        var rules = program.Program.Returns;
        trace.Note("return.takes_back", "points R50", rules.TakeBackPoints, rules.TakeBackPoints, true);
        if (!rules.TakeBackPoints) return new(0, givenBack, 0);
        var (takenBack, shortfall) = (0L, 0L);
        foreach (var award in awards)
        {
            var into = program.In(award.Currency)!;
            if (into.Currency is { Returnable: false } kept)
            {
                trace.Note("return.currency", "points R72", false, kept.Name, "a currency that comes back");
                continue;
            }
            var (returned, whole) = BillShares.Of(after, award.Line);
            var now = hand.Points.Lot(award.Currency, award.Number);
            var units = Allocation.Cumulative(now.Issued, returned, whole, now.Taken);
            NoteShare(trace, "return.taken_back", "transactions R33", into, now.Issued, returned, whole, units);
            var waived = TakeBackDecisions.Take(hand, award.Currency, award.Number, units, rules.AllowDebt);
            trace.Note("return.covered", "points R52", waived == 0, into.Points(units - waived), into.Points(units));
            if (award.Currency != program.PointsCurrency) continue;
            takenBack += units - waived;
            shortfall += waived;
        }
        return new(takenBack, givenBack, shortfall);
    }

    public static void NoteShare(Explanation trace, string rule, string reference, ProgramSnapshot program, long of, decimal returned, decimal whole, long units)
    {
        if (trace.IsWanted) trace.Note(rule, reference, units > 0, Invariant($"{returned} of {whole}, {program.Points(of)} points"), program.Points(units));
    }

    private static Bill Full(Bill bill) => bill with { Returned = ReturnState.Everything, ReturnedAmount = bill.Amount };

    private static (Bill?, Refusal?) Amount(Bill bill, decimal amount, Explanation trace)
    {
        var left = bill.Amount - bill.ReturnedAmount;
        if (trace.Fails("bill.figures", "transactions R4", amount > 0 && decimal.Round(amount, 6) == amount, amount, "above 0 with up to 6 decimals")) return (null, new BillFigureInvalid("Amount", amount, "above 0 with up to 6 decimals"));
        if (trace.Fails("return.amount", "transactions R32", amount <= left, amount, left)) return (null, new ReturnAmountTooHigh(amount, left));
        var isAll = amount == left;
        return (bill with { Returned = isAll ? ReturnState.Everything : ReturnState.SomeAmount, ReturnedAmount = bill.ReturnedAmount + amount }, null);
    }
}
