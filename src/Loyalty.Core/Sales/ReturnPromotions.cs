namespace Loyalty;

/// <summary>What a return brings back of the uses of promotions, and of what the purchase unlocked (cart-promotions R23).</summary>
internal static class ReturnPromotions
{
    public static void GiveBack(CommandContext context, AccountHand hand, ProgramSnapshot program, Bill before, Bill after, JournalEntry sale)
    {
        if (program.Program.CartPromotions is not { RestoreOnReturn: false })
            foreach (var use in sale.Changes.OfType<CartPromotionUsed>()) GiveBack(context, hand, program, before, after, use);
        foreach (var gathered in sale.Changes.OfType<CartUnitsGathered>())
        {
            var units = TakenBack(gathered, after) - TakenBack(gathered, before);
            context.Trace.Note("cart_promotion.units_taken_back", "cart-promotions R17a", units != 0, CartMeasures.Quantity(units), CartMeasures.Quantity(gathered.Delta));
            if (units != 0) hand.Change(new CartUnitsReturned(gathered.Promotion, units));
        }
        if (after.Returned != ReturnState.Everything) return;
        foreach (var given in sale.Changes.OfType<CartHoldingGiven>())
        {
            var holding = hand.Account.Get(CartSection.Kind).Known(given.Holding.Id);
            // A live reservation may still redeem it; what was used stays.
            var isFree = !holding.IsRevoked && holding.Uses.Redemptions == 0 && !holding.Uses.Holds.Any(each => each.IsAlive(context.Recorded));
            context.Trace.Note("cart_promotion.revoked_on_return", "cart-promotions R23", isFree, holding.Uses.Redemptions, "an earning not used");
            if (isFree) hand.Do(context, new CartHoldingRevoked(holding.Id));
            else if (!holding.IsRevoked) hand.Change(new CartHoldingKept(holding.Id));
        }
    }

    /// <summary>The answer of a return with what it did to promotions that the purchase had unlocked.</summary>
    public static BillReturned With(JournalEntry entry, BillReturned answer)
    {
        if (!entry.Changes.Any(change => change is CartHoldingRevoked or CartHoldingKept)) return answer;
        return answer with
        {
            PromotionsRevoked = [.. entry.Changes.OfType<CartHoldingRevoked>().Select(change => new CartHoldingId(change.Holding))],
            PromotionsKept = [.. entry.Changes.OfType<CartHoldingKept>().Select(change => new CartHoldingId(change.Holding))],
        };
    }

    private static void GiveBack(CommandContext context, AccountHand hand, ProgramSnapshot program, Bill before, Bill after, CartPromotionUsed use)
    {
        var given = before.Promotions.FirstOrDefault(each => each.Promotion == use.Promotion);
        if (given is null) return;
        var discount = Returned(context, after, use.Promotion, program.MinorUnits) - Returned(context, before, use.Promotion, program.MinorUnits);
        // What an exchange carried over is still in use.
        var isLast = IsBack(given, after) && !IsBack(given, before) && after.Promotions.First(each => each.Promotion == use.Promotion).Terms is not { Carried: > 0 };
        var isAll = after.Returned == ReturnState.Everything && before.Returned != ReturnState.Everything;
        if (discount == 0 && !isLast && !isAll) return;
        context.Trace.Note("cart_promotion.given_back", "cart-promotions R23", true, discount, use.Count.Discount);
        hand.Do(context, new CartUseReturned(use.Promotion, use.Holding, use.Code, new(use.Count.At, isLast ? use.Count.Redemptions : 0, isAll ? 1 : 0, discount), use.Counted));
    }

    /// <summary>What has come back of the units that a sale added, by the quantities of its lines or the part of its amount: cumulative, exact in the end.</summary>
    private static long TakenBack(CartUnitsGathered gathered, Bill bill)
    {
        var returned = bill.ReturnedLines.Count > 0 ? gathered.Lines.Sum(line => bill.ReturnedLines[line - 1].Quantity)
            : bill.Amount == 0 ? 0 : gathered.Lines.Sum(line => bill.Lines[line - 1].Quantity) * bill.ReturnedAmount / bill.Amount;
        return CartGathering.TakenBack(gathered, (long)(returned * CartLine.Micro), bill.Returned == ReturnState.Everything || (bill.ReturnedLines.Count > 0 && gathered.Lines.All(line => bill.ReturnedLines[line - 1].IsWhole)));
    }

    /// <summary>The part of a discount that has come back or was taken back so far, less what an exchange carried over; cumulative, exact in the end.</summary>
    private static decimal Returned(CommandContext context, Bill bill, string promotion, int minorUnits)
    {
        var given = bill.Promotions.First(each => each.Promotion == promotion);
        var back = ReturnBenefits.IsTakenBack(context, bill, given) ? given.Discount : ReturnBenefits.Back(given, bill, minorUnits);
        return back - (given.Terms?.Carried ?? 0);
    }

    /// <summary>Whether the last unit of an application has come back: units outside it come back first, so that is when its lines are whole.</summary>
    private static bool IsBack(BillPromotion given, Bill bill) =>
        bill.Returned == ReturnState.Everything || (bill.ReturnedLines.Count > 0 && given.Lines.All(line => bill.ReturnedLines[line.Line - 1].IsWhole));
}
