using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>What a return gives back and takes back (transactions R28-R36, points R42, R50-R53): by lineage, never by recomputing.</summary>
internal static class ReturnDecisions
{
    /// <summary>The bill after a return, or why it is refused.</summary>
    public static (Bill? After, Refusal? Refusal) Apply(Bill bill, ReturnBill command, int minorUnits, Explanation trace)
    {
        var kind = command.Lines.Count > 0 ? ReturnKind.Lines : command.Amount is not null ? ReturnKind.Amount : ReturnKind.Full;
        var isUnclear = command.Lines.Count > 0 && command.Amount is not null;
        if (trace.Fails("return.kind_clear", "transactions R28", !isUnclear, isUnclear ? "lines and an amount" : "one kind", "lines, an amount or neither")) return (null, new ReturnKindUnclear());
        if (trace.Fails("return.left", "transactions R31", bill.Returned != ReturnState.Everything, bill.Returned, "something left")) return (null, new AllReturned(new(bill.Id)));
        var fits = (bill.Returned, kind) is (ReturnState.Nothing, _) or (ReturnState.SomeLines, ReturnKind.Lines) or (ReturnState.SomeAmount, ReturnKind.Amount);
        if (trace.Fails("return.kind", "transactions R31", fits, kind, bill.Returned == ReturnState.Nothing ? "any kind" : bill.Returned == ReturnState.SomeLines ? "lines" : "an amount"))
            return (null, new ReturnKindConflict(kind, bill.Returned == ReturnState.SomeLines ? "some lines" : "some amount"));
        return kind switch
        {
            ReturnKind.Full => (Full(bill), null),
            ReturnKind.Lines => Lines(bill, command.Lines, minorUnits, trace),
            _ => Amount(bill, command.Amount!.Value, trace),
        };
    }

    /// <summary>What lifetime purchases have fallen by once the bill has come back so far: cumulative, exact in the end.</summary>
    public static decimal PurchasesReturned(Bill bill, int minorUnits)
    {
        var (returned, whole) = BillShares.Of(bill, 0);
        return returned >= whole ? bill.Amount : decimal.Round(bill.Amount * returned / whole, minorUnits, MidpointRounding.AwayFromZero);
    }

    /// <summary>Points spent on the bill come back first, then its awards are taken back.</summary>
    public static ReturnEffect Move(
        AccountHand hand, ProgramSnapshot program, Bill after, IReadOnlyList<Lot> awards, IReadOnlyList<Redemption> redemptions, List<Redemption> changed,
        Explanation trace)
    {
        var rules = program.Program.Returns;
        var currency = program.PointsCurrency;
        var givenBack = 0L;
        if (rules.UsedPoints == UsedPointsReturn.RedemptionReference)
        {
            var (returned, whole) = BillShares.Of(after, 0);
            foreach (var redemption in redemptions)
            {
                var back = Math.Min(redemption.Left, Allocation.Cumulative(redemption.Units, returned, whole, redemption.CameBack));
                NoteShare(trace, "return.given_back", "transactions R35", program, redemption.Units, returned, whole, back);
                if (back == 0) continue;
                ReversalDecisions.PutBack(hand, currency, redemption.Draws, redemption.CameBack, back);
                changed.Add(redemption with { CameBack = redemption.CameBack + back });
                givenBack += back;
            }
        }
        if (redemptions.Count > 0) trace.Note("return.gives_back", "points R42", rules.UsedPoints != UsedPointsReturn.Off, rules.UsedPoints, program.Points(givenBack));
        trace.Note("return.takes_back", "points R50", rules.TakeBackPoints, rules.TakeBackPoints, true);
        if (!rules.TakeBackPoints) return new(0, givenBack, 0);
        var (takenBack, shortfall) = (0L, 0L);
        foreach (var award in awards)
        {
            var (returned, whole) = BillShares.Of(after, award.Line);
            var now = hand.Points.Lot(award.Currency, award.Number);
            var units = Allocation.Cumulative(now.Issued, returned, whole, now.Taken);
            NoteShare(trace, "return.taken_back", "transactions R33", program, now.Issued, returned, whole, units);
            var waived = TakeBackDecisions.Take(hand, award.Currency, award.Number, units, rules.AllowDebt);
            trace.Note("return.covered", "points R52", waived == 0, program.Points(units - waived), program.Points(units));
            takenBack += units - waived;
            shortfall += waived;
        }
        return new(takenBack, givenBack, shortfall);
    }

    private static void NoteShare(Explanation trace, string rule, string reference, ProgramSnapshot program, long of, decimal returned, decimal whole, long units)
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

    private static (Bill?, Refusal?) Lines(Bill bill, IReadOnlyList<ReturnLine> lines, int minorUnits, Explanation trace)
    {
        var back = new LineReturned[bill.Lines.Count];
        for (var i = 0; i < back.Length; i++) back[i] = bill.ReturnedOf(i);
        var named = new HashSet<int>();
        foreach (var line in lines)
        {
            var isKnown = line is not null && line.Line >= 1 && line.Line <= back.Length && named.Add(line.Line);
            var needed = trace.IsWanted ? Invariant($"1 to {back.Length}, each once") : "";
            if (trace.Fails("return.line_known", "transactions R32", isKnown, line?.Line, needed) || line is null) return (null, new ReturnLineUnknown(line?.Line ?? 0, back.Length));
            var own = bill.Lines[line.Line - 1];
            var before = back[line.Line - 1];
            var isQuantity = line.Quantity >= 0 && (line.Quantity != 0 || own.Quantity == 0) && decimal.Round(line.Quantity, 6) == line.Quantity;
            if (trace.Fails("bill.figures", "transactions R4", isQuantity, line.Quantity, "above 0 with up to 6 decimals (0 only for a line of quantity 0)"))
                return (null, new BillFigureInvalid("Lines.Quantity", line.Quantity, "above 0 with up to 6 decimals (0 only for a line of quantity 0)"));
            var left = before.IsWhole ? 0 : own.Quantity - before.Quantity;
            if (trace.Fails("return.quantity", "transactions R32", line.Quantity <= left && !before.IsWhole, line.Quantity, left)) return (null, new ReturnQuantityTooHigh(line.Line, line.Quantity, left));
            var quantity = before.Quantity + line.Quantity;
            var isWhole = quantity == own.Quantity;
            var amount = isWhole ? own.Amount : decimal.Round(own.Amount * quantity / own.Quantity, minorUnits, MidpointRounding.AwayFromZero);
            // A line's money given by hand may leave less than the share; what comes back is never negative.
            var money = line.Amount ?? Math.Max(0, Math.Min(amount, own.Amount) - before.Amount);
            if (trace.Fails("bill.figures", "transactions R4", money >= 0 && decimal.Round(money, 6) == money, money, "0 or more with up to 6 decimals")) return (null, new BillFigureInvalid("Lines.Amount", money, "0 or more with up to 6 decimals"));
            if (trace.Fails("return.amount", "transactions R32", money <= own.Amount - before.Amount, money, own.Amount - before.Amount)) return (null, new ReturnAmountTooHigh(money, own.Amount - before.Amount));
            back[line.Line - 1] = new(quantity, before.Amount + money, isWhole);
        }
        var everything = back.All(each => each.IsWhole);
        return (bill with
        {
            Returned = everything ? ReturnState.Everything : ReturnState.SomeLines,
            ReturnedLines = back,
            ReturnedAmount = back.Sum(each => each.Amount),
        }, null);
    }
}
