namespace Loyalty;

/// <summary>A kept evaluation as a sale redeems it (cart-promotions R20): which promotions of it, and on what.</summary>
/// <param name="Evaluation">Id of the evaluation.</param>
/// <param name="Promotions">The promotions of it that are redeemed, or null for all.</param>
/// <param name="Asked">Tenders and codes of the sale.</param>
/// <param name="Amount">What the till asks for in the end; null for a checkout, which asks the engine.</param>
internal readonly record struct EvaluationRedeemed(string Evaluation, IReadOnlyList<string>? Promotions, SalePromotions.Asked Asked, decimal? Amount)
{
    public static EvaluationRedeemed By(Checkout sale) => new(sale.Evaluation!, sale.AppliedPromotions, new(sale.Tenders, sale.PromoCodes), null);

    public static EvaluationRedeemed By(AddBill bill) => new(bill.Evaluation!, bill.AppliedPromotions, new(null, []), bill.Amount);

    /// <summary>
    /// Whether what is sold is what was evaluated. A checkout sells the cart itself. A bill has been priced by the till: its lines stand before
    /// promotions, after those of lines, or after all, and its amount after all.
    /// </summary>
    public bool Fits(CartEvaluationRecord record, BillPromotion[] applied, CartPromotionIndex? index, SaleDecisions.Terms terms)
    {
        if (Amount is null) return BillChecks.Lines(new Fingerprint("lines"), record.Lines).Value() == BillChecks.Lines(new Fingerprint("lines"), terms.Lines).Value();
        if (terms.Lines.Count != record.Lines.Count) return false;
        var ofLines = Array.FindAll(applied, each => index?.Find(each.Promotion)?.Definition.IsCartLevel == false);
        var (asEvaluated, afterLines, afterAll, total) = (true, true, true, 0m);
        for (var i = 0; i < record.Lines.Count; i++)
        {
            var (sold, was, full) = (terms.Lines[i], record.Lines[i], record.Full(i));
            if (sold.Sku != was.Sku || sold.Quantity != was.Quantity) return false;
            asEvaluated &= sold.Amount == full;
            afterLines &= sold.Amount == full - ofLines.On(i);
            afterAll &= sold.Amount == full - applied.On(i);
            total += full - applied.On(i);
        }
        return terms.Amount == total && (asEvaluated || afterLines || afterAll);
    }
}

/// <summary>Money of the lines of a kept evaluation.</summary>
internal static class EvaluatedLines
{
    /// <summary>What promotions gave to a line, counted from 0.</summary>
    public static decimal On(this IEnumerable<BillPromotion> promotions, int line) => promotions.Sum(promotion => promotion.Lines.Where(each => each.Line == line + 1).Sum(each => each.Discount));

    /// <summary>What a line cost before promotions.</summary>
    public static decimal Full(this CartEvaluationRecord record, int line) => record.Nets[line] + record.Promotions.On(line);
}
