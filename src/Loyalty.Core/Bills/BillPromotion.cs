namespace Loyalty;

/// <summary>What a cart promotion gave on a bill, as it was recorded: what a return gives back follows from it, not from today's promotions.</summary>
/// <param name="Promotion">Its id.</param>
/// <param name="Discount">What it gave.</param>
/// <param name="Times">How many times it applied.</param>
/// <param name="Lines">What it gave to each line that it touched.</param>
public sealed record BillPromotion(string Promotion, decimal Discount, long Times, IReadOnlyList<BillPromotionLine> Lines)
{
    /// <summary>What a return or an exchange must know of it beyond shares; null where it needs no more.</summary>
    internal BillPromotionTerms? Terms { get; init; }
}

/// <summary>What was recorded of a promotion that says more of returns or exchanges than that each unit keeps its share.</summary>
/// <param name="Configuration">Version of the configuration by which it was given: its condition stands there.</param>
/// <param name="Bases">What each line counted in its condition.</param>
/// <param name="Shares">What it gives to each piece of the bill's worths; empty where lines stand as shown.</param>
internal sealed record BillPromotionTerms(long Configuration, IReadOnlyList<decimal> Bases, IReadOnlyList<decimal> Shares)
{
    /// <summary>How much of each line exchanges have replaced so far; empty for none.</summary>
    public IReadOnlyList<decimal> Replaced { get; init; } = [];

    /// <summary>What exchanges have carried over so far.</summary>
    public decimal Carried { get; init; }
}

/// <summary>What a cart promotion gave to a line.</summary>
/// <param name="Line">Number of the line in the bill, from 1.</param>
/// <param name="Discount">How much.</param>
/// <param name="Used">Quantity of the line that it used.</param>
/// <param name="Discounted">Quantity of the line that it discounted.</param>
public sealed record BillPromotionLine(int Line, decimal Discount, decimal Used, decimal Discounted);

/// <summary>What a payment voucher paid of a bill.</summary>
internal sealed record BillVoucher(string Promotion, long Code, decimal Paid);

/// <summary>What a payment voucher pays of a sale.</summary>
/// <param name="Promotion">Id of its promotion.</param>
/// <param name="Code">Its code.</param>
/// <param name="Paid">How much it pays.</param>
public sealed record VoucherPayment(string Promotion, string Code, decimal Paid);

/// <summary>Units of a line that come back together and what they are then worth, in the order in which the line's units come back.</summary>
internal sealed record BillWorth(int Line, decimal Quantity, decimal Amount);

/// <summary>What lines are worth when they come back.</summary>
internal static class BillWorths
{
    /// <summary>What a line of a bill is worth when all of it comes back.</summary>
    public static decimal WorthOf(this Bill bill, int index)
    {
        if (bill.Worths.Count == 0) return bill.Lines[index].Amount;
        var worth = 0m;
        foreach (var piece in bill.Worths)
            if (piece.Line == index + 1) worth += piece.Amount;
        return worth;
    }

    /// <summary>What the first so many units of a line are worth: cumulative, so that any split comes to the same (cart-promotions R22, transactions R32).</summary>
    public static decimal WorthOf(this Bill bill, int index, decimal quantity, int minorUnits)
    {
        var own = bill.Lines[index];
        if (bill.Worths.Count == 0) return Math.Min(own.Amount, decimal.Round(own.Amount * quantity / own.Quantity, minorUnits, MidpointRounding.AwayFromZero));
        var worth = 0m;
        foreach (var piece in bill.Worths)
        {
            if (piece.Line != index + 1) continue;
            if (quantity < piece.Quantity) return worth + decimal.Round(piece.Amount * quantity / piece.Quantity, minorUnits, MidpointRounding.ToZero);
            worth += piece.Amount;
            quantity -= piece.Quantity;
        }
        return worth;
    }

    /// <summary>The pieces once lines have been cut further, as by a coupon: each line's own give first, what they cannot take the others do.</summary>
    public static IReadOnlyList<BillWorth> Cut(IReadOnlyList<BillWorth> worths, IReadOnlyList<BillLine> before, IReadOnlyList<BillLine> after)
    {
        if (worths.Count == 0) return worths;
        var pieces = worths.ToArray();
        var over = 0m;
        for (var line = 1; line <= before.Count; line++)
        {
            var cut = before[line - 1].Amount - after[line - 1].Amount;
            if (cut > 0) over += Take(pieces, cut, piece => piece.Line == line);
        }
        if (over > 0) Take(pieces, over, _ => true);
        return pieces;
    }

    // In millionths of money, which every amount of a line has at most; what there was no room for is given back.
    private static decimal Take(BillWorth[] pieces, decimal amount, Func<BillWorth, bool> which)
    {
        const decimal micro = 1_000_000m;
        var weights = pieces.Select(piece => which(piece) ? piece.Amount : 0).ToArray();
        var taken = Math.Min(amount, weights.Sum());
        if (taken == 0) return amount;
        // By the hundredth where all stand in hundredths, so that nobody gets parts of a cent that did not pay any.
        var unit = decimal.Round(taken, 2) == taken && weights.All(weight => decimal.Round(weight, 2) == weight) ? 100m : micro;
        var shares = Allocation.Spread((long)(taken * unit), weights);
        for (var i = 0; i < pieces.Length; i++)
            if (shares[i] != 0) pieces[i] = pieces[i] with { Amount = pieces[i].Amount - (shares[i] / unit) };
        return amount - taken;
    }
}

/// <summary>Their compact form.</summary>
internal static class BillPromotionCodec
{
    public static void Write(IReadOnlyList<BillPromotion> promotions, RecordWriter writer)
    {
        writer.Count(promotions.Count);
        foreach (var promotion in promotions)
        {
            writer.Text(promotion.Promotion);
            writer.Decimal(promotion.Discount);
            writer.Count(promotion.Times);
            writer.Count(2L * promotion.Lines.Count + (promotion.Terms is null ? 0 : 1));
            foreach (var line in promotion.Lines)
            {
                writer.Count(line.Line);
                writer.Decimal(line.Discount);
                writer.Decimal(line.Used);
                writer.Decimal(line.Discounted);
            }
            if (promotion.Terms is not { } terms) continue;
            writer.Count(terms.Configuration);
            Write(terms.Bases, writer);
            Write(terms.Shares, writer);
            Write(terms.Replaced, writer);
            writer.Decimal(terms.Carried);
        }
    }

    public static void Write(IReadOnlyList<BillWorth> worths, RecordWriter writer)
    {
        writer.Count(worths.Count);
        foreach (var piece in worths)
        {
            writer.Count(piece.Line);
            writer.Decimal(piece.Quantity);
            writer.Decimal(piece.Amount);
        }
    }

    public static BillWorth[] ReadWorths(ref RecordReader reader)
    {
        var worths = new BillWorth[reader.Length()];
        for (var i = 0; i < worths.Length; i++) worths[i] = new((int)reader.Count(), reader.Decimal(), reader.Decimal());
        return worths;
    }

    public static void Write(IReadOnlyList<BillVoucher> vouchers, RecordWriter writer)
    {
        writer.Count(vouchers.Count);
        foreach (var voucher in vouchers)
        {
            writer.Text(voucher.Promotion);
            writer.Count(voucher.Code);
            writer.Decimal(voucher.Paid);
        }
    }

    public static BillVoucher[] ReadVouchers(ref RecordReader reader)
    {
        var vouchers = new BillVoucher[reader.Length()];
        for (var i = 0; i < vouchers.Length; i++) vouchers[i] = new(reader.Text() ?? throw RecordReader.Damaged(), reader.Count(), reader.Decimal());
        return vouchers;
    }

    public static BillPromotion[] Read(ref RecordReader reader)
    {
        var promotions = new BillPromotion[reader.Length()];
        for (var i = 0; i < promotions.Length; i++)
        {
            var id = reader.Text() ?? throw RecordReader.Damaged();
            var discount = reader.Decimal();
            var times = reader.Count();
            var count = reader.Length();
            var lines = new BillPromotionLine[count / 2];
            for (var j = 0; j < lines.Length; j++) lines[j] = new((int)reader.Count(), reader.Decimal(), reader.Decimal(), reader.Decimal());
            promotions[i] = new(id, discount, times, lines);
            if (count % 2 == 0) continue;
            var configuration = reader.Count();
            var (bases, shares) = (ReadAmounts(ref reader), ReadAmounts(ref reader));
            promotions[i] = promotions[i] with { Terms = new(configuration, bases, shares) { Replaced = ReadAmounts(ref reader), Carried = reader.Decimal() } };
        }
        return promotions;
    }

    private static void Write(IReadOnlyList<decimal> amounts, RecordWriter writer)
    {
        writer.Count(amounts.Count);
        foreach (var amount in amounts) writer.Decimal(amount);
    }

    private static decimal[] ReadAmounts(ref RecordReader reader)
    {
        var amounts = new decimal[reader.Length()];
        for (var i = 0; i < amounts.Length; i++) amounts[i] = reader.Decimal();
        return amounts;
    }
}
