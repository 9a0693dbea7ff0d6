using NodaTime;

namespace Loyalty;

/// <summary>In which circle a bill number may be used once (transactions R18).</summary>
public enum BillNumberScope
{
    /// <summary>Once in the organisation.</summary>
    Organisation,

    /// <summary>Once in a store.</summary>
    Store,

    /// <summary>Once at a till.</summary>
    Till,
}

/// <summary>What bills the organisation accepts, and how it reads them (transactions 1).</summary>
public sealed record BillRules
{
    /// <summary>Whether a bill must come with a number. Default on; off: one is made for a bill without.</summary>
    public bool NumberRequired { get; init; } = true;

    /// <summary>Regular expression that a bill's whole number must match, up to 200 characters, without look-around and back references; absent: any.</summary>
    public string? NumberPattern { get; init; }

    /// <summary>In which circle a bill number is unique. Default: the organisation.</summary>
    public BillNumberScope NumberScope { get; init; } = BillNumberScope.Organisation;

    /// <summary>Days after which a number may come again, 1 to 3650; absent: never.</summary>
    public int? NumberUniqueInDays { get; init; }

    /// <summary>Whether a bill of 0 is accepted. Default on.</summary>
    public bool AcceptsZero { get; init; } = true;

    /// <summary>Whether a bill of 0 is an outlier. Default off.</summary>
    public bool ZeroIsOutlier { get; init; }

    /// <summary>Smallest net amount accepted, in the base currency. Default 0.</summary>
    public decimal MinimumAmount { get; init; }

    /// <summary>Largest net amount accepted, in the base currency. Default one thousand million.</summary>
    public decimal MaximumAmount { get; init; } = 1_000_000_000m;

    /// <summary>Smallest net amount of a line accepted, in the base currency. Default 0.</summary>
    public decimal MinimumLineAmount { get; init; }

    /// <summary>Largest net amount of a line accepted, in the base currency; absent: any.</summary>
    public decimal? MaximumLineAmount { get; init; }

    /// <summary>By how much figures may differ that should add up (transactions R11); absent: they are not compared.</summary>
    public decimal? AmountMargin { get; init; }

    /// <summary>Decimals to which amounts are rounded, half away from 0, 0 to 6; absent: see <see cref="TruncateDecimals"/>.</summary>
    public int? BaseDecimals { get; init; }

    /// <summary>Decimals to which amounts are cut off, 0 to 6, where <see cref="BaseDecimals"/> is absent; absent too: they are rounded to 6.</summary>
    public int? TruncateDecimals { get; init; }

    /// <summary>Earliest billing date accepted, in the organisation's zone; absent: any since 1970.</summary>
    public LocalDate? EarliestDate { get; init; }

    /// <summary>How far ahead of the clock a billing time may be, 0 to 744 hours. Default 24.</summary>
    public int MaximumFutureHours { get; init; } = 24;

    /// <summary>Whether a billing time given as text is the wall's whatever its offset, as of old (transactions R7). Default off.</summary>
    public bool KeepWallTime { get; init; }

    /// <summary>Beginnings of numbers whose bills earn no points, ignoring case; they count for everything else.</summary>
    public IReadOnlyList<string> NoPointsPrefixes { get; init; } = [];

    /// <summary>Beginnings of numbers whose bills are outliers, ignoring case.</summary>
    public IReadOnlyList<string> OutlierPrefixes { get; init; } = [];

    /// <summary>Codes of stores whose bills are outliers.</summary>
    public IReadOnlyList<string> OutlierStores { get; init; } = [];

    /// <summary>Item codes whose lines are outliers.</summary>
    public IReadOnlyList<string> OutlierSkus { get; init; } = [];

    /// <summary>Sum of quantities above which a bill is an outlier; absent: none is.</summary>
    public decimal? OutlierBasketSize { get; init; }

    /// <summary>Whether bills in other currencies are converted. Default off: they are refused.</summary>
    public bool ConvertsCurrencies { get; init; }

    /// <summary>The other currencies; the ratio is that of the version in force at the billing time.</summary>
    public IReadOnlyList<CurrencyRatio> Currencies { get; init; } = [];

    /// <summary>Kinds of tender beside the documented ones.</summary>
    public IReadOnlyList<TenderDefinition> Tenders { get; init; } = [];

    /// <summary>The extended fields of bills and lines; others are dropped with a warning (transactions R14).</summary>
    public IReadOnlyList<BillFieldDefinition> ExtendedFields { get; init; } = [];

    /// <summary>Making a member's bill of one that was nobody's.</summary>
    public RetroRules Retro { get; init; } = new();

    /// <summary>Whether a catalogue of items is kept, to which bills add what is not there (transactions R12). Default off.</summary>
    public bool KeepsItems { get; init; }

    /// <summary>Whether it is kept for 90 days what each rule saw and needed when a member's bill was added. Default off: a caller asks for a trace.</summary>
    public bool KeepsEvaluations { get; init; }

    /// <summary>Which bills wait in the queue of rejected bills. Default: none.</summary>
    public BillQueueRules Queue { get; init; } = new();
}

/// <summary>What puts a bill into the queue of rejected bills, each by itself (transactions R46). Off, the bill is accepted or refused as the rule of the thing says.</summary>
public sealed record BillQueueRules
{
    /// <summary>Whether a bill with an unknown kind of tender waits. Default off: it is accepted with a warning (transactions R10).</summary>
    public bool Tenders { get; init; }

    /// <summary>Whether a bill of an unknown store or till waits. Default off: it is refused (transactions R3).</summary>
    public bool Stores { get; init; }

    /// <summary>Whether a bill with a mandatory extended field missing, or one whose value does not fit, is rejected. Default off: such a field is dropped (transactions R14).</summary>
    public bool BillFields { get; init; }

    /// <summary>Whether a bill with an item waits that is not in the catalogue. Default off: it is added, where a catalogue is kept (transactions R12).</summary>
    public bool Items { get; init; }

    /// <summary>
    /// Whether a bill is rejected whose customer lacks a mandatory extended field, or comes with a value that does not fit. Default off: such a value
    /// is skipped (customers R21).
    /// </summary>
    public bool CustomerFields { get; init; }
}

/// <summary>What a unit of another currency is worth.</summary>
public sealed record CurrencyRatio
{
    /// <summary>ISO 4217 code, not the base currency's.</summary>
    public required string Currency { get; init; }

    /// <summary>Base currency a unit is worth, above 0.</summary>
    public required decimal Ratio { get; init; }
}

/// <summary>A kind of tender.</summary>
public sealed record TenderDefinition
{
    /// <summary>Its name, unique ignoring case; one of the documented names replaces that.</summary>
    public required string Mode { get; init; }

    /// <summary>Its attributes.</summary>
    public IReadOnlyList<TenderAttributeDefinition> Attributes { get; init; } = [];
}

/// <summary>What the value of a tender's attribute is.</summary>
public enum TenderAttributeKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>One of given values.</summary>
    Selection,

    /// <summary>A whole number.</summary>
    Numeric,

    /// <summary>A decimal number.</summary>
    Float,
}

/// <summary>An attribute of a tender.</summary>
public sealed record TenderAttributeDefinition
{
    /// <summary>Its name, compared ignoring case.</summary>
    public required string Name { get; init; }

    /// <summary>What its value is. Default text.</summary>
    public TenderAttributeKind Kind { get; init; }

    /// <summary>The values of a selection.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
}

/// <summary>What an extended field belongs to.</summary>
public enum BillFieldOf
{
    /// <summary>The bill.</summary>
    Bill,

    /// <summary>A line.</summary>
    Line,
}

/// <summary>What the value of an extended field is.</summary>
public enum BillFieldKind
{
    /// <summary>Any text up to 250 characters.</summary>
    Text,

    /// <summary>A decimal number.</summary>
    Number,

    /// <summary>A date, with or without a time of day, read as a billing time is.</summary>
    Date,

    /// <summary>One of given values, compared exactly.</summary>
    Enumeration,
}

/// <summary>An extended field.</summary>
public sealed record BillFieldDefinition
{
    /// <summary>Its name, unique among the fields of the same thing.</summary>
    public required string Name { get; init; }

    /// <summary>What it belongs to. Default the bill.</summary>
    public BillFieldOf Of { get; init; }

    /// <summary>What its value is. Default text.</summary>
    public BillFieldKind Kind { get; init; }

    /// <summary>The values of an enumeration.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Whether each bill must have it, where the queue of rejected bills asks (<see cref="BillQueueRules.BillFields"/>). Default off; a field of a line cannot be mandatory.</summary>
    public bool Mandatory { get; init; }
}

/// <summary>As of when a bill counts that became a member's later.</summary>
public enum RetroDate
{
    /// <summary>As of its billing time, as a late bill.</summary>
    Transaction,

    /// <summary>As of its conversion, as if billed then.</summary>
    Processing,
}

/// <summary>Who may make a member's bill of one that was nobody's, and until when (transactions R38).</summary>
public sealed record RetroRules
{
    /// <summary>Whether it may be done at all. Default off.</summary>
    public bool Allowed { get; init; }

    /// <summary>Whether a cashier may. Default off.</summary>
    public bool ByCashier { get; init; }

    /// <summary>Whether a store's associate may. Default off.</summary>
    public bool ByAssociate { get; init; }

    /// <summary>Days of 24 hours after the billing time until which it may be done, 1 to 3650; absent: always.</summary>
    public int? MaximumAgeDays { get; init; }

    /// <summary>Hours before the registration from which bills may be taken, 0 to 87,600; absent: any.</summary>
    public int? DelayHours { get; init; }

    /// <summary>As of when it counts. Default its billing time.</summary>
    public RetroDate Date { get; init; }
}
