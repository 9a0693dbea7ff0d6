using NodaTime;

namespace Loyalty;

/// <summary>A series: the newest version of its settings. Older ones stand in the entries of its own account, which are its audit log.</summary>
internal sealed record CouponSeries(long Id, long Organisation, long Version, string Json, Instant CreatedAt)
{
    public static readonly Collection<CouponSeries> All = new("coupon_series", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    private CouponSeriesSettings? _settings;

    internal CouponSeriesSettings Settings =>
        _settings ??= CouponSeriesFields.Read(Json).Settings ?? throw new StoreException(StoreFault.Corrupt, $"The settings of coupon series {Id} cannot be read.");

    private void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Count(Organisation);
        writer.Count(Version);
        writer.Text(Json);
        writer.Signed(CreatedAt.ToUnixTimeTicks());
    }

    private static CouponSeries Read(ref RecordReader reader) =>
        new(reader.Count(), reader.Count(), reader.Count(), reader.Text() ?? throw RecordReader.Damaged(), Instant.FromUnixTimeTicks(reader.Signed()));
}

/// <summary>
/// What a series keeps for all customers: its serials and pool; of a capped one the uses and the live holds on them. What has no cap is
/// counted with the holders alone.
/// </summary>
internal sealed record CouponTally
{
    public static readonly Collection<CouponTally> All = new("coupon_tallies", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    /// <summary>Coupons issued, but for a common code; revoking gives none back.</summary>
    public long Issued { get; init; }

    /// <summary>Active redemptions, if they have a cap.</summary>
    public long Redeemed { get; init; }

    /// <summary>The next serial of a generated series.</summary>
    public long NextSerial { get; init; }

    /// <summary>Codes uploaded.</summary>
    public long Uploaded { get; init; }

    /// <summary>Of these, not issued yet.</summary>
    public long Pooled { get; init; }

    public Instant? LatestIssue { get; init; }

    public Instant? LatestRedemption { get; init; }

    /// <summary>Reserved uses; one whose time is over counts no more and is dropped when the tally is next written.</summary>
    public IReadOnlyList<CouponHold> Holds { get; init; } = [];

    private void Write(RecordWriter writer)
    {
        writer.Count(Issued);
        writer.Count(Redeemed);
        writer.Count(NextSerial);
        writer.Count(Uploaded);
        writer.Count(Pooled);
        writer.Time(LatestIssue);
        writer.Time(LatestRedemption);
        writer.Holds(Holds);
    }

    private static CouponTally Read(ref RecordReader reader) => new()
    {
        Issued = reader.Count(),
        Redeemed = reader.Count(),
        NextSerial = reader.Count(),
        Uploaded = reader.Count(),
        Pooled = reader.Count(),
        LatestIssue = reader.Time(),
        LatestRedemption = reader.Time(),
        Holds = reader.Holds(),
    };
}

/// <summary>A reserved use of a coupon. Alive while now is before its end.</summary>
internal readonly record struct CouponHold(long Reservation, long Coupon, long Customer, Instant EndsAt);

/// <summary>
/// The forms of every code of an organisation: of generated series, so that a code leads to its serial; and how long uploaded and common
/// codes are, so that a mistyped generated code is known as such without a look at them.
/// </summary>
internal sealed record CouponShapes(IReadOnlyList<CouponShape> Generated, IReadOnlyList<int> OtherLengths)
{
    public static readonly Collection<CouponShapes> All = new("coupon_shapes", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    public static readonly CouponShapes None = new([], []);

    public CouponShapes With(string code)
    {
        var length = CouponCode.Bare(code).Length;
        return OtherLengths.Contains(length) ? this : this with { OtherLengths = [.. OtherLengths.Append(length).Order()] };
    }

    private void Write(RecordWriter writer)
    {
        writer.Count(Generated.Count);
        foreach (var shape in Generated)
        {
            writer.Count(shape.Series);
            shape.Format.Write(writer);
        }
        writer.Count(OtherLengths.Count);
        foreach (var length in OtherLengths) writer.Count(length);
    }

    private static CouponShapes Read(ref RecordReader reader)
    {
        var generated = new CouponShape[reader.Length()];
        for (var i = 0; i < generated.Length; i++) generated[i] = new(reader.Count(), CouponFormat.Read(ref reader));
        var lengths = new int[reader.Length()];
        for (var i = 0; i < lengths.Length; i++) lengths[i] = (int)reader.Count();
        return new(generated, lengths);
    }
}

/// <summary>A form of one series' codes.</summary>
internal sealed record CouponShape(long Series, CouponFormat Format);

/// <summary>
/// Serials issued at once without holders (codes that are printed or exported): one row, whatever their number. A code of it gets a coupon
/// of its own when it is used or named.
/// </summary>
internal sealed record CouponStretch(long Series, long First, long Count, IReadOnlyList<long> Skipped, Instant IssuedAt, CouponExpiry Strategy, int StrategyValue, Instant? RevokedAt)
{
    public static readonly Collection<CouponStretch> All = new("coupon_ranges", KeyKind.Bytes, Read, static (record, writer) => record.Write(writer));

    public bool Holds(long serial) => serial >= First && serial < First + Count && !Skipped.Contains(serial);

    private void Write(RecordWriter writer)
    {
        writer.Count(Series);
        writer.Count(First);
        writer.Count(Count);
        writer.Count(Skipped.Count);
        foreach (var serial in Skipped) writer.Count(serial);
        writer.Signed(IssuedAt.ToUnixTimeTicks());
        writer.Byte((byte)Strategy);
        writer.Count(StrategyValue);
        writer.Time(RevokedAt);
    }

    private static CouponStretch Read(ref RecordReader reader)
    {
        var (series, first, count) = (reader.Count(), reader.Count(), reader.Count());
        var skipped = new long[reader.Length()];
        for (var i = 0; i < skipped.Length; i++) skipped[i] = reader.Count();
        return new(series, first, count, skipped, Instant.FromUnixTimeTicks(reader.Signed()), (CouponExpiry)reader.Byte(), (int)reader.Count(), reader.Time());
    }
}
