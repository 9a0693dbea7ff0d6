using NodaTime;

namespace Loyalty;

/// <summary>A redemption as a till reported it: what was decided stands beside it, in <see cref="CartPromotionUsed"/>.</summary>
internal sealed record CartRedemptionReported(string Transaction, string? Number, decimal Amount, ReportedRedemption Redemption, bool IsBeyond, IReadOnlyList<BillLine> Lines) : AccountChange
{
    public const byte TagOnDisk = 192;

    public override byte Tag => TagOnDisk;

    /// <summary>By what a repeat is known.</summary>
    public string Key => KeyOf(Transaction, Redemption);

    public static string KeyOf(string transaction, ReportedRedemption redemption) =>
        FormattableString.Invariant($"{transaction.Trim()}\n{redemption.Promotion}\n{redemption.Holding?.Value}\n{(redemption.Code is null ? null : CartCode.Normal(redemption.Code))}");

    public override void Apply(Account account, in FoldContext context)
    {
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Text(Transaction);
        writer.Text(Number);
        writer.Decimal(Amount);
        writer.Text(Redemption.Promotion);
        writer.Decimal(Redemption.Discount);
        writer.Count(Redemption.Times);
        writer.Count(Redemption.Holding?.Value ?? 0);
        writer.Text(Redemption.Code);
        writer.Text(Redemption.Sku);
        writer.Decimal(Redemption.Used);
        writer.Decimal(Redemption.Discounted);
        writer.Bool(IsBeyond);
        BillCodec.WriteLines(Lines, writer);
    }

    public static CartRedemptionReported ReadBody(ref RecordReader reader, Instant effective)
    {
        var (transaction, number, amount) = (reader.Text() ?? throw RecordReader.Damaged(), reader.Text(), reader.Decimal());
        var (promotion, discount, times, holding) = (reader.Text() ?? throw RecordReader.Damaged(), reader.Decimal(), reader.Count(), reader.Count());
        var redemption = new ReportedRedemption(promotion, discount)
        {
            Times = times, Holding = holding == 0 ? null : new(holding), Code = reader.Text(), Sku = reader.Text(), Used = reader.Decimal(), Discounted = reader.Decimal(),
        };
        return new(transaction, number, amount, redemption, reader.Bool(), BillCodec.ReadLines(ref reader));
    }
}
