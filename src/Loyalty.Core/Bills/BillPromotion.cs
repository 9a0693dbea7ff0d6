namespace Loyalty;

/// <summary>What a cart promotion gave on a bill, as it was recorded: what a return gives back follows from it, not from today's promotions.</summary>
/// <param name="Promotion">Its id.</param>
/// <param name="Discount">What it gave.</param>
/// <param name="Times">How many times it applied.</param>
/// <param name="Lines">What it gave to each line that it touched.</param>
public sealed record BillPromotion(string Promotion, decimal Discount, long Times, IReadOnlyList<BillPromotionLine> Lines);

/// <summary>What a cart promotion gave to a line.</summary>
/// <param name="Line">Number of the line in the bill, from 1.</param>
/// <param name="Discount">How much.</param>
/// <param name="Used">Quantity of the line that it used.</param>
/// <param name="Discounted">Quantity of the line that it discounted.</param>
public sealed record BillPromotionLine(int Line, decimal Discount, decimal Used, decimal Discounted);

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
            writer.Count(promotion.Lines.Count);
            foreach (var line in promotion.Lines)
            {
                writer.Count(line.Line);
                writer.Decimal(line.Discount);
                writer.Decimal(line.Used);
                writer.Decimal(line.Discounted);
            }
        }
    }

    public static BillPromotion[] Read(ref RecordReader reader)
    {
        var promotions = new BillPromotion[reader.Length()];
        for (var i = 0; i < promotions.Length; i++)
        {
            var id = reader.Text() ?? throw RecordReader.Damaged();
            var discount = reader.Decimal();
            var times = reader.Count();
            var lines = new BillPromotionLine[reader.Length()];
            for (var j = 0; j < lines.Length; j++) lines[j] = new((int)reader.Count(), reader.Decimal(), reader.Decimal(), reader.Decimal());
            promotions[i] = new(id, discount, times, lines);
        }
        return promotions;
    }
}
