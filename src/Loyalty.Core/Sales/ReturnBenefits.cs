namespace Loyalty;

/// <summary>
/// What a return keeps of its refund where the condition of a promotion no longer holds for what remains (cart-promotions R22). All of it follows
/// from what has come back so far, never from by which returns it did, so that any split comes to the same.
/// </summary>
internal static class ReturnBenefits
{
    /// <summary>The purchase after a return with what is kept: no refund is below nothing, and what it could not keep later ones do.</summary>
    public static Bill Keep(CommandContext context, Bill before, Bill after)
    {
        var rest = 0m;
        foreach (var given in after.Promotions)
        {
            if (!IsTakenBack(context, after, given)) continue;
            var own = given.Discount - Back(given, after, context.Program(after.Time).MinorUnits);
            context.Trace.Note("return.benefit_taken_back", "cart-promotions R22", true, given.Promotion, own);
            rest += Math.Max(0, own);
        }
        if (rest == 0 && after.TakenBack == 0 && after.Owed == 0) return after;
        var kept = after.ReturnedAmount - Math.Max(before.ReturnedAmount - before.TakenBack, after.ReturnedAmount - rest);
        return after with { TakenBack = kept, Owed = rest - kept };
    }

    /// <summary>Whether a promotion is taken back from what has come back: it says so, and what remains does not fulfil its condition.</summary>
    public static bool IsTakenBack(CommandContext context, Bill bill, BillPromotion given)
    {
        if (given.Terms is not { } terms || bill.Returned is ReturnState.Nothing or ReturnState.Everything) return false;
        var recorded = context.Configurations.Version(context.Work, terms.Configuration);
        if (CartPromotionIndex.Of(recorded)?.Find(given.Promotion)?.Definition is not { OnReturn: CartOnReturn.TakesBackRest } definition) return false;
        return !CartRemains.Fulfil(definition, recorded.Program.CartPromotions!, Remains(bill, terms, recorded));
    }

    /// <summary>What has come back of a promotion so far; cumulative, exact in the end.</summary>
    public static decimal Back(BillPromotion given, Bill bill, int minorUnits)
    {
        if (bill.Returned == ReturnState.Everything) return given.Discount;
        if (bill.ReturnedLines.Count == 0) return bill.Amount == 0 ? 0 : Down(given.Discount * bill.ReturnedAmount / bill.Amount, minorUnits);
        if (given.Terms is not { Shares.Count: > 0 }) return given.Lines.Sum(line => Shown(line.Discount, bill, line.Line, minorUnits));
        var back = 0m;
        for (var line = 1; line <= bill.Lines.Count; line++) back += Back(given, bill, line, minorUnits);
        return back;
    }

    /// <summary>The same of one line, by its pieces where they are known, else by its quantity.</summary>
    public static decimal Back(BillPromotion given, Bill bill, int line, int minorUnits)
    {
        if (given.Terms is not { Shares.Count: > 0 } terms) return Shown(given.Lines.Where(each => each.Line == line).Sum(each => each.Discount), bill, line, minorUnits);
        var (quantity, isWhole) = (bill.ReturnedOf(line - 1).Quantity, IsWhole(bill, line));
        var back = 0m;
        for (var i = 0; i < bill.Worths.Count; i++)
        {
            var piece = bill.Worths[i];
            if (piece.Line != line) continue;
            if (!isWhole && quantity < piece.Quantity) return back + Down(terms.Shares[i] * quantity / piece.Quantity, minorUnits);
            back += terms.Shares[i];
            quantity -= piece.Quantity;
        }
        return back;
    }

    private static decimal Shown(decimal discount, Bill bill, int line, int minorUnits) => IsWhole(bill, line) ? discount
        : bill.Lines[line - 1].Quantity == 0 ? 0 : Down(discount * bill.ReturnedOf(line - 1).Quantity / bill.Lines[line - 1].Quantity, minorUnits);

    private static bool IsWhole(Bill bill, int line) => bill.ReturnedLines.Count == 0 ? bill.Returned == ReturnState.Everything : bill.ReturnedLines[line - 1].IsWhole;

    /// <summary>What is left of the lines, as the promotion's condition counted them; what an exchange replaced counts as left.</summary>
    private static CartFacts Remains(Bill bill, BillPromotionTerms terms, ProgramSnapshot recorded)
    {
        var lines = new List<CartFactLine>();
        for (var i = 0; i < bill.Lines.Count; i++)
        {
            var own = bill.Lines[i];
            var left = bill.ReturnedLines.Count == 0 ? decimal.Round(own.Quantity * (bill.Amount - bill.ReturnedAmount) / bill.Amount, 6, MidpointRounding.ToZero)
                : bill.ReturnedOf(i).IsWhole ? 0 : own.Quantity - bill.ReturnedOf(i).Quantity;
            if (terms.Replaced.Count > 0) left = Math.Min(own.Quantity, left + terms.Replaced[i]);
            if (left == 0) continue;
            var cost = left == own.Quantity ? terms.Bases[i] : decimal.Round(terms.Bases[i] * left / own.Quantity, recorded.MinorUnits, MidpointRounding.AwayFromZero);
            lines.Add(SalePromotions.FactOf(own with { Quantity = left, Amount = cost, Discount = 0 }));
        }
        return new() { Lines = lines, At = bill.Time, Zone = recorded.OrganisationZone, MinorUnits = recorded.MinorUnits };
    }

    private static decimal Down(decimal amount, int minorUnits) => decimal.Round(amount, minorUnits, MidpointRounding.ToZero);
}
