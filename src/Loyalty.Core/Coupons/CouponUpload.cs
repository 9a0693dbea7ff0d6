namespace Loyalty;

/// <summary>A file of codes or redemptions that is being brought in, or was.</summary>
internal sealed record CouponUpload(long Id, long Organisation, long Series, bool OfUses, CouponUploadState State, long Rows, long Done, IReadOnlyList<CouponRowFault> Faults)
{
    /// <summary>How many faults are kept with their rows; more are only counted.</summary>
    public const int MostFaults = 1000;

    public static readonly Collection<CouponUpload> All = new("coupon_uploads", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    public void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Count(Organisation);
        writer.Count(Series);
        writer.Bool(OfUses);
        writer.Byte((byte)State);
        writer.Count(Rows);
        writer.Count(Done);
        writer.Count(Faults.Count);
        foreach (var fault in Faults)
        {
            writer.Count(fault.Row);
            writer.Count(fault.Number);
            writer.Text(fault.Message);
        }
    }

    public static CouponUpload Read(ref RecordReader reader)
    {
        var (id, organisation, series, ofUses, state) = (reader.Count(), reader.Count(), reader.Count(), reader.Bool(), (CouponUploadState)reader.Byte());
        var (rows, done) = (reader.Count(), reader.Count());
        var faults = new CouponRowFault[reader.Length()];
        for (var i = 0; i < faults.Length; i++) faults[i] = new(reader.Count(), (int)reader.Count(), reader.Text() ?? "");
        return new(id, organisation, series, ofUses, state, rows, done, faults);
    }
}
