using NodaTime;

namespace Loyalty;

/// <summary>What payment vouchers pay of a sale, and what a return puts back on them.</summary>
internal static class SaleVouchers
{
    /// <summary>What each pays of an amount, in their order; those that pay nothing are left out.</summary>
    public static IReadOnlyList<BillVoucher> Pay(IReadOnlyList<CartVoucher> vouchers, decimal amount)
    {
        if (vouchers.Count == 0) return [];
        var paid = new List<BillVoucher>();
        foreach (var voucher in vouchers)
        {
            var part = voucher.Fault is null ? Math.Min(voucher.Value, amount) : 0;
            if (part <= 0) continue;
            paid.Add(new(voucher.Promotion.Id, voucher.Held.Code, part));
            amount -= part;
        }
        return paid;
    }

    /// <summary>The use of a voucher: what it paid counts against its balance.</summary>
    public static CartPromotionUsed Use(BillVoucher paid, IReadOnlyList<CartVoucher> vouchers, Instant time, DateTimeZone zone)
    {
        var definition = vouchers.First(each => each.Held.Code == paid.Code).Promotion;
        return new(paid.Promotion, 0, paid.Code, new(time, 1, 1, paid.Paid), CartLimits.Counted(definition, time, zone));
    }

    public static IReadOnlyList<VoucherPayment> Shown(CommandContext context, IReadOnlyList<BillVoucher> paid)
    {
        var book = new StoredCarts(context.Work);
        return [.. paid.Select(each => new VoucherPayment(each.Promotion, book.KnownCode(each.Code).Text, each.Paid))];
    }

    /// <summary>A refund goes first to the vouchers, up to what they paid (cart-promotions R22); a balance takes it, one good once is good again with the last unit.</summary>
    public static void GiveBack(CommandContext context, AccountHand hand, Bill before, Bill after, JournalEntry sale)
    {
        var isAll = after.Returned == ReturnState.Everything && before.Returned != ReturnState.Everything;
        for (var i = 0; i < before.Vouchers.Count; i++)
        {
            var back = Refunded(after, i) - Refunded(before, i);
            if (back == 0 && !isAll) continue;
            var use = sale.Changes.OfType<CartPromotionUsed>().First(each => each.Code == before.Vouchers[i].Code);
            context.Trace.Note("cart_promotion.voucher_given_back", "cart-promotions R22", true, back, before.Vouchers[i].Paid);
            hand.Do(context, new CartUseReturned(use.Promotion, 0, use.Code, new(use.Count.At, isAll ? 1 : 0, isAll ? 1 : 0, back), use.Counted));
        }
    }

    /// <summary>The answer of a return with what went to vouchers; what an ended one cannot take is paid to nobody.</summary>
    public static BillReturned With(CommandContext context, JournalEntry entry, Bill returned, BillReturned answer)
    {
        if (!entry.Changes.Any(change => change is CartUseReturned)) return answer;
        var sold = context.Work.Find(Bill.All, returned.OfBill)!;
        var book = new StoredCarts(context.Work);
        var (back, lost) = (0m, 0m);
        foreach (var change in entry.Changes.OfType<CartUseReturned>())
        {
            if (change.Code == 0 || !sold.Vouchers.Any(each => each.Code == change.Code)) continue;
            if (book.KnownCode(change.Code).Until < entry.Effective) lost += change.Count.Discount;
            else back += change.Count.Discount;
        }
        return answer with { ToVouchers = back, LostWithVouchers = lost };
    }

    private static decimal Refunded(Bill bill, int index)
    {
        var left = bill.ReturnedAmount - bill.TakenBack;
        for (var i = 0; i < index; i++) left -= Math.Min(left, bill.Vouchers[i].Paid);
        return Math.Min(left, bill.Vouchers[index].Paid);
    }
}
