using NodaTime;

namespace Loyalty;

/// <summary>What a stored bill holds beside what every bill has; most bills have none of it.</summary>
internal sealed record BillMore
{
    public static readonly BillMore None = new();

    public BillType Type { get; init; }

    public BillOutlier Outlier { get; init; }

    /// <summary>Whether a prefix of its number keeps it from earning.</summary>
    public bool EarnsNothing { get; init; }

    public BillParticulars? Particulars { get; init; }

    public BillLocal? Local { get; init; }

    /// <summary>The offset of the billing time as it was given.</summary>
    public Offset? InputOffset { get; init; }

    /// <summary>Of a retro bill: the bill that it was before; of that one: what became of it.</summary>
    public long Retro { get; init; }

    /// <summary>Of a return: that it called the purchase off.</summary>
    public bool IsCancellation { get; init; }

    /// <summary>Of a return: the number of the purchase that was not known.</summary>
    public string? UnknownOriginal { get; init; }
}

/// <summary>The compact form of what bills and lines hold beside the usual.</summary>
internal static class BillMoreCodec
{
    public static void Write(BillMore more, RecordWriter writer)
    {
        writer.Byte((byte)more.Type);
        writer.Byte((byte)more.Outlier);
        writer.Byte((byte)((more.EarnsNothing ? 1 : 0) | (more.Particulars is null ? 0 : 2) | (more.Local is null ? 0 : 4) | (more.InputOffset is null ? 0 : 8) | (more.Retro == 0 ? 0 : 16)
            | (more.IsCancellation ? 32 : 0) | (more.UnknownOriginal is null ? 0 : 64)));
        if (more.Particulars is { } particulars) Write(particulars, writer);
        if (more.Local is { } local)
        {
            writer.Text(local.Currency);
            writer.Decimal(local.Ratio);
            writer.Decimal(local.Amount);
        }
        if (more.InputOffset is { } offset) writer.Signed(offset.Seconds);
        if (more.Retro != 0) writer.Count(more.Retro);
        if (more.UnknownOriginal is { } original) writer.Text(original);
    }

    public static BillMore Read(ref RecordReader reader)
    {
        var (type, outlier, flags) = ((BillType)reader.Byte(), (BillOutlier)reader.Byte(), reader.Byte());
        return new BillMore
        {
            Type = type,
            Outlier = outlier,
            EarnsNothing = (flags & 1) != 0,
            Particulars = (flags & 2) != 0 ? ReadParticulars(ref reader) : null,
            Local = (flags & 4) != 0 ? new(reader.Text() ?? throw RecordReader.Damaged(), reader.Decimal(), reader.Decimal()) : null,
            InputOffset = (flags & 8) != 0 ? OffsetOf(reader.Signed()) : null,
            Retro = (flags & 16) != 0 ? reader.Count() : 0,
            IsCancellation = (flags & 32) != 0,
            UnknownOriginal = (flags & 64) != 0 ? reader.Text() : null,
        };
    }

    public static void Write(BillLineDetails details, RecordWriter writer)
    {
        writer.Byte((byte)((details.Rate is null ? 0 : 1) | (details.Value is null ? 0 : 2) | (details.Returnable is null ? 0 : 4) | (details.Returnable == true ? 8 : 0)
            | (details.ReturnableDays is null ? 0 : 16) | (details.LocalAmount is null ? 0 : 32) | (details.IsOutlier ? 64 : 0) | (details.BaseSku is null ? 0 : 128)));
        if (details.Rate is { } rate) writer.Decimal(rate);
        if (details.Value is { } value) writer.Decimal(value);
        if (details.ReturnableDays is { } days) writer.Signed(days);
        if (details.LocalAmount is { } local) writer.Decimal(local);
        if (details.BaseSku is { } parent) writer.Text(parent);
        writer.Text(details.Serial);
        writer.Fields(details.Extended);
        writer.Count(details.Parts.Count);
        foreach (var part in details.Parts)
        {
            writer.Byte((byte)part.Kind);
            writer.Text(part.Sku);
            writer.Decimal(part.Quantity);
            writer.Decimal(part.Amount);
        }
    }

    public static BillLineDetails ReadDetails(ref RecordReader reader)
    {
        var flags = reader.Byte();
        var details = new BillLineDetails
        {
            Rate = (flags & 1) != 0 ? reader.Decimal() : null,
            Value = (flags & 2) != 0 ? reader.Decimal() : null,
            Returnable = (flags & 4) != 0 ? (flags & 8) != 0 : null,
            ReturnableDays = (flags & 16) != 0 ? (int)reader.Signed() : null,
            LocalAmount = (flags & 32) != 0 ? reader.Decimal() : null,
            IsOutlier = (flags & 64) != 0,
            BaseSku = (flags & 128) != 0 ? reader.Text() : null,
            Serial = reader.Text(),
            Extended = reader.Fields(),
        };
        var parts = new BillPart[reader.Length()];
        for (var i = 0; i < parts.Length; i++) parts[i] = new((BillPartKind)reader.Byte(), reader.Text() ?? throw RecordReader.Damaged(), reader.Decimal(), reader.Decimal());
        return parts.Length == 0 ? details : details with { Parts = parts };
    }

    private static void Write(BillParticulars given, RecordWriter writer)
    {
        writer.Byte((byte)((given.Gross is null ? 0 : 1) | (given.Discount is null ? 0 : 2) | (given.Outlier is null ? 0 : 4) | (given.Attribution is null ? 0 : 8)
            | (given.Attribution?.Created is null ? 0 : 16) | (given.TimeReading == BillTimeReading.Wall ? 32 : 0) | (given.Source == CustomerSource.Instore ? 0 : 64)));
        if (given.Gross is { } gross) writer.Decimal(gross);
        if (given.Discount is { } discount) writer.Decimal(discount);
        if (given.Outlier is { } outlier) writer.Byte((byte)outlier);
        if (given.Attribution is { } attribution)
        {
            writer.Text(attribution.Till);
            writer.Text(attribution.Store);
            if (attribution.Created is { } created) writer.Signed(created.ToUnixTimeTicks());
        }
        if (given.Source != CustomerSource.Instore) writer.Byte((byte)given.Source);
        writer.Byte((byte)given.Delivery);
        writer.Text(given.Notes);
        writer.Text(given.NotInterestedReason);
        writer.Text(given.ShippingStore);
        writer.Text(given.TimeText);
        writer.Fields(given.Extended);
        writer.Count(given.Tenders.Count);
        foreach (var tender in given.Tenders)
        {
            writer.Text(tender.Mode);
            writer.Decimal(tender.Amount);
            writer.Text(tender.Notes);
            writer.Fields(tender.Attributes);
        }
    }

    private static BillParticulars ReadParticulars(ref RecordReader reader)
    {
        var flags = reader.Byte();
        var given = new BillParticulars
        {
            Gross = (flags & 1) != 0 ? reader.Decimal() : null,
            Discount = (flags & 2) != 0 ? reader.Decimal() : null,
            Outlier = (flags & 4) != 0 ? (BillOutlier)reader.Byte() : null,
            Attribution = (flags & 8) != 0 ? new(reader.Text() ?? throw RecordReader.Damaged(), reader.Text(), (flags & 16) != 0 ? Instant.FromUnixTimeTicks(reader.Signed()) : null) : null,
            TimeReading = (flags & 32) != 0 ? BillTimeReading.Wall : BillTimeReading.Offset,
            Source = (flags & 64) != 0 ? (CustomerSource)reader.Byte() : CustomerSource.Instore,
            Delivery = (DeliveryStatus)reader.Byte(),
            Notes = reader.Text(),
            NotInterestedReason = reader.Text(),
            ShippingStore = reader.Text(),
            TimeText = reader.Text(),
            Extended = reader.Fields(),
        };
        var tenders = new BillTender[reader.Length()];
        for (var i = 0; i < tenders.Length; i++)
            tenders[i] = new(reader.Text() ?? throw RecordReader.Damaged(), reader.Decimal()) { Notes = reader.Text(), Attributes = reader.Fields() };
        return given with { Tenders = tenders };
    }

    private static Offset OffsetOf(long seconds) => seconds is < -64_800 or > 64_800 ? throw RecordReader.Damaged() : Offset.FromSeconds((int)seconds);

    private static void Fields(this RecordWriter writer, IReadOnlyDictionary<string, string>? fields)
    {
        writer.Count(fields is { Count: > 0 } ? fields.Count : 0);
        if (fields is not { Count: > 0 }) return;
        foreach (var field in fields.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            writer.Text(field.Key);
            writer.Text(field.Value);
        }
    }

    private static Dictionary<string, string>? Fields(this ref RecordReader reader)
    {
        var count = reader.Length();
        if (count == 0) return null;
        var fields = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++) fields.Add(reader.Text() ?? throw RecordReader.Damaged(), reader.Text() ?? "");
        return fields;
    }
}
