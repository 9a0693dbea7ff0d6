using NodaTime;

namespace Loyalty;

/// <summary>What a return gives back and takes back (transactions R28-R36, points R42, R50-R53): by lineage, never by recomputing.</summary>
internal static class ReturnDecisions
{
    /// <summary>The bill after a return, or why it is refused.</summary>
    public static (Bill? After, Refusal? Refusal) Apply(Bill bill, ReturnBill command, int minorUnits)
    {
        var kind = command.Lines.Count > 0 ? ReturnKind.Lines : command.Amount is not null ? ReturnKind.Amount : ReturnKind.Full;
        if (command.Lines.Count > 0 && command.Amount is not null) return (null, new ReturnKindUnclear());
        if (bill.Returned == ReturnState.Everything) return (null, new AllReturned(new(bill.Id)));
        return (bill.Returned, kind) switch
        {
            (ReturnState.Nothing, ReturnKind.Full) => (Full(bill), null),
            (_, ReturnKind.Full) or (ReturnState.SomeLines, ReturnKind.Amount) or (ReturnState.SomeAmount, ReturnKind.Lines) =>
                (null, new ReturnKindConflict(kind, bill.Returned == ReturnState.SomeLines ? "some lines" : "some amount")),
            (_, ReturnKind.Lines) => Lines(bill, command.Lines, minorUnits),
            _ => Amount(bill, command.Amount!.Value),
        };
    }

    /// <summary>How much of an award has come back with what has come back of the bill (transactions R33): returned and whole.</summary>
    public static (decimal Returned, decimal Whole) ShareOf(Bill bill, int line)
    {
        if (bill.Returned == ReturnState.Everything && bill.ReturnedLines.Count == 0) return (1, 1);
        if (bill.ReturnedLines.Count == 0) return (bill.ReturnedAmount, bill.Amount);
        if (line > 0)
        {
            var (own, back) = (bill.Lines[line - 1], bill.ReturnedLines[line - 1]);
            if (back.IsWhole && back.Amount >= own.Amount) return (1, 1);
            return own.Amount != 0 ? (back.Amount, own.Amount) : (back.Quantity, own.Quantity);
        }
        var sum = bill.Lines.Sum(each => each.Amount);
        if (sum != 0) return (bill.ReturnedLines.Sum(each => each.Amount), sum);
        var pieces = bill.Lines.Sum(each => each.Quantity);
        return pieces != 0 ? (bill.ReturnedLines.Sum(each => each.Quantity), pieces) : (bill.ReturnedLines.Count(each => each.IsWhole), bill.Lines.Count);
    }

    /// <summary>What lifetime purchases have fallen by once the bill has come back so far: cumulative, exact in the end.</summary>
    public static decimal PurchasesReturned(Bill bill, int minorUnits)
    {
        var (returned, whole) = ShareOf(bill, 0);
        return returned >= whole ? bill.Amount : decimal.Round(bill.Amount * returned / whole, minorUnits, MidpointRounding.AwayFromZero);
    }

    /// <summary>Points spent on the bill come back first, then its awards are taken back.</summary>
    public static ReturnEffect Move(
        AccountHand hand, ProgramSnapshot program, Bill after, IReadOnlyList<Lot> awards, IReadOnlyList<Redemption> redemptions, List<Redemption> changed)
    {
        var rules = program.Program.Returns;
        var currency = program.PointsCurrency;
        var givenBack = 0L;
        if (rules.UsedPoints == UsedPointsReturn.RedemptionReference)
        {
            var (returned, whole) = ShareOf(after, 0);
            foreach (var redemption in redemptions)
            {
                var back = Math.Min(redemption.Left, Allocation.Cumulative(redemption.Units, returned, whole, redemption.CameBack));
                if (back == 0) continue;
                ReversalDecisions.PutBack(hand, currency, redemption.Draws, redemption.CameBack, back);
                changed.Add(redemption with { CameBack = redemption.CameBack + back });
                givenBack += back;
            }
        }
        if (!rules.TakeBackPoints) return new(0, givenBack, 0);
        var (takenBack, shortfall) = (0L, 0L);
        foreach (var award in awards)
        {
            var (returned, whole) = ShareOf(after, award.Line);
            var now = hand.Points.Lot(award.Currency, award.Number);
            var units = Allocation.Cumulative(now.Issued, returned, whole, now.Taken);
            var waived = TakeBackDecisions.Take(hand, award.Currency, award.Number, units, rules.AllowDebt);
            takenBack += units - waived;
            shortfall += waived;
        }
        return new(takenBack, givenBack, shortfall);
    }

    private static Bill Full(Bill bill) => bill with { Returned = ReturnState.Everything, ReturnedAmount = bill.Amount };

    private static (Bill?, Refusal?) Amount(Bill bill, decimal amount)
    {
        var left = bill.Amount - bill.ReturnedAmount;
        if (amount <= 0 || decimal.Round(amount, 6) != amount) return (null, new BillFigureInvalid("Amount", amount, "above 0 with up to 6 decimals"));
        if (amount > left) return (null, new ReturnAmountTooHigh(amount, left));
        var isAll = amount == left;
        return (bill with { Returned = isAll ? ReturnState.Everything : ReturnState.SomeAmount, ReturnedAmount = bill.ReturnedAmount + amount }, null);
    }

    private static (Bill?, Refusal?) Lines(Bill bill, IReadOnlyList<ReturnLine> lines, int minorUnits)
    {
        var back = new LineReturned[bill.Lines.Count];
        for (var i = 0; i < back.Length; i++) back[i] = bill.ReturnedOf(i);
        var named = new HashSet<int>();
        foreach (var line in lines)
        {
            if (line is null || line.Line < 1 || line.Line > back.Length || !named.Add(line.Line)) return (null, new ReturnLineUnknown(line?.Line ?? 0, back.Length));
            var own = bill.Lines[line.Line - 1];
            var before = back[line.Line - 1];
            if (line.Quantity < 0 || (line.Quantity == 0 && own.Quantity != 0) || decimal.Round(line.Quantity, 6) != line.Quantity)
                return (null, new BillFigureInvalid("Lines.Quantity", line.Quantity, "above 0 with up to 6 decimals (0 only for a line of quantity 0)"));
            if (line.Quantity > own.Quantity - before.Quantity || before.IsWhole)
                return (null, new ReturnQuantityTooHigh(line.Line, line.Quantity, before.IsWhole ? 0 : own.Quantity - before.Quantity));
            var quantity = before.Quantity + line.Quantity;
            var isWhole = quantity == own.Quantity;
            var amount = isWhole ? own.Amount : decimal.Round(own.Amount * quantity / own.Quantity, minorUnits, MidpointRounding.AwayFromZero);
            // A line's money given by hand may leave less than the share; what comes back is never negative.
            var money = line.Amount ?? Math.Max(0, Math.Min(amount, own.Amount) - before.Amount);
            if (money < 0 || decimal.Round(money, 6) != money) return (null, new BillFigureInvalid("Lines.Amount", money, "0 or more with up to 6 decimals"));
            if (money > own.Amount - before.Amount) return (null, new ReturnAmountTooHigh(money, own.Amount - before.Amount));
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
