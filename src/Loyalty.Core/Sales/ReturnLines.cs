using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>The lines of a return: which they are, whether they may come back, and how much of them (transactions R32).</summary>
internal static class ReturnLines
{
    /// <summary>All that is left of a bill's lines.</summary>
    public static IReadOnlyList<ReturnLine> Left(Bill bill) =>
        [.. Enumerable.Range(0, bill.Lines.Count).Where(i => !bill.ReturnedOf(i).IsWhole).Select(i => new ReturnLine(i + 1, bill.Lines[i].Quantity - bill.ReturnedOf(i).Quantity))];

    public static (Bill?, Refusal?) Apply(Bill bill, IReadOnlyList<ReturnLine> lines, Instant time, ProgramSnapshot program, Explanation trace)
    {
        var back = new LineReturned[bill.Lines.Count];
        for (var i = 0; i < back.Length; i++) back[i] = bill.ReturnedOf(i);
        var named = new HashSet<int>();
        foreach (var line in lines)
        {
            var (number, unknown) = Find(bill, line, back, named, trace);
            if (unknown is not null) return (null, unknown);
            var own = bill.Lines[number - 1];
            var before = back[number - 1];
            var isQuantity = line.Quantity >= 0 && (line.Quantity != 0 || own.Quantity == 0) && decimal.Round(line.Quantity, 6) == line.Quantity;
            if (trace.Fails("bill.figures", "transactions R4", isQuantity, line.Quantity, QuantityAllowed)) return (null, new BillFigureInvalid("Lines.Quantity", line.Quantity, QuantityAllowed));
            if (trace.Fails("return.quantity_purchased", "transactions R32", line.Quantity <= own.Quantity, line.Quantity, own.Quantity)) return (null, new ReturnQuantityAbovePurchased(number, line.Quantity, own.Quantity));
            var left = before.IsWhole ? 0 : own.Quantity - before.Quantity;
            if (trace.Fails("return.quantity", "transactions R32", line.Quantity <= left && !before.IsWhole, line.Quantity, left)) return (null, new ReturnQuantityTooHigh(number, line.Quantity, left));
            var quantity = before.Quantity + line.Quantity;
            var isWhole = quantity == own.Quantity;
            var worth = bill.WorthOf(number - 1);
            var amount = isWhole ? worth : bill.WorthOf(number - 1, quantity, program.MinorUnits);
            // A line's money given by hand may leave less than the share; what comes back is never negative.
            var money = line.Amount ?? Math.Max(0, Math.Min(amount, worth) - before.Amount);
            if (trace.Fails("bill.figures", "transactions R4", money >= 0 && decimal.Round(money, 6) == money, money, "0 or more with up to 6 decimals")) return (null, new BillFigureInvalid("Lines.Amount", money, "0 or more with up to 6 decimals"));
            if (trace.Fails("return.line_amount", "transactions R32", money <= worth - before.Amount, money, worth - before.Amount)) return (null, new ReturnLineAmountTooHigh(number, money, worth - before.Amount));
            if (NotReturnable(bill, number, time, program, trace) is { } not) return (null, not);
            back[number - 1] = new(quantity, before.Amount + money, isWhole);
        }
        var everything = back.All(each => each.IsWhole);
        return (bill with
        {
            Returned = everything ? ReturnState.Everything : ReturnState.SomeLines,
            ReturnedLines = back,
            ReturnedAmount = back.Sum(each => each.Amount),
        }, null);
    }

    private const string QuantityAllowed = "above 0 with up to 6 decimals (0 only for a line of quantity 0)";

    /// <summary>The line meant: by number, else by item and serial number, item and rate, item alone; the first with something left.</summary>
    private static (int Number, Refusal? Unknown) Find(Bill bill, ReturnLine? line, LineReturned[] back, HashSet<int> named, Explanation trace)
    {
        if (line is not { Line: 0, Sku: { } sku })
        {
            var isKnown = line is not null && line.Line >= 1 && line.Line <= back.Length && named.Add(line.Line);
            var needed = trace.IsWanted ? Invariant($"1 to {back.Length}, each once") : "";
            return trace.Fails("return.line_known", "transactions R32", isKnown, line?.Line, needed) ? (0, new ReturnLineUnknown(line?.Line ?? 0, back.Length)) : (line!.Line, null);
        }
        var ofItem = Enumerable.Range(0, back.Length).Where(i => bill.Lines[i].Sku == sku).ToArray();
        if (line.Serial is { } serial) ofItem = [.. ofItem.Where(i => bill.Lines[i].Details?.Serial == serial)];
        else if (line.Rate is { } rate) ofItem = [.. ofItem.Where(i => bill.Lines[i].Details?.Rate == rate)];
        int? found = ofItem.Length == 0 ? null : ofItem.FirstOrDefault(i => !back[i].IsWhole, ofItem[0]);
        if (trace.Fails("return.line_known", "transactions R32", found is not null, sku, "an item of the bill"))
            return (0, bill.Lines.Any(each => each.Details?.Parts.Any(part => part.Sku == sku) == true) ? new ReturnOfPart(Text.Shown(sku)) : new ReturnItemUnknown(Text.Shown(sku)));
        named.Add(found!.Value + 1);
        return (found.Value + 1, null);
    }

    private static Refusal? NotReturnable(Bill bill, int number, Instant time, ProgramSnapshot program, Explanation trace)
    {
        if (bill.Lines[number - 1].Details is not { } details) return null;
        if (trace.Fails("return.returnable", "transactions R32", details.Returnable != false, details.Returnable ?? true, true)) return new LineNotReturnable(number);
        if (details.ReturnableDays is not { } days || days < 0) return null;
        var (bought, back) = (bill.Time.InZone(program.OrganisationZone).Date, time.InZone(program.OrganisationZone).Date);
        return trace.Fails("return.days", "transactions R32", Period.DaysBetween(bought, back) <= days, back, trace.IsWanted ? $"{bought.PlusDays(days)}" : "") ? new LineReturnedTooLate(number, days) : null;
    }
}
