using NodaTime;

namespace Loyalty;

/// <summary>What has become of a kept evaluation.</summary>
public enum CartEvaluationState
{
    /// <summary>It can be redeemed or cancelled.</summary>
    Open = 0,

    /// <summary>A sale redeemed it.</summary>
    Redeemed = 1,

    /// <summary>It was cancelled.</summary>
    Cancelled = 2,

    /// <summary>A later evaluation of the same cart took its place.</summary>
    Replaced = 3,
}

/// <summary>What an evaluation reserves of one promotion.</summary>
internal readonly record struct CartReserved(string Promotion, long Holding, long Code, bool Member, bool Shared, long Redemptions, decimal Discount)
{
    public CartHold Hold(CartEvaluationRecord evaluation) => new(evaluation.Id, evaluation.At, evaluation.Until, Redemptions, Discount);

    public void Write(RecordWriter writer)
    {
        writer.Text(Promotion);
        writer.Count(Holding);
        writer.Count(Code);
        writer.Byte((byte)((Member ? 1 : 0) | (Shared ? 2 : 0)));
        writer.Count(Redemptions);
        writer.Decimal(Discount);
    }

    public static CartReserved Read(ref RecordReader reader)
    {
        var (promotion, holding, code, flags) = (reader.Text() ?? throw RecordReader.Damaged(), reader.Count(), reader.Count(), reader.Byte());
        return new(promotion, holding, code, (flags & 1) != 0, (flags & 2) != 0, reader.Count(), reader.Decimal());
    }
}

/// <summary>A kept evaluation: the cart, what promotions gave on it, and what it reserves until when (cart-promotions R18).</summary>
internal sealed record CartEvaluationRecord
{
    public static readonly Collection<CartEvaluationRecord> All = new("cart_evaluations", KeyKind.Number, Read, static (evaluation, writer) => evaluation.Write(writer));

    public required long Id { get; init; }

    public long Organisation { get; init; }

    /// <summary>The member, 0 for a guest.</summary>
    public long Customer { get; init; }

    /// <summary>The caller's name of the cart, or null.</summary>
    public string? Cart { get; init; }

    public required Instant At { get; init; }

    /// <summary>When the reservation ends; the time of the evaluation where nothing is reserved.</summary>
    public required Instant Until { get; init; }

    public long Configuration { get; init; }

    public required IReadOnlyList<BillLine> Lines { get; init; }

    /// <summary>What promotions left of each line.</summary>
    public required IReadOnlyList<decimal> Nets { get; init; }

    public required IReadOnlyList<BillPromotion> Promotions { get; init; }

    public required IReadOnlyList<CartReserved> Reserved { get; init; }

    /// <summary>What units are worth when they come back, all promotions redeemed.</summary>
    public IReadOnlyList<BillWorth> Worths { get; init; } = [];

    /// <summary>What was answered beside the lines: how it is paid, what came of codes, what vouchers pay.</summary>
    public CartEvaluationTold Told { get; init; } = CartEvaluationTold.Nothing;

    /// <summary>What it knew beside cart and configuration; null where no promotion was looked at.</summary>
    public CartKnown? Known { get; init; }

    public CartEvaluationState State { get; init; }

    /// <summary>The bill that redeemed it, 0 for none.</summary>
    public long Bill { get; init; }

    public bool IsLocked => Until > At;

    public bool IsPending(Instant now) => State == CartEvaluationState.Open && now < Until;

    public void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Count(Organisation);
        writer.Count(Customer);
        writer.Text(Cart);
        writer.Signed(At.ToUnixTimeTicks());
        writer.Signed(Until.ToUnixTimeTicks());
        writer.Count(Configuration);
        BillCodec.WriteLines(Lines, writer);
        writer.Count(Nets.Count);
        foreach (var net in Nets) writer.Decimal(net);
        BillPromotionCodec.Write(Promotions, writer);
        writer.Count(Reserved.Count);
        foreach (var reserved in Reserved) reserved.Write(writer);
        BillPromotionCodec.Write(Worths, writer);
        Told.Write(writer);
        writer.Bool(Known is not null);
        Known?.Write(writer);
        writer.Byte((byte)State);
        writer.Count(Bill);
    }

    public static CartEvaluationRecord Read(ref RecordReader reader)
    {
        var (id, organisation, customer, cart) = (reader.Count(), reader.Count(), reader.Count(), reader.Text());
        var (at, until, configuration) = (Instant.FromUnixTimeTicks(reader.Signed()), Instant.FromUnixTimeTicks(reader.Signed()), reader.Count());
        var lines = BillCodec.ReadLines(ref reader);
        var nets = new decimal[reader.Length()];
        for (var i = 0; i < nets.Length; i++) nets[i] = reader.Decimal();
        var promotions = BillPromotionCodec.Read(ref reader);
        var reserved = new CartReserved[reader.Length()];
        for (var i = 0; i < reserved.Length; i++) reserved[i] = CartReserved.Read(ref reader);
        return new()
        {
            Id = id, Organisation = organisation, Customer = customer, Cart = cart, At = at, Until = until, Configuration = configuration, Lines = lines, Nets = nets, Promotions = promotions,
            Reserved = reserved, Worths = BillPromotionCodec.ReadWorths(ref reader), Told = CartEvaluationTold.Read(ref reader), Known = reader.Bool() ? CartKnown.Read(ref reader) : null, State = (CartEvaluationState)reader.Byte(), Bill = reader.Count(),
        };
    }
}
