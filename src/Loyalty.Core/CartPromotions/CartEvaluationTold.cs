namespace Loyalty;

/// <summary>What a kept evaluation answered beside its lines and promotions, so that its repeat and a later read say the same.</summary>
internal sealed record CartEvaluationTold(IReadOnlyList<CartTenderPaid> Tenders, IReadOnlyList<CartCodeVerdict> Codes, IReadOnlyList<BillVoucher> Vouchers)
{
    public static readonly CartEvaluationTold Nothing = new([], [], []);

    public void Write(RecordWriter writer)
    {
        writer.Count(Tenders.Count);
        foreach (var tender in Tenders)
        {
            writer.Text(tender.Mode);
            writer.Text(tender.Identifier);
            writer.Decimal(tender.Paid);
        }
        writer.Count(Codes.Count);
        foreach (var code in Codes)
        {
            writer.Text(code.Code);
            writer.Text(code.Promotion);
            writer.Text(code.Problem);
        }
        writer.Count(Vouchers.Count);
        foreach (var voucher in Vouchers)
        {
            writer.Text(voucher.Promotion);
            writer.Count(voucher.Code);
            writer.Decimal(voucher.Paid);
        }
    }

    public static CartEvaluationTold Read(ref RecordReader reader)
    {
        var tenders = new CartTenderPaid[reader.Length()];
        for (var i = 0; i < tenders.Length; i++) tenders[i] = new(Known(ref reader), Known(ref reader), reader.Decimal());
        var codes = new CartCodeVerdict[reader.Length()];
        for (var i = 0; i < codes.Length; i++) codes[i] = new(Known(ref reader), reader.Text(), reader.Text());
        var vouchers = new BillVoucher[reader.Length()];
        for (var i = 0; i < vouchers.Length; i++) vouchers[i] = new(Known(ref reader), reader.Count(), reader.Decimal());
        return new(tenders, codes, vouchers);
    }

    private static string Known(ref RecordReader reader) => reader.Text() ?? throw RecordReader.Damaged();
}
