using NodaTime;

namespace Loyalty;

/// <summary>Whose a bill is (transactions 1).</summary>
public enum BillType
{
    /// <summary>A member's.</summary>
    Regular,

    /// <summary>Nobody's: the customer did not wish to be known. It touches no account, and may become a member's later.</summary>
    NotInterested,
}

/// <summary>Whether a bill is an ordinary one. Any other is stored, its number is taken, and nothing of it reaches loyalty.</summary>
public enum BillOutlier
{
    /// <summary>Ordinary.</summary>
    Normal,

    /// <summary>The shop's own.</summary>
    Internal,

    /// <summary>Out of the ordinary, by the caller's word or the organisation's settings.</summary>
    Outlier,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It was deleted.</summary>
    Deleted,

    /// <summary>A fraud.</summary>
    Fraud,

    /// <summary>A test.</summary>
    Test,

    /// <summary>Something else.</summary>
    Other,

    /// <summary>It became a member's bill under another id.</summary>
    Retro,

    /// <summary>An ordinary bill that its caller keeps from loyalty: it is stored and never evaluated (transactions R26).</summary>
    NotEvaluated,

    /// <summary>It is not valid; a word of the older API.</summary>
    Invalid,
}

/// <summary>Where the goods are.</summary>
public enum DeliveryStatus
{
    /// <summary>Ordered.</summary>
    Placed,

    /// <summary>Made ready.</summary>
    Processed,

    /// <summary>On its way.</summary>
    Shipped,

    /// <summary>With the customer.</summary>
    Delivered,

    /// <summary>Back at the shop; returns nothing by itself.</summary>
    Returned,
}

/// <summary>How a billing time given as text is read (transactions R7).</summary>
public enum BillTimeReading
{
    /// <summary>With an offset it is that instant, without it is UTC.</summary>
    Offset,

    /// <summary>The wall's time in the organisation's zone, whatever the offset; a date alone is its midnight.</summary>
    Wall,
}

/// <summary>How a part of a bill was paid. Kept and given back; sums are not compared with the amount (transactions R10).</summary>
/// <param name="Mode">Its kind, such as <c>Card</c>, up to 50 characters.</param>
/// <param name="Amount">How much, 0 or more. What Points and Gift Card pay earns nothing (points R10).</param>
public sealed record BillTender(string Mode, decimal Amount)
{
    /// <summary>Attributes such as <c>card_type</c>; names and values up to 250 characters.</summary>
    public IReadOnlyDictionary<string, string>? Attributes { get; init; }

    /// <summary>Up to 250 characters.</summary>
    public string? Notes { get; init; }
}

/// <summary>What a part of a bundle is.</summary>
public enum BillPartKind
{
    /// <summary>The bundle's own item.</summary>
    ComboParent,

    /// <summary>An item in it.</summary>
    ComboItem,

    /// <summary>An item added to it.</summary>
    AddOnItem,

    /// <summary>A share of a line.</summary>
    Split,
}

/// <summary>A part of a line: of a bundle, an addition, a share. It earns nothing, is in no sum and in no basket (transactions R13).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Sku">Item code, 1 to 100 characters.</param>
/// <param name="Quantity">How many, 0 or more, up to 6 decimals.</param>
/// <param name="Amount">What it costs, 0 or more.</param>
public sealed record BillPart(BillPartKind Kind, string Sku, decimal Quantity, decimal Amount);

/// <summary>What else is known of a line.</summary>
public sealed record BillLineDetails
{
    /// <summary>Price of one, 0 or more.</summary>
    public decimal? Rate { get; init; }

    /// <summary>What it would cost without discount, usually rate x quantity; 0 or more.</summary>
    public decimal? Value { get; init; }

    /// <summary>Code of the item that it is a variant of, up to 100 characters: the catalogue of items keeps it (transactions R12).</summary>
    public string? BaseSku { get; init; }

    /// <summary>Serial number, up to 100 characters: a return may name it.</summary>
    public string? Serial { get; init; }

    /// <summary>Whether it may come back; null where nothing is said: it may.</summary>
    public bool? Returnable { get; init; }

    /// <summary>Local days after the purchase within which it may come back, the last included; -1 for no limit, null where nothing is said.</summary>
    public int? ReturnableDays { get; init; }

    /// <summary>What it is made of, at most 100.</summary>
    public IReadOnlyList<BillPart> Parts { get; init; } = [];

    /// <summary>Extended fields, as the organisation declares them.</summary>
    public IReadOnlyDictionary<string, string>? Extended { get; init; }

    /// <summary>Of a stored line: whether line rules do not see it.</summary>
    public bool IsOutlier { get; internal init; }

    /// <summary>Of a stored line: its amount in the currency the bill came in, where that is not the base currency.</summary>
    public decimal? LocalAmount { get; internal init; }
}

/// <summary>To whom and to when a bill is ascribed; the time of the entry stays (transactions R3).</summary>
/// <param name="Till">The till.</param>
/// <param name="Store">Its store; absent: as for a till that calls.</param>
/// <param name="Created">The creation time shown; absent: when it was recorded.</param>
public sealed record BillAttribution(string Till, string? Store = null, Instant? Created = null);

/// <summary>What else is known of a bill. Kept and given back.</summary>
public sealed record BillParticulars
{
    /// <summary>Amount before discount, 0 or more.</summary>
    public decimal? Gross { get; init; }

    /// <summary>Discount of the whole bill, 0 or more.</summary>
    public decimal? Discount { get; init; }

    /// <summary>How it was paid, at most 100.</summary>
    public IReadOnlyList<BillTender> Tenders { get; init; } = [];

    /// <summary>Up to 250 characters.</summary>
    public string? Notes { get; init; }

    /// <summary>Why the customer did not wish to be known, up to 255 characters.</summary>
    public string? NotInterestedReason { get; init; }

    /// <summary>Where the goods are. Default with the customer.</summary>
    public DeliveryStatus Delivery { get; init; } = DeliveryStatus.Delivered;

    /// <summary>Through what it was made. Default the till.</summary>
    public CustomerSource Source { get; init; }

    /// <summary>Whether it is an ordinary bill, by the caller's word; absent: the organisation's settings decide.</summary>
    public BillOutlier? Outlier { get; init; }

    /// <summary>Code of the store that ships it; it must be known.</summary>
    public string? ShippingStore { get; init; }

    /// <summary>Another till and creation time than those of the call.</summary>
    public BillAttribution? Attribution { get; init; }

    /// <summary>Extended fields, as the organisation declares them.</summary>
    public IReadOnlyDictionary<string, string>? Extended { get; init; }

    /// <summary>The billing time as text: ISO date, or date and time, with or without an offset. Instead of <see cref="AddBill.Time"/>.</summary>
    public string? TimeText { get; init; }

    /// <summary>How <see cref="TimeText"/> and dates in extended fields are read.</summary>
    public BillTimeReading TimeReading { get; init; }
}

/// <summary>The currency that a bill came in.</summary>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Ratio">Base currency a unit was worth at the billing time.</param>
/// <param name="Amount">The net amount in it.</param>
public sealed record BillLocal(string Currency, decimal Ratio, decimal Amount)
{
    /// <summary>The ratio as it is shown: 3 decimals. Nothing is computed with it.</summary>
    public decimal ShownRatio => decimal.Round(Ratio, 3, MidpointRounding.AwayFromZero);
}
